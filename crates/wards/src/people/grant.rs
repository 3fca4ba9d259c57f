//! An administrator gives a role.

use axum::extract::Path;
use base::{
    Act, AgencyId, Answer, Desk, Line, On, OrNotFound as _, PersonId, Role, WardId, people,
};

use super::show;
use web::Fields;

use crate::atlas;

/// Gives it.
pub(super) async fn grant(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let permit = desk.permit(Act::ManagePeople, &On::default())?;
    desk.once(form.press()).await?;
    let id: PersonId = id.parse().ok().or_not_found()?;
    people::store::find(desk.tx(), id).await?.or_not_found()?;
    let role = form.one_of("role", Role::of, "Choose a role");
    let ward: Option<WardId> = form.raw("ward").parse().ok();
    let agency: Option<AgencyId> = form.raw("agency").parse().ok();
    let starts_on = form.day("starts_on", "Choose the first day");
    let ends_on = if form.raw("ends_on").trim().is_empty() {
        None
    } else {
        form.day("ends_on", "")
    };
    let atlas = atlas(&mut desk).await?;
    if ward.is_some_and(|ward| atlas.ward(ward).is_none()) {
        form.error("ward", "Choose a ward of the list");
    }
    let of_a_ward = matches!(
        role,
        Some(Role::Resident | Role::PanelMember | Role::Chair | Role::WardOfficer | Role::Sergeant)
    );
    if of_a_ward && ward.is_none() {
        form.error("ward", "Choose the ward: this role holds in one");
    }
    let today = desk.today();
    let agencies = base::agencies::on(desk.tx(), today).await?;
    if agency.is_some_and(|agency| !agencies.iter().any(|it| it.id == agency)) {
        form.error("agency", "Choose an agency of the list");
    }
    if role == Some(Role::Partner) && agency.is_none() {
        form.error("agency", "Choose the agency they work for");
    }
    if let (Some(from), Some(to)) = (starts_on, ends_on)
        && to < from
    {
        form.error("ends_on", "The last day is before the first");
    }
    let (Some(role), Some(starts_on), false) = (role, starts_on, form.wrong()) else {
        return show::draw(desk, id, form).await;
    };
    people::store::grant(
        desk.tx(),
        &permit,
        id,
        role,
        ward,
        agency,
        starts_on,
        ends_on,
    )
    .await?;
    desk.tell(Line::of("gave a role", "person", id).with(role.word()))
        .await?;
    desk.finish(format!("/admin/people/{id}")).await
}
