//! Someone imports police files: street crime, outcomes, stop and search.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use base::{Act, Desk, House, Line};
use chrono::{DateTime, Utc};
use wards::boundaries::{self, Boundary};

use super::compare::{Counts, compare};
use super::report::{FileReport, Outcome, Progress, Restated};
use super::{Import, LayerNote, store};
use crate::police_uk::{FORCES, Keep, Kind, Layer, Read, Reading, read};
use crate::roll_up::RollUp;
use crate::snapshot::{self, Origin, write};
use crate::{Limits, Month, Source, sources};

/// The areas of this place, ready for placing points. Only ours: a national file must not fill the table.
struct Ground {
    layers: Arc<Vec<Layer>>,
    notes: Vec<LayerNote>,
}

impl Ground {
    async fn of(house: &House) -> Result<Self> {
        let mut tx = house.db().reading().await?;
        let (mut layers, mut notes) = (Vec::new(), Vec::new());
        for layer in boundaries::Layer::ALL {
            let Some(source) = boundaries::store::source(&mut tx, *layer).await? else {
                continue;
            };
            let areas: Vec<_> = boundaries::store::of(&mut tx, *layer)
                .await?
                .iter()
                .map(Boundary::area)
                .collect();
            layers.push(Layer::new(layer.word(), &source.version, &areas));
            notes.push(LayerNote {
                layer: layer.word().into(),
                source: source.source,
                version: source.version,
                placed: 0,
                outside: 0,
            });
        }
        if notes
            .first()
            .is_none_or(|note| note.layer != boundaries::Layer::Ward.word())
        {
            bail!(
                "No wards are loaded to place crimes in. Import the ward boundaries first: wardmote import boundaries FILE"
            );
        }
        Ok(Self {
            layers: Arc::new(layers),
            notes,
        })
    }

    fn notes(&self, reading: &Reading) -> Vec<LayerNote> {
        let fell = |note: &LayerNote| {
            reading
                .placement
                .iter()
                .find(|placement| placement.layer == note.layer)
        };
        self.notes
            .iter()
            .map(|note| match fell(note) {
                Some(fell) => LayerNote {
                    placed: fell.placed,
                    outside: fell.outside,
                    ..note.clone()
                },
                None => note.clone(),
            })
            .collect()
    }
}

/// How files are taken in.
#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// Read and report, and write nothing.
    pub dry_run: bool,
    /// A month may be replaced by a file that holds less than half of it.
    pub with_less: bool,
}

impl How {
    /// Read and report, and write nothing.
    pub const DRY: Self = Self {
        dry_run: true,
        with_less: false,
    };
}

/// A month of fewer rows may come again with any number.
const FEW: u64 = 50;

/// Why a file is not taken in: it holds less than half of a month that stands.
fn has_less(restated: &[Restated]) -> Option<String> {
    let less = restated
        .iter()
        .find(|it| it.was >= FEW && it.is_now * 2 < it.was)?;
    Some(format!(
        "{} stands with {} rows, and this file has {}: is it a part of the month only? If it is the whole month, give --with-less.",
        less.month.words(),
        web::number(less.was),
        web::number(less.is_now)
    ))
}

/// Reads every file of these paths and takes it in, each wholly or not at all. A file that is known and stands is left
/// alone, so the same command may be given again after a fault; one that something else replaced stands again. A dry run reports the same and writes nothing.
///
/// # Errors
/// When no ward boundaries are loaded or the store cannot be read. What is wrong with a file stands in its report.
pub async fn import_police(
    house: &House,
    paths: &[PathBuf],
    how: How,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<FileReport>> {
    let ground = Ground::of(house).await?;
    // The files of one command count as one: what stands between two of them is told to nobody for long.
    let at = house.clock().now();
    let (mut reports, mut found) = (Vec::new(), Vec::new());
    for path in paths {
        match sources(path) {
            Ok(mut more) => found.append(&mut more),
            Err(fault) => reports.push(FileReport::failed(fault.file, fault.reason)),
        }
    }
    let of = found.len();
    for (done, source) in found.into_iter().enumerate() {
        progress(Progress {
            done,
            of,
            file: source.file_name(),
        });
        let shown = source.shown();
        let report = one(house, &ground, source, (how, at)).await;
        reports
            .push(report.unwrap_or_else(|fault| FileReport::failed(shown, format!("{fault:#}"))));
    }
    progress(Progress {
        done: of,
        of,
        file: String::new(),
    });
    let counted = |it: &FileReport| {
        it.kind == Kind::Street.slug() && matches!(it.outcome, Outcome::Imported(_))
    };
    if reports.iter().any(counted) {
        crate::warnings::run(house).await.context(
            "the files are in, but the early warnings were not worked out: give wardmote warnings",
        )?;
    }
    Ok(reports)
}

async fn one(
    house: &House,
    ground: &Ground,
    source: Source,
    (how, at): (How, DateTime<Utc>),
) -> Result<FileReport> {
    let (shown, name) = (source.shown(), source.file_name());
    let layers = Arc::clone(&ground.layers);
    let folder = house.folder().join("snapshots");
    // Seconds of work: not on the thread that serves pages.
    let found = tokio::task::spawn_blocking(move || {
        let keep = if how.dry_run {
            Keep::CountsOnly
        } else {
            Keep::Rows(&folder)
        };
        read(&source, &layers, keep, Limits::default())
    })
    .await?;
    let mut found = match found {
        Ok(found) => found,
        Err(fault) => {
            let reason = fault.line.map_or_else(
                || fault.reason.clone(),
                |line| format!("line {line}: {}", fault.reason),
            );
            return Ok(FileReport::failed(shown, reason));
        }
    };
    let place = house.place();
    // A file someone renamed is taken for the place's own force, so that a month is restated and not counted twice.
    let force = found.reading.force.clone().unwrap_or_else(|| {
        found.reading.quirks.insert(
            "force not in the file name, taken for the place's own".into(),
            1,
        );
        place.force.clone()
    });
    if let Some(warning) = elsewhere(&found.reading, &force, &place.force) {
        let rows = found.reading.rows;
        found.reading.quirks.insert(warning, rows);
    }
    for warning in twice(house, &found, &force).await? {
        found.reading.quirks.insert(warning, 1);
    }
    let mut report = FileReport::of(shown, &found.reading, &force);
    let Some((first, last)) = found
        .reading
        .months
        .keys()
        .next()
        .zip(found.reading.months.keys().next_back())
    else {
        let why = found.reading.rejects.first().map_or_else(
            || "it has a heading and no rows.".to_owned(),
            |reject| {
                format!(
                    "every row was refused; line {}: {}",
                    reject.line, reject.reason
                )
            },
        );
        report.outcome = Outcome::Failed(why);
        return Ok(report);
    };
    let covers = covers(&found.reading);
    let series = format!("{}/{force}", found.reading.kind.slug());
    let notes = ground.notes(&found.reading);
    let mut import = Import {
        id: String::new(),
        number: 0,
        kind: report.kind.clone(),
        series,
        force,
        source_file: name,
        source_sha256: found.reading.sha256.clone(),
        ground: super::import::ground(&notes),
        publisher: if place.invented {
            "Invented for demonstration".into()
        } else {
            "data.police.uk".into()
        },
        licence: if place.invented {
            "no licence needed".into()
        } else {
            "Open Government Licence v3.0".into()
        },
        first: *first,
        last: *last,
        rows_read: report.rows_read,
        rows: report.rows,
        placed: report.placed,
        outside: report.outside,
        no_location: report.no_location,
        rejected: report.rejected,
        rejects: report.rejects.clone(),
        quirks: report.quirks.clone(),
        layers: notes,
        imported_at: at,
        replaced_by: None,
    };
    if how.dry_run {
        let mut tx = house.db().reading().await?;
        if let Some(known) = store::known(&mut tx, &import.source_sha256, &import.ground).await? {
            report.outcome = Outcome::Known(known);
            return Ok(report);
        }
        report.restated = restated(&mut tx, &import, &covers, &found.roll_up).await?;
        return Ok(report);
    }
    if let Some(known) = store::known(
        &mut house.db().reading().await?,
        &import.source_sha256,
        &import.ground,
    )
    .await?
    {
        report.outcome = Outcome::Known(known);
        return Ok(report);
    }
    if !how.with_less {
        let mut tx = house.db().reading().await?;
        let now = restated(&mut tx, &import, &covers, &found.roll_up).await?;
        if let Some(why) = has_less(&now) {
            report.outcome = Outcome::Failed(why);
            return Ok(report);
        }
    }
    let (found, id) = lay_down(house, found, &import).await?;
    import.id = id;
    // The snapshot file lies there before the catalogue names it: a card never points at nothing.
    let mut desk = Desk::of_the_house(house, Act::SeeEvidence).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("only the program itself imports")
    };
    // First, because the row it changes makes two programs on one store take turns.
    desk.mark("evidence").await?;
    if let Some(known) = store::known(desk.tx(), &import.source_sha256, &import.ground).await? {
        report.outcome = Outcome::Known(known);
        return Ok(report);
    }
    import.number = store::next_number(desk.tx()).await?;
    import.id = store::free_id(desk.tx(), &import.id, import.number).await?;
    report.restated = restated(desk.tx(), &import, &covers, &found.roll_up).await?;
    store::add(desk.tx(), &permit, &import, &covers).await?;
    store::add_counts(desk.tx(), &permit, import.number, &found.roll_up).await?;
    store::restate(desk.tx(), &permit, &import, &report.restated).await?;
    let detail = format!("{}: {}", import.source_file, report.sum_words());
    desk.tell(Line::of("imported evidence", "import", &import.id).with(detail))
        .await?;
    desk.keep().await?;
    report.outcome = Outcome::Imported(import.id);
    Ok(report)
}

/// A file of another force that says nothing about this place.
fn elsewhere(reading: &Reading, force: &str, own: &str) -> Option<String> {
    let nowhere = reading
        .placement
        .first()
        .is_some_and(|wards| wards.placed == 0);
    (nowhere && force != own && reading.rows > 0).then(|| {
        format!(
            "rows of {force}, none of them in our wards. The force of this place is {own}: is it the right file?"
        )
    })
}

/// Files of another name that hold the same months of the same force: the same crimes would be counted twice.
async fn twice(house: &House, found: &Read, force: &str) -> Result<Vec<String>> {
    if found.reading.kind != Kind::Street {
        return Ok(Vec::new());
    }
    let mut tx = house.db().reading().await?;
    let mut told = Vec::new();
    for month in covers(&found.reading) {
        for other in store::others(&mut tx, &format!("street/{force}"), month).await? {
            let path = house
                .folder()
                .join("snapshots")
                .join(format!("{}.arrow", other.snapshot()));
            // A snapshot that cannot be opened is told by the check of the store; here it only cannot warn.
            let named = snapshot::open(&path)
                .and_then(|snapshot| snapshot.names(&FORCES))
                .unwrap_or_default();
            let same = found.reading.forces.iter().any(|name| named.contains(name));
            if same {
                told.push(format!(
                    "{} stands already from {}, which holds crimes of the same force: they may be counted twice",
                    month.words(),
                    other.source_file
                ));
            }
        }
    }
    Ok(told)
}

/// The month of the file's name, or all months it holds where the name says none.
fn covers(reading: &Reading) -> Vec<Month> {
    match reading
        .file_month
        .filter(|month| reading.months.contains_key(month))
    {
        Some(month) => vec![month],
        None => reading.months.keys().copied().collect(),
    }
}

async fn lay_down(house: &House, mut found: Read, import: &Import) -> Result<(Read, String)> {
    let folder = house.folder().join("snapshots");
    let origin = Origin {
        source: import.publisher.clone(),
        licence: import.licence.clone(),
    };
    let (found, written) = tokio::task::spawn_blocking(move || {
        let written = match found.rows.take() {
            Some(rows) => {
                write(&folder, &rows, &found.reading, &origin).map_err(anyhow::Error::from)
            }
            None => Err(anyhow::anyhow!("the rows of an import were not kept")),
        };
        (found, written)
    })
    .await?;
    Ok((found, written?.sha256))
}

/// What the months of this file were before.
async fn restated(
    tx: &mut base::store::Tx,
    import: &Import,
    covers: &[Month],
    roll_up: &RollUp,
) -> Result<Vec<Restated>> {
    let mut told = Vec::new();
    for month in covers {
        let Some(old) = store::standing(tx, &import.series, *month).await? else {
            continue;
        };
        let was = store::counts(tx, old.number, *month).await?;
        let mut is_now = Counts::new();
        for row in roll_up.rows().filter(|row| row.month == *month) {
            let key = (
                row.layer.to_owned(),
                store::area(row.placed).to_owned(),
                row.kind.to_owned(),
            );
            *is_now.entry(key).or_insert(0) += row.count;
        }
        let same: Vec<String> = import
            .layers
            .iter()
            .filter(|note| old.version(&note.layer) == Some(note.version.as_str()))
            .map(|note| note.layer.clone())
            .collect();
        told.push(compare((old.number, old.id), *month, &was, &is_now, &same));
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::super::import::ground;
    use super::LayerNote;

    #[test]
    fn the_ground_is_known_by_its_versions() {
        let note = |layer: &str, version: &str| LayerNote {
            layer: layer.into(),
            source: "a file".into(),
            version: version.into(),
            placed: 1,
            outside: 2,
        };
        assert_eq!(
            ground(&[note("ward", "1"), note("small-area", "2")]),
            "ward=1 small-area=2"
        );
    }
}
