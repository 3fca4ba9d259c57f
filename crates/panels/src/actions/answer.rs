//! The agency says how its action stands.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, Stop};
use concerns::{agreements::Purpose, referrals};
use web::{Fields, Frame, Tag, form_page};

use super::{Action, ActionState, Shown, shown, store};
use crate::ActionId;

#[derive(Template)]
#[template(path = "actions/answer.html")]
struct Page {
    frame: Frame,
    form: Fields,
    action: Shown,
    may: bool,
    /// Where it is passed on, for whoever may, once an agreement is in force.
    refer_path: Option<String>,
    no_agreement: bool,
    /// To whom it was passed: page, agency, how it stands.
    passed: Vec<(String, String, Tag)>,
    states: Vec<(String, String)>,
}

async fn find(desk: &mut Desk, id: &str) -> Result<Action, Stop> {
    let id: ActionId = id.parse().ok().or_not_found()?;
    let action = store::find(desk.tx(), id).await?.or_not_found()?;
    if !desk.may(Act::DoAction, &action) {
        desk.permit(Act::SeeMeeting, &action)?;
    }
    Ok(action)
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let action = find(&mut desk, &id).await?;
    let form = Fields::fresh()
        .with("state", action.state.word())
        .with("words", &action.result)
        .with("version", action.version);
    draw(desk, &action, form).await
}

async fn draw(mut desk: Desk, action: &Action, form: Fields) -> Answer {
    let passed = referrals::of_action(&mut desk, action.id.0).await?;
    let may_refer = action.is_open() && desk.may(Act::Refer, action);
    let agreed = may_refer && referrals::is_agreed(&mut desk, Purpose::fits_an_action).await?;
    let wrong = form.wrong();
    let frame = Frame::of(&desk, action.title.clone())
        .wrong(form.wrong())
        .crumb("/desk/actions", "Actions")
        .crumb("", action.title.clone());
    let may = action.is_open() && desk.may(Act::DoAction, action);
    let page = Page {
        frame,
        form,
        action: shown::shown(&desk, action),
        refer_path: agreed.then(|| format!("{}/refer", action.path())),
        no_agreement: may_refer && !agreed,
        passed: passed
            .into_iter()
            .map(|it| (it.path, it.agency, it.tag))
            .collect(),
        may,
        states: web::options!(ActionState),
    };
    form_page(&desk, wrong, &page)
}

/// Keeps the answer.
pub(super) async fn answer(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let action = find(&mut desk, &id).await?;
    let permit = desk.permit(Act::DoAction, &action)?;
    let state = form.one_of("state", ActionState::of, "Choose how it stands");
    let words = form.optional("words", 1_000);
    let (Some(state), false) = (state, form.wrong()) else {
        return draw(desk, &action, form).await;
    };
    if action.state == state
        && action.result == words
        && form.raw("version") != action.version.to_string()
    {
        // The same answer again: a second press of the same button.
        return Err(Stop::AlreadyDone(action.path()));
    }
    if form.raw("version") != action.version.to_string() {
        form.set("version", action.version);
        form.error("words", format!("Somebody else has just answered: {}, \"{}\". Your words are still here. Send them again if they should stand.", action.state.label().to_lowercase(), action.result));
        return draw(desk, &action, form).await;
    }
    let answered = match action.clone().answer(state, words, desk.today()) {
        Ok(answered) => answered,
        Err(refusal) => {
            form.error("words", refusal.to_string());
            return draw(desk, &action, form).await;
        }
    };
    if !store::save(desk.tx(), &permit, &answered).await? {
        return Err(Stop::AlreadyDone(action.path()));
    }
    desk.tell(Line::of("answered", "action", answered.id).with(state.word()))
        .await?;
    desk.finish(answered.path()).await
}
