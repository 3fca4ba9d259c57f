//! Someone imports the edges of the wards, or of the small areas inside them.

use std::{io::Read as _, path::Path};

use anyhow::{Context as _, Result, bail};
use base::{Act, Desk, House, Line, clock, secrets::hex};
use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};
use statistics::AreaIndex;

use super::read::LARGEST;
use super::{Boundary, CannotReadBoundaries, Columns, Layer, read_from, store};
use crate::{
    Ward,
    wards::{
        self,
        succession::{self, Heir},
    },
};

/// What an import of boundaries found and did.
#[derive(Clone, Debug)]
pub struct Report {
    /// The file's name.
    pub file: String,
    /// What its areas are.
    pub layer: Layer,
    /// SHA-256 of the file: the version figures name.
    pub version: String,
    /// Areas kept.
    pub areas: usize,
    /// Small areas of other places, left out.
    pub elsewhere: usize,
    /// Wards that were not there before, by name.
    pub new: Vec<String>,
    /// Wards that ended, by name. What was agreed and counted for them stays.
    pub ended: Vec<String>,
    /// Whether this very file was there already.
    pub known: bool,
    /// Whether anything was written.
    pub written: bool,
}

/// Reads a boundary file and puts its layer in place of the one before, from a day on: today, unless it is said. A dry run
/// reports the same and writes nothing.
///
/// # Errors
/// When the file cannot be read, its layer cannot be told, small areas come before their wards, or the wards of before
/// began on that day or later.
pub async fn import(
    house: &House,
    path: &Path,
    columns: &Columns,
    layer: Option<Layer>,
    from: Option<NaiveDate>,
    dry_run: bool,
) -> Result<Report> {
    let file = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let bytes = bytes(path).with_context(|| format!("{} could not be read", path.display()))?;
    let version = hex(&Sha256::digest(&bytes));
    let mut areas = read_from(bytes.as_slice(), columns).with_context(|| file.clone())?;
    let codes = areas.iter().map(|area| area.code.as_str());
    let Some(layer) = layer.or_else(|| Layer::guess(codes)) else {
        bail!(
            "{file}: its codes begin neither like wards (E05, W05) nor like small areas (E01, W01). Say which they are with --layer ward or --layer small-area."
        );
    };
    let mut desk = Desk::of_the_house(house, Act::SeeEvidence).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("only the program itself imports")
    };
    let before = wards::store::all(desk.tx()).await?;
    let found = areas.len();
    if layer == Layer::SmallArea {
        if before.is_empty() {
            bail!(
                "{file}: these are small areas, and no wards are loaded to put them in. Import the ward boundaries first."
            );
        }
        let ward_areas = store::of(desk.tx(), Layer::Ward).await?;
        place_in_wards(&mut areas, &ward_areas);
        areas.retain(|area| area.ward_code.is_some());
        if areas.is_empty() {
            bail!(
                "{file}: none of its {found} areas lies in one of the wards. Is it a file of another place?"
            );
        }
    }
    let known = store::source(desk.tx(), layer)
        .await?
        .is_some_and(|kept| kept.version == version);
    let named: Vec<_> = areas
        .iter()
        .map(|area| (area.code.clone(), area.name.clone()))
        .collect();
    let is_ward = layer == Layer::Ward;
    let report = Report {
        elsewhere: found - areas.len(),
        areas: areas.len(),
        new: named
            .iter()
            .filter(|(code, _)| is_ward && !before.iter().any(|ward| ward.code == *code))
            .map(|(_, name)| name.clone())
            .collect(),
        ended: before
            .iter()
            .filter(|ward| is_ward && !named.iter().any(|(code, _)| *code == ward.code))
            .map(|ward| ward.name.clone())
            .collect(),
        file,
        layer,
        version,
        known,
        written: !dry_run && !known,
    };
    let (today, now) = (desk.today(), desk.now());
    let from = from.unwrap_or(today);
    if from > today {
        bail!("{from} is still to come: import the file on that day or later");
    }
    if is_ward
        && !report.ended.is_empty()
        && let Some(began) = wards::store::newest(desk.tx()).await?
        && from <= began
        // Wards that were loaded today by mistake are put right today.
        && from < today
    {
        bail!(
            "wards that are loaded began on {}: choose a later day with --from",
            clock::plain_day(began)
        );
    }
    if !report.written {
        return Ok(report);
    }
    let edges_before = store::of(desk.tx(), layer).await?;
    store::replace(desk.tx(), &permit, layer, &areas).await?;
    store::note_source(
        desk.tx(),
        &permit,
        layer,
        &report.file,
        &report.version,
        now,
    )
    .await?;
    if is_ward {
        wards::store::settle(desk.tx(), &permit, &named, from).await?;
        let heirs = heirs(&before, &edges_before, &areas);
        wards::store::succeed(desk.tx(), &permit, &heirs).await?;
        // The small areas of the wards before may lie in other wards now.
        let mut small = store::of(desk.tx(), Layer::SmallArea).await?;
        small.iter_mut().for_each(|area| area.ward_code = None);
        place_in_wards(&mut small, &areas);
        store::replace(desk.tx(), &permit, Layer::SmallArea, &small).await?;
    }
    let detail = format!(
        "{} {} from {}",
        report.areas,
        layer.label().to_lowercase(),
        report.file
    );
    desk.tell(Line::of("imported boundaries", "import", &report.version).with(detail))
        .await?;
    desk.mark("wards").await?;
    desk.keep().await?;
    Ok(report)
}

/// Which of the new wards took the place of those that are not among them.
fn heirs(before: &[Ward], edges: &[Boundary], areas: &[Boundary]) -> Vec<Heir> {
    let gone: Vec<_> = before
        .iter()
        .filter(|ward| !areas.iter().any(|area| area.code == ward.code))
        .map(|ward| {
            let edge = edges.iter().find(|edge| edge.code == ward.code);
            let rings = edge.map_or(Vec::new(), |edge| edge.area().rings);
            let code = ward.code.clone();
            (statistics::Area { code, rings }, ward.name.clone())
        })
        .collect();
    let new: Vec<_> = areas
        .iter()
        .map(|area| (area.area(), area.name.clone()))
        .collect();
    succession::heirs(&gone, &new)
}

/// The file as it lies, but never more than a boundary file can have: it is held in memory.
fn bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(CannotReadBoundaries::TooLarge.into());
    }
    Ok(bytes)
}

/// Gives each small area without a ward of ours the ward that holds a point inside it.
fn place_in_wards(small: &mut [Boundary], wards: &[Boundary]) {
    let shapes: Vec<_> = wards.iter().map(Boundary::area).collect();
    let index = AreaIndex::new(&shapes);
    for area in small {
        if area
            .ward_code
            .as_ref()
            .is_some_and(|code| wards.iter().any(|ward| ward.code == *code))
        {
            continue;
        }
        let point = point_inside(&area.area().rings);
        area.ward_code = point
            .and_then(|[x, y]| index.find(x, y))
            .map(|at| wards[at].code.clone());
    }
}

/// A point that surely lies inside: the middle of the widest stretch half-way up. The centre of gravity of a crescent
/// lies outside it.
fn point_inside(rings: &[Vec<[i32; 2]>]) -> Option<[i32; 2]> {
    let heights = || rings.iter().flatten().map(|corner| corner[1]);
    // Half a millionth of a degree off, so that no corner lies on the line.
    let y = f64::midpoint(f64::from(heights().min()?), f64::from(heights().max()?)).floor() + 0.5;
    let mut crossings: Vec<f64> = Vec::new();
    for ring in rings {
        for (at, a) in ring.iter().enumerate() {
            let b = ring[(at + 1) % ring.len()];
            let ((ax, ay), (bx, by)) = (
                (f64::from(a[0]), f64::from(a[1])),
                (f64::from(b[0]), f64::from(b[1])),
            );
            if (ay > y) != (by > y) {
                crossings.push(ax + (y - ay) / (by - ay) * (bx - ax));
            }
        }
    }
    crossings.sort_by(f64::total_cmp);
    let widest = crossings
        .chunks_exact(2)
        .max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])))?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "between two corners that are whole numbers"
    )]
    let (x, y) = (f64::midpoint(widest[0], widest[1]).round() as i32, y as i32);
    Some([x, y])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_of_a_crescent_lies_in_the_crescent() {
        // A U: its centre of gravity lies in the gap.
        let u = vec![vec![
            [0, 0],
            [30, 0],
            [30, 30],
            [20, 30],
            [20, 10],
            [10, 10],
            [10, 30],
            [0, 30],
        ]];
        let [x, y] = point_inside(&u).unwrap();
        assert!((0..=10).contains(&x) || (20..=30).contains(&x), "{x}, {y}");
        assert_eq!(point_inside(&[]), None);
    }
}
