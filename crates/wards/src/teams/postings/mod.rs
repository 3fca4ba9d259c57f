//! Officers in posts: from when, until when, and why they left. No name without consent.

mod end;
mod fill;
pub mod store;
mod unname;

use base::{Act, Refusal, Routes};
use chrono::NaiveDate;

use super::{Post, PostingId};
use crate::PostId;

base::words! {
    /// Why an officer's time in a post ended.
    pub enum PostingEnd {
        Moved = "moved" / "Moved to other work",
        Promoted = "promoted" / "Promoted",
        Left = "left" / "Left the force",
        Retired = "retired" / "Retired",
        EndOfTerm = "end_of_term" / "The term ended",
        PostEnded = "post_ended" / "The post ended",
        /// The same officer goes on in the post that took the place of this one.
        WentOver = "went_over" / "The post was written down anew",
        Other = "other" / "Another reason",
    }
}

impl PostingEnd {
    /// Whether somebody chooses it; the others follow from what is done to the post.
    #[must_use]
    pub fn is_chosen(self) -> bool {
        !matches!(self, Self::PostEnded | Self::WentOver)
    }
}

/// An officer's time in a post.
#[derive(Clone, Debug)]
pub struct Posting {
    /// Its id.
    pub id: PostingId,
    /// Which post.
    pub post: PostId,
    /// The name for the public; only with their consent.
    pub public_name: Option<String>,
    /// The first day in this post, also where it was written down anew since.
    pub in_post_since: NaiveDate,
    /// The first day of this record.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
    /// Why it ended.
    pub why_ended: Option<PostingEnd>,
}

/// Why a posting cannot be written down so.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotPost {
    /// No place is free.
    #[error(
        "Every place of this post is filled then: it is for {0}. End a posting first, or make the post larger on the team's page."
    )]
    Full(i64),
    /// Before the post was there.
    #[error("The post itself began on {0}. Choose that day or a later one.")]
    BeforeThePost(String),
    /// Turned round.
    #[error("The posting began on {0}. Choose that day or a later one.")]
    EndsBeforeItStarts(String),
    /// Ended already.
    #[error("This posting has ended already.")]
    Over,
}
impl Refusal for CannotPost {}

impl Posting {
    /// Whether it was in force on a day.
    #[must_use]
    pub fn held_on(&self, day: NaiveDate) -> bool {
        self.starts_on <= day && self.ends_on.is_none_or(|to| to >= day)
    }

    /// Whether it was in force at all.
    #[must_use]
    pub fn ever_held(&self) -> bool {
        self.ends_on.is_none_or(|to| to >= self.starts_on)
    }

    /// It ends, with the last day and the reason.
    ///
    /// # Errors
    /// Once it has ended, and for a day before it began.
    pub fn end(mut self, last: NaiveDate, why: PostingEnd) -> Result<Self, CannotPost> {
        if self.ends_on.is_some() {
            return Err(CannotPost::Over);
        }
        if last < self.starts_on {
            return Err(CannotPost::EndsBeforeItStarts(base::clock::plain_day(
                self.starts_on,
            )));
        }
        self.ends_on = Some(last);
        self.why_ended = Some(why);
        Ok(self)
    }
}

/// The postings of a post that were in force on a day.
pub fn in_force(
    postings: &[Posting],
    post: PostId,
    day: NaiveDate,
) -> impl Iterator<Item = &Posting> {
    postings
        .iter()
        .filter(move |it| it.post == post && it.held_on(day))
}

/// Whether somebody more can be in a post from a day on.
///
/// # Errors
/// Before the post began, and when all its places are filled that day or later.
pub fn may_fill(post: &Post, postings: &[Posting], from: NaiveDate) -> Result<(), CannotPost> {
    if let Some(began) = post.valid_from.filter(|began| from < *began) {
        return Err(CannotPost::BeforeThePost(base::clock::plain_day(began)));
    }
    let later = postings
        .iter()
        .filter(|it| it.post == post.id && it.starts_on > from)
        .map(|it| it.starts_on);
    let most = std::iter::once(from)
        .chain(later)
        .map(|day| in_force(postings, post.id, day).count())
        .max()
        .unwrap_or(0);
    if i64::try_from(most).unwrap_or(i64::MAX) >= post.people {
        return Err(CannotPost::Full(post.people));
    }
    Ok(())
}

/// "2 years 3 months", "4 months", "12 days".
#[must_use]
pub fn time_in_post(since: NaiveDate, day: NaiveDate) -> String {
    let one = |n: i64, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let mut months = 0;
    while months < 1_200
        && since
            .checked_add_months(chrono::Months::new(months + 1))
            .is_some_and(|then| then <= day)
    {
        months += 1;
    }
    let (years, months) = (i64::from(months / 12), i64::from(months % 12));
    match (years, months) {
        (0, 0) => one((day - since).num_days().max(0), "day"),
        (0, months) => one(months, "month"),
        (years, 0) => one(years, "year"),
        (years, months) => format!("{} {}", one(years, "year"), one(months, "month")),
    }
}

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/desk/wards/{ward}/posts/fill", Act::ManageTeam, fill::fill)
        .post("/desk/wards/{ward}/posts/end", Act::ManageTeam, end::end)
        .post(
            "/desk/wards/{ward}/posts/unname",
            Act::ManageTeam,
            unname::unname,
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn posting(post: PostId, from: &str, to: Option<&str>) -> Posting {
        Posting {
            id: PostingId::fresh(),
            post,
            public_name: None,
            in_post_since: day(from),
            starts_on: day(from),
            ends_on: to.map(day),
            why_ended: None,
        }
    }

    #[test]
    fn a_post_for_one_is_filled_again_only_after_the_first_has_gone() {
        let post = Post {
            id: PostId::fresh(),
            ward: base::WardId::fresh(),
            rank: "Constable".into(),
            role: "Ward Team".into(),
            people: 1,
            dedicated: true,
            valid_from: Some(day("2020-01-01")),
            valid_to: None,
        };
        let kept = [posting(post.id, "2021-01-01", Some("2022-02-28"))];
        assert_eq!(may_fill(&post, &kept, day("2022-03-01")), Ok(()));
        assert_eq!(
            may_fill(&post, &kept, day("2022-02-28")),
            Err(CannotPost::Full(1))
        );
        assert_eq!(
            may_fill(&post, &kept, day("2020-06-01")),
            Err(CannotPost::Full(1)),
            "they would still be there when the next one came"
        );
        assert!(matches!(
            may_fill(&post, &[], day("2019-12-31")),
            Err(CannotPost::BeforeThePost(_))
        ));
    }

    #[test]
    fn an_end_before_the_start_is_refused() {
        let it = posting(PostId::fresh(), "2021-01-01", None);
        assert!(
            it.clone()
                .end(day("2020-12-31"), PostingEnd::Moved)
                .is_err()
        );
        let ended = it.end(day("2021-01-01"), PostingEnd::Moved).unwrap();
        assert_eq!(
            ended.end(day("2022-01-01"), PostingEnd::Left).unwrap_err(),
            CannotPost::Over
        );
    }

    #[test]
    fn time_in_post_is_said_in_years_and_months() {
        assert_eq!(
            time_in_post(day("2024-08-24"), day("2026-11-24")),
            "2 years 3 months"
        );
        assert_eq!(time_in_post(day("2024-02-29"), day("2025-02-28")), "1 year");
        assert_eq!(time_in_post(day("2026-11-23"), day("2026-11-24")), "1 day");
    }
}
