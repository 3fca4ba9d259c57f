//! The team or the centre says something to whoever reported; they read it with their receipt.

use anyhow::Context as _;
use axum::extract::Path;
use base::{Answer, Desk, Line, closed::Turn};
use web::Fields;

use super::{
    RECORD,
    show::{draw, find_told},
    store,
};
use crate::reports;

/// Says it. Mail says that there is news, where they asked for it.
pub(super) async fn answer(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (report, permit, _) = find_told(&mut desk, &id).await?;
    let words = form.words("answer", 2_000, "Write what you want to say to them");
    if form.wrong() {
        return draw(desk, report, &permit, Some(form)).await;
    }
    desk.once(form.press()).await?;
    let line = Line::of("answered the reporter", RECORD, report.id);
    let mut turn = Turn::looking(&desk, &permit, line).await?;
    let (key, today, now) = (report.id.sealed(), desk.today(), desk.now());
    let reader = reports::store::reader(&mut turn, key)
        .await?
        .context("a report without a receipt")?;
    reports::store::add_said(&mut turn, &permit, key, &reader, true, today, &words).await?;
    reports::store::add_notice(&mut turn, &permit, key, now).await?;
    store::wrote_back(desk.tx(), &permit, report.id, None).await?;
    desk.tell(Line::of("answered the reporter of", RECORD, report.id))
        .await?;
    turn.keep().await?;
    desk.finish(report.path()).await
}
