//! Forces, neighbourhoods and who to turn to: numbers 4 to 13 of the police data interface. A neighbourhood is a ward, its
//! id the ward's code.

mod boundary;
mod events;
mod force;
mod forces;
mod list;
mod locate;
mod people;
mod priorities;
mod show;

use std::sync::Arc;

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base::{Act, Desk, Routes};
use serde_json::Value;
use wards::{Atlas, Ward, atlas};
use web::forms::escape;

/// The addresses of this folder.
#[must_use]
pub fn routes() -> Routes {
    let act = Act::SeePublic;
    Routes::new()
        .get("/api/forces", act, forces::show)
        .get("/api/forces/{force}", act, force::show)
        .get("/api/forces/{force}/people", act, people::of_force)
        .get("/api/locate-neighbourhood", act, locate::show)
        .get("/api/{force}/neighbourhoods", act, list::show)
        .get("/api/{force}/{nbhd}", act, show::show)
        .get("/api/{force}/{nbhd}/boundary", act, boundary::show)
        .get("/api/{force}/{nbhd}/people", act, people::of_ward)
        .get("/api/{force}/{nbhd}/events", act, events::show)
        .get("/api/{force}/{nbhd}/priorities", act, priorities::show)
}

/// An answer.
fn data(value: Value) -> Response {
    Json(value).into_response()
}

/// What clients of the interface know as "not there", with the reason beside it.
fn not_found(reason: &'static str) -> Response {
    (
        StatusCode::NOT_FOUND,
        [
            (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
            (header::HeaderName::from_static("x-wardmote-reason"), reason),
        ],
        "Not Found",
    )
        .into_response()
}

const NO_FORCE: &str =
    "This server knows one force, listed under /api/forces. Write its id as it stands there.";
const NO_NEIGHBOURHOOD: &str = "No neighbourhood of this force has that id. They are listed under /api/FORCE/neighbourhoods; capital letters count.";

/// Whether the force of an address is ours; if not, the reason.
fn ours(desk: &Desk, force: &str) -> Result<(), &'static str> {
    if force == desk.place().force {
        Ok(())
    } else {
        Err(NO_FORCE)
    }
}

/// The ward of an address with the atlas it is from, and where it stands in it.
async fn find(
    desk: &mut Desk,
    force: &str,
    id: &str,
) -> anyhow::Result<Result<(Ward, Arc<Atlas>, usize), &'static str>> {
    if let Err(why) = ours(desk, force) {
        return Ok(Err(why));
    }
    let atlas = atlas(desk).await?;
    let at = atlas.wards.iter().position(|ward| ward.code == id);
    Ok(at.map_or_else(
        || Err(NO_NEIGHBOURHOOD),
        |at| Ok((atlas.wards[at].clone(), Arc::clone(&atlas), at)),
    ))
}

/// Words as paragraphs; no sign of them is taken for HTML.
fn paragraphs(words: &[&str]) -> String {
    words
        .iter()
        .flat_map(|words| words.lines())
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| format!("<p>{}</p>", escape(line)))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Degrees as text.
fn degrees(value: i32) -> String {
    format!("{:.6}", f64::from(value) / 1e6)
}

/// The address of a path of this site.
fn link(desk: &Desk, path: &str) -> String {
    format!("{}{path}", desk.house().settings().address)
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_people_wrote_is_no_html() {
        assert_eq!(
            super::paragraphs(&["Bikes <b>\n\nat night", "", "& noise"]),
            "<p>Bikes &lt;b&gt;</p>\n<p>at night</p>\n<p>&amp; noise</p>"
        );
    }
}
