//! The files of a log: what the commands read, and the table of each part.

use axum::Extension;
use axum::extract::{Path, RawQuery};
use base::{Answer, Desk, OrNotFound as _, Stop};
use web::Wants;

use super::answer::ask;
use super::ask::Part;
use super::list;
use crate::explorer::download;

/// One of them, as CSV.
pub(super) async fn show(
    mut desk: Desk,
    Path((id, file)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    wants: Option<Extension<Wants>>,
) -> Answer {
    let (log, permit) = list::find(&mut desk, &id).await?;
    let part = Part::of(&file);
    if web::wants(wants) != Wants::Csv || (part.is_none() && file != "log" && file != "cells") {
        return Err(Stop::NotThere);
    }
    let query = query.unwrap_or_default();
    let answer = ask(&desk, &permit, &log, &query, "took away a log of incidents").await?;
    let text = match (part, file.as_str()) {
        (Some(part), _) => {
            let drawn = answer.part(part).or_not_found()?;
            if drawn.refused.is_some() {
                return Err(Stop::NotThere);
            }
            drawn.csv.clone()
        }
        (None, "log") => answer.files[0].clone(),
        (None, _) => answer.files[1].clone(),
    };
    let text = String::from_utf8(text).map_err(anyhow::Error::from)?;
    Ok(download(
        "text/csv; charset=utf-8",
        &format!("{file}.csv"),
        text,
    ))
}
