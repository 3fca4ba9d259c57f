//! Events point by point, for whoever counts them on a grid.

use super::Recorded;
use super::places::NOWHERE;
use crate::Month;
use crate::police_uk::words;

impl Recorded {
    /// Where each published point lies: longitude and latitude in millionths of a degree.
    #[must_use]
    pub fn points(&self) -> &[[i32; 2]] {
        self.places.all()
    }

    /// Goes through the crimes of a month that have a point. `kinds` are types as published; none: all but anti-social
    /// behaviour.
    pub fn each_crime(&self, month: Month, kinds: &[String], mut each: impl FnMut(usize)) {
        let of = |kind: &str| self.pieces.category_of(&words::category(kind));
        let wanted: Vec<u16> = kinds.iter().filter_map(|kind| of(kind)).collect();
        let asb = of(crate::cube::ASB);
        for it in self.crimes.of(month) {
            let counts = if kinds.is_empty() {
                Some(it.category) != asb
            } else {
                wanted.contains(&it.category)
            };
            if counts && it.place != NOWHERE {
                each(it.place as usize);
            }
        }
    }

    /// Goes through the stops of a month that have a point: the point, and the second it was at.
    pub fn each_stop(&self, month: Month, mut each: impl FnMut(usize, i64)) {
        for it in self.stops.of(month) {
            if it.place != NOWHERE {
                each(it.place as usize, it.at);
            }
        }
    }

    /// The months of the window with a stop, oldest first.
    #[must_use]
    pub fn months_with_stops(&self) -> Vec<Month> {
        let Some((first, last)) = self.window else {
            return Vec::new();
        };
        let all = (first.number()..=last.number()).map(Month::from_number);
        all.filter(|month| self.forces_of("stop-and-search", *month).next().is_some())
            .collect()
    }

    /// What changes when something is imported.
    #[must_use]
    pub fn turn(&self) -> i64 {
        self.turn
    }
}
