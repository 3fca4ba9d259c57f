//! A map of square cells in metres with outlines over it: thousands of cells in a few paths.

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
    /// Column and row, eastward and northward.
    pub at: [i64; 2],
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
    /// The side of a cell, in metres.
    pub side: f64,
    /// The cells.
    pub cells: Vec<GridCell>,
    /// Lines over them, in metres.
    pub outlines: Vec<Vec<[f64; 2]>>,
}

const WIDTH: f64 = 560.0;
const EDGE: f64 = 8.0;
/// Room for the scale under the map.
const FOOT: f64 = 40.0;
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

impl GridMap {
    /// The drawing. Nothing, when there is nothing to draw.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "places on a drawing")]
    pub fn svg(&self) -> Html {
        if self.cells.is_empty() {
            return Html::raw(String::new());
        }
        let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
        let corners = self.cells.iter().flat_map(|it| {
            let [x, y] = it.at.map(|it| it as f64);
            [[x, y], [x + 1.0, y + 1.0]]
        });
        let lines = self.outlines.iter().flatten();
        for at in corners.chain(lines.map(|it| it.map(|metres| metres / self.side))) {
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
        let x = |column: f64| left + (column - low[0]) * step;
        let y = |row: f64| EDGE + (high[1] - row) * step;
        let square = |cell: &GridCell| {
            format!(
                "M{:.1} {:.1}h{step:.1}v{step:.1}h-{step:.1}z",
                x(cell.at[0] as f64),
                y((cell.at[1] + 1) as f64)
            )
        };
        let mut by_class: BTreeMap<&str, String> = BTreeMap::new();
        for cell in &self.cells {
            by_class
                .entry(cell.class)
                .or_default()
                .push_str(&square(cell));
        }
        let mut out = format!(
            "<svg class=\"map\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" aria-label=\"{}\">",
            escape(&self.about)
        );
        for (class, path) in by_class {
            let _ = write!(out, "<path class=\"gc {class}\" d=\"{path}\"/>");
        }
        let mut lines = String::new();
        for ring in &self.outlines {
            let mut last = (f64::NAN, f64::NAN);
            for (at, [east, north]) in ring.iter().enumerate() {
                let (px, py) = (x(east / self.side), y(north / self.side));
                if at > 0 && (px - last.0).abs() < 1.0 && (py - last.1).abs() < 1.0 {
                    continue;
                }
                let _ = write!(lines, "{}{px:.1} {py:.1}", if at == 0 { "M" } else { "L" });
                last = (px, py);
            }
            lines.push('Z');
        }
        let _ = write!(out, "<path class=\"gl\" d=\"{lines}\"/>");
        let framed: String = self
            .cells
            .iter()
            .filter(|it| it.framed)
            .map(square)
            .collect();
        if !framed.is_empty() {
            let _ = write!(out, "<path class=\"gf\" d=\"{framed}\"/>");
        }
        let marked = self.cells.iter();
        let marked: Vec<(&Letter, (f64, f64))> = marked
            .filter_map(|cell| {
                let [column, row] = cell.at.map(|it| it as f64 + 0.5);
                Some((cell.mark.as_ref()?, (x(column), y(row))))
            })
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
        let (metres, words) = scale(wide * self.side);
        let (from, to) = (EDGE + 2.0, EDGE + 2.0 + metres / self.side * step);
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
            at: [x, 5],
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
            side: 300.0,
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
        for at in line
            .trim_end_matches('Z')
            .split(['M', 'L'])
            .filter(|it| !it.is_empty())
        {
            let x: f64 = at.split(' ').next().unwrap().parse().unwrap();
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
