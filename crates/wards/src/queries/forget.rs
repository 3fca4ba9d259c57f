//! What a resident asked is forgotten two years after the question was closed; the counts stay.

use anyhow::{Result, bail};
use base::{
    Act, Desk, House, Line, clock,
    deadlines::{Holidays, Length},
};
use chrono::NaiveTime;

use super::store;

/// How long words are kept once a question is over: domain.md 1.5, "queries 2
/// years after closure" (a choice of this project; the privacy page says it).
const KEPT: Length = Length::Years(2);

/// Deletes questions, answers and notes that were over two years ago, to the
/// end of the day. Ward and times stay, so that published figures do not
/// change. One that was answered and never closed counts from its last answer.
/// Says how many were forgotten.
///
/// # Errors
/// When the store cannot be written.
pub async fn forget(house: &House) -> Result<u64> {
    let mut desk = Desk::of_the_house(house, Act::AnswerQuery).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("forgetting is the program's own work");
    };
    let first_kept = KEPT.day_before(desk.today(), Holidays::england_and_wales());
    let before = clock::moment(first_kept, NaiveTime::MIN);
    let forgotten = store::forget(desk.tx(), &permit, before).await?;
    if forgotten > 0 {
        let line = Line::of("forgot", "query", format!("closed before {first_kept}"));
        desk.tell(line.with(forgotten.to_string())).await?;
        desk.keep().await?;
    }
    Ok(forgotten)
}
