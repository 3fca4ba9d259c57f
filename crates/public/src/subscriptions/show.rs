//! What a subscription is about, and choosing anew. The page does not show
//! the address: a forwarded mail tells nobody whose it is.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line, On, Stop};
use chrono::Duration;
use wards::{Atlas, atlas};
use web::{Fields, Frame, form_page};

use super::{
    gone, hash_of, private, store,
    subscription::{Choice, LINK_DAYS, Pace, Subscription, ward_options},
};
use crate::events::updates::Kind;

#[derive(Template)]
#[template(path = "subscriptions/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    token: String,
    changed: bool,
    wards: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    paces: Vec<(String, String)>,
}

/// The subscription that a link of a mail opens.
pub(super) async fn find(desk: &mut Desk, token: &str) -> anyhow::Result<Option<Subscription>> {
    let Some(hash) = hash_of(token) else {
        return Ok(None);
    };
    let since = desk.now() - Duration::days(LINK_DAYS);
    store::of_link(desk.tx(), &hash, since).await
}

fn draw(desk: &Desk, atlas: &Atlas, token: String, form: Fields, changed: bool) -> Answer {
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(desk, "Your updates by e-mail").wrong(wrong),
        token,
        changed,
        wards: ward_options(atlas, &desk.place().name),
        kinds: web::options!(Kind),
        paces: web::options!(Pace),
        form,
    };
    private(form_page(desk, wrong, &page))
}

/// The choice as it stands.
pub(super) async fn show(mut desk: Desk, Path(token): Path<String>) -> Answer {
    let Some(it) = find(&mut desk, &token).await? else {
        return gone(&desk);
    };
    let atlas = atlas(&mut desk).await?;
    draw(&desk, &atlas, token, it.choice.filled(&atlas), false)
}

/// Keeps another choice.
pub(super) async fn change(mut desk: Desk, Path(token): Path<String>, mut form: Fields) -> Answer {
    let permit = desk.permit(Act::GetUpdates, &On::default())?;
    let Some(mut it) = find(&mut desk, &token).await? else {
        return gone(&desk);
    };
    let atlas = atlas(&mut desk).await?;
    let Some(choice) = Choice::read(&mut form, &atlas) else {
        return draw(&desk, &atlas, token, form, false);
    };
    match desk.once(form.press()).await {
        // The same page for a second press. It does not lead on to an address
        // that is a secret, because the store would keep it.
        Err(Stop::AlreadyDone(_)) => {
            return draw(&desk, &atlas, token, it.choice.filled(&atlas), true);
        }
        taken => taken?,
    }
    it.next_at = choice.next(desk.now());
    it.choice = choice;
    store::change(desk.tx(), &permit, &it).await?;
    desk.tell(Line::of("changed", "subscription", it.id))
        .await?;
    let answer = draw(&desk, &atlas, token, it.choice.filled(&atlas), true)?;
    desk.keep().await?;
    Ok(answer)
}
