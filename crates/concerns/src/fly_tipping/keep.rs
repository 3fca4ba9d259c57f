//! The team or the council keeps what was found.

use axum::extract::Path;
use base::{Answer, Desk, Line};
use web::Fields;

use super::{FlyTip, Land, Size, Waste, show, store};

/// The most that clearing one can cost, in pounds.
const MOST: i64 = 1_000_000;

/// Keeps it.
pub(super) async fn keep(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    let land = form.one_of("land", Land::of, "Choose the kind of land");
    let waste = form.one_of("waste", Waste::of, "Choose what there was most of");
    let size = form.one_of("size", Size::of, "Choose how much there was");
    let is_given = |form: &Fields, name| !form.raw(name).trim().is_empty();
    let cost = is_given(&form, "cost").then(|| form.whole("cost", 0..=MOST, ""));
    let cleared = is_given(&form, "cleared_on").then(|| form.day("cleared_on", ""));
    if let Some(day) = cleared.flatten() {
        if day > desk.today() {
            form.error(
                "cleared_on",
                "That day is still to come: leave it empty until it is cleared",
            );
        } else if day < base::clock::day(concern.requested_at) {
            form.error(
                "cleared_on",
                "That is before it was reported: write the day on which it was cleared",
            );
        }
    }
    let (Some(land), Some(waste), Some(size), false) = (land, waste, size, form.wrong()) else {
        return show::draw(desk, concern, form).await;
    };
    desk.once(form.press()).await?;
    let tip = FlyTip {
        concern: concern.id,
        land,
        waste,
        size,
        cost: cost.flatten(),
        cleared_on: cleared.flatten(),
        version: form.raw("version").parse().unwrap_or(-1),
    };
    if !store::save(desk.tx(), &permit, &tip).await? {
        let now = store::find(desk.tx(), concern.id).await?;
        form.set("version", now.map_or(0, |it| it.version));
        form.error(
            "land",
            "Somebody else has just changed this record. Look at it again, and send yours if it should stand.",
        );
        return show::draw(desk, concern, form).await;
    }
    desk.tell(Line::of(
        "wrote down what was dumped",
        "concern",
        concern.id,
    ))
    .await?;
    desk.finish(format!("{}/fly-tipping", concern.path())).await
}
