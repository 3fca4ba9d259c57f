//! On the page of a concern: to whom it was passed, and the way to pass it on.

use anyhow::Result;
use base::{Act, Desk, agencies::Agency, clock};
use wards::Atlas;

use super::{Referral, Shown, shown, store};
use crate::{Concern, agreements};

/// What the page of a concern shows of it.
#[derive(Clone, Debug, Default)]
pub struct OnConcern {
    /// Those that whoever asks may see, oldest first.
    pub rows: Vec<Shown>,
    /// Where it is passed on, for whoever may; empty: they may not, or no agreement is in force.
    pub refer_path: String,
    /// Whether they may, but no agreement is in force.
    pub no_agreement: bool,
    /// Agencies that opened how to reach the reporter, each with the day of its last look.
    pub reached: Vec<(String, String)>,
}

/// What the page of a concern shows of it.
///
/// # Errors
/// When the store cannot be read.
pub async fn on_concern(
    desk: &mut Desk,
    atlas: &Atlas,
    agencies: &[Agency],
    concern: &Concern,
) -> Result<OnConcern> {
    let all = store::of_concern(desk.tx(), concern.id).await?;
    let rows = all
        .iter()
        .filter(|it| desk.may(Act::SeeReferrals, *it))
        .map(|it| shown::shown(desk, atlas, agencies, it))
        .collect();
    let reached = reached(agencies, &all);
    let may = concern.is_open() && desk.may(Act::Refer, concern);
    let today = desk.today();
    let agreed = may
        && agreements::store::on(desk.tx(), today)
            .await?
            .iter()
            .any(|it| it.purpose.fits_a_concern());
    Ok(OnConcern {
        rows,
        refer_path: if agreed {
            format!("{}/refer", concern.path())
        } else {
            String::new()
        },
        no_agreement: may && !agreed,
        reached,
    })
}

/// Which agencies opened how to reach the reporter, each with the day of its last look.
#[must_use]
pub fn reached(agencies: &[Agency], all: &[Referral]) -> Vec<(String, String)> {
    all.iter()
        .filter_map(|it| {
            let agency = agencies.iter().find(|agency| agency.id == it.agency)?;
            let on = clock::long_day(clock::day(it.reached_at?));
            Some((agency.name.clone(), on))
        })
        .collect()
}
