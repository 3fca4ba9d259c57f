//! One concern: what was sent, what everyone may read, and what the team does with it.

use askama::Template;
use axum::extract::{Path, Query};
use base::{Act, Answer, Desk, OrNotFound as _, Permit, Stop, agencies, clock};
use wards::atlas;
use web::{Fields, Frame, form_page, forms::Html};

use super::{CloseReason, Concern, ConcernId, ConcernState, shown::Shown, shown::shown, store};
use crate::{
    clients, fly_tipping,
    joins::shown::{Together, together},
    referrals::{self, OnConcern},
    replies::{self, Blank, ReplyId},
    reports::known::{self, Known},
    shown_photos::{self, ShownPhoto},
};

/// What was opened of a report that a person sent themselves.
struct Report {
    came: &'static str,
    reach: &'static str,
    happened: String,
    said_fixed: &'static str,
    talk: Vec<(String, &'static str, String)>,
    photos: Vec<Photo>,
    may_show: bool,
    others: Vec<(String, String)>,
    may_reveal: bool,
    reveal: String,
}

/// A photo of it, and what everyone sees of it.
struct Photo {
    place: i64,
    path: String,
    field: String,
    seen: Option<String>,
}

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
    report: Option<Report>,
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
    together: Together,
    agencies: Vec<(String, String)>,
    replies: Vec<(String, String)>,
    fly_tip: Option<fly_tipping::OnConcern>,
    late: Option<&'static str>,
    /// Since when somebody has written back and nobody has dealt with it; empty: nothing is open.
    wrote_back: String,
    /// What was typed into a form that is gone.
    not_sent: Vec<Html>,
}

/// The concern of an address, for whoever may see it.
async fn see(desk: &mut Desk, id: &str) -> Result<Concern, Stop> {
    let id: ConcernId = id.parse().ok().or_not_found()?;
    let concern = store::find(desk.tx(), id).await?.or_not_found()?;
    desk.permit(Act::SeeConcerns, &concern)?;
    Ok(concern)
}

/// The concern of an address, for whoever may work on it.
pub(crate) async fn find(desk: &mut Desk, id: &str) -> Result<(Concern, Permit), Stop> {
    let concern = see(desk, id).await?;
    let permit = desk.permit(Act::WorkConcern, &concern)?;
    Ok((concern, permit))
}

/// Says so when somebody else has changed the concern since the page was drawn. What was typed stays.
pub(crate) fn is_stale(concern: &Concern, form: &mut Fields, field: &str) -> bool {
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

/// What may stand behind the address: a template for the word that is said.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(crate) struct Ask {
    reply: String,
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>, Query(ask): Query<Ask>) -> Answer {
    let concern = see(&mut desk, &id).await?;
    let mut form = Fields::fresh().with("version", concern.version);
    if let Ok(id) = ask.reply.parse::<ReplyId>()
        && let Some(reply) = replies::store::find(desk.tx(), id).await?
    {
        let words = reply.filled(&blanks(&mut desk, &concern).await?);
        for field in ["news", "result", "why"] {
            form.set(field, &words);
        }
        form.set("reply", id);
    }
    draw(desk, concern, form).await
}

/// What stands in the blanks of a template.
async fn blanks(desk: &mut Desk, concern: &Concern) -> Result<Blank, Stop> {
    let atlas = atlas(desk).await?;
    let agencies = agencies::all(desk.tx()).await?;
    let agency = agencies.iter().find(|it| it.id == concern.agency);
    let shown = shown(desk, &atlas, &agencies, concern);
    Ok(Blank {
        reference: shown.reference,
        ward: shown.ward,
        kind: shown.kind,
        agency: agency.map_or(String::new(), |it| it.name.clone()),
        date: clock::long_day(desk.today()),
    })
}

/// Puts what everyone may read into a form that does not carry it: before anybody has read it, what a program filed. What a
/// person wrote is never put there: whoever reads it writes what everyone may read.
fn fill(concern: &Concern, mut form: Fields) -> Fields {
    if form.has("shown") {
        return form;
    }
    let is_filed = concern.state == ConcernState::Sent && !concern.is_sealed();
    let sent = is_filed.then(|| concern.words.clone());
    let words = concern.shown_words.clone().or(sent);
    form.set("shown", words.unwrap_or_default());
    if concern.media_shown {
        form.set("media", "yes");
    }
    form
}

/// What was opened, as it is shown.
fn report(desk: &Desk, concern: &Concern, known: Known, shown: &[ShownPhoto]) -> Report {
    let who = |by_team| if by_team { "The team" } else { "The reporter" };
    let photo = |place| Photo {
        place,
        path: format!("{}/photos/{place}", concern.path()),
        field: format!("seen-{place}"),
        seen: shown
            .iter()
            .find(|it| it.place == place)
            .map(|it| it.seen.clone()),
    };
    Report {
        came: concern.source.label(),
        reach: concern.reach.label(),
        happened: concern.happened.clone(),
        said_fixed: match concern.said_fixed {
            None => "",
            Some(true) => "Whoever reported it says that it is fixed.",
            Some(false) => "Whoever reported it says that it is not fixed.",
        },
        talk: known
            .talk
            .into_iter()
            .map(|it| (clock::long_day(it.on), who(it.by_team), it.words))
            .collect(),
        photos: known.photos.into_iter().map(photo).collect(),
        may_show: shown_photos::may_be_shown(desk, concern),
        others: known
            .others
            .iter()
            .map(|it| (it.path(), it.reference.clone()))
            .collect(),
        may_reveal: desk.may(Act::SeeReporter, concern) && concern.can_be_reached(),
        reveal: format!("{}/reporter", concern.path()),
    }
}

/// The page with a form as it was sent.
pub(crate) async fn draw(mut desk: Desk, concern: Concern, form: Fields) -> Answer {
    let permit = desk.permit(Act::SeeConcerns, &concern)?;
    let known = known::known(&mut desk, &permit, &concern).await?;
    let form = fill(&concern, form);
    let shown_photos = shown_photos::shown(&mut desk, &concern).await?;
    let report = concern
        .is_sealed()
        .then(|| report(&desk, &concern, known, &shown_photos));
    let atlas = atlas(&mut desk).await?;
    let agencies = agencies::all(desk.tx()).await?;
    let clients = clients::store::all(desk.tx()).await?;
    let name = |id| {
        let client = clients.iter().find(|client| Some(client.id) == id);
        client.map_or_else(|| "The team".to_owned(), |client| client.name.clone())
    };
    let sender = if concern.is_sealed() {
        concern.source.label().to_lowercase()
    } else {
        format!("by {}", name(concern.client))
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
        report,
        media: concern.media_urls.lines().map(str::to_owned).collect(),
        shown: concern.shown_words.clone().unwrap_or_default(),
        reason: concern.reason.map_or("", CloseReason::label),
        point: concern
            .lon_e6
            .zip(concern.lat_e6)
            .map_or(String::new(), |(lon, lat)| {
                format!("{:.5}, {:.5}", degrees(lat), degrees(lon))
            }),
        sender,
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
        reasons: super::reasons(),
        together: together(&mut desk, &atlas, &agencies, &concern).await?,
        agencies: others(&desk, &agencies, &concern),
        replies: replies::store::all(desk.tx())
            .await?
            .into_iter()
            .map(|it| (it.id.to_string(), it.name))
            .collect(),
        passed: referrals::on_concern(&mut desk, &atlas, &agencies, &concern).await?,
        fly_tip: fly_tipping::on_concern(&mut desk, &concern).await?,
        late: concern.late(desk.now()),
        wrote_back: concern.wrote_back_on.map_or(String::new(), clock::long_day),
        not_sent: ["news", "result", "why"]
            .into_iter()
            .filter(|_| !concern.is_open() || !desk.may(Act::WorkConcern, &concern))
            .map(|field| form.not_sent(field))
            .filter(|html| !html.is_empty())
            .collect(),
        concern: shown(&desk, &atlas, &agencies, &concern),
        form,
    };
    form_page(&desk, wrong, &page)
}

/// Who else could deal with it today, to choose from.
fn others(desk: &Desk, agencies: &[agencies::Agency], it: &Concern) -> Vec<(String, String)> {
    let today = desk.today();
    let mut others = vec![(String::new(), "Choose one".to_owned())];
    others.extend(
        agencies
            .iter()
            .filter(|agency| agency.is_there_on(today) && agency.id != it.agency)
            .map(|agency| (agency.slug.clone(), agency.name.clone())),
    );
    others
}
