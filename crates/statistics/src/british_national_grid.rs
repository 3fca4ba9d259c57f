//! Longitude and latitude to metres east and north, and back.
//!
//! **Method**: WGS84 to the Airy ellipsoid by the seven-parameter Helmert shift, then the transverse Mercator projection of the
//! National Grid by the Krüger series to the fourth order.
//!
//! **Source**: Ordnance Survey, A guide to coordinate systems in Great Britain; EPSG 1314 (shift) and 27700 (grid); Karney
//! (2011) for the series.
//!
//! **Unit**: degrees on WGS84, metres on the National Grid.
//!
//! **Limits**: Great Britain only. The shift is within 5 m of survey work (OSTN15), enough to count crime and not to set out a
//! fence. The way back undoes the way there to a millimetre.
//!
//! **Example**: longitude -0.1276, latitude 51.5072 (Trafalgar Square) is 530,043.195 m east, 180,358.209 m north.

use std::sync::LazyLock;

const AIRY: [f64; 2] = [6_377_563.396, 6_356_256.909_2];
const WGS84: [f64; 2] = [6_378_137.0, 6_356_752.314_245];
const SCALE: f64 = 0.999_601_271_7;
const ORIGIN_LATITUDE: f64 = 49.0;
const ORIGIN_LONGITUDE: f64 = -2.0;
const FALSE_EAST: f64 = 400_000.0;
const FALSE_NORTH: f64 = -100_000.0;
/// From OSGB36 to WGS84: metres, seconds of arc, parts per million.
const SHIFT: [f64; 3] = [446.448, -125.157, 542.06];
const TURN: [f64; 3] = [0.15, 0.247, 0.842];
const STRETCH: f64 = -20.489;

/// Metres on the National Grid of a place given in WGS84 degrees. `None` far outside Great Britain.
pub fn to_national_grid(longitude: f64, latitude: f64) -> Option<[f64; 2]> {
    if !(longitude.abs() <= 30.0 && (40.0..=70.0).contains(&latitude)) {
        return None;
    }
    let (place, _) = geodetic(to_airy(geocentric(longitude, latitude, 0.0, WGS84)), AIRY);
    Some(project(place[0], place[1]))
}

/// WGS84 degrees (longitude, latitude) of a place on the National Grid. `None` far outside Great Britain.
pub fn from_national_grid(east: f64, north: f64) -> Option<[f64; 2]> {
    if !((-1.0e6..=2.0e6).contains(&east) && (-1.0e6..=2.0e6).contains(&north)) {
        return None;
    }
    let [lon, lat] = unproject(east, north);
    // The way there began on the one ellipsoid and dropped the height above the other: the height that leads back onto it.
    let mut height = 0.0;
    let mut place = [0.0; 2];
    for _ in 0..2 {
        let above;
        (place, above) = geodetic(to_wgs84(geocentric(lon, lat, height, AIRY)), WGS84);
        height -= above;
    }
    Some(place)
}

/// The projection alone: metres of OSGB36 degrees.
pub fn project(longitude: f64, latitude: f64) -> [f64; 2] {
    let (n, radius) = flatness();
    let [xi, eta] = plane(
        latitude.to_radians(),
        (longitude - ORIGIN_LONGITUDE).to_radians(),
        n,
    );
    [
        FALSE_EAST + SCALE * radius * eta,
        FALSE_NORTH + SCALE * radius * (xi - *START),
    ]
}

/// The projection alone, backwards: OSGB36 degrees (longitude, latitude) of metres.
pub fn unproject(east: f64, north: f64) -> [f64; 2] {
    let (n, radius) = flatness();
    let xi = (north - FALSE_NORTH) / (SCALE * radius) + *START;
    let eta = (east - FALSE_EAST) / (SCALE * radius);
    let (n2, n3, n4) = (n * n, n.powi(3), n.powi(4));
    let beta = [
        n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - n4 / 360.0,
        n2 / 48.0 + n3 / 15.0 - 437.0 / 1440.0 * n4,
        17.0 / 480.0 * n3 - 37.0 / 840.0 * n4,
        4397.0 / 161_280.0 * n4,
    ];
    let [dx, dy] = series(beta, xi, eta);
    let (x, y) = (xi - dx, eta - dy);
    let (sin, cos) = x.sin_cos();
    let across = y.sinh();
    // From the conformal latitude to that of the map, in the same powers of n.
    let delta = [
        2.0 * n - 2.0 / 3.0 * n2 - 2.0 * n3 + 116.0 / 45.0 * n4,
        7.0 / 3.0 * n2 - 8.0 / 5.0 * n3 - 227.0 / 45.0 * n4,
        56.0 / 15.0 * n3 - 136.0 / 35.0 * n4,
        4279.0 / 630.0 * n4,
    ];
    let conformal = sin.atan2(across.hypot(cos));
    let [more, _] = series(delta, conformal, 0.0);
    [
        ORIGIN_LONGITUDE + across.atan2(cos).to_degrees(),
        (conformal + more).to_degrees(),
    ]
}

/// The sums of a sin 2kx cosh 2ky and of a cos 2kx sinh 2ky over the four a, with k from 1; each from the one before by the addition theorems.
fn series(factors: [f64; 4], x: f64, y: f64) -> [f64; 2] {
    let (sin, cos) = (2.0 * x).sin_cos();
    let (sinh, cosh) = ((2.0 * y).sinh(), (2.0 * y).cosh());
    let (mut s, mut c, mut sh, mut ch) = (sin, cos, sinh, cosh);
    let mut sums = [0.0; 2];
    for a in factors {
        sums[0] += a * s * ch;
        sums[1] += a * c * sh;
        (s, c) = (s * cos + c * sin, c * cos - s * sin);
        (sh, ch) = (sh * cosh + ch * sinh, ch * cosh + sh * sinh);
    }
    sums
}

/// Where the grid's own origin lies on the plane.
static START: LazyLock<f64> =
    LazyLock::new(|| plane(ORIGIN_LATITUDE.to_radians(), 0.0, flatness().0)[0]);

fn flatness() -> (f64, f64) {
    let [a, b] = AIRY;
    let n = (a - b) / (a + b);
    (n, a / (1.0 + n) * (1.0 + n * n / 4.0 + n.powi(4) / 64.0))
}

fn plane(lat: f64, lon: f64, n: f64) -> [f64; 2] {
    let (n2, n3, n4) = (n * n, n.powi(3), n.powi(4));
    let alpha = [
        n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4,
        13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1440.0 * n4,
        61.0 / 240.0 * n3 - 103.0 / 140.0 * n4,
        49_561.0 / 161_280.0 * n4,
    ];
    let e = 2.0 * n.sqrt() / (1.0 + n);
    let s = lat.sin();
    let t = (s.atanh() - e * (e * s).atanh()).sinh();
    let x = t.atan2(lon.cos());
    let y = (lon.sin() / t.hypot(lon.cos())).asinh();
    let [dx, dy] = series(alpha, x, y);
    [x + dx, y + dy]
}

/// The turn in parts of a whole, and the stretch.
fn turn_and_stretch() -> ([f64; 3], f64) {
    let turn = TURN.map(|it| (it / 3600.0).to_radians());
    (turn, 1.0 + STRETCH * 1e-6)
}

fn to_airy(mut p: [f64; 3]) -> [f64; 3] {
    let ([rx, ry, rz], s) = turn_and_stretch();
    for (value, shift) in p.iter_mut().zip(SHIFT) {
        *value = (*value - shift) / s;
    }
    let [x, y, z] = p;
    [
        x + rz * y - ry * z,
        y - rz * x + rx * z,
        z + ry * x - rx * y,
    ]
}

/// Exactly the way back: the opposite of 1 + K is (1 - K + r rᵀ)/(1 + r²).
fn to_wgs84([x, y, z]: [f64; 3]) -> [f64; 3] {
    let ([rx, ry, rz], s) = turn_and_stretch();
    let along = rx * x + ry * y + rz * z;
    let wide = 1.0 + rx * rx + ry * ry + rz * rz;
    let mut p = [
        x - rz * y + ry * z + rx * along,
        y + rz * x - rx * z + ry * along,
        z - ry * x + rx * y + rz * along,
    ];
    for (value, shift) in p.iter_mut().zip(SHIFT) {
        *value = *value / wide * s + shift;
    }
    p
}

fn geocentric(longitude: f64, latitude: f64, height: f64, [a, b]: [f64; 2]) -> [f64; 3] {
    let ((sin, cos), (sin_lon, cos_lon)) = (
        latitude.to_radians().sin_cos(),
        longitude.to_radians().sin_cos(),
    );
    let e2 = 1.0 - b * b / (a * a);
    let nu = a / (1.0 - e2 * sin * sin).sqrt();
    [
        (nu + height) * cos * cos_lon,
        (nu + height) * cos * sin_lon,
        (nu * (1.0 - e2) + height) * sin,
    ]
}

/// Longitude and latitude, and the height above the ellipsoid.
fn geodetic([x, y, z]: [f64; 3], [a, b]: [f64; 2]) -> ([f64; 2], f64) {
    let e2 = 1.0 - b * b / (a * a);
    let p = x.hypot(y);
    // The tangent of the latitude. Exact at once on the ellipsoid itself; from some hundred metres above it each round gains two places.
    let mut t = z / (p * (1.0 - e2));
    for _ in 0..6 {
        t = (z + e2 * a * t / (1.0 + (1.0 - e2) * t * t).sqrt()) / p;
    }
    let secant = (1.0 + t * t).sqrt();
    let height = p * secant - a * secant / (1.0 + (1.0 - e2) * t * t).sqrt();
    ([y.atan2(x).to_degrees(), t.atan().to_degrees()], height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_and_the_ordnance_survey_check() {
        let [e, n] = to_national_grid(-0.1276, 51.5072).unwrap();
        assert!((e - 530_043.195).abs() < 2e-3 && (n - 180_358.209).abs() < 2e-3);
        let [e, n] = project(
            1.0 + 43.0 / 60.0 + 4.5177 / 3600.0,
            52.0 + 39.0 / 60.0 + 27.2531 / 3600.0,
        );
        assert!((e - 651_409.903).abs() < 1e-3 && (n - 313_177.270).abs() < 1e-3);
    }

    #[test]
    fn the_way_back_undoes_the_way_there() {
        for (lon, lat) in [(-0.02, 51.4), (-5.5, 50.1), (1.7, 52.6), (-3.2, 58.9)] {
            let [e, n] = to_national_grid(lon, lat).unwrap();
            let [x, y] = from_national_grid(e, n).unwrap();
            assert!(
                (x - lon).abs() < 2e-11 && (y - lat).abs() < 2e-11,
                "{x} {y}"
            );
        }
        assert_eq!(to_national_grid(f64::NAN, 51.0), None);
        assert_eq!(from_national_grid(f64::INFINITY, 0.0), None);
    }
}
