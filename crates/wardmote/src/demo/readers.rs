//! Two residents get updates by e-mail: they ask, and confirm with the link
//! of the mail.

use anyhow::{Context as _, Result};
use base::House;

use super::{Actor, Door};

/// How many days before today they ask.
pub(super) const DAYS: i64 = 10;

/// Both subscribe through the public forms: one to a ward at once, the other
/// to the borough once a week.
pub(super) async fn subscribe(house: &House, door: &Door, ward: &str) -> Result<()> {
    let at_once = [
        ("email", "reader.one@alderwick.example"),
        ("ward", ward),
        ("kind", "priority"),
        ("kind", "event"),
        ("kind", "minutes"),
        ("pace", "at_once"),
    ];
    let weekly = [
        ("email", "reader.two@alderwick.example"),
        ("ward", "all"),
        ("kind", "event"),
        ("kind", "minutes"),
        ("pace", "weekly"),
    ];
    for fields in [&at_once[..], &weekly[..]] {
        one(house, door, fields).await?;
    }
    Ok(())
}

async fn one(house: &House, door: &Door, fields: &[(&str, &str)]) -> Result<()> {
    let visitor = Actor::visitor(door.clone());
    visitor.does("/updates/subscribe", fields).await?;
    let mut tx = house.db().reading().await?;
    let latest = base::mail::latest(&mut tx).await?;
    drop(tx);
    let start = format!("{}/updates/confirm/", house.settings().address);
    let token = latest
        .iter()
        .filter(|mail| mail.to == fields[0].1)
        .flat_map(|mail| mail.body.split_whitespace())
        .find_map(|word| word.strip_prefix(start.as_str()))
        .context("the mail that confirms did not come")?;
    let path = format!("/updates/confirm/{token}");
    let answered = visitor.post(&path, &[]).await?;
    anyhow::ensure!(
        answered.status.is_success(),
        "confirming answered {}: {}",
        answered.status,
        answered.complaint()
    );
    Ok(())
}
