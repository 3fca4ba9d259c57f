//! The concerns of my wards or of my agency: what nobody has read yet on top.

use askama::Template;
use axum::extract::Query;
use base::{Act, Answer, Desk, agencies};
use wards::atlas;
use web::{Fields, Frame, page};

use super::{ConcernState, shown::Shown, shown::shown, store};

/// More than this stands on no page.
const MOST: usize = 200;

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Ask {
    state: String,
    ward: String,
    kind: String,
}

#[derive(Template)]
#[template(path = "concerns/list.html")]
struct Page {
    frame: Frame,
    form: Fields,
    groups: Vec<(&'static str, Vec<Shown>)>,
    states: Vec<(String, String)>,
    wards: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    cut: bool,
}

/// The page.
pub(super) async fn show(mut desk: Desk, Query(ask): Query<Ask>) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let agencies = agencies::all(desk.tx()).await?;
    let state = ConcernState::of(&ask.state);
    let ward = atlas.by_slug(&ask.ward).map(|ward| ward.id);
    let (mut groups, mut mine, mut cut) = (Vec::new(), Vec::new(), false);
    for it in ConcernState::ALL {
        // Without a choice: what waits. What is over is asked for.
        if state.map_or(!it.is_open(), |state| state != *it) {
            continue;
        }
        let mut rows = Vec::new();
        for concern in store::standing(desk.tx(), *it, 5_000).await? {
            if !desk.may(Act::SeeConcerns, &concern) {
                continue;
            }
            if !mine.contains(&concern.ward) {
                mine.push(concern.ward);
            }
            if ward.is_some_and(|ward| ward != concern.ward)
                || (!ask.kind.is_empty() && ask.kind != concern.service)
            {
                continue;
            }
            if rows.len() == MOST {
                cut = true;
                break;
            }
            rows.push(shown(&desk, &atlas, &agencies, &concern));
        }
        if !rows.is_empty() {
            groups.push((it.label(), rows));
        }
    }
    let everything = |words: &str| vec![(String::new(), words.to_owned())];
    let mut states = everything("All that are open");
    states.extend(
        ConcernState::ALL
            .iter()
            .map(|it| (it.word().to_owned(), it.label().to_owned())),
    );
    let mut wards = everything("All of mine");
    wards.extend(
        atlas
            .wards
            .iter()
            .filter(|it| mine.contains(&it.id) || Some(it.id) == ward)
            .map(|it| (it.slug.clone(), it.name.clone())),
    );
    let mut kinds = everything("All kinds");
    kinds.extend(
        desk.place()
            .service
            .iter()
            .map(|it| (it.code.clone(), it.name.clone())),
    );
    let page_ = Page {
        frame: Frame::of(&desk, "Concerns"),
        form: Fields::fresh()
            .with("state", &ask.state)
            .with("ward", &ask.ward)
            .with("kind", &ask.kind),
        groups,
        states,
        wards,
        kinds,
        cut,
    };
    page(&desk, &page_)
}
