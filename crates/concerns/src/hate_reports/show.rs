//! One report of hate crime. Opening what was told is in the ledger of the closed store before anything is shown.

use askama::Template;
use axum::{
    extract::Path,
    http::{HeaderValue, header},
};
use base::{Act, Answer, Desk, Line, OrNotFound as _, Permit, Stop, clock, closed::Turn};
use wards::atlas;
use web::{Fields, Frame, form_page};

use super::{
    Harm, HateOutcome, HateReport, HateReportId, HateState, RECORD, Satisfied, Told, Wish,
    list::{site, state, strands},
    store,
};
use crate::reports;

/// What was opened of a report.
pub(super) struct Open {
    place: String,
    happened: String,
    wish: &'static str,
    harm: &'static str,
    times: String,
    is_repeat: bool,
    support: String,
    talk: Vec<(String, &'static str, String)>,
    others: Vec<(String, String)>,
    has_reporter: bool,
}

#[derive(Template)]
#[template(path = "hate_reports/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    path: String,
    reference: String,
    ward: String,
    site: String,
    strands: String,
    kind: &'static str,
    state: String,
    received: String,
    only_counted: bool,
    /// None: only counted, or forgotten.
    opened: Option<Open>,
    may_pass: bool,
    states: Vec<(String, String)>,
    outcomes: Vec<(String, String)>,
    satisfied: Vec<(String, String)>,
}

/// A page that no browser keeps.
pub(super) fn unkept(answer: Answer) -> Answer {
    let mut response = answer?;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The report, for whoever may work on it.
pub(super) async fn find(desk: &mut Desk, id: &str) -> Result<(HateReport, Permit), Stop> {
    let id: HateReportId = id.parse().ok().or_not_found()?;
    let report = store::find(desk.tx(), id).await?.or_not_found()?;
    let permit = desk.permit(Act::WorkHateReport, &report)?;
    Ok((report, permit))
}

/// The report and what was told, for whoever may read it; as if it were not there for everybody else.
pub(super) async fn find_told(
    desk: &mut Desk,
    id: &str,
) -> Result<(HateReport, Permit, Told), Stop> {
    let (report, permit) = find(desk, id).await?;
    let mut turn = Turn::reading(desk.house()).await?;
    let told = store::told(&mut turn, report.id).await?.or_not_found()?;
    Ok((report, permit, told))
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (report, permit) = find(&mut desk, &id).await?;
    draw(desk, report, &permit, None).await
}

async fn opened(
    desk: &mut Desk,
    permit: &Permit,
    it: &HateReport,
    told: &Told,
) -> Result<Open, Stop> {
    let mut turn = Turn::looking(
        desk,
        permit,
        Line::of("opened what was told", RECORD, it.id),
    )
    .await?;
    let mut talk = Vec::new();
    for row in reports::store::talk(&mut turn, it.id.sealed()).await? {
        let words = turn.key()?.open(&row.about(), &row.sealed_team)?;
        let said = row.said(words)?;
        let who = if said.by_team {
            "The team"
        } else {
            "Whoever reported"
        };
        talk.push((clock::long_day(said.on), who, said.words));
    }
    let (mut others, mut lately) = (Vec::new(), 0);
    let months = chrono::Months::new(desk.place().hate_reports.repeat_months);
    let since = it.received_on - months;
    for id in reports::store::of_same(&mut turn, it.id.sealed()).await? {
        let Some(other) = store::find(desk.tx(), HateReportId::of_sealed(id)).await? else {
            continue;
        };
        if desk.may(Act::WorkHateReport, &other) {
            if other.received_on >= since && other.received_on <= it.received_on {
                lately += 1;
            }
            others.push((other.path(), other.reference));
        }
    }
    let has_reporter = reports::store::reporter(&mut turn, it.id.sealed())
        .await?
        .is_some();
    turn.keep().await?;
    let rules = &desk.place().hate_reports;
    // As often as they say, and at least as often as they told us.
    let (times, months) = (told.times.max(lately + 1), rules.repeat_months);
    Ok(Open {
        place: told.place.clone(),
        happened: told.happened.clone(),
        wish: Wish::of(&told.wish).map_or("", Wish::label),
        harm: Harm::of(&told.harm).map_or("", Harm::label),
        times: format!("{times} within {months} months"),
        is_repeat: times >= rules.repeat_times,
        support: told.support.clone(),
        talk,
        others,
        has_reporter,
    })
}

/// The page; with a form that was sent and is wrong.
pub(super) async fn draw(
    mut desk: Desk,
    it: HateReport,
    permit: &Permit,
    sent: Option<Fields>,
) -> Answer {
    let told = if it.is_only_counted() {
        None
    } else {
        let mut turn = Turn::reading(desk.house()).await?;
        store::told(&mut turn, it.id).await?
    };
    let opened = match &told {
        Some(told) => Some(opened(&mut desk, permit, &it, told).await?),
        None => None,
    };
    let may_pass = told
        .as_ref()
        .is_some_and(|told| told.wish == Wish::Police.word());
    let form = sent.unwrap_or_else(|| {
        let told = told.as_ref();
        let text = |of: fn(&Told) -> &String| told.map_or(String::new(), |told| of(told).clone());
        let satisfied = Some(text(|it| &it.satisfied)).filter(|it| !it.is_empty());
        Fields::fresh()
            .with("state", it.state.word())
            .with("outcome", it.outcome.map_or("", HateOutcome::word))
            .with("crime_reference", text(|it| &it.crime_reference))
            .with("support", text(|it| &it.support))
            .with(
                "satisfied",
                satisfied.unwrap_or_else(|| Satisfied::NotAsked.word().into()),
            )
            .with("version", it.version)
    });
    let wrong = form.wrong();
    let atlas = atlas(&mut desk).await?;
    let title = format!("Report {}", it.reference);
    let mut outcomes = vec![(String::new(), "It has not ended".to_owned())];
    outcomes.extend(
        HateOutcome::ALL
            .iter()
            .filter(|it| **it != HateOutcome::Counted)
            .map(|it| (it.word().to_owned(), it.label().to_owned())),
    );
    let page = Page {
        frame: Frame::of(&desk, title.clone())
            .wrong(wrong)
            .crumb("/desk/hate-reports", "Reports")
            .crumb("", title),
        form,
        path: it.path(),
        ward: atlas.name(it.ward).to_owned(),
        site: site(&desk, &it),
        strands: strands(&it),
        kind: it.kind.label(),
        state: state(&it),
        received: clock::long_day(it.received_on),
        only_counted: it.is_only_counted(),
        states: HateState::ALL
            .iter()
            .filter(|state| may_pass || **state != HateState::Passed)
            .filter(|state| **state != HateState::Taken || it.state == HateState::Taken)
            .map(|it| (it.word().to_owned(), it.label().to_owned()))
            .collect(),
        reference: it.reference,
        opened,
        may_pass,
        outcomes,
        satisfied: web::options!(Satisfied),
    };
    unkept(form_page(&desk, wrong, &page))
}
