//! The register: who is here, and whether they are enough to decide.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line};
use web::{Fields, Frame, page};

use super::{
    How, Stage,
    meeting::CannotMeet,
    store,
    workspace::{self, Workspace},
};

struct Row {
    id: String,
    name: String,
    kind: String,
    votes: bool,
    how: String,
}

#[derive(Template)]
#[template(path = "meetings/register.html")]
struct Page {
    frame: Frame,
    space: Workspace,
    frame_path: String,
    rows: Vec<Row>,
    hows: &'static [How],
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let space = Workspace::load(&mut desk, &id, Stage::Papers).await?;
    let there = store::attendance(desk.tx(), space.meeting.id).await?;
    let place = desk.place();
    let rows = space
        .members
        .iter()
        .map(|member| Row {
            id: member.id.to_string(),
            name: member.name.clone(),
            kind: place
                .seat(&member.kind)
                .map_or_else(|| member.kind.clone(), |seat| seat.name.clone()),
            votes: member.votes,
            how: there
                .iter()
                .find(|(id, _)| *id == member.id)
                .map_or(String::new(), |(_, how)| how.word().to_owned()),
        })
        .collect();
    let frame = space.frame(&desk, "Who is here");
    let frame_path = desk.path().to_owned();
    page(
        &desk,
        &Page {
            frame,
            space,
            frame_path,
            rows,
            hows: How::ALL,
        },
    )
}

/// Writes it down.
pub(super) async fn register(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let meeting = workspace::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::RunMeeting, &meeting)?;
    desk.once(form.press()).await?;
    if matches!(
        meeting.state,
        super::MeetingState::Published | super::MeetingState::Cancelled
    ) {
        return Err(CannotMeet::NotNow(meeting.state, "not yet published").into());
    }
    let members = crate::members::store::on(desk.tx(), meeting.ward, meeting.held_on).await?;
    let there: Vec<_> = members
        .iter()
        .filter_map(|member| Some((member.id, How::of(form.raw(&format!("m-{}", member.id)))?)))
        .collect();
    store::register(desk.tx(), &permit, meeting.id, &there).await?;
    let came = there
        .iter()
        .filter(|(_, how)| *how != How::Apologies)
        .count();
    desk.tell(Line::of("took the register", "meeting", meeting.id).with(format!("{came} there")))
        .await?;
    desk.finish(format!("{}/register", meeting.desk_path()))
        .await
}
