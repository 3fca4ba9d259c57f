//! All SQL of concerns, their answers and the word on them.

use anyhow::Result;
use base::{
    AgencyId, Desk, Permit, args,
    store::{Row, Tx},
};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{Concern, ConcernId, ConcernState, ConcernUpdate, Reach};
use crate::ClientId;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, reference, service, ward_id, agency_id, place, lon_e6, lat_e6, words, shown_words, media_urls, \
             media_shown, state, state_at, reason, note, client_id, requested_at, updated_at, expected_at, \
             source, contact, happened, joined_id, said_fixed, wrote_back_on, may_pass, version FROM concern ",
            $rest
        )
    };
}

pub(crate) use select;

macro_rules! select_update {
    ($rest:literal) => {
        concat!(
            "SELECT number, concern_id, client_id, external_id, status, words, shown, happened_at, recorded_at FROM concern_update ",
            $rest
        )
    };
}

pub(crate) fn read(row: &Row) -> Result<Concern> {
    Ok(Concern {
        id: row.get("id")?,
        reference: row.get("reference")?,
        service: row.get("service")?,
        ward: row.get("ward_id")?,
        agency: row.get("agency_id")?,
        place: row.get("place")?,
        lon_e6: row.get("lon_e6")?,
        lat_e6: row.get("lat_e6")?,
        words: row.get("words")?,
        shown_words: row.get("shown_words")?,
        media_urls: row.get("media_urls")?,
        media_shown: row.get("media_shown")?,
        state: row.get("state")?,
        state_at: row.get("state_at")?,
        reason: row.get("reason")?,
        note: row.get("note")?,
        client: row.get("client_id")?,
        requested_at: row.get("requested_at")?,
        updated_at: row.get("updated_at")?,
        expected_at: row.get("expected_at")?,
        source: row.get("source")?,
        reach: row.get("contact")?,
        happened: row.get("happened")?,
        joined: row.get("joined_id")?,
        wrote_back_on: row.get("wrote_back_on")?,
        said_fixed: match row.get::<String>("said_fixed")?.as_str() {
            "" => None,
            said => Some(said == "yes"),
        },
        may_pass: row.get("may_pass")?,
        version: row.get("version")?,
    })
}

fn read_update(row: &Row) -> Result<ConcernUpdate> {
    Ok(ConcernUpdate {
        number: row.get("number")?,
        concern: row.get("concern_id")?,
        client: row.get("client_id")?,
        external_id: row.get("external_id")?,
        status: row.get("status")?,
        words: row.get("words")?,
        shown: row.get("shown")?,
        happened_at: row.get("happened_at")?,
        recorded_at: row.get("recorded_at")?,
    })
}

/// The concern of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: ConcernId) -> Result<Option<Concern>> {
    tx.first(select!("WHERE id = $1"), args![id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The concern of a reference.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_reference(tx: &mut Tx, reference: &str) -> Result<Option<Concern>> {
    tx.first(select!("WHERE reference = $1"), args![reference])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The same, filed by the same program since a moment.
///
/// # Errors
/// When the store cannot be read.
pub async fn same(
    tx: &mut Tx,
    client: ClientId,
    sent_hash: &str,
    since: DateTime<Utc>,
) -> Result<Option<Concern>> {
    tx.first(
        select!("WHERE client_id = $1 AND sent_hash = $2 AND requested_at >= $3 ORDER BY requested_at DESC LIMIT 1"),
        args![client, sent_hash, since],
    )
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// What came in between two moments, the last first.
///
/// # Errors
/// When the store cannot be read.
pub async fn between(
    tx: &mut Tx,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
) -> Result<Vec<Concern>> {
    tx.all(
        select!(
            "WHERE requested_at >= $1 AND requested_at <= $2 ORDER BY requested_at DESC, id DESC"
        ),
        args![start, end],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// What programs ask for.
pub struct Asked {
    /// From when.
    pub from: DateTime<Utc>,
    /// Below this in the order of the list: a moment, and an id of that moment.
    pub below: (DateTime<Utc>, ConcernId),
    /// Codes of kinds; none: all.
    pub services: Vec<String>,
    /// Whether open ones are asked for.
    pub open: bool,
    /// Whether ones that are over are asked for.
    pub over: bool,
    /// West, south, east, north in millionths of a degree; none: anywhere.
    pub square: Option<[i64; 4]>,
}

/// Some of what programs may read, as [`Concern::is_public`] says, the last first: so many, after leaving out so many.
///
/// # Errors
/// When the store cannot be read.
pub async fn public(tx: &mut Tx, it: &Asked, many: usize, after: usize) -> Result<Vec<Concern>> {
    let services = match it.services.as_slice() {
        [] => String::new(),
        some => format!(",{},", some.join(",")),
    };
    let [west, south, east, north] = it.square.unwrap_or_default();
    tx.all(
        select!(
            "WHERE requested_at >= $1 AND (requested_at < $2 OR requested_at = $2 AND id < $3) \
             AND (contact = $4 OR shown_words IS NOT NULL) AND ($5 = '' OR $5 LIKE '%,' || service || ',%') \
             AND CASE WHEN state IN ('done', 'closed_not_done') THEN $6 ELSE $7 END \
             AND ($10 OR lon_e6 >= $11 AND lat_e6 >= $12 AND lon_e6 <= $13 AND lat_e6 <= $14) \
             ORDER BY requested_at DESC, id DESC LIMIT $8 OFFSET $9"
        ),
        args![
            it.from,
            it.below.0,
            it.below.1,
            Reach::Unknown,
            services,
            it.over,
            it.open,
            i64::try_from(many)?,
            i64::try_from(after)?,
            it.square.is_none(),
            west,
            south,
            east,
            north
        ],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// What was answered, question by question.
///
/// # Errors
/// When the store cannot be read.
pub async fn answers(tx: &mut Tx, concern: ConcernId) -> Result<Vec<(String, String)>> {
    tx.all(
        "SELECT code, value FROM concern_answer WHERE concern_id = $1 ORDER BY id",
        args![concern],
    )
    .await?
    .iter()
    .map(|row| Ok((row.get("code")?, row.get("value")?)))
    .collect()
}

/// The word on one concern, in the order in which it was so.
///
/// # Errors
/// When the store cannot be read.
pub async fn updates(tx: &mut Tx, concern: ConcernId) -> Result<Vec<ConcernUpdate>> {
    tx.all(
        select_update!("WHERE concern_id = $1 ORDER BY happened_at, number"),
        args![concern],
    )
    .await?
    .iter()
    .map(read_update)
    .collect()
}

/// The word on all concerns that we learned between two moments, in that order, so that whoever asks again and again misses
/// none; each with the reference and the sender of its concern. A page holds `size`.
///
/// # Errors
/// When the store cannot be read.
pub async fn updates_between(
    tx: &mut Tx,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    size: usize,
    page: usize,
) -> Result<Vec<(ConcernUpdate, String, Option<ClientId>)>> {
    tx.all(
        "SELECT u.number, u.concern_id, u.client_id, u.external_id, u.status, u.words, u.shown, u.happened_at, u.recorded_at, \
         c.reference, c.client_id AS sender FROM concern_update u JOIN concern c ON c.id = u.concern_id \
         WHERE u.recorded_at >= $1 AND u.recorded_at <= $2 AND (c.contact = 'none' OR c.shown_words IS NOT NULL) \
         ORDER BY u.number LIMIT $3 OFFSET $4",
        args![start, end, size as i64, (page - 1).saturating_mul(size) as i64],
    )
    .await?
    .iter()
    .map(|row| Ok((read_update(row)?, row.get("reference")?, row.get("sender")?)))
    .collect()
}

/// The word that a program sent under its own number before.
///
/// # Errors
/// When the store cannot be read.
pub async fn known_update(
    tx: &mut Tx,
    client: ClientId,
    concern: ConcernId,
    external_id: &str,
) -> Result<Option<ConcernUpdate>> {
    tx.first(
        select_update!("WHERE client_id = $1 AND concern_id = $2 AND external_id = $3"),
        args![client, concern, external_id],
    )
    .await?
    .as_ref()
    .map(read_update)
    .transpose()
}

/// The number of the next word. Whoever asks next waits until this one is kept.
///
/// # Errors
/// When the store cannot be read.
pub async fn next_number(desk: &mut Desk) -> Result<i64> {
    desk.mark("concern updates").await?;
    desk.tx()
        .one(
            "SELECT COALESCE(max(number), 0) + 1 AS next FROM concern_update",
            args![],
        )
        .await?
        .get("next")
}

/// Adds one with its answers.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(
    tx: &mut Tx,
    _permit: &Permit,
    it: &Concern,
    sent_hash: &str,
    answers: &[(String, String)],
) -> Result<()> {
    tx.run(
        "INSERT INTO concern (id, reference, service, ward_id, agency_id, place, lon_e6, lat_e6, words, shown_words, \
         media_urls, media_shown, state, state_at, note, client_id, sent_hash, requested_at, updated_at, expected_at, \
         source, contact, happened, joined_id, read_by, may_pass, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, \
         $25, $26, 1)",
        args![
            it.id, &it.reference, &it.service, it.ward, it.agency, &it.place, it.lon_e6, it.lat_e6, &it.words,
            it.shown_words.clone(), &it.media_urls, it.media_shown, it.state, it.state_at, &it.note, it.client, sent_hash,
            it.requested_at, it.updated_at, it.expected_at, it.source, it.reach, &it.happened, it.joined, it.read_by(),
            it.may_pass
        ],
    )
    .await?;
    for (place, (code, value)) in (0..).zip(answers) {
        tx.run(
            "INSERT INTO concern_answer (id, concern_id, code, value) VALUES ($1, $2, $3, $4)",
            args![in_order(place), it.id, code, value],
        )
        .await?;
    }
    Ok(())
}

/// An id that keeps the order and is by chance otherwise: the usual ids tell the millisecond in which they were made, and of who
/// stays anonymous no hour is kept.
fn in_order(place: u16) -> Uuid {
    Uuid::from_u128(u128::from(place) << 112 | Uuid::new_v4().as_u128() >> 16)
}

/// What its reporter said when it was over.
fn said_fixed(it: &Concern) -> &'static str {
    match it.said_fixed {
        None => "",
        Some(true) => "yes",
        Some(false) => "no",
    }
}

/// Keeps one that was read at its version. Says false when somebody else has changed it since.
///
/// # Errors
/// When the store cannot be written.
pub async fn save(tx: &mut Tx, _permit: &Permit, it: &Concern) -> Result<bool> {
    let read_at = (it.state != ConcernState::Sent).then_some(it.updated_at);
    let is_decided = !matches!(it.state, ConcernState::Sent | ConcernState::Read);
    let saved = tx
        .run(
            "UPDATE concern SET shown_words = $1, media_shown = $2, state = $3, state_at = $4, reason = $5, note = $6, \
             updated_at = $7, joined_id = $8, said_fixed = $9, read_at = COALESCE(read_at, $10), \
             decided_at = COALESCE(decided_at, $11), took_days = $12, version = version + 1 WHERE id = $13 AND version = $14",
            args![
                it.shown_words.clone(), it.media_shown, it.state, it.state_at, it.reason, &it.note, it.updated_at, it.joined,
                said_fixed(it), read_at,
                is_decided.then_some(it.updated_at), it.took_days(), it.id, it.version
            ],
        )
        .await?;
    Ok(saved == 1)
}

/// Whoever reported it has written back on a day; none: the team has dealt with it.
///
/// # Errors
/// When the store cannot be written.
pub async fn wrote_back(
    tx: &mut Tx,
    _permit: &Permit,
    concern: ConcernId,
    on: Option<NaiveDate>,
) -> Result<()> {
    tx.run(
        "UPDATE concern SET wrote_back_on = $1 WHERE id = $2",
        args![on, concern],
    )
    .await?;
    Ok(())
}

/// Forgets where it was, the words that were shown and what was chosen from lists, of what people sent themselves and was over
/// before a moment. Kind, ward and days stay. Says of how many.
///
/// # Errors
/// When the store cannot be written.
pub async fn forget_where(tx: &mut Tx, _permit: &Permit, before: DateTime<Utc>) -> Result<u64> {
    tx.run(
        "DELETE FROM concern_answer WHERE concern_id IN (SELECT id FROM concern WHERE contact <> 'none' \
         AND state IN ('done', 'closed_not_done') AND state_at < $1)",
        args![before],
    )
    .await?;
    tx.run(
        "UPDATE concern SET place = '', lon_e6 = NULL, lat_e6 = NULL, shown_words = NULL WHERE contact <> 'none' \
         AND state IN ('done', 'closed_not_done') AND state_at < $1 \
         AND (place <> '' OR lon_e6 IS NOT NULL OR shown_words IS NOT NULL)",
        args![before],
    )
    .await
}

/// Whoever reported it wants no more mail; the team can still reach them.
///
/// # Errors
/// When the store cannot be written.
pub async fn no_updates(tx: &mut Tx, _permit: &Permit, concern: ConcernId) -> Result<()> {
    tx.run(
        "UPDATE concern SET contact = $1, version = version + 1 WHERE id = $2 AND contact = $3",
        args![Reach::Team, concern, Reach::Updates],
    )
    .await?;
    Ok(())
}

/// Whoever reported it wants no agency to reach them any more; the team still can.
///
/// # Errors
/// When the store cannot be written.
pub async fn pass_no_more(tx: &mut Tx, _permit: &Permit, concern: ConcernId) -> Result<()> {
    tx.run(
        "UPDATE concern SET may_pass = $1, version = version + 1 WHERE id = $2 AND may_pass = $3",
        args![false, concern, true],
    )
    .await?;
    Ok(())
}

/// Open concerns of one agency are another's from now on. Says how many.
///
/// # Errors
/// When the store cannot be written.
pub async fn inherit(
    tx: &mut Tx,
    _permit: &Permit,
    from: AgencyId,
    to: AgencyId,
    now: DateTime<Utc>,
) -> Result<u64> {
    tx.run(
        "UPDATE concern SET agency_id = $1, updated_at = $2, version = version + 1 \
         WHERE agency_id = $3 AND state NOT IN ('done', 'closed_not_done')",
        args![to, now, from],
    )
    .await
}

/// Adds word on a concern.
///
/// # Errors
/// When the store cannot be written.
pub async fn add_update(tx: &mut Tx, _permit: &Permit, it: &ConcernUpdate) -> Result<()> {
    tx.run(
        "INSERT INTO concern_update (number, concern_id, client_id, external_id, status, words, shown, happened_at, recorded_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            it.number, it.concern, it.client, it.external_id.clone(), it.status, &it.words, it.shown, it.happened_at,
            it.recorded_at
        ],
    )
    .await?;
    Ok(())
}

/// Shows word that a program sent to everyone.
///
/// # Errors
/// When the store cannot be written.
pub async fn release(
    tx: &mut Tx,
    _permit: &Permit,
    concern: ConcernId,
    number: i64,
) -> Result<bool> {
    let released = tx
        .run(
            "UPDATE concern_update SET shown = $1 WHERE concern_id = $2 AND number = $3 AND shown = $4",
            args![true, concern, number, false],
        )
        .await?;
    Ok(released == 1)
}

/// A concern with everything that has happened to it, for [`plant`].
pub struct Planted {
    /// As it stands.
    pub concern: Concern,
    /// When somebody first read it.
    pub read_at: Option<DateTime<Utc>>,
    /// When it was first said what is done about it.
    pub decided_at: Option<DateTime<Utc>>,
    /// The burst it came in with.
    pub burst: Option<ConcernId>,
}

/// Adds many at once, as a demonstration needs them: what the verbs would have made of each, in a few statements. Each that is
/// decided gets its note as word of the team.
///
/// # Errors
/// When the store cannot be written.
pub async fn plant(desk: &mut Desk, _permit: &Permit, all: &[Planted]) -> Result<()> {
    let first = next_number(desk).await?;
    let rows = all.iter().map(|planted| {
        let it = &planted.concern;
        args![
            it.id,
            &it.reference,
            &it.service,
            it.ward,
            it.agency,
            &it.place,
            it.lon_e6,
            it.lat_e6,
            &it.words,
            it.shown_words.clone(),
            &it.media_urls,
            it.media_shown,
            it.state,
            it.state_at,
            it.reason,
            &it.note,
            it.client,
            "",
            it.requested_at,
            it.updated_at,
            it.expected_at,
            it.source,
            it.reach,
            &it.happened,
            it.joined,
            it.read_by(),
            planted.read_at,
            planted.decided_at,
            it.took_days(),
            planted.burst,
            said_fixed(it),
            it.version
        ]
    });
    desk.tx()
        .add_many(
            "concern (id, reference, service, ward_id, agency_id, place, lon_e6, lat_e6, words, shown_words, media_urls, \
             media_shown, state, state_at, reason, note, client_id, sent_hash, requested_at, updated_at, expected_at, source, \
             contact, happened, joined_id, read_by, read_at, decided_at, took_days, burst_id, said_fixed, version)",
            rows.collect(),
        )
        .await?;
    let told = all.iter().filter(|it| !it.concern.note.is_empty());
    let rows = (first..).zip(told).map(|(number, planted)| {
        let it = &planted.concern;
        let client: Option<ClientId> = None;
        args![
            number,
            it.id,
            client,
            it.status_word(),
            &it.note,
            true,
            it.state_at,
            it.state_at
        ]
    });
    desk.tx()
        .add_many(
            "concern_update (number, concern_id, client_id, status, words, shown, happened_at, recorded_at)",
            rows.collect(),
        )
        .await?;
    Ok(())
}
