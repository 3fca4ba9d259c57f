//! What the public sees of a month: team by team, never so that one officer's absence can be read.

use base::WardId;
use chrono::NaiveDate;
use statistics::{Direction, GoodDirection, UsualRange};

use super::measures::{Minutes, abstraction_rate, visible_share};

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

/// How many posts stand behind a ward's figures: the most in any of its months. It is the same for every month, because
/// what is hidden must not change when somebody is away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Behind {
    dedicated: i64,
    pooled: i64,
}

impl Behind {
    /// Of the months of one ward.
    #[must_use]
    pub fn of(months: &[DutyMonth]) -> Self {
        let most = |of: fn(&DutyMonth) -> i64| months.iter().map(of).max().unwrap_or(0);
        Self {
            dedicated: most(|it| it.dedicated.posts),
            pooled: most(|it| it.pooled.posts),
        }
    }

    /// Whether the whole team may be shown. An officer who was dedicated and pooled is in both counts, so the larger
    /// one decides.
    #[must_use]
    pub fn whole(self) -> bool {
        self.dedicated.max(self.pooled) >= FEWEST_POSTS
    }

    /// Whether dedicated and pooled may be shown apart. A part that nobody was ever in hides nothing.
    #[must_use]
    pub fn apart(self) -> bool {
        let enough = |posts: i64| posts == 0 || posts >= FEWEST_POSTS;
        self.whole() && enough(self.dedicated) && enough(self.pooled)
    }

    /// Whether days of cover may be shown: of one dedicated post they would be its attendance.
    #[must_use]
    pub fn cover_days(self) -> bool {
        self.whole() && self.dedicated >= FEWEST_POSTS
    }
}

/// What may be published of the months of one ward; nothing at all where one post is the whole team, because a month that
/// is missing would tell as much as one that is there.
#[must_use]
pub fn publish(months: &[DutyMonth]) -> Vec<MonthCover> {
    let behind = Behind::of(months);
    if !behind.whole() {
        return Vec::new();
    }
    months.iter().map(|it| it.shown(behind)).collect()
}

impl DutyMonth {
    fn shown(&self, behind: Behind) -> MonthCover {
        let team = self.dedicated.and(&self.pooled);
        let part = |it: &Minutes| {
            if behind.apart() {
                Rate::of(abstraction_rate(it))
            } else {
                Rate::NotApart
            }
        };
        MonthCover {
            month: self.month,
            days: self.days,
            // Days of cover stand apart below.
            team: Some(Minutes {
                cover_days: 0,
                ..team
            }),
            rate: Rate::of(abstraction_rate(&team)),
            dedicated: part(&self.dedicated),
            pooled: part(&self.pooled),
            visible: Rate::of(visible_share(&team)),
            cover_days: behind.cover_days().then_some(self.dedicated.cover_days),
        }
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
}

/// All wards of a month together, as the sum of what the wards themselves publish: nothing that one of them hides is in
/// it, so nothing comes out when the wards are taken off.
#[must_use]
pub fn borough(month: NaiveDate, wards: &[(DutyMonth, Behind)]) -> MonthCover {
    let sum = |may: fn(Behind) -> bool, of: fn(&DutyMonth) -> Minutes| {
        let shown = wards.iter().filter(|(_, behind)| may(*behind));
        shown.fold(Minutes::default(), |all, (it, _)| all.and(&of(it)))
    };
    let team = sum(Behind::whole, |it| it.dedicated.and(&it.pooled));
    let dedicated = sum(Behind::apart, |it| it.dedicated);
    let pooled = sum(Behind::apart, |it| it.pooled);
    let covered = || wards.iter().filter(|(_, behind)| behind.cover_days());
    MonthCover {
        month,
        days: covered().map(|(it, _)| it.days).sum(),
        team: (team.posts > 0).then_some(Minutes {
            cover_days: 0,
            ..team
        }),
        rate: Rate::of(abstraction_rate(&team)),
        dedicated: Rate::of(abstraction_rate(&dedicated)),
        pooled: Rate::of(abstraction_rate(&pooled)),
        visible: Rate::of(visible_share(&team)),
        cover_days: covered()
            .next()
            .is_some()
            .then(|| covered().map(|(it, _)| it.dedicated.cover_days).sum()),
    }
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

    fn one(month: DutyMonth) -> MonthCover {
        publish(&[month]).remove(0)
    }

    #[test]
    fn one_post_is_never_shown_apart() {
        let shown = one(month(posts(1, 500), posts(3, 0)));
        assert_eq!(
            (shown.dedicated, shown.pooled),
            (Rate::NotApart, Rate::NotApart)
        );
        assert_eq!((shown.rate, shown.cover_days), (Rate::Is(0.125), None));
        let other = one(month(posts(3, 300), posts(1, 0)));
        assert_eq!(
            (other.dedicated, other.cover_days),
            (Rate::NotApart, Some(20))
        );
        let fine = one(month(posts(2, 200), posts(2, 0)));
        assert_eq!(
            (fine.dedicated, fine.pooled),
            (Rate::Is(0.1), Rate::Is(0.0))
        );
        let lone = month(posts(1, 500), Minutes::default());
        let changed = month(Minutes::default(), posts(1, 500));
        // Dedicated in one half and pooled in the other: still one officer.
        assert!(publish(&[lone, changed]).is_empty());
        assert!(publish(&[month(posts(1, 500), posts(1, 0))]).is_empty());
    }

    #[test]
    fn what_is_hidden_does_not_change_when_somebody_is_away() {
        let usual = month(posts(1, 500), posts(3, 0));
        let away = month(Minutes::default(), posts(3, 0));
        let shown = publish(&[usual, away]);
        for it in &shown {
            assert_eq!((it.dedicated, it.cover_days), (Rate::NotApart, None));
        }
        let usual = month(posts(2, 500), posts(3, 0));
        let leave = month(posts(1, 0), posts(3, 0));
        let shown = publish(&[usual, leave]);
        assert!(shown.iter().all(|it| it.dedicated.value().is_some()));
    }

    #[test]
    fn all_wards_together_are_the_sum_of_what_each_one_shows() {
        let with = |it: DutyMonth| (it, Behind::of(&[it]));
        let fine = with(month(posts(2, 200), posts(2, 0)));
        let one = with(month(posts(1, 500), posts(3, 0)));
        let lone = with(month(posts(1, 500), Minutes::default()));
        let day = fine.0.month;
        let alone = borough(day, &[fine, fine]);
        assert_eq!(alone.dedicated, Rate::Is(0.1));
        let all = borough(day, &[fine, fine, one, lone]);
        assert_eq!((all.dedicated, all.pooled), (alone.dedicated, alone.pooled));
        assert_eq!((all.cover_days, all.days), (alone.cover_days, alone.days));
        assert_eq!(
            all.team.map(|it| it.on_duty),
            Some(12_000),
            "the lone ward is in no sum"
        );
        assert_eq!(borough(day, &[lone]).team, None);
    }

    #[test]
    fn a_month_outside_its_range_is_said_in_words() {
        let mut months: Vec<_> = (0..24)
            .map(|n| one(month(posts(2, 200 + n % 2 * 40), posts(2, 0))))
            .collect();
        assert_eq!(Usual::of(&months).place(), "Within its usual range");
        months.push(one(month(posts(2, 1_000), posts(2, 0))));
        assert_eq!(Usual::of(&months).place(), "Above its usual range");
        assert_eq!(Usual::of(&months[..3]).place(), "Too few months to say");
    }
}
