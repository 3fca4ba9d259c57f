//! Someone imports counts that came as counts: the London Datastore's rows by ward and class.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use anyhow::{Result, bail};
use base::{Act, Desk, House, Line, args};
use wards::boundaries::{self, Layer};

use super::compare::{Counts, compare};
use super::report::{FileReport, Outcome, Restated};
use super::{Import, store};
use crate::ward_counts::{Series, WardCounts, read};
use crate::{Limits, Source};

/// Reads a file of ward counts and takes it in, wholly or not at all. Only areas of this place are kept.
///
/// Where two files have a month, the one imported last stands and the difference is told: the publisher restates the last
/// two years each month.
///
/// # Errors
/// When no areas are loaded or the store fails. What is wrong with the file stands in its report.
pub async fn import_ward_counts(house: &House, path: &Path, dry_run: bool) -> Result<FileReport> {
    let shown = path.display().to_string();
    let borough = &house.place().borough_code;
    let counts = match read(
        &Source::File(path.to_owned()),
        Some(borough),
        Limits::default(),
    ) {
        Ok(counts) => counts,
        Err(fault) => {
            return Ok(FileReport::failed(
                shown,
                fault.line.map_or(fault.reason.clone(), |line| {
                    format!("line {line}: {}", fault.reason)
                }),
            ));
        }
    };
    let mut desk = Desk::of_the_house(house, Act::SeeEvidence).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("only the program itself imports")
    };
    let mut ours: HashSet<String> = HashSet::from([borough.clone()]);
    for layer in Layer::ALL {
        ours.extend(boundaries::store::codes(desk.tx(), *layer).await?);
    }
    let (kept, elsewhere): (Vec<&Series>, Vec<&Series>) = counts
        .series
        .iter()
        .partition(|series| ours.contains(&series.area_code));
    let mut report = found(shown, &counts, &kept, elsewhere.len());
    let Some((first, last)) = counts
        .months
        .first()
        .zip(counts.months.last())
        .filter(|_| !kept.is_empty())
    else {
        report.outcome = Outcome::Failed(
            "none of its rows is about an area of this place. Import the boundaries its codes belong to first; ward counts are published on the wards of 2022.".into(),
        );
        return Ok(report);
    };
    let layer = Layer::guess(kept.iter().map(|series| series.area_code.as_str()))
        .map_or("borough", Layer::word);
    let number = store::next_number(desk.tx()).await?;
    let import = Import {
        id: store::free_id(desk.tx(), &counts.sha256, number).await?,
        number,
        kind: "ward-counts".into(),
        series: format!("ward-counts/{layer}"),
        force: String::new(),
        source_file: counts.file.clone(),
        source_sha256: counts.sha256.clone(),
        // Only areas of this place are kept, so another set of areas makes another import of the same file.
        ground: ground_of(&super::import::current(desk.tx()).await?),
        publisher: if house.place().invented {
            "Invented for demonstration".into()
        } else {
            "London Datastore".into()
        },
        licence: if house.place().invented {
            "no licence needed".into()
        } else {
            "Open Government Licence v2.0".into()
        },
        first: *first,
        last: *last,
        rows_read: counts.rows_read,
        rows: report.rows,
        placed: report.placed,
        outside: report.outside,
        no_location: 0,
        rejected: counts.rejected,
        rejects: counts.rejects.clone(),
        quirks: counts.quirks.clone(),
        layers: Vec::new(),
        imported_at: desk.now(),
        replaced_by: None,
    };
    if let Some(known) = store::known(desk.tx(), &import.source_sha256, &import.ground).await? {
        report.outcome = Outcome::Known(known);
        return Ok(report);
    }
    report.restated = restated(desk.tx(), &import, &counts, &kept).await?;
    if dry_run {
        return Ok(report);
    }
    desk.mark("evidence").await?;
    store::add(desk.tx(), &permit, &import, &counts.months).await?;
    store::add_ward_counts(desk.tx(), &permit, rows(&import, &counts, &kept)?).await?;
    store::restate(desk.tx(), &permit, &import, &report.restated).await?;
    desk.tell(
        Line::of("imported ward counts", "import", &import.id).with(import.source_file.clone()),
    )
    .await?;
    desk.keep().await?;
    report.outcome = Outcome::Imported(import.id);
    Ok(report)
}

fn ground_of(current: &[boundaries::store::LayerSource]) -> String {
    current
        .iter()
        .map(|source| format!("{}={}", source.layer.word(), source.version))
        .collect::<Vec<_>>()
        .join(" ")
}

fn found(shown: String, counts: &WardCounts, kept: &[&Series], elsewhere: usize) -> FileReport {
    let mut months = BTreeMap::new();
    let mut types = BTreeMap::new();
    for series in kept {
        for (month, n) in counts.months.iter().zip(&series.counts) {
            *months.entry(*month).or_insert(0) += n;
            *types.entry(series.major.clone()).or_insert(0) += n;
        }
    }
    FileReport {
        outcome: Outcome::Readable,
        kind: "ward-counts".into(),
        months,
        types,
        rows_read: counts.rows_read,
        rows: counts.series.len() as u64,
        placed: kept.len() as u64,
        outside: elsewhere as u64,
        rejected: counts.rejected,
        rejects: counts.rejects.clone(),
        quirks: counts.quirks.clone(),
        ..FileReport::failed(shown, String::new())
    }
}

/// One row for each area, class and month that counted any. A class split over several rows is put together.
fn rows(
    import: &Import,
    counts: &WardCounts,
    kept: &[&Series],
) -> Result<Vec<Vec<base::store::Val>>> {
    let mut sums: BTreeMap<(&str, &str, &str, usize), u64> = BTreeMap::new();
    for series in kept {
        for (at, n) in series.counts.iter().enumerate().filter(|(_, n)| **n > 0) {
            *sums
                .entry((&series.area_code, &series.major, &series.minor, at))
                .or_insert(0) += n;
        }
    }
    sums.into_iter()
        .map(|((area, major, minor, at), n)| {
            Ok(args![
                import.number,
                area,
                major,
                minor,
                counts.months[at].day(),
                i64::try_from(n)?
            ])
        })
        .collect()
}

async fn restated(
    tx: &mut base::store::Tx,
    import: &Import,
    counts: &WardCounts,
    kept: &[&Series],
) -> Result<Vec<Restated>> {
    let mut told = Vec::new();
    for (at, month) in counts.months.iter().enumerate() {
        let Some(old) = store::standing(tx, &import.series, *month).await? else {
            continue;
        };
        let was = store::ward_counts(tx, old.number, *month).await?;
        let mut is_now = Counts::new();
        for series in kept.iter().filter(|series| series.counts[at] > 0) {
            let kind = store::class(&series.major, &series.minor);
            *is_now
                .entry(("ward-count".into(), series.area_code.clone(), kind))
                .or_insert(0) += series.counts[at];
        }
        told.push(compare(
            (old.number, old.id),
            *month,
            &was,
            &is_now,
            &["ward-count".into()],
        ));
    }
    Ok(told)
}
