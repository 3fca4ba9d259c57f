//! What is recorded of a fly-tip, in the categories of the national return, and how high a penalty may be.

use base::{
    Refusal,
    place::{Offence, Place},
    words,
};
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
        Stop = "stop" / "Stop operation (vehicles)",
        Seizure = "seizure" / "Vehicle seized",
        Caution = "caution" / "Formal caution",
        Prosecution = "prosecution" / "Prosecution",
        Injunction = "injunction" / "Injunction",
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
    /// For a fixed penalty: how much, in pounds; for a prosecution: the fine, if there was one.
    pub pounds: Option<i64>,
}

/// A penalty is higher than the law lets it be.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "On that day a fixed penalty for this is £{0} at the most. Write what stands on the notice."
)]
pub struct AboveCeiling(pub i64);
impl Refusal for AboveCeiling {}

impl TipAction {
    /// A penalty within what the council lets it be; anything else as it is.
    ///
    /// # Errors
    /// When it is above the ceiling of its day.
    pub fn within_law(self, place: &Place) -> Result<Self, AboveCeiling> {
        match (self.offence, self.pounds) {
            (Some(offence), Some(pounds)) => {
                let ceiling = i64::from(place.highest_penalty(offence, self.on));
                if pounds > ceiling {
                    Err(AboveCeiling(ceiling))
                } else {
                    Ok(self)
                }
            }
            _ => Ok(self),
        }
    }
}
