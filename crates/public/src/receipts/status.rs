//! How a report stands, for whoever has its reference: what kind, which ward, and one of five states. Never who sent it.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, OrNotFound as _, agencies, clock};
use concerns::{
    Concern, ConcernState,
    concerns::{CloseReason, store},
    shown_photos,
};
use wards::{atlas, queries::code};
use web::{Frame, page};

/// One of the steps that everyone sees.
pub(super) struct Step {
    pub label: &'static str,
    pub when: String,
    pub is_now: bool,
}

/// What everyone may know of a report.
pub(super) struct Status {
    pub reference: String,
    pub kind: String,
    pub ward: String,
    pub ward_path: String,
    pub agency: String,
    pub state: &'static str,
    pub state_on: String,
    pub reason: &'static str,
    pub by: String,
    pub steps: Vec<Step>,
    pub words: String,
    /// Where each photo is that everyone may see, and what can be seen on it.
    pub photos: Vec<(String, String)>,
    pub news: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "receipts/status.html")]
struct Page {
    frame: Frame,
    status: Status,
}

/// What everyone may know of a concern.
pub(super) async fn status(desk: &mut Desk, it: &Concern) -> anyhow::Result<Status> {
    let atlas = atlas(desk).await?;
    let agencies = agencies::all(desk.tx()).await?;
    let ward = atlas.ward(it.ward);
    let updates = store::updates(desk.tx(), it.id).await?;
    let photos = shown_photos::shown(desk, it).await?;
    let day = |at| clock::long_day(clock::day(at));
    let service = desk.place().service(&it.service);
    let reached = |state: ConcernState| match (state, it.state) {
        (ConcernState::Sent, _) => day(it.requested_at),
        (state, now) if state == now => day(it.state_at),
        _ => String::new(),
    };
    let last = if it.state == ConcernState::ClosedNotDone {
        ConcernState::ClosedNotDone
    } else {
        ConcernState::Done
    };
    let steps = [
        ConcernState::Sent,
        ConcernState::Read,
        ConcernState::BeingWorkedOn,
        last,
    ];
    Ok(Status {
        reference: it.reference.clone(),
        kind: service.map_or(it.service.clone(), |service| service.name.clone()),
        ward: atlas.name(it.ward).to_owned(),
        ward_path: ward.map_or_else(
            || "/wards".to_owned(),
            |ward| format!("/wards/{}", ward.slug),
        ),
        agency: agencies
            .iter()
            .find(|agency| agency.id == it.agency)
            .map_or_else(String::new, |agency| agency.name.clone()),
        state: it.state.label(),
        state_on: day(it.state_at),
        reason: it.reason.map_or("", CloseReason::label),
        by: if it.is_open() {
            day(it.expected_at)
        } else {
            String::new()
        },
        steps: steps
            .into_iter()
            .map(|state| Step {
                label: state.label(),
                when: reached(state),
                is_now: state == it.state,
            })
            .collect(),
        words: it.shown_words.clone().unwrap_or_default(),
        photos: photos
            .into_iter()
            .map(|photo| (shown_photos::path(it, photo.place), photo.seen))
            .collect(),
        news: updates
            .into_iter()
            .filter(|update| update.shown && !update.words.trim().is_empty())
            .map(|update| (day(update.happened_at), update.words))
            .collect(),
    })
}

/// "C-7K3M-Q9XD" as it was typed.
pub(super) fn reference(text: &str) -> Option<String> {
    let plain = text.trim().to_uppercase();
    let plain = plain.strip_prefix("C-").unwrap_or(&plain);
    code::read_reference(plain).map(|it| format!("C-{it}"))
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(text): Path<String>) -> Answer {
    let reference = reference(&text).or_not_found()?;
    let concern = store::of_reference(desk.tx(), &reference)
        .await?
        .or_not_found()?;
    let status = status(&mut desk, &concern).await?;
    let title = format!("Report {}", status.reference);
    let page_ = Page {
        frame: Frame::of(&desk, title.clone())
            .crumb("/", "Home")
            .crumb("", title),
        status,
    };
    page(&desk, &page_)
}
