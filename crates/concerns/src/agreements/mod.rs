//! Agreements to share: with which agency, for what, what may go across, from when until when.

mod agreement;
mod end;
mod list;
mod record;
mod review;
pub mod store;

pub use agreement::{Agreement, AgreementId, CannotAgree, Purpose, SOON};

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/admin/agreements", Act::ManageAgreements, list::show)
        .get("/admin/agreements/new", Act::ManageAgreements, record::show)
        .post(
            "/admin/agreements/new",
            Act::ManageAgreements,
            record::record,
        )
        .get(
            "/admin/agreements/{id}/review",
            Act::ManageAgreements,
            review::show,
        )
        .post(
            "/admin/agreements/{id}/review",
            Act::ManageAgreements,
            review::review,
        )
        .get(
            "/admin/agreements/{id}/end",
            Act::ManageAgreements,
            end::show,
        )
        .post(
            "/admin/agreements/{id}/end",
            Act::ManageAgreements,
            end::end,
        )
}
