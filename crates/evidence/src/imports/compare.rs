//! A month came again: what is different from the time before?

use std::collections::BTreeMap;

use super::report::{Change, Restated};
use crate::Month;

/// Counts by layer, area and type.
pub(super) type Counts = BTreeMap<(String, String, String), u64>;

/// Compares two versions of a month. `layers` are those both were counted on, of the same boundaries; areas of any other
/// layer cannot be compared.
pub(super) fn compare(
    old: (i64, String),
    month: Month,
    was: &Counts,
    is_now: &Counts,
    layers: &[String],
) -> Restated {
    let other_ground = is_now.keys().any(|(layer, _, _)| !layers.contains(layer));
    let (whole_was, whole_now) = (whole(was), whole(is_now));
    let (was_total, now_total) = (whole_was.values().sum(), whole_now.values().sum());
    let mut changes = Vec::new();
    if was_total != now_total {
        changes.push(Change {
            layer: "all".into(),
            area_code: String::new(),
            kind: String::new(),
            was: was_total,
            is_now: now_total,
        });
    }
    let pair = |kind: &String| {
        (
            whole_was.get(kind).copied().unwrap_or(0),
            whole_now.get(kind).copied().unwrap_or(0),
        )
    };
    let mut kinds: Vec<_> = whole_was.keys().chain(whole_now.keys()).collect();
    kinds.sort();
    kinds.dedup();
    for kind in kinds {
        let (was, is_now) = pair(kind);
        if was != is_now {
            changes.push(Change {
                layer: "all".into(),
                area_code: String::new(),
                kind: kind.clone(),
                was,
                is_now,
            });
        }
    }
    let mut keys: Vec<_> = was
        .keys()
        .chain(is_now.keys())
        .filter(|(layer, _, _)| layers.contains(layer))
        .collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let (before, after) = (
            was.get(key).copied().unwrap_or(0),
            is_now.get(key).copied().unwrap_or(0),
        );
        if before != after {
            let (layer, area_code, kind) = key.clone();
            changes.push(Change {
                layer,
                area_code,
                kind,
                was: before,
                is_now: after,
            });
        }
    }
    let (old_number, old) = old;
    Restated {
        old_number,
        old,
        month,
        was: was_total,
        is_now: now_total,
        changes,
        other_ground,
    }
}

/// All rows by type: every layer adds up to them, so the first one will do.
fn whole(counts: &Counts) -> BTreeMap<String, u64> {
    let Some((first, _, _)) = counts.keys().next() else {
        return BTreeMap::new();
    };
    let mut sums = BTreeMap::new();
    for ((_, _, kind), n) in counts.iter().filter(|((layer, _, _), _)| layer == first) {
        *sums.entry(kind.clone()).or_insert(0) += n;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_told_and_totals_come_first() {
        let counts = |rows: &[(&str, &str, u64)]| -> Counts {
            rows.iter()
                .map(|(area, kind, n)| {
                    (
                        ("ward".to_owned(), (*area).to_owned(), (*kind).to_owned()),
                        *n,
                    )
                })
                .collect()
        };
        let was = counts(&[
            ("A", "Burglary", 4),
            ("B", "Burglary", 5),
            ("(outside)", "Burglary", 1),
        ]);
        let now = counts(&[
            ("A", "Burglary", 4),
            ("B", "Burglary", 7),
            ("(outside)", "Burglary", 1),
        ]);
        let month = "2024-06".parse().unwrap();
        let told = compare((1, "x".into()), month, &was, &now, &["ward".into()]);
        assert_eq!((told.was, told.is_now), (10, 12));
        let shape: Vec<_> = told
            .changes
            .iter()
            .map(|c| (c.layer.as_str(), c.area_code.as_str(), c.was, c.is_now))
            .collect();
        assert_eq!(
            shape,
            [
                ("all", "", 10, 12),
                ("all", "", 10, 12),
                ("ward", "B", 5, 7)
            ]
        );
        let elsewhere = compare((1, "x".into()), month, &was, &now, &[]);
        assert!(elsewhere.other_ground && elsewhere.changes.len() == 2);
    }
}
