//! How concentrated the cells are, and whether the fullest cells of the months before held what followed.

use statistics::{concentration as gini, forecast_checks};

use super::grid::Grid;
use super::places::floats;
use super::scene::Scene;
use super::section::{Part, Section, csv, table};
use crate::cube::Period;
use crate::unit::Unit;

/// The shares of cells that are looked at.
const SHARES: [f64; 5] = [0.01, 0.02, 0.05, 0.1, 0.2];

/// How much sits in how few cells.
pub fn concentration(scene: &Scene, grid: &Grid, period: Period) -> Section {
    let counts = grid.over(period);
    let Some(found) = gini(&floats(&counts)) else {
        return Section::refused(
            Part::Concentration,
            "No event was counted in these months and wards.",
        );
    };
    let half = found.places_holding(0.5);
    let one = grid.unit.noun();
    let about = format!("{} {}.", scene.about_points(period), grid.unit.label());
    #[expect(clippy::cast_precision_loss, reason = "counts of cells are small")]
    let share = |n: usize| format!("{:.1}%", 100.0 * n as f64 / found.places as f64);
    let rows: Vec<Vec<String>> = [0.25, 0.5, 0.8]
        .iter()
        .map(|part| {
            let cells = found.places_holding(*part);
            vec![
                format!("{:.0}% of all", part * 100.0),
                cells.to_string(),
                share(cells),
            ]
        })
        .collect();
    let sparse = found.events < found.places as f64;
    let measure = if sparse {
        found.gini_sparse
    } else {
        found.gini
    };
    let input: Vec<Vec<String>> = counts
        .iter()
        .enumerate()
        .map(|(at, n)| vec![grid.cells[at].code.clone(), n.to_string()])
        .collect();
    Section {
        finding: format!("Half of them were counted in {} of {} ({})", web::number(half as u64), web::many(found.places as u64, one), share(half)),
        body: format!(
            "{}<p>Gini's coefficient is {measure:.2}{}: 0 is the same everywhere, 1 all in one {one}. It can be held against the same {one}s in other months, and not against another place or other {one}s.</p>",
            table(&about, &["This share", &format!("Sits in so many {one}s"), &format!("Of all {one}s")], &rows),
            if sparse { ", put right for having few events" } else { "" }
        ),
        about,
        method: "The least number of cells that hold a share of all events; Gini's coefficient, with the correction for few events.".into(),
        n: counts.iter().sum(),
        months: period.words(),
        sources: scene.sources(period),
        cannot: vec![
            "Points moved to a map point for privacy make places look more concentrated than they are.".into(),
            "Some crowding comes from streets and people alone: an even spread over a park and a high street would be the surprise.".into(),
        ],
        parameters: {
            let mut all = scene.parameters(period);
            all.push(("Cells".into(), found.places.to_string()));
            all.push(("Empty cells".into(), found.empty_places.to_string()));
            all.push(("Gini".into(), format!("{:.6}", found.gini)));
            all.push(("Gini for few events".into(), format!("{:.6}", found.gini_sparse)));
            all
        },
        steps: vec![
            "Count each cell, the empty ones too.".into(),
            "Order the cells from the fullest, and add up until a share of all is reached.".into(),
        ],
        command: Some("wardmote analyse concentration concentration-input.csv".into()),
        heads: ["share", "cells", "of_all_cells"].map(String::from).to_vec(),
        rows,
        input: Some(csv(&["place", "count"], &input)),
        ..Section::of(Part::Concentration)
    }
}

/// Whether the fullest cells of the months just before held what followed.
pub fn check(scene: &Scene, grid: &Grid, later_months: Period, points: Period) -> Section {
    let back = i32::try_from(later_months.len()).unwrap_or(i32::MAX);
    let Some(past_months) = later_months.earlier(back, points) else {
        return Section::refused(
            Part::Check,
            format!(
                "The months before {} are not among those kept with points. Choose fewer or later months.",
                later_months.words()
            ),
        );
    };
    let (past, later) = (grid.over(past_months), grid.over(later_months));
    let (x, y) = (floats(&past), floats(&later));
    for (counts, months) in [(&past, past_months), (&later, later_months)] {
        if counts.iter().all(|it| *it == 0) {
            return Section::refused(
                Part::Check,
                format!(
                    "Nothing was counted in {}, so there is nothing to hold against the other months.",
                    months.words()
                ),
            );
        }
    }
    let all = forecast_checks(&x, &y, &SHARES);
    let Some((_, fifth)) = all.iter().rfind(|(share, _)| *share <= 0.05) else {
        return Section::refused(
            Part::Check,
            format!(
                "Too few {}s had any in {} to choose the fullest of.",
                grid.unit.noun(),
                past_months.words()
            ),
        );
    };
    let say =
        |it: Option<f64>, digits: usize| it.map_or_else(String::new, |it| format!("{it:.digits$}"));
    let percent = |it: Option<f64>| it.map_or_else(String::new, |it| format!("{:.0}%", 100.0 * it));
    let one = grid.unit.noun();
    let about = format!(
        "{} chosen by {}, looked at in {}: {} in {}.",
        grid.unit.label(),
        past_months.words(),
        later_months.words(),
        scene.question.what.name,
        scene.question.place()
    );
    // Shares that come to the same number of cells are one row.
    let mut apart: Vec<_> = all.iter().map(|it| it.1).collect();
    apart.dedup_by_key(|it| it.cells);
    let shown: Vec<Vec<String>> = apart
        .iter()
        .map(|it| {
            vec![
                format!("{:.1}%", 100.0 * it.area_share),
                it.cells.to_string(),
                percent(it.hit_rate),
                say(it.pai, 1),
                say(it.pei, 2),
            ]
        })
        .collect();
    let rows = all
        .iter()
        .map(|(share, it)| {
            vec![
                share.to_string(),
                it.cells.to_string(),
                format!("{:.6}", it.area_share),
                format!("{:.0}", it.hits),
                say(it.hit_rate, 6),
                say(it.pai, 6),
                say(it.pei, 6),
                say(it.rri, 6),
            ]
        })
        .collect();
    let input: Vec<Vec<String>> = (0..past.len())
        .map(|at| {
            vec![
                grid.cells[at].code.clone(),
                past[at].to_string(),
                later[at].to_string(),
            ]
        })
        .collect();
    let mut cannot = vec![
        "That hot spots held says that crime stayed where it was, not that patrols would help or did harm.".to_owned(),
        "PAI favours tiny shares: compare at the same share only.".into(),
    ];
    if grid.unit == Unit::SmallAreas {
        cannot.push(
            "Small areas have unlike sizes: a share of them is no share of the ground.".into(),
        );
    }
    Section {
        finding: format!("The fullest {} of the months before held {} of what followed", web::many(fifth.cells as u64, one), percent(fifth.hit_rate)),
        body: table(&about, &[&format!("Share of {one}s"), "Taken", "Held of what followed", "PAI", "PEI"], &shown),
        about,
        method: "Prediction accuracy (PAI: share held over share of cells) and efficiency (PEI: of the most that as many cells could have held).".into(),
        n: later.iter().sum(),
        months: later_months.words(),
        sources: scene.sources(Period { first: past_months.first, last: later_months.last }),
        cannot,
        parameters: {
            let mut all = scene.parameters(later_months);
            all.push(("Chosen by".into(), past_months.words()));
            all
        },
        steps: vec![
            "Order the cells by what was counted in the months before, and take the fullest share of them.".into(),
            "Count what happened in them afterwards, and divide.".into(),
        ],
        command: Some("wardmote analyse hot-spot-check check-input.csv".into()),
        heads: ["share", "cells", "area_share", "hits", "hit_rate", "pai", "pei", "rri"].map(String::from).to_vec(),
        rows,
        input: Some(csv(&["cell", "past", "later"], &input)),
        ..Section::of(Part::Check)
    }
}
