//! All SQL of members.

use anyhow::Result;
use base::{
    Permit, PersonId, WardId, args,
    store::{Row, Tx},
};
use chrono::NaiveDate;

use super::Member;
use crate::MemberId;

fn read(row: &Row) -> Result<Member> {
    Ok(Member {
        id: row.get("id")?,
        ward: row.get("ward_id")?,
        person: row.get("person_id")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        office: row.get("office")?,
        votes: row.get("votes")?,
        name_public: row.get("name_public")?,
        starts_on: row.get("starts_on")?,
        ends_on: row.get("ends_on")?,
        grant: row.get("grant_id")?,
    })
}

/// The members of a panel on a day: chair first, then by name.
///
/// # Errors
/// When the store cannot be read.
pub async fn on(tx: &mut Tx, ward: WardId, day: NaiveDate) -> Result<Vec<Member>> {
    tx.all(
        "SELECT m.id, m.ward_id, m.person_id, p.name, m.kind, m.office, m.votes, m.name_public, m.starts_on, m.ends_on, m.grant_id \
         FROM member m JOIN person p ON p.id = m.person_id \
         WHERE m.ward_id = $1 AND m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $2) \
         ORDER BY CASE m.office WHEN 'chair' THEN 0 WHEN 'vice_chair' THEN 1 WHEN 'secretary' THEN 2 ELSE 3 END, p.name, m.id",
        args![ward, day],
    )
    .await?.iter().map(read).collect()
}

/// The seat of a person on a ward's panel on a day.
///
/// # Errors
/// When the store cannot be read.
pub async fn seat_of(
    tx: &mut Tx,
    ward: WardId,
    person: PersonId,
    day: NaiveDate,
) -> Result<Option<Member>> {
    Ok(on(tx, ward, day)
        .await?
        .into_iter()
        .find(|member| member.person == person))
}

/// Adds a member.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, member: &Member) -> Result<()> {
    tx.run(
        "INSERT INTO member (id, ward_id, person_id, kind, office, votes, name_public, starts_on, ends_on, grant_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            member.id, member.ward, member.person, &member.kind, member.office, member.votes,
            member.name_public, member.starts_on, member.ends_on, member.grant
        ],
    )
    .await?;
    Ok(())
}

/// Ends a seat after a day.
///
/// # Errors
/// When the store cannot be written.
pub async fn end(
    tx: &mut Tx,
    _permit: &Permit,
    member: MemberId,
    last_day: NaiveDate,
) -> Result<()> {
    tx.run(
        "UPDATE member SET ends_on = $1 WHERE id = $2",
        args![last_day, member],
    )
    .await?;
    Ok(())
}
