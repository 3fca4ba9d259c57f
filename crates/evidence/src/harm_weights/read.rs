//! Reads a table of weights: one row for each offence, with the columns `offence` and `weight`.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};

use statistics::too_broad;

use crate::content_hash::ContentHash;
use crate::police_uk::REJECTS_KEPT;
use crate::{CannotRead, Limits, Reject, Source};

const OFFENCES: [&str; 3] = ["offence", "offence_code", "code"];
const WEIGHTS: [&str; 1] = ["weight"];
/// No sentence is as long as this.
const HIGHEST: f64 = 1e6;
/// Longer lines belong to something else.
const LONGEST: u64 = 1 << 16;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its text, line ends apart.
    pub sha256: String,
    /// Weights by offence, in capitals.
    pub kept: BTreeMap<String, f64>,
    /// Rows, the heading apart.
    pub rows: u64,
    /// The first thousand refused rows.
    pub rejects: Vec<Reject>,
    /// All refused rows.
    pub rejected: u64,
}

/// Reads one file, plain or packed.
///
/// # Errors
/// When it cannot be read, or has no such columns.
pub fn read(source: &Source, limits: Limits) -> Result<Weights, CannotRead> {
    let shown = source.shown();
    source.open(limits, |input| {
        let mut input = BufReader::new(input);
        let mut hash = ContentHash::default();
        let mut found = Weights {
            file: source.file_name(),
            ..Weights::default()
        };
        let mut columns = None;
        let mut text = Vec::new();
        for line in 1.. {
            text.clear();
            let n = (&mut input)
                .take(LONGEST)
                .read_until(b'\n', &mut text)
                .map_err(|fault| CannotRead::from_io(&shown, &fault))?;
            if n == 0 {
                break;
            }
            if n as u64 == LONGEST {
                let why = "this is not a table: no line end within 65,536 bytes.";
                return Err(CannotRead::at(&shown, line, why));
            }
            hash.take(&text);
            let fields = fields(&text, line == 1);
            let Some((offence, weight)) = columns else {
                let of = |names: &[&str]| {
                    let is = |it: &String| names.iter().any(|name| it.eq_ignore_ascii_case(name));
                    fields.iter().position(is)
                };
                columns = of(&OFFENCES).zip(of(&WEIGHTS));
                if columns.is_none() {
                    let why = "a table of weights has the columns offence and weight. Name them so in its first line.";
                    return Err(CannotRead::at(&shown, line, why));
                }
                continue;
            };
            if fields.iter().all(String::is_empty) {
                continue;
            }
            found.rows += 1;
            let field = |at: usize| fields.get(at).map_or("", String::as_str);
            match row(&found.kept, field(offence), field(weight)) {
                Ok((offence, weight)) => {
                    found.kept.insert(offence, weight);
                }
                Err(reason) => {
                    found.rejected += 1;
                    if found.rejects.len() < REJECTS_KEPT {
                        found.rejects.push(Reject { line, reason });
                    }
                }
            }
        }
        if columns.is_none() {
            return Err(CannotRead::at(&shown, 1, "the file is empty: there is no heading."));
        }
        found.sha256 = hash.finish();
        Ok(found)
    })
}

fn row(kept: &BTreeMap<String, f64>, offence: &str, weight: &str) -> Result<(String, f64), String> {
    let offence = offence.to_uppercase();
    if offence.is_empty() {
        return Err("it names no offence.".into());
    }
    if too_broad(&offence) {
        return Err(format!(
            "{offence} holds grave and slight offences together, so a weight for it would be made up. Weigh the offences within it."
        ));
    }
    if kept.contains_key(&offence) {
        return Err(format!("{offence} is there already."));
    }
    match weight.parse::<f64>() {
        Ok(weight) if (0.0..=HIGHEST).contains(&weight) => Ok((offence, weight)),
        _ if weight.is_empty() => Err(format!("{offence} has no weight.")),
        _ => Err(format!(
            "the weight of {offence} is no number from 0 to 1,000,000."
        )),
    }
}

fn fields(line: &[u8], is_first: bool) -> Vec<String> {
    let line = if is_first {
        line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
    } else {
        line
    };
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(line);
    let mut record = csv::ByteRecord::new();
    let _ = csv.read_byte_record(&mut record); // from memory; a broken row shows as too few fields
    record
        .iter()
        .map(|it| String::from_utf8_lossy(it).trim().to_owned())
        .collect()
}
