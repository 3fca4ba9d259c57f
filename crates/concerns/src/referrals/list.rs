//! What was passed on, in my wards or to my agency: late first.

use askama::Template;
use axum::extract::Query;
use base::{Act, Answer, Desk, agencies, permits};
use wards::atlas;
use web::{Fields, Frame, page};

use super::{ReferralState, Shown, shown::shown, store};

/// More than this stands on no page.
const MOST: usize = 300;

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Ask {
    state: String,
    agency: String,
    ward: String,
}

#[derive(Template)]
#[template(path = "referrals/list.html")]
struct Page {
    frame: Frame,
    form: Fields,
    groups: Vec<(&'static str, Vec<Shown>)>,
    states: Vec<(String, String)>,
    agencies: Vec<(String, String)>,
    wards: Vec<(String, String)>,
    one_agency: bool,
    cut: bool,
}

/// The page.
pub(super) async fn show(mut desk: Desk, Query(ask): Query<Ask>) -> Answer {
    let (atlas, today) = (atlas(&mut desk).await?, desk.today());
    let all_agencies = agencies::all(desk.tx()).await?;
    let wanted = ReferralState::of(&ask.state);
    let mut all = store::all_open(desk.tx()).await?;
    if wanted.is_some_and(|state| !state.is_open()) || ask.state == "all" {
        let scope = permits::scope(desk.who(), Act::SeeReferrals);
        let person = desk.person();
        all.extend(store::ended_last(desk.tx(), person, today, &scope).await?);
    }
    all.retain(|it| desk.may(Act::SeeReferrals, it));
    let ward = atlas.by_slug(&ask.ward).map(|ward| ward.id);
    let agency = all_agencies
        .iter()
        .find(|it| it.slug == ask.agency)
        .map(|it| it.id);
    let mut mine: Vec<_> = all.iter().map(|it| (it.agency, it.ward)).collect();
    mine.sort_unstable();
    mine.dedup();
    all.retain(|it| {
        wanted.is_none_or(|state| state == it.state)
            && ward.is_none_or(|ward| ward == it.ward)
            && agency.is_none_or(|agency| agency == it.agency)
    });
    all.sort_by_key(|it| (-it.late(today).unwrap_or(0), it.due_on(), it.sent_at));
    let cut = all.len() > MOST;
    let (mut partner, mut referrer, mut over) = (Vec::new(), Vec::new(), Vec::new());
    for it in all.iter().take(MOST) {
        let row = shown(&desk, &atlas, &all_agencies, it);
        if it.state.waits_for_partner() {
            partner.push(row);
        } else if it.state.waits_for_referrer() {
            referrer.push(row);
        } else {
            over.push(row);
        }
    }
    let mut groups = vec![
        ("Waits for the agency", partner),
        ("Waits for whoever passed it on", referrer),
        ("Over", over),
    ];
    groups.retain(|(_, rows)| !rows.is_empty());
    let mut states = vec![
        (String::new(), "All that are open".to_owned()),
        ("all".to_owned(), "All, also what is over".to_owned()),
    ];
    states.extend(web::options!(ReferralState));
    let everything = |words: &str| vec![(String::new(), words.to_owned())];
    let mut agencies = everything("All agencies");
    agencies.extend(
        all_agencies
            .iter()
            .filter(|it| mine.iter().any(|(agency, _)| *agency == it.id))
            .map(|it| (it.slug.clone(), it.name.clone())),
    );
    let mut wards = everything("All of mine");
    wards.extend(
        atlas
            .wards
            .iter()
            .filter(|it| mine.iter().any(|(_, ward)| *ward == it.id))
            .map(|it| (it.slug.clone(), it.name.clone())),
    );
    let page_ = Page {
        frame: Frame::of(&desk, "Referrals"),
        form: Fields::fresh()
            .with("state", &ask.state)
            .with("agency", &ask.agency)
            .with("ward", &ask.ward),
        groups,
        states,
        one_agency: agencies.len() <= 2,
        agencies,
        wards,
        cut,
    };
    page(&desk, &page_)
}
