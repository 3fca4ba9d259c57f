//! How well the promise to answer is kept, as anyone may read it.
//!
//! **Formula**: of the questions received in a period, those with a reply (a person's answer, or a person's word on who
//! can help) and those whose time is over are judged. Kept in time are those with reply - received <= promised hours.
//! Percent = in time / judged, with Wilson's likely range at 95 %. Median hours = the middle of (reply - received) of
//! those with a reply; of an even number, the mean of the middle two.
//!
//! **Unit**: whole percent, hours. **Source**: the `query` table; the promise that held when each came in.
//!
//! **Limits**: open questions whose time still runs are left out of the percent. Open ones that are late count as not
//! in time. An acknowledgement counts as nothing. A count from 1 to one below the place's minimum is not shown.
//!
//! **Example**: four questions; replies after 10, 30 and 80 hours, one open for 5 hours. Judged 3, in time 2, so 67 %
//! (likely 21 % to 94 %), median 30 hours, oldest open 5 hours.

use anyhow::Result;
use base::{Desk, WardId, clock};
use chrono::{DateTime, Datelike as _, Months, NaiveDate, NaiveTime, Utc};

use super::store;

/// The times of one question.
#[derive(Clone, Copy, Debug)]
pub struct Timed {
    /// Of which ward.
    pub ward: WardId,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// By when it was to be answered.
    pub due_at: DateTime<Utc>,
    /// When a person answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// When a person said who can help.
    pub signposted_at: Option<DateTime<Utc>>,
    /// When the asker turned to the inspector.
    pub redress_at: Option<DateTime<Utc>>,
}

impl Timed {
    fn replied_at(&self) -> Option<DateTime<Utc>> {
        match (self.answered_at, self.signposted_at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}

/// From a moment up to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first moment.
    pub from: DateTime<Utc>,
    /// The first moment after it.
    pub to: DateTime<Utc>,
}

/// The measures of a ward or of the borough for a period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// How many came in.
    pub received: u64,
    /// How many of them have a reply or are late.
    pub judged: u64,
    /// How many of those were kept in time.
    pub in_time: u64,
    /// Hours to the reply, in the middle.
    pub median_hours: Option<f64>,
    /// How many were passed on to who can help.
    pub signposted: u64,
    /// How many askers turned to the inspector.
    pub redress: u64,
    /// Not shown: the count is small, or another small one could be worked out from it.
    pub hidden: Option<Hidden>,
}

/// Why figures are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// A small count.
    Small,
    /// It would give a small count away.
    Companion,
}

impl Figures {
    /// The measures of `ward`, or of all, for what came in during `period`.
    #[must_use]
    pub fn of(timed: &[Timed], ward: Option<WardId>, period: Period, now: DateTime<Utc>) -> Self {
        let mut it = Self::default();
        let mut hours = Vec::new();
        for one in timed.iter().filter(|one| {
            ward.is_none_or(|ward| one.ward == ward)
                && (period.from..period.to).contains(&one.received_at)
        }) {
            let reply = one.replied_at();
            it.received += 1;
            it.judged += u64::from(reply.is_some() || now > one.due_at);
            it.in_time += u64::from(reply.is_some_and(|at| at <= one.due_at));
            it.signposted += u64::from(one.signposted_at.is_some());
            it.redress += u64::from(one.redress_at.is_some());
            if let Some(at) = reply {
                hours.push((at - one.received_at).num_seconds() as f64 / 3600.0);
            }
        }
        it.median_hours = median(hours);
        it
    }

    /// Whole percent in time, and its likely range.
    #[must_use]
    pub fn percent(&self) -> Option<(u64, u64, u64)> {
        let (x, n) = (self.in_time as f64, self.judged as f64);
        let likely = statistics::wilson(x, n, 0.95)?;
        let whole = |share: f64| (share * 100.0).round() as u64;
        Some((whole(x / n), whole(likely.low), whole(likely.high)))
    }
}

fn median(mut hours: Vec<f64>) -> Option<f64> {
    hours.sort_by(f64::total_cmp);
    let middle = hours.len() / 2;
    match hours.len() {
        0 => None,
        n if n % 2 == 1 => Some(hours[middle]),
        _ => Some((hours[middle - 1] + hours[middle]) / 2.0),
    }
}

/// The hours that the oldest question without a reply has waited.
#[must_use]
pub fn oldest_open(timed: &[Timed], ward: Option<WardId>, now: DateTime<Utc>) -> Option<i64> {
    timed
        .iter()
        .filter(|one| ward.is_none_or(|ward| one.ward == ward) && one.replied_at().is_none())
        .map(|one| (now - one.received_at).num_hours())
        .max()
}

/// Hides small counts in rows whose sum is shown, and with a lone one the
/// smallest of the others: else the sum would give it away. Two that are both
/// as small or as large as a hidden count gets are settled by their sum too.
pub fn hide_small(rows: &mut [Figures], minimum: u64) {
    for row in rows.iter_mut() {
        if (1..minimum).contains(&row.received) {
            row.hidden = Some(Hidden::Small);
        }
    }
    let hidden = rows.iter().filter(|row| row.hidden.is_some());
    let (many, sum) = hidden.fold((0, 0), |(many, sum), row| (many + 1, sum + row.received));
    let settled = many == 1 || sum == many || sum == many * minimum.saturating_sub(1);
    if many > 0
        && settled
        && let Some(row) = rows
            .iter_mut()
            .filter(|row| row.hidden.is_none() && row.received > 0)
            .min_by_key(|row| row.received)
    {
        row.hidden = Some(Hidden::Companion);
    }
}

/// Hides months, the newest first, of which every `summed` in a row were summed
/// once: what a month hid while it was new stays hidden when it is old.
pub fn hide_small_months(rows: &mut [Figures], summed: usize, minimum: u64) {
    for at in 0..rows.len().saturating_sub(summed - 1) {
        // Each three by themselves: a month that is hidden for another three is no companion in these.
        let mut three = rows[at..at + summed].to_vec();
        for row in &mut three {
            row.hidden = None;
        }
        hide_small(&mut three, minimum);
        for (row, found) in rows[at..].iter_mut().zip(three) {
            row.hidden = row.hidden.or(found.hidden);
        }
    }
}

/// The calendar month of a day, `back` months earlier.
#[must_use]
pub fn month(today: NaiveDate, back: u32) -> (NaiveDate, Period) {
    let first = today.with_day(1).unwrap_or(today) - Months::new(back);
    let at = |day| clock::moment(day, NaiveTime::MIN);
    let period = Period {
        from: at(first),
        to: at(first + Months::new(1)),
    };
    (first, period)
}

/// This month and the two before it.
#[must_use]
pub fn three_months(today: NaiveDate) -> Period {
    Period {
        from: month(today, 2).1.from,
        to: month(today, 0).1.to,
    }
}

/// One line for a ward's page: "Answered within 72 hours: 41 of 44 in the
/// last three months". Nothing while there is none to judge, or too few to show.
///
/// # Errors
/// When the store cannot be read.
pub async fn ward_line(desk: &mut Desk, ward: WardId) -> Result<Option<String>> {
    let (now, period) = (desk.now(), three_months(desk.today()));
    let hours = desk.place().contact.answer_hours;
    let minimum = u64::from(desk.place().publishing.minimum_cell);
    let timed = store::timed(desk.tx(), period.from).await?;
    // Hidden on the page of all wards, so hidden here.
    let atlas = crate::atlas(desk).await?;
    let mut all: Vec<Figures> = atlas
        .wards
        .iter()
        .map(|it| Figures::of(&timed, Some(it.id), period, now))
        .collect();
    hide_small(&mut all, minimum);
    let mut both = atlas.wards.iter().zip(all);
    let it = both.find(|(it, _)| it.id == ward).map(|(_, it)| it);
    Ok(it
        .filter(|it| it.hidden.is_none() && it.judged > 0)
        .map(|it| {
            format!(
                "Answered within {hours} hours: {} of {} in the last three months",
                it.in_time, it.judged
            )
        }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    fn timed(ward: WardId, received: &str, reply_minutes: Option<i64>) -> Timed {
        let received_at: DateTime<Utc> = received.parse().unwrap();
        Timed {
            ward,
            received_at,
            due_at: super::super::due(received_at, 72),
            answered_at: reply_minutes.map(|n| received_at + Duration::minutes(n)),
            signposted_at: None,
            redress_at: None,
        }
    }

    #[test]
    fn the_worked_example() {
        let ward = WardId::fresh();
        let now: DateTime<Utc> = "2026-11-26T12:00:00Z".parse().unwrap();
        let all = [
            timed(ward, "2026-11-02T12:00:00Z", Some(600)),
            timed(ward, "2026-11-03T12:00:00Z", Some(1_800)),
            timed(ward, "2026-11-04T12:00:00Z", Some(4_800)),
            timed(ward, "2026-11-26T07:00:00Z", None),
        ];
        let period = three_months(clock::day(now));
        let it = Figures::of(&all, Some(ward), period, now);
        assert_eq!((it.received, it.judged, it.in_time), (4, 3, 2));
        assert_eq!(it.percent(), Some((67, 21, 94)));
        assert_eq!(it.median_hours, Some(30.0));
        assert_eq!(oldest_open(&all, None, now), Some(5));
        let other = Figures::of(&all, Some(WardId::fresh()), period, now);
        assert_eq!((other.received, other.percent()), (0, None));
    }

    #[test]
    fn one_minute_either_side_of_the_promise() {
        let ward = WardId::fresh();
        let now: DateTime<Utc> = "2027-01-10T12:00:00Z".parse().unwrap();
        // Across the change of the clocks, and across Christmas.
        for (received, today) in [
            ("2026-10-23T13:00:00Z", "2026-10-31"),
            ("2026-12-23T17:00:00Z", "2026-12-31"),
        ] {
            let period = three_months(today.parse().unwrap());
            for (minutes, kept) in [(71 * 60 + 59, 1), (72 * 60, 1), (72 * 60 + 1, 0)] {
                let one = [timed(ward, received, Some(minutes))];
                let it = Figures::of(&one, None, period, now);
                assert_eq!((it.judged, it.in_time), (1, kept), "{received} {minutes}");
            }
        }
        let late = [timed(ward, "2026-12-23T17:00:00Z", None)];
        let it = Figures::of(&late, None, three_months(clock::day(now)), now);
        assert_eq!((it.judged, it.in_time), (1, 0), "open and late is not kept");
    }

    #[test]
    fn a_lone_small_count_takes_a_companion_along() {
        let row = |received| Figures {
            received,
            ..Figures::default()
        };
        let mut rows = [row(3), row(0), row(9), row(12)];
        hide_small(&mut rows, 5);
        let hidden: Vec<_> = rows.iter().map(|row| row.hidden).collect();
        assert_eq!(
            hidden,
            [Some(Hidden::Small), None, Some(Hidden::Companion), None]
        );
    }

    #[test]
    fn what_a_month_hid_stays_hidden_when_it_is_old() {
        let row = |received| Figures {
            received,
            ..Figures::default()
        };
        // A month ago the last three were 9, 3 and 12, and the 9 was hidden beside the 3.
        let mut rows = [row(20), row(9), row(3), row(12), row(30)];
        hide_small_months(&mut rows, 3, 5);
        let hidden: Vec<bool> = rows.iter().map(|row| row.hidden.is_some()).collect();
        assert_eq!(hidden, [false, true, true, true, false]);
        let mut rows = [row(1), row(1), row(9)];
        hide_small(&mut rows, 5);
        assert!(rows.iter().all(|row| row.hidden.is_some()));
    }
}
