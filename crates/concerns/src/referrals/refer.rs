//! A concern is passed to an agency.

use std::collections::HashMap;

use axum::{
    extract::{Path, Query},
    response::{IntoResponse as _, Redirect},
};
use base::{Act, Answer, Desk, OrNotFound as _, Permit, Stop};
use web::Fields;

use super::{About, Matter, form, pass_on};
use crate::{Concern, ConcernId, agreements::Purpose, concerns};

/// Matter a list: which concern is in the question of the address.
pub(super) async fn start(desk: Desk, Query(ask): Query<HashMap<String, String>>) -> Answer {
    // Whoever may pass anything on anywhere comes here; the concern is looked at where it leads.
    drop(desk);
    let concern = ask
        .get("concern")
        .and_then(|id| id.parse::<ConcernId>().ok());
    let to = concern.map_or_else(
        || "/desk/concerns".to_owned(),
        |id| format!("/desk/concerns/{id}/refer"),
    );
    Ok(Redirect::to(&to).into_response())
}

/// The concern of an address, for whoever may pass it on.
async fn find(desk: &mut Desk, id: &str) -> Result<(Concern, Permit), Stop> {
    let id: ConcernId = id.parse().ok().or_not_found()?;
    let concern = concerns::store::find(desk.tx(), id).await?.or_not_found()?;
    let permit = desk.permit(Act::Refer, &concern)?;
    if !concern.is_open() {
        return Err(Stop::Refused(
            "This concern is over. What is over is not passed on.".into(),
        ));
    }
    Ok((concern, permit))
}

fn matter(desk: &Desk, concern: &Concern) -> Matter {
    let kind = desk.place().service(&concern.service);
    Matter {
        about: About::Concern(concern.id),
        ward: concern.ward,
        service: concern.service.clone(),
        heading: "Refer a concern to an agency",
        list: ("/desk/concerns", "Concerns"),
        name: format!("Concern {}", concern.reference),
        kind: kind.map_or_else(|| concern.service.clone(), |kind| kind.name.clone()),
        path: concern.path(),
        fits: Purpose::fits_a_concern,
        point: concern.lon_e6.zip(concern.lat_e6),
        reaches_reporter: concern.may_pass && concern.can_be_reached(),
    }
}

/// The form.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (concern, _) = find(&mut desk, &id).await?;
    // What everyone may read is a beginning; the reporter's own words never are.
    let mut fresh = Fields::fresh();
    if let Some(words) = &concern.shown_words {
        fresh.set("told", words);
        fresh.set("place", &concern.place);
    }
    let matter = matter(&desk, &concern);
    form(desk, &matter, fresh).await
}

/// Passes it on.
pub(super) async fn refer(mut desk: Desk, Path(id): Path<String>, typed: Fields) -> Answer {
    let (concern, permit) = find(&mut desk, &id).await?;
    let matter = matter(&desk, &concern);
    pass_on(desk, &permit, &matter, typed).await
}
