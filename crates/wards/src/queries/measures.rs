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
//! in time. An acknowledgement counts as nothing. What of it may be shown is decided where it is shown.
//!
//! **Example**: four questions; replies after 10, 30 and 80 hours, one open for 5 hours. Judged 3, in time 2, so 67 %
//! (likely 21 % to 94 %), median 30 hours, oldest open 5 hours.

use base::WardId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
    /// Hours that the oldest one without a reply has waited.
    pub oldest_open_hours: Option<i64>,
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
            let waited = reply.is_none().then(|| (now - one.received_at).num_hours());
            it.oldest_open_hours = it.oldest_open_hours.max(waited);
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
        let period = Period {
            from: now - Duration::days(60),
            to: now,
        };
        let it = Figures::of(&all, Some(ward), period, now);
        assert_eq!((it.received, it.judged, it.in_time), (4, 3, 2));
        assert_eq!(it.percent(), Some((67, 21, 94)));
        assert_eq!(it.median_hours, Some(30.0));
        assert_eq!(it.oldest_open_hours, Some(5));
        let other = Figures::of(&all, Some(WardId::fresh()), period, now);
        assert_eq!((other.received, other.percent()), (0, None));
    }

    #[test]
    fn one_minute_either_side_of_the_promise() {
        let ward = WardId::fresh();
        let now: DateTime<Utc> = "2027-01-10T12:00:00Z".parse().unwrap();
        // Across the change of the clocks, and across Christmas.
        let period = Period {
            from: "2026-10-01T00:00:00Z".parse().unwrap(),
            to: now,
        };
        for received in ["2026-10-23T13:00:00Z", "2026-12-23T17:00:00Z"] {
            for (minutes, kept) in [(71 * 60 + 59, 1), (72 * 60, 1), (72 * 60 + 1, 0)] {
                let one = [timed(ward, received, Some(minutes))];
                let it = Figures::of(&one, None, period, now);
                assert_eq!((it.judged, it.in_time), (1, kept), "{received} {minutes}");
            }
        }
        let late = [timed(ward, "2026-12-23T17:00:00Z", None)];
        let it = Figures::of(&late, None, period, now);
        assert_eq!((it.judged, it.in_time), (1, 0), "open and late is not kept");
    }
}
