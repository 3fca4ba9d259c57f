//! Stage 3, evidence: the figures as they were when the papers went out.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line, Stop, clock};
use web::{Fields, Frame, form_page};

use super::{
    Stage, store,
    workspace::{self, Workspace},
};

#[derive(Template)]
#[template(path = "meetings/evidence.html")]
struct Page {
    frame: Frame,
    space: Workspace,
    frame_path: String,
    form: Fields,
    drawn: Option<evidence::Drawn>,
    frozen: Option<String>,
    opened: Option<String>,
    /// What rises in the ward now, a sentence each.
    warnings: Vec<String>,
}

/// The page.
pub(super) async fn show(desk: Desk, Path(id): Path<String>) -> Answer {
    draw(desk, &id, Fields::fresh()).await
}

async fn draw(mut desk: Desk, id: &str, form: Fields) -> Answer {
    let space = Workspace::load(&mut desk, id, Stage::Evidence).await?;
    let figures = match &space.meeting.evidence {
        Some(frozen) => serde_json::from_str(frozen).map_err(anyhow::Error::new)?,
        None => evidence::ward_figures(&mut desk, &space.ward, None).await?,
    };
    let atlas = wards::atlas(&mut desk).await?;
    let drawn = figures
        .as_ref()
        .map(|figures| evidence::draw(figures, &space.ward, &atlas));
    let warnings = evidence::warnings::for_panel(&mut desk, space.ward.id).await?;
    let page = Page {
        warnings,
        frame: space.frame(&desk, "Evidence").wrong(form.wrong()),
        frame_path: desk.path().to_owned(),
        drawn,
        frozen: space.meeting.papers_out_at.map(clock::day_and_time),
        opened: space.meeting.evidence_opened_at.map(clock::day_and_time),
        form,
        space,
    };
    let wrong = page.form.wrong();
    form_page(&desk, wrong, &page)
}

/// The chair opens the evidence in the meeting, or says why it is not looked
/// at. Priorities cannot be set before: an unseen survey decides nothing.
pub(super) async fn open(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let was = workspace::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::RunMeeting, &was)?;
    let why_not = if form.raw("open") == "no" {
        let why = form.words(
            "why_not",
            300,
            "Write why the evidence is not looked at. It stands in the minutes.",
        );
        if form.wrong() {
            return draw(desk, &id, form).await;
        }
        Some(why)
    } else {
        None
    };
    let now = desk.now();
    let did = if why_not.is_some() {
        "did not open the evidence"
    } else {
        "opened the evidence"
    };
    let opened = was.clone().open_evidence(why_not, now)?;
    if !store::save(desk.tx(), &permit, &was, &opened).await? {
        return Err(Stop::AlreadyDone(was.desk_path()));
    }
    desk.tell(Line::of(did, "meeting", was.id)).await?;
    desk.finish(was.stage_path(Stage::Evidence)).await
}
