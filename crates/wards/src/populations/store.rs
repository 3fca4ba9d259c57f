//! All SQL of populations.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use base::{
    Permit, args,
    store::{Row, Tx},
};

use super::Population;

/// The people of an area, newest year first.
///
/// # Errors
/// When the store cannot be read.
pub async fn of(tx: &mut Tx, area_code: &str) -> Result<Vec<Population>> {
    let rows = tx
        .all("SELECT area_code, year, people, households FROM population WHERE area_code = $1 ORDER BY year DESC", args![area_code])
        .await?;
    rows.iter().map(read).collect()
}

/// The people of each ward and small area, newest year first.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(tx: &mut Tx) -> Result<HashMap<String, Vec<Population>>> {
    let rows = tx
        .all(
            "SELECT area_code, year, people, households FROM population ORDER BY year DESC",
            args![],
        )
        .await?;
    let mut all: HashMap<String, Vec<Population>> = HashMap::new();
    for row in &rows {
        let it = read(row)?;
        all.entry(it.area_code.clone()).or_default().push(it);
    }
    Ok(all)
}

fn read(row: &Row) -> Result<Population> {
    let households: Option<i64> = row.get("households")?;
    Ok(Population {
        area_code: row.get("area_code")?,
        year: u16::try_from(row.get::<i64>("year")?).context("a year of a population")?,
        people: u64::try_from(row.get::<i64>("people")?).context("a number of people")?,
        households: households
            .map(u64::try_from)
            .transpose()
            .context("a number of households")?,
    })
}

/// Keeps counts; a year that is there already is put right.
pub(super) async fn keep(
    tx: &mut Tx,
    _permit: &Permit,
    populations: &[Population],
    source: &str,
) -> Result<()> {
    for it in populations {
        let households = it.households.map(i64::try_from).transpose()?;
        tx.run(
            "INSERT INTO population (area_code, year, people, households, source) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (area_code, year) DO UPDATE SET people = excluded.people, households = excluded.households, source = excluded.source",
            args![&it.area_code, i64::from(it.year), i64::try_from(it.people)?, households, source],
        )
        .await?;
    }
    Ok(())
}
