//! A reporter answers. Answers can be changed as long as the receipt opens.

use base::{Desk, Line, Permit, Stop};

use super::{Question, Verdict, store};
use crate::Concern;

/// Keeps answers; a question that is left out keeps the answer it had.
///
/// # Errors
/// [`Stop::AlreadyDone`] when the team has just taken it up again, or when the store cannot be written.
pub async fn answer(
    desk: &mut Desk,
    permit: &Permit,
    concern: &Concern,
    answers: &[(Question, Verdict)],
) -> Result<(), Stop> {
    if concern.is_open() {
        return Err(Stop::AlreadyDone("/reports/receipt".to_owned()));
    }
    desk.only_the_day();
    for (question, said) in answers {
        store::keep(desk.tx(), permit, concern.id, *question, *said).await?;
    }
    desk.tell(Line::of("was told how it went with", "concern", concern.id))
        .await?;
    Ok(())
}
