//! All SQL of teams.

use anyhow::Result;
use base::{Permit, WardId, args, store::Tx};
use super::{Post, Team};

/// The team of a ward; an empty one before anybody has written it down.
///
/// # Errors
/// When the store cannot be read.
pub async fn of(tx: &mut Tx, ward: WardId) -> Result<Team> {
    let Some(row) = tx
        .first(
            "SELECT phone, meet_us, version FROM team WHERE ward_id = $1",
            args![ward],
        )
        .await?
    else {
        return Ok(Team::default());
    };
    let posts = tx
        .all(
            "SELECT id, rank, role, people, dedicated FROM post WHERE ward_id = $1 ORDER BY place",
            args![ward],
        )
        .await?
        .iter()
        .map(|row| {
            Ok(Post {
                id: row.get("id")?,
                rank: row.get("rank")?,
                role: row.get("role")?,
                people: row.get("people")?,
                dedicated: row.get("dedicated")?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Team {
        phone: row.get("phone")?,
        meet_us: row.get("meet_us")?,
        version: row.get("version")?,
        posts,
    })
}

/// Writes a team down. Says false when it has changed since `team.version`.
///
/// # Errors
/// When the store cannot be written.
pub async fn save(tx: &mut Tx, _permit: &Permit, ward: WardId, team: &Team) -> Result<bool> {
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
    tx.run("DELETE FROM post WHERE ward_id = $1", args![ward])
        .await?;
    for (place, post) in team.posts.iter().enumerate() {
        tx.run(
            "INSERT INTO post (id, ward_id, place, rank, role, people, dedicated) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            args![post.id, ward, i64::try_from(place)?, &post.rank, &post.role, post.people, post.dedicated],
        )
        .await?;
    }
    Ok(true)
}
