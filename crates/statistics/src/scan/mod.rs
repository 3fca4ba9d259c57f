//! Where and when there is more than there should be: the most striking circles, or circles in time, and how often luck
//! alone makes one as striking.
//!
//! **Method**: circles grow around each place by distance, places at one distance entering together, up to a radius or a share of all; times are
//! runs of periods up to a length (only those that end now, if the scan watches). For c events seen and e expected of C in all,
//! L = c·ln(c/e) + (C-c)·ln((C-c)/(C-e)) where c > e. Expected: from given expectations (Poisson), from cases among cases and controls
//! (Bernoulli, with the usual likelihood of two shares), or from the margins alone, e = c(zone)·c(time)/C (space-time permutation).
//! The greatest L is then sought in made-up data: events dealt out by expectation, cases dealt among all, or times shuffled
//! over the events. p = (1 + those with a greatest L no less) / (R + 1). Of equal L (to 1e-9) the circle of
//! fewer places comes first, then the earlier centre. Further clusters share no place at one time with earlier ones, and are held
//! against the same greatest L. A Gumbel curve through the greatest L gives p smaller than 1/(R + 1).
//!
//! **Source**: Kulldorff (1997); Kulldorff and others (2005) for the permutation; Abrams, Kulldorff and Kleinman (2010) for Gumbel.
//!
//! **Unit**: L has none; distances in the unit of the places, or kilometres on a sphere of radius 6,367 km.
//!
//! **Limits**: circles only; the edge of a cluster is not sharp. The permutation sees change relative to everywhere else: a rise
//! everywhere is unseen, a new estate looks like a cluster. Radius 0 is one group of addresses. For Poisson and Bernoulli at most
//! 50 million cylinders.
//!
//! **Example**: C = 10, a circle with c = 6 where e = 3: L = 6·ln 2 + 4·ln(4/7) = 4.1589 - 2.2385 = 1.9204.

mod draw;
mod search;
mod zones;

use rayon::prelude::*;
use serde::Serialize;

use crate::Chance;
use draw::Dealer;
use search::{Found, Search};
pub use zones::Ground;
use zones::Zones;

/// Where expectations come from.
#[derive(Clone, Copy, Debug)]
pub enum ScanModel<'a> {
    /// Expected events for each place and period, in any scale.
    Poisson(&'a [f64]),
    /// Controls for each place and period.
    Bernoulli(&'a [u32]),
    /// The margins of the events alone.
    SpaceTimePermutation,
}

/// What is scanned. Tables are by place, then period.
#[derive(Clone, Copy, Debug)]
pub struct ScanInput<'a> {
    /// East and north, or latitude and longitude.
    pub places: &'a [[f64; 2]],
    /// How distances are measured.
    pub distance: Ground,
    /// How many periods; 1 for a scan in space alone.
    pub periods: usize,
    /// Events.
    pub cases: &'a [u32],
    /// What they are held against.
    pub model: ScanModel<'a>,
    /// What the greatest share is a share of, by place; nothing: expected events, cases and controls, or events.
    pub weights: Option<&'a [f64]>,
}

/// How far a scan looks.
#[derive(Clone, Copy, Debug)]
pub struct ScanSettings {
    /// The greatest share of all in a circle.
    pub max_share: f64,
    /// The greatest radius.
    pub max_radius: Option<f64>,
    /// The shortest time, in periods.
    pub shortest: usize,
    /// The longest time, in periods.
    pub longest: usize,
    /// Only times that end with the last period.
    pub prospective: bool,
    /// With `prospective`: the first period that earlier scans ended with, if p should hold for all of them together.
    pub watched_since: Option<usize>,
    /// The least number of events in a cluster.
    pub least_cases: u32,
    /// How many sets of data are made up.
    pub replications: usize,
    /// The seed of chance.
    pub seed: u64,
}

impl Default for ScanSettings {
    fn default() -> Self {
        Self {
            max_share: 0.5,
            max_radius: None,
            shortest: 1,
            longest: 1,
            prospective: false,
            watched_since: None,
            least_cases: 2,
            replications: 999,
            seed: 1,
        }
    }
}

/// A cluster.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cluster {
    /// The place in the middle.
    pub centre: usize,
    /// The places in it, from the middle outwards.
    pub members: Vec<usize>,
    /// How far the farthest is.
    pub radius: f64,
    /// The first period.
    pub first: usize,
    /// The last period.
    pub last: usize,
    /// Events in it.
    pub cases: u32,
    /// Events expected in it.
    pub expected: f64,
    /// Rate inside over rate outside; `None` where there is nothing outside.
    pub relative_risk: Option<f64>,
    /// The log likelihood ratio.
    pub llr: f64,
    /// How often luck alone makes one as striking; `None` without replications.
    pub p: Option<f64>,
    /// The same from a Gumbel curve.
    pub p_gumbel: Option<f64>,
}

impl Cluster {
    /// By chance about once in this many scans.
    #[must_use]
    pub fn recurrence(&self) -> Option<f64> {
        self.p.map(|p| 1.0 / p)
    }
}

/// What a scan found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scan {
    /// The clusters, most striking first, no place in two at one time.
    pub clusters: Vec<Cluster>,
    /// The greatest ratio in each made-up set of data.
    pub null: Vec<f64>,
}

/// Scans. `None` where tables do not fit each other, there is nothing to scan, or too much.
#[must_use]
pub fn scan(input: &ScanInput, settings: &ScanSettings) -> Option<Scan> {
    scan_watched(input, settings, &|| ())
}

/// The same; `done` is told after each made-up set of data, from whatever thread scanned it.
#[must_use]
pub fn scan_watched(
    input: &ScanInput,
    settings: &ScanSettings,
    done: &(dyn Fn() + Sync),
) -> Option<Scan> {
    let (n, periods) = (input.places.len(), input.periods);
    let cells = n.checked_mul(periods)?;
    let total = input.cases.iter().map(|c| u64::from(*c)).sum::<u64>();
    let sound = n > 0
        && periods > 0
        && input.cases.len() == cells
        && input.places.iter().flatten().all(|x| x.is_finite())
        && (2..=u64::from(u32::MAX / 4)).contains(&total)
        && settings.longest > 0
        && settings.shortest <= settings.longest;
    if !sound {
        return None;
    }
    let measure = search::Measure::of(input, total as f64)?;
    let weights = match input.weights {
        Some(weights) if weights.len() == n => weights.to_vec(),
        Some(_) => return None,
        None => measure.by_place(n, periods),
    };
    let zones = Zones::around(
        input.places,
        input.distance,
        &weights,
        settings.max_share,
        settings.max_radius,
    );
    // Counts in sixteen bits are twice as fast as in 32.
    if total < 30_000 {
        run::<i16>(input, settings, &measure, zones, done)
    } else {
        run::<i32>(input, settings, &measure, zones, done)
    }
}

/// More clusters than this are not listed.
const MOST_CLUSTERS: usize = 100;
/// Ratios below this are rarely the greatest of anything.
const FIRST_LEVEL: f64 = 2.5;

fn run<T: search::Count>(
    input: &ScanInput,
    settings: &ScanSettings,
    measure: &search::Measure,
    zones: Zones,
    done: &(dyn Fn() + Sync),
) -> Option<Scan> {
    let last = input.periods - 1;
    let ends_seen = if settings.prospective { last } else { 0 };
    let ends_drawn = if settings.prospective {
        settings.watched_since.unwrap_or(last).min(last)
    } else {
        0
    };
    let mut search = Search::<T>::of(&zones, measure, settings, ends_seen)?;
    search.screen_at(FIRST_LEVEL);
    let found = search.by_centre(input.cases);
    let mut null = Vec::new();
    if settings.replications > 0 {
        let dealer = Dealer::of(input, measure)?;
        let mut other;
        let search = if ends_drawn == ends_seen {
            &mut search
        } else {
            other = Search::<T>::of(&zones, measure, settings, ends_drawn)?;
            other.screen_at(FIRST_LEVEL);
            &mut other
        };
        let greatest = |search: &Search<T>, replication: usize, table: &mut Vec<u32>| {
            // Each replication has its own stream, so the answer is the same at any number of threads.
            let mut chance = Chance::from_seed(
                settings
                    .seed
                    .wrapping_add((replication as u64 + 1).wrapping_mul(0xD1B5_4A32_D192_ED03)),
            );
            dealer.deal(&mut chance, table);
            let greatest = search.greatest(table);
            done();
            greatest
        };
        // A few first, to know how striking the least striking are: what is below need not be worked out for the others.
        let pilots = settings.replications.min(16);
        let first: Vec<f64> = (0..pilots)
            .into_par_iter()
            .map_init(Vec::new, |table, r| greatest(search, r, table))
            .collect();
        search.screen_at(0.85 * first.iter().copied().fold(f64::INFINITY, f64::min));
        let rest: Vec<f64> = (pilots..settings.replications)
            .into_par_iter()
            .map_init(Vec::new, |table, r| greatest(search, r, table))
            .collect();
        null = first;
        null.extend(rest);
    }
    // What every made-up set of data surpasses by far is not worth a line.
    let lowest = null.iter().copied().fold(f64::INFINITY, f64::min);
    let lowest = if lowest.is_finite() {
        0.7 * lowest
    } else {
        0.0
    };
    let clusters = search
        .apart(input.cases, found, lowest, MOST_CLUSTERS)
        .into_iter()
        .map(|it| cluster(&it, &zones, measure.total, &null))
        .collect();
    Some(Scan { clusters, null })
}

fn cluster(it: &Found, zones: &Zones, total: f64, null: &[f64]) -> Cluster {
    let c = f64::from(it.cases);
    let outside = (total - c) / (total - it.expected);
    let p = (!null.is_empty()).then(|| {
        let as_striking = null.iter().filter(|llr| **llr >= it.llr - 1e-9).count();
        (1 + as_striking) as f64 / (null.len() + 1) as f64
    });
    Cluster {
        centre: it.centre,
        members: zones
            .members(it.centre, it.size)
            .iter()
            .map(|m| *m as usize)
            .collect(),
        radius: zones.radius(it.centre, it.size),
        first: it.first,
        last: it.last,
        cases: it.cases,
        expected: it.expected,
        relative_risk: Some(c / it.expected / outside).filter(|it| it.is_finite()),
        llr: it.llr,
        p,
        p_gumbel: gumbel(it.llr, null),
    }
}

/// The chance of a greatest ratio as high, from the Gumbel curve with the mean and spread of the made-up ones.
fn gumbel(llr: f64, null: &[f64]) -> Option<f64> {
    let n = null.len() as f64;
    if null.len() < 2 {
        return None;
    }
    let mean = null.iter().sum::<f64>() / n;
    let spread = (null.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let scale = spread * 6.0_f64.sqrt() / std::f64::consts::PI;
    let place = mean - 0.577_215_664_901_532_9 * scale;
    (scale > 0.0).then(|| -(-(-(llr - place) / scale).exp()).exp_m1())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town() -> (Vec<[f64; 2]>, Vec<u32>) {
        let places: Vec<[f64; 2]> = (0..36)
            .map(|i| [f64::from(i % 6), f64::from(i / 6)])
            .collect();
        let mut chance = Chance::from_seed(5);
        let mut cases: Vec<u32> = (0..36 * 12).map(|_| chance.poisson(1.0) as u32).collect();
        for place in [0, 1, 6, 7] {
            cases[place * 12 + 11] += 6;
        }
        (places, cases)
    }

    fn stp<'a>(places: &'a [[f64; 2]], cases: &'a [u32]) -> ScanInput<'a> {
        ScanInput {
            places,
            distance: Ground::Plane,
            periods: 12,
            cases,
            model: ScanModel::SpaceTimePermutation,
            weights: None,
        }
    }

    #[test]
    fn a_planted_cluster_is_found_and_the_seed_decides() {
        let (places, cases) = town();
        let settings = ScanSettings {
            longest: 3,
            prospective: true,
            replications: 199,
            ..ScanSettings::default()
        };
        let one = scan(&stp(&places, &cases), &settings).unwrap();
        let first = &one.clusters[0];
        assert!(
            first
                .members
                .iter()
                .filter(|it| [0, 1, 6, 7].contains(*it))
                .count()
                >= 3
        );
        assert_eq!(first.first, 11);
        assert_eq!(first.p, Some(1.0 / 200.0));
        let single = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap();
        assert_eq!(
            single.install(|| scan(&stp(&places, &cases), &settings).unwrap()),
            one
        );
        let watched = ScanSettings {
            watched_since: Some(6),
            ..settings
        };
        let longer = scan(&stp(&places, &cases), &watched).unwrap();
        assert_eq!(longer.clusters[0].llr, first.llr);
        let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
        assert!(mean(&longer.null) > mean(&one.null));
    }

    #[test]
    fn screening_and_wide_counts_change_nothing() {
        let (places, cases) = town();
        let settings = ScanSettings {
            longest: 4,
            replications: 40,
            ..ScanSettings::default()
        };
        let input = stp(&places, &cases);
        let measure = search::Measure::of(&input, cases.iter().sum::<u32>().into()).unwrap();
        let zones = || Zones::around(&places, Ground::Plane, &measure.by_place(36, 12), 0.5, None);
        let narrow = run::<i16>(&input, &settings, &measure, zones(), &|| ()).unwrap();
        let wide = run::<i32>(&input, &settings, &measure, zones(), &|| ()).unwrap();
        assert_eq!(narrow, wide);
        let zones = zones();
        let dealer = Dealer::of(&input, &measure).unwrap();
        let mut search = Search::<i32>::of(&zones, &measure, &settings, 0).unwrap();
        let mut table = Vec::new();
        dealer.deal(&mut Chance::from_seed(3), &mut table);
        search.screen_at(3.0);
        let screened = search.greatest(&table);
        search.screen_at(1e9);
        assert_eq!(search.greatest(&table), screened);
    }

    #[test]
    fn the_worked_example_is_the_greatest_ratio() {
        let input = ScanInput {
            places: &[[0.0, 0.0], [9.0, 0.0]],
            distance: Ground::Plane,
            periods: 1,
            cases: &[6, 4],
            model: ScanModel::Poisson(&[3.0, 7.0]),
            weights: None,
        };
        let found = scan(&input, &ScanSettings::default()).unwrap();
        assert!((found.clusters[0].llr - 1.9204).abs() < 1e-4);
        assert!((found.clusters[0].expected - 3.0).abs() < 1e-12);
        let controls = ScanInput {
            model: ScanModel::Bernoulli(&[1, 9]),
            ..input
        };
        let found = scan(&controls, &ScanSettings::default()).unwrap();
        assert!(found.clusters[0].llr > 1.0 && found.clusters[0].p.unwrap() < 0.2);
    }

    #[test]
    fn nothing_sensible_gives_nothing() {
        let (places, cases) = town();
        let settings = ScanSettings::default();
        let input = stp(&places, &cases);
        assert_eq!(
            scan(
                &ScanInput {
                    places: &[],
                    ..input
                },
                &settings
            ),
            None
        );
        assert_eq!(
            scan(
                &ScanInput {
                    cases: &[1],
                    ..input
                },
                &settings
            ),
            None
        );
        assert_eq!(
            scan(
                &ScanInput {
                    periods: 0,
                    ..input
                },
                &settings
            ),
            None
        );
        let quiet = vec![0; cases.len()];
        assert_eq!(
            scan(
                &ScanInput {
                    cases: &quiet,
                    ..input
                },
                &settings
            ),
            None
        );
        let nowhere = vec![[f64::NAN, 0.0]; 36];
        assert_eq!(
            scan(
                &ScanInput {
                    places: &nowhere,
                    ..input
                },
                &settings
            ),
            None
        );
        let poisson = ScanInput {
            model: ScanModel::Poisson(&[f64::NAN]),
            ..input
        };
        assert_eq!(scan(&poisson, &settings), None);
        let alone = ScanInput {
            places: &places[..1],
            cases: &cases[..12],
            ..input
        };
        assert!(scan(&alone, &settings).is_some_and(|it| it.clusters.is_empty()));
    }
}
