//! A person takes a seat on the panel.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, PersonId, Role, people};
use web::Fields;

use super::{Member, Office, show, store};
use crate::MemberId;

/// Admits them. Somebody without an account gets one, and a mail about it.
pub(super) async fn admit(mut desk: Desk, Path(slug): Path<String>, mut form: Fields) -> Answer {
    let ward = wards::by_slug(desk.tx(), &slug).await?.or_not_found()?;
    let permit = desk.permit(Act::ManagePanel, &ward)?;
    desk.once(form.press()).await?;
    let name = form.words("name", 120, "Write their name");
    let email = people::plain_email(&form.words("email", 200, "Write their e-mail address"));
    if !email.is_empty() && !email.contains('@') {
        form.error("email", "Write an e-mail address, like name@example.org");
    }
    let place = desk.place().clone();
    let seat = form.one_of(
        "kind",
        |kind| place.seat(kind),
        "Choose whom they speak for",
    );
    let office = form.one_of("office", Office::of, "Choose an office");
    let starts_on = form.day("starts_on", "Choose the first day");
    // A chair is one of the community: the panel is not the police's.
    if let (Some(seat), Some(office)) = (seat, office)
        && office != Office::Member
        && !seat.votes
    {
        form.error(
            "office",
            "Chair, vice-chair and secretary must be voting members of the community",
        );
    }
    let today = desk.today();
    let members = store::on(desk.tx(), ward.id, today).await?;
    if let Some(office) = office.filter(|office| *office != Office::Member)
        && let Some(holder) = members.iter().find(|member| member.office == office)
    {
        form.error(
            "office",
            format!(
                "{} is {} now. Stand them down first.",
                holder.name,
                office.label().to_lowercase()
            ),
        );
    }
    let (Some(seat), Some(office), Some(starts_on), false) =
        (seat, office, starts_on, form.wrong())
    else {
        return show::draw(desk, slug, form).await;
    };
    let found = people::store::by_email(desk.tx(), &email).await?;
    if let Some((person, _)) = &found
        && members.iter().any(|member| member.person == person.id)
    {
        form.error("email", "They sit on this panel already");
        return show::draw(desk, slug, form).await;
    }
    let person = match found {
        Some((person, _)) => person.id,
        None => {
            let (id, now) = (PersonId::fresh(), desk.now());
            people::store::add(desk.tx(), &permit, id, &name, &email, now).await?;
            id
        }
    };
    let role = if office == Office::Member {
        Role::PanelMember
    } else {
        Role::Chair
    };
    let grant = people::store::grant(
        desk.tx(),
        &permit,
        person,
        role,
        Some(ward.id),
        None,
        starts_on,
        None,
    )
    .await?;
    let member = Member {
        id: MemberId::fresh(),
        ward: ward.id,
        person,
        name,
        kind: seat.kind.clone(),
        office,
        votes: seat.votes,
        name_public: form.has("name_public"),
        starts_on,
        ends_on: None,
        grant,
    };
    store::add(desk.tx(), &permit, &member).await?;
    let body = format!(
        "You are now on the {} of {}.\n\nTo see the papers, ask for a link to sign in:\n{}/sign-in/link",
        place.words.panel,
        ward.name,
        desk.house().settings().address
    );
    desk.mail(&email, "Your seat on the panel", &body).await?;
    desk.tell(Line::of("admitted", "member", member.id).with(format!(
        "{}, {}",
        member.kind,
        office.word()
    )))
    .await?;
    desk.finish(format!("/desk/wards/{slug}/panel")).await
}
