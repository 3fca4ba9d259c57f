//! The panel's members, its health, and the form that admits one.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, OrNotFound as _, clock};
use wards::Ward;
use web::{Fields, Frame, Tag, form_page};

use super::{Health, Office, health, store};

struct Row {
    id: String,
    name: String,
    kind: String,
    office: String,
    votes: bool,
    since: String,
}

#[derive(Template)]
#[template(path = "members/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    ward: Ward,
    rows: Vec<Row>,
    health: Health,
    size: Option<Tag>,
    may: bool,
    kinds: Vec<(String, String)>,
    offices: Vec<(String, String)>,
}

/// The page.
pub(super) async fn show(desk: Desk, Path(slug): Path<String>) -> Answer {
    let form = Fields::fresh().with("starts_on", desk.today());
    draw(desk, slug, form).await
}

/// The page with what was typed and what is wrong with it.
pub(super) async fn draw(mut desk: Desk, slug: String, form: Fields) -> Answer {
    let ward = wards::by_slug(desk.tx(), &slug).await?.or_not_found()?;
    desk.permit(Act::SeeMeeting, &ward)?;
    let today = desk.today();
    let members = store::on(desk.tx(), ward.id, today).await?;
    let health = health(&mut desk, &ward).await?;
    let place = desk.place();
    let kind = |slug: &str| {
        place
            .seat(slug)
            .map_or_else(|| slug.to_owned(), |seat| seat.name.clone())
    };
    let size = match members.len() {
        0..6 => Some(Tag::new(
            web::TagKind::Warn,
            "Fewer than six members: the panel needs more people",
        )),
        21.. => Some(Tag::new(
            web::TagKind::Info,
            "More than twenty members: hard to hear everybody",
        )),
        _ => None,
    };
    let rows = members
        .iter()
        .map(|member| Row {
            id: member.id.to_string(),
            name: member.name.clone(),
            kind: kind(&member.kind),
            office: member.office.to_string(),
            votes: member.votes,
            since: clock::plain_day(member.starts_on),
        })
        .collect();
    let kinds = place.ward_panel_seat.iter().map(|seat| {
        let votes = if seat.votes { "votes" } else { "no vote" };
        (seat.kind.clone(), format!("{} ({votes})", seat.name))
    });
    let kinds = kinds.collect();
    let may = desk.may(Act::ManagePanel, &ward);
    let wrong = form.wrong();
    let frame = Frame::of(&desk, format!("Panel members - {}", ward.name))
        .wrong(form.wrong())
        .crumb(ward.path(), ward.name.clone())
        .crumb("", "Panel members");
    let page = Page {
        frame,
        form,
        ward,
        rows,
        health,
        size,
        may,
        kinds,
        offices: web::options!(Office),
    };
    form_page(&desk, wrong, &page)
}
