//! A map of square cells in metres with outlines over it: thousands of cells in a few paths.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::forms::{Html, escape};

/// A cell.
#[derive(Clone, Debug)]
pub struct GridCell {
    /// Column and row, eastward and northward.
    pub at: [i64; 2],
    /// How it is filled: a class of the stylesheet.
    pub class: &'static str,
    /// A letter, keyed to a list.
    pub mark: Option<String>,
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
const EDGE: f64 = 6.0;

impl GridMap {
    /// The drawing. Nothing, when there is nothing to draw.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "places on a drawing")]
    pub fn svg(&self) -> Html {
        let (mut low, mut high) = ([i64::MAX; 2], [i64::MIN; 2]);
        for cell in &self.cells {
            for axis in 0..2 {
                low[axis] = low[axis].min(cell.at[axis]);
                high[axis] = high[axis].max(cell.at[axis] + 1);
            }
        }
        if low[0] > high[0] {
            return Html::raw(String::new());
        }
        let wide = (high[0] - low[0]) as f64;
        let tall = (high[1] - low[1]) as f64;
        // A tall area is drawn narrower, so that it still fits a screen.
        let step = ((WIDTH - 2.0 * EDGE) / wide).min(640.0 / tall);
        let height = tall * step + 2.0 * EDGE;
        let left = (WIDTH - wide * step) / 2.0;
        let x = |column: f64| left + (column - low[0] as f64) * step;
        let y = |row: f64| EDGE + (high[1] as f64 - row) * step;
        let mut by_class: BTreeMap<&str, String> = BTreeMap::new();
        for cell in &self.cells {
            let path = by_class.entry(cell.class).or_default();
            let _ = write!(
                path,
                "M{:.1} {:.1}h{step:.1}v{step:.1}h-{step:.1}z",
                x(cell.at[0] as f64),
                y((cell.at[1] + 1) as f64)
            );
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
        for cell in &self.cells {
            if let Some(mark) = &cell.mark {
                let (px, py) = (x(cell.at[0] as f64 + 0.5), y(cell.at[1] as f64 + 0.5));
                let _ = write!(
                    out,
                    "<text class=\"gm\" x=\"{px:.1}\" y=\"{:.1}\" aria-hidden=\"true\">{}</text>",
                    py + 7.0,
                    escape(mark)
                );
            }
        }
        out.push_str("</svg>");
        Html::raw(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_a_class_are_one_path_and_a_letter_stands_in_its_cell() {
        let cell = |x, class, mark: Option<&str>| GridCell {
            at: [x, 5],
            class,
            mark: mark.map(String::from),
        };
        let map = GridMap {
            about: "A & B".into(),
            side: 300.0,
            cells: vec![
                cell(1, "sh1", None),
                cell(2, "sh1", Some("A")),
                cell(3, "sh5", None),
            ],
            outlines: Vec::new(),
        };
        let svg = map.svg().to_string();
        assert_eq!(svg.matches("<path class=\"gc sh1\"").count(), 1);
        assert!(svg.contains(">A</text>") && svg.contains("A &amp; B"));
        assert!(
            GridMap {
                cells: Vec::new(),
                ..map
            }
            .svg()
            .is_empty()
        );
    }
}
