//! A saved view is deleted.

use axum::extract::Path;
use base::{Answer, Desk, Line};
use web::Fields;

use super::{list, rename, store};

/// Deletes it.
pub(super) async fn delete(mut desk: Desk, Path(slug): Path<String>, form: Fields) -> Answer {
    let view = list::find(&mut desk, &slug).await?;
    let permit = rename::permit(&mut desk).await?;
    desk.once(form.press()).await?;
    store::delete(desk.tx(), &permit, view.id).await?;
    desk.tell(Line::of("deleted a view", "view", view.id))
        .await?;
    desk.finish("/desk/analysis/saved").await
}
