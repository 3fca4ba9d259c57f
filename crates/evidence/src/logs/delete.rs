//! A log goes: because somebody deletes it, or because its day has come.

use std::collections::HashSet;

use anyhow::{Result, bail, ensure};
use axum::extract::Path;
use base::{Act, Answer, Desk, House, Line, closed::Turn};
use web::Fields;

use super::{answer, list, store};
use crate::LogId;

/// Deletes one.
pub(super) async fn delete(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let (log, permit) = list::find(&mut desk, &id).await?;
    desk.once(form.press()).await?;
    let line = log.line("deleted a log of incidents");
    let mut turn = Turn::looking(&desk, &permit, line.clone()).await?;
    store::forget(&mut turn, &permit, log.id).await?;
    turn.keep().await?;
    store::delete(desk.tx(), &permit, log.id).await?;
    desk.tell(line).await?;
    answer::forget(desk.house());
    desk.finish("/desk/analysis/logs").await
}

/// Events that belonged to no log when they were looked at last: their second half never came, or comes at this moment.
#[derive(Default)]
struct Orphans(HashSet<LogId>);

/// More that belong to nothing say that this open store is not the one it was.
const MOST_ORPHANS: usize = 20;

/// Deletes those whose day has come, and events that belong to no log the second time they are seen.
///
/// # Errors
/// When a store fails.
pub async fn forget(house: &House) -> Result<()> {
    let mut desk = Desk::of_the_house(house, Act::AskLog).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("forgetting is the program's own work");
    };
    let today = desk.today();
    let over = store::over(desk.tx(), today).await?;
    let mut turn = Turn::unseen(house).await?;
    for log in &over {
        let line = log.line("forgot a log of incidents");
        store::forget(&mut turn, &permit, log.id).await?;
        turn.tell(line.clone()).await?;
        store::delete(desk.tx(), &permit, log.id).await?;
        desk.tell(line).await?;
    }
    let known: HashSet<LogId> = store::all(desk.tx())
        .await?
        .iter()
        .map(|it| it.id)
        .collect();
    let mut orphans = store::sealed(&mut turn).await?;
    orphans.retain(|id| !known.contains(id));
    let before = house.kept::<Orphans>().unwrap_or_default();
    let is_strange = orphans.len() > MOST_ORPHANS;
    if !is_strange {
        for id in orphans.intersection(&before.0) {
            store::forget(&mut turn, &permit, *id).await?;
            turn.tell(Line::of(
                "forgot what belongs to nothing",
                "incident log",
                *id,
            ))
            .await?;
        }
    }
    // The closed store first: what is left over there is seen again.
    turn.keep().await?;
    house.keep(Orphans(orphans));
    if !over.is_empty() {
        answer::forget(house);
        desk.keep().await?;
    }
    ensure!(
        !is_strange,
        "more than {MOST_ORPHANS} logs of the closed store belong to nothing in the open one and are kept: does the open store belong to this closed one?"
    );
    Ok(())
}
