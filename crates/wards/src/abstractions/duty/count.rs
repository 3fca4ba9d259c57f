//! What was read is counted: a row for each post and day, and the month of each ward.

use std::collections::{BTreeMap, BTreeSet};

use base::{WardId, args, secrets, store::Val};
use chrono::{Datelike as _, NaiveDate};

use super::DutyRead;
use crate::abstractions::{
    cover::DutyMonth,
    measures::{COVER_MINUTES, Minutes},
};

/// Rows for the store, and the months.
#[derive(Debug, Default)]
pub struct Counted {
    /// Rows of the file taken in.
    pub kept: u64,
    /// Ward, day, post and what it did.
    pub days: Vec<Vec<Val>>,
    /// What was taken from the ward.
    pub taken: Vec<Vec<Val>>,
    /// What residents were told.
    pub notes: Vec<Vec<Val>>,
    /// Leave, sickness, restricted duty.
    pub losses: Vec<Vec<Val>>,
    /// The months, oldest first.
    pub months: Vec<DutyMonth>,
}

/// The first day of a day's month.
pub(super) fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// Days of a month that lie between two days.
fn days_of(month: NaiveDate, span: Option<(NaiveDate, NaiveDate)>) -> i64 {
    let Some((first, last)) = span else { return 0 };
    let end = month + chrono::Months::new(1) - chrono::Days::new(1);
    ((end.min(last) - month.max(first)).num_days() + 1).max(0)
}

impl Counted {
    /// Counts it.
    pub(super) fn of(found: DutyRead, wards: &[(String, WardId, String)]) -> Self {
        let mut it = Self {
            kept: found.kept,
            ..Self::default()
        };
        let span = found.span;
        let mut hashes = vec![String::new(); found.posts.len()];
        for (post, at) in &found.posts {
            hashes[*at as usize] = secrets::hash(post);
        }
        let hash = |post: u32| &hashes[post as usize];
        let mut months: BTreeMap<(NaiveDate, usize), DutyMonth> = BTreeMap::new();
        let month_of = |months: &mut BTreeMap<(NaiveDate, usize), DutyMonth>, at: usize, day| {
            let month = first_of(day);
            *months.entry((month, at)).or_insert_with(|| DutyMonth {
                ward: wards[at].1,
                month,
                days: days_of(month, span),
                dedicated: Minutes::default(),
                pooled: Minutes::default(),
            })
        };
        let mut posts: BTreeSet<(NaiveDate, usize, bool, u32)> = BTreeSet::new();
        let mut covered: BTreeSet<(NaiveDate, usize, bool)> = BTreeSet::new();
        let mut days: Vec<_> = found.days.iter().collect();
        days.sort_unstable_by_key(|(key, _)| **key);
        for ((at, day, post), did) in days {
            month_of(&mut months, *at, *day);
            let key = (first_of(*day), *at);
            let part = part(&mut months, key, did.dedicated);
            part.on_duty += did.on_duty;
            part.visible += did.visible;
            posts.insert((key.0, *at, did.dedicated, *post));
            if did.visible >= COVER_MINUTES {
                covered.insert((*day, *at, did.dedicated));
            }
            it.days.push(args![
                wards[*at].1,
                *day,
                hash(*post),
                did.dedicated,
                did.on_duty,
                did.visible,
                did.office
            ]);
        }
        for (month, at, dedicated, _) in posts {
            part(&mut months, (month, at), dedicated).posts += 1;
        }
        for (day, at, dedicated) in covered {
            part(&mut months, (first_of(day), at), dedicated).cover_days += 1;
        }
        let mut taken: Vec<_> = found.taken.into_iter().collect();
        taken.sort_unstable();
        for ((key, reason, out, exceptional), minutes) in taken {
            let (at, day, post) = key;
            let dedicated = found.days.get(&key).is_some_and(|did| did.dedicated);
            let part = part(&mut months, (first_of(day), at), dedicated);
            part.groups[reason.group(out, exceptional) as usize] += minutes;
            part.out_of_borough += if out { minutes } else { 0 };
            it.taken.push(args![
                wards[at].1,
                day,
                hash(post),
                reason,
                out,
                exceptional,
                minutes
            ]);
        }
        let mut losses: Vec<_> = found.losses.into_iter().collect();
        losses.sort_unstable();
        for (((at, day, post), kind), minutes) in losses {
            // So that the same month takes its place when it comes again; nothing is counted.
            month_of(&mut months, at, day);
            it.losses
                .push(args![wards[at].1, day, hash(post), kind, minutes]);
        }
        for note in found.notes {
            it.notes.push(args![
                wards[note.ward].1,
                note.day,
                note.reason,
                note.dedicated,
                note.out,
                note.exceptional,
                note.words
            ]);
        }
        it.months = months.into_values().collect();
        it
    }
}

fn part(
    months: &mut BTreeMap<(NaiveDate, usize), DutyMonth>,
    key: (NaiveDate, usize),
    dedicated: bool,
) -> &mut Minutes {
    let month = months.get_mut(&key).expect("the day was put in its month");
    if dedicated {
        &mut month.dedicated
    } else {
        &mut month.pooled
    }
}
