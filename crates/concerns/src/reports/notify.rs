//! Mail to reporters who asked to hear: that there is news, and nothing of what it is.

use anyhow::Result;
use base::{
    Desk, House, Permit,
    closed::Turn,
    mail::{Message, Post, is_address},
};
use chrono::Duration;

use super::store;
use crate::concerns::{Concern, Reach};

/// There is news about a concern: whoever reported it and asked for it gets mail. Nobody anonymous ever does.
///
/// # Errors
/// When the closed store cannot be written.
pub async fn news(desk: &Desk, permit: &Permit, concern: &Concern) -> Result<()> {
    if concern.reach != Reach::Updates {
        return Ok(());
    }
    let mut turn = Turn::unseen(desk.house()).await?;
    store::add_notice(&mut turn, permit, concern.id, desk.now()).await?;
    turn.keep().await
}

/// Sends the notices that wait. Says how many went. The address is opened, used, and kept nowhere else.
///
/// # Errors
/// When the closed store fails. A server that refuses is tried again after 1, 2, 4 ... minutes.
pub async fn notify(house: &House, post: &Post) -> Result<usize> {
    if matches!(post, Post::Nowhere) {
        return Ok(0);
    }
    let mut turn = Turn::unseen(house).await?;
    if !turn.can_open() {
        return Ok(0);
    }
    let now = house.clock().now();
    let mut letters = Vec::new();
    for (notice, concern, tries) in store::take_notices(&mut turn, now).await? {
        let reporter = store::reporter(&mut turn, concern).await?;
        letters.push((notice, tries, reporter.map(|it| it.email)));
    }
    turn.keep().await?;
    let place = house.place();
    let subject = format!("News from {}", place.partnership);
    let body = format!(
        "There is news about something you told us.\n\nRead it with your receipt: {}/reports/receipt\n\nWe write nothing about it in this mail. \
         To get no more of these, say so on that page.\n\n{}\n",
        house.settings().address,
        place.partnership_long
    );
    let mut sent = 0;
    for (notice, tries, email) in letters {
        let outcome = match email.filter(|email| is_address(email)) {
            Some(email) => {
                let message = Message::passing(&email, &subject, &body, now);
                post.send(&message).await.is_ok()
            }
            // Nobody to write to any more.
            None => true,
        };
        let mut turn = Turn::unseen(house).await?;
        if outcome {
            store::sent(&mut turn, notice, now).await?;
            sent += 1;
        } else {
            // What the server said may quote the address: it is not logged.
            tracing::warn!("a notice to a reporter was refused by the mail server");
            let minutes = (1_i64 << tries.clamp(0, 10)).min(1_440);
            store::failed(&mut turn, notice, now + Duration::minutes(minutes)).await?;
        }
        turn.keep().await?;
    }
    Ok(sent)
}
