//! Whether officers stayed in their wards: abstraction and cover by month, team by team.

pub(crate) mod borough;
pub(crate) mod ward;

pub(crate) use ward::line;

use base::{Act, Routes, clock};
use chrono::{DateTime, NaiveDate, Utc};
use wards::abstractions::{
    MonthCover,
    cover::{Rate, Usual},
    measures::Minutes,
};
use wards::teams::{Strength, Strengths};
use web::{
    Cell,
    fields::{Field, Kind},
    row,
};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/cover", Act::SeePublic, borough::show)
        .get("/wards/{ward}/cover", Act::SeePublic, ward::show)
}

/// Where the months came from, as pages print it.
struct Source {
    files: String,
    imported: String,
    span: String,
    months: usize,
}

impl Source {
    fn of((files, at): (String, DateTime<Utc>), months: &[NaiveDate]) -> Self {
        let span = match (months.first(), months.last()) {
            (Some(first), Some(last)) if first == last => clock::month(*first),
            (Some(first), Some(last)) => {
                format!("{} to {}", clock::month(*first), clock::month(*last))
            }
            _ => String::new(),
        };
        Self {
            files,
            imported: clock::plain_day(clock::day(at)),
            span,
            months: months.len(),
        }
    }
}

/// Minutes as hours, for tables.
fn hours(minutes: i64) -> String {
    web::number(u64::try_from((minutes + 30) / 60).unwrap_or(0))
}

/// A month as a row of a table.
struct Row {
    month: String,
    on_duty: String,
    taken: String,
    rate: Rate,
    dedicated: Rate,
    pooled: Rate,
    visible: Rate,
    out: String,
    days: String,
    officers: String,
}

/// Officers in post at the end of a month; of wards together, their sum.
fn officers<'a>(of: impl IntoIterator<Item = &'a Strengths>, it: &MonthCover) -> Option<Strength> {
    let last = it.month + chrono::Months::new(1) - chrono::Days::new(1);
    let mut sum: Option<Strength> = None;
    for strengths in of {
        let one = strengths.on(last);
        if !one.recorded {
            return None;
        }
        let all = sum.get_or_insert_default();
        all.establishment += one.establishment;
        all.strength += one.strength;
        all.vacancies += one.vacancies;
    }
    sum
}

fn row(it: &MonthCover, officers: Option<Strength>) -> Row {
    let told = |of: fn(&Minutes) -> i64| {
        it.team
            .as_ref()
            .map_or_else(|| "not shown: one post".into(), |team| hours(of(team)))
    };
    Row {
        month: clock::month(it.month),
        on_duty: told(|team| team.on_duty),
        taken: told(Minutes::abstracted),
        rate: it.rate,
        dedicated: it.dedicated,
        pooled: it.pooled,
        visible: it.visible,
        out: told(|team| team.out_of_borough),
        days: it.cover_days.map_or_else(
            || "not shown: one post".into(),
            |days| format!("{days} of {}", it.days),
        ),
        officers: officers.map_or_else(
            || "not known".into(),
            |it| format!("{} of {}", it.strength, it.establishment),
        ),
    }
}

/// The cells of a month: minutes, and rates in percent. Nothing is not known or not shown.
fn cells(it: &MonthCover, officers: Option<Strength>) -> Vec<Cell> {
    let posts = |of: fn(&Strength) -> i64| officers.as_ref().map(of);
    let told = |of: &dyn Fn(&Minutes) -> i64| it.team.as_ref().map(of);
    let rate = |it: Rate| Cell::number(it.value().map(|share| share * 100.0), 2);
    row![
        it.month.format("%Y-%m").to_string(),
        told(&|team| team.on_duty),
        told(&Minutes::abstracted),
        told(&|team| team.groups[0]),
        told(&|team| team.groups[1]),
        told(&|team| team.groups[2]),
        told(&|team| team.groups[3]),
        told(&|team| team.out_of_borough),
        told(&|team| team.visible),
        rate(it.rate),
        rate(it.dedicated),
        rate(it.pooled),
        rate(it.visible),
        it.cover_days,
        it.days,
        posts(|it| it.establishment),
        posts(|it| it.strength),
        posts(|it| it.vacancies),
        match (it.team, it.dedicated) {
            (None, _) => Some("one post: not shown"),
            (_, Rate::NotApart) => Some("one post: dedicated and pooled not shown apart"),
            _ => None,
        },
    ]
}

const fn minutes(name: &'static str, about: &'static str) -> Field {
    Field::whole(name, about).unit("minutes").or_nothing()
}

const fn percent(name: &'static str, about: &'static str) -> Field {
    Field::new(name, Kind::Number(2), about)
        .unit("percent")
        .or_nothing()
}

/// What files and JSON hold of a month.
const MONTH: &[Field] = &[
    Field::new("month", Kind::Month, "The month."),
    minutes("on_duty_minutes", "Time on duty."),
    minutes("abstracted_minutes", "Of it, taken out of the ward."),
    minutes(
        "training_and_court_minutes",
        "Of that, for training and court.",
    ),
    minutes("aid_inside_minutes", "Of that, for aid inside the borough."),
    minutes(
        "aid_outside_minutes",
        "Of that, for aid outside the borough.",
    ),
    minutes("exceptional_minutes", "Of that, for exceptional causes."),
    minutes("out_of_borough_minutes", "Time spent outside the borough."),
    minutes("visible_minutes", "Time seen in the ward."),
    percent("rate_percent", "Abstracted of on duty, all posts."),
    percent("rate_dedicated_percent", "The same of the dedicated posts."),
    percent("rate_pooled_percent", "The same of the pooled posts."),
    percent("visible_percent", "Visible of on duty."),
    Field::whole(
        "dedicated_cover_days",
        "Days with a dedicated officer in the ward.",
    )
    .or_nothing(),
    Field::whole("days", "Days that were counted."),
    Field::whole(
        "establishment",
        "Officers there should be, at the end of the month.",
    )
    .or_nothing(),
    Field::whole("strength", "Officers in post, at the end of the month.").or_nothing(),
    Field::whole("vacancies", "Officers missing, at the end of the month.").or_nothing(),
    Field::text("remark", "Why something is not shown.").or_nothing(),
];

/// What a line of months says, in a sentence.
fn line_words(usual: &Usual) -> String {
    match usual.range {
        None => format!("The usual range is {}.", usual.words()),
        Some(_) => format!(
            "{}. Months usually lie between {}.",
            usual.direction.words(),
            usual.words().replace(" to ", " and ")
        ),
    }
}
