//! Concerns for other programs: Open311 GeoReport v2 with FixMyStreet's updates, as XML and as JSON.
//!
//! Programs file with a key of their own (`wardmote client add`). No contact details are kept, and what was written is only
//! shown to everyone once the team has read it.

mod ask;
mod discovery;
mod file;
mod node;
mod requests;
mod services;
mod updates;
mod view;
mod wrong;

use ask::Ask;
use base::{Act, Routes};
use node::Node;
use wrong::Wrong;

/// Where the interface stands.
const ROOT: &str = "/open311/v2";

/// The addresses of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/open311/discovery", Act::SeePublic, discovery::show)
        .get("/open311/v2/discovery", Act::SeePublic, discovery::show)
        .get("/open311/v2/services", Act::SeePublic, services::list)
        .get(
            "/open311/v2/services/{code}",
            Act::SeePublic,
            services::show,
        )
        .get("/open311/v2/requests", Act::SeePublic, requests::list)
        .post("/open311/v2/requests", Act::FileConcern, file::file)
        .get("/open311/v2/requests/{id}", Act::SeePublic, requests::show)
        .get("/open311/v2/tokens/{token}", Act::SeePublic, file::token)
        .get(
            "/open311/v2/servicerequestupdates",
            Act::SeePublic,
            updates::list,
        )
        .post(
            "/open311/v2/servicerequestupdates",
            Act::FileConcern,
            updates::hear,
        )
        .get("/open311/v2/{*rest}", Act::SeePublic, wrong::nothing)
}
