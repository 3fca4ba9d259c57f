//! Number 12: what the panel agreed to work on, and what was done about it.

use axum::extract::Path;
use base::{Answer, Desk, clock};
use chrono::{NaiveDate, NaiveTime};
use panels::priorities;
use serde_json::json;

use super::{data, find, paragraphs};

/// The list: live ones first, then closed ones.
pub(super) async fn show(mut desk: Desk, Path((force, id)): Path<(String, String)>) -> Answer {
    let (ward, _, _) = match find(&mut desk, &force, &id).await? {
        Ok(found) => found,
        Err(why) => return Ok(super::not_found(why)),
    };
    // A day without a time begins at midnight in this country.
    let day = |day: NaiveDate| clock::local(clock::moment(day, NaiveTime::MIN));
    let mut list = Vec::new();
    for it in priorities::store::of_ward(desk.tx(), ward.id).await? {
        let told = priorities::store::updates(desk.tx(), it.id).await?;
        let action = match &it.closing {
            Some(closing) => Some((closing.on, paragraphs(&[&closing.we_did, &closing.result]))),
            None => told
                .last()
                .map(|last| (last.told_on, paragraphs(&[&last.words]))),
        };
        let action = action.filter(|(_, words)| !words.is_empty());
        list.push(json!({
            "action": action.as_ref().map(|(_, words)| words),
            "issue-date": day(it.agreed_on),
            "action-date": action.as_ref().map(|(on, _)| day(*on)),
            "issue": paragraphs(&[&it.title, &it.you_said]),
        }));
    }
    Ok(data(json!(list)))
}
