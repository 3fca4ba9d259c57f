//! An analyst saves a question under a name.

use base::{Act, Answer, Desk, Line, OrNotFound as _};
use web::Fields;

use super::{View, list, store};
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
    if form.wrong() {
        form.set("question", question.query());
        return list::draw(desk, form, "").await;
    }
    desk.once(form.press()).await?;
    let person = desk.person().or_not_found()?;
    let view = View::new(name, question.query(), person, desk.now());
    store::add(desk.tx(), &permit, &view).await?;
    desk.tell(Line::of("saved a view", "view", view.id)).await?;
    desk.finish("/desk/analysis/saved").await
}
