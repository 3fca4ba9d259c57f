//! Which events huddle together: DBSCAN.
//!
//! **Method**: an event with at least `least` events (itself among them) within `reach` is a core; cores within reach of each other are
//! one cluster; other events within reach of a core join the first such cluster; the rest is noise.
//!
//! **Source**: Ester, Kriegel, Sander and Xu (1996).
//!
//! **Unit**: that of the places.
//!
//! **Limits**: a description, not a test: any reach finds something. It knows no population. Snapped points pile up on anchors.
//!
//! **Example**: events at 0, 1, 2 and 9 on a line, reach 1, least 2: the first three are one cluster, the last is noise.

use std::collections::HashMap;

/// The cluster of each event, counted from 0 in the order of their first core; and whether it is a core.
pub fn dbscan(places: &[[f64; 2]], reach: f64, least: usize) -> Vec<(Option<usize>, bool)> {
    let mut grid: HashMap<[i64; 2], Vec<usize>> = HashMap::new();
    let cell = |p: &[f64; 2]| p.map(|it| (it / reach).floor() as i64);
    let sound = |p: &[f64; 2]| reach > 0.0 && p.iter().all(|it| it.is_finite());
    for (i, p) in places.iter().enumerate().filter(|it| sound(it.1)) {
        grid.entry(cell(p)).or_default().push(i);
    }
    let near = |i: usize| -> Vec<usize> {
        let p = places[i];
        let [x, y] = cell(&p);
        let mut found = Vec::new();
        if !sound(&p) {
            return found;
        }
        for dx in -1..=1 {
            for dy in -1..=1 {
                let here = grid.get(&[x.saturating_add(dx), y.saturating_add(dy)]);
                found.extend(here.into_iter().flatten().copied().filter(|j| {
                    let q = places[*j];
                    ((p[0] - q[0]).powi(2) + (p[1] - q[1]).powi(2)).sqrt() <= reach
                }));
            }
        }
        found
    };
    let core: Vec<bool> = (0..places.len())
        .map(|i| near(i).len() >= least.max(1))
        .collect();
    let mut labels: Vec<Option<usize>> = vec![None; places.len()];
    let mut clusters = 0;
    for start in 0..places.len() {
        if !core[start] || labels[start].is_some() {
            continue;
        }
        labels[start] = Some(clusters);
        let mut open = vec![start];
        while let Some(i) = open.pop() {
            for j in near(i) {
                if labels[j].is_none() {
                    labels[j] = Some(clusters);
                    if core[j] {
                        open.push(j);
                    }
                }
            }
        }
        clusters += 1;
    }
    labels.into_iter().zip(core).collect()
}

/// The distance from each event to the farthest of its nearest `least` events, itself among them.
pub fn core_distances(places: &[[f64; 2]], least: usize) -> Vec<Option<f64>> {
    let mut all = Vec::with_capacity(places.len());
    for p in places {
        let mut d: Vec<f64> = places
            .iter()
            .map(|q| ((p[0] - q[0]).powi(2) + (p[1] - q[1]).powi(2)).sqrt())
            .collect();
        let at = least.saturating_sub(1);
        all.push((at < d.len()).then(|| *d.select_nth_unstable_by(at, f64::total_cmp).1));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_the_worked_example() {
        let places = [[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [9.0, 0.0]];
        let found: Vec<_> = dbscan(&places, 1.0, 2).iter().map(|it| it.0).collect();
        assert_eq!(found, [Some(0), Some(0), Some(0), None]);
        assert!(
            dbscan(&[[f64::NAN, 0.0]], 1.0, 1)
                .iter()
                .all(|it| it.0.is_none())
        );
        assert_eq!(core_distances(&places, 2)[3], Some(7.0));
    }
}
