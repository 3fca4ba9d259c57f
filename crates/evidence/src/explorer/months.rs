//! Which months are asked for, which of them can be answered, and a sentence wherever the two differ.

use crate::Month;
use crate::cube::{Period, not_loaded};

/// A year against the year before.
const TWO_YEARS: usize = 24;

/// The months there are of crimes, or of stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The months without a hole up to the newest one.
    pub run: Period,
    /// The hole before them, where older months are loaded too.
    pub gap: Option<Period>,
}

impl Known {
    /// The run that ends with a month, of all that are loaded, oldest first.
    pub fn up_to(loaded: &[Month], last: Month) -> Option<Self> {
        let loaded = &loaded[..loaded.partition_point(|it| *it <= last)];
        let (oldest, newest) = (*loaded.first()?, *loaded.last()?);
        let gap = crate::cube::gaps(loaded).pop();
        let first = gap.map_or(oldest, |gap| gap.last.plus(1));
        let run = Period {
            first,
            last: newest,
        };
        Some(Self { run, gap })
    }

    /// What is missing before the run.
    pub fn note(self, of: &str) -> Option<String> {
        let gap = self.gap?;
        let it = if gap.len() == 1 { "it" } else { "them" };
        Some(format!(
            "{of}{}, so months before {it} are not looked at. Whoever looks after the data loads {it} with wardmote import police-uk FILE.",
            not_loaded(gap)
        ))
    }
}

/// The months of a query, as they were written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// The first month.
    pub from: Option<&'a str>,
    /// The last month.
    pub to: Option<&'a str>,
    /// So many months up to the newest one.
    pub latest: Option<&'a str>,
}

impl Asked<'_> {
    /// Whether nothing is said of months.
    pub fn is_open(self) -> bool {
        self.from.is_none() && self.to.is_none() && self.latest.is_none()
    }

    /// The months that are answered. Whatever was asked otherwise is told in a sentence.
    pub fn read(self, known: Period, notes: &mut Vec<String>) -> Period {
        let usual = latest(known, usual_many(known));
        if let (Some(text), None, None) = (self.latest, self.from, self.to) {
            let many = text.parse::<usize>().ok().filter(|it| *it > 0);
            let Some(many) = many else {
                notes.push(format!(
                    "\u{201c}{text}\u{201d} is no number of months: {} is answered.",
                    usual.words()
                ));
                return usual;
            };
            if many > known.len() {
                notes.push(format!(
                    "Of the {many} months asked for, {} loaded without a hole: {} is answered.",
                    if known.len() == 1 {
                        "1 is".to_owned()
                    } else {
                        format!("{} are", known.len())
                    },
                    known.words()
                ));
            }
            return latest(known, many.min(known.len()));
        }
        let mut month = |text: Option<&str>| {
            let text = text?;
            let month = text.parse::<Month>().ok();
            if month.is_none() {
                notes.push(format!(
                    "\u{201c}{text}\u{201d} is not a month such as 2018-03, so it was left aside."
                ));
            }
            month
        };
        let (from, to) = match (month(self.from), month(self.to)) {
            (None, None) => return usual,
            (Some(from), None) => (from, known.last.max(from)),
            (None, Some(to)) => (to.plus(-11).max(known.first).min(to), to),
            (Some(from), Some(to)) => (from, to),
        };
        if from > to {
            notes.push(format!(
                "{} comes after {}: the months are answered from the earlier one to the later one.",
                from.words(),
                to.words()
            ));
        }
        let asked = Period {
            first: from.min(to),
            last: from.max(to),
        };
        let answered = asked.within(known).unwrap_or(usual);
        if answered != asked {
            notes.push(format!(
                "{} was asked for. Loaded without a hole is {}, so {} is answered.",
                asked.words(),
                known.words(),
                answered.words()
            ));
        }
        answered
    }
}

/// So many months up to the newest one.
fn latest(known: Period, many: usize) -> Period {
    let back = i32::try_from(many).unwrap_or(i32::MAX).saturating_sub(1);
    Period {
        first: known.last.plus(-back).max(known.first),
        last: known.last,
    }
}

/// Twelve months, where the twelve before are loaded; else as many as have as many before them.
pub fn usual_many(known: Period) -> usize {
    if known.len() >= TWO_YEARS {
        12
    } else {
        (known.len() / 2).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn period(first: &str, last: &str) -> Period {
        Period {
            first: month(first),
            last: month(last),
        }
    }

    fn read(from: &str, to: &str) -> (Period, Vec<String>) {
        let some = |text: &'static str| Some(text).filter(|it| !it.is_empty());
        let mut notes = Vec::new();
        let asked = Asked {
            from: some(Box::leak(from.to_owned().into_boxed_str())),
            to: some(Box::leak(to.to_owned().into_boxed_str())),
            latest: None,
        };
        let found = asked.read(period("2018-01", "2019-12"), &mut notes);
        (found, notes)
    }

    #[test]
    fn months_are_never_bent_without_a_word() {
        let (found, notes) = read("2018-03", "2018-08");
        assert_eq!((found, notes.len()), (period("2018-03", "2018-08"), 0));
        for (from, to, answered, says) in [
            (
                "2017-07",
                "2018-06",
                ("2018-01", "2018-06"),
                "July 2017 to June 2018 was asked for. Loaded without a hole is January 2018 to December 2019, so January 2018 to June 2018 is answered.",
            ),
            (
                "2018-08",
                "2018-03",
                ("2018-03", "2018-08"),
                "August 2018 comes after March 2018",
            ),
            (
                "abc",
                "2018-12",
                ("2018-01", "2018-12"),
                "\u{201c}abc\u{201d} is not a month",
            ),
            (
                "2030",
                "",
                ("2019-01", "2019-12"),
                "\u{201c}2030\u{201d} is not a month",
            ),
            (
                "2030-01",
                "",
                ("2019-01", "2019-12"),
                "January 2030 was asked for",
            ),
            (
                "2010-01",
                "2010-12",
                ("2019-01", "2019-12"),
                "January 2010 to December 2010 was asked for",
            ),
        ] {
            let (found, notes) = read(from, to);
            assert_eq!(found, period(answered.0, answered.1), "{from} {to}");
            assert!(notes.join(" ").contains(says), "{from} {to}: {notes:?}");
        }
    }

    #[test]
    fn the_latest_months_move_with_what_is_loaded() {
        let asked = Asked {
            latest: Some("12"),
            ..Asked::default()
        };
        let of = |known| asked.read(known, &mut Vec::new());
        assert_eq!(
            of(period("2018-01", "2019-12")),
            period("2019-01", "2019-12")
        );
        assert_eq!(
            of(period("2018-01", "2020-02")),
            period("2019-03", "2020-02")
        );
    }

    #[test]
    fn with_a_year_loaded_half_of_it_is_asked_about() {
        assert_eq!(usual_many(period("2018-01", "2019-12")), 12);
        assert_eq!(usual_many(period("2018-01", "2018-12")), 6);
        assert_eq!(usual_many(period("2018-01", "2018-01")), 1);
    }

    #[test]
    fn the_run_ends_at_the_first_hole_and_says_so() {
        let loaded = ["2017-07", "2017-08", "2018-01", "2018-02"].map(month);
        let known = Known::up_to(&loaded, month("2018-02")).unwrap();
        assert_eq!(known.run, period("2018-01", "2018-02"));
        let note = known.note("").unwrap();
        assert!(
            note.starts_with("September 2017 to December 2017 are not loaded, so months before them are not looked at. Whoever looks after the data loads them with wardmote import police-uk FILE"),
            "{note}"
        );
        assert_eq!(Known::up_to(&loaded, month("2017-08")).unwrap().gap, None);
    }
}
