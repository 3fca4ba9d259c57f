//! Opening what someone was sent: a file, a packed file, a monthly archive, or a folder of them.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::bufread::MultiGzDecoder;
use serde::{Deserialize, Serialize};
use zip::ZipArchive;

/// Why a file could not be read at all. Nothing of it is taken in.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq, Serialize)]
#[error("{file}{}: {reason}", line.map(|n| format!(", line {n}")).unwrap_or_default())]
pub struct CannotRead {
    /// The file, or the archive and the file within it.
    pub file: String,
    /// The line at fault, where one is.
    pub line: Option<u64>,
    /// What is wrong and, where there is one, the way forward.
    pub reason: String,
}

impl CannotRead {
    pub(crate) fn new(file: &str, reason: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: None,
            reason: reason.into(),
        }
    }

    pub(crate) fn at(file: &str, line: u64, reason: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: Some(line),
            reason: reason.into(),
        }
    }

    /// Turns what the operating system or an unpacker says into a sentence.
    pub(crate) fn from_io(file: &str, fault: &io::Error) -> Self {
        let reason = match fault.kind() {
            io::ErrorKind::UnexpectedEof => {
                "the packed file ends too early. Was the download cut short? Fetch it again.".into()
            }
            io::ErrorKind::NotFound => "there is no such file.".into(),
            io::ErrorKind::PermissionDenied => "this account may not read the file.".into(),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                format!("the packed file is damaged ({fault}).")
            }
            _ => fault.to_string(),
        };
        Self::new(file, reason)
    }
}

/// One refused row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Its line in the file, the header being line 1.
    pub line: u64,
    /// Why it was refused.
    pub reason: String,
}

/// How much a packed file may grow to. A small file that unpacks without end would fill the machine.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Unpacked bytes of one file.
    pub unpacked: u64,
    /// Unpacked bytes for each packed one, once past `free`.
    pub ratio: u64,
    /// Below this many unpacked bytes the ratio is not looked at.
    pub free: u64,
}

impl Default for Limits {
    fn default() -> Self {
        // Published crime files pack about eight to one; the largest month of all forces is far below a gigabyte.
        Self {
            unpacked: 8 << 30,
            ratio: 200,
            free: 16 << 20,
        }
    }
}

/// One table to read: a file on disk or a file inside an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A `.csv` or `.csv.gz` file.
    File(PathBuf),
    /// A file within a `.zip`, by its place in the archive.
    InZip {
        /// The archive.
        zip: PathBuf,
        /// The archive, open: one with thousands of files must not be opened as often.
        archive: Archive,
        /// Its place in the archive.
        index: usize,
        /// Its path in the archive.
        name: String,
    },
}

impl Source {
    /// The path as shown to people.
    pub fn shown(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::InZip { zip, name, .. } => format!("{} ({name})", zip.display()),
        }
    }

    /// The bare file name, from which month, force and kind may be read.
    pub fn file_name(&self) -> String {
        match self {
            Self::File(path) => path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default(),
            Self::InZip { name, .. } => name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned(),
        }
    }

    /// Calls `with` with the unpacked bytes.
    pub(crate) fn open<T>(
        &self,
        limits: Limits,
        with: impl FnOnce(&mut (dyn Read + Send)) -> Result<T, CannotRead>,
    ) -> Result<T, CannotRead> {
        let shown = self.shown();
        let fault = |e: &io::Error| CannotRead::from_io(&shown, e);
        match self {
            Self::File(path) => {
                let file = File::open(path).map_err(|e| fault(&e))?;
                let size = file.metadata().map_err(|e| fault(&e))?.len();
                let mut file = BufReader::with_capacity(1 << 16, file);
                let packed = io::BufRead::fill_buf(&mut file)
                    .map_err(|e| fault(&e))?
                    .starts_with(&[0x1F, 0x8B]);
                if packed {
                    with(&mut Bounded::new(MultiGzDecoder::new(file), size, limits))
                } else {
                    with(&mut file)
                }
            }
            Self::InZip { archive, index, .. } => {
                let mut archive = archive.0.lock().unwrap_or_else(PoisonError::into_inner);
                let entry = archive.by_index(*index).map_err(|e| {
                    CannotRead::new(&shown, format!("the archive is damaged ({e})."))
                })?;
                let size = entry.compressed_size();
                with(&mut Bounded::new(entry, size, limits))
            }
        }
    }
}

/// An open archive, shared by the files within it.
#[derive(Clone)]
pub struct Archive(Arc<Mutex<ZipArchive<BufReader<File>>>>);

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an open archive")
    }
}

impl PartialEq for Archive {
    fn eq(&self, _: &Self) -> bool {
        true // two of one path are one; the path is compared beside it
    }
}

impl Eq for Archive {}

fn open_zip(path: &Path) -> Result<ZipArchive<BufReader<File>>, CannotRead> {
    let shown = path.display().to_string();
    let file = File::open(path).map_err(|e| CannotRead::from_io(&shown, &e))?;
    ZipArchive::new(BufReader::new(file))
        .map_err(|e| CannotRead::new(&shown, format!("this is not a readable zip archive ({e}).")))
}

/// Stops reading when the unpacked size passes what an honest file could have.
struct Bounded<R> {
    inner: R,
    packed: u64,
    unpacked: u64,
    limits: Limits,
}

impl<R> Bounded<R> {
    fn new(inner: R, packed: u64, limits: Limits) -> Self {
        Self {
            inner,
            packed,
            unpacked: 0,
            limits,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.unpacked += n as u64;
        let Limits {
            unpacked,
            ratio,
            free,
        } = self.limits;
        if self.unpacked > unpacked {
            return Err(io::Error::other(format!(
                "it unpacks to more than {unpacked} bytes, the most this program takes in."
            )));
        }
        if self.unpacked > free && self.unpacked / ratio > self.packed {
            return Err(io::Error::other(format!(
                "it unpacks to more than {ratio} times its size, as no crime file does. It was left alone."
            )));
        }
        Ok(n)
    }
}

/// Every table at a path: the file itself, those in a folder and its folders, those in archives. In name order, so
/// that a second run meets them alike.
pub fn sources(path: &Path) -> Result<Vec<Source>, CannotRead> {
    let shown = path.display().to_string();
    let about = std::fs::metadata(path).map_err(|e| CannotRead::from_io(&shown, &e))?;
    let mut found = Vec::new();
    if about.is_dir() {
        gather(path, &mut found, 0)?;
        if found.is_empty() {
            return Err(CannotRead::new(
                &shown,
                "the folder holds no .csv, .csv.gz or .zip file.",
            ));
        }
    } else {
        add(path, &mut found)?;
    }
    Ok(found)
}

fn gather(folder: &Path, found: &mut Vec<Source>, depth: usize) -> Result<(), CannotRead> {
    let shown = folder.display().to_string();
    if depth > 16 {
        return Err(CannotRead::new(&shown, "folders lie more than 16 deep."));
    }
    let fault = |e: io::Error| CannotRead::from_io(&shown, &e);
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .map_err(fault)?
        .collect::<Result<_, _>>()
        .map_err(fault)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type().map_err(fault)?);
        // Links to folders are not followed: they may lead round in a ring.
        if kind.is_dir() {
            gather(&path, found, depth + 1)?;
        } else if is_table(&path.to_string_lossy()) || is_zip(&path) {
            add(&path, found)?;
        }
    }
    Ok(())
}

fn add(path: &Path, found: &mut Vec<Source>) -> Result<(), CannotRead> {
    if !is_zip(path) {
        found.push(Source::File(path.into()));
        return Ok(());
    }
    let shown = path.display().to_string();
    let archive = open_zip(path)?;
    if archive.len() > 20_000 {
        return Err(CannotRead::new(
            &shown,
            "the archive holds more than 20,000 files.",
        ));
    }
    let mut inside = Vec::new();
    let many = archive.len();
    let shared = Archive(Arc::new(Mutex::new(archive)));
    let mut archive = shared.0.lock().unwrap_or_else(PoisonError::into_inner);
    for index in 0..many {
        let entry = archive
            .by_index_raw(index)
            .map_err(|e| CannotRead::new(&shown, format!("the archive is damaged ({e}).")))?;
        let name = entry
            .name()
            .map_err(|e| CannotRead::new(&shown, format!("the archive is damaged ({e}).")))?
            .into_owned();
        if entry.is_file() && name.to_ascii_lowercase().ends_with(".csv") {
            if entry.encrypted() {
                return Err(CannotRead::new(
                    &shown,
                    format!("{name} is locked with a password. Unlock the archive first."),
                ));
            }
            inside.push(Source::InZip {
                zip: path.into(),
                archive: shared.clone(),
                index,
                name,
            });
        }
    }
    if inside.is_empty() {
        return Err(CannotRead::new(&shown, "the archive holds no .csv file."));
    }
    inside.sort_by_key(Source::shown);
    found.append(&mut inside);
    Ok(())
}

fn is_table(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".csv") || name.ends_with(".csv.gz")
}

fn is_zip(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("zip"))
}
