//! Counts by area and class as the London Datastore publishes them: one row for each area and class, one column for each month.

mod read;

pub use read::{Series, WardCounts, read};
