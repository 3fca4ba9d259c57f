//! Which cells have newly risen, and the file that the command reads to make them again.

use statistics::{MONTHS_FOR_SPREAD, Window, benjamini_hochberg, compare};

use super::change::SEED;
use super::grid::Grid;
use super::section::csv;
use crate::Month;
use crate::cube::Period;

/// A cell is looked at from so many in both windows together.
const LOOKED_AT_FROM: u64 = 20;

/// Which cells are looked at for a rise: those that hold enough. The sum says nothing of how it is split; picked by the later window,
/// they would be those that chance has raised.
fn is_looked_at(now: u64, before: u64) -> bool {
    now + before >= LOOKED_AT_FROM
}

/// The q of each cell that is looked at: how likely chance alone brings so great a change.
pub fn risen(
    grid: &Grid,
    now: &[u64],
    before: &[u64],
    windows: (Period, Period),
) -> Vec<Option<f64>> {
    let mut p = vec![f64::NAN; now.len()];
    for at in 0..now.len() {
        if !is_looked_at(now[at], before[at]) {
            continue;
        }
        let window = |count, period: Period| Window {
            count,
            days: period.days(),
        };
        let line = grid.line(at, windows.0.last);
        if line.len() < MONTHS_FOR_SPREAD {
            continue;
        }
        let found = compare(
            window(now[at], windows.0),
            window(before[at], windows.1),
            &line,
            SEED,
        );
        p[at] = found.p.unwrap_or(f64::NAN);
    }
    benjamini_hochberg(&p)
        .into_iter()
        .map(|q| Some(q).filter(|q| !q.is_nan()))
        .collect()
}

/// The months of every cell that is looked at for a rise: what the command reads to make those that have newly risen.
pub fn file(grid: &Grid, now: &[u64], before: &[u64], last: Month) -> String {
    let looked = (0..now.len()).filter(|at| is_looked_at(now[*at], before[*at]));
    let rows: Vec<Vec<String>> = looked
        .flat_map(|at| {
            let line = grid.line(at, last);
            let back = i32::try_from(line.len()).unwrap_or(0);
            let first = last.plus(1 - back);
            (0..).zip(line).map(move |(month, n)| {
                vec![
                    grid.cells[at].code.clone(),
                    first.plus(month).to_string(),
                    n.to_string(),
                ]
            })
        })
        .collect();
    csv(&["cell", "month", "count"], &rows)
}
