//! One concern: what was sent, what everyone may read, and what the team does with it.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, OrNotFound as _, Permit, Stop, agencies, clock};
use wards::atlas;
use web::{Fields, Frame, form_page};

use super::{CloseReason, Concern, ConcernId, ConcernState, shown::Shown, shown::shown, store};
use crate::{
    clients,
    referrals::{self, OnConcern},
};

struct Word {
    number: i64,
    who: String,
    when: String,
    status: &'static str,
    words: String,
    hidden: bool,
}

#[derive(Template)]
#[template(path = "concerns/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    concern: Shown,
    answers: Vec<(String, String)>,
    media: Vec<String>,
    shown: String,
    reason: &'static str,
    point: String,
    sender: String,
    updates: Vec<Word>,
    may_work: bool,
    is_fresh: bool,
    is_open: bool,
    is_worked_on: bool,
    reasons: Vec<(String, String)>,
    passed: OnConcern,
}

/// The concern of an address, for whoever may see it.
async fn see(desk: &mut Desk, id: &str) -> Result<Concern, Stop> {
    let id: ConcernId = id.parse().ok().or_not_found()?;
    let concern = store::find(desk.tx(), id).await?.or_not_found()?;
    desk.permit(Act::SeeConcerns, &concern)?;
    Ok(concern)
}

/// The concern of an address, for whoever may work on it.
pub(super) async fn find(desk: &mut Desk, id: &str) -> Result<(Concern, Permit), Stop> {
    let concern = see(desk, id).await?;
    let permit = desk.permit(Act::WorkConcern, &concern)?;
    Ok((concern, permit))
}

/// Says so when somebody else has changed the concern since the page was drawn. What was typed stays.
pub(super) fn is_stale(concern: &Concern, form: &mut Fields, field: &str) -> bool {
    if form.raw("version") == concern.version.to_string() {
        return false;
    }
    form.set("version", concern.version);
    form.error(
        field,
        format!(
            "Somebody else has just worked on this concern: {}. Look at it again, and send yours if it should stand.",
            concern.state.label().to_lowercase()
        ),
    );
    true
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let concern = see(&mut desk, &id).await?;
    let form = fill(&concern, Fields::fresh().with("version", concern.version));
    draw(desk, concern, form).await
}

/// Puts what everyone may read into a form that does not carry it: before anybody has read it, what was sent.
fn fill(concern: &Concern, mut form: Fields) -> Fields {
    if form.has("shown") {
        return form;
    }
    let sent = (concern.state == ConcernState::Sent).then(|| concern.words.clone());
    let words = concern.shown_words.clone().or(sent);
    form.set("shown", words.unwrap_or_default());
    if concern.media_shown {
        form.set("media", "yes");
    }
    form
}

/// The page with a form as it was sent.
pub(super) async fn draw(mut desk: Desk, concern: Concern, form: Fields) -> Answer {
    let form = fill(&concern, form);
    let atlas = atlas(&mut desk).await?;
    let agencies = agencies::all(desk.tx()).await?;
    let clients = clients::store::all(desk.tx()).await?;
    let name = |id| {
        let client = clients.iter().find(|client| Some(client.id) == id);
        client.map_or_else(|| "The team".to_owned(), |client| client.name.clone())
    };
    let mut answers: Vec<(String, String)> = Vec::new();
    for (code, value) in store::answers(desk.tx(), concern.id).await? {
        let mut asked = desk.place().questions(&concern.service);
        let question = asked.find(|question| question.code == code);
        let chosen = question.and_then(|question| {
            let mut choices = question.choices().into_iter();
            choices.find(|(key, _)| *key == value)
        });
        let value = chosen.map_or(value, |(_, name)| name.to_owned());
        let asked = question.map_or(code, |question| question.text.clone());
        match answers.iter_mut().find(|(known, _)| *known == asked) {
            Some((_, said)) => *said = format!("{said}, {value}"),
            None => answers.push((asked, value)),
        }
    }
    let updates = store::updates(desk.tx(), concern.id).await?;
    let title = format!("Concern {}", concern.reference);
    let wrong = form.wrong();
    let degrees = |value: i64| value as f64 / 1e6;
    let page = Page {
        frame: Frame::of(&desk, title.clone())
            .wrong(wrong)
            .crumb("/desk/concerns", "Concerns")
            .crumb("", title),
        answers,
        media: concern.media_urls.lines().map(str::to_owned).collect(),
        shown: concern.shown_words.clone().unwrap_or_default(),
        reason: concern.reason.map_or("", CloseReason::label),
        point: concern
            .lon_e6
            .zip(concern.lat_e6)
            .map_or(String::new(), |(lon, lat)| {
                format!("{:.5}, {:.5}", degrees(lat), degrees(lon))
            }),
        sender: name(concern.client),
        updates: updates
            .into_iter()
            .map(|it| Word {
                number: it.number,
                who: name(it.client),
                when: clock::day_and_time(it.happened_at),
                status: it.status.label(),
                hidden: !it.shown && !it.words.trim().is_empty(),
                words: it.words,
            })
            .collect(),
        may_work: desk.may(Act::WorkConcern, &concern),
        is_fresh: concern.state == ConcernState::Sent,
        is_open: concern.is_open(),
        is_worked_on: concern.state == ConcernState::BeingWorkedOn,
        reasons: CloseReason::ALL
            .iter()
            .filter(|reason| **reason != CloseReason::NotSaid)
            .map(|reason| (reason.word().to_owned(), reason.label().to_owned()))
            .collect(),
        passed: referrals::on_concern(&mut desk, &atlas, &agencies, &concern).await?,
        concern: shown(&desk, &atlas, &agencies, &concern),
        form,
    };
    form_page(&desk, wrong, &page)
}
