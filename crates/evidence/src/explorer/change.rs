//! These months against others: more, fewer, or the usual ups and downs?

use statistics::{
    Comparison, Finding, MONTHS_FOR_SPREAD, Window, benjamini_hochberg, compare, compare_sums,
};
use web::number;

use super::question::What;
use super::scene::Scene;
use super::section::{Part, Section, csv, table};
use crate::Month;
use crate::cube::{ASB, Period};
use crate::figures::percent;
use crate::publishing::{Shown, WardTable, alone, parts};
use crate::recording::months_words;

/// The seed of chance, the same as the command's.
pub const SEED: u64 = 1;

struct Row {
    name: String,
    /// From when on it was recorded in every month up to the end.
    since: Option<Month>,
    months: Vec<u64>,
    now: Shown,
    before: Shown,
    /// Months of both windows whose files do not hold it, in words.
    unrecorded: [String; 2],
    found: Option<Comparison>,
}

impl Row {
    fn is_recorded(&self) -> bool {
        self.unrecorded.iter().all(String::is_empty)
    }

    /// The count of the later window (0) or the earlier one (1), where its files hold it.
    fn told(&self, window: usize, write: fn(Shown) -> String) -> String {
        let shown = if window == 0 { self.now } else { self.before };
        if self.unrecorded[window].is_empty() {
            write(shown)
        } else {
            String::new()
        }
    }
}

fn sum(counts: &[u64]) -> u64 {
    counts.iter().sum()
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

fn sentence(it: &Comparison, one: &str, before: &str) -> String {
    let now = web::many(it.now.count, one);
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
    format!("{word}: {now} against {then} in {before}{range}")
}

/// Its counts month by month.
fn history(scene: &Scene, what: &What, run: Period) -> Vec<u64> {
    let codes = scene.wards().iter();
    let codes: Vec<&str> = codes
        .map(|at| scene.atlas.wards[*at].code.as_str())
        .collect();
    run.months()
        .map(|month| {
            let of = codes
                .iter()
                .map(|code| what.in_ward(&scene.cube, code, month));
            of.sum()
        })
        .collect()
}

/// The sums of twelve months up to the last of a line, as far back as none of them is hidden.
pub fn sums_told(months: &[u64], minimum: u64) -> Vec<u64> {
    let years = months.windows(12).rev().map(|it| it.iter().sum());
    let mut sums: Vec<u64> = years
        .map_while(|n: u64| alone(n, minimum).count())
        .collect();
    sums.reverse();
    sums
}

/// The section.
pub fn change(scene: &Scene) -> Section {
    let question = &scene.question;
    let Some(countable) = scene.known else {
        return Section::refused(Part::Change, super::NOT_LOADED);
    };
    let now = question.period;
    let Some(before) = question.before(countable) else {
        return Section::refused(
            Part::Change,
            format!(
                "There is nothing to hold {} against: the months loaded are {}. Choose fewer or later months, or the months just before.",
                now.words(),
                countable.words()
            ),
        );
    };
    if let Some(why) = scene
        .not_recorded(now)
        .or_else(|| scene.not_recorded(before))
    {
        return Section::refused(Part::Change, why);
    }
    let run = Period {
        first: countable.first,
        last: now.last,
    };
    let mut series = vec![(
        "All together".to_owned(),
        question.what.clone(),
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
        let what = What {
            kinds: vec![kind.clone()],
            ..question.what.clone()
        };
        let months = history(scene, &what, run);
        series.push((kind, what, months));
    }
    let cut = |months: &[u64], period: Period| {
        let from = usize::from(period.first.number() - run.first.number());
        sum(&months[from..from + period.len()])
    };
    let later: Vec<u64> = series.iter().map(|it| cut(&it.2, now)).collect();
    let earlier: Vec<u64> = series.iter().map(|it| cut(&it.2, before)).collect();
    let hide = |counts: &[u64]| -> Vec<Shown> {
        let mut all = parts(&counts[..1], scene.minimum);
        all.extend(parts(&counts[1..], scene.minimum));
        all
    };
    // In papers a count stands only where the public table of its months shows it.
    let told = scene.published.as_ref().zip(question.one_ward());
    let told = told.filter(|_| !question.what.stops);
    let public = |table: &WardTable, at: usize| match (told, at) {
        (Some((_, ward)), 0) => scene.of(table, &ward.code),
        (Some((_, ward)), at) => table.cell(&ward.code, &series[at].0),
        (None, _) => Shown::Hidden,
    };
    let all = |table: Option<&WardTable>| -> Vec<Shown> {
        let of = |at| table.map_or(Shown::Hidden, |it| public(it, at));
        (0..series.len()).map(of).collect()
    };
    let (shown, shown_before) = match told {
        Some((told, _)) => (all(Some(told.now())), all(told.before())),
        None => (hide(&later), hide(&earlier)),
    };
    // And how much it varies must follow from what was told: months that are hidden could be worked out of it.
    let sums: Vec<Option<Vec<u64>>> = (0..series.len())
        .map(|at| match (told, &scene.published) {
            (Some((told, _)), _) => Some(told.sums_of(|table| public(table, at))),
            (None, Some(_)) => Some(sums_told(&series[at].2, scene.minimum)),
            (None, None) => None,
        })
        .collect();
    let rows: Vec<Row> = series
        .into_iter()
        .enumerate()
        .map(|(at, (name, what, mut months))| {
            let window = |count, period: Period| Window {
                count,
                days: period.days(),
            };
            let since = scene.what_recorded_since(&what, run);
            let skipped = since.map_or(months.len(), |it| {
                usize::from(it.number() - run.first.number())
            });
            months.drain(..skipped);
            let unrecorded = [now, before].map(|it| months_words(&scene.unrecorded(&what, it)));
            let both = shown[at].count().zip(shown_before[at].count());
            // With fewer months a comparison would rest on pure chance, which calls ordinary months a change.
            let enough =
                months.len() >= MONTHS_FOR_SPREAD && since.is_some_and(|it| it <= before.first);
            let both = both.filter(|_| enough);
            let both = both.map(|(a, b)| (window(a, now), window(b, before)));
            Row {
                found: both.and_then(|(a, b)| match &sums[at] {
                    Some(sums) => compare_sums(a, b, sums, SEED),
                    None => Some(compare(a, b, &months, SEED)),
                }),
                now: shown[at],
                before: shown_before[at],
                unrecorded,
                name,
                since,
                months,
            }
        })
        .collect();
    let p: Vec<f64> = rows
        .iter()
        .map(|it| it.found.and_then(|it| it.p).unwrap_or(f64::NAN))
        .collect();
    let q = benjamini_hochberg(&p);
    let is_unlike = |it: &Row| {
        it.is_recorded() && run.first <= before.first && it.since.is_none_or(|it| it > before.first)
    };
    let finding = match (&rows[0].found, rows[0].now.count(), rows[0].before.count()) {
        (Some(it), ..) => sentence(it, question.what.one(), &before.words()),
        (None, Some(n), Some(then)) if is_unlike(&rows[0]) => format!(
            "{} against {} in {}. The files do not hold the same types in all of these months, so nobody can say whether it changed",
            web::many(n, question.what.one()),
            number(then),
            before.words()
        ),
        (None, Some(n), Some(then)) => format!(
            "{} against {} in {}. Fewer than {MONTHS_FOR_SPREAD} months of it are loaded, so nobody can say whether that is more than the usual ups and downs",
            web::many(n, question.what.one()),
            number(then),
            before.words()
        ),
        _ => "Too few to show".to_owned(),
    };
    let unsaid = |it: &Row| match it.unrecorded.iter().find(|it| !it.is_empty()) {
        Some(months) => format!("Not in the files of {months}"),
        None if is_unlike(it) => "Not the same types".to_owned(),
        None if it.now.count().and(it.before.count()).is_some() => "Too few months".to_owned(),
        None => "Not shown".to_owned(),
    };
    let stands = |q: &f64| rows.len() > 1 && *q <= 0.05;
    let any_stands = q.iter().any(stands);
    let drawn: Vec<Vec<String>> = rows
        .iter()
        .zip(&q)
        .map(|(it, q)| {
            vec![
                it.name.clone(),
                it.told(0, |it| it.to_string()),
                it.told(1, |it| it.to_string()),
                it.found.as_ref().map(likely).unwrap_or_default(),
                it.found
                    .map_or_else(|| unsaid(it), |it| it.finding.words().to_owned()),
                if stands(q) {
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
    if any_stands {
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
                it.told(1, Shown::cell),
                it.told(0, Shown::cell),
                one(found.and_then(|it| it.change_percent)),
                one(found.and_then(|it| it.low)),
                one(found.and_then(|it| it.high)),
                one(found.and_then(|it| it.p)),
                one(Some(*q).filter(|it| !it.is_nan())),
                one(found.map(|it| it.dispersion)),
                match found {
                    Some(found) => found.finding.words().to_owned(),
                    None if it.is_recorded() => String::new(),
                    None => unsaid(it),
                },
            ]
        })
        .collect();
    let input: Vec<Vec<String>> = rows
        .iter()
        .flat_map(|it| {
            let since = it.since.into_iter();
            since
                .flat_map(|first| Period { first, ..run }.months().collect::<Vec<_>>())
                .zip(&it.months)
                .map(|(month, n)| vec![it.name.clone(), month.to_string(), n.to_string()])
        })
        .collect();
    let phi = rows[0].found.map(|it| it.dispersion);
    let mut parameters = scene.parameters(now);
    parameters.extend([
        ("Held against".into(), before.words()),
        (
            "Days".into(),
            format!("{} and {}", now.days(), before.days()),
        ),
        (
            "Over-dispersion of all together".into(),
            phi.map_or_else(|| "not known".to_owned(), |it| format!("{it:.2}")),
        ),
        ("Seed of chance".into(), SEED.to_string()),
    ]);
    Section {
        body: table(&about, &heads, &drawn),
        finding,
        about,
        method: match phi {
            None => "Two windows compared by their daily rates. How much all together goes up and down without a reason is not known, so no change of it is told.".into(),
            Some(phi) => format!(
                "Two windows compared by their daily rates, with the ups and downs {} (over-dispersion {phi:.1}).",
                if scene.published.is_some() { "of the yearly sums that were told one after the other" } else { "these counts really have" }
            ),
        },
        n: shown[0].count().unwrap_or(0),
        months: now.words(),
        before: shown_before[0].count().map(|n| (n, before.words())),
        sources: scene.sources(run),
        cannot: vec![
            "It says that a count changed, not why, and not that anything was done about it.".into(),
            "A change of how crimes are recorded inside the months is not chance, and this does not see it.".into(),
            "Months just before are another season: what is up may be so every year. The same months a year before are the fairer measure.".into(),
            "Below 10 in both only the counts are given; no per cent on a base under 30.".into(),
        ],
        parameters,
        steps: vec![
            "Count both windows, and divide by their days.".into(),
            if scene.published.is_some() {
                "Measure how much more the sums of twelve months that were told, one after the other, vary than pure chance would have it: months that are hidden play no part, so nothing can be worked out of it.".into()
            } else {
                "Measure how much more the months vary than pure chance would have it, over the last 60 months after trend and season; with fewer than 24 months nothing is said.".into()
            },
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
