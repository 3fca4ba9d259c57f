//! A team follows another template from a day on.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, clock, place::template};
use web::Fields;

use super::store;
use crate::{
    teams::{self, posts},
    wards,
};

/// Writes it down.
pub(super) async fn follow(mut desk: Desk, Path(slug): Path<String>, mut form: Fields) -> Answer {
    let ward = wards::store::by_slug(desk.tx(), &slug)
        .await?
        .or_not_found()?;
    let permit = desk.permit(Act::ManageTeam, &ward)?;
    let chosen = form.one_of("template", template, "Choose a team template");
    let from = form.day("template_from", "Choose the first day");
    if let (Some(chosen), Some(from)) = (chosen, from)
        && !chosen.holds_on(from)
    {
        let sentence = format!(
            "\"{}\" did not hold on {}. Choose the template of that day, or another day.",
            chosen.name,
            clock::plain_day(from)
        );
        form.error("template_from", sentence);
    }
    let (Some(chosen), Some(from), false) = (chosen, from, form.wrong()) else {
        return posts::draw(desk, ward, form).await;
    };
    desk.once(form.press()).await?;
    let latest = store::of(desk.tx(), ward.id).await?.pop();
    if latest.as_ref().is_some_and(|it| it.template == chosen.slug) {
        form.error("template", "The team follows this template already");
        return posts::draw(desk, ward, form).await;
    }
    if let Some(latest) = latest.filter(|latest| from <= latest.valid_from) {
        let since = clock::plain_day(latest.valid_from);
        form.error(
            "template_from",
            format!("The template of today holds since {since}. Choose a later day."),
        );
        return posts::draw(desk, ward, form).await;
    }
    if from > desk.today() {
        form.error("template_from", "Choose today or an earlier day");
        return posts::draw(desk, ward, form).await;
    }
    let team = teams::store::of(desk.tx(), ward.id).await?;
    let own: Vec<_> = team
        .posts
        .into_iter()
        .filter(|post| post.ward == ward.id)
        .collect();
    if chosen.holds_on(desk.today())
        && !own.is_empty()
        && let Err(short) = chosen.check(&teams::officers(&own))
    {
        form.error("template", format!("{short}. Change the posts first."));
        return posts::draw(desk, ward, form).await;
    }
    store::follow(desk.tx(), &permit, ward.id, &chosen.slug, from).await?;
    let detail = format!("{} from {from}", chosen.slug);
    desk.tell(Line::of("chose a team template", "ward", ward.id).with(detail))
        .await?;
    desk.finish(posts::path(&ward)).await
}
