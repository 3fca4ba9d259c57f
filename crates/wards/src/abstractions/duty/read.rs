//! Reads a duty file row by row: each is kept, or refused with line and reason.

use std::collections::HashMap;

use anyhow::{Context as _, Result, bail};
use base::WardId;
use chrono::NaiveDate;
use csv::StringRecord;

use super::{Columns, FIELDS};
use crate::abstractions::{Loss, Reason};

/// The most minutes of a day.
const DAY: i64 = 1_440;
const REJECTS_KEPT: usize = 1_000;

/// A refused row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// Ward, day and post: numbers, because there are many rows.
pub(super) type Key = (usize, NaiveDate, u32);

/// What a post did on a day in a ward.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    pub dedicated: bool,
    pub on_duty: i64,
    pub visible: i64,
    pub office: i64,
    used: i64,
    line: u64,
}

/// A note to residents.
#[derive(Clone, Debug)]
pub(super) struct Note {
    pub ward: usize,
    pub day: NaiveDate,
    pub reason: Reason,
    pub dedicated: bool,
    pub out: bool,
    pub exceptional: bool,
    pub words: String,
}

/// What was found in a file.
#[derive(Debug, Default)]
pub struct DutyRead {
    /// Rows read, the heading apart.
    pub rows: u64,
    /// Rows taken in.
    pub kept: u64,
    /// All refused rows.
    pub rejected: u64,
    /// The first thousand of them.
    pub rejects: Vec<Reject>,
    /// The first and the last day with somebody on duty. Leave and sickness do not widen it: nothing published comes from them.
    pub span: Option<(NaiveDate, NaiveDate)>,
    pub(super) posts: HashMap<String, u32>,
    pub(super) days: HashMap<Key, Day>,
    pub(super) taken: HashMap<(Key, Reason, bool, bool), i64>,
    pub(super) losses: HashMap<(Key, Loss), i64>,
    pub(super) notes: Vec<Note>,
}

#[derive(Clone, Copy)]
enum Activity {
    Ward,
    Office,
    Taken(Reason),
    Lost(Loss),
}

impl Activity {
    fn of(code: &str) -> Option<Self> {
        match code {
            "WARD" => Some(Self::Ward),
            "OFFICE" => Some(Self::Office),
            "CONSTANT_OBS" => Some(Self::Taken(Reason::Custody)),
            code => Reason::of(code)
                .map(Self::Taken)
                .or_else(|| Loss::of(code).map(Self::Lost)),
        }
    }

    fn known() -> String {
        let reasons = Reason::ALL.iter().map(|it| it.word());
        let losses = Loss::ALL.iter().map(|it| it.word());
        ["WARD", "OFFICE"]
            .into_iter()
            .chain(reasons)
            .chain(losses)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// Whether an activity of ours has this code.
pub(super) fn is_known(code: &str) -> bool {
    Activity::of(code).is_some()
}

/// The codes of all activities of ours.
pub(super) fn known() -> String {
    Activity::known()
}

struct Reader<'a> {
    columns: &'a Columns,
    places: HashMap<&'static str, usize>,
    wards: HashMap<&'a str, usize>,
    today: NaiveDate,
    /// Files run through a day before the next: the date is read once.
    last: (String, Option<NaiveDate>),
    found: DutyRead,
}

/// Reads a file's text. `wards` are all there are, with their codes.
///
/// # Errors
/// When there is no row, the heading lacks a column, or the text is no CSV with commas.
pub fn read(
    text: &str,
    columns: &Columns,
    wards: &[(String, WardId, String)],
    today: NaiveDate,
) -> Result<DutyRead> {
    let text = text.trim_start_matches('\u{feff}');
    let Some(heading) = text.lines().find(|line| !line.trim().is_empty()) else {
        bail!("the file is empty");
    };
    for (mark, name) in [(';', "semicolons"), ('\t', "tabs")] {
        if heading.matches(mark).count() > heading.matches(',').count() {
            bail!(
                "the columns of the file are parted by {name}. Save it with commas (CSV, comma separated) and import it again."
            );
        }
    }
    let mut csv = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let heads = csv.headers().context("the heading could not be read")?;
    let mut places = HashMap::new();
    for (ours, optional) in FIELDS {
        let theirs = columns.theirs(ours);
        match heads
            .iter()
            .position(|head| head.eq_ignore_ascii_case(theirs))
        {
            Some(at) => {
                places.insert(*ours, at);
            }
            None if *optional => {}
            None => bail!(
                "there is no column \"{theirs}\" for {ours}. The file has: {}. Say which it is with --columns \"{ours}=...\".",
                heads.iter().collect::<Vec<_>>().join(", ")
            ),
        }
    }
    let mut reader = Reader {
        columns,
        places,
        wards: wards
            .iter()
            .enumerate()
            .map(|(at, (code, ..))| (code.as_str(), at))
            .collect(),
        today,
        last: (String::new(), None),
        found: DutyRead::default(),
    };
    let mut row = StringRecord::new();
    while csv
        .read_record(&mut row)
        .context("the file could not be read")?
    {
        let line = row.position().map_or(0, csv::Position::line);
        reader.found.rows += 1;
        match reader.take(&row, line) {
            Ok(()) => reader.found.kept += 1,
            Err(reason) => {
                reader.found.rejected += 1;
                if reader.found.rejects.len() < REJECTS_KEPT {
                    reader.found.rejects.push(Reject { line, reason });
                }
            }
        }
    }
    if reader.found.rows == 0 {
        bail!("the file has a heading, but no row below it");
    }
    Ok(reader.found)
}

impl Reader<'_> {
    fn cell<'r>(&self, row: &'r StringRecord, name: &str) -> &'r str {
        self.places
            .get(name)
            .and_then(|at| row.get(*at))
            .unwrap_or_default()
    }

    fn take(&mut self, row: &StringRecord, line: u64) -> Result<(), String> {
        let day = self.day(self.cell(row, "date"))?;
        let code = self.cell(row, "ward");
        let ward = *self
            .wards
            .get(code)
            .ok_or_else(|| format!("no ward has the code \"{code}\""))?;
        let on_duty = minutes(self.cell(row, "on_duty"), "on duty")?;
        let spent = minutes(self.cell(row, "minutes"), "of the activity")?;
        let dedicated = flag(self.cell(row, "dedicated"), "dedicated")?;
        let out = self.out_of_borough(self.cell(row, "out_of_borough"))?;
        let exceptional = match self.cell(row, "exceptional") {
            "" => false,
            text => flag(text, "exceptional")?,
        };
        let activity = self.activity(self.cell(row, "activity"))?;
        let post = self.cell(row, "post");
        if post.is_empty() {
            return Err("there is no post".into());
        }
        if let Activity::Lost(kind) = activity {
            let key = (ward, day, self.post(post));
            *self.found.losses.entry((key, kind)).or_default() += spent;
            return Ok(());
        }
        if on_duty == 0 {
            return Err(
                "0 minutes on duty: a day that somebody was not on duty is LEAVE, SICK or RESTRICTED"
                    .into(),
            );
        }
        if exceptional {
            let Activity::Taken(reason) = activity else {
                return Err("only an abstraction can be exceptional".into());
            };
            if reason.is_never_exceptional() {
                return Err(format!(
                    "{} is never exceptional: this scheme was made to stop ward officers being taken for it",
                    reason.word()
                ));
            }
            if !reason.is_exceptional() {
                return Err(format!(
                    "{} is not exceptional: only MAJOR_INCIDENT and TERRORISM are",
                    reason.word()
                ));
            }
        }
        let key = (ward, day, self.post(post));
        let it = self.found.days.entry(key).or_insert(Day {
            dedicated,
            on_duty,
            visible: 0,
            office: 0,
            used: 0,
            line,
        });
        if it.dedicated != dedicated || it.on_duty != on_duty {
            return Err(format!(
                "it says other minutes on duty, or dedicated otherwise, than line {} for the same post and day",
                it.line
            ));
        }
        if it.used + spent > on_duty {
            let used = it.used + spent;
            if it.used == 0 {
                // Nothing of that day stands yet; a wrong first row must not say how it was.
                self.found.days.remove(&key);
            }
            return Err(format!(
                "{used} minutes of activities on a day with {on_duty} on duty"
            ));
        }
        it.used += spent;
        match activity {
            Activity::Ward => it.visible += spent,
            Activity::Office => it.office += spent,
            Activity::Taken(reason) => {
                *self
                    .found
                    .taken
                    .entry((key, reason, out, exceptional))
                    .or_default() += spent;
                let words = self.cell(row, "note");
                if !words.is_empty() {
                    let words = words.chars().take(300).collect();
                    self.found.notes.push(Note {
                        ward,
                        day,
                        reason,
                        dedicated,
                        out,
                        exceptional,
                        words,
                    });
                }
            }
            Activity::Lost(_) => {}
        }
        self.widen(day);
        Ok(())
    }

    fn widen(&mut self, day: NaiveDate) {
        self.found.span = Some(match self.found.span {
            None => (day, day),
            Some((first, last)) => (first.min(day), last.max(day)),
        });
    }

    fn post(&mut self, post: &str) -> u32 {
        if let Some(at) = self.found.posts.get(post) {
            return *at;
        }
        let at = u32::try_from(self.found.posts.len()).unwrap_or(u32::MAX);
        self.found.posts.insert(post.to_owned(), at);
        at
    }

    fn day(&mut self, text: &str) -> Result<NaiveDate, String> {
        if self.last.0 != text || text.is_empty() {
            let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .or_else(|_| NaiveDate::parse_from_str(text, "%d/%m/%Y"))
                .ok()
                .filter(|day| (2000..2100).contains(&chrono::Datelike::year(day)));
            self.last = (text.to_owned(), day);
        }
        let day = self
            .last
            .1
            .ok_or_else(|| format!("\"{text}\" is no date, like 2026-12-01 or 01/12/2026"))?;
        if day > self.today {
            return Err(format!(
                "{day} is still to come: rosters ahead of time are not taken in"
            ));
        }
        Ok(day)
    }

    fn out_of_borough(&self, text: &str) -> Result<bool, String> {
        match text.to_ascii_lowercase().as_str() {
            "in" | "inside" => Ok(false),
            "out" | "outside" => Ok(true),
            other => flag(other, "out of the borough"),
        }
    }

    fn activity(&self, text: &str) -> Result<Activity, String> {
        let code = text.to_uppercase();
        let code = self.columns.codes.get(&code).unwrap_or(&code);
        Activity::of(code).ok_or_else(|| {
            format!(
                "no activity has the code \"{text}\". Known: {}",
                Activity::known()
            )
        })
    }
}

fn minutes(text: &str, what: &str) -> Result<i64, String> {
    match text.parse::<i64>() {
        Ok(n) if n < 0 => Err(format!("{n} minutes {what}: fewer than none")),
        Ok(n) if n > DAY => Err(format!("{n} minutes {what}: a day has 1440")),
        Ok(n) => Ok(n),
        Err(_) => Err(format!("\"{text}\" is no whole number of minutes {what}")),
    }
}

fn flag(text: &str, what: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(format!("\"{text}\" is neither yes nor no ({what})")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wards() -> Vec<(String, WardId, String)> {
        vec![("E05900001".into(), WardId::fresh(), "Beacon Hill".into())]
    }

    fn found(rows: &str) -> DutyRead {
        let text = format!(
            "date,ward,post,rank,dedicated,on_duty,activity,minutes,out_of_borough,exceptional,note\n{rows}"
        );
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        read(&text, &Columns::default(), &wards(), today).unwrap()
    }

    #[test]
    fn each_bad_row_is_refused_with_line_and_reason() {
        let it = found(
            "2026-10-01,E05900001,A1,PC,yes,480,WARD,300,in,no,\n\
             2026-10-01,E05900001,A1,PC,yes,480,AID_LOCAL,200,in,no,\n\
             2026-10-01,E05900009,A1,PC,yes,480,WARD,10,in,no,\n\
             2026-10-01,E05900001,A1,PC,yes,480,GOLF,10,in,no,\n\
             2026-02-30,E05900001,A1,PC,yes,480,WARD,10,in,no,\n\
             2026-10-02,E05900001,A1,PC,yes,480,WARD,-5,in,no,\n\
             2026-10-02,E05900001,A1,PC,yes,1441,WARD,5,in,no,\n\
             2026-10-02,E05900001,A1,PC,yes,480,EVENT_SPORT,5,out,yes,\n\
             2026-10-02,E05900001,A1,PC,yes,480,AID_CENTRAL,5,out,yes,\n\
             2027-10-02,E05900001,A1,PC,yes,480,WARD,5,in,no,\n\
             2026-10-01,E05900001,A1,PC,yes,470,OFFICE,5,in,no,\n\
             2026-10-02,E05900001,A1,PC,yes,0,SICK,480,in,no,\n",
        );
        let lines: Vec<_> = it.rejects.iter().map(|it| it.line).collect();
        assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        for (at, words) in [
            (0, "500 minutes of activities on a day with 480"),
            (1, "no ward has the code"),
            (2, "Known: WARD, OFFICE, COURT"),
            (3, "is no date"),
            (4, "fewer than none"),
            (5, "a day has 1440"),
            (6, "never exceptional"),
            (7, "only MAJOR_INCIDENT and TERRORISM"),
            (8, "still to come"),
            (9, "than line 2"),
        ] {
            assert!(
                it.rejects[at].reason.contains(words),
                "{}",
                it.rejects[at].reason
            );
        }
        assert_eq!((it.kept, it.days.len(), it.losses.len()), (2, 1, 1));
    }

    #[test]
    fn a_missing_column_says_which_there_are() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let fault = read("Shift Date,ward\n", &Columns::default(), &wards(), today)
            .unwrap_err()
            .to_string();
        assert!(
            fault.contains("no column \"date\"") && fault.contains("Shift Date"),
            "{fault}"
        );
    }

    #[test]
    fn an_empty_file_and_one_with_other_marks_are_told_apart() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let whole = "date,ward,post,dedicated,on_duty,activity,minutes,out_of_borough\n";
        for (text, words) in [
            ("\u{feff}\n \n", "the file is empty"),
            (whole, "no row below it"),
            (&whole.replace(',', ";"), "parted by semicolons"),
            (&whole.replace(',', "\t"), "parted by tabs"),
        ] {
            let fault = read(text, &Columns::default(), &wards(), today).unwrap_err();
            assert!(fault.to_string().contains(words), "{fault}");
        }
    }
}
