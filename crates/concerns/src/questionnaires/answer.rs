//! A reporter answers. Answers can be changed until the quarter is over; then its figures stand.

use anyhow::Result;
use base::{Desk, Line, Permit, quarter::Quarter};

use super::{Question, Verdict, store};
use crate::Concern;

/// Keeps answers; a question that is left out keeps the answer it had, and one of an earlier quarter stands.
///
/// # Errors
/// When the store cannot be written.
pub async fn answer(
    desk: &mut Desk,
    permit: &Permit,
    concern: &Concern,
    answers: &[(Question, Verdict)],
) -> Result<()> {
    desk.only_the_day();
    let today = desk.today();
    let since = Quarter::of(today).first();
    for (question, verdict) in answers {
        store::keep(
            desk.tx(),
            permit,
            concern.id,
            *question,
            *verdict,
            today,
            since,
        )
        .await?;
    }
    // Whose report it was is in no ledger: answers are only counted.
    desk.tell(Line::of("was told how it went with", "concern", "one"))
        .await
}
