//! What waits for whoever reads reports of hate crime: those that are new, and those on which somebody wrote back.

use anyhow::Result;
use base::{Act, Desk, WardId, permits};
use chrono::NaiveDate;

use super::store;

/// A report that waits. Nothing of it says what it is about.
#[derive(Clone, Debug)]
pub struct Waits {
    /// In which ward.
    pub ward: WardId,
    /// What to do.
    pub title: String,
    /// Where.
    pub path: String,
    /// Since when.
    pub since: NaiveDate,
}

/// What waits for whoever asks.
///
/// # Errors
/// When the store cannot be read.
pub async fn waiting_for_me(desk: &mut Desk) -> Result<Vec<Waits>> {
    if !permits::may_somewhere(desk.who(), Act::WorkHateReport) {
        return Ok(Vec::new());
    }
    let mut all = store::waiting(desk.tx()).await?;
    all.retain(|it| desk.may(Act::WorkHateReport, it));
    let waits = all.into_iter().map(|it| {
        let what = match it.wrote_back_on {
            Some(_) => "They wrote back",
            None => "Read what came in",
        };
        Waits {
            ward: it.ward,
            title: format!("{what}: report {}", it.reference),
            path: it.path(),
            since: it.wrote_back_on.unwrap_or(it.received_on),
        }
    });
    Ok(waits.collect())
}
