//! A burst: many concerns of one kind, close together in time and place, or very many in one ward. The team reads them as one
//! line, so that a flood buries nothing.

use anyhow::Result;
use base::{Desk, Permit};
use chrono::Duration;

use super::store::{self, Beside};
use crate::{Concern, ConcernId, concerns::Reach, joins::metres};

/// No more than this are looked at: as many as the largest burst that a place may ask for.
const MOST: i64 = 100;

/// Sorts a concern that has just come in: it may be part of a burst. One more voice for another stands by itself until somebody
/// has read it. Called once for each that comes in.
///
/// # Errors
/// When the store cannot be written.
pub async fn sort(desk: &mut Desk, permit: &Permit, it: &Concern) -> Result<()> {
    if it.joined.is_some() {
        return Ok(());
    }
    let rules = desk.place().concerns.clone();
    // Of who stays anonymous only the day is known: then "at once" is "on that day", and the place must be known.
    let day_alone = it.reach == Reach::Anonymous;
    let since = if day_alone {
        it.requested_at
    } else {
        it.requested_at - Duration::minutes(i64::from(rules.burst_minutes))
    };
    let beside = store::beside(desk.tx(), it, since, MOST).await?;
    let is_flood = beside.len() >= rules.burst_ward as usize;
    let close: Vec<&Beside> = beside
        .iter()
        .filter(|other| is_flood || is_close(it, other, f64::from(rules.burst_metres), day_alone))
        .collect();
    if !is_flood && close.len() < rules.burst as usize {
        return Ok(());
    }
    let known = close.iter().find_map(|other| other.burst);
    let burst = known.unwrap_or_else(ConcernId::fresh);
    for other in close.iter().filter(|other| other.burst.is_none()) {
        store::in_burst(desk.tx(), permit, other.id, burst).await?;
    }
    Ok(())
}

/// Whether two are close. Without a point nobody can say: within the hour the ward counts, within a day it does not.
fn is_close(it: &Concern, other: &Beside, most: f64, day_alone: bool) -> bool {
    match (it.lon_e6.zip(it.lat_e6), other.point) {
        (Some(here), Some(there)) => metres(here, there) <= most,
        _ => !day_alone || it.id == other.id,
    }
}
