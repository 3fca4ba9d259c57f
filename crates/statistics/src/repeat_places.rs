//! Places where it happened again: how many, how much of everything is there, and how soon it came again.
//!
//! **Formula**: with nₖ places that had k events, events N = Σ k·nₖ; repeats R = Σ (k - 1)·nₖ, the events that were not the first at
//! their place; share of repeats R / N. An event came again within d days when the next one at its place followed within d days.
//! It is counted only among events after which at least d days were watched.
//!
//! **Source**: Farrell and Pease (1993) for repeats as the events after the first; Polvi and others (1991) for the time between.
//!
//! **Unit**: places; events; shares from 0 to 1; days.
//!
//! **Limits**: the window cuts: what happened before it opened makes a repeat look like a first event, so the share is too low, and the
//! more so the shorter the window. Some places repeat by chance alone, and large ones (a station, a shop) more than a home does. Points
//! that were moved to a map point for privacy make repeats that never were.
//!
//! **Example**: places with 1, 1, 2 and 3 events: N = 7, R = 0 + 0 + 1 + 2 = 3, so 43 % of events were repeats, and the two repeat
//! places of four held 5 of 7 events.

use serde::Serialize;

/// What is known of repeats.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RepeatPlaces {
    /// How many places had an event.
    pub places: usize,
    /// How many had more than one.
    pub repeat_places: usize,
    /// All events.
    pub events: usize,
    /// Events at places with more than one.
    pub events_there: usize,
    /// Events that were not the first at their place.
    pub repeats: usize,
    /// For each number of events from 1: how many places had it.
    pub by_events: Vec<usize>,
}

/// Counts repeats from the events of each place.
pub fn repeat_places(counts: &[usize]) -> RepeatPlaces {
    let mut by_events = vec![0; counts.iter().copied().max().unwrap_or(0)];
    for count in counts.iter().filter(|it| **it > 0) {
        by_events[count - 1] += 1;
    }
    let events: usize = counts.iter().sum();
    let places: usize = by_events.iter().sum();
    let once = by_events.first().copied().unwrap_or(0);
    RepeatPlaces {
        places,
        repeat_places: places - once,
        events,
        events_there: events - once,
        repeats: events - places,
        by_events,
    }
}

/// Events that were watched for long enough, and those of them after which it happened again so soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Again {
    /// So soon, in days.
    pub within: i64,
    /// Events after which so many days were watched.
    pub watched: usize,
    /// Those of them that were followed by another at their place in that time.
    pub again: usize,
}

/// How soon it happened again. The days of the events of each place, and the last day that was watched.
pub fn again_within(places: &[Vec<i64>], last: i64, within: i64) -> Again {
    let mut found = Again {
        within,
        watched: 0,
        again: 0,
    };
    for days in places {
        let mut days = days.clone();
        days.sort_unstable();
        for (at, day) in days.iter().enumerate() {
            if last - day >= within {
                found.watched += 1;
                let next = days.get(at + 1);
                found.again += usize::from(next.is_some_and(|it| it - day <= within));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example() {
        let found = repeat_places(&[1, 1, 2, 3, 0]);
        assert_eq!((found.places, found.repeat_places), (4, 2));
        assert_eq!((found.events, found.events_there, found.repeats), (7, 5, 3));
        assert_eq!(found.by_events, [2, 1, 1]);
        assert_eq!(repeat_places(&[]).places, 0);
    }

    #[test]
    fn only_what_was_watched_long_enough_is_counted() {
        let places = [vec![20, 0, 5], vec![28], vec![3]];
        let found = again_within(&places, 30, 7);
        // The event of day 28 was watched for two days, so nobody knows.
        assert_eq!((found.watched, found.again), (4, 1));
        assert_eq!(again_within(&places, 30, 15).again, 2);
    }
}
