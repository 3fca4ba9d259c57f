//! The concerns of my wards or of my agency: what nobody has read yet on top.

use askama::Template;
use axum::extract::Query;
use base::{Act, Answer, Desk, Stop, agencies, clock, deadlines::days};
use chrono::NaiveTime;
use wards::atlas;
use web::{Fields, Frame, Tag, TagKind, form_page};

use super::{
    filter::{Ask, Filter, WAITING},
    store,
};
use crate::{
    ConcernState, Source,
    concerns::{self, CloseReason, Reach, shown::Shown, shown::shown},
    fly_tipping, joins,
};

/// Lines on a page.
const PAGE: i64 = 50;
/// Concerns of a burst on a page: as many as can be moved at once.
pub(super) const TOGETHER: i64 = 200;

/// A line of the table.
pub(super) struct Line {
    concern: Option<Shown>,
    id: String,
    path: String,
    title: String,
    ward: String,
    kind: String,
    age: String,
    voices: i64,
    tags: Vec<Tag>,
}

#[derive(Template)]
#[template(path = "queue/list.html")]
struct Page {
    frame: Frame,
    form: Fields,
    act: Fields,
    lines: Vec<Line>,
    states: Vec<(String, String)>,
    wards: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    sources: Vec<(String, String)>,
    waits: Vec<(String, String)>,
    reasons: Vec<(String, String)>,
    said: String,
    burst: String,
    back: Option<String>,
    more: Option<String>,
    may_work: bool,
    may_take_in: bool,
    has_tips: bool,
}

/// The page.
pub(super) async fn show(desk: Desk, Query(ask): Query<Ask>) -> Answer {
    draw(desk, ask, Fields::fresh()).await
}

/// The page, with what is to be done to several at once as it was sent.
pub(super) async fn draw(mut desk: Desk, ask: Ask, act: Fields) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let filter = Filter::of(&desk, &atlas, &ask);
    let size = if filter.burst.is_some() {
        TOGETHER
    } else {
        PAGE
    };
    let (count, concerns, unread) = store::total(desk.tx(), &filter).await?;
    let lines = lines(&mut desk, &filter, size).await?;
    let pairs = |all: &[(&str, &str)]| {
        all.iter()
            .map(|(word, label)| ((*word).to_owned(), (*label).to_owned()))
            .collect::<Vec<_>>()
    };
    let mut states = pairs(&[("", "All that are open")]);
    states.extend(web::options!(ConcernState));
    let mut wards = pairs(&[("", "All of mine")]);
    let mine = |ward: &&wards::Ward| {
        let on = base::On {
            ward: Some(ward.id),
            agency: None,
        };
        filter.scope.by_agency != "," && desk.who().is(base::Role::Partner)
            || desk.may(Act::SeeConcerns, &on)
    };
    wards.extend(
        atlas
            .wards
            .iter()
            .filter(mine)
            .map(|it| (it.slug.clone(), it.name.clone())),
    );
    let mut sources = pairs(&[("", "Every way")]);
    sources.extend(web::options!(Source));
    let mut kinds = pairs(&[("", "All kinds")]);
    kinds.extend(
        desk.place()
            .taken()
            .map(|it| (it.code.clone(), it.name.clone())),
    );
    let wrong = act.wrong();
    let page = Page {
        frame: Frame::of(&desk, "Concerns").wrong(wrong),
        said: said(count, concerns, unread),
        back: (filter.page > 1).then(|| address(&ask, filter.page - 1)),
        more: (filter.page * size < count).then(|| address(&ask, filter.page + 1)),
        may_work: base::permits::may_somewhere(desk.who(), Act::WorkConcern) && !filter.is_over(),
        has_tips: fly_tipping::is_recorded(desk.place()),
        may_take_in: base::permits::may_somewhere(desk.who(), Act::TakeInConcern),
        form: Fields::fresh()
            .with("state", &ask.state)
            .with("ward", &ask.ward)
            .with("kind", &ask.kind)
            .with("source", &ask.source)
            .with("waiting", &ask.waiting),
        burst: ask.burst,
        lines,
        act,
        states,
        wards,
        kinds,
        sources,
        waits: pairs(WAITING),
        reasons: concerns::reasons(),
    };
    form_page(&desk, wrong, &page)
}

fn said(lines: i64, concerns: i64, unread: i64) -> String {
    let one = |n: i64, word: &str| {
        let number = web::number(n.unsigned_abs());
        if n == 1 {
            format!("{number} {word}")
        } else {
            format!("{number} {word}s")
        }
    };
    let mut said = one(concerns, "concern");
    if unread > 0 {
        said.push_str(&format!(
            ", of which nobody has read {}",
            web::number(unread.unsigned_abs())
        ));
    }
    if lines < concerns {
        said.push_str(&format!(", in {}", one(lines, "line")));
    }
    said
}

/// The same list at another page.
fn address(ask: &Ask, page: i64) -> String {
    let mut address = String::from("/desk/concerns?");
    for (name, value) in [
        ("state", &ask.state),
        ("ward", &ask.ward),
        ("kind", &ask.kind),
        ("source", &ask.source),
        ("waiting", &ask.waiting),
        ("burst", &ask.burst),
    ] {
        // Only words of ours: whatever else was typed chooses nothing.
        let ours = value
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        if !value.is_empty() && ours {
            address.push_str(&format!("{name}={value}&"));
        }
    }
    address.push_str(&format!("page={page}"));
    address
}

async fn lines(desk: &mut Desk, filter: &Filter, size: i64) -> Result<Vec<Line>, Stop> {
    let atlas = atlas(desk).await?;
    let agencies = agencies::all(desk.tx()).await?;
    let mut lines = Vec::new();
    for it in store::lines(desk.tx(), filter, size).await? {
        let service = desk.place().service(&it.service);
        let kind = service.map_or_else(|| it.service.clone(), |service| service.name.clone());
        let ward = atlas.name(it.ward).to_owned();
        match concerns::store::find(desk.tx(), it.id).await? {
            Some(concern) => {
                let voices = joins::store::count(desk.tx(), concern.id).await?;
                let urgent = joins::store::is_urgent(desk.tx(), concern.id).await?;
                let shown = shown(desk, &atlas, &agencies, &concern);
                lines.push(Line {
                    id: it.id.to_string(),
                    path: shown.path.clone(),
                    title: shown.reference.clone(),
                    age: age(desk, &concern),
                    voices: voices + 1,
                    tags: tags(desk, &concern, &shown, urgent),
                    concern: Some(shown),
                    ward,
                    kind,
                });
            }
            None => {
                let midnight = clock::moment(desk.today(), NaiveTime::MIN);
                let since = if it.first == midnight {
                    // Of who stays anonymous no hour is kept.
                    "today".to_owned()
                } else if it.first > midnight {
                    clock::time(it.first)
                } else {
                    clock::day_and_time(it.first)
                };
                lines.push(Line {
                    concern: None,
                    id: it.id.to_string(),
                    path: format!("/desk/concerns?burst={}", it.id),
                    title: format!("{} like this since {since}", it.count),
                    ward,
                    kind,
                    age: format!("The last one {}", clock::day_and_time(it.last)),
                    voices: 1,
                    tags: vec![Tag::new(TagKind::Warn, "Many at once")],
                });
            }
        }
    }
    Ok(lines)
}

/// How long it has waited, or waited until it was over.
fn age(desk: &Desk, it: &crate::Concern) -> String {
    if !it.is_open() {
        return format!("Over since {}", clock::long_day(clock::day(it.state_at)));
    }
    if it.reach == Reach::Anonymous && clock::day(it.requested_at) == desk.today() {
        return "Came in today".to_owned();
    }
    let waited = desk.now() - it.requested_at;
    match (waited.num_days(), waited.num_hours()) {
        (0, 0) => "Waits less than an hour".to_owned(),
        (0, 1) => "Waits 1 hour".to_owned(),
        (0, hours) => format!("Waits {hours} hours"),
        (n, _) => format!("Waits {}", days(n)),
    }
}

fn tags(desk: &Desk, it: &crate::Concern, shown: &Shown, urgent: bool) -> Vec<Tag> {
    let mut tags = Vec::new();
    if urgent && it.is_open() {
        tags.push(Tag::new(TagKind::Bad, "For the police now"));
    }
    if it.wrote_back_on.is_some() {
        let words = if it.said_fixed == Some(false) && it.is_open() {
            "Not fixed, says whoever sent it"
        } else {
            "They wrote back"
        };
        tags.push(Tag::new(TagKind::Warn, words));
    }
    tags.push(shown.tag.clone());
    if it.joined.is_some() {
        tags.push(Tag::new(TagKind::Info, "One more voice"));
    }
    if let Some(late) = it.late(desk.now()) {
        tags.push(Tag::new(TagKind::Bad, late));
    } else if shown.late {
        tags.push(Tag::new(TagKind::Warn, "Later than normal"));
    }
    tags
}

/// What may be chosen when several are closed.
pub(super) fn reason(form: &mut Fields) -> Option<CloseReason> {
    form.one_of("reason", CloseReason::of, "Choose why nothing more is done")
}
