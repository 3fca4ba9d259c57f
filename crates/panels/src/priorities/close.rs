//! The panel closes a priority with a result.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query};
use base::{Act, Answer, Desk, Line, Stop};
use web::{Fields, Frame, form_page};

use super::{CannotClose, Closing, Outcome, Priority, show, store};
use crate::{MeetingId, meetings};

#[derive(Template)]
#[template(path = "priorities/close.html")]
struct Page {
    frame: Frame,
    form: Fields,
    path: String,
    title: String,
    measure: String,
    outcomes: Vec<(String, String)>,
}

fn draw(desk: &Desk, priority: &Priority, form: Fields) -> Answer {
    let wrong = form.wrong();
    let frame = Frame::of(desk, "Close with a result")
        .wrong(form.wrong())
        .crumb("/desk/priorities", "Priorities")
        .crumb(priority.desk_path(), priority.title.clone())
        .crumb("", "Close");
    let page = Page {
        frame,
        form,
        path: priority.desk_path(),
        title: priority.title.clone(),
        measure: format!(
            "{}: it was {} and should become {} {}",
            priority.measure, priority.baseline, priority.target, priority.unit
        ),
        outcomes: web::options!(Outcome),
    };
    form_page(desk, wrong, &page)
}

/// The form.
pub(super) async fn show(
    mut desk: Desk,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Answer {
    let (priority, _) = show::find(&mut desk, &id).await?;
    desk.permit(Act::ClosePriority, &priority)?;
    let mut form = Fields::fresh();
    if let Some(meeting) = query.get("meeting") {
        form.set("meeting", meeting);
    }
    draw(&desk, &priority, form)
}

/// Closes it. Residents read the result at once, under "You said, we did".
pub(super) async fn close(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (priority, _) = show::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::ClosePriority, &priority)?;
    desk.once(form.press()).await?;
    let outcome = form.one_of("outcome", Outcome::of, "Choose how it ended");
    let result = form.words("result", 1_000, "Write what changed. Residents read it.");
    let we_did = form.words("we_did", 500, "Write in short what was done");
    let cannot = form.optional("cannot", 500);
    let next = form.optional("next", 500);
    let measured = form.optional_number("measured");
    let mut vote = None;
    if !form.raw("close_for").trim().is_empty() || !form.raw("close_against").trim().is_empty() {
        let yes = form.whole("close_for", 0..=200, "Write how many were for closing");
        let no = form.whole("close_against", 0..=200, "Write how many were against");
        vote = yes.zip(no);
    }
    let meeting = match form.raw("meeting").parse::<MeetingId>() {
        Err(_) => None,
        Ok(id) => meetings::store::find(desk.tx(), id)
            .await?
            .filter(|meeting| meeting.ward == priority.ward),
    };
    if vote.is_some() {
        match &meeting {
            None => form.error("close_for", "The panel votes at a meeting. Open the agree stage of the meeting and close it from there."),
            Some(meeting) => {
                // A vote is a decision: it needs a meeting that may decide.
                let quorum = meetings::quorum(&mut desk, meeting).await?;
                if let Err(refusal) = meeting.may_decide(quorum) {
                    form.error("close_for", refusal.to_string());
                } else if vote.is_some_and(|(yes, no)| yes + no > i64::from(quorum.there)) {
                    form.error("close_for", "Those are more votes than voting members who are here");
                }
            }
        }
    }
    let (Some(outcome), false) = (outcome, form.wrong()) else {
        return draw(&desk, &priority, form);
    };
    let closing = Closing {
        on: desk.today(),
        at_meeting: meeting.map(|meeting| meeting.id),
        outcome,
        result,
        measured,
        vote,
        we_did,
        cannot,
        next,
    };
    let version = priority.version;
    let closed = match priority.clone().close(closing) {
        Ok(closed) => closed,
        Err(refusal @ CannotClose::AlreadyClosed) => return Err(refusal.into()),
        Err(refusal) => {
            form.error(
                if matches!(refusal, CannotClose::NoResult) {
                    "result"
                } else {
                    "close_for"
                },
                refusal.to_string(),
            );
            return draw(&desk, &priority, form);
        }
    };
    if !store::save(desk.tx(), &permit, version, &closed).await? {
        return Err(Stop::Refused("Somebody else changed this priority at the same moment. Go back and send it again: your words are still in the form.".into()));
    }
    desk.tell(Line::of("closed", "priority", closed.id).with(outcome.word()))
        .await?;
    desk.finish(closed.desk_path()).await
}
