//! Monthly counts from a long table: one line of months for each area, type or whatever else tells rows apart.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::{Result, bail};

use crate::table::{Table, month, month_words};

/// No series is longer.
const LONGEST: i32 = 1_200;

/// A long table of months and counts.
#[derive(clap::Args, Clone, Debug)]
pub struct Months {
    /// The CSV file (.csv or .csv.gz): one row for each month and group.
    pub file: PathBuf,
    /// The column of months, such as 2026-03.
    #[arg(long, default_value = "month")]
    pub month: String,
    /// The column of counts.
    #[arg(long, default_value = "count")]
    pub count: String,
    /// Columns that tell the series apart, with commas between: area,type.
    #[arg(long, value_delimiter = ',')]
    pub by: Vec<String>,
    /// The last month; the last of the file where not given.
    #[arg(long, value_name = "YYYY-MM")]
    pub to: Option<String>,
    /// Take a month without a row as 0. Only if the file leaves out empty months.
    #[arg(long)]
    pub missing_is_zero: bool,
}

/// One line of months.
pub struct Series {
    /// What tells it apart.
    pub group: Vec<String>,
    /// From the first month of the file to the last; a hole is a hole.
    pub counts: Vec<Option<u64>>,
}

/// Every line of a file, all over the same months.
pub struct AllSeries {
    /// The file.
    pub table: Table,
    /// The first month.
    pub first: i32,
    /// The last.
    pub last: i32,
    /// The lines, by group.
    pub series: Vec<Series>,
}

impl Months {
    /// Reads them.
    pub fn read(&self) -> Result<AllSeries> {
        let mut table = Table::open(&self.file)?;
        let (at, count) = (table.column(&self.month)?, table.column(&self.count)?);
        let by: Vec<usize> = self
            .by
            .iter()
            .map(|it| table.column(it))
            .collect::<Result<_>>()?;
        let to = match &self.to {
            None => i32::MAX,
            Some(text) => match month(text) {
                Some(it) => it,
                None => bail!("--to: \"{text}\" is not a month like 2026-03"),
            },
        };
        let mut groups: BTreeMap<Vec<String>, BTreeMap<i32, u64>> = BTreeMap::new();
        table.each(|row| {
            let (month, count) = (row.month(at)?, row.count(count)?);
            if month > to {
                return Ok(());
            }
            let group = by.iter().map(|it| row.text(*it).to_owned()).collect();
            let line: &mut BTreeMap<i32, u64> = groups.entry(group).or_default();
            if line.contains_key(&month) {
                return Err(format!("{} is there twice for its group: name every column that tells rows apart with --by", month_words(month)));
            }
            line.insert(month, count);
            Ok(())
        });
        let months = || groups.values().flat_map(BTreeMap::keys).copied();
        let (Some(first), Some(last)) = (months().min(), months().max()) else {
            bail!(
                "{} holds no usable row{}",
                self.file.display(),
                first_reason(&table)
            );
        };
        let last = if self.to.is_some() { to } else { last };
        if last - first >= LONGEST {
            bail!(
                "from {} to {} is more than a century: is a month mistyped?",
                month_words(first),
                month_words(last)
            );
        }
        let hole = self.missing_is_zero.then_some(0);
        let series = groups
            .into_iter()
            .map(|(group, line)| Series {
                group,
                counts: (first..=last)
                    .map(|it| line.get(&it).copied().or(hole))
                    .collect(),
            })
            .collect();
        Ok(AllSeries {
            table,
            first,
            last,
            series,
        })
    }
}

impl AllSeries {
    /// First and last month as they are written.
    pub fn period(&self) -> Option<[String; 2]> {
        Some([month_words(self.first), month_words(self.last)])
    }
}

impl Series {
    /// The latest months without a hole, oldest first.
    pub fn unbroken(&self) -> Vec<u64> {
        let mut line: Vec<u64> = self.counts.iter().rev().map_while(|it| *it).collect();
        line.reverse();
        line
    }
}

/// The first refusal, for a message.
pub fn first_reason(table: &Table) -> String {
    table
        .reasons
        .first()
        .map_or_else(String::new, |it| format!(" ({it})"))
}

/// Days of a month.
pub fn days(month: i32) -> u32 {
    let day = |it: i32| {
        chrono::NaiveDate::from_ymd_opt(it.div_euclid(12), it.rem_euclid(12) as u32 + 1, 1)
    };
    match (day(month), day(month + 1)) {
        (Some(this), Some(next)) => (next - this).num_days() as u32,
        _ => 30,
    }
}
