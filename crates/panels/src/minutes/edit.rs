//! Minutes are written, approved and published. Versions are kept.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, Refusal, Stop};
use web::Fields;

use super::{Kept, MinutesState, store};
use crate::meetings::{self, Meeting, MeetingState, Stage};

#[derive(Debug, thiserror::Error)]
enum CannotPublish {
    #[error("Minutes are written once the meeting is closed. It is {}.", .0.label().to_lowercase())]
    NotHeld(MeetingState),
    #[error("There is no draft yet. Save one first.")]
    NoDraft,
    #[error(
        "A newer version was saved since you opened this page. Go back, read it, and approve that one."
    )]
    NewerVersion,
    #[error("Approve the minutes before you publish them.")]
    NotApproved,
    #[error("Published minutes are not changed any more. Correct them at the next meeting.")]
    Published,
}
impl Refusal for CannotPublish {}

async fn find(desk: &mut Desk, id: &str) -> Result<(Meeting, Vec<Kept>), Stop> {
    let meeting = meetings::find(desk, id).await?;
    if !matches!(meeting.state, MeetingState::Held | MeetingState::Published) {
        return Err(CannotPublish::NotHeld(meeting.state).into());
    }
    let versions = store::of(desk.tx(), meeting.id).await?;
    Ok((meeting, versions))
}

/// Saves the next version. When somebody else has saved one since this was
/// opened, both texts are shown.
pub(super) async fn save(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (meeting, versions) = find(&mut desk, &id).await?;
    let permit = desk.permit(Act::RunMeeting, &meeting)?;
    if meeting.state == MeetingState::Published {
        return Err(CannotPublish::Published.into());
    }
    let words = form.words("words", 60_000, "Write the minutes");
    if form.wrong() {
        return meetings::minutes::draw(desk, &id, form, None).await;
    }
    let latest = versions.last().map_or(0, |kept| kept.number);
    if form.raw("number") != latest.to_string() {
        form.set("number", latest);
        let theirs = versions.last().map(|kept| kept.words.clone());
        return meetings::minutes::draw(desk, &id, form, theirs).await;
    }
    let version = Kept {
        number: latest + 1,
        words,
        state: MinutesState::Draft,
        written_at: desk.now(),
    };
    let by = desk.person();
    if !store::write(desk.tx(), &permit, meeting.id, &version, by).await? {
        let theirs = store::of(desk.tx(), meeting.id).await?.pop();
        form.set("number", latest + 1);
        return meetings::minutes::draw(desk, &id, form, theirs.map(|kept| kept.words)).await;
    }
    desk.tell(
        Line::of("wrote minutes", "meeting", meeting.id)
            .with(format!("version {}", version.number)),
    )
    .await?;
    desk.finish(meeting.stage_path(Stage::Minutes)).await
}

/// The chair approves the latest version.
pub(super) async fn approve(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let (meeting, versions) = find(&mut desk, &id).await?;
    let permit = desk.permit(Act::AgreePriority, &meeting)?;
    if meeting.state != MeetingState::Held {
        return Err(CannotPublish::NotHeld(meeting.state).into());
    }
    let latest = versions.last().ok_or(CannotPublish::NoDraft)?;
    if latest.state != MinutesState::Approved && form.raw("number") != latest.number.to_string() {
        return Err(CannotPublish::NewerVersion.into());
    }
    if latest.state == MinutesState::Approved {
        return Err(Stop::AlreadyDone(meeting.stage_path(Stage::Minutes)));
    }
    let version = Kept {
        number: latest.number + 1,
        words: latest.words.clone(),
        state: MinutesState::Approved,
        written_at: desk.now(),
    };
    let by = desk.person();
    store::write(desk.tx(), &permit, meeting.id, &version, by).await?;
    desk.tell(Line::of("approved minutes", "meeting", meeting.id))
        .await?;
    desk.finish(meeting.stage_path(Stage::Minutes)).await
}

/// The chair publishes what is approved: residents read it on the ward page.
pub(super) async fn publish(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (was, versions) = find(&mut desk, &id).await?;
    let permit = desk.permit(Act::AgreePriority, &was)?;
    let latest = versions.last().ok_or(CannotPublish::NoDraft)?;
    match latest.state {
        MinutesState::Draft => return Err(CannotPublish::NotApproved.into()),
        MinutesState::Published => return Err(Stop::AlreadyDone(was.stage_path(Stage::Minutes))),
        MinutesState::Approved => {}
    }
    let version = Kept {
        number: latest.number + 1,
        words: latest.words.clone(),
        state: MinutesState::Published,
        written_at: desk.now(),
    };
    let by = desk.person();
    store::write(desk.tx(), &permit, was.id, &version, by).await?;
    let published = Meeting {
        state: MeetingState::Published,
        ..was.clone()
    };
    meetings::store::save(desk.tx(), &permit, &was, &published).await?;
    desk.tell(Line::of("published minutes", "meeting", was.id))
        .await?;
    desk.finish(was.stage_path(Stage::Minutes)).await
}
