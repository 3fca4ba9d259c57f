//! Bank holidays and working days.
//!
//! Wales has the same bank holidays as England; Scotland and Northern
//! Ireland matter to one clock only (freedom of information).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use serde::Deserialize;

/// The years the calendar knows. Proclaimed days before 2004 are not listed.
const YEARS: std::ops::RangeInclusive<i32> = 2004..=2100;

static DATA: LazyLock<Data> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/bank-holidays.toml"))
        .expect("bank-holidays.toml is part of the program and a test reads it")
});
static ENGLAND_AND_WALES: LazyLock<Holidays> =
    LazyLock::new(|| Holidays::of(&DATA, |nation| nation == Nation::EnglandAndWales));
static UNITED_KINGDOM: LazyLock<Holidays> = LazyLock::new(|| Holidays::of(&DATA, |_| true));

/// Whose bank holidays a clock counts with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Calendar {
    /// England and Wales, which have the same ones.
    #[default]
    EnglandAndWales,
    /// A bank holiday anywhere in the United Kingdom (freedom of information).
    UnitedKingdom,
}

impl Calendar {
    /// Its bank holidays.
    #[must_use]
    pub fn holidays(self) -> &'static Holidays {
        match self {
            Self::EnglandAndWales => Holidays::england_and_wales(),
            Self::UnitedKingdom => Holidays::united_kingdom(),
        }
    }
}

/// Bank holidays by day.
#[derive(Clone, Debug)]
pub struct Holidays(BTreeMap<NaiveDate, String>);

impl Holidays {
    /// Those of England and Wales.
    #[must_use]
    pub fn england_and_wales() -> &'static Self {
        &ENGLAND_AND_WALES
    }

    /// Those of any part of the United Kingdom.
    #[must_use]
    pub fn united_kingdom() -> &'static Self {
        &UNITED_KINGDOM
    }

    /// The name of the bank holiday on this day, if it is one.
    #[must_use]
    pub fn name(&self, day: NaiveDate) -> Option<&str> {
        self.0.get(&day).map(String::as_str)
    }

    /// The bank holidays of a year, in order.
    pub fn of_year(&self, year: i32) -> impl Iterator<Item = (NaiveDate, &str)> {
        self.0
            .iter()
            .filter(move |(day, _)| day.year() == year)
            .map(|(day, name)| (*day, name.as_str()))
    }

    /// Neither a weekend nor a bank holiday.
    #[must_use]
    pub fn is_working(&self, day: NaiveDate) -> bool {
        !is_weekend(day) && !self.0.contains_key(&day)
    }

    /// So many working days after a day; the day itself does not count.
    #[must_use]
    pub fn forward(&self, day: NaiveDate, working_days: u32) -> NaiveDate {
        self.walk(day, working_days, |day| day + Days::new(1))
    }

    /// So many working days before a day; the day itself does not count.
    #[must_use]
    pub fn back(&self, day: NaiveDate, working_days: u32) -> NaiveDate {
        self.walk(day, working_days, |day| day - Days::new(1))
    }

    /// This day, or the next working one.
    #[must_use]
    pub fn on_or_after(&self, day: NaiveDate) -> NaiveDate {
        if self.is_working(day) {
            day
        } else {
            self.forward(day, 1)
        }
    }

    /// Working days after `from`, up to and with `to`.
    #[must_use]
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        let days = from.iter_days().skip(1).take_while(|day| *day <= to);
        days.map(|day| i64::from(self.is_working(day))).sum()
    }

    fn walk(&self, day: NaiveDate, n: u32, step: fn(NaiveDate) -> NaiveDate) -> NaiveDate {
        let mut day = day;
        let mut left = n;
        while left > 0 {
            day = step(day);
            left -= u32::from(self.is_working(day));
        }
        day
    }

    fn of(data: &Data, here: impl Fn(Nation) -> bool) -> Self {
        let mut days = BTreeMap::new();
        for year in YEARS {
            days.extend(data.year(year, &here));
        }
        for extra in data.extra.iter().filter(|extra| here(extra.nation)) {
            days.insert(extra.day, extra.name.clone());
        }
        Self(days)
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Nation {
    #[default]
    EnglandAndWales,
    Scotland,
    NorthernIreland,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    holiday: Vec<Holiday>,
    moved: Vec<Moved>,
    extra: Vec<Extra>,
}

#[derive(Debug, Deserialize)]
struct Holiday {
    name: String,
    #[serde(flatten)]
    on: On,
    #[serde(default)]
    nation: Nation,
    #[serde(default)]
    since: i32,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum On {
    Easter { easter: i64 },
    Monday { month: u32, monday: Nth },
    Fixed { month: u32, day: u32 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Nth {
    First,
    Last,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Moved {
    name: String,
    from: NaiveDate,
    to: NaiveDate,
    why: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Extra {
    name: String,
    day: NaiveDate,
    #[serde(default)]
    nation: Nation,
}

impl Data {
    /// The holidays of a year: first those on weekdays, then the substitutes,
    /// each on the next weekday still free (so Christmas Day on a Sunday gives
    /// way to Boxing Day on the Monday and is taken on Tuesday).
    fn year(&self, year: i32, here: impl Fn(Nation) -> bool) -> Vec<(NaiveDate, String)> {
        let (weekend, mut found): (Vec<_>, Vec<_>) = self
            .holiday
            .iter()
            .filter(|holiday| here(holiday.nation) && year >= holiday.since)
            .map(|holiday| self.placed(holiday, year))
            .partition(|(day, _)| is_weekend(*day));
        let mut taken: BTreeSet<NaiveDate> = found.iter().map(|(day, _)| *day).collect();
        for (day, name) in weekend {
            let substitute = day
                .iter_days()
                .find(|day| !is_weekend(*day) && !taken.contains(day))
                .expect("some weekday is free");
            taken.insert(substitute);
            found.push((substitute, format!("{name} (substitute day)")));
        }
        found
    }

    fn placed(&self, holiday: &Holiday, year: i32) -> (NaiveDate, String) {
        let day = holiday.on.day(year);
        self.moved
            .iter()
            .find(|moved| moved.name == holiday.name && moved.from == day)
            .map_or_else(
                || (day, holiday.name.clone()),
                |moved| {
                    (
                        moved.to,
                        format!("{} (moved for {})", moved.name, moved.why),
                    )
                },
            )
    }
}

impl On {
    fn day(&self, year: i32) -> NaiveDate {
        let date = |month, day| {
            NaiveDate::from_ymd_opt(year, month, day).expect("a month and day of every year")
        };
        match *self {
            Self::Easter { easter } => self::easter(year) + chrono::TimeDelta::days(easter),
            Self::Fixed { month, day } => date(month, day),
            Self::Monday {
                month,
                monday: Nth::First,
            } => date(month, 1)
                .iter_days()
                .find(|day| day.weekday() == Weekday::Mon)
                .expect("every week has a Monday"),
            // Both months concerned, May and August, have 31 days.
            Self::Monday {
                month,
                monday: Nth::Last,
            } => {
                let last = date(month, 31);
                last - Days::new(last.weekday().num_days_from_monday().into())
            }
        }
    }
}

/// Easter Sunday, by the calculation printed in the Calendar (New Style) Act
/// 1750 and put into arithmetic by Meeus, Jones and Butcher.
fn easter(year: i32) -> NaiveDate {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    u32::try_from(n / 31)
        .ok()
        .zip(u32::try_from(n % 31 + 1).ok())
        .and_then(|(month, day)| NaiveDate::from_ymd_opt(year, month, day))
        .expect("Easter falls between 22 March and 25 April")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Copied by hand from the lists published each year on gov.uk.
    const KNOWN: &[(i32, &str)] = &[
        (2004, "01-01 04-09 04-12 05-03 05-31 08-30 12-27 12-28"),
        (2005, "01-03 03-25 03-28 05-02 05-30 08-29 12-26 12-27"),
        (2010, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (
            2011,
            "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27",
        ),
        (
            2012,
            "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26",
        ),
        (2016, "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27"),
        (2018, "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26"),
        (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
        (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (
            2022,
            "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
        ),
        (
            2023,
            "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
        ),
        (2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
        (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
    ];

    #[test]
    fn the_calendar_agrees_with_the_published_lists() {
        for (year, days) in KNOWN {
            let found: Vec<String> = Holidays::england_and_wales()
                .of_year(*year)
                .map(|(day, _)| day.format("%m-%d").to_string())
                .collect();
            assert_eq!(found.join(" "), *days, "{year}");
        }
    }

    #[test]
    fn every_year_to_2035_has_its_eight_days_at_least() {
        for year in 2004..=2035 {
            let count = Holidays::england_and_wales().of_year(year).count();
            assert!((8..=10).contains(&count), "{year} has {count}");
        }
    }

    #[test]
    fn moved_and_extra_days_say_why() {
        let name = |y, m, d| {
            let day = NaiveDate::from_ymd_opt(y, m, d).unwrap();
            Holidays::england_and_wales().name(day)
        };
        assert_eq!(
            name(2020, 5, 8),
            Some("Early May bank holiday (moved for 75 years since VE Day)")
        );
        assert_eq!(name(2020, 5, 4), None);
        assert_eq!(name(2026, 12, 28), Some("Boxing Day (substitute day)"));
        assert_eq!(name(2026, 3, 17), None);
    }

    #[test]
    fn freedom_of_information_stops_for_all_parts_of_the_kingdom() {
        let days: Vec<_> = Holidays::united_kingdom()
            .of_year(2027)
            .filter(|(day, _)| Holidays::england_and_wales().name(*day).is_none())
            .map(|(day, _)| day.format("%m-%d").to_string())
            .collect();
        assert_eq!(days.join(" "), "01-04 03-17 07-12 08-02 11-30");
    }
}
