//! A report is sent: one transaction in the closed store, then one in the open store.

use base::{Closed, Desk, Line, Permit, Stop, closed::Turn};
use chrono::Duration;
use uuid::Uuid;

use super::{Receipt, Report, Sent, store};
use crate::{
    concerns::{self, Concern, ConcernId, ConcernState, owner},
    queue,
};

/// Keeps it and makes its receipt. Who is anonymous leaves the day behind, not the hour.
///
/// The closed store is written first. If the open one then fails, what it holds belongs to nothing and is forgotten by
/// [`super::forget`] within a day; a report that was acknowledged is in both.
///
/// # Errors
/// When a store cannot be written; then nothing was sent.
pub async fn send(desk: &mut Desk, permit: &Permit, it: Report) -> Result<Sent, Stop> {
    let reach = it.contact.reach();
    if reach == concerns::Reach::Anonymous {
        desk.only_the_day();
    }
    let now = desk.now();
    // By chance alone: the usual ids tell the millisecond in which they were made.
    let id = ConcernId(Uuid::new_v4());
    let questions: Vec<_> = desk.place().questions(&it.service.code).cloned().collect();
    // What was chosen from a list is for the list; what was typed is for the closed store.
    let (chosen, typed): (Vec<_>, Vec<_>) = it.answers.into_iter().partition(|(code, _)| {
        let question = questions.iter().find(|question| question.code == *code);
        question.is_some_and(base::place::ServiceQuestion::is_list)
    });
    let is_urgent = chosen.iter().any(|(code, key)| {
        let question = questions.iter().find(|question| question.code == *code);
        question.is_some_and(|question| question.is_urgent(key))
    });
    let mut words = it.words;
    for (code, answer) in typed.iter().filter(|(_, answer)| !answer.trim().is_empty()) {
        let question = questions.iter().find(|question| question.code == *code);
        let asked = question.map_or(code.as_str(), |question| question.text.as_str());
        words.push_str(&format!("\n\n{asked}\n{answer}"));
    }
    let receipt = Receipt::fresh();
    let made = receipt.make(&Closed::of(desk.house())?).await?;
    let mut turn = Turn::unseen(desk.house()).await?;
    store::add_receipt(&mut turn, permit, id, &made).await?;
    if let Some(reporter) = it.contact.reporter() {
        store::add_reporter(
            &mut turn,
            permit,
            id,
            reporter,
            reach == concerns::Reach::Updates,
        )
        .await?;
    }
    let reader = made.key.seal_key();
    store::add_said(&mut turn, permit, id, &reader, false, desk.today(), &words).await?;
    for (place, photo) in (1..).zip(&it.photos) {
        store::add_photo(&mut turn, permit, id, place, photo).await?;
    }
    // It may have become a voice for another meanwhile.
    let joined = match it.joins {
        None => None,
        Some(id) => concerns::store::find(desk.tx(), id)
            .await?
            .map(|lead| lead.joined.unwrap_or(lead.id)),
    };
    let concern = Concern {
        id,
        reference: format!("C-{}", wards::queries::code::fresh_reference()),
        agency: owner(desk, &it.service).await?,
        service: it.service.code,
        ward: it.ward,
        place: it.place,
        lon_e6: it.point.map(|point| point.0),
        lat_e6: it.point.map(|point| point.1),
        words: String::new(),
        shown_words: None,
        media_urls: String::new(),
        media_shown: false,
        state: ConcernState::Sent,
        state_at: now,
        reason: None,
        note: String::new(),
        client: None,
        requested_at: now,
        updated_at: now,
        expected_at: now + Duration::days(i64::from(it.service.expected_days)),
        source: it.source,
        reach,
        happened: it.happened,
        joined,
        said_fixed: None,
        wrote_back_on: None,
        // Who is anonymous has nothing to pass.
        may_pass: it.may_pass && it.contact.reporter().is_some(),
        version: 1,
    };
    concerns::store::add(desk.tx(), permit, &concern, "", &chosen).await?;
    queue::sort(desk, permit, &concern).await?;
    if is_urgent {
        concerns::pass::at_once(desk, permit, &concern).await?;
    }
    desk.tell(Line::of("sent", "concern", concern.id).with(concern.source.word()))
        .await?;
    turn.keep().await?;
    Ok(Sent {
        concern,
        receipt: receipt.shown(),
    })
}
