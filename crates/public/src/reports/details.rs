//! What there is to say about it: the questions of its kind, and what happened in the writer's own words.

use askama::Template;
use axum::extract::{Path, State};
use base::{Answer, Desk, House, clock, place::ServiceQuestion};
use chrono::NaiveTime;
use web::{Fields, Frame, forms::Html};

use super::{Opened, Screen, Step, draw, nobody};

#[derive(Template)]
#[template(path = "reports/details.html")]
struct Page {
    frame: Frame,
    screen: Screen,
    form: Fields,
    kind: String,
    change: String,
    questions: Vec<Html>,
}

fn name(question: &ServiceQuestion) -> String {
    format!("q-{}", question.code)
}

fn label(question: &ServiceQuestion) -> String {
    if question.required {
        question.text.clone()
    } else {
        format!("{} (if you know)", question.text)
    }
}

fn screen(desk: &Desk, it: &Opened, form: Fields) -> Answer {
    let place = desk.place();
    let (frame, screen) = Screen::of(desk, it, Step::Details, &form);
    let questions = place.questions(&it.draft.service).map(|question| {
        let (name, label) = (name(question), label(question));
        let choices = question.choices().into_iter();
        let choices: Vec<_> = choices.map(|(key, name)| (key, name.to_owned())).collect();
        match question.datatype.as_str() {
            "number" => form.number(&name, &label, ""),
            "datetime" => form.date(&name, &label, ""),
            "text" => form.area(&name, &label, "", 3),
            "singlevaluelist" => form.radios(&name, &label, "", &choices),
            "multivaluelist" => form.ticks(&name, &label, "Choose all that fit.", &choices),
            _ => form.line(&name, &label, ""),
        }
    });
    let page = Page {
        frame,
        screen,
        kind: kind(desk, it),
        change: it.path(Step::What.word()),
        questions: questions.collect(),
        form,
    };
    draw(desk, &page.form, &page)
}

/// What its kind is called.
pub(super) fn kind(desk: &Desk, it: &Opened) -> String {
    let service = desk.place().service(&it.draft.service);
    service.map_or(String::new(), |service| service.name.clone())
}

/// The questions.
pub(super) async fn show(mut desk: Desk, Path(token): Path<String>) -> Answer {
    let it = Opened::of(&mut desk, &token).await?;
    let mut form = Fields::fresh().with("words", &it.draft.words);
    for question in desk.place().questions(&it.draft.service) {
        for (_, value) in it.draft.answers.iter().filter(|it| it.0 == question.code) {
            let value = if question.datatype == "datetime" {
                value.get(..10).unwrap_or_default()
            } else {
                value
            };
            form = form.and(&name(question), value);
        }
    }
    screen(&desk, &it, form)
}

/// Takes the answers.
pub(super) async fn keep(
    State(house): State<House>,
    Path(token): Path<String>,
    mut form: Fields,
) -> Answer {
    let mut desk = nobody(&house).await?;
    let mut it = Opened::of(&mut desk, &token).await?;
    let mut answers = Vec::new();
    for question in house.place().questions(&it.draft.service) {
        let given = answer(&mut form, question);
        answers.extend(
            given
                .into_iter()
                .map(|value| (question.code.clone(), value)),
        );
    }
    let words = form.words(
        "words",
        2_000,
        "Write what the problem is, in a sentence or two",
    );
    if form.wrong() {
        return screen(&desk, &it, form);
    }
    it.draft.answers = answers;
    it.draft.words = words;
    it.on(desk, Step::Details).await
}

/// What was answered to one question; a sentence beside it when that cannot be.
fn answer(form: &mut Fields, question: &ServiceQuestion) -> Vec<String> {
    let name = name(question);
    let kept: Vec<String> = match question.datatype.as_str() {
        "number" => form
            .optional_number(&name)
            .map(|n| n.to_string())
            .into_iter()
            .collect(),
        "datetime" if form.raw(&name).trim().is_empty() => Vec::new(),
        "datetime" => {
            let day = form.day(&name, "");
            day.map(|day| clock::moment(day, NaiveTime::MIN).to_rfc3339())
                .into_iter()
                .collect()
        }
        "string" | "text" => {
            let longest = if question.datatype == "text" {
                2_000
            } else {
                200
            };
            let text = form.optional(&name, longest);
            Some(text).filter(|it| !it.is_empty()).into_iter().collect()
        }
        _ => {
            // Only what was offered.
            let choices = question.choices().into_iter();
            let most = if question.datatype == "multivaluelist" {
                usize::MAX
            } else {
                1
            };
            choices
                .map(|(key, _)| key)
                .filter(|key| form.each(&name).any(|sent| sent == key))
                .take(most)
                .collect()
        }
    };
    if question.required && kept.is_empty() {
        let ask = if question.is_list() {
            "Choose"
        } else {
            "Write"
        };
        form.error(&name, format!("{ask} an answer: {}", question.text));
    }
    kept
}
