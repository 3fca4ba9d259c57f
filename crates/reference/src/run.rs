//! Runs every golden file of a folder.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::compare::{Deviation, compare, filled};
use crate::families::of;
use crate::inputs::Inputs;

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
            .is_ok_and(|it| it.misses.is_empty() && it.largest <= 1.0)
    }
}

/// Runs every file of `folder/golden` on the inputs of `folder/data`, in the order of their names. `emit`: a folder our answers are
/// written to, in the golden files' own shape.
///
/// # Errors
/// When the folder cannot be read or our answers cannot be written. What is wrong with one file stands in its line.
pub fn run(folder: &Path, emit: Option<&Path>, mut said: impl FnMut(&Line)) -> Result<Vec<Line>> {
    let golden = folder.join("golden");
    let mut names: Vec<_> = std::fs::read_dir(&golden)
        .with_context(|| format!("{} could not be read", golden.display()))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".json"))
        .collect();
    names.sort();
    if names.is_empty() {
        bail!("{} holds no golden file", golden.display());
    }
    if let Some(emit) = emit {
        std::fs::create_dir_all(emit)
            .with_context(|| format!("{} could not be made", emit.display()))?;
    }
    let inputs = Inputs::of(folder);
    let mut lines = Vec::new();
    for file in names {
        let outcome = one(&inputs, &file, emit).map_err(|fault| format!("{fault:#}"));
        let line = Line { file, outcome };
        said(&line);
        lines.push(line);
    }
    Ok(lines)
}

fn one(inputs: &Inputs, file: &str, emit: Option<&Path>) -> Result<Deviation> {
    let golden =
        serde_json::from_str(&inputs.text(&format!("golden/{file}"))?).context("it is no JSON")?;
    let name = file.trim_end_matches(".json");
    let answer = of(name, &golden, inputs)?;
    if let Some(emit) = emit {
        let text = serde_json::to_string(&filled(&answer.value, &golden, &answer.rules))?;
        std::fs::write(emit.join(file), text)
            .with_context(|| format!("{file} could not be written"))?;
    }
    Ok(compare(&answer.value, &golden, &answer.rules))
}
