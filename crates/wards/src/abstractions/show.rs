//! One abstraction: what was asked, what the rules say, and the forms to decide.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, OrNotFound as _, Stop, clock};
use web::{Fields, Frame, Tag, TagKind, form_page};

use super::{Abstraction, AbstractionId, Rank, State, rank_on, store};

#[derive(Template)]
#[template(path = "abstractions/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    it: Abstraction,
    title: String,
    tag: Tag,
    starts: String,
    told: String,
    decided: String,
    review_on: String,
    /// Why whoever looks at it may not decide, or nothing when they may.
    may_not: Option<String>,
    asks: bool,
    may_review: bool,
}

/// The one of an address.
pub(super) async fn find(desk: &mut Desk, id: &str) -> Result<Abstraction, Stop> {
    let id: AbstractionId = id.parse().ok().or_not_found()?;
    store::find(desk.tx(), id).await?.or_not_found()
}

/// How it stands, with a shape.
pub(super) fn tag(it: &Abstraction) -> Tag {
    match it.state {
        State::Waiting => Tag::new(TagKind::Warn, "Waits for a decision"),
        State::Authorised if it.waits_for_review() => {
            Tag::new(TagKind::Info, "Authorised, to be reviewed")
        }
        State::Authorised if it.decided.is_none() => Tag::new(TagKind::Go, "Passes by itself"),
        State::Authorised => Tag::new(TagKind::Go, "Authorised"),
        State::Refused => Tag::new(TagKind::Plain, "Refused"),
    }
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let it = find(&mut desk, &id).await?;
    desk.permit(Act::SeeDuty, &it)?;
    let today = desk.today();
    let days = desk.place().team_on(today).review_days;
    let form = Fields::fresh()
        .with("version", it.version)
        .with("review_on", today + chrono::Days::new(days.into()));
    draw(&mut desk, it, form).await
}

/// Draws it, with whatever is wrong.
pub(super) async fn draw(desk: &mut Desk, it: Abstraction, form: Fields) -> Answer {
    let ward = crate::wards::store::find(desk.tx(), it.ward)
        .await?
        .or_not_found()?;
    let title = format!("{}: {}, {}", it.asked.reason, it.rank, it.role);
    let day = |day: Option<chrono::NaiveDate>| day.map(clock::plain_day).unwrap_or_default();
    let rank = rank_on(desk.who(), it.ward).filter(|_| desk.may(Act::AuthoriseAbstraction, &it));
    let may_not = match (desk.person(), rank) {
        (Some(me), Some(rank)) => it.may_decide(me, rank).err().map(|why| why.to_string()),
        _ => Some("An inspector decides, and for an exception a superintendent.".into()),
    };
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(desk, title.clone())
            .wrong(wrong)
            .crumb(ward.path(), ward.name.clone())
            .crumb(
                format!("/desk/wards/{}/abstractions", ward.slug),
                "Abstractions",
            )
            .crumb("", title.clone()),
        tag: tag(&it),
        starts: clock::day_and_time(it.starts_at),
        told: day(it.told_on),
        decided: it.decided.map_or(String::new(), |by| {
            let when = clock::day_and_time(by.at);
            format!("By a {}, {when}", by.rank.label().to_lowercase())
        }),
        review_on: day(it.review_on),
        asks: it.state == State::Waiting,
        may_review: it.waits_for_review()
            && rank == Some(Rank::Superintendent)
            && desk.person() != Some(it.recorded_by),
        may_not,
        title,
        it,
        form,
    };
    form_page(desk, wrong, &page)
}
