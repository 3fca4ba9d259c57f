//! How fast the scans are: one line for each task, in CPU seconds.
//!
//! 10,000 events at 600 places over 365 days, circles up to 2 km, times up to 28 days, 999 replications. Run with
//! `cargo run --release -p statistics --example scan_speed`.

use std::time::Instant;

use statistics::{Chance, Ground, ScanInput, ScanModel, ScanSettings, scan};

const PLACES: usize = 600;
const DAYS: usize = 365;

/// CPU seconds of this process so far, on Linux.
fn cpu() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = text.rsplit(')').next()?.split_whitespace().collect();
    Some((fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?) / 100.0)
}

fn main() {
    let mut chance = Chance::from_seed(20_261_126);
    // A borough of 12 by 12 kilometres.
    let places: Vec<[f64; 2]> = (0..PLACES)
        .map(|_| [chance.unit() * 12_000.0, chance.unit() * 12_000.0])
        .collect();
    let mut cases = vec![0; PLACES * DAYS];
    for _ in 0..10_000 {
        // Some places have more than others.
        let place = (chance.unit().powf(1.5) * PLACES as f64) as usize % PLACES;
        cases[place * DAYS + chance.below(DAYS)] += 1;
    }
    let input = ScanInput {
        places: &places,
        distance: Ground::Plane,
        periods: DAYS,
        cases: &cases,
        model: ScanModel::SpaceTimePermutation,
        weights: None,
    };
    for (task, prospective) in [("prospective", true), ("retrospective", false)] {
        let settings = ScanSettings {
            max_radius: Some(2000.0),
            longest: 28,
            prospective,
            ..ScanSettings::default()
        };
        let (before, clock) = (cpu(), Instant::now());
        let found = scan(&input, &settings);
        let took = cpu().zip(before).map(|(now, before)| now - before);
        let first = found.as_ref().and_then(|it| it.clusters.first());
        println!(
            "space-time permutation, {task}: {:.2} CPU s, {:.2} s by the clock; greatest ratio {:.4}, p {:.3}",
            took.unwrap_or(f64::NAN),
            clock.elapsed().as_secs_f64(),
            first.map_or(f64::NAN, |it| it.llr),
            first.and_then(|it| it.p).unwrap_or(f64::NAN),
        );
    }
}
