//! All SQL of reports in the closed store. Everything about a person goes in sealed.

use anyhow::{Context as _, Result};
use base::{
    Permit, args,
    closed::{SealKey, Turn},
    store::Row,
};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{Reporter, Said, receipt::Made};
use crate::concerns::ConcernId;

/// What a sealed column is about: it does not open in another row.
fn about(table: &str, concern: ConcernId, place: i64) -> String {
    format!("{table} {concern} {place}")
}

/// One word of a talk as it is kept.
pub(crate) struct SaidRow {
    concern: ConcernId,
    place: i64,
    by_team: bool,
    on: NaiveDate,
    pub sealed_team: Vec<u8>,
    pub sealed_reporter: Vec<u8>,
}

impl SaidRow {
    pub fn about(&self) -> String {
        about("talk", self.concern, self.place)
    }

    pub fn said(&self, words: Vec<u8>) -> Result<Said> {
        Ok(Said {
            by_team: self.by_team,
            on: self.on,
            words: String::from_utf8(words).context("words that are no text")?,
        })
    }
}

/// Keeps what a receipt finds.
pub(crate) async fn add_receipt(
    turn: &mut Turn,
    _permit: &Permit,
    concern: ConcernId,
    made: &Made,
) -> Result<()> {
    let key = made.key.seal_key().written();
    turn.tx()
        .run(
            "INSERT INTO receipt (concern_id, find_hash, seal_key) VALUES ($1, $2, $3)",
            args![concern, &made.find_hash, key],
        )
        .await?;
    Ok(())
}

/// Keeps who reported.
pub(crate) async fn add_reporter(
    turn: &mut Turn,
    _permit: &Permit,
    concern: ConcernId,
    it: &Reporter,
    wants_updates: bool,
) -> Result<()> {
    let text = serde_json::to_vec(it)?;
    let sealed = turn.team().seal(&about("reporter", concern, 0), &text)?;
    let mark = super::known::mark(turn, it)?;
    turn.tx()
        .run(
            "INSERT INTO reporter (concern_id, sealed_team, wants_updates, person_mark) VALUES ($1, $2, $3, $4)",
            args![concern, sealed, wants_updates, mark],
        )
        .await?;
    Ok(())
}

/// Adds a word to a talk, sealed for both sides.
pub(crate) async fn add_said(
    turn: &mut Turn,
    _permit: &Permit,
    concern: ConcernId,
    reader: &SealKey,
    by_team: bool,
    on: NaiveDate,
    words: &str,
) -> Result<()> {
    let place: i64 = turn
        .tx()
        .one(
            "SELECT COALESCE(max(place), 0) + 1 AS next FROM talk WHERE concern_id = $1",
            args![concern],
        )
        .await?
        .get("next")?;
    let about = about("talk", concern, place);
    let for_team = turn.team().seal(&about, words.as_bytes())?;
    let for_reporter = reader.seal(&about, words.as_bytes())?;
    turn.tx()
        .run(
            "INSERT INTO talk (id, concern_id, place, by_team, said_on, sealed_team, sealed_reporter) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            args![Uuid::new_v4(), concern, place, by_team, on, for_team, for_reporter],
        )
        .await?;
    Ok(())
}

/// Adds a photo, sealed for the team.
pub(crate) async fn add_photo(
    turn: &mut Turn,
    _permit: &Permit,
    concern: ConcernId,
    place: i64,
    jpeg: &[u8],
) -> Result<()> {
    let sealed = turn.team().seal(&about("photo", concern, place), jpeg)?;
    turn.tx()
        .run(
            "INSERT INTO photo (id, concern_id, place, sealed_team) VALUES ($1, $2, $3, $4)",
            args![Uuid::new_v4(), concern, place, sealed],
        )
        .await?;
    Ok(())
}

/// The concern that a receipt finds.
pub(crate) async fn of_receipt(turn: &mut Turn, find_hash: &str) -> Result<Option<ConcernId>> {
    let row = turn
        .tx()
        .first(
            "SELECT concern_id FROM receipt WHERE find_hash = $1",
            args![find_hash],
        )
        .await?;
    row.map(|row| row.get("concern_id")).transpose()
}

/// Seals for whoever holds the receipt of a concern.
pub(crate) async fn reader(turn: &mut Turn, concern: ConcernId) -> Result<Option<SealKey>> {
    let row = turn
        .tx()
        .first(
            "SELECT seal_key FROM receipt WHERE concern_id = $1",
            args![concern],
        )
        .await?;
    row.map(|row| SealKey::read(&row.get::<String>("seal_key")?))
        .transpose()
}

fn read_said(row: &Row) -> Result<SaidRow> {
    Ok(SaidRow {
        concern: row.get("concern_id")?,
        place: row.get("place")?,
        by_team: row.get("by_team")?,
        on: row.get("said_on")?,
        sealed_team: row.get("sealed_team")?,
        sealed_reporter: row.get("sealed_reporter")?,
    })
}

/// The talk about a concern, the first word first.
pub(crate) async fn talk(turn: &mut Turn, concern: ConcernId) -> Result<Vec<SaidRow>> {
    turn.tx()
        .all(
            "SELECT concern_id, place, by_team, said_on, sealed_team, sealed_reporter FROM talk WHERE concern_id = $1 ORDER BY place",
            args![concern],
        )
        .await?
        .iter()
        .map(read_said)
        .collect()
}

/// Who reported a concern, opened.
pub(crate) async fn reporter(turn: &mut Turn, concern: ConcernId) -> Result<Option<Reporter>> {
    let row = turn
        .tx()
        .first(
            "SELECT sealed_team FROM reporter WHERE concern_id = $1",
            args![concern],
        )
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let sealed: Vec<u8> = row.get("sealed_team")?;
    let text = turn.key()?.open(&about("reporter", concern, 0), &sealed)?;
    Ok(Some(serde_json::from_slice(&text)?))
}

/// The places of the photos of a concern.
pub(crate) async fn photos(turn: &mut Turn, concern: ConcernId) -> Result<Vec<i64>> {
    turn.tx()
        .all(
            "SELECT place FROM photo WHERE concern_id = $1 ORDER BY place",
            args![concern],
        )
        .await?
        .iter()
        .map(|row| row.get("place"))
        .collect()
}

/// One photo of a concern, opened.
pub(crate) async fn photo(
    turn: &mut Turn,
    concern: ConcernId,
    place: i64,
) -> Result<Option<Vec<u8>>> {
    let row = turn
        .tx()
        .first(
            "SELECT sealed_team FROM photo WHERE concern_id = $1 AND place = $2",
            args![concern, place],
        )
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let sealed: Vec<u8> = row.get("sealed_team")?;
    let jpeg = turn.key()?.open(&about("photo", concern, place), &sealed)?;
    Ok(Some(jpeg))
}

/// The other concerns of whoever reported one, as far as they gave the same e-mail or phone.
pub(crate) async fn of_same(turn: &mut Turn, concern: ConcernId) -> Result<Vec<ConcernId>> {
    turn.tx()
        .all(
            "SELECT o.concern_id FROM reporter r JOIN reporter o ON o.person_mark = r.person_mark \
             WHERE r.concern_id = $1 AND o.concern_id <> $1 AND r.person_mark <> '' ORDER BY o.concern_id LIMIT 50",
            args![concern],
        )
        .await?
        .iter()
        .map(|row| row.get("concern_id"))
        .collect()
}

/// Reporters whose mark could not be made where they were taken in.
pub(crate) async fn unmarked(turn: &mut Turn) -> Result<Vec<ConcernId>> {
    turn.tx()
        .all(
            "SELECT concern_id FROM reporter WHERE person_mark IS NULL ORDER BY concern_id LIMIT 500",
            args![],
        )
        .await?
        .iter()
        .map(|row| row.get("concern_id"))
        .collect()
}

/// Whether whoever reported it gets mail when there is news.
pub(crate) async fn wants_updates(turn: &mut Turn, concern: ConcernId) -> Result<bool> {
    let row = turn
        .tx()
        .first(
            "SELECT wants_updates FROM reporter WHERE concern_id = $1",
            args![concern],
        )
        .await?;
    row.map_or(Ok(false), |row| row.get("wants_updates"))
}

/// Keeps a mark.
pub(crate) async fn set_mark(turn: &mut Turn, concern: ConcernId, mark: &str) -> Result<()> {
    turn.tx()
        .run(
            "UPDATE reporter SET person_mark = $1 WHERE concern_id = $2",
            args![mark, concern],
        )
        .await?;
    Ok(())
}

/// Notes that there is news for those of these concerns who asked to hear. One notice waits at most.
pub(crate) async fn add_notice(
    turn: &mut Turn,
    _permit: &Permit,
    concern: ConcernId,
    now: DateTime<Utc>,
) -> Result<()> {
    turn.tx()
        .run(
            "INSERT INTO notice (id, concern_id, made_at, next_try_at, tries) \
             SELECT $1, concern_id, $2, $2, 0 FROM reporter WHERE concern_id = $3 AND wants_updates = $4 \
             AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.concern_id = $3 AND n.sent_at IS NULL)",
            args![Uuid::new_v4(), now, concern, true],
        )
        .await?;
    Ok(())
}

/// Whoever reported it gets no more mail.
pub(crate) async fn stop_notices(
    turn: &mut Turn,
    _permit: &Permit,
    concern: ConcernId,
) -> Result<()> {
    let tx = turn.tx();
    tx.run(
        "UPDATE reporter SET wants_updates = $1 WHERE concern_id = $2",
        args![false, concern],
    )
    .await?;
    tx.run(
        "DELETE FROM notice WHERE concern_id = $1 AND sent_at IS NULL",
        args![concern],
    )
    .await?;
    Ok(())
}

/// Notices that go now, each taken for this program for five minutes.
pub(crate) async fn take_notices(
    turn: &mut Turn,
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, ConcernId, i64)>> {
    turn.tx()
        .all(
            "UPDATE notice SET next_try_at = $1 WHERE id IN \
             (SELECT id FROM notice WHERE sent_at IS NULL AND next_try_at <= $2 ORDER BY made_at LIMIT 20) \
             AND sent_at IS NULL AND next_try_at <= $2 RETURNING id, concern_id, tries",
            args![now + chrono::Duration::minutes(5), now],
        )
        .await?
        .iter()
        .map(|row| Ok((row.get("id")?, row.get("concern_id")?, row.get("tries")?)))
        .collect()
}

/// A notice went.
pub(crate) async fn sent(turn: &mut Turn, notice: Uuid, now: DateTime<Utc>) -> Result<()> {
    turn.tx()
        .run(
            "UPDATE notice SET sent_at = $1, tries = tries + 1 WHERE id = $2",
            args![now, notice],
        )
        .await?;
    Ok(())
}

/// A notice did not go, and is tried again.
pub(crate) async fn failed(turn: &mut Turn, notice: Uuid, again: DateTime<Utc>) -> Result<()> {
    turn.tx()
        .run(
            "UPDATE notice SET next_try_at = $1, tries = tries + 1 WHERE id = $2",
            args![again, notice],
        )
        .await?;
    Ok(())
}

/// The concerns of which the closed store knows anything, some at a time, in their order.
pub(crate) async fn after(
    turn: &mut Turn,
    last: Option<ConcernId>,
    most: i64,
) -> Result<Vec<ConcernId>> {
    let last = last.unwrap_or(ConcernId(Uuid::nil()));
    turn.tx()
        .all(
            "SELECT concern_id FROM (SELECT concern_id FROM receipt UNION SELECT response_id AS concern_id FROM rapid_told) k \
             WHERE concern_id > $1 ORDER BY concern_id LIMIT $2",
            args![last, most],
        )
        .await?
        .iter()
        .map(|row| row.get("concern_id"))
        .collect()
}

/// Forgets who reported a concern. Says whether there was anything.
pub(crate) async fn forget_reporter(turn: &mut Turn, concern: ConcernId) -> Result<bool> {
    let tx = turn.tx();
    tx.run("DELETE FROM notice WHERE concern_id = $1", args![concern])
        .await?;
    let gone = tx
        .run("DELETE FROM reporter WHERE concern_id = $1", args![concern])
        .await?;
    Ok(gone > 0)
}

/// Forgets everything about a concern.
pub(crate) async fn forget(turn: &mut Turn, concern: ConcernId) -> Result<()> {
    forget_reporter(turn, concern).await?;
    let tx = turn.tx();
    tx.run("DELETE FROM hate_told WHERE report_id = $1", args![concern])
        .await?;
    tx.run(
        "DELETE FROM rapid_more WHERE response_id = $1",
        args![concern],
    )
    .await?;
    tx.run(
        "DELETE FROM rapid_told WHERE response_id = $1",
        args![concern],
    )
    .await?;
    tx.run("DELETE FROM photo WHERE concern_id = $1", args![concern])
        .await?;
    tx.run("DELETE FROM talk WHERE concern_id = $1", args![concern])
        .await?;
    tx.run("DELETE FROM receipt WHERE concern_id = $1", args![concern])
        .await?;
    Ok(())
}
