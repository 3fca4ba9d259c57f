//! A question comes in: from a visitor of the website, or from somebody the
//! team speaks with.

use anyhow::Result;
use base::{Desk, Permit};
use chrono::{DateTime, Utc};
use web::Fields;

use super::{Channel, Query, QueryId, QueryState, code, due, store};
use crate::{Ward, teams};

/// What is known of a question that comes in. Not who asks.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// A category of the place profile.
    pub category: String,
    /// How it came in.
    pub channel: Channel,
    /// The asker's words.
    pub question: String,
    /// When it came in.
    pub received_at: DateTime<Utc>,
}

/// The code that the form carries; else a fresh one. The page with the form
/// made it, so that a second press of the button can show the same code again.
#[must_use]
pub fn code_of(form: &Fields) -> String {
    code::read_code(form.raw("code")).unwrap_or_else(code::fresh_code)
}

/// Keeps it with the promise of today. Only the hash of the asker's code stays.
///
/// # Errors
/// When the store cannot be written.
pub async fn arrive(
    desk: &mut Desk,
    permit: &Permit,
    ward: &Ward,
    it: Arrival,
    code: &str,
) -> Result<Query> {
    let team = teams::store::of(desk.tx(), ward.id).await?;
    let officer = team.posts.first().map_or_else(
        || "Ward Team".to_owned(),
        |post| format!("{}, {}", post.rank, post.role),
    );
    let answer_hours = i64::from(desk.place().contact.answer_hours);
    let query = Query {
        id: QueryId::fresh(),
        reference: code::fresh_reference(),
        ward: ward.id,
        category: it.category,
        channel: it.channel,
        question: it.question,
        received_at: it.received_at,
        answer_hours,
        due_at: due(it.received_at, answer_hours),
        officer,
        state: QueryState::Received,
        automatic_ack_at: (it.channel == Channel::Web).then(|| desk.now()),
        acknowledged_at: None,
        answered_at: None,
        signposted_at: None,
        signposted_to: None,
        answer: String::new(),
        redress_at: None,
        redress_words: String::new(),
        redress_due_at: None,
        redress_answered_at: None,
        redress_answer: String::new(),
        closed_at: None,
        version: 1,
    };
    store::add(desk.tx(), permit, &query, &code::hash(code)).await?;
    Ok(query)
}
