//! A photo of a report that the team shows to everyone. Before that, and once it was taken back, it is not there.

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::IntoResponse as _,
};
use base::{Answer, Desk, OrNotFound as _, Stop};
use concerns::{concerns::store, shown_photos};

use super::status::reference;

/// The JPEG. Nothing under this address is kept by browsers, so what was taken back is gone.
pub(super) async fn show(mut desk: Desk, Path((text, place)): Path<(String, String)>) -> Answer {
    let reference = reference(&text).or_not_found()?;
    let place: i64 = place.parse().ok().or_not_found()?;
    let concern = store::of_reference(desk.tx(), &reference).await?;
    let concern = concern.or_not_found()?;
    if !shown_photos::may_be_shown(&desk, &concern) {
        return Err(Stop::NotThere);
    }
    let jpeg = shown_photos::store::jpeg(desk.tx(), concern.id, place).await?;
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"))];
    Ok((kind, jpeg.or_not_found()?).into_response())
}
