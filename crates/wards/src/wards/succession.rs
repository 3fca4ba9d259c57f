//! Which wards took the place of a ward that ended.

use statistics::{Area, AreaIndex};

/// A part of an old ward that lies in a new one.
#[derive(Clone, Debug, PartialEq)]
pub struct Heir {
    /// The code of the ward that ended.
    pub old: String,
    /// The code of the ward where a part of it lies since.
    pub new: String,
    /// How this is known.
    pub note: &'static str,
    /// Of the old ward's area, 0 to 1; nothing where only the name is known.
    pub share: Option<f64>,
}

/// Less of an old ward than this is how two files draw the same line, not a change.
const SLIVER: f64 = 0.02;
/// Points across an old ward at which it is asked which new ward lies there.
const ACROSS: i64 = 60;

/// The wards that old wards went into, by where their ground lies now. An old ward without an edge, or whose ground lies
/// in none of the new ones, goes to the new ward of the same name.
#[must_use]
pub fn heirs(old: &[(Area, String)], new: &[(Area, String)]) -> Vec<Heir> {
    let areas: Vec<_> = new.iter().map(|(area, _)| area.clone()).collect();
    let index = AreaIndex::new(&areas);
    let mut out = Vec::new();
    for (area, name) in old {
        let found = out.len();
        for (at, share) in shares(area, &index, areas.len()) {
            out.push(Heir {
                old: area.code.clone(),
                new: areas[at].code.clone(),
                note: "boundaries",
                share: Some(share),
            });
        }
        if out.len() == found
            && let Some((same, _)) = new.iter().find(|(_, other)| other == name)
        {
            out.push(Heir {
                old: area.code.clone(),
                new: same.code.clone(),
                note: "name",
                share: None,
            });
        }
    }
    out
}

/// How much of an area lies in each of the others, from a grid of points laid over it.
fn shares(area: &Area, index: &AreaIndex, others: usize) -> Vec<(usize, f64)> {
    let own = AreaIndex::new(std::slice::from_ref(area));
    let corners = || area.rings.iter().flatten();
    let range = |axis: usize| {
        let low = corners().map(|corner| i64::from(corner[axis])).min()?;
        let high = corners().map(|corner| i64::from(corner[axis])).max()?;
        Some((low, high))
    };
    let (Some(across), Some(up)) = (range(0), range(1)) else {
        return Vec::new();
    };
    let at = |(low, high): (i64, i64), n: i64| {
        // In the middle of a cell, so that no point lies on the edge of the box.
        let offset = (high - low) * (2 * n + 1) / (2 * ACROSS);
        i32::try_from(low + offset).unwrap_or(i32::MAX)
    };
    let (mut inside, mut counts) = (0_u32, vec![0_u32; others]);
    for column in 0..ACROSS {
        for row in 0..ACROSS {
            let (x, y) = (at(across, column), at(up, row));
            if own.find(x, y).is_none() {
                continue;
            }
            inside += 1;
            if let Some(found) = index.find(x, y) {
                counts[found] += 1;
            }
        }
    }
    let mut out: Vec<_> = counts
        .into_iter()
        .enumerate()
        .map(|(at, count)| (at, f64::from(count) / f64::from(inside.max(1))))
        .filter(|(_, share)| *share >= SLIVER)
        .collect();
    out.sort_by(|a, b| b.1.total_cmp(&a.1));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(code: &str, name: &str, x: i32, width: i32) -> (Area, String) {
        let rings = vec![vec![[x, 0], [x + width, 0], [x + width, 1000], [x, 1000]]];
        let code = code.to_owned();
        (Area { code, rings }, name.to_owned())
    }

    #[test]
    fn a_ward_that_was_cut_goes_to_both_parts_and_a_sliver_is_none() {
        let old = [square("A", "Mill", 0, 1000)];
        let new = [
            square("X", "Mill East", 705, 500),
            square("W", "Mill West", 10, 695),
            square("S", "Sliver", -500, 510),
        ];
        let found = heirs(&old, &new);
        let codes: Vec<_> = found.iter().map(|heir| heir.new.as_str()).collect();
        assert_eq!(codes, ["W", "X"]);
        let share = found[0].share.unwrap();
        assert!((share - 0.695).abs() < 0.02, "{share}");
    }

    #[test]
    fn a_ward_without_an_edge_goes_by_its_name() {
        let old = [(
            Area {
                code: "A".into(),
                rings: Vec::new(),
            },
            "Mill".to_owned(),
        )];
        let found = heirs(&old, &[square("X", "Mill", 0, 10)]);
        assert_eq!((found[0].new.as_str(), found[0].note), ("X", "name"));
        assert_eq!(found[0].share, None);
    }
}
