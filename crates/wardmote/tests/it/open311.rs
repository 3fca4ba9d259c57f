//! Other programs find out what can be filed, file it with a key, and hear what became of it.

use axum::http::StatusCode;
use base::Role;
use chrono::Duration;
use wardmote::client;

use crate::town::Town;

const ROOT: &str = "/open311/v2";
/// In Canalside.
const HERE: [(&str, &str); 2] = [("lat", "51.2311268"), ("long", "0.1012525")];

async fn key(town: &Town, agency: &str, write: bool) -> String {
    let name = format!("Program of {agency}");
    client::key(&town.house, &name, agency, write)
        .await
        .unwrap()
}

async fn get(town: &Town, path: &str) -> (StatusCode, String) {
    let answered = town.visitor().get(&format!("{ROOT}{path}")).await.unwrap();
    (answered.status, answered.body)
}

async fn json(town: &Town, path: &str) -> serde_json::Value {
    let (status, body) = get(town, path).await;
    assert_eq!(status, 200, "{path}: {body}");
    serde_json::from_str(&body).unwrap()
}

async fn post(town: &Town, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let answered = town
        .visitor()
        .post(&format!("{ROOT}{path}"), fields)
        .await
        .unwrap();
    (answered.status, answered.body)
}

/// Files fly-tipping and gives its number.
async fn file(town: &Town, key: &str, words: &str) -> String {
    let fields = [
        ("api_key", key),
        ("service_code", "fly-tipping"),
        HERE[0],
        HERE[1],
        ("description", words),
        ("address_string", "Behind 3 Lock Road"),
        ("attribute[size]", "a_van_load"),
        ("attribute[kind][]", "tyres"),
        ("attribute[kind][]", "furniture"),
        ("media_url", "https://photos.example/1.jpg"),
        ("email", "marker@seeded.example"),
        ("first_name", "Markerfirst"),
        ("last_name", "Markerlast"),
        ("phone", "07700900123"),
        ("device_id", "markerdevice"),
        ("account_id", "markeraccount"),
    ];
    let (status, body) = post(town, "/requests.json", &fields).await;
    assert_eq!(status, 200, "{body}");
    let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
    let one = &answer.as_array().unwrap()[0];
    assert!(one.get("token").is_none());
    assert!(one["service_notice"].as_str().unwrap().contains("kept"));
    one["service_request_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_program_finds_out_where_and_what_can_be_filed() {
    let town = Town::new().await;
    for path in ["/open311/discovery", "/open311/v2/discovery"] {
        let answered = town.visitor().get(&format!("{path}.xml")).await.unwrap();
        let header = |name: &str| {
            let mut found = answered.headers.iter().filter(|(known, _)| known == name);
            found.next().map_or("", |(_, value)| value.as_str())
        };
        assert_eq!(header("content-type"), "text/xml; charset=utf-8");
        assert_eq!(header("access-control-allow-origin"), "*");
        assert!(
            answered
                .body
                .starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>")
        );
        assert!(answered.body.contains("<formats><format>text/xml</format>"));
    }
    let discovery = json(&town, "/discovery.json").await;
    assert_eq!(discovery["endpoints"].as_array().unwrap().len(), 2);
    let services = json(&town, "/services.json").await;
    let services = services.as_array().unwrap();
    assert!(services.len() >= 9);
    assert_eq!(services[0]["service_code"], "fly-tipping");
    assert_eq!(services[0]["metadata"], true);
    let none = json(&town, "/services.json?lat=0&long=0").await;
    assert_eq!(none.as_array().unwrap().len(), 0);
    let one = json(&town, "/services/fly-tipping.json").await;
    assert_eq!(one["attributes"][0]["order"], 1);
    assert_eq!(one["attributes"][0]["values"][2]["key"], "a_van_load");
    let (_, xml) = get(&town, "/services/fly-tipping.xml").await;
    assert!(xml.contains("<attribute><variable>true</variable><code>size</code>"));
    assert!(xml.contains("<value><key>a_van_load</key><name>A van load</name></value>"));
    // No ending: XML.
    assert!(
        get(&town, "/services")
            .await
            .1
            .contains("<services><service>")
    );
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_form_that_was_asked_for() {
    let town = Town::new().await;
    let (reads, writes) = (
        key(&town, "council", false).await,
        key(&town, "council", true).await,
    );
    for (path, status) in [
        ("/services/nothing.json", 404),
        ("/requests/C-0000-0000.json", 404),
        ("/tokens/none.json", 404),
        ("/nowhere.json", 404),
        ("/requests.json?status=lost", 400),
        ("/requests.json?service_code=nothing", 404),
        (
            "/requests.json?start_date=2026-01-01&end_date=2026-06-01",
            400,
        ),
        ("/requests.json?start_date=yesterday", 400),
        ("/requests.json?page=0", 400),
        ("/requests.json?lat=51", 400),
        ("/requests.json?bbox=1,2,3", 400),
        ("/requests.json?api_key=wrong", 403),
        ("/servicerequestupdates.json?start_date=2026-11-01", 400),
    ] {
        let (found, body) = get(&town, path).await;
        assert_eq!(found, status, "{path}: {body}");
        let errors: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(errors[0]["code"], status, "{path}");
        let (_, xml) = get(&town, &path.replace(".json", ".xml")).await;
        assert!(xml.contains(&format!(
            "<errors><error><code>{status}</code><description>"
        )));
    }
    assert_eq!(get(&town, "/services.csv").await.0, 400);
    let whole = [
        ("api_key", writes.as_str()),
        ("service_code", "fly-tipping"),
        HERE[0],
        HERE[1],
        ("attribute[size]", "a_van_load"),
        ("description", "x"),
    ];
    for (name, value, status) in [
        ("api_key", "", 403),
        ("api_key", "wrong", 403),
        ("api_key", reads.as_str(), 403),
        ("service_code", "", 400),
        ("service_code", "nothing", 404),
        ("lat", "", 400),
        ("lat", "52.9", 400),
        ("attribute[size]", "", 400),
        ("attribute[size]", "enormous", 400),
        ("description", &"x".repeat(4_001), 400),
    ] {
        let fields: Vec<_> = whole
            .iter()
            .map(|it| if it.0 == name { (name, value) } else { *it })
            .collect();
        let (found, body) = post(&town, "/requests.xml", &fields).await;
        assert_eq!(found, status, "{name}={value:.20}: {body}");
        assert!(body.contains("<errors>"));
    }
    let mut words = whole[..2].to_vec();
    words.extend([whole[4], ("address_string", "behind the shops")]);
    assert_eq!(post(&town, "/requests.xml", &words).await.0, 400);
}

#[tokio::test]
async fn what_is_filed_is_shown_once_the_team_has_read_it_and_moves_by_updates() {
    let town = Town::new().await;
    let (sender, owner) = (
        key(&town, "council", true).await,
        key(&town, "council-streets", true).await,
    );
    let other = key(&town, "housing", true).await;
    let id = file(&town, &sender, "A sofa & <tyres>\nby the lock").await;
    assert_eq!(
        id,
        file(&town, &sender, "A sofa & <tyres>\nby the lock").await,
        "twice is once"
    );
    let one = format!("/requests/{id}.json");
    let hidden = json(&town, &one).await;
    assert_eq!(hidden[0]["description"], serde_json::Value::Null);
    assert_eq!(hidden[0]["address"], serde_json::Value::Null);
    assert_eq!(hidden[0]["media_url"], serde_json::Value::Null);
    assert_eq!(hidden[0]["status"], "open");
    assert_eq!(hidden[0]["lat"], 51.2311);
    assert_eq!(hidden[0]["long"], 0.1013);
    let own = json(&town, &format!("{one}?api_key={sender}&extensions=true")).await;
    assert_eq!(own[0]["description"], "A sofa & <tyres>\nby the lock");
    assert_eq!(own[0]["attributes"].as_array().unwrap().len(), 3);
    let tokens = json(&town, &format!("/tokens/{id}.json")).await;
    assert_eq!(tokens[0]["service_request_id"], id.as_str());

    // The sergeant of the ward reads it and takes something out; another ward's does not see it.
    let ward = town.ward("Canalside").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await;
    let coppice = town.ward("Coppice").await;
    let stranger = town.somebody(Role::Sergeant, Some(coppice), None).await;
    let list = sergeant.actor.get("/desk/concerns").await.unwrap();
    assert!(list.body.contains(&id), "{}", list.body);
    let at = list.body.find(&id).unwrap();
    let at = at + list.body[at..].find("/desk/concerns/").unwrap();
    let path = list.body[at..].split('"').next().unwrap().to_owned();
    assert!(
        !stranger
            .actor
            .get("/desk/concerns")
            .await
            .unwrap()
            .body
            .contains(&id)
    );
    assert_eq!(stranger.actor.get(&path).await.unwrap().status, 404);
    let page = sergeant.actor.get(&path).await.unwrap();
    assert!(
        page.body.contains("A sofa &amp; &lt;tyres&gt;")
            || page.body.contains("A sofa &#38; &#60;tyres&#62;")
    );
    let read = [("version", "1"), ("shown", "A sofa by the lock")];
    sergeant
        .actor
        .does(&format!("{path}/read"), &read)
        .await
        .unwrap();
    let shown = json(&town, &one).await;
    assert_eq!(shown[0]["description"], "A sofa by the lock");
    assert_eq!(shown[0]["media_url"], serde_json::Value::Null);

    // The agency that deals with it moves it; the same word again is one; older word moves nothing.
    let begun = town.now();
    town.later(Duration::minutes(30));
    let update = |key: &str, number: &str, status: &str, tens: i64, words: &str| {
        let at = (begun + Duration::minutes(tens * 10)).to_rfc3339();
        vec![
            ("api_key", key.to_owned()),
            ("service_request_id", id.clone()),
            ("update_id", number.to_owned()),
            ("status", status.to_owned()),
            ("updated_datetime", at),
            ("description", words.to_owned()),
            ("email", "marker@seeded.example".to_owned()),
        ]
    };
    let say = async |fields: Vec<(&str, String)>| {
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        post(&town, "/servicerequestupdates.xml", &fields).await
    };
    let fixed = update(&owner, "77", "FIXED", 2, "We took it away");
    let (status, first) = say(fixed.clone()).await;
    assert_eq!(status, 200, "{first}");
    assert!(first.contains("<service_request_updates><request_update><update_id>"));
    assert_eq!(say(fixed).await, (status, first));
    let older = update(&owner, "76", "IN_PROGRESS", 1, "We are on our way");
    assert_eq!(say(older).await.0, 200);
    assert_eq!(say(update(&other, "1", "FIXED", 2, "x")).await.0, 403);
    assert_eq!(say(update(&owner, "78", "GONE", 2, "x")).await.0, 400);
    assert_eq!(say(update(&owner, "79", "FIXED", 2, "")).await.0, 400);
    let closed = json(&town, &one).await;
    assert_eq!(closed[0]["status"], "closed");
    assert_eq!(closed[0]["status_notes"], "We took it away");
    assert!(
        closed[0]["address"].is_null(),
        "nobody read it for everyone"
    );
    let unread = update(&sender, "5", "UNCHANGED", 3, "Thank you, says Mr Seeded");
    assert_eq!(say(unread).await.0, 200);
    let updates = json(&town, "/servicerequestupdates.json").await;
    let updates = updates.as_array().unwrap();
    let words: Vec<_> = updates
        .iter()
        .map(|it| it["description"].as_str())
        .collect();
    assert_eq!(
        words,
        [Some("We are on our way"), Some("We took it away"), None]
    );
    assert_eq!(updates[1]["status"], "fixed");
    assert_eq!(
        json(&town, "/requests.json?status=open")
            .await
            .as_array()
            .unwrap()
            .len(),
        0
    );
    assert_eq!(
        json(&town, "/requests.json?status=closed")
            .await
            .as_array()
            .unwrap()
            .len(),
        1
    );

    // Opened again by whoever sent it, and closed by the team with a reason.
    assert_eq!(
        say(update(&sender, "6", "REOPEN", 3, "It is back")).await.0,
        200
    );
    let page = sergeant.actor.get(&path).await.unwrap();
    let version = page.body.split("name=\"version\" value=\"").nth(1).unwrap();
    let version = version.split('"').next().unwrap().to_owned();
    let close = [
        ("version", version.as_str()),
        ("reason", "not_ours"),
        ("why", "It lies on private land"),
    ];
    sergeant
        .actor
        .does(&format!("{path}/close"), &close)
        .await
        .unwrap();
    let over = json(&town, &format!("{one}?extensions=true")).await;
    assert_eq!(over[0]["status_notes"], "It lies on private land");
    assert_eq!(over[0]["extended_attributes"]["reason"], "not_ours");

    // No contact details, anywhere.
    let file = town.house.folder().join("wardmote.db");
    for name in ["wardmote.db", "wardmote.db-wal"] {
        let kept = std::fs::read(file.with_file_name(name)).unwrap_or_default();
        let kept = String::from_utf8_lossy(&kept);
        for marker in [
            "marker@seeded",
            "Markerfirst",
            "Markerlast",
            "07700900123",
            "markerdevice",
            "markeraccount",
        ] {
            assert!(!kept.contains(marker), "{marker} is in {name}");
        }
    }
}

#[tokio::test]
async fn many_are_asked_for_page_by_page_and_by_place() {
    let town = Town::new().await;
    let key = key(&town, "council", true).await;
    let mut ids = Vec::new();
    for n in 0..5 {
        town.later(Duration::minutes(1));
        ids.push(file(&town, &key, &format!("Heap {n}")).await);
    }
    ids.reverse();
    let numbers = |answer: serde_json::Value| -> Vec<String> {
        let all = answer.as_array().unwrap().iter();
        all.map(|it| it["service_request_id"].as_str().unwrap().to_owned())
            .collect()
    };
    let of = async |query: &str| numbers(json(&town, &format!("/requests.json?{query}")).await);
    assert_eq!(of("").await, ids);
    assert_eq!(of("page_size=2").await, ids[..2]);
    assert_eq!(of("page_size=2&page=3").await, ids[4..]);
    assert_eq!(of("bbox=0.1,51.2,0.2,51.3").await.len(), 5);
    assert_eq!(of("bbox=0.3,51.2,0.4,51.3").await.len(), 0);
    assert_eq!(of("lat=51.2311&long=0.1013&radius=50").await.len(), 5);
    assert_eq!(of("lat=51.24&long=0.1013&radius=50").await.len(), 0);
    assert_eq!(of("service_code=noise,graffiti").await.len(), 0);
    assert_eq!(of("end_date=2026-11-01").await.len(), 0);
    let two = format!(
        "service_request_id={},{}&status=closed",
        ids[3],
        ids[1].to_lowercase()
    );
    assert_eq!(of(&two).await, [ids[1].clone(), ids[3].clone()]);
}
