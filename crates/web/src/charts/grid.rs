//! A map of cells in metres with outlines over it: squares, hexagons or areas, thousands of them in a few paths.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::forms::{Html, escape};

/// A letter, keyed to a list.
#[derive(Clone, Debug)]
pub struct Letter {
    /// As printed.
    pub letter: String,
    /// Whether its cell stands out, or is only one of the fullest.
    pub strong: bool,
}

/// A cell.
#[derive(Clone, Debug)]
pub struct GridCell {
    /// Its corners in metres, ring by ring.
    pub rings: Vec<Vec<[f64; 2]>>,
    /// Where its letter stands.
    pub middle: [f64; 2],
    /// How it is filled: a class of the stylesheet.
    pub class: &'static str,
    /// Whether a line is drawn around it: it stands out.
    pub framed: bool,
    /// Its letter.
    pub mark: Option<Letter>,
}

/// The map.
#[derive(Clone, Debug)]
pub struct GridMap {
    /// What it shows, for whoever cannot see it.
    pub about: String,
    /// The cells.
    pub cells: Vec<GridCell>,
    /// Lines over them, in metres.
    pub outlines: Vec<Vec<[f64; 2]>>,
}

const WIDTH: f64 = 560.0;
const EDGE: f64 = 8.0;
/// Room for the scale under the map.
const FOOT: f64 = 40.0;
/// Two corners nearer than this are one, in tenths.
const SEEN: i64 = 10;
/// A letter takes so much room, as drawn on a phone.
const LETTER: f64 = 32.0;

/// A length of the scale: the longest round one that takes at most a third of the map.
fn scale(metres: f64) -> (f64, &'static str) {
    let lengths = [
        (10_000.0, "10 km"),
        (5_000.0, "5 km"),
        (2_000.0, "2 km"),
        (1_000.0, "1 km"),
        (500.0, "500 m"),
    ];
    let found = lengths.into_iter().find(|it| it.0 <= metres / 3.0);
    found.unwrap_or((100.0, "100 m"))
}

/// Where letters stand: in their cells, or beside them where two would lie over each other.
fn places(middles: &[(f64, f64)], inside: (f64, f64)) -> Vec<(f64, f64)> {
    let far = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs().max((a.1 - b.1).abs());
    let mut placed: Vec<(f64, f64)> = Vec::new();
    for (at, middle) in middles.iter().enumerate() {
        let free = |here: &(f64, f64)| {
            let half = LETTER / 2.0;
            let on_map = (half..=inside.0 - half).contains(&here.0)
                && (half..=inside.1 - half).contains(&here.1);
            let others = middles.iter().enumerate().filter(|(other, _)| *other != at);
            on_map
                && placed.iter().all(|it| far(*it, *here) >= LETTER)
                && others.into_iter().all(|(_, it)| far(*it, *here) >= half)
        };
        let around = [1.0_f64, 1.5, 2.0, 3.0].into_iter().flat_map(|reach| {
            (0..8).map(move |turn| {
                let angle = f64::from(turn) * std::f64::consts::FRAC_PI_4;
                let reach = reach * LETTER;
                (
                    middle.0 + reach * angle.cos(),
                    middle.1 - reach * angle.sin(),
                )
            })
        });
        let found = std::iter::once(*middle).chain(around).find(free);
        placed.push(found.unwrap_or(*middle));
    }
    placed
}

/// A ring as a path. Corners that lie too near to the one before to be seen are left out; each is told from the one before, to a tenth.
#[expect(clippy::cast_possible_truncation, reason = "places on a drawing")]
fn path(ring: &[[f64; 2]], place: impl Fn([f64; 2]) -> (f64, f64)) -> String {
    let mut out = String::new();
    let mut last: Option<(i64, i64)> = None;
    let tenths = |it: i64| {
        let sign = if it < 0 { "-" } else { "" };
        match (it.abs() / 10, it.abs() % 10) {
            (whole, 0) => format!("{sign}{whole}"),
            (0, tenth) => format!("{sign}.{tenth}"),
            (whole, tenth) => format!("{sign}{whole}.{tenth}"),
        }
    };
    for corner in ring {
        let (x, y) = place(*corner);
        let (x, y) = ((x * 10.0).round() as i64, (y * 10.0).round() as i64);
        let Some((from_x, from_y)) = last else {
            let _ = write!(out, "M{} {}", tenths(x), tenths(y));
            last = Some((x, y));
            continue;
        };
        let (east, south) = (x - from_x, y - from_y);
        if east.abs() < SEEN && south.abs() < SEEN {
            continue;
        }
        let _ = match (east, south) {
            (_, 0) => write!(out, "h{}", tenths(east)),
            (0, _) => write!(out, "v{}", tenths(south)),
            _ => write!(out, "l{} {}", tenths(east), tenths(south)),
        };
        last = Some((x, y));
    }
    out.push('z');
    out
}

impl GridMap {
    /// The drawing. Nothing, when there is nothing to draw.
    #[must_use]
    pub fn svg(&self) -> Html {
        if self.cells.is_empty() {
            return Html::raw(String::new());
        }
        let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
        let corners = self.cells.iter().flat_map(|it| it.rings.iter().flatten());
        for at in corners.chain(self.outlines.iter().flatten()) {
            for axis in 0..2 {
                low[axis] = low[axis].min(at[axis]);
                high[axis] = high[axis].max(at[axis]);
            }
        }
        let (wide, tall) = (high[0] - low[0], high[1] - low[1]);
        // A tall area is drawn narrower, so that it still fits a screen.
        let step = ((WIDTH - 2.0 * EDGE) / wide).min(640.0 / tall);
        let bottom = tall * step + 2.0 * EDGE;
        let height = bottom + FOOT;
        let left = (WIDTH - wide * step) / 2.0;
        let place = |[east, north]: [f64; 2]| {
            (
                left + (east - low[0]) * step,
                EDGE + (high[1] - north) * step,
            )
        };
        let drawn = |cell: &GridCell| -> String {
            cell.rings.iter().map(|ring| path(ring, place)).collect()
        };
        let mut by_class: BTreeMap<&str, String> = BTreeMap::new();
        for cell in &self.cells {
            by_class
                .entry(cell.class)
                .or_default()
                .push_str(&drawn(cell));
        }
        let mut out = format!(
            "<svg class=\"map\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" aria-label=\"{}\">",
            escape(&self.about)
        );
        for (class, path) in by_class {
            let _ = write!(out, "<path class=\"gc {class}\" d=\"{path}\"/>");
        }
        let lines: String = self.outlines.iter().map(|ring| path(ring, place)).collect();
        let _ = write!(out, "<path class=\"gl\" d=\"{lines}\"/>");
        let framed: String = self
            .cells
            .iter()
            .filter(|it| it.framed)
            .map(drawn)
            .collect();
        if !framed.is_empty() {
            let _ = write!(out, "<path class=\"gf\" d=\"{framed}\"/>");
        }
        let marked: Vec<(&Letter, (f64, f64))> = self
            .cells
            .iter()
            .filter_map(|cell| Some((cell.mark.as_ref()?, place(cell.middle))))
            .collect();
        let middles: Vec<(f64, f64)> = marked.iter().map(|it| it.1).collect();
        for ((mark, (mx, my)), (px, py)) in marked.iter().zip(places(&middles, (WIDTH, bottom))) {
            if (mx - px).abs().max((my - py).abs()) > 1.0 {
                let _ = write!(
                    out,
                    "<path class=\"gk\" d=\"M{mx:.1} {my:.1}L{px:.1} {py:.1}\"/>"
                );
            }
            let _ = write!(
                out,
                "<text class=\"gm{}\" x=\"{px:.1}\" y=\"{:.1}\" aria-hidden=\"true\">{}</text>",
                if mark.strong { "" } else { " gm--2" },
                py + 8.0,
                escape(&mark.letter)
            );
        }
        let (metres, words) = scale(wide);
        let (from, to) = (EDGE + 2.0, EDGE + 2.0 + metres * step);
        let (line, north) = (bottom + 18.0, WIDTH - 20.0);
        let _ = write!(
            out,
            "<path class=\"gs\" d=\"M{from:.1} {:.1}V{line:.1}H{to:.1}V{:.1}M{north:.1} {:.1}V{:.1}m-6 8l6 -8l6 8\"/><text class=\"gt\" x=\"{:.1}\" y=\"{:.1}\">{words}</text><text class=\"gt gt--end\" x=\"{:.1}\" y=\"{:.1}\">North is up</text></svg>",
            line - 7.0,
            line - 7.0,
            line + 9.0,
            line - 9.0,
            to + 8.0,
            line + 6.0,
            north - 14.0,
            line + 6.0,
        );
        Html::raw(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(x: i64, class: &'static str, letter: Option<&str>) -> GridCell {
        GridCell {
            rings: vec![
                [[0, 0], [1, 0], [1, 1], [0, 1]]
                    .map(|[right, up]| [(x + right) as f64 * 300.0, (5 + up) as f64 * 300.0])
                    .to_vec(),
            ],
            middle: [(x as f64 + 0.5) * 300.0, 1650.0],
            class,
            framed: letter.is_some(),
            mark: letter.map(|it| Letter {
                letter: it.into(),
                strong: true,
            }),
        }
    }

    fn map(cells: Vec<GridCell>, outlines: Vec<Vec<[f64; 2]>>) -> GridMap {
        GridMap {
            about: "A & B".into(),
            cells,
            outlines,
        }
    }

    #[test]
    fn cells_of_a_class_are_one_path_and_one_that_stands_out_has_a_frame_and_a_letter() {
        let cells = vec![
            cell(1, "sh1", None),
            cell(2, "sh1", Some("A")),
            cell(3, "sh5", None),
        ];
        let svg = map(cells, Vec::new()).svg().to_string();
        assert_eq!(svg.matches("<path class=\"gc sh1\"").count(), 1);
        assert_eq!(svg.matches("<path class=\"gf\"").count(), 1);
        assert!(svg.contains(">A</text>") && svg.contains("A &amp; B"));
        assert!(svg.contains(">North is up</text>") && svg.contains(" m</text>"));
        assert!(map(Vec::new(), Vec::new()).svg().is_empty());
    }

    #[test]
    fn an_edge_beyond_the_cells_is_drawn_whole() {
        let edge = vec![[300.0, 1500.0], [1500.0, 1500.0], [1500.0, 1900.0]];
        let svg = map(vec![cell(1, "sh1", None)], vec![edge])
            .svg()
            .to_string();
        let line = svg.split("class=\"gl\" d=\"").nth(1).unwrap();
        let line = line.split('"').next().unwrap();
        // Its first corner, and how far east the others lie from the one before.
        let (from, more) = line.trim_start_matches('M').split_once(' ').unwrap();
        let mut x: f64 = from.parse().unwrap();
        let steps = more.split(['h', 'v', 'l', 'z']).skip(1);
        for (step, kind) in steps.zip(more.matches(['h', 'v', 'l'])) {
            if kind != "v" {
                x += step.split(' ').next().unwrap().parse::<f64>().unwrap();
            }
            assert!((0.0..=WIDTH).contains(&x), "{line}");
        }
    }

    #[test]
    fn letters_of_neighbours_do_not_lie_over_each_other() {
        let middles = [
            (100.0, 100.0),
            (108.0, 100.0),
            (100.0, 108.0),
            (116.0, 108.0),
        ];
        let placed = places(&middles, (560.0, 400.0));
        for (at, one) in placed.iter().enumerate() {
            for other in &placed[..at] {
                let far = (one.0 - other.0).abs().max((one.1 - other.1).abs());
                assert!(far >= LETTER, "{placed:?}");
            }
        }
    }
}
