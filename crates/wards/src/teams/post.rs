//! The posts of a ward team: how many officers of which rank, and how many of them stay in the ward.

use base::{Refusal, WardId};
use chrono::NaiveDate;

use crate::PostId;

base::words! {
    /// The ranks of a police team. A post may carry other words, of a partner's own people.
    pub enum Rank {
        Sergeant = "Sergeant" / "Sergeant",
        Constable = "Constable" / "Constable",
        Pcso = "PCSO" / "PCSO",
        Special = "Special" / "Special",
        Volunteer = "Volunteer" / "Volunteer",
        SchoolOfficer = "School officer" / "School officer",
    }
}

impl Rank {
    /// Whether the force pays for the post: only these count as its strength.
    #[must_use]
    pub fn counts(self) -> bool {
        !matches!(self, Self::Special | Self::Volunteer)
    }
}

/// A post of the team.
#[derive(Clone, Debug)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Its own ward.
    pub ward: WardId,
    /// "Constable".
    pub rank: String,
    /// "Ward Team".
    pub role: String,
    /// How many officers it is for.
    pub people: i64,
    /// Whether they stay in this ward.
    pub dedicated: bool,
    /// The first day; nothing where it was written down before days were kept.
    pub valid_from: Option<NaiveDate>,
    /// The last day, once it has ended.
    pub valid_to: Option<NaiveDate>,
}

impl Post {
    /// Two letters for the round mark beside it.
    #[must_use]
    pub fn initials(&self) -> String {
        let words: Vec<_> = self.rank.split_whitespace().collect();
        match words.as_slice() {
            [one] => one.chars().take(2).collect::<String>(),
            many => many
                .iter()
                .filter_map(|word| word.chars().next())
                .take(2)
                .collect(),
        }
    }

    /// "Constable, Ward Team".
    #[must_use]
    pub fn title(&self) -> String {
        format!("{}, {}", self.rank, self.role)
    }

    /// Whether it counts in the strength of the police.
    #[must_use]
    pub fn counts(&self) -> bool {
        Rank::of(&self.rank).is_some_and(Rank::counts)
    }

    /// Whether it stood on a day.
    #[must_use]
    pub fn stood_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| to >= day)
    }

    /// Whether it stood at all: one that was corrected on its first day did not.
    #[must_use]
    pub fn ever_stood(&self) -> bool {
        match (self.valid_from, self.valid_to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        }
    }

    /// Whether another line says the same post.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        self.same_kind_as(other) && self.people == other.people
    }

    /// Whether another line says the same post for more or fewer people.
    #[must_use]
    pub fn same_kind_as(&self, other: &Self) -> bool {
        self.rank == other.rank && self.role == other.role && self.dedicated == other.dedicated
    }
}

/// Why a team cannot be made up like that.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotStand {
    /// Too few stay in the ward.
    #[error(
        "A ward team here needs at least {needed} dedicated (the place's setting team.minimum_dedicated). This one has {has}. Add \", dedicated\" to more posts."
    )]
    TooFewDedicated {
        /// The setting.
        needed: u32,
        /// What was written.
        has: i64,
    },
}
impl Refusal for CannotStand {}

/// Whether a team may be made up of these posts.
///
/// # Errors
/// When fewer officers stay in the ward than the place's own minimum.
pub fn may_stand(posts: &[Post], minimum_dedicated: u32) -> Result<(), CannotStand> {
    let has: i64 = posts
        .iter()
        .filter(|post| post.dedicated && post.counts())
        .map(|post| post.people)
        .sum();
    if has < i64::from(minimum_dedicated) {
        return Err(CannotStand::TooFewDedicated {
            needed: minimum_dedicated,
            has,
        });
    }
    Ok(())
}

/// "1 Sergeant, 2 Constables (2 dedicated), 3 PCSOs".
#[must_use]
pub fn complement<'a>(posts: impl IntoIterator<Item = &'a Post>) -> String {
    let mut ranks: Vec<(&str, i64, i64)> = Vec::new();
    for post in posts {
        let dedicated = if post.dedicated { post.people } else { 0 };
        match ranks.iter_mut().find(|(rank, ..)| *rank == post.rank) {
            Some(known) => {
                known.1 += post.people;
                known.2 += dedicated;
            }
            None => ranks.push((&post.rank, post.people, dedicated)),
        }
    }
    let words = |(rank, people, dedicated): &(&str, i64, i64)| {
        let s = if *people == 1 { "" } else { "s" };
        match (*dedicated, *people) {
            (0, people) => format!("{people} {rank}{s}"),
            (some, people) if some == people => format!("{people} {rank}{s} (dedicated)"),
            (some, people) => format!("{people} {rank}{s} ({some} dedicated)"),
        }
    };
    ranks.iter().map(words).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(people: i64, rank: &str, dedicated: bool) -> Post {
        Post {
            id: PostId::fresh(),
            ward: WardId::fresh(),
            rank: rank.into(),
            role: "Ward Team".into(),
            people,
            dedicated,
            valid_from: None,
            valid_to: None,
        }
    }

    #[test]
    fn a_team_below_the_minimum_does_not_stand_and_the_setting_is_named() {
        let posts = [
            post(1, "Sergeant", false),
            post(1, "Constable", true),
            post(1, "Community Safety Officer", true),
        ];
        assert_eq!(may_stand(&posts, 1), Ok(()));
        let refusal = may_stand(&posts, 2).unwrap_err();
        assert!(
            refusal.to_string().contains("team.minimum_dedicated"),
            "{refusal}"
        );
    }

    #[test]
    fn a_team_is_said_in_one_line() {
        let posts = [
            post(1, "Sergeant", false),
            post(1, "Constable", false),
            post(2, "Constable", true),
            post(2, "PCSO", true),
        ];
        assert_eq!(
            complement(&posts),
            "1 Sergeant, 3 Constables (2 dedicated), 2 PCSOs (dedicated)"
        );
    }
}
