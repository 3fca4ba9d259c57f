//! All SQL of people and their roles.

use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};

use super::{GrantId, KeptGrant, Person, PersonId};
use crate::{
    AgencyId, Permit, Role, WardId, args,
    permits::Grant,
    store::{Row, Tx},
};

fn read(row: &Row) -> Result<Person> {
    Ok(Person {
        id: row.get("id")?,
        name: row.get("name")?,
        email: row.get("email")?,
        has_password: row.get::<Option<String>>("password_hash")?.is_some(),
        closed_at: row.get("closed_at")?,
        version: row.get("version")?,
    })
}

/// The person of an id.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, id: PersonId) -> Result<Option<Person>> {
    let row = tx
        .first(
            "SELECT id, name, email, password_hash, closed_at, version FROM person WHERE id = $1",
            args![id],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// The person of an address (in its plain form), with the hash of their password.
///
/// # Errors
/// When the store cannot be read.
pub async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<(Person, Option<String>)>> {
    let row = tx
        .first("SELECT id, name, email, password_hash, closed_at, version FROM person WHERE email = $1", args![email])
        .await?;
    row.map(|row| Ok((read(&row)?, row.get("password_hash")?)))
        .transpose()
}

/// Everybody with an account, by name.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Person>> {
    tx.all(
        "SELECT id, name, email, password_hash, closed_at, version FROM person ORDER BY name, id",
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Adds a person. Says false when the address already has an account.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(
    tx: &mut Tx,
    _permit: &Permit,
    id: PersonId,
    name: &str,
    email: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let added = tx
        .run(
            "INSERT INTO person (id, name, email, made_at, version) VALUES ($1, $2, $3, $4, 1) \
             ON CONFLICT (email) DO NOTHING",
            args![id, name, email, now],
        )
        .await?;
    Ok(added == 1)
}

/// Closes an account and ends its sessions.
///
/// # Errors
/// When the store cannot be written.
pub async fn close(tx: &mut Tx, _permit: &Permit, id: PersonId, now: DateTime<Utc>) -> Result<()> {
    tx.run(
        "UPDATE person SET closed_at = $1, version = version + 1 WHERE id = $2",
        args![now, id],
    )
    .await?;
    crate::sessions::revoke_all(tx, id, now).await
}

/// Sets the hash of a person's password.
///
/// # Errors
/// When the store cannot be written.
pub async fn set_password(tx: &mut Tx, id: PersonId, hash: &str) -> Result<()> {
    tx.run(
        "UPDATE person SET password_hash = $1, version = version + 1 WHERE id = $2",
        args![hash, id],
    )
    .await?;
    Ok(())
}

/// What a person may do on a day.
///
/// # Errors
/// When the store cannot be read.
pub async fn grants_on(tx: &mut Tx, id: PersonId, today: NaiveDate) -> Result<Vec<Grant>> {
    let rows = tx
        .all(
            "SELECT role, ward_id, agency_id FROM role_grant \
             WHERE person_id = $1 AND starts_on <= $2 AND (ends_on IS NULL OR ends_on >= $2)",
            args![id, today],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Grant {
                role: row.get("role")?,
                ward: row.get("ward_id")?,
                agency: row.get("agency_id")?,
            })
        })
        .collect()
}

/// Every role a person has or had.
///
/// # Errors
/// When the store cannot be read.
pub async fn grants(tx: &mut Tx, id: PersonId) -> Result<Vec<KeptGrant>> {
    let rows = tx
        .all(
            "SELECT id, role, ward_id, agency_id, starts_on, ends_on FROM role_grant \
             WHERE person_id = $1 ORDER BY starts_on, id",
            args![id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(KeptGrant {
                id: row.get("id")?,
                role: row.get("role")?,
                ward: row.get("ward_id")?,
                agency: row.get("agency_id")?,
                starts_on: row.get("starts_on")?,
                ends_on: row.get("ends_on")?,
            })
        })
        .collect()
}

/// The addresses of whoever holds a role in a ward today: where a reminder
/// goes. A role without a ward holds in every ward.
///
/// # Errors
/// When the store cannot be read.
pub async fn holders(
    tx: &mut Tx,
    role: Role,
    ward: WardId,
    today: NaiveDate,
) -> Result<Vec<String>> {
    tx.all(
        "SELECT DISTINCT p.email FROM person p JOIN role_grant g ON g.person_id = p.id \
         WHERE p.closed_at IS NULL AND g.role = $1 AND (g.ward_id = $2 OR g.ward_id IS NULL) \
         AND g.starts_on <= $3 AND (g.ends_on IS NULL OR g.ends_on >= $3) ORDER BY p.email",
        args![role, ward, today],
    )
    .await?
    .iter()
    .map(|row| row.get("email"))
    .collect()
}

/// The addresses of whoever holds a role for an agency today.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_agency(
    tx: &mut Tx,
    role: Role,
    agency: AgencyId,
    today: NaiveDate,
) -> Result<Vec<String>> {
    tx.all(
        "SELECT DISTINCT p.email FROM person p JOIN role_grant g ON g.person_id = p.id \
         WHERE p.closed_at IS NULL AND g.role = $1 AND g.agency_id = $2 \
         AND g.starts_on <= $3 AND (g.ends_on IS NULL OR g.ends_on >= $3) ORDER BY p.email",
        args![role, agency, today],
    )
    .await?
    .iter()
    .map(|row| row.get("email"))
    .collect()
}

/// Gives a role.
///
/// # Errors
/// When the store cannot be written.
#[expect(clippy::too_many_arguments, reason = "the columns of one grant")]
pub async fn grant(
    tx: &mut Tx,
    _permit: &Permit,
    person: PersonId,
    role: Role,
    ward: Option<WardId>,
    agency: Option<AgencyId>,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
) -> Result<GrantId> {
    let id = GrantId::fresh();
    tx.run(
        "INSERT INTO role_grant (id, person_id, role, ward_id, agency_id, starts_on, ends_on) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![id, person, role, ward, agency, starts_on, ends_on],
    )
    .await?;
    Ok(id)
}

/// Ends a role after a day.
///
/// # Errors
/// When the store cannot be written.
pub async fn end_grant(
    tx: &mut Tx,
    _permit: &Permit,
    person: PersonId,
    grant: GrantId,
    last_day: NaiveDate,
) -> Result<bool> {
    let ended = tx
        .run(
            "UPDATE role_grant SET ends_on = $1 WHERE id = $2 AND person_id = $3 AND (ends_on IS NULL OR ends_on > $1)",
            args![last_day, grant, person],
        )
        .await?;
    Ok(ended == 1)
}
