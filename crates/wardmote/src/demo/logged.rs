//! A log of incidents that the analyst brings in: two years of invented burglaries with places and times.

use anyhow::{Context as _, Result, ensure};
use axum::http::StatusCode;
use base::{House, clock, people};
use chrono::{Duration, NaiveDateTime};
use statistics::Chance;

use super::{actor::Actor, people::Cast, people::MAIL};

const EVENTS: usize = 900;
const DAYS: usize = 730;
/// A hundred metres, roughly, in degrees.
const NEAR: f64 = 0.001;
/// The hours in which somebody is away and does not know when it happened: gone, and back.
const AWAY: (u32, u32) = (8, 17);

/// Plays it.
///
/// # Errors
/// When the form is refused.
pub(super) async fn play(house: &House, cast: &Cast) -> Result<()> {
    let mut tx = house.db().reading().await?;
    let email = format!("analyst@{MAIL}");
    let everybody = people::store::all(&mut tx).await?;
    drop(tx);
    let analyst = everybody.iter().find(|it| it.email == email);
    let analyst = analyst.context("the analyst")?.id;
    let actor = Actor::signed_in(house, cast.door.clone(), analyst).await?;
    let points = evidence::recorded::recorded(house).await?;
    let file = made_up(points.points(), house);
    let name = "Burglary, invented log of two years";
    let fields = [("name", name), ("clock", "local")];
    let sent = actor
        .upload("/desk/analysis/logs/new", &fields, file.as_bytes())
        .await?;
    ensure!(
        sent.status == StatusCode::SEE_OTHER,
        "the log was not taken: {}",
        sent.complaint()
    );
    Ok(())
}

fn made_up(points: &[[i32; 2]], house: &House) -> String {
    let mut chance = Chance::from_seed(20);
    let last = clock::day(house.clock().now()) - Duration::days(1);
    let mut events: Vec<(NaiveDateTime, [f64; 2])> = Vec::new();
    while events.len() < EVENTS && !points.is_empty() {
        let mut at = |of: usize| (chance.below(of) as f64 / of as f64 - 0.5) * NEAR;
        let shift = [at(1_000), at(1_000)];
        // A twentieth of the points draws a third of the events.
        let few = (points.len() / 20).max(1);
        let which = if chance.below(3) == 0 {
            chance.below(few) * 20 % points.len()
        } else {
            chance.below(points.len())
        };
        let place = points[which];
        let place = [0, 1].map(|axis| f64::from(place[axis]) / 1e6 + shift[axis]);
        let day = last - Duration::days(chance.below(DAYS) as i64);
        let hour = if chance.below(3) == 0 {
            18 + chance.below(6)
        } else {
            chance.below(24)
        };
        let minute = chance.below(60);
        let time = day.and_hms_opt(hour as u32, minute as u32, 0);
        let Some(time) = time else { continue };
        events.push((time, place));
        // Burglars come back: to the same home, or next door.
        let again = chance.below(7);
        if again < 2 {
            let later = time + Duration::days(1 + chance.below(9) as i64);
            let near = if again == 0 {
                place
            } else {
                place.map(|it| it + NEAR / 4.0)
            };
            if later.date() <= last {
                events.push((later, near));
            }
        }
    }
    events.sort_by_key(|it| it.0);
    let mut text = "reference,type,from,until,longitude,latitude\n".to_owned();
    for (number, (time, [longitude, latitude])) in events.iter().enumerate() {
        let away = number % 3 == 0;
        let [from, until] = if away {
            [AWAY.0, AWAY.1].map(|hour| time.date().and_hms_opt(hour, 15, 0).unwrap_or(*time))
        } else {
            [*time, *time]
        };
        let form = "%Y-%m-%dT%H:%M";
        let kind = if number % 5 == 0 {
            "Burglary in a business"
        } else {
            "Burglary in a home"
        };
        text.push_str(&format!(
            "B{number:04},{kind},{},{},{longitude:.6},{latitude:.6}\n",
            from.format(form),
            until.format(form)
        ));
    }
    text
}
