//! The monthly line with its usual range, and the word for where it is going.

use statistics::{GoodDirection, chart_signals, direction, individuals_chart, usual_range};
use web::charts::{Extras, Line, Point};

use super::scene::Scene;
use super::section::{Part, Section, csv, opened, table};
use crate::Month;
use crate::cube::{ASB, Period};
use crate::publishing;

/// The months of the line.
const LONGEST: i32 = 36;

/// A count of the usual range, which may begin below nothing.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole counts"
)]
fn whole(n: f64) -> String {
    web::number(n.max(0.0) as u64)
}

/// The section.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub fn trend(scene: &Scene) -> Section {
    let Some(countable) = scene.known else {
        return Section::refused(Part::Trend, super::NOT_LOADED);
    };
    let last = scene.question.period.last;
    let longest = Period {
        first: last.plus(1 - LONGEST).max(countable.first).min(last),
        last,
    };
    let Some(first) = scene.recorded_since(longest) else {
        let latest = Period { first: last, last };
        let why = scene.not_recorded(latest).unwrap_or_default();
        return Section::refused(Part::Trend, why);
    };
    let period = Period { first, last };
    let counts = scene.by_month(scene.wards(), period);
    let drawn = match (&scene.published, scene.question.one_ward()) {
        (Some(told), Some(ward)) if !scene.question.what.stops => {
            match scene.question.what.kinds.as_slice() {
                [] => told.now().draws_crime(&ward.code),
                [one] if one == ASB => told.now().draws_asb(&ward.code),
                _ => false,
            }
        }
        _ => true,
    };
    if !drawn {
        return Section::refused(
            Part::Trend,
            "Papers hold the months that the public page of the ward draws: all crime, or anti-social behaviour, and only where no month holds so few that people could be known by them.",
        );
    }
    if publishing::line(&counts, scene.minimum).is_none() {
        return Section::refused(
            Part::Trend,
            "Some months hold so few that people could be known by them. Ask about more wards or a wider group of types.",
        );
    }
    let values: Vec<f64> = counts.iter().map(|n| *n as f64).collect();
    let usual = usual_range(&values);
    let word = direction(&values, GoodDirection::Down);
    let ends = usual.map(|it| (it.low, it.high));
    let between = ends.map_or_else(String::new, |(low, high)| {
        format!("{} and {}", whole(low.ceil()), whole(high.floor()))
    });
    let about = scene.about(period);
    let points = period
        .months()
        .zip(&values)
        .map(|(month, value)| Point {
            label: format!("{} {:02}", &month.words()[..3], month.year() % 100),
            value: Some(*value),
        })
        .collect();
    let finding = if scene.question.what.stops {
        "How many stops there were each month".to_owned()
    } else {
        format!(
            "{}: {}",
            scene.question.what.name,
            word.words().to_lowercase()
        )
    };
    let line = Line {
        id: "ex-trend".into(),
        title: finding.clone(),
        about: about.clone(),
        points,
        usual: ends,
        mark: None,
    };
    let rows: Vec<Vec<String>> = period
        .months()
        .zip(&counts)
        .map(|(month, n)| {
            let end = |of: fn(&(f64, f64)) -> f64| {
                ends.as_ref()
                    .map_or_else(String::new, |it| format!("{:.4}", of(it)))
            };
            vec![
                month.to_string(),
                n.to_string(),
                end(|it| it.0),
                end(|it| it.1),
            ]
        })
        .collect();
    let shown: Vec<Vec<String>> = period
        .months()
        .zip(&counts)
        .rev_rows()
        .map(|(month, n)| {
            vec![
                month.words(),
                web::number(*n),
                between.replace(" and ", " to "),
            ]
        })
        .collect();
    let signals = individuals_chart(&values)
        .map(|chart| chart_signals(&chart))
        .unwrap_or_default();
    let why = signals
        .last()
        .filter(|it| it.at + 1 == values.len())
        .map_or(
            "No rule calls a change at the latest month.",
            |it| match it.rule {
                statistics::ChartRule::TwoOutside => {
                    "The latest two months lie outside the usual range."
                }
                statistics::ChartRule::SixTheSameWay => {
                    "The latest six months each go further the same way."
                }
                statistics::ChartRule::EightOnOneSide => {
                    "The latest eight months lie on one side of the average."
                }
            },
        );
    let place = |month: Month| usize::from(month.number() - period.first.number());
    let asked = scene.question.period.within(period);
    let asked = asked.filter(|it| *it != period);
    let extras = Extras {
        asked: asked.map(|it| (place(it.first), place(it.last))),
        unit: format!("{} a month", scene.question.what.noun()),
        ..Extras::default()
    };
    let asked_line = asked.map_or_else(String::new, |it| {
        format!(
            " The thick line of the chart marks the months asked about, {}.",
            it.words()
        )
    });
    let usual_line = if between.is_empty() {
        "There are fewer than 24 months, so there is no usual range yet.".to_owned()
    } else {
        format!("Months usually lie between {between} (shaded). {why}")
    };
    let input = csv(
        &["month", "count"],
        &rows.iter().map(|it| it[..2].to_vec()).collect::<Vec<_>>(),
    );
    let mut parameters = scene.parameters(period);
    parameters.push((
        "Usual range".into(),
        "mean and 2.66 times the mean moving range, last 24 to 36 months".into(),
    ));
    if let Some((low, high)) = ends {
        parameters.push((
            "Its ends".into(),
            format!("{low:.4} and {high:.4}; the page prints the whole counts between them"),
        ));
    }
    Section {
        called: scene.question.what.stops.then(|| "How it has gone".to_owned()),
        body: format!(
            "<div class=\"chart chart--line\">{}</div><p>{usual_line}{asked_line}</p>{}",
            line.svg_across(&extras),
            opened(
                "Show this as a table",
                &table(&about, &["Month", "Count", "Usual range"], &shown)
            )
        ),
        finding,
        about,
        method: "Control chart of single months: two outside the usual range, six in a row one way, or eight on one side call a change.".into(),
        n: counts.iter().sum(),
        months: period.words(),
        sources: scene.sources(period),
        cannot: vec![
            "It says that months changed, not why. A change in how crimes are recorded looks the same.".into(),
            "Seasons are in the line: a summer is held against the whole year.".into(),
        ],
        parameters,
        steps: vec![
            "Count the events of each month in the wards asked about.".into(),
            "Take the mean of the last 24 to 36 months and the mean step from one month to the next; the usual range is the mean and 2.66 times that step to either side.".into(),
            "Call a change only by one of the three rules.".into(),
        ],
        command: Some("wardmote analyse trend trend-input.csv".into()),
        heads: ["month", "count", "usual_low", "usual_high"].map(String::from).to_vec(),
        rows,
        input: Some(input),
        ..Section::of(Part::Trend)
    }
}

/// Newest first.
trait RevRows: Iterator + Sized {
    fn rev_rows(self) -> std::iter::Rev<std::vec::IntoIter<Self::Item>> {
        self.collect::<Vec<_>>().into_iter().rev()
    }
}
impl<I: Iterator> RevRows for I {}
