//! Somebody asks for updates by e-mail. The answer is the same whether or not
//! the address is known.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Query;
use base::{Act, Answer, Desk, Line, On, Permit, Stop, mail, people, secrets};
use chrono::Duration;
use wards::{Atlas, atlas};
use web::{Fields, Frame, form_page, page};

use super::{
    mails, store,
    subscription::{CONFIRM_HOURS, Choice, Pace, Subscription, SubscriptionId, ward_options},
};
use crate::events::updates::Kind;

/// Mails that answer an address in a day: enough for somebody who mistyped,
/// too few to pester a stranger.
const MOST_A_DAY: i64 = 3;
/// Mails that answer anyone in five minutes. The program knows nobody's
/// source address, so this is the limit on a flood from one.
const MOST_AT_ONCE: i64 = 100;

#[derive(Template)]
#[template(path = "subscriptions/ask.html")]
struct Page {
    frame: Frame,
    form: Fields,
    wards: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    paces: Vec<(String, String)>,
    hours: i64,
}

#[derive(Template)]
#[template(path = "subscriptions/sent.html")]
struct Sent {
    frame: Frame,
    hours: i64,
}

/// The form; `?ward=` ticks a ward.
pub(super) async fn show(mut desk: Desk, Query(query): Query<HashMap<String, String>>) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let mut form = Fields::fresh().with("pace", Pace::Weekly.word());
    if let Some(ward) = query.get("ward").and_then(|slug| atlas.by_slug(slug)) {
        form = form.and("ward", &ward.slug);
    }
    for kind in Kind::ALL {
        form = form.and("kind", kind.word());
    }
    draw(&desk, &atlas, form)
}

fn draw(desk: &Desk, atlas: &Atlas, form: Fields) -> Answer {
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(desk, "Updates by e-mail")
            .about("Hear by e-mail what is new in your ward, without an account.")
            .wrong(wrong)
            .crumb("/", "Home")
            .crumb("", "Updates by e-mail"),
        wards: ward_options(atlas, &desk.place().name),
        kinds: web::options!(Kind),
        paces: web::options!(Pace),
        hours: CONFIRM_HOURS,
        form,
    };
    form_page(desk, wrong, &page)
}

/// Sends a mail with the link that confirms; to an address that gets updates
/// already, one with the link that changes them.
pub(super) async fn ask(mut desk: Desk, mut form: Fields) -> Answer {
    let permit = desk.permit(Act::GetUpdates, &On::default())?;
    let atlas = atlas(&mut desk).await?;
    let choice = Choice::read(&mut form, &atlas);
    let address = people::plain_email(&form.words("email", 254, "Write your e-mail address"));
    if !address.is_empty() && !mail::is_address(&address) {
        form.error("email", "Write one e-mail address, like name@example.org");
    }
    let (Some(choice), false) = (choice, form.wrong()) else {
        return draw(&desk, &atlas, form);
    };
    desk.once(form.press()).await?;
    let now = desk.now();
    let lately = mail::sent_to(desk.tx(), mails::ASKED, None, now - Duration::minutes(5)).await?;
    if lately >= MOST_AT_ONCE {
        form.error("email", "Very many people have asked in the last minutes. What you chose is still here: send it again in five minutes.");
        return draw(&desk, &atlas, form);
    }
    let id = answer(&mut desk, &permit, &atlas, choice, address).await?;
    desk.tell(Line::of("asked for updates", "subscription", id))
        .await?;
    desk.finish("/updates/sent").await
}

/// Writes the mail, unless the address has had its share today: then the page
/// says the same, and no more comes.
async fn answer(
    desk: &mut Desk,
    permit: &Permit,
    atlas: &Atlas,
    choice: Choice,
    address: String,
) -> Result<SubscriptionId, Stop> {
    let (now, token) = (desk.now(), secrets::token());
    let day = now - Duration::days(1);
    let had = mail::sent_to(desk.tx(), mails::ASKED, Some(&address), day).await?;
    let known = store::of_address(desk.tx(), &address).await?;
    let it = Subscription {
        id: SubscriptionId::fresh(),
        address,
        choice,
        asked_at: now,
        confirmed_at: None,
        told: 0,
        next_at: now,
    };
    if had >= MOST_A_DAY {
        return Ok(it.id);
    }
    let hash = secrets::hash(&token);
    if let Some(known) = known {
        store::link(desk.tx(), permit, known.id, &hash, now).await?;
        mails::known(desk, atlas, &known, &token).await?;
    } else {
        store::add(desk.tx(), permit, &it, &hash).await?;
        mails::confirm(desk, atlas, &it, &token).await?;
    }
    // A line of the ledger does not say either whether the address was known.
    Ok(it.id)
}

/// What to do now.
pub(super) async fn sent(desk: Desk) -> Answer {
    let frame = Frame::of(&desk, "Look at your e-mail");
    let hours = CONFIRM_HOURS;
    page(&desk, &Sent { frame, hours })
}
