//! A member sends their order; the secretary enters one from paper or phone.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, Refusal, Stop};
use web::Fields;

use super::store::{self, Order, Way};
use crate::{
    SuggestionId,
    meetings::{self, Meeting, Stage},
    members, suggestions,
};

#[derive(Debug, thiserror::Error)]
enum CannotRank {
    #[error(
        "Only voting members of this panel send an order. You can follow the meeting without one."
    )]
    NoVote,
    #[error(
        "The list of suggestions changed while you were putting it in order. Look at it again and send your order."
    )]
    ListChanged,
    #[error("Choose the member whose order this is.")]
    WhoseOrder,
    #[error("Write every place from 1 to {0} once, as it stands on the slip.")]
    NotAPlaceEach(usize),
    #[error("This member has sent an order on screen. Only they can change it.")]
    SentOnScreen,
}
impl Refusal for CannotRank {}

/// Moves one suggestion up or down, or sends the order. Moving stores
/// nothing: the order travels in the form, so it works without script.
pub(super) async fn send(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let meeting = meetings::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::Rank, &meeting)?;
    if form.has("move") {
        return meetings::rank::draw(desk, &id, Some(moved(&form))).await;
    }
    let person = desk.person().or_not_found()?;
    let seat = members::store::seat_of(desk.tx(), meeting.ward, person, meeting.held_on).await?;
    let seat = seat.filter(|seat| seat.votes).ok_or(CannotRank::NoVote)?;
    let order = Order {
        member: seat.id,
        way: Way::Screen,
        order: whole_order(&mut desk, &meeting, &form).await?,
    };
    store::keep(desk.tx(), &permit, meeting.id, &order, None).await?;
    // Whose, but never which order: the ledger is read by administrators.
    desk.tell(Line::of("sent an order", "meeting", meeting.id))
        .await?;
    desk.finish(meeting.stage_path(Stage::Rank)).await
}

/// The secretary enters an order that came on paper or by phone; it is marked so.
pub(super) async fn enter(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let meeting = meetings::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::RunMeeting, &meeting)?;
    let members = members::store::on(desk.tx(), meeting.ward, meeting.held_on).await?;
    let seat = members
        .iter()
        .find(|member| member.votes && member.id.to_string() == form.raw("member"));
    let seat = seat.ok_or(CannotRank::WhoseOrder)?;
    let sent = store::of_meeting(desk.tx(), meeting.id).await?;
    if sent
        .iter()
        .any(|order| order.member == seat.id && order.way == Way::Screen)
    {
        return Err(CannotRank::SentOnScreen.into());
    }
    let way = if form.raw("way") == "phone" {
        Way::Phone
    } else {
        Way::Paper
    };
    let order = Order {
        member: seat.id,
        way,
        order: entered_order(&mut desk, &meeting, &form).await?,
    };
    let by = desk.person();
    store::keep(desk.tx(), &permit, meeting.id, &order, by).await?;
    desk.tell(Line::of("entered an order", "meeting", meeting.id).with(way.word()))
        .await?;
    desk.finish(meeting.stage_path(Stage::Rank)).await
}

/// The order in the form after one press of Up or Down: `up:ID`, `down:ID`.
fn moved(form: &Fields) -> Vec<SuggestionId> {
    let mut order: Vec<SuggestionId> = form
        .each("order")
        .filter_map(|id| id.parse().ok())
        .collect();
    if let Some((way, id)) = form.raw("move").split_once(':')
        && let Ok(id) = id.parse::<SuggestionId>()
        && let Some(at) = order.iter().position(|it| *it == id)
    {
        match way {
            "up" if at > 0 => order.swap(at, at - 1),
            "down" if at + 1 < order.len() => order.swap(at, at + 1),
            _ => {}
        }
    }
    order
}

/// The order in the form, if it holds every suggestion of the list once.
async fn whole_order(
    desk: &mut Desk,
    meeting: &Meeting,
    form: &Fields,
) -> Result<Vec<SuggestionId>, Stop> {
    meeting.may_rank()?;
    let order: Vec<SuggestionId> = form
        .each("order")
        .filter_map(|id| id.parse().ok())
        .collect();
    is_whole(desk, meeting, order).await
}

/// The order of a paper slip: a place typed beside each suggestion, every
/// place from the first to the last once.
async fn entered_order(
    desk: &mut Desk,
    meeting: &Meeting,
    form: &Fields,
) -> Result<Vec<SuggestionId>, Stop> {
    meeting.may_rank()?;
    let list = suggestions::to_rank(suggestions::store::for_meeting(desk.tx(), meeting).await?);
    let mut placed: Vec<(usize, SuggestionId)> = list
        .iter()
        .filter_map(|it| {
            Some((
                form.raw(&format!("place-{}", it.id)).trim().parse().ok()?,
                it.id,
            ))
        })
        .collect();
    placed.sort();
    let each_once = placed.iter().map(|(place, _)| *place).eq(1..=list.len());
    if !each_once || list.is_empty() {
        return Err(CannotRank::NotAPlaceEach(list.len()).into());
    }
    Ok(placed.into_iter().map(|(_, id)| id).collect())
}

async fn is_whole(
    desk: &mut Desk,
    meeting: &Meeting,
    order: Vec<SuggestionId>,
) -> Result<Vec<SuggestionId>, Stop> {
    let list = suggestions::to_rank(suggestions::store::for_meeting(desk.tx(), meeting).await?);
    let mut due: Vec<_> = list.iter().map(|it| it.id).collect();
    let mut got = order.clone();
    due.sort();
    got.sort();
    if due == got && !got.is_empty() {
        Ok(order)
    } else {
        Err(CannotRank::ListChanged.into())
    }
}
