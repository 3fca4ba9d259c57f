//! Public pages: headers, forms of the same address, refusals.

use crate::town::{Expect as _, Town};

#[tokio::test]
async fn every_public_page_opens_in_an_empty_town_and_says_what_will_be_there() {
    let town = Town::new().await;
    let visitor = town.visitor();
    for route in wardmote::routes().rules() {
        let open = matches!(
            base::permits::rule(route.act),
            base::permits::Rule::Everyone
        );
        if route.method != "GET"
            || !open
            || route.path.contains("{date}")
            || route.path.contains("{slug}")
            || route.path.contains("{token}")
            // Programs ask these; each has its own story.
            || route.path.starts_with("/api/")
            || route.path.starts_with("/open311/")
            || route.path.ends_with("/boundary")
        {
            continue;
        }
        let path = route.path.replace("{ward}", "fairmead");
        if path.contains('{') {
            continue;
        }
        let page = visitor.get(&path).await.unwrap();
        let fine = page.status == 200 || (path == "/find" && page.status == 422);
        assert!(fine, "{path}: {} {}", page.status, page.complaint());
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_a_page_to_itself() {
    let town = Town::new().await;
    for path in [
        "/",
        "/wards/fairmead",
        "/nowhere",
        "/assets/wardmote.css",
        "/wards.csv",
    ] {
        let answer = town.visitor().get(path).await.unwrap();
        let header = |name: &str| {
            answer
                .headers
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.clone())
                .unwrap_or_default()
        };
        assert!(
            header("content-security-policy").contains("default-src 'none'"),
            "{path}"
        );
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert!(header("set-cookie").is_empty(), "{path}");
        assert!(
            !answer.body.contains("style=\"") || path.starts_with("/assets"),
            "{path} has an inline style"
        );
    }
}

#[tokio::test]
async fn the_same_address_answers_as_csv_json_and_geojson() {
    let town = Town::new().await;
    let visitor = town.visitor();
    let csv = visitor.get("/wards.csv").await.unwrap();
    assert!(
        csv.body.starts_with(
            "ward_code,ward_name,path,live_priorities,next_meeting\r\nE05900001,Beacon Hill,"
        ),
        "{}",
        csv.body
    );
    assert_eq!(csv.body.lines().count(), 15);
    let json: serde_json::Value =
        serde_json::from_str(&visitor.get("/wards.json").await.unwrap().body).unwrap();
    assert_eq!(json["wards"].as_array().unwrap().len(), 14);
    let map: serde_json::Value =
        serde_json::from_str(&visitor.get("/wards.geojson").await.unwrap().body).unwrap();
    assert_eq!(map["features"][4]["properties"]["ward_name"], "Fairmead");
    visitor.get("/about.csv").await.unwrap().is_not_there();
}

#[tokio::test]
async fn a_postcode_leads_to_its_ward_and_a_wrong_one_says_what_to_do() {
    let town = Town::new().await;
    let visitor = town.visitor();
    for typed in ["AW4+7QT", "aw47qt", "%20Aw4%207qT"] {
        assert_eq!(
            visitor
                .get(&format!("/find?postcode={typed}"))
                .await
                .unwrap()
                .location,
            "/wards/fairmead",
            "{typed}"
        );
    }
    let wrong = visitor.get("/find?postcode=%3Cscript%3E").await.unwrap();
    assert_eq!(wrong.status, 422);
    wrong.says("Write a full postcode, like AW1 1AF");
    assert!(wrong.body.contains("value=\"&lt;script&gt;\""));
    visitor
        .get("/find?postcode=SW1A+1AA")
        .await
        .unwrap()
        .says("is not in Alderwick");
}

#[tokio::test]
async fn bad_addresses_bodies_and_methods_are_refused_without_a_fault() {
    let town = Town::new().await;
    let visitor = town.visitor();
    for path in [
        "/wards/%ff",
        "/wards/%00",
        "/wards/fairmead/priorities/%00",
        "/wards/fairmead/meetings/2026-99-99",
        "/wards/x",
        "/wards/fairmead/priorities/..%2f",
        "/desk/../etc/passwd",
        "/.csv",
    ] {
        let answer = visitor.get(path).await.unwrap();
        assert!(
            answer.status.is_client_error() || answer.status == 303,
            "{path}: {}",
            answer.status
        );
    }
    let long = "x".repeat(300_000);
    let answer = visitor
        .post("/wards/fairmead/suggest", &[("title", &long)])
        .await
        .unwrap();
    assert!(answer.status.is_client_error(), "{}", answer.status);
    visitor
        .post("/wards/fairmead/suggest", &[("title", &"x".repeat(121))])
        .await
        .unwrap()
        .is_refused_with("Use 120 characters or fewer");
}

#[tokio::test]
async fn what_people_write_is_text_wherever_it_is_shown() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 6).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Fairmead", chair).await;
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    let about = town.suggest(meeting, chair, evil).await;
    town.bring_to(meeting, chair, panels::meetings::Stage::Agree, 5)
        .await;
    town.agree(
        meeting,
        chair,
        &about,
        &[
            ("title", evil),
            ("doing", evil),
            ("place", evil),
            ("lead", evil),
        ],
    )
    .await
    .is_taken();
    let slug = town.priorities("Fairmead").await[0].slug.clone();
    for path in [
        "/wards/fairmead".to_owned(),
        format!("/wards/fairmead/priorities/{slug}"),
        "/results".into(),
        "/wards/fairmead/noticeboard".into(),
        "/".into(),
    ] {
        let body = town.visitor().get(&path).await.unwrap().body;
        assert!(
            !body.contains("<script>alert") && !body.contains("<img src=x"),
            "{path}"
        );
    }
    let json = town
        .visitor()
        .get("/wards/fairmead/priorities.json")
        .await
        .unwrap();
    assert!(
        json.headers
            .iter()
            .any(|(name, value)| name == "content-type" && value.starts_with("application/json"))
    );
}
