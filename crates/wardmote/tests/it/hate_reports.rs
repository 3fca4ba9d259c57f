//! Reports of hate crime: who takes them in, who reads them, what is only counted, and that no file holds what was told.

use axum::http::StatusCode;
use base::{Closed, Role, args};

use crate::town::{Expect as _, Town};

const WORDS: &str = "Quagga Terrace neighbours shout at us";
const MAIL: &str = "quagga.target@marker.example";
const PHONE: &str = "07700 900456";

type Form = Vec<(&'static str, &'static str)>;

fn told(site: &'static str, kind: &'static str, wish: &'static str) -> Form {
    vec![
        ("site", site),
        ("ward", "fairmead"),
        ("strand", "race"),
        ("strand", "religion"),
        ("strand", "religion"),
        ("kind", kind),
        ("harm", "some"),
        ("wish", wish),
        ("place", "Outside 9 Quagga Terrace"),
        ("happened", "Last Friday"),
        ("times", "3"),
        ("words", WORDS),
        ("support", "Quagga advice line"),
        ("reach", "updates"),
        ("name", "Quentin Quagga"),
        ("email", MAIL),
        ("phone", PHONE),
    ]
}

fn receipt(body: &str) -> Option<String> {
    let rest = body.split_once("class=\"receipt\">")?.1;
    Some(rest.split_once('<')?.0.to_owned())
}

/// The path of the one report on a list.
fn path(body: &str) -> Option<String> {
    let rest = body.split_once("<th scope=\"row\"><a href=\"")?.1;
    Some(rest.split_once('"')?.0.to_owned())
}

#[tokio::test]
async fn a_centre_takes_it_in_the_team_passes_it_on_and_both_write_to_whoever_reported() {
    let town = Town::new().await;
    let (ward, other) = (town.ward("Fairmead").await, town.ward("Canalside").await);
    let centre = town
        .somebody(Role::Partner, None, Some("voluntary"))
        .await
        .actor;
    let page = centre
        .post(
            "/desk/hate-reports/new",
            &told("voluntary-action", "crime", "police"),
        )
        .await
        .unwrap();
    let receipt = receipt(&page.body).unwrap_or_else(|| panic!("{}", page.body));
    let list = centre.get("/desk/hate-reports").await.unwrap();
    let path = path(&list.body).unwrap();
    assert!(!list.body.contains("Quagga"));
    // Another agency, another ward, the office, the administrator: not there.
    for (role, ward, agency) in [
        (Role::Partner, None, Some("housing")),
        (Role::Sergeant, Some(other), None),
        (Role::Office, None, None),
        (Role::Admin, None, None),
    ] {
        let actor = town.somebody(role, ward, agency).await.actor;
        actor.get(&path).await.unwrap().is_not_there();
        let reporter = format!("{path}/reporter");
        actor
            .post(&reporter, &[("reason", "risk")])
            .await
            .unwrap()
            .is_not_there();
    }
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await.actor;
    let page = sergeant.get(&path).await.unwrap();
    assert!(page.body.contains(WORDS) && page.body.contains("Repeat victim"));
    assert!(page.body.contains("<title>Report R-") && !page.body.contains(MAIL));
    let version = page.value("version");
    let work = format!("{path}/work");
    let mut fields = vec![
        ("state", "closed"),
        ("outcome", ""),
        ("crime_reference", "QUAGGA/1"),
        ("support", "Quagga advice line"),
        ("satisfied", "yes"),
        ("version", version.as_str()),
    ];
    let refused = sergeant.post(&work, &fields).await.unwrap();
    refused.is_refused_with("Choose how it ended.");
    fields[0] = ("state", "passed");
    sergeant.does(&work, &fields).await.unwrap();
    sergeant
        .does(
            &format!("{path}/answer"),
            &[("answer", "We come and see you")],
        )
        .await
        .unwrap();
    let page = sergeant
        .post(&format!("{path}/reporter"), &[("reason", "answer")])
        .await
        .unwrap();
    assert!(page.body.contains(MAIL));
    // The receipt opens it, and whoever reported says more.
    let visitor = town.visitor();
    let form = [
        ("receipt", receipt.as_str()),
        ("words", "Thank you, come at six"),
    ];
    let page = visitor.post("/reports/receipt", &form[..1]).await.unwrap();
    assert!(page.body.contains("We come and see you") && page.body.contains("With the police"));
    let page = visitor.post("/reports/receipt/say", &form).await.unwrap();
    assert!(page.body.contains("come at six"), "{}", page.body);
    let fixed = [("receipt", receipt.as_str()), ("fixed", "yes")];
    visitor
        .post("/reports/receipt/fixed", &fixed)
        .await
        .unwrap()
        .is_not_there();
    let page = centre.get(&path).await.unwrap();
    assert!(page.body.contains("come at six") && page.body.contains("QUAGGA/1"));
    // One who asked gets one mail, which says nothing.
    let post = base::mail::Post::of(&town.house).unwrap();
    assert_eq!(
        concerns::reports::notify(&town.house, &post).await.unwrap(),
        1
    );
    // Every look stands in the ledger of the closed store.
    let closed = Closed::of(&town.house).unwrap();
    let mut tx = closed.db().reading().await.unwrap();
    let looks: i64 = tx
        .one(
            "SELECT count(*) AS n FROM ledger WHERE act = 'opened what was told'",
            args![],
        )
        .await
        .unwrap()
        .get("n")
        .unwrap();
    assert!(looks >= 2, "{looks}");
    drop(tx);
    no_file_holds(
        &town,
        &[&receipt, "QUAGGA/1", "come and see you", "come at six"],
    );
}

#[tokio::test]
async fn what_was_told_to_a_centre_by_somebody_who_wants_no_police_stays_with_the_centre() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let centre = town
        .somebody(Role::Partner, None, Some("voluntary"))
        .await
        .actor;
    centre
        .post(
            "/desk/hate-reports/new",
            &told("voluntary-action", "crime", "support"),
        )
        .await
        .unwrap();
    let list = centre.get("/desk/hate-reports").await.unwrap();
    let path = path(&list.body).unwrap();
    // No police learn that it was made: not those of the ward, and not those of all wards.
    for police in [
        town.somebody(Role::Sergeant, Some(ward), None).await.actor,
        town.somebody(Role::Inspector, None, None).await.actor,
    ] {
        police.get(&path).await.unwrap().is_not_there();
        let list = police.get("/desk/hate-reports").await.unwrap();
        assert!(self::path(&list.body).is_none());
        for (verb, fields) in [
            ("reporter", [("reason", "risk")]),
            ("answer", [("answer", "Tell us")]),
            ("work", [("state", "passed")]),
        ] {
            let verb = format!("{path}/{verb}");
            police.post(&verb, &fields).await.unwrap().is_not_there();
        }
    }
    // The centre itself cannot pass it to the police either.
    let page = centre.get(&path).await.unwrap();
    assert!(page.body.contains(WORDS));
    let version = page.value("version");
    let fields = [
        ("state", "passed"),
        ("satisfied", "not_asked"),
        ("version", version.as_str()),
    ];
    let refused = centre.post(&format!("{path}/work"), &fields).await.unwrap();
    assert!(
        refused.body.contains("did not ask for the police"),
        "{}",
        refused.body
    );
    no_file_holds(&town, &[]);
}

#[tokio::test]
async fn anybody_reports_it_without_an_account_and_what_is_only_counted_leaves_nothing() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let visitor = town.visitor();
    let page = "/support/hate-crime/report";
    let form = visitor.get(page).await.unwrap();
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.body.contains("Leave this page") && !form.body.contains("<title>Hate"));
    let centres = visitor.get("/support/hate-crime/centres").await.unwrap();
    assert!(centres.body.contains("Market Hall"));
    let wrong = visitor
        .post(page, &[("ward", ""), ("strand", "race")])
        .await
        .unwrap();
    assert!(wrong.body.contains("Choose the ward"), "{}", wrong.body);
    let wrong = visitor.post(page, &[("ward", "fairmead")]).await.unwrap();
    assert!(wrong.body.contains("Choose why"), "{}", wrong.body);
    // The police read what comes in here, so nobody is promised that they do not.
    assert!(!form.body.contains("not the police<"), "{}", form.body);
    let wrong = visitor
        .post(page, &told("", "crime", "support"))
        .await
        .unwrap();
    assert!(wrong.body.contains("Choose what should happen"));
    // No crime, and a wish to be counted only: both leave a row and no word.
    let incident = told("", "incident", "police");
    let asked = visitor.post(page, &incident).await.unwrap();
    asked.is_refused_with("nothing that you wrote would be kept");
    assert!(asked.body.contains(WORDS), "what was typed stays");
    let typed = ["place", "happened", "words", "support"];
    let emptied: Form = incident
        .into_iter()
        .filter(|(name, _)| !typed.contains(name))
        .collect();
    for fields in [emptied, told("", "crime", "count")] {
        let sent = visitor.post(page, &fields).await.unwrap();
        assert!(receipt(&sent.body).is_none(), "{}", sent.body);
        assert!(sent.body.contains("It is counted."), "{}", sent.body);
    }
    let rows = async |sql: &'static str| {
        let closed = Closed::of(&town.house).unwrap();
        let mut tx = closed.db().reading().await.unwrap();
        tx.one(sql, args![]).await.unwrap().get::<i64>("n").unwrap()
    };
    const TOLD: &str = "SELECT count(*) AS n FROM hate_told";
    const REPORTERS: &str = "SELECT count(*) AS n FROM reporter";
    const TALKS: &str = "SELECT count(*) AS n FROM talk";
    assert_eq!(
        (rows(TOLD).await, rows(REPORTERS).await, rows(TALKS).await),
        (0, 0, 0)
    );
    let mut fields = told("", "crime", "police");
    fields.retain(|(name, _)| *name != "reach");
    fields.push(("reach", "anonymous"));
    let sent = visitor.post(page, &fields).await.unwrap();
    assert!(receipt(&sent.body).is_some(), "{}", sent.body);
    assert_eq!(
        (rows(TOLD).await, rows(REPORTERS).await, rows(TALKS).await),
        (1, 0, 1)
    );
    let officer = town
        .somebody(Role::WardOfficer, Some(ward), None)
        .await
        .actor;
    let list = officer.get("/desk/hate-reports").await.unwrap();
    let path = path(&list.body).unwrap();
    let page = officer.get(&path).await.unwrap();
    assert!(page.body.contains("They gave no details") && page.body.contains(WORDS));
    let reporter = format!("{path}/reporter");
    officer.get(&reporter).await.unwrap().is_not_there();
    no_file_holds(&town, &[]);
    // It is still there after the nightly look that forgets what belongs to nothing.
    for _ in 0..2 {
        concerns::reports::forget(&town.house).await.unwrap();
    }
    assert_eq!(rows(TOLD).await, 1);
    let version = page.value("version");
    let fields = [
        ("state", "closed"),
        ("outcome", "nobody_found"),
        ("satisfied", "not_asked"),
        ("version", version.as_str()),
    ];
    officer
        .does(&format!("{path}/work"), &fields)
        .await
        .unwrap();
    town.later(chrono::Duration::days(731));
    concerns::reports::forget(&town.house).await.unwrap();
    assert_eq!((rows(TOLD).await, rows(TALKS).await), (0, 0));
}

/// Searches every file of the data folder, mails included, for what was told.
fn no_file_holds(town: &Town, more: &[&str]) {
    let (mut files, mut folders) = (0, vec![town.house.folder().to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            files += 1;
            let is_mail = path.extension().is_some_and(|it| it == "txt");
            let markers = ["Quagga", "Quentin", "900456", MAIL];
            for marker in markers.iter().chain(more) {
                // The address of a mail is the mail's.
                if is_mail && MAIL.contains(marker) {
                    continue;
                }
                let at = bytes
                    .windows(marker.len())
                    .any(|it| it == marker.as_bytes());
                assert!(!at, "{} holds {marker}", path.display());
            }
        }
    }
    assert!(files > 1);
}

#[tokio::test]
async fn reports_of_a_year_that_ended_are_told_and_small_counts_are_not() {
    let town = Town::new().await;
    let visitor = town.visitor();
    let counted = async || -> serde_json::Value {
        let file = visitor.get("/results/hate-reports.json").await.unwrap();
        serde_json::from_str(&file.body).unwrap()
    };
    for n in 0..14 {
        let kind = if n < 12 { "crime" } else { "incident" };
        let form = told("", kind, "count");
        let sent = visitor.post("/support/hate-crime/report", &form).await;
        assert!(sent.unwrap().body.contains("It is counted."));
    }
    assert_eq!(
        counted().await["rows"],
        serde_json::json!([]),
        "the year has not ended"
    );
    town.later(chrono::Duration::days(60));
    let all = counted().await;
    let of = |word: &str| {
        let rows = all["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["of"] == word).unwrap();
        (row["year"].clone(), row["reports"].clone())
    };
    assert_eq!(of("all"), (2026.into(), 14.into()));
    // Two incidents are few, and 12 crimes of 14 would give them away. All of them are about race.
    assert!(of("crime").1.is_null() && of("incident").1.is_null());
    assert_eq!((of("race").1, of("disability").1), (14.into(), 0.into()));
    let page = visitor.get("/results/hate-reports").await.unwrap();
    assert!(page.body.contains(">2026<") && !page.body.contains(">2025<"));
}
