//! Wardmote's own part of the document: the public tables, the feeds, the map.

use serde_json::{Map, Value, json};

use super::{Operation, schema};

const MOVED: &str = "The ward has another address now.";
const NOT_THERE: &str = "Not there, or nothing to show yet.";
const BUSY: &str = "Too much to do; try again in a minute.";

fn refusals(of: Operation, kind: &'static str) -> Operation {
    let body = |status_schema: Value| {
        if kind == "text/html" {
            vec![(kind, Value::Null)]
        } else {
            vec![(kind, status_schema)]
        }
    };
    let of = if of.path.contains("{ward}") {
        of.gives(301, MOVED, Vec::new())
    } else {
        of
    };
    of.gives(404, NOT_THERE, body(schema("Problem")))
        .gives(503, BUSY, body(schema("Problem")))
}

/// Tables, feeds, the map, this document.
pub(super) fn operations() -> Vec<Operation> {
    let mut all = Vec::new();
    for table in crate::tables() {
        for (at, route) in table.routes.iter().enumerate() {
            let mut it = Operation::get("Tables", format!("{route}.json"), table.about);
            if at == 0 {
                it.query = table
                    .asks
                    .iter()
                    .map(|(name, about)| (*name, *about, false))
                    .collect();
            }
            let body = vec![("application/json", schema(&table.schema_name()))];
            all.push(refusals(
                it.gives(200, "The rows.", body),
                "application/problem+json",
            ));
        }
    }
    for (path, about, body) in [
        (
            "/wards.geojson",
            "The boundaries of the wards",
            "FeatureCollection",
        ),
        (
            "/wards/{ward}/boundary.geojson",
            "The boundary of a ward",
            "Feature",
        ),
    ] {
        let it = Operation::get("Feeds", path, about)
            .gives(
                200,
                "GeoJSON.",
                vec![("application/geo+json", schema(body))],
            )
            .gives(304, "You have it already.", Vec::new());
        all.push(refusals(it, "text/html"));
    }
    for (path, about) in [
        (
            "/events.ics",
            "Events and meetings of every ward for calendars",
        ),
        (
            "/wards/{ward}/events.ics",
            "Events and meetings of a ward for calendars",
        ),
        (
            "/wards/{ward}/events/{slug}/calendar.ics",
            "One event for calendars",
        ),
    ] {
        all.push(feed(path, about, "text/calendar"));
    }
    for (path, about) in [
        ("/updates.atom", "What is new in every ward"),
        ("/wards/{ward}/updates.atom", "What is new in a ward"),
    ] {
        all.push(feed(path, about, "application/atom+xml"));
    }
    let this = vec![(
        "application/json",
        json!({"type": "object", "required": ["openapi", "paths"]}),
    )];
    all.push(refusals(
        Operation::get("Tables", "/openapi.json", "This document").gives(
            200,
            "The document.",
            this,
        ),
        "application/problem+json",
    ));
    all
}

fn feed(path: &'static str, about: &'static str, kind: &'static str) -> Operation {
    let it = Operation::get("Feeds", path, about)
        .gives(200, "The file.", vec![(kind, Value::Null)])
        .gives(304, "You have it already.", Vec::new());
    refusals(it, "text/html")
}

/// The schemas of the tables, of the map and of a refusal.
pub(super) fn schemas() -> Map<String, Value> {
    let mut all: Map<_, _> = crate::tables()
        .iter()
        .map(|table| (table.schema_name(), table.schema()))
        .collect();
    all.insert(
        "Problem".into(),
        json!({
            "type": "object",
            "description": "A refusal (RFC 9457).",
            "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}},
            "required": ["type", "title", "status"],
        }),
    );
    let known = |name: &str| json!({"type": "string", "const": name});
    all.insert(
        "Feature".into(),
        json!({
            "type": "object",
            "description": "GeoJSON (RFC 7946): longitude first. No geometry while no boundary is there.",
            "properties": {"type": known("Feature"), "properties": {"type": "object"}, "geometry": {"type": ["object", "null"]}},
            "required": ["type", "properties", "geometry"],
        }),
    );
    all.insert(
        "FeatureCollection".into(),
        json!({
            "type": "object",
            "description": "GeoJSON (RFC 7946).",
            "properties": {"type": known("FeatureCollection"), "features": {"type": "array", "items": schema("Feature")}},
            "required": ["type", "features"],
        }),
    );
    all
}
