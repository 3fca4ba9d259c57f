//! How thick events lie on the ground: kernel density.
//!
//! **Formula**: quartic f(s) = sum w 3/(π h²) (1 - d²/h²)² for d < h; Gaussian f(s) = sum w exp(-d²/2σ²)/(2πσ²); Epanechnikov's
//! sum w 2/(π h²) (1 - d²/h²); the disc sum w/(π h²).
//!
//! **Source**: Silverman (1986). R's spatstat names the quartic by σ = h/√8, Epanechnikov's by h/√6 and the disc by h/2.
//!
//! **Unit**: events per square unit of the places: per square metre on the National Grid.
//!
//! **Limits**: a picture, not a test: it knows no chance and no population. Low near an edge beyond which nothing was recorded: divide
//! by [`mass_inside`] there. Always print the bandwidth.
//!
//! **Example**: one event, h = 2, at distance 1: 3/(4π) · (1 - 1/4)² = 0.1343.
//!
//! A surface adds each different place once, to the cells its disc reaches, row by row: exact, without transforms.

use std::f64::consts::PI;

use rayon::prelude::*;

/// How an event spreads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kernel {
    /// Quartic with this reach.
    Quartic(f64),
    /// Gaussian with this standard deviation.
    Gaussian(f64),
    /// Epanechnikov's with this reach.
    Epanechnikov(f64),
    /// The same everywhere within this reach.
    Disc(f64),
}

impl Kernel {
    /// The density at a squared distance.
    pub fn at(self, d2: f64) -> f64 {
        match self {
            Self::Quartic(h) => {
                let left = (1.0 - d2 / (h * h)).max(0.0);
                3.0 / (PI * h * h) * left * left
            }
            Self::Gaussian(s) => (-d2 / (2.0 * s * s)).exp() / (2.0 * PI * s * s),
            Self::Epanechnikov(h) => 2.0 / (PI * h * h) * (1.0 - d2 / (h * h)).max(0.0),
            Self::Disc(h) => f64::from(u8::from(d2 <= h * h)) / (PI * h * h),
        }
    }

    /// Beyond this distance nothing is added; for the Gaussian what is left out is below 1e-16 of its peak.
    pub fn reach(self) -> f64 {
        match self {
            Self::Quartic(h) | Self::Epanechnikov(h) | Self::Disc(h) => h,
            Self::Gaussian(s) => 8.6 * s,
        }
    }
}

/// A grid of square or oblong cells: the middle of the first, the steps, and how many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Raster {
    /// The middle of the cell furthest south and west.
    pub first: [f64; 2],
    /// From one middle to the next, east and north.
    pub step: [f64; 2],
    /// Columns and rows.
    pub cells: [usize; 2],
}

/// The density at given places.
pub fn density_at(events: &[[f64; 2]], at: &[[f64; 2]], kernel: Kernel) -> Vec<f64> {
    at.par_iter()
        .map(|p| {
            events
                .iter()
                .map(|e| kernel.at((p[0] - e[0]).powi(2) + (p[1] - e[1]).powi(2)))
                .sum()
        })
        .collect()
}

/// The density at the middle of every cell, row by row from the south. Empty when a size is nothing or a place no number.
pub fn density_surface(events: &[[f64; 2]], raster: Raster, kernel: Kernel) -> Vec<f64> {
    let Raster { first, step, cells } = raster;
    let reach = kernel.reach();
    let sound = reach > 0.0
        && reach.is_finite()
        && step.iter().all(|it| *it > 0.0)
        && events
            .iter()
            .flatten()
            .chain(&first)
            .all(|it| it.is_finite());
    if !sound || cells.contains(&0) {
        return Vec::new();
    }
    let mut sorted = events.to_vec();
    sorted.sort_by(|a, b| a[1].total_cmp(&b[1]).then(a[0].total_cmp(&b[0])));
    let mut unique: Vec<([f64; 2], f64)> = Vec::with_capacity(sorted.len());
    for event in sorted {
        match unique.last_mut() {
            Some((last, n)) if *last == event => *n += 1.0,
            _ => unique.push((event, 1.0)),
        }
    }
    let mut surface = vec![0.0; cells[0] * cells[1]];
    surface
        .par_chunks_mut(cells[0])
        .enumerate()
        .for_each(|(row, line)| {
            let y = first[1] + step[1] * row as f64;
            let from = unique.partition_point(|it| it.0[1] < y - reach);
            for (event, n) in &unique[from..] {
                if event[1] > y + reach {
                    break;
                }
                let dy2 = (event[1] - y).powi(2);
                let half = (reach * reach - dy2).max(0.0).sqrt();
                let low = ((event[0] - half - first[0]) / step[0]).ceil().max(0.0) as usize;
                let high = ((event[0] + half - first[0]) / step[0]).floor();
                if high < low as f64 {
                    continue;
                }
                let high = (high as usize + 1).min(cells[0]);
                let Some(part) = line.get_mut(low..high) else {
                    continue;
                };
                let start = first[0] + step[0] * low as f64 - event[0];
                match kernel {
                    Kernel::Quartic(h) => {
                        let (inverse, top) = (1.0 / (h * h), n * 3.0 / (PI * h * h));
                        for (k, cell) in part.iter_mut().enumerate() {
                            let dx = start + step[0] * k as f64;
                            let left = (1.0 - (dx * dx + dy2) * inverse).max(0.0);
                            *cell += top * left * left;
                        }
                    }
                    _ => {
                        for (k, cell) in part.iter_mut().enumerate() {
                            let dx = start + step[0] * k as f64;
                            *cell += n * kernel.at(dx * dx + dy2);
                        }
                    }
                }
            }
        });
    surface
}

/// The share of a kernel at a place that lies inside a rectangle (west, east, south, north), in 400 strips each way.
pub fn mass_inside(at: [f64; 2], window: [f64; 4], kernel: Kernel) -> f64 {
    let reach = kernel.reach();
    let [west, east, south, north] = window;
    let (w, e) = (west.max(at[0] - reach), east.min(at[0] + reach));
    let (s, n) = (south.max(at[1] - reach), north.min(at[1] + reach));
    if !(w < e && s < n) {
        return 0.0;
    }
    let (dx, dy) = ((e - w) / 400.0, (n - s) / 400.0);
    let mut sum = 0.0;
    for i in 0..400 {
        let x = w + (i as f64 + 0.5) * dx - at[0];
        for j in 0..400 {
            let y = s + (j as f64 + 0.5) * dy - at[1];
            sum += kernel.at(x * x + y * y);
        }
    }
    sum * dx * dy
}

/// Gaussian density with the events' own covariance times `factor` squared, as scipy's gaussian_kde: per event.
pub fn density_own_shape(events: &[[f64; 2]], at: &[[f64; 2]], factor: f64) -> Option<Vec<f64>> {
    let n = events.len() as f64;
    let mean = [0, 1].map(|k| events.iter().map(|e| e[k]).sum::<f64>() / n);
    let moment = |i: usize, j: usize| {
        events
            .iter()
            .map(|e| (e[i] - mean[i]) * (e[j] - mean[j]))
            .sum::<f64>()
            / (n - 1.0)
            * factor
            * factor
    };
    let (a, b, d) = (moment(0, 0), moment(0, 1), moment(1, 1));
    let det = a * d - b * b;
    if det.is_nan() || det <= 0.0 {
        return None;
    }
    let top = 1.0 / (2.0 * PI * det.sqrt() * n);
    Some(
        at.par_iter()
            .map(|p| {
                let sum: f64 = events
                    .iter()
                    .map(|e| {
                        let (x, y) = (p[0] - e[0], p[1] - e[1]);
                        (-(d * x * x - 2.0 * b * x * y + a * y * y) / (2.0 * det)).exp()
                    })
                    .sum();
                sum * top
            })
            .collect(),
    )
}

/// Our usual reach: Silverman's rule on the wider axis, at most `cap`, and never under two and a half cells.
pub fn usual_bandwidth(events: &[[f64; 2]], cell: f64, cap: f64) -> Option<f64> {
    let axes = [0, 1].map(|k| spread(&events.iter().map(|e| e[k]).collect::<Vec<_>>()));
    let wider = axes[0]?.max(axes[1]?);
    let h = 0.9 * wider * (events.len() as f64).powf(-0.2);
    Some(h.min(cap).max(2.5 * cell))
}

/// The smaller of the standard deviation and the middle half over 1.34, which is the same for a bell curve. `None` for
/// fewer than two values.
pub fn spread(x: &[f64]) -> Option<f64> {
    let sd = deviation(x)?;
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    let quantile = |q: f64| {
        let at = q * (x.len() as f64 - 1.0);
        let low = at.floor() as usize;
        let next = sorted[(low + 1).min(x.len() - 1)];
        sorted[low] + (at - low as f64) * (next - sorted[low])
    };
    Some(sd.min((quantile(0.75) - quantile(0.25)) / 1.34))
}

/// The standard deviation. `None` for fewer than two values.
pub fn deviation(x: &[f64]) -> Option<f64> {
    if x.len() < 2 || x.iter().any(|it| !it.is_finite()) {
        return None;
    }
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    Some((x.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_and_the_surface_agree() {
        let one = density_at(&[[0.0, 0.0]], &[[1.0, 0.0]], Kernel::Quartic(2.0))[0];
        assert!((one - 0.134_29).abs() < 1e-4);
        let raster = Raster {
            first: [-3.0, -3.0],
            step: [1.0, 1.0],
            cells: [7, 7],
        };
        for kernel in [
            Kernel::Quartic(2.5),
            Kernel::Gaussian(0.7),
            Kernel::Epanechnikov(2.0),
            Kernel::Disc(1.7),
        ] {
            let surface = density_surface(&[[0.0, 0.0], [0.0, 0.0], [1.2, 0.4]], raster, kernel);
            let at: Vec<[f64; 2]> = (0..49)
                .map(|i| [f64::from(i % 7 - 3), f64::from(i / 7 - 3)])
                .collect();
            let points = density_at(&[[0.0, 0.0], [0.0, 0.0], [1.2, 0.4]], &at, kernel);
            assert!(
                surface
                    .iter()
                    .zip(points)
                    .all(|(a, b)| (a - b).abs() < 1e-14)
            );
        }
        assert!(density_surface(&[[f64::NAN, 0.0]], raster, Kernel::Quartic(1.0)).is_empty());
    }
}
