//! How long the spatial methods take: one line for each task, in seconds of wall clock.

use std::time::Instant;

use statistics::{
    Area, AreaIndex, Chance, Distance, Kernel, KnoxBands, Raster, Weights, density_surface,
    hot_cells, knox, permuted_upper,
};

fn timed(name: &str, task: impl FnOnce() -> u64) {
    let start = Instant::now();
    let check = task();
    println!(
        "{name}: {:.3} s (check {check})",
        start.elapsed().as_secs_f64()
    );
}

fn main() {
    let mut chance = Chance::from_seed(1);
    for side in [26, 83] {
        let size = 400_000 / side;
        // Jagged squares of about 100 corners a side or fewer, shared edges the same on both sides.
        let wobble =
            |x: i32, y: i32| ((x.wrapping_mul(7919) ^ y.wrapping_mul(104_729)) & 255) - 128;
        let areas: Vec<Area> = (0..side * side)
            .map(|i| {
                let (x, y) = (i % side * size, i / side * size);
                let steps = if side == 26 { 96 } else { 24 };
                let mut ring = Vec::new();
                let at = |k: i32| k * size / steps;
                ring.extend((0..steps).map(|k| [x + at(k), y + wobble(x + at(k), y)]));
                ring.extend(
                    (0..steps).map(|k| [x + size + wobble(x + size, y + at(k)), y + at(k)]),
                );
                ring.extend((0..steps).map(|k| {
                    [
                        x + size - at(k),
                        y + size + wobble(x + size - at(k), y + size),
                    ]
                }));
                ring.extend(
                    (0..steps).map(|k| [x + wobble(x, y + size - at(k)), y + size - at(k)]),
                );
                Area {
                    code: format!("E{i:06}"),
                    rings: vec![ring],
                }
            })
            .collect();
        let points: Vec<[i32; 2]> = (0..5_000_000)
            .map(|_| [chance.below(400_000) as i32, chance.below(400_000) as i32])
            .collect();
        timed(
            &format!("join 5,000,000 points, {} areas", areas.len()),
            || {
                let index = AreaIndex::new(&areas);
                index.find_all(&points).iter().flatten().count() as u64
            },
        );
    }
    let cells: Vec<f64> = (0..10_000).map(|_| chance.poisson(3.0) as f64).collect();
    let around = |i: usize| {
        let (r, c) = (i / 100, i % 100);
        let near =
            move |j: &usize| (j / 100).abs_diff(r) <= 1 && (j % 100).abs_diff(c) <= 1 && *j != i;
        (i.saturating_sub(101)..(i + 102).min(10_000))
            .filter(near)
            .collect()
    };
    let rows: Vec<Vec<usize>> = (0..10_000).map(around).collect();
    if let Some(weights) = Weights::binary(&rows).map(Weights::with_self) {
        timed("Gi*, 10,000 cells, 999 permutations", || {
            permuted_upper(&cells, &weights, 999, 1)
                .iter()
                .filter(|p| **p < 0.05)
                .count() as u64
        });
    }
    let own: Vec<Vec<usize>> = (rows.iter().enumerate())
        .map(|(at, it)| [it.as_slice(), &[at]].concat())
        .collect();
    timed("hot cells, 10,000 cells, every permutation", || {
        let found = hot_cells(&cells, &own, 999, 1);
        found.map_or(0, |it| it.p.iter().filter(|p| **p < 0.05).count() as u64)
    });
    let uneven: Vec<f64> = (0..10_000)
        .map(|_| chance.count(300.0, 500.0) as f64)
        .collect();
    timed(
        "hot cells, 10,000 cells of up to thousands of events",
        || {
            let found = hot_cells(&uneven, &own, 999, 1);
            found.map_or(0, |it| it.p.iter().filter(|p| **p < 0.05).count() as u64)
        },
    );
    let mut place = |n: usize| -> Vec<[f64; 2]> {
        (0..n)
            .map(|_| [chance.unit() * 15_000.0, chance.unit() * 15_000.0])
            .collect()
    };
    let (events, many) = (place(10_000), place(100_000));
    let times: Vec<f64> = (0..10_000).map(|_| chance.below(1_825) as f64).collect();
    let bands = KnoxBands {
        distances: vec![0.0, 100.0, 200.0, 300.0, 400.0],
        times: vec![0.0, 7.0, 14.0, 21.0, 28.0],
        measure: Distance::Euclidean,
    };
    timed("Knox, 10,000 events, 999 permutations", || {
        knox(&events, &times, &bands, 999, 1).map_or(0, |it| it[0][0].observed)
    });
    let raster = Raster {
        first: [15.0, 15.0],
        step: [30.0, 30.0],
        cells: [500, 500],
    };
    timed("KDE, 100,000 points, 500 x 500, h = 300", || {
        density_surface(&many, raster, Kernel::Quartic(300.0))
            .iter()
            .sum::<f64>()
            .mul_add(900.0, 0.5) as u64
    });
}
