//! Fly-tips are written down for the national return: what was found, what was done, and the quarter that adds up.

use axum::http::StatusCode;
use base::Role;
use wardmote::client;

use crate::town::{Citizen, Expect as _, Town, plain};

/// Somebody of the council's programs reports one in Canalside; its address at the desk.
async fn report(town: &Town, kind: &str) -> String {
    let key = client::key(&town.house, "Website", "council", true)
        .await
        .unwrap();
    let fields = [
        ("api_key", key.as_str()),
        ("service_code", kind),
        ("lat", "51.2311268"),
        ("long", "0.1012525"),
        ("description", "A sofa and tyres behind the mill"),
        ("attribute[size]", "a_van_load"),
        ("attribute[kind][]", "tyres"),
        ("attribute[offensive]", "no"),
    ];
    let answered = town
        .visitor()
        .post("/open311/v2/requests.json", &fields)
        .await
        .unwrap();
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.body);
    let answer: serde_json::Value = serde_json::from_str(&answered.body).unwrap();
    let reference = answer[0]["service_request_id"].as_str().unwrap();
    let mut tx = town.house.db().reading().await.unwrap();
    let concern = concerns::concerns::store::of_reference(&mut tx, reference)
        .await
        .unwrap()
        .unwrap();
    concern.path()
}

async fn sergeant(town: &Town, ward: &str) -> Citizen {
    let ward = town.ward(ward).await;
    town.somebody(Role::Sergeant, Some(ward), None).await
}

/// The rows of the return that are not nothing: part, item, number, pounds.
async fn counted(who: &Citizen) -> Vec<String> {
    let file = who
        .actor
        .get("/desk/concerns/fly-tipping.csv")
        .await
        .unwrap();
    assert_eq!(file.status, StatusCode::OK);
    let rows = file.body.lines().skip(1).map(str::trim);
    rows.filter(|row| !row.ends_with(",0,0"))
        .map(str::to_owned)
        .collect()
}

const FOUND: [(&str, &str); 6] = [
    ("land", "council"),
    ("waste", "tyres"),
    ("size", "transit"),
    ("cost", "180"),
    ("cleared_on", ""),
    ("version", "0"),
];

fn penalty(pounds: &'static str) -> [(&'static str, &'static str); 4] {
    [
        ("kind", "penalty"),
        ("on", "2026-11-24"),
        ("offence", "fly_tipping"),
        ("pounds", pounds),
    ]
}

#[tokio::test]
async fn a_fly_tip_is_written_down_and_the_return_adds_up() {
    let town = Town::new().await;
    let officer = sergeant(&town, "Canalside").await;
    let concern = report(&town, "fly-tipping").await;
    report(&town, "fly-tipping").await;
    let record = format!("{concern}/fly-tipping");
    officer
        .actor
        .get(&concern)
        .await
        .unwrap()
        .says("Nothing is written down yet");
    // Nothing is done about what nobody has written down.
    let act = format!("{record}/act");
    let early = officer.actor.post(&act, &penalty("400")).await.unwrap();
    assert_eq!(early.status, StatusCode::NOT_FOUND);
    officer.actor.does(&record, &FOUND).await.unwrap();
    officer
        .actor
        .get(&concern)
        .await
        .unwrap()
        .says("Council land; Tyres; Transit van load; not cleared yet; nothing done about it yet.");
    officer.actor.does(&act, &penalty("1000")).await.unwrap();
    let letter = [
        ("kind", "warning"),
        ("on", "2026-11-24"),
        ("offence", "litter"),
    ];
    officer.actor.does(&act, &letter).await.unwrap();
    assert_eq!(
        counted(&officer).await,
        [
            "land,Council land,1,180",
            "waste,Tyres,1,180",
            "size,Transit van load,1,180",
            "action,Warning letter,1,0",
            "action,Fixed penalty notice,1,1000",
        ]
    );
    let page = officer
        .actor
        .get("/desk/concerns/fly-tipping")
        .await
        .unwrap();
    let words = plain(&page.body);
    assert!(
        words.contains("1 October 2026 to 31 December 2026: 2."),
        "{words}"
    );
    assert!(words.contains("Of 1 of them nothing is written down yet"));
    // Another quarter has none of it, and another ward's team sees none of it.
    let before = officer
        .actor
        .get("/desk/concerns/fly-tipping.json?quarter=2026-Q3")
        .await
        .unwrap();
    let before: serde_json::Value = serde_json::from_str(&before.body).unwrap();
    assert_eq!(
        (&before["reported"], &before["from"]),
        (&0.into(), &"2026-07-01".into())
    );
    let stranger = sergeant(&town, "Coppice").await;
    assert_eq!(counted(&stranger).await, [""; 0]);
    // The council whose kind of problem it is sees it.
    let council = town
        .somebody(Role::Partner, None, Some("council-streets"))
        .await;
    assert_eq!(counted(&council).await.len(), 5);
}

#[tokio::test]
async fn two_reports_of_one_fly_tip_count_once_and_what_was_done_about_either_counts() {
    let town = Town::new().await;
    let officer = sergeant(&town, "Canalside").await;
    let (lead, voice) = (
        report(&town, "fly-tipping").await,
        report(&town, "fly-tipping").await,
    );
    for concern in [&lead, &voice] {
        let record = format!("{concern}/fly-tipping");
        officer.actor.does(&record, &FOUND).await.unwrap();
        let fined = [
            ("kind", "prosecution"),
            ("on", "2026-11-24"),
            ("pounds", "5000"),
        ];
        let act = format!("{record}/act");
        officer.actor.does(&act, &fined).await.unwrap();
    }
    let page = officer.actor.get(&lead).await.unwrap();
    let words = plain(&page.body);
    let at = words.find("C-").unwrap();
    let reference: String = words[at..].chars().take(11).collect();
    let page = officer.actor.get(&voice).await.unwrap();
    let version = page.value("version");
    let fields = [("version", version.as_str()), ("lead", reference.as_str())];
    let join = format!("{voice}/join");
    officer.actor.does(&join, &fields).await.unwrap();
    assert_eq!(
        counted(&officer).await,
        [
            "land,Council land,1,180",
            "waste,Tyres,1,180",
            "size,Transit van load,1,180",
            "action,Prosecution,2,10000",
        ]
    );
    let page = officer.actor.get(&format!("{lead}/fly-tipping")).await;
    page.unwrap().says("Normally cleared by");
}

#[tokio::test]
async fn what_is_wrong_is_said_and_what_was_typed_stays() {
    let town = Town::new().await;
    let officer = sergeant(&town, "Canalside").await;
    let record = format!("{}/fly-tipping", report(&town, "fly-tipping").await);
    let mut wrong = FOUND;
    (wrong[3].1, wrong[4].1) = ("lots", "2026-11-25");
    let answer = officer.actor.post(&record, &wrong).await.unwrap();
    answer.is_refused_with("Write a whole number from 0 to 1000000");
    answer.says("That day is still to come");
    assert!(answer.body.contains("value=\"lots\""));
    wrong[4].1 = "2026-11-23";
    let answer = officer.actor.post(&record, &wrong).await.unwrap();
    answer.is_refused_with("That is before it was reported");
    officer.actor.does(&record, &FOUND).await.unwrap();
    // Somebody else was quicker.
    let answer = officer.actor.post(&record, &FOUND).await.unwrap();
    answer.is_refused_with("Somebody else has just changed this record");
    let act = format!("{record}/act");
    let answer = officer.actor.post(&act, &penalty("1001")).await.unwrap();
    answer.is_refused_with("£1000 at the most");
    assert!(answer.body.contains("value=\"1001\""));
    let mut lower = penalty("401");
    lower[2].1 = "householder";
    let answer = officer.actor.post(&act, &lower).await.unwrap();
    answer.is_refused_with("£400 at the most");
    let mut old = penalty("401");
    old[1].1 = "2026-11-23";
    let answer = officer.actor.post(&act, &old).await.unwrap();
    answer.is_refused_with("That is before it was reported");
    assert_eq!(counted(&officer).await.len(), 3);
    // Pressed twice, written once; taken back, it is gone.
    let once = base::AgencyId::fresh().0.to_string();
    let mut fields = penalty("1000").to_vec();
    fields.push(("once", &once));
    for _ in 0..2 {
        officer.actor.post(&act, &fields).await.unwrap().is_taken();
    }
    assert_eq!(
        counted(&officer).await[3],
        "action,Fixed penalty notice,1,1000"
    );
    let page = officer.actor.get(&record).await.unwrap();
    let id = page.body.split("name=\"action\" value=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap();
    let back = format!("{record}/take-back");
    officer.actor.does(&back, &[("action", id)]).await.unwrap();
    assert_eq!(counted(&officer).await.len(), 3);
}

#[tokio::test]
async fn not_yours_and_not_of_this_kind_are_not_there() {
    let town = Town::new().await;
    let tip = report(&town, "fly-tipping").await;
    let paint = report(&town, "graffiti").await;
    let officer = sergeant(&town, "Canalside").await;
    let stranger = sergeant(&town, "Coppice").await;
    let housing = town.somebody(Role::Partner, None, Some("housing")).await;
    for (who, path) in [(&stranger, &tip), (&housing, &tip), (&officer, &paint)] {
        let record = format!("{path}/fly-tipping");
        let page = who.actor.get(&record).await.unwrap();
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        for (verb, fields) in [("", FOUND.as_slice()), ("/act", &penalty("100"))] {
            let answer = who
                .actor
                .post(&format!("{record}{verb}"), fields)
                .await
                .unwrap();
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
    }
    let page = officer.actor.get(&paint).await.unwrap();
    assert!(!page.body.contains("fly-tips"));
}
