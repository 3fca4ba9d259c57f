//! Where: the cells of the grid, which of them stand out, which have newly risen, and how long they have been so.

use serde_json::json;
use statistics::{HotCells, HotSpotClass, MONTHS_FOR_SPREAD, hot_cells};
use web::charts::{GridCell, GridMap, Letter};
use web::forms::escape;
use web::{many, number};

use super::change::SEED;
use super::grid::Grid;
use super::over_time::{self, OverTime};
use super::risen;
use super::scene::{Reader, Scene};
use super::section::{Also, Part, Section, csv, opened, table};
use crate::cube::Period;
use crate::figures::Shades;
use crate::publishing::{Shown, parts};
use crate::recording::months_words;
use crate::unit::Unit;

/// How often values are dealt out afresh where p cannot be worked out exactly.
pub const PERMUTATIONS: usize = 999;
/// The pattern of what is hidden, once on a page.
pub const HATCH: &str = "<svg class=\"vh\" width=\"1\" height=\"1\" aria-hidden=\"true\" focusable=\"false\"><defs><pattern id=\"hatch\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"8\" height=\"8\" fill=\"#e4e1d9\"/><path class=\"hatch-l\" d=\"M0 0V8\"/></pattern></defs></svg>";
/// In a legend: what a frame says.
pub const FRAMED: &str = "<li><svg viewBox=\"0 0 22 22\" aria-hidden=\"true\"><path class=\"gf\" d=\"M3 3h16v16h-16z\"/></svg>Stands out with those around it</li>";

/// The steps of a legend.
pub fn steps(steps: Vec<(&'static str, String)>) -> String {
    let step = |(class, words): (&str, String)| {
        format!(
            "<li><svg viewBox=\"0 0 22 22\" aria-hidden=\"true\"><rect class=\"{class}\" x=\"1\" y=\"1\" width=\"20\" height=\"20\"/></svg>{}</li>",
            escape(&words)
        )
    };
    steps.into_iter().map(step).collect()
}

/// What is said of a cell with a letter.
pub fn keyed(letter: char, strong: bool, name: &str, said: &str) -> String {
    format!(
        "<li><span class=\"k{}\" aria-hidden=\"true\">{letter}</span><div><b><span class=\"vh\">{letter}: </span>{}</b><p class=\"small\">{}</p></div></li>",
        if strong { "" } else { " k--2" },
        escape(name),
        escape(said)
    )
}

/// Letters on the map.
const LETTERS: usize = 6;

/// The steps in which papers tell the count of a cell. A count would say in the next papers what one month more brought.
const STEPS: [u64; 5] = [5, 10, 20, 50, 100];

/// "10 to 19", "100 or more".
fn step(n: u64) -> (u64, String) {
    let at = STEPS.iter().rposition(|from| *from <= n);
    match at.map(|at| (STEPS[at], STEPS.get(at + 1))) {
        Some((from, Some(next))) => (from, format!("{from} to {}", next - 1)),
        Some((from, None)) => (from, format!("{from} or more")),
        None if n == 0 => (0, "0".into()),
        None => (1, format!("1 to {}", STEPS[0] - 1)),
    }
}

/// What is known of the cells.
struct Cells {
    /// The months asked about that have points.
    period: Period,
    now: Vec<u64>,
    /// The street that names each cell.
    near: Vec<Option<String>>,
    before: Option<Vec<u64>>,
    shown: Vec<Shown>,
    in_steps: bool,
    hot: HotCells,
    risen: Vec<Option<f64>>,
    /// Whether there are months enough to say so.
    rise_known: bool,
    class: Vec<HotSpotClass>,
    over_time: Option<OverTime>,
    /// Stops of the same months, with words for the months that have a file of them.
    stops: Option<(Vec<u64>, String)>,
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub fn floats(counts: &[u64]) -> Vec<f64> {
    counts.iter().map(|n| *n as f64).collect()
}

/// Which cells have a letter: those that stand out most, then those that rose, then the fullest.
fn lettered(cells: &Cells) -> Vec<usize> {
    let visible = |at: &usize| cells.shown[*at].count().is_some_and(|n| n > 0);
    let by = |of: &dyn Fn(usize) -> f64, from: Vec<usize>| {
        let mut order = from;
        order.sort_by(|a, b| of(*b).total_cmp(&of(*a)).then(a.cmp(b)));
        order
    };
    let all: Vec<usize> = (0..cells.now.len()).filter(visible).collect();
    let z = |at: usize| cells.hot.z[at].unwrap_or(f64::MIN);
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let count = |at: usize| cells.shade(at).count().unwrap_or(0) as f64;
    let hot: Vec<usize> = all
        .iter()
        .copied()
        .filter(|at| cells.hot.is_hot(*at))
        .collect();
    let rose: Vec<usize> = all
        .iter()
        .copied()
        .filter(|at| has_risen(cells, *at))
        .collect();
    let mut picked: Vec<usize> = Vec::new();
    let more = by(&z, hot)
        .into_iter()
        .take(4)
        .chain(by(&count, rose).into_iter().take(2))
        .chain(by(&count, all));
    for at in more {
        if picked.len() < LETTERS && !picked.contains(&at) {
            picked.push(at);
        }
    }
    picked
}

impl Cells {
    /// The name of a cell: its street, the ward, and its corner on the National Grid.
    fn name(&self, scene: &Scene, grid: &Grid, at: usize) -> String {
        let cell = grid.name(scene, at);
        match &self.near[at] {
            Some(street) => format!("Near {street}: {cell}"),
            None => cell,
        }
    }

    /// Whether a cell is told apart from the others by more than its count.
    fn is_marked(&self, at: usize) -> bool {
        self.hot.is_hot(at) || has_risen(self, at)
    }

    /// The count of a cell as it is told: in steps where it stands in papers.
    fn told(&self, at: usize) -> String {
        match self.shown[at].count() {
            Some(n) if self.in_steps => step(n).1,
            _ => self.shown[at].to_string(),
        }
    }

    /// Puts cells in order, those that are told as fullest first.
    fn fullest_first(&self, cells: &mut [usize]) {
        cells.sort_by_key(|at| (std::cmp::Reverse(self.shade(*at).count()), *at));
    }

    /// What shades a cell.
    fn shade(&self, at: usize) -> Shown {
        match self.shown[at] {
            Shown::Count(n) if self.in_steps => Shown::Count(step(n).0),
            it => it,
        }
    }
}

fn has_risen(cells: &Cells, at: usize) -> bool {
    cells
        .risen
        .get(at)
        .copied()
        .flatten()
        .is_some_and(|q| q <= 0.05)
        && cells
            .before
            .as_ref()
            .is_some_and(|before| cells.now[at] > before[at])
}

fn said(cells: &Cells, at: usize, one: &str) -> String {
    let told = cells.told(at);
    let several = if told == "1" { "" } else { "s" };
    let mut text = format!("{told} {one}{several}");
    if let Some(before) = cells
        .before
        .as_ref()
        .filter(|_| cells.shown[at] != Shown::Hidden)
    {
        text.push_str(&format!(", {} before", number(before[at])));
    }
    text.push('.');
    if cells.hot.is_hot(at) {
        text.push_str(" Stands out with those around it.");
    }
    if has_risen(cells, at) {
        text.push_str(" Newly risen: more than chance explains.");
    }
    let class = cells.class[at].words();
    if !class.is_empty() {
        text.push_str(&format!(" Over time: {class}."));
    }
    if let Some((stops, months)) = &cells.stops {
        text.push_str(&format!(
            " Stops and searches here in {months}: {}.",
            number(stops[at])
        ));
    }
    text
}

/// Why there are no points for these months.
pub fn no_points(scene: &Scene, part: Part) -> Section {
    if scene.known.is_none() {
        return Section::refused(part, super::NOT_LOADED);
    }
    let kept = scene.with_points().map_or_else(
        || "none are loaded".to_owned(),
        |it| format!("they are {}", it.words()),
    );
    Section::refused(
        part,
        format!(
            "Points are kept for the latest 36 months that are loaded: {kept}. Choose months among them."
        ),
    )
}

/// The section, with the grid it stands on.
pub fn places(scene: &Scene, grid: &Grid, now_months: Period, points: Period) -> Section {
    let question = &scene.question;
    let before_months = now_months.earlier(question.back(), points);
    let now = grid.over(now_months);
    let Some(hot) =
        hot_cells(&floats(&now), &grid.neighbours, PERMUTATIONS, SEED).filter(|_| now.len() >= 9)
    else {
        return Section::refused(
            Part::Where,
            format!(
                "There are fewer than nine {}s here: too few to say where anything stands out. Choose smaller cells or more wards.",
                grid.unit.noun()
            ),
        );
    };
    let before = before_months.map(|it| grid.over(it));
    let risen = match (&before, before_months) {
        (Some(before), Some(months)) => risen::risen(grid, &now, before, (now_months, months)),
        _ => vec![None; now.len()],
    };
    let rise_known = before.is_some() && grid.line(0, now_months.last).len() >= MONTHS_FOR_SPREAD;
    let (class, over_time) = over_time::classes(now_months.last, grid, points);
    let with_stops = !question.what.stops && scene.minimum <= 1;
    let stop_months = scene.months_with_stops(now_months);
    let stops = (with_stops && !stop_months.is_empty()).then(|| {
        let words = if stop_months.len() == now_months.len() {
            "the same months".to_owned()
        } else {
            months_words(&stop_months)
        };
        (grid.stops(scene, &stop_months), words)
    });
    let cells = Cells {
        period: now_months,
        shown: parts(&now, scene.minimum),
        in_steps: scene.reader == Reader::Papers,
        // A small area has a name of its own.
        near: match grid.unit {
            Unit::SmallAreas => vec![None; now.len()],
            _ => grid.streets(scene, now_months),
        },
        stops,
        now,
        // Beside a count that is shown, small ones of the months before would stand bare.
        before: before.filter(|_| scene.minimum <= 1),
        hot,
        risen,
        rise_known,
        class,
        over_time,
    };
    drawn(scene, grid, &cells)
}

fn drawn(scene: &Scene, grid: &Grid, cells: &Cells) -> Section {
    let question = &scene.question;
    let what = question.what.one();
    let letters = lettered(cells);
    let letter = |at: usize| {
        letters
            .iter()
            .zip('A'..)
            .find(|(it, _)| **it == at)
            .map(|(_, letter)| letter.to_string())
    };
    let all_cells = 0..grid.cells.len();
    let visible: Vec<u64> = all_cells.filter_map(|at| cells.shade(at).count()).collect();
    // In papers the shades are the steps that are told.
    let (shades, from) = if cells.in_steps {
        let breaks = STEPS[1..].to_vec();
        (Shades { breaks }, STEPS[0].min(scene.minimum.max(1)))
    } else {
        (Shades::over(&visible), 1)
    };
    let outlines = scene
        .wards()
        .iter()
        .map(|at| scene.ground.edges[*at].clone())
        .collect::<Vec<_>>()
        .concat();
    let about = format!(
        "{} {}.",
        scene.about_points(cells.period),
        grid.unit.label()
    );
    let map = GridMap {
        about: format!("{about} Letters are explained below the map."),
        cells: (0..grid.cells.len())
            .map(|at| GridCell {
                rings: grid.cells[at].rings.clone(),
                middle: grid.cells[at].middle,
                class: shades.class(cells.shade(at)),
                framed: cells.hot.is_hot(at) && cells.shown[at] != Shown::Hidden,
                mark: letter(at).map(|letter| Letter {
                    letter,
                    strong: cells.is_marked(at),
                }),
            })
            .collect(),
        outlines,
    };
    let mut legend = steps(shades.legend_from(from));
    let hatch = if cells.shown.contains(&Shown::Hidden) {
        legend.push_str("<li><svg viewBox=\"0 0 22 22\" aria-hidden=\"true\"><rect class=\"hatch\" x=\"1\" y=\"1\" width=\"20\" height=\"20\"/></svg>Hidden</li>");
        HATCH
    } else {
        ""
    };
    if (0..grid.cells.len()).any(|at| cells.hot.is_hot(at)) {
        legend.push_str(FRAMED);
    }
    if letters.iter().any(|at| !cells.is_marked(*at)) {
        legend.push_str("<li><i>A</i> in slanting letters: only one of the fullest</li>");
    }
    let list: String = letters
        .iter()
        .zip('A'..)
        .map(|(at, letter)| {
            keyed(
                letter,
                cells.is_marked(*at),
                &cells.name(scene, grid, *at),
                &said(cells, *at, what),
            )
        })
        .collect();
    let hot_many = (0..grid.cells.len())
        .filter(|at| cells.hot.is_hot(*at))
        .count();
    let risen_many = (0..grid.cells.len())
        .filter(|at| has_risen(cells, *at))
        .count();
    let one = grid.unit.noun();
    let all = many(grid.cells.len() as u64, one);
    let none = if cells.rise_known {
        ", and none has newly risen"
    } else {
        ". There are too few months to say which have newly risen"
    };
    let finding = match (hot_many, risen_many) {
        (0, 0) => format!("No {one} stands out from the others{none}"),
        (1, 0) => format!("1 of {all} stands out{none}"),
        (hot, 0) => format!("{hot} of {all} stand out{none}"),
        (hot, rose) => format!(
            "{hot} of {all} {} out, and {rose} {} newly risen",
            if hot == 1 { "stands" } else { "stand" },
            if rose == 1 { "has" } else { "have" }
        ),
    };
    let mut order: Vec<usize> = (0..grid.cells.len())
        .filter(|at| cells.shown[*at].count() != Some(0))
        .collect();
    cells.fullest_first(&mut order);
    let over_time = over_time(scene, grid, cells);
    let many: Vec<Vec<String>> = order
        .iter()
        .take(200)
        .map(|at| {
            vec![
                cells.name(scene, grid, *at),
                cells.told(*at),
                cells.hot.z[*at]
                    .filter(|_| scene.minimum <= 1)
                    .map_or_else(String::new, |it| web::decimal(it, 1)),
                if cells.hot.is_hot(*at) {
                    "yes".into()
                } else {
                    String::new()
                },
                cells.class[*at].words().to_owned(),
            ]
        })
        .collect();
    let moved = if grid.unit == Unit::SmallAreas {
        ", so a busy area may have a busy map point"
    } else {
        ", so no cell is smaller than 300 metres and a busy cell may be a busy map point"
    };
    let body = format!(
        "{hatch}<div class=\"grid g-3-2\"><div><div class=\"map-frame\">{}</div><ul class=\"legend\" aria-label=\"Legend\">{legend}</ul><p class=\"small muted\">Points were moved to the nearest of a fixed set of points before publication{moved}. Boundaries: {}.</p></div><ol class=\"rank rank--plain\">{list}</ol></div>{over_time}{}",
        map.svg(),
        escape(scene.boundaries.split(" (").next().unwrap_or_default()),
        opened(
            &if order.len() > 200 {
                format!("The 200 fullest {one}s as a table")
            } else {
                format!("All {one}s with a count as a table")
            },
            &table(
                &about,
                &[
                    grid.unit.heading(),
                    "Count",
                    "Gi* (z)",
                    "Stands out",
                    "Over time"
                ],
                &many
            )
        )
    );
    section(scene, grid, cells, finding, about, body)
}

fn over_time(scene: &Scene, grid: &Grid, cells: &Cells) -> String {
    let Some(over_time) = cells.over_time.as_ref().map(OverTime::words) else {
        return format!(
            "<p class=\"small muted\">There are too few months to say how long any {} has been hot.</p>",
            grid.unit.noun()
        );
    };
    let rows: Vec<Vec<String>> = HotSpotClass::TOLD
        .into_iter()
        .map(|class| {
            let of: Vec<usize> = (0..cells.class.len())
                .filter(|at| cells.class[*at] == class)
                .collect();
            let mut first = of.clone();
            cells.fullest_first(&mut first);
            let names: Vec<String> = first
                .iter()
                .filter(|at| cells.shown[**at] != Shown::Hidden)
                .take(3)
                .map(|at| cells.name(scene, grid, *at))
                .collect();
            vec![
                class.words().to_owned(),
                of.len().to_string(),
                names.join("; "),
            ]
        })
        .collect();
    let many = format!("{}s", grid.unit.heading());
    let caption = format!("{many} by how long they have been hot, {over_time}");
    let heads = ["Over time", &many, "The fullest of them"];
    format!(
        "<h3 class=\"h-s\">Hot over time</h3><p>{caption}.</p>{}",
        table(&caption, &heads, &rows)
    )
}

fn section(
    scene: &Scene,
    grid: &Grid,
    cells: &Cells,
    finding: String,
    about: String,
    body: String,
) -> Section {
    let question = &scene.question;
    let mut features = Vec::with_capacity(grid.cells.len());
    let mut rows = Vec::with_capacity(grid.cells.len());
    for at in 0..grid.cells.len() {
        let cell = &grid.cells[at];
        let (code, [east, north]) = (cell.code.clone(), cell.known_by);
        let hidden = cells.shown[at] == Shown::Hidden;
        // A z holds the sum of the cells around it, hidden ones too.
        let say = |it: Option<f64>| {
            it.filter(|it| scene.minimum <= 1 && !it.is_nan())
                .map_or_else(String::new, |it| format!("{it:.6}"))
        };
        let ward = &scene.atlas.wards[cell.ward];
        let before = cells
            .before
            .as_ref()
            .filter(|_| !hidden && scene.minimum <= 1)
            .map(|it| it[at]);
        features.push(json!({
            "type": "Feature",
            "properties": { "code": code, "near": cells.near[at], "ward": ward.name, "count": cells.shown[at].count().filter(|_| !cells.in_steps), "before": before,
                "hot": !hidden && cells.hot.is_hot(at), "risen": !hidden && has_risen(cells, at), "over_time": cells.class[at].words() },
            "geometry": grid.geometry(scene, at),
        }));
        rows.push(vec![
            code,
            ward.name.clone(),
            format!("{east:.0}"),
            format!("{north:.0}"),
            if cells.in_steps && !hidden {
                cells.told(at)
            } else {
                cells.shown[at].cell()
            },
            before.map_or_else(String::new, |it| it.to_string()),
            say(cells.hot.z[at]),
            say(Some(cells.hot.p[at])),
            say(Some(cells.hot.q[at])),
            if !hidden && cells.hot.is_hot(at) {
                "yes".into()
            } else {
                "no".into()
            },
            say(cells.risen[at]),
            cells.class[at].words().to_owned(),
            cells
                .stops
                .as_ref()
                .map_or_else(String::new, |it| it.0[at].to_string()),
            cells.near[at].clone().unwrap_or_default(),
        ]);
    }
    let (unit, one) = (grid.unit, grid.unit.noun());
    let mut parameters = scene.parameters(cells.period);
    parameters.extend([
        (
            "Counted in".into(),
            match unit {
                Unit::SmallAreas => format!("{}, the part of each in these wards", unit.label()),
                _ => format!("{}, from the origin of the National Grid", unit.label()),
            },
        ),
        ("Neighbours".into(), format!("{}, weight 1", unit.around())),
        (
            "p from".into(),
            if cells.hot.exact {
                format!("every way to deal the counts out over the {one}s")
            } else {
                format!("{PERMUTATIONS} permutations, seed {SEED}")
            },
        ),
        (format!("Mean of a {one}"), format!("{:.2}", cells.hot.mean)),
    ]);
    let mut sources = scene.sources(cells.period);
    if let Some((_, months)) = &cells.stops {
        parameters.push(("Stops and searches of".into(), months.clone()));
        sources.extend(scene.sources_of("stop-and-search", cells.period));
    }
    let laid = match unit {
        Unit::SmallAreas => "--areas where.geojson".to_owned(),
        _ => format!("{} --within where.geojson", unit.options()),
    };
    let on_ground = "--ground metres --longitude east --latitude north";
    let mut also = Vec::new();
    let looked_at = cells.risen.iter().any(Option::is_some);
    if let (Some(before), true, true) = (&cells.before, cells.rise_known, looked_at) {
        also.push(Also {
            name: "risen".into(),
            makes: "Which cells have newly risen: those that the finding calls higher, with q of 0.05 or less".into(),
            command: format!(
                "wardmote analyse compare where-risen.csv --by cell --window {} --back {} --seed {SEED}",
                cells.period.len(),
                question.back()
            ),
            input: Some(risen::file(grid, &cells.now, before, cells.period.last)),
        });
    }
    let told = cells.over_time.as_ref().filter(|_| scene.minimum <= 1);
    also.extend(told.and_then(|it| it.again(on_ground, &laid)));
    Section {
        finding,
        about,
        body,
        method: format!("Getis and Ord's Gi* of {}, with the false discovery rate held at 5% over all of them; those newly risen by the comparison with over-dispersion.", unit.label().to_lowercase()),
        n: cells.now.iter().sum(),
        months: cells.period.words(),
        sources,
        cannot: fairness(unit, cells),
        parameters,
        steps: vec![
            format!("Lay {} over the wards and count the events at the published points of each.", unit.label().to_lowercase()),
            format!("Compare {} with the mean of all {one}s (Gi*).", unit.around()),
            format!("Turn that into a chance, and put it right for looking at many {one}s at once; one stands out where q is below 0.05."),
            format!("A {one} has newly risen where both windows together hold 20 or more and its rise is more than chance explains, after the same correction."),
            format!("Over time: the same for each of {}; persistent is hot in four of five, new or emerging only in the latest quarter of them, cooling before and not in it.", cells.over_time.as_ref().map_or_else(|| "several periods".to_owned(), OverTime::words)),
        ],
        command: Some(format!(
            "wardmote analyse hot-spots where-input.csv {on_ground} {laid} --seed {SEED}"
        )),
        heads: ["code", "ward", "east", "north", "count", "before", "z", "p", "q", "hot", "risen_q", "over_time", "stops", "near"].map(String::from).to_vec(),
        rows,
        also,
        not_made: cells.stops.as_ref().map(|_| "Stops stand beside the cells as they are in their own file, and are made again by no command.".into()),
        map: Some(json!({"type": "FeatureCollection", "features": features}).to_string()),
        ..Section::of(Part::Where)
    }
}

/// What a map of hot spots cannot say, and how it must be used.
fn fairness(unit: Unit, cells: &Cells) -> Vec<String> {
    let mut told = vec![
        format!("Published points are not addresses. A {} can be full because a map point for a supermarket or a station stands in it.", unit.noun()),
        "It knows how many were recorded, not how many people, shops or cars there are, and not what nobody reported.".into(),
        "Police go where maps send them and record what they find there. Look at a hot spot again every 12 weeks, and end it when its reason is gone.".into(),
        "It says nothing about any person and must not be used to choose whom to stop.".into(),
    ];
    if unit == Unit::SmallAreas {
        told.push("Small areas have unlike sizes, and unlike many people pass through them: a shopping street counts for the few who live there. Points near an edge may belong to the area beside it.".into());
    }
    if cells.stops.is_none() {
        told.push(
            "No stops and searches are shown beside it here. Look at both before patrols are sent."
                .into(),
        );
    }
    told
}

/// One row for each event at its published point: what the command reads.
pub fn points_file(scene: &Scene, grid: &Grid, period: Period) -> String {
    let mut rows = Vec::new();
    for month in period.months() {
        scene.each(month, |point| {
            if let (true, Some([east, north])) = (grid.holds(point), scene.ground.metres[point]) {
                rows.push(vec![
                    month.to_string(),
                    format!("{east:.3}"),
                    format!("{north:.3}"),
                ]);
            }
        });
    }
    csv(&["month", "east", "north"], &rows)
}
