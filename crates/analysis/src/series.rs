//! Monthly counts from a long table: one line of months for each area, type or whatever else tells rows apart.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};

use crate::table::{Files, Row, Table, month, month_words};

/// No series is longer.
const LONGEST: i32 = 1_200;

/// A long table of months and counts.
#[derive(clap::Args, Clone, Debug)]
pub struct Months {
    #[command(flatten)]
    pub files: Files,
    /// The column of months, such as 2026-03.
    #[arg(long, default_value = "month")]
    pub month: String,
    /// The column of counts; "count" where not given.
    #[arg(long, value_name = "COLUMN")]
    pub count: Option<String>,
    /// Each row is one event: count the rows. So it is with snapshots, unless --count names a column. A month in which
    /// a file has any row is whole, so a group without one has 0 there.
    #[arg(long, conflicts_with = "count")]
    pub count_rows: bool,
    /// Columns that tell the series apart, with commas between: area,type.
    #[arg(long, value_delimiter = ',')]
    pub by: Vec<String>,
    /// Add up the rows of one month and group, as where the file tells types apart and --by does not.
    #[arg(long, conflicts_with = "count_rows")]
    pub add_up: bool,
    /// The first month; the first of the files where not given.
    #[arg(long, value_name = "YYYY-MM")]
    pub from: Option<String>,
    /// The last month; the last of the files where not given.
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
    /// Whether rows were counted.
    pub counted_rows: bool,
    /// What counting rows cannot say.
    pub limits: Vec<String>,
}

/// A month of the command line.
///
/// # Errors
/// When it is none.
pub fn edge(option: &str, text: Option<&str>) -> Result<Option<i32>> {
    match text.map(|it| (it, month(it))) {
        None => Ok(None),
        Some((_, Some(it))) => Ok(Some(it)),
        Some((text, None)) => bail!("{option}: \"{text}\" is not a month like 2026-03"),
    }
}

impl Months {
    /// Reads them.
    ///
    /// # Errors
    /// When a column is missing, or the months do not make a line.
    pub fn read(&self) -> Result<AllSeries> {
        let mut table = self.files.open()?;
        let at = table.column(&self.month)?;
        let count = self.count_column(&mut table)?;
        let by: Vec<usize> = self
            .by
            .iter()
            .map(|it| table.column(it))
            .collect::<Result<_>>()?;
        let (from, to) = (
            edge("--from", self.from.as_deref())?,
            edge("--to", self.to.as_deref())?,
        );
        let inside =
            |month: i32| from.is_none_or(|it| it <= month) && to.is_none_or(|it| month <= it);
        let mut groups: BTreeMap<Vec<String>, BTreeMap<i32, u64>> = BTreeMap::new();
        // The months of which there are rows, and the files they are in.
        let mut whole: BTreeMap<i32, BTreeSet<usize>> = BTreeMap::new();
        let mut left_out: BTreeSet<(i32, usize)> = BTreeSet::new();
        let (mut twice, mut added) = (None, false);
        table.each_and_left_out(
            |row| {
                let month = row.month(at)?;
                let n = count.map_or(Ok(1), |it| row.count(it))?;
                if !inside(month) {
                    return Ok(());
                }
                let group: Vec<String> = by.iter().map(|it| row.text(*it).to_owned()).collect();
                let line = groups.entry(group.clone()).or_default();
                if count.is_some() && line.contains_key(&month) {
                    added = true;
                    if !self.add_up {
                        twice.get_or_insert((month, group));
                        return Err(format!(
                            "{} is there twice for its group",
                            month_words(month)
                        ));
                    }
                }
                *line.entry(month).or_default() += n;
                whole.entry(month).or_default().insert(row.source);
                Ok(())
            },
            |row: &Row| {
                if let (None, Ok(month)) = (count, row.month(at))
                    && inside(month)
                {
                    left_out.insert((month, row.source));
                }
            },
        )?;
        if let Some((month, group)) = twice {
            let (month, of) = (month_words(month), group.join(", "));
            let of = if of.is_empty() {
                of
            } else {
                format!(" for {of}")
            };
            bail!(
                "{} has several rows of {month}{of}: name the column that tells them apart with --by, or add them up with --add-up. Its columns: {}",
                table.name(),
                table
                    .sources
                    .first()
                    .map(|it| it.columns().join(", "))
                    .unwrap_or_default()
            );
        }
        for (month, source) in left_out {
            whole.entry(month).or_default().insert(source);
        }
        if groups.is_empty() {
            return Err(table.nothing());
        }
        let (Some(first), Some(last)) = (
            whole.keys().next().copied(),
            whole.keys().next_back().copied(),
        ) else {
            return Err(table.nothing());
        };
        let last = to.unwrap_or(last);
        // What begins later than the months that were asked about had nothing in the first of them.
        let first = from.filter(|_| self.missing_is_zero).unwrap_or(first);
        if last - first >= LONGEST {
            bail!(
                "from {} to {} is more than a century: is a month mistyped?",
                month_words(first),
                month_words(last)
            );
        }
        let nought = |month: &i32| {
            (self.missing_is_zero || count.is_none() && whole.contains_key(month)).then_some(0)
        };
        let series = groups
            .into_iter()
            .map(|(group, line)| Series {
                group,
                counts: (first..=last)
                    .map(|it| line.get(&it).copied().or_else(|| nought(&it)))
                    .collect(),
            })
            .collect();
        let mut limits = Vec::new();
        if added {
            limits.push("Rows of one month and group were added up: where one of them is missing the sum is too low, and nobody sees it.".to_owned());
        }
        if count.is_none() {
            limits.push("Rows were counted: a month in which a file has any row is taken for whole. If a file only touches its first or last month, leave that month out with --from and --to.".to_owned());
            let twice: Vec<String> = whole
                .iter()
                .filter(|it| it.1.len() > 1)
                .map(|it| month_words(*it.0))
                .collect();
            if !twice.is_empty() {
                limits.push(format!("Several files hold rows of {}. If one restates the other, events count twice: name only the one that stands (see /desk/imports).", few(&twice)));
            }
        }
        Ok(AllSeries {
            table,
            first,
            last,
            series,
            counted_rows: count.is_none(),
            limits,
        })
    }

    /// `None` where rows are counted.
    fn count_column(&self, table: &mut Table) -> Result<Option<usize>> {
        match &self.count {
            Some(it) => table.column(it).map(Some),
            None if self.count_rows || table.is_of_snapshots() => Ok(None),
            None => table.column("count").map(Some).context(
                "give the column of counts with --count, or --count-rows if each row is one event",
            ),
        }
    }
}

/// The first few of many.
fn few(months: &[String]) -> String {
    if months.len() > 6 {
        format!(
            "{} and {} more months",
            months[..4].join(", "),
            months.len() - 4
        )
    } else {
        months.join(", ")
    }
}

impl AllSeries {
    /// What a method cannot say, and what the counts cannot.
    pub fn limits(&self, of_method: &[&str]) -> Vec<String> {
        of_method
            .iter()
            .map(|it| (*it).to_owned())
            .chain(self.limits.iter().cloned())
            .collect()
    }

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
