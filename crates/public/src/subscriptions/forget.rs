//! Addresses that nobody confirmed are forgotten, and links of old mails.

use anyhow::{Result, bail};
use base::{Act, Desk, House, Line, mail};
use chrono::Duration;

use super::{
    store,
    subscription::{CONFIRM_HOURS, LINK_DAYS},
};

/// Deletes what was asked for and not confirmed within 48 hours, with the
/// mail that asked, and the links of mails that are older than 400 days. Says
/// how many addresses were forgotten.
///
/// # Errors
/// When the store cannot be written.
pub async fn forget(house: &House) -> Result<usize> {
    let mut desk = Desk::of_the_house(house, Act::GetUpdates).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("forgetting is the program's own work");
    };
    let now = desk.now();
    let links = store::forget_links(desk.tx(), &permit, now - Duration::days(LINK_DAYS)).await?;
    let before = now - Duration::hours(CONFIRM_HOURS);
    let late = store::unconfirmed(desk.tx(), before).await?;
    for it in &late {
        store::forget(desk.tx(), &permit, it.id).await?;
        if !store::knows(desk.tx(), &it.address).await? {
            mail::forget_list(desk.tx(), &it.address).await?;
        }
    }
    if links > 0 || !late.is_empty() {
        let line = Line::of("forgot", "subscription", "not confirmed");
        desk.tell(line.with(late.len().to_string())).await?;
        desk.keep().await?;
    }
    Ok(late.len())
}
