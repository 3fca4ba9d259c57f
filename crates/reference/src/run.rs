//! Runs every golden file of a folder.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::compare::{Deviation, compare, filled};
use crate::families::of;
use crate::inputs::{Inputs, json};

/// What came of one golden file.
pub struct Line {
    /// The file.
    pub file: String,
    /// How far we are from it, or why we could not tell.
    pub outcome: Result<Deviation, String>,
}

impl Line {
    /// Whether everything agrees.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.outcome
            .as_ref()
            .is_ok_and(|it| it.misses.is_empty() && it.largest <= 1.0 && it.compared > 0)
    }
}

/// Runs every file of `folder/golden` on the inputs of `folder/data`, in the order of their names. `emit`: a folder our answers are
/// written to, in the golden files' own shape.
///
/// # Errors
/// When the folder cannot be read or our answers cannot be written. What is wrong with one file stands in its line.
pub fn run(folder: &Path, emit: Option<&Path>, mut said: impl FnMut(&Line)) -> Result<Vec<Line>> {
    let names = names(&folder.join("golden"))?;
    if let Some(emit) = emit {
        std::fs::create_dir_all(emit)
            .with_context(|| format!("{} could not be made", emit.display()))?;
    }
    let inputs = Inputs::of(folder);
    let mut lines = Vec::new();
    for file in names {
        let outcome = guarded(|| one(&inputs, &file, emit)).map_err(|fault| format!("{fault:#}"));
        let line = Line { file, outcome };
        said(&line);
        lines.push(line);
    }
    Ok(lines)
}

/// The golden files below a folder, those of its folders too, in the order of their names.
fn names(golden: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let mut open = vec![String::new()];
    while let Some(below) = open.pop() {
        let here = golden.join(&below);
        let entries = std::fs::read_dir(&here)
            .with_context(|| format!("{} could not be read", here.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("{} could not be read", here.display()))?;
            let name = format!("{below}{}", entry.file_name().to_string_lossy());
            let low = name.to_lowercase();
            if [".json", ".json.gz"].iter().any(|end| low.ends_with(end)) {
                names.push(name);
            } else if entry.path().is_dir() && !entry.file_type().is_ok_and(|it| it.is_symlink()) {
                open.push(format!("{name}/"));
            }
        }
    }
    names.sort();
    if names.is_empty() {
        bail!("{} holds no golden file", golden.display());
    }
    Ok(names)
}

/// A fault of ours in one file is said in its line, and the others are run.
fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|fault| {
        let said = fault
            .downcast_ref::<String>()
            .map(String::as_str)
            .or(fault.downcast_ref::<&str>().copied())
            .unwrap_or("no words");
        bail!("our sum broke off: {said}")
    })
}

/// The name of a golden file without its folder and its ending.
fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    let low = name.to_lowercase();
    let end = [".json.gz", ".json"]
        .into_iter()
        .find(|end| low.ends_with(end));
    &name[..name.len() - end.map_or(0, str::len)]
}

fn one(inputs: &Inputs, file: &str, emit: Option<&Path>) -> Result<Deviation> {
    let golden = json(&inputs.text(&format!("golden/{file}"))?).context("it is no JSON")?;
    if !golden.is_object() {
        bail!("it is no JSON object");
    }
    let answer = of(stem(file), &golden, inputs)?;
    if let Some(emit) = emit {
        let text = serde_json::to_string(&filled(&answer.value, &golden, &answer.rules))?;
        let to = emit.join(file);
        std::fs::create_dir_all(to.parent().unwrap_or(emit))
            .and_then(|()| std::fs::write(&to, text))
            .with_context(|| format!("{file} could not be written"))?;
    }
    let found = compare(&answer.value, &golden, &answer.rules);
    if found.compared == 0 {
        bail!("nothing in it can be compared");
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_ours_is_said_and_does_not_end_the_run() {
        let broken: Result<()> = guarded(|| panic!("index 2 of 2"));
        assert!(broken.unwrap_err().to_string().contains("index 2 of 2"));
        assert_eq!(guarded(|| Ok(3)).unwrap(), 3);
    }

    #[test]
    fn a_file_is_named_by_what_stands_before_its_ending() {
        assert_eq!(stem("sub/fdr_a.json"), "fdr_a");
        assert_eq!(stem("FDR_A.JSON"), "FDR_A");
        assert_eq!(stem("fdr_a.b.json.gz"), "fdr_a.b");
    }
}
