//! Moving a point by chance before it is shown, so that a home is not given away.
//!
//! **Method**: donut displacement: any direction, and a distance between r₁ and r₂ drawn so that every part of the ring is as likely as
//! another: r = √(r₁² + u·(r₂² - r₁²)). One draw for each record, so that showing it again never moves it elsewhere and
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

use sha2::{Digest, Sha256};

/// The point moved by between `nearest` and `farthest`, in whole metres. `secret` is 32 bytes by chance that never leave the
/// place; the two draws come from its hash with the record's number, which nobody can undo. `None` where the ring makes no
/// sense.
pub fn displaced(
    x: f64,
    y: f64,
    nearest: f64,
    farthest: f64,
    secret: &[u8; 32],
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
    let draws = Sha256::new()
        .chain_update(secret)
        .chain_update(record.to_le_bytes())
        .finalize();
    let unit = |at: usize| {
        let bits = draws[at..at + 8]
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        (bits >> 11) as f64 / (1_u64 << 53) as f64
    };
    let angle = std::f64::consts::TAU * unit(0);
    let r = distance(nearest, farthest, unit(8));
    Some(((x + r * angle.cos()).round(), (y + r * angle.sin()).round()))
}

fn distance(nearest: f64, farthest: f64, u: f64) -> f64 {
    (nearest * nearest + u * (farthest * farthest - nearest * nearest)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_always_moves_to_the_same_place_in_the_ring() {
        let mut sum = (0.0, 0.0);
        for record in 0..4000 {
            let (x, y) = displaced(10.0, 20.0, 50.0, 100.0, &[7; 32], record).unwrap();
            assert_eq!(
                displaced(10.0, 20.0, 50.0, 100.0, &[7; 32], record),
                Some((x, y))
            );
            assert_eq!((x.fract(), y.fract()), (0.0, 0.0));
            let r = (x - 10.0).hypot(y - 20.0);
            assert!((49.0..=101.0).contains(&r), "to the metre");
            sum = (sum.0 + x - 10.0, sum.1 + y - 20.0);
        }
        assert!(sum.0.hypot(sum.1) / 4000.0 < 4.0);
        assert_ne!(
            displaced(0.0, 0.0, 100.0, 200.0, &[7; 32], 1),
            displaced(0.0, 0.0, 100.0, 200.0, &[8; 32], 1)
        );
    }

    #[test]
    fn half_of_the_draws_fall_within_the_distance_of_the_worked_example() {
        assert!((distance(50.0, 100.0, 0.5) - 79.06).abs() < 0.005);
    }

    #[test]
    fn a_ring_without_width_is_refused() {
        assert_eq!(displaced(0.0, 0.0, 5.0, 5.0, &[1; 32], 1), None);
        assert_eq!(displaced(f64::NAN, 0.0, 1.0, 5.0, &[1; 32], 1), None);
        assert_eq!(displaced(0.0, 0.0, f64::NAN, 5.0, &[1; 32], 1), None);
    }
}
