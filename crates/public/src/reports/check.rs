//! Everything once more before it is sent, each part with a way to change it.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use base::{Answer, Desk, Stop};
use wards::atlas;
use web::{Fields, Frame};

use super::{Draft, Opened, Screen, Step, Wish, details::kind, draw, photos};

#[derive(Template)]
#[template(path = "reports/check.html")]
struct Page {
    frame: Frame,
    screen: Screen,
    form: Fields,
    rows: Vec<Row>,
    photos: Vec<photos::Shown>,
    photos_path: String,
    anonymous: bool,
    passes: bool,
}

/// A line of the summary.
struct Row {
    label: String,
    value: String,
    path: String,
    /// What "Change" changes, for whoever cannot see the line.
    what: String,
}

/// The screen that must be seen before this one; none: all were.
pub(super) fn missing(it: &Opened) -> Option<Step> {
    let next = it.draft.next();
    (next != Step::Check).then_some(next)
}

/// The summary.
pub(super) async fn show(mut desk: Desk, Path(token): Path<String>) -> Answer {
    let it = Opened::of(&mut desk, &token).await?;
    if let Some(step) = missing(&it) {
        return Ok(Redirect::to(&it.path(step.word())).into_response());
    }
    screen(&mut desk, &it, Fields::fresh()).await
}

/// Draws it.
pub(super) async fn screen(desk: &mut Desk, it: &Opened, form: Fields) -> Answer {
    let photos = photos::shown(desk, it).await?;
    let rows = rows(desk, it).await?;
    let (frame, screen) = Screen::of(desk, it, Step::Check, &form);
    let page = Page {
        frame,
        screen,
        rows,
        photos,
        photos_path: it.path(Step::Photos.word()),
        anonymous: it.draft.wish == Some(Wish::Anonymous),
        passes: it.draft.pass,
        form,
    };
    draw(desk, &page.form, &page)
}

async fn rows(desk: &mut Desk, it: &Opened) -> Result<Vec<Row>, Stop> {
    let atlas = atlas(desk).await?;
    let draft = &it.draft;
    let mut rows = Vec::new();
    let mut row = |step: Step, label: &str, value: String| {
        if !value.trim().is_empty() {
            rows.push(Row {
                label: label.to_owned(),
                value,
                path: it.path(step.word()),
                what: label.to_lowercase(),
            });
        }
    };
    row(Step::What, "What it is about", kind(desk, it));
    for question in desk.place().questions(&draft.service) {
        row(Step::Details, &question.text, answered(draft, question));
    }
    row(Step::Details, "In your words", draft.words.clone());
    row(Step::Where, "Where", draft.whereabouts());
    let ward = draft.ward.map_or("", |ward| atlas.name(ward));
    let pin = if draft.point.is_some() {
        ", with a pin on the map"
    } else {
        ""
    };
    row(Step::Where, "Ward", format!("{ward}{pin}"));
    if draft.joins.is_some() {
        row(
            Step::Where,
            "Added to",
            "A report that is there already".into(),
        );
    }
    row(Step::When, "When and how often", draft.happened());
    let wish = draft.wish.map_or("", Wish::label);
    row(Step::AboutYou, "Who learns who you are", wish.to_owned());
    row(Step::AboutYou, "Your name", draft.name.clone());
    row(Step::AboutYou, "Your e-mail", draft.email.clone());
    row(Step::AboutYou, "Your phone", draft.phone.clone());
    row(Step::AboutYou, "Your language", draft.language.clone());
    row(Step::AboutYou, "How and when to reach you", draft.reach());
    if draft.pass {
        let who = "An agency that accepts to deal with it".to_owned();
        row(Step::AboutYou, "Who else may reach you", who);
    }
    Ok(rows)
}

/// What was answered to a question, as people read it.
fn answered(draft: &Draft, question: &base::place::ServiceQuestion) -> String {
    let choices = question.choices();
    let given = draft.answers.iter().filter(|it| it.0 == question.code);
    let given = given.map(|(_, value)| {
        let name = choices.iter().find(|(key, _)| key == value);
        match name {
            Some((_, name)) => (*name).to_owned(),
            None if question.datatype == "datetime" => value
                .get(..10)
                .and_then(|day| day.parse().ok())
                .map_or_else(|| value.clone(), base::clock::long_day),
            None => value.clone(),
        }
    });
    given.collect::<Vec<_>>().join(", ")
}
