//! A part of an answer as a file, and the file that the command reads to make it again.

use axum::extract::RawQuery;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use base::{Answer, Desk, OrNotFound as _, Stop};
use serde_json::json;
use web::Wants;

use super::answer::{answer, grid};
use super::over_time;
use super::places::points_file;
use super::scene::{Reader, Scene};
use super::section::Part;
use crate::cube::Period;

/// The part a query names.
pub fn part_of(query: &str) -> Option<Part> {
    web::forms::pairs(query.as_bytes())
        .iter()
        .find(|(name, _)| name == "part")
        .and_then(|(_, value)| Part::of(value))
}

/// Something to be kept as a file.
pub(crate) fn download(kind: &'static str, name: &str, text: String) -> Response {
    let heads = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        // As pages of somebody signed in.
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (heads, text).into_response()
}

/// A part as CSV, JSON or GeoJSON.
pub(super) async fn part(desk: &Desk, scene: Scene, query: &str, wants: Wants) -> Answer {
    let part = part_of(query).or_not_found()?;
    let notes = scene.question.notes.clone();
    let answer = answer(desk, scene).await?;
    let section = answer.part(part).or_not_found()?;
    if section.refused.is_some() && wants != Wants::Json {
        return Err(Stop::NotThere);
    }
    let name = part.word();
    match wants {
        Wants::Csv => Ok(download(
            "text/csv; charset=utf-8",
            &format!("{name}.csv"),
            section.csv(),
        )),
        Wants::Json => {
            let sources = &section.sources;
            Ok(axum::Json(json!({ "question": answer.query, "notes": notes, "section": section, "sources": sources, "boundaries": answer.boundaries })).into_response())
        }
        Wants::GeoJson => {
            let map = section.map.clone().or_not_found()?;
            Ok(download(
                "application/geo+json",
                &format!("{name}.geojson"),
                map,
            ))
        }
        _ => Err(Stop::NotThere),
    }
}

/// What the command reads.
pub(super) async fn input(mut desk: Desk, RawQuery(query): RawQuery) -> Answer {
    let query = query.unwrap_or_default();
    let part = part_of(&query).or_not_found()?;
    let scene = Scene::load(&mut desk, &query, Reader::Analyst)
        .await?
        .ok()
        .or_not_found()?;
    let pairs = web::forms::pairs(query.as_bytes());
    if let Some((_, also)) = pairs.iter().find(|(name, _)| name == "also") {
        let name = format!("{}-{also}.csv", part.word());
        let text = if part == Part::Where && also == over_time::FILE {
            let (grid, period, points) = grid(&scene).or_not_found()?;
            let periods = over_time::periods(period.last, &grid, points);
            let first = periods.first().or_not_found()?.first;
            points_file(&scene, &grid, Period { first, ..period })
        } else {
            let answer = answer(&desk, scene).await?;
            let section = answer.part(part).or_not_found()?;
            let found = section.also.iter().find(|it| it.name == *also);
            found.and_then(|it| it.input.clone()).or_not_found()?
        };
        return Ok(download("text/csv; charset=utf-8", &name, text));
    }
    let name = format!("{}-input.csv", part.word());
    let text = if part == Part::Where {
        let (grid, period, _) = grid(&scene).or_not_found()?;
        points_file(&scene, &grid, period)
    } else {
        let answer = answer(&desk, scene).await?;
        answer
            .part(part)
            .and_then(|it| it.input.clone())
            .or_not_found()?
    };
    Ok(download("text/csv; charset=utf-8", &name, text))
}
