//! How fast the police data interface's questions are answered from memory, and how much memory that takes.
//!
//! `cargo run --release -p evidence --example recorded_speed -- ../shared/data/police-uk/london-street-derived`

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use base::store::migrate;
use base::{Clock, House, place::Place, settings::Settings, store::Db};
use evidence::recorded::{Area, Where, recorded};
use wards::boundaries::{self, Columns};

/// One square over the south of England: the rows need a ward to be placed in, the answers do not.
const SQUARE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"E05000001","name":"All"},
"geometry":{"type":"Polygon","coordinates":[[[-3,50],[2,50],[2,53],[-3,53],[-3,50]]]}}]}"#;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let police: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let folder = tempfile::tempdir()?;
    let db = Db::sqlite(&folder.path().join("speed.db"), false).await?;
    let steps: Vec<_> = [base::TABLES, wards::TABLES, evidence::TABLES].concat();
    migrate(&db, &steps, chrono::Utc::now()).await?;
    let profile = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../places/bromley/place.toml");
    let place = Place::read(&profile).map_err(|fault| format!("{fault:?}"))?;
    let house = House::new(
        db,
        Clock::default(),
        place,
        Settings::default(),
        folder.path().to_owned(),
    );
    let square = folder.path().join("square.geojson");
    std::fs::write(&square, SQUARE)?;
    boundaries::import(&house, &square, &Columns::default(), None, None, false).await?;
    evidence::imports::import_police(&house, &police, evidence::imports::How::default(), &|_| ())
        .await?;

    let before = memory();
    let began = Instant::now();
    let all = recorded(&house).await?;
    println!("memory built      {:.2} s", began.elapsed().as_secs_f64());
    println!("memory taken      {:.1} MB", (memory() - before) / 1e6);
    let (_, month) = all.window().ok_or("no crimes")?;
    // South London, on a grid of points.
    let circle = |n: u32| {
        let (lat, lon) = (f64::from(n / 40 % 40), f64::from(n % 40));
        Where::In(Area::Circle {
            lat: 51.33 + lat * 0.005,
            lon: -0.15 + lon * 0.008,
        })
    };
    let (mut rows, mut bytes) = (0, 0);
    let began = Instant::now();
    for n in 0..1_600 {
        if let Ok(found) = all.crimes(month, &circle(n), None, 10_000) {
            rows += found.many;
            bytes += found.body.len();
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "mile circles      {:.0} a second on one core, made anew; {} crimes and {} kB on average",
        1_600.0 / seconds,
        rows / 1_600,
        bytes / 1_600_000
    );
    let mut radius = 0.0;
    let widest = loop {
        radius += 0.002;
        let (n, s, e, w) = (51.4 + radius, 51.4 - radius, 0.02 + radius, 0.02 - radius);
        let ring = Where::In(Area::Ring(vec![(n, w), (n, e), (s, e), (s, w)]));
        if radius > 1.0 || all.crimes(month, &ring, None, 10_000).is_err() {
            radius -= 0.002;
            let (n, s, e, w) = (51.4 + radius, 51.4 - radius, 0.02 + radius, 0.02 - radius);
            break Where::In(Area::Ring(vec![(n, w), (n, e), (s, e), (s, w)]));
        }
    };
    let began = Instant::now();
    let found = all
        .crimes(month, &widest, None, 10_000)
        .map_err(|_| "too many")?;
    let made = began.elapsed().as_secs_f64() * 1e3;
    let (many, size) = (found.many, found.body.len());
    println!(
        "largest answer    {many} crimes, {} kB in {made:.1} ms",
        size / 1000
    );
    Ok(())
}

/// What the program holds in memory now.
fn memory() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap_or_default();
    let kilobytes = line.split_whitespace().next().and_then(|n| n.parse().ok());
    kilobytes.unwrap_or(0.0) * 1024.0
}
