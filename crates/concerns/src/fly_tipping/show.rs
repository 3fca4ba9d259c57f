//! The record of a fly-tip: what was found, and what was done about it.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, OrNotFound as _, Permit, Stop, clock, place::Offence};
use web::{Fields, Frame, form_page, options};

use super::{ActionKind, FlyTip, Land, RECORD, Size, TipAction, Waste, store};
use crate::{Concern, concerns};

struct Row {
    id: String,
    day: String,
    kind: &'static str,
    penalty: String,
}

#[derive(Template)]
#[template(path = "fly_tipping/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    reference: String,
    path: String,
    is_kept: bool,
    /// By when it is normally cleared, and whether that is over.
    clear_by: String,
    is_late: bool,
    lands: Vec<(String, String)>,
    wastes: Vec<(String, String)>,
    sizes: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    offences: Vec<(String, String)>,
    ceilings: String,
    actions: Vec<Row>,
}

/// The concern of an address, for whoever may work on it, when it is of a kind that is recorded like this.
pub(super) async fn find(desk: &mut Desk, id: &str) -> Result<(Concern, Permit), Stop> {
    let (concern, permit) = concerns::show::find(desk, id).await?;
    let service = desk.place().service(&concern.service);
    service
        .filter(|service| service.record == RECORD)
        .or_not_found()?;
    Ok((concern, permit))
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (concern, _) = find(&mut desk, &id).await?;
    draw(desk, concern, Fields::fresh()).await
}

/// What is kept, where the form does not carry it.
fn fill(form: &mut Fields, tip: Option<&FlyTip>) {
    if form.has("land") {
        return;
    }
    let word = |it: Option<&'static str>| it.unwrap_or_default();
    form.set("land", word(tip.map(|it| it.land.word())));
    form.set("waste", word(tip.map(|it| it.waste.word())));
    form.set("size", word(tip.map(|it| it.size.word())));
    let text = |it: Option<String>| it.unwrap_or_default();
    form.set(
        "cost",
        text(tip.and_then(|it| it.cost).map(|n| n.to_string())),
    );
    form.set(
        "cleared_on",
        text(tip.and_then(|it| it.cleared_on).map(|day| day.to_string())),
    );
    form.set("version", tip.map_or(0, |it| it.version));
}

fn row(it: &TipAction) -> Row {
    let penalty = match (it.offence, it.pounds) {
        (Some(offence), Some(pounds)) => format!("£{pounds}, {}", offence.label().to_lowercase()),
        (None, Some(pounds)) => format!("£{pounds}, fine"),
        _ => String::new(),
    };
    Row {
        id: it.id.to_string(),
        day: clock::plain_day(it.on),
        kind: it.kind.label(),
        penalty,
    }
}

/// The page with a form as it was sent.
pub(super) async fn draw(mut desk: Desk, concern: Concern, mut form: Fields) -> Answer {
    let tip = store::find(desk.tx(), concern.id).await?;
    fill(&mut form, tip.as_ref());
    let actions = store::actions(desk.tx(), concern.id).await?;
    let choose = |mut rest: Vec<(String, String)>| {
        rest.insert(0, (String::new(), "Choose one".to_owned()));
        rest
    };
    let today = desk.today();
    let ceilings: Vec<String> = Offence::ALL
        .iter()
        .map(|it| {
            let highest = desk.place().highest_penalty(*it, today);
            format!("{} £{highest}", it.label().to_lowercase())
        })
        .collect();
    let wrong = form.wrong();
    let clear_by = clock::day(concern.expected_at);
    let cleared_on = tip.as_ref().and_then(|it| it.cleared_on);
    let page = Page {
        frame: Frame::of(&desk, format!("Fly-tip {}", concern.reference))
            .wrong(wrong)
            .crumb("/desk/concerns", "Concerns")
            .crumb(concern.path(), format!("Concern {}", concern.reference))
            .crumb("", "Fly-tip"),
        path: format!("{}/fly-tipping", concern.path()),
        reference: concern.reference,
        is_kept: tip.is_some(),
        clear_by: clock::long_day(clear_by),
        is_late: cleared_on.unwrap_or(today) > clear_by,
        lands: choose(options!(Land)),
        wastes: choose(options!(Waste)),
        sizes: choose(options!(Size)),
        kinds: choose(options!(ActionKind)),
        offences: choose(options!(Offence)),
        ceilings: format!(
            "Whole pounds. A fixed penalty is at the most, today: {}.",
            ceilings.join(", ")
        ),
        actions: actions.iter().map(row).collect(),
        form,
    };
    form_page(&desk, wrong, &page)
}
