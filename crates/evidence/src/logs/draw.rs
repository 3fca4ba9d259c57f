//! How an answer of a method is read: a sentence, a drawing, a table.

use analysis::Answer;
use serde_json::Value;
use web::charts::{GridCell, GridMap, Letter, Line, Point};
use web::forms::{Html, escape};
use web::number;

use super::ask::{Asked, Part, Question};
use crate::explorer::{SPANS, fullest, opened, table};
use crate::figures::Shades;
use crate::publishing::Shown;

/// Letters on the map.
const LETTERS: usize = 6;
/// So many places are listed.
const LISTED: usize = 50;
/// A part, ready to be read.
pub struct Drawn {
    /// Which part.
    pub part: Part,
    /// The finding, in a sentence.
    pub finding: String,
    /// Drawing and tables, as markup of ours.
    pub body: String,
    /// Why there is no answer, and what to do.
    pub refused: Option<String>,
    /// The command.
    pub command: String,
    /// What it cannot say.
    pub limits: Vec<String>,
    /// What the sum was told.
    pub parameters: Vec<(String, String)>,
    /// Its table as a file.
    pub csv: Vec<u8>,
}

impl Drawn {
    /// Its heading.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.part.label()
    }

    /// Whether its command reads the counts of cells.
    #[must_use]
    pub fn reads_cells(&self) -> bool {
        self.command.ends_with(super::ask::FILES[1])
    }

    /// Its drawing and tables.
    #[must_use]
    pub fn drawn(&self) -> Html {
        Html::raw(self.body.clone())
    }
}

/// An answer with its rows at hand.
struct Of<'a> {
    answer: &'a Answer,
    rows: Vec<Vec<Value>>,
    about: String,
    question: &'a Question,
}

impl Of<'_> {
    fn at<'r>(&self, row: &'r [Value], column: &str) -> &'r Value {
        let at = self.answer.columns.iter().position(|it| it == column);
        at.and_then(|at| row.get(at)).unwrap_or(&Value::Null)
    }

    fn float(&self, row: &[Value], column: &str) -> Option<f64> {
        self.at(row, column).as_f64()
    }

    fn count(&self, row: &[Value], column: &str) -> u64 {
        let it = self.at(row, column);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count"
        )]
        let whole = it.as_f64().unwrap_or(0.0).round() as u64;
        whole
    }

    fn text(&self, row: &[Value], column: &str) -> String {
        plain(self.at(row, column))
    }

    fn sum(&self, name: &str) -> f64 {
        self.answer.summary[name].as_f64().unwrap_or(0.0)
    }
}

fn plain(it: &Value) -> String {
    match it {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn percent(share: f64) -> String {
    format!("{:.0}%", 100.0 * share)
}

/// A part of the answer.
pub fn draw(
    part: Part,
    question: &Question,
    asked: &Asked,
    words: &[String],
    answer: Result<Answer, String>,
) -> Drawn {
    let mut drawn = Drawn {
        part,
        finding: String::new(),
        body: String::new(),
        refused: None,
        command: format!("wardmote analyse {}", words.join(" ")),
        limits: Vec::new(),
        parameters: Vec::new(),
        csv: Vec::new(),
    };
    let answer = match answer {
        Ok(answer) => answer,
        Err(why) => {
            drawn.refused = Some(why);
            return drawn;
        }
    };
    let of = Of {
        rows: answer.rows.all(),
        about: format!("{}. n = {}.", question.words(), number(asked.n as u64)),
        question,
        answer: &answer,
    };
    (drawn.finding, drawn.body) = match part {
        Part::Trend => trend(&of),
        Part::Change => change(&of),
        Part::Where => places(&of),
        Part::Concentration => concentration(&of),
        Part::RepeatPlaces => repeats(&of),
        Part::NearRepeats => near_repeats(&of),
        Part::When => hours(&of),
        Part::Scan => scan(&of),
        Part::Check => check(&of),
    };
    drawn.limits.clone_from(&answer.limits);
    if let Value::Object(all) = &answer.parameters {
        drawn.parameters = all
            .iter()
            .filter(|it| !it.1.is_null())
            .map(|(name, it)| (name.replace('_', " "), plain(it)))
            .collect();
    }
    if let Some(seed) = answer.seed {
        drawn
            .parameters
            .push(("seed of chance".into(), seed.to_string()));
    }
    let _ = answer.csv(&mut drawn.csv); // into memory
    drawn
}

fn trend(of: &Of<'_>) -> (String, String) {
    let series = &of.answer.summary["series"][0];
    let direction = series["direction"].as_str().unwrap_or_default();
    let usual = series["usual_low"]
        .as_f64()
        .zip(series["usual_high"].as_f64());
    let label = |month: &str| {
        month.parse::<crate::Month>().map_or_else(
            |_| month.to_owned(),
            |it| format!("{} {:02}", &it.words()[..3], it.year() % 100),
        )
    };
    let points: Vec<Point> = of
        .rows
        .iter()
        .map(|row| Point {
            label: label(&of.text(row, "month")),
            value: of.float(row, "count"),
        })
        .collect();
    let few = points.len() < 24;
    let finding = if few {
        format!(
            "{} months: too few to say where it is going, or what is usual",
            points.len()
        )
    } else {
        direction.to_owned()
    };
    let line = Line {
        id: "log-trend".into(),
        title: finding.clone(),
        about: format!("{} Events a month.", of.about),
        points,
        usual,
        mark: None,
    };
    let range = usual.map_or_else(String::new, |(low, high)| {
        format!(
            "<p>A month usually holds between {:.0} and {:.0}.</p>",
            low.max(0.0).ceil(),
            high.floor()
        )
    });
    let rows: Vec<Vec<String>> = of
        .rows
        .iter()
        .map(|row| vec![of.text(row, "month"), number(of.count(row, "count"))])
        .collect();
    let months = opened(
        "Every month as a table",
        &table(&of.about, &["Month", "Events"], &rows),
    );
    let chart = format!("<div class=\"chart chart--line\">{}</div>", line.svg());
    (finding, format!("{chart}{range}{months}"))
}

fn change(of: &Of<'_>) -> (String, String) {
    let Some(row) = of.rows.first() else {
        return (String::new(), String::new());
    };
    let said = of.text(row, "finding");
    let (now, before) = (of.at(row, "now"), of.at(row, "before"));
    if now.is_null() {
        return (format!("Not answered: {said}"), String::new());
    }
    let [now, before] = [now, before].map(|it| number(it.as_u64().unwrap_or(0)));
    let span = |name: &str| plain(&of.answer.parameters[name]).replace(", ", " to ");
    let between = of
        .float(row, "low")
        .zip(of.float(row, "high"))
        .map_or_else(String::new, |(low, high)| {
            format!("{low:+.0}% to {high:+.0}%")
        });
    let rows = vec![vec![
        "Events".to_owned(),
        now.clone(),
        before.clone(),
        between,
        said.clone(),
    ]];
    let (now_months, before_months) = (span("now"), span("before"));
    let body = table(
        &of.about,
        &[
            "What",
            &now_months,
            &before_months,
            "Change, likely between",
            "What may be said",
        ],
        &rows,
    );
    (format!("{said}: {now} against {before}"), body)
}

fn places(of: &Of<'_>) -> (String, String) {
    let side = f64::from(of.question.cell);
    let hot = |row: &[Value]| of.at(row, "hot").as_bool() == Some(true);
    let mut full: Vec<&Vec<Value>> = of
        .rows
        .iter()
        .filter(|row| of.count(row, "count") > 0)
        .collect();
    // Those that stand out come first, the fullest of them before the others.
    full.sort_by_key(|row| std::cmp::Reverse((hot(row), of.count(row, "count"))));
    let counts: Vec<u64> = full.iter().map(|row| of.count(row, "count")).collect();
    let shades = Shades::over(&counts);
    let hot_many = of.rows.iter().filter(|row| hot(row)).count();
    let lettered: Vec<&&Vec<Value>> = full.iter().take(LETTERS).collect();
    #[expect(clippy::cast_possible_truncation, reason = "cells of a city")]
    let cell = |row: &[Value]| {
        ["east", "north"].map(|axis| (of.float(row, axis).unwrap_or(0.0) / side).round() as i64)
    };
    let map = GridMap {
        about: format!(
            "{} Cells of {side} metres. The cells with letters are listed below the map.",
            of.about
        ),
        side,
        cells: full
            .iter()
            .zip(&counts)
            .enumerate()
            .map(|(at, (row, n))| GridCell {
                at: cell(row),
                class: shades.class(Shown::Count(*n)),
                framed: hot(row),
                mark: ('A'..)
                    .nth(at)
                    .filter(|_| at < LETTERS)
                    .map(|letter| Letter {
                        letter: letter.into(),
                        strong: hot(row),
                    }),
            })
            .collect(),
        outlines: Vec::new(),
    };
    let mut legend: String = shades
        .legend()
        .into_iter()
        .map(|(class, words)| format!("<li><svg viewBox=\"0 0 22 22\" aria-hidden=\"true\"><rect class=\"{class}\" x=\"1\" y=\"1\" width=\"20\" height=\"20\"/></svg>{}</li>", escape(&words)))
        .collect();
    if hot_many > 0 {
        legend.push_str("<li><svg viewBox=\"0 0 22 22\" aria-hidden=\"true\"><path class=\"gf\" d=\"M3 3h16v16h-16z\"/></svg>Stands out with the cells around it</li>");
    }
    let list: String = lettered
        .iter()
        .zip('A'..)
        .map(|(row, letter)| {
            let degrees = ["latitude", "longitude"].map(|it| of.float(row, it).unwrap_or(0.0));
            format!(
                "<li><span class=\"k{}\" aria-hidden=\"true\">{letter}</span><div><b><span class=\"vh\">{letter}: </span>{}</b><p class=\"small\">Around {:.4}, {:.4}.{}</p></div></li>",
                if hot(row) { "" } else { " k--2" },
                events(of.count(row, "count")),
                degrees[0],
                degrees[1],
                if hot(row) { " Stands out with the cells around it." } else { "" }
            )
        })
        .collect();
    let rows: Vec<Vec<String>> = full
        .iter()
        .take(200)
        .map(|row| {
            vec![
                format!(
                    "{:.0} {:.0}",
                    of.float(row, "east").unwrap_or(0.0),
                    of.float(row, "north").unwrap_or(0.0)
                ),
                number(of.count(row, "count")),
                of.float(row, "z")
                    .map_or_else(String::new, |it| format!("{it:.1}")),
                if hot(row) {
                    "yes".into()
                } else {
                    String::new()
                },
            ]
        })
        .collect();
    let cells = table(
        &of.about,
        &[
            "Cell, metres east and north",
            "Events",
            "Gi* (z)",
            "Stands out",
        ],
        &rows,
    );
    let finding = match hot_many {
        0 => "No cell stands out from the others".to_owned(),
        some => format!(
            "{} of {} cells stand out",
            number(some as u64),
            number(of.rows.len() as u64)
        ),
    };
    let body = format!(
        "<div class=\"grid g-3-2\"><div><div class=\"map-frame\">{}</div><ul class=\"legend\" aria-label=\"Legend\">{legend}</ul><p class=\"small muted\">Cells without events are left blank.</p></div><ol class=\"rank rank--plain\">{list}</ol></div>{}",
        map.svg(),
        opened(
            "The first 200 cells as a table: those that stand out, then the fullest",
            &cells
        )
    );
    (finding, body)
}

fn events(n: u64) -> String {
    match n {
        1 => "1 event".to_owned(),
        n => format!("{} events", number(n)),
    }
}

fn concentration(of: &Of<'_>) -> (String, String) {
    let places = of.sum("places");
    let rows: Vec<Vec<String>> = [
        ("A quarter", "places_holding_25_percent"),
        ("Half", "places_holding_50_percent"),
    ]
    .iter()
    .map(|(words, name)| {
        let cells = of.sum(name);
        vec![
            (*words).to_owned(),
            format!("{cells:.0}"),
            percent(cells / places),
        ]
    })
    .collect();
    let few = of.sum("events") < places;
    let gini = of.sum(if few { "gini_sparse" } else { "gini" });
    let half = of.sum("places_holding_50_percent");
    let by_chance = of.answer.summary["gini_expected_by_chance"]
        .as_f64()
        .map_or_else(String::new, |it| {
            format!(" An even spread of as many events would come to {it:.2} by chance alone.")
        });
    (
        format!(
            "Half of them are in {half:.0} of {places:.0} cells ({})",
            percent(half / places)
        ),
        format!(
            "{}<p>Gini's coefficient is {gini:.2}{}: 0 is the same everywhere, 1 all in one cell.{by_chance}</p>",
            table(
                &of.about,
                &[
                    "This share of events",
                    "Is in so many cells",
                    "Of all cells"
                ],
                &rows
            ),
            if few {
                ", put right for having fewer events than cells"
            } else {
                ""
            }
        ),
    )
}

fn repeats(of: &Of<'_>) -> (String, String) {
    let share = of.sum("share_of_events_that_are_repeats");
    let by_events: Vec<Vec<String>> = of.answer.summary["places_by_events"]
        .as_array()
        .into_iter()
        .flatten()
        .zip(1_u64..)
        .filter(|(places, _)| places.as_u64() != Some(0))
        .map(|(places, times)| {
            let places = places.as_u64().unwrap_or(0);
            vec![
                match times {
                    1 => "Once".to_owned(),
                    2 => "Twice".to_owned(),
                    some => format!("{some} times"),
                },
                number(places),
                number(places * times),
            ]
        })
        .collect();
    let again: Vec<Vec<String>> = of.answer.summary["again_within_days"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| {
            let [within, watched, again] =
                ["within", "watched", "again"].map(|name| it[name].as_u64().unwrap_or(0));
            #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
            let share = if watched == 0 {
                String::new()
            } else {
                percent(again as f64 / watched as f64)
            };
            vec![
                format!("{within} days"),
                number(again),
                number(watched),
                share,
            ]
        })
        .collect();
    let listed: Vec<Vec<String>> = of
        .rows
        .iter()
        .take(LISTED)
        .map(|row| {
            vec![
                format!(
                    "{:.4}, {:.4}",
                    of.float(row, "latitude").unwrap_or(0.0),
                    of.float(row, "longitude").unwrap_or(0.0)
                ),
                number(of.count(row, "events")),
                of.text(row, "first"),
                of.text(row, "last"),
                of.text(row, "fewest_days_between"),
            ]
        })
        .collect();
    let finding = if of.rows.is_empty() {
        "No place had more than one event".to_owned()
    } else {
        format!(
            "{} had more than one event, and {} of all events were not the first at their place",
            match of.rows.len() {
                1 => "1 place".to_owned(),
                some => format!("{} places", number(some as u64)),
            },
            percent(share)
        )
    };
    let places = if listed.is_empty() {
        String::new()
    } else {
        let heads = [
            "Place: latitude, longitude",
            "Events",
            "First",
            "Last",
            "Fewest days between",
        ];
        opened(
            "The places with the most events",
            &table(&of.about, &heads, &listed),
        )
    };
    let body = format!(
        "{}{}{places}",
        table(&of.about, &["At one place", "Places", "Events"], &by_events),
        table(
            "How soon it happened again at the same place, of the events after which so many days are in the log",
            &["Again within", "So many", "Of", "Share"],
            &again
        )
    );
    (finding, body)
}

fn near_repeats(of: &Of<'_>) -> (String, String) {
    let called: Vec<&Vec<Value>> = of
        .rows
        .iter()
        .filter(|row| of.text(row, "finding") == "near repeats")
        .collect();
    let band = |row: &[Value], ends: [&str; 2], unit: &str| match ends
        .map(|it| of.float(row, it).unwrap_or(0.0))
    {
        [0.0, high] if unit == "m" && high <= 1.0 => "same place".to_owned(),
        [low, high] => format!("{low:.0} to {high:.0} {unit}"),
    };
    let metres = |row: &[Value]| band(row, ["metres_from", "metres_to"], "m");
    let days = |row: &[Value]| band(row, ["days_from", "days_to"], "days");
    let finding = match called.first() {
        None => "No near repeats: events close in place come no closer in time than chance has it"
            .to_owned(),
        Some(row) => format!(
            "{} of {} bands hold more pairs than chance explains. The nearest, {} and {}: {} pairs, {:.1} times as many",
            called.len(),
            of.rows.len(),
            metres(row),
            days(row),
            number(of.count(row, "pairs")),
            of.float(row, "ratio").unwrap_or(0.0)
        ),
    };
    let rows: Vec<Vec<String>> = of
        .rows
        .iter()
        .map(|row| {
            let one = |name: &str, digits: usize| {
                of.float(row, name)
                    .map_or_else(String::new, |it| format!("{it:.digits$}"))
            };
            vec![
                format!("{}, {}", metres(row), days(row)),
                number(of.count(row, "pairs")),
                one("expected", 1),
                one("ratio", 2),
                one("p", 3),
                if of.text(row, "finding") == "near repeats" {
                    "near repeats".into()
                } else {
                    String::new()
                },
            ]
        })
        .collect();
    let heads = [
        "Apart in place and time",
        "Pairs",
        "By chance",
        "Ratio",
        "p",
        "Finding",
    ];
    let all = table(&of.about, &heads, &rows);
    (
        finding,
        opened("Every band of place and time as a table", &all),
    )
}

fn hours(of: &Of<'_>) -> (String, String) {
    let mut days: Vec<String> = Vec::new();
    let mut spans: Vec<f64> = Vec::new();
    for row in &of.rows {
        let day = of.text(row, "weekday");
        if !days.contains(&day) {
            days.push(day);
        }
        if of.count(row, "hour").is_multiple_of(3) {
            spans.push(0.0);
        }
        if let Some(last) = spans.last_mut() {
            *last += of.float(row, "events").unwrap_or(0.0);
        }
    }
    let most = spans.iter().copied().fold(0.0, f64::max);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts"
    )]
    let whole: Vec<u64> = spans.iter().map(|it| it.round() as u64).collect();
    let shown: Vec<Shown> = whole.iter().copied().map(Shown::Count).collect();
    let finding = fullest(&whole, &shown, "events");
    let mut body = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table: events by weekday and hour\"><table class=\"tbl heat\"><caption class=\"vh\">{}</caption><thead><tr><td></td>",
        escape(&of.about)
    );
    for span in SPANS {
        body.push_str(&format!("<th scope=\"col\">{span}</th>"));
    }
    body.push_str("</tr></thead><tbody>");
    for (day, counts) in days.iter().zip(spans.chunks(8)) {
        let short: String = day.chars().take(3).collect();
        body.push_str(&format!(
            "<tr><th scope=\"row\"><abbr title=\"{0}\">{short}</abbr></th>",
            escape(day)
        ));
        for n in counts {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a step from 1 to 5"
            )]
            let step = (n * 5.0 / most.max(1.0)).ceil().clamp(1.0, 5.0) as u8;
            body.push_str(&format!("<td class=\"q{step}\">{n:.0}</td>"));
        }
        body.push_str("</tr>");
    }
    body.push_str("</tbody></table></div>");
    let known = of.sum("share_with_known_hour");
    if known < 1.0 {
        body.push_str(&format!("<p>Of {} of the events the hour is known; the others are shared out over the hours in which they can have happened.</p>", percent(known)));
    }
    (finding, body)
}

fn scan(of: &Of<'_>) -> (String, String) {
    let fresh = |row: &&Vec<Value>| of.float(row, "p").is_some_and(|p| p < 0.05);
    let clusters: Vec<&Vec<Value>> = of.rows.iter().filter(fresh).collect();
    let finding = match clusters.len() {
        0 => "No fresh cluster: nowhere rose lately beyond what everywhere else did".to_owned(),
        1 => "One place rose lately beyond what everywhere else did".to_owned(),
        some => format!("{some} places rose lately beyond what everywhere else did"),
    };
    let rows: Vec<Vec<String>> = of
        .rows
        .iter()
        .take(5)
        .map(|row| {
            vec![
                format!(
                    "{:.4}, {:.4}",
                    of.float(row, "latitude").unwrap_or(0.0),
                    of.float(row, "longitude").unwrap_or(0.0)
                ),
                format!("{:.0} m", of.float(row, "radius_metres").unwrap_or(0.0)),
                format!("{} to {}", of.text(row, "from"), of.text(row, "to")),
                number(of.count(row, "events")),
                of.float(row, "expected")
                    .map_or_else(String::new, |it| format!("{it:.1}")),
                of.float(row, "p")
                    .map_or_else(String::new, |it| format!("{it:.3}")),
            ]
        })
        .collect();
    let heads = [
        "Middle: latitude, longitude",
        "Radius",
        "Days",
        "Events",
        "By chance",
        "p",
    ];
    let body = if rows.is_empty() {
        String::new()
    } else {
        table(&of.about, &heads, &rows)
    };
    (finding, body)
}

fn check(of: &Of<'_>) -> (String, String) {
    let halves = of.question.halves().map(|it| it.map(|it| it.months()));
    let [past, later] = halves.unwrap_or_default();
    let fifth = of
        .rows
        .iter()
        .find(|row| of.float(row, "share") == Some(0.05));
    let finding = fifth.map_or_else(String::new, |row| {
        format!(
            "The fullest {} cells of {past} held {} of what followed",
            number(of.count(row, "cells")),
            percent(of.float(row, "hit_rate").unwrap_or(0.0))
        )
    });
    let mut last = 0;
    let rows: Vec<Vec<String>> = of
        .rows
        .iter()
        // Two shares of few cells may come to the same cells.
        .filter(|row| {
            std::mem::replace(&mut last, of.count(row, "cells")) != of.count(row, "cells")
        })
        .map(|row| {
            let one = |name: &str, digits: usize| {
                of.float(row, name)
                    .map_or_else(String::new, |it| format!("{it:.digits$}"))
            };
            vec![
                format!("{:.1}%", 100.0 * of.float(row, "area_share").unwrap_or(0.0)),
                number(of.count(row, "cells")),
                of.float(row, "hit_rate").map_or_else(String::new, percent),
                one("pai", 1),
                one("pei", 2),
            ]
        })
        .collect();
    let about = format!("Cells chosen by {past}, looked at in {later}.");
    let heads = [
        "Share of cells",
        "Cells",
        "Held of what followed",
        "PAI",
        "PEI",
    ];
    (finding, table(&about, &heads, &rows))
}
