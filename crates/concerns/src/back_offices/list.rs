//! The systems of agencies: what waits for each, what went wrong, and when it is tried again.

use std::collections::BTreeMap;

use askama::Template;
use base::{Act, Answer, Desk, On, agencies, clock};
use web::{Frame, page};

use super::{JobStep, store};

struct Office {
    agency: String,
    address: String,
    kinds: usize,
    waiting: i64,
    there: i64,
    read: String,
    error: String,
}

struct Row {
    path: String,
    reference: String,
    agency: String,
    attempts: i64,
    next: String,
    error: String,
}

#[derive(Template)]
#[template(path = "back_offices/list.html")]
struct Page {
    frame: Frame,
    offices: Vec<Office>,
    failing: Vec<Row>,
}

/// The page.
pub(super) async fn show(mut desk: Desk) -> Answer {
    desk.permit(Act::ManageAgreements, &On::default())?;
    let agencies = agencies::all(desk.tx()).await?;
    let name = |slug: &str| {
        let agency = agencies.iter().find(|agency| agency.slug == slug);
        agency.map_or_else(|| slug.to_owned(), |agency| agency.name.clone())
    };
    let mut counts: BTreeMap<(String, JobStep), i64> = BTreeMap::new();
    for (office, step, n) in store::counts(desk.tx()).await? {
        counts.insert((office, step), n);
    }
    let count = |slug: &str, step| counts.get(&(slug.to_owned(), step)).copied().unwrap_or(0);
    let house = desk.house().clone();
    let mut offices = Vec::new();
    for it in &house.settings().back_office {
        let reading = store::reading(desk.tx(), &it.agency).await?;
        offices.push(Office {
            agency: name(&it.agency),
            address: it.address.clone(),
            kinds: it.services.len(),
            waiting: count(&it.agency, JobStep::Push) + count(&it.agency, JobStep::Look),
            there: count(&it.agency, JobStep::Follow) + count(&it.agency, JobStep::Token),
            read: reading.as_ref().map_or_else(
                || "Not yet".to_owned(),
                |it| clock::day_and_time(it.read_until),
            ),
            error: reading.and_then(|it| it.last_error).unwrap_or_default(),
        });
    }
    let failing = store::failing(desk.tx()).await?;
    let page_ = Page {
        frame: Frame::of(&desk, "Systems of agencies")
            .crumb("/admin/agreements", "Agreements to share")
            .crumb("", "Systems of agencies"),
        offices,
        failing: failing
            .into_iter()
            .map(|(job, reference)| Row {
                path: format!("/desk/referrals/{reference}"),
                reference,
                agency: name(&job.office),
                attempts: job.attempts,
                next: if job.step == JobStep::Unclear {
                    "Not before somebody says so".to_owned()
                } else {
                    clock::day_and_time(job.next_at)
                },
                error: job.last_error.unwrap_or_default(),
            })
            .collect(),
    };
    page(&desk, &page_)
}
