//! How often lines in which nothing happens meet a chance of one in a hundred: with the plain chances, and as they are corrected.
//!
//! `cargo run --release -p statistics --example early_warning_chance`

use statistics::{Chance, early_warning};

const LINES: usize = 6_000;

fn main() {
    let mut chance = Chance::from_seed(6);
    println!(
        "months  drift a year  first: plain  corrected  second: plain  corrected   (in a hundred, at 1 %)"
    );
    for months in [40, 50, 62, 68, 75, 82, 90] {
        for drift in [0.0, 0.05] {
            let mut met = [0_usize; 4];
            let mut judged = [0_usize; 2];
            for n in 0..LINES {
                let mean = [2.0, 5.0, 20.0, 80.0][n % 4];
                let phi = [1.0, 1.3, 1.8][n / 4 % 3];
                let counts: Vec<Option<f64>> = (0..months)
                    .map(|t| {
                        let t = t as f64;
                        let season = 0.2 * (t * std::f64::consts::TAU / 12.0).cos();
                        Some(chance.count(mean * (season + drift * t / 12.0).exp(), phi) as f64)
                    })
                    .collect();
                let Some(it) = early_warning(&counts, months - 1) else {
                    continue;
                };
                // The corrections undone: the power 0.8, and the half in e^(-GLR / 2).
                if let Some(p) = it.season_p {
                    judged[0] += 1;
                    met[0] += usize::from(p.powf(1.0 / 0.8) <= 0.01);
                    met[1] += usize::from(p <= 0.01);
                }
                if let Some(p) = it.slow.map(|it| it.p) {
                    judged[1] += 1;
                    met[2] += usize::from(p * p <= 0.01);
                    met[3] += usize::from(p <= 0.01);
                }
            }
            let share = |at: usize| match judged[at / 2] {
                0 => "-".to_owned(),
                all => format!("{:.1}", 100.0 * met[at] as f64 / all as f64),
            };
            println!(
                "{months:>6}  {:>11} %  {:>12}  {:>9}  {:>13}  {:>9}",
                100.0 * drift,
                share(0),
                share(1),
                share(2),
                share(3)
            );
        }
    }
}
