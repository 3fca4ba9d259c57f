//! A sergeant keeps the team's page.

use askama::Template;
use axum::{extract::Path, http::StatusCode};
use base::{Act, Answer, Desk, Line, OrNotFound as _, WardId, clock};
use chrono::NaiveDate;
use web::{Fields, Frame, page_with};

use super::{Post, Team, may_stand, store};
use crate::{Ward, wards};

#[derive(Template)]
#[template(path = "teams/edit.html")]
struct Page {
    frame: Frame,
    form: Fields,
    ward: Ward,
    theirs: Option<String>,
}

/// The form, with what is kept.
pub(super) async fn show(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = wards::store::by_slug(desk.tx(), &slug)
        .await?
        .or_not_found()?;
    desk.permit(Act::ManageTeam, &ward)?;
    let team = store::of(desk.tx(), ward.id).await?;
    let form = Fields::fresh()
        .with("about", &ward.about)
        .with("phone", &team.phone)
        .with("meet_us", &team.meet_us)
        .with("posts", lines(&team, ward.id))
        .with("version", team.version);
    draw(&desk, ward, form, None)
}

fn draw(desk: &Desk, ward: Ward, form: Fields, theirs: Option<String>) -> Answer {
    let wrong = form.wrong() || theirs.is_some();
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let frame = Frame::of(desk, format!("Team - {}", ward.name))
        .wrong(form.wrong())
        .crumb(ward.path(), ward.name.clone())
        .crumb("", "Team");
    page_with(
        desk,
        status,
        &Page {
            frame,
            form,
            ward,
            theirs,
        },
    )
}

/// Writes it down.
pub(super) async fn edit(mut desk: Desk, Path(slug): Path<String>, mut form: Fields) -> Answer {
    let ward = wards::store::by_slug(desk.tx(), &slug)
        .await?
        .or_not_found()?;
    let permit = desk.permit(Act::ManageTeam, &ward)?;
    desk.once(form.press()).await?;
    let about = form.words("about", 300, "Write a sentence about the ward");
    let phone = form.words("phone", 40, "Write the number residents ring");
    let meet_us = form.words(
        "meet_us",
        300,
        "Write where and when residents can meet the team",
    );
    let posts = read_posts(&mut form, ward.id);
    let since = since(&mut desk, &mut form, ward.id).await?;
    if let (Some(day), false) = (since, form.wrong())
        // What is written down stands until today, whenever it began.
        && let Err(refusal) = may_stand(desk.place(), &posts, &[day, desk.today()])
    {
        form.error("posts", refusal.to_string());
    }
    let (Some(since), false) = (since, form.wrong()) else {
        return draw(&desk, ward, form, None);
    };
    let version = form.raw("version").parse().unwrap_or(0);
    let team = Team {
        phone,
        meet_us,
        posts,
        version,
    };
    if !store::save(desk.tx(), &permit, ward.id, &team, since).await? {
        let kept = store::of(desk.tx(), ward.id).await?;
        form.set("version", kept.version);
        let theirs = format!(
            "{}\n{}\n{}\n{}",
            ward.about,
            kept.phone,
            kept.meet_us,
            lines(&kept, ward.id)
        );
        return draw(&desk, ward, form, Some(theirs));
    }
    wards::store::describe(desk.tx(), &permit, ward.id, &about).await?;
    desk.mark("ward words").await?;
    let line = Line::of("wrote down the team", "ward", ward.id);
    desk.tell(line.with(format!("as it is since {since}")))
        .await?;
    desk.finish(format!("{}/team", ward.path())).await
}

/// Since when the team is like this: today, or a day in the past that no later change contradicts.
async fn since(
    desk: &mut Desk,
    form: &mut Fields,
    ward: WardId,
) -> Result<Option<NaiveDate>, base::Stop> {
    let today = desk.today();
    if form.raw("since").trim().is_empty() {
        return Ok(Some(today));
    }
    let Some(since) = form.day("since", "Choose the day") else {
        return Ok(None);
    };
    if since > today {
        form.error("since", "Choose today or an earlier day");
    }
    let ever = store::ever(desk.tx(), ward).await?;
    let ends = |post: &Post| post.valid_to.map(|day| day + chrono::Days::new(1));
    let changes = ever
        .iter()
        .filter_map(|post| post.valid_from.max(ends(post)));
    if let Some(changed) = changes.max().filter(|changed| since < *changed) {
        form.error(
            "since",
            format!(
                "The team was last changed on {}. Choose that day or a later one.",
                clock::plain_day(changed)
            ),
        );
    }
    Ok(Some(since))
}

/// One post a line: `2 Constable, Ward Team, dedicated`. Posts of other wards are theirs to write.
fn lines(team: &Team, ward: WardId) -> String {
    let line = |post: &Post| {
        format!(
            "{} {}, {}{}",
            post.people,
            post.rank,
            post.role,
            if post.dedicated { ", dedicated" } else { "" }
        )
    };
    let own = team.posts.iter().filter(|post| post.ward == ward);
    own.map(line).collect::<Vec<_>>().join("\n")
}

fn read_posts(form: &mut Fields, ward: WardId) -> Vec<Post> {
    let text = form.words("posts", 2_000, "Write the posts, one a line");
    let mut posts = Vec::new();
    for (at, line) in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .enumerate()
    {
        let parsed = line.split_once(' ').and_then(|(people, rest)| {
            let people = people
                .parse::<i64>()
                .ok()
                .filter(|n| (1..=50).contains(n))?;
            let mut parts = rest.split(',').map(str::trim);
            let (rank, role) = (parts.next()?.to_owned(), parts.next()?.to_owned());
            // A misspelt "dedicated" would quietly take the officers off the ward's promise.
            let dedicated = match parts.next() {
                None => false,
                Some(word) if word.eq_ignore_ascii_case("dedicated") => true,
                Some(_) => return None,
            };
            (parts.next().is_none() && !rank.is_empty() && !role.is_empty()).then(|| Post {
                id: crate::PostId::fresh(),
                ward,
                rank,
                role,
                people,
                dedicated,
                valid_from: None,
                valid_to: None,
            })
        });
        match parsed {
            Some(post) => posts.push(post),
            None => form.error(
                "posts",
                format!(
                    "Line {}: write it like \"2 Constable, Ward Team, dedicated\"",
                    at + 1
                ),
            ),
        }
    }
    posts
}
