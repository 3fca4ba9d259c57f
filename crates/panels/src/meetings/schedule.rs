//! A meeting is planned.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, clock};
use wards::Ward;
use web::{Fields, Frame, form_page};

use super::{Meeting, MeetingState, Stage, store};
use crate::MeetingId;

#[derive(Template)]
#[template(path = "meetings/schedule.html")]
struct Page {
    frame: Frame,
    form: Fields,
    ward: Ward,
}

/// The form.
pub(super) async fn show(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = wards::by_slug(desk.tx(), &slug).await?.or_not_found()?;
    desk.permit(Act::RunMeeting, &ward)?;
    let last = store::of_ward(desk.tx(), ward.id).await?.into_iter().next();
    let mut form = Fields::fresh().with("from", "19:00").with("to", "20:30");
    if let Some(last) = last {
        form.set("venue", last.venue);
        form.set("access", last.access);
    }
    draw(&desk, ward, form)
}

fn draw(desk: &Desk, ward: Ward, form: Fields) -> Answer {
    let wrong = form.wrong();
    let frame = Frame::of(desk, format!("Plan a meeting - {}", ward.name))
        .wrong(form.wrong())
        .crumb("/desk/meetings", "Panel meetings")
        .crumb("", "Plan a meeting");
    form_page(desk, wrong, &Page { frame, form, ward })
}

/// Plans it. From now on residents see it on the ward page.
pub(super) async fn schedule(mut desk: Desk, Path(slug): Path<String>, mut form: Fields) -> Answer {
    let ward = wards::by_slug(desk.tx(), &slug).await?.or_not_found()?;
    let permit = desk.permit(Act::RunMeeting, &ward)?;
    let day = form.day("day", "Choose a day");
    let from = form.time("from", "Write when it begins");
    let to = form.time("to", "Write when it ends");
    let venue = form.words("venue", 120, "Write where it is");
    let access = form.words(
        "access",
        300,
        "Write how people get in, hear, or join from elsewhere",
    );
    if day.is_some_and(|day| day < desk.today()) {
        form.error("day", "Choose a day that is still to come");
    }
    if let (Some(from), Some(to)) = (from, to)
        && to <= from
    {
        form.error("to", "It must end after it begins");
    }
    let (Some(day), Some(from), Some(to), false) = (day, from, to, form.wrong()) else {
        return draw(&desk, ward, form);
    };
    desk.once(form.press()).await?;
    let meeting = Meeting {
        id: MeetingId::fresh(),
        ward: ward.id,
        starts_at: clock::moment(day, from),
        ends_at: clock::moment(day, to),
        held_on: day,
        venue,
        access,
        state: MeetingState::Scheduled,
        stage: Stage::Papers,
        why_cancelled: None,
        papers_out_at: None,
        evidence: None,
        evidence_opened_at: None,
        evidence_not_opened: None,
        notes: String::new(),
        version: 1,
        changed_at: Some(desk.now()),
    };
    if !store::add(desk.tx(), &permit, &meeting).await? {
        form.error("day", "The panel has a meeting on that day already");
        return draw(&desk, ward, form);
    }
    desk.tell(Line::of("planned", "meeting", meeting.id))
        .await?;
    desk.finish(meeting.stage_path(Stage::Papers)).await
}
