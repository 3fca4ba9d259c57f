//! The office ends an agreement early: from that day nothing more goes across.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, Permit, Stop, agencies};
use web::{Fields, Frame, form_page};

use super::{Agreement, AgreementId, store};

#[derive(Template)]
#[template(path = "agreements/end.html")]
struct Page {
    frame: Frame,
    form: Fields,
    id: AgreementId,
    agency: String,
    purpose: &'static str,
}

/// The agreement of an address, for whoever keeps agreements.
pub(super) async fn find(desk: &mut Desk, id: &str) -> Result<(Agreement, Permit), Stop> {
    let id: AgreementId = id.parse().ok().or_not_found()?;
    let agreement = store::find(desk.tx(), id).await?.or_not_found()?;
    let permit = desk.permit(Act::ManageAgreements, &agreement)?;
    Ok((agreement, permit))
}

/// The form.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (agreement, _) = find(&mut desk, &id).await?;
    let form = Fields::fresh();
    draw(desk, agreement, form).await
}

async fn draw(mut desk: Desk, it: Agreement, form: Fields) -> Answer {
    let agencies = agencies::all(desk.tx()).await?;
    let agency = agencies.iter().find(|agency| agency.id == it.agency);
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(&desk, "End an agreement")
            .wrong(wrong)
            .crumb("/admin/agreements", "Agreements to share")
            .crumb("", "End one"),
        form,
        id: it.id,
        agency: agency.map_or(String::new(), |agency| agency.name.clone()),
        purpose: it.purpose.label(),
    };
    form_page(&desk, wrong, &page)
}

/// Ends it.
pub(super) async fn end(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (agreement, permit) = find(&mut desk, &id).await?;
    let why = form.words("why", 300, "Write why it ends");
    if form.wrong() {
        return draw(desk, agreement, form).await;
    }
    desk.once(form.press()).await?;
    let ended = match agreement.clone().end(desk.today(), why) {
        Ok(ended) => ended,
        Err(refusal) => {
            form.error("why", refusal.to_string());
            return draw(desk, agreement, form).await;
        }
    };
    if !store::save(desk.tx(), &permit, &ended).await? {
        return Err(Stop::AlreadyDone("/admin/agreements".into()));
    }
    desk.tell(Line::of("ended", "agreement", ended.id)).await?;
    desk.finish("/admin/agreements").await
}
