//! A part of an answer, frozen for the papers of a meeting: the numbers and the drawing as they were.

pub mod store;

use anyhow::Context as _;
use askama::Template;
use base::{PersonId, WardId, clock};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use web::forms::Html;

use super::places::HATCH;
use super::{Explored, Part, Section};
use crate::FrozenId;
use crate::figures::{SourceNote, publishers};

/// What is frozen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Contents {
    /// "Burglary in Fairmead".
    pub title: String,
    /// The part.
    pub section: Section,
    /// The imports behind it.
    pub sources: Vec<SourceNote>,
    /// Which boundaries.
    pub boundaries: String,
}

#[derive(Template)]
#[template(path = "explorer/frozen.html")]
struct Figures<'a> {
    figures: &'a [Frozen],
    hatch: Option<Html>,
}

/// Figures one after the other, each with what it cannot say and how it was made. `has_hatch`: the page has the pattern of what is hidden
/// already.
///
/// # Errors
/// When they cannot be drawn.
pub fn drawn(figures: &[Frozen], has_hatch: bool) -> anyhow::Result<Html> {
    let needs_hatch = figures
        .iter()
        .any(|it| it.contents.section.body.contains(HATCH));
    let page = Figures {
        figures,
        hatch: (needs_hatch && !has_hatch).then(|| Html::raw(HATCH.to_owned())),
    };
    Ok(Html::raw(page.render()?))
}

/// A frozen figure.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// Its id.
    pub id: FrozenId,
    /// The ward of the meeting.
    pub ward: WardId,
    /// The meeting, which stands in the panels' room.
    pub meeting: uuid::Uuid,
    /// The question it answers.
    pub question: String,
    /// What was frozen.
    pub contents: Contents,
    /// Who added it.
    pub person: PersonId,
    /// When.
    pub frozen_at: DateTime<Utc>,
}

impl Frozen {
    /// Freezes a part of an answer; nothing where it was refused.
    #[must_use]
    pub fn of(
        answer: &Explored,
        part: Part,
        to: (WardId, uuid::Uuid),
        by: (PersonId, DateTime<Utc>),
    ) -> Option<Self> {
        let mut section = answer.part(part).filter(|it| it.refused.is_none())?.clone();
        let id = FrozenId::fresh();
        // Two frozen lines may stand on one page, and ids must differ.
        section.body = section.body.replace("ex-trend", &format!("f-{id}"));
        Some(Self {
            id,
            ward: to.0,
            meeting: to.1,
            question: answer.query.clone(),
            contents: Contents {
                title: answer.title.clone(),
                sources: section.sources.clone(),
                section,
                boundaries: answer.boundaries.clone(),
            },
            person: by.0,
            frozen_at: by.1,
        })
    }

    /// Its drawing and tables, without the pattern of what is hidden: several stand on one page.
    fn drawn(&self) -> Html {
        Html::raw(self.contents.section.body.replace(HATCH, ""))
    }

    /// When it was frozen, in words.
    #[must_use]
    pub fn on(&self) -> String {
        clock::day_and_time(self.frozen_at)
    }

    /// Where its numbers came from, in a line.
    #[must_use]
    pub fn source_words(&self) -> String {
        publishers(&self.contents.sources)
    }

    /// Which files: each by itself, or where there are many the first and the last.
    #[must_use]
    pub fn files(&self) -> Vec<(String, &str)> {
        let line = |it: &SourceNote| format!("{}, {}", it.file, it.months);
        match self.contents.sources.as_slice() {
            [newest, between @ .., oldest] if between.len() > 2 => vec![
                (line(newest), newest.snapshot.as_str()),
                (format!("{} more between", between.len()), ""),
                (line(oldest), oldest.snapshot.as_str()),
            ],
            few => few
                .iter()
                .map(|it| (line(it), it.snapshot.as_str()))
                .collect(),
        }
    }

    /// Reads what is kept.
    pub(super) fn thaw(text: &str) -> anyhow::Result<Contents> {
        serde_json::from_str(text).context("thawing a figure of a meeting")
    }
}
