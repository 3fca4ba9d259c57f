//! Anyone asks their ward team something. We do not ask who they are: the
//! answer waits for them under a reference and a private code.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line, Stop, clock, sessions};
use wards::{
    Ward, atlas,
    queries::{self, Arrival, Channel, Query, code},
};
use web::{Fields, Frame, form_page, page};

use super::unkept;

#[derive(Template)]
#[template(path = "queries/ask.html")]
struct Page {
    frame: Frame,
    form: Fields,
    ward: Ward,
    hours: u32,
    categories: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "queries/asked.html")]
struct Asked {
    frame: Frame,
    ward: Ward,
    reference: String,
    code: String,
    due: String,
    address: String,
}

/// The ward of an address, if a team still answers there.
async fn find(desk: &mut Desk, slug: &str) -> Result<Ward, Stop> {
    let ward = crate::wards::find(desk, slug).await?;
    if atlas(desk).await?.ward(ward.id).is_none() {
        return Err(Stop::Refused(
            "This ward has ended: its boundaries were drawn anew, and another team answers. Find your ward of today by postcode on the home page.".into(),
        ));
    }
    Ok(ward)
}

/// The form. It carries the asker's code, so that a second press of the
/// button shows the same code again.
pub(super) async fn show(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    draw(
        &desk,
        ward,
        Fields::fresh().with("code", code::fresh_code()),
    )
}

fn draw(desk: &Desk, ward: Ward, form: Fields) -> Answer {
    let wrong = form.wrong();
    let frame = Frame::of(desk, format!("Ask your team - {}", ward.name))
        .wrong(wrong)
        .crumb("/", "Home")
        .crumb(ward.path(), ward.name.clone())
        .crumb("", "Ask your team");
    let page = Page {
        frame,
        form,
        ward,
        hours: desk.place().contact.answer_hours,
        categories: queries::categories(desk),
    };
    unkept(form_page(desk, wrong, &page))
}

/// Brings it to the team, and shows the reference and the code this once.
pub(super) async fn ask(mut desk: Desk, Path(slug): Path<String>, mut form: Fields) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let permit = desk.permit(Act::AskQuestion, &ward)?;
    let category = form.raw("category").to_owned();
    if desk.place().category(&category).is_none() {
        form.error("category", "Choose what it is about");
    }
    let question = form.words("question", 2_000, "Write what you want to ask");
    if form.wrong() {
        return draw(&desk, ward, form);
    }
    let code = queries::code_of(&form);
    let known = queries::store::of_code(desk.tx(), &code::hash(&code)).await?;
    match (desk.once(form.press()).await, known) {
        (Ok(()), None) => {}
        // The same page for a second press: its code must not be lost.
        (Err(Stop::AlreadyDone(_)), Some(query)) => return asked(&desk, ward, &query, code),
        (Ok(()), Some(_)) => {
            form.set("code", code::fresh_code());
            form.error("question", "You have sent a question from this page already. Your words are still here: send them if this is another one.");
            return draw(&desk, ward, form);
        }
        (Err(stop), _) => return Err(stop),
    }
    let now = desk.now();
    if !sessions::guess(desk.tx(), &format!("ask {}", ward.id), now).await? {
        form.error("question", "This team has been sent many questions in the last minutes. Your words are still here: send them again in five minutes.");
        return draw(&desk, ward, form);
    }
    let arrival = Arrival {
        category,
        channel: Channel::Web,
        question,
        received_at: now,
    };
    let query = queries::arrive(&mut desk, &permit, &ward, arrival, &code).await?;
    desk.tell(Line::of("asked", "query", query.id).with(Channel::Web.word()))
        .await?;
    let answer = asked(&desk, ward, &query, code)?;
    desk.keep().await?;
    Ok(answer)
}

fn asked(desk: &Desk, ward: Ward, query: &Query, code: String) -> Answer {
    let page_ = Asked {
        frame: Frame::of(desk, "Your question is with the team"),
        reference: query.reference.clone(),
        due: clock::day_and_time(query.due_at),
        address: format!(
            "{}/questions/{}",
            desk.house().settings().address,
            query.reference
        ),
        ward,
        code,
    };
    unkept(page(desk, &page_))
}
