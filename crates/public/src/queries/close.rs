//! The asker says: this answers it.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop};
use wards::queries::store;
use web::Fields;

use super::follow;

/// Closes the question.
pub(super) async fn close(mut desk: Desk, Path(reference): Path<String>, form: Fields) -> Answer {
    let (query, permit) = follow::find(&mut desk, &reference, &form).await?;
    match desk.once(form.press()).await {
        Err(Stop::AlreadyDone(_)) => return follow::again(&mut desk, &query, &form).await,
        taken => taken?,
    }
    let now = desk.now();
    let closed = query.close(now)?;
    if !store::save(desk.tx(), &permit, &closed).await? {
        return follow::again(&mut desk, &closed, &form).await;
    }
    desk.tell(Line::of("was content", "query", closed.id))
        .await?;
    let answer = follow::again(&mut desk, &closed, &form).await?;
    desk.keep().await?;
    Ok(answer)
}
