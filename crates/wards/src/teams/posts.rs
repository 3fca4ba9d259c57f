//! The page of a team's posts: who fills them, what is vacant, what was before.

use askama::Template;
use axum::{extract::Path, http::StatusCode};
use base::{Act, Answer, Desk, OrNotFound as _, clock, place::templates};
use chrono::NaiveDate;
use web::{Fields, Frame, options, page_with};

use super::{
    ContactKind, ContactPoint, Period, Post, PostingEnd, Strength, contacts, history, pool,
    postings::{self, Posting, time_in_post},
    store, terms,
};
use crate::{Ward, wards};

struct Holder {
    id: String,
    name: Option<String>,
    since: String,
    time: String,
}

struct Row {
    id: String,
    title: String,
    dedicated: bool,
    people: i64,
    there: usize,
    vacant: i64,
    since: String,
    holders: Vec<Holder>,
    /// Slug, name, whether it serves it: the wards that can be ticked.
    wards: Vec<(String, String, bool)>,
    serves: String,
}

struct Ended {
    what: String,
    from: String,
    to: String,
    why: String,
}

#[derive(Template)]
#[template(path = "teams/posts.html")]
struct Page {
    frame: Frame,
    form: Fields,
    ward: Ward,
    strength: String,
    rows: Vec<Row>,
    ended: Vec<Ended>,
    periods: Vec<Period>,
    points: Vec<ContactPoint>,
    others: Vec<Ward>,
    choose_post: Vec<(String, String)>,
    choose_posting: Vec<(String, String)>,
    choose_point: Vec<(String, String)>,
    whys: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    templates: Vec<(String, String)>,
}

/// The address of the page.
pub(super) fn path(ward: &Ward) -> String {
    format!("/desk/wards/{}/posts", ward.slug)
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = wards::store::by_slug(desk.tx(), &slug)
        .await?
        .or_not_found()?;
    desk.permit(Act::ManageTeam, &ward)?;
    draw(desk, ward, Fields::fresh()).await
}

/// The page with a form that may be wrong.
pub(super) async fn draw(mut desk: Desk, ward: Ward, form: Fields) -> Answer {
    let today = desk.today();
    let status = if form.wrong() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let frame = Frame::of(&desk, format!("Posts - {}", ward.name))
        .wrong(form.wrong())
        .crumb(ward.path(), ward.name.clone())
        .crumb(format!("/desk/wards/{}/team", ward.slug), "Team")
        .crumb("", "Posts");
    let ever = store::ever(desk.tx(), ward.id).await?;
    let kept = postings::store::of_ward(desk.tx(), ward.id).await?;
    let terms = terms::store::of(desk.tx(), ward.id).await?;
    let others = pool::offered(&mut desk, &ward).await?;
    let all = wards::store::all(desk.tx()).await?;
    let mut points = contacts::store::ever(desk.tx(), ward.id).await?;
    points.retain(|it| it.ward == ward.id && it.valid_to.is_none_or(|to| to >= today));
    let mut rows = Vec::new();
    for post in ever.iter().filter(|post| post.valid_to.is_none()) {
        let served = store::others(desk.tx(), post.id).await?;
        let names = all.iter().filter(|ward| served.contains(&ward.id));
        rows.push(Row {
            wards: others
                .iter()
                .map(|ward| {
                    let on = served.contains(&ward.id);
                    (ward.slug.clone(), ward.name.clone(), on)
                })
                .collect(),
            serves: names
                .map(|ward| ward.name.clone())
                .collect::<Vec<_>>()
                .join(", "),
            ..row(post, &kept, today)
        });
    }
    let open: Vec<_> = kept.iter().filter(|it| it.ends_on.is_none()).collect();
    let page = Page {
        strength: Strength::count(&ever, &kept, today).words(),
        ended: ended(&ever, &kept, today),
        periods: history::periods(&ever, &terms, today),
        choose_post: rows
            .iter()
            .map(|row| (row.id.clone(), row.title.clone()))
            .collect(),
        choose_posting: open
            .iter()
            .map(|it| (it.id.to_string(), title(&ever, it)))
            .collect(),
        choose_point: points
            .iter()
            .map(|it| (it.id.to_string(), it.name.clone()))
            .collect(),
        whys: PostingEnd::ALL
            .iter()
            .filter(|why| why.is_chosen())
            .map(|why| (why.word().to_owned(), why.label().to_owned()))
            .collect(),
        kinds: options!(ContactKind),
        templates: templates()
            .iter()
            .rev()
            .map(|it| (it.slug.clone(), it.name.clone()))
            .collect(),
        frame,
        form,
        ward,
        rows,
        points,
        others,
    };
    page_with(&desk, status, &page)
}

fn row(post: &Post, kept: &[Posting], today: NaiveDate) -> Row {
    let there: Vec<_> = postings::in_force(kept, post.id, today).collect();
    let filled = i64::try_from(there.len()).unwrap_or(i64::MAX);
    Row {
        id: post.id.to_string(),
        title: post.title(),
        dedicated: post.dedicated,
        people: post.people,
        there: there.len(),
        vacant: (post.people - filled).max(0),
        since: post
            .valid_from
            .map_or("Not written down".into(), clock::plain_day),
        holders: there
            .iter()
            .map(|it| Holder {
                id: it.id.to_string(),
                name: it.public_name.clone(),
                since: clock::plain_day(it.in_post_since),
                time: time_in_post(it.in_post_since, today),
            })
            .collect(),
        wards: Vec::new(),
        serves: String::new(),
    }
}

/// "Constable, Ward Team, since 1 March 2024 (Sam Okoro)".
fn title(posts: &[Post], it: &Posting) -> String {
    let post = posts.iter().find(|post| post.id == it.post);
    let post = post.map_or("A post".to_owned(), Post::title);
    let since = clock::plain_day(it.in_post_since);
    match &it.public_name {
        Some(name) => format!("{post}, since {since} ({name})"),
        None => format!("{post}, since {since}"),
    }
}

/// Posts and postings that are over, the latest first.
fn ended(posts: &[Post], kept: &[Posting], today: NaiveDate) -> Vec<Ended> {
    let mut out: Vec<(NaiveDate, Ended)> = Vec::new();
    for post in posts {
        if let Some(to) = post.valid_to {
            let row = Ended {
                what: format!("Post: {} × {}", post.people, post.title()),
                from: post.valid_from.map_or(String::new(), clock::plain_day),
                to: clock::plain_day(to),
                why: "The post ended".into(),
            };
            out.push((to, row));
        }
    }
    for it in kept {
        let (Some(to), Some(why)) = (it.ends_on.filter(|to| *to < today), it.why_ended) else {
            continue;
        };
        if why == PostingEnd::WentOver {
            continue;
        }
        let post = posts.iter().find(|post| post.id == it.post);
        let row = Ended {
            what: post.map_or("A posting".into(), |post| {
                format!("Posting: {}", post.title())
            }),
            from: clock::plain_day(it.in_post_since),
            to: clock::plain_day(to),
            why: why.label().into(),
        };
        out.push((to, row));
    }
    out.sort_by_key(|(to, _)| std::cmp::Reverse(*to));
    out.into_iter().map(|(_, row)| row).collect()
}

impl Period {
    /// "1 December 2017 to 3 May 2022".
    #[must_use]
    pub fn days(&self) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) => {
                format!("{} to {}", clock::plain_day(from), clock::plain_day(to))
            }
            (Some(from), None) => format!("Since {}", clock::plain_day(from)),
            (None, Some(to)) => format!("Until {}", clock::plain_day(to)),
            (None, None) => "Now".into(),
        }
    }

    /// The template as people read it.
    #[must_use]
    pub fn template_label(&self) -> String {
        self.template.as_deref().map_or(String::new(), terms::label)
    }
}
