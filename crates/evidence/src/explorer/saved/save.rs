//! An analyst saves a question under a name.

use base::{Act, Answer, Desk, Line, OrNotFound as _};
use web::Fields;

use super::{View, list, store, view::taken};
use crate::explorer::question::Question;
use crate::explorer::scene::Stock;

/// Saves it.
pub(super) async fn save(mut desk: Desk, mut form: Fields) -> Answer {
    let stock = Stock::of(&mut desk).await?;
    // Read again and written in our own words, and only if they may ask it.
    let question = Question::read(&desk, form.raw("question"), &stock)?;
    let permit = match question.wards.first() {
        Some(ward) => desk.permit(Act::Explore, ward)?,
        None => desk.permit(Act::Explore, &base::On::default())?,
    };
    let name = form.words("name", 80, "Write a name for the view");
    let person = desk.person();
    let views = store::of(desk.tx(), person).await?;
    if let Some(told) = taken(&views, &name, None) {
        form.error("name", told);
    }
    if form.wrong() {
        form.set("question", question.query());
        return list::draw(desk, form, "").await;
    }
    desk.once(form.press()).await?;
    let person = person.or_not_found()?;
    let known = stock.known(question.what.stops).map(|it| it.run);
    let view = View::new(name, question.kept(known), person, desk.now());
    store::add(desk.tx(), &permit, &view).await?;
    desk.tell(Line::of("saved a view", "view", view.id)).await?;
    desk.finish("/desk/analysis/saved").await
}
