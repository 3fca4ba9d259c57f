//! Whoever asked types the reference of their question and is led to its page.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse as _, Redirect},
};
use base::{Answer, Desk};
use wards::queries::code;
use web::{Fields, Frame, form_page};

use super::unkept;

#[derive(Template)]
#[template(path = "queries/find.html")]
struct Page {
    frame: Frame,
    form: Fields,
}

/// Leads to the page that asks for the code, whether the reference is known or not.
pub(super) async fn find(desk: Desk, Query(query): Query<HashMap<String, String>>) -> Answer {
    let Some(typed) = query.get("reference") else {
        return draw(&desk, Fields::fresh());
    };
    let typed = typed.trim();
    if let Some(reference) = code::read_reference(typed) {
        return unkept(Ok(
            Redirect::to(&format!("/questions/{reference}")).into_response()
        ));
    }
    let mut form = Fields::fresh().with("reference", typed);
    form.error(
        "reference",
        "Write the reference of 8 letters and digits that you were given, like 7K3M-9QXT. The longer private code comes on the next page.",
    );
    draw(&desk, form)
}

fn draw(desk: &Desk, form: Fields) -> Answer {
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(desk, "Read the answer to your question")
            .wrong(wrong)
            .crumb("/", "Home")
            .crumb("", "Read the answer to your question"),
        form,
    };
    unkept(form_page(desk, wrong, &page))
}
