//! A figure of the explorer is frozen for the papers of a meeting, with small counts hidden.

use askama::Template;
use axum::extract::{Path, RawQuery};
use base::{Act, Answer, Desk, Line, OrNotFound as _, Stop, clock};
use evidence::explorer::{Explored, Part, Reader, explore, frozen};
use wards::Ward;
use web::{Fields, Frame, form_page};

use super::{Meeting, Stage, store};
use crate::MeetingId;

#[derive(Template)]
#[template(path = "meetings/figures.html")]
struct Page {
    frame: Frame,
    form: Fields,
    ward: Ward,
    title: String,
    finding: String,
    refused: Option<String>,
    meetings: Vec<(String, String)>,
}

/// A figure of a ward, as its panel may see it.
struct Asked {
    ward: Ward,
    answer: std::sync::Arc<Explored>,
    part: Part,
    meetings: Vec<Meeting>,
}

/// The ward, the answer and the meetings whose papers it can stand in.
async fn find(desk: &mut Desk, slug: &str, query: &str) -> Result<Asked, Stop> {
    let ward = wards::find(desk, slug).await?;
    desk.permit(Act::Explore, &ward)?;
    let pairs = web::forms::pairs(query.as_bytes());
    let part = pairs.iter().find(|(name, _)| name == "part");
    let part = part.and_then(|(_, word)| Part::of(word)).or_not_found()?;
    let answer = explore(desk, query, Reader::Papers).await?.or_not_found()?;
    // The papers of a ward hold that ward's figures.
    answer
        .ward
        .as_ref()
        .filter(|it| it.id == ward.id)
        .or_not_found()?;
    let meetings = store::of_ward(desk.tx(), ward.id)
        .await?
        .into_iter()
        .filter(Meeting::has_not_begun)
        .collect();
    Ok(Asked {
        ward,
        answer,
        part,
        meetings,
    })
}

fn draw(desk: &Desk, asked: &Asked, query: &str, form: Fields) -> Answer {
    let section = asked.answer.part(asked.part).or_not_found()?;
    let frame = Frame::of(desk, "Add to panel papers")
        .wrong(form.wrong())
        .crumb("/desk/analysis", "Analysis")
        .crumb(
            format!("/desk/analysis?{}", asked.answer.query),
            asked.answer.title.clone(),
        )
        .crumb("", "Add to panel papers");
    let meetings = asked.meetings.iter().rev();
    let page = Page {
        frame,
        ward: asked.ward.clone(),
        title: format!("{}: {}", asked.answer.title, asked.part.label()),
        finding: section.finding.clone(),
        refused: section.refused.clone(),
        meetings: meetings
            .map(|it| (it.id.to_string(), clock::long_day(it.held_on)))
            .collect(),
        form: form.with("question", query),
    };
    let wrong = page.form.wrong();
    form_page(desk, wrong, &page)
}

/// The form: which meeting?
pub(super) async fn show(
    mut desk: Desk,
    Path(ward): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = query.unwrap_or_default();
    let asked = find(&mut desk, &ward, &query).await?;
    draw(&desk, &asked, &query, Fields::fresh())
}

/// Freezes it for the meeting.
pub(super) async fn add(mut desk: Desk, Path(ward): Path<String>, mut form: Fields) -> Answer {
    let query = form.raw("question").to_owned();
    let asked = find(&mut desk, &ward, &query).await?;
    let permit = desk.permit(Act::Explore, &asked.ward)?;
    let id: Option<MeetingId> = form.raw("meeting").parse().ok();
    let Some(meeting) = asked.meetings.iter().find(|it| Some(it.id) == id) else {
        form.error("meeting", "Choose the meeting");
        return draw(&desk, &asked, &query, form);
    };
    let person = desk.person().or_not_found()?;
    let to = (asked.ward.id, meeting.id.0);
    let Some(frozen) = frozen::Frozen::of(&asked.answer, asked.part, to, (person, desk.now()))
    else {
        return draw(&desk, &asked, &query, form);
    };
    desk.once(form.press()).await?;
    frozen::store::add(desk.tx(), &permit, &frozen).await?;
    desk.tell(
        Line::of("added a figure to the papers", "meeting", meeting.id).with(asked.part.word()),
    )
    .await?;
    desk.finish(meeting.stage_path(Stage::Papers)).await
}

/// Takes one out of the papers of a meeting that has not begun.
pub(super) async fn take_out(
    mut desk: Desk,
    Path((ward, figure)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let ward = wards::find(&mut desk, &ward).await?;
    let permit = desk.permit(Act::Explore, &ward)?;
    let figure: evidence::FrozenId = figure.parse().ok().or_not_found()?;
    let frozen = frozen::store::find(desk.tx(), figure)
        .await?
        .or_not_found()?;
    let meeting = store::find(desk.tx(), MeetingId(frozen.meeting))
        .await?
        .or_not_found()?;
    if frozen.ward != ward.id || !meeting.has_not_begun() {
        return Err(Stop::NotThere);
    }
    desk.once(form.press()).await?;
    frozen::store::delete(desk.tx(), &permit, frozen.id).await?;
    desk.tell(
        Line::of("took a figure out of the papers", "meeting", meeting.id)
            .with(frozen.contents.section.part.word()),
    )
    .await?;
    desk.finish(meeting.stage_path(Stage::Papers)).await
}
