//! `wardmote demo`: the made-up borough of Alderwick, made once and served.
//!
//! Its crime files go through the real importer and its story is played
//! through the program's own forms, so the demonstration shows nothing that
//! the program does not do.

mod actor;
mod evidence;
mod life;
mod logged;
mod passed;
mod people;
mod play;
mod readers;
mod reported;
mod story;
mod team;
mod told;

pub use actor::{Actor, Answered, Door};
pub use evidence::places;
pub use people::{Persona, personas};

use std::{path::Path, time::Instant};

use anyhow::{Context as _, Result};
use axum::{
    extract::{Path as UrlPath, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Redirect},
};
use base::{
    Act, Answer, Clock, Desk, House, Line, OrNotFound as _, Routes, closed, sessions,
    settings::Settings,
};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{open, serve};

/// The place profile of the made-up borough.
pub const PLACE: &str = include_str!("../../../../places/alderwick/place.toml");

/// Written last: a folder without it holds a half-made borough.
const PERSONAS: &str = "personas.json";
/// The key of the closed store, in the data folder.
const KEY: &str = "closed.key";

/// Makes the borough if it is not there, and serves it.
///
/// # Errors
/// When the port is taken, or the borough cannot be made.
pub async fn run(data: &Path, port: u16, database: Option<&str>, concerns: usize) -> Result<()> {
    let listener = serve::bind(std::net::Ipv4Addr::LOCALHOST.into(), port).await?;
    let address = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
    std::fs::create_dir_all(data).with_context(|| format!("making {}", data.display()))?;
    if !data.join(PERSONAS).exists() {
        make(data, database, &address, concerns).await?;
    }
    let kept = std::fs::read_to_string(data.join(PERSONAS)).context("reading personas.json")?;
    let mut personas: Vec<Persona> = serde_json::from_str(&kept).context(
        "personas.json is not as it was written: delete the data folder to make the borough again",
    )?;
    for persona in &mut personas {
        // The port may be another one this time.
        if let Some(at) = persona.sign_in.find("/demo/") {
            persona.sign_in = format!("{address}{}", &persona.sign_in[at..]);
        }
    }
    std::fs::write(
        data.join(PERSONAS),
        serde_json::to_string_pretty(&personas)?,
    )?;
    let stores = open::Stores::of(data, database, None, true).await?;
    let key = data.join(KEY);
    let house = open::build(
        stores,
        closed::Key::File(&key),
        Clock::default(),
        place()?,
        settings(data, &address),
        data,
    )
    .await?;
    say!("Ready: {address}\n");
    say!("Sign in as anyone of this made-up borough:");
    for persona in &personas {
        say!(
            "  {:<13} {:<28} {}",
            persona.role,
            persona.name,
            persona.sign_in
        );
    }
    say!(
        "\nStop with Ctrl-C. Everything is in {}; delete it to begin anew.",
        data.display()
    );
    let front = web::front(&house, crate::routes().and(sign_in_routes(personas)));
    serve::until_stopped(&house, listener, front).await
}

/// The profile.
///
/// # Errors
/// Never with the shipped file; it is checked like any other.
pub fn place() -> Result<base::place::Place> {
    base::place::Place::parse(PLACE)
        .map_err(|sentence| anyhow::anyhow!("places/alderwick/place.toml: {sentence}"))
}

fn settings(data: &Path, address: &str) -> Settings {
    let mut settings = Settings {
        address: address.to_owned(),
        ..Settings::default()
    };
    settings.mail.folder = Some(data.join("mail"));
    // A wrong number leaves the limit as it is.
    let _ = settings.open_data.heed_environment();
    settings
}

/// Makes the borough.
async fn make(data: &Path, database: Option<&str>, address: &str, concerns: usize) -> Result<()> {
    let begun = Instant::now();
    for left in [
        "wardmote.db",
        "wardmote.db-wal",
        "wardmote.db-shm",
        "closed.db",
        "closed.db-wal",
        "closed.db-shm",
        KEY,
    ] {
        // A half-made borough from an interrupted start.
        let _ = std::fs::remove_file(data.join(left));
    }
    std::fs::write(data.join("place.toml"), PLACE)?;
    let clock = Clock::default();
    let stores = open::Stores::of(data, database, None, false).await?;
    let key = data.join(KEY);
    let key = closed::Key::File(&key);
    let settings = settings(data, address);
    let house = open::build(stores, key, clock.clone(), place()?, settings, data).await?;
    let bar = ProgressBar::new(100).with_style(ProgressStyle::with_template(
        "{msg:<34} {wide_bar} {percent:>3} %",
    )?);
    build(&house, &bar).await?;
    bar.set_message("Concerns of a year and a half");
    reported::plant(&house, concerns).await?;
    counted(&house).await?;
    clock.run();
    let personas = personas(&house, address).await?;
    open::close(&house).await;
    bar.finish_and_clear();
    // Written last, so that an interrupted start is made again from the beginning.
    std::fs::write(
        data.join(PERSONAS),
        serde_json::to_string_pretty(&personas)?,
    )?;
    say!(
        "Made the borough of Alderwick in {:.1} seconds.",
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Fills an empty house with the borough: places, figures, people, nine
/// months of panels.
///
/// # Errors
/// When a step is refused: then story and program disagree.
pub async fn build(house: &House, bar: &ProgressBar) -> Result<()> {
    let story = story::read()?;
    bar.set_message("Wards, postcodes, population");
    evidence::places(house).await?;
    bar.set_position(4);
    bar.set_message("Three years of recorded crime");
    evidence::crime(house, &story, bar).await?;
    bar.set_message("People and panels");
    let cast = people::admit(house, &story, bar).await?;
    bar.set_message("Three years of duty");
    evidence::duty(house, &story).await?;
    bar.set_message("Nine months of meetings");
    play::play(house, &story, &cast, bar).await?;
    told::play(house, &cast).await?;
    logged::play(house, &cast).await
}

/// Only the figures of the borough: three years of crime and of duty, in a house that has its places.
///
/// # Errors
/// When the importers refuse a made-up file.
pub async fn figures(house: &House) -> Result<()> {
    let story = story::read()?;
    evidence::crime(house, &story, &ProgressBar::hidden()).await?;
    evidence::duty(house, &story).await
}

/// Only what the borough counted in earlier years: calls, reports of hate crime, fly-tips.
///
/// # Errors
/// When the store cannot be written.
pub async fn counted(house: &House) -> Result<()> {
    told::plant(house).await
}

/// The links that give a persona's session. They exist only here: `serve`
/// never has them.
fn sign_in_routes(personas: Vec<Persona>) -> Routes {
    Routes::new().get("/demo/sign-in/{token}", Act::SignIn, {
        let personas = std::sync::Arc::new(personas);
        move |State(house): State<House>, UrlPath(token): UrlPath<String>| {
            sign_in(house, token, personas)
        }
    })
}

async fn sign_in(house: House, token: String, personas: std::sync::Arc<Vec<Persona>>) -> Answer {
    let persona = personas
        .iter()
        .find(|persona| persona.sign_in.ends_with(&format!("/{token}")))
        .or_not_found()?;
    let mut desk = Desk::again(&house, Act::SignIn).await?;
    let now = desk.now();
    let found = base::people::store::by_email(desk.tx(), &persona.email).await?;
    let (person, _) = found.or_not_found()?;
    let secret = sessions::begin(desk.tx(), person.id, house.settings(), now).await?;
    desk.tell(Line::of("signed in", "person", person.id).with("demonstration"))
        .await?;
    desk.keep().await?;
    let mut response = Redirect::to("/desk").into_response();
    if let Ok(value) = HeaderValue::from_str(&web::sign_in::cookie(&house, &secret)) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}
