//! Opens the house: settings, place profile, store.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use base::{
    Act, Clock, Desk, House, Line, agencies,
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

/// Opens the house of a place.
///
/// # Errors
/// When the settings or the profile are wrong, or the store cannot be opened.
pub async fn house(place: &Place) -> Result<House> {
    let (profile, settings) = (place.profile()?, place.settings()?);
    std::fs::create_dir_all(&place.data)
        .with_context(|| format!("making {}", place.data.display()))?;
    let db = store(&place.data, place.database.as_deref(), true).await?;
    build(db, Clock::default(), profile, settings, &place.data).await
}

/// Opens the store: a PostgreSQL database, or the file in the data folder.
///
/// # Errors
/// When it cannot be opened.
pub async fn store(data: &Path, database: Option<&str>, durable: bool) -> Result<Db> {
    match database {
        Some(url) => Db::postgres(url).await,
        None => Db::sqlite(&data.join("wardmote.db"), durable).await,
    }
}

/// Brings the tables and the agencies up to date and builds the house.
///
/// # Errors
/// When the store cannot be written.
pub async fn build(
    db: Db,
    clock: Clock,
    place: base::place::Place,
    settings: Settings,
    data: &Path,
) -> Result<House> {
    migrate(&db, &crate::tables(), clock.now())
        .await
        .context("bringing the tables up to date")?;
    let house = House::new(db, clock, place, settings, data.to_owned());
    let mut desk = Desk::of_the_house(&house, Act::ManagePeople).await?;
    let profile = house.place().clone();
    if agencies::settle(desk.tx(), &profile).await? {
        desk.tell(Line::of("settled", "agencies", "place profile"))
            .await?;
        desk.keep().await?;
    }
    Ok(house)
}
