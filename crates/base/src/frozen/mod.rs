//! What was counted of a time that is over, kept as it stood. A public table that were counted anew at each look would show whoever
//! looks every day what changed in between, and that is one person.

mod store;

use anyhow::Context as _;
use chrono::NaiveDate;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Desk, Line, Stop, clock};

/// Counts, and when they were taken.
#[derive(Clone, Debug)]
pub struct Frozen<T> {
    /// What was counted.
    pub counts: T,
    /// As it stood on this day.
    pub on: NaiveDate,
}

impl<T> Frozen<T> {
    /// "1 October 2026".
    #[must_use]
    pub fn day(&self) -> String {
        clock::plain_day(self.on)
    }
}

/// What was counted of a period, if anyone looked at it before.
///
/// # Errors
/// When the store cannot be read.
pub async fn find<T: DeserializeOwned>(
    desk: &mut Desk,
    what: &'static str,
    period: &str,
) -> Result<Option<Frozen<T>>, Stop> {
    let found = store::find(desk.tx(), what, period).await?;
    Ok(found.map(thaw).transpose()?)
}

/// Keeps what was counted of a period that is over, on a desk of the house. Where somebody else was quicker, theirs stands.
///
/// # Errors
/// When the store cannot be written.
pub async fn keep<T: Serialize + DeserializeOwned>(
    mut desk: Desk,
    what: &'static str,
    period: &str,
    counts: &T,
) -> Result<Frozen<T>, Stop> {
    let permit = desk.permit_of_the_house()?;
    let contents = serde_json::to_string(counts).context("freezing counts")?;
    let today = desk.today();
    let is_first = store::add(desk.tx(), &permit, what, period, &contents, today).await?;
    let kept = store::find(desk.tx(), what, period).await?;
    let kept = kept.context("counts were frozen and are not there")?;
    if is_first {
        desk.tell(Line::of("counted for good", what, period))
            .await?;
        desk.keep().await?;
    }
    Ok(thaw(kept)?)
}

fn thaw<T: DeserializeOwned>((contents, on): (String, NaiveDate)) -> anyhow::Result<Frozen<T>> {
    let counts = serde_json::from_str(&contents).context("reading frozen counts")?;
    Ok(Frozen { counts, on })
}
