//! What an agency that has ended still had to deal with goes to the one that took over.

use anyhow::{Result, bail};
use base::{Act, Desk, House, Line, agencies};

use super::store;

/// Hands open concerns on, day by day as agencies end. What was passed to one of them stays there: an agreement is with whoever
/// made it.
///
/// # Errors
/// When the store fails.
pub async fn inherit(house: &House) -> Result<()> {
    let mut desk = Desk::of_the_house(house, Act::WorkConcern).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("only the program itself hands on");
    };
    let (today, now) = (desk.today(), desk.now());
    let all = agencies::all(desk.tx()).await?;
    let mut any = false;
    for old in all
        .iter()
        .filter(|it| it.until.is_some_and(|until| until < today))
    {
        let heir = old.as_on(today, &all);
        if heir.id == old.id {
            continue;
        }
        let many = store::inherit(desk.tx(), &permit, old.id, heir.id, now).await?;
        if many > 0 {
            let line = Line::of("handed open concerns on", "agency", old.id);
            desk.tell(line.with(format!("{many} to {}", heir.slug)))
                .await?;
            any = true;
        }
    }
    if any { desk.keep().await } else { Ok(()) }
}
