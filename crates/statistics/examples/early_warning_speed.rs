//! How long the early warning takes over 9,800 monthly series of ten years, in seconds of wall clock.

use std::time::Instant;

use statistics::{Chance, FarringtonOptions, farrington_latest};

fn main() {
    let mut chance = Chance::from_seed(5);
    let series: Vec<Vec<Option<f64>>> = (0..9_800)
        .map(|i| {
            let mean = 1.0 + f64::from(i % 40);
            (0..120)
                .map(|_| Some(chance.count(mean, 1.6) as f64))
                .collect()
        })
        .collect();
    let options = FarringtonOptions::monthly();
    let start = Instant::now();
    let found = farrington_latest(&series, &options);
    let seconds = start.elapsed().as_secs_f64();
    let alarms = found.iter().flatten().filter(|it| it.alarm).count();
    println!(
        "early warning, 9,800 series: {seconds:.3} s ({alarms} alarms; by chance at most about {:.0})",
        9_800.0 * options.alpha
    );
}
