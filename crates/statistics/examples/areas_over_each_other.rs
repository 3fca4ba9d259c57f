//! What an index takes where areas lie over each other: seconds, and the most memory the process held.

use std::time::Instant;

use statistics::{Area, AreaIndex};

fn ring(x: i32, y: i32, wide: i32, tall: i32) -> Vec<[i32; 2]> {
    vec![[x, y], [x + wide, y], [x + wide, y + tall], [x, y + tall]]
}

fn main() {
    let kinds: [(&str, Vec<Vec<[i32; 2]>>); 4] = [
        (
            "1,000 identical squares",
            (0..1_000)
                .map(|_| ring(0, 0, 1_000_000, 1_000_000))
                .collect(),
        ),
        (
            "2,000 slivers side by side",
            (0..2_000).map(|at| ring(at, 0, 1, 1_000_000)).collect(),
        ),
        (
            "2,000 slivers a degree apart",
            (0..2_000)
                .map(|at| ring(at % 100 * 1_000_000, at / 100 * 1_000_000, 1, 1_000_000))
                .collect(),
        ),
        (
            "2,000 identical slivers",
            (0..2_000).map(|_| ring(0, 0, 1, 1_000_000)).collect(),
        ),
    ];
    for (name, rings) in kinds {
        let areas: Vec<Area> = rings
            .into_iter()
            .enumerate()
            .map(|(at, ring)| Area {
                code: format!("{at:05}"),
                rings: vec![ring],
            })
            .collect();
        let start = Instant::now();
        let index = AreaIndex::new(&areas);
        let laid = start.elapsed().as_secs_f64();
        let points: Vec<[i32; 2]> = (0..100_000).map(|at| [at % 1_000, at * 9]).collect();
        let found = index.find_all(&points).iter().flatten().count();
        let most = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let most = most
            .lines()
            .find(|it| it.starts_with("VmHWM"))
            .unwrap_or("")
            .to_owned();
        println!(
            "{name}: laid in {laid:.2} s, 100,000 points in {:.2} s ({found} placed); {most}",
            start.elapsed().as_secs_f64() - laid
        );
    }
}
