//! Something was done about a fly-tip: it is written down with its day, a penalty with its amount.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop, clock, place::Offence};
use web::Fields;

use super::{ActionKind, TipAction, TipActionId, show, store};

/// No fine is as high as this; for a fixed penalty the ceiling of the day is asked after.
const MOST: i64 = 10_000_000;

/// Writes it down.
pub(super) async fn act(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    if store::find(desk.tx(), concern.id).await?.is_none() {
        return Err(Stop::NotThere);
    }
    let kind = form.one_of("kind", ActionKind::of, "Choose what was done");
    let on = form.day("on", "Write the day on which it was done");
    if on.is_some_and(|day| day > desk.today()) {
        form.error(
            "on",
            "That day is still to come: write down what has been done",
        );
    } else if on.is_some_and(|day| day < clock::day(concern.requested_at)) {
        form.error(
            "on",
            "That is before it was reported: write the day on which it was done",
        );
    }
    let (mut offence, mut pounds) = (None, None);
    if kind == Some(ActionKind::Penalty) {
        offence = form.one_of(
            "offence",
            Offence::of,
            "Choose for what the penalty was given",
        );
        pounds = form.whole(
            "pounds",
            1..=MOST,
            "Write how high the penalty is, in pounds",
        );
    } else if kind == Some(ActionKind::Prosecution) && !form.raw("pounds").trim().is_empty() {
        pounds = form.whole("pounds", 1..=MOST, "Write how high the fine is, in pounds");
    } else if kind.is_some() && !form.raw("pounds").trim().is_empty() {
        form.error(
            "pounds",
            "Only a fixed penalty and a fine have an amount: take it out, or choose one of them",
        );
    }
    let (Some(kind), Some(on), false) = (kind, on, form.wrong()) else {
        return show::draw(desk, concern, form).await;
    };
    let action = TipAction {
        id: TipActionId::fresh(),
        kind,
        on,
        offence,
        pounds,
    };
    let action = match action.within_law(desk.place()) {
        Ok(action) => action,
        Err(refusal) => {
            form.error("pounds", refusal.to_string());
            return show::draw(desk, concern, form).await;
        }
    };
    desk.once(form.press()).await?;
    store::add(desk.tx(), &permit, concern.id, &action).await?;
    desk.tell(Line::of("acted on the fly-tip of", "concern", concern.id).with(kind.word()))
        .await?;
    desk.finish(format!("{}/fly-tipping", concern.path())).await
}
