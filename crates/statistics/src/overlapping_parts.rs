//! The parts of an area, made one where they lie over each other.
//!
//! **Method**: [`crate::AreaIndex`] goes by even and odd over all rings of an area. That is what a file means while its parts lie
//! side by side and every hole lies in its own part. Drawn by hand or put together from layers they sometimes do not: then what two
//! parts share would be outside, and a hole beside its part would be inside. Such parts are replaced by their union, each without its holes.
//! Others are left as they came, corner by corner.
//!
//! **Source**: RFC 7946, 3.1.6 and 3.1.7; OGC 06-103r4, 6.1.11 and 6.1.14 on what a valid polygon is.
//!
//! **Unit**: degrees times one million; a corner where two edges cross is rounded to a whole one.
//!
//! **Limits**: a ring that crosses itself is taken for everything it goes around.
//!
//! **Example**: the squares from 0 to 2 and from 1 to 3 are one area of 7 square units, in which (1.5, 1.5) lies.

use std::ops::RangeInclusive;

use i_overlay::{
    core::{
        fill_rule::FillRule,
        overlay::{Overlay, ShapeType},
        overlay_rule::OverlayRule,
    },
    i_float::int::point::IntPoint,
};

use crate::spatial_join::around;

/// A closed line of corners.
type Ring = Vec<[i32; 2]>;

/// What the arithmetic of whole numbers can hold: some thousand degrees.
const FITS: RangeInclusive<i32> = -(1 << 30)..=(1 << 30) - 1;

/// Parts, each an outer ring and its holes, of which none lies over another and every hole lies in its part.
#[must_use]
pub fn apart(parts: Vec<Vec<Ring>>) -> Vec<Vec<Ring>> {
    let holes = parts.iter().any(|part| part.len() > 1);
    let mut corners = parts.iter().flatten().flatten().flatten();
    if (!holes && !boxes_meet(&parts)) || !corners.all(|it| FITS.contains(it)) {
        return parts;
    }
    let joined = union(&parts);
    let told: i128 = parts.iter().map(|part| extent(part)).sum();
    // A union has the sum of all extents only where nothing was shared and every hole was taken from its part.
    if joined.iter().map(|part| extent(part)).sum::<i128>() == told {
        parts
    } else {
        joined
    }
}

/// Whether the boxes around two outer rings have a point in common.
fn boxes_meet(parts: &[Vec<Ring>]) -> bool {
    let mut boxes: Vec<[[i32; 2]; 2]> = parts
        .iter()
        .filter_map(|part| {
            let (low, high) = around(part.first()?.iter())?;
            Some([low, high])
        })
        .collect();
    boxes.sort_unstable();
    boxes.iter().enumerate().any(|(at, [low, high])| {
        boxes[at + 1..]
            .iter()
            .take_while(|it| it[0][0] <= high[0])
            .any(|it| it[0][1] <= high[1] && low[1] <= it[1][1])
    })
}

/// Twice what the outer ring encloses, less its holes.
fn extent(part: &[Ring]) -> i128 {
    let mut rings = part.iter().map(|ring| doubled_area(ring).abs());
    rings.next().unwrap_or(0) - rings.sum::<i128>()
}

/// Twice the area of a ring; above nought where it runs anticlockwise.
#[must_use]
pub fn doubled_area(ring: &[[i32; 2]]) -> i128 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| i128::from(a[0]) * i128::from(b[1]) - i128::from(b[0]) * i128::from(a[1]))
        .sum()
}

/// The corners, anticlockwise.
fn turned(ring: &[[i32; 2]]) -> Vec<IntPoint<i32>> {
    let mut corners: Vec<_> = ring.iter().map(|[x, y]| IntPoint::new(*x, *y)).collect();
    if doubled_area(ring) < 0 {
        corners.reverse();
    }
    corners
}

fn union(parts: &[Vec<Ring>]) -> Vec<Vec<Ring>> {
    let many = parts.iter().flatten().map(Vec::len).sum();
    let mut all = Overlay::<i32>::new(many);
    for part in parts {
        let mut one = Overlay::<i32>::new(part.iter().map(Vec::len).sum());
        for (at, ring) in part.iter().enumerate() {
            let kind = if at == 0 {
                ShapeType::Subject
            } else {
                ShapeType::Clip
            };
            one.add_contour(&turned(ring), kind);
        }
        let without_holes = one.overlay(OverlayRule::Difference, FillRule::NonZero);
        all.add_source(&without_holes, ShapeType::Subject);
    }
    all.overlay(OverlayRule::Subject, FillRule::NonZero)
        .into_iter()
        .map(|part| {
            part.into_iter()
                .map(|ring| ring.into_iter().map(|it| [it.x, it.y]).collect())
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Area, AreaIndex};

    fn square(x: i32, y: i32, size: i32) -> Ring {
        vec![
            [x, y],
            [x + size, y],
            [x + size, y + size],
            [x, y + size],
            [x, y],
        ]
    }

    fn holds(parts: &[Vec<Ring>], x: i32, y: i32) -> bool {
        let area = Area {
            code: "A".into(),
            rings: parts.concat(),
        };
        AreaIndex::new(&[area]).find(x, y).is_some()
    }

    #[test]
    fn what_is_as_it_should_be_stays_corner_by_corner() {
        let touching = vec![vec![square(0, 0, 20)], vec![square(20, 0, 20)]];
        let with_hole = vec![vec![square(0, 0, 30), square(10, 10, 10)]];
        let island_in_hole = vec![
            vec![square(0, 0, 90), square(10, 10, 60)],
            vec![square(20, 20, 10)],
        ];
        let crossing_itself = vec![vec![vec![[0, 0], [10, 10], [10, 0], [0, 10]]]];
        for parts in [
            touching,
            with_hole,
            island_in_hole,
            crossing_itself,
            Vec::new(),
        ] {
            assert_eq!(apart(parts.clone()), parts);
        }
    }

    #[test]
    fn parts_over_each_other_are_one() {
        let parts = apart(vec![vec![square(0, 0, 20)], vec![square(10, 10, 20)]]);
        assert_eq!(parts.iter().map(|it| extent(it)).sum::<i128>(), 2 * 700);
        assert!(holds(&parts, 15, 15) && holds(&parts, 5, 5) && holds(&parts, 25, 25));
        assert!(!holds(&parts, 25, 5));
        let twice = apart(vec![vec![square(0, 0, 20)], vec![square(0, 0, 20)]]);
        assert!(holds(&twice, 15, 15));
        // What one leaves out the other holds.
        let filled = apart(vec![
            vec![square(0, 0, 30), square(10, 10, 10)],
            vec![square(5, 5, 10)],
        ]);
        assert!(holds(&filled, 12, 12) && holds(&filled, 7, 7) && !holds(&filled, 17, 17));
    }

    #[test]
    fn a_hole_beside_its_part_is_none_and_two_holes_over_each_other_are_one() {
        let parts = apart(vec![vec![square(0, 0, 20), square(30, 0, 20)]]);
        assert!(holds(&parts, 5, 5) && !holds(&parts, 35, 5));
        let parts = apart(vec![vec![
            square(0, 0, 90),
            square(10, 10, 20),
            square(20, 20, 20),
        ]]);
        assert!(holds(&parts, 5, 5) && !holds(&parts, 25, 25) && !holds(&parts, 15, 15));
    }

    #[test]
    fn numbers_at_the_edge_of_what_there_is_are_no_fault() {
        let far = vec![
            vec![square(i32::MIN, 0, 20)],
            vec![square(i32::MIN, 10, 20)],
        ];
        assert_eq!(apart(far.clone()), far);
        let all = vec![vec![square(-180_000_000, -90_000_000, 180_000_000)]; 2];
        assert!(holds(&apart(all), -1, -1));
        assert_eq!(
            apart(vec![vec![vec![]], vec![vec![[1, 1]], vec![]], vec![]]).len(),
            3
        );
    }

    /// Whether an edge passes within three units.
    fn is_near(ring: &[[i32; 2]], [x, y]: [i32; 2]) -> bool {
        (0..ring.len()).any(|at| {
            let [a, b] = [ring[at], ring[(at + 1) % ring.len()]].map(|it| it.map(f64::from));
            let d = [b[0] - a[0], b[1] - a[1]];
            let to = [f64::from(x) - a[0], f64::from(y) - a[1]];
            let long = d[0] * d[0] + d[1] * d[1];
            let along = match long {
                0.0 => 0.0,
                _ => ((to[0] * d[0] + to[1] * d[1]) / long).clamp(0.0, 1.0),
            };
            (to[0] - along * d[0]).hypot(to[1] - along * d[1]) < 3.0
        })
    }

    fn triangle() -> impl Strategy<Value = Ring> {
        let corner = || prop::array::uniform2(0..100_i32);
        [corner(), corner(), corner()]
            .prop_map(|it| it.map(|corner| corner.map(|x| x * 100)).to_vec())
    }

    proptest! {
        #[test]
        fn a_point_lies_where_some_part_holds_it(
            parts in prop::collection::vec(prop::collection::vec(triangle(), 1..4), 1..5),
            points in prop::collection::vec(prop::array::uniform2(0..10_000_i32), 40),
        ) {
            let index = |rings: Vec<Ring>| {
                AreaIndex::new(&[Area { code: String::new(), rings }])
            };
            let one = index(apart(parts.clone()).concat());
            let alone: Vec<Vec<AreaIndex>> = parts
                .iter()
                .map(|part| part.iter().map(|ring| index(vec![ring.clone()])).collect())
                .collect();
            for [x, y] in points {
                if parts.iter().flatten().any(|ring| is_near(ring, [x, y])) {
                    continue;
                }
                let some = alone.iter().any(|part| {
                    let mut rings = part.iter().map(|ring| ring.find(x, y).is_some());
                    rings.next() == Some(true) && !rings.any(|it| it)
                });
                prop_assert_eq!(one.find(x, y).is_some(), some, "{:?}", [x, y]);
            }
        }
    }
}
