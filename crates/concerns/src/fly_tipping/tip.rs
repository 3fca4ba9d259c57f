//! What is recorded of a fly-tip, in the categories of the national return, and how high a penalty may be.

use base::{Refusal, words};
use chrono::NaiveDate;

use crate::ConcernId;

base::id! {
    /// Something that was done about a fly-tip.
    TipActionId
}

words! {
    /// The kind of land.
    pub enum Land {
        Highway = "highway" / "Highway",
        Footpath = "footpath" / "Footpath or bridleway",
        Alley = "alley" / "Back alleyway",
        Railway = "railway" / "Railway",
        Council = "council" / "Council land",
        Agricultural = "agricultural" / "Agricultural land",
        Private = "private" / "Private or residential land",
        Commercial = "commercial" / "Commercial or industrial land",
        Water = "water" / "Watercourse or its bank",
        Other = "other" / "Other land, or not known",
    }
}

words! {
    /// What was dumped, by what there was most of.
    pub enum Waste {
        HouseholdBags = "household_bags" / "Black bags from a household",
        Household = "household" / "Other household waste",
        CommercialBags = "commercial_bags" / "Black bags from a business",
        Commercial = "commercial" / "Other commercial waste",
        Construction = "construction" / "Construction, demolition or excavation",
        WhiteGoods = "white_goods" / "White goods",
        Electrical = "electrical" / "Other electrical items",
        Green = "green" / "Green waste",
        Vehicle = "vehicle" / "Vehicle parts",
        Tyres = "tyres" / "Tyres",
        Asbestos = "asbestos" / "Asbestos",
        Clinical = "clinical" / "Clinical waste",
        Chemical = "chemical" / "Chemical drums, oil or fuel",
        Animal = "animal" / "Animal carcass",
        Other = "other" / "Other, or not known",
    }
}

words! {
    /// How much.
    pub enum Size {
        Bag = "bag" / "Single black bag",
        Item = "item" / "Other single item",
        Car = "car" / "Car boot load or less",
        SmallVan = "small_van" / "Small van load",
        Transit = "transit" / "Transit van load",
        Tipper = "tipper" / "Tipper lorry load",
        Loads = "loads" / "Significant, several loads",
    }
}

words! {
    /// What was done about it.
    pub enum ActionKind {
        Investigation = "investigation" / "Investigation",
        Warning = "warning" / "Warning letter",
        Notice = "notice" / "Statutory notice",
        Penalty = "penalty" / "Fixed penalty notice",
        DutyOfCare = "duty_of_care" / "Duty of care inspection",
        Stop = "stop" / "Stop and search operation",
        Seizure = "seizure" / "Vehicle seized",
        Caution = "caution" / "Formal caution",
        Prosecution = "prosecution" / "Prosecution",
        Injunction = "injunction" / "Injunction",
    }
}

words! {
    /// For what a fixed penalty is given.
    pub enum Offence {
        FlyTipping = "fly_tipping" / "Fly-tipping",
        Householder = "householder" / "Householder's duty of care",
        Litter = "litter" / "Litter or graffiti",
    }
}

/// A fly-tip.
#[derive(Clone, Debug)]
pub struct FlyTip {
    /// The concern that it was reported with.
    pub concern: ConcernId,
    /// The kind of land.
    pub land: Land,
    /// What was dumped.
    pub waste: Waste,
    /// How much.
    pub size: Size,
    /// What clearing it cost, in pounds; none: not known.
    pub cost: Option<i64>,
    /// None: not cleared yet.
    pub cleared_on: Option<NaiveDate>,
    /// Counts changes; 0: not kept yet.
    pub version: i64,
}

/// Something that was done about a fly-tip.
#[derive(Clone, Debug)]
pub struct TipAction {
    /// Its id.
    pub id: TipActionId,
    /// What was done.
    pub kind: ActionKind,
    /// The day.
    pub on: NaiveDate,
    /// For a fixed penalty: for what.
    pub offence: Option<Offence>,
    /// For a fixed penalty: how much, in pounds.
    pub pounds: Option<i64>,
}

/// A penalty is higher than the law lets it be.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "On that day a fixed penalty for this was £{0} at the most. Write what stands on the notice."
)]
pub struct AboveCeiling(pub i64);
impl Refusal for AboveCeiling {}

/// The highest fixed penalty for an offence on a day, in pounds: The Environmental Offences (Fixed Penalties) (Amendment)
/// (England) Regulations 2023, in force from 31 July 2023, and what held before. A council may set less.
#[must_use]
pub fn ceiling(offence: Offence, on: NaiveDate) -> i64 {
    let raised = NaiveDate::from_ymd_opt(2023, 7, 31).is_some_and(|from| on >= from);
    match (offence, raised) {
        (Offence::FlyTipping, true) => 1_000,
        (Offence::Householder, true) => 600,
        (Offence::Litter, true) => 500,
        (Offence::FlyTipping | Offence::Householder, false) => 400,
        (Offence::Litter, false) => 150,
    }
}

impl TipAction {
    /// A penalty within what the law lets it be; anything else as it is.
    ///
    /// # Errors
    /// When it is above the ceiling of its day.
    pub fn within_law(self) -> Result<Self, AboveCeiling> {
        match (self.offence, self.pounds) {
            (Some(offence), Some(pounds)) if pounds > ceiling(offence, self.on) => {
                Err(AboveCeiling(ceiling(offence, self.on)))
            }
            _ => Ok(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_penalty_is_held_to_the_ceiling_of_its_day() {
        let on = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let penalty = |pounds, on| TipAction {
            id: TipActionId::fresh(),
            kind: ActionKind::Penalty,
            on,
            offence: Some(Offence::FlyTipping),
            pounds: Some(pounds),
        };
        assert!(penalty(1_000, on(2023, 7, 31)).within_law().is_ok());
        assert_eq!(
            penalty(1_001, on(2026, 1, 1)).within_law().unwrap_err(),
            AboveCeiling(1_000)
        );
        assert_eq!(
            penalty(401, on(2023, 7, 30)).within_law().unwrap_err(),
            AboveCeiling(400)
        );
        assert_eq!(ceiling(Offence::Litter, on(2023, 7, 30)), 150);
        assert_eq!(ceiling(Offence::Householder, on(2023, 7, 31)), 600);
    }
}
