//! One account with its roles.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, OrNotFound as _, PersonId, Role, agencies, clock, people};

use web::{Fields, Frame, form_page};

use crate::atlas;

struct Row {
    id: String,
    role: String,
    place: String,
    from: String,
    to: Option<String>,
    ended: bool,
}

#[derive(Template)]
#[template(path = "people/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    id: String,
    name: String,
    email: String,
    closed: Option<String>,
    rows: Vec<Row>,
    roles: Vec<(String, String)>,
    wards: Vec<(String, String)>,
    agencies: Vec<(String, String)>,
}

/// The page.
pub(super) async fn show(desk: Desk, Path(id): Path<String>) -> Answer {
    let id = id.parse().ok().or_not_found()?;
    let form = Fields::fresh().with("starts_on", desk.today());
    draw(desk, id, form).await
}

/// The page with what was typed and what is wrong with it.
pub(super) async fn draw(mut desk: Desk, id: PersonId, form: Fields) -> Answer {
    let person = people::store::find(desk.tx(), id).await?.or_not_found()?;
    let grants = people::store::grants(desk.tx(), id).await?;
    let agencies = agencies::all(desk.tx()).await?;
    let atlas = atlas(&mut desk).await?;
    let today = desk.today();
    let rows = grants
        .into_iter()
        .map(|grant| {
            let agency = grant
                .agency
                .and_then(|id| agencies.iter().find(|agency| agency.id == id));
            let place = match agency {
                Some(agency) => agency.short.clone(),
                None => grant
                    .ward
                    .map_or("every ward", |ward| atlas.name(ward))
                    .to_owned(),
            };
            Row {
                id: grant.id.to_string(),
                role: grant.role.to_string(),
                place,
                from: clock::plain_day(grant.starts_on),
                to: grant.ends_on.map(clock::plain_day),
                ended: grant.ends_on.is_some_and(|last| last < today),
            }
        })
        .collect();
    let every = std::iter::once((String::new(), "Every ward".to_owned()));
    let none = std::iter::once((String::new(), "No agency".to_owned()));
    let wrong = form.wrong();
    let frame = Frame::of(&desk, "Account")
        .wrong(form.wrong())
        .crumb("/admin/people", "People")
        .crumb("", person.name.clone());
    let page = Page {
        frame,
        form,
        id: id.to_string(),
        name: person.name,
        email: person.email,
        closed: person.closed_at.map(clock::day_and_time),
        rows,
        roles: web::options!(Role),
        wards: every
            .chain(
                atlas
                    .wards
                    .iter()
                    .map(|ward| (ward.id.to_string(), ward.name.clone())),
            )
            .collect(),
        agencies: none
            .chain(
                agencies
                    .iter()
                    .filter(|it| it.is_there_on(today))
                    .map(|it| (it.id.to_string(), it.name.clone())),
            )
            .collect(),
    };
    form_page(&desk, wrong, &page)
}
