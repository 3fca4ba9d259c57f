//! The circles around each place.

use std::collections::HashMap;

/// How distances are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Straight, on a plane.
    Plane,
    /// Along the ground from latitude and longitude, in kilometres on a sphere of radius 6,367 km.
    Sphere,
}

const EARTH_KM: f64 = 6367.0;

/// One circle of a centre.
pub(super) struct Step {
    /// How many places are in it.
    pub size: u32,
    /// Which set of places it is: equal sets have equal numbers.
    pub set: u32,
    /// Whether no earlier circle holds the same places.
    pub fresh: bool,
}

/// The circles around each place, growing.
pub(super) struct Zones {
    order: Vec<Vec<u32>>,
    reach: Vec<Vec<f64>>,
    steps: Vec<Vec<Step>>,
    sets: usize,
}

impl Zones {
    pub fn around(
        places: &[[f64; 2]],
        distance: Ground,
        weights: &[f64],
        max_share: f64,
        max_radius: Option<f64>,
    ) -> Self {
        let most = max_share * weights.iter().sum::<f64>();
        // A sum of fixed marks tells sets apart without keeping them.
        let mut chance = crate::Chance::from_seed(0x5CA1);
        let marks: Vec<u128> = places
            .iter()
            .map(|_| u128::from(chance.bits()) << 64 | u128::from(chance.bits()))
            .collect();
        let on_ball: Vec<[f64; 3]> = places
            .iter()
            .map(|p| {
                let (lat, lon) = (p[0].to_radians(), p[1].to_radians());
                [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
            })
            .collect();
        let apart = |i: usize, j: usize| match distance {
            Ground::Plane => {
                let (x, y) = (places[i][0] - places[j][0], places[i][1] - places[j][1]);
                (x * x + y * y).sqrt()
            }
            Ground::Sphere => {
                let square: f64 = (0..3)
                    .map(|k| (on_ball[i][k] - on_ball[j][k]).powi(2))
                    .sum();
                EARTH_KM * 2.0 * (square.sqrt() / 2.0).clamp(0.0, 1.0).asin()
            }
        };
        let mut zones = Self {
            order: Vec::with_capacity(places.len()),
            reach: Vec::with_capacity(places.len()),
            steps: Vec::with_capacity(places.len()),
            sets: 0,
        };
        let mut known: HashMap<u128, u32> = HashMap::new();
        for i in 0..places.len() {
            let mut near: Vec<(f64, u32)> = (0..places.len())
                .map(|j| (apart(i, j), j as u32))
                .filter(|(d, _)| max_radius.is_none_or(|most| *d <= most))
                .collect();
            near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let (mut held, mut mark, mut steps) = (0.0, 0_u128, Vec::new());
            for (k, (d, j)) in near.iter().enumerate() {
                held += weights[*j as usize];
                if held > most {
                    break;
                }
                mark = mark.wrapping_add(marks[*j as usize]);
                if near.get(k + 1).is_some_and(|next| next.0 == *d) {
                    continue;
                }
                let next = known.len() as u32;
                let set = *known.entry(mark).or_insert(next);
                steps.push(Step {
                    size: k as u32 + 1,
                    set,
                    fresh: set == next,
                });
            }
            near.truncate(steps.last().map_or(0, |it| it.size as usize));
            zones.order.push(near.iter().map(|it| it.1).collect());
            zones.reach.push(near.iter().map(|it| it.0).collect());
            zones.steps.push(steps);
        }
        zones.sets = known.len();
        zones
    }

    pub fn places(&self) -> usize {
        self.order.len()
    }

    pub fn sets(&self) -> usize {
        self.sets
    }

    pub fn steps(&self, centre: usize) -> &[Step] {
        &self.steps[centre]
    }

    pub fn members(&self, centre: usize, size: usize) -> &[u32] {
        &self.order[centre][..size]
    }

    pub fn radius(&self, centre: usize, size: usize) -> f64 {
        self.reach[centre]
            .get(size.wrapping_sub(1))
            .copied()
            .unwrap_or(0.0)
    }
}
