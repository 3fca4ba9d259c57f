//! The analyst's command: a file in, one method, and an answer out that carries how it was made and what it cannot say.

mod answer;
mod areas;
mod arrow_rows;
mod map;
mod methods;
mod points;
mod progress;
mod series;
mod table;
mod wrong_file;

use methods::{
    compare, concentration, density, difference, early_warning, harm, hot_spot_check, hot_spots,
    hours, join, near_repeats, rates, rows, scan, share, trend,
};

/// The methods.
#[derive(clap::Subcommand, Clone, Debug)]
pub enum Method {
    /// Twelve months against the twelve before: a real change, or the usual ups and downs?
    ///
    /// A row for each month and group, with its count; or a row for each event (--count-rows), as in a snapshot.
    Compare(compare::Compare),
    /// Trend, season and usual range of monthly counts.
    ///
    /// A row for each month and group, with its count; or a row for each event (--count-rows), as in a snapshot.
    Trend(trend::Trend),
    /// Which of many series are higher now than earlier years lead us to expect.
    ///
    /// A row for each month and group, with its count; or a row for each event (--count-rows), as in a snapshot.
    EarlyWarning(early_warning::EarlyWarning),
    /// Cells of a grid where events stand together more than chance explains.
    ///
    /// A row for each event.
    HotSpots(hot_spots::HotSpots),
    /// How thick events lie on the ground.
    ///
    /// A row for each event.
    Density(density::Density),
    /// Whether events near in place are near in time: repeats around a victim.
    ///
    /// A row for each event, with its day.
    NearRepeats(near_repeats::NearRepeats),
    /// How much sits in how few places.
    ///
    /// A row for each place, the empty ones too.
    Concentration(concentration::Concentrate),
    /// Whether last period's hot spots held the events that followed.
    ///
    /// A row for each cell of one size, the empty ones too.
    HotSpotCheck(hot_spot_check::HotSpotCheck),
    /// The most striking clusters in space and time.
    ///
    /// A row for each event, with its day.
    Scan(scan::ScanFor),
    /// The area each point lies in, and counts by area.
    ///
    /// A row for each point, in degrees.
    Join(join::Join),
    /// Hour by weekday, spans shared out where nobody saw it happen.
    ///
    /// A row for each event, with its time or the span in which it happened.
    Hours(hours::Hours),
    /// Before and after with a comparison area and displacement.
    ///
    /// The columns area, before and after; area is treated, control, buffer or buffer_control.
    Difference(difference::Difference),
    /// How grave what happened was, by weights of your own.
    ///
    /// A row for each offence, with its count and the weight of one.
    Harm(harm::Harm),
    /// A share and its likely range.
    ///
    /// A row for each share.
    Share(share::Share),
    /// Events for each resident, and one area held against the others.
    ///
    /// A row for each area.
    Rates(rates::Rates),
    /// The rows themselves, as CSV or as points on a map.
    ///
    /// Every row, or those that --only keeps. A snapshot also has longitude and latitude, in degrees.
    Rows(rows::Rows),
}

/// Works the method and writes its answer.
///
/// # Errors
/// When a file cannot be read or written, or the method refuses what it was given; the message says why.
pub fn run(method: &Method) -> anyhow::Result<()> {
    match method {
        Method::Compare(it) => it.run(),
        Method::Trend(it) => it.run(),
        Method::EarlyWarning(it) => it.run(),
        Method::HotSpots(it) => it.run(),
        Method::Density(it) => it.run(),
        Method::NearRepeats(it) => it.run(),
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
