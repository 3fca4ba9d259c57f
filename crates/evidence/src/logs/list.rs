//! The logs that are here.

use askama::Template;
use base::{Act, Answer, Desk, On, OrNotFound as _, Permit, Stop};
use web::{Fields, Frame, page};

use super::{KEPT_DAYS, Log, store};
use crate::LogId;

#[derive(Template)]
#[template(path = "logs/list.html")]
struct Page {
    frame: Frame,
    form: Fields,
    logs: Vec<Log>,
    days: u64,
}

/// The log of an address, for whoever may ask it.
pub(super) async fn find(desk: &mut Desk, id: &str) -> Result<(Log, Permit), Stop> {
    let permit = desk.permit(Act::AskLog, &On::default())?;
    let id: LogId = id.parse().ok().or_not_found()?;
    let log = store::find(desk.tx(), id).await?.or_not_found()?;
    Ok((log, permit))
}

/// The list.
pub(super) async fn show(mut desk: Desk) -> Answer {
    desk.permit(Act::AskLog, &On::default())?;
    let logs = store::all(desk.tx()).await?;
    let frame = Frame::of(&desk, "Logs of incidents - Analysis")
        .crumb("/desk/analysis", "Analysis")
        .crumb("", "Logs of incidents");
    let page_of = Page {
        frame,
        form: Fields::fresh(),
        logs,
        days: KEPT_DAYS,
    };
    page(&desk, &page_of)
}
