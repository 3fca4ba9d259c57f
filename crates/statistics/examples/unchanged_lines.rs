//! What is said of lines in which nothing happens: how often a direction is called, and how often the highest of many wards "falls".

use statistics::{Chance, Direction, Finding, GoodDirection, Window, compare, direction};

const ROUNDS: u32 = 4_000;

/// Months around a mean with a season of so large a share that begins anywhere; the logarithm of what is expected wanders by `spread`, of
/// which a month takes over `rho` from the one before.
fn line(chance: &mut Chance, mean: f64, season: f64, (spread, rho): (f64, f64)) -> Vec<f64> {
    let start = chance.below(12) as f64;
    let mut at = chance.normal() * spread;
    (0..36)
        .map(|month| {
            at = rho * at + (1.0 - rho * rho).sqrt() * spread * chance.normal();
            let turn = (start + f64::from(month)) * std::f64::consts::TAU / 12.0;
            chance.poisson(mean * (1.0 + season * turn.sin()) * at.exp()) as f64
        })
        .collect()
}

fn main() {
    for (mean, season, wander) in [
        (100.0, 0.0, (0.0, 0.0)),
        (400.0, 0.0, (0.0, 0.0)),
        (100.0, 0.2, (0.0, 0.0)),
        (400.0, 0.2, (0.0, 0.0)),
        (100.0, 0.0, (0.2, 0.8)),
        (400.0, 0.0, (0.2, 0.8)),
    ] {
        let mut chance = Chance::from_seed(7);
        let called = (0..ROUNDS)
            .filter(|_| {
                let line = line(&mut chance, mean, season, wander);
                let it = direction(&line, GoodDirection::Down);
                matches!(it, Direction::Improving | Direction::GettingWorse)
            })
            .count();
        println!(
            "{mean} a month, season {season}, months alike {}: a direction is called in {:.1} of 100",
            wander.1,
            100.0 * called as f64 / f64::from(ROUNDS)
        );
    }
    for (mean, phi) in [(50.0, 1.5), (100.0, 2.0), (300.0, 2.0)] {
        let mut chance = Chance::from_seed(7);
        let (mut fall, mut lower) = (0.0, 0);
        for round in 0..ROUNDS / 4 {
            let wards: Vec<Vec<u64>> = (0..22)
                .map(|_| (0..60).map(|_| chance.count(mean / 12.0, phi)).collect())
                .collect();
            let year = |ward: &[u64], from: usize| ward[from..from + 12].iter().sum::<u64>();
            let Some(highest) = wards.iter().max_by_key(|it| year(it, 36)) else {
                continue;
            };
            let [before, now] = [36, 48].map(|from| Window {
                count: year(highest, from),
                days: 365,
            });
            fall += 1.0 - now.count as f64 / before.count as f64;
            let it = compare(now, before, highest, u64::from(round));
            lower += u32::from(it.finding == Finding::Lower);
        }
        let rounds = f64::from(ROUNDS / 4);
        println!(
            "the highest of 22 wards with {mean} a year, dispersion {phi}: a year later {:.0} % fewer, called lower in {:.0} of 100",
            100.0 * fall / rounds,
            100.0 * f64::from(lower) / rounds
        );
    }
}
