//! The team takes in a question for somebody who rang, wrote or came by.

use askama::Template;
use axum::response::Response;
use base::{Act, Answer, Desk, Line, Stop, clock};
use chrono::{DateTime, Days, Utc};
use web::{Fields, Frame, form_page, page};

use super::{Arrival, Channel, Query, arrive, code, code_of, shown, store};
use crate::{Ward, atlas};

#[derive(Template)]
#[template(path = "queries/take_in.html")]
struct Page {
    frame: Frame,
    form: Fields,
    wards: Vec<(String, String)>,
    categories: Vec<(String, String)>,
    channels: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "queries/taken_in.html")]
struct TakenIn {
    frame: Frame,
    reference: String,
    code: String,
    path: String,
    due: String,
    late: bool,
    address: String,
}

/// The form.
pub(super) async fn show(desk: Desk) -> Answer {
    let now = desk.now();
    let form = Fields::fresh()
        .with("code", code::fresh_code())
        .with("received_on", desk.today())
        .with(
            "received_time",
            clock::time(now)
                .replace("noon", "12pm")
                .replace("midnight", "12am"),
        )
        .with("channel", Channel::Phone.word());
    draw(desk, form).await
}

async fn draw(mut desk: Desk, form: Fields) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(&desk, "Take in a question")
            .wrong(wrong)
            .crumb("/desk/queries", "Questions")
            .crumb("", "Take in a question"),
        wards: shown::my_wards(&desk, &atlas)
            .iter()
            .map(|ward| (ward.slug.clone(), ward.name.clone()))
            .collect(),
        categories: shown::categories(&desk),
        channels: web::options!(Channel),
        form,
    };
    form_page(&desk, wrong, &page)
}

/// When it came in: up to 14 days ago, never to come.
fn received(desk: &Desk, form: &mut Fields) -> Option<DateTime<Utc>> {
    let day = form.day("received_on", "Choose the day it came in");
    let time = form.time("received_time", "Write the time it came in, like 9:30am");
    let at = clock::moment(day?, time?);
    if at > desk.now() {
        form.error(
            "received_on",
            "That is still to come. Write when it came in.",
        );
    } else if clock::day(at) < desk.today() - Days::new(14) {
        form.error(
            "received_on",
            "That is more than 14 days ago. Take it in with the oldest day that is allowed, and say in the question when it was first asked.",
        );
    }
    Some(at)
}

/// Takes it in and shows the reference and the code, to be read out.
pub(super) async fn take_in(mut desk: Desk, mut form: Fields) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let mine: Vec<Ward> = shown::my_wards(&desk, &atlas)
        .into_iter()
        .cloned()
        .collect();
    let ward = form.one_of(
        "ward",
        |slug| mine.iter().find(|ward| ward.slug == slug),
        "Choose the ward",
    );
    let category = form.raw("category").to_owned();
    if desk.place().category(&category).is_none() {
        form.error("category", "Choose what it is about");
    }
    let channel = form.one_of("channel", Channel::of, "Choose how it came in");
    let question = form.words("question", 2_000, "Write the question, in their words");
    let received_at = received(&desk, &mut form);
    let (Some(ward), Some(channel), Some(received_at), false) =
        (ward, channel, received_at, form.wrong())
    else {
        return draw(desk, form).await;
    };
    let permit = desk.permit(Act::AnswerQuery, ward)?;
    let code = code_of(&form);
    let known = store::of_code(desk.tx(), &code::hash(&code)).await?;
    match (desk.once(form.press()).await, known) {
        (Ok(()), None) => {}
        // The same page for a second press: its code must not be lost.
        (Err(Stop::AlreadyDone(_)), Some(query)) => return taken_in(&desk, &query, code),
        (Ok(()), Some(_)) => {
            form.set("code", code::fresh_code());
            form.error("question", "A question was taken in from this page already. Your words are still here: send them if this is another one.");
            return draw(desk, form).await;
        }
        (Err(stop), _) => return Err(stop),
    }
    let arrival = Arrival {
        category,
        channel,
        question,
        received_at,
    };
    let query = arrive(&mut desk, &permit, ward, arrival, &code).await?;
    desk.tell(Line::of("took in", "query", query.id).with(channel.word()))
        .await?;
    let answer = taken_in(&desk, &query, code)?;
    desk.keep().await?;
    Ok(answer)
}

fn taken_in(desk: &Desk, query: &Query, code: String) -> Result<Response, Stop> {
    let page_ = TakenIn {
        frame: Frame::of(desk, "Read this out")
            .crumb("/desk/queries", "Questions")
            .crumb("", "Read this out"),
        reference: query.reference.clone(),
        path: query.path(),
        due: clock::day_and_time(query.due_at),
        late: query.due_at < desk.now(),
        address: format!(
            "{}/questions/{}",
            desk.house().settings().address,
            query.reference
        ),
        code,
    };
    page(desk, &page_)
}
