//! The rows of an Arrow file as the texts a CSV file of the same rows would have.
//!
//! A snapshot of Wardmote is such a file; what pandas, R, Polars or DuckDB write as Arrow without compression is another.
//! In a snapshot months are written as 2026-03, as published, and `longitude` and `latitude` are there in degrees.

use std::{
    cell::Cell,
    collections::BTreeMap,
    fmt::Write as _,
    fs::File,
    io::BufReader,
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::Once,
};

use anyhow::{Result, anyhow};
use arrow_array::{Array, ArrayRef, RecordBatch, cast::AsArray as _, types};
use arrow_ipc::reader::FileReader;
use arrow_schema::{ArrowError, DataType, TimeUnit};
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use csv::StringRecord;

/// The first bytes of every Arrow file.
pub const MAGIC: &[u8] = b"ARROW1";

/// An Arrow file whose columns are known.
pub struct ArrowRows {
    file: PathBuf,
    /// The names of its columns; degrees of a snapshot among them.
    pub columns: Vec<String>,
    /// Where a snapshot comes from: kind, source, licence, hash of the file it was made of, boundaries.
    pub origin: Option<BTreeMap<String, String>>,
    stored: Vec<String>,
}

impl ArrowRows {
    /// Reads its footer.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn open(file: &Path) -> Result<Self> {
        let reader = reader(file, None)?;
        let schema = reader.schema();
        let stored: Vec<String> = schema.fields().iter().map(|it| it.name().clone()).collect();
        let origin: BTreeMap<String, String> = schema
            .metadata()
            .iter()
            .filter_map(|(key, value)| {
                Some((key.strip_prefix("wardmote:")?.to_owned(), value.clone()))
            })
            .collect();
        let origin = origin.contains_key("format").then_some(origin);
        let mut columns = stored.clone();
        if origin.is_some() {
            for (degrees, whole) in DEGREES {
                if stored.iter().any(|it| it == whole) {
                    columns.push(degrees.to_owned());
                }
            }
        }
        Ok(Self {
            file: file.to_owned(),
            columns,
            origin,
            stored,
        })
    }

    /// Gives the wanted columns of each row, as texts, in the order wanted; the row is counted from 1.
    ///
    /// # Errors
    /// When the file is damaged, compressed, or holds lists or the like; and what `row` stops with.
    pub fn each(
        &self,
        wanted: &[usize],
        mut row: impl FnMut(u64, &StringRecord) -> Result<()>,
    ) -> Result<()> {
        let forms: Vec<(usize, Form)> = wanted.iter().map(|at| self.form(*at)).collect();
        let mut read: Vec<usize> = forms.iter().map(|it| it.0).collect();
        read.sort_unstable();
        read.dedup();
        let mut number = 0;
        let mut record = StringRecord::new();
        let mut text = String::new();
        let mut batches = reader(&self.file, Some(read.clone()))?;
        let mut next = || -> Result<Option<(usize, Vec<Cells>)>> {
            let Some(batch) = batches.next() else {
                return Ok(None);
            };
            let batch = batch.map_err(|fault| wrong(&self.file, &fault))?;
            let cells = forms.iter().map(|(stored, form)| {
                self.cells(&batch, read.partition_point(|it| it < stored), *form)
            });
            Ok(Some((batch.num_rows(), cells.collect::<Result<_>>()?)))
        };
        while let Some((rows, cells)) = unless_damaged(&self.file, &mut next)?? {
            for at in 0..rows {
                number += 1;
                unless_damaged(&self.file, || {
                    record.clear();
                    for it in &cells {
                        text.clear();
                        it.write(at, &mut text);
                        record.push_field(&text);
                    }
                })?;
                row(number, &record)?;
            }
        }
        Ok(())
    }

    fn form(&self, column: usize) -> (usize, Form) {
        let name = &self.columns[column];
        if column >= self.stored.len() {
            let whole = DEGREES.iter().find(|it| it.0 == name).map_or("", |it| it.1);
            let stored = self.stored.iter().position(|it| it == whole);
            return (stored.unwrap_or_default(), Form::Millionths);
        }
        let form = match &self.origin {
            Some(_) if name == "month" => Form::Month,
            _ => Form::AsItIs,
        };
        (column, form)
    }

    fn cells(&self, batch: &RecordBatch, at: usize, form: Form) -> Result<Cells> {
        let array = batch.column(at);
        Cells::of(array, form).ok_or_else(|| {
            anyhow!(
                "{}: column \"{}\" holds {}, which is neither text, number, date nor time",
                self.file.display(),
                batch.schema().field(at).name(),
                array.data_type()
            )
        })
    }
}

/// Degrees, and the whole millionths of them that a snapshot holds.
const DEGREES: [(&str, &str); 2] = [("longitude", "lon_e6"), ("latitude", "lat_e6")];

#[derive(Clone, Copy, PartialEq)]
enum Form {
    AsItIs,
    Month,
    Millionths,
}

fn reader(file: &Path, columns: Option<Vec<usize>>) -> Result<FileReader<BufReader<File>>> {
    let open =
        File::open(file).map_err(|fault| anyhow!("{} cannot be read: {fault}", file.display()))?;
    unless_damaged(file, || {
        FileReader::try_new(BufReader::with_capacity(1 << 20, open), columns)
    })?
    .map_err(|fault| wrong(file, &fault))
}

thread_local! {
    /// Whether this thread reads what may be damaged.
    static READS: Cell<bool> = const { Cell::new(false) };
}

/// What `read` gives. The reader of Arrow files panics on some damaged ones: then that is what is said, and nothing else.
fn unless_damaged<T>(file: &Path, read: impl FnOnce() -> T) -> Result<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |it| {
            if !READS.get() {
                usual(it);
            }
        }));
    });
    READS.set(true);
    let read = panic::catch_unwind(AssertUnwindSafe(read));
    READS.set(false);
    read.map_err(|_| damaged(file, "its parts do not fit together"))
}

fn damaged(file: &Path, why: &str) -> anyhow::Error {
    anyhow!(
        "{} is a damaged Arrow file ({why}). Copy it again; of a snapshot, sha256sum gives its name if it is whole",
        file.display()
    )
}

fn wrong(file: &Path, fault: &ArrowError) -> anyhow::Error {
    let said = fault.to_string();
    let name = file.display();
    if said.contains("lz4") || said.contains("zstd") {
        return anyhow!(
            "{name}: its columns are compressed. Write it again without; in pandas: \
             to_feather(file, compression=\"uncompressed\"); in R: write_feather(rows, file, compression = \"uncompressed\")"
        );
    }
    damaged(file, &said)
}

/// One column of a batch, by how it is written.
enum Cells {
    /// Several rows share few texts.
    Shared {
        keys: Vec<usize>,
        texts: Vec<String>,
        nulls: ArrayRef,
    },
    Own(ArrayRef, Form),
}

impl Cells {
    fn of(array: &ArrayRef, form: Form) -> Option<Self> {
        if let Some(shared) = array.as_any_dictionary_opt() {
            let values = Self::of(shared.values(), Form::AsItIs)?;
            let many = shared.values().len();
            let texts = (0..many)
                .map(|at| {
                    let mut text = String::new();
                    values.write(at, &mut text);
                    text
                })
                .collect();
            // Keys of an empty list of texts are all null.
            let keys = if many == 0 {
                vec![0; array.len()]
            } else {
                shared.normalized_keys()
            };
            return Some(Self::Shared {
                keys,
                texts,
                nulls: array.clone(),
            });
        }
        use DataType as D;
        matches!(
            array.data_type(),
            D::Null
                | D::Boolean
                | D::Int8
                | D::Int16
                | D::Int32
                | D::Int64
                | D::UInt8
                | D::UInt16
                | D::UInt32
                | D::UInt64
                | D::Float32
                | D::Float64
                | D::Utf8
                | D::LargeUtf8
                | D::Utf8View
                | D::Binary
                | D::LargeBinary
                | D::FixedSizeBinary(_)
                | D::Date32
                | D::Date64
                | D::Timestamp(..)
        )
        .then(|| Self::Own(array.clone(), form))
    }

    /// Adds the text of a row; nothing for a null.
    fn write(&self, at: usize, text: &mut String) {
        match self {
            Self::Shared { keys, texts, nulls } => {
                if nulls.is_valid(at)
                    && let Some(it) = keys.get(at).and_then(|key| texts.get(*key))
                {
                    text.push_str(it);
                }
            }
            Self::Own(array, form) => {
                if array.is_valid(at) && array.data_type() != &DataType::Null {
                    // Writing to a text does not fail.
                    let _ = value(array, at, *form, text);
                }
            }
        }
    }
}

fn value(array: &ArrayRef, at: usize, form: Form, text: &mut String) -> std::fmt::Result {
    match array.data_type() {
        DataType::Boolean => write!(text, "{}", array.as_boolean().value(at)),
        DataType::Int8 => number_text(text, array.as_primitive::<types::Int8Type>().value(at)),
        DataType::Int16 => number_text(text, array.as_primitive::<types::Int16Type>().value(at)),
        DataType::Int32 if form == Form::Millionths => {
            millionths(array.as_primitive::<types::Int32Type>().value(at), text)
        }
        DataType::Int32 => number_text(text, array.as_primitive::<types::Int32Type>().value(at)),
        DataType::Int64 => number_text(text, array.as_primitive::<types::Int64Type>().value(at)),
        DataType::UInt8 => number_text(text, array.as_primitive::<types::UInt8Type>().value(at)),
        DataType::UInt16 => number_text(text, array.as_primitive::<types::UInt16Type>().value(at)),
        DataType::UInt32 => number_text(text, array.as_primitive::<types::UInt32Type>().value(at)),
        DataType::UInt64 => number_text(text, array.as_primitive::<types::UInt64Type>().value(at)),
        DataType::Float32 => {
            number_text(text, array.as_primitive::<types::Float32Type>().value(at))
        }
        DataType::Float64 => {
            number_text(text, array.as_primitive::<types::Float64Type>().value(at))
        }
        DataType::Utf8 => text.write_str(array.as_string::<i32>().value(at)),
        DataType::LargeUtf8 => text.write_str(array.as_string::<i64>().value(at)),
        DataType::Utf8View => text.write_str(array.as_string_view().value(at)),
        DataType::Binary => bytes(array.as_binary::<i32>().value(at), text),
        DataType::LargeBinary => bytes(array.as_binary::<i64>().value(at), text),
        DataType::FixedSizeBinary(_) => bytes(array.as_fixed_size_binary().value(at), text),
        DataType::Date32 => {
            let days = array.as_primitive::<types::Date32Type>().value(at);
            day(i64::from(days), form, text)
        }
        DataType::Date64 => {
            let milliseconds = array.as_primitive::<types::Date64Type>().value(at);
            day(milliseconds.div_euclid(86_400_000), form, text)
        }
        DataType::Timestamp(unit, zone) => {
            let moment = match unit {
                TimeUnit::Second => DateTime::from_timestamp(
                    array.as_primitive::<types::TimestampSecondType>().value(at),
                    0,
                ),
                TimeUnit::Millisecond => DateTime::from_timestamp_millis(
                    array
                        .as_primitive::<types::TimestampMillisecondType>()
                        .value(at),
                ),
                TimeUnit::Microsecond => DateTime::from_timestamp_micros(
                    array
                        .as_primitive::<types::TimestampMicrosecondType>()
                        .value(at),
                ),
                TimeUnit::Nanosecond => Some(DateTime::from_timestamp_nanos(
                    array
                        .as_primitive::<types::TimestampNanosecondType>()
                        .value(at),
                )),
            };
            match moment {
                Some(it) => moment_text(it.naive_utc(), zone.is_some(), text),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

fn number_text(text: &mut String, number: impl std::fmt::Display) -> std::fmt::Result {
    write!(text, "{number}")
}

/// Whole millionths of a degree, with all six decimals.
fn millionths(it: i32, text: &mut String) -> std::fmt::Result {
    let (sign, size) = (if it < 0 { "-" } else { "" }, it.unsigned_abs());
    write!(text, "{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
}

/// Bytes that are text as text, others in hexadecimal, as the police publish the names of crimes.
fn bytes(it: &[u8], text: &mut String) -> std::fmt::Result {
    if it.len() != 32
        && let Ok(plain) = std::str::from_utf8(it)
    {
        return text.write_str(plain);
    }
    it.iter().try_for_each(|byte| write!(text, "{byte:02x}"))
}

fn day(since_1970: i64, form: Form, text: &mut String) -> std::fmt::Result {
    let day = i32::try_from(since_1970)
        .ok()
        .and_then(|it| NaiveDate::from_num_days_from_ce_opt(it.checked_add(719_163)?));
    match day {
        Some(it) if form == Form::Month => write!(text, "{}", it.format("%Y-%m")),
        Some(it) => write!(text, "{it}"),
        None => Ok(()),
    }
}

fn moment_text(it: NaiveDateTime, zoned: bool, text: &mut String) -> std::fmt::Result {
    write!(text, "{}", it.format("%Y-%m-%dT%H:%M:%S%.f"))?;
    if zoned { text.write_str("Z") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{
        BinaryArray, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int64Array,
        ListArray, StringArray, StringViewArray, TimestampMillisecondArray, TimestampSecondArray,
    };
    use arrow_ipc::writer::FileWriter;

    use super::*;

    fn written(batch: &RecordBatch) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("it.arrow");
        let mut writer = FileWriter::try_new(File::create(&file).expect("a file"), &batch.schema())
            .expect("a writer");
        writer.write(batch).expect("rows");
        writer.finish().expect("an end");
        (folder, file)
    }

    fn texts(file: &Path) -> Result<Vec<Vec<String>>> {
        let rows = ArrowRows::open(file)?;
        let all: Vec<usize> = (0..rows.columns.len()).collect();
        let mut found = Vec::new();
        rows.each(&all, |_, record| {
            found.push(record.iter().map(str::to_owned).collect());
            Ok(())
        })?;
        Ok(found)
    }

    #[test]
    fn every_usual_type_is_written_as_in_a_csv_file() {
        let shared: DictionaryArray<types::Int8Type> =
            vec![Some("Drugs"), None].into_iter().collect();
        let columns: [(&str, ArrayRef); 10] = [
            ("shared", Arc::new(shared)),
            (
                "text",
                Arc::new(StringArray::from(vec![Some("a, b"), None])),
            ),
            (
                "view",
                Arc::new(StringViewArray::from(vec![
                    Some("longer than twelve bytes"),
                    Some("é"),
                ])),
            ),
            ("whole", Arc::new(Int64Array::from(vec![Some(-3), None]))),
            ("part", Arc::new(Float64Array::from(vec![0.1, 1e21]))),
            ("flag", Arc::new(BooleanArray::from(vec![true, false]))),
            ("day", Arc::new(Date32Array::from(vec![19_782, -1]))),
            (
                "zoned",
                Arc::new(TimestampSecondArray::from(vec![1_709_209_500, 0]).with_timezone("UTC")),
            ),
            (
                "bare",
                Arc::new(TimestampMillisecondArray::from(vec![Some(1_500), None])),
            ),
            (
                "bytes",
                Arc::new(BinaryArray::from(vec![[0xAB; 32].as_slice(), b"short-id"])),
            ),
        ];
        let batch = RecordBatch::try_from_iter(columns).expect("a batch");
        let (_folder, file) = written(&batch);
        let hexadecimal = "ab".repeat(32);
        assert_eq!(
            texts(&file).expect("rows"),
            [
                [
                    "Drugs",
                    "a, b",
                    "longer than twelve bytes",
                    "-3",
                    "0.1",
                    "true",
                    "2024-02-29",
                    "2024-02-29T12:25:00Z",
                    "1970-01-01T00:00:01.500",
                    &hexadecimal
                ],
                [
                    "",
                    "",
                    "é",
                    "",
                    "1000000000000000000000",
                    "false",
                    "1969-12-31",
                    "1970-01-01T00:00:00Z",
                    "",
                    "short-id"
                ],
            ]
        );
    }

    #[test]
    fn a_list_and_half_a_file_are_refused_in_words() {
        let lists: ListArray =
            ListArray::from_iter_primitive::<types::Int32Type, _, _>([Some([Some(1)])]);
        let batch =
            RecordBatch::try_from_iter([("lists", Arc::new(lists) as ArrayRef)]).expect("a batch");
        let (_folder, file) = written(&batch);
        let said = texts(&file).expect_err("no column").to_string();
        assert!(said.contains("\"lists\" holds List"), "{said}");
        let bytes = std::fs::read(&file).expect("bytes");
        std::fs::write(&file, &bytes[..bytes.len() / 2]).expect("half");
        let said = texts(&file).expect_err("half").to_string();
        assert!(said.contains("damaged Arrow file"), "{said}");
    }

    #[test]
    fn a_damaged_file_is_refused_or_read_and_nothing_breaks() {
        let shared: DictionaryArray<types::Int8Type> = (0..200)
            .map(|at| Some(if at % 3 == 0 { "Drugs" } else { "Theft" }))
            .collect();
        let text: Vec<String> = (0..200).map(|at| format!("street {at}")).collect();
        let columns: [(&str, ArrayRef); 4] = [
            ("shared", Arc::new(shared)),
            ("text", Arc::new(StringArray::from(text))),
            ("whole", Arc::new(Int64Array::from_iter_values(0..200))),
            (
                "flag",
                Arc::new(BooleanArray::from_iter(
                    (0..200).map(|at| Some(at % 2 == 0)),
                )),
            ),
        ];
        let batch = RecordBatch::try_from_iter(columns).expect("a batch");
        let (_folder, file) = written(&batch);
        let whole = std::fs::read(&file).expect("bytes");
        let mut chance = statistics::Chance::from_seed(3);
        let mut refused = 0;
        for _ in 0..120 {
            let mut bytes = whole.clone();
            for _ in 0..1 + chance.below(4) {
                let at = 8 + chance.below(bytes.len() - 8);
                bytes[at] = chance.below(256) as u8;
            }
            std::fs::write(&file, &bytes).expect("damage");
            if let Err(said) = texts(&file) {
                refused += 1;
                let said = said.to_string();
                let known = ["damaged Arrow file", "compressed", "which is neither"];
                assert!(known.iter().any(|it| said.contains(it)), "{said}");
            }
        }
        assert!(refused > 12, "{refused}");
        let own = panic::catch_unwind(|| panic!("a fault of ours is still one"));
        assert!(own.is_err());
    }

    #[test]
    fn millionths_keep_their_six_decimals() {
        let text = |it| {
            let mut text = String::new();
            millionths(it, &mut text).expect("a text");
            text
        };
        assert_eq!(
            [text(-123), text(51_500_000), text(0), text(-1_000_001)],
            ["-0.000123", "51.500000", "0.000000", "-1.000001"]
        );
    }
}
