//! Figures as everyone may see them: of a ward, of all wards, of one type, and how they are made.

pub(crate) mod borough;
pub(crate) mod kind;
pub(crate) mod methods;
pub(crate) mod parts;
pub(crate) mod ward;

use base::{Act, Routes};
use evidence::{Period, figures::Change};
use web::{
    Cell,
    fields::{Field, Kind},
};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/wards/{ward}/figures", Act::SeePublic, ward::show)
        .get("/wards/{ward}/figures/where", Act::SeePublic, parts::place)
        .get("/wards/{ward}/figures/trend", Act::SeePublic, parts::trend)
        .get(
            "/wards/{ward}/figures/compare",
            Act::SeePublic,
            parts::compare,
        )
        .get("/wards/{ward}/figures/when", Act::SeePublic, parts::when)
        .get("/figures", Act::SeePublic, borough::show)
        .get("/figures/{kind}", Act::SeePublic, kind::show)
        .get("/methods", Act::SeePublic, methods::list)
        .get("/methods/{slug}", Act::SeePublic, methods::show)
}

/// A change in the cells of a file: per cent, likely at least, likely at most, finding.
fn change_cells(change: Option<&Change>) -> Vec<Cell> {
    let percent = |of: fn(&Change) -> Option<f64>| Cell::number(change.and_then(of), 1);
    vec![
        percent(|it| it.percent),
        percent(|it| it.low),
        percent(|it| it.high),
        change.map(|it| it.finding.words()).into(),
    ]
}

/// The two windows of a row.
fn from_to(period: Option<Period>) -> [Cell; 2] {
    [
        period.map(|it| it.first.to_string()).into(),
        period.map(|it| it.last.to_string()).into(),
    ]
}

const fn percent(name: &'static str, about: &'static str) -> Field {
    Field::new(name, Kind::Number(1), about)
        .unit("percent")
        .or_nothing()
}

/// The later window, in every file of figures.
const NOW: &[Field] = &[
    Field::new("from", Kind::Month, "The first month that is counted."),
    Field::new("to", Kind::Month, "The last month that is counted."),
    Field::whole(
        "count",
        "How many; hidden where it is small or would give a small one away.",
    )
    .or_nothing(),
];

/// The window before it, and what may be said of the change.
const CHANGE: &[Field] = &[
    Field::new(
        "before_from",
        Kind::Month,
        "The first month of the window before.",
    )
    .or_nothing(),
    Field::new(
        "before_to",
        Kind::Month,
        "The last month of the window before.",
    )
    .or_nothing(),
    Field::whole("count_before", "How many then; hidden as above.").or_nothing(),
    percent(
        "change_percent",
        "The change of the daily rate; empty on a small base.",
    ),
    percent("likely_low", "Likely at least."),
    percent("likely_high", "Likely at most."),
    Field::text("finding", "Whether chance explains the change.").or_nothing(),
];

/// Where figures come from, beside their rows in JSON.
const PROVENANCE: Field = Field::new(
    "provenance",
    Kind::Object,
    "Sources, boundaries, windows, method, caveats, and the command that makes the figures again.",
);

/// Figures as JSON holds them beside the rows. What is not recorded is null there, as what is hidden is: it has no number.
fn value(figures: &impl serde::Serialize) -> anyhow::Result<serde_json::Value> {
    let mut value = serde_json::to_value(figures)?;
    without(
        &mut value,
        &serde_json::to_value(evidence::Shown::Unrecorded)?,
    );
    Ok(value)
}

fn without(value: &mut serde_json::Value, word: &serde_json::Value) {
    match value {
        it if it == word => *it = serde_json::Value::Null,
        serde_json::Value::Array(all) => all.iter_mut().for_each(|it| without(it, word)),
        serde_json::Value::Object(all) => all.values_mut().for_each(|it| without(it, word)),
        _ => {}
    }
}

/// A whole number for the page, as a reader says it.
fn n(count: evidence::Shown) -> String {
    count.to_string()
}
