//! Why a post is taken from its ward, and what each reason asks for.

use base::words;

words! {
    /// Why a post is taken from its ward.
    pub enum Reason {
        Court = "COURT" / "Court",
        Training = "TRAINING" / "Mandatory training",
        AidLocal = "AID_LOCAL" / "Aid to another ward or team",
        AidCentral = "AID_CENTRAL" / "Aid to the force",
        ResponseBackfill = "RESPONSE_BACKFILL" / "Filling in on response",
        Custody = "CUSTODY" / "Custody or constant observation",
        CrimeScene = "CRIME_SCENE" / "Guarding a scene",
        MajorIncident = "MAJOR_INCIDENT" / "Major incident or emergency",
        Terrorism = "TERRORISM" / "Terrorist event",
        EventSport = "EVENT_SPORT" / "Sports event",
        PublicOrder = "PUBLIC_ORDER" / "Demonstration or public order",
        OtherSquad = "OTHER_SQUAD" / "Lent to another squad",
        Admin = "ADMIN" / "Office work for others",
    }
}

words! {
    /// The rank that says yes.
    pub enum Rank {
        Inspector = "inspector" / "Inspector",
        Superintendent = "superintendent" / "Superintendent",
    }
}

words! {
    /// Time a post is not on duty or not fit for all of it. Never abstraction, never public.
    pub enum Loss {
        Leave = "LEAVE" / "Leave",
        Sick = "SICK" / "Sickness",
        Restricted = "RESTRICTED" / "Restricted duty",
    }
}

words! {
    /// How residents see the reasons: four groups that add up to all abstraction.
    pub enum Group {
        Mandatory = "training_and_court" / "Court and mandatory training",
        Inside = "aid_inside" / "Other duty inside the borough",
        Outside = "aid_outside" / "Other duty outside the borough",
        Exceptional = "exceptional" / "Exceptional: major emergency or terrorist event",
    }
}

impl Reason {
    /// Court and mandatory training pass by themselves.
    #[must_use]
    pub fn passes(self) -> bool {
        matches!(self, Self::Court | Self::Training)
    }

    /// The only reasons that are exceptional: a catastrophic or terrorist event, a major emergency.
    #[must_use]
    pub fn is_exceptional(self) -> bool {
        matches!(self, Self::MajorIncident | Self::Terrorism)
    }

    /// Football and demonstrations are what the scheme was made to stop.
    #[must_use]
    pub fn is_never_exceptional(self) -> bool {
        matches!(self, Self::EventSport | Self::PublicOrder)
    }

    /// The group it is published in.
    #[must_use]
    pub fn group(self, out_of_borough: bool, exceptional: bool) -> Group {
        match (self.passes(), exceptional, out_of_borough) {
            (true, ..) => Group::Mandatory,
            (_, true, _) => Group::Exceptional,
            (.., true) => Group::Outside,
            _ => Group::Inside,
        }
    }
}

/// Whether aid breaks the promise: a dedicated post, out of the borough, for what is not exceptional.
#[must_use]
pub fn breaks_promise(
    reason: Reason,
    dedicated: bool,
    out_of_borough: bool,
    exceptional: bool,
) -> bool {
    dedicated && reason.group(out_of_borough, exceptional) == Group::Outside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_knows_every_reason_but_the_two_that_are_exceptional() {
        let ours: Vec<_> = Reason::ALL
            .iter()
            .filter(|reason| !reason.is_exceptional())
            .map(|reason| reason.word())
            .collect();
        let mut theirs = base::place::REASONS.to_vec();
        theirs.sort_unstable();
        let mut sorted = ours.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, theirs);
    }
}
