//! One turn at the closed store: a transaction, and the ledger line of every look in it.

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};

use super::{Closed, OpenKey, SealKey};
use crate::{
    Desk, House, Line, Permit, PersonId,
    ledger::{self, Entry},
    store::Tx,
};

/// A turn. Dropped without [`Turn::keep`], it leaves no trace, and what it opened must not be shown.
pub struct Turn {
    closed: Closed,
    tx: Tx,
    by: Option<PersonId>,
    now: DateTime<Utc>,
}

impl Turn {
    /// A look of somebody who is allowed to: the line is part of the same transaction.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn looking(desk: &Desk, permit: &Permit, line: Line) -> Result<Self> {
        let mut turn = Self::of(desk.house(), permit.by, desk.now()).await?;
        turn.tell(line).await?;
        Ok(turn)
    }

    /// A turn of a reporter with a receipt, or of the program itself: nobody is looked at, so no line tells when.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn unseen(house: &House) -> Result<Self> {
        Self::of(house, None, house.clock().now()).await
    }

    /// The same, only to read: nobody who writes waits for it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn reading(house: &House) -> Result<Self> {
        let closed = Closed::of(house)?;
        let tx = closed.db().reading().await?;
        Ok(Self {
            closed,
            tx,
            by: None,
            now: house.clock().now(),
        })
    }

    async fn of(house: &House, by: Option<PersonId>, now: DateTime<Utc>) -> Result<Self> {
        let closed = Closed::of(house)?;
        let tx = closed.db().writing().await?;
        Ok(Self {
            closed,
            tx,
            by,
            now,
        })
    }

    /// Adds a line to the ledger of the closed store.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn tell(&mut self, line: Line) -> Result<()> {
        let record_id = line.record_id;
        let entry = Entry {
            at: self.now,
            by: self.by,
            act: line.act,
            record: line.record,
            record_id: &record_id,
            detail: &line.detail,
        };
        ledger::append(&mut self.tx, &entry).await
    }

    /// The transaction, for the stores.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// The key that everything is sealed for.
    #[must_use]
    pub fn team(&self) -> &SealKey {
        self.closed.team()
    }

    /// The key that opens it.
    ///
    /// # Errors
    /// On the public side, which does not hold it.
    pub fn key(&self) -> Result<&OpenKey> {
        self.closed
            .key()
            .context("the key of the closed store is not held here")
    }

    /// Whether this program can open what is sealed for the team.
    #[must_use]
    pub fn can_open(&self) -> bool {
        self.closed.key().is_some()
    }

    /// Keeps what was done and what was told.
    ///
    /// # Errors
    /// When it could not be kept; then nothing may be shown.
    pub async fn keep(self) -> Result<()> {
        self.tx.commit().await
    }
}
