//! An attack on what was published: every table, of every release, before and after a month was restated, put together.

use std::collections::HashMap;

use base::{Act, Desk};
use evidence::figures::{Trend, borough_figures, kind_figures};
use evidence::imports::Outcome;
use evidence::{Month, Period, Shown, ward_figures};
use statistics::Attack;

use crate::imports::{Home, month};

const WEST_A: (&str, &str) = ("0.25", "51.25");
const WEST_B: (&str, &str) = ("0.25", "51.75");
const EAST: (&str, &str) = ("0.75", "51.25");
const KINDS: [&str; 4] = ["Burglary", "Drugs", "Robbery", "Shoplifting"];
const ASB: &str = "Anti-social behaviour";

/// What happened in the month after `at` months, by small area: rare things, and some that happen often.
fn happened(at: usize, restated: bool) -> Vec<(&'static str, &'static str, &'static str, usize)> {
    let more = usize::from(restated);
    vec![
        (WEST_A.0, WEST_A.1, "Burglary", 12 + at % 5),
        (
            WEST_A.0,
            WEST_A.1,
            "Robbery",
            usize::from(at % 12 == 3) * 6 + usize::from(at == 14) * (3 + more),
        ),
        (WEST_A.0, WEST_A.1, "Drugs", (at * 7) % 3),
        (WEST_B.0, WEST_B.1, "Shoplifting", 9 + at % 4),
        (
            WEST_B.0,
            WEST_B.1,
            "Drugs",
            usize::from(at % 6 == 1) * (2 + more),
        ),
        (EAST.0, EAST.1, "Burglary", 4 + at % 3),
        (EAST.0, EAST.1, "Robbery", usize::from(at % 9 == 2)),
        (EAST.0, EAST.1, "Shoplifting", usize::from(at == 13) * 3),
        (EAST.0, EAST.1, "Drugs", 6 + (at * 5) % 7),
        (WEST_A.0, WEST_A.1, ASB, 20 + at),
        (
            EAST.0,
            EAST.1,
            ASB,
            usize::from(at.is_multiple_of(5)) * 2 + at % 2,
        ),
        ("", "", "Drugs", 3),
    ]
}

async fn take_in(home: &Home, at: usize, restated: bool) {
    let name = "2022-01"
        .parse::<Month>()
        .unwrap()
        .plus(i32::try_from(at).unwrap())
        .to_string();
    let file = home.write(
        &format!("{restated}/{name}-alderwick-street.csv"),
        &month(&name, &happened(at, restated)),
    );
    let report = home.police(&file).await;
    assert!(
        matches!(report.outcome, Outcome::Imported(_)),
        "{:?}",
        report.outcome
    );
}

/// What a reader writes down: unknown months of each ward and type, and what each release said of them.
#[derive(Default)]
struct Reader {
    attack: Attack,
    /// Which version of a month, ward, type.
    cells: HashMap<(usize, String, String, Month), usize>,
    told: usize,
    /// From when on a hidden year may be a nought: a month of it was restated.
    restated: bool,
}

impl Reader {
    /// A year is hidden, so it is not a nought: noughts are shown.
    fn is_not_nought(&mut self, ward: &str, kind: &str, period: Period) {
        if self.restated || period.len() < 12 {
            return;
        }
        let year = self.attack.cell(1, None);
        let months: Vec<usize> = period
            .months()
            .map(|month| self.cell(ward, kind, 0, month))
            .collect();
        let parts = months.into_iter().map(|cell| (cell, 1)).chain([(year, -1)]);
        self.attack.sum(parts.collect(), 0);
    }

    fn cell(&mut self, ward: &str, kind: &str, version: usize, month: Month) -> usize {
        let key = (version, ward.to_owned(), kind.to_owned(), month);
        let attack = &mut self.attack;
        *self
            .cells
            .entry(key)
            .or_insert_with(|| attack.cell(0, None))
    }

    fn sum(
        &mut self,
        wards: &[String],
        kinds: &[&str],
        period: Period,
        version: &dyn Fn(Month) -> usize,
        n: u64,
    ) {
        let mut parts = Vec::new();
        for month in period.months() {
            for ward in wards {
                for kind in kinds {
                    parts.push((self.cell(ward, kind, version(month), month), 1));
                }
            }
        }
        self.told += 1;
        self.attack.sum(parts, i64::try_from(n).unwrap());
    }

    fn line(
        &mut self,
        wards: &[String],
        kinds: &[&str],
        line: Option<&Trend>,
        version: &dyn Fn(Month) -> usize,
    ) {
        for (month, n) in line.into_iter().flat_map(|line| line.months()) {
            let period = Period {
                first: month,
                last: month,
            };
            self.sum(wards, kinds, period, version, n);
        }
    }

    /// Everything that stands on the pages now.
    async fn read(&mut self, home: &Home, version: &dyn Fn(Month) -> usize) {
        let mut desk = Desk::of_the_house(&home.house, Act::SeePublic)
            .await
            .unwrap();
        let Some(all) = borough_figures(&mut desk, None).await.unwrap() else {
            return;
        };
        let wards: Vec<String> = all.wards.iter().map(|ward| ward.code.clone()).collect();
        let crimes: Vec<&str> = KINDS.to_vec();
        let now = all.provenance.now;
        if let Shown::Count(n) = all.total {
            self.sum(&wards, &crimes, now, version, n);
        }
        for (kind, sum) in all.types.iter().zip(&all.sums) {
            if let Shown::Count(n) = sum {
                self.sum(&wards, &[kind], now, version, *n);
            }
            let it = kind_figures(&mut desk, &wards::wards::slug(kind), None)
                .await
                .unwrap()
                .unwrap();
            assert_eq!(it.sum, *sum, "two pages, one figure");
            self.line(&wards, &[kind], it.line.as_ref(), version);
        }
        for ward in &all.wards {
            let one = [ward.code.clone()];
            if let Shown::Count(n) = ward.total {
                self.sum(&one, &crimes, now, version, n);
            }
            for (kind, count) in all.types.iter().zip(&ward.counts) {
                match count {
                    Shown::Count(n) => self.sum(&one, &[kind], now, version, *n),
                    Shown::Hidden => self.is_not_nought(&one[0], kind, now),
                    Shown::Unrecorded => {}
                }
            }
            let found = wards::by_slug(desk.tx(), &ward.slug)
                .await
                .unwrap()
                .unwrap();
            let it = ward_figures(&mut desk, &found, None)
                .await
                .unwrap()
                .unwrap();
            self.line(&one, &crimes, it.crime_line.as_ref(), version);
            self.line(&one, &[ASB], it.asb_line.as_ref(), version);
            let before = it.provenance.before;
            for row in it.types.iter().chain(&it.asb) {
                if let (Some(period), Some(Shown::Count(n))) = (before, row.before) {
                    self.sum(&one, &[&row.name], period, version, n);
                }
            }
        }
    }

    fn finds(mut self) -> Vec<((usize, String, String, Month), u64)> {
        self.attack.combine();
        assert!(
            !self.attack.is_absurd(),
            "the reader wrote down what was published"
        );
        let mut found: Vec<_> = self
            .cells
            .iter()
            .filter_map(|(key, cell)| Some((key.clone(), self.attack.worked_out(*cell)?)))
            .filter(|(_, n)| (1..5).contains(n))
            .collect();
        found.sort();
        found
    }
}

#[tokio::test]
async fn nobody_can_work_out_a_small_count_from_everything_that_was_ever_published() {
    let home = Home::of_squares().await;
    let mut reader = Reader::default();
    for at in 0..26 {
        take_in(&home, at, false).await;
        if at >= 10 {
            reader.read(&home, &|_| 0).await;
        }
    }
    // Two months come again with other numbers. The reader knows which, and that what was not restated is the same.
    let again: Vec<Month> = [14, 19]
        .map(|at| "2022-01".parse::<Month>().unwrap().plus(at))
        .to_vec();
    take_in(&home, 14, true).await;
    take_in(&home, 19, true).await;
    let version = |month| usize::from(again.contains(&month));
    reader.restated = true;
    reader.read(&home, &version).await;
    take_in(&home, 26, false).await;
    reader.read(&home, &version).await;
    assert!(reader.told > 500, "much was published: {}", reader.told);
    assert_eq!(reader.finds(), []);
}
