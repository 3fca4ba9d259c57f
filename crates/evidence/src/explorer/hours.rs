//! When: hour by weekday, where hours are known.

use chrono::{DateTime, Datelike as _, Timelike as _};
use statistics::{CountSpread, hour_by_weekday};
use web::number;

use super::scene::Scene;
use super::section::{Part, Section, csv};
use crate::publishing::{Shown, parts};

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
/// Eight spans of three hours fit a phone.
const SPANS: [&str; 8] = [
    "0-3", "3-6", "6-9", "9-12", "12-15", "15-18", "18-21", "21-24",
];

/// Which spans hold more than an even week brings by chance, counting that all of them are looked at.
fn standing_out(spans: &[u64]) -> Vec<usize> {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let (all, many) = (spans.iter().sum::<u64>() as f64, spans.len() as f64);
    let Some(even) = CountSpread::of(all / many, 1.0) else {
        return Vec::new();
    };
    let mut found: Vec<usize> = (0..spans.len())
        .filter(|at| spans[*at] > 0 && even.at_least(spans[*at]) * many < 0.05)
        .collect();
    found.sort_by_key(|at| (std::cmp::Reverse(spans[*at]), *at));
    found
}

/// The finding: which spans of three hours from Monday on hold more than chance brings.
pub fn fullest(spans: &[u64], shown: &[Shown], noun: &str) -> String {
    let out: Vec<usize> = standing_out(spans)
        .into_iter()
        .filter(|at| shown[*at] != Shown::Hidden)
        .collect();
    if out.is_empty() {
        return format!(
            "No hour stands out: there are too few {noun}, or they are spread too evenly, to say when most were"
        );
    }
    let named: Vec<String> = out
        .iter()
        .take(3)
        .map(|at| {
            let hours = SPANS[at % 8].replace('-', " to ");
            format!("{} from {hours} o'clock ({})", DAYS[at / 8], shown[*at])
        })
        .collect();
    let rest = match out.len() - named.len() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!(
        "More {noun} than an even week would bring by chance: {}{rest}",
        named.join(", ")
    )
}

/// A week as a table: spans of three hours from Monday on, the fuller the darker.
pub fn week(about: &str, noun: &str, shown: &[Shown]) -> String {
    let counts = shown.iter().filter_map(|it| it.count());
    let most = counts.max().unwrap_or(1).max(1);
    let mut body = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table: {noun} by weekday and hour\"><table class=\"tbl heat\"><caption class=\"vh\">{}</caption><thead><tr><td></td>",
        web::forms::escape(about)
    );
    for span in SPANS {
        body.push_str(&format!("<th scope=\"col\">{span}</th>"));
    }
    body.push_str("</tr></thead><tbody>");
    for (name, day) in DAYS.iter().zip(shown.chunks(SPANS.len())) {
        body.push_str(&format!(
            "<tr><th scope=\"row\"><abbr title=\"{name}\">{}</abbr></th>",
            &name[..3]
        ));
        for it in day {
            let (class, words) = match it {
                Shown::Count(n) => (
                    format!("q{}", (n * 5).div_ceil(most).clamp(1, 5)),
                    it.to_string(),
                ),
                Shown::Hidden | Shown::Unrecorded => ("hatch".to_owned(), "few".to_owned()),
            };
            body.push_str(&format!("<td class=\"{class}\">{words}</td>"));
        }
        body.push_str("</tr>");
    }
    body + "</tbody></table></div>"
}

/// The section.
pub fn when(scene: &Scene) -> Section {
    let question = &scene.question;
    if !question.what.stops {
        return Section::refused(
            Part::When,
            "Police data has only the month of a crime, so nobody can say at which hour. Stops and searches carry their time: choose them above. A force's own log answers it: an analyst brings one in under Logs of incidents.",
        );
    }
    if scene.known.is_none() {
        return Section::refused(
            Part::When,
            "No stops and searches are loaded. An analyst imports their files with wardmote import police-uk.",
        );
    }
    let period = question.period;
    let mut times = Vec::new();
    for month in period.months() {
        scene.recorded.each_stop(month, |point, at| {
            if scene.ground.ward[point].is_some_and(|it| scene.wards().contains(&it))
                && let Some(at) = DateTime::from_timestamp(at, 0)
            {
                times.push(base::clock::here(at));
            }
        });
    }
    if times.is_empty() {
        return Section::refused(
            Part::When,
            "There was no stop with a place in these wards and months.",
        );
    }
    times.sort_unstable();
    let minute = |it: &chrono::NaiveDateTime| {
        i64::from(it.date().weekday().num_days_from_monday()) * 1440
            + i64::from(it.hour() * 60 + it.minute())
    };
    let found = hour_by_weekday(times.iter().map(|it| (minute(it), minute(it))));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole counts, none below nothing"
    )]
    let spans: Vec<u64> = found
        .events
        .iter()
        .flat_map(|day| {
            day.chunks(3)
                .map(|hours| hours.iter().sum::<f64>().round() as u64)
        })
        .collect();
    let shown = parts(&spans, scene.minimum);
    let about = format!(
        "{} Weekday and three hours, local time.",
        scene.about(period)
    );
    let body = week(&about, "stops", &shown);
    let rows = DAYS
        .iter()
        .enumerate()
        .flat_map(|(day, name)| {
            let shown = &shown;
            SPANS.iter().enumerate().map(move |(at, span)| {
                vec![
                    (*name).to_owned(),
                    (*span).to_owned(),
                    shown[day * 8 + at].cell(),
                ]
            })
        })
        .collect();
    let input: Vec<Vec<String>> = times
        .iter()
        .map(|it| vec![it.format("%Y-%m-%dT%H:%M").to_string()])
        .collect();
    Section {
        finding: fullest(&spans, &shown, "stops"),
        body,
        about,
        method: "Each stop counted in its hour and weekday, local time; drawn in spans of three hours.".into(),
        n: times.len() as u64,
        months: period.words(),
        sources: scene.sources(period),
        cannot: vec![
            "Stops show when officers stopped people, not when crime happens.".into(),
            "Only stops with a place inside the wards are counted. It says nothing about any person.".into(),
            format!("{} of {} have a known hour.", number(found.hour_known as u64), number(times.len() as u64)),
        ],
        parameters: scene.parameters(period),
        steps: vec!["Turn each time into local time.".into(), "Count by weekday and hour, and add up three hours at a time for the page.".into(), "A span stands out where an even week would bring as many by chance less than once in twenty, counting that 56 spans are looked at.".into()],
        command: Some("wardmote analyse hours when-input.csv".into()),
        heads: ["weekday", "hours", "stops"].map(String::from).to_vec(),
        rows,
        input: (scene.minimum <= 1).then(|| csv(&["from"], &input)),
        ..Section::of(Part::When)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_of_a_few_stops_is_no_finding() {
        let mut spans = vec![1; 56];
        (spans[10], spans[33]) = (5, 5);
        let shown: Vec<Shown> = spans.iter().map(|n| Shown::Count(*n)).collect();
        assert!(fullest(&spans, &shown, "stops").starts_with("No hour stands out"));
        spans[10] = 25;
        let shown: Vec<Shown> = spans.iter().map(|n| Shown::Count(*n)).collect();
        assert_eq!(
            fullest(&spans, &shown, "stops"),
            "More stops than an even week would bring by chance: Tuesday from 6 to 9 o'clock (25)"
        );
    }
}
