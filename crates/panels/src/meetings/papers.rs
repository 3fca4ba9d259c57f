//! Stage 1, papers: the agenda and what the panel reads before it meets.

use anyhow::Context as _;
use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line, Stop, clock};
use evidence::explorer::frozen::{self, Frozen};
use web::{Fields, Frame, form_page, forms::Html};

use super::{
    Meeting, Stage, store,
    workspace::{self, Workspace},
};

#[derive(Template)]
#[template(path = "meetings/papers.html")]
struct Page {
    frame: Frame,
    space: Workspace,
    frame_path: String,
    form: Fields,
    out: Option<String>,
    due: String,
    can_send: bool,
    can_cancel: bool,
    figures: Vec<Frozen>,
    drawn: Html,
    can_take_out: bool,
}

/// The page.
pub(super) async fn show(desk: Desk, Path(id): Path<String>) -> Answer {
    draw(desk, &id, Fields::fresh()).await
}

/// The page with what was typed and what is wrong with it.
pub(super) async fn draw(mut desk: Desk, id: &str, form: Fields) -> Answer {
    let space = Workspace::load(&mut desk, id, Stage::Papers).await?;
    let before = chrono::Days::new(u64::from(desk.place().panel.papers_days_before));
    let not_begun = space.meeting.has_not_begun();
    let figures = frozen::store::of_meeting(desk.tx(), space.meeting.id.0).await?;
    let page = Page {
        drawn: frozen::drawn(&figures, false)?,
        can_take_out: not_begun && desk.may(Act::Explore, &space.ward),
        frame: space.frame(&desk, "Papers").wrong(form.wrong()),
        frame_path: desk.path().to_owned(),
        out: space.meeting.papers_out_at.map(clock::day_and_time),
        due: clock::long_day(space.meeting.held_on - before),
        can_send: space.runs && not_begun,
        can_cancel: space.runs && not_begun,
        figures,
        form,
        space,
    };
    let wrong = page.form.wrong();
    form_page(&desk, wrong, &page)
}

/// The papers go out: the figures are frozen as they are today, so that the
/// meeting, its minutes and the public read the same numbers.
pub(super) async fn send_out(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let was = workspace::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::RunMeeting, &was)?;
    desk.once(form.press()).await?;
    let ward = wards::wards::store::find(desk.tx(), was.ward)
        .await?
        .context("the ward of a meeting")?;
    let figures = evidence::ward_figures(&mut desk, &ward, None).await?;
    let frozen = serde_json::to_string(&figures).context("freezing the figures")?;
    let now = desk.now();
    let sent = was.clone().send_papers(frozen, now)?;
    if !store::save(desk.tx(), &permit, &was, &sent).await? {
        return Err(Stop::AlreadyDone(was.desk_path()));
    }
    tell_members(
        &mut desk,
        &was,
        "Papers for your next meeting",
        "has its papers ready",
    )
    .await?;
    desk.tell(Line::of("sent the papers out", "meeting", was.id))
        .await?;
    desk.finish(was.stage_path(Stage::Papers)).await
}

/// Writes to every member that something happened to a meeting: no details,
/// only a link.
pub(super) async fn tell_members(
    desk: &mut Desk,
    meeting: &Meeting,
    subject: &str,
    what: &str,
) -> anyhow::Result<()> {
    let members = crate::members::store::on(desk.tx(), meeting.ward, meeting.held_on).await?;
    let body = format!(
        "The panel's meeting on {} {what}.\n\n{}{}",
        clock::long_day(meeting.held_on),
        desk.house().settings().address,
        meeting.stage_path(Stage::Papers)
    );
    for member in &members {
        if let Some(person) = base::people::store::find(desk.tx(), member.person).await? {
            desk.mail(&person.email, subject, &body).await?;
        }
    }
    Ok(())
}
