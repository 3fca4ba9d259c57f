//! The deadline engine: the only place where days are counted.
//!
//! A rule says how long something may take and since when; a running clock
//! counts it, with its pauses; the table holds every clock of this work with
//! its source. Pure arithmetic: no store, no web, no look at the time.

mod due;
mod holidays;
mod length;
#[cfg(test)]
mod made_up;
mod notices;
mod page;
mod rule;
mod running;
mod table;
#[cfg(test)]
mod table_test;
mod words;

pub use due::{Due, Freshness};
pub use holidays::{Calendar, Holidays};
pub use length::Length;
pub use notices::Notice;
pub use page::page;
pub use rule::{Basis, CannotSet, Counting, Escalation, Kind, Rule, Version, When};
pub use running::{CannotPause, Pause, Running, Standing};
pub use table::{Faulty, find, parse, rule, rules};
pub use words::{days, late, left, minutes};
