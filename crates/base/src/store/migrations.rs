//! Brings the tables of a store up to date, each step in one transaction.

use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, Utc};

use super::{Db, Tx};
use crate::args;

/// One step of an area's tables. A landed step is never edited.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// `area/0001_what`, unique in the whole program.
    pub name: &'static str,
    /// The text, with the types of [`TYPES`].
    pub sql: &'static str,
}

/// The words our SQL uses for types, and what the two engines call them.
/// This table is the only place where their DDL differs.
const TYPES: &[(&str, &str, &str)] = &[
    ("UUID", "BLOB", "uuid"),
    ("MOMENT", "TEXT", "timestamptz"),
    ("DAY", "TEXT", "date"),
    ("FLAG", "INTEGER", "boolean"),
    ("WHOLE", "INTEGER", "bigint"),
    ("NUMBER", "REAL", "double precision"),
    ("BYTES", "BLOB", "bytea"),
];

/// Applies the steps that this store has not seen.
///
/// # Errors
/// When a step fails (then none of it stays), or when the store was made by a
/// newer program than this one.
pub async fn migrate(db: &Db, steps: &[Migration], now: DateTime<Utc>) -> Result<()> {
    let mut tx = db.writing().await?;
    // The lock matters when several programs start on one PostgreSQL at once.
    if !tx.is_sqlite() {
        tx.all("SELECT 1 FROM pg_advisory_xact_lock(7741)", args![])
            .await?;
    }
    tx.run_text(spoken(
        &tx,
        "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY NOT NULL, applied_at MOMENT NOT NULL)",
    ))
    .await?;
    let mut applied = Vec::new();
    for row in tx.all("SELECT name FROM migration", args![]).await? {
        applied.push(row.get::<String>("name")?);
    }
    if let Some(unknown) = applied
        .iter()
        .find(|name| !steps.iter().any(|s| s.name == *name))
    {
        bail!(
            "this store was made by a newer Wardmote (it has {unknown}): install that version or a later one"
        );
    }
    for step in steps {
        if applied.iter().any(|name| name == step.name) {
            continue;
        }
        let text = spoken(&tx, step.sql);
        tx.run_text(text)
            .await
            .with_context(|| format!("migration {}", step.name))?;
        tx.run(
            "INSERT INTO migration (name, applied_at) VALUES ($1, $2)",
            args![step.name, now],
        )
        .await?;
    }
    tx.commit().await
}

/// The text in the engine's own types. Comments stay as they are.
fn spoken(tx: &Tx, sql: &str) -> String {
    let sqlite = tx.is_sqlite();
    let mut text = String::with_capacity(sql.len());
    for line in sql.lines() {
        let (code, comment) = line.split_at(line.find("--").unwrap_or(line.len()));
        let mut code = code.to_owned();
        for (ours, lite, postgres) in TYPES {
            code = replace_word(&code, ours, if sqlite { lite } else { postgres });
        }
        text.push_str(&code);
        text.push_str(comment);
        text.push('\n');
    }
    text
}

fn replace_word(text: &str, from: &str, to: &str) -> String {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let before = rest[..at].chars().next_back().is_some_and(part);
        let after = rest[at + from.len()..].chars().next().is_some_and(part);
        out.push_str(&rest[..at]);
        out.push_str(if before || after { from } else { to });
        rest = &rest[at + from.len()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_types() {
        assert_eq!(
            replace_word("on_DAY DAY DAYS", "DAY", "date"),
            "on_DAY date DAYS"
        );
    }

    #[tokio::test]
    async fn a_second_start_changes_nothing_and_an_older_program_refuses() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::sqlite(&folder.path().join("open.db"), true)
            .await
            .unwrap();
        let one = Migration {
            name: "t/1",
            sql: "CREATE TABLE t (id UUID PRIMARY KEY NOT NULL); -- a; b\nCREATE TABLE u (id UUID)",
        };
        let now = Utc::now();
        migrate(&db, &[one], now).await.unwrap();
        migrate(&db, &[one], now).await.unwrap();
        let refusal = migrate(&db, &[], now).await.unwrap_err();
        assert!(refusal.to_string().contains("newer Wardmote"), "{refusal}");
    }
}
