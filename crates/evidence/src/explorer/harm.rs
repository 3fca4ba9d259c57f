//! Harm: counts by offence, weighed by a table that the partnership may use. Refused on types too broad to be weighed.

use std::collections::BTreeMap;

use statistics::{dispersion, harm as weighed};
use web::charts::bar;
use web::forms::escape;
use web::number;

use super::scene::{Offences, Reader, Scene};
use super::section::{Part, Section, csv, opened, table};
use crate::Month;
use crate::cube::Period;
use crate::figures::SourceNote;

/// So many offences stand on the page; all stand in the file.
const SHOWN: usize = 10;

/// The section.
pub fn harm(scene: &Scene) -> Section {
    if scene.reader == Reader::Papers {
        return Section::refused(
            Part::Harm,
            "A score is worked out from counts by offence, and those of a ward are too small for papers. An analyst sees it.",
        );
    }
    let Some(offences) = &scene.offences else {
        return Section::refused(
            Part::Harm,
            "The published types are too broad to be weighed: one of them holds both killings and common assault, so a score would be made up. It needs counts by offence, which the London Datastore publishes (wardmote import ward-counts FILE), and a table of weights that your partnership may use, such as the ONS Crime Severity Score (wardmote import weights FILE).",
        );
    };
    if !scene.question.what.kinds.is_empty() || scene.question.what.stops {
        return Section::refused(
            Part::Harm,
            "Choose all crime: a score weighs one offence against another.",
        );
    }
    let Some(period) = covered(offences, scene.question.period) else {
        return Section::refused(
            Part::Harm,
            "Nothing is counted by offence in these months. An analyst imports it with wardmote import ward-counts FILE.",
        );
    };
    scored(scene, offences, period)
}

/// The part of a period that is counted by offence, to its end without a gap.
fn covered(offences: &Offences, asked: Period) -> Option<Period> {
    let is_there = |month: &Month| offences.months.contains(month);
    let months: Vec<Month> = asked.months().collect();
    let last = months.iter().rfind(|it| is_there(it))?;
    let run = months.iter().rev().skip_while(|it| *it != last);
    let first = run.take_while(|it| is_there(it)).last()?;
    Some(Period {
        first: *first,
        last: *last,
    })
}

fn by_offence(offences: &Offences, period: Period) -> BTreeMap<&str, u64> {
    let mut sums = BTreeMap::new();
    for it in &offences.counted {
        if (period.first..=period.last).contains(&it.month) {
            *sums.entry(it.offence.as_str()).or_insert(0) += it.n;
        }
    }
    sums
}

/// The files counted by offence, and the table of weights.
fn sources(scene: &Scene, offences: &Offences, period: Period) -> Vec<SourceNote> {
    let mut all = scene.sources_of("ward-counts", period);
    let about = &offences.scheme.about;
    all.push(SourceNote {
        snapshot: offences.scheme.source_sha256.clone(),
        file: offences.scheme.source_file.clone(),
        months: about.edition.clone(),
        publisher: about.scheme.clone(),
        licence: about.licence.clone(),
    });
    all
}

/// How much more months vary than chance, over all that is counted up to the last month.
fn spread(offences: &Offences, last: Month) -> f64 {
    let known = offences.months.iter().filter(|it| **it <= last);
    let mut months: BTreeMap<Month, u64> = known.map(|it| (*it, 0)).collect();
    // Five years are read; what lies before them was not asked for.
    months.retain(|it, _| *it > last.plus(-60));
    for it in &offences.counted {
        if let Some(sum) = months.get_mut(&it.month) {
            *sum += it.n;
        }
    }
    dispersion(&months.into_values().collect::<Vec<_>>())
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn scored(scene: &Scene, offences: &Offences, period: Period) -> Section {
    let about_weights = &offences.scheme.about;
    let weights = &offences.scheme.weights;
    let phi = spread(offences, period.last);
    let of = |period| {
        let counts = by_offence(offences, period);
        weighed(
            weights,
            counts.iter().map(|(code, n)| (*code, *n as f64)),
            phi,
        )
    };
    let now = of(period);
    let before = Period {
        first: period.first.plus(-12),
        last: period.last.plus(-12),
    };
    let was = covered(offences, before).filter(|it| *it == before).map(of);
    let round = |it: f64| number(it.round() as u64);
    let (low, high) = now.range();
    let mut finding = format!(
        "{} {}, likely between {} and {}",
        round(now.score),
        about_weights.unit,
        round(low),
        round(high)
    );
    if let Some(was) = &was {
        let apart = (now.score - was.score) / (now.variance + was.variance).sqrt();
        finding.push_str(&match apart {
            z if z > 1.96 => format!(
                ". A year before it was {}: higher by more than chance",
                round(was.score)
            ),
            z if z < -1.96 => format!(
                ". A year before it was {}: lower by more than chance",
                round(was.score)
            ),
            _ => format!(
                ". A year before it was {}: a difference that chance alone can make",
                round(was.score)
            ),
        });
    }
    if now.unweighed > 0.0 {
        finding.push_str(&format!(
            ". Left out for want of a weight: {}",
            web::many(now.unweighed.round() as u64, "event")
        ));
    }
    let mut all: Vec<(&str, u64, Option<f64>)> = by_offence(offences, period)
        .into_iter()
        .map(|(offence, n)| (offence, n, weights.weights.get(offence).copied()))
        .collect();
    let score = |it: &(&str, u64, Option<f64>)| it.2.map_or(-1.0, |weight| weight * it.1 as f64);
    all.sort_by(|a, b| score(b).total_cmp(&score(a)).then(a.0.cmp(b.0)));
    let highest = all.first().map_or(0.0, |it| score(it).max(0.0));
    let about = format!(
        "{} Weighed by {}, {}; {}.",
        scene.about(period),
        about_weights.scheme,
        about_weights.edition,
        about_weights.unit
    );
    let weight =
        |it: &(&str, u64, Option<f64>)| it.2.map_or("none".to_owned(), |it| it.to_string());
    let mut body = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table: harm\"><table class=\"tbl tbl--cards\"><caption>{}: the offences that weigh most</caption><thead><tr><th scope=\"col\">Offence</th><td></td><th scope=\"col\" class=\"r\">Score</th><th scope=\"col\" class=\"r\">Count</th><th scope=\"col\" class=\"r\">Weight of one</th></tr></thead><tbody>",
        escape(&period.words())
    );
    for it in all.iter().filter(|it| score(it) > 0.0).take(SHOWN) {
        body.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"r\" data-l=\"Score\">{}</td><td class=\"r\" data-l=\"Count\">{}</td><td class=\"r\" data-l=\"Weight of one\">{}</td></tr>",
            escape(it.0),
            bar(score(it), highest, false),
            round(score(it)),
            number(it.1),
            weight(it),
        ));
    }
    body.push_str("</tbody></table></div>");
    let rest: Vec<Vec<String>> = all
        .iter()
        .map(|it| vec![it.0.to_owned(), number(it.1), weight(it)])
        .collect();
    body.push_str(&opened(
        &format!("All {} offences", all.len()),
        &table(&about, &["Offence", "Count", "Weight of one"], &rest),
    ));
    let input: Vec<Vec<String>> = all
        .iter()
        .map(|it| {
            let weight = it.2.map_or(String::new(), |it| it.to_string());
            vec![it.0.to_owned(), it.1.to_string(), weight]
        })
        .collect();
    let mut parameters = scene.parameters(period);
    let said = |name: &str, value: String| (name.to_owned(), value);
    parameters.extend([
        said(
            "Weights",
            format!("{}, {}", about_weights.scheme, about_weights.edition),
        ),
        said("Licence", about_weights.licence.clone()),
        said("File of weights", offences.scheme.source_file.clone()),
        said("SHA-256 of it", offences.scheme.source_sha256.clone()),
        said("Over-dispersion", format!("{phi:.4}")),
    ]);
    Section {
        finding,
        about,
        body,
        method: "Counts by offence times their weights; the range from how much months vary.".into(),
        n: all.iter().map(|it| it.1).sum(),
        months: period.words(),
        sources: sources(scene, offences, period),
        cannot: vec![
            "A few grave events make most of a score: read the counts beside it.".into(),
            "What has no weight is left out, never counted as nothing.".into(),
            "Weights say how grave an offence is to the courts, not what it did to this victim.".into(),
            "Counts by offence are those that the police recorded, on the wards of 2022.".into(),
        ],
        parameters,
        steps: vec![
            "Add up the counts of each offence in these wards and months.".into(),
            "Multiply each by its weight, and add up.".into(),
            "The variance is the sum of squared weight times count, times how much more months vary than chance.".into(),
        ],
        command: Some(format!(
            "wardmote analyse harm harm-input.csv --phi {phi:.4}"
        )),
        heads: ["offence", "count", "weight", "score"].map(String::from).to_vec(),
        rows: all
            .iter()
            .map(|it| {
                vec![
                    it.0.to_owned(),
                    it.1.to_string(),
                    it.2.map_or(String::new(), |it| it.to_string()),
                    it.2.map_or(String::new(), |_| score(it).to_string()),
                ]
            })
            .collect(),
        input: Some(csv(&["offence", "count", "weight"], &input)),
        ..Section::of(Part::Harm)
    }
}
