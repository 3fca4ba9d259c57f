//! Borda points: with five suggestions, a first place gives five points, a
//! second four, and so on. Everybody's points are added up.

use std::collections::HashMap;

use super::store::Order;
use crate::{MemberId, SuggestionId};

/// The points of each suggestion from every member's order. An order gives as
/// many points to its first place as it has places.
#[must_use]
pub fn points(orders: &[Order]) -> HashMap<SuggestionId, usize> {
    let mut points = HashMap::new();
    for order in orders {
        for (place, id) in order.order.iter().enumerate() {
            *points.entry(*id).or_insert(0) += order.order.len() - place;
        }
    }
    points
}

/// Whether somebody may see the points: members once they have sent their own
/// order, so that nobody follows the crowd; whoever has no vote once everybody
/// who is `there` has; anyone when the meeting is over.
#[must_use]
pub fn may_see(own: Option<MemberId>, orders: &[Order], there: &[MemberId], over: bool) -> bool {
    let sent = |id: &MemberId| orders.iter().any(|order| order.member == *id);
    over || match own {
        Some(own) => sent(&own),
        None => !there.is_empty() && there.iter().all(sent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::rankings::store::Way;

    fn order(member: MemberId, order: Vec<SuggestionId>) -> Order {
        Order {
            member,
            way: Way::Screen,
            order,
        }
    }

    #[test]
    fn three_members_and_three_suggestions_by_hand() {
        let [a, b, c] = std::array::from_fn(|_| SuggestionId::fresh());
        let orders =
            [vec![a, b, c], vec![b, a, c], vec![a, c, b]].map(|it| order(MemberId::fresh(), it));
        let got = points(&orders);
        assert_eq!((got[&a], got[&b], got[&c]), (8, 6, 4));
    }

    #[test]
    fn points_are_hidden_from_a_member_until_theirs_is_sent_and_from_others_until_all_are() {
        let [one, two] = std::array::from_fn(|_| MemberId::fresh());
        let sent = [order(one, vec![])];
        assert!(may_see(Some(one), &sent, &[one, two], false));
        assert!(!may_see(Some(two), &sent, &[one, two], false));
        assert!(!may_see(None, &sent, &[one, two], false));
        assert!(may_see(None, &sent, &[one], false));
        assert!(may_see(Some(two), &sent, &[one, two], true));
    }
}
