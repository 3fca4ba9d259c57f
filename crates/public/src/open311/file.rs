//! A program files a concern with its key. Contact details are looked at and let go.

use axum::{
    Extension,
    body::Bytes,
    extract::Path,
    http::{HeaderMap, Uri},
};
use base::{Act, Answer, Desk, On, WardId, place::Service};
use chrono::DateTime;
use concerns::concerns::{Filing, file as keep};
use wards::{Atlas, atlas, postcodes};
use web::Wants;

use super::{
    Ask, Node, Wrong,
    requests::of_number,
    view::micro,
    wrong::{bad, send},
};

/// What every program is told.
const NOTICE: &str = "No names, e-mail addresses, phone numbers or account numbers from this interface are kept. Keep them yourself and ask for the updates of this request to tell whoever sent it. The description is shown to everyone only after the team has read it.";

/// Files it.
pub(super) async fn file(
    mut desk: Desk,
    uri: Uri,
    form: Option<Extension<Wants>>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let answer = match filed(&mut desk, &uri, &headers, &body).await {
        Ok(node) => {
            desk.keep().await?;
            Ok(node)
        }
        Err(wrong) => Err(wrong),
    };
    send(form, "service_requests", answer)
}

/// The number of a token. They are the same here: a number is given at once.
pub(super) async fn token(
    mut desk: Desk,
    Path(token): Path<String>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let answer = of_number(&mut desk, &token).await.map(|concern| {
        let one = Node::Parts(vec![
            ("service_request_id", concern.reference.into()),
            ("token", token.into()),
        ]);
        Node::List("request", vec![one])
    });
    let answer = answer.map_err(|wrong| match wrong {
        Wrong::NotThere(_) => Wrong::NotThere("There is no such token."),
        wrong => wrong,
    });
    send(form, "service_requests", answer)
}

async fn filed(
    desk: &mut Desk,
    uri: &Uri,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Node, Wrong> {
    let ask = Ask::sent(uri, headers, body)?;
    let client = ask.writer(desk).await?;
    let code = ask.must("service_code")?;
    let service = desk.place().service(code).filter(|it| it.is_taken());
    let service = service.cloned();
    let service = service.ok_or(Wrong::NotThere(
        "There is no service with this service_code.",
    ))?;
    contacts(&ask)?;
    let words = words(&ask);
    if words.chars().count() > 4_000 {
        return Err(bad("description has at most 4,000 characters."));
    }
    let place = ask.get("address_string").unwrap_or_default().to_owned();
    if place.chars().count() > 300 {
        return Err(bad("address_string has at most 300 characters."));
    }
    let atlas = atlas(desk).await?;
    let point = ask.point()?;
    let ward = ward_of(desk, &ask, &atlas, point).await?;
    let filing = Filing {
        answers: answers(desk, &service, &ask)?,
        media: media(&ask)?,
        service,
        ward,
        point: point.map(|(long, lat)| (i64::from(micro(long)), i64::from(micro(lat)))),
        place,
        words,
    };
    let on = On {
        ward: Some(ward),
        agency: None,
    };
    let permit = desk.permit(Act::FileConcern, &on)?;
    let concern = keep(desk, &permit, &client, filing).await?;
    let one = Node::Parts(vec![
        ("service_request_id", concern.reference.into()),
        ("service_notice", NOTICE.into()),
        ("account_id", Node::Nothing),
    ]);
    Ok(Node::List("request", vec![one]))
}

/// The description, under the title that FixMyStreet sends beside it.
fn words(ask: &Ask) -> String {
    let description = ask.get("description").unwrap_or_default();
    let title = ask.get("title").or_else(|| ask.get("attribute[title]"));
    match title {
        Some(title) if !description.starts_with(title) => format!("{title}\n\n{description}"),
        _ => description.to_owned(),
    }
}

/// Looks whether contact details have the shape of some, and lets them go.
fn contacts(ask: &Ask) -> Result<(), Wrong> {
    for (name, most) in [
        ("email", 254),
        ("first_name", 100),
        ("last_name", 100),
        ("phone", 50),
        ("device_id", 200),
        ("account_id", 200),
    ] {
        if ask
            .get(name)
            .is_some_and(|value| value.chars().count() > most)
        {
            return Err(bad(format!("{name} has at most {most} characters.")));
        }
    }
    if ask.get("email").is_some_and(|email| !email.contains('@')) {
        return Err(bad(
            "email is no e-mail address. It is not kept: you may leave it out.",
        ));
    }
    Ok(())
}

async fn ward_of(
    desk: &mut Desk,
    ask: &Ask,
    atlas: &Atlas,
    point: Option<(f64, f64)>,
) -> Result<WardId, Wrong> {
    if let Some((long, lat)) = point {
        let ward = atlas.at(micro(long), micro(lat));
        let outside = || {
            bad(format!(
                "This place lies outside {}. Send it to whoever looks after that place.",
                desk.place().name
            ))
        };
        return ward.map(|ward| ward.id).ok_or_else(outside);
    }
    let Some(words) = ask.get("address_string") else {
        return Err(bad(if ask.get("address_id").is_some() {
            "address_id is not known here. Send lat and long."
        } else {
            "Send lat and long, or an address_string with a postcode in it."
        }));
    };
    for candidate in postcodes::in_words(words) {
        let code = postcodes::store::find(desk.tx(), &candidate).await?;
        let ward = code.and_then(|code| atlas.wards.iter().find(|ward| ward.code == code));
        if let Some(ward) = ward {
            return Ok(ward.id);
        }
    }
    Err(bad(format!(
        "No postcode of {} stands in address_string. Send lat and long.",
        desk.place().name
    )))
}

fn media(ask: &Ask) -> Result<Vec<String>, Wrong> {
    let mut all = Vec::new();
    for url in ask.each("media_url") {
        let is_address = url.starts_with("https://") || url.starts_with("http://");
        if !is_address
            || url.len() > 500
            || url.chars().any(|c| c.is_whitespace() || c.is_control())
        {
            return Err(bad(
                "media_url is a web address with at most 500 characters.",
            ));
        }
        all.push(url.to_owned());
    }
    if all.len() > 10 {
        return Err(bad("Send at most 10 of media_url."));
    }
    Ok(all)
}

/// What was answered to the questions of this kind. Anything else is let go.
fn answers(desk: &Desk, service: &Service, ask: &Ask) -> Result<Vec<(String, String)>, Wrong> {
    let mut all = Vec::new();
    for question in desk.place().questions(&service.code) {
        let name = format!("attribute[{}]", question.code);
        let given: Vec<_> = ask.each(&name).collect();
        if question.required && given.is_empty() {
            return Err(bad(format!("{name} is missing: {}", question.text)));
        }
        if given.len() > 1 && question.datatype != "multivaluelist" {
            return Err(bad(format!("{name} has one answer.")));
        }
        let choices = question.choices();
        for value in given {
            let kept = match question.datatype.as_str() {
                "number" => value
                    .parse::<f64>()
                    .ok()
                    .filter(|n| n.is_finite())
                    .map(|_| value.to_owned()),
                "datetime" => DateTime::parse_from_rfc3339(&value.replacen(' ', "+", 1))
                    .ok()
                    .map(|at| at.to_rfc3339()),
                "string" => (value.chars().count() <= 200).then(|| value.to_owned()),
                "text" => (value.chars().count() <= 2_000).then(|| value.to_owned()),
                _ => choices
                    .iter()
                    .find(|(key, name)| key == value || *name == value)
                    .map(|(key, _)| key.clone()),
            };
            let kept = kept.ok_or_else(|| {
                bad(format!(
                    "{name} does not fit its datatype, {}.",
                    question.datatype
                ))
            })?;
            let answer = (question.code.clone(), kept);
            if !all.contains(&answer) {
                all.push(answer);
            }
        }
    }
    Ok(all)
}
