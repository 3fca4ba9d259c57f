//! Reading one value: a coordinate, a time.

use crate::Month;
use crate::month::{days_from_civil, month_of_day};

/// Degrees times one million, exactly as published; further decimals are rounded.
pub(crate) fn degrees_e6(text: &[u8]) -> Option<i32> {
    as_published(text).or_else(|| any_degrees(text))
}

/// Up to three digits, a point and six digits, as nearly all coordinates are.
fn as_published(text: &[u8]) -> Option<i32> {
    let (whole, decimals) = text.split_last_chunk::<7>()?;
    let (sign, whole) = match whole {
        [b'-', whole @ ..] => (-1, whole),
        whole => (1, whole),
    };
    if !(1..=3).contains(&whole.len()) || decimals[0] != b'.' {
        return None;
    }
    let mut others = false;
    let mut number = |digits: &[u8]| {
        digits.iter().fold(0, |number, digit| {
            let digit = digit.wrapping_sub(b'0');
            others |= digit > 9;
            number * 10 + i32::from(digit)
        })
    };
    let (whole, decimals) = (number(whole), number(&decimals[1..]));
    if others {
        return None;
    }
    Some(sign * (whole * 1_000_000 + decimals))
}

fn any_degrees(text: &[u8]) -> Option<i32> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let (mut value, mut decimals, mut seen_point, mut any) = (0i64, 0u32, false, false);
    let mut round_up = false;
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                any = true;
                if seen_point && decimals == 6 {
                    round_up = *byte >= b'5';
                    decimals = 7;
                } else if decimals < 6 {
                    value = value * 10 + i64::from(byte - b'0');
                    decimals += u32::from(seen_point);
                }
                if value > 1_000_000_000 {
                    return None;
                }
            }
            b'.' if !seen_point => seen_point = true,
            b'e' | b'E' if any => return scientific(text),
            _ => return None,
        }
    }
    if !any {
        return None;
    }
    for _ in decimals.min(6)..6 {
        value *= 10;
    }
    value += i64::from(round_up);
    i32::try_from(if negative { -value } else { value }).ok()
}

/// A point within some metres of the meridian is published as `-7.2e-05` now and then.
fn scientific(text: &[u8]) -> Option<i32> {
    let degrees: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    (degrees.abs() < 1_000.0).then(|| (degrees * 1e6).round() as i32)
}

/// A point in time and the month it belongs to in London.
pub(crate) struct Moment {
    /// Seconds since 1970, UTC where the file gives an offset, else as written.
    pub seconds: i64,
    pub month: Month,
    /// The file writes the month before: midnight in summer time published as 23:00 UTC.
    pub shifted: bool,
}

/// Reads `2023-04-30T23:09:00+00:00`, with or without fractions and offset.
pub(crate) fn moment(text: &[u8]) -> Option<Moment> {
    let number = |from: usize, to: usize| {
        text.get(from..to)?.iter().try_fold(0i64, |n, d| {
            d.is_ascii_digit().then(|| n * 10 + i64::from(d - b'0'))
        })
    };
    let is = |at: usize, what: &[u8]| text.get(at).is_some_and(|b| what.contains(b));
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let marks = is(4, b"-") && is(7, b"-") && is(10, b"T ") && is(13, b":") && is(16, b":");
    let written = Month::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?)?;
    let sensible = marks
        && (1..=i64::from(written.days())).contains(&day)
        && hour < 24
        && minute < 60
        && second < 61;
    if !sensible {
        return None;
    }
    let mut rest = &text[19..];
    if let [b'.', fraction @ ..] = rest {
        let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
        rest = &fraction[digits..];
    }
    let local = days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    let offset = match rest {
        [] => {
            return Some(Moment {
                seconds: local,
                month: written,
                shifted: false,
            });
        }
        [b'Z'] => 0,
        [sign @ (b'+' | b'-'), a, b, tail @ ..] => {
            let minutes = match tail {
                [] => [b'0', b'0'],
                [b':', c, d] | [c, d] => [*c, *d],
                _ => return None,
            };
            if ![a, b, &minutes[0], &minutes[1]]
                .iter()
                .all(|d| d.is_ascii_digit())
            {
                return None;
            }
            let two = |a: u8, b: u8| i64::from(a - b'0') * 10 + i64::from(b - b'0');
            let seconds = two(*a, *b) * 3_600 + two(minutes[0], minutes[1]) * 60;
            if *sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    let utc = local - offset;
    let (y, m) = month_of_day((utc + summer_time(utc)).div_euclid(86_400));
    let month = Month::new(u16::try_from(y).ok()?, u8::try_from(m).ok()?)?;
    Some(Moment {
        seconds: utc,
        month,
        shifted: month != written,
    })
}

/// Seconds British Summer Time adds: from the last Sunday of March to the last of October, changing at 01:00 UTC
/// (Summer Time Act 1972 as amended).
fn summer_time(utc: i64) -> i64 {
    let (year, _) = month_of_day(utc.div_euclid(86_400));
    let last_sunday = |month: i64| {
        let last = days_from_civil(year, month, 31);
        // 1 January 1970 was a Thursday.
        (last - (last + 4).rem_euclid(7)) * 86_400 + 3_600
    };
    if (last_sunday(3)..last_sunday(10)).contains(&utc) {
        3_600
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn coordinates_are_exact() {
        for (text, value) in [
            ("-0.144541", -144_541),
            ("51.608066", 51_608_066),
            ("0", 0),
            ("51", 51_000_000),
            ("-3.5", -3_500_000),
            (".25", 250_000),
            ("51.6080664", 51_608_066),
            ("-7.2e-05", -72),
            ("1E1", 10_000_000),
            ("51.60806650001", 51_608_067),
        ] {
            assert_eq!(degrees_e6(text.as_bytes()), Some(value), "{text}");
        }
        for bad in [
            "",
            "-",
            ".",
            "abc",
            "1e5",
            "e5",
            "1e",
            "1e999",
            "NaN",
            "inf",
            "1,5",
            "1.2.3",
            "99999999999",
            "0x10",
            " 1",
        ] {
            assert_eq!(degrees_e6(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn the_last_hour_before_a_summer_month_belongs_to_it() {
        let m = moment(b"2023-04-30T23:09:00+00:00").unwrap();
        assert_eq!((m.month.to_string().as_str(), m.shifted), ("2023-05", true));
        let winter = moment(b"2023-11-30T23:09:00+00:00").unwrap();
        assert_eq!(
            (winter.month.to_string().as_str(), winter.shifted),
            ("2023-11", false)
        );
        assert_eq!(
            moment(b"2018-01-05T10:00:00.000")
                .unwrap()
                .month
                .to_string(),
            "2018-01"
        );
        assert_eq!(moment(b"1970-01-02 00:00:00Z").unwrap().seconds, 86_400);
        assert_eq!(
            moment(b"2023-07-01T00:30:00+01:00")
                .unwrap()
                .month
                .to_string(),
            "2023-07"
        );
        for bad in [
            "",
            "2023-02-30T10:00:00",
            "2023-02-03",
            "2023-02-03T25:00:00",
            "2023-02-03T10:00:00+1",
            "2023-02-03T10:00:00+aa:bb",
        ] {
            assert!(moment(bad.as_bytes()).is_none(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = (degrees_e6(&text), moment(&text));
        }

        #[test]
        fn six_decimals_come_back(value in -180_000_000i32..180_000_000) {
            let text = format!("{}{}.{:06}", if value < 0 { "-" } else { "" }, value.abs() / 1_000_000, value.abs() % 1_000_000);
            prop_assert_eq!(degrees_e6(text.as_bytes()), Some(value));
        }

        #[test]
        fn the_short_way_says_what_the_long_way_says(text in "[-+]?[0-9]{0,4}[.]?[0-9e]{0,8}") {
            if let Some(value) = as_published(text.as_bytes()) {
                prop_assert_eq!(any_degrees(text.as_bytes()), Some(value));
            }
        }
    }
}
