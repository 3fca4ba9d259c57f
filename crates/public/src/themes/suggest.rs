//! One press puts what residents report before the next meeting of the panel.

use base::{Act, Answer, Desk, Line, OrNotFound as _, clock};
use concerns::measures;
use panels::{
    SuggestionId,
    suggestions::{Source, Suggestion},
};
use web::Fields;

use super::{store, summary};

/// Makes the suggestion, and notes which concerns it is made of.
pub(super) async fn suggest(mut desk: Desk, mut form: Fields) -> Answer {
    let ward = summary::ward(&mut desk, form.raw("ward")).await?;
    let permit = desk.permit(Act::SeeMeeting, &ward)?;
    let found = summary::summary(&mut desk, &ward).await?;
    let row = found
        .rows
        .iter()
        .find(|it| it.code == form.raw("kind") && it.any);
    let row = row.or_not_found()?;
    desk.once(form.press()).await?;
    if store::is_suggested(desk.tx(), ward.id, &row.name).await? {
        form.error(
            "kind",
            format!(
                "\"{}\" is with the panel already. It waits for the next meeting.",
                row.name
            ),
        );
        return summary::draw(desk, ward, form).await;
    }
    let people = row.sent.count().and_then(|n| i64::try_from(n).ok());
    let times = people.map_or_else(
        || "Residents reported this".to_owned(),
        |n| format!("Residents reported this {n} times"),
    );
    let suggestion = Suggestion {
        id: SuggestionId::fresh(),
        ward: ward.id,
        meeting: None,
        source: Source::Reports,
        title: row.name.clone(),
        detail: format!(
            "{times} from {} to {}. Whoever did hears how the priority ends.",
            clock::plain_day(found.first),
            clock::plain_day(found.last)
        ),
        people,
        made_on: desk.today(),
        keeps: None,
        merged_into: None,
        outcome: None,
    };
    let by = desk.person();
    panels::suggestions::store::add(desk.tx(), &permit, &suggestion, by).await?;
    measures::store::link(
        desk.tx(),
        &permit,
        suggestion.id.0,
        ward.id,
        &row.code,
        found.period,
    )
    .await?;
    desk.tell(Line::of("suggested", "suggestion", suggestion.id).with(suggestion.source.word()))
        .await?;
    let next = panels::meetings::store::next(desk.tx(), ward.id, suggestion.made_on).await?;
    let path = next.map_or_else(
        || format!("/desk/wards/{}", ward.slug),
        |meeting| meeting.stage_path(panels::meetings::Stage::Suggestions),
    );
    desk.finish(path).await
}
