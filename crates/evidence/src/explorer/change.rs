//! These months against others: more, fewer, or the usual ups and downs?

use std::sync::Arc;

use statistics::{Comparison, Finding, MONTHS_FOR_SPREAD, Window, benjamini_hochberg, compare};
use web::number;

use super::question::What;
use super::scene::Scene;
use super::section::{Part, Section, csv, table};
use crate::cube::{ASB, Period};
use crate::publishing::{Shown, WardTable, parts};

/// The seed of chance, the same as the command's.
pub const SEED: u64 = 1;

struct Row {
    name: String,
    months: Vec<u64>,
    now: Shown,
    before: Shown,
    found: Option<Comparison>,
}

fn sum(counts: &[u64]) -> u64 {
    counts.iter().sum()
}

/// "+14%", "-3%".
pub fn percent(n: f64) -> String {
    format!(
        "{}{:.0}%",
        if n > 0.0 {
            "+"
        } else if n < -0.49 {
            "\u{2212}"
        } else {
            ""
        },
        n.abs()
    )
}

fn likely(it: &Comparison) -> String {
    match (it.change_percent, it.low, it.high) {
        (Some(change), Some(low), Some(high)) => {
            format!(
                "{} ({} to {})",
                percent(change),
                percent(low),
                percent(high)
            )
        }
        _ => String::new(),
    }
}

fn sentence(it: &Comparison, noun: &str, before: &str) -> String {
    let now = number(it.now.count);
    let then = number(it.before.count);
    let range = match (it.low, it.high) {
        (Some(low), Some(high)) => format!(
            ". The true change is likely between {} and {}",
            percent(low),
            percent(high)
        ),
        _ => String::new(),
    };
    let word = match it.finding {
        Finding::Higher => "More than chance explains",
        Finding::Lower => "Fewer than chance explains",
        Finding::NoClearChange => "No clear change",
        Finding::TooFewToSay => "Too few to say",
    };
    format!("{word}: {now} {noun} against {then} in {before}{range}")
}

/// The months of a type that the file holds: from the first one known to the end of the period.
fn history(scene: &Scene, kind: &[String], run: Period) -> Vec<u64> {
    let what = What {
        kinds: kind.to_vec(),
        ..scene.question.what.clone()
    };
    run.months()
        .map(|month| {
            scene
                .wards()
                .iter()
                .map(|at| what.in_ward(&scene.cube, &scene.atlas.wards[*at].code, month))
                .sum()
        })
        .collect()
}

/// The section.
pub fn change(scene: &Scene) -> Section {
    let question = &scene.question;
    let Some(countable) = scene.countable() else {
        return Section::refused(
            Part::Change,
            "No month of this is loaded. An analyst imports the files with wardmote import police-uk.",
        );
    };
    let now = question.period;
    let Some(before) = question
        .before(countable)
        .filter(|_| now.last <= countable.last)
    else {
        return Section::refused(
            Part::Change,
            format!(
                "There is nothing to hold {} against: the months loaded are {}. Choose fewer or later months, or the months just before.",
                now.words(),
                countable.words()
            ),
        );
    };
    let run = Period {
        first: countable.first,
        last: now.last,
    };
    // With fewer months a comparison would rest on pure chance, which calls ordinary months a change.
    let enough = run.len() >= MONTHS_FOR_SPREAD;
    let mut series = vec![(
        "All together".to_owned(),
        scene.by_month(scene.wards(), run),
    )];
    let kinds: Vec<String> = match question.what.kinds.as_slice() {
        _ if question.what.stops => Vec::new(),
        [] => scene
            .cube
            .kinds()
            .iter()
            .filter(|it| *it != ASB)
            .cloned()
            .collect(),
        [_] => Vec::new(),
        some => some.to_vec(),
    };
    for kind in kinds {
        let months = history(scene, std::slice::from_ref(&kind), run);
        series.push((kind, months));
    }
    let cut = |months: &[u64], period: Period| {
        let from = usize::from(period.first.number() - run.first.number());
        sum(&months[from..from + period.len()])
    };
    let later: Vec<u64> = series.iter().map(|it| cut(&it.1, now)).collect();
    let earlier: Vec<u64> = series.iter().map(|it| cut(&it.1, before)).collect();
    let hide = |counts: &[u64]| -> Vec<Shown> {
        let mut all = parts(&counts[..1], scene.minimum);
        all.extend(parts(&counts[1..], scene.minimum));
        all
    };
    // In papers a count stands only where the public table of its months shows it.
    let public = |table: Option<&Arc<WardTable>>| -> Vec<Shown> {
        let (Some(table), Some(ward)) = (table, question.one_ward()) else {
            return vec![Shown::Hidden; series.len()];
        };
        let kinds = series[1..].iter().map(|it| table.cell(&ward.code, &it.0));
        std::iter::once(scene.of(table, &ward.code))
            .chain(kinds)
            .collect()
    };
    let (shown, shown_before) = match &scene.published {
        Some((now, before)) if !question.what.stops => (public(Some(now)), public(before.as_ref())),
        _ => (hide(&later), hide(&earlier)),
    };
    let rows: Vec<Row> = series
        .into_iter()
        .enumerate()
        .map(|(at, (name, months))| {
            let window = |count, period: Period| Window {
                count,
                days: period.days(),
            };
            let both = shown[at].count().zip(shown_before[at].count());
            let both = both.filter(|_| enough);
            Row {
                found: both.map(|(a, b)| compare(window(a, now), window(b, before), &months, SEED)),
                now: shown[at],
                before: shown_before[at],
                name,
                months,
            }
        })
        .collect();
    let p: Vec<f64> = rows
        .iter()
        .map(|it| it.found.and_then(|it| it.p).unwrap_or(f64::NAN))
        .collect();
    let q = benjamini_hochberg(&p);
    let finding = match (&rows[0].found, rows[0].now.count(), rows[0].before.count()) {
        (Some(it), ..) => sentence(it, question.what.noun(), &before.words()),
        (None, Some(n), Some(then)) => format!(
            "{} {} against {} in {}. Fewer than {MONTHS_FOR_SPREAD} months are loaded, so nobody can say whether that is more than the usual ups and downs",
            number(n),
            question.what.noun(),
            number(then),
            before.words()
        ),
        _ => "Too few to show".to_owned(),
    };
    let unsaid = if enough {
        "Not shown"
    } else {
        "Too few months"
    };
    let drawn: Vec<Vec<String>> = rows
        .iter()
        .zip(&q)
        .map(|(it, q)| {
            vec![
                it.name.clone(),
                it.now.to_string(),
                it.before.to_string(),
                it.found.as_ref().map(likely).unwrap_or_default(),
                it.found.map_or(unsaid, |it| it.finding.words()).to_owned(),
                if rows.len() > 1 && *q <= 0.05 {
                    "yes".into()
                } else {
                    String::new()
                },
            ]
        })
        .collect();
    let mut heads = vec![
        "What",
        "Now",
        "Then",
        "Change (likely between)",
        "What may be said",
    ];
    let mut drawn = drawn;
    if rows.len() > 1 {
        heads.push("Stands after many looks");
    } else {
        drawn.iter_mut().for_each(|row| row.truncate(5));
    }
    let about = format!("{} Held against {}.", scene.about(now), before.words());
    let one = |it: Option<f64>| it.map_or_else(String::new, |it| format!("{it:.4}"));
    let file = rows
        .iter()
        .zip(&q)
        .map(|(it, q)| {
            let found = it.found;
            vec![
                it.name.clone(),
                it.before.cell(),
                it.now.cell(),
                one(found.and_then(|it| it.change_percent)),
                one(found.and_then(|it| it.low)),
                one(found.and_then(|it| it.high)),
                one(found.and_then(|it| it.p)),
                one(Some(*q).filter(|it| !it.is_nan())),
                one(found.map(|it| it.dispersion)),
                found.map_or("", |it| it.finding.words()).to_owned(),
            ]
        })
        .collect();
    let input: Vec<Vec<String>> = rows
        .iter()
        .flat_map(|it| {
            run.months()
                .zip(&it.months)
                .map(|(month, n)| vec![it.name.clone(), month.to_string(), n.to_string()])
        })
        .collect();
    let phi = rows[0].found.map_or(1.0, |it| it.dispersion);
    let mut parameters = scene.parameters(now);
    parameters.extend([
        ("Held against".into(), before.words()),
        (
            "Days".into(),
            format!("{} and {}", now.days(), before.days()),
        ),
        (
            "Over-dispersion of all together".into(),
            format!("{phi:.2}"),
        ),
        ("Seed of chance".into(), SEED.to_string()),
    ]);
    Section {
        body: table(&about, &heads, &drawn),
        finding,
        about,
        method: format!("Two windows compared by their daily rates, with the ups and downs these counts really have (over-dispersion {phi:.1})."),
        // What is hidden is in no sum beside what is shown.
        n: [shown[0], shown_before[0]].into_iter().filter_map(Shown::count).sum(),
        months: now.words(),
        cannot: vec![
            "It says that a count changed, not why, and not that anything was done about it.".into(),
            "A change of how crimes are recorded inside the months is not chance, and this does not see it.".into(),
            "Months just before are another season: what is up may be so every year. The same months a year before are the fairer measure.".into(),
            "Below 10 in both only the counts are given; no per cent on a base under 30.".into(),
        ],
        parameters,
        steps: vec![
            "Count both windows, and divide by their days.".into(),
            "Measure how much more the months vary than pure chance would have it, over the last 60 months after trend and season; with fewer than 24 months nothing is said.".into(),
            "Compare the two rates with that spread; from 30 events by the normal form, below it by the exact test or by simulation with the seed.".into(),
            "Of several types looked at together, mark those that stand after Benjamini and Hochberg.".into(),
        ],
        command: Some(format!(
            "wardmote analyse compare change-input.csv --by type --window {} --back {} --seed {SEED}",
            now.len(),
            question.back()
        )),
        heads: ["type", "before", "now", "change_percent", "low", "high", "p", "q", "dispersion", "finding"]
            .map(String::from)
            .to_vec(),
        rows: file,
        input: Some(csv(&["type", "month", "count"], &input)),
        ..Section::of(Part::Change)
    }
}
