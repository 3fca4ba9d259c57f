//! Moving a point by chance before it is shown, so that a home is not given away.
//!
//! **Method**: donut displacement: any direction, and a distance between r₁ and r₂ drawn so that every part of the ring is as likely as
//! another: r = √(r₁² + u·(r₂² - r₁²)). One seed for each record, so that showing it again never moves it elsewhere and
//! many showings cannot be averaged.
//!
//! **Source**: Hampton and others (2010). Take r₂ wide enough for at least eight homes.
//!
//! **Unit**: metres on a plane grid.
//!
//! **Limits**: it hides one home among its neighbours, no more: in open country it may not. Areas or grids are safer; a victim's or a
//! reporter's place is never shown as a point.
//!
//! **Example**: r₁ = 50, r₂ = 100, u = 0.5: r = √(2,500 + 0.5·7,500) = 79.06.

use crate::Chance;

/// The point moved by between `nearest` and `farthest`. `None` where the ring makes no sense.
pub fn displaced(
    x: f64,
    y: f64,
    nearest: f64,
    farthest: f64,
    secret: u64,
    record: u64,
) -> Option<(f64, f64)> {
    let sensible = x.is_finite()
        && y.is_finite()
        && nearest >= 0.0
        && farthest > nearest
        && farthest.is_finite();
    if !sensible {
        return None;
    }
    let mut chance =
        Chance::from_seed(secret ^ record.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29));
    let angle = std::f64::consts::TAU * chance.unit();
    let r = (nearest * nearest + chance.unit() * (farthest * farthest - nearest * nearest)).sqrt();
    Some((x + r * angle.cos(), y + r * angle.sin()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_always_moves_to_the_same_place_in_the_ring() {
        let mut sum = (0.0, 0.0);
        for record in 0..4000 {
            let (x, y) = displaced(10.0, 20.0, 50.0, 100.0, 7, record).unwrap();
            assert_eq!(displaced(10.0, 20.0, 50.0, 100.0, 7, record), Some((x, y)));
            let r = (x - 10.0).hypot(y - 20.0);
            assert!((50.0..=100.0).contains(&r));
            sum = (sum.0 + x - 10.0, sum.1 + y - 20.0);
        }
        assert!(sum.0.hypot(sum.1) / 4000.0 < 4.0);
        assert_ne!(
            displaced(0.0, 0.0, 1.0, 2.0, 7, 1),
            displaced(0.0, 0.0, 1.0, 2.0, 8, 1)
        );
    }

    #[test]
    fn a_ring_without_width_is_refused() {
        assert_eq!(displaced(0.0, 0.0, 5.0, 5.0, 1, 1), None);
        assert_eq!(displaced(f64::NAN, 0.0, 1.0, 5.0, 1, 1), None);
        assert_eq!(displaced(0.0, 0.0, f64::NAN, 5.0, 1, 1), None);
    }
}
