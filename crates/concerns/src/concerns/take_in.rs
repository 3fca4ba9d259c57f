//! The team takes in a concern for somebody who rings, writes or comes.

use askama::Template;
use axum::response::IntoResponse as _;
use base::{Act, Answer, Desk, On, Stop, mail::is_address};
use wards::{Ward, atlas};
use web::{Fields, Frame, form_page, page};

use super::{Reach, Source};
use crate::reports::{self, Contact, Report, Reporter};

#[derive(Template)]
#[template(path = "concerns/take_in.html")]
struct Page {
    frame: Frame,
    form: Fields,
    wards: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    sources: Vec<(String, String)>,
    reaches: Vec<(String, String)>,
    passes: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "concerns/taken_in.html")]
struct TakenIn {
    frame: Frame,
    reference: String,
    receipt: String,
    path: String,
    may_see: bool,
    address: String,
    read_by: String,
    decided_by: String,
}

/// How somebody reaches the team in person. Programs and the website file by themselves.
const SOURCES: [Source; 4] = [Source::Phone, Source::Letter, Source::Visit, Source::Event];

/// What whoever calls may choose.
pub(crate) const REACHES: [(Reach, &str); 3] = [
    (
        Reach::Anonymous,
        "Stay anonymous: they get a receipt and look themselves",
    ),
    (Reach::Team, "Give their details to the team only"),
    (
        Reach::Updates,
        "Give their details and get a mail when there is news",
    ),
];

/// The wards in which whoever asks may take something in.
fn mine(desk: &Desk, wards: &[Ward]) -> Vec<Ward> {
    let may = |ward: &&Ward| desk.may(Act::TakeInConcern, &on(ward));
    wards.iter().filter(may).cloned().collect()
}

fn on(ward: &Ward) -> On {
    On {
        ward: Some(ward.id),
        agency: None,
    }
}

/// The form.
pub(super) async fn show(desk: Desk) -> Answer {
    let form = Fields::fresh().with("source", Source::Phone.word());
    draw(desk, form).await
}

async fn draw(mut desk: Desk, form: Fields) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(&desk, "Take in a concern")
            .wrong(wrong)
            .crumb("/desk/concerns", "Concerns")
            .crumb("", "Take in a concern"),
        wards: mine(&desk, &atlas.wards)
            .into_iter()
            .map(|ward| (ward.slug, ward.name))
            .collect(),
        kinds: desk
            .place()
            .taken()
            .map(|it| (it.code.clone(), it.name.clone()))
            .collect(),
        sources: SOURCES
            .iter()
            .map(|it| (it.word().to_owned(), it.label().to_owned()))
            .collect(),
        reaches: REACHES
            .iter()
            .map(|(it, label)| (it.word().to_owned(), (*label).to_owned()))
            .collect(),
        passes: vec![(
            "yes".into(),
            "They agree that an agency that accepts the job may reach them too".into(),
        )],
        form,
    };
    form_page(&desk, wrong, &page)
}

/// How they want to be reached. A way to reach them is asked for only where they want to be.
pub(crate) fn contact(form: &mut Fields) -> Option<Contact> {
    let of = |word: &str| Reach::of(word).filter(|reach| REACHES.iter().any(|(it, _)| it == reach));
    let reach = form.one_of("reach", of, "Ask how they want to hear, and choose it")?;
    let reporter = Reporter {
        name: form.optional("name", 120),
        email: form.optional("email", 200),
        phone: form.optional("phone", 40),
        language: form.optional("language", 60),
        safe: form.optional("safe", 300),
    };
    if !reporter.email.is_empty() && !is_address(&reporter.email) {
        form.error(
            "email",
            "Write a whole e-mail address, like name@example.org",
        );
    }
    match reach {
        Reach::Updates if reporter.email.is_empty() => {
            form.error("email", "Write the e-mail address that the mail goes to");
        }
        Reach::Team if reporter.email.is_empty() && reporter.phone.is_empty() => {
            form.error("phone", "Write a phone number or an e-mail address");
        }
        _ => {}
    }
    Some(match reach {
        Reach::Updates => Contact::Updates(reporter),
        Reach::Team => Contact::Team(reporter),
        // Whatever was typed before they chose to stay anonymous goes nowhere.
        _ => Contact::Anonymous,
    })
}

/// Takes it in, and shows reference and receipt this once, to be read out.
pub(super) async fn take_in(mut desk: Desk, mut form: Fields) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let mine = mine(&desk, &atlas.wards);
    let ward = form.one_of(
        "ward",
        |slug| mine.iter().find(|ward| ward.slug == slug),
        "Choose the ward",
    );
    let service = desk.place().service(form.raw("kind"));
    let service = service.filter(|service| service.is_taken()).cloned();
    if service.is_none() {
        form.error("kind", "Choose what it is about");
    }
    let place = form.words(
        "place",
        200,
        "Write where, as they say it: the street, and beside what",
    );
    let words = form.words("words", 4_000, "Write what they say");
    let happened = form.optional("happened", 200);
    let of = |word: &str| Source::of(word).filter(|it| SOURCES.contains(it));
    let source = form.one_of("source", of, "Choose how they reached you");
    let contact = contact(&mut form);
    let is_anonymous = matches!(contact, Some(Contact::Anonymous));
    if is_anonymous && service.as_ref().is_some_and(|it| !it.may_be_anonymous()) {
        form.error(
            "reach",
            "Nobody can help with this kind without somebody to reach: ask how they can be reached",
        );
    }
    let (Some(ward), Some(service), Some(source), Some(contact), false) =
        (ward, service, source, contact, form.wrong())
    else {
        return draw(desk, form).await;
    };
    let permit = desk.permit(Act::TakeInConcern, &on(ward))?;
    match desk.once(form.press()).await {
        // The receipt was shown once; the list shows that it came in.
        Err(Stop::AlreadyDone(_)) => return Err(Stop::AlreadyDone("/desk/concerns".into())),
        other => other?,
    }
    let report = Report {
        service,
        ward: ward.id,
        point: None,
        place,
        words,
        answers: Vec::new(),
        happened,
        joins: None,
        source,
        contact,
        may_pass: form.has("pass"),
        photos: Vec::new(),
    };
    let sent = reports::send(&mut desk, &permit, report).await?;
    let by = |at: Option<chrono::DateTime<chrono::Utc>>| {
        at.map_or(String::new(), |at| {
            base::clock::long_day(base::clock::day(at))
        })
    };
    let page_ = TakenIn {
        frame: Frame::of(&desk, "Read this out")
            .crumb("/desk/concerns", "Concerns")
            .crumb("", "Read this out"),
        reference: sent.concern.reference.clone(),
        path: sent.concern.path(),
        may_see: desk.may(Act::SeeConcerns, &sent.concern),
        address: format!("{}/reports/receipt", desk.house().settings().address),
        read_by: by(sent.concern.read_by()),
        decided_by: by(sent.concern.decided_by()),
        receipt: sent.receipt,
    };
    let answer = page(&desk, &page_)?.into_response();
    desk.keep().await?;
    Ok(answer)
}
