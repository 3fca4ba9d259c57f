//! How many concerns nobody has read, for a list of what waits.

use anyhow::Result;
use base::{Act, Desk, WardId, permits};
use chrono::{DateTime, Utc};

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
