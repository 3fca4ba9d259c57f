//! Whoever owes an answer is reminded by mail, and their superiors hear when it is late.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use base::{Act, Desk, House, Line, Role, deadlines, people::store::holders};

use super::{
    Query,
    notices::{Notice, next_up},
    store,
};
use crate::atlas;

/// Tells what fell due since it was last asked, once: reminders to those who
/// answer, then upwards. After a gap everybody gets one mail about a question,
/// not one for every reminder that was slept through. Says how many mails were
/// written.
///
/// # Errors
/// When the store fails; then nobody was told, and the next turn does it.
pub async fn remind(house: &House) -> Result<usize> {
    let mut desk = Desk::of_the_house(house, Act::AnswerQuery).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("reminders are the program's own work");
    };
    let (now, mut written, mut told) = (desk.now(), 0, false);
    for (query, until) in store::all_open(desk.tx()).await? {
        let due = query.notices(until, now);
        // Nothing yet; or another program on this database was quicker.
        if due.is_empty() || !store::told(desk.tx(), &permit, query.id, until, now).await? {
            continue;
        }
        for notice in &due {
            let line = match &notice.up {
                None => Line::of("reminded", "query", query.id),
                Some(to) => Line::of("escalated", "query", query.id).with(to),
            };
            desk.tell(line).await?;
        }
        written += write(&mut desk, &query, &due).await?;
        told = true;
    }
    if told {
        desk.keep().await?;
    }
    Ok(written)
}

/// One mail to everybody whom these notices are for. It holds no word of the
/// question and not its reference.
async fn write(desk: &mut Desk, query: &Query, due: &[Notice]) -> Result<usize> {
    let mut to: BTreeMap<String, Role> = BTreeMap::new();
    for notice in due {
        to.extend(addresses(desk, query, notice.roles).await?);
    }
    let ward = atlas(desk).await?.name(query.ward).to_owned();
    let left = query.clock() - desk.now();
    let how = if query.is_late(desk.now()) {
        format!("is {}", deadlines::late(-left))
    } else {
        format!("has {}", deadlines::left(left))
    };
    let link = format!("{}{}", desk.house().settings().address, query.path());
    for (address, role) in &to {
        let way = match role {
            // Questions are answered up to the inspector; above that the page is not there.
            Role::Superintendent => "Please speak with the inspector of this ward.".to_owned(),
            _ => format!("Read and answer it here: {link}"),
        };
        let body = format!(
            "A question in {ward} {how}.\n\n{way}\n\nOnce it is answered, no more of these mails come."
        );
        desk.mail(address, &format!("A question in {ward} {how}"), &body)
            .await?;
    }
    Ok(to.len())
}

/// Who holds these roles in the question's ward today; where nobody does,
/// whoever is next up.
async fn addresses(
    desk: &mut Desk,
    query: &Query,
    roles: &[Role],
) -> Result<BTreeMap<String, Role>> {
    let (today, mut found, mut roles) = (desk.today(), BTreeMap::new(), roles.to_vec());
    while found.is_empty() && !roles.is_empty() {
        for role in &roles {
            for address in holders(desk.tx(), *role, query.ward, today).await? {
                found.entry(address).or_insert(*role);
            }
        }
        roles = roles
            .last()
            .and_then(|role| next_up(*role))
            .into_iter()
            .collect();
    }
    Ok(found)
}
