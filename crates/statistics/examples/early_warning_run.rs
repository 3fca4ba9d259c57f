//! How long the monthly run's arithmetic takes: every ward and type of a borough, and of a city.

use std::time::Instant;

use statistics::{Chance, early_warnings};

fn main() {
    for (wards, types) in [(14, 15), (676, 15)] {
        let mut chance = Chance::from_seed(1);
        let lines: Vec<Vec<Option<f64>>> = (0..wards * types)
            .map(|n| {
                let mean = [2.0, 5.0, 12.0, 30.0][n % 4];
                (0..120)
                    .map(|_| Some(chance.count(mean, 1.4) as f64))
                    .collect()
            })
            .collect();
        let began = Instant::now();
        let judged = early_warnings(&lines);
        println!(
            "{wards} wards x {types} types, ten years: {} lines judged in {:.2} s",
            judged.iter().flatten().filter(|it| it.p.is_some()).count(),
            began.elapsed().as_secs_f64()
        );
    }
}
