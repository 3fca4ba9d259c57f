//! A line on the terminal while a long sum runs: how far it is and how long it still takes. Never in a file or a pipe.

use std::{io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};

/// The line. It goes when the work is done.
pub struct Progress(ProgressBar);

const STEPS: &str = "{msg}  {bar:24} {percent:>3} %  {eta} to go";
const BYTES: &str = "{msg}  {bar:24} {bytes} of {total_bytes}";
const OPEN: &str = "{msg}  {spinner} {elapsed}";

impl Progress {
    /// So many steps of equal length.
    pub fn steps(what: impl Into<String>, steps: usize) -> Self {
        Self::shown(what.into(), Some(steps as u64), STEPS)
    }

    /// A file of so many bytes; `None` where nobody knows, as with a pipe.
    pub fn bytes(what: impl Into<String>, bytes: Option<u64>) -> Self {
        Self::shown(
            what.into(),
            bytes,
            if bytes.is_some() { BYTES } else { OPEN },
        )
    }

    /// Work of unknown length.
    pub fn open(what: impl Into<String>) -> Self {
        Self::shown(what.into(), None, OPEN)
    }

    fn shown(what: String, steps: Option<u64>, form: &str) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = steps.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    /// One step is done. May be called from any thread.
    pub fn step(&self) {
        self.0.inc(1);
    }

    /// So far it has come.
    pub fn at(&self, step: u64) {
        self.0.set_position(step);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
