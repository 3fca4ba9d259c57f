//! The health of a panel: met in time, quorate, community chair, minutes out.

use anyhow::Result;
use base::Desk;
use wards::Ward;
use web::{Tag, TagKind};

use super::{Office, store};
use crate::meetings::{self, MeetingState};

/// The four signs of a panel that works.
#[derive(Clone, Debug)]
pub struct Health {
    /// Each with its words.
    pub signs: Vec<Tag>,
    /// How many of the four are well.
    pub well: usize,
}

/// Looks at a panel.
///
/// # Errors
/// When the store cannot be read.
pub async fn of(desk: &mut Desk, ward: &Ward) -> Result<Health> {
    let (today, rules) = (desk.today(), desk.place().panel.clone());
    let members = store::on(desk.tx(), ward.id, today).await?;
    let all = meetings::store::of_ward(desk.tx(), ward.id).await?;
    let held = all
        .iter()
        .filter(|m| matches!(m.state, MeetingState::Held | MeetingState::Published))
        .max_by_key(|m| m.held_on);
    // Four a year, and a month's grace.
    let longest = i64::from(365 / rules.meetings_a_year.max(1)) + 31;
    if held.is_none() {
        return Ok(Health {
            signs: vec![Tag::new(TagKind::Info, "Has not met yet")],
            well: 0,
        });
    }
    let mut signs = Vec::new();
    let mut sign = |well: bool, good: &str, bad: String| {
        signs.push(if well {
            Tag::new(TagKind::Go, good)
        } else {
            Tag::new(TagKind::Warn, bad)
        });
        well
    };
    let since = held.map(|meeting| (today - meeting.held_on).num_days());
    let mut well = usize::from(sign(
        since.is_some_and(|days| days <= longest),
        "Met in time",
        since.map_or_else(
            || "Has not met yet".into(),
            |days| format!("Last met {days} days ago"),
        ),
    ));
    let quorate = match held {
        None => false,
        Some(meeting) => meetings::quorum(desk, meeting).await?.reached(),
    };
    well += usize::from(sign(
        quorate,
        "Last meeting had enough members",
        "Last meeting had too few members to decide".into(),
    ));
    let chair = members.iter().any(|member| member.office == Office::Chair);
    well += usize::from(sign(
        chair,
        "Chaired by a member of the community",
        "Has no chair".into(),
    ));
    let published = held.is_some_and(|meeting| {
        meeting.state == MeetingState::Published
            || (today - meeting.held_on).num_days() <= i64::from(rules.minutes_days_after) + 14
    });
    well += usize::from(sign(
        published,
        "Minutes published or not yet due",
        "Minutes of the last meeting are not published".into(),
    ));
    Ok(Health { signs, well })
}
