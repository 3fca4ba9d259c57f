//! One A4 sheet for a noticeboard: priorities, results, the next meeting.

use askama::Template;
use axum::{Extension, extract::Path};
use base::{Answer, Desk, clock};
use panels::{meetings, priorities};
use wards::{
    Ward,
    teams::{self, Team},
};
use web::{
    Frame, Sheet, Wants,
    fields::{Field, Table},
    page, row,
};

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

/// What is on the sheet.
pub(crate) static NOTICES: Table = Table {
    title: "Noticeboard",
    name: "notices",
    version: 1,
    about: "A part of the noticeboard sheet: live priorities, the last results, the next meeting.",
    routes: &["/wards/{ward}/noticeboard"],
    asks: &[],
    groups: &[&[
        Field::text("part", "`priority`, `result` or `meeting`."),
        Field::text("title", "What it is about, or when the meeting is."),
        Field::text(
            "words",
            "The latest, what came of it, or where the meeting is.",
        ),
        Field::text("state", "How it stands.").or_nothing(),
        Field::text("path", "Its page."),
    ]],
    beside: &[
        Field::text("ward_code", "The ward's code."),
        Field::text("ward_name", "Its name."),
    ],
};

/// The sheet, or what is on it as `.csv` and `.json`.
pub(super) async fn show(
    mut desk: Desk,
    Path(slug): Path<String>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let all = priorities::of_ward(&mut desk, &ward).await?;
    let (live, mut ended): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.is_live);
    ended.truncate(2);
    let today = desk.today();
    let next = meetings::store::next(desk.tx(), ward.id, today).await?;
    let wants = web::wants(form);
    if wants != Wants::Page {
        let mut rows = Vec::new();
        for (part, list) in [("priority", live), ("result", ended)] {
            rows.extend(
                list.into_iter()
                    .map(|it| row![part, it.title, it.latest, it.tag.words, it.path]),
            );
        }
        rows.extend(next.map(|it| {
            let path = format!("{}/meetings/{}", ward.path(), it.held_on);
            row!["meeting", it.when(), it.venue, None::<&str>, path]
        }));
        return Sheet::new(&NOTICES, rows)
            .file(format!("{}-noticeboard", ward.slug))
            .beside("ward_code", &ward.code)
            .beside("ward_name", &ward.name)
            .answer(wants);
    }
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
