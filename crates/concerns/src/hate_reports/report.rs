//! A report of hate crime: what is counted of it, what was told, and how it may move.

use base::{AgencyId, On, Refusal, Subject, WardId, words};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ConcernId;

base::id! {
    /// A report of hate crime.
    HateReportId
}

/// What ledgers call it.
pub const RECORD: &str = "hate report";

words! {
    /// Why somebody was targeted.
    pub enum Strand {
        Disability = "disability" / "Disability",
        Race = "race" / "Race or nationality",
        Religion = "religion" / "Religion or belief",
        SexualOrientation = "sexual_orientation" / "Sexual orientation",
        Transgender = "transgender" / "Being transgender",
        Other = "other" / "Something else, like age or a way of life",
    }
}

words! {
    /// Whether it was a crime, as it was told.
    pub enum HateKind {
        Crime = "crime" / "A crime, or it may be one",
        Incident = "incident" / "Not a crime",
    }
}

words! {
    /// What the person who was targeted wants.
    pub enum Wish {
        Police = "police" / "Tell the police",
        Support = "support" / "Support only, not the police",
        Count = "count" / "Only count it",
    }
}

words! {
    /// How bad it was for them.
    pub enum Harm {
        Little = "little" / "Upset, but all right",
        Some = "some" / "Afraid, hurt, or something was damaged",
        Serious = "serious" / "Badly hurt, or too afraid to go out or to be at home",
    }
}

words! {
    /// How a report stands.
    pub enum HateState {
        Taken = "taken" / "Taken in",
        Passed = "passed" / "With the police",
        Supported = "supported" / "Being supported",
        Closed = "closed" / "Closed",
    }
}

words! {
    /// How it ended.
    pub enum HateOutcome {
        Charged = "charged" / "Somebody was charged",
        Settled = "settled" / "Settled in the community, or a warning",
        Support = "support" / "Support was given",
        NobodyFound = "nobody_found" / "Nobody could be found",
        NothingMore = "nothing_more" / "They want nothing more done",
        Counted = "counted" / "Counted; nothing that was told is kept",
    }
}

words! {
    /// What they said of how it was dealt with.
    pub enum Satisfied {
        NotAsked = "not_asked" / "Not asked yet",
        Yes = "yes" / "Satisfied",
        Partly = "partly" / "Partly",
        No = "no" / "Not satisfied",
    }
}

/// What the open store knows of a report.
#[derive(Clone, Debug)]
pub struct HateReport {
    /// Its id.
    pub id: HateReportId,
    /// To quote: "R-7K3M-Q9XD".
    pub reference: String,
    /// Where it happened.
    pub ward: WardId,
    /// The centre that took it in, by its slug; empty: the ward team; "web": the website.
    pub site: String,
    /// The agency that runs the centre.
    pub agency: Option<AgencyId>,
    /// Whether they did not want the police: then the centre alone learns of it.
    pub for_centre: bool,
    /// Since when somebody has written back and nobody has dealt with it.
    pub wrote_back_on: Option<NaiveDate>,
    /// Why somebody was targeted.
    pub strands: Vec<Strand>,
    /// Whether it was a crime.
    pub kind: HateKind,
    /// How it stands.
    pub state: HateState,
    /// How it ended.
    pub outcome: Option<HateOutcome>,
    /// When it was taken in.
    pub received_on: NaiveDate,
    /// Since when it stands so.
    pub state_on: NaiveDate,
    /// Counts changes.
    pub version: i64,
}

/// What was told. Only ever kept sealed.
#[derive(Clone, Serialize, Deserialize)]
pub struct Told {
    /// Where, in words.
    pub place: String,
    /// When, in words.
    pub happened: String,
    /// What they want.
    pub wish: String,
    /// How often within the months that the place counts, this time included.
    pub times: u32,
    /// How bad it was.
    pub harm: String,
    /// To whom they were referred for support, if they agreed.
    pub support: String,
    /// The number of the crime with the police.
    #[serde(default)]
    pub crime_reference: String,
    /// What they said of how it was dealt with.
    #[serde(default)]
    pub satisfied: String,
}

/// Nothing of it in a log.
impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Told(…)")
    }
}

/// Why a report cannot move so.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotMoveReport {
    /// Nothing is kept of it.
    #[error("This report was only counted. Nothing more can be done with it.")]
    OnlyCounted,
    /// They did not want it.
    #[error(
        "They did not ask for the police to be told. Ask them first; if they want it now, take it in again."
    )]
    NotWished,
    /// How it ended is missing.
    #[error("Choose how it ended.")]
    NoOutcome,
    /// An end for something that goes on.
    #[error("It has not ended: leave open how it ended, or close it.")]
    NotOver,
    /// That is what it began as.
    #[error("Choose how it stands now: it is more than taken in.")]
    Back,
}
impl Refusal for CannotMoveReport {}

impl Subject for HateReport {
    fn on(&self) -> On {
        On {
            ward: (!self.for_centre).then_some(self.ward),
            agency: self.agency,
        }
    }
}

impl HateReportId {
    /// Under this id the closed store keeps what was told.
    #[must_use]
    pub fn sealed(self) -> ConcernId {
        ConcernId(self.0)
    }

    /// The report of which the closed store keeps something under this id.
    #[must_use]
    pub fn of_sealed(id: ConcernId) -> Self {
        Self(id.0)
    }
}

impl HateReport {
    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/desk/hate-reports/{}", self.id)
    }

    /// Whether something is still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state != HateState::Closed
    }

    /// Whether nothing that was told is kept.
    #[must_use]
    pub fn is_only_counted(&self) -> bool {
        self.outcome == Some(HateOutcome::Counted)
    }

    /// It stands differently from today on.
    ///
    /// # Errors
    /// Where nothing is kept, against what was wished, and for an end that does not fit.
    pub fn moved(
        mut self,
        to: HateState,
        outcome: Option<HateOutcome>,
        told: &Told,
        today: NaiveDate,
    ) -> Result<Self, CannotMoveReport> {
        let outcome = outcome.filter(|it| *it != HateOutcome::Counted);
        if self.is_only_counted() {
            return Err(CannotMoveReport::OnlyCounted);
        }
        match (to, outcome) {
            (HateState::Passed, _) if told.wish != Wish::Police.word() => {
                return Err(CannotMoveReport::NotWished);
            }
            (HateState::Taken, _) if self.state != HateState::Taken => {
                return Err(CannotMoveReport::Back);
            }
            (HateState::Closed, None) => return Err(CannotMoveReport::NoOutcome),
            (HateState::Closed, _) | (_, None) => {}
            (_, Some(_)) => return Err(CannotMoveReport::NotOver),
        }
        if self.state != to {
            self.state_on = today;
        }
        self.state = to;
        self.outcome = outcome;
        Ok(self)
    }
}

/// Whether what is told is kept, or only that it was reported. Of an incident that is no crime the place profile says what.
#[must_use]
pub fn keeps(kind: HateKind, wish: Wish, harm: Harm, record_non_crime: &str) -> bool {
    wish != Wish::Count
        && match (kind, record_non_crime) {
            (HateKind::Crime, _) | (HateKind::Incident, "local") => true,
            (HateKind::Incident, "asb-serious") => harm == Harm::Serious,
            (HateKind::Incident, _) => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    fn report() -> HateReport {
        HateReport {
            id: HateReportId::fresh(),
            reference: String::new(),
            ward: WardId::fresh(),
            site: String::new(),
            agency: None,
            for_centre: false,
            wrote_back_on: None,
            strands: vec![Strand::Race],
            kind: HateKind::Crime,
            state: HateState::Taken,
            outcome: None,
            received_on: day(1),
            state_on: day(1),
            version: 1,
        }
    }

    fn told(wish: Wish) -> Told {
        Told {
            place: String::new(),
            happened: String::new(),
            wish: wish.word().into(),
            times: 1,
            harm: Harm::Little.word().into(),
            support: String::new(),
            crime_reference: String::new(),
            satisfied: String::new(),
        }
    }

    #[test]
    fn what_a_centre_alone_was_told_belongs_to_no_ward() {
        let (open, kept) = (
            report(),
            HateReport {
                for_centre: true,
                ..report()
            },
        );
        assert_eq!(open.on().ward, Some(open.ward));
        assert_eq!(kept.on().ward, None);
    }

    #[test]
    fn the_police_are_only_told_where_it_was_wished() {
        let to = |wish| report().moved(HateState::Passed, None, &told(wish), day(3));
        assert_eq!(to(Wish::Police).unwrap().state_on, day(3));
        assert_eq!(to(Wish::Support).unwrap_err(), CannotMoveReport::NotWished);
    }

    #[test]
    fn it_ends_with_an_outcome_and_an_outcome_ends_it() {
        let to = |state, outcome| report().moved(state, outcome, &told(Wish::Police), day(3));
        let (closed, charged) = (HateState::Closed, Some(HateOutcome::Charged));
        assert_eq!(to(closed, None).unwrap_err(), CannotMoveReport::NoOutcome);
        assert_eq!(
            to(HateState::Passed, charged).unwrap_err(),
            CannotMoveReport::NotOver
        );
        let counted = Some(HateOutcome::Counted);
        assert_eq!(
            to(closed, counted).unwrap_err(),
            CannotMoveReport::NoOutcome
        );
        assert_eq!(to(closed, charged).unwrap().outcome, charged);
    }

    #[test]
    fn of_what_is_no_crime_nothing_is_kept_unless_the_place_says_so() {
        let keeps = |rule, harm| keeps(HateKind::Incident, Wish::Support, harm, rule);
        assert!(!keeps("none", Harm::Serious));
        assert!(!keeps("asb-serious", Harm::Some));
        assert!(keeps("asb-serious", Harm::Serious));
        assert!(keeps("local", Harm::Little));
        assert!(!super::keeps(
            HateKind::Crime,
            Wish::Count,
            Harm::Serious,
            "local"
        ));
        assert!(super::keeps(
            HateKind::Crime,
            Wish::Support,
            Harm::Little,
            "none"
        ));
    }
}
