//! Priorities of a ward, now and past.

use askama::Template;
use axum::{
    Extension,
    extract::Path,
    response::{IntoResponse as _, Json},
};
use base::{Answer, Desk};
use panels::priorities;
use serde_json::json;
use wards::Ward;
use web::{Frame, Wants, csv_table, page, wants};

use crate::wards::{find, frame};

#[derive(Template)]
#[template(path = "priorities/list.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    live: Vec<priorities::Shown>,
    closed: Vec<priorities::Shown>,
}

/// The page, or the same as `.csv` and `.json`.
pub(super) async fn show(
    mut desk: Desk,
    Path(slug): Path<String>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let all = priorities::of_ward(&mut desk, &ward).await?;
    let result = |it: &priorities::Shown| {
        it.ended
            .as_ref()
            .map_or(String::new(), |ended| ended.result.clone())
    };
    match wants(form) {
        Wants::Csv => {
            let heads = [
                "ward_code",
                "title",
                "agreed",
                "lead",
                "state",
                "you_said",
                "latest",
                "result",
                "path",
            ];
            let rows: Vec<_> = all
                .iter()
                .map(|it| {
                    [
                        &ward.code,
                        &it.title,
                        &it.agreed_on,
                        &it.lead,
                        &it.tag.words,
                        &it.you_said,
                        &it.latest,
                        &result(it),
                        &it.path,
                    ]
                    .map(String::clone)
                    .to_vec()
                })
                .collect();
            Ok(csv_table(
                &format!("{}-priorities", ward.slug),
                &heads,
                &rows,
            ))
        }
        Wants::Json => {
            let list: Vec<_> = all
                .iter()
                .map(|it| json!({"title": it.title, "agreed": it.agreed_on, "lead": it.lead, "state": it.tag.words, "you_said": it.you_said, "latest": it.latest, "result": result(it), "path": it.path}))
                .collect();
            Ok(
                Json(json!({"version": 1, "ward_code": ward.code, "priorities": list}))
                    .into_response(),
            )
        }
        _ => {
            let (live, closed) = all.into_iter().partition(|it| it.is_live);
            let frame = frame(&desk, &ward, "Priorities");
            page(
                &desk,
                &Page {
                    frame,
                    ward,
                    here: "priorities",
                    live,
                    closed,
                },
            )
        }
    }
}
