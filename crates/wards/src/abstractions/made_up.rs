//! Invented duty data for demonstrations and tests: the same seed gives the same file.

use std::fmt::Write as _;

use chrono::{Datelike as _, NaiveDate};

/// A small generator (SplitMix64): the data must be the same on every machine, and need no secrecy.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn in_hundred(&mut self, n: u64) -> bool {
        self.below(100) < n
    }
}

const POSTS: &[(&str, bool)] = &[
    ("PC", true),
    ("PC", true),
    ("PCSO", true),
    ("PC", false),
    ("PC", false),
];

/// Duty of some wards: `months` whole months from the month of `from`, two constables and a PCSO dedicated and two
/// constables pooled in each ward. The last of the wards has one dedicated post, so that a demonstration shows what is
/// not shown apart.
#[must_use]
pub fn csv(seed: u64, wards: &[&str], from: NaiveDate, months: u32) -> String {
    let mut dice = Dice(seed);
    let mut out = String::from(
        "date,ward,post,rank,dedicated,on_duty,activity,minutes,out_of_borough,exceptional,note\n",
    );
    let first = from.with_day(1).unwrap_or(from);
    let end = first + chrono::Months::new(months);
    // Each ward is taken from in its own measure.
    let pull: Vec<u64> = wards.iter().map(|_| 5 + dice.below(9)).collect();
    for day in first.iter_days().take_while(|day| *day < end) {
        for (at, ward) in wards.iter().enumerate() {
            for (n, (rank, dedicated)) in POSTS.iter().enumerate() {
                let lone = wards.len() > 1 && at + 1 == wards.len();
                if lone && *dedicated && n > 0 {
                    continue;
                }
                let post = format!("{ward}-{n}");
                let who = format!(
                    "{day},{ward},{post},{rank},{}",
                    if *dedicated { "yes" } else { "no" }
                );
                // Five days on, two off, moved on by post.
                let shift =
                    (day.num_days_from_ce() + i32::try_from(n).unwrap_or(0) * 3).rem_euclid(7);
                if shift >= 5 {
                    continue;
                }
                if dice.in_hundred(8) {
                    let kind = ["LEAVE", "LEAVE", "SICK", "RESTRICTED"]
                        [usize::try_from(dice.below(4)).unwrap_or(0)];
                    let _ = writeln!(out, "{who},0,{kind},480,in,no,");
                    continue;
                }
                one_shift(
                    &mut out,
                    &mut dice,
                    &who,
                    day,
                    pull[at] + if *dedicated { 0 } else { 6 },
                );
            }
        }
    }
    out
}

fn one_shift(out: &mut String, dice: &mut Dice, who: &str, day: NaiveDate, pull: u64) {
    let on_duty = 480 + 30 * dice.below(3);
    let mut left = on_duty;
    let mut row = |activity: &str, minutes: u64, more: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{who},{on_duty},{activity},{minutes},{more}");
    };
    // One week in three years when everybody was needed.
    if day.month() == 6 && day.year() % 3 == 0 && (10..14).contains(&day.day()) {
        row(
            "MAJOR_INCIDENT",
            360,
            "in,yes,Your team helped after the flood and came back within the week.",
        );
        left -= 360;
    } else if day.month() == 8 && (29..=31).contains(&day.day()) && dice.in_hundred(70) {
        row(
            "PUBLIC_ORDER",
            420,
            "out,no,Officers were sent to the carnival in the city.",
        );
        left -= 420;
    } else if dice.in_hundred(pull) {
        let (code, place) = [
            ("RESPONSE_BACKFILL", "in"),
            ("CUSTODY", "in"),
            ("AID_LOCAL", "in"),
            ("CRIME_SCENE", "in"),
            ("AID_CENTRAL", "out"),
            ("EVENT_SPORT", "out"),
            ("OTHER_SQUAD", "in"),
            ("ADMIN", "in"),
        ][usize::try_from(dice.below(8)).unwrap_or(0)];
        let minutes = 120 + 60 * dice.below(5);
        row(code, minutes, &format!("{place},no,"));
        left -= minutes;
    } else if dice.in_hundred(4) {
        row("COURT", 240, "in,no,");
        left -= 240;
    } else if dice.in_hundred(3) {
        row("TRAINING", 420, "out,no,");
        left -= 420;
    }
    let office = left * (15 + dice.below(15)) / 100;
    row("OFFICE", office, "in,no,");
    row("WARD", left - office, "in,no,");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_file() {
        let from = NaiveDate::from_ymd_opt(2023, 11, 1).unwrap();
        let one = csv(7, &["E05900001", "E05900002"], from, 2);
        assert_eq!(one, csv(7, &["E05900001", "E05900002"], from, 2));
        assert_ne!(one, csv(8, &["E05900001", "E05900002"], from, 2));
        assert!(one.lines().count() > 500);
    }
}
