//! An inspector or superintendent says yes or no, and looks at an exception again.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, Permit, Stop};
use chrono::NaiveDate;
use web::Fields;

use super::{Abstraction, CannotAbstract, Decision, rank_on, show, store};

/// Finds it for somebody who decides: their leave and their rank.
async fn find(desk: &mut Desk, id: &str) -> Result<(Abstraction, Permit, Decision), Stop> {
    let it = show::find(desk, id).await?;
    let permit = desk.permit(Act::AuthoriseAbstraction, &it)?;
    let decision = Decision {
        by: permit.by.or_not_found()?,
        rank: rank_on(desk.who(), it.ward).or_not_found()?,
        at: desk.now(),
    };
    Ok((it, permit, decision))
}

async fn keep(
    desk: &mut Desk,
    permit: &Permit,
    it: &Abstraction,
    done: &'static str,
) -> Result<String, Stop> {
    if !store::save(desk.tx(), permit, it).await? {
        return Err(Stop::AlreadyDone(it.path()));
    }
    let line = Line::of(done, "abstraction", it.id);
    desk.tell(line.with(it.asked.reason.word())).await?;
    Ok(it.path())
}

/// A rule's no stands beside its field; words for a form that is no longer offered stay in sight.
async fn again(
    mut desk: Desk,
    it: Abstraction,
    mut form: Fields,
    field: &str,
    refusal: CannotAbstract,
) -> Answer {
    let typed = field != "review_on" && !form.raw(field).trim().is_empty();
    match refusal {
        CannotAbstract::NoReview | CannotAbstract::NoWords => {}
        // Nothing was typed that could be lost.
        refusal if !typed => return Err(refusal.into()),
        _ => {}
    }
    form.error(field, refusal.to_string());
    show::draw(&mut desk, it, form).await
}

/// Yes.
pub(super) async fn authorise(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (it, permit, decision) = find(&mut desk, &id).await?;
    let mut review_on: Option<NaiveDate> = None;
    if it.asked.exceptional && !form.raw("review_on").trim().is_empty() {
        review_on = form.day("review_on", "Choose a day");
        if form.wrong() {
            return show::draw(&mut desk, it, form).await;
        }
    }
    desk.once(form.press()).await?;
    let yes = match it.clone().authorise(decision, review_on) {
        Ok(yes) => yes,
        Err(refusal) => return again(desk, it, form, "review_on", refusal).await,
    };
    let path = keep(&mut desk, &permit, &yes, "authorised").await?;
    desk.finish(path).await
}

/// No, with the reason that whoever asked reads.
pub(super) async fn refuse(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (it, permit, decision) = find(&mut desk, &id).await?;
    let why = form.optional("why", 500);
    if form.wrong() {
        return show::draw(&mut desk, it, form).await;
    }
    desk.once(form.press()).await?;
    let no = match it.clone().refuse(decision, why) {
        Ok(no) => no,
        Err(refusal) => return again(desk, it, form, "why", refusal).await,
    };
    let path = keep(&mut desk, &permit, &no, "refused").await?;
    desk.finish(path).await
}

/// An exception is looked at again.
pub(super) async fn review(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (it, permit, decision) = find(&mut desk, &id).await?;
    let found = form.optional("review", 1_000);
    if form.wrong() {
        return show::draw(&mut desk, it, form).await;
    }
    desk.once(form.press()).await?;
    let looked = match it.clone().look_again(decision.by, decision.rank, found) {
        Ok(looked) => looked,
        Err(refusal) => return again(desk, it, form, "review", refusal).await,
    };
    let path = keep(&mut desk, &permit, &looked, "reviewed").await?;
    desk.finish(path).await
}
