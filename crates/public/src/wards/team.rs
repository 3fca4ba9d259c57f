//! The team of a ward: today, or as it stood on an earlier day.

use std::collections::HashMap;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query},
};
use base::{Act, Answer, Desk, On, clock};
use chrono::NaiveDate;
use wards::{
    Ward,
    teams::{self, ContactPoint, Period, Posting, Strength, Team, contacts, postings, terms},
    wards::{Life, life},
};
use web::{
    Cell, Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    page, row, wants,
};

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
    let asked = query.get("on").and_then(|day| clock::written_day(day));
    let day: NaiveDate = asked.filter(|day| *day < today).unwrap_or(today);
    let team = teams::store::on(desk.tx(), ward.id, day).await?;
    let rows = rows(&mut desk, &ward, &team, day, today).await?;
    let wants = wants(form);
    if wants != Wants::Page {
        return posts(&ward, rows, day).answer(wants);
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

/// The posts of a ward's team on a day.
pub(crate) static POSTS: Table = Table {
    title: "Team posts",
    name: "posts",
    version: 1,
    about: "A post of the ward's team.",
    routes: &["/wards/{ward}/team"],
    asks: &[(
        "on",
        "An earlier day, `YYYY-MM-DD`: the team as it stood then.",
    )],
    groups: &[&[
        Field::text("rank", "The rank of the post."),
        Field::text("role", "Its role."),
        Field::text(
            "home_ward",
            "The ward it belongs to, where that is another.",
        )
        .or_nothing(),
        Field::whole("people", "How many it is for."),
        Field::whole(
            "strength",
            "How many were in post; empty where that is not written down.",
        )
        .or_nothing(),
        Field::whole(
            "vacancies",
            "How many were missing; empty where that is not written down.",
        )
        .or_nothing(),
        Field::new("dedicated", Kind::Truth, "Whether it is kept to the ward."),
        Field::new(
            "from",
            Kind::Day,
            "Its first day; empty where that is not known.",
        )
        .or_nothing(),
        Field::new("to", Kind::Day, "Its last day; empty while it stands.").or_nothing(),
    ]],
    beside: &[
        Field::text("ward_code", "The ward."),
        Field::new("on", Kind::Day, "The day."),
    ],
};

/// How a ward's team was made up, from the beginning to today.
pub(crate) static PERIODS: Table = Table {
    title: "Team history",
    name: "periods",
    version: 1,
    about: "A time in which the team was made up the same way, the newest first.",
    routes: &["/wards/{ward}/team/history"],
    asks: &[],
    groups: &[&[
        Field::new(
            "from",
            Kind::Day,
            "Its first day; empty where that is not known.",
        )
        .or_nothing(),
        Field::new("to", Kind::Day, "Its last day; empty for the present.").or_nothing(),
        Field::text("template", "The team template that was followed.").or_nothing(),
        Field::text("made_up", "The posts, in words."),
    ]],
    beside: &[Field::text("ward_code", "The ward.")],
};

fn posts(ward: &Ward, rows: Vec<Row>, on: NaiveDate) -> Sheet {
    let cells = rows
        .into_iter()
        .map(|row| {
            row![
                row.post.rank,
                row.post.role,
                Cell::words(row.home),
                row.post.people,
                // Not written down is empty, not nought.
                row.known.then_some(row.strength),
                row.known.then_some(row.vacancies),
                row.post.dedicated,
                row.post.valid_from,
                row.post.valid_to,
            ]
        })
        .collect();
    Sheet::new(&POSTS, cells)
        .file("team")
        .beside("ward_code", &ward.code)
        .beside("on", on)
}

/// The team's history as `.csv` and `.json`; as a page, the team.
pub(super) async fn history(
    mut desk: Desk,
    Path(slug): Path<String>,
    query: Query<HashMap<String, String>>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let asked = wants(form);
    if asked == Wants::Page {
        return show(desk, Path(slug), query, form).await;
    }
    let ward = find(&mut desk, &slug).await?;
    let life = life(desk.tx(), ward.id).await?;
    let today = life.to.unwrap_or(desk.today());
    let followed = terms::store::of(desk.tx(), ward.id).await?;
    let ever = teams::store::ever(desk.tx(), ward.id).await?;
    let cells = teams::periods(&ever, &followed, today)
        .into_iter()
        .map(|it| row![it.from, it.to, it.template, it.made_up])
        .collect();
    Sheet::new(&PERIODS, cells)
        .file(format!("{}-team-history", ward.slug))
        .beside("ward_code", &ward.code)
        .answer(asked)
}
