//! The closed store: who reported and what they wrote, in a file of its own, sealed for a key that the public side never loads.
//!
//! Whoever runs `serve --public` writes into it and cannot read what is there. Nothing crosses into the open store by a join:
//! the two are different files, or different databases.

mod seal;
mod turn;

pub use seal::{OpenKey, SealKey, pair};
pub use turn::Turn;

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, Utc};

use crate::{
    House, args, secrets,
    store::{Db, Migration, migrate},
};

/// The tables that every closed store has; the rooms add theirs.
pub const TABLES: &[Migration] = &[Migration {
    name: "closed/0001_ledger",
    sql: include_str!("../../migrations/closed_0001_ledger.sql"),
}];

/// An open closed store. Cheap to clone.
#[derive(Clone)]
pub struct Closed(Arc<Inner>);

struct Inner {
    db: Db,
    team: SealKey,
    key: Option<OpenKey>,
    salt: Vec<u8>,
}

/// Which key is loaded.
#[derive(Clone, Debug)]
pub enum Key<'a> {
    /// The one in this file; made with the store if neither is there.
    File(&'a Path),
    /// None: this program writes what it cannot read.
    None,
}

impl Closed {
    /// Brings the tables up to date and loads the key.
    ///
    /// # Errors
    /// When the store cannot be written, or the key is not the one it is sealed for.
    pub async fn open(
        db: Db,
        tables: &[Migration],
        key: Key<'_>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        migrate(&db, tables, now)
            .await
            .context("bringing the closed store up to date")?;
        let mut tx = db.writing().await?;
        let row = tx
            .first("SELECT team_key, salt FROM seal WHERE id = 1", args![])
            .await?;
        let (team, salt, key) = match (row, key) {
            (Some(row), key) => {
                let team = SealKey::read(&row.get::<String>("team_key")?)?;
                let salt = secrets::unhex(&row.get::<String>("salt")?).context("the salt")?;
                let key = match key {
                    Key::None => None,
                    Key::File(path) => Some(read_key(path, &team)?),
                };
                (team, salt, key)
            }
            (None, Key::None) => bail!(
                "there is no closed store yet: start `wardmote serve` once with its key, then `wardmote serve --public`"
            ),
            (None, Key::File(path)) => {
                let (key, team) = if path.exists() {
                    let key = load(path)?;
                    let team = key.seal_key();
                    (key, team)
                } else {
                    make_key(path)?
                };
                let salt = secrets::token();
                tx.run(
                    "INSERT INTO seal (id, team_key, salt) VALUES (1, $1, $2)",
                    args![team.written(), salt.clone()],
                )
                .await?;
                (team, secrets::unhex(&salt).context("the salt")?, Some(key))
            }
        };
        tx.commit().await?;
        Ok(Self(Arc::new(Inner {
            db,
            team,
            key,
            salt,
        })))
    }

    /// The closed store of a house.
    ///
    /// # Errors
    /// When the house was built without one.
    pub fn of(house: &House) -> Result<Self> {
        house
            .kept::<Self>()
            .map(|it| (*it).clone())
            .context("this house has no closed store")
    }

    /// The store.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The key that everything is sealed for.
    #[must_use]
    pub fn team(&self) -> &SealKey {
        &self.0.team
    }

    /// The key that opens it, if this program holds it.
    #[must_use]
    pub fn key(&self) -> Option<&OpenKey> {
        self.0.key.as_ref()
    }

    /// What goes into the key of every receipt.
    #[must_use]
    pub fn salt(&self) -> &[u8] {
        &self.0.salt
    }
}

fn make_key(path: &Path) -> Result<(OpenKey, SealKey)> {
    let text = secrets::token();
    write_private(path, &text).with_context(|| format!("writing {}", path.display()))?;
    let bytes = secrets::unhex(&text).context("the new key")?;
    Ok(pair(&bytes))
}

fn load(path: &Path) -> Result<OpenKey> {
    let text = std::fs::read_to_string(path).with_context(|| {
        format!(
            "{} is not there or cannot be read. It opens the closed store: bring it back from where you keep its copy, or run `wardmote serve --public`, which needs none",
            path.display()
        )
    })?;
    match secrets::unhex(text.trim()) {
        Some(bytes) if bytes.len() == 32 => Ok(pair(&bytes).0),
        _ => bail!(
            "{} is no key: it should hold 64 hexadecimal digits",
            path.display()
        ),
    }
}

fn read_key(path: &Path, team: &SealKey) -> Result<OpenKey> {
    let key = load(path)?;
    if key.seal_key().written() != team.written() {
        bail!(
            "{} is the key of another closed store: this one was sealed for a different key",
            path.display()
        );
    }
    Ok(key)
}

/// Writes a file that only its owner reads, and has it on the disk before anything is sealed for it.
fn write_private(path: &Path, text: &str) -> Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn store(folder: &Path) -> Db {
        Db::sqlite(&folder.join("closed.db"), false).await.unwrap()
    }

    #[tokio::test]
    async fn the_public_side_starts_without_the_key_and_another_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (path, now) = (folder.path().join("closed.key"), Utc::now());
        let open =
            async |key: Key<'_>| Closed::open(store(folder.path()).await, TABLES, key, now).await;
        assert!(open(Key::None).await.is_err(), "nothing to write into yet");
        let full = open(Key::File(&path)).await.unwrap();
        let sealed = full.team().seal("row", b"words").unwrap();
        let public = open(Key::None).await.unwrap();
        assert!(public.key().is_none());
        let more = public.team().seal("row", b"more").unwrap();
        let again = open(Key::File(&path)).await.unwrap();
        let key = again.key().unwrap();
        assert_eq!(key.open("row", &sealed).unwrap(), b"words");
        assert_eq!(key.open("row", &more).unwrap(), b"more");
        std::fs::write(&path, secrets::token()).unwrap();
        let refusal = open(Key::File(&path)).await.err().unwrap();
        assert!(
            refusal.to_string().contains("another closed store"),
            "{refusal}"
        );
        std::fs::remove_file(&path).unwrap();
        let refusal = open(Key::File(&path)).await.err().unwrap();
        assert!(refusal.to_string().contains("is not there"), "{refusal}");
    }
}
