//! Both sides have looked at an agreement again; the office writes down when they do so next.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, Line, Stop, agencies, clock};
use web::{Fields, Frame, form_page};

use super::{Agreement, AgreementId, end::find, store};

#[derive(Template)]
#[template(path = "agreements/review.html")]
struct Page {
    frame: Frame,
    form: Fields,
    id: AgreementId,
    agency: String,
    purpose: &'static str,
    due: String,
}

/// The form.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (agreement, _) = find(&mut desk, &id).await?;
    draw(desk, agreement, Fields::fresh()).await
}

async fn draw(mut desk: Desk, it: Agreement, form: Fields) -> Answer {
    let agencies = agencies::all(desk.tx()).await?;
    let agency = agencies.iter().find(|agency| agency.id == it.agency);
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(&desk, "Review an agreement")
            .wrong(wrong)
            .crumb("/admin/agreements", "Agreements to share")
            .crumb("", "Review one"),
        form,
        id: it.id,
        agency: agency.map_or(String::new(), |agency| agency.name.clone()),
        purpose: it.purpose.label(),
        due: clock::long_day(it.review_on),
    };
    form_page(&desk, wrong, &page)
}

/// Writes it down.
pub(super) async fn review(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (agreement, permit) = find(&mut desk, &id).await?;
    let Some(next) = form.day("review_on", "Choose when both sides look at it next") else {
        return draw(desk, agreement, form).await;
    };
    desk.once(form.press()).await?;
    let reviewed = match agreement.clone().reviewed(desk.today(), next) {
        Ok(reviewed) => reviewed,
        Err(refusal) => {
            form.error("review_on", refusal.to_string());
            return draw(desk, agreement, form).await;
        }
    };
    if !store::save(desk.tx(), &permit, &reviewed).await? {
        return Err(Stop::AlreadyDone("/admin/agreements".into()));
    }
    desk.tell(Line::of("reviewed", "agreement", reviewed.id))
        .await?;
    desk.finish("/admin/agreements").await
}
