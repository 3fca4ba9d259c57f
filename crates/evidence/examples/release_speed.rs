//! How long the audit of what may be shown takes: every window of a run of months, for a large force.
//!
//! `cargo run --release -p evidence --example release_speed -- --wards 676 --months 60 --areas 5000`

use std::time::Instant;

use evidence::publishing::{Months, Rule, releases};
use statistics::Chance;

/// How many of each type a ward has in a month, on average: from weapons to violence.
const MEANS: [f64; 14] = [
    40.0, 1.5, 8.0, 9.0, 5.0, 10.0, 1.0, 0.7, 4.0, 3.0, 9.0, 2.5, 14.0, 32.0,
];

fn main() {
    let option = |name: &str, left_out: usize| {
        let mut words = std::env::args().skip_while(|word| word != name);
        words
            .next()
            .and_then(|_| words.next())
            .and_then(|word| word.parse().ok())
            .unwrap_or(left_out)
    };
    let (wards, months, areas) = (
        option("--wards", 676),
        option("--months", 60),
        option("--areas", 5_000),
    );
    let mut chance = Chance::from_seed(5);
    let mut line =
        |mean: f64| -> Vec<u64> { (0..months).map(|_| chance.count(mean, 1.3)).collect() };
    let counts = (0..wards)
        .map(|_| MEANS.iter().map(|mean| line(*mean)).collect())
        .collect();
    let in_areas = (0..areas).map(|_| line(12.0)).collect();
    let mut kinds: Vec<String> = (1..MEANS.len()).map(|at| format!("Type {at}")).collect();
    kinds.insert(0, "Anti-social behaviour".to_owned());
    let it = Months {
        wards: (0..wards).map(|at| format!("W{at}")).collect(),
        kinds,
        counts,
        earlier: Vec::new(),
        areas: (0..areas)
            .map(|at| (format!("A{at}"), at % wards))
            .collect(),
        in_areas,
    };
    let rule = Rule::new(5, 10, Vec::new());
    let began = Instant::now();
    let tables = releases(&it, &rule);
    println!(
        "{wards} wards, {} types, {areas} areas, {} windows: {:.2} s",
        MEANS.len(),
        tables.len(),
        began.elapsed().as_secs_f64()
    );
}
