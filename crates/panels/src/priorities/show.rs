//! One priority in the working area: its story, and the form that tells
//! residents what was done.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, OrNotFound as _, Stop};
use wards::Ward;
use web::{Fields, Frame, form_page};

use super::{Entry, Priority, PriorityStage, Shown, shown, store, timeline};
use crate::{PriorityId, actions};

#[derive(Template)]
#[template(path = "priorities/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    ward: Ward,
    shown: Shown,
    entries: Vec<Entry>,
    actions: Vec<actions::Shown>,
    may_update: bool,
    may_close: bool,
    may_act: bool,
    stages: Vec<(String, String)>,
}

/// The priority of an address with its ward, if the person may see it.
pub(super) async fn find(desk: &mut Desk, id: &str) -> Result<(Priority, Ward), Stop> {
    let id: PriorityId = id.parse().ok().or_not_found()?;
    let priority = store::find(desk.tx(), id).await?.or_not_found()?;
    desk.permit(Act::SeeMeeting, &priority)?;
    let ward = wards::wards::store::find(desk.tx(), priority.ward)
        .await?
        .or_not_found()?;
    Ok((priority, ward))
}

/// The page.
pub(super) async fn show(desk: Desk, Path(id): Path<String>) -> Answer {
    draw(desk, &id, Fields::fresh()).await
}

/// The page with what was typed and what is wrong with it.
pub(super) async fn draw(mut desk: Desk, id: &str, mut form: Fields) -> Answer {
    let (priority, ward) = find(&mut desk, id).await?;
    let entries = timeline(&mut desk, &priority).await?;
    let actions = actions::of_priority(&mut desk, priority.id).await?;
    let latest = store::updates(desk.tx(), priority.id)
        .await?
        .pop()
        .map(|update| update.words);
    let shown = shown(&desk, &ward, &priority, latest, None);
    if !form.has("stage") {
        form.set("stage", priority.stage.word());
    }
    let stages = [
        PriorityStage::Set,
        PriorityStage::Planned,
        PriorityStage::InProgress,
        PriorityStage::ReviewDue,
    ];
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(&desk, format!("{} - {}", priority.title, ward.name))
            .wrong(form.wrong())
            .crumb(ward.path(), ward.name.clone())
            .crumb("/desk/priorities", "Priorities")
            .crumb("", priority.title.clone()),
        may_update: priority.is_live() && desk.may(Act::UpdatePriority, &priority),
        may_close: priority.is_live() && desk.may(Act::ClosePriority, &priority),
        may_act: priority.is_live() && desk.may(Act::RecordAction, &priority),
        stages: stages
            .iter()
            .map(|it| (it.word().to_owned(), it.label().to_owned()))
            .collect(),
        form,
        ward,
        shown,
        entries,
        actions,
    };
    form_page(&desk, wrong, &page)
}
