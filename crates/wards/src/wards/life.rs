//! A ward over time: what it was before, when it ended, what it is since.

use anyhow::Result;
use base::{WardId, clock, store::Tx};
use chrono::NaiveDate;

use super::{Ward, store};

/// A ward's days, and its neighbours in time.
#[derive(Clone, Debug)]
pub struct Life {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: Option<NaiveDate>,
    /// The wards it took ground of.
    pub before: Vec<Ward>,
    /// The wards that took its ground.
    pub since: Vec<Ward>,
}

impl Life {
    /// Whether it has ended.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.to.is_some()
    }

    /// "3 May 2022", the last day.
    #[must_use]
    pub fn ended(&self) -> String {
        self.to.map_or(String::new(), clock::plain_day)
    }

    /// "4 May 2022", the day before which there were other wards: the day after the last of them ended.
    #[must_use]
    pub fn began(&self) -> String {
        clock::plain_day(self.from)
    }
}

/// The life of a ward.
///
/// # Errors
/// When the store cannot be read.
pub async fn life(tx: &mut Tx, ward: WardId) -> Result<Life> {
    let (from, to) = store::days(tx, ward).await?;
    let before = store::before(tx, ward).await?;
    // A ward that kept its code and took in ground of another did not begin that day: the other one ended.
    let mut changed = from;
    for old in &before {
        if let (_, Some(last)) = store::days(tx, old.id).await? {
            changed = changed.max(last + chrono::Days::new(1));
        }
    }
    Ok(Life {
        from: changed,
        to,
        before,
        since: store::since(tx, ward).await?,
    })
}
