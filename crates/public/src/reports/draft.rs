//! A report that somebody is still writing: what was typed so far, and which screen comes next.

use base::{WardId, place::Service, words};
use concerns::ConcernId;
use serde::{Deserialize, Serialize};

words! {
    /// The screens of a report, in their order.
    pub enum Step {
        What = "what" / "What is the problem?",
        Details = "details" / "Tell us about it",
        Where = "where" / "Where is it?",
        When = "when" / "When does it happen?",
        Photos = "photos" / "Photos",
        AboutYou = "about-you" / "About you",
        Check = "check" / "Check your answers",
    }
}

words! {
    /// When it happened last. Only roughly: an exact time could say who saw it.
    pub enum Last {
        Today = "today" / "Today",
        Yesterday = "yesterday" / "Yesterday",
        Week = "week" / "In the last seven days",
        Month = "month" / "In the last month",
        Longer = "longer" / "Longer ago",
        Always = "always" / "It is there all the time",
        NotSure = "not_sure" / "I am not sure",
    }
}

words! {
    /// At which time of day.
    pub enum TimeOfDay {
        Morning = "morning" / "Mornings",
        Afternoon = "afternoon" / "Afternoons",
        Evening = "evening" / "Evenings",
        Night = "night" / "Nights",
    }
}

words! {
    /// How often.
    pub enum Often {
        Once = "once" / "Once",
        Sometimes = "sometimes" / "A few times",
        Weekly = "weekly" / "Every week",
        Daily = "daily" / "Most days",
    }
}

words! {
    /// Who learns who is writing.
    pub enum Wish {
        Anonymous = "anonymous" / "Stay anonymous",
        Team = "team" / "Give my details to the team only",
        Updates = "updates" / "Give my details and get updates",
    }
}

words! {
    /// How somebody likes to be reached.
    pub enum Way {
        Email = "email" / "By e-mail",
        Phone = "phone" / "By phone",
        Text = "text" / "By text message",
    }
}

/// What was typed so far. Nothing in it leaves the draft before the report is sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The ward page that it was begun on, by its slug.
    pub from: String,
    /// The kind, by its code.
    pub service: String,
    /// Code and answer, question by question.
    pub answers: Vec<(String, String)>,
    /// What it is about.
    pub words: String,
    /// Where, in words.
    pub place: String,
    /// What helps to find it.
    pub more: String,
    /// East and north, in degrees times one million.
    pub point: Option<(i32, i32)>,
    /// How near the map is.
    pub zoom: u8,
    /// The ward, once the place is known.
    pub ward: Option<WardId>,
    /// The concern that it is one more voice for.
    pub joins: Option<ConcernId>,
    /// When it happened last.
    pub last: Option<Last>,
    /// At which times of day.
    pub times: Vec<TimeOfDay>,
    /// How often.
    pub often: Option<Often>,
    /// Who learns who is writing.
    pub wish: Option<Wish>,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their phone number.
    pub phone: String,
    /// The language they like best.
    pub language: String,
    /// How they like to be reached.
    pub way: Option<Way>,
    /// When it is safe to do so.
    pub safe: String,
    /// Whether an agency that takes it on may reach them too.
    pub pass: bool,
    /// Which screens were sent on.
    pub done: Vec<Step>,
}

impl Step {
    /// Which screen of how many: "step 3 of 7".
    #[must_use]
    pub fn number(self) -> usize {
        Self::ALL.iter().position(|it| *it == self).unwrap_or(0) + 1
    }

    /// The screen before it.
    #[must_use]
    pub fn before(self) -> Option<Self> {
        self.number().checked_sub(2).map(|at| Self::ALL[at])
    }
}

impl Draft {
    /// A screen was sent on.
    pub fn finish(&mut self, step: Step) {
        if !self.done.contains(&step) {
            self.done.push(step);
        }
    }

    /// The first screen that is still to be seen; the last one when all were. So a change leads straight back to the check.
    #[must_use]
    pub fn next(&self) -> Step {
        let open = Step::ALL.iter().find(|it| !self.done.contains(it));
        open.copied().unwrap_or(Step::Check)
    }

    /// It is of a kind now. Of another kind than before, what was answered about that one goes, and the words stay.
    pub fn choose(&mut self, service: &Service) {
        if self.service != service.code {
            self.service.clone_from(&service.code);
            self.answers.clear();
            self.joins = None;
            self.done.retain(|it| !matches!(it, Step::Details));
            if self.ward.is_some() {
                // What is near may be of this kind.
                self.done.retain(|it| !matches!(it, Step::Where));
            }
        }
        if self.wish == Some(Wish::Anonymous) && !service.may_be_anonymous() {
            self.wish = None;
            self.done.retain(|it| !matches!(it, Step::AboutYou));
        }
        self.finish(Step::What);
    }

    /// When and how often, in one line; only what was chosen from lists.
    #[must_use]
    pub fn happened(&self) -> String {
        let times = self.times.iter().map(|it| it.label().to_lowercase());
        let times = times.collect::<Vec<_>>().join(" and ");
        let parts = [
            self.last.map_or(String::new(), |it| it.label().to_owned()),
            times,
            self.often
                .map_or(String::new(), |it| it.label().to_lowercase()),
        ];
        let parts: Vec<_> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        parts.join("; ")
    }

    /// Where, with what helps to find it.
    #[must_use]
    pub fn whereabouts(&self) -> String {
        match (self.place.trim(), self.more.trim()) {
            (place, "") => place.to_owned(),
            ("", more) => more.to_owned(),
            (place, more) => format!("{place}. {more}"),
        }
    }

    /// What is told, with what helps to find it: that may point at a home, and is sealed with the words.
    #[must_use]
    pub fn told(&self) -> String {
        match self.more.trim() {
            "" => self.words.clone(),
            more => format!("{}\n\nWhat helps to find it\n{more}", self.words),
        }
    }

    /// How and when somebody may be reached, in one line.
    #[must_use]
    pub fn reach(&self) -> String {
        let way = self.way.map_or("", Way::label);
        match (way, self.safe.trim()) {
            (way, "") => way.to_owned(),
            ("", safe) => safe.to_owned(),
            (way, safe) => format!("{way}. {safe}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_leads_back_to_the_check_and_a_new_report_goes_on() {
        let mut draft = Draft::default();
        assert_eq!(draft.next(), Step::What);
        draft.finish(Step::What);
        assert_eq!(draft.next(), Step::Details);
        for step in Step::ALL {
            draft.finish(*step);
        }
        assert_eq!(draft.next(), Step::Check);
        assert_eq!(Step::Where.number(), 3);
        assert_eq!(Step::Where.before(), Some(Step::Details));
        assert_eq!(Step::What.before(), None);
    }

    #[test]
    fn when_is_one_line_of_what_was_chosen() {
        let draft = Draft {
            last: Some(Last::Week),
            times: vec![TimeOfDay::Evening, TimeOfDay::Night],
            often: Some(Often::Daily),
            ..Draft::default()
        };
        assert_eq!(
            draft.happened(),
            "In the last seven days; evenings and nights; most days"
        );
        assert_eq!(Draft::default().happened(), "");
    }
}
