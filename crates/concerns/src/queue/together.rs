//! The same is done to several concerns at once: read without showing their words, or closed with one word.

use base::{Act, Answer, Desk, Line, OrNotFound as _, Stop};
use web::Fields;

use super::{
    filter::Ask,
    list::{self, TOGETHER},
};
use crate::{
    Concern, ConcernId, ConcernState,
    concerns::{self, CloseReason, word},
};

/// What is done to each.
enum Same {
    Read,
    Close(CloseReason, String),
}

/// Does it to all that were ticked: all or none.
pub(super) async fn together(mut desk: Desk, mut form: Fields) -> Answer {
    let ids: Vec<ConcernId> = form
        .each("concern")
        .filter_map(|id| id.parse().ok())
        .collect();
    if ids.is_empty() {
        form.error("concern", "Tick the concerns that it is done to");
    } else if ids.len() > TOGETHER as usize {
        form.error("concern", format!("Tick {TOGETHER} or fewer at once"));
    }
    let same = match form.raw("do") {
        "read" => Some(Same::Read),
        "close" => {
            let reason = list::reason(&mut form);
            let ask = "Write what residents should know. No names of people.";
            let word = form.words("word", 1_000, ask);
            concerns::warn(&mut form, "word", &word);
            reason.map(|reason| Same::Close(reason, word))
        }
        _ => {
            form.error("do", "Choose what is done");
            None
        }
    };
    let (Some(same), false) = (same, form.wrong()) else {
        let ask = Ask {
            burst: form.raw("burst").to_owned(),
            ..Ask::default()
        };
        return list::draw(desk, ask, form).await;
    };
    desk.once(form.press()).await?;
    for id in ids {
        let concern = concerns::store::find(desk.tx(), id).await?.or_not_found()?;
        one(&mut desk, concern, &same).await?;
    }
    desk.finish("/desk/concerns").await
}

async fn one(desk: &mut Desk, concern: Concern, same: &Same) -> Result<(), Stop> {
    let permit = desk.permit(Act::WorkConcern, &concern)?;
    let now = desk.now();
    let kept = match same {
        // Somebody was quicker: it is read already, and stays as it is.
        Same::Read if concern.state != ConcernState::Sent => return Ok(()),
        Same::Read => {
            let read = concern.read(None, false, now);
            let kept = word::keep_read(desk, &permit, &read).await?;
            desk.tell(Line::of("read", "concern", read.id).with("no words shown, with others"))
                .await?;
            kept
        }
        Same::Close(reason, words) => {
            let to = ConcernState::ClosedNotDone;
            let moved = concern.move_to(to, Some(*reason), words.clone(), now)?;
            let kept = word::keep(desk, &permit, &moved).await?;
            desk.tell(
                Line::of("closed without being done", "concern", moved.id).with("with others"),
            )
            .await?;
            kept
        }
    };
    if kept {
        Ok(())
    } else {
        Err(Stop::Refused("Somebody else has just worked on one of these. Nothing was done: look at the list again.".into()))
    }
}
