//! All SQL of teams and their posts.

use anyhow::Result;
use base::{
    Permit, WardId, args,
    store::{Row, Tx},
};
use chrono::NaiveDate;

use super::{Post, Team, postings};
use crate::PostId;

fn read(row: &Row) -> Result<Post> {
    Ok(Post {
        id: row.get("id")?,
        ward: row.get("ward_id")?,
        rank: row.get("rank")?,
        role: row.get("role")?,
        people: row.get("people")?,
        dedicated: row.get("dedicated")?,
        valid_from: row.get("valid_from")?,
        valid_to: row.get("valid_to")?,
    })
}

/// The team of a ward as it is now; an empty one before anybody has written it down.
///
/// # Errors
/// When the store cannot be read.
pub async fn of(tx: &mut Tx, ward: WardId) -> Result<Team> {
    let mut team = contact(tx, ward).await?;
    let rows = tx
        .all(
            "SELECT id, ward_id, rank, role, people, dedicated, valid_from, valid_to FROM post \
             WHERE valid_to IS NULL AND (ward_id = $1 OR id IN \
             (SELECT post_id FROM post_ward WHERE post_ward.ward_id = $1 AND post_ward.valid_to IS NULL)) \
             ORDER BY CASE WHEN ward_id = $1 THEN 0 ELSE 1 END, place, id",
            args![ward],
        )
        .await?;
    team.posts = rows.iter().map(read).collect::<Result<_>>()?;
    Ok(team)
}

/// The team of a ward as it stood on a day. How to reach it is as of now.
///
/// # Errors
/// When the store cannot be read.
pub async fn on(tx: &mut Tx, ward: WardId, day: NaiveDate) -> Result<Team> {
    let mut team = contact(tx, ward).await?;
    let rows = tx
        .all(
            "SELECT id, ward_id, rank, role, people, dedicated, valid_from, valid_to FROM post \
             WHERE (valid_from IS NULL OR valid_from <= $2) AND (valid_to IS NULL OR valid_to >= $2) \
             AND (ward_id = $1 OR id IN (SELECT post_id FROM post_ward WHERE post_ward.ward_id = $1 \
             AND post_ward.valid_from <= $2 AND (post_ward.valid_to IS NULL OR post_ward.valid_to >= $2))) \
             ORDER BY CASE WHEN ward_id = $1 THEN 0 ELSE 1 END, place, id",
            args![ward, day],
        )
        .await?;
    team.posts = rows.iter().map(read).collect::<Result<_>>()?;
    Ok(team)
}

async fn contact(tx: &mut Tx, ward: WardId) -> Result<Team> {
    let row = tx
        .first(
            "SELECT phone, meet_us, version FROM team WHERE ward_id = $1",
            args![ward],
        )
        .await?;
    row.map_or(Ok(Team::default()), |row| {
        Ok(Team {
            phone: row.get("phone")?,
            meet_us: row.get("meet_us")?,
            version: row.get("version")?,
            posts: Vec::new(),
        })
    })
}

/// Every post that a ward ever had as its own, in the order of the page.
///
/// # Errors
/// When the store cannot be read.
pub async fn ever(tx: &mut Tx, ward: WardId) -> Result<Vec<Post>> {
    let rows = tx
        .all(
            "SELECT id, ward_id, rank, role, people, dedicated, valid_from, valid_to FROM post \
             WHERE ward_id = $1 ORDER BY place, id",
            args![ward],
        )
        .await?;
    let posts: Vec<_> = rows.iter().map(read).collect::<Result<_>>()?;
    Ok(posts.into_iter().filter(Post::ever_stood).collect())
}

/// A post.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: PostId) -> Result<Option<Post>> {
    let row = tx
        .first(
            "SELECT id, ward_id, rank, role, people, dedicated, valid_from, valid_to FROM post WHERE id = $1",
            args![id],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// Notes that something is done to a post; whoever does the next thing to it waits.
///
/// # Errors
/// When the store cannot be written.
pub async fn take(tx: &mut Tx, _permit: &Permit, id: PostId) -> Result<()> {
    tx.run(
        "UPDATE post SET version = version + 1 WHERE id = $1",
        args![id],
    )
    .await?;
    Ok(())
}

/// Writes a team down as it is from a day on. What is gone ends the day before, what is new begins; what is unchanged
/// keeps its id and its officers. Says false when it has changed since `team.version`.
///
/// # Errors
/// When the store cannot be written.
pub async fn save(
    tx: &mut Tx,
    permit: &Permit,
    ward: WardId,
    team: &Team,
    since: NaiveDate,
) -> Result<bool> {
    let saved = tx
        .run(
            "INSERT INTO team (ward_id, phone, meet_us, version) VALUES ($1, $2, $3, 1) \
             ON CONFLICT (ward_id) DO UPDATE SET phone = excluded.phone, meet_us = excluded.meet_us, version = team.version + 1 \
             WHERE team.version = $4",
            args![ward, &team.phone, &team.meet_us, team.version],
        )
        .await?;
    if saved == 0 {
        return Ok(false);
    }
    let mut before = of(tx, ward).await?.posts;
    before.retain(|post| post.ward == ward);
    let mut fresh = Vec::new();
    for (place, post) in team.posts.iter().enumerate() {
        let place = i64::try_from(place)?;
        match before.iter().position(|old| old.same_as(post)) {
            Some(at) => {
                let kept = before.remove(at);
                tx.run(
                    "UPDATE post SET place = $1 WHERE id = $2",
                    args![place, kept.id],
                )
                .await?;
            }
            None => fresh.push((place, post)),
        }
    }
    for (place, post) in fresh {
        tx.run(
            "INSERT INTO post (id, ward_id, place, rank, role, people, dedicated, valid_from, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
            args![post.id, ward, place, &post.rank, &post.role, post.people, post.dedicated, since],
        )
        .await?;
        if let Some(at) = before.iter().position(|old| old.same_kind_as(post)) {
            let old = before.remove(at);
            end(tx, &old, Some(post), since, permit).await?;
        }
    }
    for gone in before {
        end(tx, &gone, None, since, permit).await?;
    }
    Ok(true)
}

/// A post ends the day before; its officers and its other wards go over to the post that takes its place, if one does.
async fn end(
    tx: &mut Tx,
    old: &Post,
    next: Option<&Post>,
    since: NaiveDate,
    permit: &Permit,
) -> Result<()> {
    let last = since - chrono::Days::new(1);
    tx.run(
        "UPDATE post SET valid_to = $1, version = version + 1 WHERE id = $2",
        args![last, old.id],
    )
    .await?;
    let shared = others(tx, old.id).await?;
    for ward in &shared {
        stop_sharing(tx, old.id, *ward, since).await?;
        if let Some(next) = next {
            start_sharing(tx, next.id, *ward, since).await?;
        }
    }
    postings::store::post_ends(tx, permit, old.id, next, since).await
}

/// The other wards that a pooled post serves now.
///
/// # Errors
/// When the store cannot be read.
pub async fn others(tx: &mut Tx, id: PostId) -> Result<Vec<WardId>> {
    let rows = tx
        .all(
            "SELECT ward_id FROM post_ward WHERE post_id = $1 AND valid_to IS NULL",
            args![id],
        )
        .await?;
    rows.iter().map(|row| row.get("ward_id")).collect()
}

async fn start_sharing(tx: &mut Tx, id: PostId, ward: WardId, since: NaiveDate) -> Result<()> {
    tx.run(
        "INSERT INTO post_ward (post_id, ward_id, valid_from) VALUES ($1, $2, $3) \
         ON CONFLICT (post_id, ward_id, valid_from) DO UPDATE SET valid_to = NULL",
        args![id, ward, since],
    )
    .await?;
    Ok(())
}

async fn stop_sharing(tx: &mut Tx, id: PostId, ward: WardId, since: NaiveDate) -> Result<()> {
    tx.run(
        "UPDATE post_ward SET valid_to = $1 WHERE post_id = $2 AND ward_id = $3 AND valid_to IS NULL",
        args![since - chrono::Days::new(1), id, ward],
    )
    .await?;
    Ok(())
}

/// Says which other wards a pooled post serves from a day on.
///
/// # Errors
/// When the store cannot be written.
pub async fn share(
    tx: &mut Tx,
    _permit: &Permit,
    id: PostId,
    wards: &[WardId],
    since: NaiveDate,
) -> Result<()> {
    let before = others(tx, id).await?;
    for gone in before.iter().filter(|ward| !wards.contains(ward)) {
        stop_sharing(tx, id, *gone, since).await?;
    }
    for new in wards.iter().filter(|ward| !before.contains(ward)) {
        start_sharing(tx, id, *new, since).await?;
    }
    Ok(())
}
