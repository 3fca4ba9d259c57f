//! Word on concerns, both ways: what programs ask for, and what they tell. This is FixMyStreet's addition to Open311.

use axum::{
    Extension,
    body::Bytes,
    http::{HeaderMap, Uri},
};
use base::{Act, Answer, Desk};
use chrono::Duration;
use concerns::concerns::{ExternalStatus, Heard, hear as keep, store};
use web::Wants;

use super::{
    Ask, Node, Wrong,
    requests::of_number,
    view::w3c,
    wrong::{bad, send},
};

/// The list, in the order in which it was so.
pub(super) async fn list(mut desk: Desk, uri: Uri, form: Option<Extension<Wants>>) -> Answer {
    let answer = said(&mut desk, &Ask::of(&uri)).await;
    send(form, "service_request_updates", answer)
}

/// Takes word from a program.
pub(super) async fn hear(
    mut desk: Desk,
    uri: Uri,
    form: Option<Extension<Wants>>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let answer = match heard(&mut desk, &uri, &headers, &body).await {
        Ok(node) => {
            desk.keep().await?;
            Ok(node)
        }
        Err(wrong) => Err(wrong),
    };
    send(form, "service_request_updates", answer)
}

async fn said(desk: &mut Desk, ask: &Ask) -> Result<Node, Wrong> {
    let client = ask.client(desk).await?.map(|client| client.id);
    if ask.get("start_date").is_some() != ask.get("end_date").is_some() {
        return Err(bad("Send start_date and end_date together, or neither."));
    }
    let (start, end) = ask.span(desk.now())?;
    let (size, page) = ask.page()?;
    let mut all = store::updates_between(desk.tx(), start, end, size, page).await?;
    // A page in the order in which it was so; which page by when we learned of it.
    all.sort_by_key(|(it, ..)| (it.happened_at, it.number));
    let all = all.into_iter().map(|(it, reference, sender)| {
        let seen = it.shown || (client.is_some() && (client == it.client || client == sender));
        let words = if seen { it.words.as_str() } else { "" };
        Node::Parts(vec![
            ("update_id", it.number.to_string().into()),
            ("service_request_id", reference.into()),
            ("status", it.status.word().into()),
            ("updated_datetime", w3c(it.happened_at).into()),
            ("description", Node::words(words)),
            ("media_url", Node::Nothing),
        ])
    });
    Ok(Node::List("request_update", all.collect()))
}

async fn heard(
    desk: &mut Desk,
    uri: &Uri,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Node, Wrong> {
    let ask = Ask::sent(uri, headers, body)?;
    let client = ask.writer(desk).await?;
    let number = ask.must("service_request_id")?.to_owned();
    let external_id = ask.must("update_id")?.to_owned();
    let status = ask.must("status")?.to_lowercase();
    let status = ExternalStatus::of(&status).ok_or_else(|| {
        let all: Vec<_> = ExternalStatus::ALL.iter().map(|it| it.word()).collect();
        bad(format!("status is one of {}.", all.join(", ")))
    })?;
    ask.must("updated_datetime")?;
    let happened_at = ask.moment("updated_datetime", false)?.unwrap_or(desk.now());
    if happened_at > desk.now() + Duration::days(1) {
        return Err(bad("updated_datetime is still to come."));
    }
    let words = ask.must("description")?.to_owned();
    if words.chars().count() > 4_000 || external_id.chars().count() > 200 {
        return Err(bad(
            "description has at most 4,000 characters, update_id at most 200.",
        ));
    }
    let concern = of_number(desk, &number).await?;
    if concern.client != Some(client.id) && concern.agency != client.agency {
        return Err(Wrong::Key(
            "This api_key neither filed this request nor belongs to the agency that deals with it.",
        ));
    }
    let permit = desk.permit(Act::FileConcern, &concern)?;
    let it = Heard {
        external_id,
        status,
        words,
        happened_at,
    };
    let number = keep(desk, &permit, &client, concern, it).await?;
    let one = Node::Parts(vec![("update_id", number.to_string().into())]);
    Ok(Node::List("request_update", vec![one]))
}
