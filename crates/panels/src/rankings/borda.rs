//! Borda points: with five suggestions, a first place gives five points, a
//! second four, and so on. Everybody's points are added up.

use std::collections::HashMap;

use crate::SuggestionId;

/// The points of each suggestion from every member's order, `of` suggestions
/// in all. A suggestion that came after somebody sent their order has none
/// from them.
#[must_use]
pub fn points(orders: &[Vec<SuggestionId>], of: usize) -> HashMap<SuggestionId, usize> {
    let mut points = HashMap::new();
    for order in orders {
        for (place, id) in order.iter().enumerate() {
            *points.entry(*id).or_insert(0) += of.saturating_sub(place);
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_members_and_three_suggestions_by_hand() {
        let [a, b, c] = std::array::from_fn(|_| SuggestionId::fresh());
        let got = points(&[vec![a, b, c], vec![b, a, c], vec![a, c, b]], 3);
        assert_eq!((got[&a], got[&b], got[&c]), (8, 6, 4));
    }
}
