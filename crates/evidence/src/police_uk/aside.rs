//! Batches of rows laid aside in a file without a name, so that memory does not grow with the rows of a file.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};

use bytemuck::{Pod, cast_slice, cast_slice_mut};

use super::Kind;
use super::rows::{BATCH, Batch, Keys, NewRow};

/// Rows in the order of their file: full batches on the disk, the newest in memory.
pub(crate) struct Aside {
    kind: Kind,
    folder: PathBuf,
    file: Option<File>,
    laid: Vec<Shape>,
    /// Those without their places, and the last.
    newest: Vec<Batch>,
    /// Emptied, to be filled again.
    free: Vec<Batch>,
}

/// How long the columns of a batch are.
struct Shape {
    rows: usize,
    wide: Vec<bool>,
    ids: usize,
    id_lengths: usize,
    seconds: usize,
}

impl Aside {
    /// Nothing yet. The file will lie in `folder`, and goes with this process.
    pub fn new(kind: Kind, folder: &Path) -> Self {
        Self {
            kind,
            folder: folder.into(),
            file: None,
            laid: Vec::new(),
            newest: Vec::new(),
            free: Vec::new(),
        }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        let laid = self.laid.iter().map(|it| it.rows);
        laid.chain(self.newest.iter().map(|it| it.months.len()))
            .sum()
    }

    /// One more row; its place comes with [`Aside::place`].
    pub fn push(&mut self, row: &NewRow<'_>) {
        if self.newest.last().is_none_or(|it| it.months.len() == BATCH) {
            let free = self.free.pop();
            self.newest
                .push(free.unwrap_or_else(|| Batch::new(self.kind)));
        }
        if let Some(batch) = self.newest.last_mut() {
            batch.push(self.kind, row);
        }
    }

    /// Gives the newest rows their places, and lays full batches aside.
    ///
    /// # Errors
    /// When the disk takes no more.
    pub fn place(&mut self, mut places: &[u32]) -> io::Result<()> {
        for batch in &mut self.newest {
            let without = batch.months.len() - batch.places.len();
            let (here, later) = places.split_at(without.min(places.len()));
            batch.places.extend_from_slice(here);
            places = later;
        }
        while self.newest.len() > 1 {
            let mut batch = self.newest.remove(0);
            if self.file.is_none() {
                std::fs::create_dir_all(&self.folder)?;
                self.file = Some(tempfile::tempfile_in(&self.folder)?);
            }
            if let Some(file) = &self.file {
                self.laid.push(lay(&batch, file)?);
            }
            batch.clear();
            self.free.push(batch);
        }
        Ok(())
    }

    /// All batches, one after the other, in their order.
    pub fn batches(&self) -> io::Result<impl Iterator<Item = io::Result<Cow<'_, Batch>>>> {
        let mut from = self
            .file
            .as_ref()
            .map(|mut file| file.rewind().map(|()| BufReader::new(file)))
            .transpose()?;
        let laid = self.laid.iter().map(move |shape| match &mut from {
            Some(from) => take(shape, from).map(Cow::Owned),
            None => Err(io::ErrorKind::NotFound.into()),
        });
        Ok(laid.chain(self.newest.iter().map(|it| Ok(Cow::Borrowed(it)))))
    }
}

/// Writes the columns one after the other.
fn lay(batch: &Batch, mut to: &File) -> io::Result<Shape> {
    to.write_all(cast_slice(&batch.months))?;
    to.write_all(cast_slice(&batch.places))?;
    for keys in &batch.texts {
        match keys {
            Keys::Narrow(keys) => to.write_all(keys)?,
            Keys::Wide(keys) => to.write_all(cast_slice(keys))?,
        }
    }
    to.write_all(&batch.ids)?;
    to.write_all(&batch.id_lengths)?;
    to.write_all(cast_slice(&batch.seconds))?;
    Ok(Shape {
        rows: batch.months.len(),
        wide: batch
            .texts
            .iter()
            .map(|it| matches!(it, Keys::Wide(_)))
            .collect(),
        ids: batch.ids.len(),
        id_lengths: batch.id_lengths.len(),
        seconds: batch.seconds.len(),
    })
}

/// Reads them again.
fn take(shape: &Shape, from: &mut impl Read) -> io::Result<Batch> {
    fn column<T: Pod>(many: usize, from: &mut impl Read) -> io::Result<Vec<T>> {
        let mut column = vec![T::zeroed(); many];
        from.read_exact(cast_slice_mut(&mut column))?;
        Ok(column)
    }
    let rows = shape.rows;
    Ok(Batch {
        months: column(rows, from)?,
        places: column(rows, from)?,
        texts: shape
            .wide
            .iter()
            .map(|wide| {
                Ok(if *wide {
                    Keys::Wide(column(rows, from)?)
                } else {
                    Keys::Narrow(column(rows, from)?)
                })
            })
            .collect::<io::Result<_>>()?,
        ids: column(shape.ids, from)?,
        id_lengths: column(shape.id_lengths, from)?,
        seconds: column(shape.seconds, from)?,
    })
}
