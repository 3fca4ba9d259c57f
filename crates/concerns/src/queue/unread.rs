//! How many concerns nobody has read, and on how many somebody wrote back, for a list of what waits.

use anyhow::Result;
use base::{Act, Desk, WardId, permits};
use chrono::{DateTime, NaiveDate, Utc};

use super::{filter::Filter, store};

/// What nobody has read of a ward.
#[derive(Clone, Copy, Debug)]
pub struct Unread {
    /// The ward.
    pub ward: WardId,
    /// How many.
    pub count: i64,
    /// Until when the first of them should be read.
    pub read_by: DateTime<Utc>,
}

/// On how many concerns of a ward somebody wrote back.
#[derive(Clone, Copy, Debug)]
pub struct WroteBack {
    /// The ward.
    pub ward: WardId,
    /// How many.
    pub count: i64,
    /// Since when on the first of them.
    pub since: NaiveDate,
}

/// On how many somebody wrote back, as far as whoever asks may work on them.
///
/// # Errors
/// When the store cannot be read.
pub async fn wrote_back(desk: &mut Desk) -> Result<Vec<WroteBack>> {
    if !permits::may_somewhere(desk.who(), Act::WorkConcern) {
        return Ok(Vec::new());
    }
    let filter = Filter::everything(desk);
    let rows = store::wrote_back(desk.tx(), &filter).await?;
    let all = rows
        .into_iter()
        .map(|(ward, count, since)| WroteBack { ward, count, since });
    Ok(all.collect())
}

/// By ward, as far as whoever asks may work on them.
///
/// # Errors
/// When the store cannot be read.
pub async fn unread(desk: &mut Desk) -> Result<Vec<Unread>> {
    if !permits::may_somewhere(desk.who(), Act::WorkConcern) {
        return Ok(Vec::new());
    }
    let filter = Filter::everything(desk);
    let now = desk.now();
    let rows = store::unread(desk.tx(), &filter).await?;
    let unread = rows.into_iter().map(|(ward, count, by)| Unread {
        ward,
        count,
        read_by: by.unwrap_or(now),
    });
    Ok(unread.collect())
}
