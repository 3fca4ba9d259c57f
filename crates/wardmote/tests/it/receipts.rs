//! A report, its receipt, and the closed store behind them.

use axum::http::StatusCode;
use base::{Act, Closed, Desk, On, Role, args};
use chrono::Duration;
use concerns::{
    Contact, Report, Reporter, Source,
    reports::{self, Receipt},
};

use crate::town::{Expect as _, Town};

const SECRET: &str = "The man at number 12 Zanzibar Mews";
const MAIL: &str = "zanzibar.witness@marker.example";

/// Sends a report as the pages do.
async fn report(town: &Town, contact: Contact) -> reports::Sent {
    let ward = town.ward("Fairmead").await;
    let service = town.house.place().service("noise").unwrap().clone();
    let mut desk = Desk::of_the_house(&town.house, Act::Report).await.unwrap();
    let permit = desk.permit(Act::Report, &On::default()).unwrap();
    let report = Report {
        service,
        ward,
        point: None,
        place: "Behind the library".into(),
        words: SECRET.into(),
        answers: Vec::new(),
        happened: "Most nights".into(),
        joins: None,
        source: Source::Web,
        contact,
        may_pass: false,
        photos: vec![vec![7; 100]],
    };
    let sent = reports::send(&mut desk, &permit, report).await.unwrap();
    desk.keep().await.unwrap();
    sent
}

fn someone() -> Reporter {
    Reporter {
        name: "Zora Zanzibar".into(),
        email: MAIL.into(),
        phone: "07700 900123".into(),
        ..Reporter::default()
    }
}

#[tokio::test]
async fn hateful_graffiti_is_told_to_the_police_at_once_whoever_cleans_it() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await;
    let service = town.house.place().service("graffiti").unwrap().clone();
    for (answer, urgent) in [("no", false), ("yes", true)] {
        let mut desk = Desk::of_the_house(&town.house, Act::Report).await.unwrap();
        let permit = desk.permit(Act::Report, &On::default()).unwrap();
        let report = Report {
            service: service.clone(),
            ward,
            point: None,
            place: "Behind the library".into(),
            words: SECRET.into(),
            answers: vec![("offensive".into(), answer.into())],
            happened: String::new(),
            joins: None,
            source: Source::Web,
            contact: Contact::Anonymous,
            may_pass: false,
            photos: Vec::new(),
        };
        let sent = reports::send(&mut desk, &permit, report).await.unwrap();
        desk.keep().await.unwrap();
        let page = sergeant.actor.get(&sent.concern.path()).await.unwrap();
        assert_eq!(page.body.contains("For the police now"), urgent, "{answer}");
        let told = town.mail().await;
        let told = told
            .iter()
            .any(|(_, body)| body.contains(&sent.concern.path()));
        assert_eq!(told, urgent, "{answer}");
        // Whoever deals with it stays: somebody has to clean it.
        let mut tx = town.house.db().reading().await.unwrap();
        let kept = concerns::concerns::store::find(&mut tx, sent.concern.id).await;
        assert_eq!(kept.unwrap().unwrap().agency, sent.concern.agency);
    }
}

#[tokio::test]
async fn anonymous_reports_of_a_day_are_no_burst_and_programs_learn_the_day_alone() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await;
    for _ in 0..9 {
        report(&town, Contact::Anonymous).await;
    }
    let list = sergeant.actor.get("/desk/concerns").await.unwrap();
    list.lacks("like this since");
    list.says("Came in today");
    // Whoever gives a name is told of by the day as whoever does not: nobody sees which is which.
    for contact in [Contact::Anonymous, Contact::Team(someone())] {
        let sent = report(&town, contact).await;
        let path = sent.concern.path();
        let version = sergeant.actor.get(&path).await.unwrap().value("version");
        let shown = [("shown", "Loud music"), ("version", version.as_str())];
        let read = format!("{path}/read");
        sergeant.actor.does(&read, &shown).await.unwrap();
        let path = format!("/open311/v2/requests/{}.json", sent.concern.reference);
        let told = town.visitor().get(&path).await.unwrap();
        let told: serde_json::Value = serde_json::from_str(&told.body).unwrap();
        assert_eq!(told[0]["requested_datetime"], "2026-11-24T00:00:00Z");
        let expected = told[0]["expected_datetime"].as_str().unwrap();
        assert!(expected.ends_with("T00:00:00Z"), "{expected}");
    }
}

#[tokio::test]
async fn a_receipt_opens_the_talk_and_nothing_else_does() {
    let town = Town::new().await;
    let sent = report(&town, Contact::Anonymous).await;
    let visitor = town.visitor();
    let page = visitor.get("/reports/receipt").await.unwrap();
    assert_eq!(page.status, StatusCode::OK);
    let open = async |receipt: &str| {
        visitor
            .post("/reports/receipt", &[("receipt", receipt)])
            .await
            .unwrap()
    };
    let page = open(&sent.receipt.to_lowercase()).await;
    assert!(
        page.body.contains("number 12 Zanzibar Mews"),
        "{}",
        page.body
    );
    let wrong = open(&Receipt::fresh().shown()).await;
    assert!(wrong.body.contains("Nothing opens with this receipt"));
    let slip = open("X4RT").await;
    assert!(slip.body.contains("This is no receipt"));
    // Public: how it stands, and none of the words.
    let path = format!("/reports/{}", sent.concern.reference);
    let status = visitor.get(&path).await.unwrap();
    assert_eq!(status.status, StatusCode::OK);
    assert!(!status.body.contains("Zanzibar"));
}

#[tokio::test]
async fn the_team_answers_and_it_is_not_fixed() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let sent = report(&town, Contact::Updates(someone())).await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await;
    let path = sent.concern.path();
    let page = sergeant.actor.get(&path).await.unwrap();
    assert!(page.body.contains("number 12 Zanzibar Mews"));
    assert!(!page.body.contains(MAIL));
    let page = sergeant.actor.get(&path).await.unwrap();
    let version = page.value("version");
    sergeant
        .actor
        .does(
            &format!("{path}/answer"),
            &[("answer", "Which door is it?"), ("version", &version)],
        )
        .await
        .unwrap();
    let page = sergeant.actor.get(&path).await.unwrap();
    let version = page.value("version");
    sergeant
        .actor
        .does(
            &format!("{path}/done"),
            &[("result", "We spoke to everybody."), ("version", &version)],
        )
        .await
        .unwrap();
    let visitor = town.visitor();
    let form = [("receipt", sent.receipt.as_str())];
    let page = visitor.post("/reports/receipt", &form).await.unwrap();
    assert!(page.body.contains("Which door is it?"));
    assert!(page.body.contains("Is it fixed?"));
    town.later(Duration::minutes(20));
    let fields = [("receipt", sent.receipt.as_str()), ("fixed", "no")];
    let page = visitor
        .post("/reports/receipt/fixed", &fields)
        .await
        .unwrap();
    assert!(
        page.body.contains("You said that it is not fixed."),
        "{}",
        page.body
    );
    let page = sergeant.actor.get(&path).await.unwrap();
    assert!(page.body.contains("says that it is not fixed"));
    assert!(page.body.contains("Say that it is being worked on"));
    // It stands on top of the list, and on Today, until somebody has dealt with it.
    let list = sergeant.actor.get("/desk/concerns").await.unwrap();
    list.says("Not fixed, says whoever sent it");
    let today = sergeant.actor.get("/desk").await.unwrap();
    today.says("Somebody wrote back on 1 concern");
    let noted = format!("{path}/noted");
    sergeant.actor.does(&noted, &[]).await.unwrap();
    let today = sergeant.actor.get("/desk").await.unwrap();
    today.lacks("wrote back");
    // So with a word on one that is over, which no list of open concerns would show.
    let version = page.value("version");
    let done = [("result", "Seen again."), ("version", version.as_str())];
    let to = format!("{path}/done");
    sergeant.actor.does(&to, &done).await.unwrap();
    let word = [
        ("receipt", sent.receipt.as_str()),
        ("words", "Somebody threatened me since"),
    ];
    visitor
        .post("/reports/receipt/say", &word)
        .await
        .unwrap()
        .says("Somebody threatened me since");
    let list = sergeant.actor.get("/desk/concerns").await.unwrap();
    list.says("They wrote back");
    list.says(&sent.concern.reference);
    let page = sergeant.actor.get(&path).await.unwrap();
    page.says("Somebody threatened me since");
    let answer = [
        ("answer", "Ring 999 if it happens again"),
        ("version", &page.value("version")),
    ];
    let to = format!("{path}/answer");
    sergeant.actor.does(&to, &answer).await.unwrap();
    let list = sergeant.actor.get("/desk/concerns").await.unwrap();
    list.lacks("They wrote back");
}

#[tokio::test]
async fn when_it_is_over_a_reporter_says_how_it_went_and_it_is_only_counted() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await;
    let visitor = town.visitor();
    let (mut receipt, mut path) = (String::new(), String::new());
    for n in 0..6 {
        let sent = report(&town, Contact::Anonymous).await;
        (receipt, path) = (sent.receipt, sent.concern.path());
        let fields = [("receipt", receipt.as_str()), ("informed", "yes")];
        if n == 0 {
            // Too early: nothing is asked, and what is sent behind the form's back is not kept.
            let page = visitor.post("/reports/receipt", &fields).await.unwrap();
            assert!(!page.body.contains("How did it go?"));
            visitor
                .post("/reports/receipt/how-it-went", &fields)
                .await
                .unwrap()
                .lacks("You have answered");
        }
        let page = sergeant.actor.get(&path).await.unwrap();
        let version = page.value("version");
        let done = [("result", "We spoke to them."), ("version", &version)];
        sergeant
            .actor
            .does(&format!("{path}/done"), &done)
            .await
            .unwrap();
        let page = visitor.post("/reports/receipt", &fields).await.unwrap();
        page.says("How did it go?");
        let page = visitor
            .post("/reports/receipt/how-it-went", &fields)
            .await
            .unwrap();
        page.says("You have answered: thank you.");
    }
    let nothing = [("receipt", receipt.as_str()), ("again", "perhaps so")];
    visitor
        .post("/reports/receipt/how-it-went", &nothing)
        .await
        .unwrap()
        .is_refused_with("Answer at least one question");
    // A later answer takes the place of the first, and one that is left out stays.
    let changed = [("receipt", receipt.as_str()), ("in_time", "no")];
    visitor
        .post("/reports/receipt/how-it-went", &changed)
        .await
        .unwrap();
    let page = sergeant.actor.get(&path).await.unwrap();
    page.lacks("good time");
    let answers = async || -> serde_json::Value {
        let path = "/results/answers.json?quarter=2026-Q4";
        let file = visitor.get(path).await.unwrap();
        serde_json::from_str(&file.body).unwrap()
    };
    for wrong in ["quarter=2026-Q4", "quarter=abc", "by=colour"] {
        let path = format!("/results/answers.json?{wrong}");
        visitor.get(&path).await.unwrap().is_not_there();
    }
    town.later(Duration::days(60));
    let told = answers().await;
    let rows = told["rows"].as_array().unwrap();
    let row = rows.iter().find(|it| it["of"] == "Fairmead").unwrap();
    assert_eq!(row["informed_answers"], 6);
    assert!(row["informed_percent"].is_null(), "six are few");
    assert!(row["in_time_answers"].is_null(), "one is hidden");
    let page = visitor
        .get("/results/answers?quarter=2026-Q4")
        .await
        .unwrap();
    page.says("6 answers");
    // The quarter is over: what it counts stands.
    let late = [("receipt", receipt.as_str()), ("informed", "no")];
    let page = visitor
        .post("/reports/receipt/how-it-went", &late)
        .await
        .unwrap();
    page.says("Your answers count in the quarter in which you gave them.");
    assert_eq!(answers().await, told);
}

#[tokio::test]
async fn who_reported_opens_for_a_reason_and_is_noted() {
    let town = Town::new().await;
    let (ward, other) = (town.ward("Fairmead").await, town.ward("Canalside").await);
    let sent = report(&town, Contact::Team(someone())).await;
    let path = format!("{}/reporter", sent.concern.path());
    let stranger = town.somebody(Role::Sergeant, Some(other), None).await;
    assert_eq!(
        stranger.actor.get(&path).await.unwrap().status,
        StatusCode::NOT_FOUND
    );
    let admin = town.somebody(Role::Admin, None, None).await;
    assert_eq!(
        admin.actor.get(&path).await.unwrap().status,
        StatusCode::NOT_FOUND
    );
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    let page = officer.actor.post(&path, &[]).await.unwrap();
    assert!(page.body.contains("Choose why you look"));
    let page = officer
        .actor
        .post(&path, &[("reason", "risk")])
        .await
        .unwrap();
    assert!(page.body.contains(MAIL));
    let closed = Closed::of(&town.house).unwrap();
    let mut tx = closed.db().reading().await.unwrap();
    let id = sent.concern.id.to_string();
    let line = tx
        .first(
            "SELECT detail, person_id FROM ledger WHERE record_id = $1 AND act = 'opened who reported'",
            args![id],
        )
        .await
        .unwrap()
        .unwrap();
    assert_eq!(line.get::<String>("detail").unwrap(), "risk");
    assert_eq!(line.get::<base::PersonId>("person_id").unwrap(), officer.id);
}

/// Every file of the data folder: stores, write-ahead logs, mail.
pub fn files(town: &Town) -> Vec<(String, Vec<u8>)> {
    let (mut all, mut folders) = (Vec::new(), vec![town.house.folder().to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.push((path.display().to_string(), std::fs::read(path).unwrap()));
            }
        }
    }
    all
}

#[tokio::test]
async fn no_file_holds_who_reported_or_what_they_wrote() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let sent = report(&town, Contact::Updates(someone())).await;
    let anonymous = report(&town, Contact::Anonymous).await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    for it in [&sent, &anonymous] {
        officer.actor.get(&it.concern.path()).await.unwrap();
    }
    let reveal = format!("{}/reporter", sent.concern.path());
    officer
        .actor
        .post(&reveal, &[("reason", "answer")])
        .await
        .unwrap();
    let found = files(&town);
    assert!(found.iter().any(|(name, _)| name.ends_with("closed.db")));
    for (name, bytes) in found {
        for marker in [
            SECRET,
            "Zanzibar",
            MAIL,
            "07700",
            &sent.receipt,
            &sent.receipt[..19],
        ] {
            let marker = marker.as_bytes();
            assert!(
                !bytes.windows(marker.len()).any(|window| window == marker),
                "{name} holds {:?}",
                String::from_utf8_lossy(marker)
            );
        }
    }
    // Whoever is anonymous leaves the day behind, not the hour.
    assert_eq!(
        anonymous.concern.requested_at.to_rfc3339(),
        "2026-11-24T00:00:00+00:00"
    );
}

#[tokio::test]
async fn mail_says_that_there_is_news_and_nothing_else() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    for contact in [
        Contact::Anonymous,
        Contact::Team(someone()),
        Contact::Updates(someone()),
    ] {
        let sent = report(&town, contact).await;
        let path = sent.concern.path();
        for words in ["Where is it?", "And when?"] {
            officer
                .actor
                .does(&format!("{path}/answer"), &[("answer", words)])
                .await
                .unwrap();
        }
    }
    let post = base::mail::Post::of(&town.house).unwrap();
    assert_eq!(
        reports::notify(&town.house, &post).await.unwrap(),
        1,
        "one who asked, one mail"
    );
    assert_eq!(reports::notify(&town.house, &post).await.unwrap(), 0);
    let mails: Vec<_> = files(&town)
        .into_iter()
        .filter(|(name, _)| name.ends_with(".txt"))
        .collect();
    assert_eq!(mails.len(), 1);
    let mail = String::from_utf8(mails[0].1.clone()).unwrap();
    assert!(
        mail.contains("/reports/receipt") && mail.contains(MAIL),
        "{mail}"
    );
    for word in ["noise", "Noise", "Fairmead", "C-", "Where is it"] {
        assert!(!mail.contains(word), "{mail}");
    }
}

#[tokio::test]
async fn it_is_forgotten_by_rule_and_the_forgetting_is_noted() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    let (over, open) = (
        report(&town, Contact::Team(someone())).await,
        report(&town, Contact::Team(someone())).await,
    );
    let path = over.concern.path();
    let page = officer.actor.get(&path).await.unwrap();
    assert!(
        page.body.contains(&open.concern.reference),
        "the same person's other report"
    );
    let version = page.value("version");
    let fields = [("result", "Gone."), ("version", version.as_str())];
    officer
        .actor
        .does(&format!("{path}/done"), &fields)
        .await
        .unwrap();
    let rows = async |table: &str| {
        let closed = Closed::of(&town.house).unwrap();
        let mut tx = closed.db().reading().await.unwrap();
        let row = match table {
            "reporter" => tx.one("SELECT count(*) AS n FROM reporter", args![]).await,
            "talk" => tx.one("SELECT count(*) AS n FROM talk", args![]).await,
            "photo" => tx.one("SELECT count(*) AS n FROM photo", args![]).await,
            _ => {
                tx.one(
                    "SELECT count(*) AS n FROM ledger WHERE act LIKE 'forgot%'",
                    args![],
                )
                .await
            }
        };
        row.unwrap().get::<i64>("n").unwrap()
    };
    reports::forget(&town.house).await.unwrap();
    assert_eq!(rows("reporter").await, 2);
    town.later(Duration::days(181));
    reports::forget(&town.house).await.unwrap();
    assert_eq!((rows("reporter").await, rows("talk").await), (1, 2));
    town.later(Duration::days(550));
    reports::forget(&town.house).await.unwrap();
    assert_eq!((rows("talk").await, rows("photo").await), (1, 1));
    assert_eq!(rows("forgotten").await, 2);
    let visitor = town.visitor();
    let page = visitor
        .post("/reports/receipt", &[("receipt", &over.receipt)])
        .await
        .unwrap();
    assert!(page.body.contains("Nothing opens with this receipt"));
}

#[tokio::test]
async fn half_a_report_is_forgotten_at_the_second_look() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let service = town.house.place().service("noise").unwrap().clone();
    let mut desk = Desk::of_the_house(&town.house, Act::Report).await.unwrap();
    let permit = desk.permit(Act::Report, &On::default()).unwrap();
    let report = Report {
        service,
        ward,
        point: None,
        place: String::new(),
        words: SECRET.into(),
        answers: Vec::new(),
        happened: String::new(),
        joins: None,
        source: Source::Web,
        contact: Contact::Anonymous,
        may_pass: false,
        photos: Vec::new(),
    };
    reports::send(&mut desk, &permit, report).await.unwrap();
    // The power fails here: the open half is never kept.
    drop(desk);
    let talks = async || {
        let closed = Closed::of(&town.house).unwrap();
        let mut tx = closed.db().reading().await.unwrap();
        tx.one("SELECT count(*) AS n FROM talk", args![])
            .await
            .unwrap()
            .get::<i64>("n")
            .unwrap()
    };
    for left in [1, 0] {
        reports::forget(&town.house).await.unwrap();
        assert_eq!(talks().await, left);
    }
}

#[tokio::test]
async fn the_public_side_takes_a_report_and_cannot_read_it() {
    let town = Town::new().await;
    let closed = Closed::of(&town.house).unwrap();
    let without = Closed::open(
        closed.db().clone(),
        &wardmote::closed_tables(),
        base::closed::Key::None,
        town.now(),
    )
    .await
    .unwrap();
    let house = base::House::new(
        town.house.db().clone(),
        town.house.clock().clone(),
        town.house.place().clone(),
        town.house.settings().clone(),
        town.house.folder().to_owned(),
    );
    house.keep(without);
    let door = wardmote::demo::Actor::public_door(&house);
    let outside = wardmote::demo::Actor::visitor(door);
    for path in ["/desk", "/sign-in", "/admin/people", "/desk/concerns"] {
        let page = outside.get(path).await.unwrap();
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/", "/wards/fairmead", "/figures", "/reports/receipt"] {
        let page = outside.get(path).await.unwrap();
        assert_eq!(page.status, StatusCode::OK, "{path}");
    }
    // Its door is still the team's; its house is the public one.
    let there = Town { house, ..town };
    let sent = report(&there, Contact::Updates(someone())).await;
    let form = [("receipt", sent.receipt.as_str())];
    let page = outside.post("/reports/receipt", &form).await.unwrap();
    assert!(
        page.body.contains("number 12 Zanzibar Mews"),
        "its own reporter reads it"
    );
    let post = base::mail::Post::of(&there.house).unwrap();
    assert_eq!(
        reports::notify(&there.house, &post).await.unwrap(),
        0,
        "no address is opened"
    );
    let ward = there.ward("Fairmead").await;
    let officer = there.somebody(Role::WardOfficer, Some(ward), None).await;
    let page = officer.actor.get(&sent.concern.path()).await.unwrap();
    assert_eq!(
        page.status,
        StatusCode::OK,
        "the team's side, with the key, reads it"
    );
    assert!(page.body.contains("number 12 Zanzibar Mews"));
}
