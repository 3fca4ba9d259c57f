//! Files are written so that no fault costs anything: never over what is read, and whole or not at all.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

/// A file that is written beside its place under a passing name, and takes its place once it is whole. Until then an older file of its
/// name stays as it is.
pub struct Whole {
    to: BufWriter<File>,
    /// The passing name, and where it goes. `None` for a pipe or a device, which is written straight.
    passing: Option<(PathBuf, PathBuf)>,
}

impl Whole {
    /// Begins it.
    pub fn begin(file: &Path) -> io::Result<Self> {
        let buffered = |open| BufWriter::with_capacity(1 << 16, open);
        let old = fs::metadata(file).ok();
        if old.as_ref().is_some_and(|it| !it.is_file()) {
            let to = buffered(OpenOptions::new().write(true).open(file)?);
            return Ok(Self { to, passing: None });
        }
        if old.as_ref().is_some_and(|it| it.permissions().readonly()) {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "a file of this name is there and may not be written",
            ));
        }
        // Behind a link the file it leads to is made anew, and the link stays.
        let place = match &old {
            Some(_) => fs::canonicalize(file)?,
            None => file.to_owned(),
        };
        let passing = passing_name(&place);
        let open = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&passing)?;
        if let Some(old) = old {
            // Who may read the old one may read the new one, and nobody else.
            let _ = open.set_permissions(old.permissions());
        }
        Ok(Self {
            to: buffered(open),
            passing: Some((passing, place)),
        })
    }

    /// It is whole and takes its place.
    pub fn end(mut self) -> io::Result<()> {
        self.to.flush()?;
        if let Some((passing, place)) = &self.passing {
            fs::rename(passing, place)?;
        }
        self.passing = None;
        Ok(())
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        if let Some((passing, _)) = &self.passing {
            let _ = fs::remove_file(passing);
        }
    }
}

/// `.out.csv.4711.part` for `out.csv`.
fn passing_name(place: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(place.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    place.with_file_name(name)
}

/// One name for each file, however it is written: links and dots are gone. A file that is not there yet goes by its folder.
pub fn one_name(file: &Path) -> Option<PathBuf> {
    if let Ok(it) = fs::canonicalize(file) {
        return Some(it);
    }
    let folder = match file.parent() {
        Some(it) if !it.as_os_str().is_empty() => it,
        _ => Path::new("."),
    };
    Some(fs::canonicalize(folder).ok()?.join(file.file_name()?))
}

/// Stops before anything is read or written where an answer would be written over what it is made of, or over another answer.
///
/// # Errors
/// Says which option, and what to do.
pub fn guard(reads: &[&Path], writes: &[(&str, &Path)]) -> Result<()> {
    let read: Vec<PathBuf> = reads.iter().filter_map(|it| one_name(it)).collect();
    let mut written: Vec<(&str, PathBuf)> = Vec::new();
    for (option, file) in writes {
        if file.is_dir() {
            bail!(
                "{option} {}: that is a folder: name a file in it",
                file.display()
            );
        }
        let Some(name) = one_name(file) else {
            bail!(
                "{option} {}: there is no such folder to write in",
                file.display()
            );
        };
        // Two answers may go to one pipe or device.
        if name.exists() && !name.is_file() {
            continue;
        }
        if read.contains(&name) {
            bail!(
                "{option} {}: that is the input: name another file",
                file.display()
            );
        }
        if let Some((other, _)) = written.iter().find(|it| it.1 == name) {
            bail!(
                "{option} {}: {other} is written there: name another file",
                file.display()
            );
        }
        written.push((option, name));
    }
    Ok(())
}
