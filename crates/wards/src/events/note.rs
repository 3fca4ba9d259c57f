//! What people said at an event is written down, with what is owed for it.

use axum::extract::Path;
use base::{Answer, Desk, Line};
use web::Fields;

use super::{Concern, ConcernId, FollowUp, find, show::draw, store};

/// Writes it down.
pub(super) async fn note(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (event, permit) = find(&mut desk, &id).await?;
    if let Err(refusal) = event.may_note(desk.now()) {
        form.error("words", refusal.to_string());
    }
    let words = form.words("words", 1_000, "Write what was said, without names");
    let categories = desk.house().clone();
    let category = form.one_of(
        "category",
        |slug| categories.place().category(slug),
        "Choose a kind of problem",
    );
    let people = form.whole("people", 1..=100_000, "Write how many people said it");
    let what = form.optional("follow_up", 300);
    let follow_up = if what.is_empty() {
        None
    } else {
        let owner = form.words("owner", 120, "Write which role does it, not a name");
        let due_on = form.day("due_on", "Choose by when");
        if due_on.is_some_and(|due| due < desk.today()) {
            form.error("due_on", "Choose a date that is still to come");
        }
        due_on.map(|due_on| FollowUp {
            what,
            owner,
            due_on,
        })
    };
    let (Some(category), Some(people), false) = (category, people, form.wrong()) else {
        return draw(desk, event, form).await;
    };
    desk.once(form.press()).await?;
    let concern = Concern {
        id: ConcernId::fresh(),
        event: event.id,
        words,
        category: category.slug.clone(),
        people,
        noted_on: desk.today(),
        follow_up,
        done_on: None,
        outcome: String::new(),
    };
    store::add_concern(desk.tx(), &permit, &concern).await?;
    desk.tell(Line::of("noted", "event concern", concern.id).with(concern.category.clone()))
        .await?;
    desk.finish(event.desk_path()).await
}
