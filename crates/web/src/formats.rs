//! The same address as a page, as CSV, as JSON, as GeoJSON.

use std::borrow::Cow;

use axum::{
    http::header,
    response::{IntoResponse as _, Response},
};

/// Which form of a page was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wants {
    /// A page.
    Page,
    /// `.csv`
    Csv,
    /// `.json`
    Json,
    /// `.geojson`
    GeoJson,
    /// `.xml`
    Xml,
}

impl Wants {
    /// What an address of this form ends with.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Page => "",
            Self::Csv => ".csv",
            Self::Json => ".json",
            Self::GeoJson => ".geojson",
            Self::Xml => ".xml",
        }
    }

    /// The form that an address ends with, and the address without it.
    #[must_use]
    pub fn split(path: &str) -> (Self, &str) {
        for (ending, wants) in [
            (".csv", Self::Csv),
            (".json", Self::Json),
            (".geojson", Self::GeoJson),
            (".xml", Self::Xml),
        ] {
            if let Some(rest) = path.strip_suffix(ending)
                && !rest.is_empty()
                && !rest.ends_with('/')
            {
                return (wants, rest);
            }
        }
        (Self::Page, path)
    }
}

/// A text that no spreadsheet takes for a formula.
#[must_use]
pub fn no_formula(text: &str) -> Cow<'_, str> {
    // A program that opens the file may skip spaces and line ends before it reads the sign.
    let begins = text.trim_start_matches([' ', '\u{a0}', '\n', '\u{feff}']);
    let number = begins.len() == text.len()
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.parse::<f64>().is_ok();
    let formula = begins.starts_with(['=', '+', '@', '\t', '\r', '＝', '＋', '－', '＠'])
        || (begins.starts_with('-') && !number);
    if formula {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// A cell of a CSV file: no formula, quoted where it must be.
#[must_use]
fn csv_cell(text: &str) -> String {
    let safe = no_formula(text);
    if safe.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe.into_owned()
    }
}

/// A file that programs fetch again and again: it may be kept, and is asked for anew each time.
pub fn file(kind: &'static str, text: String) -> Response {
    let heads = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (heads, text).into_response()
}

/// A table as a CSV answer.
pub(crate) fn csv_table(name: &str, heads: &[&str], rows: &[Vec<String>]) -> Response {
    let mut text = heads
        .iter()
        .map(|head| csv_cell(head))
        .collect::<Vec<_>>()
        .join(",");
    text.push_str("\r\n");
    for row in rows {
        text.push_str(
            &row.iter()
                .map(|cell| csv_cell(cell))
                .collect::<Vec<_>>()
                .join(","),
        );
        text.push_str("\r\n");
    }
    (
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{name}.csv\""),
            ),
        ],
        text,
    )
        .into_response()
}

/// "25,083".
#[must_use]
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "1 crime", "25,083 crimes".
#[must_use]
pub fn many(n: u64, what: &str) -> String {
    format!("{} {what}{}", number(n), if n == 1 { "" } else { "s" })
}

/// "25,083.5", "\u{2212}0.3", and never a nought below nought.
#[must_use]
pub fn decimal(it: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", it.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), number);
    let is_nought = text.bytes().all(|it| matches!(it, b'0' | b'.'));
    let sign = if it < 0.0 && !is_nought {
        "\u{2212}"
    } else {
        ""
    };
    format!("{sign}{whole}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_only_text() {
        assert_eq!(csv_cell("=1+1"), "'=1+1");
        assert_eq!(csv_cell("-3"), "-3");
        assert_eq!(csv_cell("-cmd|x"), "'-cmd|x");
        assert_eq!(csv_cell("-inf"), "'-inf");
        assert_eq!(csv_cell("+44 20"), "'+44 20");
        assert_eq!(csv_cell(" =1+1"), "' =1+1");
        assert_eq!(csv_cell("\n@x"), "\"'\n@x\"");
        assert_eq!(csv_cell("\t=x"), "'\t=x");
        assert_eq!(csv_cell("\r=x"), "\"'\r=x\"");
        assert_eq!(csv_cell("-0.5"), "-0.5");
        assert_eq!(csv_cell("a,\"b\""), "\"a,\"\"b\"\"\"");
    }

    #[test]
    fn one_is_not_many_and_nought_has_no_sign() {
        assert_eq!(
            (many(1, "crime"), many(1571, "crime")),
            ("1 crime".into(), "1,571 crimes".into())
        );
        assert_eq!(decimal(1006.64, 1), "1,006.6");
        assert_eq!(decimal(-0.04, 1), "0.0");
        assert_eq!(decimal(-2.25, 2), "\u{2212}2.25");
        assert_eq!(decimal(f64::NAN, 1), "NaN");
    }

    #[test]
    fn thousands_are_marked() {
        assert_eq!(
            (
                number(7).as_str(),
                number(25_083).as_str(),
                number(1_000_000).as_str()
            ),
            ("7", "25,083", "1,000,000")
        );
    }

    #[test]
    fn the_ending_says_the_form() {
        assert_eq!(Wants::split("/wards.csv"), (Wants::Csv, "/wards"));
        assert_eq!(Wants::split("/.csv"), (Wants::Page, "/.csv"));
        assert_eq!(Wants::split("/wards"), (Wants::Page, "/wards"));
    }
}
