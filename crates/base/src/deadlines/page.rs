//! The page of the documentation that lists every clock, written from the data.

use std::fmt::Write as _;

use super::{Basis, Calendar, Kind, Rule, Version, rules};
use crate::clock;

const HEAD: &str = "\
# Deadlines

Every clock that Wardmote counts. This page is written from `crates/base/data/deadlines.toml` by the
program; a test compares. To write it again:

    WARDMOTE_WRITE_DOCS=1 cargo test -p base deadlines

How it is counted:

- **Hours** are elapsed hours. When the clocks change, nobody gains or loses one.
- **Days, weeks, months and years** end with the end of their last day in England. The day it starts is not
  counted, unless the table says \"that day counts\".
- **Working days** leave out weekends and the bank holidays of England and Wales, which are the same in both.
- A month from 31 January ends with the last day of February; a year from 29 February on 28 February.
- **Pauses** are possible only where the table gives the reason. Hours move by the time paused, days by the
  days on whose end the clock stood still.
- A clock keeps the length it was started under, even when the rule changes later.
- **Settled: no** means that a place decides for itself, or that the law is on the move: a place may set its
  own length from a day on. Nobody can set what is settled.

| Clock | How long | Counted from | Since | Pauses | Settled | Source |
| --- | --- | --- | --- | --- | --- | --- |
";

/// The page, in Markdown: `docs/deadlines.md`.
#[must_use]
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for rule in rules() {
        let cells = [
            clock_cell(rule),
            versions(rule, |version| length(rule.kind, version)),
            rule.counted_from.clone(),
            versions(rule, |version| clock::plain_day(version.since)),
            rule.pauses.clone().unwrap_or_else(|| "no".into()),
            if rule.settled { "yes" } else { "no" }.into(),
            source(rule),
        ];
        let row = cells.map(|cell| cell.replace('|', "\\|")).join(" | ");
        writeln!(page, "| {row} |").expect("a string takes what is written to it");
    }
    page
}

fn clock_cell(rule: &Rule) -> String {
    format!("**{}** `{}`", rule.what, rule.slug)
}

fn source(rule: &Rule) -> String {
    let basis = match rule.basis {
        Basis::Law => "Law",
        Basis::Guidance => "Guidance",
        Basis::Practice => "Practice",
    };
    let note = rule
        .note
        .as_ref()
        .map(|note| format!(" {note}"))
        .unwrap_or_default();
    format!("{basis}: {}.{note}", rule.source)
}

fn versions(rule: &Rule, say: impl Fn(&Version) -> String) -> String {
    let said: Vec<String> = rule.versions.iter().map(say).collect();
    said.join("; then ")
}

fn length(kind: Kind, version: &Version) -> String {
    let length = version.length;
    let mut said = match kind {
        Kind::Within => format!("within {length}"),
        Kind::Before => format!("{length} before"),
        Kind::Lasts => format!("at most {length}"),
        Kind::Every => format!("every {length}"),
        Kind::AtLeast => format!("at least {} in {length}", version.times.unwrap_or(1)),
    };
    if length.is_elapsed() {
        said.push_str(", elapsed");
    }
    let counting = version.counting;
    for (holds, words) in [
        (counting.first_day_counts, ", that day counts"),
        (counting.rolls, ", or the next working day"),
        (counting.skips_christmas, ", without Christmas Day"),
        (
            counting.calendar == Calendar::UnitedKingdom,
            ", without the bank holidays of any part of the United Kingdom",
        ),
    ] {
        if holds {
            said.push_str(words);
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_docs_is_the_page_of_the_data() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/deadlines.md");
        if std::env::var_os("WARDMOTE_WRITE_DOCS").is_some() {
            std::fs::write(path, page()).unwrap();
        }
        let written = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            written == page(),
            "docs/deadlines.md is not what the data say. Write it again: \
             WARDMOTE_WRITE_DOCS=1 cargo test -p base deadlines"
        );
    }
}
