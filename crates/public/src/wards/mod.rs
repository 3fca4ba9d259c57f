//! The pages of a ward.

mod boundary;
pub(crate) mod list;
pub(crate) mod noticeboard;
mod overview;
pub(crate) mod team;

pub(crate) use team::named;

use base::{Act, Desk, Routes};
pub(crate) use wards::find;
use wards::{Atlas, Ward};
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
        .get("/wards/{ward}/boundary", Act::SeePublic, boundary::show)
        .get("/wards/{ward}/team", Act::SeePublic, team::show)
        .get("/wards/{ward}/team/history", Act::SeePublic, team::history)
        .get(
            "/wards/{ward}/noticeboard",
            Act::SeePublic,
            noticeboard::show,
        )
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
