//! Whoever answers the line takes in a call: the clocks run, and who and where goes sealed into the closed store.

use askama::Template;
use base::{Act, Answer, Desk, Line, clock, closed::Turn};
use chrono::Duration;
use wards::atlas;
use web::{Fields, Frame, form_page, options};

use super::{
    CallKind, Caller, RECORD, RapidResponse, RapidResponseId, Told,
    answering::{Answering, on},
    show::unkept,
    store,
};
use crate::reports::{self, Reporter};

#[derive(Template)]
#[template(path = "rapid_responses/take.html")]
struct Page {
    frame: Frame,
    form: Fields,
    wards: Vec<(String, String)>,
    agencies: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    callers: Vec<(String, String)>,
}

/// The form.
pub(super) async fn show(desk: Desk) -> Answer {
    draw(desk, Fields::fresh()).await
}

async fn draw(mut desk: Desk, form: Fields) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let answering = Answering::of(&mut desk, &atlas).await?;
    let mut wards = vec![(String::new(), "Choose a ward".to_owned())];
    wards.extend(answering.wards);
    let wrong = form.wrong();
    let title = "Take in a call";
    let page = Page {
        frame: Frame::of(&desk, title)
            .wrong(wrong)
            .crumb("/desk/rapid-responses", "Rapid responses")
            .crumb("", title),
        wards,
        agencies: answering.agencies,
        kinds: options!(CallKind),
        callers: options!(Caller),
        form,
    };
    unkept(form_page(&desk, wrong, &page))
}

/// Takes it in.
pub(super) async fn take(mut desk: Desk, mut form: Fields) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let answering = Answering::of(&mut desk, &atlas).await?;
    let ward = form.one_of("ward", |slug| atlas.by_slug(slug), "Choose the ward");
    let agency = answering.read(&mut form, "Choose who answers it");
    let kind = form.one_of("kind", CallKind::of, "Choose what it is about");
    let caller = form.one_of("caller", Caller::of, "Choose who rang");
    let now = desk.now();
    let mut received = now;
    if !form.raw("at").trim().is_empty()
        && let Some(time) = form.time("at", "")
    {
        received = clock::moment(desk.today(), time);
        // Shortly after midnight, "23:50" was yesterday.
        let yesterday = received - Duration::days(1);
        if received > now && now - yesterday < Duration::hours(6) {
            received = yesterday;
        }
        if received > now {
            form.error(
                "at",
                "That time is still to come: write when they rang today",
            );
        }
    }
    let told = Told {
        address: form.words("address", 300, "Write where somebody has to go"),
        vulnerable: form.optional("vulnerable", 500),
        lost: form.optional("lost", 200),
        trader: form.optional("trader", 1_000),
    };
    let reporter = Reporter {
        name: form.optional("name", 120),
        email: String::new(),
        phone: form.optional("phone", 40),
        language: form.optional("language", 60),
        safe: form.optional("safe", 300),
    };
    let (Some(ward), Some(agency), Some(kind), Some(caller), false) =
        (ward, agency, kind, caller, form.wrong())
    else {
        return draw(desk, form).await;
    };
    let permit = desk.permit(Act::WorkRapidResponse, &on(Some(ward), agency))?;
    desk.once(form.press()).await?;
    let id = RapidResponseId(uuid::Uuid::new_v4());
    let mut turn = Turn::unseen(desk.house()).await?;
    let sealed = id.sealed();
    reports::store::add_reporter(&mut turn, &permit, sealed, &reporter, false).await?;
    let mut is_repeat = form.has("repeat");
    for other in reports::store::of_same(&mut turn, sealed).await? {
        // Others of the same person may be concerns of any kind; a call counts.
        let other = RapidResponseId::of_sealed(other);
        is_repeat |= store::find(desk.tx(), other).await?.is_some();
    }
    store::seal(&mut turn, &permit, id, &told).await?;
    let it = RapidResponse {
        id,
        reference: format!("D-{}", wards::queries::code::fresh_reference()),
        ward: ward.id,
        agency: agency.map(|it| it.id),
        kind,
        caller,
        in_progress: form.has("in_progress"),
        is_repeat,
        received_at: received,
        decision: None,
        decided_at: None,
        no_visit: None,
        reached_at: None,
        why_late: None,
        saved: None,
        first_follow_up_on: None,
        second_follow_up_on: None,
        closed_on: None,
        told_until: None,
        version: 1,
    };
    store::add(desk.tx(), &permit, &it).await?;
    desk.tell(Line::of("took in", RECORD, id).with(kind.word()))
        .await?;
    turn.keep().await?;
    desk.finish(it.path()).await
}
