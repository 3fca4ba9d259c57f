//! Crimes at one published point: the one of a number, or the nearest to a place.

use axum::extract::{Request, State};
use base::House;
use evidence::recorded::{Where, recorded};

use super::answer::{No, Said};
use super::crimes_street::crimes;
use super::question::{Asked, no_place};

/// The crimes of a month.
pub(super) async fn list(State(house): State<House>, request: Request) -> Said {
    let asked = Asked::of(request).await?;
    let memory = recorded(&house).await?;
    let when = asked.month(&memory)?;
    let place = match asked.location() {
        Some(number) if memory.knows_point(number) => Where::At(number),
        Some(_) => {
            return Err(No::not_there(
                "There is no published point of that location_id.",
            ));
        }
        None => {
            let (lat, lon) = asked.point()?.ok_or_else(no_place)?;
            Where::Nearest { lat, lon }
        }
    };
    crimes(&memory, when, &place, "all-crime")
}
