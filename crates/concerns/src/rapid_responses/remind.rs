//! Whoever answers a call is reminded while its clocks run; when nobody was there in two hours, the inspector hears of it.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use base::{Act, Desk, House, Line, Role, people::store as people};

use super::{RECORD, RapidResponse, store};
use crate::referrals::mail;

/// Tells what fell due since it was last asked, once. A mail holds a link, and not a word of what it is about. Says how many mails
/// were written.
///
/// # Errors
/// When the store fails; then nobody was told, and the next turn does it.
pub async fn remind(house: &House) -> Result<usize> {
    let mut desk = Desk::of_the_house(house, Act::WorkRapidResponse).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("reminders are the program's own work");
    };
    let (now, mut written, mut told) = (desk.now(), 0, false);
    for it in store::open(desk.tx()).await? {
        let due = it.notices(now);
        // Nothing yet; or another program on this database was quicker.
        if due.is_empty() || !store::reminded(desk.tx(), &permit, &it, now).await? {
            continue;
        }
        let up = due.iter().any(|notice| notice.to.is_some());
        let to = answering(&mut desk, &it).await?;
        written += mail::write(&mut desk, &to, "A call is waiting for you", &it.path()).await?;
        if up {
            let today = desk.today();
            let to = people::holders(desk.tx(), Role::Inspector, it.ward, today).await?;
            let subject = "A call was not answered in time";
            written +=
                mail::write(&mut desk, &to.into_iter().collect(), subject, &it.path()).await?;
        }
        let act = if up { "escalated" } else { "reminded" };
        desk.tell(Line::of(act, RECORD, it.id)).await?;
        told = true;
    }
    if told {
        desk.keep().await?;
    }
    Ok(written)
}

/// The people who answer it: of its agency, or the ward team.
async fn answering(desk: &mut Desk, it: &RapidResponse) -> Result<BTreeSet<String>> {
    if let Some(agency) = it.agency {
        return mail::partners(desk, agency).await;
    }
    let today = desk.today();
    let mut to = people::holders(desk.tx(), Role::Sergeant, it.ward, today).await?;
    to.extend(people::holders(desk.tx(), Role::WardOfficer, it.ward, today).await?);
    Ok(to.into_iter().collect())
}
