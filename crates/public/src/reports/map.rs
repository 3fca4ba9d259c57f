//! A map that works without script: a picture that is a button, so that a press on it sends where it was.

use std::fmt::Write as _;

use axum::{extract::Path, http::header, response::IntoResponse as _};
use base::{Answer, Desk};
use evidence::recorded;
use wards::{Atlas, atlas};
use web::forms::escape;

use super::{Draft, Opened};

/// Its width on the page, in the browser's own dots: it fits the smallest phone, and what a press sends is counted in them.
pub(super) const WIDE: f64 = 288.0;
/// Its height.
pub(super) const HIGH: f64 = 320.0;
const EDGE: f64 = 8.0;
/// How far the nearest view reaches from its middle, in metres.
const REACH: f64 = 350.0;
/// Metres in a degree of latitude.
const DEGREE: f64 = 111_320.0;
/// The nearest view.
pub(super) const CLOSEST: u8 = 2;

/// What a map shows, and where each place stands on it.
pub(super) struct View {
    middle: (f64, f64),
    squeeze: f64,
    scale: f64,
    /// 0 the borough, 1 a ward, 2 the streets around a place.
    zoom: u8,
}

impl View {
    /// The view of a draft; none where no boundaries were imported.
    pub(super) fn of(atlas: &Atlas, draft: &Draft) -> Option<Self> {
        let ward = draft
            .point
            .and_then(|(lon, lat)| atlas.at(lon, lat))
            .or_else(|| atlas.by_slug(&draft.from));
        let ward = ward.and_then(|it| atlas.wards.iter().position(|ward| ward.id == it.id));
        if let (CLOSEST.., Some((lon, lat))) = (draft.zoom, draft.point) {
            let reach = REACH / DEGREE * 1e6;
            let squeeze = squeeze(f64::from(lat));
            let half = reach / squeeze;
            let (lon, lat) = (f64::from(lon), f64::from(lat));
            return Some(Self::around(
                (lon - half, lat - reach, lon + half, lat + reach),
                CLOSEST,
            ));
        }
        let (rings, zoom): (Vec<_>, _) = match ward {
            Some(at) if draft.zoom > 0 => (atlas.edges[at].iter().collect(), 1),
            _ => (atlas.edges.iter().flatten().collect(), 0),
        };
        let points = rings.into_iter().flatten();
        let start = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
        let bounds = points.fold(start, |it, point| {
            let (x, y) = (f64::from(point[0]), f64::from(point[1]));
            (it.0.min(x), it.1.min(y), it.2.max(x), it.3.max(y))
        });
        (bounds.0 < bounds.2).then(|| Self::around(bounds, zoom))
    }

    fn around((west, south, east, north): (f64, f64, f64, f64), zoom: u8) -> Self {
        let middle = ((west + east) / 2.0, (south + north) / 2.0);
        let squeeze = squeeze(middle.1);
        let wide = (WIDE - 2.0 * EDGE) / ((east - west).max(1.0) * squeeze);
        let high = (HIGH - 2.0 * EDGE) / (north - south).max(1.0);
        Self {
            middle,
            squeeze,
            scale: wide.min(high),
            zoom,
        }
    }

    /// How near it is: 0 the borough, 1 a ward, 2 the streets around a place.
    pub(super) fn zoom(&self) -> u8 {
        self.zoom
    }

    /// Where a place stands on it.
    fn stands(&self, lon: i32, lat: i32) -> (f64, f64) {
        (
            WIDE / 2.0 + (f64::from(lon) - self.middle.0) * self.squeeze * self.scale,
            HIGH / 2.0 - (f64::from(lat) - self.middle.1) * self.scale,
        )
    }

    /// Which place was pressed.
    pub(super) fn pressed(&self, x: f64, y: f64) -> (i32, i32) {
        let lon = self.middle.0 + (x - WIDE / 2.0) / (self.squeeze * self.scale);
        let lat = self.middle.1 - (y - HIGH / 2.0) / self.scale;
        (lon.round() as i32, lat.round() as i32)
    }
}

/// A degree of longitude is shorter than one of latitude.
fn squeeze(lat_e6: f64) -> f64 {
    (lat_e6 / 1e6).to_radians().cos().max(0.01)
}

/// The picture. Its address is the draft's own, so the place is in no log.
pub(super) async fn show(mut desk: Desk, Path(token): Path<String>) -> Answer {
    let it = Opened::of(&mut desk, &token).await?;
    let atlas = atlas(&mut desk).await?;
    let recorded = recorded::ready(desk.house());
    let picture = drawn(&atlas, recorded.as_deref(), &it.draft);
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

fn drawn(atlas: &Atlas, recorded: Option<&recorded::Recorded>, draft: &Draft) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDE}\" height=\"{HIGH}\" viewBox=\"0 0 {WIDE} {HIGH}\" font-family=\"sans-serif\"><rect width=\"{WIDE}\" height=\"{HIGH}\" fill=\"#f7f4ec\"/>"
    );
    let Some(view) = View::of(atlas, draft) else {
        return out + "</svg>";
    };
    for (ward, rings) in atlas.wards.iter().zip(&atlas.edges) {
        let own = view.zoom > 0 && ward.slug == draft.from;
        let fill = if own { "#d9e7df" } else { "#eef3ee" };
        let _ = write!(
            out,
            "<path fill=\"{fill}\" stroke=\"#4f7771\" stroke-width=\"1.5\" fill-rule=\"evenodd\" d=\"{}\"/>",
            outline(&view, rings)
        );
    }
    if let Some(recorded) = recorded {
        names(&mut out, &view, recorded);
    }
    if view.zoom == 0 {
        for (ward, rings) in atlas.wards.iter().zip(&atlas.edges) {
            let Some((lon, lat)) = wards::boundaries::shape::centre(rings) else {
                continue;
            };
            let (x, y) = view.stands((lon * 1e6) as i32, (lat * 1e6) as i32);
            label(&mut out, x, y, &ward.name, "middle");
        }
    }
    if let Some((lon, lat)) = draft.point {
        let (x, y) = view.stands(lon, lat);
        let _ = write!(
            out,
            "<g transform=\"translate({x:.1} {y:.1})\"><path d=\"M0 0C-4-10-12-14-12-23a12 12 0 0 1 24 0C12-14 4-10 0 0Z\" fill=\"#a4231c\" stroke=\"#fff\" stroke-width=\"2\"/><circle cy=\"-23\" r=\"4.5\" fill=\"#fff\"/></g>"
        );
    }
    out + "</svg>"
}

fn outline(view: &View, rings: &[Vec<[i32; 2]>]) -> String {
    let mut path = String::new();
    for ring in rings {
        let mut last = (f64::NAN, f64::NAN);
        for (at, point) in ring.iter().enumerate() {
            let (x, y) = view.stands(point[0], point[1]);
            // Points closer than half a dot are one point here.
            if at > 0 && (x - last.0).abs() < 0.5 && (y - last.1).abs() < 0.5 {
                continue;
            }
            let _ = write!(path, "{}{x:.1} {y:.1}", if at == 0 { "M" } else { "L" });
            last = (x, y);
        }
        path.push('Z');
    }
    path
}

/// Street names to find one's way by: as many as have room.
fn names(out: &mut String, view: &View, recorded: &recorded::Recorded) {
    if view.zoom == 0 {
        return;
    }
    let reach = HIGH / 2.0 / view.scale / 1e6 * DEGREE;
    let found = recorded.named_around(view.middle.1 / 1e6, view.middle.0 / 1e6, reach, 60);
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    for it in found {
        let (x, y) = view.stands(it.lon_e6, it.lat_e6);
        let half = it.name.chars().count() as f64 * 2.9 + 3.0;
        let inside = x - half > 0.0 && x + half < WIDE && y > 14.0 && y < HIGH - 4.0;
        let free = taken
            .iter()
            .all(|other| (other.1 - y).abs() > 15.0 || (other.0 - x).abs() > other.2 + half);
        if inside && free {
            let _ = write!(
                out,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\" fill=\"#4a5653\"/>"
            );
            label(out, x, y - 4.0, &it.name, "middle");
            taken.push((x, y, half));
        }
    }
}

fn label(out: &mut String, x: f64, y: f64, words: &str, anchor: &str) {
    let _ = write!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"11\" text-anchor=\"{anchor}\" fill=\"#16211f\" stroke=\"#fff\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\">{}</text>",
        escape(words)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_gives_the_place_that_stands_there() {
        let view = View::around((10_000.0, 51_400_000.0, 40_000.0, 51_420_000.0), 1);
        for (lon, lat) in [(10_000, 51_400_000), (22_000, 51_411_000)] {
            let (x, y) = view.stands(lon, lat);
            assert!((0.0..=WIDE).contains(&x) && (0.0..=HIGH).contains(&y));
            let again = view.pressed(x, y);
            assert!((again.0 - lon).abs() <= 1 && (again.1 - lat).abs() <= 1);
        }
    }
}
