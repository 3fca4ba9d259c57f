//! What waits for whoever answers calls: the next clock of each.

use anyhow::Result;
use base::{Act, Desk, WardId, clock, permits};
use chrono::{DateTime, Duration, NaiveTime, Utc};

use super::{RapidResponse, store};

/// A clock of a call that waits for whoever asks.
#[derive(Clone, Debug)]
pub struct Waits {
    /// In which ward.
    pub ward: WardId,
    /// What to do.
    pub title: String,
    /// Where.
    pub path: String,
    /// Until when.
    pub due: DateTime<Utc>,
    /// How long is left, in words.
    pub left: String,
    /// Whether its time is over.
    pub late: bool,
}

/// The next clock of each call that whoever asks may work on.
///
/// # Errors
/// When the store cannot be read.
pub async fn waiting_for_me(desk: &mut Desk) -> Result<Vec<Waits>> {
    if !permits::may_somewhere(desk.who(), Act::WorkRapidResponse) {
        return Ok(Vec::new());
    }
    let now = desk.now();
    let mut all = store::open(desk.tx()).await?;
    all.retain(|it| desk.may(Act::WorkRapidResponse, it));
    Ok(all.iter().filter_map(|it| next(it, now)).collect())
}

fn next(it: &RapidResponse, now: DateTime<Utc>) -> Option<Waits> {
    let waits = |title: &str, due, left, late| Waits {
        ward: it.ward,
        title: format!("{title}: call {}", it.reference),
        path: it.path(),
        due,
        left,
        late,
    };
    let clocks = [
        ("Decide whether somebody goes", it.deciding(), it.decided_at),
        ("Reach them", it.reaching(), it.reached_at),
    ];
    for (title, clock, done) in clocks {
        if let (Some(clock), None) = (clock, done) {
            let (due, late) = (clock.end(now), clock.late(now).is_some());
            return Some(waits(title, due, clock.words(now), late));
        }
    }
    let (which, day) = it.follow_ups().into_iter().next()?;
    let end = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
    let due = clock::moment(day, end);
    let soon = due - now < Duration::days(7);
    let title = format!("{which} follow-up");
    soon.then(|| {
        waits(
            &title,
            due,
            format!("By {}", clock::plain_day(day)),
            due < now,
        )
    })
}
