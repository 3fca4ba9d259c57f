//! Find my ward by postcode. The postcode is not kept.

use std::collections::HashMap;

use axum::{
    extract::Query,
    response::{IntoResponse as _, Redirect},
};
use base::{Answer, Desk};
use wards::{atlas, postcodes};
use web::Fields;

use super::show;

/// Leads to the ward, or says what to do.
pub(super) async fn find(mut desk: Desk, Query(query): Query<HashMap<String, String>>) -> Answer {
    let typed = query
        .get("postcode")
        .map_or("", String::as_str)
        .trim()
        .to_owned();
    let mut form = Fields::fresh().with("postcode", &typed);
    if typed.is_empty() {
        let ask = format!("Write your postcode, like {}", example(&mut desk).await?);
        form.error("postcode", ask);
        return show::draw(desk, form).await;
    }
    let atlas = atlas(&mut desk).await?;
    // A ward's name works too: people write what they know.
    if let Some(ward) = atlas
        .wards
        .iter()
        .find(|ward| ward.name.eq_ignore_ascii_case(&typed))
    {
        return Ok(Redirect::to(&ward.path()).into_response());
    }
    let Some(compact) = postcodes::compact(&typed) else {
        let ask = format!(
            "Write a full postcode, like {}, or choose your ward from the list",
            example(&mut desk).await?
        );
        form.error("postcode", ask);
        return show::draw(desk, form).await;
    };
    let code = postcodes::store::find(desk.tx(), &compact).await?;
    match code.and_then(|code| atlas.wards.iter().find(|ward| ward.code == code)) {
        Some(ward) => Ok(Redirect::to(&ward.path()).into_response()),
        None => {
            let name = desk.place().name.clone();
            form.error("postcode", format!("That postcode is not in {name}. Check it, or ask the council of the place you live in."));
            show::draw(desk, form).await
        }
    }
}

/// A postcode of this place, as an example of how one is written.
pub(super) async fn example(desk: &mut Desk) -> anyhow::Result<String> {
    let compact = postcodes::store::any(desk.tx()).await?;
    Ok(compact.map_or_else(
        || "SW1A 1AA".to_owned(),
        |text| {
            let (out, inward) = text.split_at(text.len().saturating_sub(3));
            format!("{out} {inward}")
        },
    ))
}
