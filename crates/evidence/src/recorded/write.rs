//! Rows become answers: every piece of text is made once, and an answer is pieces one after another.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::places::{NOWHERE, Places};
use super::rows::{Crime, Outcome, STOP_TEXTS, Stop};
use crate::Month;
use crate::police_uk::words;
use crate::publishing::Rule;

/// A list of texts, each with its number. Number 0 is the blank.
#[derive(Debug)]
struct Words {
    known: HashMap<String, u16>,
    all: Vec<String>,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            known: HashMap::from([(String::new(), 0)]),
            all: vec![String::new()],
        }
    }
}

impl Words {
    fn number(&mut self, word: String) -> u16 {
        if let Some(known) = self.known.get(&word) {
            return *known;
        }
        let Ok(next) = u16::try_from(self.all.len()) else {
            return 0;
        };
        self.known.insert(word.clone(), next);
        self.all.push(word);
        next
    }
}

/// The pieces of all answers.
#[derive(Debug)]
pub(super) struct Pieces {
    rule: Rule,
    categories: Words,
    /// By category: whether its rows are kept back.
    kept_back: Vec<bool>,
    /// By category: from the force, from the railways, without a point.
    heads: Vec<[String; 3]>,
    outcomes: Words,
    /// Name as it stands in a crime, code and name as they stand in an outcome.
    states: Vec<(String, String)>,
    contexts: Words,
    stops: [Words; STOP_TEXTS.len()],
    stop_pieces: [Vec<String>; STOP_TEXTS.len()],
}

impl Pieces {
    pub fn new(rule: Rule) -> Self {
        let mut pieces = Self {
            rule,
            categories: Words::default(),
            kept_back: vec![false],
            heads: Vec::new(),
            outcomes: Words::default(),
            states: vec![("null".into(), String::new())],
            contexts: Words::default(),
            stops: Default::default(),
            stop_pieces: Default::default(),
        };
        pieces.heads.push(head("other-crime"));
        for (at, list) in pieces.stop_pieces.iter_mut().enumerate() {
            list.push(stop_piece(at, ""));
        }
        pieces
    }
}

fn head(category: &str) -> [String; 3] {
    let category = Value::from(category);
    let of =
        |kind: &str| format!("{{\"category\":{category},\"location_type\":{kind},\"location\":");
    [of("\"Force\""), of("\"BTP\""), of("null")]
}

/// One column of a stop as it stands in an answer.
fn stop_piece(at: usize, text: &str) -> String {
    let or_null = || {
        if text.is_empty() {
            Value::Null
        } else {
            Value::from(text)
        }
    };
    let yes_or_no = match text.to_ascii_lowercase().as_str() {
        "true" | "yes" => json!(true),
        "false" | "no" => json!(false),
        _ => Value::Null,
    };
    match STOP_TEXTS[at] {
        "type" => {
            let person = !text.eq_ignore_ascii_case("vehicle search");
            format!(
                "\"type\":{},\"involved_person\":{person},",
                Value::from(text)
            )
        }
        "part_of_operation" => format!("\"operation\":{yes_or_no},"),
        "operation" => format!("\"operation_name\":{},", or_null()),
        "outcome" => {
            // Older files say so where nothing came of it.
            let text = if text.eq_ignore_ascii_case("false") {
                ""
            } else {
                text
            };
            let name = Value::from(text);
            let id = Value::from(words::stop_outcome(text));
            format!("\"outcome\":{name},\"outcome_object\":{{\"id\":{id},\"name\":{name}}},")
        }
        "outcome_linked" => format!("\"outcome_linked_to_object_of_search\":{yes_or_no},"),
        "outer_clothing_removed" => {
            format!("\"removal_of_more_than_outer_clothing\":{yes_or_no},")
        }
        name => format!("\"{name}\":{},", or_null()),
    }
}

fn push_month(out: &mut Vec<u8>, month: Month) {
    let (year, of_year) = (month.year(), month.of_year());
    let digit = |n: u16| b'0' + (n % 10) as u8;
    let two = u16::from(of_year);
    out.extend([
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(two / 10),
        digit(two),
    ]);
}

fn push_number(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

impl Pieces {
    /// Whether rows of a category are kept back: their type is sensitive.
    pub fn keeps_back(&self, category: u16) -> bool {
        self.kept_back[usize::from(category)]
    }

    /// Whether rows of a type, as published, are kept back.
    pub fn keeps_back_type(&self, text: &str) -> bool {
        self.rule.is_sensitive(text)
    }

    /// The number of a crime type as published.
    pub fn category(&mut self, text: &str) -> u16 {
        if text.is_empty() {
            return 0;
        }
        let word = words::category(text);
        let number = self.categories.number(word);
        if usize::from(number) == self.heads.len() {
            self.heads
                .push(head(&self.categories.all[usize::from(number)]));
            self.kept_back.push(false);
        }
        self.kept_back[usize::from(number)] |= self.rule.is_sensitive(text);
        number
    }

    /// The number of a category's word, if there is any crime of it.
    pub fn category_of(&self, word: &str) -> Option<u16> {
        self.categories
            .known
            .get(word)
            .copied()
            .filter(|at| *at > 0)
    }

    pub fn is_asb(&self, category: u16) -> bool {
        self.categories.all[usize::from(category)] == "anti-social-behaviour"
    }

    /// The number of an outcome as published.
    pub fn outcome(&mut self, text: &str) -> u16 {
        if text.is_empty() {
            return 0;
        }
        let (code, name) = words::outcome(text);
        let number = self.outcomes.number(code.clone());
        if usize::from(number) == self.states.len() {
            let (code, name) = (Value::from(code), Value::from(name));
            self.states.push((
                format!("{{\"category\":{name},\"date\":\""),
                format!("{{\"category\":{{\"code\":{code},\"name\":{name}}},\"date\":\""),
            ));
        }
        number
    }

    pub fn context(&mut self, text: &str) -> u16 {
        self.contexts.number(text.to_owned())
    }

    /// The number of a text of a stop.
    pub fn stop(&mut self, column: usize, text: &str) -> u16 {
        let number = self.stops[column].number(text.to_owned());
        if usize::from(number) == self.stop_pieces[column].len() {
            self.stop_pieces[column].push(stop_piece(column, text));
        }
        number
    }

    /// A crime, with or without what became of it.
    pub fn crime(&self, out: &mut Vec<u8>, places: &Places, it: &Crime, with_outcome: bool) {
        let heads = &self.heads[usize::from(it.category)];
        if it.place == NOWHERE {
            out.extend_from_slice(heads[2].as_bytes());
            out.extend_from_slice(b"null");
        } else {
            out.extend_from_slice(heads[usize::from(it.railways)].as_bytes());
            out.extend_from_slice(places.json(it.place).as_bytes());
        }
        if it.context == 0 {
            out.extend_from_slice(b",\"context\":\"\"");
        } else {
            let context = Value::from(self.contexts.all[usize::from(it.context)].as_str());
            out.extend_from_slice(format!(",\"context\":{context}").as_bytes());
        }
        if with_outcome {
            out.extend_from_slice(b",\"outcome_status\":");
            out.extend_from_slice(self.states[usize::from(it.outcome)].0.as_bytes());
            if it.outcome != 0 {
                push_month(out, it.outcome_month);
                out.extend_from_slice(b"\"}");
            }
        }
        out.extend_from_slice(b",\"persistent_id\":\"");
        it.id.push(out);
        out.extend_from_slice(b"\",\"id\":");
        push_number(out, it.number);
        out.extend_from_slice(b",\"location_subtype\":\"\",\"month\":\"");
        push_month(out, it.month);
        out.extend_from_slice(b"\"}");
    }

    /// What became of a crime; with the crime, where it stands alone.
    pub fn outcome_of(
        &self,
        out: &mut Vec<u8>,
        places: &Places,
        it: &Outcome,
        crime: Option<&Crime>,
    ) {
        match self
            .states
            .get(usize::from(it.code))
            .filter(|_| it.code > 0)
        {
            Some(state) => out.extend_from_slice(state.1.as_bytes()),
            None => {
                out.extend_from_slice(b"{\"category\":{\"code\":\"\",\"name\":\"\"},\"date\":\"")
            }
        }
        push_month(out, it.month);
        out.extend_from_slice(b"\",\"person_id\":null");
        if let Some(crime) = crime {
            out.extend_from_slice(b",\"crime\":");
            self.crime(out, places, crime, false);
        }
        out.push(b'}');
    }

    /// A stop.
    pub fn stop_of(&self, out: &mut Vec<u8>, places: &Places, it: &Stop) {
        out.push(b'{');
        for (pieces, text) in self.stop_pieces.iter().zip(it.texts) {
            out.extend_from_slice(pieces[usize::from(text)].as_bytes());
        }
        let at = chrono::DateTime::from_timestamp(it.at, 0).unwrap_or_default();
        let at = at.format("%Y-%m-%dT%H:%M:%S");
        out.extend_from_slice(format!("\"datetime\":\"{at}+00:00\",\"location\":").as_bytes());
        if it.place == NOWHERE {
            out.extend_from_slice(b"null}");
        } else {
            out.extend_from_slice(places.json(it.place).as_bytes());
            out.push(b'}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_stop_says_nothing_it_does_not_know() {
        let all: String = (0..STOP_TEXTS.len()).map(|at| stop_piece(at, "")).collect();
        let read: Value =
            serde_json::from_str(&format!("{{{}}}", all.trim_end_matches(','))).unwrap();
        assert_eq!(read["outcome"], "");
        assert_eq!(read["outcome_object"], json!({"id": "", "name": ""}));
        assert_eq!(read["operation"], Value::Null);
        assert_eq!(read["gender"], Value::Null);
    }

    #[test]
    fn only_a_vehicle_alone_involves_no_person() {
        assert!(stop_piece(0, "Vehicle search").contains("\"involved_person\":false"));
        assert!(stop_piece(0, "Person and Vehicle search").contains("\"involved_person\":true"));
        assert!(stop_piece(10, "True").contains("true"));
    }

    #[test]
    fn numbers_and_months_are_written_whole() {
        let mut out = Vec::new();
        push_number(&mut out, 1_000_203);
        push_number(&mut out, 0);
        push_month(&mut out, Month::new(2026, 9).unwrap());
        assert_eq!(out, b"100020302026-09");
    }
}
