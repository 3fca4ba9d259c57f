//! One call: its clocks, what was decided, what came of it. Who and where opens on a page of its own, for a reason.

use askama::Template;
use axum::{
    extract::Path,
    http::{HeaderValue, header},
};
use base::{Act, Answer, Desk, OrNotFound as _, Permit, Stop, agencies, clock};
use wards::atlas;
use web::{Fields, Frame, form_page, options};

use super::{
    CallResult, Decision, NoVisit, RapidResponse, RapidResponseId, WhyLate,
    list::{Clock, clocks},
    store,
};

#[derive(Template)]
#[template(path = "rapid_responses/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    path: String,
    reference: String,
    ward: String,
    agency: String,
    kind: &'static str,
    caller: &'static str,
    received: String,
    in_progress: bool,
    is_repeat: bool,
    is_open: bool,
    closed: String,
    clocks: Vec<Clock>,
    decision: String,
    reached: String,
    results: Vec<&'static str>,
    saved: String,
    follow_ups: Vec<(&'static str, String)>,
    decisions: Vec<(String, String)>,
    no_visits: Vec<(String, String)>,
    whys: Vec<(String, String)>,
    all_results: Vec<(String, String)>,
    may_be_reached: bool,
}

/// A page that no browser keeps.
pub(super) fn unkept(answer: Answer) -> Answer {
    let mut response = answer?;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The call, for whoever may work on it.
pub(super) async fn find(desk: &mut Desk, id: &str) -> Result<(RapidResponse, Permit), Stop> {
    let id: RapidResponseId = id.parse().ok().or_not_found()?;
    let it = store::find(desk.tx(), id).await?.or_not_found()?;
    let permit = desk.permit(Act::WorkRapidResponse, &it)?;
    Ok((it, permit))
}

/// Keeps a step, or draws the page again because somebody else was quicker; nothing typed is lost.
pub(super) async fn keep(
    desk: &mut Desk,
    permit: &Permit,
    it: &RapidResponse,
    form: &mut Fields,
    field: &str,
) -> Result<bool, Stop> {
    if form.raw("version") == it.version.to_string() && store::save(desk.tx(), permit, it).await? {
        return Ok(true);
    }
    form.set("version", it.version);
    form.error(
        field,
        "Somebody else has just worked on this call. Look at it again, and send yours if it should stand.",
    );
    Ok(false)
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (it, _) = find(&mut desk, &id).await?;
    draw(desk, it, Fields::fresh(), Sent::Nothing).await
}

/// Which of the page's forms was sent: it keeps what was typed, the others show what is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// None.
    Nothing,
    /// Whether somebody goes.
    Decision,
    /// What came of it.
    Work,
    /// One that shows nothing that is kept.
    Other,
}

/// What is kept, in the forms that were not sent.
fn fill(form: &mut Fields, it: &RapidResponse, results: &[CallResult], sent: Sent) {
    if sent == Sent::Nothing {
        form.set("version", it.version);
    }
    if sent != Sent::Decision {
        form.set("decision", it.decision.map_or("", Decision::word));
        form.set("no_visit", it.no_visit.map_or("", NoVisit::word));
    }
    if sent == Sent::Work {
        return;
    }
    form.set("saved", it.saved.map_or(String::new(), |n| n.to_string()));
    let day = |it: Option<chrono::NaiveDate>| it.map_or(String::new(), |day| day.to_string());
    form.set("first", day(it.first_follow_up_on));
    form.set("second", day(it.second_follow_up_on));
    for result in results {
        *form = std::mem::take(form).and("result", result.word());
    }
    if it.is_repeat {
        form.set("repeat", "yes");
    }
}

/// The page with a form as it was sent.
pub(super) async fn draw(
    mut desk: Desk,
    it: RapidResponse,
    mut form: Fields,
    sent: Sent,
) -> Answer {
    let results = store::results(desk.tx(), it.id).await?;
    fill(&mut form, &it, &results, sent);
    let atlas = atlas(&mut desk).await?;
    let agencies = agencies::all(desk.tx()).await?;
    let agency = agencies.iter().find(|agency| Some(agency.id) == it.agency);
    let none = |mut rest: Vec<(String, String)>, words: &str| {
        rest.insert(0, (String::new(), words.to_owned()));
        rest
    };
    let wrong = form.wrong();
    let title = format!("Call {}", it.reference);
    let page = Page {
        frame: Frame::of(&desk, title.clone())
            .wrong(wrong)
            .crumb("/desk/rapid-responses", "Rapid responses")
            .crumb("", title),
        path: it.path(),
        ward: atlas.name(it.ward).to_owned(),
        agency: agency.map_or("The ward team".to_owned(), |it| it.name.clone()),
        kind: it.kind.label(),
        caller: it.caller.label(),
        received: clock::day_and_time(it.received_at),
        in_progress: it.in_progress,
        is_repeat: it.is_repeat,
        is_open: it.is_open(),
        closed: it.closed_on.map_or(String::new(), clock::long_day),
        clocks: clocks(&it, desk.now()),
        decision: it.decision.map_or("Nothing yet".to_owned(), |to| {
            let why = it.no_visit.map_or(String::new(), |why| {
                format!(": {}", why.label().to_lowercase())
            });
            format!("{}{why}", to.label())
        }),
        reached: it.reached_at.map_or("Not yet".to_owned(), |at| {
            let why = it.why_late.map_or(String::new(), |why| {
                format!(", late: {}", why.label().to_lowercase())
            });
            format!("{}{why}", clock::day_and_time(at))
        }),
        results: CallResult::ALL
            .iter()
            .filter(|it| results.contains(it))
            .map(|it| it.label())
            .collect(),
        saved: it.saved.map_or("Not said".to_owned(), |n| format!("£{n}")),
        follow_ups: it
            .follow_ups()
            .into_iter()
            .filter(|_| it.is_open())
            .map(|(name, day)| (name, clock::long_day(day)))
            .collect(),
        decisions: options!(Decision),
        no_visits: none(options!(NoVisit), "Somebody goes or rings"),
        whys: none(options!(WhyLate), "They were reached in time"),
        all_results: options!(CallResult),
        may_be_reached: it.reached_at.is_none()
            && matches!(it.decision, Some(Decision::Attend | Decision::Phone)),
        reference: it.reference,
        form,
    };
    unkept(form_page(&desk, wrong, &page))
}
