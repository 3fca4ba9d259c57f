//! The report goes to the team. The answer itself shows the reference and the receipt: once, and nowhere else.

use askama::Template;
use axum::extract::{Path, State};
use base::{
    Answer, Desk, House, OrNotFound as _, Stop, clock,
    deadlines::{Holidays, Length},
};
use chrono::{DateTime, Utc};
use concerns::{Contact, Report, Reporter, Source, reports};
use wards::{Ward, atlas};
use web::{Fields, Frame, page};

use super::{
    Draft, Opened, Wish, check, nobody,
    opened::{GONE, JustSent, permit},
};

#[derive(Template)]
#[template(path = "reports/sent.html")]
struct Page {
    frame: Frame,
    reference: String,
    receipt: String,
    address: String,
    ward: Ward,
    today: String,
    read_by: String,
    decided_by: String,
    hours: u32,
    anonymous: bool,
    mails: bool,
}

/// Working days in which somebody decides what is done.
const DECIDED: u32 = 10;

/// Sends it. A second press of the same button shows the same receipt.
pub(super) async fn send(
    State(house): State<House>,
    Path(token): Path<String>,
    mut form: Fields,
) -> Answer {
    let mut desk = nobody(&house).await?;
    let now = desk.now();
    if let Some(sent) = JustSent::find(desk.tx(), &token, form.press(), now).await? {
        return shown(&mut desk, sent, now).await;
    }
    let found = Opened::find(desk.tx(), &token, now).await?;
    let Some(it) = found else {
        // Sent a moment ago: then the press is known and leads on.
        desk.once(form.press()).await?;
        return Err(Stop::Refused(GONE.into()));
    };
    if let Some(step) = check::missing(&it) {
        return it.to(desk, step.word()).await;
    }
    if !form.raw("website").is_empty() {
        // Programs fill in what people do not see. A person whose browser did so sends it again.
        form.set("website", "");
        form.error("send", "Something filled in a field that nobody sees. It is empty again: press Send once more.");
        return check::screen(&mut desk, &it, form).await;
    }
    if it.draft.wish == Some(Wish::Anonymous) {
        // Before anything is written: not even the press of the button says at which minute it was.
        desk.only_the_day();
    }
    desk.once(form.press()).await?;
    let photos = it.photos(&mut desk).await?;
    let report = report(&desk, &it.draft, photos)?;
    let ward = report.ward;
    let leave = permit(&desk)?;
    let sent = reports::send(&mut desk, &leave, report).await?;
    let sent = JustSent {
        press: form.press().to_owned(),
        at: now,
        reference: sent.concern.reference,
        receipt: sent.receipt,
        ward,
        wish: it.draft.wish,
    };
    it.was_sent(&mut desk, &sent).await?;
    desk.leads_to(&format!("/reports/{}", sent.reference))
        .await?;
    let answer = shown(&mut desk, sent, now).await?;
    desk.keep().await?;
    Ok(answer)
}

fn report(desk: &Desk, draft: &Draft, photos: Vec<Vec<u8>>) -> Result<Report, Stop> {
    let service = desk.place().service(&draft.service).cloned();
    // The kinds may have changed since it was begun.
    let service = service.filter(base::place::Service::is_taken);
    let reporter = || Reporter {
        name: draft.name.clone(),
        email: draft.email.clone(),
        phone: draft.phone.clone(),
        language: draft.language.clone(),
        safe: draft.reach(),
    };
    Ok(Report {
        service: service.or_not_found()?,
        ward: draft.ward.or_not_found()?,
        point: draft.point.map(|(lon, lat)| (lon.into(), lat.into())),
        place: draft.place.trim().to_owned(),
        words: draft.told(),
        answers: draft.answers.clone(),
        happened: draft.happened(),
        joins: draft.joins,
        source: Source::Web,
        contact: match draft.wish.or_not_found()? {
            Wish::Anonymous => Contact::Anonymous,
            Wish::Team => Contact::Team(reporter()),
            Wish::Updates => Contact::Updates(reporter()),
        },
        may_pass: draft.pass,
        photos,
    })
}

/// The page after it.
async fn shown(desk: &mut Desk, sent: JustSent, now: DateTime<Utc>) -> Answer {
    let ward = atlas(desk).await?;
    let ward = ward.ward(sent.ward).cloned().or_not_found()?;
    let holidays = Holidays::england_and_wales();
    let hours = desk.place().contact.answer_hours;
    let day = |length: Length| clock::long_day(clock::day(length.end(now, holidays)));
    let reference = sent.reference;
    let page_ = Page {
        frame: Frame::of(desk, "We have your report"),
        address: format!("{}/reports/{reference}", desk.house().settings().address),
        reference,
        receipt: sent.receipt,
        ward,
        today: clock::long_day(clock::day(now)),
        read_by: day(Length::Hours(hours)),
        decided_by: day(Length::WorkingDays(DECIDED)),
        hours,
        anonymous: sent.wish == Some(Wish::Anonymous),
        mails: sent.wish == Some(Wish::Updates),
    };
    page(desk, &page_)
}
