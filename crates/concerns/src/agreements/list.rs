//! The agreements in force, those to come, and those that are over.

use askama::Template;
use base::{Act, Answer, Desk, On, agencies, clock, deadlines::days};
use web::{Frame, Tag, TagKind, page};

use super::{Agreement, SOON, store};

struct Row {
    review_path: String,
    end_path: String,
    agency: String,
    purpose: &'static str,
    power: String,
    contact: bool,
    from: String,
    review: String,
    last: String,
    why: String,
    tag: Tag,
}

#[derive(Template)]
#[template(path = "agreements/list.html")]
struct Page {
    frame: Frame,
    now: Vec<Row>,
    over: Vec<Row>,
}

/// The page.
pub(super) async fn show(mut desk: Desk) -> Answer {
    desk.permit(Act::ManageAgreements, &On::default())?;
    let (today, agencies) = (desk.today(), agencies::all(desk.tx()).await?);
    let (mut now, mut over) = (Vec::new(), Vec::new());
    for it in store::all(desk.tx()).await? {
        let agency = agencies.iter().find(|agency| agency.id == it.agency);
        let is_over = it.last_day() < today;
        let row = Row {
            review_path: format!("/admin/agreements/{}/review", it.id),
            end_path: format!("/admin/agreements/{}/end", it.id),
            agency: agency.map_or(String::new(), |agency| agency.name.clone()),
            purpose: it.purpose.label(),
            contact: it.shares_contact,
            from: clock::plain_day(it.from_on),
            review: clock::plain_day(it.review_on),
            last: clock::plain_day(it.last_day()),
            tag: tag(&it, today),
            power: it.power,
            why: it.why_ended,
        };
        if is_over {
            over.push(row);
        } else {
            now.push(row);
        }
    }
    over.reverse();
    let frame = Frame::of(&desk, "Agreements to share");
    page(&desk, &Page { frame, now, over })
}

fn tag(it: &Agreement, today: chrono::NaiveDate) -> Tag {
    let left = (it.last_day() - today).num_days();
    if it.ended_on.is_some() && left < 0 {
        Tag::new(TagKind::Plain, "Ended early")
    } else if left < 0 {
        Tag::new(TagKind::Plain, "Expired")
    } else if it.from_on > today {
        Tag::new(TagKind::Info, "Not yet in force")
    } else if left <= SOON {
        Tag::new(TagKind::Warn, format!("Expires in {}", days(left)))
    } else if it.review_on < today {
        Tag::new(TagKind::Warn, "Review is due")
    } else {
        Tag::new(TagKind::Go, "In force")
    }
}
