//! How long the audit of what may be shown takes: every window of a run of months, for a large force.
//!
//! `cargo run --release -p evidence --example release_speed -- --wards 676 --months 60 --areas 5000 --restated 2`

use std::time::Instant;

use evidence::publishing::{Counts, Earlier, Months, Rule, releases};
use statistics::Chance;

/// How many of each type a ward has in a month, on average: from weapons to violence.
const MEANS: [f64; 14] = [
    40.0, 1.5, 8.0, 9.0, 5.0, 10.0, 1.0, 0.7, 4.0, 3.0, 9.0, 2.5, 14.0, 32.0,
];

/// A version in which one event in a hundred was not there yet.
fn earlier(counts: &Counts, in_areas: &[Vec<u64>], months: usize, seed: u64) -> Earlier {
    let mut chance = Chance::from_seed(100 + seed);
    let mut fewer = |n: u64| n - (0..n).filter(|_| chance.below(100) == 0).count() as u64;
    let counts = counts.iter();
    Earlier {
        counts: counts
            .map(|ward| {
                let row = ward.iter();
                row.map(|line| line.iter().map(|n| fewer(*n)).collect())
                    .collect()
            })
            .collect(),
        in_areas: in_areas.to_vec(),
        months,
    }
}

fn main() {
    let option = |name: &str, left_out: usize| {
        let mut words = std::env::args().skip_while(|word| word != name);
        words
            .next()
            .and_then(|_| words.next())
            .and_then(|word| word.parse().ok())
            .unwrap_or(left_out)
    };
    let (wards, months, areas, restated) = (
        option("--wards", 676),
        option("--months", 60),
        option("--areas", 5_000),
        option("--restated", 0),
    );
    let mut chance = Chance::from_seed(5);
    let mut line =
        |mean: f64| -> Vec<u64> { (0..months).map(|_| chance.count(mean, 1.3)).collect() };
    let counts: Counts = (0..wards)
        .map(|_| MEANS.iter().map(|mean| line(*mean)).collect())
        .collect();
    let in_areas: Vec<Vec<u64>> = (0..areas).map(|_| line(12.0)).collect();
    let mut kinds: Vec<String> = (1..MEANS.len()).map(|at| format!("Type {at}")).collect();
    kinds.insert(0, "Anti-social behaviour".to_owned());
    let it = Months {
        wards: (0..wards).map(|at| format!("W{at}")).collect(),
        kinds,
        earlier: (0..restated)
            .map(|at| earlier(&counts, &in_areas, months - restated + at, at as u64))
            .collect(),
        counts,
        areas: (0..areas)
            .map(|at| (format!("A{at}"), at % wards))
            .collect(),
        in_areas,
        ..Months::default()
    };
    let rule = Rule::new(5, 10, Vec::new());
    let began = Instant::now();
    let tables = releases(&it, &rule);
    let took = began.elapsed().as_secs_f64();
    let (mut told, mut all) = (0, 0);
    for table in &tables {
        for (ward, kind) in it
            .wards
            .iter()
            .flat_map(|w| it.kinds.iter().map(move |k| (w, k)))
        {
            all += 1;
            told += usize::from(table.cell(ward, kind).count().is_some());
        }
    }
    println!(
        "{wards} wards, {} types, {areas} areas, {} windows, restated {restated} times: {took:.2} s, {told} of {all} counts told",
        MEANS.len(),
        tables.len(),
    );
}
