//! What every stage of a meeting has around it: the stages, the agenda, who
//! is in the room, the notes.

use anyhow::Result;
use axum::extract::Path;
use base::{Act, Answer, Desk, OrNotFound as _, Stop, clock};
use chrono::Duration;
use wards::{Ward, atlas};
use web::{Fields, Frame, Tag, TagKind};

use super::{How, Meeting, MeetingState, Stage, store};
use crate::{
    MeetingId, MemberId,
    members::{self, Member, Quorum},
    rankings::{self, store::Order},
};

/// A stage in the bar at the top.
pub(super) struct Step {
    pub path: String,
    pub label: &'static str,
    pub class: &'static str,
    pub here: bool,
}

/// A line of the agenda with its time.
#[derive(Clone, Debug)]
pub struct Item {
    /// "7:05pm".
    pub at: String,
    /// As printed.
    pub title: String,
}

/// The agenda of a meeting, each line with the time it is planned for.
#[must_use]
pub fn agenda(desk: &Desk, meeting: &Meeting) -> Vec<Item> {
    let mut at = meeting.starts_at;
    let mut items = Vec::new();
    for item in &desk.place().agenda {
        items.push(Item {
            at: clock::time(at),
            title: item.title.clone(),
        });
        at += Duration::minutes(i64::from(item.minutes));
    }
    items
}

/// The workspace around a stage.
pub(super) struct Workspace {
    pub meeting: Meeting,
    pub ward: Ward,
    pub members: Vec<Member>,
    pub quorum: Quorum,
    pub steps: Vec<Step>,
    pub agenda: Vec<Item>,
    pub tag: Tag,
    pub on_phone: usize,
    pub no_vote: usize,
    pub orders: Vec<Order>,
    pub orders_in: usize,
    /// The seat of whoever asks, if it votes.
    pub voter: Option<MemberId>,
    pub may_see_points: bool,
    pub next_label: Option<String>,
    pub runs: bool,
    pub notes: Fields,
}

/// `/desk/meetings/{id}` leads to the stage the meeting is at.
pub(super) async fn open(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let meeting = find(&mut desk, &id).await?;
    Ok(axum::response::IntoResponse::into_response(
        axum::response::Redirect::to(&meeting.stage_path(meeting.stage)),
    ))
}

/// The meeting of an address, if the person may see it.
///
/// A verb takes the meeting for itself first, so that two that come at the same
/// moment see each other's work.
pub(crate) async fn find(desk: &mut Desk, id: &str) -> Result<Meeting, Stop> {
    let id: MeetingId = id.parse().ok().or_not_found()?;
    if desk.is_writing() {
        store::take(desk.tx(), id).await?;
    }
    let meeting = store::find(desk.tx(), id).await?.or_not_found()?;
    desk.permit(Act::SeeMeeting, &meeting)?;
    Ok(meeting)
}

/// Whether enough voting members are at a meeting.
///
/// # Errors
/// When the store cannot be read.
pub async fn quorum(desk: &mut Desk, meeting: &Meeting) -> Result<Quorum> {
    let members = members::store::on(desk.tx(), meeting.ward, meeting.held_on).await?;
    let there = store::attendance(desk.tx(), meeting.id).await?;
    Ok(count(&members, &there, desk))
}

fn is_there(there: &[(MemberId, How)], member: &Member) -> bool {
    there
        .iter()
        .any(|(id, how)| *id == member.id && *how != How::Apologies)
}

fn count(members: &[Member], there: &[(MemberId, How)], desk: &Desk) -> Quorum {
    let voting = members.iter().filter(|member| member.votes);
    let of = u32::try_from(voting.clone().count()).unwrap_or(u32::MAX);
    let came = voting.filter(|member| is_there(there, member)).count();
    let came = u32::try_from(came).unwrap_or(u32::MAX);
    Quorum::count(came, of, &desk.place().panel)
}

impl Workspace {
    /// Loads what stands around the stage `here`.
    pub(super) async fn load(desk: &mut Desk, id: &str, here: Stage) -> Result<Self, Stop> {
        let meeting = find(desk, id).await?;
        let ward = atlas(desk).await?.ward(meeting.ward).cloned();
        let ward = match ward {
            Some(ward) => ward,
            None => wards::wards::store::find(desk.tx(), meeting.ward)
                .await?
                .or_not_found()?,
        };
        let members = members::store::on(desk.tx(), meeting.ward, meeting.held_on).await?;
        let there = store::attendance(desk.tx(), meeting.id).await?;
        let quorum = count(&members, &there, desk);
        let orders = rankings::store::of_meeting(desk.tx(), meeting.id).await?;
        let here_and_voting: Vec<MemberId> = members
            .iter()
            .filter(|member| member.votes && is_there(&there, member))
            .map(|member| member.id)
            .collect();
        let orders_in = orders
            .iter()
            .filter(|order| here_and_voting.contains(&order.member))
            .count();
        let voter = members
            .iter()
            .find(|member| member.votes && Some(member.person) == desk.person())
            .map(|member| member.id);
        let at = Stage::ALL
            .iter()
            .position(|stage| *stage == meeting.stage)
            .unwrap_or(0);
        let over = matches!(meeting.state, MeetingState::Held | MeetingState::Published);
        let decides =
            over || (meeting.state == MeetingState::InSession && meeting.stage >= Stage::Agree);
        let may_see_points =
            !orders.is_empty() && rankings::may_see(voter, &orders, &here_and_voting, decides);
        let steps = Stage::ALL
            .iter()
            .enumerate()
            .map(|(n, stage)| Step {
                path: meeting.stage_path(*stage),
                label: stage.label(),
                class: if over || n < at {
                    "done"
                } else if n == at && meeting.state == MeetingState::InSession {
                    "now"
                } else {
                    ""
                },
                here: *stage == here,
            })
            .collect();
        let agenda = agenda(desk, &meeting);
        let next_label = match meeting.state {
            MeetingState::PapersOut => Some("Open the meeting".to_owned()),
            MeetingState::InSession => Some(match Stage::ALL.get(at + 1) {
                Some(next) => format!("Move on to {}", next.label().to_lowercase()),
                None => "Close the meeting".to_owned(),
            }),
            _ => None,
        };
        let tag = state_tag(meeting.state);
        let on_phone = there.iter().filter(|(_, how)| *how == How::Phone).count();
        let no_vote = members
            .iter()
            .filter(|m| {
                !m.votes
                    && there
                        .iter()
                        .any(|(id, how)| *id == m.id && *how != How::Apologies)
            })
            .count();
        let runs = desk.may(Act::RunMeeting, &meeting);
        let notes = Fields::fresh()
            .with("notes", &meeting.notes)
            .with("version", meeting.version);
        Ok(Self {
            meeting,
            ward,
            members,
            quorum,
            steps,
            agenda,
            tag,
            on_phone,
            no_vote,
            orders,
            orders_in,
            voter,
            may_see_points,
            next_label,
            runs,
            notes,
        })
    }

    /// Whether the meeting is going on.
    pub(super) fn in_session(&self) -> bool {
        self.meeting.is_in_session().is_ok()
    }

    /// The frame of a stage's page.
    pub(super) fn frame(&self, desk: &Desk, title: &str) -> Frame {
        let day = clock::plain_day(self.meeting.held_on);
        Frame::of(desk, format!("{title} - {} panel, {day}", self.ward.name))
            .crumb(self.ward.path(), self.ward.name.clone())
            .crumb("/desk/meetings", "Panel meetings")
            .crumb("", day)
    }
}

/// The state of a meeting as a tag.
pub(super) fn state_tag(state: MeetingState) -> Tag {
    let kind = match state {
        MeetingState::Scheduled => TagKind::Plain,
        MeetingState::PapersOut | MeetingState::InSession | MeetingState::Held => TagKind::Info,
        MeetingState::Published => TagKind::Go,
        MeetingState::Cancelled => TagKind::Warn,
    };
    Tag::new(kind, state.label())
}
