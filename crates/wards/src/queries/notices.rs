//! Who is told about an open question, and when: reminders while there is time, upwards once it is late.

use base::{
    Role,
    deadlines::{Length, Rule, rule},
};
use chrono::{DateTime, Utc};

use super::{Query, QueryState};

/// The clock of the ward team.
const TEAM: &str = "neighbourhood-query";
/// The clock of the inspector, once the asker has turned there.
const INSPECTOR: &str = "neighbourhood-query-redress";

/// A reminder or an escalation that fell due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Whom it is for.
    pub roles: &'static [Role],
    /// To whom it goes up, as the rule says it; `None`: a reminder to those who answer.
    pub up: Option<String>,
}

/// The hours promised on a day, as a length of the deadline engine.
pub(super) fn hours(hours: i64) -> Length {
    Length::Hours(u32::try_from(hours).expect("the place profile promises at least one hour"))
}

/// The rule with the hours that were promised when the clock began. The
/// question keeps them when the place promises something else later.
fn promised(slug: &str, from: DateTime<Utc>, length: Length) -> Rule {
    let mut rule = rule(slug).clone();
    let last = rule.versions.len() - 1;
    rule.versions.drain(..last);
    for version in &mut rule.versions {
        version.since = base::clock::day(from);
        version.length = length;
    }
    rule
}

/// The role that an escalation of the rule names.
fn role_of(to: &str) -> &'static [Role] {
    if to.contains("superintendent") {
        &[Role::Superintendent]
    } else if to.contains("inspector") {
        &[Role::Inspector]
    } else {
        &[Role::Sergeant]
    }
}

/// Who is told when nobody holds the role.
pub(super) fn next_up(role: Role) -> Option<Role> {
    match role {
        Role::WardOfficer => Some(Role::Sergeant),
        Role::Sergeant => Some(Role::Inspector),
        Role::Inspector => Some(Role::Superintendent),
        _ => None,
    }
}

impl Query {
    /// What fell due after `after` (nothing: since its clock began) and up to
    /// `until`. What is answered needs no telling.
    #[must_use]
    pub fn notices(&self, after: Option<DateTime<Utc>>, until: DateTime<Utc>) -> Vec<Notice> {
        if !self.is_open() {
            return Vec::new();
        }
        let (rule, from, answers): (Rule, _, &'static [Role]) =
            match (self.state, self.redress_at, self.redress_due_at) {
                (QueryState::Redress, Some(at), Some(due)) => {
                    let length = hours((due - at).num_hours());
                    (promised(INSPECTOR, at, length), at, &[Role::Inspector])
                }
                _ => {
                    let (at, length) = (self.received_at, hours(self.answer_hours));
                    let team = &[Role::WardOfficer, Role::Sergeant];
                    (promised(TEAM, at, length), at, team)
                }
            };
        let clock = rule
            .start(from)
            .expect("the version begins with the day of the clock");
        clock
            .notices(after.map_or(from, |after| after.max(from)), until)
            .into_iter()
            .map(|notice| Notice {
                roles: notice.to.as_deref().map_or(answers, role_of),
                up: notice.to,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::query::tests::query;
    use super::*;
    use chrono::Duration;

    /// The hours after it came in at which somebody is told, and the first of them.
    fn told(it: &Query) -> Vec<(i64, Role)> {
        let mut all = Vec::new();
        for hour in 0..200 {
            let at = |hour| it.received_at + Duration::hours(hour);
            for notice in it.notices((hour > 0).then(|| at(hour)), at(hour + 1)) {
                all.push((hour + 1, notice.roles[0]));
            }
        }
        all
    }

    #[test]
    fn the_team_at_half_time_and_twelve_hours_before_then_upwards() {
        use Role::{Inspector, Sergeant, WardOfficer};
        // Over the end of summer time, and over Christmas.
        for received in ["2026-10-23T13:00:00Z", "2026-12-24T17:00:00Z"] {
            let expected = [
                (36, WardOfficer),
                (60, WardOfficer),
                (73, Sergeant),
                (96, Inspector),
            ];
            assert_eq!(told(&query(received)), expected, "{received}");
        }
    }

    #[test]
    fn a_place_that_promises_fewer_hours_is_reminded_sooner() {
        let mut it = query("2026-11-24T14:00:00Z");
        it.answer_hours = 8;
        // Twelve hours before the end would be before it came in.
        let hours: Vec<i64> = told(&it).into_iter().map(|(hour, _)| hour).collect();
        assert_eq!(hours, [4, 9, 32]);
    }

    #[test]
    fn every_escalation_of_both_rules_names_a_role_that_is_known() {
        for slug in [TEAM, INSPECTOR] {
            for up in &rule(slug).escalations {
                let known = ["sergeant", "inspector", "superintendent"];
                assert!(known.iter().any(|word| up.to.contains(word)), "{}", up.to);
            }
        }
        assert_eq!(role_of("the superintendent"), &[Role::Superintendent]);
    }
}
