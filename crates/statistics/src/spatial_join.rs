//! Which area a point lies in.
//!
//! **Method**: even-odd crossing over all rings of an area, so holes and separate parts need no special case. A point on
//! an edge or a corner counts as inside; when several areas claim it, the lowest area code wins, so that every point is
//! counted once and always in the same place.
//!
//! **Source**: Shimrat (1962) for the crossing test; the lowest-code rule is ours.
//!
//! **Unit**: degrees times one million, as whole numbers. Published crime points and boundaries carry six decimals, so
//! nothing is rounded and the test in 64-bit arithmetic is exact: there is no tolerance to argue about.
//!
//! **Limits**: edges are straight lines in longitude and latitude, as in the boundary files. An area across the 180th
//! meridian is not supported.
//!
//! **Example**: two unit squares side by side, `A` from 0 to 1 and `B` from 1 to 2. The point (1, 0.5) lies on their
//! shared edge and goes to `A`; (1.5, 0.5) goes to `B`; (3, 0.5) goes to none.
//!
//! A uniform grid lies over the areas. A cell no edge passes through belongs wholly to its areas and needs no test;
//! any other cell lists its areas together with only those edges that cross its row of the grid.

/// One area: its code and every ring of every part, in degrees times one million.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The official code, by which ties are settled.
    pub code: String,
    /// All rings, outer and inner alike. A ring may repeat its first corner at the end or not.
    pub rings: Vec<Vec<[i32; 2]>>,
}

#[derive(Clone, Copy)]
struct Edge {
    a: [i32; 2],
    b: [i32; 2],
}

/// An area that reaches into a cell. `edges` is empty (`start == WHOLE`) where the area fills the cell.
#[derive(Clone, Copy)]
struct Candidate {
    area: u32,
    start: u32,
    end: u32,
}

const WHOLE: u32 = u32::MAX;

/// Areas made ready for many questions of the kind "where does this point lie?".
pub struct AreaIndex {
    origin: [i64; 2],
    cell: [i64; 2],
    cells: [i64; 2],
    /// For each cell, where its candidates begin; one longer than the number of cells.
    starts: Vec<u32>,
    candidates: Vec<Candidate>,
    edges: Vec<Edge>,
}

impl AreaIndex {
    /// Lays the grid over the areas. Answers refer to the areas by their place in this list.
    pub fn new(areas: &[Area]) -> Self {
        let Some((low, high)) = bounds(areas) else {
            return Self {
                origin: [0, 0],
                cell: [1, 1],
                cells: [0, 0],
                starts: vec![0],
                candidates: Vec::new(),
                edges: Vec::new(),
            };
        };
        let width = i64::from(high[0]) - i64::from(low[0]) + 1;
        let height = i64::from(high[1]) - i64::from(low[1]) + 1;
        // Many more cells than areas: most points then fall in a cell that needs no edge test.
        let wanted = (areas.len() * 64).clamp(4_096, 2_000_000) as f64;
        let across = (wanted * width as f64 / height as f64)
            .sqrt()
            .clamp(1.0, 8_192.0);
        let up = (wanted / across).clamp(1.0, 8_192.0);
        let cell = [
            (width as f64 / across).ceil().max(1.0) as i64,
            (height as f64 / up).ceil().max(1.0) as i64,
        ];
        let cells = [
            width.div_euclid(cell[0]) + 1,
            height.div_euclid(cell[1]) + 1,
        ];
        let mut index = Self {
            origin: [i64::from(low[0]), i64::from(low[1])],
            cell,
            cells,
            starts: Vec::new(),
            candidates: Vec::new(),
            edges: Vec::new(),
        };
        let mut order: Vec<usize> = (0..areas.len()).collect();
        order.sort_by(|&a, &b| areas[a].code.cmp(&areas[b].code).then(a.cmp(&b)));
        // Areas are laid down in code order, so each cell's list comes out in code order too.
        let mut placed: Vec<(u32, Candidate)> = Vec::new();
        for area in order {
            index.lay(area as u32, &areas[area], &mut placed);
        }
        placed.sort_by_key(|(cell, _)| *cell); // stable: keeps the code order within a cell
        let total = (cells[0] * cells[1]) as usize;
        index.starts = vec![0; total + 1];
        for (cell, _) in &placed {
            index.starts[*cell as usize + 1] += 1;
        }
        for i in 0..total {
            index.starts[i + 1] += index.starts[i];
        }
        index.candidates = placed.into_iter().map(|(_, candidate)| candidate).collect();
        index
    }

    /// The area a point lies in, as its place in the list given to [`AreaIndex::new`].
    pub fn find(&self, lon_e6: i32, lat_e6: i32) -> Option<usize> {
        let dx = i64::from(lon_e6) - self.origin[0];
        let dy = i64::from(lat_e6) - self.origin[1];
        if dx < 0 || dy < 0 {
            return None;
        }
        let (column, row) = (dx / self.cell[0], dy / self.cell[1]);
        if column >= self.cells[0] || row >= self.cells[1] {
            return None;
        }
        let cell = (row * self.cells[0] + column) as usize;
        let (from, to) = (self.starts[cell] as usize, self.starts[cell + 1] as usize);
        self.candidates[from..to]
            .iter()
            .find(|c| {
                c.start == WHOLE
                    || holds(
                        &self.edges[c.start as usize..c.end as usize],
                        [lon_e6, lat_e6],
                    )
            })
            .map(|c| c.area as usize)
    }

    /// Every area a point lies in or on the edge of, in the order of their codes: its place in the list, and whether the point is
    /// on its edge. More than one means that the lowest code was a choice, or that the areas overlap.
    pub fn touching(&self, lon_e6: i32, lat_e6: i32) -> Vec<(usize, bool)> {
        let dx = i64::from(lon_e6) - self.origin[0];
        let dy = i64::from(lat_e6) - self.origin[1];
        if dx < 0 || dy < 0 {
            return Vec::new();
        }
        let (column, row) = (dx / self.cell[0], dy / self.cell[1]);
        if column >= self.cells[0] || row >= self.cells[1] {
            return Vec::new();
        }
        let cell = (row * self.cells[0] + column) as usize;
        let (from, to) = (self.starts[cell] as usize, self.starts[cell + 1] as usize);
        self.candidates[from..to]
            .iter()
            .filter_map(|c| {
                if c.start == WHOLE {
                    return Some((c.area as usize, false));
                }
                let edges = &self.edges[c.start as usize..c.end as usize];
                let at = [lon_e6, lat_e6];
                holds(edges, at).then(|| (c.area as usize, edges.iter().any(|e| on(*e, at))))
            })
            .collect()
    }

    /// Files one area's edges by grid row and notes which cells it fills and which it only reaches into.
    fn lay(&mut self, area: u32, shape: &Area, placed: &mut Vec<(u32, Candidate)>) {
        let edges: Vec<Edge> = shape
            .rings
            .iter()
            .flat_map(|ring| ring_edges(ring))
            .collect();
        let Some((low, high)) = bounds(std::slice::from_ref(shape)) else {
            return;
        };
        let row_of = |y: i32| (i64::from(y) - self.origin[1]) / self.cell[1];
        let column_of = |x: i32| (i64::from(x) - self.origin[0]) / self.cell[0];
        let (first_row, last_row) = (row_of(low[1]), row_of(high[1]));
        let (first_column, last_column) = (column_of(low[0]), column_of(high[0]));
        let rows = (last_row - first_row + 1) as usize;
        let columns = (last_column - first_column + 1) as usize;
        let mut by_row: Vec<Vec<Edge>> = vec![Vec::new(); rows];
        let mut touched = vec![false; rows * columns];
        for edge in &edges {
            let (bottom, top) = (edge.a[1].min(edge.b[1]), edge.a[1].max(edge.b[1]));
            for row in row_of(bottom)..=row_of(top) {
                let here = (row - first_row) as usize;
                by_row[here].push(*edge);
                let (left, right) = self.span(edge, row);
                let from = left.max(first_column) - first_column;
                let to = right.min(last_column) - first_column;
                for column in from..=to {
                    touched[here * columns + column as usize] = true;
                }
            }
        }
        for (here, row_edges) in by_row.iter().enumerate() {
            let start = self.edges.len() as u32;
            self.edges.extend_from_slice(row_edges);
            let end = self.edges.len() as u32;
            let row = first_row + here as i64;
            // Between two touched cells nothing changes, so one test settles a whole run of cells.
            let mut run: Option<bool> = None;
            for column in 0..columns {
                let cell = (row * self.cells[0] + first_column + column as i64) as u32;
                if touched[here * columns + column] {
                    run = None;
                    placed.push((cell, Candidate { area, start, end }));
                    continue;
                }
                let inside = *run.get_or_insert_with(|| {
                    let x = self.origin[0] + (first_column + column as i64) * self.cell[0];
                    let y = self.origin[1] + row * self.cell[1];
                    match (i32::try_from(x), i32::try_from(y)) {
                        (Ok(x), Ok(y)) => holds(row_edges, [x, y]),
                        _ => false,
                    }
                });
                if inside {
                    placed.push((
                        cell,
                        Candidate {
                            area,
                            start: WHOLE,
                            end: WHOLE,
                        },
                    ));
                }
            }
        }
    }

    /// The columns an edge may touch within one grid row, generously rounded outwards.
    fn span(&self, edge: &Edge, row: i64) -> (i64, i64) {
        let [ax, ay] = edge.a.map(i64::from);
        let [bx, by] = edge.b.map(i64::from);
        let (mut left, mut right) = (ax.min(bx), ax.max(bx));
        if ay != by {
            let bottom = (self.origin[1] + row * self.cell[1]).max(ay.min(by));
            let top = (self.origin[1] + (row + 1) * self.cell[1]).min(ay.max(by));
            let at = |y: i64| ax as f64 + (y - ay) as f64 * (bx - ax) as f64 / (by - ay) as f64;
            let (p, q) = (at(bottom), at(top));
            left = left.max(p.min(q).floor() as i64 - 1);
            right = right.min(p.max(q).ceil() as i64 + 1);
        }
        (
            (left - self.origin[0]).div_euclid(self.cell[0]),
            (right - self.origin[0]).div_euclid(self.cell[0]),
        )
    }
}

fn ring_edges(ring: &[[i32; 2]]) -> impl Iterator<Item = Edge> + '_ {
    let closing = ring.len() > 1 && ring.first() != ring.last();
    let last = closing.then(|| Edge {
        a: ring[ring.len() - 1],
        b: ring[0],
    });
    ring.windows(2)
        .map(|pair| Edge {
            a: pair[0],
            b: pair[1],
        })
        .chain(last)
}

fn bounds(areas: &[Area]) -> Option<([i32; 2], [i32; 2])> {
    let mut corners = areas.iter().flat_map(|a| a.rings.iter().flatten());
    let first = *corners.next()?;
    Some(corners.fold((first, first), |(low, high), c| {
        (
            [low[0].min(c[0]), low[1].min(c[1])],
            [high[0].max(c[0]), high[1].max(c[1])],
        )
    }))
}

/// Whether the edges enclose the point, an edge or corner itself counting as inside.
fn holds(edges: &[Edge], [x, y]: [i32; 2]) -> bool {
    let mut inside = false;
    for Edge { a, b } in edges {
        let (low, high) = (a[1].min(b[1]), a[1].max(b[1]));
        if y < low || y > high {
            continue;
        }
        let (ax, ay) = (i64::from(a[0]), i64::from(a[1]));
        let (bx, by) = (i64::from(b[0]), i64::from(b[1]));
        let (px, py) = (i64::from(x), i64::from(y));
        // Positive when the point lies to the left of the edge. At most 2^58: exact.
        let side = (bx - ax) * (py - ay) - (by - ay) * (px - ax);
        if side == 0 && px >= ax.min(bx) && px <= ax.max(bx) {
            return true;
        }
        if (ay > py) != (by > py) && (side > 0) == (by > ay) {
            inside = !inside;
        }
    }
    inside
}

/// Whether a point lies exactly on an edge.
fn on(Edge { a, b }: Edge, [x, y]: [i32; 2]) -> bool {
    let [ax, ay, bx, by, px, py] = [a[0], a[1], b[0], b[1], x, y].map(i64::from);
    (bx - ax) * (py - ay) == (by - ay) * (px - ax)
        && (ax.min(bx)..=ax.max(bx)).contains(&px)
        && (ay.min(by)..=ay.max(by)).contains(&py)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn square(code: &str, x: i32, y: i32, size: i32) -> Area {
        let corners = [
            [x, y],
            [x + size, y],
            [x + size, y + size],
            [x, y + size],
            [x, y],
        ];
        Area {
            code: code.into(),
            rings: vec![corners.to_vec()],
        }
    }

    #[test]
    fn a_point_on_a_shared_edge_goes_to_the_lowest_code() {
        let areas = [
            square("B", 1_000_000, 0, 1_000_000),
            square("A", 0, 0, 1_000_000),
        ];
        let index = AreaIndex::new(&areas);
        assert_eq!(index.find(1_000_000, 500_000), Some(1));
        assert_eq!(index.find(1_000_001, 500_000), Some(0));
        assert_eq!(index.find(1_000_000, 0), Some(1));
        assert_eq!(index.find(2_000_000, 1_000_000), Some(0));
        assert_eq!(index.find(3_000_000, 500_000), None);
        assert_eq!(index.find(-1, 0), None);
    }

    #[test]
    fn a_hole_is_outside_and_its_edge_is_inside() {
        let mut area = square("A", 0, 0, 900);
        area.rings.push(square("", 300, 300, 300).rings[0].clone());
        let index = AreaIndex::new(&[area]);
        assert_eq!(index.find(450, 450), None);
        assert_eq!(index.find(300, 450), Some(0));
        assert_eq!(index.find(100, 450), Some(0));
        assert_eq!(index.find(899, 450), Some(0));
    }

    #[test]
    fn separate_parts_belong_to_one_area() {
        let mut area = square("A", 0, 0, 10);
        area.rings.push(square("", 1000, 1000, 10).rings[0].clone());
        let index = AreaIndex::new(&[area]);
        assert_eq!(index.find(1005, 1005), Some(0));
        assert_eq!(index.find(500, 500), None);
    }

    #[test]
    fn awkward_shapes_give_the_plain_answer() {
        // Repeated corners, level edges at the height of the point, a spike of no width, a ring of no area.
        let mut area = square("A", 0, 0, 100);
        area.rings[0] = vec![
            [0, 0],
            [0, 0],
            [50, 0],
            [100, 0],
            [100, 50],
            [150, 50],
            [100, 50],
            [100, 100],
            [100, 100],
            [0, 100],
        ];
        area.rings.push(vec![[20, 20], [80, 20], [20, 20]]);
        area.rings.push(vec![[5, 5]]);
        let index = AreaIndex::new(&[area]);
        for inside in [
            [50, 50],
            [1, 50],
            [99, 50],
            [50, 20],
            [10, 20],
            [90, 20],
            [100, 50],
            [120, 50],
        ] {
            assert_eq!(index.find(inside[0], inside[1]), Some(0), "{inside:?}");
        }
        for outside in [[120, 49], [120, 51], [-1, 50], [50, 101], [151, 50]] {
            assert_eq!(index.find(outside[0], outside[1]), None, "{outside:?}");
        }
        assert_eq!(index.touching(0, 0), vec![(0, true)]);
        assert_eq!(index.touching(50, 50), vec![(0, false)]);
    }

    #[test]
    fn a_corner_of_four_areas_touches_all_and_goes_to_the_lowest() {
        let areas = [
            square("D", 0, 0, 10),
            square("B", 10, 0, 10),
            square("C", 0, 10, 10),
            square("A", 10, 10, 10),
        ];
        let index = AreaIndex::new(&areas);
        assert_eq!(index.find(10, 10), Some(3));
        assert_eq!(index.touching(10, 10).len(), 4);
    }

    #[test]
    fn no_areas_and_empty_areas_hold_nothing() {
        assert_eq!(AreaIndex::new(&[]).find(0, 0), None);
        let empty = Area {
            code: "A".into(),
            rings: vec![vec![]],
        };
        assert_eq!(AreaIndex::new(&[empty]).find(0, 0), None);
    }

    #[test]
    fn an_unclosed_ring_is_closed() {
        let mut area = square("A", 0, 0, 100);
        area.rings[0].pop();
        assert_eq!(AreaIndex::new(&[area]).find(0, 50), Some(0));
    }

    proptest! {
        #[test]
        fn the_grid_never_changes_the_answer(
            corners in prop::collection::vec((-400i32..400, -400i32..400), 3..14),
            others in prop::collection::vec((-400i32..400, -400i32..400), 3..9),
            scale in 1i32..200_000,
            points in prop::collection::vec((-450i32..450, -450i32..450), 60),
        ) {
            let ring = |c: &[(i32, i32)]| c.iter().map(|(x, y)| [x * scale, y * scale]).collect();
            let areas = [
                Area { code: "2".into(), rings: vec![ring(&corners)] },
                Area { code: "1".into(), rings: vec![ring(&others), ring(&corners[..3])] },
            ];
            let index = AreaIndex::new(&areas);
            let edges: Vec<Vec<Edge>> = areas.iter()
                .map(|a| a.rings.iter().flat_map(|r| ring_edges(r)).collect()).collect();
            let corner_points = corners.iter().chain(&others).copied();
            for (x, y) in points.into_iter().chain(corner_points) {
                let p = [x * scale, y * scale];
                let slow = [1, 0].into_iter().find(|&i| holds(&edges[i], p));
                prop_assert_eq!(index.find(p[0], p[1]), slow);
            }
        }
    }
}
