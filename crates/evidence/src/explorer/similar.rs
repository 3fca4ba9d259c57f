//! Beside similar wards, with what is likely: never a league of all.

use statistics::wilson;
use web::charts::bar;
use web::forms::escape;
use web::number;

use super::scene::{Reader, Scene};
use super::section::{Part, Section, csv};
use crate::figures::{BESIDE, FEWEST, LEVEL, beside};
use crate::publishing::{Shown, parts};

/// In the place of a ward: all the others.
const TOGETHER: usize = usize::MAX;

/// The section.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub fn similar(scene: &Scene) -> Section {
    let Some(ward) = scene.question.one_ward() else {
        return Section::refused(
            Part::Similar,
            "Choose one ward: similar wards are those whose number of residents is nearest to its own.",
        );
    };
    let own_code = &ward.code;
    let Some(own_people) = scene.residents.get(own_code).copied().filter(|it| *it > 0) else {
        return Section::refused(
            Part::Similar,
            "No residents are loaded, and counts alone would say only how large a ward is. An analyst imports them with wardmote import population FILE.",
        );
    };
    let mut others: Vec<usize> = (0..scene.atlas.wards.len())
        .filter(|at| {
            scene.atlas.wards[*at].code != *own_code
                && scene
                    .residents
                    .get(&scene.atlas.wards[*at].code)
                    .is_some_and(|it| *it > 0)
        })
        .collect();
    let people = |at: usize| {
        scene
            .residents
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
        Some((now, _)) if !scene.question.what.stops => {
            let codes = all.iter().map(|at| scene.atlas.wards[*at].code.as_str());
            codes.map(|code| scene.of(now, code)).collect()
        }
        _ => parts(&counts, scene.minimum),
    };
    if scene.reader == Reader::Papers && shown.contains(&Shown::Hidden) {
        return Section::refused(
            Part::Similar,
            "One of these wards holds so few that people could be known by them, so they do not stand side by side in papers.",
        );
    }
    let mut rows: Vec<(usize, Shown, u64)> = all
        .iter()
        .zip(&shown)
        .map(|(at, n)| (*at, *n, people(*at)))
        .collect();
    let rate = |n: Shown, people: u64| n.count().map_or(-1.0, |n| n as f64 / people as f64);
    rows.sort_by(|a, b| {
        rate(b.1, b.2)
            .total_cmp(&rate(a.1, a.2))
            .then(a.0.cmp(&b.0))
    });
    // The counts of another ward are for its own team.
    if !scene.sees_all_wards {
        rows.retain(|it| it.0 == own);
        let together = Shown::Count(counts[1..].iter().sum());
        rows.push((
            TOGETHER,
            together,
            others.iter().map(|at| people(*at)).sum(),
        ));
    }
    let highest = rows.iter().map(|it| rate(it.1, it.2)).fold(0.0, f64::max);
    let rest = (
        counts[1..].iter().sum(),
        others.iter().map(|at| people(*at)).sum(),
    );
    let finding = beside(&ward.name, (counts[0], own_people), rest, others.len());
    let about = format!("{} For each 1,000 residents.", scene.about(period));
    let mut body = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table: similar wards\"><table class=\"tbl tbl--cards\"><caption>{}</caption><thead><tr><th scope=\"col\">Ward</th><td></td><th scope=\"col\" class=\"r\">Count</th><th scope=\"col\" class=\"r\">For each 1,000</th><th scope=\"col\">Likely between</th></tr></thead><tbody>",
        escape(&about)
    );
    let mut file = Vec::new();
    for (at, n, people) in rows {
        let range = n
            .count()
            .filter(|n| *n >= FEWEST)
            .and_then(|n| wilson(n as f64, people as f64, LEVEL));
        let each = n.count().filter(|n| *n >= FEWEST).map_or_else(
            || "too few".to_owned(),
            |n| format!("{:.1}", 1000.0 * n as f64 / people as f64),
        );
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
            bar(rate(n, people).max(0.0), highest, at != own),
        ));
        file.push(vec![
            name,
            n.cell(),
            people.to_string(),
            range.map_or_else(String::new, |it| format!("{:.6}", it.low)),
            range.map_or_else(String::new, |it| format!("{:.6}", it.high)),
        ]);
    }
    body.push_str("</tbody></table></div>");
    let input: Vec<Vec<String>> = file
        .iter()
        .filter(|it| it[1] != "hidden")
        .map(|it| it[..3].to_vec())
        .collect();
    let mut parameters = scene.parameters(period);
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
        method: "Events for each resident with Wilson's 95% range; the difference by Newcombe's range.".into(),
        n: counts.iter().sum(),
        months: period.words(),
        sources: scene.sources(period),
        cannot: vec![
            "Residents are not everyone who is there: a town centre has more visitors than residents.".into(),
            "Similar means as many residents, not the same shops, stations or lives.".into(),
            "The ranges take events as happening apart from each other; the truth is somewhat wider.".into(),
        ],
        parameters,
        steps: vec![
            "Take the five wards whose number of residents is nearest.".into(),
            "Divide events by residents, and give the range in which the underlying rate likely lies.".into(),
        ],
        command: Some("wardmote analyse share similar-input.csv".into()),
        heads: ["ward", "count", "residents", "low", "high"].map(String::from).to_vec(),
        rows: file,
        input: Some(csv(&["name", "x", "n"], &input)),
        ..Section::of(Part::Similar)
    }
}
