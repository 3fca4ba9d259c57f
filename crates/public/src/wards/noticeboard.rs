//! One A4 sheet for a noticeboard: priorities, results, the next meeting.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, clock};
use panels::{meetings, priorities};
use wards::{
    Ward,
    teams::{self, Team},
};
use web::{Frame, page};

use super::{find, frame};

#[derive(Template)]
#[template(path = "wards/noticeboard.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    live: Vec<priorities::Shown>,
    ended: Vec<priorities::Shown>,
    next: Option<(String, String)>,
    team: Team,
    printed: String,
    address: String,
}

/// The sheet.
pub(super) async fn show(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let all = priorities::of_ward(&mut desk, &ward).await?;
    let (live, mut ended): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.is_live);
    ended.truncate(2);
    let today = desk.today();
    let next = meetings::store::next(desk.tx(), ward.id, today).await?;
    let next = next.map(|meeting| {
        (
            meeting.when(),
            format!("{}. {}", meeting.venue, meeting.access),
        )
    });
    let team = teams::store::of(desk.tx(), ward.id).await?;
    let address = desk.house().settings().address.clone();
    let address = format!(
        "{}{}",
        address
            .trim_start_matches("https://")
            .trim_start_matches("http://"),
        ward.path()
    );
    let frame = frame(&desk, &ward, "Noticeboard sheet");
    page(
        &desk,
        &Page {
            frame,
            ward,
            live,
            ended,
            next,
            team,
            printed: clock::plain_day(today),
            address,
        },
    )
}
