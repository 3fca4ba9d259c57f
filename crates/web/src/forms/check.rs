//! What a field must be. Each check gives the value, or notes the sentence
//! that says what to do.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, NaiveTime};

use super::Fields;

impl Fields {
    /// Words that must be there. `ask` says what to write: "Write a title".
    pub fn words(&mut self, name: &str, longest: usize, ask: &str) -> String {
        let text = self.optional(name, longest);
        if text.is_empty() {
            self.error(name, ask);
        }
        text
    }

    /// Words that may be left out.
    pub fn optional(&mut self, name: &str, longest: usize) -> String {
        let text = self.raw(name).trim().to_owned();
        let length = text.chars().count();
        if length > longest {
            self.error(
                name,
                format!("Use {longest} characters or fewer. You wrote {length}."),
            );
        }
        text
    }

    /// A whole number in a range.
    pub fn whole(&mut self, name: &str, range: RangeInclusive<i64>, ask: &str) -> Option<i64> {
        let text = self.raw(name).trim().replace(',', "");
        if text.is_empty() {
            self.error(name, ask);
            return None;
        }
        match text.parse::<i64>() {
            Ok(n) if range.contains(&n) => Some(n),
            _ => {
                self.error(
                    name,
                    format!(
                        "Write a whole number from {} to {}",
                        range.start(),
                        range.end()
                    ),
                );
                None
            }
        }
    }

    /// A number that may be left out.
    pub fn optional_number(&mut self, name: &str) -> Option<f64> {
        let text = self.raw(name).trim().replace(',', "");
        if text.is_empty() {
            return None;
        }
        match text.trim_end_matches('%').trim().parse::<f64>() {
            Ok(n) if n.is_finite() && n.abs() < 1e12 => Some(n),
            _ => {
                self.error(name, "Write a number, like 31 or 2.5");
                None
            }
        }
    }

    /// A day: `2026-12-01` from the browser's own field, or `1/12/2026` typed.
    pub fn day(&mut self, name: &str, ask: &str) -> Option<NaiveDate> {
        let text = self.raw(name).trim().to_owned();
        if text.is_empty() {
            self.error(name, ask);
            return None;
        }
        let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d")
            .or_else(|_| NaiveDate::parse_from_str(&text, "%d/%m/%Y"))
            .ok()
            .filter(|day| (2000..2100).contains(&chrono::Datelike::year(day)));
        if day.is_none() {
            self.error(name, "Write a real date, like 1/12/2026");
        }
        day
    }

    /// A time: `19:00`, `7pm`, `6.30pm`.
    pub fn time(&mut self, name: &str, ask: &str) -> Option<NaiveTime> {
        let text = self
            .raw(name)
            .trim()
            .to_lowercase()
            .replace(['.', ' '], ":");
        if text.is_empty() {
            self.error(name, ask);
            return None;
        }
        let time = clock_time(&text);
        if time.is_none() {
            self.error(name, "Write a time, like 7pm or 18:30");
        }
        time
    }

    /// One of a fixed set of words.
    pub fn one_of<T: Copy>(
        &mut self,
        name: &str,
        of: impl Fn(&str) -> Option<T>,
        ask: &str,
    ) -> Option<T> {
        let found = of(self.raw(name));
        if found.is_none() {
            self.error(name, ask);
        }
        found
    }
}

fn clock_time(text: &str) -> Option<NaiveTime> {
    let (digits, half) = match text.strip_suffix("pm") {
        Some(rest) => (rest, Some(12)),
        None => match text.strip_suffix("am") {
            Some(rest) => (rest, Some(0)),
            None => (text, None),
        },
    };
    let digits = digits.trim_end_matches(':');
    let mut parts = digits.split(':');
    let hour: u32 = parts.next()?.parse().ok()?;
    let minute: u32 = parts.next().map_or(Some(0), |minute| minute.parse().ok())?;
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + half,
        None => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let at = |h, m| NaiveTime::from_hms_opt(h, m, 0);
        for (text, time) in [
            ("19:00", at(19, 0)),
            ("7pm", at(19, 0)),
            ("6:30pm", at(18, 30)),
            ("12am", at(0, 0)),
            ("noonish", None),
            ("25:00", None),
        ] {
            assert_eq!(clock_time(text), time, "{text}");
        }
    }

    #[test]
    fn a_date_that_is_none_says_what_to_write() {
        let mut form = Fields::fresh().with("due", "31/02/2026");
        assert_eq!(form.day("due", "Choose a date"), None);
        assert_eq!(
            form.error_of("due"),
            Some("Write a real date, like 1/12/2026")
        );
    }
}
