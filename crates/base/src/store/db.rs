//! The pools and the transaction.

use std::{
    path::Path,
    str::FromStr as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, Result};
use sqlx::{
    Executor as _, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    postgres::{PgArguments, PgPoolOptions},
    query::Query,
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteError, SqliteJournalMode, SqlitePoolOptions,
        SqliteSynchronous,
    },
};

use super::{Row, Val};

/// An open store.
#[derive(Clone, Debug)]
pub struct Db {
    pools: Pools,
    turn: Arc<AtomicU64>,
}

#[derive(Clone, Debug)]
enum Pools {
    /// One file. One connection writes, the others read.
    Sqlite { write: SqlitePool, read: SqlitePool },
    /// A PostgreSQL server, shared by several programs.
    Postgres(PgPool),
}

/// How long a person may wait for a connection before the page says "busy".
const PATIENCE: Duration = Duration::from_secs(5);

impl Db {
    /// Opens (or makes) the file `path`.
    ///
    /// `durable` is false only while a demonstration borough is being made:
    /// a half-made one is thrown away anyway, and waiting for the disk after
    /// each of its thousands of steps would take a minute.
    ///
    /// # Errors
    /// When the file cannot be opened or written.
    pub async fn sqlite(path: &Path, durable: bool) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: with NORMAL the last acknowledged writes can vanish when
            // the power fails, and an agreed priority must not.
            .synchronous(if durable {
                SqliteSynchronous::Full
            } else {
                SqliteSynchronous::Off
            })
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("secure_delete", "ON")
            .pragma("trusted_schema", "OFF");
        let write = SqlitePoolOptions::new()
            .min_connections(1)
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await
            .with_context(|| format!("opening {}", path.display()))?;
        let read = SqlitePoolOptions::new()
            .max_connections(8)
            .acquire_timeout(PATIENCE)
            .connect_with(options.read_only(true))
            .await
            .with_context(|| format!("opening {} for reading", path.display()))?;
        Ok(Self::over(Pools::Sqlite { write, read }))
    }

    /// Connects to a PostgreSQL server, `postgres://user:password@host/name`.
    ///
    /// # Errors
    /// When the address is malformed or the server does not answer.
    pub async fn postgres(url: &str) -> Result<Self> {
        let options = sqlx::postgres::PgConnectOptions::from_str(url).context(
            "the database address is not of the form postgres://user:password@host/name",
        )?;
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(PATIENCE)
            .connect_with(options)
            .await
            .context("connecting to PostgreSQL")?;
        Ok(Self::over(Pools::Postgres(pool)))
    }

    fn over(pools: Pools) -> Self {
        Self {
            pools,
            turn: Arc::default(),
        }
    }

    /// How often this program has written: what was made from the store at the same turn still stands, unless another
    /// program wrote.
    #[must_use]
    pub fn turn(&self) -> u64 {
        self.turn.load(Ordering::SeqCst)
    }

    /// Begins a transaction that only reads.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn reading(&self) -> Result<Tx> {
        self.begin(false).await
    }

    /// Begins a transaction that writes. On SQLite it waits for its turn.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn writing(&self) -> Result<Tx> {
        self.begin(true).await
    }

    /// A browser that goes away cancels its request in the middle of any
    /// await. A `begin` cancelled half-way can leave an open transaction in
    /// the pool (sqlx issue 4385), so it runs in a task nobody cancels.
    async fn begin(&self, write: bool) -> Result<Tx> {
        let db = self.clone();
        tokio::spawn(async move {
            let open = match db.pools {
                Pools::Sqlite { write: pool, .. } if write => {
                    Open::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?)
                }
                Pools::Sqlite { read, .. } => Open::Sqlite(read.begin().await?),
                Pools::Postgres(pool) => Open::Postgres(pool.begin().await?),
            };
            Ok(Tx {
                open,
                turn: write.then_some(db.turn),
            })
        })
        .await
        .context("beginning a transaction")?
    }

    /// The engine's name, for `--help`, logs and the status page.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        match self.pools {
            Pools::Sqlite { .. } => "SQLite",
            Pools::Postgres(_) => "PostgreSQL",
        }
    }

    /// Closes every connection, so that the file is whole on disk.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// A transaction. Dropped without [`Tx::commit`], it leaves no trace.
pub struct Tx {
    open: Open,
    /// The store's turn, to be moved on when what was written is kept.
    turn: Option<Arc<AtomicU64>>,
}

enum Open {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

macro_rules! bind {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                Val::Id(it) => query.bind(it),
                Val::Text(it) => query.bind(it),
                Val::Whole(it) => query.bind(it),
                Val::Number(it) => query.bind(it),
                Val::Flag(it) => query.bind(it),
                Val::Moment(it) => query.bind(it),
                Val::Day(it) => query.bind(it),
                Val::Bytes(it) => query.bind(it),
            };
        }
        query
    }};
}

fn sqlite_query(sql: &'static str, values: Vec<Val>) -> Query<'static, Sqlite, SqliteArguments> {
    bind!(sqlx::query(sql), values)
}

fn postgres_query(sql: &'static str, values: Vec<Val>) -> Query<'static, Postgres, PgArguments> {
    bind!(sqlx::query(sql), values)
}

impl Tx {
    /// Whether the store is the file, not the server.
    pub(super) fn is_sqlite(&self) -> bool {
        matches!(self.open, Open::Sqlite(_))
    }

    /// Every row of an answer.
    ///
    /// # Errors
    /// When the store refuses the statement.
    pub async fn all(&mut self, sql: &'static str, values: Vec<Val>) -> Result<Vec<Row>> {
        Ok(match &mut self.open {
            Open::Sqlite(tx) => {
                let rows = tx.fetch_all(sqlite_query(sql, values)).await;
                rows.with_context(|| sql)?
                    .into_iter()
                    .map(Row::Sqlite)
                    .collect()
            }
            Open::Postgres(tx) => {
                let rows = tx.fetch_all(postgres_query(sql, values)).await;
                rows.with_context(|| sql)?
                    .into_iter()
                    .map(Row::Postgres)
                    .collect()
            }
        })
    }

    /// The first row of an answer, if there is one.
    ///
    /// # Errors
    /// When the store refuses the statement.
    pub async fn first(&mut self, sql: &'static str, values: Vec<Val>) -> Result<Option<Row>> {
        Ok(match &mut self.open {
            Open::Sqlite(tx) => {
                let row = tx.fetch_optional(sqlite_query(sql, values)).await;
                row.with_context(|| sql)?.map(Row::Sqlite)
            }
            Open::Postgres(tx) => {
                let row = tx.fetch_optional(postgres_query(sql, values)).await;
                row.with_context(|| sql)?.map(Row::Postgres)
            }
        })
    }

    /// The only row of an answer that always has one (counts).
    ///
    /// # Errors
    /// When the store refuses the statement or there is no row.
    pub async fn one(&mut self, sql: &'static str, values: Vec<Val>) -> Result<Row> {
        self.first(sql, values)
            .await?
            .with_context(|| format!("no row: {sql}"))
    }

    /// Runs a statement; says how many rows it touched.
    ///
    /// # Errors
    /// When the store refuses the statement.
    pub async fn run(&mut self, sql: &'static str, values: Vec<Val>) -> Result<u64> {
        Ok(match &mut self.open {
            Open::Sqlite(tx) => {
                let done = tx.execute(sqlite_query(sql, values)).await;
                done.with_context(|| sql)?.rows_affected()
            }
            Open::Postgres(tx) => {
                let done = tx.execute(postgres_query(sql, values)).await;
                done.with_context(|| sql)?.rows_affected()
            }
        })
    }

    /// Adds many rows with few statements. `into` is the table with its columns, `ward (id, name)`:
    /// our own text, and all that is added to it are placeholders, so no person's words become SQL.
    ///
    /// # Errors
    /// When the store refuses the rows, or they do not all have as many values as the first.
    pub async fn add_many(&mut self, into: &'static str, rows: Vec<Vec<Val>>) -> Result<u64> {
        let width = rows.first().map_or(0, Vec::len);
        anyhow::ensure!(
            width > 0 || rows.is_empty(),
            "rows without values for {into}"
        );
        anyhow::ensure!(
            rows.iter().all(|row| row.len() == width),
            "ragged rows for {into}"
        );
        // Well below the 32,766 values SQLite takes in one statement.
        let most = 4_096 / width.max(1);
        let (mut added, mut rows) = (0, rows.into_iter().peekable());
        while rows.peek().is_some() {
            let some: Vec<Vec<Val>> = rows.by_ref().take(most).collect();
            let is_sqlite = matches!(self.open, Open::Sqlite(_));
            let place = |n: usize| match is_sqlite {
                // SQLite looks through all places with a name or a number for each of them.
                true => "?".to_owned(),
                false => format!("${n}"),
            };
            let mut sql = format!("INSERT INTO {into} VALUES ");
            for at in 0..some.len() {
                let places: Vec<_> = (1..=width).map(|n| place(at * width + n)).collect();
                sql.push_str(if at == 0 { "(" } else { ", (" });
                sql.push_str(&places.join(", "));
                sql.push(')');
            }
            let (sql, values) = (sqlx::AssertSqlSafe(sql), some.into_iter().flatten());
            added += match &mut self.open {
                Open::Sqlite(tx) => tx
                    .execute(bind!(sqlx::query(sql), values))
                    .await
                    .with_context(|| into)?
                    .rows_affected(),
                Open::Postgres(tx) => tx
                    .execute(bind!(sqlx::query(sql), values))
                    .await
                    .with_context(|| into)?
                    .rows_affected(),
            };
        }
        Ok(added)
    }

    /// Statements of a migration: our own files, never a person's words.
    pub(super) async fn run_text(&mut self, sql: String) -> Result<()> {
        let sql = sqlx::AssertSqlSafe(sql);
        match &mut self.open {
            Open::Sqlite(tx) => {
                tx.execute(sqlx::raw_sql(sql)).await?;
            }
            Open::Postgres(tx) => {
                tx.execute(sqlx::raw_sql(sql)).await?;
            }
        }
        Ok(())
    }

    /// Keeps what was done.
    ///
    /// # Errors
    /// When the store could not make it durable; then nothing was done.
    pub async fn commit(self) -> Result<()> {
        match self.open {
            Open::Sqlite(tx) => tx.commit().await?,
            Open::Postgres(tx) => tx.commit().await?,
        }
        if let Some(turn) = self.turn {
            turn.fetch_add(1, Ordering::SeqCst);
        }
        Ok(())
    }
}

/// Whether a fault means that the store has no turn or connection free or
/// cannot be reached, rather than that something is wrong with what was asked.
#[must_use]
pub fn is_away(fault: &anyhow::Error) -> bool {
    fault
        .chain()
        .any(|cause| match cause.downcast_ref::<sqlx::Error>() {
            Some(sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::PoolClosed) => true,
            Some(sqlx::Error::Database(said)) => {
                let code = said
                    .try_downcast_ref::<SqliteError>()
                    .and_then(|_| said.code())
                    .and_then(|code| code.parse::<i32>().ok());
                // The low byte of an extended code says busy (5) or locked (6).
                code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
            }
            _ => false,
        })
}
