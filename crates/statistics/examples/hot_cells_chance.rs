//! How often a grid without a hot spot shows one, and how often a true block of four by four cells is found: by the exact chance, and by
//! the normal distribution that was used before.

use statistics::{Chance, Weights, benjamini_hochberg, gi_star, hot_cells};
use statrs::distribution::{ContinuousCDF, Normal};

fn main() {
    let rounds = 400;
    for side in [20_usize, 50] {
        let neighbours: Vec<Vec<usize>> = (0..side * side)
            .map(|at| {
                let (x, y) = (at % side, at / side);
                let near = |it: usize| it.saturating_sub(1)..=(it + 1).min(side - 1);
                near(y)
                    .flat_map(|y| near(x).map(move |x| y * side + x))
                    .collect()
            })
            .collect();
        let weights = Weights::binary(&neighbours).expect("cells that exist");
        for (name, mean, dispersion) in [
            ("Poisson 0.3", 0.3, 1.0),
            ("Poisson 2", 2.0, 1.0),
            ("NB mean 1.2 size 0.3", 1.2, 5.0),
            ("NB mean 3 size 0.2", 3.0, 16.0),
        ] {
            let mut chance = Chance::from_seed(side as u64);
            let (mut exact, mut normal, mut found, mut block) = (0, 0, 0, 0);
            for _ in 0..rounds {
                let mut x: Vec<f64> = (0..side * side)
                    .map(|_| chance.count(mean, dispersion) as f64)
                    .collect();
                let it = hot_cells(&x, &neighbours, 999, 1).expect("an answer");
                exact += u32::from(it.q.iter().any(|q| *q < 0.05));
                let p: Vec<f64> = gi_star(&x, &weights)
                    .iter()
                    .map(|z| z.map_or(f64::NAN, |z| Normal::standard().sf(z)))
                    .collect();
                normal += u32::from(benjamini_hochberg(&p).iter().any(|q| *q < 0.05));
                // Four times as much as elsewhere, in the middle.
                for at in 0..16 {
                    let cell = (side / 2 - 2 + at / 4) * side + side / 2 - 2 + at % 4;
                    x[cell] = (0..4).map(|_| chance.count(mean, dispersion) as f64).sum();
                }
                let it = hot_cells(&x, &neighbours, 999, 1).expect("an answer");
                let hot = (0..16)
                    .filter(|at| it.is_hot((side / 2 - 2 + at / 4) * side + side / 2 - 2 + at % 4))
                    .count();
                found += u32::from(hot > 0);
                block += hot;
            }
            let share = |it: u32| 100.0 * f64::from(it) / f64::from(rounds);
            println!(
                "{side} x {side}, {name}: any hot by chance {:.1} % (normal form {:.1} %); block found {:.1} %, {:.1} of its 16 cells",
                share(exact),
                share(normal),
                share(found),
                block as f64 / f64::from(rounds)
            );
        }
    }
}
