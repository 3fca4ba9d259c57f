//! Opens a snapshot again.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray as _;
use arrow_ipc::reader::FileReader;
use arrow_schema::{ArrowError, SchemaRef};
use sha2::{Digest, Sha256};

use crate::content_hash::hex;

/// Why a snapshot could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum CannotOpen {
    /// The disk says no.
    #[error("{0} could not be read: {1}")]
    Disk(PathBuf, io::Error),
    /// It is not an Arrow file, or a damaged one.
    #[error("{0} is not a snapshot: {1}")]
    NotASnapshot(PathBuf, ArrowError),
}

/// A snapshot, open for reading.
pub struct Snapshot {
    path: PathBuf,
    reader: FileReader<BufReader<File>>,
}

/// Opens the file. Nothing but its footer is read yet.
pub fn open(path: &Path) -> Result<Snapshot, CannotOpen> {
    let file = File::open(path).map_err(|e| CannotOpen::Disk(path.into(), e))?;
    let reader = FileReader::try_new_buffered(file, None)
        .map_err(|e| CannotOpen::NotASnapshot(path.into(), e))?;
    Ok(Snapshot {
        path: path.into(),
        reader,
    })
}

impl Snapshot {
    /// Columns and their types.
    pub fn schema(&self) -> SchemaRef {
        self.reader.schema()
    }

    /// Source, licence, boundaries and the hash of the file it was made from.
    pub fn metadata(&self) -> HashMap<String, String> {
        self.reader.schema().metadata().clone().into()
    }

    /// The rows, some tens of thousands at a time.
    pub fn batches(self) -> impl Iterator<Item = Result<RecordBatch, CannotOpen>> {
        let path = self.path;
        self.reader
            .map(move |batch| batch.map_err(|e| CannotOpen::NotASnapshot(path.clone(), e)))
    }

    /// The different texts of these columns. Every batch carries them all, so the first one is enough.
    pub(crate) fn names(self, columns: &[&str]) -> Result<Vec<String>, CannotOpen> {
        let Some(batch) = self.batches().next().transpose()? else {
            return Ok(Vec::new());
        };
        let texts = columns
            .iter()
            .filter_map(|column| batch.column_by_name(column)?.as_any_dictionary_opt())
            .filter_map(|column| column.values().as_string_opt::<i32>());
        Ok(texts
            .flat_map(|texts| texts.iter().flatten().map(str::to_owned))
            .collect())
    }

    /// Whether the file still is what its name says.
    pub fn is_unchanged(&self) -> Result<bool, CannotOpen> {
        let fault = |e| CannotOpen::Disk(self.path.clone(), e);
        let mut sha = Sha256::new();
        let mut file = File::open(&self.path).map_err(fault)?;
        let mut buffer = vec![0; 1 << 20];
        loop {
            match io::Read::read(&mut file, &mut buffer).map_err(fault)? {
                0 => break,
                n => sha.update(&buffer[..n]),
            }
        }
        let name = self
            .path
            .file_stem()
            .map(|n| n.to_string_lossy().into_owned());
        Ok(name == Some(hex(&sha.finalize())))
    }
}
