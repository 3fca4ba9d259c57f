//! What the edge of an area encloses: which rings are land and which are holes, where its middle is, what lies in it.

use statistics::doubled_area;

/// A closed line of corners, longitude and latitude in degrees times one million.
pub type Ring = Vec<[i32; 2]>;

/// A ring whose last corner is its first.
#[must_use]
pub fn closed(ring: &[[i32; 2]]) -> Ring {
    let mut out = ring.to_vec();
    if let Some(first) = out.first().copied()
        && out.last() != Some(&first)
    {
        out.push(first);
    }
    out
}

/// Whether a point lies inside a ring.
#[must_use]
pub fn within(ring: &[[i32; 2]], point: [i32; 2]) -> bool {
    let (x, y) = (i64::from(point[0]), i64::from(point[1]));
    let mut inside = false;
    let next = ring.iter().cycle().skip(1);
    for (a, b) in ring.iter().zip(next) {
        let (ax, ay) = (i64::from(a[0]), i64::from(a[1]));
        let (bx, by) = (i64::from(b[0]), i64::from(b[1]));
        if (ay > y) == (by > y) {
            continue;
        }
        // Left of the crossing, without a division.
        let (left, right) = (
            i128::from(x - ax) * i128::from(by - ay),
            i128::from(bx - ax) * i128::from(y - ay),
        );
        if if by > ay { left < right } else { left > right } {
            inside = !inside;
        }
    }
    inside
}

/// Whether a point lies in an area, outside its holes.
#[must_use]
pub fn covers(rings: &[Ring], point: [i32; 2]) -> bool {
    rings.iter().filter(|ring| within(ring, point)).count() % 2 == 1
}

/// The parts of an area as RFC 7946 wants them: in each the outer ring first, anticlockwise, then its holes, clockwise;
/// every ring closed.
#[must_use]
pub fn parts(rings: &[Ring]) -> Vec<Vec<Ring>> {
    let mut rings: Vec<Ring> = rings
        .iter()
        .map(|ring| closed(ring))
        .filter(|ring| ring.len() >= 4 && doubled_area(ring) != 0)
        .collect();
    // The largest first, so that what encloses a ring comes before it.
    rings.sort_by_key(|ring| std::cmp::Reverse(doubled_area(ring).abs()));
    let mut parts: Vec<Vec<Ring>> = Vec::new();
    for (at, ring) in rings.iter().enumerate() {
        let around: Vec<&Ring> = rings[..at]
            .iter()
            .filter(|other| encloses(other, ring))
            .collect();
        let is_hole = around.len() % 2 == 1;
        let mut ring = ring.clone();
        if (doubled_area(&ring) > 0) == is_hole {
            ring.reverse();
        }
        // A hole belongs to the smallest land around it.
        let land = is_hole
            .then(|| {
                parts
                    .iter_mut()
                    .rev()
                    .find(|part| encloses(&part[0], &ring))
            })
            .flatten();
        match land {
            Some(part) => part.push(ring),
            None => parts.push(vec![ring]),
        }
    }
    parts
}

/// Whether most corners of a ring lie in another; a corner may lie on its line.
fn encloses(outer: &[[i32; 2]], ring: &[[i32; 2]]) -> bool {
    let inside = ring.iter().filter(|corner| within(outer, **corner)).count();
    inside * 2 > ring.len()
}

/// The outer ring of the largest part, closed.
#[must_use]
pub fn outline(rings: &[Ring]) -> Ring {
    parts(rings)
        .into_iter()
        .next()
        .and_then(|part| part.into_iter().next())
        .unwrap_or_default()
}

/// The middle of an area: its centre of gravity, as longitude and latitude in degrees.
#[must_use]
pub fn centre(rings: &[Ring]) -> Option<(f64, f64)> {
    let ring = outline(rings);
    let origin = ring.first()?;
    let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
    for pair in ring.windows(2) {
        let [a, b] = [pair[0], pair[1]].map(|corner| {
            (
                f64::from(corner[0] - origin[0]),
                f64::from(corner[1] - origin[1]),
            )
        });
        let cross = a.0 * b.1 - b.0 * a.1;
        area += cross;
        x += (a.0 + b.0) * cross;
        y += (a.1 + b.1) * cross;
    }
    (area != 0.0).then(|| {
        (
            (f64::from(origin[0]) + x / (3.0 * area)) / 1e6,
            (f64::from(origin[1]) + y / (3.0 * area)) / 1e6,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(from: i32, to: i32) -> Ring {
        vec![[from, from], [from, to], [to, to], [to, from]]
    }

    #[test]
    fn land_runs_anticlockwise_holes_clockwise_and_an_island_in_a_lake_is_land() {
        let rings = [
            square(10, 40),
            square(0, 100),
            square(20, 30),
            square(200, 210),
        ];
        let parts = parts(&rings);
        assert_eq!(parts.len(), 3);
        assert_eq!(parts[0].len(), 2, "the lake belongs to the land around it");
        for part in &parts {
            assert!(doubled_area(&part[0]) > 0);
            assert!(part[1..].iter().all(|hole| doubled_area(hole) < 0));
            assert!(part.iter().all(|ring| ring.first() == ring.last()));
        }
        assert!(covers(&rings, [5, 5]) && covers(&rings, [25, 25]));
        assert!(!covers(&rings, [15, 15]) && !covers(&rings, [150, 150]));
    }

    #[test]
    fn the_middle_of_a_square_is_in_its_middle() {
        let ring = vec![
            [0, 0],
            [2_000_000, 0],
            [2_000_000, 2_000_000],
            [0, 2_000_000],
        ];
        assert_eq!(centre(&[ring]), Some((1.0, 1.0)));
        assert_eq!(centre(&[]), None);
    }
}
