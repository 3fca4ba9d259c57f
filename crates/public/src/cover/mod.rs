//! Whether officers stayed in their wards: abstraction and cover by month, team by team.

mod borough;
mod ward;

pub(crate) use ward::line;

use base::{Act, Routes, clock};
use chrono::{DateTime, NaiveDate, Utc};
use wards::abstractions::{
    MonthCover,
    cover::{Rate, Usual},
    measures::Minutes,
};
use wards::teams::{Strength, Strengths};

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

/// The cells of a month in a file: minutes, and rates in percent. An empty cell is not known or not shown.
fn cells(it: &MonthCover, officers: Option<Strength>) -> Vec<String> {
    let posts = |of: fn(&Strength) -> i64| {
        officers
            .as_ref()
            .map(of)
            .map_or(String::new(), |n| n.to_string())
    };
    let told = |of: &dyn Fn(&Minutes) -> i64| {
        it.team
            .as_ref()
            .map_or(String::new(), |team| of(team).to_string())
    };
    vec![
        it.month.format("%Y-%m").to_string(),
        told(&|team| team.on_duty),
        told(&Minutes::abstracted),
        told(&|team| team.groups[0]),
        told(&|team| team.groups[1]),
        told(&|team| team.groups[2]),
        told(&|team| team.groups[3]),
        told(&|team| team.out_of_borough),
        told(&|team| team.visible),
        it.rate.cell(),
        it.dedicated.cell(),
        it.pooled.cell(),
        it.visible.cell(),
        it.cover_days.map_or(String::new(), |days| days.to_string()),
        it.days.to_string(),
        posts(|it| it.establishment),
        posts(|it| it.strength),
        posts(|it| it.vacancies),
        match (it.team, it.dedicated) {
            (None, _) => "one post: not shown",
            (_, Rate::NotApart) => "one post: dedicated and pooled not shown apart",
            _ => "",
        }
        .to_owned(),
    ]
}

const HEADS: &[&str] = &[
    "month",
    "on_duty_minutes",
    "abstracted_minutes",
    "training_and_court_minutes",
    "aid_inside_minutes",
    "aid_outside_minutes",
    "exceptional_minutes",
    "out_of_borough_minutes",
    "visible_minutes",
    "rate_percent",
    "rate_dedicated_percent",
    "rate_pooled_percent",
    "visible_percent",
    "dedicated_cover_days",
    "days",
    "establishment",
    "strength",
    "vacancies",
    "remark",
];

/// A row of a file as JSON, with the names of its columns.
fn json(heads: &[&str], cells: &[String]) -> serde_json::Value {
    let pairs = heads.iter().zip(cells).map(|(head, cell)| {
        let value = cell
            .parse::<i64>()
            .map(serde_json::Value::from)
            .or_else(|_| cell.parse::<f64>().map(serde_json::Value::from))
            .unwrap_or_else(|_| match cell.as_str() {
                "" => serde_json::Value::Null,
                words => words.into(),
            });
        ((*head).to_owned(), value)
    });
    serde_json::Value::Object(pairs.collect())
}

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
