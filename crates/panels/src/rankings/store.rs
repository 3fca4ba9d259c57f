//! All SQL of members' orders.

use anyhow::Result;
use base::{Permit, PersonId, args, store::Tx, words};

use crate::{MeetingId, MemberId, SuggestionId};

words! {
    /// How an order came in.
    pub enum Way {
        Screen = "screen" / "On screen",
        Paper = "paper" / "On paper",
        Phone = "phone" / "By phone",
    }
}

/// A member's order.
#[derive(Clone, Debug)]
pub struct Order {
    /// Whose.
    pub member: MemberId,
    /// How it came in.
    pub way: Way,
    /// From the first to the last.
    pub order: Vec<SuggestionId>,
}

/// Every order of a meeting.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_meeting(tx: &mut Tx, meeting: MeetingId) -> Result<Vec<Order>> {
    let rows = tx
        .all(
            "SELECT member_id, suggestion_id, how FROM ranking WHERE meeting_id = $1 ORDER BY member_id, place",
            args![meeting],
        )
        .await?;
    let mut orders: Vec<Order> = Vec::new();
    for row in &rows {
        let member: MemberId = row.get("member_id")?;
        let suggestion: SuggestionId = row.get("suggestion_id")?;
        match orders.last_mut() {
            Some(order) if order.member == member => order.order.push(suggestion),
            _ => orders.push(Order {
                member,
                way: row.get("how")?,
                order: vec![suggestion],
            }),
        }
    }
    Ok(orders)
}

/// Keeps a member's order in place of an earlier one.
///
/// # Errors
/// When the store cannot be written.
pub async fn keep(
    tx: &mut Tx,
    _permit: &Permit,
    meeting: MeetingId,
    order: &Order,
    entered_by: Option<PersonId>,
) -> Result<()> {
    tx.run(
        "DELETE FROM ranking WHERE meeting_id = $1 AND member_id = $2",
        args![meeting, order.member],
    )
    .await?;
    for (place, suggestion) in order.order.iter().enumerate() {
        tx.run(
            "INSERT INTO ranking (meeting_id, member_id, suggestion_id, place, how, entered_by) VALUES ($1, $2, $3, $4, $5, $6)",
            args![meeting, order.member, *suggestion, i64::try_from(place + 1)?, order.way, entered_by],
        )
        .await?;
    }
    Ok(())
}
