//! All SQL of subscriptions.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use base::{
    Permit, WardId, args,
    store::{Row, Tx},
};
use chrono::{DateTime, Utc};

use super::subscription::{Choice, Subscription, SubscriptionId};
use crate::events::updates::Kind;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.address, s.wards, s.kinds, s.pace, s.asked_at, s.confirmed_at, s.told, s.next_at FROM subscription s ",
            $rest
        )
    };
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').filter(|part| !part.is_empty())
}

fn joined<T: ToString>(parts: impl Iterator<Item = T>) -> String {
    parts.map(|it| it.to_string()).collect::<Vec<_>>().join(",")
}

fn wards_text(choice: &Choice) -> String {
    joined(choice.wards.iter())
}

fn kinds_text(choice: &Choice) -> String {
    joined(choice.kinds.iter().map(|kind| kind.word()))
}

fn read(row: &Row) -> Result<Subscription> {
    let (wards, kinds): (String, String) = (row.get("wards")?, row.get("kinds")?);
    let wards: Result<Vec<WardId>, _> = parts(&wards).map(str::parse).collect();
    Ok(Subscription {
        id: row.get("id")?,
        address: row.get("address")?,
        choice: Choice {
            wards: wards.context("a subscription's wards")?,
            kinds: parts(&kinds).filter_map(Kind::of).collect(),
            pace: row.get("pace")?,
        },
        asked_at: row.get("asked_at")?,
        confirmed_at: row.get("confirmed_at")?,
        told: row.get("told")?,
        next_at: row.get("next_at")?,
    })
}

/// The confirmed subscription of an address.
pub(super) async fn of_address(tx: &mut Tx, address: &str) -> Result<Option<Subscription>> {
    tx.first(
        select!("WHERE s.address = $1 AND s.confirmed_at IS NOT NULL"),
        args![address],
    )
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// The subscription that a link confirms.
pub(super) async fn of_confirm(tx: &mut Tx, hash: &str) -> Result<Option<Subscription>> {
    tx.first(select!("WHERE s.confirm_hash = $1"), args![hash])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The subscription that a link of a mail changes and leaves.
pub(super) async fn of_link(
    tx: &mut Tx,
    hash: &str,
    since: DateTime<Utc>,
) -> Result<Option<Subscription>> {
    tx.first(
        select!(
            "JOIN subscription_link l ON l.subscription_id = s.id WHERE l.token_hash = $1 AND l.made_at > $2"
        ),
        args![hash, since],
    )
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// Confirmed ones that something may go to now: a few.
pub(super) async fn due(
    tx: &mut Tx,
    newest: i64,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Subscription>> {
    tx.all(
        select!(
            "WHERE s.confirmed_at IS NOT NULL AND s.next_at <= $1 AND (s.told < $2 OR s.pace = 'weekly') \
             ORDER BY s.next_at, s.id LIMIT $3"
        ),
        args![now, newest, most],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Keeps one that is still to be confirmed.
pub(super) async fn add(
    tx: &mut Tx,
    _permit: &Permit,
    it: &Subscription,
    confirm_hash: &str,
) -> Result<()> {
    tx.run(
        "INSERT INTO subscription (id, address, wards, kinds, pace, confirm_hash, asked_at, told, next_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $7)",
        args![
            it.id,
            &it.address,
            wards_text(&it.choice),
            kinds_text(&it.choice),
            it.choice.pace,
            confirm_hash,
            it.asked_at
        ],
    )
    .await?;
    Ok(())
}

/// Confirms one. Whatever else its address asked for before ends with it.
pub(super) async fn confirm(
    tx: &mut Tx,
    _permit: &Permit,
    it: &Subscription,
    now: DateTime<Utc>,
) -> Result<()> {
    tx.run(
        "DELETE FROM subscription_link WHERE subscription_id IN \
         (SELECT id FROM subscription WHERE address = $1 AND id <> $2)",
        args![&it.address, it.id],
    )
    .await?;
    tx.run(
        "DELETE FROM subscription WHERE address = $1 AND id <> $2",
        args![&it.address, it.id],
    )
    .await?;
    tx.run(
        "UPDATE subscription SET confirmed_at = $1, told = $2, next_at = $3 WHERE id = $4 AND confirmed_at IS NULL",
        args![now, it.told, it.next_at, it.id],
    )
    .await?;
    Ok(())
}

/// Keeps another choice.
pub(super) async fn change(tx: &mut Tx, _permit: &Permit, it: &Subscription) -> Result<()> {
    tx.run(
        "UPDATE subscription SET wards = $1, kinds = $2, pace = $3, next_at = $4 WHERE id = $5",
        args![
            wards_text(&it.choice),
            kinds_text(&it.choice),
            it.choice.pace,
            it.next_at,
            it.id
        ],
    )
    .await?;
    Ok(())
}

/// Keeps the hash of a link of a mail.
pub(super) async fn link(
    tx: &mut Tx,
    _permit: &Permit,
    id: SubscriptionId,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    tx.run(
        "INSERT INTO subscription_link (token_hash, subscription_id, made_at) VALUES ($1, $2, $3) \
         ON CONFLICT (token_hash) DO NOTHING",
        args![hash, id, now],
    )
    .await?;
    Ok(())
}

/// Moves the mark of what was told. False when another program was quicker,
/// or its owner has just left or chosen anew.
pub(super) async fn mark(
    tx: &mut Tx,
    _permit: &Permit,
    it: &Subscription,
    told: i64,
    next_at: DateTime<Utc>,
) -> Result<bool> {
    let moved = tx
        .run(
            "UPDATE subscription SET told = $1, next_at = $2 WHERE id = $3 AND told = $4 AND next_at = $5",
            args![told, next_at, it.id, it.told, it.next_at],
        )
        .await?;
    Ok(moved == 1)
}

/// Deletes everything of an address: what it gets, what it asked for, its links.
pub(super) async fn leave(tx: &mut Tx, _permit: &Permit, address: &str) -> Result<()> {
    tx.run(
        "DELETE FROM subscription_link WHERE subscription_id IN (SELECT id FROM subscription WHERE address = $1)",
        args![address],
    )
    .await?;
    tx.run(
        "DELETE FROM subscription WHERE address = $1",
        args![address],
    )
    .await?;
    Ok(())
}

/// Deletes one that was never confirmed: it has no links yet.
pub(super) async fn forget(tx: &mut Tx, _permit: &Permit, id: SubscriptionId) -> Result<()> {
    tx.run(
        "DELETE FROM subscription WHERE id = $1 AND confirmed_at IS NULL",
        args![id],
    )
    .await?;
    Ok(())
}

/// Those that nobody confirmed in time.
pub(super) async fn unconfirmed(
    tx: &mut Tx,
    asked_before: DateTime<Utc>,
) -> Result<Vec<Subscription>> {
    tx.all(
        select!("WHERE s.confirmed_at IS NULL AND s.asked_at < $1"),
        args![asked_before],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Whether any subscription of an address is left.
pub(super) async fn knows(tx: &mut Tx, address: &str) -> Result<bool> {
    let row = tx
        .one(
            "SELECT count(*) AS n FROM subscription WHERE address = $1",
            args![address],
        )
        .await?;
    Ok(row.get::<i64>("n")? > 0)
}

/// Deletes the links of old mails; says how many.
pub(super) async fn forget_links(
    tx: &mut Tx,
    _permit: &Permit,
    made_before: DateTime<Utc>,
) -> Result<u64> {
    tx.run(
        "DELETE FROM subscription_link WHERE made_at < $1",
        args![made_before],
    )
    .await
}

/// What was noticed so far: its key and its number.
pub(super) async fn noticed(tx: &mut Tx) -> Result<HashMap<String, i64>> {
    let rows = tx
        .all("SELECT update_key, number FROM update_noticed", args![])
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("update_key")?, row.get("number")?)))
        .collect()
}

/// Notes what is new. Two programs that notice at once take the same number,
/// and one of them does it again a minute later.
pub(super) async fn notice(tx: &mut Tx, _permit: &Permit, fresh: Vec<(String, i64)>) -> Result<()> {
    let rows = fresh
        .into_iter()
        .map(|(key, number)| args![key, number])
        .collect();
    tx.add_many("update_noticed (update_key, number)", rows)
        .await?;
    Ok(())
}
