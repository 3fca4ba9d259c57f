//! `/openapi.json`: what programs may ask for and what they get, in the OpenAPI 3.1 form.

mod open311;
mod own;
mod police;

use axum::{
    Extension,
    response::{IntoResponse as _, Json},
};
use base::{Act, Answer, Desk, Routes, Stop};
use serde_json::{Map, Value, json};
use web::{Wants, wants};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/openapi", Act::SeePublic, show)
}

/// The document.
async fn show(_desk: Desk, form: Option<Extension<Wants>>) -> Answer {
    if !matches!(wants(form), Wants::Page | Wants::Json) {
        return Err(Stop::NotThere);
    }
    Ok(Json(document()).into_response())
}

/// Kinds of content with their schema.
type Contents = Vec<(&'static str, Value)>;

/// One thing a program may ask.
pub(crate) struct Operation {
    /// `get` or `post`.
    method: &'static str,
    /// The address as it is asked, with its ending.
    path: String,
    /// What it gives, in a few words.
    summary: String,
    /// Which part of the service it is of.
    tag: &'static str,
    /// What stands behind the question mark: name, meaning, whether it is needed.
    query: Vec<(&'static str, &'static str, bool)>,
    /// The fields of a form that is sent.
    form: Option<Value>,
    /// The answers: status, words, kinds of content with their schema.
    answers: Vec<(u16, &'static str, Contents)>,
}

impl Operation {
    fn get(tag: &'static str, path: impl Into<String>, summary: impl Into<String>) -> Self {
        Self {
            method: "get",
            path: path.into(),
            summary: summary.into(),
            tag,
            query: Vec::new(),
            form: None,
            answers: Vec::new(),
        }
    }

    fn asks(mut self, query: &[(&'static str, &'static str, bool)]) -> Self {
        self.query.extend_from_slice(query);
        self
    }

    fn gives(
        mut self,
        status: u16,
        words: &'static str,
        content: Vec<(&'static str, Value)>,
    ) -> Self {
        self.answers.push((status, words, content));
        self
    }

    fn value(&self) -> Value {
        let in_path = self.path.split('{').skip(1).filter_map(|part| {
            let name = part.split('}').next()?;
            Some(json!({"name": name, "in": "path", "required": true, "schema": {"type": "string", "minLength": 1}}))
        });
        let behind = self.query.iter().map(|(name, about, needed)| {
            json!({"name": name, "in": "query", "required": needed, "description": about, "schema": {"type": "string"}})
        });
        let parameters: Vec<Value> = in_path.chain(behind).collect();
        let mut responses = Map::new();
        for (status, words, content) in &self.answers {
            let mut response = json!({"description": words});
            if !content.is_empty() {
                let kinds = content.iter().map(|(kind, schema)| {
                    let media = if schema.is_null() {
                        json!({})
                    } else {
                        json!({"schema": schema})
                    };
                    ((*kind).to_owned(), media)
                });
                response["content"] = Value::Object(kinds.collect());
            }
            responses.insert(status.to_string(), response);
        }
        let mut all = json!({"summary": self.summary, "tags": [self.tag], "operationId": self.id(), "responses": responses});
        if !parameters.is_empty() {
            all["parameters"] = parameters.into();
        }
        if let Some(form) = &self.form {
            all["requestBody"] = json!({"required": true, "content": {"application/x-www-form-urlencoded": {"schema": form}}});
        }
        all
    }

    /// "get-wards-ward-team-json".
    fn id(&self) -> String {
        let words = self.path.split(|c: char| !c.is_ascii_alphanumeric());
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        format!("{}-{}", self.method, words.join("-"))
    }
}

fn schema(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn list(of: &str) -> Value {
    json!({"type": "array", "items": schema(of)})
}

/// Everything that is described.
fn described() -> Vec<Operation> {
    let mut operations = own::operations();
    operations.extend(police::operations());
    operations.extend(open311::operations());
    operations
}

/// Whether a route answers an address of the document: `/wards/{ward}/team` is that of `/wards/{ward}/team.json`.
#[must_use]
pub fn answers(route: &str, path: &str) -> bool {
    let ours: Vec<_> = route.split('/').collect();
    let endings = [".json", ".xml", ".geojson"];
    let bare = endings.iter().find_map(|it| path.strip_suffix(it));
    let same = |path: &str| {
        let theirs: Vec<_> = path.split('/').collect();
        ours.len() == theirs.len()
            && ours
                .iter()
                .zip(&theirs)
                .all(|(a, b)| a == b || (a.starts_with('{') && b.starts_with('{')))
    };
    same(path) || bare.is_some_and(same)
}

/// The whole document: of what is described, all that is served.
#[must_use]
pub fn document() -> &'static Value {
    static DOCUMENT: std::sync::OnceLock<Value> = std::sync::OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let routes = crate::routes();
        let served = |it: &Operation| {
            routes.rules().iter().any(|route| {
                route.method.eq_ignore_ascii_case(it.method) && answers(route.path, &it.path)
            })
        };
        written(&described().into_iter().filter(served).collect::<Vec<_>>())
    })
}

fn written(operations: &[Operation]) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for it in operations {
        paths.entry(it.path.clone()).or_insert_with(|| json!({}))[it.method] = it.value();
    }
    let mut schemas = own::schemas();
    schemas.extend(police::schemas());
    schemas.extend(open311::schemas());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Wardmote",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What anyone may read of ward panels, events and figures; the police data API; Open311. Every table also answers as .csv at the same address.",
            "license": {"name": "Open Government Licence v3.0 for data", "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"},
        },
        "servers": [{"url": "/"}],
        "tags": [
            {"name": "Tables", "description": "Public lists and tables."},
            {"name": "Feeds", "description": "Calendars, feeds, maps."},
            {"name": "Police data", "description": "The interface of data.police.uk."},
            {"name": "Open311", "description": "GeoReport v2."},
        ],
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_that_is_named_is_there_and_every_operation_has_its_own_name() {
        let document = written(&described());
        let text = document.to_string();
        for part in text.split("#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(
                document["components"]["schemas"][name].is_object(),
                "{name} is named and not there"
            );
        }
        let mut ids = Vec::new();
        for path in document["paths"].as_object().unwrap().values() {
            for operation in path.as_object().unwrap().values() {
                ids.push(operation["operationId"].as_str().unwrap().to_owned());
                assert!(operation["responses"]["200"].is_object(), "{operation}");
            }
        }
        let all = ids.len();
        assert!(all > 60, "{all} operations");
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all);
        assert!(answers("/wards/{ward}/team", "/wards/{ward}/team.json"));
        assert!(answers(
            "/api/{force}/{nbhd}",
            "/api/{force}/{neighbourhood}"
        ));
        assert!(!answers("/wards/{ward}", "/wards/{ward}/team.json"));
    }
}
