//! The first draft, from what the stages hold: nobody types twice.

use std::fmt::Write as _;

use anyhow::Result;
use base::{Desk, clock};
use wards::Ward;

use crate::{
    actions,
    meetings::{self, How, Meeting},
    members::{self, Member},
    priorities::{self, Decision},
    suggestions::{self, Fate},
};

/// The draft. Members are named only where they agreed to be; the others
/// stand in it by what they speak for.
///
/// # Errors
/// When the store cannot be read.
pub async fn draft(desk: &mut Desk, meeting: &Meeting, ward: &Ward) -> Result<String> {
    let mut out = String::new();
    let mut line = |text: std::fmt::Arguments| {
        // Writing to a String cannot fail.
        let _ = out.write_fmt(text);
        out.push('\n');
    };
    line(format_args!("{} panel, {}", ward.name, meeting.when()));
    line(format_args!("{}", meeting.venue));
    line(format_args!(""));
    line(format_args!("Who was there"));
    let members = members::store::on(desk.tx(), meeting.ward, meeting.held_on).await?;
    let there = meetings::store::attendance(desk.tx(), meeting.id).await?;
    for how in How::ALL {
        let names: Vec<_> = members
            .iter()
            .filter(|member| there.iter().any(|(id, h)| *id == member.id && h == how))
            .map(|member| named(desk, member))
            .collect();
        if !names.is_empty() {
            line(format_args!("{}: {}", how.label(), counted(names)));
        }
    }
    let quorum = meetings::quorum(desk, meeting).await?;
    line(format_args!("{}", quorum.words()));
    line(format_args!(""));
    line(format_args!("Last time"));
    let before = meetings::store::before(desk.tx(), meeting).await?;
    let old: Vec<_> = actions::store::of_ward(desk.tx(), meeting.ward)
        .await?
        .into_iter()
        .filter(|it| it.meeting != Some(meeting.id) && it.given_on < meeting.held_on)
        .filter(|it| {
            it.is_open()
                || before
                    .as_ref()
                    .is_some_and(|before| it.done_on.is_some_and(|done| done >= before.held_on))
        })
        .collect();
    if old.is_empty() {
        line(format_args!("There were no actions from before."));
    }
    for it in &old {
        line(format_args!(
            "- {} ({}): {}{}",
            it.title,
            it.agency_short,
            it.state.label().to_lowercase(),
            sentence(&it.result)
        ));
    }
    line(format_args!(""));
    line(format_args!("Evidence"));
    match (&meeting.evidence_opened_at, &meeting.evidence_not_opened) {
        (Some(at), _) => line(format_args!(
            "The panel opened the evidence at {}.",
            clock::time(*at)
        )),
        (None, Some(why)) => line(format_args!(
            "The panel did not look at the evidence: {why}"
        )),
        (None, None) => line(format_args!("The panel did not open the evidence.")),
    }
    line(format_args!(""));
    line(format_args!("Suggestions"));
    let list = suggestions::store::for_meeting(desk.tx(), meeting).await?;
    for it in list.iter().filter(|it| it.merged_into.is_none()) {
        let fate = match it.outcome {
            Some(Fate::Agreed) if it.keeps.is_some() => "kept",
            Some(Fate::Agreed) => "agreed",
            Some(Fate::NotAgreed) => "not agreed",
            None => "not decided",
        };
        line(format_args!(
            "- {} ({}): {fate}",
            it.title,
            it.source.label().to_lowercase()
        ));
    }
    line(format_args!(""));
    line(format_args!("Agreed"));
    let all = priorities::store::of_ward(desk.tx(), meeting.ward).await?;
    let agreed: Vec<_> = all.iter().filter(|it| it.agreed_at == meeting.id).collect();
    if agreed.is_empty() {
        line(format_args!("No new priority was agreed."));
    }
    for it in agreed {
        let decided = match it.decision {
            Decision::Consensus => "nobody against".to_owned(),
            Decision::Vote(votes) => format!(
                "{} for, {} against, {} neither",
                votes.yes, votes.no, votes.abstain
            ),
        };
        line(format_args!(
            "- {} ({decided}). {} Lead: {}. Looked at again on {}.",
            it.title,
            it.different,
            it.lead,
            clock::plain_day(it.review_on)
        ));
        if let Some(why) = &it.over_limit {
            line(format_args!("  One more than the limit, because: {why}"));
        }
    }
    for it in &all {
        if let Some(closing) = it
            .closing
            .as_ref()
            .filter(|closing| closing.at_meeting == Some(meeting.id))
        {
            let vote = closing.vote.map_or(String::new(), |(yes, no)| {
                format!(" ({yes} for, {no} against)")
            });
            line(format_args!(
                "- Closed: {}: {}{vote}. {}",
                it.title,
                closing.outcome.label().to_lowercase(),
                closing.result
            ));
        }
    }
    line(format_args!(""));
    line(format_args!("Actions"));
    let given: Vec<_> = actions::store::of_ward(desk.tx(), meeting.ward)
        .await?
        .into_iter()
        .filter(|it| it.meeting == Some(meeting.id))
        .collect();
    if given.is_empty() {
        line(format_args!("No action was given."));
    }
    for it in &given {
        line(format_args!(
            "- {}: {}, {}, by {}",
            it.title,
            it.agency_short,
            it.owner,
            clock::plain_day(it.due_on)
        ));
    }
    if !meeting.notes.trim().is_empty() {
        line(format_args!(""));
        line(format_args!("Notes"));
        line(format_args!("{}", meeting.notes.trim()));
    }
    Ok(out)
}

/// A member as minutes name them.
fn named(desk: &Desk, member: &Member) -> String {
    if member.name_public {
        return member.name.clone();
    }
    let seat = desk.place().seat(&member.kind);
    seat.map_or_else(|| member.kind.clone(), |seat| seat.name.clone())
}

/// "Resident (4), Business (2), Jo Smith".
fn counted(mut names: Vec<String>) -> String {
    names.sort();
    let mut out: Vec<(String, u32)> = Vec::new();
    for name in names {
        match out.last_mut() {
            Some((last, n)) if *last == name => *n += 1,
            _ => out.push((name, 1)),
        }
    }
    out.into_iter()
        .map(|(name, n)| {
            if n == 1 {
                name
            } else {
                format!("{name} ({n})")
            }
        })
        .collect::<Vec<_>>()
        .join(", ")
}

fn sentence(words: &str) -> String {
    if words.is_empty() {
        String::new()
    } else {
        format!(". {words}")
    }
}
