//! How high a fixed penalty for waste on the street may be: what the law lets a council set, and what this council has set.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Place, team::day};
use crate::words;

words! {
    /// For what a fixed penalty is given.
    pub enum Offence {
        FlyTipping = "fly_tipping" / "Fly-tipping",
        Householder = "householder" / "Householder's duty of care",
        Litter = "litter" / "Litter or graffiti",
    }
}

impl Offence {
    /// The highest fixed penalty that a council may set for a day, in pounds: The Environmental Offences (Fixed Penalties)
    /// (Amendment) (England) Regulations 2023, in force from 31 July 2023, and what held before.
    #[must_use]
    pub fn highest(self, on: NaiveDate) -> u32 {
        let raised = NaiveDate::from_ymd_opt(2023, 7, 31).is_some_and(|from| on >= from);
        match (self, raised) {
            (Self::FlyTipping, true) => 1_000,
            (Self::Householder, true) => 600,
            (Self::Litter, true) => 500,
            (Self::FlyTipping | Self::Householder, false) => 400,
            (Self::Litter, false) => 150,
        }
    }
}

/// What a council has set, from a day on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Penalty {
    /// For what.
    pub offence: String,
    /// The first day.
    #[serde(deserialize_with = "day")]
    pub from: NaiveDate,
    /// So many pounds at the most.
    pub pounds: u32,
}

impl Place {
    /// The highest fixed penalty for an offence on a day, in pounds: what the council has set, else what the law lets it set.
    #[must_use]
    pub fn highest_penalty(&self, offence: Offence, on: NaiveDate) -> u32 {
        let own = self
            .penalty
            .iter()
            .filter(|it| it.offence == offence.word() && it.from <= on)
            .max_by_key(|it| it.from);
        let law = offence.highest(on);
        own.map_or(law, |it| it.pounds.min(law))
    }
}
