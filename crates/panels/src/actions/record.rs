//! An action is given: one owner, one agency, one date.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query};
use base::{Act, AgencyId, Answer, Desk, Line, OrNotFound as _, agencies};
use concerns::referrals;
use wards::Ward;
use web::{Fields, Frame, form_page};

use super::{Action, ActionKind, ActionState, store};
use crate::{ActionId, MeetingId, PriorityId, meetings, priorities};

#[derive(Template)]
#[template(path = "actions/record.html")]
struct Page {
    frame: Frame,
    form: Fields,
    ward: Ward,
    kinds: Vec<(String, String)>,
    agencies: Vec<(String, String)>,
    priorities: Vec<(String, String)>,
}

/// The form.
pub(super) async fn show(
    mut desk: Desk,
    Path(slug): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Answer {
    let ward = wards::by_slug(desk.tx(), &slug).await?.or_not_found()?;
    desk.permit(Act::RecordAction, &ward)?;
    let mut form = Fields::fresh();
    for name in ["priority", "meeting"] {
        if let Some(value) = query.get(name) {
            form.set(name, value);
        }
    }
    draw(desk, ward, form).await
}

async fn draw(mut desk: Desk, ward: Ward, form: Fields) -> Answer {
    let today = desk.today();
    let agencies = agencies::on(desk.tx(), today).await?;
    let live = priorities::store::of_ward(desk.tx(), ward.id).await?;
    let none = std::iter::once((String::new(), "None of them".to_owned()));
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(&desk, format!("Give an action - {}", ward.name))
            .wrong(form.wrong())
            .crumb(ward.path(), ward.name.clone())
            .crumb("/desk/actions", "Actions")
            .crumb("", "Give an action"),
        kinds: web::options!(ActionKind),
        agencies: agencies
            .iter()
            .map(|it| (it.id.to_string(), it.name.clone()))
            .collect(),
        priorities: none
            .chain(
                live.iter()
                    .filter(|it| it.is_live())
                    .map(|it| (it.id.to_string(), it.title.clone())),
            )
            .collect(),
        form,
        ward,
    };
    form_page(&desk, wrong, &page)
}

/// Gives it. People of that agency find it on their desk.
pub(super) async fn record(mut desk: Desk, Path(slug): Path<String>, mut form: Fields) -> Answer {
    let ward = wards::by_slug(desk.tx(), &slug).await?.or_not_found()?;
    let permit = desk.permit(Act::RecordAction, &ward)?;
    let title = form.words("title", 160, "Write what is to be done");
    let kind = form.one_of("kind", ActionKind::of, "Choose what kind of thing it is");
    let today = desk.today();
    let agencies = agencies::on(desk.tx(), today).await?;
    let agency = form.one_of(
        "agency",
        |id| agencies.iter().find(|it| it.id.to_string() == id),
        "Choose who does it",
    );
    let owner = form.words("owner", 120, "Write which role does it, not a name");
    let due_on = form.day("due_on", "Choose a date");
    let priority = match form.raw("priority").parse::<PriorityId>() {
        Err(_) => None,
        Ok(id) => priorities::store::find(desk.tx(), id)
            .await?
            .filter(|it| it.ward == ward.id && it.is_live())
            .map(|it| it.id),
    };
    let meeting = match form.raw("meeting").parse::<MeetingId>() {
        Err(_) => None,
        Ok(id) => meetings::store::find(desk.tx(), id)
            .await?
            .filter(|it| it.ward == ward.id),
    };
    if due_on.is_some_and(|due| due < desk.today()) {
        form.error("due_on", "Choose a date that is still to come");
    }
    let (Some(kind), Some(agency), Some(due_on), false) = (kind, agency, due_on, form.wrong())
    else {
        return draw(desk, ward, form).await;
    };
    let (agency_id, agency_short): (AgencyId, String) = (agency.id, agency.short.clone());
    desk.once(form.press()).await?;
    let action = Action {
        id: ActionId::fresh(),
        ward: ward.id,
        priority,
        meeting: meeting.as_ref().map(|it| it.id),
        kind,
        title,
        agency: agency_id,
        agency_short,
        owner,
        due_on,
        state: ActionState::Open,
        result: String::new(),
        given_on: desk.today(),
        done_on: None,
        version: 1,
    };
    store::add(desk.tx(), &permit, &action).await?;
    let subject = "An action was given to your agency";
    referrals::tell_agency(&mut desk, action.agency, subject, &action.path()).await?;
    desk.tell(Line::of("gave", "action", action.id).with(kind.word()))
        .await?;
    let back = match (meeting, priority) {
        (Some(meeting), _) => meeting.stage_path(meetings::Stage::Actions),
        (None, Some(priority)) => format!("/desk/priorities/{priority}"),
        (None, None) => action.path(),
    };
    desk.finish(back).await
}
