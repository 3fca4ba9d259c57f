//! What the page of a concern says of a fly-tip, and the way to its record.

use base::{Desk, Stop};

use super::{RECORD, store};
use crate::Concern;

/// What stands on the page of a concern.
pub struct OnConcern {
    /// The page of the record.
    pub path: String,
    /// What is written down; empty: nothing yet.
    pub words: String,
}

/// Of a kind that is recorded like this; none of any other.
///
/// # Errors
/// When the store cannot be read.
pub async fn on_concern(desk: &mut Desk, it: &Concern) -> Result<Option<OnConcern>, Stop> {
    let service = desk.place().service(&it.service);
    if service.is_none_or(|service| service.record != RECORD) {
        return Ok(None);
    }
    let tip = store::find(desk.tx(), it.id).await?;
    let done = store::actions(desk.tx(), it.id).await?.len();
    Ok(Some(OnConcern {
        path: format!("{}/fly-tipping", it.path()),
        words: tip.map_or(String::new(), |tip| {
            let cleared = tip.cleared_on.map_or("not cleared yet".to_owned(), |day| {
                format!("cleared on {}", base::clock::long_day(day))
            });
            let actions = match done {
                0 => "nothing done about it yet".to_owned(),
                1 => "one thing done about it".to_owned(),
                n => format!("{n} things done about it"),
            };
            format!(
                "{}; {}; {}; {cleared}; {actions}.",
                tip.land.label(),
                tip.waste.label(),
                tip.size.label()
            )
        }),
    }))
}
