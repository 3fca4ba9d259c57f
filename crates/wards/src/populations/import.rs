//! Someone imports how many people live in the wards and small areas.

use std::{collections::HashSet, path::Path};

use anyhow::{Context as _, Result, bail};
use base::{Act, Desk, House, Line};

use super::{Populations, read, store};
use crate::boundaries::{self, Layer};

/// What an import of populations found and did.
#[derive(Clone, Debug)]
pub struct Report {
    /// The file's name.
    pub file: String,
    /// Rows and rejects; of the areas only ours.
    pub found: Populations,
    /// Areas of ours in the file.
    pub areas: usize,
    /// The years it covers.
    pub years: Vec<u16>,
    /// Counts of areas that are not ours, left out.
    pub elsewhere: usize,
    /// Whether anything was written.
    pub written: bool,
}

/// Reads a population file and keeps the counts of our areas. A year that is there already is put right.
///
/// # Errors
/// When the file cannot be read, says no year, or holds no area of ours.
pub async fn import(
    house: &House,
    path: &Path,
    year: Option<u16>,
    dry_run: bool,
) -> Result<Report> {
    let file = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let mut found = read(path, year).with_context(|| file.clone())?;
    let mut desk = Desk::of_the_house(house, Act::SeeEvidence).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("only the program itself imports")
    };
    let mut ours: HashSet<String> = HashSet::new();
    for layer in Layer::ALL {
        ours.extend(boundaries::store::codes(desk.tx(), *layer).await?);
    }
    if ours.is_empty() {
        bail!("{file}: no areas are loaded to count people in. Import the ward boundaries first.");
    }
    let all = found.kept.len();
    found
        .kept
        .retain(|population| ours.contains(&population.area_code));
    if found.kept.is_empty() {
        bail!(
            "{file}: none of its {all} counts is about one of the areas. Its codes may be those of another year."
        );
    }
    let mut years: Vec<u16> = found
        .kept
        .iter()
        .map(|population| population.year)
        .collect();
    years.sort_unstable();
    years.dedup();
    let areas = found
        .kept
        .iter()
        .map(|population| &population.area_code)
        .collect::<HashSet<_>>()
        .len();
    let report = Report {
        areas,
        years,
        elsewhere: all - found.kept.len(),
        file,
        found,
        written: !dry_run,
    };
    if dry_run {
        return Ok(report);
    }
    store::keep(desk.tx(), &permit, &report.found.kept, &report.file).await?;
    let detail = format!("{} areas from {}", report.areas, report.file);
    desk.tell(Line::of("imported populations", "import", &report.file).with(detail))
        .await?;
    desk.mark("wards").await?;
    desk.keep().await?;
    Ok(report)
}
