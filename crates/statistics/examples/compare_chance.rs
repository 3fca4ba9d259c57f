//! How often two years of one unchanged line are called different, where months resemble their neighbours and where they do not.

use statistics::{Chance, Finding, Window, compare, compare_sums};

/// Sixty months around a mean. The logarithm of what is expected wanders: `spread` is its standard deviation, `rho` how much of it a month
/// takes over from the one before.
fn line(chance: &mut Chance, mean: f64, spread: f64, rho: f64, months: usize) -> Vec<u64> {
    let mut at = chance.normal() * spread;
    (0..months)
        .map(|month| {
            at = rho * at + (1.0 - rho * rho).sqrt() * spread * chance.normal();
            let season = 0.1 * (month as f64 * std::f64::consts::TAU / 12.0).sin();
            chance.poisson(mean * (at - spread * spread / 2.0 + season).exp())
        })
        .collect()
}

fn main() {
    let rounds = 2_000;
    for (mean, spread) in [(4.0, 0.3), (20.0, 0.3), (100.0, 0.2), (1_000.0, 0.2)] {
        for rho in [0.0, 0.3, 0.5, 0.8] {
            for months in [24, 36, 60] {
                let mut chance = Chance::from_seed(7);
                let (mut called, mut by_sums, mut phi, mut likeness) = (0, 0, 0.0, 0.0);
                for round in 0..rounds {
                    let all = line(&mut chance, mean, spread, rho, months);
                    let sum = |from: usize| Window {
                        count: all[from..from + 12].iter().sum(),
                        days: 365,
                    };
                    let it = compare(sum(months - 12), sum(months - 24), &all, round);
                    called += u32::from(matches!(it.finding, Finding::Higher | Finding::Lower));
                    let sums: Vec<u64> = all.windows(12).map(|it| it.iter().sum()).collect();
                    let told = compare_sums(sum(months - 12), sum(months - 24), &sums, round);
                    by_sums +=
                        u32::from(told.is_some_and(|it| {
                            matches!(it.finding, Finding::Higher | Finding::Lower)
                        }));
                    phi += it.dispersion / rounds as f64;
                    likeness += it.likeness / rounds as f64;
                }
                println!(
                    "mean {mean}, spread {spread}, rho {rho}, {months} months: called {:.1} %, by sums alone {:.1} %; dispersion {phi:.2}, likeness {likeness:.2}",
                    100.0 * f64::from(called) / rounds as f64,
                    100.0 * f64::from(by_sums) / rounds as f64
                );
            }
        }
    }
}
