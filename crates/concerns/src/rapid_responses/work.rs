//! What came of a call: results, money saved, looked after again, closed.

use std::collections::BTreeSet;

use axum::extract::Path;
use base::{Answer, Desk, Line};
use web::Fields;

use super::{
    CallResult, Decision, RECORD,
    show::{self, Sent},
    store,
};

/// Nobody saves more than so many pounds in one call.
const MOST: i64 = 10_000_000;

/// Keeps it.
pub(super) async fn work(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (it, permit) = show::find(&mut desk, &id).await?;
    let mut next = it.clone();
    let is_given = |form: &Fields, name: &str| !form.raw(name).trim().is_empty();
    next.saved = if is_given(&form, "saved") {
        form.whole("saved", 0..=MOST, "")
    } else {
        None
    };
    let mut day = |name: &str| {
        let day = if is_given(&form, name) {
            form.day(name, "")
        } else {
            None
        };
        if day.is_some_and(|day| day > desk.today() || day < base::clock::day(it.received_at)) {
            form.error(name, "Write a day from the call until today");
        }
        day
    };
    next.first_follow_up_on = day("first");
    next.second_follow_up_on = day("second");
    next.is_repeat = form.has("repeat");
    let results: BTreeSet<_> = form.each("result").filter_map(CallResult::of).collect();
    if form.has("close") {
        let undone = it.decision != Some(Decision::NoVisit) && it.reached_at.is_none();
        if it.decision.is_none() || undone {
            form.error(
                "close",
                "Write down what was decided, and when they were reached, before you close it",
            );
        }
        next.closed_on = it.closed_on.or(Some(desk.today()));
    } else {
        next.closed_on = None;
    }
    if form.wrong() {
        return show::draw(desk, it, form, Sent::Work).await;
    }
    desk.once(form.press()).await?;
    if !show::keep(&mut desk, &permit, &next, &mut form, "saved").await? {
        return show::draw(desk, it, form, Sent::Work).await;
    }
    store::set_results(desk.tx(), &permit, it.id, results).await?;
    let word = if next.is_open() { "open" } else { "closed" };
    desk.tell(Line::of("wrote down what came of", RECORD, it.id).with(word))
        .await?;
    desk.finish(it.path()).await
}
