//! One line by month, with its usual range behind it.

use std::fmt::Write as _;

use crate::forms::{Html, escape};

/// A point of the line.
#[derive(Clone, Debug)]
pub struct Point {
    /// Under the axis, where there is room: "Nov".
    pub label: String,
    /// Nothing where the count is not known or not shown.
    pub value: Option<f64>,
}

/// A line chart.
#[derive(Clone, Debug)]
pub struct Line {
    /// Unique on the page.
    pub id: String,
    /// What it says, in a sentence.
    pub title: String,
    /// What it shows: what, where, unit, dates.
    pub about: String,
    /// From the oldest to the newest.
    pub points: Vec<Point>,
    /// The usual range.
    pub usual: Option<(f64, f64)>,
    /// A mark at one point, with its words: where an action began.
    pub mark: Option<(usize, String)>,
}

/// What some lines have besides.
#[derive(Clone, Debug, Default)]
pub struct Extras {
    /// A dashed line at a limit that the newest value is held against.
    pub limit: Option<f64>,
    /// From which point to which the reader asked: a thick line under them.
    pub asked: Option<(usize, usize)>,
    /// What is counted, over the axis: "crimes a month".
    pub unit: String,
}

/// A size in which it is drawn. Words are as big in each as on a page beside it.
struct Size {
    width: f64,
    height: f64,
    /// So many labels fit beside each other when each says month and year.
    labels: usize,
}

/// As wide as a phone or half a page.
const NARROW: Size = Size {
    width: 360.0,
    height: 220.0,
    labels: 4,
};
/// As wide as a page.
const WIDE: Size = Size {
    width: 704.0,
    height: 280.0,
    labels: 8,
};

/// The least room for the words of the axis.
const LEFT: f64 = 36.0;
/// A digit of the axis is so wide.
const DIGIT: f64 = 8.0;
/// Room for half of the last dot.
const BESIDE: f64 = 14.0;
const TOP: f64 = 28.0;
/// Room for the words of the months.
const BELOW: f64 = 30.0;

impl Line {
    /// The drawing for half a page.
    #[must_use]
    pub fn svg(&self) -> Html {
        Html(self.drawn(&Extras::default(), &self.id, &NARROW))
    }

    /// The drawing for a whole page, with what it has besides: once for a phone and once for a wide screen, of which one is seen.
    #[must_use]
    pub fn svg_across(&self, extras: &Extras) -> Html {
        Html(format!(
            "<div class=\"only-n\">{}</div><div class=\"only-w\">{}</div>",
            self.drawn(extras, &self.id, &NARROW),
            self.drawn(extras, &format!("{}-wide", self.id), &WIDE)
        ))
    }

    fn drawn(&self, extras: &Extras, id: &str, size: &Size) -> String {
        let (width, height) = (size.width, size.height);
        let (right, bottom) = (width - BESIDE, height - BELOW);
        let limit = extras.limit;
        let highest = self
            .points
            .iter()
            .filter_map(|point| point.value)
            .chain(self.usual.map(|(_, high)| high))
            .chain(limit)
            .fold(1.0_f64, f64::max);
        let top = nice(highest);
        let last = self.points.len().saturating_sub(1).max(1);
        #[expect(clippy::cast_precision_loss, reason = "a place on a drawing")]
        let left = LEFT.max(axis(top).chars().count() as f64 * DIGIT + 10.0);
        #[expect(clippy::cast_precision_loss, reason = "a place on a drawing")]
        let x = |at: usize| left + (right - left) * at as f64 / last as f64;
        let y = |value: f64| bottom - (bottom - TOP) * value / top;
        let id = escape(id);
        let mut out = format!(
            "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{} All values are in the table below the chart.</desc>",
            escape(&self.title),
            escape(&self.about)
        );
        let mut draw = |text: std::fmt::Arguments| {
            // Writing to a String cannot fail.
            let _ = out.write_fmt(text);
        };
        draw(format_args!(
            "<line class=\"base-l\" x1=\"{left}\" x2=\"{right}\" y1=\"{bottom}\" y2=\"{bottom}\"/>"
        ));
        for value in [0.0, top / 2.0, top] {
            let at = y(value);
            if value > 0.0 {
                draw(format_args!(
                    "<line class=\"grid-l\" x1=\"{left}\" x2=\"{right}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>"
                ));
            }
            draw(format_args!(
                "<text class=\"ax\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                left - 7.0,
                at + 4.0,
                axis(value)
            ));
        }
        if !extras.unit.is_empty() {
            draw(format_args!(
                "<text class=\"ax\" x=\"0\" y=\"12\">{}</text>",
                escape(&extras.unit)
            ));
        }
        if let Some((from, to)) = extras.asked {
            draw(format_args!(
                "<path class=\"asked\" d=\"M{:.1} {bottom}H{:.1}\"/>",
                x(from) - 2.0,
                x(to) + 2.0
            ));
        }
        if let Some((low, high)) = self.usual {
            draw(format_args!(
                "<path class=\"bandf\" d=\"M{left} {:.1}H{right}V{:.1}H{left}Z\"/>",
                y(high),
                y(low)
            ));
        }
        if let Some(limit) = limit {
            let at = y(limit);
            draw(format_args!(
                "<line class=\"limit\" x1=\"{left}\" x2=\"{right}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>"
            ));
        }
        let every = self.points.len().div_ceil(size.labels).max(1);
        for (at, point) in self.points.iter().enumerate() {
            if (last - at.min(last)).is_multiple_of(every) {
                let anchor = if at == 0 {
                    "start"
                } else if at == last {
                    "end"
                } else {
                    "middle"
                };
                draw(format_args!(
                    "<text class=\"ax\" x=\"{:.1}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
                    x(at),
                    height - 8.0,
                    escape(&point.label)
                ));
            }
        }
        if let Some((at, words)) = &self.mark {
            let here = x(*at);
            let anchor = if *at * 2 > last { "end" } else { "start" };
            draw(format_args!(
                "<line class=\"when\" x1=\"{here:.1}\" x2=\"{here:.1}\" y1=\"{TOP}\" y2=\"{bottom}\"/>"
            ));
            draw(format_args!(
                "<text class=\"axl\" x=\"{here:.1}\" y=\"12\" text-anchor=\"{anchor}\">{}</text>",
                escape(words)
            ));
        }
        let mut path = String::new();
        let mut drawing = false;
        for (at, point) in self.points.iter().enumerate() {
            match point.value {
                // A month that is not known breaks the line: it is not a zero.
                None => drawing = false,
                Some(value) => {
                    let _ = write!(
                        path,
                        "{}{:.1} {:.1}",
                        if drawing { "L" } else { "M" },
                        x(at),
                        y(value)
                    );
                    drawing = true;
                }
            }
        }
        draw(format_args!("<path class=\"ln\" d=\"{path}\"/>"));
        if let Some((at, value)) = self
            .points
            .iter()
            .enumerate()
            .rev()
            .find_map(|(at, point)| Some((at, point.value?)))
        {
            draw(format_args!(
                "<circle class=\"dot\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"5\"/>",
                x(at),
                y(value)
            ));
        }
        out.push_str("</svg>");
        out
    }
}

/// A number of the axis.
fn axis(value: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "round numbers, none below nothing"
    )]
    if value.fract() == 0.0 && value < 1e15 {
        crate::number(value as u64)
    } else {
        value.to_string()
    }
}

/// The next round number that halves evenly.
fn nice(highest: f64) -> f64 {
    let power = 10_f64.powf(highest.log10().floor());
    for step in [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0] {
        if step * power >= highest && (step * power).rem_euclid(2.0) == 0.0 {
            return step * power;
        }
    }
    (highest / 2.0).ceil() * 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_on_a_round_number_that_halves() {
        for (highest, top) in [
            (1.0, 2.0),
            (117.0, 200.0),
            (37.0, 40.0),
            (9.0, 10.0),
            (530.0, 600.0),
        ] {
            assert!(
                (nice(highest) - top).abs() < 1e-9,
                "{highest}: {}",
                nice(highest)
            );
        }
    }

    #[test]
    fn large_numbers_have_commas_and_stay_inside_the_frame() {
        let point = |value| Point {
            label: "Nov".into(),
            value: Some(value),
        };
        let chart = Line {
            id: "c".into(),
            title: String::new(),
            about: String::new(),
            points: vec![point(22_000.0), point(29_000.0), point(25_000.0)],
            usual: None,
            mark: None,
        };
        let svg = chart.svg_across(&Extras {
            asked: Some((1, 2)),
            unit: "crimes a month".into(),
            ..Extras::default()
        });
        let svg = svg.to_string();
        for (id, size) in [("c-t", "360 220"), ("c-wide-t", "704 280")] {
            assert_eq!(svg.matches(&format!("id=\"{id}\"")).count(), 1);
            assert!(svg.contains(&format!("viewBox=\"0 0 {size}\"")));
        }
        assert!(svg.contains(">30,000</text>") && svg.contains(">crimes a month</text>"));
        assert!(svg.contains("class=\"asked\""));
        // Six characters of eight units and the space to the axis.
        assert!(svg.contains("class=\"ax\" x=\"51\""), "{svg}");
    }

    #[test]
    fn a_missing_month_breaks_the_line_and_words_are_escaped() {
        let point = |value| Point {
            label: "<Nov>".into(),
            value,
        };
        let chart = Line {
            id: "c".into(),
            title: "A & B".into(),
            about: String::new(),
            points: vec![point(Some(1.0)), point(None), point(Some(3.0))],
            usual: Some((0.0, 4.0)),
            mark: None,
        };
        let svg = chart.svg().to_string();
        assert!(svg.contains("A &amp; B") && svg.contains("&lt;Nov&gt;"));
        let path = svg.split("class=\"ln\" d=\"").nth(1).unwrap();
        assert_eq!(path.split('"').next().unwrap().matches('M').count(), 2);
    }
}
