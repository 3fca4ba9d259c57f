//! All SQL of events.

use anyhow::Result;
use base::{
    Permit, WardId, args,
    store::{Row, Tx},
};
use chrono::{DateTime, NaiveDate, Utc};

use super::{Concern, ConcernId, Details, Event, EventId, FollowUp, OpenFollowUp};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, ward_id, slug, kind, title, about, starts_at, ends_at, place, access, lat, lng, organiser, agencies, \
             state, why_cancelled, published_at, changed_at, revision, attendance, summary, version FROM event ",
            $rest
        )
    };
}

macro_rules! select_concern {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.event_id, c.words, c.category, c.people, c.noted_on, c.follow_up, c.owner, c.due_on, c.done_on, \
             c.outcome FROM event_concern c ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Event> {
    let agencies: String = row.get("agencies")?;
    let (lat, lng): (Option<f64>, Option<f64>) = (row.get("lat")?, row.get("lng")?);
    Ok(Event {
        id: row.get("id")?,
        ward: row.get("ward_id")?,
        slug: row.get("slug")?,
        details: Details {
            kind: row.get("kind")?,
            title: row.get("title")?,
            about: row.get("about")?,
            starts_at: row.get("starts_at")?,
            ends_at: row.get("ends_at")?,
            place: row.get("place")?,
            access: row.get("access")?,
            point: lat.zip(lng),
            organiser: row.get("organiser")?,
            agencies: agencies
                .split(',')
                .filter(|slug| !slug.is_empty())
                .map(str::to_owned)
                .collect(),
        },
        state: row.get("state")?,
        why_cancelled: row.get("why_cancelled")?,
        published_at: row.get("published_at")?,
        changed_at: row.get("changed_at")?,
        revision: row.get("revision")?,
        attendance: row.get("attendance")?,
        summary: row.get("summary")?,
        version: row.get("version")?,
    })
}

fn read_follow_up(row: &Row) -> Result<Option<FollowUp>> {
    let what: Option<String> = row.get("follow_up")?;
    Ok(match what {
        None => None,
        Some(what) => Some(FollowUp {
            what,
            owner: row.get::<Option<String>>("owner")?.unwrap_or_default(),
            due_on: row.get("due_on")?,
        }),
    })
}

fn read_concern(row: &Row) -> Result<Concern> {
    Ok(Concern {
        id: row.get("id")?,
        event: row.get("event_id")?,
        words: row.get("words")?,
        category: row.get("category")?,
        people: row.get("people")?,
        noted_on: row.get("noted_on")?,
        follow_up: read_follow_up(row)?,
        done_on: row.get("done_on")?,
        outcome: row.get::<Option<String>>("outcome")?.unwrap_or_default(),
    })
}

/// The event of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: EventId) -> Result<Option<Event>> {
    tx.first(select!("WHERE id = $1"), args![id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The event of a ward with this word in its address.
///
/// # Errors
/// When the store cannot be read.
pub async fn by_slug(tx: &mut Tx, ward: WardId, slug: &str) -> Result<Option<Event>> {
    tx.first(
        select!("WHERE ward_id = $1 AND slug = $2"),
        args![ward, slug],
    )
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// The events of a ward, soonest first; at most 500 of the latest.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_ward(tx: &mut Tx, ward: WardId) -> Result<Vec<Event>> {
    let events: Result<Vec<_>> = tx
        .all(
            select!("WHERE ward_id = $1 ORDER BY starts_at DESC, id DESC LIMIT 500"),
            args![ward],
        )
        .await?
        .iter()
        .map(read)
        .collect();
    Ok(events?.into_iter().rev().collect())
}

/// Every event that residents were told of and that ends after a moment,
/// soonest first. Cancelled ones are among them.
///
/// # Errors
/// When the store cannot be read.
pub async fn public_since(tx: &mut Tx, since: DateTime<Utc>) -> Result<Vec<Event>> {
    tx.all(
        select!("WHERE published_at IS NOT NULL AND ends_at >= $1 ORDER BY starts_at, id"),
        args![since],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The next `n` published events of a ward that are not over.
///
/// # Errors
/// When the store cannot be read.
pub async fn to_come(
    tx: &mut Tx,
    ward: WardId,
    now: DateTime<Utc>,
    n: usize,
) -> Result<Vec<Event>> {
    let rows = tx
        .all(
            select!("WHERE ward_id = $1 AND state = 'published' AND ends_at >= $2 ORDER BY starts_at, id LIMIT 100"),
            args![ward, now],
        )
        .await?;
    rows.iter().take(n).map(read).collect()
}

/// Every published event that is over and that nobody has reported on, the
/// oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn needing_report(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Event>> {
    tx.all(
        select!("WHERE state = 'published' AND ends_at < $1 ORDER BY ends_at, id"),
        args![now],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Adds one. Says false when its address was taken in the same moment.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Event) -> Result<bool> {
    let what = &it.details;
    let added = tx
        .run(
            "INSERT INTO event (id, ward_id, slug, kind, title, about, starts_at, ends_at, place, access, lat, lng, organiser, \
             agencies, state, changed_at, revision, summary, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, '', 1) \
             ON CONFLICT (ward_id, slug) DO NOTHING",
            args![
                it.id, it.ward, &it.slug, what.kind, &what.title, &what.about, what.starts_at, what.ends_at, &what.place,
                &what.access, what.point.map(|it| it.0), what.point.map(|it| it.1), &what.organiser,
                what.agencies.join(","), it.state, it.changed_at
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Keeps one that was read at its version. Says false when somebody else has
/// changed it since.
///
/// # Errors
/// When the store cannot be written.
pub async fn save(tx: &mut Tx, _permit: &Permit, it: &Event) -> Result<bool> {
    let what = &it.details;
    let saved = tx
        .run(
            "UPDATE event SET slug = $1, kind = $2, title = $3, about = $4, starts_at = $5, ends_at = $6, place = $7, \
             access = $8, lat = $9, lng = $10, organiser = $11, agencies = $12, state = $13, why_cancelled = $14, \
             published_at = $15, changed_at = $16, revision = $17, attendance = $18, summary = $19, version = version + 1 \
             WHERE id = $20 AND version = $21",
            args![
                &it.slug, what.kind, &what.title, &what.about, what.starts_at, what.ends_at, &what.place, &what.access,
                what.point.map(|it| it.0), what.point.map(|it| it.1), &what.organiser, what.agencies.join(","), it.state,
                it.why_cancelled.clone(), it.published_at, it.changed_at, it.revision, it.attendance, &it.summary, it.id,
                it.version
            ],
        )
        .await?;
    Ok(saved == 1)
}

/// What was said at an event, in the order it was written down.
///
/// # Errors
/// When the store cannot be read.
pub async fn concerns(tx: &mut Tx, event: EventId) -> Result<Vec<Concern>> {
    tx.all(
        select_concern!("WHERE c.event_id = $1 ORDER BY c.id"),
        args![event],
    )
    .await?
    .iter()
    .map(read_concern)
    .collect()
}

/// One thing that was said.
///
/// # Errors
/// When the store cannot be read.
pub async fn concern(tx: &mut Tx, id: ConcernId) -> Result<Option<Concern>> {
    tx.first(select_concern!("WHERE c.id = $1"), args![id])
        .await?
        .as_ref()
        .map(read_concern)
        .transpose()
}

/// Writes down what was said.
///
/// # Errors
/// When the store cannot be written.
pub async fn add_concern(tx: &mut Tx, _permit: &Permit, it: &Concern) -> Result<()> {
    let next = it.follow_up.as_ref();
    tx.run(
        "INSERT INTO event_concern (id, event_id, words, category, people, noted_on, follow_up, owner, due_on) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            it.id, it.event, &it.words, &it.category, it.people, it.noted_on, next.map(|it| it.what.as_str()),
            next.map(|it| it.owner.as_str()), next.map(|it| it.due_on)
        ],
    )
    .await?;
    Ok(())
}

/// Keeps what came of a follow-up. Says false when it was done already.
///
/// # Errors
/// When the store cannot be written.
pub async fn follow_up_done(
    tx: &mut Tx,
    _permit: &Permit,
    id: ConcernId,
    on: Option<NaiveDate>,
    outcome: &str,
) -> Result<bool> {
    let saved = tx
        .run(
            "UPDATE event_concern SET done_on = $1, outcome = $2 WHERE id = $3 AND done_on IS NULL",
            args![on, outcome, id],
        )
        .await?;
    Ok(saved == 1)
}

/// Every open follow-up of every event, due first, so the late ones lead.
///
/// # Errors
/// When the store cannot be read.
pub async fn open_follow_ups(tx: &mut Tx) -> Result<Vec<OpenFollowUp>> {
    let rows = tx
        .all(
            "SELECT c.id, c.event_id, e.ward_id, e.title, c.follow_up, c.owner, c.due_on FROM event_concern c \
             JOIN event e ON e.id = c.event_id WHERE c.follow_up IS NOT NULL AND c.done_on IS NULL ORDER BY c.due_on, c.id",
            args![],
        )
        .await?;
    let mut open = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(follow_up) = read_follow_up(row)? {
            open.push(OpenFollowUp {
                concern: row.get("id")?,
                event: row.get("event_id")?,
                ward: row.get("ward_id")?,
                title: row.get("title")?,
                follow_up,
            });
        }
    }
    Ok(open)
}
