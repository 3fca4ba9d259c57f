//! Duty: what a duty system says of who was where, taken in and counted by month.

mod columns;
mod count;
mod import;
mod read;

pub use columns::{Columns, FIELDS};
pub use count::Counted;
pub use import::{Options, Report, import, import_text};
pub use read::{DutyRead, Reject, read};
