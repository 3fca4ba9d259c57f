//! Someone imports the postcodes of the wards from a directory of the whole country.

use std::{collections::HashSet, path::Path};

use anyhow::{Context as _, Result, bail};
use base::{Act, Desk, House, Line};

use super::{Postcodes, read, store};
use crate::wards;

/// What an import of postcodes found and did.
#[derive(Clone, Debug)]
pub struct Report {
    /// The file's name.
    pub file: String,
    /// Rows, rejects and what was left out and why.
    pub found: Postcodes,
    /// Wards of ours that no postcode of the file lies in, by name: a sign of codes of another year.
    pub wards_without: Vec<String>,
    /// Whether anything was written.
    pub written: bool,
}

/// Reads a postcode directory and keeps the postcodes of our wards in place of those before.
///
/// # Errors
/// When the file cannot be read, no wards are loaded, or none of its postcodes lies in them.
pub async fn import(house: &House, path: &Path, dry_run: bool) -> Result<Report> {
    let file = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let wards = wards::store::all(&mut house.db().reading().await?).await?;
    if wards.is_empty() {
        bail!("{file}: no wards are loaded to put postcodes in. Import the ward boundaries first.");
    }
    let ours: HashSet<String> = wards.iter().map(|ward| ward.code.clone()).collect();
    let path = path.to_owned();
    // Millions of rows take seconds: not on the thread that serves pages.
    let found = tokio::task::spawn_blocking(move || read(&path, |code| ours.contains(code)))
        .await?
        .with_context(|| file.clone())?;
    if found.kept.is_empty() {
        bail!(
            "{file}: none of its {} rows lies in one of the wards. Its ward codes may be those of another year: fetch the directory that fits the boundaries.",
            found.rows
        );
    }
    let seen: HashSet<&str> = found
        .kept
        .iter()
        .map(|postcode| postcode.ward_code.as_str())
        .collect();
    let wards_without = wards
        .iter()
        .filter(|ward| !seen.contains(ward.code.as_str()))
        .map(|ward| ward.name.clone())
        .collect();
    let report = Report {
        file,
        found,
        wards_without,
        written: !dry_run,
    };
    if dry_run {
        return Ok(report);
    }
    let mut desk = Desk::of_the_house(house, Act::SeeEvidence).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("only the program itself imports")
    };
    store::replace(desk.tx(), &permit, &report.found.kept).await?;
    let detail = format!("{} postcodes from {}", report.found.kept.len(), report.file);
    desk.tell(Line::of("imported postcodes", "import", &report.file).with(detail))
        .await?;
    desk.mark("wards").await?;
    desk.keep().await?;
    Ok(report)
}
