//! What the team sees of a report: the talk and the photos, opened and noted in the closed store's ledger.

use anyhow::Result;
use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::IntoResponse as _,
};
use base::{Act, Answer, Desk, Line, OrNotFound as _, Permit, closed::Turn};

use super::{Reporter, Said, store};
use crate::concerns::{self, Concern};

/// What was opened of a report.
#[derive(Default)]
pub struct Known {
    /// The talk, the first word first.
    pub talk: Vec<Said>,
    /// The places of its photos.
    pub photos: Vec<i64>,
    /// Other concerns of the same person, as far as they gave the same e-mail or phone.
    pub others: Vec<Concern>,
}

/// Opens a report for whoever may see the concern. The look is in the ledger before anything is shown.
///
/// # Errors
/// When the closed store cannot be read or written.
pub async fn known(desk: &mut Desk, permit: &Permit, concern: &Concern) -> Result<Known> {
    if !concern.is_sealed() {
        return Ok(Known::default());
    }
    let line = Line::of("opened what was reported", "concern", concern.id);
    let mut turn = Turn::looking(desk, permit, line).await?;
    let mut it = Known::default();
    for row in store::talk(&mut turn, concern.id).await? {
        let words = turn.key()?.open(&row.about(), &row.sealed_team)?;
        it.talk.push(row.said(words)?);
    }
    it.photos = store::photos(&mut turn, concern.id).await?;
    if desk.may(Act::SeeReporter, concern) {
        for id in store::of_same(&mut turn, concern.id).await? {
            let other = concerns::store::find(desk.tx(), id).await?;
            it.others
                .extend(other.filter(|other| desk.may(Act::SeeReporter, other)));
        }
    }
    turn.keep().await?;
    Ok(it)
}

/// What finds the reports of one person: made from the e-mail, or else the phone. Where the key is not held it is made later.
pub(super) fn mark(turn: &Turn, it: &Reporter) -> Result<Option<String>> {
    if !turn.can_open() {
        return Ok(None);
    }
    let digits: String = it.phone.chars().filter(char::is_ascii_digit).collect();
    // 07700 900123 and +44 7700 900123 are one phone.
    let phone = digits.trim_start_matches("44").trim_start_matches('0');
    let who = match it.email.trim().to_lowercase() {
        email if !email.is_empty() => email,
        _ if !phone.is_empty() => phone.to_owned(),
        _ => return Ok(None),
    };
    Ok(Some(turn.key()?.mark("person", &who)))
}

/// One photo, for whoever may see the concern.
pub(super) async fn photo(mut desk: Desk, Path((id, place)): Path<(String, i64)>) -> Answer {
    let id = id.parse().ok().or_not_found()?;
    let concern = concerns::store::find(desk.tx(), id).await?.or_not_found()?;
    let permit = desk.permit(Act::SeeConcerns, &concern)?;
    let line = Line::of("opened a photo", "concern", concern.id).with(place.to_string());
    let mut turn = Turn::looking(&desk, &permit, line).await?;
    let jpeg = store::photo(&mut turn, concern.id, place)
        .await?
        .or_not_found()?;
    turn.keep().await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, jpeg).into_response())
}
