//! Panel meetings, for anyone: before (agenda, papers) and after (decisions,
//! minutes).

mod all;
mod list;
mod papers;
mod show;
pub(crate) mod table;

use base::{Act, Desk, OrNotFound as _, Routes, Stop};
use panels::meetings::{self, Meeting};
use wards::Ward;

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/meetings", Act::SeePublic, all::show)
        .get("/wards/{ward}/meetings", Act::SeePublic, list::show)
        .get("/wards/{ward}/meetings/{date}", Act::SeePublic, show::show)
        .get(
            "/wards/{ward}/meetings/{date}/papers",
            Act::SeePublic,
            papers::show,
        )
}

/// The meeting of an address.
async fn find(desk: &mut Desk, slug: &str, date: &str) -> Result<(Ward, Meeting), Stop> {
    let ward = crate::wards::find(desk, slug).await?;
    let day = base::clock::written_day(date).or_not_found()?;
    let meeting = meetings::store::on_day(desk.tx(), ward.id, day)
        .await?
        .or_not_found()?;
    Ok((ward, meeting))
}
