//! A talk is written down: when, for whom, how many came.

use base::{Act, Answer, Desk, Line};
use wards::atlas;
use web::Fields;

use super::{Audience, PAGE, Talk, TalkId, TalkKind, list, store};
use crate::rapid_responses::answering::{Answering, on};

/// More do not come to one talk.
const MOST: i64 = 5_000;

/// Writes it down.
pub(super) async fn record(mut desk: Desk, mut form: Fields) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let answering = Answering::of(&mut desk, &atlas).await?;
    let held_on = form.day("held_on", "Choose on which day it was");
    if held_on.is_some_and(|day| day > desk.today()) {
        form.error("held_on", "Write it down when it has been held");
    }
    let kind = form.one_of("kind", TalkKind::of, "Choose what it was");
    let audience = form.one_of("audience", Audience::of, "Choose who came");
    let heads = form.whole("heads", 1..=MOST, "Write how many came");
    let agency = answering.read(&mut form, "Choose who gave it");
    let ward = match form.raw("ward") {
        "" => None,
        _ => form.one_of("ward", |slug| atlas.by_slug(slug), "Choose the ward"),
    };
    if matches!(agency, Some(None)) && ward.is_none() {
        form.error("ward", "Choose the ward whose team gave it");
    }
    let (Some(held_on), Some(kind), Some(audience), Some(heads), Some(agency), false) =
        (held_on, kind, audience, heads, agency, form.wrong())
    else {
        return list::draw(desk, form).await;
    };
    let permit = desk.permit(Act::WorkRapidResponse, &on(ward, agency))?;
    desk.once(form.press()).await?;
    let it = Talk {
        id: TalkId::fresh(),
        held_on,
        ward: ward.map(|it| it.id),
        agency: agency.map(|it| it.id),
        kind,
        audience,
        heads,
    };
    store::add(desk.tx(), &permit, &it).await?;
    desk.tell(Line::of("wrote down", "talk", it.id).with(audience.word()))
        .await?;
    desk.finish(PAGE).await
}
