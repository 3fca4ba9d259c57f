//! Who reported hate crime: opened for a reason, which stands in the ledger with the look.

use axum::extract::Path;
use base::{Answer, Desk, Line, Permit, Stop, closed::Turn};
use web::{Fields, Frame, form_page};

use super::{
    HateReport, RECORD,
    show::{find_told, unkept},
};
use crate::reports::{
    Reporter,
    reveal::{LookReason, Page},
    store,
};

/// Nobody is behind it whom anyone could reach: as if it were not there.
async fn find(desk: &mut Desk, id: &str) -> Result<(HateReport, Permit), Stop> {
    let (report, permit, _) = find_told(desk, id).await?;
    let mut turn = Turn::reading(desk.house()).await?;
    match store::reporter(&mut turn, report.id.sealed()).await? {
        Some(_) => Ok((report, permit)),
        None => Err(Stop::NotThere),
    }
}

/// Asks for the reason.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (report, _) = find(&mut desk, &id).await?;
    draw(&desk, &report, Fields::fresh(), None)
}

/// Opens it. It is the answer to the form and stands at no address.
pub(super) async fn reveal(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (report, permit) = find(&mut desk, &id).await?;
    let Some(reason) = LookReason::of(form.raw("reason")) else {
        form.error("reason", "Choose why you look");
        return draw(&desk, &report, form, None);
    };
    let line = Line::of("opened who reported", RECORD, report.id).with(reason.word());
    let mut turn = Turn::looking(&desk, &permit, line).await?;
    let opened = store::reporter(&mut turn, report.id.sealed()).await?;
    turn.keep().await?;
    draw(&desk, &report, form, opened)
}

fn draw(desk: &Desk, it: &HateReport, form: Fields, opened: Option<Reporter>) -> Answer {
    let wrong = form.wrong();
    let title = format!("Report {}", it.reference);
    let page = Page {
        frame: Frame::of(desk, title.clone())
            .wrong(wrong)
            .crumb("/desk/hate-reports", "Reports")
            .crumb(it.path(), title)
            .crumb("", "Who reported it"),
        path: it.path(),
        what: "report",
        reference: it.reference.clone(),
        reach: "They gave their details",
        reasons: web::options!(LookReason),
        form,
        opened,
        is_gone: false,
    };
    unkept(form_page(desk, wrong, &page))
}
