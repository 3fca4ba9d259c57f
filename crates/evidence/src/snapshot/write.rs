//! Writes a snapshot: first under a passing name, then all at once under its own.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::types::{ArrowDictionaryKeyType, Int8Type, Int16Type, Int32Type};
use arrow_array::{
    ArrayRef, BinaryArray, Date32Array, DictionaryArray, Int32Array, PrimitiveArray, RecordBatch,
    StringArray, TimestampSecondArray,
};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema, TimeUnit};
use sha2::{Digest, Sha256};

use crate::Month;
use crate::content_hash::hex;
use crate::police_uk::{Keys, Kind, Reading, Rows};
use crate::roll_up::{NO_LOCATION, OUTSIDE};

/// Where the evidence comes from, carried inside the file.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The publisher, such as `data.police.uk`.
    pub source: String,
    /// The licence, such as `Open Government Licence v3.0`.
    pub licence: String,
}

/// A snapshot on disk.
#[derive(Clone, Debug)]
pub struct Written {
    /// The file.
    pub path: PathBuf,
    /// Its SHA-256, which is also its name.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Its rows.
    pub rows: u64,
    /// It lay there already, byte for byte.
    pub known: bool,
}

/// Why a snapshot could not be written. Nothing is left behind.
#[derive(Debug, thiserror::Error)]
pub enum CannotWrite {
    /// The disk says no.
    #[error("the snapshot could not be written: {0}")]
    Disk(#[from] io::Error),
    /// The columns do not fit together.
    #[error("the snapshot could not be laid out: {0}")]
    Layout(#[from] ArrowError),
}

/// Writes the rows into `folder` and returns where they lie.
pub fn write(
    folder: &Path,
    rows: &Rows,
    reading: &Reading,
    origin: &Origin,
) -> Result<Written, CannotWrite> {
    std::fs::create_dir_all(folder)?;
    let passing = folder.join(format!(".{}-{}.part", reading.sha256, std::process::id()));
    let written = lay_down(&passing, rows, reading, origin).and_then(|(sha256, bytes)| {
        let path = folder.join(format!("{sha256}.arrow"));
        let known = path.exists();
        if known {
            std::fs::remove_file(&passing)?;
        } else {
            std::fs::rename(&passing, &path)?;
            // The new name must survive a power cut as well as the contents do.
            File::open(folder)?.sync_all()?;
        }
        Ok(Written {
            path,
            sha256,
            bytes,
            rows: rows.len() as u64,
            known,
        })
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&passing); // best effort; the first fault is the one to report
    }
    written
}

fn lay_down(
    path: &Path,
    rows: &Rows,
    reading: &Reading,
    origin: &Origin,
) -> Result<(String, u64), CannotWrite> {
    let columns = Columns::of(rows);
    let schema = Arc::new(columns.schema(rows, reading, origin));
    let out = Hashed {
        inner: File::create(path)?,
        sha: Sha256::new(),
        bytes: 0,
    };
    let mut writer = FileWriter::try_new(BufWriter::with_capacity(1 << 20, out), &schema)?;
    for batch in rows.kept.batches()? {
        let batch = batch?;
        writer.write(&columns.batch(&schema, rows, &batch)?)?;
    }
    writer.finish()?;
    let out = writer
        .into_inner()?
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    out.inner.sync_all()?;
    Ok((hex(&out.sha.finalize()), out.bytes))
}

/// A file that is hashed as it is written.
struct Hashed {
    inner: File,
    sha: Sha256,
    bytes: u64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.sha.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// One text column's distinct values and the narrowest signed key that numbers them (R reads only signed ones).
struct Texts {
    name: String,
    values: ArrayRef,
    width: DataType,
}

impl Texts {
    fn new(name: &str, values: impl ExactSizeIterator<Item = impl AsRef<str>>) -> Self {
        let width = match values.len() {
            0..=127 => DataType::Int8,
            128..=32_767 => DataType::Int16,
            _ => DataType::Int32,
        };
        let values = values
            .map(|v| Some(v.as_ref().to_owned()))
            .collect::<StringArray>();
        Self {
            name: name.into(),
            values: Arc::new(values),
            width,
        }
    }

    fn data_type(&self) -> DataType {
        DataType::Dictionary(Box::new(self.width.clone()), Box::new(DataType::Utf8))
    }

    /// The column of these keys: 0 stands for a null, 1 for the first value.
    fn array<N: Copy + Into<u32>>(&self, keys: &[N]) -> Result<ArrayRef, ArrowError> {
        fn typed<K: ArrowDictionaryKeyType>(
            keys: impl Iterator<Item = K::Native>,
            present: NullBuffer,
            values: &ArrayRef,
        ) -> Result<ArrayRef, ArrowError> {
            let keys = PrimitiveArray::<K>::new(keys.collect::<Vec<_>>().into(), Some(present));
            Ok(Arc::new(DictionaryArray::try_new(keys, values.clone())?))
        }
        let (present, values) = (present(keys), &self.values);
        let numbers = keys.iter().map(|key| (*key).into().saturating_sub(1));
        match self.width {
            DataType::Int8 => typed::<Int8Type>(numbers.map(|n| n as i8), present, values),
            DataType::Int16 => typed::<Int16Type>(numbers.map(|n| n as i16), present, values),
            _ => typed::<Int32Type>(numbers.map(|n| n as i32), present, values),
        }
    }
}

/// Which rows have a value: those whose number is not 0.
fn present<N: Copy + Into<u32>>(numbers: &[N]) -> NullBuffer {
    let present = |row: usize| numbers[row].into() != 0;
    NullBuffer::new(BooleanBuffer::collect_bool(numbers.len(), present))
}

struct Columns {
    layers: Vec<Texts>,
    texts: Vec<Texts>,
}

impl Columns {
    fn of(rows: &Rows) -> Self {
        let layers = rows
            .layers
            .iter()
            .map(|(name, _, codes)| Texts::new(name, codes.iter()))
            .collect();
        let named = rows.kind.texts().iter().zip(&rows.dictionaries);
        let texts = named
            .map(|((_, name), values)| Texts::new(name, values[1..].iter()))
            .collect();
        Self { layers, texts }
    }

    fn schema(&self, rows: &Rows, reading: &Reading, origin: &Origin) -> Schema {
        let mut fields = vec![
            Field::new("month", DataType::Date32, false),
            Field::new("lon_e6", DataType::Int32, true),
            Field::new("lat_e6", DataType::Int32, true),
        ];
        let texts = self.layers.iter().chain(&self.texts);
        fields.extend(texts.map(|t| Field::new(&t.name, t.data_type(), true)));
        if rows.kind == Kind::StopAndSearch {
            fields.push(Field::new(
                "at",
                DataType::Timestamp(TimeUnit::Second, Some("UTC".into())),
                false,
            ));
        } else {
            fields.push(Field::new("crime_id", DataType::Binary, true));
        }
        // No file name and no time of import: the same evidence must give the same bytes.
        let mut metadata = HashMap::from([
            ("wardmote:format".to_owned(), "1".to_owned()),
            ("wardmote:kind".to_owned(), rows.kind.slug().to_owned()),
            ("wardmote:source".to_owned(), origin.source.clone()),
            ("wardmote:licence".to_owned(), origin.licence.clone()),
            ("wardmote:source_sha256".to_owned(), reading.sha256.clone()),
        ]);
        for (name, version, _) in &rows.layers {
            metadata.insert(format!("wardmote:boundaries:{name}"), version.clone());
        }
        Schema::new_with_metadata(fields, metadata)
    }

    fn batch(
        &self,
        schema: &Arc<Schema>,
        rows: &Rows,
        batch: &crate::police_uk::Batch,
    ) -> Result<RecordBatch, ArrowError> {
        let many = batch.months.len();
        // Rows come month by month.
        let (mut month, mut day) = (0, Month::from_number(0).first_day());
        let days = batch.months.iter().map(|it| {
            if *it != month {
                (month, day) = (*it, Month::from_number(*it).first_day());
            }
            day
        });
        let days: Date32Array = days.collect::<Vec<i32>>().into();
        let point = |axis: usize| -> ArrayRef {
            // Place 0, which is no location, has noughts for its point.
            let places = batch.places.iter();
            let degrees: Vec<i32> = places.map(|it| rows.points[*it as usize][axis]).collect();
            Arc::new(Int32Array::new(
                degrees.into(),
                Some(present(&batch.places)),
            ))
        };
        let mut arrays: Vec<ArrayRef> = vec![Arc::new(days), point(0), point(1)];
        let layers = self.layers.len();
        for (at, layer) in self.layers.iter().enumerate() {
            let places = batch.places.iter();
            let areas = places.map(|it| match rows.areas[*it as usize * layers + at] {
                OUTSIDE | NO_LOCATION => 0,
                area => area + 1,
            });
            arrays.push(layer.array(&areas.collect::<Vec<u32>>())?);
        }
        for (keys, texts) in batch.texts.iter().zip(&self.texts) {
            arrays.push(match keys {
                Keys::Narrow(keys) => texts.array(keys),
                Keys::Wide(keys) => texts.array(keys),
            }?);
        }
        if rows.kind == Kind::StopAndSearch {
            let at = TimestampSecondArray::from(batch.seconds.clone()).with_timezone("UTC");
            arrays.push(Arc::new(at));
        } else {
            let offsets =
                OffsetBuffer::from_lengths(batch.id_lengths.iter().map(|n| usize::from(*n)));
            let present = BooleanBuffer::collect_bool(many, |row| batch.id_lengths[row] > 0);
            let present = NullBuffer::new(present);
            let ids = Buffer::from_slice_ref(&batch.ids);
            arrays.push(Arc::new(BinaryArray::try_new(offsets, ids, Some(present))?));
        }
        RecordBatch::try_new(schema.clone(), arrays)
    }
}
