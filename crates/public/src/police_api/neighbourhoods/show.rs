//! Number 8: a neighbourhood: how to reach its team, where it is, who lives there.

use axum::extract::Path;
use base::{Answer, Desk};
use serde_json::{Map, Value, json};
use wards::{
    Ward,
    boundaries::shape,
    populations, postcodes,
    teams::{self, ContactPoint, Team, contacts},
};

use super::{data, find, link, paragraphs};

/// The neighbourhood.
pub(super) async fn show(mut desk: Desk, Path((force, id)): Path<(String, String)>) -> Answer {
    let (ward, atlas, at) = match find(&mut desk, &force, &id).await? {
        Ok(found) => found,
        Err(why) => return Ok(super::not_found(why)),
    };
    let today = desk.today();
    let team = teams::store::of(desk.tx(), ward.id).await?;
    let points = contacts::store::on(desk.tx(), ward.id, today).await?;
    let counted = populations::store::of(desk.tx(), &ward.code).await?;
    let people = counted.first().map_or(0, |newest| newest.people);
    let centre = shape::centre(&atlas.edges[at]);
    let degrees = |value: f64| format!("{value:.6}");
    let about = if ward.about.is_empty() {
        format!("The ward team and the ward panel of {}.", ward.name)
    } else {
        ward.about.clone()
    };
    let locations: Vec<_> = points.iter().map(|it| location(it, &team)).collect();
    Ok(data(json!({
        "url_force": link(&desk, &ward.path()),
        "contact_details": contact(&desk, &ward, &team),
        "name": ward.name,
        "links": links(&desk, &ward),
        "centre": {
            "latitude": centre.map(|it| degrees(it.1)),
            "longitude": centre.map(|it| degrees(it.0)),
        },
        "locations": locations,
        "description": paragraphs(&[&about]),
        "id": ward.code,
        "population": people.to_string(),
    })))
}

/// The ways to reach the team; what is not known is left out.
pub(super) fn contact(desk: &Desk, ward: &Ward, team: &Team) -> Value {
    let contact = &desk.place().contact;
    let phone = if team.phone.is_empty() {
        &contact.phone
    } else {
        &team.phone
    };
    let mut ways = Map::new();
    let mut way = |key: &str, value: String| {
        if !value.is_empty() {
            ways.insert(key.to_owned(), value.into());
        }
    };
    way("telephone", phone.clone());
    way("email", contact.email.clone());
    way("address", contact.address.clone());
    way("web", link(desk, &ward.path()));
    way("rss", link(desk, &format!("{}/updates.atom", ward.path())));
    Value::Object(ways)
}

fn links(desk: &Desk, ward: &Ward) -> Vec<Value> {
    [
        (
            "/priorities",
            "Priorities",
            "What the ward panel agreed, and what came of it",
        ),
        ("/meetings", "Panel meetings", "When the ward panel meets"),
        ("/events", "Events", "Where to meet the team"),
        (
            "/events.ics",
            "Calendar",
            "Events and panel meetings for a calendar",
        ),
        (
            "/suggest",
            "Suggest a priority",
            "Say what the team should work on",
        ),
    ]
    .iter()
    .map(|(path, title, what)| {
        json!({"url": link(desk, &format!("{}{path}", ward.path())), "title": title, "description": what})
    })
    .collect()
}

fn location(it: &ContactPoint, team: &Team) -> Value {
    let mut about = vec![it.opening.as_str(), it.access.as_str()];
    about.retain(|words| !words.is_empty());
    json!({
        "name": it.name,
        "longitude": Value::Null,
        "postcode": postcode(&it.address),
        "address": it.address,
        "telephone": (!team.phone.is_empty()).then_some(&team.phone),
        "latitude": Value::Null,
        "type": it.kind.word(),
        "description": (!about.is_empty()).then(|| paragraphs(&about)),
    })
}

/// The postcode that an address ends with.
fn postcode(address: &str) -> String {
    let words: Vec<_> = address
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .collect();
    let ends = [2, 1].map(|n| words[words.len().saturating_sub(n)..].join(" "));
    ends.into_iter()
        .find(|end| {
            end.starts_with(|c: char| c.is_ascii_uppercase())
                && end.contains(|c: char| c.is_ascii_digit())
                && postcodes::compact(end).is_some()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::postcode;

    #[test]
    fn a_postcode_is_read_from_the_end_of_an_address() {
        assert_eq!(
            postcode("Town Hall, Guildhall Road, Alderwick AW1 2AA"),
            "AW1 2AA"
        );
        assert_eq!(postcode("Library, AW12AA"), "AW12AA");
        assert_eq!(postcode("Library, High Street"), "");
        assert_eq!(postcode(""), "");
    }
}
