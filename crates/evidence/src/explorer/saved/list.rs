//! The saved views of whoever asks, and a way back into each.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use base::{Answer, Desk, OrNotFound as _, Stop, clock};
use web::{Fields, Frame, form_page};

use super::{View, store};

#[derive(Template)]
#[template(path = "explorer/saved.html")]
struct Page {
    frame: Frame,
    form: Fields,
    wrong: String,
    rows: Vec<(View, String, Fields)>,
}

/// The view of an address, for its owner; to anyone else it is not there.
pub(super) async fn find(desk: &mut Desk, slug: &str) -> Result<View, Stop> {
    let view = store::find(desk.tx(), slug).await?.or_not_found()?;
    if desk.person() == Some(view.person) {
        Ok(view)
    } else {
        Err(Stop::NotThere)
    }
}

/// The list.
pub(super) async fn show(desk: Desk) -> Answer {
    draw(desk, Fields::fresh(), "").await
}

/// The list, with what is wrong with a name.
pub(super) async fn draw(mut desk: Desk, form: Fields, wrong: &str) -> Answer {
    let person = desk.person();
    let rows = store::of(desk.tx(), person)
        .await?
        .into_iter()
        .map(|view| {
            let on = clock::day_and_time(view.saved_at);
            let form = if view.slug == wrong {
                form.clone()
            } else {
                Fields::fresh().with("name", &view.name)
            };
            (view, on, form)
        })
        .collect();
    let frame = Frame::of(&desk, "Saved views - Analysis")
        .wrong(form.wrong())
        .crumb("/desk/analysis", "Analysis")
        .crumb("", "Saved views");
    let page = Page {
        frame,
        wrong: wrong.to_owned(),
        rows,
        form,
    };
    let is_wrong = page.form.wrong();
    form_page(&desk, is_wrong, &page)
}

/// Opens one: its question, answered anew.
pub(super) async fn open(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let view = find(&mut desk, &slug).await?;
    Ok(Redirect::to(&format!("/desk/analysis?{}", view.question)).into_response())
}
