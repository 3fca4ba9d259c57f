//! What programs ask: the police data interface, calendars, feeds, map files, and how often they may.

use std::net::SocketAddr;

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request},
    http::StatusCode,
};
use base::Role;
use chrono::{Duration, NaiveDateTime};
use serde_json::Value;
use tower::ServiceExt as _;
use wardmote::demo::{Actor, Answered};

use crate::town::{Expect as _, Town};

/// The code of Fairmead.
async fn code(visitor: &Actor) -> String {
    let list = json(visitor, "/api/alderwick/neighbourhoods").await;
    let fairmead = list
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["name"] == "Fairmead");
    fairmead.unwrap()["id"].as_str().unwrap().to_owned()
}

async fn json(visitor: &Actor, path: &str) -> Value {
    let answer = visitor.get(path).await.unwrap();
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    assert_eq!(
        header(&answer, "content-type"),
        "application/json",
        "{path}"
    );
    serde_json::from_str(&answer.body).unwrap()
}

fn header(answer: &Answered, name: &str) -> String {
    let found = answer.headers.iter().find(|(known, _)| known == name);
    found.map_or(String::new(), |(_, value)| value.clone())
}

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

fn moment(value: &Value) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(value.as_str().unwrap(), "%Y-%m-%dT%H:%M:%S").unwrap()
}

async fn event(town: &Town, officer: &Actor, title: &str, day: &str) {
    let fields = [
        ("title", title),
        ("kind", "coffee"),
        ("about", "No <b>booking</b>"),
        ("day", day),
        ("from", "10am"),
        ("to", "11:30"),
        ("place", "Fairmead Library"),
        ("access", "Step-free"),
        ("point", "51.405, 0.014"),
        ("organiser", "Ward officer"),
    ];
    let at = officer
        .does("/desk/wards/fairmead/events/new", &fields)
        .await
        .unwrap();
    officer
        .does(&format!("{at}/publish"), &[("version", "1")])
        .await
        .unwrap();
    assert!(
        town.now()
            < "2027-12-01T00:00:00Z"
                .parse::<chrono::DateTime<chrono::Utc>>()
                .unwrap()
    );
}

#[tokio::test]
async fn force_and_neighbourhood_have_the_fields_that_clients_read() {
    let town = Town::new().await;
    let visitor = town.visitor();
    let forces = json(&visitor, "/api/forces").await;
    assert_eq!(
        forces,
        serde_json::json!([{"id": "alderwick", "name": "Alderwick Police"}])
    );
    let force = json(&visitor, "/api/forces/alderwick").await;
    assert_eq!(
        keys(&force),
        [
            "description",
            "engagement_methods",
            "id",
            "name",
            "telephone",
            "url"
        ]
    );
    assert_eq!(force["telephone"], "101");
    for way in force["engagement_methods"].as_array().unwrap() {
        assert_eq!(keys(way), ["description", "title", "type", "url"]);
    }
    let people = json(&visitor, "/api/forces/alderwick/people").await;
    assert_eq!(people, serde_json::json!([]));
    let list = json(&visitor, "/api/alderwick/neighbourhoods").await;
    assert_eq!(list.as_array().unwrap().len(), 14);
    assert_eq!(keys(&list[0]), ["id", "name"]);

    let code = code(&visitor).await;
    let at = format!("/api/alderwick/{code}");
    let shown = json(&visitor, &at).await;
    assert_eq!(
        keys(&shown),
        [
            "centre",
            "contact_details",
            "description",
            "id",
            "links",
            "locations",
            "name",
            "population",
            "url_force"
        ]
    );
    assert!(shown["population"].as_str().unwrap().parse::<u32>().is_ok());
    for value in shown["contact_details"].as_object().unwrap().values() {
        assert!(value.is_string());
    }
    assert_eq!(keys(&shown["links"][0]), ["description", "title", "url"]);
    // The middle of the ward lies in the ward.
    let (lat, lng) = (
        shown["centre"]["latitude"].as_str().unwrap(),
        shown["centre"]["longitude"].as_str().unwrap(),
    );
    let found = json(
        &visitor,
        &format!("/api/locate-neighbourhood?q={lat},{lng}"),
    )
    .await;
    assert_eq!(
        found,
        serde_json::json!({"force": "alderwick", "neighbourhood": code})
    );
    let ring = json(&visitor, &format!("{at}/boundary")).await;
    let ring = ring.as_array().unwrap();
    assert!(ring.len() > 3);
    assert_eq!(ring.first(), ring.last());
    assert_eq!(keys(&ring[0]), ["latitude", "longitude"]);
    assert!(ring[0]["latitude"].as_str().unwrap().starts_with("51."));
}

#[tokio::test]
async fn what_is_not_there_says_not_found_and_why() {
    let town = Town::new().await;
    let visitor = town.visitor();
    let code = code(&visitor).await;
    let lower = code.to_lowercase();
    for path in [
        "/api/forces/nowhere".to_owned(),
        "/api/forces/Alderwick".into(),
        "/api/forces/neighbourhoods".into(),
        "/api/forces/nowhere/people".into(),
        "/api/nowhere/neighbourhoods".into(),
        format!("/api/nowhere/{code}"),
        "/api/alderwick/nowhere".into(),
        format!("/api/alderwick/{lower}"),
        format!("/api/alderwick/{lower}/boundary"),
        format!("/api/alderwick/{lower}/people"),
        format!("/api/alderwick/{lower}/events"),
        format!("/api/alderwick/{lower}/priorities"),
        "/api/forces/alderwick/boundary".into(),
        "/api/locate-neighbourhood".into(),
        "/api/locate-neighbourhood?q=".into(),
        "/api/locate-neighbourhood?q=a,b".into(),
        "/api/locate-neighbourhood?q=999,0".into(),
        "/api/locate-neighbourhood?q=40,3".into(),
        "/api/nothing".into(),
    ] {
        let answer = visitor.get(&path).await.unwrap();
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.body, "Not Found", "{path}");
        assert!(header(&answer, "content-type").starts_with("text/plain"));
        assert!(
            header(&answer, "x-wardmote-reason").ends_with('.'),
            "{path}"
        );
    }
    let answer = visitor.get("/api/forces?odd=1").await.unwrap();
    assert_eq!(answer.status, StatusCode::OK, "unknown words are ignored");
}

#[tokio::test]
async fn people_are_named_only_where_the_team_page_names_them() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await;
    let visitor = town.visitor();
    let path = format!("/api/alderwick/{}/people", code(&visitor).await);
    assert_eq!(json(&visitor, &path).await, serde_json::json!([]));
    let fields = [
        ("about", "A ward by the brook"),
        ("phone", "020 7946 0112"),
        ("meet_us", "Library, Wednesdays"),
        (
            "posts",
            "1 Sergeant, Ward Team\n2 Constable, Ward Team, dedicated",
        ),
        ("version", "0"),
    ];
    let at = "/desk/wards/fairmead/team";
    sergeant.actor.does(at, &fields).await.unwrap();
    assert_eq!(
        json(&visitor, &path).await,
        serde_json::json!([]),
        "posts are not people"
    );
    let mut tx = town.house.db().reading().await.unwrap();
    let posts = wards::teams::store::of(&mut tx, ward).await.unwrap().posts;
    drop(tx);
    let constable = posts.iter().find(|it| it.rank == "Constable").unwrap();
    let id = constable.id.to_string();
    let starts = ("starts_on", "2026-11-24");
    let agreed = [
        ("post", id.as_str()),
        starts,
        ("public_name", "Sam Okoro"),
        ("consent", "yes"),
    ];
    // Without the tick, a name is not even kept.
    let not_agreed = [("post", id.as_str()), starts, ("public_name", "Kit Marlow")];
    let at = "/desk/wards/fairmead/posts/fill";
    sergeant.actor.does(at, &agreed).await.unwrap();
    sergeant.actor.does(at, &not_agreed).await.unwrap();
    assert_eq!(
        json(&visitor, &path).await,
        serde_json::json!([{"bio": null, "contact_details": {}, "name": "Sam Okoro", "rank": "Constable"}])
    );
    let fields = [
        ("kind", "worship"),
        ("contact_name", "St Brice's Hall"),
        ("address", "2 Brook Lane, AW4 7QT"),
        ("access", "Step-free"),
        ("opening", "Tuesdays, 2pm to 4pm"),
        ("owner", "The parish"),
        ("open_from", "2019-01-01"),
    ];
    let at = "/desk/wards/fairmead/posts/contact";
    sergeant.actor.does(at, &fields).await.unwrap();
    let shown = json(&visitor, path.trim_end_matches("/people")).await;
    assert_eq!(shown["contact_details"]["telephone"], "020 7946 0112");
    assert_eq!(shown["description"], "<p>A ward by the brook</p>");
    let place = &shown["locations"][0];
    assert_eq!(place["postcode"], "AW4 7QT");
    assert_eq!(place["type"], "worship");
    for key in [
        "name",
        "longitude",
        "address",
        "telephone",
        "latitude",
        "description",
    ] {
        assert!(place.get(key).is_some(), "{key}");
    }
}

#[tokio::test]
async fn events_and_meetings_come_in_order_with_local_times() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    event(&town, &officer.actor, "Later coffee", "2027-06-02").await;
    event(&town, &officer.actor, "Coffee", "2026-11-25").await;
    let panel = town.panel("Fairmead", 4).await;
    town.meeting("Fairmead", &panel[0].actor).await;
    let visitor = town.visitor();
    let path = format!("/api/alderwick/{}/events", code(&visitor).await);
    let list = json(&visitor, &path).await;
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), 3);
    for it in list {
        assert_eq!(
            keys(it),
            [
                "address",
                "contact_details",
                "description",
                "end_date",
                "start_date",
                "title",
                "type"
            ]
        );
        assert!(moment(&it["start_date"]) < moment(&it["end_date"]));
    }
    let titles: Vec<_> = list
        .iter()
        .map(|it| it["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["Coffee", "Fairmead panel meeting", "Later coffee"]);
    assert_eq!(list[1]["start_date"], "2026-12-01T19:00:00");
    assert_eq!(
        list[2]["start_date"], "2027-06-02T10:00:00",
        "in summer too"
    );
    assert!(
        list[0]["description"]
            .as_str()
            .unwrap()
            .contains("<p>No &lt;b&gt;booking&lt;/b&gt;</p>")
    );
    let file = visitor.get("/wards/fairmead/events.ics").await.unwrap();
    assert!(file.body.contains("DTSTART:20270602T090000Z"));
    town.later(Duration::hours(24));
    let left = json(&visitor, &path).await;
    assert_eq!(
        left.as_array().unwrap().len(),
        2,
        "what has begun is not to come"
    );
}

#[tokio::test]
async fn priorities_have_dates_that_clients_sort_by() {
    let town = Town::new().await;
    let (panel, priority, _) = town.with_priority("Fairmead").await;
    let visitor = town.visitor();
    let path = format!("/api/alderwick/{}/priorities", code(&visitor).await);
    let list = json(&visitor, &path).await;
    assert_eq!(
        keys(&list[0]),
        ["action", "action-date", "issue", "issue-date"]
    );
    assert_eq!(
        list[0]["issue-date"],
        format!("{}T00:00:00", priority.agreed_on)
    );
    assert!(list[0]["action"].is_null() && list[0]["action-date"].is_null());
    assert!(
        list[0]["issue"]
            .as_str()
            .unwrap()
            .starts_with("<p>Bikes in the park</p>")
    );
    let ward = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await;
    let fields = [
        ("words", "Two bikes were seized & sold."),
        ("stage", "in_progress"),
    ];
    let at = format!("{}/report-back", priority.desk_path());
    sergeant.actor.does(&at, &fields).await.unwrap();
    let list = json(&visitor, &path).await;
    assert_eq!(
        list[0]["action"],
        "<p>Two bikes were seized &amp; sold.</p>"
    );
    moment(&list[0]["action-date"]);
    assert_eq!(panel.len(), 6);
}

#[tokio::test]
async fn calendars_hold_to_the_standard_and_a_cancelled_meeting_says_so() {
    let town = Town::new().await;
    let visitor = town.visitor();
    let empty = visitor.get("/wards/fairmead/events.ics").await.unwrap();
    assert!(
        empty.body.contains("BEGIN:VTIMEZONE"),
        "no calendar is without a part"
    );
    let panel = town.panel("Fairmead", 4).await;
    let meeting = town.meeting("Fairmead", &panel[0].actor).await;
    let first = visitor.get("/events.ics").await.unwrap();
    check_calendar(&first.body);
    assert!(
        first.body.contains("SEQUENCE:0\r\n")
            && first.body.contains("LAST-MODIFIED:20261124T140000Z\r\n")
    );
    town.later(Duration::days(2));
    let same = visitor.get("/events.ics").await.unwrap();
    assert_eq!(
        header(&first, "etag"),
        header(&same, "etag"),
        "nothing changed"
    );
    // Their session has ended meanwhile.
    let chair = Actor::signed_in(&town.house, town.door.clone(), panel[0].id)
        .await
        .unwrap();
    let at = format!("/desk/meetings/{meeting}/cancel");
    chair.does(&at, &[("why", "Snow")]).await.unwrap();
    let after = visitor.get("/events.ics").await.unwrap();
    check_calendar(&after.body);
    for line in [
        "STATUS:CANCELLED",
        "SEQUENCE:1",
        "LAST-MODIFIED:20261126T140000Z",
    ] {
        assert!(after.body.contains(&format!("{line}\r\n")), "{line}");
    }
    let uid = |body: &str| {
        body.lines()
            .find(|line| line.starts_with("UID:"))
            .unwrap()
            .to_owned()
    };
    assert_eq!(uid(&first.body), uid(&after.body));
}

fn check_calendar(file: &str) {
    assert!(file.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
    assert!(file.ends_with("END:VCALENDAR\r\n"));
    assert!(!file.replace("\r\n", "").contains(['\r', '\n']));
    assert!(file.split("\r\n").all(|line| line.len() <= 75));
    for needed in [
        "NAME:",
        "X-WR-CALNAME:",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ] {
        assert!(file.contains(&format!("\r\n{needed}")), "{needed}");
    }
    let unfolded = file.replace("\r\n ", "");
    let mut open = Vec::new();
    for line in unfolded.split("\r\n").filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').unwrap();
        match name {
            "BEGIN" => open.push(value),
            "END" => assert_eq!(open.pop(), Some(value)),
            _ => assert!(
                name.bytes()
                    .all(|b| b.is_ascii_uppercase() || b"-;=".contains(&b))
            ),
        }
    }
    assert!(open.is_empty());
    for entry in unfolded.split("BEGIN:VEVENT").skip(1) {
        for needed in [
            "UID",
            "DTSTAMP",
            "DTSTART",
            "DTEND",
            "SEQUENCE",
            "LAST-MODIFIED",
            "SUMMARY",
            "URL",
        ] {
            assert_eq!(
                entry.matches(&format!("\r\n{needed}:")).count(),
                1,
                "{needed}"
            );
        }
    }
}

#[tokio::test]
async fn a_feed_has_what_readers_need_in_the_feed_and_in_each_entry() {
    let town = Town::new().await;
    town.with_priority("Fairmead").await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    event(&town, &officer.actor, "Coffee", "2026-12-02").await;
    let feed = town
        .visitor()
        .get("/wards/fairmead/updates.atom")
        .await
        .unwrap();
    assert!(header(&feed, "content-type").starts_with("application/atom+xml"));
    let mut parts = feed.body.split("<entry>");
    let head = parts.next().unwrap();
    for needed in [
        "<id>tag:",
        "<title>",
        "<updated>",
        "<author><name>",
        "rel=\"self\"",
        "rel=\"alternate\"",
    ] {
        assert!(head.contains(needed), "{needed}");
    }
    let mut last = String::from("9999");
    let (mut seen, mut points) = (std::collections::HashSet::new(), 0);
    for entry in parts {
        let inside = |name: &str| {
            let from = entry.split_once(&format!("<{name}>")).unwrap().1;
            from.split_once('<').unwrap().0.to_owned()
        };
        assert!(inside("id").starts_with("tag:") && seen.insert(inside("id")));
        for needed in [
            "<title>",
            "<published>",
            "<summary>",
            "<category term=\"",
            "href=\"http://",
        ] {
            assert!(entry.contains(needed), "{needed}");
        }
        assert!(inside("updated") <= last, "newest first");
        last = inside("updated");
        points += entry.matches("<georss:point>51.405000 0.014000<").count();
    }
    assert!(seen.len() >= 2 && points == 1);
}

/// Twice the area of a ring, above nought where it runs anticlockwise.
fn turn(ring: &[Value]) -> f64 {
    let number = |corner: &Value, at: usize| corner[at].as_f64().unwrap();
    ring.windows(2)
        .map(|pair| {
            number(&pair[0], 0) * number(&pair[1], 1) - number(&pair[1], 0) * number(&pair[0], 1)
        })
        .sum()
}

#[tokio::test]
async fn map_files_are_as_rfc_7946_wants_them_and_are_sent_once() {
    let town = Town::new().await;
    let visitor = town.visitor();
    let file = visitor.get("/wards.geojson").await.unwrap();
    assert_eq!(header(&file, "content-type"), "application/geo+json");
    let map: Value = serde_json::from_str(&file.body).unwrap();
    assert_eq!(map["bbox"].as_array().unwrap().len(), 4);
    assert!(map.get("crs").is_none());
    for feature in map["features"].as_array().unwrap() {
        assert_eq!(feature["id"], feature["properties"]["ward_code"]);
        for part in feature["geometry"]["coordinates"].as_array().unwrap() {
            for (at, ring) in part.as_array().unwrap().iter().enumerate() {
                let ring = ring.as_array().unwrap();
                assert!(ring.len() >= 4 && ring.first() == ring.last());
                assert_eq!(
                    turn(ring) > 0.0,
                    at == 0,
                    "outer anticlockwise, holes clockwise"
                );
                assert!(ring[0][0].as_f64().unwrap() < ring[0][1].as_f64().unwrap());
            }
        }
    }
    let one = visitor
        .get("/wards/fairmead/boundary.geojson")
        .await
        .unwrap();
    assert_eq!(header(&one, "content-type"), "application/geo+json");
    let ward: Value = serde_json::from_str(&one.body).unwrap();
    assert_eq!(map["features"][4], ward);
    for path in [
        "/wards/fairmead/boundary",
        "/wards/fairmead/boundary.json",
        "/wards/nowhere/boundary.geojson",
    ] {
        visitor.get(path).await.unwrap().is_not_there();
    }
    for path in [
        "/wards.geojson",
        "/wards/fairmead/boundary.geojson",
        "/events.ics",
        "/wards/fairmead/events.ics",
        "/updates.atom",
        "/wards/fairmead/updates.atom",
    ] {
        let mark = header(&visitor.get(path).await.unwrap(), "etag");
        let again = Request::get(path)
            .header("host", "127.0.0.1")
            .header("if-none-match", &mark)
            .body(Body::empty())
            .unwrap();
        let Ok(answer) = town.door.clone().oneshot(again).await;
        assert_eq!(answer.status(), StatusCode::NOT_MODIFIED, "{path}");
    }
}

#[tokio::test]
async fn from_one_address_thirty_at_once_then_wait() {
    let town = Town::new().await;
    let ask = async |path: &str, from: &str| {
        let from: SocketAddr = from.parse().unwrap();
        let mut request = Request::get(path)
            .header("host", "127.0.0.1")
            .header("x-forwarded-for", "203.0.113.9")
            .body(Body::empty())
            .unwrap();
        request.extensions_mut().insert(ConnectInfo(from));
        let Ok(answer) = town.door.clone().oneshot(request).await;
        answer
    };
    for n in 0..30 {
        let answer = ask("/api/forces", &format!("192.0.2.1:{}", 4000 + n)).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["x-ratelimit-limit"], "15");
    }
    let refused = ask("/api/forces", "192.0.2.1:5000").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "1");
    assert!(refused.headers().contains_key("content-security-policy"));
    assert!(refused.headers().contains_key("x-wardmote-reason"));
    let report = ask("/open311/v2/services.json", "192.0.2.1:5001").await;
    assert_eq!(report.status(), StatusCode::TOO_MANY_REQUESTS);
    let body = to_bytes(report.into_body(), 10_000).await.unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body[0]["code"], 429);
    assert_eq!(
        ask("/api/forces", "192.0.2.2:4000").await.status(),
        StatusCode::OK
    );
    assert_eq!(
        ask("/wards.geojson", "192.0.2.1:4000").await.status(),
        StatusCode::OK,
        "pages have no such limit"
    );
    town.later(Duration::seconds(1));
    assert_eq!(
        ask("/api/forces", "192.0.2.1:4000").await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn one_page_names_every_interface_and_what_it_names_is_there() {
    let town = Town::new().await;
    let visitor = town.visitor();
    let page = visitor.get("/open-data").await.unwrap();
    page.says("15 requests a second from one address, 30 at once");
    page.says("Open Government Licence");
    assert!(
        page.body
            .contains("webcal://127.0.0.1:8080/wards/fairmead/events.ics")
    );
    let parsed = scraper::Html::parse_document(&page.body);
    let links = scraper::Selector::parse("main a[href^='/']").unwrap();
    let known: Vec<_> = wardmote::routes().rules().to_vec();
    for link in parsed.select(&links) {
        let path = link.value().attr("href").unwrap();
        // The recorded half of the interface is another folder's; its own stories ask it.
        if path == "/api/crimes-street-dates" && !known.iter().any(|rule| rule.path == path) {
            continue;
        }
        let answer = visitor.get(path).await.unwrap();
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
    let about = visitor.get("/about").await.unwrap();
    assert!(about.body.contains("href=\"/open-data\""));
}
