//! A part of an answer: what it says, how it is drawn, and everything that makes it again.

use serde::{Deserialize, Serialize};
use web::forms::{Html, escape};

use crate::figures::{SourceNote, publishers};

base::words! {
    /// The parts of an answer, in the order they are read.
    pub enum Part {
        Change = "change" / "Is it more than before?",
        Trend = "trend" / "Is it getting better?",
        Where = "where" / "Where",
        Concentration = "concentration" / "How concentrated",
        Repeats = "repeats" / "Near repeats",
        When = "when" / "When",
        Similar = "similar" / "Beside similar wards",
        Harm = "harm" / "Harm",
        Check = "check" / "Did the last hot spots hold?",
    }
}

/// A part, ready to be read, kept or made again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Section {
    /// Which part.
    pub part: Part,
    /// Its heading, where it has another one than its part.
    #[serde(default)]
    pub called: Option<String>,
    /// The finding, in a sentence.
    pub finding: String,
    /// What, where, unit, months.
    pub about: String,
    /// Drawing and tables, as markup of ours.
    pub body: String,
    /// Why there is no answer, and what to do.
    pub refused: Option<String>,
    /// The method, in a line.
    pub method: String,
    /// How many events.
    pub n: u64,
    /// Its months in words.
    pub months: String,
    /// How many events of the months it is held against, and those months in words.
    #[serde(default)]
    pub before: Option<(u64, String)>,
    /// The imports behind it.
    #[serde(default)]
    pub sources: Vec<SourceNote>,
    /// What it cannot say.
    pub cannot: Vec<String>,
    /// What the sum was told.
    pub parameters: Vec<(String, String)>,
    /// How it was worked out, step by step.
    pub steps: Vec<String>,
    /// The command that makes it again from [`Section::input`].
    pub command: Option<String>,
    /// Commands that make more of it again, each from a file of its own.
    #[serde(default)]
    pub also: Vec<Also>,
    /// What no command makes again, in a sentence.
    #[serde(default)]
    pub not_made: Option<String>,
    /// The headings of its table.
    pub heads: Vec<String>,
    /// Its table.
    pub rows: Vec<Vec<String>>,
    /// What the command reads; nothing where it is the table itself, or is made when somebody asks for it.
    #[serde(skip)]
    pub input: Option<String>,
    /// The map, for other programs.
    #[serde(skip)]
    pub map: Option<String>,
}

/// A command beside the first, with the file it reads.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Also {
    /// The word in the file's name and address.
    pub name: String,
    /// What it makes.
    pub makes: String,
    /// The command.
    pub command: String,
    /// What it reads; nothing of what is too long to keep: it is made when somebody takes it.
    #[serde(skip)]
    pub input: Option<String>,
}

impl Section {
    /// A part without an answer.
    pub fn refused(part: Part, why: impl Into<String>) -> Self {
        Self {
            refused: Some(why.into()),
            ..Self::of(part)
        }
    }

    /// An empty part.
    pub fn of(part: Part) -> Self {
        Self {
            part,
            called: None,
            finding: String::new(),
            about: String::new(),
            body: String::new(),
            refused: None,
            method: String::new(),
            n: 0,
            months: String::new(),
            before: None,
            sources: Vec::new(),
            cannot: Vec::new(),
            parameters: Vec::new(),
            steps: Vec::new(),
            command: None,
            also: Vec::new(),
            not_made: None,
            heads: Vec::new(),
            rows: Vec::new(),
            input: None,
            map: None,
        }
    }

    /// Its heading.
    #[must_use]
    pub fn title(&self) -> &str {
        self.called.as_deref().unwrap_or(self.part.label())
    }

    /// Its drawing and tables.
    #[must_use]
    pub fn drawn(&self) -> Html {
        Html::raw(self.body.clone())
    }

    /// n as it is said, with its months: "n = 129, July 2017 to June 2018, and 154, July 2016 to June 2017".
    #[must_use]
    pub fn n_words(&self) -> String {
        let mut words = format!("n = {}, {}", web::number(self.n), self.months);
        if let Some((n, months)) = &self.before {
            words.push_str(&format!(", and {}, {months}", web::number(*n)));
        }
        words
    }

    /// Who published what is behind it, in a line.
    #[must_use]
    pub fn source_words(&self) -> String {
        publishers(&self.sources)
    }

    /// Its table as a file.
    #[must_use]
    pub fn csv(&self) -> String {
        let heads: Vec<&str> = self.heads.iter().map(String::as_str).collect();
        csv(&heads, &self.rows)
    }
}

/// Rows as a file. Cells hold no formulas: they are numbers, months and names of places.
pub fn csv(heads: &[&str], rows: &[Vec<String>]) -> String {
    let cell = |text: &str| {
        let safe = web::no_formula(text);
        if safe.contains([',', '"', '\n']) {
            format!("\"{}\"", safe.replace('"', "\"\""))
        } else {
            safe.into_owned()
        }
    };
    let mut text = heads.join(",") + "\r\n";
    for row in rows {
        let cells: Vec<String> = row.iter().map(|it| cell(it)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// A table of markup, whose caption only says again what stands above it: the first column heads its row; columns after the first that hold figures are set right.
pub fn table(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> String {
    let figure = |at: usize| {
        at > 0
            && rows.iter().all(|row| {
                row.get(at)
                    .is_none_or(|it| !it.contains(|c: char| c.is_alphabetic()))
            })
    };
    let right = |at: usize| if figure(at) { " class=\"r\"" } else { "" };
    let mut out = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table: {0}\"><table class=\"tbl tbl--cards\"><caption class=\"vh\">{0}</caption><thead><tr>",
        escape(caption)
    );
    for (at, head) in heads.iter().enumerate() {
        out.push_str(&format!(
            "<th scope=\"col\"{}>{}</th>",
            right(at),
            escape(head)
        ));
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            let cell = escape(cell);
            if at == 0 {
                out.push_str(&format!("<tr><th scope=\"row\">{cell}</th>"));
            } else {
                let label = escape(heads.get(at).copied().unwrap_or_default());
                out.push_str(&format!("<td{} data-l=\"{label}\">{cell}</td>", right(at)));
            }
        }
        out.push_str("</tr>");
    }
    out + "</tbody></table></div>"
}

/// Something that is opened to be read.
pub fn opened(summary: &str, inside: &str) -> String {
    format!(
        "<details class=\"data\"><summary>{}</summary>{inside}</details>",
        escape(summary)
    )
}
