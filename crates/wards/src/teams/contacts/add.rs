//! A place where residents find the team opens.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _};
use web::Fields;

use super::{ContactKind, ContactPoint, store};
use crate::{
    teams::{ContactPointId, pool, posts},
    wards,
};

/// Adds it.
pub(super) async fn add(mut desk: Desk, Path(slug): Path<String>, mut form: Fields) -> Answer {
    let ward = wards::store::by_slug(desk.tx(), &slug)
        .await?
        .or_not_found()?;
    let permit = desk.permit(Act::ManageTeam, &ward)?;
    let kind = form.one_of("kind", ContactKind::of, "Choose what it is");
    let name = form.words("contact_name", 120, "Write its name");
    let address = form.words("address", 200, "Write where it is");
    let access = form.words(
        "access",
        200,
        "Write how to get in: steps, hearing loop, where to ring",
    );
    let opening = form.words("opening", 200, "Write when somebody is there");
    let owner = form.optional("owner", 120);
    let shared = form.has("shared");
    let shared_with = form.optional("shared_with", 200);
    if shared && shared_with.is_empty() {
        form.error("shared_with", "Write with whom the building is shared");
    }
    let from = form.day("open_from", "Choose the first day");
    let (Some(kind), Some(valid_from), false) = (kind, from, form.wrong()) else {
        return posts::draw(desk, ward, form).await;
    };
    let others = pool::chosen(&mut desk, &ward, &form, &[]).await?;
    desk.once(form.press()).await?;
    let it = ContactPoint {
        id: ContactPointId::fresh(),
        ward: ward.id,
        kind,
        name,
        address,
        access,
        opening,
        owner,
        shared_with: if shared { shared_with } else { String::new() },
        shared,
        valid_from,
        valid_to: None,
    };
    store::add(desk.tx(), &permit, &it, &others).await?;
    let detail = format!("{} from {valid_from}", kind.word());
    desk.tell(Line::of("opened a contact point", "contact point", it.id).with(detail))
        .await?;
    desk.finish(posts::path(&ward)).await
}
