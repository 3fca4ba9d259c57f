//! Opens the house: settings, place profile, store.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use base::{
    Act, Clock, Closed, Desk, House, Line, agencies,
    closed::Key,
    settings::Settings,
    store::{Db, migrate},
};

/// Where a place is kept.
#[derive(clap::Args, Clone, Debug)]
pub struct Place {
    /// The data folder: the store, snapshots, place.toml and settings.toml.
    #[arg(long, global = true, env = "WARDMOTE_DATA", default_value = "data")]
    pub data: PathBuf,
    /// A PostgreSQL database instead of the file in the data folder:
    /// postgres://user:password@host/name
    #[arg(long, global = true, env = "WARDMOTE_DATABASE")]
    pub database: Option<String>,
    /// A PostgreSQL database with a role of its own for the closed store,
    /// instead of closed.db in the data folder.
    #[arg(long, global = true, env = "WARDMOTE_CLOSED_DATABASE")]
    pub closed_database: Option<String>,
    /// The file with the key of the closed store [default: closed.key in the
    /// data folder; made at the first start]. Keep it apart from backups.
    #[arg(long, global = true, env = "WARDMOTE_CLOSED_KEY")]
    pub closed_key: Option<PathBuf>,
    /// The place profile [default: place.toml in the data folder].
    #[arg(long, global = true, env = "WARDMOTE_PLACE")]
    pub place: Option<PathBuf>,
    /// The settings file [default: settings.toml in the data folder, if there].
    #[arg(long, global = true, env = "WARDMOTE_SETTINGS")]
    pub settings: Option<PathBuf>,
}

impl Place {
    /// The place profile.
    ///
    /// # Errors
    /// A line for each wrong setting, with the file and the line at fault.
    pub fn profile(&self) -> Result<base::place::Place> {
        let path = self
            .place
            .clone()
            .unwrap_or_else(|| self.data.join("place.toml"));
        if !path.exists() {
            bail!(
                "{} is not there. It says what your place is called and how its panels work: start from places/alderwick/place.toml",
                path.display()
            );
        }
        base::place::Place::read(&path).map_err(|sentence| anyhow!(sentence))
    }

    /// The settings.
    ///
    /// # Errors
    /// With the file and the line at fault.
    pub fn settings(&self) -> Result<Settings> {
        let beside = self.data.join("settings.toml");
        let path = self
            .settings
            .clone()
            .or_else(|| beside.exists().then_some(beside));
        Settings::read(path.as_deref()).map_err(|sentence| anyhow!(sentence))
    }
}

/// The two stores of a house.
#[derive(Clone, Debug)]
pub struct Stores {
    /// What is public or operational.
    pub open: Db,
    /// Who reported, and what they wrote.
    pub closed: Db,
}

impl Stores {
    /// The two files of a data folder.
    ///
    /// # Errors
    /// When one cannot be opened.
    pub async fn files(data: &Path, durable: bool) -> Result<Self> {
        Ok(Self {
            open: Db::sqlite(&data.join("wardmote.db"), durable).await?,
            closed: Db::sqlite(&data.join("closed.db"), durable).await?,
        })
    }

    /// The files of a data folder, or the databases in place of them.
    ///
    /// # Errors
    /// When one cannot be opened.
    pub async fn of(
        data: &Path,
        database: Option<&str>,
        closed_database: Option<&str>,
        durable: bool,
    ) -> Result<Self> {
        Ok(Self {
            open: one(data, "wardmote.db", database, durable).await?,
            closed: one(data, "closed.db", closed_database, durable).await?,
        })
    }
}

async fn one(data: &Path, file: &str, database: Option<&str>, durable: bool) -> Result<Db> {
    match database {
        Some(url) => Db::postgres(url).await,
        None => Db::sqlite(&data.join(file), durable).await,
    }
}

/// Opens the house of a place.
///
/// # Errors
/// When the settings or the profile are wrong, or a store cannot be opened.
pub async fn house(place: &Place) -> Result<House> {
    let key = place
        .closed_key
        .clone()
        .unwrap_or_else(|| place.data.join("closed.key"));
    with_key(place, Key::File(&key)).await
}

/// Opens the house of a place for what is public: without the key of the closed store.
///
/// # Errors
/// When the settings or the profile are wrong, or a store cannot be opened.
pub async fn public_house(place: &Place) -> Result<House> {
    with_key(place, Key::None).await
}

async fn with_key(place: &Place, key: Key<'_>) -> Result<House> {
    let (profile, settings) = (place.profile()?, place.settings()?);
    settings
        .fits(&profile)
        .map_err(|sentence| anyhow!(sentence))?;
    std::fs::create_dir_all(&place.data)
        .with_context(|| format!("making {}", place.data.display()))?;
    let stores = Stores::of(
        &place.data,
        place.database.as_deref(),
        place.closed_database.as_deref(),
        true,
    )
    .await?;
    build(
        stores,
        key,
        Clock::default(),
        profile,
        settings,
        &place.data,
    )
    .await
}

/// Brings the tables and the agencies up to date and builds the house.
///
/// # Errors
/// When a store cannot be written, or the key is not the closed store's.
pub async fn build(
    stores: Stores,
    key: Key<'_>,
    clock: Clock,
    place: base::place::Place,
    settings: Settings,
    data: &Path,
) -> Result<House> {
    migrate(&stores.open, &crate::tables(), clock.now())
        .await
        .context("bringing the tables up to date")?;
    let closed = Closed::open(stores.closed, &crate::closed_tables(), key, clock.now()).await?;
    let house = House::new(stores.open, clock, place, settings, data.to_owned());
    house.keep(closed);
    let mut desk = Desk::of_the_house(&house, Act::ManagePeople).await?;
    let profile = house.place().clone();
    if agencies::settle(desk.tx(), &profile).await? {
        desk.tell(Line::of("settled", "agencies", "place profile"))
            .await?;
        desk.keep().await?;
    }
    Ok(house)
}

/// Closes both stores, so that their files are whole on disk.
pub async fn close(house: &House) {
    house.db().close().await;
    if let Ok(closed) = Closed::of(house) {
        closed.db().close().await;
    }
}
