//! How an answer of a method is read: a sentence, a drawing, a table.

mod change;
mod check;
mod concentration;
mod hours;
mod near_repeats;
mod over_time;
mod places;
mod repeats;
mod scan;
mod trend;

use analysis::Answer;
use serde_json::Value;
use web::forms::Html;
use web::number;

use super::ask::{Asked, Part, Question};

/// A finding in a sentence, and its drawing; or why there is none.
type Read = Result<(String, String), String>;

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

    /// Whether these words make it.
    pub fn is_made_by(&self, words: &[String]) -> bool {
        self.command == as_command(words)
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

    /// A number with so many decimals; nothing where there is none.
    fn one(&self, row: &[Value], column: &str, digits: usize) -> String {
        self.float(row, column)
            .map_or_else(String::new, |it| web::decimal(it, digits))
    }

    /// Latitude and longitude, to some ten metres.
    fn degrees(&self, row: &[Value]) -> String {
        let [latitude, longitude] =
            ["latitude", "longitude"].map(|it| self.float(row, it).unwrap_or(0.0));
        format!("{latitude:.4}, {longitude:.4}")
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
    if share > 0.0 && share < 0.005 {
        "below 1%".to_owned()
    } else {
        format!("{:.0}%", 100.0 * share)
    }
}

fn as_command(words: &[String]) -> String {
    format!("wardmote analyse {}", words.join(" "))
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
        command: as_command(words),
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
    let read = match part {
        Part::Trend => trend::trend(&of),
        Part::Change => change::change(&of),
        Part::Where => places::places(&of),
        Part::OverTime => over_time::over_time(&of),
        Part::Concentration => concentration::concentration(&of),
        Part::RepeatPlaces => repeats::repeats(&of),
        Part::NearRepeats => near_repeats::near_repeats(&of),
        Part::When => hours::hours(&of),
        Part::Scan => scan::scan(&of),
        Part::Check => check::check(&of),
    };
    match read {
        Ok((finding, body)) => {
            (drawn.finding, drawn.body) = (finding, body);
            let left = asked.n.saturating_sub(answer.n);
            if matches!(part, Part::NearRepeats | Part::Scan) && left > 0 {
                drawn.body.push_str(&format!(
                    "<p>Left out: {} whose span is longer than two days.</p>",
                    web::many(left as u64, "event")
                ));
            }
        }
        Err(why) => {
            drawn.refused = Some(why);
            return drawn;
        }
    }
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
