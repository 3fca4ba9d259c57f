//! What the public sees of a month: team by team, never so that one officer's absence can be read.

use anyhow::Result;
use base::{WardId, store::Tx};
use chrono::NaiveDate;
use statistics::{Direction, GoodDirection, UsualRange};

use super::{
    measures::{Minutes, abstraction_rate, share, visible_share},
    store,
};

/// As few posts as a published figure may stand on.
pub const FEWEST_POSTS: i64 = 2;

/// A month of a ward as it was counted. Only [`DutyMonth::shown`] goes out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DutyMonth {
    /// The ward.
    pub ward: WardId,
    /// The month's first day.
    pub month: NaiveDate,
    /// Days that the data cover.
    pub days: i64,
    /// Dedicated posts.
    pub dedicated: Minutes,
    /// Pooled posts.
    pub pooled: Minutes,
}

/// A rate, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rate {
    /// A share of the minutes on duty.
    Is(f64),
    /// No minutes on duty.
    NotKnown,
    /// One post stands behind it, or behind what it could be taken from.
    NotApart,
}

impl Rate {
    fn of(share: Option<f64>) -> Self {
        share.map_or(Self::NotKnown, Self::Is)
    }

    /// The share, if there is one to show.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Is(share) => Some(share),
            _ => None,
        }
    }

    /// In percent with one decimal, or empty: for files.
    #[must_use]
    pub fn cell(self) -> String {
        self.value()
            .map_or(String::new(), |share| format!("{:.2}", share * 100.0))
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Is(share) => write!(f, "{:.1}%", share * 100.0),
            Self::NotKnown => f.write_str("not known"),
            Self::NotApart => f.write_str("not shown apart: one post"),
        }
    }
}

/// A month of a ward, or of all wards, as it is published.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MonthCover {
    /// The month's first day.
    pub month: NaiveDate,
    /// Days that the data cover.
    pub days: i64,
    /// All posts together; nothing when only one post was on duty.
    pub team: Option<Minutes>,
    /// The rate of the whole team.
    pub rate: Rate,
    /// The rate of the dedicated posts: what the promise is about.
    pub dedicated: Rate,
    /// The rate of the pooled posts.
    pub pooled: Rate,
    /// The share of duty out in the ward.
    pub visible: Rate,
    /// Days with a dedicated officer out in the ward; nothing when that would be one officer's attendance.
    pub cover_days: Option<i64>,
}

impl DutyMonth {
    /// What may be published of it.
    #[must_use]
    pub fn shown(&self) -> MonthCover {
        let team = self.dedicated.and(&self.pooled);
        // A part that stands on one post is merged with the other: the difference would show it.
        let apart = self.dedicated.posts != 1 && self.pooled.posts != 1;
        cover(self, &team, team.posts >= FEWEST_POSTS, apart)
    }
}

fn cover(it: &DutyMonth, team: &Minutes, whole: bool, apart: bool) -> MonthCover {
    let rate = |share: Option<f64>, shown: bool| {
        if shown {
            Rate::of(share)
        } else {
            Rate::NotApart
        }
    };
    let (whole_known, parts) = (whole || team.posts == 0, whole && apart);
    MonthCover {
        month: it.month,
        days: it.days,
        // Days of cover stand apart below: of one dedicated post they would be its attendance.
        team: whole.then_some(Minutes {
            cover_days: 0,
            ..*team
        }),
        rate: rate(abstraction_rate(team), whole_known),
        dedicated: rate(abstraction_rate(&it.dedicated), parts || team.posts == 0),
        pooled: rate(abstraction_rate(&it.pooled), parts || team.posts == 0),
        visible: rate(visible_share(team), whole_known),
        cover_days: (whole && it.dedicated.posts != 1).then_some(it.dedicated.cover_days),
    }
}

impl MonthCover {
    /// The rate the promise is judged by: of the dedicated posts where they are shown apart, else of the team.
    #[must_use]
    pub fn promised(&self) -> Rate {
        match self.dedicated {
            Rate::Is(_) => self.dedicated,
            _ => self.rate,
        }
    }

    /// Outside the borough, as a share of duty.
    #[must_use]
    pub fn out_of_borough(&self) -> Option<f64> {
        self.team
            .and_then(|it| share(it.out_of_borough, it.on_duty))
    }
}

/// All wards of a month together. What wards hide must not come back as the difference between the whole and
/// the parts: then the whole hides it too.
#[must_use]
pub fn borough(month: NaiveDate, wards: &[DutyMonth]) -> MonthCover {
    let mut all = DutyMonth {
        ward: wards.first().map_or_else(WardId::fresh, |it| it.ward),
        month,
        days: wards.iter().map(|it| it.days).sum(),
        dedicated: Minutes::default(),
        pooled: Minutes::default(),
    };
    let (mut whole_left, mut dedicated_left) = (0, 0);
    // A pooled post may serve several wards, so that posts of two wards may be one officer.
    let mut pooled_left = 0;
    for it in wards {
        let add = |to: &mut Minutes, from: &Minutes| {
            let days = to.cover_days + from.cover_days;
            *to = to.and(from);
            to.cover_days = days;
        };
        add(&mut all.dedicated, &it.dedicated);
        add(&mut all.pooled, &it.pooled);
        let shown = it.shown();
        let posts = it.dedicated.posts + it.pooled.posts;
        if shown.team.is_none() {
            whole_left += posts;
        }
        if shown.dedicated == Rate::NotApart {
            dedicated_left += it.dedicated.posts;
            pooled_left = pooled_left.max(it.pooled.posts);
        }
    }
    let team = all.dedicated.and(&all.pooled);
    let whole = team.posts >= FEWEST_POSTS && whole_left != 1;
    let apart = dedicated_left != 1
        && pooled_left != 1
        && all.dedicated.posts != 1
        && all.pooled.posts != 1;
    let mut it = cover(&all, &team, whole, apart);
    it.cover_days = it.cover_days.filter(|_| dedicated_left != 1);
    it
}

/// A line of months against its usual range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usual {
    /// The range, once there are enough months.
    pub range: Option<UsualRange>,
    /// Where it is going.
    pub direction: Direction,
    /// The newest month against it.
    pub last: Option<f64>,
}

impl Usual {
    /// Of rates, oldest first; a month that is not known is left out.
    #[must_use]
    pub fn of(months: &[MonthCover]) -> Self {
        let percent: Vec<f64> = months
            .iter()
            .filter_map(|it| it.promised().value())
            .map(|share| share * 100.0)
            .collect();
        Self {
            range: statistics::usual_range(&percent),
            direction: statistics::direction(&percent, GoodDirection::Down),
            last: months
                .last()
                .and_then(|it| it.promised().value())
                .map(|share| share * 100.0),
        }
    }

    /// "6.1% to 14.0%".
    #[must_use]
    pub fn words(&self) -> String {
        self.range.map_or_else(
            || "not known yet: it needs 24 months".into(),
            |it| format!("{:.1}% to {:.1}%", it.low, it.high),
        )
    }

    /// Where the newest month lies, in words.
    #[must_use]
    pub fn place(&self) -> &'static str {
        match (self.range, self.last) {
            (_, None) => "Not known",
            (None, _) => "Too few months to say",
            (Some(range), Some(last)) if last > range.high => "Above its usual range",
            (Some(range), Some(last)) if last < range.low => "Below its usual range",
            _ => "Within its usual range",
        }
    }
}

/// The newest month of a ward, as it is published.
///
/// # Errors
/// When the store cannot be read.
pub async fn latest(tx: &mut Tx, ward: WardId) -> Result<Option<MonthCover>> {
    let months = store::months_of(tx, ward).await?;
    Ok(months.last().map(DutyMonth::shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posts(posts: i64, taken: i64) -> Minutes {
        Minutes {
            posts,
            on_duty: posts * 1_000,
            visible: posts * 500,
            groups: [0, taken, 0, 0],
            out_of_borough: 0,
            cover_days: 20,
        }
    }

    fn month(dedicated: Minutes, pooled: Minutes) -> DutyMonth {
        DutyMonth {
            ward: WardId::fresh(),
            month: NaiveDate::from_ymd_opt(2026, 10, 1).unwrap(),
            days: 31,
            dedicated,
            pooled,
        }
    }

    #[test]
    fn one_post_is_never_shown_apart() {
        let shown = month(posts(1, 500), posts(3, 0)).shown();
        assert_eq!(
            (shown.dedicated, shown.pooled),
            (Rate::NotApart, Rate::NotApart)
        );
        assert_eq!((shown.rate, shown.cover_days), (Rate::Is(0.125), None));
        let other = month(posts(3, 300), posts(1, 0)).shown();
        assert_eq!(
            (other.dedicated, other.cover_days),
            (Rate::NotApart, Some(20))
        );
        let lone = month(posts(1, 500), Minutes::default()).shown();
        assert_eq!(
            (lone.rate, lone.team, lone.cover_days),
            (Rate::NotApart, None, None)
        );
        let fine = month(posts(2, 200), posts(2, 0)).shown();
        assert_eq!(
            (fine.dedicated, fine.pooled),
            (Rate::Is(0.1), Rate::Is(0.0))
        );
        let none = month(Minutes::default(), Minutes::default()).shown();
        assert_eq!(
            (none.rate, none.dedicated),
            (Rate::NotKnown, Rate::NotKnown)
        );
    }

    #[test]
    fn the_whole_does_not_give_away_what_a_ward_hides() {
        let fine = month(posts(2, 200), posts(2, 0));
        let one = month(posts(1, 500), posts(3, 0));
        let day = fine.month;
        assert_eq!(borough(day, &[fine, fine]).dedicated, Rate::Is(0.1));
        let with_one = borough(day, &[fine, fine, one]);
        assert_eq!(
            (with_one.dedicated, with_one.cover_days),
            (Rate::NotApart, None)
        );
        assert!(with_one.rate.value().is_some());
        assert!(borough(day, &[fine, one, one]).dedicated.value().is_some());
        let lone = month(posts(1, 500), Minutes::default());
        assert_eq!(borough(day, &[fine, lone]).rate, Rate::NotApart);
    }

    #[test]
    fn a_month_outside_its_range_is_said_in_words() {
        let mut months: Vec<_> = (0..24)
            .map(|n| month(posts(2, 200 + n % 2 * 40), posts(2, 0)).shown())
            .collect();
        assert_eq!(Usual::of(&months).place(), "Within its usual range");
        months.push(month(posts(2, 1_000), posts(2, 0)).shown());
        assert_eq!(Usual::of(&months).place(), "Above its usual range");
        assert_eq!(Usual::of(&months[..3]).place(), "Too few months to say");
    }
}
