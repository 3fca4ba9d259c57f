//! The pages of a ward.

mod list;
mod noticeboard;
mod overview;
mod team;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base::{Act, Desk, OrNotFound as _, Routes, Stop};
use wards::{Atlas, Ward, wards::store};
use web::{
    Frame,
    charts::{Map, Shape},
    forms::Html,
};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/wards", Act::SeePublic, list::show)
        .get("/wards/{ward}", Act::SeePublic, overview::show)
        .get("/wards/{ward}/team", Act::SeePublic, team::show)
        .get(
            "/wards/{ward}/noticeboard",
            Act::SeePublic,
            noticeboard::show,
        )
}

/// The ward of an address.
pub(crate) async fn find(desk: &mut Desk, slug: &str) -> Result<Ward, Stop> {
    wards::by_slug(desk.tx(), slug).await?.or_not_found()
}

/// Where a word in a URL leads that no ward has any more: to the one ward that took the old one's place, or, when there
/// are several, to the old ward's own page, which names them. Nothing while a ward has it.
pub(crate) async fn moved(
    desk: &mut Desk,
    slug: &str,
    page: &str,
) -> Result<Option<Response>, Stop> {
    if wards::by_slug(desk.tx(), slug).await?.is_some() {
        return Ok(None);
    }
    let Some(old) = store::once_called(desk.tx(), slug).await? else {
        return Ok(None);
    };
    let since = store::since(desk.tx(), old.id).await?;
    let to = match since.as_slice() {
        [one] => one,
        _ => &old,
    };
    let to = format!("{}{page}", to.path());
    Ok(Some(
        (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, to)]).into_response(),
    ))
}

/// The frame of a ward's page.
pub(crate) fn frame(desk: &Desk, ward: &Ward, title: &str) -> Frame {
    Frame::of(desk, format!("{title} - {}", ward.name))
        .crumb("/", "Home")
        .crumb("/wards", "Wards")
        .crumb(ward.path(), ward.name.clone())
        .crumb("", title)
}

/// The borough with its wards, each a link; one of them may be lit.
pub(crate) fn borough_map(atlas: &Atlas, lit: Option<&Ward>) -> Html {
    const TINTS: [&str; 3] = ["wd", "wd t2", "wd t3"];
    let mut shapes: Vec<_> = atlas
        .wards
        .iter()
        .zip(&atlas.edges)
        .enumerate()
        .map(|(at, (ward, rings))| {
            let on = lit.is_some_and(|lit| lit.id == ward.id);
            Shape {
                rings: rings.clone(),
                class: if on {
                    "wd wd--on".into()
                } else {
                    TINTS[at % 3].into()
                },
                label: format!("{} {}", ward.number, ward.name),
                name: if lit.is_none() {
                    ward.name.clone()
                } else {
                    String::new()
                },
                number: if lit.is_none() {
                    ward.number.to_string()
                } else {
                    String::new()
                },
                link: lit.is_none().then(|| ward.path()),
            }
        })
        .collect();
    shapes.sort_by_key(|shape| shape.class == "wd wd--on");
    let about = match lit {
        None => format!(
            "Map of the {} wards. The same wards are in the list below.",
            atlas.wards.len()
        ),
        Some(ward) => format!("Where {} lies in the borough", ward.name),
    };
    Map { about, shapes }.svg()
}
