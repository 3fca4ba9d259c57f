//! A panel has closed a priority: everybody whose concern it was made of hears the result.

use anyhow::{Context as _, Result, bail};
use base::{Act, Desk, House, Line};
use concerns::{
    concerns::{self as room, ExternalStatus},
    measures,
};
use panels::priorities::{self, Priority};

use super::store;

/// How many are told in one transaction: a long one would keep everybody else from writing.
const BATCH: i64 = 200;

/// Tells them: a word on the page of each concern, and mail without details to whoever asked for it. Word and mark stand or fall
/// together, so nobody hears twice. Says how many were told.
///
/// # Errors
/// When the store fails; the next turn goes on from there.
pub async fn tell(house: &House) -> Result<usize> {
    let mut told = 0;
    loop {
        let some = batch(house).await?;
        told += some;
        if (some as i64) < BATCH {
            return Ok(told);
        }
    }
}

async fn batch(house: &House) -> Result<usize> {
    let mut tx = house.db().reading().await?;
    let waiting = store::untold(&mut tx, 1).await?.len();
    drop(tx);
    if waiting == 0 {
        return Ok(0);
    }
    let mut desk = Desk::of_the_house(house, Act::WorkConcern).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("telling of results is the program's own work");
    };
    let now = desk.now();
    let (mut priority, mut told): (Option<Priority>, usize) = (None, 0);
    for it in store::untold(desk.tx(), BATCH).await? {
        if !measures::store::told(desk.tx(), &permit, it.suggestion, it.concern, now).await? {
            continue;
        }
        if priority
            .as_ref()
            .is_none_or(|known| known.id != it.priority)
        {
            priority = priorities::store::find(desk.tx(), it.priority).await?;
        }
        let closed = priority.as_ref().context("a closed priority")?;
        let concern = room::store::find(desk.tx(), it.concern).await?;
        let concern = concern.context("a concern of a suggestion")?;
        let words = words(closed);
        room::say(
            &mut desk,
            &permit,
            &concern,
            ExternalStatus::Unchanged,
            words,
        )
        .await?;
        told += 1;
    }
    desk.tell(Line::of("told the result to", "concern", "all").with(told.to_string()))
        .await?;
    desk.keep().await?;
    Ok(told)
}

fn words(it: &Priority) -> String {
    let Some(closing) = &it.closing else {
        return format!("The panel's priority \"{}\" is closed.", it.title);
    };
    format!(
        "The panel made what you told us part of its priority \"{}\". It is closed now: {}. {}",
        it.title,
        closing.outcome.label().to_lowercase(),
        closing.result
    )
}
