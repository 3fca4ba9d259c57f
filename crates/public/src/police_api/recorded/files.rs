//! The monthly files, as the publisher lays them out.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use base::House;
use evidence::{Month, recorded::recorded};
use serde_json::json;

use super::answer::{Made, No, Said};

/// The months there are files for, newest first.
pub(super) async fn list(State(house): State<House>) -> Said {
    let memory = recorded(&house).await?;
    let months = memory.months_with_files().into_iter();
    let list: Vec<_> = months
        .map(|month| {
            json!({
                "month": month.to_string(),
                "url": format!("/files/{month}.zip"),
                "files": memory.files_of(month),
            })
        })
        .collect();
    Ok(Made::json(&json!(list)))
}

/// The files of a month in one archive.
pub(super) async fn send(
    State(house): State<House>,
    Path(file): Path<String>,
) -> Result<Response, No> {
    let memory = recorded(&house).await?;
    let month = file
        .strip_suffix(".zip")
        .and_then(|month| month.parse::<Month>().ok())
        .filter(|month| memory.months_with_files().contains(month))
        .ok_or_else(|| No::not_there("No file of that month. /api/files lists those there are."))?;
    let packing = Arc::clone(&memory);
    let packed = tokio::task::spawn_blocking(move || packing.archive(month));
    let packed = packed.await.map_err(anyhow::Error::from)??;
    let heads = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{month}.zip\""),
        ),
    ];
    Ok((heads, packed).into_response())
}
