//! "You said, we did": every priority and what came of it.

pub(crate) mod answers;
mod chosen;
pub(crate) mod concerns;
pub(crate) mod hate;
pub(crate) mod list;
pub(crate) mod rapid;
mod share;

use base::{Act, Desk, Routes};
use panels::priorities::{Priority, shown};
use wards::Atlas;
use web::Tag;

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/results", Act::SeePublic, list::all)
        .get("/results/answers", Act::SeePublic, answers::show)
        .get("/results/concerns", Act::SeePublic, concerns::show)
        .get("/results/hate-reports", Act::SeePublic, hate::show)
        .get("/results/rapid-responses", Act::SeePublic, rapid::show)
        .get("/wards/{ward}/results", Act::SeePublic, list::of_ward)
}

/// A "you said, we did" card.
pub(crate) struct Row {
    pub ward: String,
    pub path: String,
    pub you_said: String,
    pub we_did: String,
    pub result: String,
    pub tag: Tag,
    pub ended: bool,
}

/// The cards of some priorities, in their order.
pub(crate) fn rows(desk: &Desk, atlas: &Atlas, priorities: &[Priority]) -> Vec<Row> {
    priorities
        .iter()
        .filter_map(|it| {
            let ward = atlas.ward(it.ward)?;
            let shown = shown(desk, ward, it, None, None);
            let (we_did, result) = match shown.ended {
                Some(ended) => (ended.we_did, ended.result),
                None => (shown.doing, String::new()),
            };
            Some(Row {
                ward: ward.name.clone(),
                path: shown.path,
                you_said: shown.you_said,
                we_did,
                result,
                tag: shown.tag,
                ended: it.closing.is_some(),
            })
        })
        .collect()
}
