//! Which area a point lies in.
//!
//! **Method**: even-odd crossing over all rings of an area, so holes and separate parts need no special case; parts that lie over
//! each other are made one before (`apart`). A point on an edge or a corner counts as inside; when several areas claim it, the
//! lowest area code by letters wins, so that every point is counted once and always in the same place.
//!
//! **Source**: Shimrat (1962) for the crossing test; the lowest-code rule is ours.
//!
//! **Unit**: degrees times one million, as whole numbers. Published crime points carry six decimals, so they are not rounded; boundaries
//! of more decimals are, by at most 6 centimetres. The test in 64-bit arithmetic is exact: there is no tolerance to argue about.
//!
//! **Limits**: edges are straight lines in longitude and latitude, as in the boundary files. An area across the 180th
//! meridian is not supported.
//!
//! **Example**: two unit squares side by side, `A` from 0 to 1 and `B` from 1 to 2. The point (1, 0.5) lies on their
//! shared edge and goes to `A`; (1.5, 0.5) goes to `B`; (3, 0.5) goes to none.
//!
//! A uniform grid lies over the areas. A cell no edge comes near belongs wholly to its areas and needs no test. Any other cell
//! lists its areas, for each whether the cell's lower left corner lies inside, and the edges that come near the cell: going from
//! the corner up its left side and then right to the point, every edge that is crossed changes inside into outside and back.
//! Where the areas of a cell leave no gap in it, the last of them needs no test: it holds what the others do not.

use std::ops::Range;

/// One area: its code and every ring of every part, in degrees times one million.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The official code, by which ties are settled.
    pub code: String,
    /// All rings, outer and inner alike. A ring may repeat its first corner at the end or not.
    pub rings: Vec<Vec<[i32; 2]>>,
}

/// A piece of a ring, upwards: `a` lies below `b`, or beside it to the left.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    a: [i32; 2],
    b: [i32; 2],
}

/// An edge near a cell, and whether it crosses the line of the cell's left side above its lower left corner.
#[derive(Clone, Copy, PartialEq, Eq)]
struct CellEdge {
    edge: Edge,
    rises: bool,
}

/// An area that reaches into a cell.
#[derive(Clone, Copy)]
struct Candidate {
    area: u32,
    /// Whether the cell's corner lies inside it.
    inside: bool,
    /// What no area before it in the list holds lies inside it.
    rest: bool,
    /// It is the last in the list.
    last: bool,
    /// Its edges near the cell. None: it fills the cell.
    start: u32,
    end: u32,
}

impl Candidate {
    /// It fills the cell.
    fn whole(area: u32) -> Self {
        Self {
            area,
            inside: true,
            rest: false,
            last: false,
            start: 0,
            end: 0,
        }
    }
}

/// The lower left corner of a cell, half a unit outside it, and then a little less than anything to the left: no corner of an
/// area lies on the lines through it.
#[derive(Clone, Copy)]
struct Corner {
    left: i64,
    bottom: i64,
}

/// In a cell: what it holds stands in a list of candidates.
const LISTED: u32 = 1 << 31;
/// Areas get so many cells each: most points then fall in a cell that needs no edge test.
const CELLS_EACH: usize = 128;
const MOST_CELLS: usize = 2_000_000;
/// The grid gets coarser until edges come near so many cells together, and four more for each edge.
const MOST_VISITS: u64 = 1 << 21;
/// And until areas reach into so many cells together: where many lie over each other each is in the list of every cell.
const MOST_CANDIDATES: u64 = 4_000_000;

/// The grid is laid out in so many bands of rows, one after the other: all at once would take twice the memory of what comes of it.
const BANDS: i64 = 16;

/// So many points are looked up together at the most.
const TOGETHER: usize = 1 << 20;
/// Squares of this power of two cells are looked at one after the other.
const NEIGHBOURS: u32 = 5;

/// Areas made ready for many questions of the kind "where does this point lie?".
pub struct AreaIndex {
    origin: [i64; 2],
    /// A cell is this power of two wide and high.
    shift: [u32; 2],
    cells: [i64; 2],
    /// For each cell nothing (0), its one area and 1, or [`LISTED`] and the place of its first candidate.
    held: Vec<u32>,
    candidates: Vec<Candidate>,
    edges: Vec<CellEdge>,
}

impl AreaIndex {
    /// Lays the grid over the areas. Answers refer to the areas by their place in this list.
    pub fn new(areas: &[Area]) -> Self {
        let mut index = Self::empty(areas);
        let mut order: Vec<usize> = (0..areas.len()).collect();
        order.sort_by(|&a, &b| areas[a].code.cmp(&areas[b].code).then(a.cmp(&b)));
        let order: Vec<_> = order
            .into_iter()
            .filter_map(|at| Some((at as u32, &areas[at], bounds(&areas[at..=at])?)))
            .collect();
        let mut placed: Vec<(u32, Candidate)> = Vec::new();
        let mut edges: Vec<CellEdge> = Vec::new();
        let together = (index.cells[1] / BANDS).max(1);
        for bottom in (0..index.cells[1]).step_by(together as usize) {
            let band = bottom..(bottom + together).min(index.cells[1]);
            // Areas are laid down in code order, so each cell's list comes out in code order too.
            for (area, shape, bounds) in &order {
                index.lay(*area, shape, *bounds, &band, &mut placed, &mut edges);
            }
            index.list(&band, &placed, &edges);
            placed.clear();
            edges.clear();
        }
        index
    }

    /// The grid alone.
    fn empty(areas: &[Area]) -> Self {
        let mut index = Self {
            origin: [0, 0],
            shift: [0, 0],
            cells: [0, 0],
            held: Vec::new(),
            candidates: Vec::new(),
            edges: Vec::new(),
        };
        let Some((low, high)) = bounds(areas) else {
            return index;
        };
        index.origin = low.map(i64::from);
        let size = [0, 1].map(|at| i64::from(high[at]) - i64::from(low[at]) + 1);
        let wanted = (areas.len() * CELLS_EACH).clamp(1 << 16, MOST_CELLS) as f64;
        let across = (wanted * size[0] as f64 / size[1] as f64)
            .sqrt()
            .clamp(1.0, 16_384.0);
        let up = (wanted / across).clamp(1.0, 16_384.0);
        let power = |size: i64, cells: f64| (size as f64 / cells).log2().round().max(0.0) as u32;
        index.shift = [power(size[0], across), power(size[1], up)];
        let rings = || areas.iter().flat_map(|area| &area.rings);
        let corners: usize = rings().map(Vec::len).sum();
        let visits = MOST_VISITS + 4 * corners as u64;
        while index.shift.iter().any(|it| *it < 31)
            && (index.visits(areas) > visits || index.reach(areas) > MOST_CANDIDATES)
        {
            index.shift = index.shift.map(|it| (it + 1).min(31));
        }
        index.cells = [0, 1].map(|at| (size[at] >> index.shift[at]) + 1);
        index.held = vec![0; (index.cells[0] * index.cells[1]) as usize];
        index
    }

    /// How many cells the edges come near, at the most.
    fn visits(&self, areas: &[Area]) -> u64 {
        let rings = areas.iter().flat_map(|area| &area.rings);
        rings
            .flat_map(|ring| ring_edges(ring))
            .map(|edge| {
                let along = |at: usize| {
                    (i64::from(edge.a[at]) - i64::from(edge.b[at])).unsigned_abs() >> self.shift[at]
                };
                along(0) + along(1) + 3
            })
            .sum()
    }

    /// How many cells the areas reach into together, at the most: those of the box around each ring.
    fn reach(&self, areas: &[Area]) -> u64 {
        let rings = areas.iter().flat_map(|area| &area.rings);
        rings
            .filter_map(|ring| {
                let (low, high) = around(ring.iter())?;
                let along = |at: usize| {
                    let first = (i64::from(low[at]) - self.origin[at]) >> self.shift[at];
                    let last = (i64::from(high[at]) - self.origin[at]) >> self.shift[at];
                    (last - first + 1) as u64
                };
                Some(along(0) * along(1))
            })
            .sum()
    }

    /// The cell of a point, if it lies on the grid.
    fn cell(&self, lon_e6: i32, lat_e6: i32) -> Option<(i64, i64)> {
        let dx = i64::from(lon_e6) - self.origin[0];
        let dy = i64::from(lat_e6) - self.origin[1];
        if dx < 0 || dy < 0 {
            return None;
        }
        let (column, row) = (dx >> self.shift[0], dy >> self.shift[1]);
        (column < self.cells[0] && row < self.cells[1]).then_some((column, row))
    }

    fn corner(&self, column: i64, row: i64) -> Corner {
        Corner {
            left: self.origin[0] + (column << self.shift[0]),
            bottom: self.origin[1] + (row << self.shift[1]),
        }
    }

    /// The area a point lies in, as its place in the list given to [`AreaIndex::new`].
    pub fn find(&self, lon_e6: i32, lat_e6: i32) -> Option<usize> {
        let (column, row) = self.cell(lon_e6, lat_e6)?;
        let held = self.held[(row * self.cells[0] + column) as usize];
        if held & LISTED == 0 {
            return (held as usize).checked_sub(1);
        }
        let corner = self.corner(column, row);
        self.listed(held)
            .iter()
            .find(|it| it.rest || self.holds(it, corner, [lon_e6, lat_e6]))
            .map(|it| it.area as usize)
    }

    /// The same for many points, neighbourhood by neighbourhood: in no order each would fetch its own piece of the grid from afar.
    pub fn find_all(&self, points: &[[i32; 2]]) -> Vec<Option<u32>> {
        let mut found = vec![None; points.len()];
        for (points, found) in points.chunks(TOGETHER).zip(found.chunks_mut(TOGETHER)) {
            for (at, [x, y]) in self.by_neighbourhood(points) {
                found[at as usize] = self.find(x, y).map(|area| area as u32);
            }
        }
        found
    }

    /// The same, and the places in the list of the points that several areas claim.
    pub fn find_all_and_shared(&self, points: &[[i32; 2]]) -> (Vec<Option<u32>>, Vec<usize>) {
        let mut found = vec![None; points.len()];
        let mut shared = Vec::new();
        let chunks = points.chunks(TOGETHER).zip(found.chunks_mut(TOGETHER));
        for (number, (points, found)) in chunks.enumerate() {
            for (at, [x, y]) in self.by_neighbourhood(points) {
                found[at as usize] = self.find(x, y).map(|area| area as u32);
                if found[at as usize].is_some() && self.claims(x, y).0 > 1 {
                    shared.push(number * TOGETHER + at as usize);
                }
            }
        }
        (found, shared)
    }

    /// Points and their places in the list, in the order of squares of cells.
    fn by_neighbourhood(&self, points: &[[i32; 2]]) -> Vec<(u32, [i32; 2])> {
        let [across, up] = self.cells.map(|it| (it >> NEIGHBOURS) + 1);
        let square = |[x, y]: [i32; 2]| match self.cell(x, y) {
            Some((column, row)) => (row >> NEIGHBOURS) * across + (column >> NEIGHBOURS),
            None => across * up,
        };
        let mut next = vec![0_u32; (across * up) as usize + 2];
        for point in points {
            next[square(*point) as usize + 1] += 1;
        }
        for at in 1..next.len() {
            next[at] += next[at - 1];
        }
        let mut sorted = vec![(0, [0, 0]); points.len()];
        for (number, point) in (0..).zip(points) {
            let at = &mut next[square(*point) as usize];
            sorted[*at as usize] = (number, *point);
            *at += 1;
        }
        sorted
    }

    /// Every area a point lies in or on the edge of, in the order of their codes: its place in the list, and whether the point is
    /// on its edge. More than one means that the lowest code was a choice, or that the areas overlap.
    pub fn touching(&self, lon_e6: i32, lat_e6: i32) -> Vec<(usize, bool)> {
        let Some((column, row)) = self.cell(lon_e6, lat_e6) else {
            return Vec::new();
        };
        let held = self.held[(row * self.cells[0] + column) as usize];
        if held & LISTED == 0 {
            let area = (held as usize).checked_sub(1);
            return area.map(|area| (area, false)).into_iter().collect();
        }
        let (corner, at) = (self.corner(column, row), [lon_e6, lat_e6]);
        let near = |it: &Candidate| &self.edges[it.start as usize..it.end as usize];
        self.listed(held)
            .iter()
            .filter(|it| self.holds(it, corner, at))
            .map(|it| (it.area as usize, near(it).iter().any(|it| on(it.edge, at))))
            .collect()
    }

    /// How many areas a point lies in or on the edge of, and whether it lies on an edge of one of them.
    pub fn claims(&self, lon_e6: i32, lat_e6: i32) -> (usize, bool) {
        let Some((column, row)) = self.cell(lon_e6, lat_e6) else {
            return (0, false);
        };
        let held = self.held[(row * self.cells[0] + column) as usize];
        if held & LISTED == 0 {
            return (usize::from(held > 0), false);
        }
        let (corner, at) = (self.corner(column, row), [lon_e6, lat_e6]);
        let near = |it: &Candidate| &self.edges[it.start as usize..it.end as usize];
        self.listed(held)
            .iter()
            .filter(|it| self.holds(it, corner, at))
            .fold((0, false), |(many, edge), it| {
                let on_this = edge || near(it).iter().any(|it| on(it.edge, at));
                (many + 1, on_this)
            })
    }

    fn listed(&self, held: u32) -> &[Candidate] {
        let mut lists = self.candidates[(held & !LISTED) as usize..].split_inclusive(|it| it.last);
        lists.next().unwrap_or_default()
    }

    /// Whether an area holds a point of a cell, an edge or corner itself counting as inside.
    fn holds(&self, it: &Candidate, corner: Corner, [x, y]: [i32; 2]) -> bool {
        let (px, py) = (i64::from(x), i64::from(y));
        let mut inside = it.inside;
        for CellEdge { edge, rises } in &self.edges[it.start as usize..it.end as usize] {
            let beside = edge.a[1] <= y && y <= edge.b[1];
            if !beside && !rises {
                continue;
            }
            let [ax, ay, bx, by] = edge.wide();
            // Where the way turns right, on the line of the left side: positive where that lies to the left of the edge.
            let turn = edge.side_of(2 * corner.left - 1, 2 * py);
            // Up the left side: the edge is below the turn, or at it.
            inside ^= *rises && (turn == 0 || (turn > 0) == (bx > ax));
            if !beside {
                continue;
            }
            // At most 2^59 within degrees, and twice that above: exact.
            let side = (bx - ax) * (py - ay) - (by - ay) * (px - ax);
            if side == 0 && (ax.min(bx)..=ax.max(bx)).contains(&px) {
                return true;
            }
            // Then right: the edge is between the turn and the point. One that goes through the turn leans to the right from there,
            // or it was crossed on the way up.
            let beyond_turn = turn > 0 || (turn == 0 && bx > ax);
            inside ^= py < by && beyond_turn && side < 0;
        }
        inside
    }

    /// Files one area's edges by the cells of a band of rows that they come near, and notes which of these cells it fills.
    fn lay(
        &mut self,
        area: u32,
        shape: &Area,
        (low, high): ([i32; 2], [i32; 2]),
        band: &Range<i64>,
        placed: &mut Vec<(u32, Candidate)>,
        edges: &mut Vec<CellEdge>,
    ) {
        let row_of = |y: i32| (i64::from(y) - self.origin[1]) >> self.shift[1];
        let column_of = |x: i32| (i64::from(x) - self.origin[0]) >> self.shift[0];
        let (first_row, last_row) = (
            row_of(low[1]).max(band.start),
            row_of(high[1]).min(band.end - 1),
        );
        if first_row > last_row {
            return;
        }
        let (first_column, last_column) = (column_of(low[0]), column_of(high[0]));
        let mut by_row: Vec<Vec<Edge>> = vec![Vec::new(); (last_row - first_row + 1) as usize];
        for edge in shape.rings.iter().flat_map(|ring| ring_edges(ring)) {
            // An edge runs upwards.
            let rows = row_of(edge.a[1]).max(first_row)..=row_of(edge.b[1]).min(last_row);
            for row in rows {
                by_row[(row - first_row) as usize].push(edge);
            }
        }
        // The edges near each cell of a row, cell by cell.
        let mut near: Vec<(i64, Edge)> = Vec::new();
        for (row, row_edges) in (first_row..).zip(&by_row) {
            near.clear();
            for edge in row_edges {
                let (left, right) = self.span(edge, row);
                let columns = left.max(first_column)..=right.min(last_column);
                near.extend(columns.map(|column| (column, *edge)));
            }
            near.sort_by_key(|(column, _)| *column);
            let mut rest = near.as_slice();
            // Between two cells that edges come near nothing changes, so one test settles a whole run of cells.
            let mut run: Option<bool> = None;
            for column in first_column..=last_column {
                let many = rest.iter().take_while(|it| it.0 == column).count();
                let (here, further) = rest.split_at(many);
                rest = further;
                let cell = (row * self.cells[0] + column) as u32;
                let corner = self.corner(column, row);
                if here.is_empty() {
                    if *run.get_or_insert_with(|| corner.is_inside(row_edges)) {
                        self.fill(cell, area, placed);
                    }
                    continue;
                }
                run = None;
                let start = edges.len() as u32;
                edges.extend(here.iter().map(|(_, edge)| CellEdge {
                    edge: *edge,
                    rises: corner.is_risen_over(*edge),
                }));
                let end = edges.len() as u32;
                self.place(
                    cell,
                    Candidate {
                        inside: corner.is_inside(row_edges),
                        start,
                        end,
                        ..Candidate::whole(area)
                    },
                    placed,
                );
            }
        }
    }

    /// An area fills a cell.
    fn fill(&mut self, cell: u32, area: u32, placed: &mut Vec<(u32, Candidate)>) {
        match &mut self.held[cell as usize] {
            held @ 0 => *held = area + 1,
            _ => self.place(cell, Candidate::whole(area), placed),
        }
    }

    /// An area stands in the list of a cell, behind the one that fills it already.
    fn place(&mut self, cell: u32, it: Candidate, placed: &mut Vec<(u32, Candidate)>) {
        let held = std::mem::replace(&mut self.held[cell as usize], LISTED);
        if held & LISTED == 0 && held > 0 {
            placed.push((cell, Candidate::whole(held - 1)));
        }
        placed.push((cell, it));
    }

    /// Sorts what was placed in a band of rows into one list for each cell, in the order in which it was placed.
    fn list(&mut self, band: &Range<i64>, placed: &[(u32, Candidate)], edges: &[CellEdge]) {
        let Some((_, any)) = placed.first() else {
            return;
        };
        let first = (band.start * self.cells[0]) as usize;
        let cells = first..(band.end * self.cells[0]) as usize;
        let mut many = vec![0_u32; cells.len()];
        for (cell, _) in placed {
            many[*cell as usize - first] += 1;
        }
        let mut next = self.candidates.len() as u32;
        let mut lists = Vec::new();
        for (held, many) in self.held[cells].iter_mut().zip(&mut many) {
            if *many > 0 {
                *held = LISTED | next;
                let from = next;
                next += *many;
                lists.push(from as usize..next as usize);
                *many = from;
            }
        }
        self.candidates.resize(next as usize, *any);
        for (cell, candidate) in placed {
            let at = &mut many[*cell as usize - first];
            self.candidates[*at as usize] = *candidate;
            *at += 1;
        }
        for list in lists {
            self.draw_together(list, edges);
        }
    }

    /// Lays the edges of a list side by side, those that two neighbours share only once, and notes whether its areas leave no gap.
    fn draw_together(&mut self, list: Range<usize>, edges: &[CellEdge]) {
        let list = &mut self.candidates[list];
        let mut all: Vec<Edge> = Vec::new();
        let mut before = 0..0;
        for it in &mut *list {
            let own = self.edges.len();
            self.edges
                .extend_from_slice(&edges[it.start as usize..it.end as usize]);
            self.edges[own..].sort_unstable_by_key(|it| it.edge);
            all.extend(self.edges[own..].iter().map(|it| it.edge));
            if self.edges[before.clone()] == self.edges[own..] {
                self.edges.truncate(own);
            } else {
                before = own..self.edges.len();
            }
            (it.start, it.end) = (before.start as u32, before.end as u32);
        }
        // Where the corner lies in an odd number of areas and every edge is there twice, as it is between neighbours, crossing one
        // leads from an odd number of areas into an odd number again: never into none.
        all.sort_unstable();
        let corner = list.iter().filter(|it| it.inside).count();
        let no_gap = corner % 2 == 1 && all.chunk_by(Edge::eq).all(|same| same.len() % 2 == 0);
        if let Some(last) = list.last_mut() {
            (last.rest, last.last) = (no_gap, true);
        }
    }

    /// The columns an edge comes near within one grid row, generously rounded outwards.
    fn span(&self, edge: &Edge, row: i64) -> (i64, i64) {
        let [ax, ay, bx, by] = edge.wide();
        let (mut left, mut right) = (ax.min(bx), ax.max(bx));
        if ay != by {
            // From below the row: its corners lie half a unit under it.
            let bottom = self.origin[1] + (row << self.shift[1]) - 1;
            let top = self.origin[1] + ((row + 1) << self.shift[1]);
            let at = |y: i64| ax as f64 + (y - ay) as f64 * (bx - ax) as f64 / (by - ay) as f64;
            let (p, q) = (at(bottom.max(ay.min(by))), at(top.min(ay.max(by))));
            left = left.max(p.min(q).floor() as i64 - 1);
            right = right.min(p.max(q).ceil() as i64 + 1);
        }
        (
            (left - self.origin[0]) >> self.shift[0],
            (right - self.origin[0]) >> self.shift[0],
        )
    }
}

impl Edge {
    fn between(p: [i32; 2], q: [i32; 2]) -> Self {
        if (p[1], p[0]) <= (q[1], q[0]) {
            Self { a: p, b: q }
        } else {
            Self { a: q, b: p }
        }
    }

    fn wide(self) -> [i64; 4] {
        [self.a[0], self.a[1], self.b[0], self.b[1]].map(i64::from)
    }

    /// Positive where a point, given as twice its place, lies to the left of the edge.
    fn side_of(self, x2: i64, y2: i64) -> i64 {
        let [ax, ay, bx, by] = self.wide();
        (bx - ax) * (y2 - 2 * ay) - (by - ay) * (x2 - 2 * ax)
    }
}

impl Corner {
    /// Where an edge passes it: as [`Edge::side_of`] says.
    fn side(self, edge: Edge) -> i64 {
        edge.side_of(2 * self.left - 1, 2 * self.bottom - 1)
    }

    /// Whether edges enclose it: an odd number of them lies to its left. All that cross its row are given.
    fn is_inside(self, edges: &[Edge]) -> bool {
        let left = edges.iter().filter(|edge| {
            let [_, ay, _, by] = edge.wide();
            let side = self.side(**edge);
            (ay >= self.bottom) != (by >= self.bottom) && side != 0 && (side > 0) != (by > ay)
        });
        left.count() % 2 == 1
    }

    /// Whether an edge crosses the line up from it. It stands a little to the left, so an edge through it is crossed where it leans
    /// to the left.
    fn is_risen_over(self, edge: Edge) -> bool {
        let [ax, ay, bx, by] = edge.wide();
        if (ax >= self.left) == (bx >= self.left) {
            return false;
        }
        match self.side(edge) {
            0 => (bx > ax) != (by > ay),
            side => (side > 0) != (bx > ax),
        }
    }
}

fn ring_edges(ring: &[[i32; 2]]) -> impl Iterator<Item = Edge> + '_ {
    let closing = ring.len() > 1 && ring.first() != ring.last();
    let last = closing.then(|| Edge::between(ring[ring.len() - 1], ring[0]));
    ring.windows(2)
        .map(|pair| Edge::between(pair[0], pair[1]))
        .chain(last)
}

fn bounds(areas: &[Area]) -> Option<([i32; 2], [i32; 2])> {
    around(areas.iter().flat_map(|a| a.rings.iter().flatten()))
}

/// The box around corners: its lower left and its upper right.
pub(crate) fn around<'a>(
    mut corners: impl Iterator<Item = &'a [i32; 2]>,
) -> Option<([i32; 2], [i32; 2])> {
    let first = *corners.next()?;
    Some(corners.fold((first, first), |(low, high), c| {
        (
            [low[0].min(c[0]), low[1].min(c[1])],
            [high[0].max(c[0]), high[1].max(c[1])],
        )
    }))
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

    /// The same without a grid: whether edges enclose the point, an edge or corner itself counting as inside.
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
    fn areas_that_lie_over_each_other_do_not_fill_the_memory() {
        let same: Vec<Area> = (0..1_000)
            .map(|at| square(&format!("{at:04}"), 0, 0, 1_000_000))
            .collect();
        let index = AreaIndex::new(&same);
        assert!(index.candidates.len() < 5_000_000 && index.edges.len() < 5_000_000);
        assert_eq!(index.find(500_000, 1), Some(0));
        assert_eq!(index.claims(500_000, 0), (1_000, true));
        assert_eq!(index.claims(500_000, 7), (1_000, false));
        let slivers: Vec<Area> = (0..2_000)
            .map(|at| Area {
                code: format!("{at:04}"),
                rings: vec![vec![
                    [at, 0],
                    [at + 1, 0],
                    [at + 1, 1_000_000],
                    [at, 1_000_000],
                ]],
            })
            .collect();
        let index = AreaIndex::new(&slivers);
        assert!(index.candidates.len() < 5_000_000 && index.edges.len() < 5_000_000);
        assert_eq!(index.find(700, 500_000), Some(699));
        assert_eq!(index.claims(700, 500_000), (2, true));
        assert_eq!(index.claims(2_001, 500_000), (0, false));
    }

    #[test]
    fn an_unclosed_ring_is_closed() {
        let mut area = square("A", 0, 0, 100);
        area.rings[0].pop();
        assert_eq!(AreaIndex::new(&[area]).find(0, 50), Some(0));
    }

    /// Areas with shared edges, as real ones have: there the last of a cell is not tested when it must hold what the others do not.
    #[test]
    fn neighbours_that_share_wobbly_edges_give_the_plain_answer() {
        let mut chance = crate::Chance::from_seed(9);
        let mut wobble = || chance.below(41) as i32 - 20;
        let corner: Vec<Vec<[i32; 2]>> = (0..9)
            .map(|x| {
                (0..9)
                    .map(|y| [x * 100 + wobble(), y * 100 + wobble()])
                    .collect()
            })
            .collect();
        // A hole where one area is left out, and one area that lies over others.
        let mut areas: Vec<Area> = (0..64)
            .filter(|at| *at != 27)
            .map(|at| {
                let (x, y) = (at / 8, at % 8);
                let ring = vec![
                    corner[x][y],
                    corner[x + 1][y],
                    corner[x + 1][y + 1],
                    corner[x][y + 1],
                ];
                Area {
                    code: format!("{}", at * 37 % 64),
                    rings: vec![ring],
                }
            })
            .collect();
        areas.push(square("over", 310, 310, 180));
        let index = AreaIndex::new(&areas);
        let edges: Vec<Vec<Edge>> = areas
            .iter()
            .map(|a| ring_edges(&a.rings[0]).collect())
            .collect();
        let mut order: Vec<usize> = (0..areas.len()).collect();
        order.sort_by(|&a, &b| areas[a].code.cmp(&areas[b].code));
        for x in (-30..830).step_by(3) {
            for y in -30..830 {
                let slow = order.iter().copied().find(|&i| holds(&edges[i], [x, y]));
                assert_eq!(index.find(x, y), slow, "{x}, {y}");
            }
        }
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
            let points: Vec<[i32; 2]> =
                points.into_iter().chain(corner_points).map(|(x, y)| [x * scale, y * scale]).collect();
            let (found, mut shared) = index.find_all_and_shared(&points);
            prop_assert_eq!(&found, &index.find_all(&points));
            shared.sort_unstable();
            let many = |at: &usize| index.touching(points[*at][0], points[*at][1]).len() > 1;
            prop_assert_eq!(shared, (0..points.len()).filter(many).collect::<Vec<_>>());
            for (p, together) in points.iter().copied().zip(index.find_all(&points)) {
                let slow = [1, 0].into_iter().find(|&i| holds(&edges[i], p));
                prop_assert_eq!(index.find(p[0], p[1]), slow);
                prop_assert_eq!(together.map(|it| it as usize), slow);
                let all: Vec<_> = [1, 0].into_iter().filter(|&i| holds(&edges[i], p)).collect();
                let edge = |i: usize| edges[i].iter().any(|it| on(*it, p));
                let all: Vec<_> = all.into_iter().map(|i| (i, edge(i))).collect();
                let claims = (all.len(), all.iter().any(|it| it.1));
                prop_assert_eq!(index.claims(p[0], p[1]), claims);
                prop_assert_eq!(index.touching(p[0], p[1]), all);
            }
        }
    }
}
