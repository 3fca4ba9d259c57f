//! All SQL of priorities.

use anyhow::{Context as _, Result};
use base::{
    Permit, WardId, args,
    store::{Row, Tx},
};
use chrono::NaiveDate;

use super::{Closing, Decision, Priority, Votes, priority::Update};
use crate::PriorityId;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, ward_id, slug, suggestion_id, title, category, place, you_said, people, different, doing, lead, \
             review_on, measure, unit, baseline, target, decision, votes_for, votes_against, votes_abstain, over_limit, \
             agreed_at, agreed_on, earlier_id, stage, told_on, closed_on, closed_at, outcome, result, measured, \
             close_for, close_against, we_did, cannot, next, version FROM priority ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Priority> {
    let decision = match row.get::<Option<i64>>("votes_for")? {
        None => Decision::Consensus,
        Some(yes) => Decision::Vote(Votes {
            yes,
            no: row.get::<Option<i64>>("votes_against")?.unwrap_or(0),
            abstain: row.get::<Option<i64>>("votes_abstain")?.unwrap_or(0),
        }),
    };
    let closing = match row.get::<Option<NaiveDate>>("closed_on")? {
        None => None,
        Some(on) => Some(Closing {
            on,
            at_meeting: row.get("closed_at")?,
            outcome: row
                .get::<Option<_>>("outcome")?
                .context("a closed priority without an outcome")?,
            result: row.get::<Option<_>>("result")?.unwrap_or_default(),
            measured: row.get("measured")?,
            vote: row
                .get::<Option<i64>>("close_for")?
                .zip(row.get::<Option<i64>>("close_against")?),
            we_did: row.get::<Option<_>>("we_did")?.unwrap_or_default(),
            cannot: row.get::<Option<_>>("cannot")?.unwrap_or_default(),
            next: row.get::<Option<_>>("next")?.unwrap_or_default(),
        }),
    };
    Ok(Priority {
        id: row.get("id")?,
        ward: row.get("ward_id")?,
        slug: row.get("slug")?,
        suggestion: row.get("suggestion_id")?,
        title: row.get("title")?,
        category: row.get("category")?,
        place: row.get("place")?,
        you_said: row.get("you_said")?,
        people: row.get("people")?,
        different: row.get("different")?,
        doing: row.get("doing")?,
        lead: row.get("lead")?,
        review_on: row.get("review_on")?,
        measure: row.get("measure")?,
        unit: row.get("unit")?,
        baseline: row.get("baseline")?,
        target: row.get("target")?,
        decision,
        over_limit: row.get("over_limit")?,
        agreed_at: row.get("agreed_at")?,
        agreed_on: row.get("agreed_on")?,
        earlier: row.get("earlier_id")?,
        stage: row.get("stage")?,
        told_on: row.get("told_on")?,
        closing,
        version: row.get("version")?,
    })
}

/// The priority of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: PriorityId) -> Result<Option<Priority>> {
    tx.first(select!("WHERE id = $1"), args![id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The priority of a slug in its ward.
///
/// # Errors
/// When the store cannot be read.
pub async fn by_slug(tx: &mut Tx, ward: WardId, slug: &str) -> Result<Option<Priority>> {
    tx.first(
        select!("WHERE ward_id = $1 AND slug = $2"),
        args![ward, slug],
    )
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// The priorities of a ward: live ones first in the order they were agreed,
/// then closed ones, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_ward(tx: &mut Tx, ward: WardId) -> Result<Vec<Priority>> {
    let all: Result<Vec<_>> = tx
        .all(
            select!("WHERE ward_id = $1 ORDER BY agreed_on, id"),
            args![ward],
        )
        .await?
        .iter()
        .map(read)
        .collect();
    let (live, mut closed): (Vec<_>, Vec<_>) = all?.into_iter().partition(Priority::is_live);
    closed.sort_by_key(|priority| {
        std::cmp::Reverse(priority.closing.as_ref().map(|closing| closing.on))
    });
    Ok(live.into_iter().chain(closed).collect())
}

/// Every priority: the live ones, then the closed, newest told first.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Priority>> {
    tx.all(
        select!(
            "ORDER BY CASE stage WHEN 'closed' THEN 1 ELSE 0 END, told_on DESC, id DESC LIMIT 5000"
        ),
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// How many are live in a ward.
///
/// # Errors
/// When the store cannot be read.
pub async fn count_live(tx: &mut Tx, ward: WardId) -> Result<u32> {
    tx.one(
        "SELECT count(*) AS n FROM priority WHERE ward_id = $1 AND stage <> 'closed'",
        args![ward],
    )
    .await?
    .get("n")
}

/// Takes the ward for this transaction, so that two chairs agreeing at the
/// same moment count each other's.
///
/// # Errors
/// When the store cannot be written.
pub async fn take_turn(tx: &mut Tx, ward: WardId) -> Result<()> {
    tx.run("UPDATE ward SET number = number WHERE id = $1", args![ward])
        .await?;
    Ok(())
}

/// Adds a priority.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Priority) -> Result<()> {
    let votes = match it.decision {
        Decision::Consensus => None,
        Decision::Vote(votes) => Some(votes),
    };
    let decision = if votes.is_some() { "vote" } else { "consensus" };
    tx.run(
        "INSERT INTO priority (id, ward_id, slug, suggestion_id, title, category, place, you_said, people, different, \
         doing, lead, review_on, measure, unit, baseline, target, decision, votes_for, votes_against, votes_abstain, \
         over_limit, agreed_at, agreed_on, earlier_id, stage, told_on, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
         $23, $24, $25, $26, $27, 1)",
        args![
            it.id, it.ward, &it.slug, it.suggestion, &it.title, &it.category, &it.place, &it.you_said, it.people,
            &it.different, &it.doing, &it.lead, it.review_on, &it.measure, &it.unit, it.baseline, it.target, decision,
            votes.map(|votes| votes.yes), votes.map(|votes| votes.no), votes.map(|votes| votes.abstain),
            it.over_limit.clone(), it.agreed_at, it.agreed_on, it.earlier, it.stage, it.told_on
        ],
    )
    .await?;
    Ok(())
}

/// Keeps a priority that was read at `version`. Says false when somebody else
/// has changed it since.
///
/// # Errors
/// When the store cannot be written.
pub async fn save(tx: &mut Tx, _permit: &Permit, version: i64, it: &Priority) -> Result<bool> {
    let closing = it.closing.as_ref();
    let saved = tx
        .run(
            "UPDATE priority SET title = $1, place = $2, different = $3, doing = $4, lead = $5, review_on = $6, \
             stage = $7, told_on = $8, closed_on = $9, closed_at = $10, outcome = $11, result = $12, measured = $13, \
             close_for = $14, close_against = $15, we_did = $16, cannot = $17, next = $18, version = version + 1 \
             WHERE id = $19 AND version = $20",
            args![
                &it.title, &it.place, &it.different, &it.doing, &it.lead, it.review_on, it.stage, it.told_on,
                closing.map(|it| it.on), closing.and_then(|it| it.at_meeting), closing.map(|it| it.outcome),
                closing.map(|it| it.result.as_str()), closing.and_then(|it| it.measured),
                closing.and_then(|it| it.vote).map(|vote| vote.0), closing.and_then(|it| it.vote).map(|vote| vote.1),
                closing.map(|it| it.we_did.as_str()), closing.map(|it| it.cannot.as_str()),
                closing.map(|it| it.next.as_str()), it.id, version
            ],
        )
        .await?;
    Ok(saved == 1)
}

/// What residents were told, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn updates(tx: &mut Tx, id: PriorityId) -> Result<Vec<Update>> {
    let rows = tx
        .all("SELECT told_on, stage, words, told_by FROM priority_update WHERE priority_id = $1 ORDER BY told_on, id", args![id])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Update {
                told_on: row.get("told_on")?,
                stage: row.get("stage")?,
                words: row.get("words")?,
                told_by: row.get("told_by")?,
            })
        })
        .collect()
}

/// The last thing residents were told of each priority of a ward.
///
/// # Errors
/// When the store cannot be read.
pub async fn latest_updates(tx: &mut Tx, ward: WardId) -> Result<Vec<(PriorityId, String)>> {
    let rows = tx
        .all(
            "SELECT u.priority_id, u.words FROM priority_update u JOIN priority p ON p.id = u.priority_id \
             WHERE p.ward_id = $1 ORDER BY u.told_on, u.id",
            args![ward],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("priority_id")?, row.get("words")?)))
        .collect()
}

/// Adds what residents are told.
///
/// # Errors
/// When the store cannot be written.
pub async fn add_update(
    tx: &mut Tx,
    _permit: &Permit,
    id: PriorityId,
    update: &Update,
) -> Result<()> {
    tx.run(
        "INSERT INTO priority_update (id, priority_id, told_on, stage, words, told_by) VALUES ($1, $2, $3, $4, $5, $6)",
        args![uuid::Uuid::now_v7(), id, update.told_on, update.stage, &update.words, update.told_by],
    )
    .await?;
    Ok(())
}
