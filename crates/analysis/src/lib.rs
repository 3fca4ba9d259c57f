//! The analyst's command: a file in, one method, and an answer out that carries how it was made and what it cannot say.

mod answer;
mod areas;
mod arrow_rows;
mod cells;
mod files_out;
pub mod lines;
mod map;
mod methods;
mod points;
mod progress;
mod series;
mod table;
mod wrong_file;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Parser as _;
use methods::{
    compare, concentration, density, difference, early_warning, harm, hot_spot_check,
    hot_spot_classes, hot_spots, hours, join, near_repeats, rates, repeat_places, rows, scan,
    share, trend,
};
use table::Files;

pub use answer::{Answer, Rows, no_formula};
pub use points::turned;

/// The methods.
#[derive(clap::Subcommand, Clone, Debug)]
pub enum Method {
    /// Twelve months against the twelve before: a real change, or the usual ups and downs?
    ///
    /// A row for each month and group, with its count; or a row for each event (--count-rows), as in a snapshot.
    #[command(
        after_help = "Columns: month, count, and those of --by.\nExample: wardmote analyse compare counts.csv --by area,type --csv changes.csv"
    )]
    Compare(compare::Compare),
    /// Trend, season and usual range of monthly counts.
    ///
    /// A row for each month and group, with its count; or a row for each event (--count-rows), as in a snapshot.
    #[command(
        after_help = "Columns: month, count, and those of --by.\nExample: wardmote analyse trend counts.csv --by area,type --robust --csv trend.csv"
    )]
    Trend(trend::Trend),
    /// Which of many series are higher now than earlier years lead us to expect.
    ///
    /// A row for each month and group, with its count; or a row for each event (--count-rows), as in a snapshot.
    #[command(
        after_help = "Columns: month, count, and those of --by.\nExample: wardmote analyse early-warning counts.csv --by area,type --alarms-only"
    )]
    EarlyWarning(early_warning::EarlyWarning),
    /// Cells of a grid, or areas, where events stand together more than chance explains.
    ///
    /// A row for each event.
    #[command(
        after_help = "Columns: longitude, latitude.\nExample: wardmote analyse hot-spots points.csv --cell 250 --within borough.geojson --geojson hot.geojson\nExample: wardmote analyse hot-spots points.csv --shape hexagon --cell 300\nExample: wardmote analyse hot-spots points.csv --areas small-areas.geojson"
    )]
    HotSpots(hot_spots::HotSpots),
    /// How long cells have been hot: new, persistent, on and off, or cooling.
    ///
    /// A row for each event, with its day or month.
    #[command(
        after_help = "Columns: longitude, latitude, date.\nExample: wardmote analyse hot-spot-classes points.csv --date month --cell 500 --within borough.geojson --geojson classes.geojson\nExample: wardmote analyse hot-spot-classes log.csv --months 3 --periods 8 --to 2026-03"
    )]
    HotSpotClasses(hot_spot_classes::HotSpotClasses),
    /// How thick events lie on the ground.
    ///
    /// A row for each event.
    #[command(
        after_help = "Columns: longitude, latitude.\nExample: wardmote analyse density points.csv --cell 100 --reach 400 --geojson density.geojson"
    )]
    Density(density::Density),
    /// Whether events near in place are near in time: repeats around a victim.
    ///
    /// A row for each event, with its day.
    #[command(
        after_help = "Columns: longitude, latitude, date.\nExample: wardmote analyse near-repeats burglary.csv --metres 1,100,200 --days 7,14"
    )]
    NearRepeats(near_repeats::NearRepeats),
    /// Places where it happened again, and how soon.
    ///
    /// A row for each event.
    #[command(
        after_help = "Columns: longitude, latitude; date with --date, a reference with --place.\nExample: wardmote analyse repeat-places burglary.csv --date date --place uprn"
    )]
    RepeatPlaces(repeat_places::RepeatPlaces),
    /// How much sits in how few places.
    ///
    /// A row for each place, the empty ones too.
    #[command(
        after_help = "Columns: place, count.\nExample: wardmote analyse concentration streets.csv --csv curve.csv"
    )]
    Concentration(concentration::Concentrate),
    /// Whether last period's hot spots held the events that followed.
    ///
    /// A row for each cell of one size, the empty ones too.
    #[command(
        after_help = "Columns: past, later.\nExample: wardmote analyse hot-spot-check cells.csv --past year_before --later year_after"
    )]
    HotSpotCheck(hot_spot_check::HotSpotCheck),
    /// The most striking clusters in space and time.
    ///
    /// A row for each event, with its day.
    #[command(
        after_help = "Columns: longitude, latitude, date.\nExample: wardmote analyse scan points.csv --period-days 7 --radius 1000 --geojson clusters.geojson"
    )]
    Scan(scan::ScanFor),
    /// The area each point lies in, and counts by area.
    ///
    /// A row for each point, in degrees.
    #[command(
        after_help = "Columns: longitude, latitude.\nExample: wardmote analyse join points.csv --areas wards.geojson --code WD23CD --csv placed.csv"
    )]
    Join(join::Join),
    /// Hour by weekday, spans shared out where nobody saw it happen.
    ///
    /// A row for each event, with its time or the span in which it happened.
    #[command(
        after_help = "Columns: from; the latest moment with --until.\nExample: wardmote analyse hours robbery.csv --from from --until to --zone Europe/London"
    )]
    Hours(hours::Hours),
    /// Before and after with a comparison area and displacement.
    ///
    /// The columns area, before and after; area is treated, control, buffer or buffer_control.
    #[command(
        after_help = "Columns: area, before, after.\nExample: wardmote analyse difference areas.csv --dispersion 1.6"
    )]
    Difference(difference::Difference),
    /// How grave what happened was, by weights of your own.
    ///
    /// A row for each offence, with its count and the weight of one.
    #[command(
        after_help = "Columns: offence, count, weight, and those of --by.\nExample: wardmote analyse harm counts.csv --by area"
    )]
    Harm(harm::Harm),
    /// A share and its likely range.
    ///
    /// A row for each share.
    #[command(
        after_help = "Columns: name, x, n.\nExample: wardmote analyse share answers.csv --name question --x yes --n asked"
    )]
    Share(share::Share),
    /// Events for each resident, and one area held against the others.
    ///
    /// A row for each area.
    #[command(
        after_help = "Columns: name, count, people, dispersion.\nExample: wardmote analyse rates wards.csv --own Fairmead"
    )]
    Rates(rates::Rates),
    /// The rows themselves, as CSV or as points on a map.
    ///
    /// Every row, or those that --only keeps. A snapshot also has longitude and latitude, in degrees.
    #[command(
        after_help = "Columns: any.\nExample: wardmote analyse rows FILE.arrow --only type=Burglary --columns month,ward --csv rows.csv"
    )]
    Rows(rows::Rows),
}

/// A command of `wardmote analyse`, as it is written behind these two words.
#[derive(clap::Parser)]
#[command(no_binary_name = true)]
struct Command {
    #[command(subcommand)]
    method: Method,
}

/// What a command answers about a text that stands in the place of its file.
///
/// # Errors
/// When the command is none, and when the method refuses what it was given; the message says why.
pub fn answer<'a>(
    command: impl IntoIterator<Item = &'a str>,
    held: Arc<[u8]>,
) -> anyhow::Result<Answer> {
    let mut method = Command::try_parse_from(command)?.method;
    method.files().held = Some(held);
    method.answer()
}

/// The hot spots of a command as [`answer`] gives them, and for each event of the file the row of the answer that counts it.
///
/// # Errors
/// When the words are no command of that method, and when it refuses what it was given.
pub fn hot_spots_of_events<'a>(
    command: impl IntoIterator<Item = &'a str>,
    held: Arc<[u8]>,
) -> anyhow::Result<(Answer, Vec<Option<usize>>)> {
    let mut method = Command::try_parse_from(command)?.method;
    method.files().held = Some(held);
    match method {
        Method::HotSpots(it) => it.answer(),
        _ => anyhow::bail!("not the command of hot spots"),
    }
}

impl Method {
    fn files(&mut self) -> &mut Files {
        match self {
            Self::Compare(it) => &mut it.months.files,
            Self::Trend(it) => &mut it.months.files,
            Self::EarlyWarning(it) => &mut it.months.files,
            Self::HotSpots(it) => &mut it.points.files,
            Self::HotSpotClasses(it) => &mut it.points.files,
            Self::Density(it) => &mut it.points.files,
            Self::NearRepeats(it) => &mut it.points.files,
            Self::RepeatPlaces(it) => &mut it.points.files,
            Self::Scan(it) => &mut it.points.files,
            Self::Concentration(it) => &mut it.files,
            Self::HotSpotCheck(it) => &mut it.files,
            Self::Join(it) => &mut it.files,
            Self::Hours(it) => &mut it.files,
            Self::Difference(it) => &mut it.files,
            Self::Harm(it) => &mut it.files,
            Self::Share(it) => &mut it.files,
            Self::Rates(it) => &mut it.files,
            Self::Rows(it) => &mut it.files,
        }
    }

    /// What it writes besides the screen, each with its option.
    fn writes(&self) -> Vec<(&'static str, &Path)> {
        let out = match self {
            Self::Compare(it) => Some(&it.out),
            Self::Trend(it) => Some(&it.out),
            Self::EarlyWarning(it) => Some(&it.out),
            Self::HotSpots(it) => Some(&it.out),
            Self::HotSpotClasses(it) => Some(&it.out),
            Self::Density(it) => Some(&it.out),
            Self::NearRepeats(it) => Some(&it.out),
            Self::RepeatPlaces(it) => Some(&it.out),
            Self::Scan(it) => Some(&it.out),
            Self::Concentration(it) => Some(&it.out),
            Self::HotSpotCheck(it) => Some(&it.out),
            Self::Join(it) => Some(&it.out),
            Self::Hours(it) => Some(&it.out),
            Self::Difference(it) => Some(&it.out),
            Self::Harm(it) => Some(&it.out),
            Self::Share(it) => Some(&it.out),
            Self::Rates(it) => Some(&it.out),
            Self::Rows(_) => None,
        };
        let (json, csv) = match self {
            Self::Rows(it) => (None, it.csv.as_ref()),
            _ => (
                out.and_then(|it| it.json.as_ref()),
                out.and_then(|it| it.csv.as_ref()),
            ),
        };
        let map = match self {
            Self::HotSpots(it) => it.geojson.as_ref(),
            Self::HotSpotClasses(it) => it.geojson.as_ref(),
            Self::Density(it) => it.geojson.as_ref(),
            Self::Scan(it) => it.geojson.as_ref(),
            Self::Join(it) => it.geojson.as_ref(),
            Self::Rows(it) => it.geojson.as_ref(),
            _ => None,
        };
        [("--json", json), ("--csv", csv), ("--geojson", map)]
            .into_iter()
            .filter_map(|(option, file)| Some((option, file?.as_path())))
            .collect()
    }

    /// The map it reads besides its rows.
    fn map(&self) -> Option<&PathBuf> {
        match self {
            Self::HotSpots(it) => it.cells.map(),
            Self::HotSpotClasses(it) => it.cells.map(),
            Self::Join(it) => Some(&it.areas),
            _ => None,
        }
    }

    fn answer(&self) -> anyhow::Result<Answer> {
        Ok(match self {
            Self::Compare(it) => it.answer()?.0,
            Self::Trend(it) => it.answer()?.0,
            Self::EarlyWarning(it) => it.answer()?.0,
            Self::HotSpots(it) => it.answer()?.0,
            Self::HotSpotClasses(it) => it.answer()?.0,
            Self::Density(it) => it.answer()?.0,
            Self::NearRepeats(it) => it.answer()?.0,
            Self::RepeatPlaces(it) => it.answer()?.0,
            Self::Scan(it) => it.answer()?.0,
            Self::Concentration(it) => it.answer()?.0,
            Self::HotSpotCheck(it) => it.answer()?.0,
            Self::Join(it) => it.answer()?.0,
            Self::Hours(it) => it.answer()?.0,
            Self::Difference(it) => it.answer()?.0,
            Self::Harm(it) => it.answer()?.0,
            Self::Share(it) => it.answer()?.0,
            Self::Rates(it) => it.answer()?.0,
            Self::Rows(_) => anyhow::bail!("rows are no answer: they are written to a file"),
        })
    }
}

/// Works the method and writes its answer.
///
/// # Errors
/// When a file cannot be read or written, or the method refuses what it was given; the message says why.
pub fn run(method: &Method) -> anyhow::Result<()> {
    let mut asked = method.clone();
    let rows = asked.files().files.iter();
    let reads: Vec<&Path> = rows.chain(method.map()).map(PathBuf::as_path).collect();
    files_out::guard(&reads, &method.writes())?;
    match method {
        Method::Compare(it) => it.run(),
        Method::Trend(it) => it.run(),
        Method::EarlyWarning(it) => it.run(),
        Method::HotSpots(it) => it.run(),
        Method::HotSpotClasses(it) => it.run(),
        Method::Density(it) => it.run(),
        Method::NearRepeats(it) => it.run(),
        Method::RepeatPlaces(it) => it.run(),
        Method::Concentration(it) => it.run(),
        Method::HotSpotCheck(it) => it.run(),
        Method::Scan(it) => it.run(),
        Method::Join(it) => it.run(),
        Method::Hours(it) => it.run(),
        Method::Difference(it) => it.run(),
        Method::Harm(it) => it.run(),
        Method::Share(it) => it.run(),
        Method::Rates(it) => it.run(),
        Method::Rows(it) => it.run(),
    }
}
