//! Anyone suggests a priority for their ward. No account, no name, no
//! address: the panel weighs the problem, not the person.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line, Refusal, Stop, clock, sessions};
use wards::{Ward, atlas};
use web::{Fields, Frame, form_page, page};

use super::{Source, Suggestion, store};
use crate::{SuggestionId, meetings};

#[derive(Template)]
#[template(path = "suggestions/choose.html")]
struct Choose {
    frame: Frame,
    wards: Vec<Ward>,
}

#[derive(Template)]
#[template(path = "suggestions/suggest.html")]
struct Page {
    frame: Frame,
    form: Fields,
    ward: Ward,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "suggestions/sent.html")]
struct Sent {
    frame: Frame,
    ward: Ward,
    next: Option<String>,
}

/// First: which ward?
pub(super) async fn choose(mut desk: Desk) -> Answer {
    let wards = atlas(&mut desk).await?.wards.clone();
    let frame = Frame::of(&desk, "Suggest a priority")
        .about("Tell your ward panel what to work on. You do not need an account.");
    page(&desk, &Choose { frame, wards })
}

/// The form.
pub(super) async fn show(desk: Desk, Path(slug): Path<String>) -> Answer {
    draw(desk, &slug, Fields::fresh()).await
}

async fn next_meeting(desk: &mut Desk, ward: &Ward) -> anyhow::Result<Option<String>> {
    let today = desk.today();
    let next = meetings::store::next(desk.tx(), ward.id, today).await?;
    Ok(next.map(|meeting| clock::long_day(meeting.held_on)))
}

async fn draw(mut desk: Desk, slug: &str, form: Fields) -> Answer {
    let ward = wards::find(&mut desk, slug).await?;
    still_there(&mut desk, &ward).await?;
    let next = next_meeting(&mut desk, &ward).await?;
    let wrong = form.wrong();
    let frame = Frame::of(&desk, format!("Suggest a priority - {}", ward.name))
        .wrong(form.wrong())
        .crumb("/", "Home")
        .crumb(ward.path(), ward.name.clone())
        .crumb("", "Suggest a priority");
    form_page(
        &desk,
        wrong,
        &Page {
            frame,
            form,
            ward,
            next,
        },
    )
}

/// Suggestions a ward takes from visitors in five minutes. More is a flood,
/// and a real one is only asked to come back shortly.
fn flood_key(ward: &Ward) -> String {
    format!("suggest {}", ward.id)
}

#[derive(Debug, thiserror::Error)]
enum CannotSuggest {
    #[error(
        "This ward has ended: its boundaries were drawn anew, and its panel no longer meets. Find your ward of today by postcode on the home page."
    )]
    WardEnded,
}
impl Refusal for CannotSuggest {}

/// A ward that has ended has no panel to read what is sent.
async fn still_there(desk: &mut Desk, ward: &Ward) -> Result<(), Stop> {
    let today = atlas(desk).await?;
    if today.ward(ward.id).is_some() {
        Ok(())
    } else {
        Err(CannotSuggest::WardEnded.into())
    }
}

/// Puts it before the panel.
pub(super) async fn suggest(mut desk: Desk, Path(slug): Path<String>, mut form: Fields) -> Answer {
    let ward = wards::find(&mut desk, &slug).await?;
    let permit = desk.permit(Act::SuggestPriority, &ward)?;
    still_there(&mut desk, &ward).await?;
    let title = form.words("title", 120, "Write what the problem is, in a few words");
    let detail = form.optional("detail", 1_000);
    // A field that people do not see: only programs fill it in.
    if !form.raw("website").is_empty() {
        return Err(Stop::AlreadyDone(format!("{}/suggest/sent", ward.path())));
    }
    if form.wrong() {
        return draw(desk, &slug, form).await;
    }
    desk.once(form.press()).await?;
    let now = desk.now();
    if !sessions::guess(desk.tx(), &flood_key(&ward), now).await? {
        form.error("title", "This panel has been sent many suggestions in the last minutes. Your words are still here: send them again in five minutes.");
        return draw(desk, &slug, form).await;
    }
    let of_the_team = desk.who().is(base::Role::WardOfficer) || desk.who().is(base::Role::Sergeant);
    let source = if of_the_team {
        Source::Team
    } else {
        Source::Resident
    };
    let suggestion = Suggestion {
        id: SuggestionId(uuid::Uuid::new_v4()),
        ward: ward.id,
        meeting: None,
        source,
        title,
        detail,
        people: None,
        made_on: desk.today(),
        keeps: None,
        merged_into: None,
        outcome: None,
    };
    let by = desk.person();
    store::add(desk.tx(), &permit, &suggestion, by).await?;
    desk.tell(Line::of("suggested", "suggestion", suggestion.id).with(source.word()))
        .await?;
    desk.finish(format!("{}/suggest/sent", ward.path())).await
}

/// What happens next.
pub(super) async fn sent(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = wards::find(&mut desk, &slug).await?;
    let next = next_meeting(&mut desk, &ward).await?;
    let frame = Frame::of(&desk, "Your suggestion is with the panel");
    page(&desk, &Sent { frame, ward, next })
}
