//! Stage 6, agree: up to the limit of live priorities, with what will be
//! different, who does it, and how anyone will know.

use std::collections::HashMap;

use askama::Template;
use axum::{extract::Path, http::StatusCode};
use base::{Answer, Desk};
use web::{Fields, Frame, page_with};

use super::{Stage, store, workspace::Workspace};
use crate::{
    PriorityId,
    priorities::{self, Priority},
    rankings,
    suggestions::{self, Fate, Suggestion},
};

struct Row {
    it: Suggestion,
    points: Option<usize>,
}

#[derive(Template)]
#[template(path = "meetings/agree.html")]
struct Page {
    frame: Frame,
    space: Workspace,
    frame_path: String,
    form: Option<Fields>,
    about: Option<Suggestion>,
    shut: Option<String>,
    live: Vec<priorities::Shown>,
    limit: u32,
    full: bool,
    agreed: Vec<priorities::Shown>,
    open: Vec<Row>,
    not_agreed: Vec<Suggestion>,
    categories: Vec<(String, String)>,
    closed: Vec<(String, String)>,
    decisions: Vec<(String, String)>,
    may: bool,
    /// Live priorities, which a suggestion kept from last time may keep.
    keepable: Vec<PriorityId>,
}

/// The page. `?suggestion=` opens the form for one.
pub(super) async fn show(
    desk: Desk,
    Path(id): Path<String>,
    axum::extract::RawQuery(query): axum::extract::RawQuery,
) -> Answer {
    let chosen = query.and_then(|query| query.strip_prefix("suggestion=").map(str::to_owned));
    let form = chosen.map(|id| Fields::fresh().with("suggestion", id));
    draw(desk, &id, form).await
}

/// The page with what was typed and what is wrong with it.
pub(crate) async fn draw(mut desk: Desk, id: &str, form: Option<Fields>) -> Answer {
    let space = Workspace::load(&mut desk, id, Stage::Agree).await?;
    let meeting = &space.meeting;
    let list = suggestions::store::for_meeting(desk.tx(), meeting).await?;
    let on_list: Vec<_> = list.iter().filter(|it| it.merged_into.is_none()).collect();
    let points = if space.may_see_points {
        rankings::points(&space.orders)
    } else {
        HashMap::new()
    };
    let mut open: Vec<_> = on_list
        .iter()
        .filter(|it| it.outcome.is_none())
        .map(|it| Row {
            it: (*it).clone(),
            points: points.get(&it.id).copied(),
        })
        .collect();
    open.sort_by_key(|row| std::cmp::Reverse(row.points));
    let not_agreed = on_list
        .iter()
        .filter(|it| it.outcome == Some(Fate::NotAgreed))
        .map(|it| (*it).clone())
        .collect();
    let everything = priorities::store::of_ward(desk.tx(), space.ward.id).await?;
    let shown = priorities::of_ward(&mut desk, &space.ward).await?;
    let here: Vec<_> = everything
        .iter()
        .filter(|it| it.agreed_at == meeting.id)
        .map(|it| it.id)
        .collect();
    let agreed = shown
        .iter()
        .filter(|it| here.contains(&it.id))
        .cloned()
        .collect();
    let live: Vec<_> = shown
        .iter()
        .filter(|it| it.is_live && !here.contains(&it.id))
        .cloned()
        .collect();
    let keepable = everything
        .iter()
        .filter(|it| it.is_live())
        .map(|it| it.id)
        .collect();
    let limit = desk.place().panel.live_priorities;
    let full = everything.iter().filter(|it| it.is_live()).count() >= limit as usize;
    let may = desk.may(base::Act::AgreePriority, meeting);
    let shut = meeting
        .may_agree(space.quorum)
        .err()
        .map(|refusal| refusal.to_string());
    let about = form
        .as_ref()
        .and_then(|form| {
            on_list
                .iter()
                .find(|it| it.id.to_string() == form.raw("suggestion"))
        })
        .map(|it| (*it).clone());
    let next = store::of_ward(desk.tx(), space.ward.id).await?;
    let next = next
        .iter()
        .filter(|other| other.held_on > meeting.held_on)
        .map(|other| other.held_on)
        .min();
    let form = form.filter(|_| about.is_some()).map(|form| {
        prefilled(
            form,
            about.as_ref(),
            &everything,
            next.unwrap_or(meeting.held_on + chrono::Days::new(91)),
        )
    });
    let closed = std::iter::once((String::new(), "It is new".to_owned()));
    let closed = closed
        .chain(
            everything
                .iter()
                .filter(|it| !it.is_live())
                .map(|it| (it.id.to_string(), it.title.clone())),
        )
        .collect();
    let categories = std::iter::once((String::new(), "Choose".to_owned()));
    let categories = categories
        .chain(
            desk.place()
                .category
                .iter()
                .map(|it| (it.slug.clone(), it.name.clone())),
        )
        .collect();
    let decisions = vec![
        ("consensus".to_owned(), "Nobody was against".to_owned()),
        ("vote".to_owned(), "By counted votes".to_owned()),
        ("not_agreed".to_owned(), "Not agreed".to_owned()),
    ];
    let wrong = form.as_ref().is_some_and(Fields::wrong);
    let frame = space.frame(&desk, "Agree").wrong(wrong);
    let frame_path = meeting.stage_path(Stage::Agree);
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = Page {
        frame,
        frame_path,
        form,
        about,
        shut,
        live,
        limit,
        full,
        agreed,
        open,
        not_agreed,
        categories,
        closed,
        decisions,
        may,
        keepable,
        space,
    };
    page_with(&desk, status, &page)
}

/// A form that starts from the suggestion, and from the closed priority of
/// the same name if there is one.
fn prefilled(
    mut form: Fields,
    about: Option<&Suggestion>,
    earlier: &[Priority],
    review_on: chrono::NaiveDate,
) -> Fields {
    let Some(about) = about else { return form };
    if form.has("title") {
        return form;
    }
    form.set("title", &about.title);
    form.set("review_on", review_on);
    if let Some(same) = earlier
        .iter()
        .find(|it| !it.is_live() && it.title == about.title)
    {
        form.set("earlier", same.id);
        form.set("category", &same.category);
        form.set("place", &same.place);
    }
    form
}
