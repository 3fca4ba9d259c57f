//! What somebody asked to hear of: which wards, what kinds, how often.

use base::{WardId, clock, words};
use chrono::{DateTime, Datelike as _, Days, Duration, NaiveTime, Utc};
use wards::Atlas;
use web::Fields;

use crate::events::updates::Kind;

base::id! {
    /// A subscription.
    SubscriptionId
}

words! {
    /// How often mail comes.
    pub enum Pace {
        AtOnce = "at_once" / "At once, whenever there is something new",
        Weekly = "weekly" / "Once a week, on Monday morning",
    }
}

/// How long the link that confirms opens; then the address is forgotten.
pub(super) const CONFIRM_HOURS: i64 = 48;
/// How long the links of a mail open.
pub(super) const LINK_DAYS: i64 = 400;
/// The hour of the weekly mail.
const WEEKLY_HOUR: u32 = 8;
/// The word for every ward, in the form.
const ALL: &str = "all";

/// What somebody asked to hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// Wards; none in particular is the whole borough.
    pub wards: Vec<WardId>,
    /// Kinds, one at least.
    pub kinds: Vec<Kind>,
    /// How often.
    pub pace: Pace,
}

/// A subscription. Not `Debug`: its address belongs in no log.
pub(super) struct Subscription {
    /// Its id.
    pub id: SubscriptionId,
    /// Where mail goes.
    pub address: String,
    /// What it is about.
    pub choice: Choice,
    /// When somebody asked.
    pub asked_at: DateTime<Utc>,
    /// When it was confirmed.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The last number it was told of.
    pub told: i64,
    /// Nothing is sent before.
    pub next_at: DateTime<Utc>,
}

impl Subscription {
    /// Whether its link confirms something, now or again.
    pub fn opens(&self, now: DateTime<Utc>) -> bool {
        self.confirmed_at.is_some() || now - self.asked_at <= Duration::hours(CONFIRM_HOURS)
    }
}

impl Choice {
    /// When the next mail may go.
    pub fn next(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self.pace {
            Pace::AtOnce => now,
            Pace::Weekly => next_monday(now),
        }
    }

    /// Which wards, as a subject says it.
    pub fn about(&self, atlas: &Atlas, borough: &str) -> String {
        match self.wards.as_slice() {
            [] => borough.to_owned(),
            [one] => atlas.name(*one).to_owned(),
            several => format!("{} wards", several.len()),
        }
    }

    /// Which wards, in full.
    pub fn wards_in_words(&self, atlas: &Atlas, borough: &str) -> String {
        let names: Vec<_> = self.wards.iter().map(|id| atlas.name(*id)).collect();
        if names.is_empty() {
            format!("the whole of {borough}")
        } else {
            names.join(", ")
        }
    }

    /// The form with this choice in it.
    pub fn filled(&self, atlas: &Atlas) -> Fields {
        let mut form = Fields::fresh().with("pace", self.pace.word());
        for ward in self.wards.iter().filter_map(|id| atlas.ward(*id)) {
            form = form.and("ward", &ward.slug);
        }
        if self.wards.is_empty() {
            form = form.and("ward", ALL);
        }
        for kind in &self.kinds {
            form = form.and("kind", kind.word());
        }
        form
    }

    /// What the form says, if it is whole.
    pub fn read(form: &mut Fields, atlas: &Atlas) -> Option<Self> {
        let all = form.each("ward").any(|word| word == ALL);
        let wards: Vec<_> = atlas
            .wards
            .iter()
            .filter(|ward| !all && form.each("ward").any(|slug| slug == ward.slug))
            .map(|ward| ward.id)
            .collect();
        if wards.is_empty() && !all {
            form.error("ward", "Choose a ward or more, or the whole borough");
        }
        let chosen = |kind: &&Kind| form.each("kind").any(|word| word == kind.word());
        let kinds: Vec<_> = Kind::ALL.iter().filter(chosen).copied().collect();
        if kinds.is_empty() {
            form.error("kind", "Choose what you want to hear of");
        }
        let pace = form.one_of("pace", Pace::of, "Choose how often");
        Some(Self {
            wards,
            kinds,
            pace: pace?,
        })
        .filter(|_| !form.wrong())
    }
}

/// The wards to tick.
pub(super) fn ward_options(atlas: &Atlas, borough: &str) -> Vec<(String, String)> {
    let all = (ALL.to_owned(), format!("The whole of {borough}"));
    let each = atlas
        .wards
        .iter()
        .map(|ward| (ward.slug.clone(), ward.name.clone()));
    std::iter::once(all).chain(each).collect()
}

/// The first Monday morning after a moment.
fn next_monday(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = clock::day(now);
    let hour = NaiveTime::from_hms_opt(WEEKLY_HOUR, 0, 0).unwrap_or_default();
    let ahead = (7 - u64::from(today.weekday().num_days_from_monday())) % 7;
    let first = clock::moment(today + Days::new(ahead), hour);
    if first > now {
        first
    } else {
        clock::moment(today + Days::new(ahead + 7), hour)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weekly_mail_goes_on_monday_at_eight_as_people_live_it() {
        for (now, then) in [
            ("2026-11-24T14:00:00Z", "2026-11-30T08:00:00Z"),
            ("2026-11-30T07:59:00Z", "2026-11-30T08:00:00Z"),
            ("2026-11-30T08:00:00Z", "2026-12-07T08:00:00Z"),
            ("2026-06-28T12:00:00Z", "2026-06-29T07:00:00Z"),
        ] {
            let now: DateTime<Utc> = now.parse().unwrap();
            let then: DateTime<Utc> = then.parse().unwrap();
            assert_eq!(next_monday(now), then);
        }
    }
}
