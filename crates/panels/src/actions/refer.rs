//! An action is passed to an agency that has a part in it, under an agreement, as a concern can be.

use axum::extract::Path;
use base::{Act, Answer, Desk, OrNotFound as _, Permit, Stop};
use concerns::{
    agreements::Purpose,
    referrals::{About, Matter, form, pass_on},
};
use web::Fields;

use super::{Action, store};
use crate::ActionId;

/// The action of an address, for whoever may pass it on.
async fn find(desk: &mut Desk, id: &str) -> Result<(Action, Permit), Stop> {
    let id: ActionId = id.parse().ok().or_not_found()?;
    let action = store::find(desk.tx(), id).await?.or_not_found()?;
    let permit = desk.permit(Act::Refer, &action)?;
    if !action.is_open() {
        return Err(Stop::Refused(
            "This action is over. What is over is not passed on.".into(),
        ));
    }
    Ok((action, permit))
}

fn matter(action: &Action) -> Matter {
    Matter {
        about: About::Action(action.id.0),
        ward: action.ward,
        service: String::new(),
        heading: "Refer an action to an agency",
        list: ("/desk/actions", "Actions"),
        name: action.title.clone(),
        kind: action.kind.label().to_owned(),
        path: action.path(),
        fits: Purpose::fits_an_action,
        point: None,
        reaches_reporter: false,
    }
}

/// The form. Everybody may read what is to be done: it is a beginning.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (action, _) = find(&mut desk, &id).await?;
    let fresh = Fields::fresh()
        .with("told", &action.title)
        .with("wanted_on", action.due_on.max(desk.today()));
    form(desk, &matter(&action), fresh).await
}

/// Passes it on.
pub(super) async fn refer(mut desk: Desk, Path(id): Path<String>, typed: Fields) -> Answer {
    let (action, permit) = find(&mut desk, &id).await?;
    pass_on(desk, &permit, &matter(&action), typed).await
}
