//! Who and where: opened for a reason, which stands in the ledger with the look.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, Line, clock, closed::Turn};
use chrono::{DateTime, Utc};
use web::{Fields, Frame, form_page, options};

use super::{RECORD, RapidResponse, Told, show, store};
use crate::reports::{self, Reporter, reveal::LookReason};

#[derive(Template)]
#[template(path = "rapid_responses/who.html")]
struct Page {
    frame: Frame,
    form: Fields,
    path: String,
    reference: String,
    reasons: Vec<(String, String)>,
    told: Option<Told>,
    /// What was told later, each with its time.
    more: Vec<(String, String)>,
    who: Option<Reporter>,
    is_gone: bool,
}

/// Asks for the reason.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (it, _) = show::find(&mut desk, &id).await?;
    draw(&desk, &it, Fields::fresh(), None)
}

/// Opens it. It is the answer to the form and stands at no address.
pub(super) async fn open(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (it, permit) = show::find(&mut desk, &id).await?;
    let Some(reason) = LookReason::of(form.raw("reason")) else {
        form.error("reason", "Choose why you look");
        return draw(&desk, &it, form, None);
    };
    let line = Line::of("opened who and where", RECORD, it.id).with(reason.word());
    let mut turn = Turn::looking(&desk, &permit, line).await?;
    let told = store::told(&mut turn, it.id).await?;
    let more = store::more(&mut turn, it.id).await?;
    let who = reports::store::reporter(&mut turn, it.id.sealed()).await?;
    turn.keep().await?;
    draw(&desk, &it, form, Some((told, more, who)))
}

/// What was told, what was told later and when, and by whom.
type What = (Option<Told>, Vec<(DateTime<Utc>, String)>, Option<Reporter>);

fn draw(desk: &Desk, it: &RapidResponse, form: Fields, opened: Option<What>) -> Answer {
    let wrong = form.wrong();
    let title = format!("Call {}", it.reference);
    let is_opened = opened.is_some();
    let (told, more, who) = opened.unwrap_or_default();
    let page = Page {
        frame: Frame::of(desk, title.clone())
            .wrong(wrong)
            .crumb("/desk/rapid-responses", "Rapid responses")
            .crumb(it.path(), title)
            .crumb("", "Who and where"),
        path: it.path(),
        reference: it.reference.clone(),
        reasons: options!(LookReason),
        is_gone: is_opened && told.is_none() && who.is_none(),
        told,
        more: more
            .into_iter()
            .map(|(at, words)| (clock::day_and_time(at), words))
            .collect(),
        who,
        form,
    };
    show::unkept(form_page(desk, wrong, &page))
}
