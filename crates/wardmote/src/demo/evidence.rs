//! Places and figures of the borough, through the real importers.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use base::House;
use evidence::{
    Month,
    made_up::{MadeUp, SmallArea, Story as Change},
};
use indicatif::ProgressBar;
use wards::{
    abstractions,
    boundaries::{self, Columns},
    populations, postcodes,
};

use super::story::Story;

const FILES: &[(&str, &str)] = &[
    (
        "wards.geojson",
        include_str!("../../../../places/alderwick/wards.geojson"),
    ),
    (
        "small-areas.geojson",
        include_str!("../../../../places/alderwick/small-areas.geojson"),
    ),
    (
        "postcodes.csv",
        include_str!("../../../../places/alderwick/postcodes.csv"),
    ),
    (
        "population.csv",
        include_str!("../../../../places/alderwick/population.csv"),
    ),
];

/// The year whose population the generator spreads crime over.
const YEAR: u16 = 2025;
const MONTHS: u16 = 36;
/// Months of street crime before these: early warnings look five years and a month back.
const BEFORE: u16 = 26;

/// Boundaries, postcodes, population.
///
/// # Errors
/// When an importer refuses a file of the made-up borough.
pub async fn places(house: &House) -> Result<()> {
    let folder = house.folder().join("source");
    std::fs::create_dir_all(&folder).context("making the folder of source files")?;
    for (name, text) in FILES {
        std::fs::write(folder.join(name), text)?;
    }
    boundaries::import(
        house,
        &folder.join("wards.geojson"),
        &Columns::default(),
        None,
        None,
        false,
    )
    .await?;
    boundaries::import(
        house,
        &folder.join("small-areas.geojson"),
        &Columns::default(),
        None,
        None,
        false,
    )
    .await?;
    postcodes::import(house, &folder.join("postcodes.csv"), false).await?;
    populations::import(house, &folder.join("population.csv"), None, false).await?;
    Ok(())
}

/// Three years of crime files in the police layout, imported like any others.
pub(super) async fn crime(house: &House, story: &Story, bar: &ProgressBar) -> Result<()> {
    let folder = house.folder().join("source");
    let today = base::clock::day(house.clock().now());
    // Files of a month come out about two months later.
    let year = u16::try_from(chrono::Datelike::year(&today))?;
    let month = u8::try_from(chrono::Datelike::month(&today))?;
    let this = Month::new(year, month).context("this month")?;
    let newest = this.plus(-2);
    let made_up = MadeUp {
        seed: 5,
        force: house.place().force.clone(),
        force_name: format!("{} Police", house.place().name),
        first: newest.plus(1 - i32::from(MONTHS)),
        months: MONTHS,
        before: BEFORE,
        areas: areas()?,
        stories: story
            .crime_change
            .iter()
            .map(|change| Change {
                ward_code: change.ward.clone(),
                kind: published(&change.r#type),
                from: this.plus(-change.from_months_ago),
                until: None,
                factor: change.factor,
            })
            .collect(),
    };
    let police = folder.join("police");
    tokio::task::spawn_blocking({
        let police = police.clone();
        move || made_up.write(&police)
    })
    .await?
    .context("writing the crime files")?;
    bar.set_position(10);
    let progress = |at: evidence::imports::Progress| {
        bar.set_position(10 + (30 * at.done / at.of.max(1)) as u64);
    };
    let reports = evidence::imports::import_police(
        house,
        &[police],
        evidence::imports::How::default(),
        &progress,
    )
    .await?;
    if let Some(failed) = reports
        .iter()
        .find(|report| matches!(report.outcome, evidence::imports::Outcome::Failed(_)))
    {
        bail!("the importer refused a file of the made-up borough: {failed:?}");
    }
    Ok(())
}

/// The type as the police files write it: only the first letter is a capital.
fn published(kind: &str) -> String {
    let mut letters = kind.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// The small areas with how many live in each.
fn areas() -> Result<Vec<SmallArea>> {
    let text = FILES[1].1;
    let people: BTreeMap<String, u32> = populations::read_from(FILES[3].1.as_bytes(), Some(YEAR))?
        .kept
        .into_iter()
        .map(|row| (row.area_code, u32::try_from(row.people).unwrap_or(0)))
        .collect();
    let areas = boundaries::read_from(text.as_bytes(), &Columns::default())?;
    areas
        .into_iter()
        .map(|area| {
            Ok(SmallArea {
                ward_code: area
                    .ward_code
                    .clone()
                    .context("a small area without its ward")?,
                rings: area.area().rings,
                people: people.get(&area.code).copied().unwrap_or(1_500),
                code: area.code,
                name: area.name,
            })
        })
        .collect()
}

/// Three years of duty data, imported like any other file of a duty system.
pub(super) async fn duty(house: &House, story: &Story) -> Result<()> {
    let today = base::clock::day(house.clock().now());
    let from = today - chrono::Months::new(u32::from(MONTHS));
    let mut codes: Vec<_> = story.ward.iter().map(|ward| ward.code.as_str()).collect();
    codes.sort_unstable();
    let text = abstractions::made_up::csv(7, &codes, from, u32::from(MONTHS));
    let path = house.folder().join("source").join("duty.csv");
    std::fs::write(&path, text)?;
    let options = abstractions::duty::Options::default();
    let report = abstractions::duty::import(house, &path, &options).await?;
    anyhow::ensure!(report.written, "the made-up duty file was not taken in");
    Ok(())
}
