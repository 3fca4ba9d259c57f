//! One question: the asker's words, the clock, and what the team does with it.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, OrNotFound as _, Permit, Stop, clock};
use web::{Fields, Frame, form_page};

use super::{Query, QueryId, QueryState, Shown, Signpost, shown, store};
use crate::{atlas, teams};

#[derive(Template)]
#[template(path = "queries/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    query: Shown,
    notes: Vec<(String, String)>,
    answer: String,
    signposted_to: &'static str,
    redress_words: String,
    redress_answer: String,
    may_take_on: bool,
    may_answer: bool,
    may_signpost: bool,
    may_close: bool,
    waits_for_inspector: bool,
    unsent: Vec<&'static str>,
    gone: Vec<&'static str>,
    officers: Vec<(String, String)>,
    signposts: Vec<(String, String)>,
}

/// The question of an address, for whoever may answer it.
pub(super) async fn find(desk: &mut Desk, id: &str) -> Result<(Query, Permit), Stop> {
    let id: QueryId = id.parse().ok().or_not_found()?;
    let query = store::find(desk.tx(), id).await?.or_not_found()?;
    let permit = desk.permit(Act::AnswerQuery, &query)?;
    Ok((query, permit))
}

/// Says so when somebody else has changed the question since the page was
/// drawn. What was typed stays.
pub(super) fn is_stale(query: &Query, form: &mut Fields, field: &str) -> bool {
    if form.raw("version") == query.version.to_string() {
        return false;
    }
    form.set("version", query.version);
    let typed = matches!(field, "words" | "way") && !form.raw(field).trim().is_empty();
    form.error(
        field,
        format!(
            "Somebody else has just worked on this question: {}. {}Look at the question again first.",
            query.state.label().to_lowercase(),
            if typed {
                "Nothing was sent, and your words are still here. "
            } else {
                ""
            }
        ),
    );
    true
}

/// Which forms the page offers.
struct Offers {
    take_on: bool,
    answer: bool,
    signpost: bool,
    close: bool,
}

impl Offers {
    fn has(&self, field: &str) -> bool {
        match field {
            "officer" => self.take_on,
            "words" => self.answer,
            "to" | "way" => self.signpost,
            _ => self.close,
        }
    }

    /// Fields of words that are no longer offered: what was typed there stays in sight.
    fn unsent(&self) -> Vec<&'static str> {
        ["words", "way"]
            .into_iter()
            .filter(|field| !self.has(field))
            .collect()
    }

    /// Fields with a message that are nowhere on the page: the summary leads
    /// to how the question stands instead.
    fn gone(&self, form: &Fields) -> Vec<&'static str> {
        ["officer", "words", "to", "way", "close"]
            .into_iter()
            .filter(|field| {
                let kept = matches!(*field, "words" | "way") && !form.raw(field).trim().is_empty();
                form.error_of(field).is_some() && !self.has(field) && !kept
            })
            .collect()
    }
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (query, _) = find(&mut desk, &id).await?;
    let form = Fields::fresh()
        .with("version", query.version)
        .with("officer", &query.officer);
    draw(desk, query, form).await
}

/// The page with a form as it was sent.
pub(super) async fn draw(mut desk: Desk, query: Query, form: Fields) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let team = teams::store::of(desk.tx(), query.ward).await?;
    let mut officers: Vec<String> = vec![query.officer.clone()];
    for post in &team.posts {
        let officer = format!("{}, {}", post.rank, post.role);
        if !officers.contains(&officer) {
            officers.push(officer);
        }
    }
    let notes = store::notes(desk.tx(), query.id).await?;
    let redress = query.state == QueryState::Redress;
    let inspector = shown::is_inspector(&desk, query.ward);
    let waiting = matches!(query.state, QueryState::Received | QueryState::Acknowledged);
    let offers = Offers {
        take_on: query.state == QueryState::Received,
        answer: waiting || (redress && inspector),
        signpost: waiting,
        close: matches!(query.state, QueryState::Answered | QueryState::Signposted),
    };
    let title = format!("Question {}", query.reference);
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(&desk, title.clone())
            .wrong(wrong)
            .crumb("/desk/queries", "Questions")
            .crumb("", title),
        query: shown::shown(&desk, &atlas, &query),
        notes: notes
            .into_iter()
            .map(|(at, words)| (clock::day_and_time(at), words))
            .collect(),
        signposted_to: query.signposted_to.map_or("", Signpost::label),
        may_take_on: offers.take_on,
        may_answer: offers.answer,
        may_signpost: offers.signpost,
        may_close: offers.close,
        unsent: offers.unsent(),
        gone: offers.gone(&form),
        waits_for_inspector: redress && !inspector,
        officers: officers.into_iter().map(|it| (it.clone(), it)).collect(),
        signposts: web::options!(Signpost),
        answer: query.answer,
        redress_words: query.redress_words,
        redress_answer: query.redress_answer,
        form,
    };
    form_page(&desk, wrong, &page)
}
