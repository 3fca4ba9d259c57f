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

/// How chance is drawn.
#[derive(clap::Args, Clone, Debug)]
pub struct Draws {
    /// How often values are dealt out afresh; of no weight where p is worked out exactly.
    #[arg(long, default_value_t = 999)]
    permutations: usize,
    /// The seed of chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Draws {
    fn check(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            (99..=99_999).contains(&self.permutations),
            "--permutations must be 99 to 99,999"
        );
        Ok(())
    }
}

/// The last day that was watched, as a number: the one that is given, or that of the last event.
fn watched_until(given: Option<chrono::NaiveDate>, last: i32) -> anyhow::Result<i32> {
    let Some(day) = given else {
        return Ok(last);
    };
    let watched = chrono::Datelike::num_days_from_ce(&day);
    anyhow::ensure!(
        last <= watched && watched - last < 36_525,
        "--last-day {day} must not lie before the last event, nor a century after it"
    );
    Ok(watched)
}

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
