//! The figures of a ward: what, whether it is getting better, and where.

use anyhow::Result;
use base::Desk;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use wards::Ward;

use super::shades::Shades;
use super::{Change, Provenance, Trend, provenance, windows};
use crate::cube::{ASB, Cube, Part, Period, cube};
use crate::publishing::{Rule, Shown, WardTable};

/// One type of crime in a ward.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TypeRow {
    /// The type, as published.
    pub name: String,
    /// The count of the later window.
    pub now: Shown,
    /// The count of the earlier window, where there is one.
    pub before: Option<Shown>,
    /// What may be said of the change.
    pub change: Option<Change>,
    /// Whether the two windows are not made of the same types, so that nothing may be said of a change.
    #[serde(default)]
    pub unlike: bool,
}

/// A small area of a ward.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AreaFigure {
    /// Its code.
    pub code: String,
    /// As printed.
    pub name: String,
    /// Crimes in the later window.
    pub now: Shown,
}

/// The figures of a ward.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WardFigures {
    /// The ward's code.
    pub ward_code: String,
    /// Its name.
    pub ward_name: String,
    /// The word in its address.
    pub ward_slug: String,
    /// Crimes behind the figures: the later window without anti-social behaviour.
    pub n: Shown,
    /// Types, in alphabetical order; anti-social behaviour apart in [`WardFigures::asb`].
    pub types: Vec<TypeRow>,
    /// All crime, without anti-social behaviour.
    pub total: TypeRow,
    /// Reports of anti-social behaviour, never added to the total.
    pub asb: Option<TypeRow>,
    /// All crime by month.
    pub crime_line: Option<Trend>,
    /// Anti-social behaviour by month.
    pub asb_line: Option<Trend>,
    /// Small areas by code, with all crime; empty when none are loaded or a month was not counted on them.
    pub areas: Vec<AreaFigure>,
    /// The five steps of the map.
    pub shades: Option<Shades>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// The figures of a ward as they were known on a day; see [`Cube::known`]. Nothing when nothing is loaded or was known.
///
/// # Errors
/// When the store cannot be read.
pub async fn ward_figures(
    desk: &mut Desk,
    ward: &Ward,
    as_of: Option<NaiveDate>,
) -> Result<Option<WardFigures>> {
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
    let (now, before) = (told.now(), told.before());
    let everywhere: Vec<&str> = atlas.wards.iter().map(|it| it.code.as_str()).collect();
    let provenance = provenance(desk, &cube, &windows, &rule, now).await?;
    let row = |name: &str, counts: [&dyn Fn(&WardTable) -> Shown; 2]| TypeRow {
        name: name.to_owned(),
        now: counts[0](now),
        before: before.map(counts[0]),
        change: Change::of(
            &told,
            (windows.now, windows.before),
            counts,
            &[&ward.code, name],
        ),
        unlike: false,
    };
    let of_kind = |kind: &str| {
        let own = |table: &WardTable| table.cell(&ward.code, kind);
        row(kind, [&own, &|table| table.sum(kind)])
    };
    let own = |table: &WardTable| table.crime(&ward.code);
    let mut total = row("All crime", [&own, &WardTable::crime_sum]);
    total.unlike = windows.are_unlike(&cube, &everywhere);
    if total.unlike {
        total.change = None;
    }
    let asb = cube
        .kinds()
        .iter()
        .any(|kind| kind == ASB)
        .then(|| of_kind(ASB));
    let line = |part: Part<'_>| {
        let period = cube.recorded(part, &everywhere, windows.line)?;
        let months = period.months();
        let counts: Vec<u64> = months
            .map(|month| cube.in_ward(&ward.code, month, part))
            .collect();
        Trend::of(period, &counts, rule.minimum)
    };
    let (areas, shades) = areas(&cube, &atlas, ward, (windows.now, now), rule.minimum);
    Ok(Some(WardFigures {
        ward_code: ward.code.clone(),
        ward_name: ward.name.clone(),
        ward_slug: ward.slug.clone(),
        n: total.now,
        types: cube
            .kinds()
            .iter()
            .filter(|kind| *kind != ASB)
            .map(|kind| of_kind(kind))
            .collect(),
        crime_line: now
            .draws_crime(&ward.code)
            .then(|| line(Part::Crime))
            .flatten(),
        asb_line: now
            .draws_asb(&ward.code)
            .then(|| line(Part::Kind(ASB)))
            .flatten(),
        total,
        asb,
        areas,
        shades,
        provenance,
    }))
}

/// The small areas of a ward with what may be shown of each. The steps rest on all wards, so that maps compare.
fn areas(
    cube: &Cube,
    atlas: &wards::Atlas,
    ward: &Ward,
    (period, table): (Period, &WardTable),
    minimum: u64,
) -> (Vec<AreaFigure>, Option<Shades>) {
    if !cube.has_small_areas(period) {
        return (Vec::new(), None);
    }
    let of = |code: &str| {
        period
            .months()
            .map(|month| cube.in_area(code, month, Part::Crime))
            .sum::<u64>()
    };
    let everywhere: Vec<u64> = atlas
        .small_areas
        .iter()
        .map(|area| of(&area.code))
        // A step of the map must not be a small count.
        .filter(|n| *n == 0 || *n >= minimum)
        .collect();
    let figures = atlas
        .inside(&ward.code)
        .map(|area| AreaFigure {
            code: area.code.clone(),
            name: area.name.clone(),
            now: table.area(&area.code),
        })
        .collect();
    (figures, Some(Shades::over(&everywhere)))
}

impl WardFigures {
    /// The finding in one or two sentences, for a headline.
    #[must_use]
    pub fn finding(&self) -> String {
        let period = format!("In {}", self.provenance.now.lately());
        let n = match self.total.now {
            Shown::Count(n) => n,
            Shown::Hidden => {
                return format!(
                    "{period} the number of crimes in {} is hidden: it is small, or would give a small number away.",
                    self.ward_name
                );
            }
            Shown::Unrecorded => {
                return format!(
                    "{period} the crimes in {} cannot be counted: the police's files of some months do not hold every type.",
                    self.ward_name
                );
            }
        };
        let mut words = format!(
            "{period} the police recorded {} in {}",
            web::many(n, "crime"),
            self.ward_name
        );
        match &self.total.change {
            Some(change) => words.push_str(&format!(": {}.", change.words())),
            None if self.total.unlike => words.push_str(". The police's files do not hold the same types in every month, so nothing can be said of a change."),
            None => words.push('.'),
        }
        let moved: Vec<String> = self
            .types
            .iter()
            .filter_map(|row| {
                let change = row.change.as_ref()?;
                let clear = matches!(
                    change.finding,
                    statistics::Finding::Higher | statistics::Finding::Lower
                );
                clear.then(|| format!("{} is {}", row.name, change.words()))
            })
            .take(3)
            .collect();
        if !moved.is_empty() {
            words.push_str(&format!(" {}.", moved.join("; ")));
        }
        words
    }
}
