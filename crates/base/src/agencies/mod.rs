//! Organisations that people work for, each with its days and its successor.

use anyhow::Result;
use chrono::NaiveDate;

use crate::{
    AgencyId, args,
    place::Place,
    store::{Row, Tx},
};

/// An organisation.
#[derive(Clone, Debug)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// In URLs and files.
    pub slug: String,
    /// As printed.
    pub name: String,
    /// As printed where there is little room.
    pub short: String,
    /// The first day it was there; none: always.
    pub from: Option<NaiveDate>,
    /// The last day it was there; none: still is.
    pub until: Option<NaiveDate>,
    /// The slug of whoever took over from it.
    pub successor: Option<String>,
}

impl Agency {
    /// Whether it was there on a day.
    #[must_use]
    pub fn is_there_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Itself, or whoever stood in its place on a day: a record of a day shows
    /// the name of that day. With two before it, or none known, itself.
    #[must_use]
    pub fn as_on<'a>(&'a self, day: NaiveDate, all: &'a [Self]) -> &'a Self {
        let mut found = self;
        // As many steps as there are organisations: a ring would not end.
        for _ in 0..all.len() {
            let next = if found.from.is_some_and(|from| day < from) {
                let mut before = all
                    .iter()
                    .filter(|it| it.successor.as_ref() == Some(&found.slug));
                match (before.next(), before.next()) {
                    (Some(only), None) => only,
                    _ => return self,
                }
            } else if found.until.is_some_and(|until| until < day) {
                match all
                    .iter()
                    .find(|it| found.successor.as_ref() == Some(&it.slug))
                {
                    Some(heir) => heir,
                    None => return self,
                }
            } else {
                return found;
            };
            found = next;
        }
        self
    }

    /// The name it had on a day.
    #[must_use]
    pub fn name_on<'a>(&'a self, day: NaiveDate, all: &'a [Self]) -> &'a str {
        &self.as_on(day, all).name
    }
}

fn read(row: &Row) -> Result<Agency> {
    Ok(Agency {
        id: row.get("id")?,
        slug: row.get("slug")?,
        name: row.get("name")?,
        short: row.get("short")?,
        from: row.get("valid_from")?,
        until: row.get("valid_to")?,
        successor: row.get("successor")?,
    })
}

/// Every organisation there ever was, by name: for showing old records.
///
/// # Errors
/// When the store cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Agency>> {
    tx.all(
        "SELECT id, slug, name, short, valid_from, valid_to, successor FROM agency ORDER BY name",
        args![],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The organisations there were on a day, by name: for choosing one.
///
/// # Errors
/// When the store cannot be read.
pub async fn on(tx: &mut Tx, day: NaiveDate) -> Result<Vec<Agency>> {
    let mut there = all(tx).await?;
    there.retain(|agency| agency.is_there_on(day));
    Ok(there)
}

/// The organisation of a slug.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(tx: &mut Tx, slug: &str) -> Result<Option<Agency>> {
    let row = tx
        .first(
            "SELECT id, slug, name, short, valid_from, valid_to, successor FROM agency WHERE slug = $1",
            args![slug],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// Brings the list in line with the place profile; says whether anything
/// changed. An organisation that left the profile stays: old actions still
/// name it.
///
/// # Errors
/// When the store cannot be written.
pub async fn settle(tx: &mut Tx, place: &Place) -> Result<bool> {
    let mut changed = 0;
    for agency in &place.agency {
        let heir = place.agency.iter().find(|it| it.was.contains(&agency.slug));
        changed += tx
            .run(
                "INSERT INTO agency (id, slug, name, short, kind, valid_from, valid_to, successor) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                 ON CONFLICT (slug) DO UPDATE SET name = excluded.name, short = excluded.short, kind = excluded.kind, \
                 valid_from = excluded.valid_from, valid_to = excluded.valid_to, successor = excluded.successor \
                 WHERE agency.name <> excluded.name OR agency.short <> excluded.short OR agency.kind <> excluded.kind \
                 OR agency.valid_from IS DISTINCT FROM excluded.valid_from \
                 OR agency.valid_to IS DISTINCT FROM excluded.valid_to \
                 OR agency.successor IS DISTINCT FROM excluded.successor",
                args![
                    AgencyId::fresh(),
                    &agency.slug,
                    &agency.name,
                    &agency.short,
                    &agency.kind,
                    agency.from,
                    agency.until,
                    heir.map(|it| it.slug.clone())
                ],
            )
            .await?;
    }
    Ok(changed > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agency(
        slug: &str,
        from: Option<&str>,
        until: Option<&str>,
        successor: Option<&str>,
    ) -> Agency {
        Agency {
            id: AgencyId::fresh(),
            slug: slug.into(),
            name: slug.to_uppercase(),
            short: slug.into(),
            from: from.map(|day| day.parse().unwrap()),
            until: until.map(|day| day.parse().unwrap()),
            successor: successor.map(Into::into),
        }
    }

    #[test]
    fn a_record_of_a_day_shows_the_name_of_that_day() {
        let all = [
            agency("mpa", None, Some("2012-01-15"), Some("mopac")),
            agency("mopac", Some("2012-01-16"), None, None),
            agency("crc", None, Some("2021-06-25"), Some("probation")),
            agency("nps", None, Some("2021-06-25"), Some("probation")),
            agency("probation", Some("2021-06-26"), None, None),
        ];
        let on = |day: &str| day.parse().unwrap();
        assert_eq!(all[1].name_on(on("2012-01-15"), &all), "MPA");
        assert_eq!(all[1].name_on(on("2012-01-16"), &all), "MOPAC");
        assert_eq!(all[0].name_on(on("2012-01-16"), &all), "MOPAC");
        assert_eq!(all[0].name_on(on("2010-05-01"), &all), "MPA");
        assert_eq!(all[2].name_on(on("2022-01-01"), &all), "PROBATION");
        assert_eq!(
            all[4].name_on(on("2020-01-01"), &all),
            "PROBATION",
            "which of the two it was is not known"
        );
    }
}
