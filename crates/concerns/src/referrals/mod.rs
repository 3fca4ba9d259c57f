//! Referrals: a concern, or an action of a panel, is passed to an agency, which accepts it, asks, declines or does it, until the referrer has checked.

mod accept;
mod answer;
mod ask;
mod close;
mod decline;
mod done;
mod give_back;
mod lead;
mod list;
pub(crate) mod mail;
mod note;
mod on_concern;
mod pass_on;
mod refer;
mod referral;
mod remind;
mod reporter;
mod revoke;
mod show;
mod shown;
mod step;
pub mod store;

pub use mail::tell_agency;
pub use on_concern::{OnConcern, is_agreed, of_action, on_concern, reached};
pub use pass_on::{Matter, form, pass_on};
pub use referral::{About, CannotRefer, Referral, ReferralId, ReferralState, Side, Word, lead_of};
pub use remind::remind;
pub use shown::{Shown, Waits, waiting_for_me};
pub use store::late_by_agency;

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/referrals", Act::SeeReferrals, list::show)
        .get("/desk/referrals/new", Act::Refer, refer::start)
        .get("/desk/concerns/{id}/refer", Act::Refer, refer::show)
        .post("/desk/concerns/{id}/refer", Act::Refer, refer::refer)
        .get("/desk/referrals/{reference}", Act::SeeReferrals, show::show)
        .post(
            "/desk/referrals/{reference}/accept",
            Act::AnswerReferral,
            accept::accept,
        )
        .post(
            "/desk/referrals/{reference}/ask",
            Act::AnswerReferral,
            ask::ask,
        )
        .post(
            "/desk/referrals/{reference}/decline",
            Act::AnswerReferral,
            decline::decline,
        )
        .get(
            "/desk/referrals/{reference}/reporter",
            Act::ReachReporter,
            reporter::show,
        )
        .post(
            "/desk/referrals/{reference}/reporter",
            Act::ReachReporter,
            reporter::open,
        )
        .post(
            "/desk/referrals/{reference}/note",
            Act::AnswerReferral,
            note::note,
        )
        .post(
            "/desk/referrals/{reference}/done",
            Act::AnswerReferral,
            done::done,
        )
        .post(
            "/desk/referrals/{reference}/answer",
            Act::Refer,
            answer::answer,
        )
        .post("/desk/referrals/{reference}/lead", Act::Refer, lead::lead)
        .post(
            "/desk/referrals/{reference}/revoke",
            Act::Refer,
            revoke::revoke,
        )
        .post(
            "/desk/referrals/{reference}/close",
            Act::Refer,
            close::close,
        )
        .post(
            "/desk/referrals/{reference}/give-back",
            Act::Refer,
            give_back::give_back,
        )
}
