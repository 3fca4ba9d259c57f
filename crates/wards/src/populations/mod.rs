//! How many people live in an area: the denominator of every rate.

mod import;
mod read;
pub mod store;

pub use import::{Report, import};
pub use read::{CannotReadPopulations, Population, Populations, Reject, of_year, read, read_from};
