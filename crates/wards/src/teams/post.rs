//! The posts of a ward team: how many officers of which rank, and how many of them stay in the ward.

use base::{Refusal, WardId, place::Place};
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

/// Why a team cannot be made up like that: the central rule's own sentence, and the way forward.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0}. Write \", dedicated\" after the posts that stay; Sergeant, Constable and PCSO count, spelt like that."
)]
pub struct CannotStand(pub String);
impl Refusal for CannotStand {}

/// Rank, dedicated or not, and people of the posts that officers hold: what the central rules are about.
#[must_use]
pub fn officers(posts: &[Post]) -> Vec<(&str, bool, u32)> {
    posts
        .iter()
        .filter(|post| post.counts())
        .map(|post| {
            let people = u32::try_from(post.people).unwrap_or(0);
            (post.rank.as_str(), post.dedicated, people)
        })
        .collect()
}

/// Whether a team may be made up of these posts by the place's rules of these days. The place's first rules say nothing
/// of the days before their template: history is written down as it was.
///
/// # Errors
/// With the setting that they fall short of.
pub fn may_stand(place: &Place, posts: &[Post], days: &[NaiveDate]) -> Result<(), CannotStand> {
    let officers = officers(posts);
    for day in days {
        let rules = place.team_on(*day);
        if rules.template().is_some_and(|it| it.from <= *day) {
            rules.check(&officers).map_err(CannotStand)?;
        }
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
        let place = Place::parse(include_str!("../../../../places/alderwick/place.toml")).unwrap();
        let on = |day: &str| day.parse::<NaiveDate>().unwrap();
        let (history, today) = (on("2016-01-01"), on("2026-11-24"));
        assert_eq!(may_stand(&place, &posts, &[history]), Ok(()));
        let enough = [posts.to_vec(), vec![post(1, "PCSO", true)]].concat();
        assert_eq!(may_stand(&place, &enough, &[today]), Ok(()));
        assert!(may_stand(&place, &enough, &[on("2019-01-01"), today]).is_err());
        // A day long ago is no way round the rule of today.
        let refusal = may_stand(&place, &posts, &[history, today]).unwrap_err();
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
