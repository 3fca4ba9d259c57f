//! A question as the team's pages show it: what, how long is left, how it stands.

use base::{Act, Desk, On, Role, WardId, Who, clock};
use web::{Tag, TagKind};

use super::{Query, QueryState, left};
use crate::{Atlas, Ward};

/// A question in words.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its page.
    pub path: String,
    /// What is printed and read out.
    pub reference: String,
    /// Of which ward.
    pub ward: String,
    /// As the place profile calls it.
    pub category: String,
    /// The asker's words.
    pub question: String,
    /// How it came in.
    pub channel: &'static str,
    /// When.
    pub received: String,
    /// By when the running clock ends.
    pub due: String,
    /// Time left or late; nothing once nothing is owed.
    pub left: String,
    /// Which role answers.
    pub officer: String,
    /// How it stands, in words.
    pub tag: Tag,
    /// Whether an answer is owed and late.
    pub late: bool,
    /// Whether the asker has turned to the inspector.
    pub redress: bool,
}

/// A question in words.
#[must_use]
pub fn shown(desk: &Desk, atlas: &Atlas, it: &Query) -> Shown {
    let now = desk.now();
    let late = it.is_late(now);
    let tag = match it.state {
        QueryState::Redress => Tag::new(TagKind::Warn, it.state.label()),
        QueryState::Answered | QueryState::Signposted => Tag::new(TagKind::Go, it.state.label()),
        QueryState::Closed => Tag::new(TagKind::Plain, it.state.label()),
        QueryState::Received | QueryState::Acknowledged if late => {
            Tag::new(TagKind::Bad, left(it.clock(), now))
        }
        QueryState::Received | QueryState::Acknowledged => {
            Tag::new(TagKind::Info, it.state.label())
        }
    };
    Shown {
        path: it.path(),
        reference: it.reference.clone(),
        ward: atlas.name(it.ward).to_owned(),
        category: category(desk, &it.category),
        question: it.question.clone(),
        channel: it.channel.label(),
        received: clock::day_and_time(it.received_at),
        due: clock::day_and_time(it.clock()),
        left: if it.is_open() {
            left(it.clock(), now)
        } else {
            String::new()
        },
        officer: it.officer.clone(),
        tag,
        late,
        redress: it.state == QueryState::Redress,
    }
}

/// A category as printed; its word when the profile no longer has it.
#[must_use]
pub fn category(desk: &Desk, slug: &str) -> String {
    desk.place()
        .category(slug)
        .map_or_else(|| slug.to_owned(), |it| it.name.clone())
}

/// Slug and name of every category, for a form.
#[must_use]
pub fn categories(desk: &Desk) -> Vec<(String, String)> {
    desk.place()
        .category
        .iter()
        .map(|it| (it.slug.clone(), it.name.clone()))
        .collect()
}

/// The wards whose questions whoever asks may answer.
#[must_use]
pub fn my_wards<'a>(desk: &Desk, atlas: &'a Atlas) -> Vec<&'a Ward> {
    atlas
        .wards
        .iter()
        .filter(|ward| desk.may(Act::AnswerQuery, *ward))
        .collect()
}

/// Whether whoever asks is the inspector of a ward: redress comes to them.
#[must_use]
pub fn is_inspector(desk: &Desk, ward: WardId) -> bool {
    let on = On {
        ward: Some(ward),
        agency: None,
    };
    let Who::Person(person) = desk.who() else {
        return false;
    };
    desk.may(Act::AnswerQuery, &on)
        && person
            .grants
            .iter()
            .any(|grant| grant.role == Role::Inspector && grant.ward.is_none_or(|own| own == ward))
}
