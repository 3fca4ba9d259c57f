//! A seat on a panel, and how many make a quorum.

use base::{PersonId, WardId, people::GrantId, place::PanelRules, words};
use chrono::NaiveDate;

use crate::MemberId;

words! {
    /// What a member does in the panel.
    pub enum Office {
        Member = "member" / "Member",
        Chair = "chair" / "Chair",
        ViceChair = "vice_chair" / "Vice-chair",
        Secretary = "secretary" / "Secretary",
    }
}

/// A seat.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its id.
    pub id: MemberId,
    /// Of which ward's panel.
    pub ward: WardId,
    /// Who sits on it.
    pub person: PersonId,
    /// Their name: for the panel, and in public only where they agreed.
    pub name: String,
    /// A seat of the place profile.
    pub kind: String,
    /// Their office.
    pub office: Office,
    /// Whether they vote.
    pub votes: bool,
    /// Whether they agreed to be named in public.
    pub name_public: bool,
    /// From.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
    /// The role that came with the seat.
    pub grant: GrantId,
}

/// Whether enough voting members are there to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorum {
    /// Voting members who are there.
    pub there: u32,
    /// Voting members of the panel.
    pub of: u32,
    /// Voting members needed.
    pub needed: u32,
}

impl Quorum {
    /// The quorum of a panel with `of` voting members, `there` of whom came:
    /// the minimum or the share, whichever is greater.
    #[must_use]
    pub fn count(there: u32, of: u32, rules: &PanelRules) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a small panel"
        )]
        let share = (f64::from(of) * rules.quorum_share).ceil() as u32;
        Self {
            there,
            of,
            needed: share.max(rules.quorum_minimum),
        }
    }

    /// Whether it may decide.
    #[must_use]
    pub fn reached(self) -> bool {
        self.there >= self.needed
    }

    /// "9 of 15 voting members. Enough to decide (5 needed)."
    #[must_use]
    pub fn words(self) -> String {
        format!(
            "{} of {} voting members. {} ({} needed).",
            self.there,
            self.of,
            if self.reached() {
                "Enough to decide"
            } else {
                "Not enough to decide"
            },
            self.needed
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> PanelRules {
        PanelRules {
            live_priorities: 3,
            quorum_minimum: 4,
            quorum_share: 0.3333,
            meetings_a_year: 4,
            update_amber_days: 90,
            update_red_days: 100,
            papers_days_before: 7,
            minutes_days_after: 10,
        }
    }

    #[test]
    fn a_third_or_four_whichever_is_greater() {
        assert_eq!(
            Quorum::count(9, 15, &rules()).words(),
            "9 of 15 voting members. Enough to decide (5 needed)."
        );
        assert!(
            !Quorum::count(3, 8, &rules()).reached(),
            "four at the least"
        );
        assert!(
            !Quorum::count(6, 20, &rules()).reached(),
            "a third of twenty is seven"
        );
        assert!(Quorum::count(7, 20, &rules()).reached());
    }
}
