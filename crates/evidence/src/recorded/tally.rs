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

    /// The months for which stops are told, oldest first: those with a file of the place's own force. Where it has none, those
    /// in which another force stopped somebody at a point of ours; the railways' police alone speak for no ward.
    #[must_use]
    pub fn months_with_stops(&self, is_ours: impl Fn(usize) -> bool) -> Vec<Month> {
        let Some((first, last)) = self.stop_window else {
            return Vec::new();
        };
        let all = (first.number()..=last.number()).map(Month::from_number);
        let has = |month: Month, force: &str| {
            let mut forces = self.forces_of("stop-and-search", month);
            forces.any(|it| it == force)
        };
        let own: Vec<Month> = all.clone().filter(|it| has(*it, &self.own)).collect();
        if !own.is_empty() {
            return own;
        }
        let railways: Vec<u16> = self
            .forces
            .iter()
            .filter(|(force, _)| words::is_railways(force))
            .map(|(_, number)| *number)
            .collect();
        all.filter(|month| {
            self.stops.of(*month).iter().any(|it| {
                it.place != NOWHERE && !railways.contains(&it.force) && is_ours(it.place as usize)
            })
        })
        .collect()
    }

    /// What changes when something is imported.
    #[must_use]
    pub fn turn(&self) -> i64 {
        self.turn
    }
}
