//! The talks of my wards and my agency, the latest first, and the form for one more.

use askama::Template;
use base::{Act, Answer, Desk, agencies, clock};
use wards::atlas;
use web::{Fields, Frame, form_page, options};

use super::{Audience, TalkKind, store};
use crate::rapid_responses::answering::Answering;

/// So many are shown.
const MOST: usize = 200;

struct Row {
    id: String,
    held: String,
    what: &'static str,
    audience: &'static str,
    heads: i64,
    by: String,
    ward: String,
}

#[derive(Template)]
#[template(path = "rapid_responses/talks.html")]
struct Page {
    frame: Frame,
    form: Fields,
    rows: Vec<Row>,
    wards: Vec<(String, String)>,
    agencies: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    audiences: Vec<(String, String)>,
}

/// The page.
pub(super) async fn show(desk: Desk) -> Answer {
    draw(desk, Fields::fresh().with("kind", TalkKind::Talk.word())).await
}

/// The page with a form as it was sent.
pub(super) async fn draw(mut desk: Desk, mut form: Fields) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let answering = Answering::of(&mut desk, &atlas).await?;
    let agencies = agencies::all(desk.tx()).await?;
    let all = store::all(desk.tx()).await?;
    let wrong = form.wrong();
    let rows = all
        .iter()
        .filter(|it| desk.may(Act::WorkRapidResponse, *it))
        .take(MOST)
        .map(|it| Row {
            id: it.id.to_string(),
            held: clock::long_day(it.held_on),
            what: it.kind.label(),
            audience: it.audience.label(),
            heads: it.heads,
            by: agencies
                .iter()
                .find(|agency| Some(agency.id) == it.agency)
                .map_or("The ward team".to_owned(), |agency| agency.name.clone()),
            ward: it
                .ward
                .map_or("All wards".to_owned(), |ward| atlas.name(ward).to_owned()),
        })
        .collect();
    if let ([(only, _)], false) = (answering.wards.as_slice(), form.has("ward")) {
        form.set("ward", only);
    }
    let mut wards = vec![(String::new(), "All wards".to_owned())];
    wards.extend(answering.wards);
    let title = "Talks and training";
    let page = Page {
        frame: Frame::of(&desk, title)
            .wrong(wrong)
            .crumb("/desk/rapid-responses", "Rapid responses")
            .crumb("", title),
        rows,
        wards,
        agencies: answering.agencies,
        kinds: options!(TalkKind),
        audiences: options!(Audience),
        form,
    };
    form_page(&desk, wrong, &page)
}
