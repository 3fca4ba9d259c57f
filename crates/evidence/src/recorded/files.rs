//! The monthly files as the publisher lays them out, written again from the snapshots.

use std::io::{Cursor, Write as _};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};
use arrow_array::RecordBatch;
use axum::body::Bytes;
use chrono::DateTime;
use zip::write::SimpleFileOptions;

use super::places::six;
use super::read::{batches, ids, moments, months, points, texts};
use super::source::Source;
use super::{KINDS, Recorded};
use crate::Month;

const STREET: &[&str] = &[
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
];
const OUTCOMES: &[&str] = &[
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Outcome type",
];
const STOPS: &[&str] = &[
    "Type",
    "Date",
    "Part of a policing operation",
    "Policing operation",
    "Latitude",
    "Longitude",
    "Gender",
    "Age range",
    "Self-defined ethnicity",
    "Officer-defined ethnicity",
    "Legislation",
    "Object of search",
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
];

/// The name of the column of a snapshot that a heading stands over.
fn column(kind: &str, heading: &str) -> Option<&'static str> {
    let kinds = [
        crate::police_uk::Kind::Street,
        crate::police_uk::Kind::Outcomes,
        crate::police_uk::Kind::StopAndSearch,
    ];
    let kind = kinds.into_iter().find(|it| it.slug() == kind)?;
    kind.texts()
        .iter()
        .find(|(published, _)| *published == heading)
        .map(|(_, column)| *column)
}

/// How many archives are kept: packing one is seconds of work where a month is large.
const ARCHIVES: usize = 6;

/// The archives that were asked for last.
#[derive(Debug, Default)]
pub(super) struct Archives(Mutex<Vec<(Month, Bytes)>>);

fn cells(kind: &str, heads: &[&str], batch: &RecordBatch) -> Result<Vec<Vec<String>>> {
    let points = points(batch)?;
    let axis = |at: usize| {
        let text = |point: &Option<[i32; 2]>| point.map_or(String::new(), |it| six(it[at]));
        points.iter().map(text).collect()
    };
    heads
        .iter()
        .map(|heading| {
            Ok(match *heading {
                "Month" => months(batch)?.iter().map(Month::to_string).collect(),
                "Longitude" => axis(0),
                "Latitude" => axis(1),
                "Crime ID" => {
                    let text = |id: &super::read::Id| {
                        let mut out = Vec::new();
                        id.push(&mut out);
                        String::from_utf8_lossy(&out).into_owned()
                    };
                    ids(batch)?.iter().map(text).collect()
                }
                "Date" => moments(batch)?
                    .into_iter()
                    .map(|at| {
                        let at = DateTime::from_timestamp(at, 0).unwrap_or_default();
                        at.format("%Y-%m-%dT%H:%M:%S+00:00").to_string()
                    })
                    .collect(),
                // The code says the same, and the snapshot holds no names.
                "LSOA name" => vec![String::new(); batch.num_rows()],
                heading => {
                    let column = column(kind, heading).context("a heading without a column")?;
                    texts(batch, column, |text| web::no_formula(text).into_owned())
                }
            })
        })
        .collect()
}

fn write(all: &Recorded, source: &Source, month: Month) -> Result<Vec<u8>> {
    let heads = match source.kind.as_str() {
        "street" => STREET,
        "outcomes" => OUTCOMES,
        _ => STOPS,
    };
    let mut out = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Necessary)
        .from_writer(Vec::new());
    out.write_record(heads)?;
    batches(source, |batch| {
        let columns = cells(&source.kind, heads, batch)?;
        let kept_back: Vec<bool> = match source.kind.as_str() {
            "street" => texts(batch, "type", |text| all.pieces.keeps_back_type(text)),
            "outcomes" => {
                let ids = ids(batch)?.into_iter();
                ids.map(|id| all.kept_back.contains(&id)).collect()
            }
            _ => vec![false; batch.num_rows()],
        };
        for (row, of) in months(batch)?.into_iter().enumerate() {
            if of == month && !kept_back[row] {
                out.write_record(columns.iter().map(|column| &column[row]))?;
            }
        }
        Ok(())
    })?;
    Ok(out.into_inner()?)
}

impl Recorded {
    /// The months with a file of any kind, newest first.
    #[must_use]
    pub fn months_with_files(&self) -> Vec<Month> {
        let mut all: Vec<Month> = self
            .sources
            .iter()
            .flat_map(|it| it.months.iter().copied())
            .collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all.dedup();
        all
    }

    /// The names of the files of a month.
    #[must_use]
    pub fn files_of(&self, month: Month) -> Vec<String> {
        self.in_month(month)
            .map(|it| format!("{month}/{month}-{}-{}.csv", it.force, it.kind))
            .collect()
    }

    fn in_month(&self, month: Month) -> impl Iterator<Item = &Source> {
        self.sources
            .iter()
            .filter(move |it| it.months.contains(&month) && KINDS.contains(&it.kind.as_str()))
    }

    /// The files of a month in one archive. Seconds of work where a file is large, and whoever asks meanwhile waits: not
    /// on a thread that answers.
    ///
    /// # Errors
    /// When a snapshot cannot be read.
    pub fn archive(&self, month: Month) -> Result<Bytes> {
        let mut kept = self
            .archives
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((_, archive)) = kept.iter().find(|(of, _)| *of == month) {
            return Ok(archive.clone());
        }
        let archive = Bytes::from(self.pack(month)?);
        kept.insert(0, (month, archive.clone()));
        kept.truncate(ARCHIVES);
        Ok(archive)
    }

    fn pack(&self, month: Month) -> Result<Vec<u8>> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        for (source, name) in self.in_month(month).zip(self.files_of(month)) {
            zip.start_file(name, options)?;
            zip.write_all(&write(self, source, month)?)?;
        }
        Ok(zip.finish()?.into_inner())
    }
}
