//! A map of areas from their boundaries: shaded, numbered, linked.

use std::fmt::Write as _;

use crate::forms::{Html, escape};

/// An area on the map.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Its rings: degrees times a million, longitude first.
    pub rings: Vec<Vec<[i32; 2]>>,
    /// How it is filled: a class of the stylesheet.
    pub class: String,
    /// Read out, and shown when pointed at.
    pub label: String,
    /// Drawn in its middle: a name on wide screens.
    pub name: String,
    /// Drawn in its middle on phones, and keyed to the list.
    pub number: String,
    /// Where it leads.
    pub link: Option<String>,
}

/// A map.
#[derive(Clone, Debug)]
pub struct Map {
    /// What it shows, for whoever cannot see it.
    pub about: String,
    /// The areas; later ones are drawn over earlier ones.
    pub shapes: Vec<Shape>,
}

const WIDTH: f64 = 560.0;
const EDGE: f64 = 6.0;

impl Map {
    /// The drawing. Nothing, when there is nothing to draw.
    #[must_use]
    pub fn svg(&self) -> Html {
        let points = || {
            self.shapes
                .iter()
                .flat_map(|shape| shape.rings.iter().flatten())
        };
        let (Some(west), Some(east), Some(south), Some(north)) = (
            points().map(|p| p[0]).min(),
            points().map(|p| p[0]).max(),
            points().map(|p| p[1]).min(),
            points().map(|p| p[1]).max(),
        ) else {
            return Html(String::new());
        };
        // A degree of longitude is shorter than one of latitude.
        let squeeze = (f64::from(south + north) / 2e6).to_radians().cos();
        let wide = f64::from((east - west).max(1)) * squeeze;
        let high = f64::from((north - south).max(1));
        let scale = (WIDTH - 2.0 * EDGE) / wide;
        let height = high * scale + 2.0 * EDGE;
        let place = |p: &[i32; 2]| {
            (
                EDGE + f64::from(p[0] - west) * squeeze * scale,
                EDGE + f64::from(north - p[1]) * scale,
            )
        };
        let linked = self.shapes.iter().any(|shape| shape.link.is_some());
        let mut out = format!(
            "<svg class=\"map\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"{}\" aria-label=\"{}\">",
            if linked { "group" } else { "img" },
            escape(&self.about)
        );
        let mut labels = String::new();
        for shape in &self.shapes {
            let mut path = String::new();
            for ring in &shape.rings {
                let mut last = (f64::NAN, f64::NAN);
                for (at, point) in ring.iter().enumerate() {
                    let (x, y) = place(point);
                    // Points closer than half a unit are one point here.
                    if at > 0 && (x - last.0).abs() < 0.5 && (y - last.1).abs() < 0.5 {
                        continue;
                    }
                    let _ = write!(path, "{}{x:.1} {y:.1}", if at == 0 { "M" } else { "L" });
                    last = (x, y);
                }
                path.push('Z');
            }
            // What is drawn comes first in the name, so that whoever speaks it can.
            let spoken = if shape.number.is_empty() || shape.label.starts_with(&shape.number) {
                shape.label.clone()
            } else {
                format!("{} {}", shape.number, shape.label)
            };
            let label = escape(&spoken);
            let body = format!(
                "<path class=\"{}\" d=\"{path}\" fill-rule=\"evenodd\"><title>{label}</title></path>",
                escape(&shape.class)
            );
            let words = self.words(shape, &place);
            match &shape.link {
                Some(link) => {
                    let _ = write!(
                        out,
                        "<a href=\"{}\" aria-label=\"{label}\">{body}{words}</a>",
                        escape(link)
                    );
                }
                None => {
                    out.push_str(&body);
                    labels.push_str(&words);
                }
            }
        }
        out.push_str(&labels);
        out.push_str("</svg>");
        Html(out)
    }

    fn words(&self, shape: &Shape, place: &impl Fn(&[i32; 2]) -> (f64, f64)) -> String {
        let Some((x, y)) = middle(shape, place) else {
            return String::new();
        };
        let mut out = String::new();
        if !shape.name.is_empty() {
            let words: Vec<_> = shape.name.split(' ').collect();
            if words.len() > 1 && shape.name.len() > 11 {
                let half = words.len().div_ceil(2);
                let _ = write!(
                    out,
                    "<text class=\"wl\" x=\"{x:.1}\" y=\"{y:.1}\" aria-hidden=\"true\"><tspan x=\"{x:.1}\" dy=\"-5\">{}</tspan> <tspan x=\"{x:.1}\" dy=\"17\">{}</tspan></text>",
                    escape(&words[..half].join(" ")),
                    escape(&words[half..].join(" "))
                );
            } else {
                let _ = write!(
                    out,
                    "<text class=\"wl\" x=\"{x:.1}\" y=\"{:.1}\" aria-hidden=\"true\">{}</text>",
                    y + 4.0,
                    escape(&shape.name)
                );
            }
        }
        if !shape.number.is_empty() {
            let _ = write!(
                out,
                "<text class=\"wn\" x=\"{x:.1}\" y=\"{:.1}\" aria-hidden=\"true\">{}</text>",
                y + 8.0,
                escape(&shape.number)
            );
        }
        out
    }
}

/// The middle of the longest ring, by area: where a label stands.
fn middle(shape: &Shape, place: &impl Fn(&[i32; 2]) -> (f64, f64)) -> Option<(f64, f64)> {
    let ring = shape.rings.iter().max_by_key(|ring| ring.len())?;
    let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
    for pair in ring.windows(2) {
        let ((ax, ay), (bx, by)) = (place(&pair[0]), place(&pair[1]));
        let cross = ax * by - bx * ay;
        area += cross;
        x += (ax + bx) * cross;
        y += (ay + by) * cross;
    }
    if area.abs() < 1e-9 {
        ring.first().map(place)
    } else {
        Some((x / (3.0 * area), y / (3.0 * area)))
    }
}
