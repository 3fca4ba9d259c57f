//! The abstractions of a ward: what waits first, then month by month.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, OrNotFound as _, clock};
use web::{Frame, Tag, page};

use super::{Abstraction, State, show, store};
use crate::Ward;

struct Row {
    path: String,
    what: String,
    post: String,
    when: String,
    minutes: i64,
    promise: &'static str,
    tag: Tag,
}

#[derive(Template)]
#[template(path = "abstractions/list.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    waiting: Vec<Row>,
    months: Vec<(String, Vec<Row>)>,
    may: bool,
}

fn row(it: &Abstraction) -> Row {
    let place = if it.asked.out_of_borough {
        "outside the borough"
    } else {
        "inside the borough"
    };
    Row {
        path: it.path(),
        what: format!("{}, {place}", it.asked.reason),
        post: format!("{}, {}", it.rank, it.role),
        when: clock::day_and_time(it.starts_at),
        minutes: it.minutes,
        promise: match (it.asked.exceptional, it.asked.breaks_promise()) {
            (true, _) => "Exceptional",
            (_, true) => "Not covered by an exception",
            _ if it.asked.dedicated => "Dedicated post",
            _ => "Pooled post",
        },
        tag: show::tag(it),
    }
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = crate::by_slug(desk.tx(), &slug).await?.or_not_found()?;
    desk.permit(Act::SeeDuty, &ward)?;
    let all = store::of_ward(desk.tx(), ward.id).await?;
    let (mut waiting, mut months): (Vec<Row>, Vec<(String, Vec<Row>)>) = (Vec::new(), Vec::new());
    for it in &all {
        if it.state == State::Waiting {
            waiting.push(row(it));
            continue;
        }
        let month = clock::month(clock::day(it.starts_at));
        match months.last_mut() {
            Some((last, rows)) if *last == month => rows.push(row(it)),
            _ => months.push((month, vec![row(it)])),
        }
    }
    waiting.reverse();
    let may = desk.may(Act::RecordAbstraction, &ward);
    let frame = Frame::of(&desk, format!("Abstractions - {}", ward.name))
        .crumb(ward.path(), ward.name.clone())
        .crumb("", "Abstractions");
    page(
        &desk,
        &Page {
            frame,
            ward,
            waiting,
            months,
            may,
        },
    )
}
