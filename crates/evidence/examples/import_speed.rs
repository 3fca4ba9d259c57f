//! How fast and in how much memory a large street file is imported.
//!
//! `cargo run --release -p evidence --example import_speed -- --rows 5000000 [--dir FOLDER] [--areas 5000]`

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use evidence::police_uk::{Keep, Layer, read};
use evidence::snapshot::{Origin, write};
use evidence::{Limits, Source, made_up};
use statistics::Area;

fn main() -> Result<(), Box<dyn Error>> {
    let option = |name: &str| {
        let mut words = std::env::args().skip_while(|a| a != name);
        words.next().and_then(|_| words.next())
    };
    let rows: u64 = option("--rows").as_deref().unwrap_or("5000000").parse()?;
    let areas: u32 = option("--areas").as_deref().unwrap_or("5000").parse()?;
    let folder = option("--dir").map_or_else(
        || std::env::temp_dir().join("wardmote-import-speed"),
        PathBuf::from,
    );
    std::fs::create_dir_all(&folder)?;

    let country = made_up::square_country((areas / 8).max(1), 8);
    let file = folder.join(format!("{rows}-rows-{areas}-areas.csv"));
    if !file.exists() {
        eprintln!(
            "Making up {rows} rows over {areas} areas: {}",
            file.display()
        );
        made_up::write_big_street_file(&file, rows, &country, 1)?;
    }
    let bytes = std::fs::metadata(&file)?.len();
    std::io::copy(&mut std::fs::File::open(&file)?, &mut std::io::sink())?; // a warm disk

    let (began, cpu) = (Instant::now(), cpu_seconds());
    let small: Vec<Area> = country
        .iter()
        .map(|a| Area {
            code: a.code.clone(),
            rings: a.rings.clone(),
        })
        .collect();
    let mut wards: Vec<Area> = Vec::new();
    for area in &country {
        match wards.last_mut() {
            Some(ward) if ward.code == area.ward_code => {
                ward.rings.extend(area.rings.iter().cloned())
            }
            _ => wards.push(Area {
                code: area.ward_code.clone(),
                rings: area.rings.clone(),
            }),
        }
    }
    let layers = [
        Layer::new("ward", "made up", &wards),
        Layer::new("lsoa", "made up", &small),
    ];
    let laid = began.elapsed().as_secs_f64();
    let snapshots = folder.join("snapshots");
    let keep = Keep::Rows(&snapshots);
    let found = read(&Source::File(file), &layers, keep, Limits::default())?;
    let parsed = began.elapsed().as_secs_f64();
    let kept = found.rows.as_ref().ok_or("the rows were asked for")?;
    let origin = Origin {
        source: "made up".into(),
        licence: "none".into(),
    };
    let written = write(&snapshots, kept, &found.reading, &origin)?;
    let seconds = began.elapsed().as_secs_f64();

    assert!(found.reading.adds_up());
    println!("rows              {}", found.reading.rows);
    println!("file              {:.0} MB", bytes as f64 / 1e6);
    println!("areas laid out    {laid:.2} s");
    println!("read and placed   {:.2} s", parsed - laid);
    println!(
        "snapshot written  {:.2} s, {:.0} MB",
        seconds - parsed,
        written.bytes as f64 / 1e6
    );
    println!("roll-up groups    {}", found.roll_up.len());
    println!("seconds           {seconds:.2}");
    println!(
        "rows a second     {:.0}",
        found.reading.rows as f64 / seconds
    );
    println!("CPU seconds       {:.2}", cpu_seconds() - cpu);
    println!("peak memory       {:.0} MB", peak_memory() / 1e6);
    Ok(())
}

/// Processor time of this process, user and system, as Linux counts it.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = text.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|n| n.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

fn peak_memory() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:"))
        .unwrap_or_default();
    line.split_whitespace()
        .next()
        .and_then(|n| n.parse::<f64>().ok())
        .unwrap_or(0.0)
        * 1024.0
}
