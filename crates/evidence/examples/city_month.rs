//! Makes up one street file of a city month, for benchmarks of the police data API.
//!
//! `cargo run --release --example city_month -- ROWS YYYY-MM LONGITUDE LATITUDE > YYYY-MM-alderwick-street.csv`
//!
//! Points lie within 8 km of the place, closer together towards its middle, a dozen crimes at each, as published months are.

use std::error::Error;
use std::io::{BufWriter, Write as _, stdout};

use statistics::Chance;

const TYPES: [&str; 8] = [
    "Anti-social behaviour",
    "Violence and sexual offences",
    "Burglary",
    "Vehicle crime",
    "Shoplifting",
    "Criminal damage and arson",
    "Other theft",
    "Public order",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let mut next = |name: &str| words.next().ok_or(format!("{name} is missing"));
    let rows: usize = next("ROWS")?.parse()?;
    let month = next("MONTH")?;
    let (lon, lat): (f64, f64) = (next("LONGITUDE")?.parse()?, next("LATITUDE")?.parse()?);
    let mut chance = Chance::from_seed(311);
    let points: Vec<(f64, f64)> = (0..rows.div_ceil(12))
        .map(|_| {
            let spread = 8_000.0 * chance.unit() * chance.unit();
            let angle = std::f64::consts::TAU * chance.unit();
            (
                lon + spread * angle.cos() / 69_500.0,
                lat + spread * angle.sin() / 111_200.0,
            )
        })
        .collect();
    let mut out = BufWriter::new(stdout().lock());
    writeln!(
        out,
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context"
    )?;
    for _ in 0..rows {
        let at = chance.below(points.len());
        let kind = TYPES[chance.below(TYPES.len())];
        let (id, outcome) = if kind == TYPES[0] {
            (String::new(), "")
        } else {
            let id = (0..4).map(|_| format!("{:016x}", chance.bits())).collect();
            (id, "Under investigation")
        };
        writeln!(
            out,
            "{id},{month},Alderwick Police,Alderwick Police,{:.6},{:.6},On or near Street {at},,,{kind},{outcome},",
            points[at].0, points[at].1
        )?;
    }
    out.flush()?;
    Ok(())
}
