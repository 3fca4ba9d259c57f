//! The team of a ward: today, or as it stood on an earlier day.

use std::collections::HashMap;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query},
    response::{IntoResponse as _, Json},
};
use base::{Act, Answer, Desk, On, clock};
use chrono::NaiveDate;
use serde_json::json;
use wards::{
    Ward,
    teams::{self, ContactPoint, Period, Posting, Strength, Team, contacts, postings, terms},
    wards::{Life, life},
};
use web::{Frame, Wants, csv_table, page, wants};

use super::{find, frame};

/// A post with who fills it.
struct Row {
    post: teams::Post,
    home: String,
    strength: i64,
    vacancies: i64,
    names: Vec<String>,
    known: bool,
}

struct Before {
    period: Period,
    link: Option<String>,
}

#[derive(Template)]
#[template(path = "wards/team.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    life: Life,
    team: Team,
    rows: Vec<Row>,
    strength: Strength,
    points: Vec<ContactPoint>,
    template: Option<(String, String)>,
    earlier: Vec<Before>,
    /// The earlier day that is shown, in words.
    on: Option<String>,
    own: String,
    hours: u32,
    may: bool,
}

/// The page, or its posts as `.csv` and `.json`.
pub(super) async fn show(
    mut desk: Desk,
    Path(slug): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let life = life(desk.tx(), ward.id).await?;
    let today = life.to.unwrap_or(desk.today());
    let asked = query.get("on").and_then(|day| day.parse().ok());
    let day: NaiveDate = asked.filter(|day| *day < today).unwrap_or(today);
    let team = teams::store::on(desk.tx(), ward.id, day).await?;
    let rows = rows(&mut desk, &ward, &team, day, today).await?;
    match wants(form) {
        Wants::Csv => return Ok(csv(&rows)),
        Wants::Json => return Ok(data(&ward, &rows, day)),
        _ => {}
    }
    let strength = teams::strength(desk.tx(), ward.id, day).await?;
    let points = contacts::store::on(desk.tx(), ward.id, day).await?;
    let followed = terms::store::of(desk.tx(), ward.id).await?;
    let now = followed.iter().find(|term| term.held_on(day));
    let template = now.map(|term| {
        (
            terms::label(&term.template),
            clock::plain_day(term.valid_from),
        )
    });
    let ever = teams::store::ever(desk.tx(), ward.id).await?;
    let earlier = teams::periods(&ever, &followed, today)
        .into_iter()
        .filter(|period| period.to.is_some())
        .map(|period| Before {
            link: period
                .from
                .or(period.to)
                .map(|day| format!("{}/team?on={day}", ward.path())),
            period,
        })
        .collect();
    let may = desk.may(
        Act::ManageTeam,
        &On {
            ward: Some(ward.id),
            agency: None,
        },
    );
    let frame = frame(&desk, &ward, "Your team");
    let hours = desk.place().contact.answer_hours;
    page(
        &desk,
        &Page {
            frame,
            own: format!("{}/team", ward.path()),
            ward,
            here: "team",
            life,
            team,
            rows,
            strength,
            points,
            template,
            earlier,
            on: (day < today).then(|| clock::plain_day(day)),
            hours,
            may,
        },
    )
}

/// The posts of a day with how many fill them. A name stands only where its officer agreed and is still in post.
async fn rows(
    desk: &mut Desk,
    ward: &Ward,
    team: &Team,
    day: NaiveDate,
    today: NaiveDate,
) -> anyhow::Result<Vec<Row>> {
    let mut out = Vec::new();
    for post in &team.posts {
        let kept = postings::store::of_ward(desk.tx(), post.ward).await?;
        let home = wards::wards::store::find(desk.tx(), post.ward).await?;
        let there: Vec<_> = postings::in_force(&kept, post.id, day).collect();
        let strength = i64::try_from(there.len()).unwrap_or(i64::MAX);
        out.push(Row {
            home: home
                .filter(|home| home.id != ward.id)
                .map_or(String::new(), |home| home.name),
            strength,
            vacancies: (post.people - strength).max(0),
            names: there
                .iter()
                .filter(|it| still_there(&kept, it, today))
                .filter_map(|it| it.public_name.clone())
                .collect(),
            known: kept.iter().any(|it| it.starts_on <= day),
            post: post.clone(),
        });
    }
    Ok(out)
}

/// Rank and name of those in the team today who agreed to be named: the same as on the page.
pub(crate) async fn named(desk: &mut Desk, ward: &Ward) -> anyhow::Result<Vec<(String, String)>> {
    let today = desk.today();
    let team = teams::store::on(desk.tx(), ward.id, today).await?;
    let rows = rows(desk, ward, &team, today, today).await?;
    let named = |row: Row| {
        let rank = row.post.rank;
        row.names.into_iter().map(move |name| (rank.clone(), name))
    };
    Ok(rows.into_iter().flat_map(named).collect())
}

/// Whether the officer of a posting is in the ward's team today, also in the post that took the place of that one.
fn still_there(kept: &[Posting], it: &Posting, today: NaiveDate) -> bool {
    kept.iter().any(|other| {
        other.held_on(today)
            && (other.id == it.id
                || (other.in_post_since == it.in_post_since && other.public_name == it.public_name))
    })
}

const HEADS: [&str; 9] = [
    "rank",
    "role",
    "home_ward",
    "people",
    "strength",
    "vacancies",
    "dedicated",
    "from",
    "to",
];

fn day(day: Option<NaiveDate>) -> String {
    day.map_or(String::new(), |day| day.to_string())
}

fn csv(rows: &[Row]) -> axum::response::Response {
    let cells: Vec<_> = rows
        .iter()
        .map(|row| {
            // Not written down is empty, not nought.
            let known = |n: i64| {
                if row.known {
                    n.to_string()
                } else {
                    String::new()
                }
            };
            vec![
                row.post.rank.clone(),
                row.post.role.clone(),
                row.home.clone(),
                row.post.people.to_string(),
                known(row.strength),
                known(row.vacancies),
                if row.post.dedicated { "yes" } else { "no" }.to_owned(),
                day(row.post.valid_from),
                day(row.post.valid_to),
            ]
        })
        .collect();
    csv_table("team", &HEADS, &cells)
}

fn data(ward: &Ward, rows: &[Row], on: NaiveDate) -> axum::response::Response {
    let posts: Vec<_> = rows
        .iter()
        .map(|row| {
            json!({
                "rank": row.post.rank, "role": row.post.role,
                "home_ward": (!row.home.is_empty()).then_some(&row.home),
                "people": row.post.people, "strength": row.known.then_some(row.strength),
                "vacancies": row.known.then_some(row.vacancies), "dedicated": row.post.dedicated,
                "from": row.post.valid_from, "to": row.post.valid_to,
            })
        })
        .collect();
    Json(json!({"version": 1, "ward_code": ward.code, "on": on, "posts": posts})).into_response()
}
