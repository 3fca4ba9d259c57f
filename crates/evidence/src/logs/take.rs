//! An analyst brings in a log.

use askama::Template;
use base::{Act, Answer, Desk, On, OrNotFound as _, closed::Turn};
use web::{Fields, Frame, form_page, forms::Upload, page};

use super::read::{COLUMNS, CannotRead, Clock, Read, kept, read};
use super::{KEPT_DAYS, Log, store};
use crate::{LogId, Reject};

#[derive(Template)]
#[template(path = "logs/new.html")]
struct Page {
    frame: Frame,
    form: Fields,
    days: u64,
    by_hand: bool,
}

#[derive(Template)]
#[template(path = "logs/taken.html")]
struct Taken {
    frame: Frame,
    log: Log,
    rejects: Vec<Reject>,
    more: bool,
    /// Kinds of reasons, and how many rows each refused.
    reasons: Vec<(&'static str, String)>,
}

/// The form.
pub(super) async fn show(desk: Desk) -> Answer {
    desk.permit(Act::AskLog, &On::default())?;
    draw(&desk, Fields::fresh().with("clock", "local"))
}

fn draw(desk: &Desk, form: Fields) -> Answer {
    let wrong = form.wrong();
    let frame = Frame::of(desk, "Bring in a log of incidents - Analysis")
        .wrong(wrong)
        .crumb("/desk/analysis", "Analysis")
        .crumb("/desk/analysis/logs", "Logs of incidents")
        .crumb("", "Bring one in");
    let page = Page {
        frame,
        days: KEPT_DAYS,
        by_hand: COLUMNS
            .iter()
            .any(|(field, ..)| form.error_of(field).is_some() || !form.raw(field).is_empty()),
        form,
    };
    form_page(desk, wrong, &page)
}

/// Keeps what can be used of it.
pub(super) async fn take(mut desk: Desk, sent: Upload) -> Answer {
    let permit = desk.permit(Act::AskLog, &On::default())?;
    let Upload {
        fields: mut form,
        file,
    } = sent;
    let name = form.words("name", 80, "Write a name for the log");
    let clock = match form.raw("clock") {
        "greenwich" => Clock::Greenwich,
        _ => Clock::Local,
    };
    let found = match &file {
        None => {
            form.error("file", "Choose the file of the log");
            None
        }
        Some(file) => {
            let named = |field: &str| form.raw(field).trim().to_owned();
            match read(file, named, clock) {
                Ok(found) => Some(found),
                Err(CannotRead(field, why)) => {
                    form.error(field, why);
                    None
                }
            }
        }
    };
    if form.wrong() && file.is_some() {
        form.error("file", "Choose the file again: a browser does not keep it");
    }
    let (Some(found), Some(file), false) = (found, file, form.wrong()) else {
        return draw(&desk, form);
    };
    desk.once(form.press()).await?;
    let log = of(&desk, name, &found, &file)?;
    let line = log.line("brought in a log of incidents");
    let mut turn = Turn::looking(&desk, &permit, line.clone()).await?;
    store::seal(&mut turn, &permit, log.id, &kept(&found.events)).await?;
    turn.keep().await?;
    store::add(desk.tx(), &permit, &log).await?;
    desk.tell(line).await?;
    if found.rejects.is_empty() {
        return desk.finish(log.path()).await;
    }
    // The reasons are told once; what they speak of is kept nowhere.
    let frame = Frame::of(&desk, "The log is in - Analysis")
        .crumb("/desk/analysis", "Analysis")
        .crumb("/desk/analysis/logs", "Logs of incidents")
        .crumb("", log.name.clone());
    let page_of = Taken {
        frame,
        more: found.refused > found.rejects.len(),
        reasons: found
            .reasons
            .iter()
            .map(|(kind, n)| (*kind, web::number(*n as u64)))
            .collect(),
        rejects: found.rejects,
        log,
    };
    desk.leads_to(&page_of.log.path()).await?;
    let answer = page(&desk, &page_of);
    desk.keep().await?;
    answer
}

fn of(desk: &Desk, name: String, found: &Read, file: &[u8]) -> Result<Log, base::Stop> {
    let day = |of: Option<&super::read::Event>| of.map(|it| it.from.day).or_not_found();
    let today = desk.today();
    Ok(Log {
        id: LogId::fresh(),
        name,
        events: i64::try_from(found.events.len()).unwrap_or(i64::MAX),
        refused: i64::try_from(found.refused).unwrap_or(i64::MAX),
        first_on: day(found.events.first())?,
        last_on: day(found.events.last())?,
        sha256: base::secrets::hash_of(file),
        person: desk.person().or_not_found()?,
        added_on: today,
        forget_on: today + chrono::Days::new(KEPT_DAYS),
    })
}
