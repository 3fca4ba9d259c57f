//! The files that went into the other tools, read once each.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Context as _, Result, bail};

/// A table of texts under its heading.
pub struct Table {
    /// The heading.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Where a column stands.
    pub fn column(&self, name: &str) -> Result<usize> {
        self.columns
            .iter()
            .position(|it| it == name)
            .with_context(|| format!("there is no column \"{name}\""))
    }

    /// A column of numbers.
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>> {
        self.texts(name)?
            .into_iter()
            .map(|text| {
                text.trim()
                    .parse()
                    .with_context(|| format!("\"{text}\" in column {name} is no number"))
            })
            .collect()
    }

    /// A column of texts.
    pub fn texts(&self, name: &str) -> Result<Vec<&str>> {
        let at = self.column(name)?;
        let short = || format!("a row is too short for the column {name}");
        self.rows
            .iter()
            .map(|row| Ok(row.get(at).with_context(short)?.as_str()))
            .collect()
    }
}

/// The folder of a reference.
pub struct Inputs {
    folder: PathBuf,
    tables: RefCell<HashMap<String, Rc<Table>>>,
}

impl Inputs {
    /// The folder that holds `data` and `golden`.
    pub fn of(folder: &Path) -> Self {
        Self {
            folder: folder.into(),
            tables: RefCell::default(),
        }
    }

    /// A file below the folder, unpacked where its name ends in `.gz`.
    pub fn text(&self, path: &str) -> Result<String> {
        let path = self.folder.join(path);
        let bytes = std::fs::read(&path)
            .with_context(|| format!("{} could not be read", path.display()))?;
        let mut text = String::new();
        if path.extension().is_some_and(|it| it == "gz") {
            flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text)
        } else {
            (&bytes[..]).read_to_string(&mut text)
        }
        .with_context(|| format!("{} is not text", path.display()))?;
        // What some programs put before a text to say how it is written.
        Ok(text
            .strip_prefix('\u{feff}')
            .map_or_else(|| text.clone(), str::to_owned))
    }

    /// Where a file lies below the folder: in `data`, in a folder of it, or in `golden`; as it is called, or packed, or in other
    /// capitals.
    pub fn found(&self, name: &str) -> Option<String> {
        let mut open: Vec<String> = ["data/", "golden/"].map(str::to_owned).to_vec();
        let mut alike = None;
        while !open.is_empty() {
            let below = open.remove(0);
            let mut entries: Vec<_> = std::fs::read_dir(self.folder.join(&below))
                .ok()
                .into_iter()
                .flatten()
                .flatten()
                .collect();
            entries.sort_by_key(std::fs::DirEntry::file_name);
            for entry in entries {
                let other = entry.file_name().to_string_lossy().into_owned();
                if other == name {
                    return Some(format!("{below}{other}"));
                }
                let (low, wanted) = (other.to_lowercase(), name.to_lowercase());
                let same = low == wanted
                    || low.strip_suffix(".gz") == Some(&wanted)
                    || wanted.strip_suffix(".gz") == Some(&low);
                if same {
                    alike.get_or_insert(format!("{below}{other}"));
                } else if entry.path().is_dir()
                    && !entry.file_type().is_ok_and(|it| it.is_symlink())
                {
                    open.push(format!("{below}{other}/"));
                }
            }
        }
        alike
    }

    /// A table of `data` (or of `golden` where it is not in `data`): a file name, whatever words follow it in a golden file.
    pub fn table(&self, said: &str) -> Result<Rc<Table>> {
        let name = file_name(said)?;
        if let Some(known) = self.tables.borrow().get(name) {
            return Ok(Rc::clone(known));
        }
        let path = self
            .found(name)
            .with_context(|| format!("there is no file {name}"))?;
        let text = self.text(&path)?;
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.as_bytes());
        let columns = reader.headers()?.iter().map(str::to_owned).collect();
        let rows = reader
            .records()
            .map(|row| Ok(row?.iter().map(str::to_owned).collect()))
            .collect::<Result<_>>()?;
        let table = Rc::new(Table { columns, rows });
        self.tables
            .borrow_mut()
            .insert(name.to_owned(), Rc::clone(&table));
        Ok(table)
    }

    /// A series of counts, as golden files name it: the column of a file, or `TYPE, all wards` or `TYPE, WARD` of a file with a
    /// ward, a type and a column for each month. A file with one column of numbers beside its index needs no name.
    pub fn series(&self, input: &str, series: &str) -> Result<Vec<f64>> {
        let table = self.table(input)?;
        if let (Ok(ward), Ok(kind)) = (table.column("ward"), table.column("type")) {
            let (wanted, place) = series
                .rsplit_once(", ")
                .with_context(|| format!("\"{series}\" names no ward"))?;
            let rows: Vec<_> = table
                .rows
                .iter()
                .filter(|row| {
                    row.get(kind).is_some_and(|it| it == wanted)
                        && (place == "all wards" || row.get(ward).is_some_and(|it| it == place))
                })
                .collect();
            if rows.is_empty() {
                bail!("{input} has no row of {series}");
            }
            let mut sums = vec![0.0; table.columns.len() - 2];
            for row in rows {
                let cells = row
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| *at != ward && *at != kind);
                for (sum, (_, cell)) in sums.iter_mut().zip(cells) {
                    *sum += cell
                        .trim()
                        .parse::<f64>()
                        .with_context(|| format!("\"{cell}\" is no number"))?;
                }
            }
            return Ok(sums);
        }
        if table.column(series).is_ok() {
            return table.numbers(series);
        }
        match table.columns.last() {
            Some(last) if table.columns.len() <= 2 => table.numbers(last),
            _ => bail!("{input} has no column \"{series}\""),
        }
    }
}

/// The file that a golden file speaks of: the first word that ends like one.
pub fn file_name(said: &str) -> Result<&str> {
    said.split([' ', ',', ';', ':', '(', ')'])
        .map(|word| word.rsplit('/').next().unwrap_or(word))
        .find(|word| {
            let low = word.to_lowercase();
            [".csv", ".csv.gz", ".geojson", ".geojson.gz"]
                .iter()
                .any(|end| low.ends_with(end))
        })
        .with_context(|| format!("\"{said}\" names no file"))
}

/// A JSON text, also with the words that some programs write for what is no number: they are read as nothing.
pub fn json(text: &str) -> Result<serde_json::Value> {
    let strict = serde_json::from_str(text);
    if strict.is_ok() {
        return Ok(strict?);
    }
    let mut mended = String::with_capacity(text.len());
    let (mut quoted, mut escaped, mut word) = (false, false, String::new());
    let end = |word: &mut String, mended: &mut String| {
        match word.as_str() {
            "NaN" | "-NaN" | "NA" => mended.push_str("null"),
            "Infinity" | "Inf" => mended.push_str("\"inf\""),
            "-Infinity" | "-Inf" => mended.push_str("\"-inf\""),
            other => mended.push_str(other),
        }
        word.clear();
    };
    for c in text.chars() {
        if quoted {
            mended.push(c);
            (quoted, escaped) = (c != '"' || escaped, c == '\\' && !escaped);
        } else if c.is_ascii_alphanumeric() || "+-.".contains(c) {
            word.push(c);
        } else {
            end(&mut word, &mut mended);
            quoted = c == '"';
            mended.push(c);
        }
    }
    end(&mut word, &mut mended);
    Ok(serde_json::from_str(&mended)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_read_as_other_programs_write_it() {
        let it = json(r#"{"NaN": [NaN, -Infinity, 1e-3], "b": "a \"NaN\" here", "c": Infinity}"#);
        let it = it.unwrap();
        assert_eq!(it["NaN"], serde_json::json!([null, "-inf", 1e-3]));
        assert_eq!(it["b"], "a \"NaN\" here");
        assert_eq!(it["c"], "inf");
        assert!(json("{no}").is_err() && json("").is_err());
    }

    #[test]
    fn a_file_is_known_in_other_words() {
        assert_eq!(file_name("in data/A.CSV: x").unwrap(), "A.CSV");
        assert!(file_name("synthetic").is_err());
    }
}
