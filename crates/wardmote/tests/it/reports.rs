//! A resident reports a problem, screen by screen, without script, without a cookie, without a name.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{StatusCode, header},
};
use base::args;
use chrono::Duration;
use concerns::{Concern, ConcernState, concerns::store};
use tower::ServiceExt as _;
use wardmote::demo::Answered;

use crate::town::{Expect as _, Town};

/// Words that nobody but the team may ever find.
const MARKER: &str = "zebra marker behind the bakery";

async fn begin(town: &Town) -> String {
    let to = town
        .visitor()
        .does("/reports/new", &[("danger", "no"), ("ward", "fairmead")])
        .await
        .unwrap();
    let draft = to.strip_suffix("/what").unwrap().to_owned();
    assert_eq!(draft.len(), "/reports/new/".len() + 64, "{draft}");
    draft
}

/// A point inside a ward, east and north.
async fn inside(town: &Town, ward: &str) -> (i32, i32) {
    let mut desk = base::Desk::of_the_house(&town.house, base::Act::SeePublic)
        .await
        .unwrap();
    let atlas = wards::atlas(&mut desk).await.unwrap();
    let at = atlas.wards.iter().position(|it| it.name == ward).unwrap();
    let (lon, lat) = wards::boundaries::shape::centre(&atlas.edges[at]).unwrap();
    ((lon * 1e6) as i32, (lat * 1e6) as i32)
}

/// Goes through every screen as far as the check.
async fn written(town: &Town, kind: &str, wish: &[(&str, &str)]) -> String {
    let draft = begin(town).await;
    let (lon, lat) = inside(town, "Fairmead").await;
    let place = format!("{}, {}", f64::from(lat) / 1e6, f64::from(lon) / 1e6);
    let steps: &[(&str, Vec<(&str, &str)>)] = &[
        ("what", vec![("what", kind)]),
        (
            "details",
            vec![
                ("words", MARKER),
                ("q-offensive", "no"),
                ("q-when", "nights"),
            ],
        ),
        ("where", vec![("where", &place), ("look", "on")]),
        ("similar", vec![("same", "different")]),
        (
            "when",
            vec![("last", "week"), ("times", "evening"), ("often", "weekly")],
        ),
    ];
    for (step, fields) in steps {
        town.visitor()
            .does(&format!("{draft}/{step}"), fields)
            .await
            .unwrap();
    }
    send_photos(town, &draft, &[]).await.is_taken();
    let to = town
        .visitor()
        .does(&format!("{draft}/about-you"), wish)
        .await
        .unwrap();
    assert_eq!(to, format!("{draft}/check"));
    draft
}

async fn send_photos(town: &Town, draft: &str, files: &[(&str, &[u8])]) -> Answered {
    let mut body = Vec::new();
    for (name, bytes) in files {
        body.extend(format!("--frontier\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\n").as_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(
        b"--frontier\r\nContent-Disposition: form-data; name=\"go\"\r\n\r\non\r\n--frontier--\r\n",
    );
    let request = Request::builder()
        .method("POST")
        .uri(format!("{draft}/photos"))
        .header(header::HOST, "127.0.0.1")
        .header(
            header::CONTENT_TYPE,
            "multipart/form-data; boundary=frontier",
        )
        .body(Body::from(body))
        .unwrap();
    let Ok(response) = town.door.clone().oneshot(request).await;
    let location = response.headers().get(header::LOCATION);
    let location = location.map_or(String::new(), |it| it.to_str().unwrap().to_owned());
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 24).await.unwrap();
    Answered {
        status,
        location,
        body: String::from_utf8_lossy(&bytes).into_owned(),
        headers: Vec::new(),
    }
}

async fn concerns(town: &Town) -> Vec<Concern> {
    let mut tx = town.house.db().reading().await.unwrap();
    let (start, end) = (town.now() - Duration::days(400), town.now());
    let all = store::between(&mut tx, start, end).await.unwrap();
    all.into_iter()
        .filter(|it| it.state == ConcernState::Sent)
        .collect()
}

async fn drafts(town: &Town) -> (i64, i64) {
    let mut tx = town.house.db().reading().await.unwrap();
    let sql = "SELECT (SELECT count(*) FROM draft) AS drafts, (SELECT count(*) FROM draft_photo) AS photos";
    let row = tx.one(sql, args![]).await.unwrap();
    (row.get("drafts").unwrap(), row.get("photos").unwrap())
}

/// A small photo with a place, a phone and a turn hidden in it.
fn photo() -> Vec<u8> {
    let dots =
        image::ImageBuffer::from_fn(64, 32, |x, y| image::Rgb([x as u8 * 3, y as u8 * 5, 9]));
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::DynamicImage::ImageRgb8(dots)
        .write_to(&mut jpeg, image::ImageFormat::Jpeg)
        .unwrap();
    let jpeg = jpeg.into_inner();
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    tiff.extend(b"GPSLatitude ZebraPhone");
    let mut out = jpeg[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(((tiff.len() + 8) as u16).to_be_bytes());
    out.extend(b"Exif\0\0");
    out.extend(tiff);
    out.extend(&jpeg[2..]);
    out
}

fn header_of<'a>(answer: &'a Answered, name: &str) -> Option<&'a str> {
    let found = answer.headers.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn a_visitor_reports_without_a_name_and_gets_a_receipt_once() {
    let town = Town::new().await;
    let visitor = town.visitor();
    let draft = written(
        &town,
        "graffiti",
        &[("wish", "anonymous"), ("name", "Zoe Zebra")],
    )
    .await;
    let check = visitor.get(&format!("{draft}/check")).await.unwrap();
    for words in [
        MARKER,
        "Graffiti",
        "In the last seven days; evenings; every week",
        "Stay anonymous",
        "Fairmead",
    ] {
        check.says(words);
    }
    assert!(
        !check.body.contains("Zoe Zebra"),
        "details of whoever stays anonymous go"
    );
    assert_eq!(header_of(&check, "cache-control"), Some("no-store"));
    assert_eq!(header_of(&check, "referrer-policy"), Some("no-referrer"));
    let before = town.ledger().await;
    let once = base::AgencyId::fresh().0.to_string();
    let fields = [("once", once.as_str())];
    let sent = visitor
        .post(&format!("{draft}/check"), &fields)
        .await
        .unwrap();
    sent.says("We have your report");
    // Tuesday 24 November, 2pm: 72 hours, and ten working days.
    sent.says("by Friday 27 November 2026");
    sent.says("by Tuesday 8 December 2026");
    for answer in [&check, &sent] {
        assert_eq!(header_of(answer, "set-cookie"), None);
    }
    let concern = concerns(&town).await.remove(0);
    sent.says(&concern.reference);
    assert_eq!(
        (concern.service.as_str(), concern.words.as_str()),
        ("graffiti", "")
    );
    assert_eq!(
        concern.requested_at,
        base::clock::moment(base::clock::day(town.now()), chrono::NaiveTime::MIN),
        "the day, not the hour"
    );
    // Nor does the id of an answer tell it: the usual ones begin with the millisecond.
    let mut tx = town.house.db().reading().await.unwrap();
    let sql = "SELECT id FROM concern_answer ORDER BY id";
    let ids: Vec<_> = tx.all(sql, args![]).await.unwrap();
    drop(tx);
    assert!(!ids.is_empty());
    for row in &ids {
        let id = row.get::<base::AgencyId>("id").unwrap();
        assert!(id.0.as_u128() >> 112 < 10, "{id}");
    }
    assert!(concern.lon_e6.is_some());
    assert_eq!(town.ledger().await, before + 1);
    // What is left for a second press of the same button holds no photo and goes within two hours.
    assert_eq!(drafts(&town).await, (1, 0));
    // That press sends nothing more and shows the same receipt: the first answer may have been dropped.
    let again = visitor
        .post(&format!("{draft}/check"), &fields)
        .await
        .unwrap();
    assert_eq!(again.body, sent.body);
    assert_eq!(concerns(&town).await.len(), 1);
    // Another press of an old page, and whoever opens the address, find nothing.
    for other in [
        visitor.post(&format!("{draft}/check"), &[]).await.unwrap(),
        visitor.get(&format!("{draft}/check")).await.unwrap(),
    ] {
        other.is_refused_with("it was sent, or a day has gone by");
        other.says("Open a report with its receipt");
    }
    // Ten minutes later that press shows no receipt: a browser would press again for whoever goes back.
    town.later(Duration::minutes(10));
    let late = visitor
        .post(&format!("{draft}/check"), &fields)
        .await
        .unwrap();
    late.is_taken();
    assert_eq!(late.location, format!("/reports/{}", concern.reference));
    // The receipt opens the talk.
    let receipt = sent.body.split("name=\"receipt\" value=\"").nth(1).unwrap();
    let receipt = receipt.split('"').next().unwrap();
    visitor
        .post("/reports/receipt", &[("receipt", receipt)])
        .await
        .unwrap()
        .says(MARKER);
    assert!(town.mail().await.is_empty());
}

#[tokio::test]
async fn each_screen_says_what_is_missing_and_keeps_what_was_typed() {
    let town = Town::new().await;
    let visitor = town.visitor();
    visitor
        .post("/reports/new", &[("ward", "fairmead")])
        .await
        .unwrap()
        .is_refused_with("Say whether anyone is in danger now");
    let to = visitor
        .does("/reports/new", &[("danger", "yes")])
        .await
        .unwrap();
    assert_eq!(to, "/reports/new/danger");
    let numbers = visitor.get(&to).await.unwrap();
    for number in [
        "999",
        "18000",
        "999 BSL",
        "Crimestoppers",
        "0800 555 111",
        "101",
    ] {
        numbers.says(number);
    }
    let draft = begin(&town).await;
    let post = async |step: &str, fields: &[(&str, &str)]| {
        visitor
            .post(&format!("{draft}/{step}"), fields)
            .await
            .unwrap()
    };
    post("what", &[])
        .await
        .is_refused_with("Choose what it is about");
    post("what", &[("what", "made-up")])
        .await
        .is_refused_with("Choose what it is about");
    post("what", &[("what", "fly-tipping")]).await.is_taken();
    let wrong = post("details", &[("q-kind", "furniture"), ("words", "")]).await;
    wrong.is_refused_with("Write what the problem is");
    wrong.says("Choose an answer: How much is there?");
    assert!(
        wrong.body.contains("value=\"furniture\" checked"),
        "what was ticked stays"
    );
    assert!(
        wrong
            .body
            .contains("<title>Error: Tell us about it (step 2 of 7) - Report a problem")
    );
    post(
        "details",
        &[
            ("q-size", "a_van_load"),
            ("q-kind", "furniture"),
            ("words", MARKER),
        ],
    )
    .await
    .is_taken();
    post("where", &[("look", "on")])
        .await
        .is_refused_with("Write a street, a place or a postcode");
    let lost = post(
        "where",
        &[
            ("look", "on"),
            ("where", "behind the old oak"),
            ("ward", ""),
        ],
    )
    .await;
    lost.is_refused_with("which ward this is in");
    assert!(lost.body.contains("value=\"behind the old oak\""));
    post("where", &[("look", "on"), ("where", "55.9533, -3.1883")])
        .await
        .is_refused_with("That place is outside Alderwick");
    post(
        "where",
        &[
            ("look", "on"),
            ("where", "behind the old oak"),
            ("ward", "fairmead"),
        ],
    )
    .await
    .is_taken();
    post("when", &[("often", "daily")])
        .await
        .is_refused_with("Choose when it last happened");
    post("when", &[("last", "not_sure")]).await.is_taken();
    // What is missing comes before the check.
    let early = visitor.get(&format!("{draft}/check")).await.unwrap();
    assert_eq!(early.location, format!("{draft}/photos"));
    send_photos(&town, &draft, &[]).await.is_taken();
    post("about-you", &[])
        .await
        .is_refused_with("Choose who may learn who you are");
    let unreachable = post(
        "about-you",
        &[("wish", "updates"), ("phone", "020 7946 0100")],
    )
    .await;
    unreachable.is_refused_with("updates are sent there");
    assert!(unreachable.body.contains("020 7946 0100"));
    post("about-you", &[("wish", "team"), ("email", "no address")])
        .await
        .is_refused_with("Write an e-mail address, like name@example.com");
    post("about-you", &[("wish", "team")])
        .await
        .is_refused_with("so that the team can reach you");
    post(
        "about-you",
        &[
            ("wish", "team"),
            ("phone", "020 7946 0100"),
            ("safe", "After 6pm"),
        ],
    )
    .await
    .is_taken();
    // A change leads straight back.
    let to = visitor
        .does(&format!("{draft}/when"), &[("last", "today")])
        .await
        .unwrap();
    assert_eq!(to, format!("{draft}/check"));
    post("check", &[("website", "http://spam.example")])
        .await
        .is_refused_with("press Send once more");
    assert!(concerns(&town).await.is_empty());
    post("check", &[]).await.says("We have your report");
    assert_eq!(concerns(&town).await.len(), 1);
}

#[tokio::test]
async fn a_press_on_the_map_sets_the_pin_without_script() {
    let town = Town::new().await;
    let visitor = town.visitor();
    let draft = begin(&town).await;
    visitor
        .does(&format!("{draft}/what"), &[("what", "graffiti")])
        .await
        .unwrap();
    let page = visitor.get(&format!("{draft}/where")).await.unwrap();
    assert!(page.body.contains("type=\"image\" name=\"map\""));
    let map = visitor.get(&format!("{draft}/map")).await.unwrap();
    assert_eq!(header_of(&map, "content-type"), Some("image/svg+xml"));
    assert!(!map.body.contains("#a4231c"), "no pin yet");
    let press = [("map.x", "144"), ("map.y", "160"), ("where", "By the gate")];
    let to = visitor
        .does(&format!("{draft}/where"), &press)
        .await
        .unwrap();
    assert_eq!(to, format!("{draft}/where"));
    let page = visitor.get(&to).await.unwrap();
    page.says("Press again to move it");
    assert!(
        page.body.contains("value=\"By the gate\""),
        "what was typed stays"
    );
    let map = visitor.get(&format!("{draft}/map")).await.unwrap();
    assert!(map.body.contains("#a4231c"), "the pin");
    // The Enter key on the map is no place: it goes on with the pin there is.
    let to = visitor
        .does(
            &to,
            &[("map.x", "0"), ("map.y", "0"), ("where", "By the gate")],
        )
        .await
        .unwrap();
    assert_eq!(to, format!("{draft}/details"));
    // Other words: the pin was for the ones before. It is asked once, and what was typed stays.
    let path = format!("{draft}/where");
    let elsewhere = [("where", "Mill Close, Beacon Hill"), ("near", "none")];
    let asked = visitor.post(&path, &elsewhere).await.unwrap();
    asked.is_refused_with("the pin for the old one is taken out");
    assert!(asked.body.contains("value=\"Mill Close, Beacon Hill\""));
    let map = visitor.get(&format!("{draft}/map")).await.unwrap();
    assert!(!map.body.contains("#a4231c"), "no pin any more");
    // The ward behind the comma was meant, also where another stands in the list from before.
    let mut again = elsewhere.to_vec();
    again.push(("ward", "fairmead"));
    visitor.does(&path, &again).await.unwrap();
    for (screen, fields) in [
        ("details", vec![("words", MARKER), ("q-offensive", "no")]),
        ("when", vec![("last", "week")]),
        ("about-you", vec![("wish", "anonymous")]),
    ] {
        let path = format!("{draft}/{screen}");
        visitor.does(&path, &fields).await.unwrap();
    }
    send_photos(&town, &draft, &[]).await.is_taken();
    let check = visitor.get(&format!("{draft}/check")).await.unwrap();
    check.says("Mill Close, Beacon Hill");
    visitor
        .post(&format!("{draft}/check"), &[])
        .await
        .unwrap()
        .says("We have your report");
    let sent = concerns(&town).await.remove(0);
    assert_eq!(sent.ward, town.ward("Beacon Hill").await);
}

#[tokio::test]
async fn what_must_not_wait_here_leads_to_whoever_helps_and_leaves_no_report() {
    let town = Town::new().await;
    let visitor = town.visitor();
    for (kind, page) in [
        ("harm-at-home", "domestic-abuse"),
        ("hate", "hate-crime"),
        ("child-at-risk", "children"),
        ("followed", "stalking"),
        ("scam", "scams"),
    ] {
        let draft = begin(&town).await;
        let to = visitor
            .does(&format!("{draft}/what"), &[("what", kind)])
            .await
            .unwrap();
        assert_eq!(to, format!("/support/{page}"));
        let help = visitor.get(&to).await.unwrap();
        assert_eq!(help.status, StatusCode::OK);
        assert!(
            help.body.contains("<title>Local information - "),
            "a title that says nothing"
        );
        assert_eq!(header_of(&help, "cache-control"), Some("no-store"));
        assert_eq!(header_of(&help, "referrer-policy"), Some("no-referrer"));
        let leave = help.body.find("data-exit").unwrap();
        assert!(
            leave < help.body.find("tel:999").unwrap(),
            "second in the order of the Tab key"
        );
        visitor
            .get(&format!("{draft}/what"))
            .await
            .unwrap()
            .is_refused_with("not here any more");
    }
    assert_eq!(drafts(&town).await, (0, 0));
    let draft = begin(&town).await;
    let to = visitor
        .does(&format!("{draft}/what"), &[("what", "gas-power-water")])
        .await
        .unwrap();
    visitor.get(&to).await.unwrap().says("0800 111 999");
    // Nor does a program file it.
    let services = visitor.get("/open311/v2/services.json").await.unwrap();
    for code in ["harm-at-home", "hate", "gas-power-water"] {
        assert!(!services.body.contains(code));
    }
    visitor
        .get("/open311/v2/services/hate.json")
        .await
        .unwrap()
        .is_not_there();
    visitor
        .get("/support/nothing")
        .await
        .unwrap()
        .is_not_there();
    visitor.get("/support").await.unwrap().says("Samaritans");
}

#[tokio::test]
async fn some_kinds_need_somebody_to_reach() {
    let town = Town::new().await;
    let draft = written(
        &town,
        "noise",
        &[("wish", "updates"), ("email", "zoe@example.com")],
    )
    .await;
    let visitor = town.visitor();
    let page = visitor.get(&format!("{draft}/about-you")).await.unwrap();
    assert!(!page.body.contains("value=\"anonymous\""));
    visitor
        .post(&format!("{draft}/about-you"), &[("wish", "anonymous")])
        .await
        .unwrap()
        .is_refused_with("without knowing who to reach");
    // Chosen first and made noise of later: the choice is asked again.
    let other = written(&town, "graffiti", &[("wish", "anonymous")]).await;
    visitor
        .does(&format!("{other}/what"), &[("what", "noise")])
        .await
        .unwrap();
    let early = visitor.get(&format!("{other}/check")).await.unwrap();
    assert_eq!(early.location, format!("{other}/details"));
}

#[tokio::test]
async fn a_second_report_of_the_same_thing_can_be_added_to_the_first() {
    let town = Town::new().await;
    let visitor = town.visitor();
    let first = written(&town, "graffiti", &[("wish", "anonymous")]).await;
    visitor
        .post(&format!("{first}/check"), &[])
        .await
        .unwrap()
        .says("We have your report");
    let known = concerns(&town).await.remove(0);
    let second = written(&town, "graffiti", &[("wish", "anonymous")]).await;
    let page = visitor.get(&format!("{second}/similar")).await.unwrap();
    page.says("its words are not shown to everyone");
    assert!(!page.body.contains("zebra"), "nothing unread is shown");
    visitor
        .post(
            &format!("{second}/similar"),
            &[("same", "0190d0e0-0000-7000-8000-000000000000")],
        )
        .await
        .unwrap()
        .is_refused_with("Choose one of them");
    let id = known.id.to_string();
    visitor
        .does(&format!("{second}/similar"), &[("same", &id)])
        .await
        .unwrap();
    visitor
        .post(&format!("{second}/check"), &[])
        .await
        .unwrap()
        .says("We have your report");
    let all = concerns(&town).await;
    assert_eq!(all.len(), 2);
    assert!(all.iter().any(|it| it.joined == Some(known.id)));
    // Another kind at the same place is another thing.
    let third = written(&town, "speeding", &[("wish", "anonymous")]).await;
    let page = visitor.get(&format!("{third}/similar")).await.unwrap();
    assert!(!page.body.contains(&id));
}

#[tokio::test]
async fn what_is_hidden_in_a_photo_does_not_arrive() {
    let town = Town::new().await;
    let draft = written(&town, "graffiti", &[("wish", "anonymous")]).await;
    let sent = photo();
    let added = send_photos(&town, &draft, &[("a.jpg", &sent), ("b.jpg", &sent)]).await;
    added.is_taken();
    assert_eq!(added.location, format!("{draft}/photos"));
    let visitor = town.visitor();
    let page = visitor.get(&added.location).await.unwrap();
    let paths: Vec<_> = page
        .body
        .split("<img src=\"")
        .skip(1)
        .map(|it| it.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(paths.len(), 2);
    let shown = visitor.get(&paths[0]).await.unwrap();
    assert_eq!(header_of(&shown, "content-type"), Some("image/jpeg"));
    assert_eq!(header_of(&shown, "cache-control"), Some("no-store"));
    for word in ["GPSLatitude", "ZebraPhone", "Exif"] {
        assert!(!shown.body.contains(word));
    }
    // The token of another draft does not open it.
    let other = begin(&town).await;
    let name = paths[0].rsplit('/').next().unwrap();
    visitor
        .get(&format!("{other}/photos/{name}"))
        .await
        .unwrap()
        .is_not_there();
    // What is no photo is refused by name; what is one stays.
    let mixed: &[(&str, &[u8])] = &[
        ("holiday.pdf", b"%PDF-1.7"),
        ("c.jpg", &sent),
        ("cut.png", b"\x89PNG\r\n\x1a\n"),
    ];
    let refused = send_photos(&town, &draft, mixed).await;
    refused.is_refused_with("holiday.pdf: This is not a photo that we can read");
    refused.says("cut.png: The file is damaged");
    assert_eq!(drafts(&town).await.1, 3);
    let too_many: &[(&str, &[u8])] = &[("d.jpg", &sent), ("e.jpg", &sent), ("f.jpg", &sent)];
    send_photos(&town, &draft, too_many)
        .await
        .is_refused_with("A report has up to 5 photos. f.jpg was left out.");
    assert_eq!(drafts(&town).await.1, 5);
    visitor
        .post(&format!("{draft}/check"), &[])
        .await
        .unwrap()
        .says("We have your report");
    assert_eq!(drafts(&town).await.1, 0, "the photos of the draft are gone");
    send_photos(&town, &draft, &[("a.jpg", &sent)])
        .await
        .is_refused_with("not here any more");
}

#[tokio::test]
async fn a_draft_is_sealed_in_the_store_and_forgotten_after_a_day() {
    let town = Town::new().await;
    let before = town.ledger().await;
    let draft = written(
        &town,
        "graffiti",
        &[("wish", "team"), ("email", "zebra@example.com")],
    )
    .await;
    assert_eq!(town.ledger().await, before, "the ledger knows no drafts");
    let token = draft.rsplit('/').next().unwrap();
    let mut tx = town.house.db().reading().await.unwrap();
    let row = tx
        .one("SELECT row_hash, sealed FROM draft", args![])
        .await
        .unwrap();
    let sealed: Vec<u8> = row.get("sealed").unwrap();
    let held = |word: &str| sealed.windows(word.len()).any(|it| it == word.as_bytes());
    assert!(!held("zebra") && !held("bakery") && !held("graffiti"));
    assert_ne!(row.get::<String>("row_hash").unwrap(), token);
    drop(tx);
    // Nor in the files.
    for file in std::fs::read_dir(town.house.folder()).unwrap() {
        let path = file.unwrap().path();
        let bytes = if path.is_file() {
            std::fs::read(&path).unwrap()
        } else {
            Vec::new()
        };
        for word in ["zebra marker", "zebra@example.com", token] {
            let found = bytes.windows(word.len()).any(|it| it == word.as_bytes());
            assert!(!found, "{word} in {}", path.display());
        }
    }
    let visitor = town.visitor();
    town.later(Duration::hours(23));
    assert_eq!(public::reports::forget(&town.house).await.unwrap(), 0);
    visitor
        .get(&format!("{draft}/check"))
        .await
        .unwrap()
        .says(MARKER);
    town.later(Duration::hours(3));
    visitor
        .get(&format!("{draft}/check"))
        .await
        .unwrap()
        .is_refused_with("a day has gone by");
    assert_eq!(public::reports::forget(&town.house).await.unwrap(), 1);
    assert_eq!(drafts(&town).await, (0, 0));
    assert_eq!(town.last_line().await, ("forgot".into(), "draft".into()));
    visitor
        .get(&format!("/reports/new/{}/what", "0".repeat(64)))
        .await
        .unwrap()
        .is_refused_with("not here any more");
}

#[tokio::test]
async fn somebody_signed_in_reports_as_anybody_would() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town
        .somebody(base::Role::WardOfficer, Some(ward), None)
        .await;
    let draft = written(&town, "graffiti", &[("wish", "anonymous")]).await;
    let sent = officer
        .actor
        .post(&format!("{draft}/check"), &[])
        .await
        .unwrap();
    sent.says("We have your report");
    // The same with the receipt, and with a report of hate crime.
    let receipt = sent.body.split("name=\"receipt\" value=\"").nth(1).unwrap();
    let receipt = receipt.split('"').next().unwrap();
    let more = [("receipt", receipt), ("words", "It is back")];
    let said = officer.actor.post("/reports/receipt/say", &more).await;
    said.unwrap().says("It is back");
    let hate = [
        ("ward", "fairmead"),
        ("strand", "race"),
        ("kind", "crime"),
        ("harm", "some"),
        ("wish", "count"),
    ];
    let counted = officer
        .actor
        .post("/support/hate-crime/report", &hate)
        .await;
    counted.unwrap().says("It is counted.");
    let mut tx = town.house.db().reading().await.unwrap();
    let told =
        "SELECT act, person_id FROM ledger WHERE act IN ('sent', 'was told more', 'took in')";
    let rows = tx.all(told, args![]).await.unwrap();
    assert_eq!(rows.len(), 3);
    for row in &rows {
        let who: Option<base::PersonId> = row.get("person_id").unwrap();
        assert_eq!(who, None, "{}", row.get::<String>("act").unwrap());
    }
    // Of each press the day is kept, and not the hour.
    let rows = tx.all("SELECT made_at FROM press", args![]).await.unwrap();
    let day = base::clock::moment(
        base::clock::day(town.house.clock().now()),
        chrono::NaiveTime::MIN,
    );
    assert_eq!(rows.len(), 3);
    for row in &rows {
        assert_eq!(
            row.get::<chrono::DateTime<chrono::Utc>>("made_at").unwrap(),
            day
        );
    }
}

/// Who is told nothing by an answer to what has been forgotten says so, and keeps the words.
#[tokio::test]
async fn an_answer_to_what_was_forgotten_is_refused_with_the_reason() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(base::Role::Sergeant, Some(ward), None).await;
    let draft = written(&town, "graffiti", &[("wish", "anonymous")]).await;
    let sent = town.visitor().post(&format!("{draft}/check"), &[]).await;
    sent.unwrap().says("We have your report");
    let path = concerns(&town).await[0].path();
    let page = officer.actor.get(&path).await.unwrap();
    page.says("Say something to the reporter alone");
    let version = page.value("version");
    let fields = [("result", "Gone."), ("version", version.as_str())];
    let done = format!("{path}/done");
    officer.actor.does(&done, &fields).await.unwrap();
    town.later(chrono::Duration::days(800));
    ::concerns::reports::forget(&town.house).await.unwrap();
    let officer = town.somebody(base::Role::Sergeant, Some(ward), None).await;
    let page = officer.actor.get(&path).await.unwrap();
    page.says("What was written has been forgotten");
    assert!(!page.body.contains("Say something to the reporter alone"));
    // Kind, ward and days stay; where it was, and what was chosen from lists, does not.
    let mut tx = town.house.db().reading().await.unwrap();
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let kept = store::find(&mut tx, id).await.unwrap().unwrap();
    assert_eq!(
        (kept.place.as_str(), kept.lon_e6, kept.shown_words),
        ("", None, None)
    );
    assert_eq!(kept.service, "graffiti");
    let sql = "SELECT count(*) AS n FROM concern_answer";
    let answers = tx.one(sql, args![]).await.unwrap();
    assert_eq!(answers.get::<i64>("n").unwrap(), 0);
    drop(tx);
    let late = officer
        .actor
        .post(&format!("{path}/answer"), &[("answer", "Hello")])
        .await;
    late.unwrap().says("nobody would read an answer");
}
