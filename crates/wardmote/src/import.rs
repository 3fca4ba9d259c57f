//! `wardmote import`: what someone downloaded or was sent comes in.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use anyhow::{Result, bail};
use base::House;
use evidence::{
    harm_weights,
    imports::{self, FileReport, Outcome},
};
use indicatif::{ProgressBar, ProgressStyle};
use wards::{
    abstractions::duty,
    boundaries::{self, Columns, Layer},
    populations, postcodes,
};
use web::number;

/// What can be brought in. Start with boundaries: everything else is placed on them.
#[derive(clap::Subcommand, Debug)]
pub enum Import {
    /// Ward edges, or the small areas inside them, from a GeoJSON file.
    ///
    /// Whether the areas are wards or small areas is told by their codes (E05 or W05, E01 or W01). The wards of the file
    /// take the place of those before: a ward that is not in it ends, and what was agreed and counted for it stays.
    /// Small areas outside the wards are left out. Files may be packed with gzip.
    #[command(after_help = "Examples:
  wardmote import boundaries wards-2022.geojson.gz --from 2022-05-05
  wardmote import boundaries lsoa-2021.geojson.gz
  wardmote import boundaries beats.geojson --layer ward --code-column BEAT_ID --name-column BEAT_NAME")]
    Boundaries {
        /// The GeoJSON file, with coordinates in degrees (WGS84).
        file: PathBuf,
        /// What the areas are, where their codes do not say it.
        #[arg(long, value_parser = ["ward", "small-area"])]
        layer: Option<String>,
        /// The property that holds the code, where it is not one of the usual names.
        #[arg(long)]
        code_column: Option<String>,
        /// The property that holds the name.
        #[arg(long)]
        name_column: Option<String>,
        /// The property of a small area that holds the code of its ward.
        #[arg(long)]
        ward_column: Option<String>,
        /// The first day of these wards, like 2022-05-05, where it is not today. Wards that end do so the day before.
        #[arg(long)]
        from: Option<chrono::NaiveDate>,
        /// Read and report, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Street crime, outcomes, and stop and search, as data.police.uk publishes them.
    ///
    /// Give files, folders or monthly archives: .csv, .csv.gz and .zip. Each file is taken in wholly or not at all. A file
    /// that is known is left alone, so after a fault the same command goes on where it stopped. A month that comes again
    /// with other contents takes the place of the one before, and what changed is told.
    #[command(after_help = "Examples:
  wardmote import police-uk 2024-06-metropolitan-street.csv --dry-run
  wardmote import police-uk downloads/
  wardmote import police-uk 2024-04.zip 2024-05.zip 2024-06.zip")]
    PoliceUk {
        /// Files, folders, archives.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Read and report, and write nothing.
        #[arg(long)]
        dry_run: bool,
        /// Take a file in also where it holds less than half of a month that stands.
        #[arg(long)]
        with_less: bool,
    },
    /// Counts by ward and class in the London Datastore's layout.
    ///
    /// One row for each area and class, one column for each month. Areas are known by their code, never by their name.
    /// The wards the codes belong to must be loaded.
    #[command(after_help = "Example:
  wardmote import ward-counts mps-recorded-crime-ward-historical.csv.gz")]
    WardCounts {
        /// The CSV file, plain or packed with gzip.
        file: PathBuf,
        /// Read and report, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Which ward each postcode lies in, so that residents find theirs.
    ///
    /// Reads the ONS Postcode Directory and Code-Point Open. Only postcodes of the wards that are loaded are kept, and
    /// none that is no longer in use. No addresses are read or kept.
    #[command(after_help = "Example:
  wardmote import postcodes ONSPD_FEB_2026_UK.csv")]
    Postcodes {
        /// The CSV file, plain or packed with gzip.
        file: PathBuf,
        /// Read and report, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// How many people live in each ward and small area.
    #[command(after_help = "Examples:
  wardmote import population lsoa2021-population-2011-2022.csv.gz
  wardmote import population persons.csv --year 2024")]
    Population {
        /// The CSV file, plain or packed with gzip.
        file: PathBuf,
        /// The year, where neither columns nor file name say it.
        #[arg(long)]
        year: Option<u16>,
        /// Read and report, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// How grave offences are: a table of weights that your partnership may use, such as the ONS Crime Severity Score.
    ///
    /// One row for each offence, with the columns offence and weight; an offence is named as in the ward counts (their minor
    /// class). The program brings no weights. The last table that was imported is used. Broad types are refused.
    #[command(after_help = "Example:
  wardmote import weights css.csv --scheme \"ONS Crime Severity Score\" --edition 2023 \\
    --unit \"days of sentence\" --licence \"Open Government Licence v3.0\"")]
    Weights {
        /// The CSV file, plain or packed with gzip.
        file: PathBuf,
        /// The name of the scheme, as printed beside every score.
        #[arg(long)]
        scheme: String,
        /// Its edition.
        #[arg(long)]
        edition: String,
        /// What a weight is counted in.
        #[arg(long)]
        unit: String,
        /// The licence under which your partnership uses it.
        #[arg(long)]
        licence: String,
        /// Read and report, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// What a duty system says of who was on duty where, and for what.
    ///
    /// One row for each post, day and activity: date, ward, post, dedicated, on_duty, activity, minutes, out_of_borough, and
    /// if there are any exceptional, note and rank. Columns with other names are named once and kept under a name. The post
    /// is kept as a hash. A month of a ward that comes again takes the place of the one before.
    #[command(after_help = "Examples:
  wardmote import duty duty-2026-10.csv --dry-run
  wardmote import duty duty.csv --map carm --columns \"date=Shift Date,post=Collar,code:PTL=WARD\"
  wardmote import duty next.csv --map carm")]
    Duty {
        /// The CSV file.
        file: PathBuf,
        /// The name that columns are kept under.
        #[arg(long)]
        map: Option<String>,
        /// Our columns and theirs; kept when --map gives them a name.
        #[arg(long)]
        columns: Option<String>,
        /// Read and report, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Brings it in and says what was found.
///
/// # Errors
/// When nothing could be taken in.
pub async fn run(house: &House, import: Import) -> Result<()> {
    match import {
        Import::Boundaries {
            file,
            layer,
            code_column,
            name_column,
            ward_column,
            from,
            dry_run,
        } => {
            let columns = Columns {
                code: code_column,
                name: name_column,
                ward: ward_column,
            };
            let layer = layer.as_deref().and_then(Layer::of);
            let report = boundaries::import(house, &file, &columns, layer, from, dry_run).await?;
            tell_boundaries(&report, imports::left_out(house).await?);
        }
        Import::PoliceUk {
            paths,
            dry_run,
            with_less,
        } => police(house, &paths, imports::How { dry_run, with_less }).await?,
        Import::WardCounts { file, dry_run } => {
            let report = waiting(
                "Reading ward counts",
                imports::import_ward_counts(house, &file, dry_run),
            )
            .await?;
            tell_file(&report);
            if let Outcome::Failed(_) = report.outcome {
                bail!("nothing was taken in");
            }
        }
        Import::Postcodes { file, dry_run } => {
            let report = waiting(
                "Reading postcodes",
                postcodes::import(house, &file, dry_run),
            )
            .await?;
            tell_postcodes(&report);
        }
        Import::Population {
            file,
            year,
            dry_run,
        } => {
            tell_population(&populations::import(house, &file, year, dry_run).await?);
        }
        Import::Weights {
            file,
            scheme,
            edition,
            unit,
            licence,
            dry_run,
        } => {
            let about = harm_weights::About {
                scheme,
                edition,
                unit,
                licence,
            };
            tell_weights(&harm_weights::import(house, &file, about, dry_run).await?);
        }
        Import::Duty {
            file,
            map,
            columns,
            dry_run,
        } => {
            let options = duty::Options {
                map,
                columns,
                dry_run,
            };
            let report = waiting("Reading duty", duty::import(house, &file, &options)).await?;
            tell_duty(&report);
            if report.found.kept == 0 && !report.known {
                bail!("nothing was taken in");
            }
        }
    }
    Ok(())
}

/// Shows that something is going on, once it takes more than a moment.
async fn waiting<T>(words: &'static str, work: impl Future<Output = T>) -> T {
    let bar = ProgressBar::new_spinner().with_message(words);
    bar.enable_steady_tick(Duration::from_millis(200));
    let done = work.await;
    bar.finish_and_clear();
    done
}

async fn police(house: &House, paths: &[PathBuf], how: imports::How) -> Result<()> {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} files  {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    let progress = |at: imports::Progress| {
        bar.set_length(at.of as u64);
        bar.set_position(at.done as u64);
        bar.set_message(at.file);
    };
    let reports = imports::import_police(house, paths, how, &progress).await;
    bar.finish_and_clear();
    let reports = reports?;
    reports.iter().for_each(tell_file);
    let count = |wanted: fn(&Outcome) -> bool| {
        reports
            .iter()
            .filter(|report| wanted(&report.outcome))
            .count()
    };
    let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
    let known = count(|outcome| matches!(outcome, Outcome::Known(_)));
    let fresh = reports.len() - failed - known;
    say!(
        "{} files: {fresh} {}, {known} known already, {failed} not taken in.",
        reports.len(),
        if how.dry_run {
            "would be imported"
        } else {
            "imported"
        }
    );
    if failed == reports.len() {
        bail!("no file could be taken in");
    }
    Ok(())
}

/// As many refused rows as fit on a screen; the catalogue has the first thousand.
const REJECTS_SHOWN: usize = 10;
const CHANGES_SHOWN: usize = 8;

fn tell_file(report: &FileReport) {
    say!("{}", report.file);
    match &report.outcome {
        Outcome::Failed(why) => say!("  Not taken in: {why}"),
        Outcome::Known(id) => say!("  Known already as snapshot {id}: nothing was added."),
        Outcome::Readable => say!("  Dry run: nothing was written."),
        Outcome::Imported(id) => say!("  Imported as snapshot {id}."),
    }
    if report.months.is_empty() {
        return;
    }
    let months = match (
        report.months.keys().next(),
        report.months.keys().next_back(),
    ) {
        (Some(first), Some(last)) if first == last => first.words(),
        (Some(first), Some(last)) => format!("{} to {}", first.words(), last.words()),
        _ => "no month".into(),
    };
    let force = if report.force.is_empty() {
        String::new()
    } else {
        format!(", {}", report.force)
    };
    say!("  {}{force}, {months}", report.kind);
    if matches!(report.outcome, Outcome::Known(_)) {
        return;
    }
    if report.kind == "ward-counts" {
        say!(
            "  {} rows: {} of areas of this place, {} of others left out",
            number(report.rows),
            number(report.placed),
            number(report.outside)
        );
    } else {
        say!("  {}", report.sum_words());
    }
    tell_types(&report.types);
    tell_rejects(
        report.rejected,
        report
            .rejects
            .iter()
            .map(|reject| (reject.line, reject.reason.as_str())),
    );
    for (what, many) in &report.quirks {
        say!("  odd, but kept: {what}: {}", number(*many));
    }
    for restated in &report.restated {
        say!("  {}", restated.words());
        for change in restated
            .changes
            .iter()
            .filter(|change| change.layer.starts_with("ward"))
            .take(CHANGES_SHOWN)
        {
            say!(
                "    {} {}: {} before, {} now",
                change.area_code,
                change.kind,
                number(change.was),
                number(change.is_now)
            );
        }
    }
}

fn tell_types(types: &BTreeMap<String, u64>) {
    let mut types: Vec<_> = types.iter().collect();
    types.sort_by_key(|(_, many)| std::cmp::Reverse(**many));
    let words: Vec<_> = types
        .iter()
        .take(5)
        .map(|(name, many)| format!("{name} {}", number(**many)))
        .collect();
    let more = types.len().saturating_sub(5);
    let more = if more > 0 {
        format!(", and {more} more types")
    } else {
        String::new()
    };
    say!("  {}{more}", words.join(", "));
}

fn tell_rejects<'a>(rejected: u64, rejects: impl Iterator<Item = (u64, &'a str)>) {
    if rejected == 0 {
        return;
    }
    say!("  {} rows refused:", number(rejected));
    let mut shown = 0;
    for (line, reason) in rejects.take(REJECTS_SHOWN) {
        say!("    line {line}: {reason}");
        shown += 1;
    }
    if rejected > shown {
        say!("    and {} more", number(rejected - shown));
    }
}

fn tell_boundaries(report: &boundaries::Report, left_out: usize) {
    say!(
        "{}: {} {}",
        report.file,
        report.areas,
        report.layer.label().to_lowercase()
    );
    if report.known {
        say!("  These very boundaries are loaded: nothing was changed.");
    } else if !report.written {
        say!("  Dry run: nothing was written.");
    }
    for (words, names) in [("New", &report.new), ("Ended", &report.ended)] {
        if !names.is_empty() {
            say!("  {words}: {}", names.join(", "));
        }
    }
    if report.elsewhere > 0 {
        say!(
            "  {} areas lie in none of the wards and were left out.",
            report.elsewhere
        );
    }
    if left_out > 0 {
        say!(
            "  {left_out} imports were counted on other boundaries. Import those files again, so that figures use them."
        );
    }
}

fn tell_postcodes(report: &postcodes::Report) {
    let found = &report.found;
    say!(
        "{}: {} rows, {} postcodes of our wards, {} of others, {} no longer in use, {} without a ward",
        report.file,
        number(found.rows),
        number(found.kept.len() as u64),
        number(found.elsewhere),
        number(found.terminated),
        number(found.without_ward)
    );
    if !report.wards_without.is_empty() {
        say!(
            "  No postcode lies in {}: are its codes those of another year?",
            report.wards_without.join(", ")
        );
    }
    tell_rejects(
        found.rejected,
        found
            .rejects
            .iter()
            .map(|reject| (reject.line, reject.reason.as_str())),
    );
    if !report.written {
        say!("  Dry run: nothing was written.");
    }
}

fn tell_population(report: &populations::Report) {
    let years: Vec<_> = report.years.iter().map(u16::to_string).collect();
    say!(
        "{}: {} areas, {}; {} counts of other areas left out",
        report.file,
        report.areas,
        years.join(", "),
        report.elsewhere
    );
    tell_rejects(
        report.found.rejected,
        report
            .found
            .rejects
            .iter()
            .map(|reject| (reject.line, reject.reason.as_str())),
    );
    if !report.written {
        say!("  Dry run: nothing was written.");
    }
}

fn tell_weights(report: &harm_weights::Report) {
    let found = &report.found;
    say!("{}: {} offences", found.file, found.kept.len());
    tell_rejects(
        found.rejected,
        found
            .rejects
            .iter()
            .map(|reject| (reject.line, reject.reason.as_str())),
    );
    if report.known {
        say!("  In use already: nothing was added.");
    } else if !report.written {
        say!("  Dry run: nothing was written.");
    }
}

fn tell_duty(report: &duty::Report) {
    say!("{}", report.file);
    if report.known {
        say!("  Known already: nothing was added.");
        return;
    }
    let found = &report.found;
    say!(
        "  {} rows, {} taken in, {} months of wards",
        number(found.rows),
        number(found.kept),
        number(report.months as u64)
    );
    tell_rejects(
        found.rejected,
        found
            .rejects
            .iter()
            .map(|reject| (reject.line, reject.reason.as_str())),
    );
    if !report.replaced.is_empty() {
        let shown: Vec<_> = report.replaced.iter().take(8).cloned().collect();
        let more = report.replaced.len() - shown.len();
        let more = if more > 0 {
            format!(", and {more} more")
        } else {
            String::new()
        };
        let verb = if report.written {
            "Took the place of"
        } else {
            "Would take the place of"
        };
        say!("  {verb} {}{more}", shown.join("; "));
    }
    if !report.written {
        say!("  Nothing was written.");
    }
}
