//! Someone imports a duty file: it is read first, written in one transaction, and a month that comes again takes the place of the one before.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use base::{Act, Desk, House, Line, clock, secrets, store::Tx};
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
    let mut report = Report {
        file: file.to_owned(),
        found: DutyRead::default(),
        months: 0,
        replaced: Vec::new(),
        known: false,
        written: false,
    };
    let mut tx = house.db().reading().await?;
    let columns = columns(&mut tx, options).await?;
    report.known = store::file_is_known(&mut tx, &sha).await?;
    if report.known {
        return Ok(report);
    }
    let wards = store::ward_codes(&mut tx).await?;
    // A long file is read and counted while nobody waits for it.
    drop(tx);
    if wards.is_empty() {
        bail!("{file}: no wards are loaded. Import the ward boundaries first.");
    }
    let today = clock::day(house.clock().now());
    let mut found = read(text, &columns, &wards, today).with_context(|| file.to_owned())?;
    report.found = DutyRead {
        rows: found.rows,
        kept: found.kept,
        rejected: found.rejected,
        rejects: std::mem::take(&mut found.rejects),
        span: found.span,
        ..DutyRead::default()
    };
    let counted = Counted::of(found, &wards);
    report.months = counted.months.len();
    if options.dry_run || report.found.kept == 0 {
        let mut tx = house.db().reading().await?;
        report.replaced = month_words(&wards, &months_there(&mut tx, &counted).await?);
        return Ok(report);
    }
    write(house, &sha, options, &columns, &wards, counted, &mut report).await?;
    Ok(report)
}

/// Keeps what was counted, unless somebody else has imported the same text meanwhile.
async fn write(
    house: &House,
    sha: &str,
    options: &Options,
    columns: &Columns,
    wards: &[(String, base::WardId, String)],
    counted: Counted,
    report: &mut Report,
) -> Result<()> {
    let mut desk = Desk::of_the_house(house, Act::RecordAbstraction).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("only the program itself imports")
    };
    report.known = store::file_is_known(desk.tx(), sha).await?;
    if report.known {
        return Ok(());
    }
    let there = months_there(desk.tx(), &counted).await?;
    report.replaced = month_words(wards, &there);
    if let (Some(name), Some(_)) = (&options.map, &options.columns) {
        let json = serde_json::to_string(columns).context("columns as JSON")?;
        store::keep_map(desk.tx(), &permit, name, &json).await?;
    }
    let kept = store::DutyFile {
        sha,
        name: &report.file,
        refused: report.found.rejected,
        at: desk.now(),
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
    Ok(())
}

async fn months_there(tx: &mut Tx, counted: &Counted) -> Result<Vec<(base::WardId, NaiveDate)>> {
    let months = counted.months.iter().map(|it| (it.ward, it.month));
    store::months_there(tx, &months.collect()).await
}

async fn columns(tx: &mut Tx, options: &Options) -> Result<Columns> {
    match (&options.map, &options.columns) {
        (_, Some(text)) => Columns::parse(text),
        (None, None) => Ok(Columns::default()),
        (Some(name), None) => {
            let Some(json) = store::map(tx, name).await? else {
                bail!(
                    "no column map is kept as \"{name}\". Say the columns once with --columns \"date=...\" beside --map {name}."
                );
            };
            serde_json::from_str(&json).context("a kept column map")
        }
    }
}

/// "Fairmead, March 2026", in order.
fn month_words(
    wards: &[(String, base::WardId, String)],
    months: &[(base::WardId, NaiveDate)],
) -> Vec<String> {
    let mut words: Vec<_> = months
        .iter()
        .map(|(ward, month)| {
            let name = wards
                .iter()
                .find(|(_, id, _)| id == ward)
                .map_or("a ward", |(.., name)| name);
            format!("{name}, {}", clock::month(*month))
        })
        .collect();
    words.sort();
    words
}
