//! Somebody says what was done about a warning.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, Role, Stop, Who};
use web::Fields;

use super::{Choice, Warning, show, store, warning::Said};
use crate::AnswerId;

/// As what somebody answers: the first of their roles that may.
fn role(who: &Who, warning: &Warning) -> Option<Role> {
    let Who::Person(person) = who else {
        return None;
    };
    let grants = &person.grants;
    [Role::Sergeant, Role::Inspector, Role::Analyst]
        .into_iter()
        .find(|role| {
            grants.iter().any(|grant| {
                let here = grant.ward.is_none() || grant.ward == warning.ward;
                grant.role == *role && (here || *role == Role::Analyst)
            })
        })
}

/// Keeps the answer. Several stand beside each other; the newest says whether the tasking meeting sees it.
pub(super) async fn answer(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let warning = show::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::AnswerWarning, &warning)?;
    let choice = form.one_of("choice", Choice::of, "Choose what was done");
    let words = form.words(
        "words",
        1_000,
        "Write what you found, or why there is nothing to do. Whoever looks next reads it.",
    );
    let (Some(choice), false) = (choice, form.wrong()) else {
        return show::draw(desk, warning, form).await;
    };
    desk.once(form.press()).await?;
    let answered = match warning.clone().answered(choice, &words) {
        Ok(answered) => answered,
        Err(refusal) => {
            form.error("words", refusal.to_string());
            return show::draw(desk, warning, form).await;
        }
    };
    let said = Said {
        id: AnswerId::fresh(),
        warning: warning.id,
        choice,
        words,
        role: role(desk.who(), &warning).or_not_found()?,
        by: desk.person().or_not_found()?,
        said_at: desk.now(),
    };
    store::add_answer(desk.tx(), &permit, &said).await?;
    if !store::save(desk.tx(), &permit, &answered).await? {
        return Err(Stop::AlreadyDone(warning.path()));
    }
    desk.tell(Line::of("answered", "warning", warning.id).with(choice.word()))
        .await?;
    desk.finish(warning.path()).await
}
