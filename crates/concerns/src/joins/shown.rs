//! What belongs to a concern, as its page shows it: its voices, what is likely the same, what else happened at the place.

use anyhow::Result;
use base::{Act, Desk, agencies::Agency};
use chrono::Duration;
use wards::Atlas;

use super::{
    near::{around, metres},
    store,
};
use crate::{
    Concern,
    concerns::{
        self,
        shown::{Shown, shown},
    },
};

/// Metres within which one of the same kind is likely the same.
const SAME: f64 = 200.0;
/// Days for which it is.
const SAME_DAYS: i64 = 60;
/// Metres that are one place.
const PLACE: f64 = 50.0;
/// Days for which a place is remembered.
const PLACE_DAYS: i64 = 365;
/// Rows on the page.
const ROWS: usize = 10;

/// A concern near another.
pub(crate) struct Near {
    pub concern: Shown,
    /// "40 metres away".
    pub away: String,
}

/// What belongs to a concern.
pub(crate) struct Together {
    /// The concern that it is a voice for.
    pub lead: Option<Shown>,
    pub voices: Vec<Shown>,
    /// How many people have said so, when there are several.
    pub people: usize,
    pub same: Vec<Near>,
    pub place: Vec<Near>,
    /// How many more there were at the place, of any kind, in a year.
    pub at_place: usize,
    pub urgent: bool,
}

/// What belongs to a concern, as far as whoever asks may see it.
pub(crate) async fn together(
    desk: &mut Desk,
    atlas: &Atlas,
    agencies: &[Agency],
    it: &Concern,
) -> Result<Together> {
    let lead = match it.joined {
        None => None,
        Some(id) => concerns::store::find(desk.tx(), id).await?,
    };
    let voices = store::voices(desk.tx(), it.id).await?;
    let mut same = Vec::new();
    let mut place = Vec::new();
    if let Some(here) = it.lon_e6.zip(it.lat_e6) {
        let now = desk.now();
        let mine: Vec<_> = voices.iter().map(|it| it.id).collect();
        let known = |other: &Concern| {
            mine.contains(&other.id) || lead.as_ref().is_some_and(|lead| lead.id == other.id)
        };
        let since = now - Duration::days(SAME_DAYS);
        let square = around(here, SAME);
        let found = store::around(desk.tx(), it, square, Some(&it.service), since).await?;
        same = near(desk, here, found, SAME);
        same.retain(|(_, other)| other.is_open() && !known(other) && other.ward == it.ward);
        let since = now - Duration::days(PLACE_DAYS);
        let found = store::around(desk.tx(), it, around(here, PLACE), None, since).await?;
        place = near(desk, here, found, PLACE);
    }
    let at_place = place.len();
    let people = if voices.is_empty() {
        0
    } else {
        voices.len() + 1
    };
    let draw = |rows: Vec<(f64, Concern)>| {
        let near = |(away, it): (f64, Concern)| Near {
            concern: shown(desk, atlas, agencies, &it),
            away: format!("{:.0} metres away", (away / 10.0).round() * 10.0),
        };
        rows.into_iter().take(ROWS).map(near).collect()
    };
    let (same, place) = (draw(same), draw(place));
    let urgent = store::is_urgent(desk.tx(), it.id).await?;
    let in_words = |it: &Concern| shown(desk, atlas, agencies, it);
    Ok(Together {
        lead: lead.as_ref().map(in_words),
        voices: voices.iter().map(in_words).collect(),
        people,
        same,
        place,
        at_place,
        urgent,
    })
}

/// Those that are near and may be seen, the nearest first.
fn near(desk: &Desk, here: (i64, i64), found: Vec<Concern>, most: f64) -> Vec<(f64, Concern)> {
    let mut near: Vec<_> = found
        .into_iter()
        .filter(|it| desk.may(Act::SeeConcerns, it))
        .filter_map(|it| Some((metres(here, it.lon_e6.zip(it.lat_e6)?), it)))
        .filter(|(away, _)| *away <= most)
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    near
}
