//! The first page of a ward: what is worked on, when the panel meets, how to
//! reach the team, whether it is getting better, what came of it.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, WardId, agencies, clock, deadlines::days};
use concerns::referrals;
use panels::{
    meetings::{self, MeetingState},
    priorities,
};
use wards::{
    Ward, atlas,
    teams::{self, Team},
    wards::{Life, life},
};
use web::{Frame, page};

use super::{borough_map, find};
use crate::results;

struct Next {
    path: String,
    when: String,
    venue: String,
    access: String,
    papers: bool,
}

#[derive(Template)]
#[template(path = "wards/overview.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    life: Life,
    map: web::forms::Html,
    live: Vec<priorities::Shown>,
    intro: String,
    next: Option<Next>,
    cancelled: Option<(String, String)>,
    team: Team,
    hours: u32,
    figures: Option<evidence::Drawn>,
    results: Vec<results::Row>,
    events: Vec<crate::events::Card>,
    stayed: Option<String>,
    strength: Option<String>,
    answered: Option<String>,
    passed: Vec<Passed>,
}

/// What was passed to an agency and waits there. Never a person.
struct Passed {
    agency: String,
    open: i64,
    late: Option<String>,
}

async fn passed(desk: &mut Desk, ward: WardId) -> anyhow::Result<Vec<Passed>> {
    let today = desk.today();
    let agencies = agencies::all(desk.tx()).await?;
    let owed = referrals::late_by_agency(desk.tx(), Some(ward), today).await?;
    Ok(owed
        .into_iter()
        .filter_map(|(id, open, late, longest)| {
            let agency = agencies.iter().find(|agency| agency.id == id)?;
            Some(Passed {
                agency: agency.name_on(today, &agencies).to_owned(),
                open,
                late: (late > 0).then(|| format!("{late} late, the longest {}", days(longest))),
            })
        })
        .collect())
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let life = life(desk.tx(), ward.id).await?;
    let atlas = atlas(&mut desk).await?;
    let live = priorities::live(&mut desk, &ward).await?;
    let today = desk.today();
    let all = meetings::store::of_ward(desk.tx(), ward.id).await?;
    let next = all
        .iter()
        .filter(|meeting| {
            meeting.held_on >= today
                && matches!(
                    meeting.state,
                    MeetingState::Scheduled | MeetingState::PapersOut | MeetingState::InSession
                )
        })
        .min_by_key(|meeting| meeting.held_on);
    let cancelled = all
        .iter()
        .filter(|meeting| meeting.held_on >= today)
        .find_map(|meeting| {
            Some((
                clock::long_day(meeting.held_on),
                meeting.why_cancelled.clone()?,
            ))
        });
    let last = all
        .iter()
        .filter(|meeting| matches!(meeting.state, MeetingState::Held | MeetingState::Published))
        .max_by_key(|meeting| meeting.held_on);
    let intro = intro(
        &ward,
        live.len(),
        last.map(|it| it.held_on),
        next.map(|it| it.held_on),
    );
    let next = next.map(|meeting| Next {
        path: format!("{}/meetings/{}", ward.path(), meeting.held_on),
        when: format!(
            "{} to {}",
            clock::day_and_time(meeting.starts_at),
            clock::time(meeting.ends_at)
        ),
        venue: meeting.venue.clone(),
        access: meeting.access.clone(),
        papers: meeting.papers_out_at.is_some(),
    });
    let team = if life.is_over() {
        Team::default()
    } else {
        teams::store::of(desk.tx(), ward.id).await?
    };
    let figures = evidence::ward_figures(&mut desk, &ward, None).await?;
    let figures = figures.map(|figures| evidence::draw(&figures, &ward, &atlas));
    let closed = priorities::store::of_ward(desk.tx(), ward.id).await?;
    let mut results = results::rows(&desk, &atlas, &closed);
    results.retain(|row| row.ended);
    results.truncate(2);
    let events = crate::events::next(&mut desk, &ward).await?;
    let strength = teams::strength(desk.tx(), ward.id, today).await?;
    let strength = (strength.establishment > 0).then(|| strength.words());
    let stayed = crate::cover::line(&mut desk, &ward).await?;
    let answered = crate::queries::promise::line(&mut desk, ward.id).await?;
    let passed = passed(&mut desk, ward.id).await?;
    let page_ = Page {
        frame: Frame::of(&desk, format!("{} ward", ward.name))
            .about(format!(
                "Priorities, team, meetings and figures for {} ward.",
                ward.name
            ))
            .crumb("/", "Home")
            .crumb("/wards", "Wards")
            .crumb("", ward.name.clone()),
        here: "overview",
        life,
        map: borough_map(&atlas, Some(&ward)),
        hours: desk.place().contact.answer_hours,
        ward,
        live,
        intro,
        next,
        cancelled,
        team,
        figures,
        results,
        events,
        stayed,
        strength,
        answered,
        passed,
    };
    page(&desk, &page_)
}

/// "The Fairmead panel agreed these three. It looks at them again on 1 December."
fn intro(
    ward: &Ward,
    live: usize,
    last: Option<chrono::NaiveDate>,
    next: Option<chrono::NaiveDate>,
) -> String {
    const WORDS: [&str; 4] = ["none", "this one", "these two", "these three"];
    let count = WORDS
        .get(live)
        .map_or_else(|| format!("these {live}"), |word| (*word).to_owned());
    let first = match (live, last) {
        (0, Some(last)) => format!(
            "The {} panel last met on {} and has no live priority now.",
            ward.name,
            clock::plain_day(last)
        ),
        (0, None) => format!("The {} panel has not agreed a priority yet.", ward.name),
        _ => format!("The {} panel agreed {count}.", ward.name),
    };
    match next {
        Some(next) => format!("{first} It meets again on {}.", clock::plain_day(next)),
        None => first,
    }
}
