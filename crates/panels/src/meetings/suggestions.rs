//! Stage 4, suggestions: what people want the panel to take up.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _};
use web::{Fields, Frame, form_page};

use super::{
    Stage,
    meeting::CannotMeet,
    workspace::{self, Workspace},
};
use crate::{
    PriorityId, SuggestionId, priorities,
    suggestions::{self, Source, Suggestion},
};

#[derive(Template)]
#[template(path = "meetings/suggestions.html")]
struct Page {
    frame: Frame,
    space: Workspace,
    frame_path: String,
    form: Fields,
    list: Vec<Suggestion>,
    merged: Vec<(String, String)>,
    live: Vec<priorities::Shown>,
    sources: Vec<(String, String)>,
}

/// The page.
pub(super) async fn show(desk: Desk, Path(id): Path<String>) -> Answer {
    draw(desk, &id, Fields::fresh()).await
}

async fn draw(mut desk: Desk, id: &str, form: Fields) -> Answer {
    let space = Workspace::load(&mut desk, id, Stage::Suggestions).await?;
    let all = suggestions::store::for_meeting(desk.tx(), &space.meeting).await?;
    let title = |id| {
        all.iter()
            .find(|it| it.id == id)
            .map_or(String::new(), |it| it.title.clone())
    };
    let merged = all
        .iter()
        .filter_map(|it| Some((it.title.clone(), title(it.merged_into?))))
        .collect();
    let list: Vec<_> = all
        .iter()
        .filter(|it| it.merged_into.is_none())
        .cloned()
        .collect();
    let live = priorities::live(&mut desk, &space.ward).await?;
    let live = live
        .into_iter()
        .filter(|priority| !list.iter().any(|it| it.keeps == Some(priority.id)))
        .collect();
    let page = Page {
        frame: space.frame(&desk, "Suggestions").wrong(form.wrong()),
        frame_path: desk.path().to_owned(),
        form,
        list,
        merged,
        live,
        space,
        sources: web::options!(Source),
    };
    let wrong = page.form.wrong();
    form_page(&desk, wrong, &page)
}

/// The chair puts a suggestion on the list: one heard in the room, or a
/// priority that is kept from last time.
pub(super) async fn add(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let meeting = workspace::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::RunMeeting, &meeting)?;
    let title = form.words("title", 120, "Write what the problem is, in a few words");
    let detail = form.optional("detail", 1_000);
    let source = form.one_of("source", Source::of, "Choose where it comes from");
    let people = if form.raw("people").trim().is_empty() {
        None
    } else {
        form.whole("people", 1..=1_000_000, "")
    };
    let keeps = match form.raw("keeps").parse::<PriorityId>() {
        Err(_) => None,
        Ok(id) => priorities::store::find(desk.tx(), id)
            .await?
            .filter(|it| it.ward == meeting.ward && it.is_live())
            .map(|it| it.id),
    };
    let (Some(source), false) = (source, form.wrong()) else {
        return draw(desk, &id, form).await;
    };
    meeting.may_take_suggestions()?;
    desk.once(form.press()).await?;
    let suggestion = Suggestion {
        id: SuggestionId::fresh(),
        ward: meeting.ward,
        meeting: Some(meeting.id),
        source,
        title,
        detail,
        people,
        made_on: desk.today(),
        keeps,
        merged_into: None,
        outcome: None,
    };
    let by = desk.person();
    suggestions::store::add(desk.tx(), &permit, &suggestion, by).await?;
    desk.tell(Line::of("suggested", "suggestion", suggestion.id).with(source.word()))
        .await?;
    desk.finish(meeting.stage_path(Stage::Suggestions)).await
}

/// The chair puts two that are the same into one. Both stay readable.
pub(super) async fn merge(
    mut desk: Desk,
    Path((id, suggestion)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let meeting = workspace::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::RunMeeting, &meeting)?;
    let all = suggestions::store::for_meeting(desk.tx(), &meeting).await?;
    let find = |text: &str| {
        let id: SuggestionId = text.parse().ok()?;
        all.iter()
            .find(|it| it.id == id && it.merged_into.is_none() && it.outcome.is_none())
    };
    let (one, into) = (
        find(&suggestion).or_not_found()?,
        find(form.raw("into")).or_not_found()?,
    );
    meeting.may_take_suggestions()?;
    let merged = one.clone().merge_into(into)?;
    suggestions::store::merge(desk.tx(), &permit, &merged).await?;
    desk.tell(Line::of("merged", "suggestion", one.id).with(format!("into {}", into.id)))
        .await?;
    desk.finish(meeting.stage_path(Stage::Suggestions)).await
}

impl super::Meeting {
    /// Whether suggestions may still come in and be put together.
    ///
    /// # Errors
    /// Once it is over.
    pub fn may_take_suggestions(&self) -> Result<(), CannotMeet> {
        use super::MeetingState::{InSession, PapersOut, Scheduled};
        if matches!(self.state, Scheduled | PapersOut | InSession) {
            Ok(())
        } else {
            Err(CannotMeet::NotNow(self.state, "not yet over"))
        }
    }
}
