//! The team tells residents what was done.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, Stop};
use web::Fields;

use super::{PriorityStage, priority::Update, show, store};

/// Puts it on the ward page at once.
pub(super) async fn report_back(
    mut desk: Desk,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    let (priority, _) = show::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::UpdatePriority, &priority)?;
    desk.once(form.press()).await?;
    let words = form.words("words", 1_000, "Write what was done, in plain words");
    let stage =
        PriorityStage::of(form.raw("stage")).filter(|stage| *stage != PriorityStage::Closed);
    if stage.is_none() {
        form.error("stage", "Choose where it stands now");
    }
    let (Some(stage), false) = (stage, form.wrong()) else {
        return show::draw(desk, &id, form).await;
    };
    let version = priority.version;
    let told = priority.report_back(stage, desk.today())?;
    if !store::save(desk.tx(), &permit, version, &told).await? {
        return Err(Stop::Refused("Somebody else changed this priority at the same moment. Go back and send it again: your words are still in the form.".into()));
    }
    let update = Update {
        told_on: desk.today(),
        stage,
        words,
        told_by: desk.person(),
    };
    store::add_update(desk.tx(), &permit, told.id, &update).await?;
    desk.tell(Line::of("told residents", "priority", told.id).with(stage.word()))
        .await?;
    desk.finish(told.desk_path()).await
}
