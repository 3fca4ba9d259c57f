//! The rows of a file as CSV or as points on a map: for a look, and for programs that do not open Arrow files.

use std::{
    io::{self, ErrorKind, Write},
    path::PathBuf,
};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use crate::{
    answer::{no_formula, tell_refused},
    files_out::Whole,
    map::{Features, point},
    table::{Files, Row},
};

/// Rows as CSV or as points.
#[derive(clap::Args, Clone, Debug)]
pub struct Rows {
    #[command(flatten)]
    pub files: Files,
    /// Only these columns, with commas between; all of the first file where not given.
    #[arg(long, value_delimiter = ',', value_name = "COLUMN")]
    columns: Vec<String>,
    /// Write the rows here as CSV, instead of to the screen.
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Write the rows that have a longitude and a latitude here as points on a map.
    #[arg(long, value_name = "FILE")]
    pub geojson: Option<PathBuf>,
    /// The column of longitudes, for --geojson.
    #[arg(long, default_value = "longitude")]
    longitude: String,
    /// The column of latitudes, for --geojson.
    #[arg(long, default_value = "latitude")]
    latitude: String,
}

impl Rows {
    pub fn run(&self) -> Result<()> {
        let mut table = self.files.open()?;
        let names = match self.columns.as_slice() {
            [] => table
                .sources
                .first()
                .map(|it| it.columns().to_vec())
                .unwrap_or_default(),
            some => some.to_vec(),
        };
        let columns: Vec<usize> = names
            .iter()
            .map(|it| table.column(it))
            .collect::<Result<_>>()?;
        let place = match &self.geojson {
            Some(_) => Some((
                table.column(&self.longitude)?,
                table.column(&self.latitude)?,
            )),
            None => None,
        };
        let mut csv = self.writer()?.map(csv::Writer::from_writer);
        let mut fault: Option<csv::Error> = None;
        if let Some(csv) = &mut csv {
            fault = csv.write_record(names.iter().map(|it| safe(it))).err();
        }
        let mut map = match &self.geojson {
            Some(file) => {
                let begun = Whole::begin(file).and_then(Features::begin);
                Some(begun.with_context(|| format!("{} cannot be written", file.display()))?)
            }
            None => None,
        };
        let mut map_fault: Option<io::Error> = None;
        table.each(|row: &Row| {
            if let (Some(csv), None) = (&mut csv, &fault) {
                fault = csv
                    .write_record(columns.iter().map(|at| safe(row.text(*at))))
                    .err();
            }
            if let (Some((x, y)), Some(map), None) = (place, &mut map, &map_fault)
                && let (Ok(x), Ok(y)) = (row.number(x), row.number(y))
            {
                let properties: Map<String, Value> = names
                    .iter()
                    .cloned()
                    .zip(columns.iter().map(|at| json!(row.text(*at))))
                    .collect();
                map_fault = map.add(&point([x, y], Value::Object(properties))).err();
            }
            Ok(())
        })?;
        let ended = match (fault, csv) {
            (Some(fault), _) => Err(match fault.into_kind() {
                csv::ErrorKind::Io(fault) => fault,
                other => io::Error::other(format!("{other:?}")),
            }),
            (None, Some(csv)) => csv
                .into_inner()
                .map_err(csv::IntoInnerError::into_error)
                .and_then(To::end),
            (None, None) => Ok(()),
        };
        match ended {
            // Who reads only the first lines, as `head` does, is no fault.
            Err(fault) if self.csv.is_none() && fault.kind() == ErrorKind::BrokenPipe => {}
            other => other.context("the rows cannot be written")?,
        }
        if let Some(map) = map {
            map_fault
                .map_or_else(|| map.end().and_then(Whole::end), Err)
                .context("the map cannot be written")?;
        }
        tell_refused(&table);
        Ok(())
    }

    /// Where the CSV goes; nowhere if only a map is asked for.
    fn writer(&self) -> Result<Option<To>> {
        Ok(match (&self.csv, &self.geojson) {
            (Some(file), _) => {
                Some(To::File(Whole::begin(file).with_context(|| {
                    format!("{} cannot be written", file.display())
                })?))
            }
            (None, Some(_)) => None,
            (None, None) => Some(To::Screen(io::stdout().lock())),
        })
    }
}

fn safe(text: &str) -> Vec<u8> {
    no_formula(text).as_bytes().to_vec()
}

/// Where rows go.
enum To {
    File(Whole),
    Screen(io::StdoutLock<'static>),
}

impl To {
    fn end(self) -> io::Result<()> {
        match self {
            Self::File(it) => it.end(),
            Self::Screen(mut it) => it.flush(),
        }
    }
}

impl Write for To {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(it) => it.write(bytes),
            Self::Screen(it) => it.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(it) => it.flush(),
            Self::Screen(it) => it.flush(),
        }
    }
}
