//! How a team was made up before: one line for each time between two changes.

use chrono::{Days, NaiveDate};

use super::{Post, Term, complement};

/// A time in which a team was made up the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day; nothing where it is not known.
    pub from: Option<NaiveDate>,
    /// The last day; nothing for the present.
    pub to: Option<NaiveDate>,
    /// The team template that was followed, as a word.
    pub template: Option<String>,
    /// "1 Sergeant, 2 Constables (dedicated)".
    pub made_up: String,
}

/// The times of a team, the newest first.
#[must_use]
pub fn periods(posts: &[Post], terms: &[Term], today: NaiveDate) -> Vec<Period> {
    let mut days: Vec<Option<NaiveDate>> = vec![None];
    let after = |day: NaiveDate| day + Days::new(1);
    days.extend(posts.iter().filter_map(|post| post.valid_from).map(Some));
    days.extend(
        posts
            .iter()
            .filter_map(|post| post.valid_to)
            .map(|day| Some(after(day))),
    );
    days.extend(terms.iter().map(|term| Some(term.valid_from)));
    days.extend(
        terms
            .iter()
            .filter_map(|term| term.valid_to)
            .map(|day| Some(after(day))),
    );
    days.retain(|day| day.is_none_or(|day| day <= today));
    days.sort_unstable();
    days.dedup();
    let mut out: Vec<Period> = Vec::new();
    for (at, from) in days.iter().enumerate() {
        let to = days
            .get(at + 1)
            .copied()
            .flatten()
            .map(|next| next - Days::new(1));
        let probe = from.unwrap_or(NaiveDate::MIN);
        let made_up = complement(posts.iter().filter(|post| post.stood_on(probe)));
        let template = terms
            .iter()
            .find(|term| term.held_on(probe))
            .map(|term| term.template.clone());
        match out.last_mut() {
            Some(last) if last.made_up == made_up && last.template == template => last.to = to,
            _ => out.push(Period {
                from: *from,
                to,
                template,
                made_up,
            }),
        }
    }
    out.retain(|period| !period.made_up.is_empty() || period.template.is_some());
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PostId;
    use base::WardId;

    #[test]
    fn each_time_is_a_line_with_its_own_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let post = |people, from: &str, to: Option<&str>| Post {
            id: PostId::fresh(),
            ward: WardId::fresh(),
            rank: "Constable".into(),
            role: "Ward Team".into(),
            people,
            dedicated: true,
            valid_from: Some(day(from)),
            valid_to: to.map(day),
        };
        let posts = [
            post(1, "2013-04-01", Some("2017-11-30")),
            post(2, "2017-12-01", None),
        ];
        let terms = [Term {
            template: "two-dedicated".into(),
            valid_from: day("2017-12-01"),
            valid_to: None,
        }];
        let found = periods(&posts, &terms, day("2026-11-24"));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].made_up, "2 Constables (dedicated)");
        assert_eq!(found[0].template.as_deref(), Some("two-dedicated"));
        assert_eq!(found[1].made_up, "1 Constable (dedicated)");
        assert_eq!(
            (found[1].from, found[1].to),
            (Some(day("2013-04-01")), Some(day("2017-11-30")))
        );
    }
}
