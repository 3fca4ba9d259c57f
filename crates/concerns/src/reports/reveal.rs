//! Who reported a concern: opened for a reason, which stands in the ledger with the look.

use askama::Template;
use axum::{
    extract::Path,
    http::{HeaderValue, header},
};
use base::{Act, Answer, Desk, Line, OrNotFound as _, Permit, Stop, closed::Turn, words};
use web::{Fields, Frame, form_page};

use super::{Reporter, store};
use crate::concerns::{self, Concern};

words! {
    /// Why somebody looks. A choice, so that no name gets into the ledger.
    pub enum LookReason {
        Answer = "answer" / "To answer them, or to ask for more",
        Risk = "risk" / "Somebody may be at risk",
        Evidence = "evidence" / "They may be a witness or have evidence",
        Correct = "correct" / "They asked to correct or to delete what we keep",
        Duty = "duty" / "A court or an investigation asks for it",
    }
}

#[derive(Template)]
#[template(path = "reports/reporter.html")]
pub(crate) struct Page {
    pub frame: Frame,
    pub form: Fields,
    /// The page of what was reported, and what it is called.
    pub path: String,
    pub what: &'static str,
    pub reference: String,
    pub reach: &'static str,
    pub reasons: Vec<(String, String)>,
    pub opened: Option<Reporter>,
    pub is_gone: bool,
}

async fn find(desk: &mut Desk, id: &str) -> Result<(Concern, Permit), Stop> {
    let id = id.parse().ok().or_not_found()?;
    let concern = concerns::store::find(desk.tx(), id).await?.or_not_found()?;
    let permit = desk.permit(Act::SeeReporter, &concern)?;
    // Nobody is behind it whom we could reach.
    if !concern.can_be_reached() {
        return Err(Stop::NotThere);
    }
    Ok((concern, permit))
}

/// Asks for the reason.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (concern, _) = find(&mut desk, &id).await?;
    draw(&desk, &concern, Fields::fresh(), None, false)
}

/// Opens it. It is the answer to the form and stands at no address.
pub(super) async fn reveal(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (concern, permit) = find(&mut desk, &id).await?;
    let Some(reason) = LookReason::of(form.raw("reason")) else {
        form.error("reason", "Choose why you look");
        return draw(&desk, &concern, form, None, false);
    };
    let line = Line::of("opened who reported", "concern", concern.id).with(reason.word());
    let mut turn = Turn::looking(&desk, &permit, line).await?;
    let opened = store::reporter(&mut turn, concern.id).await?;
    turn.keep().await?;
    let is_gone = opened.is_none();
    draw(&desk, &concern, form, opened, is_gone)
}

fn draw(
    desk: &Desk,
    concern: &Concern,
    form: Fields,
    opened: Option<Reporter>,
    is_gone: bool,
) -> Answer {
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(desk, format!("Who reported {}", concern.reference))
            .wrong(wrong)
            .crumb("/desk/concerns", "Concerns")
            .crumb(concern.path(), format!("Concern {}", concern.reference))
            .crumb("", "Who reported it"),
        path: concern.path(),
        what: "concern",
        reference: concern.reference.clone(),
        reach: concern.reach.label(),
        reasons: LookReason::ALL
            .iter()
            .map(|it| (it.word().to_owned(), it.label().to_owned()))
            .collect(),
        form,
        opened,
        is_gone,
    };
    let mut answer = form_page(desk, wrong, &page)?;
    answer
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}
