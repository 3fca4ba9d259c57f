//! Stage 8, minutes: drafted from the stages, edited, approved, published.

use askama::Template;
use axum::{extract::Path, http::StatusCode};
use base::{Act, Answer, Desk, clock};
use web::{Fields, Frame, page_with};

use super::{MeetingState, Stage, workspace::Workspace};
use crate::minutes::{self, MinutesState};

struct Version {
    number: i64,
    state: &'static str,
    at: String,
    words: String,
}

#[derive(Template)]
#[template(path = "meetings/minutes.html")]
struct Page {
    frame: Frame,
    space: Workspace,
    frame_path: String,
    form: Fields,
    theirs: Option<String>,
    versions: Vec<Version>,
    may_edit: bool,
    may_approve: bool,
    may_publish: bool,
    published: bool,
}

/// The page. Before anybody has saved a version, the form holds a draft from
/// the stages.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let space = Workspace::load(&mut desk, &id, Stage::Minutes).await?;
    let kept = minutes::store::of(desk.tx(), space.meeting.id).await?;
    let words = match kept.last() {
        Some(kept) => kept.words.clone(),
        None => minutes::draft(&mut desk, &space.meeting, &space.ward).await?,
    };
    let form = Fields::fresh()
        .with("words", words)
        .with("number", kept.last().map_or(0, |kept| kept.number));
    draw(desk, &id, form, None).await
}

/// The page with what was typed, and with what somebody else has saved.
pub(crate) async fn draw(mut desk: Desk, id: &str, form: Fields, theirs: Option<String>) -> Answer {
    let space = Workspace::load(&mut desk, id, Stage::Minutes).await?;
    let kept = minutes::store::of(desk.tx(), space.meeting.id).await?;
    let state = kept.last().map(|kept| kept.state);
    let held = space.meeting.state == MeetingState::Held;
    let may_agree = desk.may(Act::AgreePriority, &space.meeting);
    let status = if theirs.is_some() {
        StatusCode::CONFLICT
    } else if form.wrong() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = Page {
        frame: space.frame(&desk, "Minutes").wrong(form.wrong()),
        frame_path: space.meeting.stage_path(Stage::Minutes),
        may_edit: space.runs && space.meeting.state == MeetingState::Held,
        may_approve: may_agree && held && state == Some(MinutesState::Draft),
        may_publish: may_agree && held && state == Some(MinutesState::Approved),
        published: space.meeting.state == MeetingState::Published,
        versions: kept
            .into_iter()
            .rev()
            .map(|kept| Version {
                number: kept.number,
                state: kept.state.label(),
                at: clock::day_and_time(kept.written_at),
                words: kept.words,
            })
            .collect(),
        form,
        theirs,
        space,
    };
    page_with(&desk, status, &page)
}
