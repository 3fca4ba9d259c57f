//! `wardmote reference`: our sums beside the same sums of established tools, one line a file.

use std::path::{Path, PathBuf};

use ::reference::Line;
use anyhow::{Result, bail};

/// What to run, and where our answers go.
#[derive(clap::Args)]
pub struct Reference {
    /// The folder that holds `data` (what went in) and `golden` (what the other
    /// tools made of it).
    folder: PathBuf,
    /// A folder our own answers are written to, in the golden files' shape.
    #[arg(long)]
    emit: Option<PathBuf>,
}

/// Runs every golden file and prints a line for each as it is done.
///
/// # Errors
/// When the folder cannot be read, or a file does not agree.
pub fn run(what: &Reference) -> Result<()> {
    let lines = compared(&what.folder, what.emit.as_deref())?;
    let missed = lines.iter().filter(|line| !line.agrees()).count();
    if missed > 0 {
        bail!("{missed} of {} files do not agree", lines.len());
    }
    Ok(())
}

#[allow(clippy::print_stdout, reason = "this is what the command is for")]
fn compared(folder: &Path, emit: Option<&Path>) -> Result<Vec<Line>> {
    let lines = ::reference::run(folder, emit, |line| print!("{}", said(line)))?;
    let agreed = lines.iter().filter(|line| line.agrees()).count();
    say!("{agreed} of {} files agree.", lines.len());
    Ok(lines)
}

/// A file's line: its largest deviation as a share of what is allowed, and where. What misses and what was left out stands below it.
fn said(line: &Line) -> String {
    let verdict = if line.agrees() { "agrees" } else { "MISSES" };
    match &line.outcome {
        Err(fault) => format!("{verdict}  {}: {fault}\n", line.file),
        Ok(it) => {
            let place = if it.at.is_empty() {
                String::new()
            } else {
                format!(" at {}", it.at)
            };
            let mut text = format!(
                "{verdict}  {}: {} compared, largest deviation {:.3} of what is allowed{place}",
                line.file, it.compared, it.largest
            );
            // One reason for many parts is said once.
            let mut reasons: Vec<&str> = it
                .left_out
                .iter()
                .map(|it| it.split_once(": ").map_or(it.as_str(), |(_, why)| why))
                .collect();
            reasons.dedup();
            if !reasons.is_empty() {
                let (parts, why) = (it.left_out.len(), reasons.join("; "));
                text.push_str(&format!("; {parts} left out: {why}"));
            }
            text.push('\n');
            for miss in &it.misses {
                text.push_str(&format!("        {miss}\n"));
            }
            text
        }
    }
}
