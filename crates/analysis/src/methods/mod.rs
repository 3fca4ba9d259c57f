//! One method a file.

pub mod compare;
pub mod concentration;
pub mod density;
pub mod difference;
pub mod early_warning;
pub mod harm;
pub mod hot_spot_check;
pub mod hot_spot_classes;
pub mod hot_spots;
pub mod hours;
pub mod join;
pub mod near_repeats;
pub mod rates;
pub mod repeat_places;
pub mod rows;
pub mod scan;
pub mod share;
pub mod trend;

#[cfg(test)]
mod edge_tests;
#[cfg(test)]
mod tests;

/// Limits as they are printed.
fn limits(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|it| (*it).to_owned()).collect()
}

/// Column names: those of the groups, then those of the method.
fn columns(by: &[String], more: &[&str]) -> Vec<String> {
    by.iter()
        .cloned()
        .chain(more.iter().map(|it| (*it).to_owned()))
        .collect()
}
