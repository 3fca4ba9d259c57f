//! Who may do what: one table and one function that every route passes.

use std::marker::PhantomData;

use crate::{AgencyId, PersonId, WardId, Who, words};

words! {
    /// What a person is, for the time and place of a grant.
    pub enum Role {
        Resident = "resident" / "Resident",
        PanelMember = "panel_member" / "Panel member",
        /// Also vice-chair and secretary: whoever runs the meeting.
        Chair = "chair" / "Panel chair or secretary",
        WardOfficer = "ward_officer" / "Ward officer",
        Sergeant = "sergeant" / "Ward sergeant",
        Inspector = "inspector" / "Inspector",
        /// Authorises what is called exceptional.
        Superintendent = "superintendent" / "Superintendent",
        Partner = "partner" / "Partner agency",
        Analyst = "analyst" / "Analyst",
        Office = "office" / "Partnership office",
        BoardMember = "board_member" / "Board member",
        Admin = "admin" / "Administrator",
    }
}

words! {
    /// Everything that can be asked of the program.
    pub enum Act {
        SeePublic = "see_public" / "See public pages",
        SuggestPriority = "suggest_priority" / "Suggest a priority to a panel",
        SignIn = "sign_in" / "Sign in and out",
        KeepOwnAccount = "keep_own_account" / "Look after one's own account",
        SeeDesk = "see_desk" / "See one's own desk",
        SeeMeeting = "see_meeting" / "See a panel's workspace and unpublished papers",
        RunMeeting = "run_meeting" / "Plan and run a panel's meeting",
        Rank = "rank" / "Send one's own order",
        AgreePriority = "agree_priority" / "Record what the panel agreed",
        UpdatePriority = "update_priority" / "Tell residents what was done",
        ClosePriority = "close_priority" / "Close a priority with its result",
        RecordAction = "record_action" / "Give an action to an agency",
        DoAction = "do_action" / "Say how an action stands",
        ManagePanel = "manage_panel" / "Keep a panel's members and offices",
        ManageTeam = "manage_team" / "Keep a ward team: posts, postings, contact points",
        SeeDuty = "see_duty" / "See duty and abstraction post by post",
        RecordAbstraction = "record_abstraction" / "Record time taken from a ward",
        AuthoriseAbstraction = "authorise_abstraction" / "Authorise or refuse time taken from a ward",
        ManageEvents = "manage_events" / "Plan and hold a ward's events",
        AskQuestion = "ask_question" / "Ask the ward team a question",
        GetUpdates = "get_updates" / "Get updates by e-mail without an account",
        AnswerQuery = "answer_query" / "Take in and answer residents' questions",
        /// Open to everyone, because no person signs in: the verb asks for the key of a client.
        FileConcern = "file_concern" / "File concerns and updates with a client's key",
        SeeConcerns = "see_concerns" / "See concerns and how they stand",
        WorkConcern = "work_concern" / "Read, show, move and close concerns",
        Report = "report" / "Report a problem and talk about it without an account",
        TakeInConcern = "take_in_concern" / "Take in a concern for somebody who calls, writes or comes",
        /// A view to a person behind a concern: a reason is asked, and the look is recorded.
        SeeReporter = "see_reporter" / "Open who reported a concern and how to reach them",
        SeeReferrals = "see_referrals" / "See what was passed to an agency",
        Refer = "refer" / "Pass a concern or an action to another agency",
        AnswerReferral = "answer_referral" / "Accept, decline and do what was passed to one's agency",
        /// A view to a person behind a concern, by another agency: only who agreed to it, and only while it was accepted.
        ReachReporter = "reach_reporter" / "Open how to reach a reporter who agreed, on a referral that was accepted",
        ManageAgreements = "manage_agreements" / "Keep agreements to share between agencies",
        ManageReplies = "manage_replies" / "Keep the templates of replies",
        WorkRapidResponse = "work_rapid_response" / "Answer calls about doorstep crime and scams",
        TakeHateReport = "take_hate_report" / "Take in a report of hate crime",
        /// A partner: only what its own centre took.
        WorkHateReport = "work_hate_report" / "Read and work on reports of hate crime",
        Explore = "explore" / "Explore figures beyond what is published",
        AskLog = "ask_log" / "Bring in logs of incidents and ask them",
        AnswerWarning = "answer_warning" / "Say what was done about an early warning",
        SeeEvidence = "see_evidence" / "See imports and how figures were made",
        ManagePeople = "manage_people" / "Keep accounts and roles",
        SeeMail = "see_mail" / "See what mail is waiting and was sent",
        SeeLedger = "see_ledger" / "Read the ledger",
    }
}

/// How far a role reaches in an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Whatever the record.
    Anywhere,
    /// Records of the ward of the grant; a grant without a ward covers all.
    OwnWard,
    /// Records of the agency of the grant.
    OwnAgency,
    /// Records of the ward and of the agency of the grant: the team answers
    /// for its own force, never for the council.
    OwnWardAndAgency,
}

use Reach::{Anywhere, OwnAgency, OwnWard, OwnWardAndAgency};
use Role::{
    Admin, Analyst, BoardMember, Chair, Inspector, Office, PanelMember, Partner, Resident,
    Sergeant, Superintendent, WardOfficer,
};

/// Who an act is open to.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Anyone, signed in or not.
    Everyone,
    /// Anyone with an account that is not closed.
    SignedIn,
    /// These roles, as far as they reach. Everybody else: as if it were not there.
    Roles(&'static [(Role, Reach)]),
}

/// The table. What is not in it is not allowed.
#[must_use]
pub fn rule(act: Act) -> Rule {
    match act {
        Act::SeePublic
        | Act::SuggestPriority
        | Act::AskQuestion
        | Act::GetUpdates
        | Act::FileConcern
        | Act::Report
        | Act::SignIn => Rule::Everyone,
        Act::KeepOwnAccount => Rule::SignedIn,
        Act::SeeDesk => Rule::Roles(&[
            (PanelMember, Anywhere),
            (Chair, Anywhere),
            (WardOfficer, Anywhere),
            (Sergeant, Anywhere),
            (Inspector, Anywhere),
            (Superintendent, Anywhere),
            (Partner, Anywhere),
            (Analyst, Anywhere),
            (Office, Anywhere),
            (BoardMember, Anywhere),
            (Admin, Anywhere),
            (Resident, Anywhere),
        ]),
        Act::SeeMeeting => Rule::Roles(&[
            (PanelMember, OwnWard),
            (Chair, OwnWard),
            (WardOfficer, OwnWard),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
            (Superintendent, OwnWard),
            (Analyst, OwnWard),
            (Office, OwnWard),
        ]),
        Act::RunMeeting => Rule::Roles(&[(Chair, OwnWard), (Office, OwnWard)]),
        Act::Rank => Rule::Roles(&[(PanelMember, OwnWard), (Chair, OwnWard)]),
        // Only the panel agrees: the community sets the priorities, not the police.
        Act::AgreePriority | Act::ClosePriority => Rule::Roles(&[(Chair, OwnWard)]),
        Act::UpdatePriority => Rule::Roles(&[
            (WardOfficer, OwnWard),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
            (Office, OwnWard),
        ]),
        Act::RecordAction => Rule::Roles(&[
            (Chair, OwnWard),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
            (Office, OwnWard),
        ]),
        Act::DoAction => Rule::Roles(&[
            (Partner, OwnAgency),
            (WardOfficer, OwnWardAndAgency),
            (Sergeant, OwnWardAndAgency),
            (Inspector, OwnWardAndAgency),
        ]),
        Act::ManagePanel => Rule::Roles(&[(Chair, OwnWard), (Office, OwnWard)]),
        Act::ManageTeam => {
            Rule::Roles(&[(Sergeant, OwnWard), (Inspector, OwnWard), (Office, OwnWard)])
        }
        // Who was where, post by post, is for supervisors: the public sees months of a ward.
        Act::SeeDuty => Rule::Roles(&[
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
            (Superintendent, OwnWard),
        ]),
        Act::RecordAbstraction => Rule::Roles(&[(Sergeant, OwnWard), (Inspector, OwnWard)]),
        // The rank that a reason needs is a rule of the record; a sergeant never authorises.
        Act::AuthoriseAbstraction => {
            Rule::Roles(&[(Inspector, OwnWard), (Superintendent, OwnWard)])
        }
        Act::ManageEvents => Rule::Roles(&[
            (WardOfficer, OwnWard),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
            (Office, OwnWard),
        ]),
        Act::AnswerQuery => Rule::Roles(&[
            (WardOfficer, OwnWard),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
        ]),
        // The team of the ward, and the agency whose kind of problem it is.
        Act::SeeConcerns | Act::WorkConcern => Rule::Roles(&[
            (WardOfficer, OwnWard),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
            (Partner, OwnAgency),
        ]),
        Act::TakeInConcern => Rule::Roles(&[
            (WardOfficer, OwnWard),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
            (Office, Anywhere),
        ]),
        // Not the agency: who reported is for the ward team, unless the reporter agreed to more.
        Act::SeeReporter => Rule::Roles(&[
            (WardOfficer, OwnWard),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
        ]),
        // The team that passed it on, and the agency it was passed to.
        Act::SeeReferrals => Rule::Roles(&[
            (WardOfficer, OwnWard),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
            (Partner, OwnAgency),
            (Office, Anywhere),
        ]),
        Act::Refer => Rule::Roles(&[
            (WardOfficer, OwnWard),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
            (Office, Anywhere),
        ]),
        Act::AnswerReferral | Act::ReachReporter => Rule::Roles(&[(Partner, OwnAgency)]),
        Act::ManageAgreements | Act::ManageReplies => Rule::Roles(&[(Office, Anywhere)]),
        Act::WorkRapidResponse => Rule::Roles(&[
            (WardOfficer, OwnWard),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
            (Partner, OwnAgency),
        ]),
        Act::TakeHateReport => Rule::Roles(&[
            (WardOfficer, OwnWard),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
            (Partner, OwnAgency),
            (Office, Anywhere),
        ]),
        // The office counts them; it reads none.
        Act::WorkHateReport => Rule::Roles(&[
            (WardOfficer, OwnWard),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
            (Partner, OwnAgency),
        ]),
        Act::Explore => Rule::Roles(&[
            (Analyst, Anywhere),
            (Office, Anywhere),
            (WardOfficer, OwnWard),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
        ]),
        // Exact places and times: for whoever analyses, and nobody else.
        Act::AskLog => Rule::Roles(&[(Analyst, Anywhere)]),
        Act::AnswerWarning => Rule::Roles(&[
            (Analyst, Anywhere),
            (Sergeant, OwnWard),
            (Inspector, OwnWard),
        ]),
        Act::SeeEvidence => {
            Rule::Roles(&[(Analyst, Anywhere), (Office, Anywhere), (Admin, Anywhere)])
        }
        Act::ManagePeople | Act::SeeMail | Act::SeeLedger => Rule::Roles(&[(Admin, Anywhere)]),
    }
}

/// What an act is done to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct On {
    /// Its ward, if it has one.
    pub ward: Option<WardId>,
    /// Its agency, if it has one.
    pub agency: Option<AgencyId>,
}

/// A record that acts are done to.
pub trait Subject {
    /// Where it belongs.
    fn on(&self) -> On;
}

impl Subject for On {
    fn on(&self) -> On {
        *self
    }
}

/// A role for a time and a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What they are.
    pub role: Role,
    /// Where; nowhere in particular is everywhere.
    pub ward: Option<WardId>,
    /// For whom.
    pub agency: Option<AgencyId>,
}

/// The policy: whether `who` may do `act` to a record `on`.
#[must_use]
pub fn may(who: &Who, act: Act, on: On) -> bool {
    let grants = match (rule(act), who) {
        (Rule::Everyone, _) | (Rule::SignedIn, Who::Person(_)) => return true,
        (Rule::SignedIn | Rule::Roles(_), Who::Anyone) => return false,
        (Rule::Roles(roles), Who::Person(person)) => (roles, &person.grants),
    };
    grants.1.iter().any(|grant| {
        grants.0.iter().any(|(role, reach)| {
            grant.role == *role
                && match reach {
                    Anywhere => true,
                    OwnWard => own_ward(grant, on),
                    OwnAgency => own_agency(grant, on),
                    OwnWardAndAgency => own_ward(grant, on) && own_agency(grant, on),
                }
        })
    })
}

fn own_ward(grant: &Grant, on: On) -> bool {
    match on.ward {
        Some(_) => grant.ward.is_none() || grant.ward == on.ward,
        // Of all wards together. What an agency alone holds belongs to no ward, and no role in wards reaches it.
        None => grant.ward.is_none() && on.agency.is_none(),
    }
}

fn own_agency(grant: &Grant, on: On) -> bool {
    grant.agency.is_some() && grant.agency == on.agency
}

/// Whether there is any record at all on which `who` may do `act`: what a
/// route asks before its verb looks for the record.
#[must_use]
pub fn may_somewhere(who: &Who, act: Act) -> bool {
    match (rule(act), who) {
        (Rule::Everyone, _) | (Rule::SignedIn, Who::Person(_)) => true,
        (_, Who::Anyone) => false,
        (Rule::Roles(roles), Who::Person(person)) => person
            .grants
            .iter()
            .any(|grant| roles.iter().any(|(role, _)| grant.role == *role)),
    }
}

/// How far somebody reaches in an act, for a list: the store asks for the rows of these wards and agencies instead of
/// reading all and dropping most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Every record.
    pub everywhere: bool,
    /// Roles that reach their own ward, with commas around each.
    pub by_ward: String,
    /// Roles that reach their own agency, with commas around each.
    pub by_agency: String,
}

/// How far `who` reaches in `act`. Acts that ask for ward and agency at once are decided record by record: [`may`].
#[must_use]
pub fn scope(who: &Who, act: Act) -> Scope {
    let mut scope = Scope {
        everywhere: false,
        by_ward: ",".into(),
        by_agency: ",".into(),
    };
    let (roles, person) = match (rule(act), who) {
        (Rule::Everyone, _) | (Rule::SignedIn, Who::Person(_)) => {
            scope.everywhere = true;
            return scope;
        }
        (_, Who::Anyone) => return scope,
        (Rule::Roles(roles), Who::Person(person)) => (roles, person),
    };
    for (role, reach) in roles {
        let mut held = person.grants.iter().filter(|grant| grant.role == *role);
        let list = match reach {
            Anywhere => {
                scope.everywhere |= held.next().is_some();
                continue;
            }
            OwnWard => {
                scope.everywhere |= held.any(|grant| grant.ward.is_none());
                &mut scope.by_ward
            }
            OwnAgency => &mut scope.by_agency,
            OwnWardAndAgency => continue,
        };
        list.push_str(role.word());
        list.push(',');
    }
    scope
}

/// Proof that the policy allowed this act. Stores ask for it, so a forgotten
/// check does not compile.
#[derive(Debug)]
pub struct Permit {
    /// What was allowed.
    pub act: Act,
    /// To whom; nobody for what everyone may do.
    pub by: Option<PersonId>,
    _only_the_desk_makes_one: PhantomData<()>,
}

impl Permit {
    pub(crate) fn issue(act: Act, by: Option<PersonId>) -> Self {
        Self {
            act,
            by,
            _only_the_desk_makes_one: PhantomData,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SignedIn;

    fn person(role: Role, ward: Option<WardId>) -> Who {
        Who::Person(SignedIn::for_test(vec![Grant {
            role,
            ward,
            agency: None,
        }]))
    }

    #[test]
    fn a_chair_runs_only_their_own_panel() {
        let (mine, other) = (WardId::fresh(), WardId::fresh());
        let chair = person(Role::Chair, Some(mine));
        let on = |ward| On {
            ward: Some(ward),
            agency: None,
        };
        assert!(may(&chair, Act::AgreePriority, on(mine)));
        assert!(!may(&chair, Act::AgreePriority, on(other)));
        assert!(
            !may(&chair, Act::AgreePriority, On::default()),
            "no ward is not every ward"
        );
    }

    #[test]
    fn the_police_never_agree_a_priority() {
        let ward = WardId::fresh();
        for role in [
            Role::WardOfficer,
            Role::Sergeant,
            Role::Inspector,
            Role::Admin,
        ] {
            let on = On {
                ward: Some(ward),
                agency: None,
            };
            assert!(!may(&person(role, None), Act::AgreePriority, on), "{role}");
        }
    }

    #[test]
    fn what_belongs_to_no_ward_is_not_reached_by_wards() {
        let on = On {
            ward: None,
            agency: Some(AgencyId::fresh()),
        };
        let inspector = person(Role::Inspector, None);
        assert!(!may(&inspector, Act::WorkHateReport, on));
        // All wards together are theirs, and nobody's who has one ward.
        let of_one = person(Role::Inspector, Some(WardId::fresh()));
        assert!(may(&inspector, Act::Explore, On::default()));
        assert!(!may(&of_one, Act::Explore, On::default()));
        assert!(may_somewhere(&inspector, Act::WorkHateReport));
    }

    #[test]
    fn a_list_reaches_as_far_as_its_records() {
        let sergeant = scope(
            &person(Role::Sergeant, Some(WardId::fresh())),
            Act::SeeConcerns,
        );
        assert!(!sergeant.everywhere);
        assert_eq!(sergeant.by_ward, ",ward_officer,sergeant,inspector,");
        assert_eq!(sergeant.by_agency, ",partner,");
        assert!(scope(&person(Role::Inspector, None), Act::SeeConcerns).everywhere);
        assert_eq!(scope(&Who::Anyone, Act::SeeConcerns).by_ward, ",");
    }

    #[test]
    fn a_visitor_may_only_what_everyone_may() {
        for act in Act::ALL {
            let open = matches!(rule(*act), Rule::Everyone);
            assert_eq!(may_somewhere(&Who::Anyone, *act), open, "{act}");
        }
    }
}
