//! A reporter answers. Answers can be changed until the quarter is over; then its figures stand.

use base::{Desk, Line, Permit, Stop, quarter::Quarter};

use super::{Question, Verdict, store};
use crate::Concern;

/// Keeps answers and notes that there were some.
///
/// # Errors
/// As [`keep`].
pub async fn answer(
    desk: &mut Desk,
    permit: &Permit,
    concern: &Concern,
    answers: &[(Question, Verdict)],
) -> Result<(), Stop> {
    keep(desk, permit, concern, answers).await?;
    // Whose report it was is in no ledger: answers are only counted.
    desk.tell(Line::of("was told how it went with", "concern", "one"))
        .await?;
    Ok(())
}

/// Keeps answers; a question that is left out keeps the answer it had, and one of an earlier quarter stands.
///
/// # Errors
/// [`Stop::AlreadyDone`] while it is not over: the team has it, or has it again. Or when the store cannot be written.
pub(crate) async fn keep(
    desk: &mut Desk,
    permit: &Permit,
    concern: &Concern,
    answers: &[(Question, Verdict)],
) -> Result<(), Stop> {
    if concern.is_open() {
        return Err(Stop::AlreadyDone("/reports/receipt".to_owned()));
    }
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
    Ok(())
}
