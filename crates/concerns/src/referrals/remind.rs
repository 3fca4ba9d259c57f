//! An agency that has not opened what was passed to it is reminded; then whoever passed it on and the office hear of it.

use anyhow::{Result, bail};
use base::{Act, Desk, House, Line, Role, people::store as people};

use super::{Side, Word, mail, store};

/// Tells what fell due since it was last asked, once. After a gap everybody gets one mail about a referral. Says how many
/// mails were written.
///
/// # Errors
/// When the store fails; then nobody was told, and the next turn does it.
pub async fn remind(house: &House) -> Result<usize> {
    let mut desk = Desk::of_the_house(house, Act::Refer).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("reminders are the program's own work");
    };
    let (now, today, mut written, mut told) = (desk.now(), desk.today(), 0, false);
    for it in store::unopened(desk.tx()).await? {
        let due = it.notices(now);
        // Nothing yet; or another program on this database was quicker.
        if due.is_empty() || !store::told(desk.tx(), &permit, &it, now).await? {
            continue;
        }
        let up = due.iter().any(|notice| notice.to.is_some());
        let subject = "Something that was passed to you has not been opened";
        written += mail::tell_agency(&mut desk, it.agency, subject, &it.path()).await?;
        if up {
            let mut to = mail::referrer(&mut desk, it.sent_by, it.ward).await?;
            to.extend(people::holders(desk.tx(), Role::Office, it.ward, today).await?);
            let subject = "Something that was passed on has not been opened";
            written += mail::write(&mut desk, &to, subject, &it.path()).await?;
        }
        let (act, what) = if up {
            (
                "escalated",
                "Not opened in five working days: whoever passed it on and the office were told",
            )
        } else {
            ("reminded", "Not opened in three working days: reminded")
        };
        let word = Word {
            referral: it.id,
            at: now,
            side: Side::Program,
            what: what.into(),
            words: String::new(),
            external_id: None,
        };
        store::say(desk.tx(), &permit, &word).await?;
        desk.tell(Line::of(act, "referral", it.id)).await?;
        told = true;
    }
    if told {
        desk.keep().await?;
    }
    Ok(written)
}
