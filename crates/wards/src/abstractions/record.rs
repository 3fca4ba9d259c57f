//! A sergeant records that a post is to be taken from its ward, and who asked.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, clock};
use web::{Fields, Frame, form_page};

use super::{Abstraction, AbstractionId, Asked, CannotAbstract, Reason, State, store};
use crate::{PostId, Ward, teams};

#[derive(Template)]
#[template(path = "abstractions/record.html")]
struct Page {
    frame: Frame,
    form: Fields,
    ward: Ward,
    posts: Vec<(String, String)>,
    reasons: Vec<(String, String)>,
    places: Vec<(String, String)>,
    yes_no: Vec<(String, String)>,
}

fn pairs(pairs: [(&str, &str); 2]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(word, label)| ((*word).to_owned(), (*label).to_owned()))
        .collect()
}

/// The form.
pub(super) async fn show(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = crate::by_slug(desk.tx(), &slug).await?.or_not_found()?;
    desk.permit(Act::RecordAbstraction, &ward)?;
    let form = Fields::fresh()
        .with("place", "in")
        .with("exceptional", "no");
    draw(desk, ward, form).await
}

async fn draw(mut desk: Desk, ward: Ward, form: Fields) -> Answer {
    let team = teams::store::of(desk.tx(), ward.id).await?;
    let wrong = form.wrong();
    let path = format!("/desk/wards/{}/abstractions", ward.slug);
    let page = Page {
        frame: Frame::of(&desk, format!("Record an abstraction - {}", ward.name))
            .wrong(wrong)
            .crumb(ward.path(), ward.name.clone())
            .crumb(path, "Abstractions")
            .crumb("", "Record"),
        posts: team
            .posts
            .iter()
            .map(|post| {
                let stays = if post.dedicated {
                    "dedicated"
                } else {
                    "pooled"
                };
                (
                    post.id.to_string(),
                    format!("{}, {} ({stays})", post.rank, post.role),
                )
            })
            .collect(),
        reasons: web::options!(Reason),
        places: pairs([("in", "Inside the borough"), ("out", "Outside the borough")]),
        yes_no: pairs([("no", "No"), ("yes", "Yes")]),
        form,
        ward,
    };
    form_page(&desk, wrong, &page)
}

fn choice(form: &mut Fields, name: &str, yes: &str, no: &str, ask: &str) -> Option<bool> {
    let of = |word: &str| (word == yes || word == no).then_some(word == yes);
    form.one_of(name, of, ask)
}

/// Records it. Court and mandatory training pass at once; everything else waits for its rank.
pub(super) async fn record(mut desk: Desk, Path(slug): Path<String>, mut form: Fields) -> Answer {
    let ward = crate::by_slug(desk.tx(), &slug).await?.or_not_found()?;
    let permit = desk.permit(Act::RecordAbstraction, &ward)?;
    let by = permit.by.or_not_found()?;
    let team = teams::store::of(desk.tx(), ward.id).await?;
    let post = form.one_of(
        "post",
        |id| {
            let id: PostId = id.parse().ok()?;
            team.posts.iter().find(|post| post.id == id)
        },
        "Choose the post",
    );
    let day = form.day("day", "Choose the day");
    let from = form.time("from", "Write when it starts");
    let minutes = form.whole("minutes", 1..=1_440, "Write how many minutes it takes");
    let reason = form.one_of("reason", Reason::of, "Choose why");
    let out = choice(
        &mut form,
        "place",
        "out",
        "in",
        "Choose inside or outside the borough",
    );
    let exceptional = choice(
        &mut form,
        "exceptional",
        "yes",
        "no",
        "Choose whether it is exceptional",
    );
    let requested_by = form.words("requested_by", 120, "Write which role asked, not a name");
    let justification = form.optional("justification", 1_000);
    let cover_by = form.optional("cover_by", 120);
    let cover_minutes = if cover_by.is_empty() {
        Some(0)
    } else {
        form.whole(
            "cover_minutes",
            1..=1_440,
            "Write how many minutes they cover",
        )
    };
    let note = form.optional("note", 300);
    let (first, last) = (
        desk.today() - chrono::Days::new(366),
        desk.today() + chrono::Days::new(92),
    );
    if day.is_some_and(|day| !(first..=last).contains(&day)) {
        form.error(
            "day",
            "Choose a day of the last year or the next three months",
        );
    }
    if let (Some(cover), Some(minutes)) = (cover_minutes, minutes)
        && cover > minutes
    {
        form.error(
            "cover_minutes",
            "Nobody covers longer than the post is away",
        );
    }
    let told_on = if form.raw("told_on").trim().is_empty() {
        None
    } else {
        form.day("told_on", "Choose when residents were told")
    };
    if told_on.is_some_and(|told| told > desk.today()) {
        form.error("told_on", "Choose a day that is not still to come");
    }
    if told_on.is_some() && note.is_empty() {
        form.error("note", "Write what residents were told");
    }
    let (
        Some(post),
        Some(day),
        Some(from),
        Some(minutes),
        Some(reason),
        Some(out),
        Some(exceptional),
        Some(cover_minutes),
    ) = (
        post,
        day,
        from,
        minutes,
        reason,
        out,
        exceptional,
        cover_minutes,
    )
    else {
        return draw(desk, ward, form).await;
    };
    let asked = Asked {
        reason,
        dedicated: post.dedicated,
        out_of_borough: out,
        exceptional,
        justification,
    };
    let never = &desk.place().team_on(day).never_exceptional;
    let needs = if exceptional && never.iter().any(|code| code == reason.word()) {
        Err(CannotAbstract::NeverExceptional)
    } else {
        asked.needs()
    };
    if let Err(refusal) = &needs {
        let field = match refusal {
            CannotAbstract::NoJustification => "justification",
            _ => "exceptional",
        };
        form.error(field, refusal.to_string());
    }
    let (Ok(needs), false) = (needs, form.wrong()) else {
        return draw(desk, ward, form).await;
    };
    let abstraction = Abstraction {
        id: AbstractionId::fresh(),
        ward: ward.id,
        post: post.id,
        rank: post.rank.clone(),
        role: post.role.clone(),
        asked,
        starts_at: clock::moment(day, from),
        minutes,
        requested_by,
        cover_by,
        cover_minutes,
        note,
        told_on,
        state: if needs.is_none() {
            State::Authorised
        } else {
            State::Waiting
        },
        refusal: String::new(),
        recorded_by: by,
        recorded_at: desk.now(),
        decided: None,
        review_on: None,
        review: String::new(),
        version: 1,
    };
    desk.once(form.press()).await?;
    store::add(desk.tx(), &permit, &abstraction).await?;
    let line = Line::of("recorded", "abstraction", abstraction.id);
    desk.tell(line.with(format!("{}, {}", reason.word(), abstraction.state.word())))
        .await?;
    desk.finish(abstraction.path()).await
}
