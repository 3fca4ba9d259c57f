//! The superintendent hears by mail, in the morning, which exceptions are to be looked at again.

use anyhow::{Result, bail};
use base::{Act, Desk, House, Line, Role, clock, people::store::holders};
use chrono::NaiveTime;

use super::store;
use crate::atlas;

/// Mails of the day are written from eight o'clock on.
const MORNING: u32 = 8;

/// Tells the superintendents of the ward, once, that the day of a review has
/// come. Says how many mails were written.
///
/// # Errors
/// When the store fails; then nobody was told, and the next turn does it.
pub async fn remind(house: &House) -> Result<usize> {
    let mut desk = Desk::of_the_house(house, Act::AuthoriseAbstraction).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("reminders are the program's own work");
    };
    let today = desk.today();
    let eight = NaiveTime::from_hms_opt(MORNING, 0, 0).expect("there is an eight o'clock");
    if desk.now() < clock::moment(today, eight) {
        return Ok(0);
    }
    let (mut written, mut told) = (0, false);
    for it in store::to_review(desk.tx(), today).await? {
        if !store::told_review(desk.tx(), &permit, &it).await? {
            continue;
        }
        let ward = atlas(&mut desk).await?.name(it.ward).to_owned();
        let link = format!("{}{}", desk.house().settings().address, it.path());
        for address in holders(desk.tx(), Role::Superintendent, it.ward, today).await? {
            let subject = format!("{ward}: an exception is to be looked at again");
            let body = format!(
                "An exception for time taken from the ward team of {ward} is to be looked at again.\n\nWrite down what you find here: {link}"
            );
            desk.mail(&address, &subject, &body).await?;
            written += 1;
        }
        desk.tell(Line::of("reminded", "abstraction", it.id).with("review"))
            .await?;
        told = true;
    }
    if told {
        desk.keep().await?;
    }
    Ok(written)
}
