//! On the page of a concern: to whom it was passed, and the way to pass it on.

use anyhow::Result;
use base::{
    Act, Desk,
    agencies::{self, Agency},
    clock,
};
use uuid::Uuid;
use wards::Atlas;

use super::{About, Referral, Shown, shown, store};
use crate::{
    Concern,
    agreements::{self, Purpose},
};

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
    let all = store::about(desk.tx(), About::Concern(concern.id)).await?;
    let rows = all
        .iter()
        .filter(|it| desk.may(Act::SeeReferrals, *it))
        .map(|it| shown::shown(desk, atlas, agencies, it))
        .collect();
    let reached = reached(agencies, &all);
    let may = concern.is_open() && desk.may(Act::Refer, concern);
    let agreed = may && is_agreed(desk, Purpose::fits_a_concern).await?;
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

/// Whether an agreement that fits is in force: without one there is no button.
///
/// # Errors
/// When the store cannot be read.
pub async fn is_agreed(desk: &mut Desk, fits: fn(Purpose) -> bool) -> Result<bool> {
    let today = desk.today();
    let in_force = agreements::store::on(desk.tx(), today).await?;
    Ok(in_force.iter().any(|it| fits(it.purpose)))
}

/// To whom an action was passed, for whoever may see it, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_action(desk: &mut Desk, id: Uuid) -> Result<Vec<Shown>> {
    let mut all = store::about(desk.tx(), About::Action(id)).await?;
    all.retain(|it| desk.may(Act::SeeReferrals, it));
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let atlas = wards::atlas(desk).await?;
    let agencies = agencies::all(desk.tx()).await?;
    let rows = all
        .iter()
        .map(|it| shown::shown(desk, &atlas, &agencies, it));
    Ok(rows.collect())
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
