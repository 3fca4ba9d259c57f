//! Every row of the master table, tried once against a date worked out by hand.
//!
//! Chosen to cross Christmas 2026 (Friday 25 and Monday 28 December, 1 January),
//! Easter 2027 (26 and 29 March), both summer-time changes (25 October 2026,
//! 28 March 2027) and 29 February 2028. Times are those of this country.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::rules;
use crate::clock;

/// Row, when its clock starts, the last moment in time: a moment, or a day
/// that counts to its end.
const EXPECTED: &[(&str, &str, &str)] = &[
    // The clocks go back on the 25th: the third day is over an hour earlier by the wall clock.
    (
        "neighbourhood-query",
        "2026-10-24 10:00",
        "2026-10-27 09:00",
    ),
    (
        "neighbourhood-query-redress",
        "2027-03-26 10:00",
        "2027-03-29 11:00",
    ),
    ("concern-read", "2026-10-24 10:00", "2026-10-27 09:00"),
    // 11, 14, 15, 16, 17, 18, 21, 22, 23, 24.
    ("concern-decided", "2026-12-10 10:00", "2026-12-24"),
    (
        "ward-priorities-refreshed",
        "2027-11-30 19:00",
        "2028-02-29",
    ),
    ("ward-panel-meetings", "2027-03-01 00:00", "2028-02-29"),
    // Christmas Day and Boxing Day's bank holiday lie between.
    ("referral-opened", "2026-12-18 09:00", "2026-12-29"),
    ("board-public-meeting", "2028-02-29 00:00", "2029-02-28"),
    ("depersonalised-data", "2026-12-25 12:00", "2027-03-31"),
    ("strategic-assessment", "2028-02-29 12:00", "2029-02-28"),
    ("partnership-plan-life", "2025-04-01 00:00", "2028-03-31"),
    ("partnership-plan-revised", "2027-02-28 12:00", "2028-02-28"),
    ("scrutiny-meets", "2027-03-01 00:00", "2028-02-29"),
    ("scrutiny-response", "2028-02-01 15:00", "2028-02-29"),
    // Back from Wednesday 6 January: 5, 4, 31, 30, 29, 24, 23, 22, 21, 18.
    ("board-question-general", "2027-01-06 18:30", "2026-12-18"),
    ("board-question-agenda", "2026-12-24 10:00", "2026-12-30"),
    ("cpn-appeal", "2026-12-14 11:00", "2027-01-03"),
    ("pspo-challenge", "2028-02-01 09:00", "2028-03-13"),
    ("pspo-life", "2025-03-01 00:00", "2028-02-29"),
    (
        "dispersal-authorisation",
        "2027-03-27 18:00",
        "2027-03-29 19:00",
    ),
    (
        "dispersal-direction",
        "2026-10-24 20:00",
        "2026-10-26 19:00",
    ),
    ("closure-notice", "2027-03-27 12:00", "2027-03-28 13:00"),
    // Christmas Day is disregarded.
    (
        "closure-notice-senior",
        "2026-12-24 09:00",
        "2026-12-27 09:00",
    ),
    ("closure-hearing", "2026-12-23 16:00", "2026-12-26 16:00"),
    ("closure-adjournment", "2028-02-16 14:00", "2028-03-01"),
    ("possession-review", "2026-12-21 10:00", "2026-12-27"),
    ("case-review-acknowledged", "2026-12-24 16:00", "2026-12-30"),
    (
        "case-review-agency-returns",
        "2026-12-18 09:00",
        "2027-01-06",
    ),
    ("case-review-threshold", "2027-03-24 09:00", "2027-03-31"),
    (
        "case-review-threshold-total",
        "2027-03-15 09:00",
        "2027-04-07",
    ),
    ("case-review-meeting", "2026-12-10 09:00", "2027-01-05"),
    ("case-review-outcome", "2028-02-25 16:00", "2028-03-03"),
    (
        "case-review-appeal-window",
        "2027-03-12 09:00",
        "2027-04-13",
    ),
    (
        "case-review-appeal-answer",
        "2026-12-01 09:00",
        "2026-12-31",
    ),
    ("case-review-complaint", "2028-01-30 22:00", "2028-02-29"),
    ("case-review-application", "2027-08-31 10:00", "2028-02-29"),
    ("case-review-statistics", "2027-03-31 10:00", "2028-03-31"),
    ("abc-length", "2027-08-30 10:00", "2028-02-29"),
    // Four weeks end where they end, on a bank holiday too.
    ("abc-review", "2026-11-30 10:00", "2026-12-28"),
    ("waste-transfer-note", "2026-12-21 10:00", "2026-12-28"),
    ("marac-repeat", "2028-02-29 10:00", "2029-02-28"),
    ("mega-meeting", "2027-03-22 10:00", "2027-03-29"),
    ("ttcg-meeting", "2028-01-31 10:00", "2028-02-29"),
    ("dashboard", "2027-01-31 10:00", "2027-02-28"),
    ("theme-item", "2027-12-31 10:00", "2028-03-31"),
    ("community-impact-days", "2026-04-01 00:00", "2027-03-31"),
    // In the night in which 1am becomes 2am.
    (
        "scam-rapid-response",
        "2027-03-28 00:30",
        "2027-03-28 03:30",
    ),
    ("tension-summary", "2028-02-22 10:00", "2028-02-29"),
    (
        "return-home-interview",
        "2027-03-26 21:00",
        "2027-03-29 22:00",
    ),
    ("dhr-decide", "2028-01-31 10:00", "2028-02-29"),
    ("dhr-finish", "2027-08-31 10:00", "2028-02-29"),
    // 4 January is a bank holiday in Scotland, and that counts here.
    ("foi-answer", "2026-12-10 17:00", "2027-01-13"),
    // A month later is Good Friday; the next working day is Tuesday.
    ("subject-access", "2027-02-26 09:00", "2027-03-30"),
    ("breach-notice", "2026-10-23 17:00", "2026-10-26 16:00"),
    ("channel-review-first", "2027-08-29 10:00", "2028-02-29"),
    ("channel-review-second", "2028-02-29 10:00", "2029-02-28"),
];

#[test]
fn every_row_of_the_table_ends_when_it_should() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let Some((_, from, end)) = EXPECTED.iter().find(|(slug, ..)| *slug == rule.slug) else {
            wrong.push(format!("{}: write down when it should end", rule.slug));
            continue;
        };
        let from = local(from).expect("a moment");
        let running = rule.start(from).expect("a rule of that day");
        let (found, wanted) = (running.end(from), local(end).unwrap_or_else(|| end_of(end)));
        if found != wanted {
            wrong.push(format!(
                "{}: {} and not {}",
                rule.slug,
                clock::day_and_time(found),
                clock::day_and_time(wanted)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_expected_of_a_row_that_is_not_there() {
    let rows: BTreeSet<&str> = rules().iter().map(|rule| rule.slug.as_str()).collect();
    let expected: BTreeSet<&str> = EXPECTED.iter().map(|(slug, ..)| *slug).collect();
    assert_eq!(rows, expected);
    assert_eq!(EXPECTED.len(), expected.len(), "each row once");
}

#[test]
fn every_notice_of_every_row_falls_due_after_the_start_and_once() {
    for rule in rules() {
        let (_, from, _) = EXPECTED
            .iter()
            .find(|(slug, ..)| *slug == rule.slug)
            .unwrap();
        let from = local(from).unwrap();
        let clock = rule.start(from).unwrap();
        let told = clock.notices(
            from - TimeDelta::microseconds(1),
            from + TimeDelta::days(2000),
        );
        let declared = rule.reminders.len() + rule.escalations.len();
        assert_eq!(told.len(), declared, "{}", rule.slug);
    }
}

fn local(text: &str) -> Option<DateTime<Utc>> {
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").ok()?;
    Some(clock::moment(at.date(), at.time()))
}

fn end_of(day: &str) -> DateTime<Utc> {
    let day: NaiveDate = day.parse().expect("a day");
    let midnight = clock::moment(day.succ_opt().unwrap(), NaiveTime::MIN);
    midnight - TimeDelta::microseconds(1)
}
