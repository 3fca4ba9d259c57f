//! The office writes down an agreement to share.

use askama::Template;
use base::{Act, Answer, Desk, Line, On, agencies, clock};
use web::{Fields, Frame, form_page};

use super::{Agreement, AgreementId, Purpose, store};

#[derive(Template)]
#[template(path = "agreements/record.html")]
struct Page {
    frame: Frame,
    form: Fields,
    agencies: Vec<(String, String)>,
    purposes: Vec<(String, String)>,
    contact: Vec<(String, String)>,
}

/// The form.
pub(super) async fn show(desk: Desk) -> Answer {
    desk.permit(Act::ManageAgreements, &On::default())?;
    let form = Fields::fresh().with("from_on", desk.today());
    draw(desk, form).await
}

async fn draw(mut desk: Desk, form: Fields) -> Answer {
    let today = desk.today();
    let there = agencies::on(desk.tx(), today).await?;
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(&desk, "Write down an agreement")
            .wrong(wrong)
            .crumb("/admin/agreements", "Agreements to share")
            .crumb("", "Write one down"),
        form,
        agencies: there
            .iter()
            .map(|it| (it.id.to_string(), it.name.clone()))
            .collect(),
        purposes: web::options!(Purpose),
        contact: vec![(
            "yes".into(),
            "It covers how to reach the reporter, for reporters who agreed".into(),
        )],
    };
    form_page(&desk, wrong, &page)
}

/// Keeps it.
pub(super) async fn record(mut desk: Desk, mut form: Fields) -> Answer {
    let permit = desk.permit(Act::ManageAgreements, &On::default())?;
    let today = desk.today();
    let there = agencies::on(desk.tx(), today).await?;
    let agency = form.one_of(
        "agency",
        |id| there.iter().map(|it| it.id).find(|it| it.to_string() == id),
        "Choose with whom",
    );
    let purpose = form.one_of("purpose", Purpose::of, "Choose what is shared for");
    let power = form.words(
        "power",
        300,
        "Write which law or paper it rests on, and where the signed paper is",
    );
    let from_on = form.day("from_on", "Choose the first day");
    let review_on = form.day("review_on", "Choose when both sides look at it again");
    let expires_on = form.day("expires_on", "Choose the last day");
    let (Some(agency), Some(purpose), Some(from_on), Some(review_on), Some(expires_on), false) = (
        agency,
        purpose,
        from_on,
        review_on,
        expires_on,
        form.wrong(),
    ) else {
        return draw(desk, form).await;
    };
    let agreement = Agreement {
        id: AgreementId::fresh(),
        agency,
        purpose,
        power,
        shares_contact: form.has("contact"),
        from_on,
        review_on,
        expires_on,
        ended_on: None,
        why_ended: String::new(),
        version: 1,
    };
    let agreement = match agreement.checked() {
        Ok(agreement) => agreement,
        Err(refusal) => {
            let field = match refusal {
                super::CannotAgree::ReviewOutside => "review_on",
                _ => "expires_on",
            };
            form.error(field, refusal.to_string());
            return draw(desk, form).await;
        }
    };
    desk.once(form.press()).await?;
    desk.mark("agreements").await?;
    let known = store::all(desk.tx()).await?;
    if let Some(old) = known.iter().find(|it| it.overlaps(&agreement)) {
        let last = clock::long_day(old.last_day());
        form.error("from_on", format!("One with this agency for this purpose is in force until {last}. End that one first, or let this one begin the day after."));
        return draw(desk, form).await;
    }
    let now = desk.now();
    store::add(desk.tx(), &permit, &agreement, now).await?;
    desk.tell(Line::of("wrote down", "agreement", agreement.id).with(purpose.word()))
        .await?;
    desk.finish("/admin/agreements").await
}
