//! One meeting: before it, the agenda; after it, what was decided.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, clock};
use panels::{
    meetings::{self, MeetingState},
    minutes::{self, MinutesState},
    priorities,
};
use wards::Ward;
use web::{Frame, page};

use super::find;
use crate::wards::frame;

#[derive(Template)]
#[template(path = "meetings/show.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    when: String,
    day: String,
    venue: String,
    access: String,
    before: bool,
    agenda: Vec<meetings::Item>,
    papers: Option<String>,
    cancelled: Option<String>,
    quorum: Option<String>,
    agreed: Vec<priorities::Shown>,
    closed: Vec<priorities::Shown>,
    minutes: Option<Vec<String>>,
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path((slug, date)): Path<(String, String)>) -> Answer {
    let (ward, meeting) = find(&mut desk, &slug, &date).await?;
    let held = matches!(meeting.state, MeetingState::Held | MeetingState::Published);
    let quorum = if held {
        Some(meetings::quorum(&mut desk, &meeting).await?.words())
    } else {
        None
    };
    let kept = priorities::store::of_ward(desk.tx(), ward.id).await?;
    let shown = priorities::of_ward(&mut desk, &ward).await?;
    // Decisions are published within days; a meeting that is going on is not a broadcast.
    let of = |test: &dyn Fn(&priorities::Priority) -> bool| {
        let ids: Vec<_> = kept.iter().filter(|it| test(it)).map(|it| it.id).collect();
        shown
            .iter()
            .filter(|it| held && ids.contains(&it.id))
            .cloned()
            .collect::<Vec<_>>()
    };
    let agreed = of(&|it| it.agreed_at == meeting.id);
    let closed = of(&|it| {
        it.closing
            .as_ref()
            .is_some_and(|closing| closing.at_meeting == Some(meeting.id))
    });
    let versions = minutes::store::of(desk.tx(), meeting.id).await?;
    let minutes = versions
        .iter()
        .rev()
        .find(|kept| kept.state == MinutesState::Published)
        .map(|kept| kept.words.lines().map(str::to_owned).collect());
    let agenda = meetings::agenda(&desk, &meeting);
    let day = clock::plain_day(meeting.held_on);
    let page_ = Page {
        frame: frame(&desk, &ward, &format!("Panel meeting, {day}")),
        here: "meetings",
        when: meeting.when(),
        venue: meeting.venue.clone(),
        access: meeting.access.clone(),
        before: !held && meeting.state != MeetingState::Cancelled,
        agenda,
        papers: meeting
            .papers_out_at
            .map(|_| format!("{}/meetings/{}/papers", ward.path(), meeting.held_on)),
        cancelled: meeting.why_cancelled.clone(),
        quorum,
        agreed,
        closed,
        minutes,
        day,
        ward,
    };
    page(&desk, &page_)
}
