//! What the stories share: where real files lie, and a small place to try things in.

use std::path::{Path, PathBuf};

use evidence::police_uk::{Keep, Layer, Read, read};
use evidence::{CannotRead, Limits, Source, sources};
use statistics::Area;

use crate::boundaries::{self, Columns};

/// A folder or file of real evidence kept beside the project, or a loud word that the test did not run.
pub fn real(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("WARDMOTE_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = shared.join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!(
        "SKIPPED: {name} is not beside the project. Set WARDMOTE_SHARED to the folder that holds data/."
    );
    None
}

pub fn areas(path: &Path) -> Vec<Area> {
    let read = boundaries::read(path, &Columns::default()).expect("a real boundary file is read");
    read.iter().map(boundaries::Boundary::area).collect()
}

pub fn read_all(path: &Path, layers: &[Layer]) -> Vec<Read> {
    let found = sources(path).expect("the folder is there");
    let aside = std::env::temp_dir();
    found
        .iter()
        .map(|s| {
            read(s, layers, Keep::Rows(&aside), Limits::default()).expect("a real file is read")
        })
        .collect()
}

/// A square of one degree around (0.5, 51.5), split into a western and an eastern half.
pub fn two_halves() -> Vec<Layer> {
    let half = |code: &str, x: i32| Area {
        code: code.into(),
        rings: vec![vec![
            [x, 51_000_000],
            [x + 500_000, 51_000_000],
            [x + 500_000, 52_000_000],
            [x, 52_000_000],
            [x, 51_000_000],
        ]],
    };
    vec![Layer::new(
        "ward",
        "two halves",
        &[half("W2", 500_000), half("W1", 0)],
    )]
}

pub const HEADING: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";

/// Reads a file with this name and these bytes, over the two halves.
pub fn try_bytes(name: &str, bytes: &[u8]) -> Result<Read, CannotRead> {
    let folder = tempfile::tempdir().expect("a passing folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a passing file");
    read(
        &Source::File(path),
        &two_halves(),
        Keep::Rows(folder.path()),
        Limits::default(),
    )
}

pub fn row(month: &str, lon: &str, lat: &str, kind: &str) -> String {
    format!(
        ",{month},A Force,A Force,{lon},{lat},On or near Mill Lane,E01000001,Somewhere 001A,{kind},,"
    )
}

pub fn table(rows: &[String]) -> String {
    format!("{HEADING}\n{}\n", rows.join("\n"))
}
