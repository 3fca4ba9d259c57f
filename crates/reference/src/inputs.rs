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
        let at = self.column(name)?;
        self.rows
            .iter()
            .map(|row| {
                row[at]
                    .trim()
                    .parse()
                    .with_context(|| format!("\"{}\" in column {name} is no number", row[at]))
            })
            .collect()
    }

    /// A column of texts.
    pub fn texts(&self, name: &str) -> Result<Vec<&str>> {
        let at = self.column(name)?;
        Ok(self.rows.iter().map(|row| row[at].as_str()).collect())
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
        Ok(text)
    }

    /// A table of `data` (or of `golden` where it is not in `data`): a file name, whatever words follow it in a golden file.
    pub fn table(&self, said: &str) -> Result<Rc<Table>> {
        let name = file_name(said)?;
        if let Some(known) = self.tables.borrow().get(name) {
            return Ok(Rc::clone(known));
        }
        let folder = if self.folder.join("data").join(name).exists() {
            "data"
        } else {
            "golden"
        };
        let text = self.text(&format!("{folder}/{name}"))?;
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
                .filter(|row| row[kind] == wanted && (place == "all wards" || row[ward] == place))
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
            [".csv", ".csv.gz", ".geojson"]
                .iter()
                .any(|end| word.ends_with(end))
        })
        .with_context(|| format!("\"{said}\" names no file"))
}
