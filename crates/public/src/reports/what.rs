//! What kind of problem it is. Some kinds lead away from here: to a support page, or to whoever must come at once.

use askama::Template;
use axum::extract::{Path, State};
use base::{Answer, Desk, House};
use web::{Fields, Frame};

use super::{Opened, Screen, Step, draw, nobody};

#[derive(Template)]
#[template(path = "reports/what.html")]
struct Page {
    frame: Frame,
    screen: Screen,
    form: Fields,
    kinds: Vec<(String, String, String)>,
}

fn screen(desk: &Desk, it: &Opened, form: Fields) -> Answer {
    let (frame, screen) = Screen::of(desk, it, Step::What, &form);
    let kinds = desk.place().service.iter();
    let kinds = kinds.map(|it| (it.code.clone(), it.name.clone(), it.description.clone()));
    let page = Page {
        frame,
        screen,
        kinds: kinds.collect(),
        form,
    };
    draw(desk, &page.form, &page)
}

/// The kinds.
pub(super) async fn show(mut desk: Desk, Path(token): Path<String>) -> Answer {
    let it = Opened::of(&mut desk, &token).await?;
    let form = Fields::fresh().with("what", &it.draft.service);
    screen(&desk, &it, form)
}

/// Takes the choice.
pub(super) async fn choose(
    State(house): State<House>,
    Path(token): Path<String>,
    mut form: Fields,
) -> Answer {
    let mut desk = nobody(&house).await?;
    let mut it = Opened::of(&mut desk, &token).await?;
    let Some(service) = house.place().service(form.raw("what")) else {
        form.error(
            "what",
            "Choose what it is about. If nothing fits, choose the nearest.",
        );
        return screen(&desk, &it, form);
    };
    if !service.leads_to.is_empty() {
        // That this was chosen is nobody's business: nothing of the draft stays.
        it.forget(&mut desk).await?;
        return desk
            .finish_draft(&format!("/support/{}", service.leads_to))
            .await;
    }
    if !service.hand_off.is_empty() {
        it.draft.service.clone_from(&service.code);
        it.draft.done.retain(|step| *step != Step::What);
        return it.to(desk, "ring").await;
    }
    it.draft.choose(service);
    it.on(desk, Step::What).await
}
