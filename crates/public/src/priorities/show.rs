//! One priority, from the first suggestion to the result.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, OrNotFound as _};
use panels::{actions, priorities};
use wards::Ward;
use web::{Frame, page};

use crate::wards::{find, frame};

#[derive(Template)]
#[template(path = "priorities/one.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    it: priorities::Shown,
    entries: Vec<priorities::Entry>,
    actions: Vec<actions::Shown>,
    earlier: Option<(String, String)>,
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path((slug, priority)): Path<(String, String)>) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let kept = priorities::store::by_slug(desk.tx(), ward.id, &priority)
        .await?
        .or_not_found()?;
    let it = priorities::of_ward(&mut desk, &ward)
        .await?
        .into_iter()
        .find(|it| it.id == kept.id)
        .or_not_found()?;
    let entries = priorities::timeline(&mut desk, &kept).await?;
    let actions = actions::of_priority(&mut desk, kept.id).await?;
    let earlier = match kept.earlier {
        None => None,
        Some(id) => priorities::store::find(desk.tx(), id).await?,
    };
    let earlier = earlier.map(|it| (format!("{}/priorities/{}", ward.path(), it.slug), it.title));
    let frame = frame(&desk, &ward, &it.title).about(it.latest.clone());
    page(
        &desk,
        &Page {
            frame,
            ward,
            here: "priorities",
            it,
            entries,
            actions,
            earlier,
        },
    )
}
