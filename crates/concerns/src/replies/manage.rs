//! The office keeps the templates: adds, changes, ends.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line, On, OrNotFound as _, Stop};
use web::{Fields, Frame, form_page};

use super::{Reply, ReplyId, reply, store};

#[derive(Template)]
#[template(path = "replies/manage.html")]
struct Page {
    frame: Frame,
    form: Fields,
    replies: Vec<(Reply, Fields)>,
}

/// The page.
pub(super) async fn show(desk: Desk) -> Answer {
    draw(desk, Fields::fresh(), None).await
}

async fn draw(mut desk: Desk, form: Fields, changed: Option<ReplyId>) -> Answer {
    let wrong = form.wrong();
    let mut fresh = form.clone();
    if changed.is_some() {
        fresh = Fields::fresh();
    }
    let replies = store::all(desk.tx()).await?;
    let replies = replies
        .into_iter()
        .map(|it| {
            let own = if changed == Some(it.id) {
                form.clone()
            } else {
                let own = Fields::fresh().with("name", &it.name);
                own.with("words", &it.words)
            };
            (it, own)
        })
        .collect();
    let page = Page {
        frame: Frame::of(&desk, "Replies")
            .wrong(wrong)
            .crumb("/desk/concerns", "Concerns")
            .crumb("", "Replies"),
        form: fresh,
        replies,
    };
    form_page(&desk, wrong, &page)
}

fn typed(form: &mut Fields, id: ReplyId) -> Reply {
    let name = form.words("name", 60, "Write what it is chosen by, like Collected");
    let words = form.words("words", 1_000, "Write the words that residents read");
    if let Err(refusal) = reply::check(&words) {
        form.error("words", refusal.to_string());
    }
    Reply { id, name, words }
}

/// Adds one.
pub(super) async fn add(mut desk: Desk, mut form: Fields) -> Answer {
    let permit = desk.permit(Act::ManageReplies, &On::default())?;
    let it = typed(&mut form, ReplyId::fresh());
    if form.wrong() {
        return draw(desk, form, None).await;
    }
    desk.once(form.press()).await?;
    let now = desk.now();
    store::keep(desk.tx(), &permit, &it, now).await?;
    desk.tell(Line::of("added", "reply", it.id)).await?;
    desk.finish("/desk/replies").await
}

async fn find(desk: &mut Desk, id: &str) -> Result<Reply, Stop> {
    let id: ReplyId = id.parse().ok().or_not_found()?;
    store::find(desk.tx(), id).await?.or_not_found()
}

/// Changes one. What was said with it before stays.
pub(super) async fn change(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let permit = desk.permit(Act::ManageReplies, &On::default())?;
    let known = find(&mut desk, &id).await?;
    let it = typed(&mut form, known.id);
    if form.wrong() {
        return draw(desk, form, Some(known.id)).await;
    }
    desk.once(form.press()).await?;
    let now = desk.now();
    store::keep(desk.tx(), &permit, &it, now).await?;
    desk.tell(Line::of("changed", "reply", it.id)).await?;
    desk.finish("/desk/replies").await
}

/// Ends one.
pub(super) async fn end(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let permit = desk.permit(Act::ManageReplies, &On::default())?;
    let it = find(&mut desk, &id).await?;
    desk.once(form.press()).await?;
    let now = desk.now();
    store::end(desk.tx(), &permit, it.id, now).await?;
    desk.tell(Line::of("ended", "reply", it.id)).await?;
    desk.finish("/desk/replies").await
}
