//! The early warnings somebody may see: what rises now, how sure that is, what was done about it.

use std::collections::{BTreeSet, HashMap};

use askama::Template;
use axum::{Extension, extract::Query};
use base::{Act, Answer, Desk, On};
use wards::atlas;
use web::{
    Cell, Fields, Frame, Sheet, Tag, TagKind, Wants,
    fields::{Field, Kind, Table},
    page, row, wants,
};

use super::{Increase, Level, Reading, Run, Warning, WarningState, store};

/// The list as a file.
static WARNINGS: Table = Table {
    title: "Early warnings",
    name: "warnings",
    version: 1,
    about: "One type in one ward that rose beyond chance.",
    routes: &["/desk/analysis/warnings"],
    asks: &[],
    groups: &[&[
        Field::text("area", "The ward, or the place as a whole."),
        Field::text("type", "The type, as published."),
        Field::text("state", "Raised, calmed or no longer looked at."),
        Field::new(
            "first_month",
            Kind::Month,
            "The first month it was raised for.",
        ),
        Field::new(
            "last_month",
            Kind::Month,
            "The latest month it was raised for.",
        ),
        Field::new("month", Kind::Month, "The latest month it was judged for."),
        Field::whole("observed", "The count of that month."),
        Field::new("usual_low", Kind::Whole, "From where it usually is.").or_nothing(),
        Field::new("usual_high", Kind::Whole, "To where it usually is.").or_nothing(),
        Field::new("threshold", Kind::Number(1), "The alarm's threshold.").or_nothing(),
        Field::new(
            "p",
            Kind::Number(6),
            "The chance of a false alarm in this line alone.",
        )
        .or_nothing(),
        Field::new(
            "q",
            Kind::Number(6),
            "The share of false alarms among warnings as strong.",
        )
        .or_nothing(),
        Field::new("answer", Kind::Text, "What was done, the newest answer.").or_nothing(),
        Field::text("sentence", "What it says."),
        Field::text("path", "Its page."),
    ]],
    beside: &[],
};

/// What is asked for.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Ask {
    state: String,
    ward: String,
    kind: String,
    sort: String,
}

struct Row {
    path: String,
    title: String,
    sentence: String,
    since: String,
    sure: String,
    tag: Tag,
    answer: String,
}

#[derive(Template)]
#[template(path = "warnings/list.html")]
struct Page {
    frame: Frame,
    form: Fields,
    run: Option<Run>,
    rows: Vec<Row>,
    states: Vec<(String, String)>,
    wards: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    sorts: Vec<(String, String)>,
    files: String,
    increases: Vec<Increase>,
    highest: Vec<Level>,
    queued: usize,
    missing: Vec<String>,
}

/// How a warning stands, in words and a shape.
pub(super) fn tag(it: &Warning) -> Tag {
    match it.state {
        WarningState::Raised => Tag::new(TagKind::Warn, "Raised"),
        WarningState::Calmed => Tag::new(
            TagKind::Go,
            format!("Calmed in {}", it.judged_month.words()),
        ),
        WarningState::Lapsed => Tag::new(TagKind::Plain, it.state.label()),
    }
}

/// "About 1 in 25 this strong is chance".
fn sure(it: &Reading) -> String {
    match (it.evidence.q, it.evidence.new_activity) {
        (_, true) => "New: there was none before".into(),
        (Some(q), _) if q < 0.001 => "Fewer than 1 in 1,000 this strong are chance".into(),
        (Some(q), _) if q > 0.5 => "More than 1 in 2 this strong may be chance".into(),
        (Some(q), _) => format!(
            "About 1 in {} this strong is chance",
            web::number(super::evidence::round(1.0 / q))
        ),
        (None, _) => String::new(),
    }
}

/// The page, or the same as `.csv` and `.json`.
pub(super) async fn show(
    mut desk: Desk,
    Query(ask): Query<Ask>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let answers: HashMap<_, _> = store::newest_answers(desk.tx())
        .await?
        .into_iter()
        .map(|it| (it.warning, it))
        .collect();
    let mut mine: Vec<(Warning, Reading)> = store::with_reading(desk.tx())
        .await?
        .into_iter()
        .filter(|(it, _)| desk.may(Act::Explore, it))
        .collect();
    let areas: BTreeSet<String> = mine.iter().map(|(it, _)| it.area.clone()).collect();
    let names: BTreeSet<String> = mine.iter().map(|(it, _)| it.kind.clone()).collect();
    let queued = mine.iter().filter(|(it, _)| it.queued).count();
    let state = if ask.state == "all" {
        None
    } else {
        Some(WarningState::of(&ask.state).unwrap_or(WarningState::Raised))
    };
    mine.retain(|(it, _)| {
        state.is_none_or(|state| state == it.state)
            && (ask.ward.is_empty() || ask.ward == it.area)
            && (ask.kind.is_empty() || ask.kind == it.kind)
    });
    if ask.sort == "strongest" {
        let chance = |it: &Reading| it.evidence.p.unwrap_or(0.0);
        mine.sort_by(|(_, a), (_, b)| {
            chance(a)
                .total_cmp(&chance(b))
                .then_with(|| b.score.total_cmp(&a.score))
        });
    }
    let answer = |it: &Warning| {
        answers
            .get(&it.id)
            .map_or_else(String::new, |said| said.choice.label().to_owned())
    };
    let wants = wants(form);
    if wants != Wants::Page {
        let cells = mine.iter().map(|(it, reading)| {
            let said = &reading.evidence;
            row![
                &it.area,
                &it.kind,
                it.state.label(),
                it.first_month.to_string(),
                it.last_month.to_string(),
                reading.month.to_string(),
                reading.observed,
                said.usual.map(|usual| usual.0),
                said.usual.map(|usual| usual.1),
                Cell::number(said.threshold, 1),
                Cell::number(said.p, 6),
                Cell::number(said.q, 6),
                Cell::words(answer(it)),
                said.sentence(),
                it.path()
            ]
        });
        return Sheet::new(&WARNINGS, cells.collect()).answer(wants);
    }
    let rows = mine
        .iter()
        .map(|(it, reading)| Row {
            path: it.path(),
            title: it.title(),
            sentence: reading.evidence.sentence(),
            since: it.first_month.words(),
            sure: sure(reading),
            tag: tag(it),
            answer: answer(it),
        })
        .collect();
    let run = store::newest_run(desk.tx()).await?;
    let sees = |code: &str| {
        let ward = atlas.wards.iter().find(|ward| ward.code == code);
        ward.map_or_else(
            || desk.may(Act::Explore, &On::default()),
            |ward| desk.may(Act::Explore, ward),
        )
    };
    let (increases, highest) = run.as_ref().map_or_else(Default::default, |run| {
        (
            run.increases
                .iter()
                .filter(|it| sees(&it.code))
                .cloned()
                .collect(),
            run.highest
                .iter()
                .filter(|it| sees(&it.code))
                .cloned()
                .collect(),
        )
    });
    let same = |all: BTreeSet<String>, words: &str| {
        std::iter::once((String::new(), words.to_owned()))
            .chain(all.into_iter().map(|it| (it.clone(), it)))
            .collect()
    };
    let page_ = Page {
        frame: Frame::of(&desk, "Early warnings"),
        states: vec![
            ("raised".into(), "Raised now".into()),
            ("calmed".into(), "Calmed".into()),
            ("lapsed".into(), WarningState::Lapsed.label().into()),
            ("all".into(), "All".into()),
        ],
        wards: same(areas, "All of mine"),
        kinds: same(names, "All types"),
        sorts: vec![
            ("newest".into(), "Newest first".into()),
            ("strongest".into(), "Surest first".into()),
        ],
        files: query(&ask),
        form: Fields::fresh()
            .with(
                "state",
                if ask.state.is_empty() {
                    "raised"
                } else {
                    &ask.state
                },
            )
            .with("ward", &ask.ward)
            .with("kind", &ask.kind)
            .with(
                "sort",
                if ask.sort.is_empty() {
                    "newest"
                } else {
                    &ask.sort
                },
            ),
        run,
        rows,
        increases,
        highest,
        queued,
        missing: missing(&*crate::cube(&mut desk).await?),
    };
    page(&desk, &page_)
}

/// What is said of months without a file.
fn missing(cube: &crate::Cube) -> Vec<String> {
    let said = cube.gaps().into_iter().map(|gap| {
        format!(
            "{}. A missing month is not counted as nought; what needs months without a hole looks only at those after it. It is loaded with wardmote import police-uk FILE.",
            crate::not_loaded(gap)
        )
    });
    said.collect()
}

/// The same question, behind the address of a file.
fn query(ask: &Ask) -> String {
    let pairs = [
        ("state", &ask.state),
        ("ward", &ask.ward),
        ("kind", &ask.kind),
        ("sort", &ask.sort),
    ];
    let said: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", web::forms::in_query(value)))
        .collect();
    if said.is_empty() {
        String::new()
    } else {
        format!("?{}", said.join("&"))
    }
}
