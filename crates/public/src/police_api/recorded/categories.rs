//! The categories of crime.

use axum::extract::{Request, State};
use base::House;
use evidence::{police_uk::words::CATEGORIES, recorded::recorded};
use serde_json::json;

use super::answer::{Made, Said};
use super::question::{Asked, When};

/// All categories, "all crime" first.
pub(super) async fn list(State(house): State<House>, request: Request) -> Said {
    let asked = Asked::of(request).await?;
    let memory = recorded(&house).await?;
    let has_date = asked.field("date").is_some();
    let none = has_date && asked.month(&memory)? == When::After;
    let all = CATEGORIES.iter().filter(|_| !none);
    let list: Vec<_> = all
        .map(|(word, name)| json!({"url": word, "name": name}))
        .collect();
    Ok(Made::json(&json!(list)))
}
