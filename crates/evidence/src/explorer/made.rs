//! How a figure was made: data, parameters, steps, and the command that makes it again.

use std::sync::Arc;

use askama::Template;
use axum::extract::RawQuery;
use base::{Answer, Desk, OrNotFound as _};
use web::{Frame, page};

use super::Section;
use super::answer::{Explored, explore};
use super::file::part_of;
use super::scene::Reader;

#[derive(Template)]
#[template(path = "explorer/made.html")]
struct Page {
    frame: Frame,
    answer: Arc<Explored>,
    section: Section,
    map: bool,
}

/// The page.
pub(super) async fn show(mut desk: Desk, RawQuery(query): RawQuery) -> Answer {
    let query = query.unwrap_or_default();
    let part = part_of(&query).or_not_found()?;
    let answer = explore(&mut desk, &query, Reader::Analyst)
        .await?
        .or_not_found()?;
    let section = answer.part(part).or_not_found()?.clone();
    let frame = Frame::of(&desk, format!("How this was made - {}", part.label()))
        .crumb("/desk/analysis", "Analysis")
        .crumb(
            format!("/desk/analysis?{}", answer.query),
            answer.title.clone(),
        )
        .crumb("", "How this was made");
    let map = section.map.is_some();
    page(
        &desk,
        &Page {
            frame,
            answer,
            section,
            map,
        },
    )
}
