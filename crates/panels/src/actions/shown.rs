//! An action as pages show it: who, by when, how it stands, days late.

use anyhow::Result;
use base::{
    Act, Desk, WardId, clock,
    deadlines::{Due, days},
};
use web::{Tag, TagKind};

use super::{Action, ActionState, store};
use crate::{ActionId, PriorityId, meetings::Meeting};

/// An action in words.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its id.
    pub id: ActionId,
    /// Its page.
    pub path: String,
    /// Of which ward.
    pub ward: WardId,
    /// What is to be done.
    pub title: String,
    /// By whom: the agency, never a person.
    pub agency: String,
    /// By which role.
    pub owner: String,
    /// By when.
    pub due: String,
    /// How it stands, in words.
    pub tag: Tag,
    /// What was done, or why not.
    pub result: String,
    /// Days late, if it is open and late.
    pub late: Option<i64>,
    /// Whether it still has to be done.
    pub open: bool,
}

/// An action in words.
#[must_use]
pub fn shown(desk: &Desk, it: &Action) -> Shown {
    let late = if it.is_open() {
        Due::on(it.due_on, desk.today()).late()
    } else {
        None
    };
    let tag = match (it.state, late, it.done_on) {
        (_, Some(late), _) => Tag::new(TagKind::Bad, format!("Late: {}", days(late))),
        (ActionState::Done, _, Some(done)) => match Due::on(it.due_on, done).late() {
            None => Tag::new(TagKind::Go, "Done"),
            Some(late) => Tag::new(TagKind::Go, format!("Done, {} late", days(late))),
        },
        (ActionState::Declined | ActionState::Cancelled, ..) => {
            Tag::new(TagKind::Plain, it.state.label())
        }
        (ActionState::Blocked, ..) => Tag::new(TagKind::Warn, it.state.label()),
        _ => Tag::new(TagKind::Info, it.state.label()),
    };
    Shown {
        id: it.id,
        path: it.path(),
        ward: it.ward,
        title: it.title.clone(),
        agency: it.agency_short.clone(),
        owner: it.owner.clone(),
        due: clock::plain_day(it.due_on),
        tag,
        result: it.result.clone(),
        late,
        open: it.is_open(),
    }
}

/// The actions of a priority.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_priority(desk: &mut Desk, priority: PriorityId) -> Result<Vec<Shown>> {
    let actions = store::of_priority(desk.tx(), priority).await?;
    Ok(actions.iter().map(|it| shown(desk, it)).collect())
}

/// The actions of a ward that are open, or ended since a meeting.
///
/// # Errors
/// When the store cannot be read.
pub async fn open_or_since(
    desk: &mut Desk,
    ward: WardId,
    since: Option<&Meeting>,
) -> Result<Vec<Shown>> {
    let actions = store::of_ward(desk.tx(), ward).await?;
    let recent = |it: &&Action| {
        it.is_open()
            || since.is_some_and(|meeting| it.done_on.is_some_and(|done| done >= meeting.held_on))
    };
    Ok(actions
        .iter()
        .filter(recent)
        .map(|it| shown(desk, it))
        .collect())
}

/// The open actions that whoever asks may answer, due first.
///
/// # Errors
/// When the store cannot be read.
pub async fn mine(desk: &mut Desk) -> Result<Vec<Shown>> {
    let actions = store::all_open(desk.tx()).await?;
    Ok(actions
        .iter()
        .filter(|it| desk.may(Act::DoAction, *it))
        .map(|it| shown(desk, it))
        .collect())
}
