//! A program written for data.police.uk asks here: every shape, and every row of the table of statuses.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{Method, StatusCode, header},
    response::Response,
};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use wardmote::demo::Answered;

use crate::town::Town;

const STREET: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";
const OUTCOMES: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type";
const STOPS: &str = "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,Outcome linked to object of search,Removal of more than just outer clothing";

fn id(letter: char) -> String {
    letter.to_string().repeat(64)
}

/// A month of street crime and what belongs to it.
fn files() -> Vec<(&'static str, String)> {
    let of = "Alderwick Police,Alderwick Police";
    let mill = "0.015000,51.405000,On or near Mill Lane,E01000001,";
    let park = "0.016000,51.405500,On or near \"The Park\",E01000001,";
    let (a, b, c, old) = (id('a'), id('b'), id('c'), id('d'));
    let many: String = (0..10_001)
        .map(|_| {
            format!(
                ",2026-08,{of},0.500000,52.000000,On or near Far Road,,,Anti-social behaviour,,\n"
            )
        })
        .collect();
    vec![
        (
            "2023-09-alderwick-street.csv",
            format!("{STREET}\n{old},2023-09,{of},{mill},Burglary,Under investigation,\n"),
        ),
        (
            "2026-08-alderwick-street.csv",
            format!("{STREET}\n{c},2026-08,{of},{mill},Drugs,Suspect charged,\n{many}"),
        ),
        (
            "2026-09-alderwick-street.csv",
            format!(
                "{STREET}\n{a},2026-09,{of},{mill},Burglary,Under investigation,\n\
                 {b},2026-09,{of},{park},Violence and sexual offences,Offender given penalty notice,\n\
                 ,2026-09,{of},{mill},Anti-social behaviour,,\n\
                 {},2026-09,{of},,,No Location,,,Shoplifting,,\n",
                id('e')
            ),
        ),
        (
            "2026-09-btp-street.csv",
            format!(
                "{STREET}\n{},2026-09,British Transport Police,British Transport Police,{mill},Robbery,,\n",
                id('f')
            ),
        ),
        (
            "2026-09-alderwick-outcomes.csv",
            format!(
                "{OUTCOMES}\n{c},2026-09,{of},0.015000,51.405000,On or near MILL LANE,E01000001,,Investigation complete; no suspect identified\n\
                 {old},2026-09,{of},{mill},Suspect charged\n\
                 {b},2026-09,{of},{park},Offender given penalty notice\n\
                 {b},2026-09,{of},{park},Under investigation\n\
                 {},2026-09,{of},{mill},Local resolution\n",
                id('9')
            ),
        ),
        (
            "2026-09-alderwick-stop-and-search.csv",
            format!(
                "{STOPS}\nPerson search,2026-09-06T22:45:00+00:00,True,Operation Lamp,51.405000,0.015000,Male,18-24,White - Any other White background,White,Misuse of Drugs Act 1971 (section 23),Controlled drugs,A no further action disposal,False,True\n\
                 Vehicle search,2026-09-07T01:00:00+00:00,,,,,,,,,,,,,\n"
            ),
        ),
    ]
}

async fn import(town: &Town) {
    import_all(town, files()).await;
}

async fn import_all(town: &Town, files: Vec<(&'static str, String)>) {
    let folder = town.house.folder().join("inbox");
    std::fs::create_dir_all(&folder).unwrap();
    let many = files.len();
    for (name, text) in files {
        // A street with quotation marks is written as CSV writes it.
        let text = text.replace("On or near \"The Park\"", "\"On or near \"\"The Park\"\"\"");
        std::fs::write(folder.join(name), text).unwrap();
    }
    let reports = evidence::imports::import_police(
        &town.house,
        &[folder],
        evidence::imports::How::default(),
        &|_| (),
    )
    .await
    .unwrap();
    assert_eq!(reports.len(), many);
    for report in reports {
        let failed = matches!(report.outcome, evidence::imports::Outcome::Failed(_));
        assert!(!failed && report.rejected == 0, "{report:?}");
    }
}

fn head<'a>(answered: &'a Answered, name: &str) -> &'a str {
    let found = answered.headers.iter().find(|(known, _)| known == name);
    found.map_or("", |(_, value)| value)
}

async fn get(town: &Town, path: &str) -> Answered {
    town.visitor().get(path).await.unwrap()
}

async fn json_of(town: &Town, path: &str) -> Value {
    let answered = get(town, path).await;
    assert_eq!(answered.status, StatusCode::OK, "{path}: {}", answered.body);
    assert!(head(&answered, "content-type").starts_with("application/json"));
    serde_json::from_str(&answered.body).unwrap_or_else(|_| panic!("{path}: {}", answered.body))
}

async fn refused(town: &Town, path: &str, status: u16) {
    let answered = get(town, path).await;
    assert_eq!(answered.status.as_u16(), status, "{path}");
    assert_eq!(answered.body, "", "{path}");
    assert!(head(&answered, "x-wardmote-reason").contains(' '), "{path}");
}

async fn send(town: &Town, request: Request) -> Response {
    town.door.clone().oneshot(request).await.unwrap()
}

fn sorted(list: &Value, key: &str) -> Vec<String> {
    let mut all: Vec<String> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it[key].as_str().unwrap().to_owned())
        .collect();
    all.sort();
    all
}

const HERE: &str = "lat=51.405&lng=0.015";

#[tokio::test]
async fn crimes_have_the_published_shape() {
    let town = Town::new().await;
    import(&town).await;
    let all = json_of(&town, &format!("/api/crimes-street/all-crime?{HERE}")).await;
    assert_eq!(
        sorted(&all, "category"),
        [
            "anti-social-behaviour",
            "burglary",
            "robbery",
            "violent-crime"
        ]
    );
    let of = |category: &str| {
        let mut found = all.as_array().unwrap().iter();
        found.find(|it| it["category"] == category).unwrap().clone()
    };
    let mut burglary = of("burglary");
    let number = burglary["id"].as_u64().unwrap();
    assert!(number > 0 && number < 1 << 31);
    let street = burglary["location"]["street"]["id"].as_u64().unwrap();
    assert!(street > 0 && street < 1 << 31);
    burglary["id"] = json!(1);
    burglary["location"]["street"]["id"] = json!(2);
    assert_eq!(
        burglary,
        json!({"category": "burglary", "location_type": "Force", "location": {"latitude": "51.405000", "street":
            {"id": 2, "name": "On or near Mill Lane"}, "longitude": "0.015000"}, "context": "", "outcome_status":
            {"category": "Under investigation", "date": "2026-09"}, "persistent_id": id('a'), "id": 1,
            "location_subtype": "", "month": "2026-09"})
    );
    let asb = of("anti-social-behaviour");
    assert_eq!(
        (&asb["persistent_id"], &asb["outcome_status"]),
        (&json!(""), &Value::Null)
    );
    assert_eq!(of("robbery")["location_type"], "BTP");
    assert_eq!(of("robbery")["outcome_status"], Value::Null);
    let violence = of("violent-crime");
    assert_eq!(
        violence["location"]["street"]["name"],
        "On or near \"The Park\""
    );
    assert_eq!(
        violence["outcome_status"]["category"],
        "Offender given a penalty notice"
    );

    // One category, a ring left open, a form.
    let one = json_of(
        &town,
        &format!("/api/crimes-street/burglary?{HERE}&date=2026-09&more=x"),
    )
    .await;
    assert_eq!(one.as_array().unwrap().len(), 1);
    let ring = "51.4052,0.0155:51.4052,0.0165:51.4058,0.0165:51.4058,0.0155";
    let ringed = json_of(&town, &format!("/api/crimes-street/all-crime?poly={ring}")).await;
    assert_eq!(sorted(&ringed, "category"), ["violent-crime"]);
    let posted = town
        .visitor()
        .post(
            "/api/crimes-street/all-crime",
            &[("poly", ring), ("date", "2026-09")],
        )
        .await
        .unwrap();
    assert_eq!(serde_json::from_str::<Value>(&posted.body).unwrap(), ringed);

    // At a point, by its number and by being the nearest.
    let at = json_of(
        &town,
        &format!("/api/crimes-at-location?location_id={street}"),
    )
    .await;
    assert_eq!(
        sorted(&at, "category"),
        ["anti-social-behaviour", "burglary", "robbery"]
    );
    let nearest = json_of(
        &town,
        "/api/crimes-at-location?lat=51.4049&lng=0.0149&date=2026-09",
    )
    .await;
    assert_eq!(nearest, at);

    // Without a point, only where it is asked for.
    let nowhere = json_of(
        &town,
        "/api/crimes-no-location?category=all-crime&force=alderwick",
    )
    .await;
    assert_eq!(nowhere.as_array().unwrap().len(), 1);
    assert_eq!(
        (
            &nowhere[0]["location"],
            &nowhere[0]["location_type"],
            &nowhere[0]["location_subtype"]
        ),
        (&Value::Null, &Value::Null, &json!(""))
    );
    let none = json_of(
        &town,
        "/api/crimes-no-location?category=drugs&force=alderwick",
    )
    .await;
    assert_eq!(none, json!([]));
}

#[tokio::test]
async fn outcomes_stops_and_dates_have_the_published_shape() {
    let town = Town::new().await;
    import(&town).await;
    let path = format!("/api/outcomes-at-location?{HERE}&date=2026-09");
    let all = json_of(&town, &path).await;
    // Two of the penalty notice's crime, one of a month before, one of a crime before the window; the fifth has no crime.
    assert_eq!(all.as_array().unwrap().len(), 4);
    assert!(head(&get(&town, &path).await, "x-wardmote-reason").contains("1 outcomes"));
    let charged = all
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["category"]["code"] == "charged")
        .unwrap();
    assert_eq!(charged["category"]["name"], "Suspect charged");
    assert_eq!(
        (&charged["date"], &charged["person_id"]),
        (&json!("2026-09"), &Value::Null)
    );
    assert_eq!(charged["crime"]["month"], "2023-09");
    assert!(charged["crime"].get("outcome_status").is_none());
    assert_eq!(
        charged["crime"]["location"]["street"]["name"],
        "On or near Mill Lane"
    );

    let one = json_of(&town, &format!("/api/outcomes-for-crime/{}", id('b'))).await;
    assert_eq!(one["crime"]["category"], "violent-crime");
    let codes: Vec<_> = one["outcomes"].as_array().unwrap().iter().collect();
    assert_eq!(codes.len(), 2);
    assert_eq!(codes[0]["category"]["code"], "penalty-notice-issued");
    assert!(codes[0].get("crime").is_none() && codes[0]["person_id"].is_null());
    let none = json_of(&town, &format!("/api/outcomes-for-crime/{}", id('a'))).await;
    assert_eq!(none["outcomes"], json!([]));

    let stops = json_of(&town, "/api/stops-force?force=alderwick&date=2026-09").await;
    assert_eq!(stops.as_array().unwrap().len(), 2);
    let here = json_of(&town, &format!("/api/stops-street?{HERE}")).await;
    let mut stop = here[0].clone();
    let street = stop["location"]["street"]["id"].as_u64().unwrap();
    stop["location"] = json!(1);
    assert_eq!(
        stop,
        json!({"type": "Person search", "involved_person": true, "datetime": "2026-09-06T22:45:00+00:00",
            "operation": true, "operation_name": "Operation Lamp", "location": 1, "gender": "Male",
            "age_range": "18-24", "self_defined_ethnicity": "White - Any other White background",
            "officer_defined_ethnicity": "White", "legislation": "Misuse of Drugs Act 1971 (section 23)",
            "object_of_search": "Controlled drugs", "outcome": "A no further action disposal",
            "outcome_object": {"id": "bu-no-further-action", "name": "A no further action disposal"},
            "outcome_linked_to_object_of_search": false, "removal_of_more_than_outer_clothing": true})
    );
    let at = json_of(
        &town,
        &format!("/api/stops-at-location?location_id={street}"),
    )
    .await;
    assert_eq!(at, here);
    let nowhere = json_of(&town, "/api/stops-no-location?force=alderwick").await;
    assert_eq!(nowhere[0]["location"], Value::Null);
    assert_eq!(nowhere[0]["involved_person"], false);
    assert_eq!(nowhere[0]["outcome"], "");
    assert_eq!(nowhere[0]["outcome_object"], json!({"id": "", "name": ""}));

    let dates = json_of(&town, "/api/crimes-street-dates").await;
    assert_eq!(
        dates,
        json!([{"date": "2026-09", "stop-and-search": ["alderwick"]}, {"date": "2026-08", "stop-and-search": []}])
    );
    let last = json_of(&town, "/api/crime-last-updated").await;
    assert_eq!(last, json!({"date": "2026-09-01"}));
    let categories = json_of(&town, "/api/crime-categories?date=2026-08").await;
    assert_eq!(
        categories[0],
        json!({"url": "all-crime", "name": "All crime"})
    );
    assert_eq!(categories.as_array().unwrap().len(), 15);
    let missing = json_of(&town, "/api/missing-months?force=alderwick").await;
    let months = missing[0]["months"].as_array().unwrap();
    assert_eq!(
        (missing[0]["kind"].as_str(), months.len()),
        (Some("street"), 34)
    );
}

#[tokio::test]
async fn every_refusal_has_its_status() {
    let town = Town::new().await;
    let before = get(&town, &format!("/api/crimes-street/all-crime?{HERE}")).await;
    assert_eq!(
        (before.status, before.body.as_str()),
        (StatusCode::OK, "[]")
    );
    refused(&town, "/api/crime-last-updated", 404).await;
    import(&town).await;
    for list in [
        "crimes-street/all-crime",
        "outcomes-at-location",
        "stops-street",
    ] {
        let path = |rest: &str| format!("/api/{list}?{rest}");
        for date in ["2026-13", "2026-07-15", "yesterday", "2023-09"] {
            refused(&town, &path(&format!("{HERE}&date={date}")), 404).await;
        }
        let after = get(&town, &path(&format!("{HERE}&date=2026-10"))).await;
        assert_eq!((after.status, after.body.as_str()), (StatusCode::OK, "[]"));
        for wrong in ["", "lat=51.4", "lng=0.1", "lat=x&lng=0", "poly="] {
            refused(&town, &path(wrong), 400).await;
        }
        for wrong in [
            "poly=1,2:3,4",
            "poly=1,2",
            "poly=a,b:c,d:e,f",
            "poly=nonsense",
        ] {
            refused(&town, &path(wrong), 404).await;
        }
        let away = get(&town, &path("lat=999&lng=0.1")).await;
        assert_eq!((away.status, away.body.as_str()), (StatusCode::OK, "[]"));
        let long = path(&format!("poly={}", "51.405,0.015:".repeat(320)));
        refused(&town, &long, 400).await;
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("/api/{list}"))
            .header(header::HOST, "127.0.0.1")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from("{\"lat\":51.4,\"lng\":0.1}"))
            .unwrap();
        assert_eq!(send(&town, request).await.status(), StatusCode::BAD_REQUEST);
    }
    // A category that is none is all of them.
    let all = json_of(&town, &format!("/api/crimes-street/all-crime?{HERE}")).await;
    let odd = json_of(&town, &format!("/api/crimes-street/no-such?{HERE}")).await;
    assert_eq!(odd, all);
    let odd = json_of(
        &town,
        "/api/crimes-no-location?category=no-such&force=alderwick",
    )
    .await;
    assert_eq!(odd.as_array().unwrap().len(), 1);
    // More than ten thousand.
    let far = "lat=52.0&lng=0.5&date=2026-08";
    refused(&town, &format!("/api/crimes-street/all-crime?{far}"), 503).await;
    assert_eq!(
        head(
            &get(&town, &format!("/api/crimes-street/all-crime?{far}")).await,
            "retry-after"
        ),
        ""
    );
    // Points that are none.
    refused(&town, "/api/crimes-at-location?location_id=1", 404).await;
    refused(&town, "/api/outcomes-at-location?location_id=1", 404).await;
    refused(&town, "/api/crimes-at-location", 400).await;
    refused(&town, "/api/stops-at-location", 400).await;
    assert_eq!(
        json_of(&town, "/api/stops-at-location?location_id=1").await,
        json!([])
    );
    // Forces that are none.
    assert_eq!(
        json_of(&town, "/api/stops-force?force=narnia").await,
        json!([])
    );
    refused(
        &town,
        "/api/crimes-no-location?category=all-crime&force=narnia",
        404,
    )
    .await;
    // Ids that are none.
    refused(&town, &format!("/api/outcomes-for-crime/{}", id('0')), 404).await;
    refused(&town, &format!("/api/outcomes-for-crime/{}", id('A')), 404).await;
    // A month without a file says so.
    let gap = get(
        &town,
        &format!("/api/crimes-street/all-crime?{HERE}&date=2026-07"),
    )
    .await;
    assert_eq!((gap.status, gap.body.as_str()), (StatusCode::OK, "[]"));
    assert!(head(&gap, "x-wardmote-reason").contains("2026-07-alderwick-street.csv"));
}

#[tokio::test]
async fn an_answer_that_is_known_is_not_sent_again_and_an_import_makes_it_new() {
    let town = Town::new().await;
    import(&town).await;
    let path = format!("/api/crimes-street/all-crime?{HERE}");
    let ask = |name: header::HeaderName, value: &str| {
        Request::builder()
            .uri(&path)
            .header(header::HOST, "127.0.0.1")
            .header(header::ACCEPT_ENCODING, "gzip")
            .header(name, value)
            .body(Body::empty())
            .unwrap()
    };
    let first = send(&town, ask(header::ACCEPT, "application/json")).await;
    assert_eq!(first.headers()[header::CONTENT_ENCODING], "gzip");
    let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
    let packed = to_bytes(first.into_body(), 1 << 20).await.unwrap();
    assert_eq!(packed[..2], [0x1f, 0x8b]);
    let again = send(&town, ask(header::IF_NONE_MATCH, &tag)).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);

    let file = town.house.folder().join("2026-10-alderwick-street.csv");
    let row = format!("{STREET}\n,2026-10,A,A,0.015,51.405,On or near Mill Lane,,,Drugs,,\n");
    std::fs::write(&file, row).unwrap();
    evidence::imports::import_police(
        &town.house,
        &[file],
        evidence::imports::How::default(),
        &|_| (),
    )
    .await
    .unwrap();
    let fresh = send(&town, ask(header::IF_NONE_MATCH, &tag)).await;
    assert_eq!(fresh.status(), StatusCode::OK);
    let last = json_of(&town, "/api/crime-last-updated").await;
    assert_eq!(last, json!({"date": "2026-10-01"}));
}

async fn archive(town: &Town) -> Vec<u8> {
    let request = Request::builder()
        .uri("/files/2026-09.zip")
        .header(header::HOST, "127.0.0.1")
        .body(Body::empty())
        .unwrap();
    let answered = send(town, request).await;
    assert_eq!(answered.status(), StatusCode::OK);
    assert_eq!(answered.headers()[header::CONTENT_TYPE], "application/zip");
    to_bytes(answered.into_body(), 1 << 20)
        .await
        .unwrap()
        .to_vec()
}

#[tokio::test]
async fn rows_of_a_sensitive_type_are_passed_on_nowhere() {
    let (without, with) = (Town::new().await, Town::new().await);
    import(&without).await;
    let hate = |month: &str| {
        let place = "0.015000,51.405000,On or near Mill Lane,E01000001,";
        let force = "Alderwick Police,Alderwick Police";
        format!(
            "{},{month},{force},{place},Hate crime,Under investigation,\n",
            id('7')
        )
    };
    let of = "Alderwick Police,Alderwick Police,0.015000,51.405000,On or near Mill Lane,E01000001,";
    let mut files = files();
    for (name, text) in &mut files {
        let head = text.find('\n').unwrap() + 1;
        match *name {
            // Before the others: their numbers must not move, nor leave a gap.
            "2026-09-alderwick-street.csv" => text.insert_str(head, &hate("2026-09")),
            "2023-09-alderwick-street.csv" => text.insert_str(head, &hate("2023-09")),
            "2026-09-alderwick-outcomes.csv" => {
                text.push_str(&format!("{},2026-09,{of},Suspect charged\n", id('7')))
            }
            _ => {}
        }
    }
    import_all(&with, files).await;
    for path in [
        format!("/api/crimes-street/all-crime?{HERE}&date=2026-09"),
        format!("/api/crimes-street/hate-crime?{HERE}&date=2026-09"),
        format!("/api/crimes-at-location?{HERE}&date=2026-09"),
        format!("/api/outcomes-at-location?{HERE}&date=2026-09"),
        "/api/crime-categories?date=2026-09".to_owned(),
    ] {
        assert_eq!(
            json_of(&with, &path).await,
            json_of(&without, &path).await,
            "{path}"
        );
    }
    refused(&with, &format!("/api/outcomes-for-crime/{}", id('7')), 404).await;
    assert_eq!(archive(&with).await.len(), archive(&without).await.len());
    let analysts = evidence::recorded::recorded(&with.house).await.unwrap();
    let mut seen = 0;
    analysts.each_crime(
        "2026-09".parse().unwrap(),
        &["Hate crime".to_owned()],
        |_| seen += 1,
    );
    assert_eq!(seen, 1, "analysts count it all the same");
}

#[tokio::test]
async fn monthly_files_can_be_imported_again() {
    let town = Town::new().await;
    import(&town).await;
    let files = json_of(&town, "/api/files").await;
    assert_eq!(files[0]["url"], "/files/2026-09.zip");
    assert!(
        files[0]["files"]
            .as_array()
            .unwrap()
            .contains(&json!("2026-09/2026-09-alderwick-street.csv"))
    );
    let bytes = archive(&town).await;
    let other = Town::new().await;
    let path = other.house.folder().join("2026-09.zip");
    std::fs::write(&path, &bytes).unwrap();
    let reports = evidence::imports::import_police(
        &other.house,
        &[path],
        evidence::imports::How::default(),
        &|_| (),
    )
    .await
    .unwrap();
    let rows: u64 = reports.iter().map(|it| it.rows).sum();
    assert_eq!((reports.len(), rows), (4, 4 + 1 + 5 + 2));
    let path = format!("/api/crimes-street/all-crime?{HERE}&date=2026-09");
    assert_eq!(json_of(&other, &path).await, json_of(&town, &path).await);
    refused(&town, "/files/2026-07.zip", 404).await;
}
