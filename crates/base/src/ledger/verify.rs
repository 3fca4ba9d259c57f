//! `wardmote audit verify`: walks the chain and names the first broken row.

use anyhow::Result;

use super::chained;
use crate::{PersonId, args, store::Tx};

/// What the walk found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every row follows from the one before.
    Whole {
        /// How many there are.
        rows: i64,
        /// The last hash: written down elsewhere, it proves the end was not cut off.
        head: String,
    },
    /// The first row that does not.
    Broken {
        /// Its number.
        seq: i64,
        /// What is wrong with it.
        why: String,
    },
}

/// Rows read at a time, so that a long ledger needs little memory.
const PAGE: i64 = 5_000;

/// Walks the whole chain.
///
/// # Errors
/// When the store cannot be read.
pub async fn verify(tx: &mut Tx) -> Result<Verdict> {
    // The end first: what is written while we walk lies behind it.
    let head = tx
        .one("SELECT seq, hash FROM ledger_head WHERE id = 1", args![])
        .await?;
    let (end, end_hash): (i64, String) = (head.get("seq")?, head.get("hash")?);
    let (mut before, mut last) = (String::new(), 0_i64);
    loop {
        let rows = tx
            .all(
                "SELECT seq, made_at, person_id, act, record, record_id, detail, hash \
                 FROM ledger WHERE seq > $1 AND seq <= $3 ORDER BY seq LIMIT $2",
                args![last, PAGE, end],
            )
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let seq: i64 = row.get("seq")?;
            if seq != last + 1 {
                return Ok(Verdict::Broken {
                    seq: last + 1,
                    why: "the row is missing".into(),
                });
            }
            let by = row
                .get::<Option<PersonId>>("person_id")?
                .map(|id| id.to_string());
            let hash: String = row.get("hash")?;
            let due = chained(
                &before,
                seq,
                &row.get::<String>("made_at")?,
                by.as_deref(),
                &row.get::<String>("act")?,
                &row.get::<String>("record")?,
                &row.get::<String>("record_id")?,
                &row.get::<String>("detail")?,
            );
            if hash != due {
                return Ok(Verdict::Broken {
                    seq,
                    why: "the row was changed".into(),
                });
            }
            (before, last) = (hash, seq);
        }
    }
    if end != last || end_hash != before {
        return Ok(Verdict::Broken {
            seq: last + 1,
            why: "the end of the ledger was cut off".into(),
        });
    }
    Ok(Verdict::Whole {
        rows: last,
        head: before,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{Entry, append},
        store::{Db, migrate},
    };

    async fn three_rows(folder: &std::path::Path) -> Db {
        let db = Db::sqlite(&folder.join("open.db"), true).await.unwrap();
        let now = chrono::Utc::now();
        migrate(&db, crate::TABLES, now).await.unwrap();
        for n in ["1", "2", "3"] {
            let mut tx = db.writing().await.unwrap();
            let entry = Entry {
                at: now,
                by: None,
                act: "agree",
                record: "priority",
                record_id: n,
                detail: "",
            };
            append(&mut tx, &entry).await.unwrap();
            tx.commit().await.unwrap();
        }
        db
    }

    async fn after(sql: &'static str) -> Verdict {
        let folder = tempfile::tempdir().unwrap();
        let db = three_rows(folder.path()).await;
        let mut tx = db.writing().await.unwrap();
        if !sql.is_empty() {
            tx.run(sql, args![]).await.unwrap();
        }
        verify(&mut tx).await.unwrap()
    }

    #[tokio::test]
    async fn an_untouched_ledger_is_whole() {
        assert!(matches!(after("").await, Verdict::Whole { rows: 3, .. }));
    }

    #[tokio::test]
    async fn a_changed_a_missing_and_a_cut_off_row_are_named() {
        let broken = |verdict| match verdict {
            Verdict::Broken { seq, .. } => seq,
            Verdict::Whole { .. } => 0,
        };
        assert_eq!(
            broken(after("UPDATE ledger SET detail = 'x' WHERE seq = 2").await),
            2
        );
        assert_eq!(broken(after("DELETE FROM ledger WHERE seq = 2").await), 2);
        assert_eq!(broken(after("DELETE FROM ledger WHERE seq = 3").await), 3);
        assert_eq!(
            broken(after("UPDATE ledger SET seq = 9 WHERE seq = 1").await),
            1
        );
    }
}
