//! Someone imports a duty file: one transaction, and a month that comes again takes the place of the one before.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use base::{Act, Desk, House, Line, clock, secrets};
use chrono::NaiveDate;

use super::{Columns, Counted, DutyRead, read};
use crate::abstractions::store;

/// How to read it.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The name that columns are kept under.
    pub map: Option<String>,
    /// `date=Shift Date,...`; with a name, they are kept.
    pub columns: Option<String>,
    /// Read and report, and write nothing.
    pub dry_run: bool,
}

/// What an import found and did.
#[derive(Debug)]
pub struct Report {
    /// The file's name.
    pub file: String,
    /// Rows read, kept, refused.
    pub found: DutyRead,
    /// Months of wards it covers.
    pub months: usize,
    /// "Fairmead, March 2026": what was there before and was replaced.
    pub replaced: Vec<String>,
    /// Whether this very text stands already.
    pub known: bool,
    /// Whether anything was written.
    pub written: bool,
}

/// Reads a duty file and keeps what it says by post and day, and by month.
///
/// # Errors
/// When the file cannot be read, lacks a column, or holds no row that can be kept.
pub async fn import(house: &House, path: &Path, options: &Options) -> Result<Report> {
    let file = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let bytes =
        std::fs::read(path).with_context(|| format!("{} could not be read", path.display()))?;
    import_text(house, &file, &String::from_utf8_lossy(&bytes), options).await
}

/// The same of a text.
///
/// # Errors
/// See [`import`].
pub async fn import_text(
    house: &House,
    file: &str,
    text: &str,
    options: &Options,
) -> Result<Report> {
    let sha = secrets::hash(text);
    let mut desk = Desk::of_the_house(house, Act::RecordAbstraction).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("only the program itself imports")
    };
    let columns = columns(&mut desk, options).await?;
    let mut report = Report {
        file: file.to_owned(),
        found: DutyRead::default(),
        months: 0,
        replaced: Vec::new(),
        known: store::file_is_known(desk.tx(), &sha).await?,
        written: false,
    };
    if report.known {
        return Ok(report);
    }
    let wards = store::ward_codes(desk.tx()).await?;
    if wards.is_empty() {
        bail!("{file}: no wards are loaded. Import the ward boundaries first.");
    }
    let (today, now) = (desk.today(), desk.now());
    let mut found = read(text, &columns, &wards, today).with_context(|| file.to_owned())?;
    let told = DutyRead {
        rows: found.rows,
        kept: found.kept,
        rejected: found.rejected,
        rejects: std::mem::take(&mut found.rejects),
        span: found.span,
        ..DutyRead::default()
    };
    let counted = Counted::of(found, &wards);
    let months: Vec<_> = counted
        .months
        .iter()
        .map(|it| (it.ward, it.month))
        .collect();
    let there = store::months_there(desk.tx(), &months).await?;
    report.replaced = there.iter().map(|it| month_words(&wards, it)).collect();
    report.replaced.sort();
    report.months = months.len();
    report.found = told;
    if options.dry_run || report.found.kept == 0 {
        return Ok(report);
    }
    if let (Some(name), Some(_)) = (&options.map, &options.columns) {
        let json = serde_json::to_string(&columns).context("columns as JSON")?;
        store::keep_map(desk.tx(), &permit, name, &json).await?;
    }
    let kept = store::DutyFile {
        sha: &sha,
        name: file,
        refused: report.found.rejected,
        at: now,
    };
    store::replace(desk.tx(), &permit, &kept, counted, &there).await?;
    let detail = format!(
        "{} months of wards, {} of them again",
        report.months,
        report.replaced.len()
    );
    desk.tell(Line::of("imported duty", "import", &sha[..16]).with(detail))
        .await?;
    desk.keep().await?;
    report.written = true;
    Ok(report)
}

async fn columns(desk: &mut Desk, options: &Options) -> Result<Columns> {
    match (&options.map, &options.columns) {
        (_, Some(text)) => Columns::parse(text),
        (None, None) => Ok(Columns::default()),
        (Some(name), None) => {
            let Some(json) = store::map(desk.tx(), name).await? else {
                bail!(
                    "no column map is kept as \"{name}\". Say the columns once with --columns \"date=...\" beside --map {name}."
                );
            };
            serde_json::from_str(&json).context("a kept column map")
        }
    }
}

fn month_words(
    wards: &[(String, base::WardId, String)],
    (ward, month): &(base::WardId, NaiveDate),
) -> String {
    let name = wards
        .iter()
        .find(|(_, id, _)| id == ward)
        .map_or("a ward", |(.., name)| name);
    format!("{name}, {}", clock::month(*month))
}
