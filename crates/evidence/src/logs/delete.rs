//! A log goes: because somebody deletes it, or because its day has come.

use anyhow::{Result, bail};
use axum::extract::Path;
use base::{Act, Answer, Desk, House, Permit, closed::Turn};
use web::Fields;

use super::{Log, answer, list, store};

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

/// Deletes those whose day has come.
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
    for log in &over {
        drop_one(house, &mut desk, &permit, log).await?;
    }
    if !over.is_empty() {
        answer::forget(house);
        desk.keep().await?;
    }
    Ok(())
}

async fn drop_one(house: &House, desk: &mut Desk, permit: &Permit, log: &Log) -> Result<()> {
    let line = log.line("forgot a log of incidents");
    let mut turn = Turn::unseen(house).await?;
    store::forget(&mut turn, permit, log.id).await?;
    turn.tell(line.clone()).await?;
    turn.keep().await?;
    store::delete(desk.tx(), permit, log.id).await?;
    desk.tell(line).await
}
