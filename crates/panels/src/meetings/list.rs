//! The meetings a person may see.

use askama::Template;
use base::{Act, Answer, Desk, On, clock};
use wards::{Ward, atlas};
use web::{Frame, Tag, page};

use super::{MeetingState, store, workspace::state_tag};

struct Row {
    path: String,
    ward: String,
    when: String,
    venue: String,
    tag: Tag,
}

#[derive(Template)]
#[template(path = "meetings/list.html")]
struct Page {
    frame: Frame,
    to_come: Vec<Row>,
    past: Vec<Row>,
    mine: Vec<Ward>,
}

/// The page.
pub(super) async fn show(mut desk: Desk) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let meetings = store::all(desk.tx()).await?;
    let (mut to_come, mut past) = (Vec::new(), Vec::new());
    for meeting in meetings
        .iter()
        .filter(|meeting| desk.may(Act::SeeMeeting, *meeting))
    {
        let row = Row {
            path: meeting.desk_path(),
            ward: atlas.name(meeting.ward).to_owned(),
            when: clock::day_and_time(meeting.starts_at),
            venue: meeting.venue.clone(),
            tag: state_tag(meeting.state),
        };
        match meeting.state {
            MeetingState::Scheduled | MeetingState::PapersOut | MeetingState::InSession => {
                to_come.push(row)
            }
            _ => past.push(row),
        }
    }
    to_come.reverse();
    past.truncate(60);
    let mine = atlas
        .wards
        .iter()
        .filter(|ward| {
            desk.may(
                Act::RunMeeting,
                &On {
                    ward: Some(ward.id),
                    agency: None,
                },
            )
        })
        .cloned()
        .collect();
    let frame = Frame::of(&desk, "Panel meetings");
    page(
        &desk,
        &Page {
            frame,
            to_come,
            past,
            mine,
        },
    )
}
