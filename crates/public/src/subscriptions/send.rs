//! What is new goes to whoever asked for it: at once, or on Monday morning.

use anyhow::{Result, bail};
use base::{Act, Desk, House, Line, Permit, secrets};
use wards::{Atlas, atlas};

use super::{
    mails,
    news::{self, News},
    store,
    subscription::Subscription,
};

/// How many readers are written to in one transaction: a long one would keep
/// everybody else from writing.
const BATCH: i64 = 200;

fn permit(desk: &Desk) -> Result<Permit> {
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("updates are the program's own work");
    };
    Ok(permit)
}

/// Writes one mail to everybody for whom there is something new. The mail and
/// the mark of what was told stand or fall together, so whoever stops the
/// program in the middle makes nobody hear twice. Says how many were written.
///
/// # Errors
/// When the store fails; the next turn goes on from there.
pub async fn send(house: &House) -> Result<usize> {
    let mut desk = Desk::of_the_house(house, Act::GetUpdates).await?;
    let permit = permit(&desk)?;
    let news = news::notice(&mut desk, &permit).await?;
    if news.fresh > 0 {
        let line = Line::of("noticed", "updates", news.newest);
        desk.tell(line.with(news.fresh.to_string())).await?;
        desk.keep().await?;
    } else {
        drop(desk);
    }
    let mut written = 0;
    loop {
        let (some, more) = batch(house, &news).await?;
        written += some;
        if !more {
            return Ok(written);
        }
    }
}

/// Writes to a few. Says how many mails were written, and whether more readers wait.
async fn batch(house: &House, news: &News) -> Result<(usize, bool)> {
    let mut desk = Desk::of_the_house(house, Act::GetUpdates).await?;
    let permit = permit(&desk)?;
    let (atlas, now) = (atlas(&mut desk).await?, desk.now());
    let due = store::due(desk.tx(), news.newest, now, BATCH).await?;
    let (mut written, mut marked) = (0, 0);
    for it in &due {
        // Another program that was quicker may have told of more than this one knows.
        let told = it.told.max(news.newest);
        let next = it.choice.next(now);
        if !store::mark(desk.tx(), &permit, it, told, next).await? {
            continue;
        }
        marked += 1;
        if write(&mut desk, &permit, &atlas, it, news).await? {
            written += 1;
        }
    }
    if marked > 0 {
        let line = Line::of("sent updates", "subscription", "all");
        desk.tell(line.with(written.to_string())).await?;
        desk.keep().await?;
    }
    // Where none could be marked, another program is at it.
    let more = marked > 0 && i64::try_from(due.len())? == BATCH;
    Ok((written, more))
}

/// One mail, if there is anything for it.
async fn write(
    desk: &mut Desk,
    permit: &Permit,
    atlas: &Atlas,
    it: &Subscription,
    news: &News,
) -> Result<bool> {
    let items = news.of(it);
    if items.is_empty() {
        return Ok(false);
    }
    let (token, now) = (secrets::token(), desk.now());
    store::link(desk.tx(), permit, it.id, &secrets::hash(&token), now).await?;
    mails::news(desk, atlas, it, &items, &token).await?;
    Ok(true)
}
