//! How many officers a ward should have, and how many it has.

use anyhow::Result;
use base::{WardId, store::Tx};
use chrono::NaiveDate;

use super::{Post, Posting, postings, store};

/// The strength of a ward's own police posts on a day. Posts of other wards that are shared with it count at home, so
/// that the wards of a borough add up; specials, volunteers and partners' people do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Strength {
    /// How many officers the posts are for.
    pub establishment: i64,
    /// Of these, how many stay in the ward.
    pub dedicated_establishment: i64,
    /// How many are in post.
    pub strength: i64,
    /// Of these, how many stay in the ward.
    pub dedicated_strength: i64,
    /// Places that nobody fills.
    pub vacancies: i64,
    /// Whether anybody has written down by that day who fills the posts. Where not, `strength` is unknown, not nought.
    pub recorded: bool,
}

impl Strength {
    /// The strength of posts on a day, from who filled them.
    #[must_use]
    pub fn count(posts: &[Post], postings: &[Posting], day: NaiveDate) -> Self {
        let mut sum = Self {
            recorded: postings.iter().any(|it| it.starts_on <= day),
            ..Self::default()
        };
        for post in posts
            .iter()
            .filter(|post| post.counts() && post.stood_on(day))
        {
            let there = postings::in_force(postings, post.id, day).count();
            let there = i64::try_from(there).unwrap_or(i64::MAX).min(post.people);
            sum.establishment += post.people;
            sum.strength += there;
            sum.vacancies += post.people - there;
            if post.dedicated {
                sum.dedicated_establishment += post.people;
                sum.dedicated_strength += there;
            }
        }
        sum
    }

    /// "5 of 6 officers in post, 3 of 3 of them dedicated to this ward. 1 place is vacant."
    #[must_use]
    pub fn words(&self) -> String {
        if self.establishment == 0 {
            return "No police posts are written down.".into();
        }
        if !self.recorded {
            return format!(
                "The team is made up for {}, {} of them dedicated to this ward. Who is in post has not been written down.",
                officers(self.establishment),
                self.dedicated_establishment
            );
        }
        let vacant = match self.vacancies {
            0 => "No place is vacant.".to_owned(),
            1 => "1 place is vacant.".to_owned(),
            n => format!("{n} places are vacant."),
        };
        format!(
            "{} of {} officers in post; of those dedicated to this ward, {} of {}. {vacant}",
            self.strength,
            self.establishment,
            self.dedicated_strength,
            self.dedicated_establishment
        )
    }
}

/// "1 officer", "6 officers".
fn officers(n: i64) -> String {
    if n == 1 {
        "1 officer".into()
    } else {
        format!("{n} officers")
    }
}

/// The posts of a ward and who filled them, through all its days.
#[derive(Clone, Debug)]
pub struct Strengths {
    posts: Vec<Post>,
    postings: Vec<Posting>,
}

impl Strengths {
    /// Reads them once, for many days.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn of(tx: &mut Tx, ward: WardId) -> Result<Self> {
        Ok(Self {
            posts: store::ever(tx, ward).await?,
            postings: postings::store::of_ward(tx, ward).await?,
        })
    }

    /// The strength on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Strength {
        Strength::count(&self.posts, &self.postings, day)
    }
}

/// The strength of a ward on a day.
///
/// # Errors
/// When the store cannot be read.
pub async fn strength(tx: &mut Tx, ward: WardId, day: NaiveDate) -> Result<Strength> {
    Ok(Strengths::of(tx, ward).await?.on(day))
}
