//! Hot over time: in which of several periods each cell of a grid was hot, and what is said of a cell for that.
//!
//! **Formula**: each period has a map of counts, and the cells of each map are hot by the rule of [`hot_cells`](crate::hot_cells): q below
//! 0.05 over the cells of that map. The class of a cell follows from its periods: see [`HotSpotClass`].
//!
//! **Source**: Chainey, Reid and Stuart (2002) for maps of one place beside one another; the classes are those that the emerging hot spot
//! analysis of ArcGIS made usual, in fewer and plainer steps and without its test for a trend.
//!
//! **Unit**: classes.
//!
//! **Limits**: no test of a change. A cell just above the line in one period and just below it in the next is called on and off though
//! nothing changed. The fewer events a period has, the fewer cells are hot. Of maps without a hot spot three or four in a hundred show a
//! hot cell all the same, so of twelve about every third set has one somewhere. A cell that became hot within the last quarter is on and off
//! until it has been hot through all of it.
//!
//! **Example**: of twelve maps a cell is hot in the last three and in none before: emerging. Hot in ten of twelve: persistent.

use crate::{HotSpotClass, hot_cells_watched, hot_spot_class};

/// So many periods are looked at.
pub const PERIODS: usize = 12;
/// Of fewer there are no classes.
pub const FEWEST_PERIODS: usize = 4;

/// What is known of the cells, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HotOverTime {
    /// Whether each was hot in each period, the earliest first.
    pub hot: Vec<Vec<bool>>,
    /// The class of each.
    pub class: Vec<HotSpotClass>,
    /// Whether every p is exact.
    pub exact: bool,
}

/// How many months a period has: one, or three where the `months` of the latest year hold less than one event a month and cell.
pub fn months_in_a_period(events: f64, cells: usize, months: usize) -> usize {
    if events >= (cells * months) as f64 {
        1
    } else {
        3
    }
}

/// First and last month of so many periods, back from the last month as far as whole periods reach; the earliest first.
pub fn periods_back(first: i32, last: i32, length: i32, many: usize) -> Vec<[i32; 2]> {
    let ends = (0..many).map_while(|back| {
        let gone = length.checked_mul(i32::try_from(back).ok()?)?;
        last.checked_sub(gone)
    });
    let periods = ends.map(|end| [end + 1 - length, end]);
    let mut periods: Vec<[i32; 2]> = periods.take_while(|it| it[0] >= first).collect();
    periods.reverse();
    periods
}

/// The classes of cells by maps of their counts, the earliest first. `None` for fewer than four maps, or where a neighbour does not exist.
/// `done` is told after each cell of each map.
pub fn hot_over_time(
    maps: &[Vec<f64>],
    neighbours: &[Vec<usize>],
    permutations: usize,
    seed: u64,
    done: &(dyn Fn() + Sync),
) -> Option<HotOverTime> {
    if maps.len() < FEWEST_PERIODS {
        return None;
    }
    let mut hot = vec![Vec::with_capacity(maps.len()); neighbours.len()];
    let mut exact = true;
    for map in maps {
        let found = hot_cells_watched(map, neighbours, permutations, seed, done)?;
        exact &= found.exact;
        for (at, of) in hot.iter_mut().enumerate() {
            of.push(found.is_hot(at));
        }
    }
    Some(HotOverTime {
        class: hot.iter().map(|it| hot_spot_class(it)).collect(),
        hot,
        exact,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Chance, hot_cells::tests::square};

    /// Twelve even maps of 20 by 20 cells, with `more` events in the nine cells around the middle where `hot` says so.
    fn maps(seed: u64, hot: impl Fn(usize) -> bool, more: f64) -> Vec<Vec<f64>> {
        let mut chance = Chance::from_seed(seed);
        (0..PERIODS)
            .map(|period| {
                let mut x: Vec<f64> = (0..400).map(|_| chance.poisson(2.0) as f64).collect();
                if hot(period) {
                    for at in &square(20)[210] {
                        x[*at] += more;
                    }
                }
                x
            })
            .collect()
    }

    /// A class, and in which periods a cell of it is hot.
    type Planted = (HotSpotClass, fn(usize) -> bool);

    #[test]
    fn each_class_is_found_where_it_was_planted() {
        let planted: [Planted; 5] = [
            (HotSpotClass::Persistent, |_| true),
            (HotSpotClass::Emerging, |it| it >= 9),
            (HotSpotClass::Former, |it| it < 6),
            (HotSpotClass::Intermittent, |it| it % 2 == 0),
            (HotSpotClass::None, |_| false),
        ];
        for (class, hot) in planted {
            let found = hot_over_time(&maps(4, hot, 20.0), &square(20), 99, 1, &|| ()).unwrap();
            assert_eq!(found.class[210], class, "{:?}", found.hot[210]);
            assert!(found.exact);
        }
    }

    #[test]
    fn maps_without_a_hot_spot_give_few_cells_a_class() {
        let with_class = (0..20).map(|seed| {
            let even = maps(seed, |_| false, 0.0);
            let found = hot_over_time(&even, &square(20), 99, 1, &|| ()).unwrap();
            let called = found.class.iter().filter(|it| **it != HotSpotClass::None);
            called.count()
        });
        // Of 8,000 cells in twelve maps each.
        let with_class: usize = with_class.sum();
        assert!(with_class <= 40, "{with_class}");
    }

    #[test]
    fn a_period_without_events_is_hot_nowhere_and_few_periods_give_no_answer() {
        let empty = vec![vec![0.0; 400]; 12];
        let found = hot_over_time(&empty, &square(20), 99, 1, &|| ()).unwrap();
        assert!(found.class.iter().all(|it| *it == HotSpotClass::None));
        assert!(hot_over_time(&empty[..3], &square(20), 99, 1, &|| ()).is_none());
        assert!(hot_over_time(&empty, &square(5), 99, 1, &|| ()).is_none());
    }

    #[test]
    fn periods_reach_back_as_far_as_they_are_whole() {
        assert_eq!(periods_back(1, 8, 3, 12), [[3, 5], [6, 8]]);
        assert_eq!(periods_back(1, 8, 1, 2), [[7, 7], [8, 8]]);
        assert!(periods_back(9, 8, 1, 12).is_empty());
    }

    #[test]
    fn a_sparse_year_is_looked_at_by_quarters() {
        assert_eq!(months_in_a_period(1_200.0, 100, 12), 1);
        assert_eq!(months_in_a_period(1_199.0, 100, 12), 3);
    }
}
