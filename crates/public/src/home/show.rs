//! Home: find your ward, see what panels work on and what came of it.

use askama::Template;
use base::{Answer, Desk, clock};
use panels::{meetings, priorities};
use wards::{Ward, atlas};
use web::{Fields, Frame, form_page};

use crate::{results, wards::borough_map};

struct Meeting {
    path: String,
    ward: String,
    when: String,
    venue: String,
}

#[derive(Template)]
#[template(path = "home/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    wards: Vec<Ward>,
    map: web::forms::Html,
    results: Vec<results::Row>,
    meetings: Vec<Meeting>,
    borough: String,
    limit: u32,
    example: String,
}

/// The page.
pub(super) async fn show(desk: Desk) -> Answer {
    draw(desk, Fields::fresh()).await
}

/// The page with the postcode that was typed and what is wrong with it.
pub(super) async fn draw(mut desk: Desk, form: Fields) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let example = super::find::example(&mut desk).await?;
    let map = borough_map(&atlas, None);
    let latest = priorities::store::all(desk.tx()).await?;
    let mut results = results::rows(&desk, &atlas, &latest);
    // Results first, then what was told last; one of each ward on the home page.
    results.sort_by_key(|row| !row.ended);
    let mut seen = Vec::new();
    results.retain(|row| {
        !seen.contains(&row.ward) && {
            seen.push(row.ward.clone());
            true
        }
    });
    results.truncate(3);
    let now = desk.now();
    let to_come = meetings::store::to_come(desk.tx(), now).await?;
    let meetings = to_come
        .iter()
        .filter_map(|meeting| {
            let ward = atlas.ward(meeting.ward)?;
            Some(Meeting {
                path: format!("{}/meetings/{}", ward.path(), meeting.held_on),
                ward: ward.name.clone(),
                when: clock::day_and_time(meeting.starts_at),
                venue: meeting.venue.clone(),
            })
        })
        .take(3)
        .collect();
    let wrong = form.wrong();
    let place = desk.place();
    let page = Page {
        borough: place.name.clone(),
        limit: place.panel.live_priorities,
        example: format!("Your postcode, like {example}. It is not kept."),
        frame: Frame::of(&desk, format!("Safer streets in {}", place.name))
            .wrong(form.wrong())
            .about(format!("Find your ward in {}: what the panel and the ward team work on, when they meet, and what came of it.", place.name)),
        form, wards: atlas.wards.clone(), map, results, meetings,
    };
    form_page(&desk, wrong, &page)
}
