//! Whether the officers of a ward stayed in it, month by month.

use askama::Template;
use axum::{Extension, extract::Path};
use base::{Answer, Desk, clock};
use wards::{
    Ward,
    abstractions::{
        Group, MonthCover,
        cover::{self, Rate, Usual},
        store,
    },
    teams::Strengths,
};
use web::{
    Frame, Sheet, Wants,
    charts::{Extras, Line, Point},
    fields::{Field, Table},
    forms::Html,
    page,
};

use super::{MONTH, Row, Source, cells, hours, line_words, officers, row};
use crate::wards::{find, frame};

/// As many months as the table and the line hold.
const MONTHS: usize = 36;

/// The months of a ward.
pub(crate) static COVER: Table = Table {
    title: "Cover of a ward",
    name: "months",
    version: 1,
    about: "A month of the ward.",
    routes: &["/wards/{ward}/cover"],
    asks: &[],
    groups: &[MONTH],
    beside: &[
        Field::text("ward_code", "The ward's code."),
        Field::text("ward_name", "Its name."),
    ],
};

struct Exception {
    when: String,
    why: &'static str,
    standing: &'static str,
    note: String,
}

#[derive(Template)]
#[template(path = "cover/ward.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    sentence: String,
    chart: Html,
    title: String,
    about: String,
    /// The newest twelve months, and those before.
    recent: Vec<Row>,
    /// Whether duty data came in, and one post is the whole team.
    lone: bool,
    earlier: Vec<Row>,
    groups: Vec<(&'static str, String, String)>,
    month: String,
    exceptions: Vec<Exception>,
    source: Option<Source>,
}

/// The page, or the same as `.csv` and `.json`.
pub(super) async fn show(
    mut desk: Desk,
    Path(slug): Path<String>,
    wants: Option<Extension<Wants>>,
) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let counted = store::months_of(desk.tx(), ward.id).await?;
    let mut months = cover::publish(&counted);
    let strengths = Strengths::of(desk.tx(), ward.id).await?;
    let own = |it: &MonthCover| officers([&strengths], it);
    let wants = web::wants(wants);
    if wants != Wants::Page {
        let rows = months.iter().map(|it| cells(it, own(it))).collect();
        return Sheet::new(&COVER, rows)
            .file(format!("{}-cover", ward.slug))
            .beside("ward_code", &ward.code)
            .beside("ward_name", &ward.name)
            .answer(wants);
    }
    months.drain(..months.len().saturating_sub(MONTHS));
    let usual = Usual::of(&months);
    // Notes stand whether duty data came in or not: a promise broken is told either way.
    let today = desk.today();
    let long_ago = today - chrono::Months::new(36);
    let since = months.first().map_or(long_ago, |it| it.month.min(long_ago));
    let told = store::told(desk.tx(), ward.id, since, today).await?;
    let source = store::source(desk.tx()).await?;
    let days: Vec<_> = months.iter().map(|it| it.month).collect();
    let last = months.last();
    let frame = frame(&desk, &ward, "Did officers stay?").about(format!(
        "How much of their duty the officers of {} spent elsewhere, month by month.",
        ward.name
    ));
    let about = format!(
        "{}, {}, percent of minutes on duty.",
        measured(&months),
        ward.name
    );
    let page_of = Page {
        frame,
        here: "cover",
        sentence: last
            .map(|it| sentence(it, &ward, &usual))
            .unwrap_or_default(),
        title: line_words(&usual),
        chart: chart(&months, &usual, &about),
        about,
        lone: months.is_empty() && !counted.is_empty(),
        recent: months
            .iter()
            .rev()
            .take(12)
            .map(|it| row(it, own(it)))
            .collect(),
        earlier: months
            .iter()
            .rev()
            .skip(12)
            .map(|it| row(it, own(it)))
            .collect(),
        groups: last.map(groups).unwrap_or_default(),
        month: last.map(|it| clock::month(it.month)).unwrap_or_default(),
        exceptions: exceptions(told),
        source: source
            .filter(|_| !days.is_empty())
            .map(|it| Source::of(it, &days)),
        ward,
    };
    page(&desk, &page_of)
}

fn measured(months: &[MonthCover]) -> &'static str {
    if months.iter().all(|it| matches!(it.dedicated, Rate::Is(_))) {
        "Abstraction rate of the dedicated posts"
    } else {
        "Abstraction rate: of the dedicated posts where they are shown apart, else of the team"
    }
}

/// The newest month of a ward in a sentence, for the ward's first page. Nothing where no duty data came in.
///
/// # Errors
/// When the store cannot be read.
pub(crate) async fn line(desk: &mut Desk, ward: &Ward) -> anyhow::Result<Option<String>> {
    let counted = store::months_of(desk.tx(), ward.id).await?;
    let mut months = cover::publish(&counted);
    months.drain(..months.len().saturating_sub(MONTHS));
    let usual = Usual::of(&months);
    Ok(months.last().map(|it| sentence(it, ward, &usual)))
}

fn sentence(it: &MonthCover, ward: &Ward, usual: &Usual) -> String {
    let month = clock::month(it.month);
    let who = match it.dedicated {
        Rate::Is(_) => "the officers promised to",
        _ => "the team of",
    };
    let Some(share) = it.promised().value() else {
        return format!(
            "For {month} it is {} how much of their duty officers spent away from {}.",
            match it.rate {
                Rate::NotApart => "not shown, because one post was on duty,",
                _ => "not known",
            },
            ward.name
        );
    };
    let days = it.cover_days.map_or(String::new(), |days| {
        format!(
            " On {days} of {} days a dedicated officer was out in the ward.",
            it.days
        )
    });
    let place = match (usual.range, usual.place()) {
        (None, _) => String::new(),
        (_, place) => format!(" That is {}.", place.to_lowercase()),
    };
    format!(
        "In {month} {who} {} spent {:.1}% of their duty on something else.{place}{days}",
        ward.name,
        share * 100.0
    )
}

fn groups(it: &MonthCover) -> Vec<(&'static str, String, String)> {
    let Some(team) = it.team else {
        return Vec::new();
    };
    Group::ALL
        .iter()
        .map(|group| {
            let part = wards::abstractions::measures::share(team.of(*group), team.on_duty);
            (
                group.label(),
                hours(team.of(*group)),
                part.map_or("not known".into(), |part| format!("{:.1}%", part * 100.0)),
            )
        })
        .collect()
}

/// By month, not by day: a day could be one officer's.
fn exceptions(told: Vec<store::Told>) -> Vec<Exception> {
    let mut all: Vec<Exception> = Vec::new();
    for it in told {
        let one = Exception {
            when: clock::month(it.day),
            why: it.reason.label(),
            standing: match (it.exceptional, it.breaks_promise) {
                (true, _) => "Yes: exceptional",
                (_, true) => "No. Not covered by an exception",
                _ => "Yes: ordinary duty, or shared officers",
            },
            note: it.note,
        };
        let same = |kept: &Exception| {
            kept.when == one.when && kept.note == one.note && kept.standing == one.standing
        };
        if !all.iter().any(same) {
            all.push(one);
        }
    }
    all
}

fn chart(months: &[MonthCover], usual: &Usual, about: &str) -> Html {
    if months.is_empty() {
        return Html::raw(String::new());
    }
    let points = months
        .iter()
        .map(|it| Point {
            label: it.month.format("%b %y").to_string(),
            value: it.promised().value().map(|share| share * 100.0),
        })
        .collect();
    Line {
        id: "cover".into(),
        title: line_words(usual),
        about: about.to_owned(),
        points,
        usual: usual.range.map(|it| (it.low, it.high)),
        mark: None,
    }
    .svg_across(&Extras::default())
}
