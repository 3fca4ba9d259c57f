//! The monthly files, as the publisher lays them out.

use std::sync::Arc;

use axum::{
    extract::{Path, Request, State},
    http::{HeaderValue, header},
};
use base::House;
use evidence::{Month, recorded::recorded};
use serde_json::json;

use super::answer::{Made, No, Said, answer, send as send_kept};
use super::question::Asked;

/// The months there are files for, newest first.
pub(super) async fn list(State(house): State<House>, request: Request) -> Said {
    let asked = Asked::of(request).await?;
    let memory = recorded(&house).await?;
    answer(&asked, &memory, "files".into(), || {
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
    })
    .await
}

/// The files of a month in one archive.
pub(super) async fn send(
    State(house): State<House>,
    Path(file): Path<String>,
    request: Request,
) -> Said {
    let asked = Asked::of(request).await?;
    let memory = recorded(&house).await?;
    let month = file
        .strip_suffix(".zip")
        .and_then(|month| month.parse::<Month>().ok())
        .filter(|month| memory.months_with_files().contains(month))
        .ok_or_else(|| No::not_there("No file of that month. /api/files lists those there are."))?;
    let question = format!("files|{month}");
    let kept = match memory.given(&question) {
        Some(kept) => kept,
        None => {
            let packing = Arc::clone(&memory);
            let packed = tokio::task::spawn_blocking(move || packing.pack(month));
            let packed = packed.await.map_err(anyhow::Error::from)??;
            memory.give(question, packed, None)
        }
    };
    let mut response = send_kept(&asked, kept, "application/zip").await?;
    let headers = response.headers_mut();
    let name = format!("attachment; filename=\"{month}.zip\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
