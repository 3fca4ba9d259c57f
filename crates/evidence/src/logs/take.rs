//! An analyst brings in a log.

use askama::Template;
use axum::body::Bytes;
use base::{Act, Answer, Desk, On, OrNotFound as _, Stop, Waiting, closed::Turn};
use tokio::sync::Semaphore;
use web::{Fields, Frame, form_page, forms::Upload, page};

use super::read::{COLUMNS, CannotRead, Dates, Read, kept, read};
use super::when::{Clock, Order};
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
    draw(
        &desk,
        Fields::fresh().with("clock", "local").with("dates", "day"),
    )
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

/// A file that was read and can be kept.
struct Ready {
    found: Read,
    /// Its events, as they are sealed.
    events: Vec<u8>,
    sha256: String,
}

/// A long file takes memory while it is read: one at a time, the others wait their turn.
static TURNS: Semaphore = Semaphore::const_new(1);

/// Reads it, away from the requests of others.
async fn ready(
    file: Bytes,
    by_hand: Vec<(&'static str, String)>,
    dates: Dates,
) -> anyhow::Result<Result<Ready, CannotRead>> {
    let turn = TURNS.acquire().await?;
    let made = tokio::task::spawn_blocking(move || {
        // Also when whoever sent it has gone away meanwhile.
        let _turn = turn;
        let named = |field: &str| {
            let typed = by_hand.iter().find(|it| it.0 == field);
            typed.map_or_else(String::new, |it| it.1.clone())
        };
        let found = read(&file, named, dates)?;
        Ok(Ready {
            events: kept(&found.events),
            sha256: base::secrets::hash_of(&file),
            found,
        })
    });
    Ok(made.await?)
}

/// Keeps what can be used of it. The file is read before the store is asked for a turn to write.
pub(super) async fn take(waiting: Waiting, sent: Upload) -> Answer {
    // Nobody else has a file read.
    let today = {
        let desk = waiting.looking().await?;
        desk.permit(Act::AskLog, &On::default())?;
        desk.today()
    };
    let Upload {
        fields: mut form,
        file,
    } = sent;
    let name = form.words("name", 80, "Write a name for the log");
    let dates = Dates {
        clock: match form.raw("clock") {
            "greenwich" => Clock::Greenwich,
            _ => Clock::Local,
        },
        order: match form.raw("dates") {
            "month" => Order::MonthFirst,
            _ => Order::DayFirst,
        },
        today,
    };
    let ready = match file {
        None => {
            form.error("file", "Choose the file of the log");
            None
        }
        Some(file) => {
            let typed = |field| (field, form.raw(field).trim().to_owned());
            let by_hand = COLUMNS.iter().map(|it| typed(it.0)).collect();
            let ready = ready(file, by_hand, dates).await?;
            if let Err(CannotRead(field, why)) = &ready {
                form.error(field, why);
            }
            if form.wrong() {
                form.error("file", "Choose the file again: a browser does not keep it");
            }
            ready.ok()
        }
    };
    let (Some(ready), false) = (ready, form.wrong()) else {
        return draw(&waiting.looking().await?, form);
    };
    let mut desk = waiting.desk().await?;
    let permit = desk.permit(Act::AskLog, &On::default())?;
    desk.once(form.press()).await?;
    let log = of(&desk, name, &ready)?;
    let found = ready.found;
    let line = log.line("brought in a log of incidents");
    let mut turn = Turn::looking(&desk, &permit, line.clone()).await?;
    store::seal(&mut turn, &permit, log.id, &ready.events).await?;
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

fn of(desk: &Desk, name: String, ready: &Ready) -> Result<Log, Stop> {
    let found = &ready.found;
    let day = |of: Option<&super::read::Event>| of.map(|it| it.from.day).or_not_found();
    let today = desk.today();
    Ok(Log {
        id: LogId::fresh(),
        name,
        events: i64::try_from(found.events.len()).unwrap_or(i64::MAX),
        refused: i64::try_from(found.refused).unwrap_or(i64::MAX),
        first_on: day(found.events.first())?,
        last_on: day(found.events.last())?,
        sha256: ready.sha256.clone(),
        person: desk.person().or_not_found()?,
        added_on: today,
        forget_on: today + chrono::Days::new(KEPT_DAYS),
    })
}
