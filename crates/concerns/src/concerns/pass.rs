//! A concern is passed on to the agency it is for: never sent back to whoever reported it.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, Permit, Role, Stop, agencies, people};
use web::Fields;

use super::{Concern, ExternalStatus, show, word};
use crate::joins;

/// Passes it on; to the police as something that cannot wait.
pub(super) async fn pass(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    let today = desk.today();
    let all = agencies::on(desk.tx(), today).await?;
    let urgent = form.has("police");
    let slug = if urgent {
        police(&desk).unwrap_or_default()
    } else {
        form.raw("agency").to_owned()
    };
    let to = all.iter().find(|it| it.slug == slug);
    if to.is_none() {
        form.error("agency", "Choose who deals with it");
    } else if !urgent && to.is_some_and(|it| it.id == concern.agency) {
        form.error("agency", "They deal with it already. Choose somebody else.");
    }
    if !concern.is_open() {
        form.error("agency", "This concern is over already. Look at it again.");
    }
    let (Some(to), false) = (to, form.wrong()) else {
        return show::draw(desk, concern, form).await;
    };
    desk.once(form.press()).await?;
    if show::is_stale(&concern, &mut form, "agency") {
        return show::draw(desk, concern, form).await;
    }
    let now = desk.now();
    let passed = concern.pass(to.id, now);
    if !joins::store::pass(desk.tx(), &permit, &passed, urgent.then_some(now)).await? {
        return Err(Stop::AlreadyDone(passed.path()));
    }
    // What a crime is, the public does not learn from us.
    let said = format!("Passed on to {}, who deal with it from now on.", to.name);
    let mut told = vec![passed.clone()];
    told.extend(joins::store::voices(desk.tx(), passed.id).await?);
    for it in told {
        word::say(
            &mut desk,
            &permit,
            &it,
            ExternalStatus::InternalReferral,
            said.clone(),
        )
        .await?;
    }
    tell(&mut desk, &passed, urgent).await?;
    desk.tell(Line::of("passed on", "concern", passed.id).with(to.slug.as_str()))
        .await?;
    if desk.may(Act::SeeConcerns, &passed) {
        desk.finish(passed.path()).await
    } else {
        desk.finish("/desk/concerns").await
    }
}

/// Something was said that cannot wait: the police of the ward hear of it at once, whoever deals with it.
///
/// # Errors
/// When the store cannot be written.
pub(crate) async fn at_once(desk: &mut Desk, permit: &Permit, it: &Concern) -> Result<(), Stop> {
    let now = desk.now();
    if joins::store::pass(desk.tx(), permit, it, Some(now)).await? {
        tell(desk, it, true).await?;
    }
    Ok(())
}

/// The police of the place: the agency of that kind.
fn police(desk: &Desk) -> Option<String> {
    let today = desk.today();
    let there = |it: &&base::place::AgencyRow| {
        it.kind == "police"
            && it.from.is_none_or(|from| from <= today)
            && it.until.is_none_or(|until| until >= today)
    };
    let police = desk.place().agency.iter().find(there);
    police.map(|it| it.slug.clone())
}

/// A mail to those who deal with it now: a link, no details.
async fn tell(desk: &mut Desk, it: &Concern, urgent: bool) -> Result<(), Stop> {
    let today = desk.today();
    let mut to = people::store::of_agency(desk.tx(), Role::Partner, it.agency, today).await?;
    if urgent {
        for role in [Role::WardOfficer, Role::Sergeant] {
            to.extend(people::store::holders(desk.tx(), role, it.ward, today).await?);
        }
    }
    to.sort_unstable();
    to.dedup();
    let subject = if urgent {
        format!("Concern {} cannot wait", it.reference)
    } else {
        format!("Concern {} was passed on to you", it.reference)
    };
    let body = format!(
        "{subject}. Sign in to read it:\n\n{}{}\n\n{}\n",
        desk.house().settings().address,
        it.path(),
        desk.place().partnership
    );
    for address in to {
        desk.mail(&address, &subject, &body).await?;
    }
    Ok(())
}
