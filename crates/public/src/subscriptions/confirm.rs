//! Whoever reads the mail confirms that they want updates.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line, On};
use wards::atlas;
use web::{Frame, page};

use super::{gone, hash_of, mails, news, private, store, subscription::Subscription};

#[derive(Template)]
#[template(path = "subscriptions/confirm.html")]
struct Page {
    frame: Frame,
    token: String,
    choice: String,
    confirmed: bool,
}

async fn find(desk: &mut Desk, token: &str) -> anyhow::Result<Option<Subscription>> {
    let Some(hash) = hash_of(token) else {
        return Ok(None);
    };
    let (found, now) = (store::of_confirm(desk.tx(), &hash).await?, desk.now());
    Ok(found.filter(|it| it.opens(now)))
}

async fn draw(desk: &mut Desk, it: &Subscription, token: String, confirmed: bool) -> Answer {
    let atlas = atlas(desk).await?;
    let title = if confirmed {
        "You get updates"
    } else {
        "Confirm that you want updates"
    };
    let page_ = Page {
        frame: Frame::of(desk, title),
        token,
        choice: mails::choice_in_words(desk, &atlas, &it.choice),
        confirmed,
    };
    private(page(desk, &page_))
}

/// A page with one button. Opening the address confirms nothing: programs
/// that look for viruses open every link in a mail.
pub(super) async fn show(mut desk: Desk, Path(token): Path<String>) -> Answer {
    match find(&mut desk, &token).await? {
        Some(it) => draw(&mut desk, &it, token, it.confirmed_at.is_some()).await,
        None => gone(&desk),
    }
}

/// Confirms it. A second press shows the same page and does nothing more, so
/// this form needs no token of its own.
pub(super) async fn confirm(mut desk: Desk, Path(token): Path<String>) -> Answer {
    let permit = desk.permit(Act::GetUpdates, &On::default())?;
    let Some(mut it) = find(&mut desk, &token).await? else {
        return gone(&desk);
    };
    if it.confirmed_at.is_some() {
        return draw(&mut desk, &it, token, true).await;
    }
    let now = desk.now();
    // What is public already is no news for it.
    it.told = news::notice(&mut desk, &permit).await?.newest;
    it.next_at = it.choice.next(now);
    store::confirm(desk.tx(), &permit, &it, now).await?;
    if let Some(hash) = hash_of(&token) {
        store::link(desk.tx(), &permit, it.id, &hash, now).await?;
    }
    desk.tell(Line::of("confirmed", "subscription", it.id))
        .await?;
    let answer = draw(&mut desk, &it, token, true).await?;
    desk.keep().await?;
    Ok(answer)
}
