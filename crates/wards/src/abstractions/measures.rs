//! Whether officers stayed: every measure with its formula, unit, source and an example to check by hand.
//!
//! **Abstraction rate** = abstracted minutes / minutes on duty. Unit: a share, printed in percent. Source: the published
//! abstraction data of the Metropolitan Police, which count in minutes and divide by none; the division is ours.
//! Example: 240 of 2,400 minutes on duty is 10%.
//!
//! **Dedicated cover days** = days on which at least one dedicated officer was out in the ward for 60 minutes or more /
//! days that the data cover. Unit: days. Example: an officer out for 59 minutes on the 1st and 60 on the 2nd: one day.
//!
//! **Visible share** = minutes out in the ward / minutes on duty. Unit: percent. Source: the Neighbourhood Policing
//! Guarantee promises the majority of time in the community. Example: 1,320 of 2,400 is 55%.
//!
//! **Limits**: leave, sickness and restricted duty are in neither part of any measure. Without minutes on duty a rate is
//! not known; it is never 0.

use serde::Serialize;

use super::reason::Group;

/// How long somebody is out in the ward for the day to count as covered.
pub const COVER_MINUTES: i64 = 60;

/// The minutes of a month: of the dedicated or of the pooled posts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Minutes {
    /// Different posts on duty.
    pub posts: i64,
    /// On duty.
    pub on_duty: i64,
    /// Out in the ward.
    pub visible: i64,
    /// By group: court and training, inside, outside, exceptional.
    pub groups: [i64; 4],
    /// Outside the borough, whatever the reason.
    pub out_of_borough: i64,
    /// Days with at least one of these posts out in the ward.
    pub cover_days: i64,
}

impl Minutes {
    /// All that was taken.
    #[must_use]
    pub fn abstracted(&self) -> i64 {
        self.groups.iter().sum()
    }

    /// Those of one group.
    #[must_use]
    pub fn of(&self, group: Group) -> i64 {
        self.groups[group as usize]
    }

    /// Both together. Days do not add up: the greater of the two is the least that is sure.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let mut groups = self.groups;
        for (mine, theirs) in groups.iter_mut().zip(other.groups) {
            *mine += theirs;
        }
        Self {
            posts: self.posts + other.posts,
            on_duty: self.on_duty + other.on_duty,
            visible: self.visible + other.visible,
            groups,
            out_of_borough: self.out_of_borough + other.out_of_borough,
            cover_days: self.cover_days.max(other.cover_days),
        }
    }
}

/// Part of the minutes on duty; not known without any.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "minutes of a month are far below 2^52"
)]
pub fn share(part: i64, on_duty: i64) -> Option<f64> {
    (on_duty > 0).then(|| part as f64 / on_duty as f64)
}

/// The abstraction rate.
#[must_use]
pub fn abstraction_rate(it: &Minutes) -> Option<f64> {
    share(it.abstracted(), it.on_duty)
}

/// The share of duty out in the ward.
#[must_use]
pub fn visible_share(it: &Minutes) -> Option<f64> {
    share(it.visible, it.on_duty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_examples() {
        let it = Minutes {
            posts: 2,
            on_duty: 2_400,
            visible: 1_320,
            groups: [60, 120, 60, 0],
            ..Minutes::default()
        };
        assert_eq!(abstraction_rate(&it), Some(0.1));
        assert_eq!(visible_share(&it), Some(0.55));
        assert_eq!(it.of(Group::Inside), 120);
        assert_eq!(it.and(&it).on_duty, 4_800);
    }

    #[test]
    fn without_minutes_on_duty_a_rate_is_not_known() {
        assert_eq!(abstraction_rate(&Minutes::default()), None);
    }
}
