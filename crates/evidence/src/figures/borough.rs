//! The figures of all wards together, and of one type in all wards. In alphabetical order: no league.

use anyhow::Result;
use base::Desk;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use wards::wards::slug;

use super::shades::Shades;
use super::{Change, Provenance, Trend, provenance, windows};
use crate::cube::{Part, cube};
use crate::publishing::{Rule, Shown, WardTable};

/// A ward in the table of all wards.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WardRow {
    /// Its code.
    pub code: String,
    /// As printed.
    pub name: String,
    /// The word in its address.
    pub slug: String,
    /// All crime, without anti-social behaviour.
    pub total: Shown,
    /// What may be said of its change.
    pub change: Option<Change>,
    /// Whether the two windows are not made of the same types, so that nothing may be said of a change.
    #[serde(default)]
    pub unlike: bool,
    /// One count for each type.
    pub counts: Vec<Shown>,
}

/// All wards by all types.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BoroughFigures {
    /// The borough.
    pub borough: String,
    /// The types, in alphabetical order.
    pub types: Vec<String>,
    /// The wards, in alphabetical order.
    pub wards: Vec<WardRow>,
    /// Each type over all wards.
    pub sums: Vec<Shown>,
    /// All crime over all wards.
    pub total: Shown,
    /// Where it comes from.
    pub provenance: Provenance,
}

impl BoroughFigures {
    /// The places of the types with the largest counts, as many as fit on a page, in alphabetical order.
    #[must_use]
    pub fn main_types(&self, most: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.types.len())
            .filter(|at| self.types[*at] != crate::cube::ASB)
            .collect();
        places.sort_by_key(|at| std::cmp::Reverse(self.sums[*at].count()));
        places.truncate(most);
        places.sort_unstable();
        places
    }
}

/// The table of all wards. Nothing when nothing is loaded.
///
/// # Errors
/// When the store cannot be read.
pub async fn borough_figures(
    desk: &mut Desk,
    as_of: Option<NaiveDate>,
) -> Result<Option<BoroughFigures>> {
    let cube = cube(desk).await?;
    let atlas = wards::atlas(desk).await?;
    let Some(run) = cube.known(as_of, desk.today()) else {
        return Ok(None);
    };
    let windows = windows(run);
    let rule = Rule::of(&desk.place().publishing);
    let Some(told) = cube.told(&atlas, &rule, windows.now.last).await? else {
        return Ok(None);
    };
    let now = told.now();
    let provenance = provenance(desk, &cube, &windows, &rule, now).await?;
    let everywhere: Vec<&str> = atlas.wards.iter().map(|it| it.code.as_str()).collect();
    let unlike = windows.are_unlike(&cube, &everywhere);
    let wards = atlas
        .wards
        .iter()
        .map(|ward| {
            let own = |table: &WardTable| table.crime(&ward.code);
            WardRow {
                code: ward.code.clone(),
                name: ward.name.clone(),
                slug: ward.slug.clone(),
                total: own(now),
                change: Change::of(
                    &told,
                    (windows.now, windows.before),
                    [&own, &WardTable::crime_sum],
                    &[&ward.code, "All crime"],
                )
                .filter(|_| !unlike),
                unlike,
                counts: cube
                    .kinds()
                    .iter()
                    .map(|kind| now.cell(&ward.code, kind))
                    .collect(),
            }
        })
        .collect();
    Ok(Some(BoroughFigures {
        borough: desk.place().name.clone(),
        types: cube.kinds().to_vec(),
        sums: cube.kinds().iter().map(|kind| now.sum(kind)).collect(),
        total: now.crime_sum(),
        wards,
        provenance,
    }))
}

/// A ward in the table of one type.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KindRow {
    /// Its code.
    pub code: String,
    /// As printed.
    pub name: String,
    /// The word in its address.
    pub slug: String,
    /// The count of the later window.
    pub now: Shown,
    /// The count of the earlier window.
    pub before: Option<Shown>,
    /// What may be said of the change.
    pub change: Option<Change>,
}

/// One type in all wards.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KindFigures {
    /// The type, as published.
    pub name: String,
    /// The word in its address.
    pub slug: String,
    /// The wards, in alphabetical order.
    pub wards: Vec<KindRow>,
    /// All wards together.
    pub sum: Shown,
    /// All wards together, before.
    pub sum_before: Option<Shown>,
    /// What may be said of the change.
    pub change: Option<Change>,
    /// All wards together, by month.
    pub line: Option<Trend>,
    /// The five steps of the map.
    pub shades: Shades,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// One type in all wards, by the word in its address. Nothing when there is no such type or nothing is loaded.
///
/// # Errors
/// When the store cannot be read.
pub async fn kind_figures(
    desk: &mut Desk,
    kind_slug: &str,
    as_of: Option<NaiveDate>,
) -> Result<Option<KindFigures>> {
    let cube = cube(desk).await?;
    let atlas = wards::atlas(desk).await?;
    let Some(run) = cube.known(as_of, desk.today()) else {
        return Ok(None);
    };
    let Some(kind) = cube.kinds().iter().find(|kind| slug(kind) == kind_slug) else {
        return Ok(None);
    };
    let windows = windows(run);
    let rule = Rule::of(&desk.place().publishing);
    let Some(told) = cube.told(&atlas, &rule, windows.now.last).await? else {
        return Ok(None);
    };
    let (now, before) = (told.now(), told.before());
    let provenance = provenance(desk, &cube, &windows, &rule, now).await?;
    let part = Part::Kind(kind);
    let over = (windows.now, windows.before);
    let everywhere = |table: &WardTable| table.sum(kind);
    let wards: Vec<KindRow> = atlas
        .wards
        .iter()
        .map(|ward| {
            let own = |table: &WardTable| table.cell(&ward.code, kind);
            KindRow {
                code: ward.code.clone(),
                name: ward.name.clone(),
                slug: ward.slug.clone(),
                now: own(now),
                before: before.map(own),
                change: Change::of(&told, over, [&own, &everywhere], &[&ward.code, kind]),
            }
        })
        .collect();
    let monthly = |period: crate::Period| -> Vec<u64> {
        period
            .months()
            .map(|month| {
                atlas
                    .wards
                    .iter()
                    .map(|ward| cube.in_ward(&ward.code, month, part))
                    .sum()
            })
            .collect()
    };
    let (sum, sum_before) = (everywhere(now), before.map(everywhere));
    let shades = Shades::over(
        &wards
            .iter()
            .filter_map(|row| row.now.count())
            .collect::<Vec<_>>(),
    );
    Ok(Some(KindFigures {
        name: kind.clone(),
        slug: kind_slug.to_owned(),
        line: cube
            .recorded(part, &[], windows.line)
            .filter(|_| now.draws_kind(kind))
            .and_then(|line| Trend::of(line, &monthly(line), rule.minimum(kind))),
        change: Change::of(
            &told,
            over,
            [&everywhere, &everywhere],
            &["all wards", kind],
        ),
        wards,
        sum,
        sum_before,
        shades,
        provenance,
    }))
}
