//! The asker's own page: how the question stands and what was answered. The
//! code is typed into a form and never stands in an address.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, OrNotFound as _, Permit, Stop, clock};
use wards::{
    atlas,
    queries::{Query, QueryState, Signpost, category, code, left, store},
};
use web::{Fields, Frame, form_page};

use super::unkept;

#[derive(Template)]
#[template(path = "queries/code.html")]
struct Code {
    frame: Frame,
    form: Fields,
    reference: String,
}

#[derive(Template)]
#[template(path = "queries/follow.html")]
struct Page {
    frame: Frame,
    form: Fields,
    reference: String,
    code: String,
    ward: String,
    category: String,
    question: String,
    notes: Vec<(String, String)>,
    steps: Vec<(String, String)>,
    waits: String,
    answer: String,
    signposted_to: &'static str,
    redress_words: String,
    redress_answer: String,
    may_close: bool,
    may_ask_redress: bool,
    may_add: bool,
    unsent: Vec<&'static str>,
}

/// Asks for the code. It looks the same whether the reference is known or not.
pub(super) async fn show(desk: Desk, Path(reference): Path<String>) -> Answer {
    let reference = code::read_reference(&reference).or_not_found()?;
    ask_for_code(&desk, reference, Fields::fresh())
}

fn ask_for_code(desk: &Desk, reference: String, form: Fields) -> Answer {
    let wrong = form.wrong();
    let page = Code {
        frame: Frame::of(desk, "Your question").wrong(wrong),
        form,
        reference,
    };
    unkept(form_page(desk, wrong, &page))
}

/// The question that a reference and a code open together.
pub(super) async fn find(
    desk: &mut Desk,
    reference: &str,
    form: &Fields,
) -> Result<(Query, Permit), Stop> {
    let reference = code::read_reference(reference).or_not_found()?;
    let code = code::read_code(form.raw("code")).or_not_found()?;
    let query = store::of_code(desk.tx(), &code::hash(&code))
        .await?
        .filter(|query| query.reference == reference)
        .or_not_found()?;
    let permit = desk.permit(Act::AskQuestion, &query)?;
    Ok((query, permit))
}

/// Shows the page to whoever has the code.
pub(super) async fn follow(
    mut desk: Desk,
    Path(reference): Path<String>,
    mut form: Fields,
) -> Answer {
    let shape = code::read_reference(&reference).or_not_found()?;
    if code::read_code(form.raw("code")).is_none() {
        form.error(
            "code",
            "Write the code of 16 letters and digits that you were given",
        );
        return ask_for_code(&desk, shape, form);
    }
    let (query, _) = match find(&mut desk, &reference, &form).await {
        // A wrong code and an unknown reference get the same words.
        Err(Stop::NotThere) => {
            form.error("code", "No question opens with this reference and this code together. Check both, letter by letter.");
            return ask_for_code(&desk, shape, form);
        }
        found => found?,
    };
    draw(&mut desk, query, &form, Fields::fresh()).await
}

fn steps(it: &Query) -> Vec<(String, String)> {
    let mut steps = Vec::new();
    let mut step = |at: Option<chrono::DateTime<chrono::Utc>>, words: String| {
        if let Some(at) = at {
            steps.push((at, words));
        }
    };
    step(Some(it.received_at), "Your question came in.".into());
    step(
        it.acknowledged_at,
        format!("Somebody is on it: {}.", it.officer),
    );
    if it.answered_at != it.redress_answered_at {
        step(it.answered_at, "The team answered.".into());
    }
    step(it.signposted_at, "The team said who can help.".into());
    step(it.redress_at, "You turned to the inspector.".into());
    step(it.redress_answered_at, "The inspector answered.".into());
    step(it.closed_at, "The question was closed.".into());
    steps.sort_by_key(|(at, _)| *at);
    steps
        .into_iter()
        .map(|(at, words)| (clock::day_and_time(at), words))
        .collect()
}

/// The page with the code that opened it, and a form for what can be done next.
pub(super) async fn draw(desk: &mut Desk, it: Query, opened: &Fields, form: Fields) -> Answer {
    let atlas = atlas(desk).await?;
    let notes = store::notes(desk.tx(), it.id).await?;
    let now = desk.now();
    let who = if it.state == QueryState::Redress {
        "The inspector"
    } else {
        "The team"
    };
    let waits = if it.is_open() {
        let by = clock::day_and_time(it.clock());
        format!("{who} answers by {by}: {}.", left(it.clock(), now))
    } else {
        String::new()
    };
    let wrong = form.wrong();
    // What was typed into a form that the page no longer offers.
    let unsent = [("missing", it.may_ask_redress(now)), ("note", it.is_open())]
        .into_iter()
        .filter(|(field, offered)| !offered && form.error_of(field).is_some())
        .map(|(field, _)| field)
        .collect();
    let page = Page {
        unsent,
        frame: Frame::of(desk, "Your question").wrong(wrong),
        code: code::read_code(opened.raw("code")).unwrap_or_default(),
        ward: atlas.name(it.ward).to_owned(),
        category: category(desk, &it.category),
        notes: notes
            .into_iter()
            .map(|(at, words)| (clock::day_and_time(at), words))
            .collect(),
        steps: steps(&it),
        waits,
        signposted_to: it.signposted_to.map_or("", Signpost::label),
        may_close: matches!(it.state, QueryState::Answered | QueryState::Signposted),
        may_ask_redress: it.may_ask_redress(now),
        may_add: it.is_open(),
        reference: it.reference,
        question: it.question,
        answer: it.answer,
        redress_words: it.redress_words,
        redress_answer: it.redress_answer,
        form,
    };
    unkept(form_page(desk, wrong, &page))
}

/// The page as it stands now, after the asker did something or pressed twice.
pub(super) async fn again(desk: &mut Desk, it: &Query, opened: &Fields) -> Answer {
    let it = store::find(desk.tx(), it.id).await?.or_not_found()?;
    draw(desk, it, opened, Fields::fresh()).await
}
