//! The words of the mails: the choice, and the titles of public things. No
//! name, nothing that a resident wrote.

use anyhow::Result;
use base::{
    Desk,
    mail::{self, ListMail},
};
use wards::Atlas;

use super::{
    news::Item,
    subscription::{CONFIRM_HOURS, Choice, Pace, Subscription},
};
use crate::events::updates::Kind;

/// The list of mails that answer somebody who asks.
pub(super) const ASKED: &str = "updates asked for";
/// The list of mails with what is new.
const NEWS: &str = "updates";
/// Longer lists end with a link.
const LONGEST: usize = 60;

fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Priority => "Priorities",
        Kind::Event => "Events",
        Kind::Minutes => "Minutes",
    }
}

/// A choice in one sentence.
pub(super) fn choice_in_words(desk: &Desk, atlas: &Atlas, choice: &Choice) -> String {
    let kinds: Vec<_> = choice
        .kinds
        .iter()
        .map(|kind| heading(*kind).to_lowercase())
        .collect();
    let pace = match choice.pace {
        Pace::AtOnce => "at once",
        Pace::Weekly => "once a week, on Monday morning",
    };
    let wards = choice.wards_in_words(atlas, &desk.place().name);
    format!("{} of {wards}, {pace}", kinds.join(", "))
}

/// How to change and leave.
fn foot(desk: &Desk, atlas: &Atlas, choice: &Choice, token: &str) -> String {
    let address = &desk.house().settings().address;
    format!(
        "This address gets: {}.\nChange it: {address}/updates/{token}\nLeave: {address}/updates/{token}/leave\n\n{}",
        choice_in_words(desk, atlas, choice),
        desk.place().partnership
    )
}

fn leave_link(desk: &Desk, token: &str) -> String {
    format!("{}/updates/{token}/leave", desk.house().settings().address)
}

/// To an address that is not subscribed: the link that confirms.
pub(super) async fn confirm(
    desk: &mut Desk,
    atlas: &Atlas,
    it: &Subscription,
    token: &str,
) -> Result<()> {
    let body = format!(
        "Somebody asked {} to send updates to this address: {}.\n\nIf it was you, open this within {CONFIRM_HOURS} hours and press the button:\n{}/updates/confirm/{token}\n\nIf it was not you, do nothing: no more mail comes, and the address is deleted.",
        desk.place().partnership,
        choice_in_words(desk, atlas, &it.choice),
        desk.house().settings().address,
    );
    let subject = format!("Updates for {}", it.choice.about(atlas, &desk.place().name));
    let letter = ListMail {
        list: ASKED,
        to: &it.address,
        subject: &subject,
        body: &body,
        leave_link: None,
    };
    let now = desk.now();
    mail::write_list(desk.tx(), &letter, now).await
}

/// To an address that is subscribed already: the link that changes it.
pub(super) async fn known(
    desk: &mut Desk,
    atlas: &Atlas,
    it: &Subscription,
    token: &str,
) -> Result<()> {
    let body = format!(
        "Somebody asked {} to send updates to this address. It gets them already, and nothing was changed.\n\nIf it was you, choose anew with the first link below. If it was not you, do nothing.\n\n{}",
        desk.place().partnership,
        foot(desk, atlas, &it.choice, token),
    );
    let (subject, link) = (
        format!("Updates for {}", it.choice.about(atlas, &desk.place().name)),
        leave_link(desk, token),
    );
    let letter = ListMail {
        list: ASKED,
        to: &it.address,
        subject: &subject,
        body: &body,
        leave_link: Some(&link),
    };
    let now = desk.now();
    mail::write_list(desk.tx(), &letter, now).await
}

/// What is new.
pub(super) async fn news(
    desk: &mut Desk,
    atlas: &Atlas,
    it: &Subscription,
    items: &[&Item],
    token: &str,
) -> Result<()> {
    let address = desk.house().settings().address.clone();
    let about = it.choice.about(atlas, &desk.place().name);
    let mut body = format!("New in {about}:\n");
    let mut last = None;
    for item in items.iter().take(LONGEST) {
        if last != Some(item.kind) {
            body.push_str(&format!("\n{}\n", heading(item.kind)));
            last = Some(item.kind);
        }
        let title = item.title.split_whitespace().collect::<Vec<_>>().join(" ");
        body.push_str(&format!("- {title}\n  {address}{}\n", item.path));
    }
    if items.len() > LONGEST {
        let more = items.len() - LONGEST;
        body.push_str(&format!("\nAnd {more} more: {address}/\n"));
    }
    body.push_str(&format!("\n{}", foot(desk, atlas, &it.choice, token)));
    let (subject, link) = (format!("Updates for {about}"), leave_link(desk, token));
    let letter = ListMail {
        list: NEWS,
        to: &it.address,
        subject: &subject,
        body: &body,
        leave_link: Some(&link),
    };
    let now = desk.now();
    mail::write_list(desk.tx(), &letter, now).await
}
