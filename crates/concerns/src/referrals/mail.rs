//! Mail about referrals: a link, and not a word of what it is about.

use std::collections::BTreeSet;

use anyhow::Result;
use base::{AgencyId, Desk, PersonId, Role, WardId, people::store as people};

use super::Referral;

/// The people of an agency.
pub(crate) async fn partners(desk: &mut Desk, agency: AgencyId) -> Result<BTreeSet<String>> {
    let today = desk.today();
    let found = people::of_agency(desk.tx(), Role::Partner, agency, today).await?;
    Ok(found.into_iter().collect())
}

/// Tells the people of an agency that something waits for them.
///
/// # Errors
/// When the store cannot be written.
pub async fn tell_agency(
    desk: &mut Desk,
    agency: AgencyId,
    subject: &str,
    path: &str,
) -> Result<usize> {
    let people = partners(desk, agency).await?;
    write(desk, &people, subject, path).await
}

/// Whoever passed it on; once they may not look at it any more, the sergeants of the ward.
pub(super) async fn referrer(
    desk: &mut Desk,
    person: PersonId,
    ward: WardId,
) -> Result<BTreeSet<String>> {
    let today = desk.today();
    if let Some(person) = people::find(desk.tx(), person).await?
        && person.closed_at.is_none()
    {
        for role in [
            Role::WardOfficer,
            Role::Sergeant,
            Role::Inspector,
            Role::Office,
        ] {
            let holders = people::holders(desk.tx(), role, ward, today).await?;
            if holders.contains(&person.email) {
                return Ok(BTreeSet::from([person.email]));
            }
        }
    }
    let found = people::holders(desk.tx(), Role::Sergeant, ward, today).await?;
    Ok(found.into_iter().collect())
}

/// Tells whoever passed something on that the agency's own system has moved it.
///
/// # Errors
/// When the store cannot be written.
pub(crate) async fn tell_referrer(desk: &mut Desk, it: &Referral) -> Result<()> {
    let to = referrer(desk, it.sent_by, it.ward).await?;
    let subject = "There is word on something you passed on";
    write(desk, &to, subject, &it.path()).await?;
    Ok(())
}

/// Writes the same mail to each.
pub(crate) async fn write(
    desk: &mut Desk,
    to: &BTreeSet<String>,
    subject: &str,
    path: &str,
) -> Result<usize> {
    let link = format!("{}{path}", desk.house().settings().address);
    let body = format!("{subject}. Sign in to read it:\n\n{link}");
    for address in to {
        desk.mail(address, subject, &body).await?;
    }
    Ok(to.len())
}
