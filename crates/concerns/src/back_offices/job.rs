//! A referral on its way to an agency's own system, and how far it has come.

use base::words;
use chrono::{DateTime, Duration, Utc};

use crate::referrals::ReferralId;

base::id! {
    /// A referral on its way to an agency's system.
    JobId
}

words! {
    /// How far it has come.
    pub enum JobStep {
        Push = "push" / "Waits to be sent there",
        Look = "look" / "Perhaps sent, is looked for there",
        Token = "token" / "Sent, waits for its number there",
        Follow = "follow" / "Taken in there",
        Unclear = "unclear" / "Nobody knows whether it arrived: ring them",
        Ended = "ended" / "Not followed any more",
    }
}

/// A referral on its way to an agency's system.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Of which referral.
    pub referral: ReferralId,
    /// Whose system, by the agency's slug.
    pub office: String,
    /// What that system calls the kind.
    pub service_code: String,
    /// How far it has come.
    pub step: JobStep,
    /// What that system gave while it had no number yet.
    pub token: Option<String>,
    /// The number over there.
    pub request_id: Option<String>,
    /// How it last said that it stands.
    pub status: Option<String>,
    /// How often in a row it went wrong.
    pub attempts: i64,
    /// When it is tried or asked again.
    pub next_at: DateTime<Utc>,
    /// Why it last went wrong.
    pub last_error: Option<String>,
}

/// The longest pause between two tries, in minutes.
const LONGEST: i64 = 360;

/// How long to wait after so many tries in a row went wrong: a minute, then twice as long each time, up to six hours.
#[must_use]
pub fn pause(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(9);
    Duration::minutes((1_i64 << doublings).min(LONGEST))
}

impl Job {
    /// It went wrong: why, and when it is tried again.
    #[must_use]
    pub fn failed(mut self, why: String, now: DateTime<Utc>) -> Self {
        self.attempts += 1;
        self.next_at = now + pause(self.attempts);
        self.last_error = Some(why);
        self
    }

    /// It went well, and is asked about again after some minutes.
    #[must_use]
    pub fn went_well(mut self, step: JobStep, minutes: u32, now: DateTime<Utc>) -> Self {
        self.step = step;
        self.attempts = 0;
        self.last_error = None;
        self.next_at = now + Duration::minutes(minutes.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_six_hours() {
        let minutes: Vec<_> = [1, 2, 3, 9, 10, 1_000]
            .map(|n| pause(n).num_minutes())
            .into();
        assert_eq!(minutes, [1, 2, 4, 256, 360, 360]);
    }
}
