//! Beside similar wards, with what is likely: never a league of all.

use statistics::{MONTHS_FOR_SPREAD, rate_range, spread_of_sums};
use web::charts::bar;
use web::forms::escape;
use web::number;

use super::change::{SEED, sums_told};
use super::scene::{Reader, Scene};
use super::section::{Part, Section, csv};
use crate::cube::Period;
use crate::figures::{BESIDE, beside, held, percent, spread, told_spread};
use crate::publishing::{Shown, WardTable, parts};

/// In the place of a ward: all the others.
const TOGETHER: usize = usize::MAX;

/// A line of the table.
struct Row {
    ward: usize,
    n: Shown,
    people: u64,
    phi: f64,
}

impl Row {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    fn rate(&self) -> f64 {
        let n = self.n.count();
        n.map_or(-1.0, |n| n as f64 / self.people as f64)
    }
}

fn cannot(spread_known: bool) -> Vec<String> {
    let mut told = vec![
        "Residents are not everyone who is there: a town centre has more visitors than residents, and its rate says little of who lives there.".to_owned(),
        "Similar means as many residents, not the same shops, stations or lives.".into(),
        "Go by the finding: two ranges may overlap a little and the wards still differ.".into(),
    ];
    if !spread_known {
        told.push(format!("With fewer than {MONTHS_FOR_SPREAD} months nobody knows how much these counts vary: the ranges are those of chance alone, and too narrow."));
    }
    told
}

/// The section.
pub fn similar(scene: &Scene) -> Section {
    let Some(ward) = scene.question.one_ward() else {
        return Section::refused(
            Part::Similar,
            "Choose one ward: similar wards are those whose number of residents is nearest to its own.",
        );
    };
    let own_code = &ward.code;
    let Some(own_people) = scene
        .residents
        .of_wards
        .get(own_code)
        .copied()
        .filter(|it| *it > 0)
    else {
        return Section::refused(Part::Similar, scene.residents.missing(own_code));
    };
    let mut others: Vec<usize> = (0..scene.atlas.wards.len())
        .filter(|at| {
            scene.atlas.wards[*at].code != *own_code
                && scene
                    .residents
                    .of_wards
                    .get(&scene.atlas.wards[*at].code)
                    .is_some_and(|it| *it > 0)
        })
        .collect();
    let people = |at: usize| {
        scene
            .residents
            .of_wards
            .get(&scene.atlas.wards[at].code)
            .copied()
            .unwrap_or(0)
    };
    others.sort_by_key(|at| (people(*at).abs_diff(own_people), *at));
    others.truncate(BESIDE);
    if others.is_empty() {
        return Section::refused(
            Part::Similar,
            "No other ward has residents loaded, so there is nothing to stand beside.",
        );
    }
    if scene.known.is_none() {
        return Section::refused(Part::Similar, super::NOT_LOADED);
    }
    let period = scene.question.period;
    if let Some(why) = scene.not_recorded(period) {
        return Section::refused(Part::Similar, why);
    }
    let Some(own) = scene.atlas.wards.iter().position(|it| it.code == *own_code) else {
        return Section::refused(Part::Similar, "This ward is not on today's map.");
    };
    let mut all = vec![own];
    all.extend(&others);
    let counts: Vec<u64> = all
        .iter()
        .map(|at| scene.by_month(&[*at], period).iter().sum())
        .collect();
    let shown: Vec<Shown> = match &scene.published {
        Some(told) if !scene.question.what.stops => {
            let codes = all.iter().map(|at| scene.atlas.wards[*at].code.as_str());
            codes.map(|code| scene.of(told.now(), code)).collect()
        }
        _ => parts(&counts, scene.minimum),
    };
    if scene.reader == Reader::Papers && shown.iter().any(|it| it.count().is_none()) {
        return Section::refused(
            Part::Similar,
            "Of one of these wards the public tables show no count, so they do not stand side by side in papers.",
        );
    }
    // How much more months vary than chance, over all that is recorded up to the last month.
    let run = scene.known.and_then(|known| {
        let run = Period {
            first: known.first,
            last: period.last,
        };
        let first = scene.recorded_since(run)?;
        Some(Period { first, ..run })
    });
    let phi = |wards: &[usize]| {
        let months = scene.by_month(wards, run?);
        match &scene.published {
            Some(_) if scene.question.what.stops => {
                spread_of_sums(&sums_told(&months, scene.minimum)).map(|it| it.dispersion)
            }
            Some(told) => {
                let code = |at: &usize| scene.atlas.wards[*at].code.as_str();
                let own = |it: &WardTable| {
                    let of = wards.iter().map(|at| scene.of(it, code(at)).count());
                    of.sum()
                };
                told_spread(told, own, |it| scene.everywhere(it))
            }
            None => spread(&months),
        }
    };
    let mut rows: Vec<Row> = all
        .iter()
        .zip(&shown)
        .map(|(at, n)| Row {
            ward: *at,
            n: *n,
            people: people(*at),
            phi: phi(&[*at]).unwrap_or(1.0),
        })
        .collect();
    let (own_phi, others_phi) = (phi(&[own]), phi(&others));
    let both_phi = own_phi.zip(others_phi).map(|(own, others)| own.max(others));
    rows.sort_by(|a, b| b.rate().total_cmp(&a.rate()).then(a.ward.cmp(&b.ward)));
    // The counts of another ward are for its own team.
    if !scene.sees_all_wards {
        rows.retain(|it| it.ward == own);
        rows.push(Row {
            ward: TOGETHER,
            n: Shown::Count(counts[1..].iter().sum()),
            people: others.iter().map(|at| people(*at)).sum(),
            phi: others_phi.unwrap_or(1.0),
        });
    }
    let highest = rows.iter().map(Row::rate).fold(0.0, f64::max);
    let rest = (
        counts[1..].iter().sum(),
        others.iter().map(|at| people(*at)).sum(),
    );
    let pair = (counts[0], own_people);
    let finding = beside(&ward.name, pair, rest, others.len(), both_phi);
    let about = format!("{} For each 1,000 residents.", scene.about(period));
    let mut body = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table: similar wards\"><table class=\"tbl tbl--cards\"><caption class=\"vh\">{}</caption><thead><tr><th scope=\"col\">Ward</th><td></td><th scope=\"col\" class=\"r\">Count</th><th scope=\"col\" class=\"r\">For each 1,000</th><th scope=\"col\">Likely between</th></tr></thead><tbody>",
        escape(&about)
    );
    let mut file = Vec::new();
    for it in rows {
        let (at, n, people) = (it.ward, it.n, it.people);
        let range = n.count().and_then(|n| rate_range(n, people, it.phi));
        let each = if range.is_some() {
            format!("{:.1}", 1000.0 * it.rate())
        } else {
            "too few".to_owned()
        };
        let between = range.map_or_else(String::new, |it| {
            format!("{:.1} to {:.1}", 1000.0 * it.low, 1000.0 * it.high)
        });
        let name = match scene.atlas.wards.get(at) {
            Some(ward) => ward.name.clone(),
            None => format!("{} similar wards together", others.len()),
        };
        body.push_str(&format!(
            "<tr{}><th scope=\"row\">{}</th><td>{}</td><td class=\"r\" data-l=\"Count\">{n}</td><td class=\"r\" data-l=\"For each 1,000\">{each}</td><td data-l=\"Likely between\">{between}</td></tr>",
            if at == own { " class=\"own\"" } else { "" },
            escape(&name),
            bar(it.rate().max(0.0), highest, at != own),
        ));
        file.push(vec![
            name,
            n.cell(),
            people.to_string(),
            format!("{:.6}", it.phi),
            range.map_or_else(String::new, |it| format!("{:.6}", it.low)),
            range.map_or_else(String::new, |it| format!("{:.6}", it.high)),
        ]);
    }
    body.push_str("</tbody></table></div>");
    let input: Vec<Vec<String>> = file
        .iter()
        .filter(|it| it[1] != "hidden")
        .map(|it| it[..4].to_vec())
        .collect();
    let found = both_phi.and_then(|phi| held(pair, rest, phi));
    let likely = found.and_then(|it| Some((it.change_percent?, it.low?, it.high?)));
    let mut parameters = scene.parameters(period);
    parameters.push((
        "More than the others together".into(),
        likely.map_or("not said".into(), |(it, low, high)| {
            format!("{} ({} to {})", percent(it), percent(low), percent(high))
        }),
    ));
    parameters.push((
        "Over-dispersion of that comparison".into(),
        both_phi.map_or("not known".into(), |phi| format!("{phi:.4}")),
    ));
    parameters.push((
        "Similar".into(),
        format!(
            "the {} wards with the number of residents nearest to {}",
            others.len(),
            number(own_people)
        ),
    ));
    Section {
        finding,
        about,
        body,
        method: "Events for each resident, each rate with its 95% range, and the ward against the others together, with the ups and downs these counts really have.".into(),
        n: counts.iter().sum(),
        months: period.words(),
        sources: scene.sources(period),
        cannot: cannot(both_phi.is_some()),
        parameters,
        steps: vec![
            "Take the five wards whose number of residents is nearest.".into(),
            "Measure how much more the months of each ward vary than pure chance would have it.".into(),
            "Divide events by residents, and give the range in which the underlying rate likely lies with that spread.".into(),
            "Hold the ward against the others together, with the larger spread of the two.".into(),
        ],
        command: Some(format!(
            "wardmote analyse rates similar-input.csv --own \"{}\" --spread {:.6} --seed {SEED}",
            ward.name,
            both_phi.unwrap_or(1.0)
        )),
        heads: ["ward", "count", "residents", "dispersion", "low", "high"].map(String::from).to_vec(),
        rows: file,
        input: Some(csv(&["name", "count", "people", "dispersion"], &input)),
        ..Section::of(Part::Similar)
    }
}
