//! Writes a calendar file as RFC 5545 wants it: line ends, folds, escapes.

use chrono::{DateTime, Utc};

/// The longest line, in bytes, without its end.
const LONGEST: usize = 75;

/// One entry of a calendar.
pub(super) struct Entry {
    pub uid: String,
    pub changed_at: DateTime<Utc>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub revision: i64,
    pub cancelled: bool,
    pub title: String,
    pub about: String,
    pub place: String,
    pub point: Option<(f64, f64)>,
    pub category: String,
    pub url: String,
}

/// A calendar file.
pub(super) fn calendar(name: &str, entries: &[Entry]) -> String {
    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//Wardmote//Events//EN");
    line(&mut out, "CALSCALE:GREGORIAN");
    line(&mut out, &format!("NAME:{}", text(name)));
    line(&mut out, &format!("X-WR-CALNAME:{}", text(name)));
    line(&mut out, "REFRESH-INTERVAL;VALUE=DURATION:PT6H");
    for entry in entries {
        add(&mut out, entry);
    }
    if entries.is_empty() {
        // A calendar without any part is none; the zone of this country says nothing wrong.
        ZONE.lines().for_each(|words| line(&mut out, words));
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// The clock of this country, as RFC 5545 describes one.
const ZONE: &str = "BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
END:VTIMEZONE";

fn add(out: &mut String, it: &Entry) {
    line(out, "BEGIN:VEVENT");
    line(out, &format!("UID:{}", it.uid));
    // Without METHOD, DTSTAMP is when the entry last changed: the same file as long as nothing does.
    line(out, &format!("DTSTAMP:{}", utc(it.changed_at)));
    line(out, &format!("LAST-MODIFIED:{}", utc(it.changed_at)));
    line(out, &format!("DTSTART:{}", utc(it.starts_at)));
    line(out, &format!("DTEND:{}", utc(it.ends_at)));
    line(out, &format!("SEQUENCE:{}", it.revision));
    let status = if it.cancelled {
        "CANCELLED"
    } else {
        "CONFIRMED"
    };
    line(out, &format!("STATUS:{status}"));
    line(out, &format!("SUMMARY:{}", text(&it.title)));
    if !it.about.is_empty() {
        line(out, &format!("DESCRIPTION:{}", text(&it.about)));
    }
    line(out, &format!("LOCATION:{}", text(&it.place)));
    if let Some((lat, lng)) = it.point {
        line(out, &format!("GEO:{lat:.6};{lng:.6}"));
    }
    line(out, &format!("CATEGORIES:{}", text(&it.category)));
    line(out, &format!("URL:{}", it.url));
    line(out, "END:VEVENT");
}

/// "20261201T190000Z".
fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// Words as a value.
fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.replace("\r\n", "\n").replace('\r', "\n").chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            ';' => out.push_str("\\;"),
            ',' => out.push_str("\\,"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}

/// A line, folded so that no part is longer than 75 bytes and no letter is
/// cut in two.
fn line(out: &mut String, words: &str) {
    let mut length = 0;
    for c in words.chars() {
        if length + c.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_between_letters() {
        for shift in 0..4 {
            let words = format!("SUMMARY:{}{}", "x".repeat(shift), "🚲".repeat(60));
            let mut out = String::new();
            line(&mut out, &words);
            let parts: Vec<_> = out.trim_end_matches("\r\n").split("\r\n").collect();
            assert!(parts.len() > 3);
            assert!(parts.iter().all(|part| part.len() <= LONGEST), "{parts:?}");
            assert!(parts[1..].iter().all(|part| part.starts_with(' ')));
            assert_eq!(out.replace("\r\n ", "").trim_end(), words);
        }
        let (mut exact, mut over) = (String::new(), String::new());
        line(&mut exact, &"x".repeat(75));
        line(&mut over, &"x".repeat(76));
        assert_eq!(exact, format!("{}\r\n", "x".repeat(75)));
        assert_eq!(over, format!("{}\r\n x\r\n", "x".repeat(75)));
    }

    #[test]
    fn signs_that_mean_something_are_escaped() {
        assert_eq!(text("a, b; c\\d\r\ne\u{7}"), "a\\, b\\; c\\\\d\\ne");
        assert_eq!(text("10:30 \"here\""), "10:30 \"here\"");
    }
}
