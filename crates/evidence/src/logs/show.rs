//! The page of a log: the question as a form, the answer part by part.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, RawQuery};
use base::{Answer, Desk};
use web::{Fields, Frame, page};

use super::answer::{Answered, ask};
use super::ask::{FILES, Hours, UNITS};
use super::{Log, list};

#[derive(Template)]
#[template(path = "logs/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    log: Log,
    kinds: Vec<(String, String)>,
    months: Vec<(String, String)>,
    hours: Vec<(String, String)>,
    cells: Vec<(String, String)>,
    answer: Arc<Answered>,
    query: String,
    files: [&'static str; 2],
}

/// So many types may be chosen from: the most frequent.
const LISTED: usize = 200;
/// So much of the name of a type.
const SHOWN_LETTERS: usize = 60;

/// The page.
pub(super) async fn show(
    mut desk: Desk,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let (log, permit) = list::find(&mut desk, &id).await?;
    let query = query.unwrap_or_default();
    let answer = ask(&desk, &permit, &log, &query, "asked a log of incidents").await?;
    let asked = &answer.question;
    let form = Fields::fresh()
        .with("type", &asked.kind)
        .with("from", asked.months.first)
        .with("to", asked.months.last)
        .with("hours", asked.hours.word())
        .with("cell", asked.unit.word());
    let mut kinds = vec![(String::new(), "All types".to_owned())];
    kinds.extend(
        answer
            .kinds
            .iter()
            .enumerate()
            .filter(|(at, (kind, _))| *at < LISTED || *kind == asked.kind)
            .map(|(_, (kind, n))| {
                let words: String = kind.chars().take(SHOWN_LETTERS).collect();
                (
                    kind.clone(),
                    format!("{words} ({})", web::number(*n as u64)),
                )
            }),
    );
    let frame = Frame::of(&desk, format!("{} - Analysis", log.name))
        .crumb("/desk/analysis", "Analysis")
        .crumb("/desk/analysis/logs", "Logs of incidents")
        .crumb("", log.name.clone());
    let page_of = Page {
        frame,
        form,
        kinds,
        months: answer
            .months
            .months()
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .map(|it| (it.to_string(), it.words()))
            .collect(),
        hours: Hours::ALL
            .iter()
            .map(|it| (it.word().to_owned(), it.label().to_owned()))
            .collect(),
        cells: UNITS.iter().map(|it| (it.word(), it.label())).collect(),
        query: answer.question.query(),
        answer,
        log,
        files: FILES,
    };
    page(&desk, &page_of)
}
