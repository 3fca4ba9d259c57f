//! Public tables: the same fields and rows in every form, as they are described.

use axum::http::StatusCode;
use base::{Role, permits};
use serde_json::Value;
use wardmote::demo::{self, Actor, Answered};
use web::fields::{Field, Kind};

use crate::town::Town;

fn kind_of(answer: &Answered) -> String {
    let found = answer
        .headers
        .iter()
        .find(|(name, _)| name == "content-type");
    found.map_or(String::new(), |(_, value)| value.clone())
}

fn json(answer: &Answered) -> Value {
    serde_json::from_str(&answer.body).unwrap()
}

/// A town in which something stands in every table.
async fn town() -> Town {
    let town = Town::new().await;
    demo::figures(&town.house).await.unwrap();
    demo::counted(&town.house).await.unwrap();
    let (panel, priority, _) = town.with_priority("Fairmead").await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    let evil = [
        ("kind", "coffee"),
        ("title", "=HYPERLINK(\"http://x.example\")"),
        ("day", "2026-12-02"),
        ("from", "10:00"),
        ("to", "11:30"),
        ("place", "@Library, \"by the desk\""),
        ("access", "-1+1"),
        ("point", ""),
        ("organiser", "Ward officer"),
        ("agencies", "police"),
    ];
    let at = officer
        .actor
        .does("/desk/wards/fairmead/events/new", &evil)
        .await
        .unwrap();
    officer
        .actor
        .does(&format!("{at}/publish"), &[("version", "1")])
        .await
        .unwrap();
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await;
    let team = [
        ("about", "Homes by the brook"),
        ("phone", "020 7946 0100"),
        ("meet_us", "Library, Mondays"),
        (
            "posts",
            "1 Sergeant, Ward Team\n2 Constable, Ward Team, dedicated\n1 PCSO, Ward Team, dedicated",
        ),
        ("since", "2020-01-01"),
        ("version", "0"),
    ];
    sergeant
        .actor
        .does("/desk/wards/fairmead/team", &team)
        .await
        .unwrap();
    assert!(!panel.is_empty() && priority.is_live());
    town
}

/// Every way to ask for a table.
fn addresses(route: &str) -> String {
    route
        .replace("{ward}", "fairmead")
        .replace("{kind}", "burglary")
}

fn is(value: &Value, field: &Field) -> bool {
    let text = value.as_str().unwrap_or_default();
    match field.kind {
        _ if value.is_null() => field.nullable,
        Kind::Text => value.is_string(),
        Kind::Whole => value.is_i64() || value.is_u64(),
        Kind::Number(_) => value.is_number(),
        Kind::Day => text.parse::<chrono::NaiveDate>().is_ok(),
        Kind::Month => text.len() == 7 && format!("{text}-01").parse::<chrono::NaiveDate>().is_ok(),
        Kind::Moment => {
            text.ends_with('Z') && text.parse::<chrono::DateTime<chrono::Utc>>().is_ok()
        }
        Kind::Truth => value.is_boolean(),
        Kind::Object => value.is_object(),
        Kind::List => value.is_array(),
    }
}

/// The records of a CSV file, as RFC 4180 reads them.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut all, mut record, mut cell, mut quoted) =
        (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(letters.next(), Some('\n'), "a line ends with CRLF");
                record.push(std::mem::take(&mut cell));
                all.push(std::mem::take(&mut record));
            }
            letter => cell.push(letter),
        }
    }
    assert!(
        record.is_empty() && cell.is_empty() && !quoted,
        "the last line is whole"
    );
    all
}

#[tokio::test]
async fn every_table_holds_the_same_fields_and_rows_as_a_file_and_as_json_and_they_are_as_described()
 {
    let town = town().await;
    let visitor = town.visitor();
    for table in public::tables() {
        let mut most = 0;
        for route in table.routes {
            let path = addresses(route);
            let csv = visitor.get(&format!("{path}.csv")).await.unwrap();
            assert_eq!(csv.status, StatusCode::OK, "{path}.csv");
            assert_eq!(kind_of(&csv), "text/csv; charset=utf-8", "{path}");
            let rows = records(&csv.body);
            assert_eq!(rows[0], table.heads(), "{path}.csv");
            assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{path}");
            for cell in rows.iter().flatten() {
                let number = cell.parse::<f64>().is_ok();
                let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(number || !formula, "{path}: {cell}");
            }

            let answer = visitor.get(&format!("{path}.json")).await.unwrap();
            assert_eq!(answer.status, StatusCode::OK, "{path}.json");
            assert_eq!(kind_of(&answer), "application/json", "{path}");
            let all = json(&answer);
            assert_eq!(all["version"], table.version, "{path}");
            let mut known: Vec<_> = all.as_object().unwrap().keys().cloned().collect();
            let mut said: Vec<_> = table.beside.iter().map(|it| it.name.to_owned()).collect();
            said.extend(["version".into(), table.name.into()]);
            known.sort();
            said.sort();
            assert_eq!(known, said, "{path}.json");
            for field in table.beside {
                assert!(is(&all[field.name], field), "{path}: {}", field.name);
            }
            let list = all[table.name].as_array().unwrap();
            assert_eq!(list.len() + 1, rows.len(), "{path}");
            for (row, cells) in list.iter().zip(&rows[1..]) {
                let hidden: Vec<_> = (table.heads().into_iter().zip(cells))
                    .filter(|(_, cell)| *cell == "hidden")
                    .map(|(head, _)| Value::from(head))
                    .collect();
                let said = row.get("hidden_fields").and_then(Value::as_array);
                assert_eq!(said.cloned().unwrap_or_default(), hidden, "{path}");
                let all = cells.len() + usize::from(said.is_some());
                assert_eq!(row.as_object().unwrap().len(), all, "{path}");
                for (field, cell) in table.fields().zip(cells) {
                    let value = &row[field.name];
                    assert!(is(value, field), "{path}, {}: {value}", field.name);
                    let same = match value {
                        Value::Null => cell.is_empty() || cell == "hidden",
                        Value::Bool(truth) => cell == if *truth { "yes" } else { "no" },
                        Value::Number(n) => cell.parse::<f64>().ok() == n.as_f64(),
                        value => value.as_str() == Some(cell.trim_start_matches('\'')),
                    };
                    assert!(same, "{path}, {}: {value} and {cell}", field.name);
                }
            }
            most = most.max(list.len());
            assert_eq!(
                visitor
                    .get(&format!("{path}.geojson"))
                    .await
                    .unwrap()
                    .status
                    == StatusCode::OK,
                path == "/wards",
                "{path}.geojson"
            );
        }
        assert!(most > 0, "{} has a row in this test", table.title);
    }
}

#[tokio::test]
async fn every_path_of_the_open_api_document_is_a_route_and_every_public_json_is_in_it() {
    let routes = wardmote::routes();
    let document = public::document();
    for path in document["paths"].as_object().unwrap().keys() {
        let known = routes
            .rules()
            .iter()
            .any(|it| public::answers(it.path, path));
        assert!(known, "{path} is in the document and no route");
    }
    for table in public::tables() {
        for route in table.routes {
            let path = format!("{route}.json");
            assert!(document["paths"][&path].is_object(), "{path} is not served");
        }
    }

    let town = town().await;
    let visitor = town.visitor();
    let mut found = 0;
    for route in routes.rules() {
        let open = matches!(permits::rule(route.act), permits::Rule::Everyone);
        let path = addresses(route.path);
        if route.method != "GET" || !open || path.contains('{') {
            continue;
        }
        for ending in [".json", ".geojson"] {
            let answer = visitor.get(&format!("{path}{ending}")).await.unwrap();
            if answer.status != StatusCode::OK || !kind_of(&answer).contains("json") {
                continue;
            }
            found += 1;
            let asked = format!("{}{ending}", route.path);
            let bare = route.path.to_owned();
            let known = |path: &str| document["paths"][path].is_object();
            assert!(
                known(&asked) || known(&bare),
                "{asked} is not in the document"
            );
        }
    }
    assert!(found > 15, "{found} answers in JSON");
    let kept = json(&visitor.get("/openapi.json").await.unwrap());
    assert_eq!(&kept, document);
}

async fn refused(visitor: &Actor, path: &str) -> Answered {
    let answer = visitor.get(path).await.unwrap();
    assert!(
        !answer.status.is_server_error(),
        "{path}: {}",
        answer.status
    );
    answer
}

#[tokio::test]
async fn odd_questions_are_answered_or_refused_in_the_form_that_was_asked_for() {
    let town = Town::new().await;
    let visitor = town.visitor();
    for query in [
        "on=-9999-01-01",
        "on=%2B262142-12-31",
        "on=%00",
        "on=&on=2020-01-01",
        "%ff=%ff",
        "on=%zz",
        "&&&=",
        "ward=%00&kind=%ff",
        "page=99999999999999999999",
    ] {
        for path in [
            "/wards/fairmead/team",
            "/events",
            "/meetings",
            "/wards",
            "/find",
            "/questions",
        ] {
            for ending in ["", ".csv", ".json"] {
                let answer = refused(&visitor, &format!("{path}{ending}?{query}")).await;
                assert!(
                    !kind_of(&answer).starts_with("text/plain"),
                    "{path}{ending}?{query}"
                );
                if ending == ".json" && answer.status != StatusCode::OK {
                    assert_eq!(
                        kind_of(&answer),
                        "application/problem+json",
                        "{path}?{query}"
                    );
                }
            }
        }
    }
    for path in [
        "/wards/nowhere/team.json",
        "/wards/%00/team.json",
        "/wards/%ff/events.json",
        "/figures/%2e%2e.json",
        "/about.json",
        "/nowhere.json",
        "/desk/nowhere.json",
        "/wards/fairmead/meetings/-4800-01-01.json",
    ] {
        let answer = refused(&visitor, path).await;
        if answer.status != StatusCode::SEE_OTHER {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(kind_of(&answer), "application/problem+json", "{path}");
            assert_eq!(json(&answer)["status"], 404, "{path}");
        }
    }
    let day = refused(&visitor, "/wards/fairmead/meetings/-4800-01-01").await;
    assert_eq!(day.status, StatusCode::NOT_FOUND);
}
