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

impl Ground {
    /// How far it is from one place to another.
    pub fn between(self, a: [f64; 2], b: [f64; 2]) -> f64 {
        self.apart(self.spot(a), self.spot(b))
    }

    /// A place on the plane, or on a ball of radius one.
    fn spot(self, [a, b]: [f64; 2]) -> [f64; 3] {
        match self {
            Self::Plane => [a, b, 0.0],
            Self::Sphere => {
                let (lat, lon) = (a.to_radians(), b.to_radians());
                [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
            }
        }
    }

    /// The straight way between two spots that lie this far apart over the ground.
    fn straight(self, reach: f64) -> f64 {
        match self {
            Self::Plane => reach,
            Self::Sphere => {
                2.0 * (reach / EARTH_KM / 2.0)
                    .min(std::f64::consts::FRAC_PI_2)
                    .sin()
            }
        }
    }

    fn apart(self, a: [f64; 3], b: [f64; 3]) -> f64 {
        let square: f64 = (0..3).map(|k| (a[k] - b[k]).powi(2)).sum();
        match self {
            Self::Plane => square.sqrt(),
            Self::Sphere => EARTH_KM * 2.0 * (square.sqrt() / 2.0).clamp(0.0, 1.0).asin(),
        }
    }
}

/// Spots in cubes as wide as the reach, so that only those of the cubes around are measured.
struct Neighbours {
    side: f64,
    cubes: HashMap<[i64; 3], Vec<u32>>,
}

impl Neighbours {
    /// Without a reach, or with none to speak of, all are in one cube.
    fn new(spots: &[[f64; 3]], reach: Option<f64>) -> Self {
        // A little wider: rounding must not push a spot out of reach.
        let side = reach
            .map(|it| it * (1.0 + 1e-9))
            .filter(|it| it.is_finite() && *it > 0.0)
            .unwrap_or(f64::INFINITY);
        let mut it = Self {
            side,
            cubes: HashMap::new(),
        };
        for (at, spot) in spots.iter().enumerate() {
            it.cubes.entry(it.cube(*spot)).or_default().push(at as u32);
        }
        it
    }

    fn cube(&self, spot: [f64; 3]) -> [i64; 3] {
        spot.map(|it| (it / self.side).floor() as i64)
    }

    fn of(&self, spot: [f64; 3]) -> impl Iterator<Item = u32> {
        let [x, y, z] = self.cube(spot);
        let around = -1..=1_i64;
        around.clone().flat_map(move |a| {
            let around = around.clone();
            around.clone().flat_map(move |b| {
                around.clone().flat_map(move |c| {
                    self.cubes
                        .get(&[
                            x.saturating_add(a),
                            y.saturating_add(b),
                            z.saturating_add(c),
                        ])
                        .into_iter()
                        .flatten()
                        .copied()
                })
            })
        })
    }
}

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
        let spots: Vec<[f64; 3]> = places.iter().map(|p| distance.spot(*p)).collect();
        let mut zones = Self {
            order: Vec::with_capacity(places.len()),
            reach: Vec::with_capacity(places.len()),
            steps: Vec::with_capacity(places.len()),
            sets: 0,
        };
        let neighbours = Neighbours::new(&spots, max_radius.map(|it| distance.straight(it)));
        let mut known: HashMap<u128, u32> = HashMap::new();
        for i in 0..places.len() {
            let mut near: Vec<(f64, u32)> = neighbours
                .of(spots[i])
                .map(|j| (distance.apart(spots[i], spots[j as usize]), j))
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
