//! Calls about doorstep crime and scams: the clocks, what is sealed, who sees what.

use axum::http::StatusCode;
use base::{Closed, Role, args};
use chrono::Duration;
use concerns::rapid_responses;

use crate::town::{Citizen, Expect as _, Town, plain};

const LIST: &str = "/desk/rapid-responses";
const NEW: &str = "/desk/rapid-responses/new";

const CALL: [(&str, &str); 11] = [
    ("agency", "team"),
    ("ward", "fairmead"),
    ("kind", "trader"),
    ("caller", "bank"),
    ("in_progress", "yes"),
    ("address", "12 Quagga Mews"),
    ("name", "Quentin Quagga"),
    ("phone", "020 7946 0001"),
    ("vulnerable", "Quagga lives alone"),
    ("lost", "3,000 quagga pounds"),
    ("trader", "White van QU46 GGA"),
];

async fn sergeant(town: &Town, ward: &str) -> Citizen {
    let ward = town.ward(ward).await;
    town.somebody(Role::Sergeant, Some(ward), None).await
}

/// A step with the version that the page carries now.
async fn step(
    who: &Citizen,
    call: &str,
    verb: &str,
    fields: &[(&str, &str)],
) -> wardmote::demo::Answered {
    let page = who.actor.get(call).await.unwrap();
    let version = page.body.split("name=\"version\" value=\"").nth(1).unwrap();
    let version = version.split('"').next().unwrap().to_owned();
    let mut all = fields.to_vec();
    all.push(("version", &version));
    who.actor
        .post(&format!("{call}/{verb}"), &all)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_call_is_decided_on_reached_and_looked_after() {
    let town = Town::new().await;
    let officer = sergeant(&town, "Fairmead").await;
    let call = officer.actor.does(NEW, &CALL).await.unwrap();
    let page = officer.actor.get(&call).await.unwrap();
    page.says("15 minutes left");
    page.says("Going on when they rang");
    assert!(!page.body.to_lowercase().contains("quagga"));
    // Nobody is reached before it is decided; twenty minutes later the decision is late.
    step(&officer, &call, "reach", &[])
        .await
        .is_refused_with("Decide first");
    step(&officer, &call, "decide", &[("decision", "no_visit")])
        .await
        .is_refused_with("Choose why nobody goes");
    town.later(Duration::minutes(20));
    step(&officer, &call, "decide", &[("decision", "attend")])
        .await
        .is_taken();
    officer
        .actor
        .get(LIST)
        .await
        .unwrap()
        .says("5 minutes late");
    // Two hours and a half after the call: it is asked why.
    town.later(Duration::minutes(130));
    let officer = sergeant(&town, "Fairmead").await;
    let late = step(&officer, &call, "reach", &[("at", "16:30")]).await;
    late.is_refused_with("more than two hours after the call");
    assert!(late.body.contains("value=\"16:30\""));
    step(&officer, &call, "reach", &[("on", "2026-11-24")])
        .await
        .is_refused_with("Write at what time");
    step(&officer, &call, "reach", &[("at", "17:30")])
        .await
        .is_refused_with("between the call and now");
    let fields = [("at", "16:30"), ("why", "nobody_free")];
    step(&officer, &call, "reach", &fields).await.is_taken();
    officer
        .actor
        .get(&call)
        .await
        .unwrap()
        .says("late: nobody was free");
    // What came of it; two weeks later the first follow-up is late until it is done.
    let came = [
        ("result", "banking_protocol"),
        ("result", "banking_protocol"),
        ("result", "door_sticker"),
        ("saved", "3000"),
    ];
    step(&officer, &call, "work", &came).await.is_taken();
    let page = officer.actor.get(&call).await.unwrap();
    page.says("Banking protocol used; Door sticker and advice given");
    page.says("£3000");
    town.later(Duration::days(16));
    let officer = sergeant(&town, "Fairmead").await;
    officer
        .actor
        .get(LIST)
        .await
        .unwrap()
        .says("Looked after at 2 weeks");
    let mut done = came.to_vec();
    done.extend([("first", "2026-12-10"), ("close", "yes")]);
    step(&officer, &call, "work", &done).await.is_taken();
    let open = officer.actor.get(LIST).await.unwrap();
    assert!(!open.body.contains(&call));
    let closed = officer
        .actor
        .get(&format!("{LIST}?state=closed"))
        .await
        .unwrap();
    assert!(closed.body.contains(&call));
}

#[tokio::test]
async fn who_and_where_is_sealed_opened_for_a_reason_and_forgotten() {
    let town = Town::new().await;
    let officer = sergeant(&town, "Fairmead").await;
    let call = officer.actor.does(NEW, &CALL).await.unwrap();
    let who = format!("{call}/who");
    officer
        .actor
        .get(&who)
        .await
        .unwrap()
        .says("Say why you look");
    officer
        .actor
        .post(&who, &[])
        .await
        .unwrap()
        .is_refused_with("Choose why you look");
    let closed = Closed::of(&town.house).unwrap();
    let looks = async || {
        let mut tx = closed.db().reading().await.unwrap();
        let sql = "SELECT count(*) AS n FROM ledger WHERE act = 'opened who and where'";
        tx.one(sql, args![]).await.unwrap().get::<i64>("n").unwrap()
    };
    assert_eq!(looks().await, 0);
    let opened = officer
        .actor
        .post(&who, &[("reason", "risk")])
        .await
        .unwrap();
    let words = plain(&opened.body);
    for it in [
        "12 Quagga Mews",
        "Quentin Quagga",
        "3,000 quagga pounds",
        "QU46 GGA",
    ] {
        assert!(words.contains(it), "{words}");
    }
    assert_eq!(looks().await, 1);
    // Something is told later: it stands beside what was told first, and needs no look at it.
    step(&officer, &call, "more", &[])
        .await
        .is_refused_with("Write what was told, or what is right");
    let more = [("more", "The quagga house is number 21")];
    step(&officer, &call, "more", &more).await.is_taken();
    assert_eq!(looks().await, 1);
    let opened = officer
        .actor
        .post(&who, &[("reason", "risk")])
        .await
        .unwrap();
    opened.says("The quagga house is number 21");
    opened.says("12 Quagga Mews");
    // The same phone again: it is not the first time.
    let mut again = CALL;
    again[7].1 = "+44 20 7946 0001";
    let second = officer.actor.does(NEW, &again).await.unwrap();
    officer
        .actor
        .get(&second)
        .await
        .unwrap()
        .says("Not the first time");
    assert!(
        !officer
            .actor
            .get(&call)
            .await
            .unwrap()
            .body
            .contains("Not the first time")
    );
    // Nothing of it in any file of the folder.
    for (name, bytes) in crate::receipts::files(&town) {
        for marker in ["Quagga", "quagga", "QU46", "7946 0001"] {
            let found = bytes
                .windows(marker.len())
                .any(|it| it == marker.as_bytes());
            assert!(!found, "{marker} stands in {name}");
        }
    }
    // Closed and two years gone: forgotten, and the page says so.
    step(
        &officer,
        &call,
        "decide",
        &[("decision", "no_visit"), ("no_visit", "over")],
    )
    .await
    .is_taken();
    step(&officer, &call, "work", &[("close", "yes")])
        .await
        .is_taken();
    town.later(Duration::days(800));
    concerns::reports::forget(&town.house).await.unwrap();
    let officer = sergeant(&town, "Fairmead").await;
    let opened = officer
        .actor
        .post(&who, &[("reason", "risk")])
        .await
        .unwrap();
    opened.says("It has been forgotten");
    let more = [("more", "Too late")];
    step(&officer, &call, "more", &more)
        .await
        .is_refused_with("has been forgotten");
    let still = officer
        .actor
        .post(&format!("{second}/who"), &[("reason", "risk")])
        .await
        .unwrap();
    assert!(still.body.contains("12 Quagga Mews"), "what is open stays");
}

#[tokio::test]
async fn not_yours_is_not_there_and_a_press_counts_once() {
    let town = Town::new().await;
    let officer = sergeant(&town, "Fairmead").await;
    let once = base::AgencyId::fresh().0.to_string();
    let mut fields = CALL.to_vec();
    fields.push(("once", &once));
    for _ in 0..2 {
        officer.actor.post(NEW, &fields).await.unwrap().is_taken();
    }
    let list = officer.actor.get(LIST).await.unwrap();
    assert_eq!(list.body.matches("data-l=\"Ward\">Fairmead").count(), 1);
    let at = list
        .body
        .split("<a href=\"/desk/rapid-responses/")
        .find(|it| !it.starts_with("new"))
        .map(|_| ());
    assert!(at.is_some());
    let call = officer.actor.does(NEW, &CALL).await.unwrap();
    let stranger = sergeant(&town, "Coppice").await;
    let partner = town.somebody(Role::Partner, None, Some("housing")).await;
    for who in [&stranger, &partner] {
        for path in [call.clone(), format!("{call}/who")] {
            let page = who.actor.get(&path).await.unwrap();
            assert_eq!(page.status, StatusCode::NOT_FOUND);
        }
        for verb in ["decide", "reach", "work", "who", "more"] {
            let answer = who
                .actor
                .post(
                    &format!("{call}/{verb}"),
                    &[("reason", "risk"), ("decision", "attend")],
                )
                .await
                .unwrap();
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{verb}");
        }
        let list = who.actor.get(LIST).await.unwrap();
        assert!(!list.body.contains(&call));
    }
    // A ward that is not theirs cannot be chosen behind the form's back.
    let wrong = stranger.actor.post(NEW, &CALL).await.unwrap();
    assert_ne!(wrong.status, StatusCode::SEE_OTHER);
    let mut wrong = CALL;
    (wrong[1].1, wrong[5].1) = ("", "");
    let answer = officer.actor.post(NEW, &wrong).await.unwrap();
    answer.is_refused_with("Choose the ward");
    assert!(
        answer.body.contains("Quentin Quagga"),
        "what was typed stays"
    );
    // An agency answers what it took in itself.
    let mut own = CALL;
    own[0].1 = "housing";
    let theirs = partner.actor.does(NEW, &own).await.unwrap();
    assert_eq!(
        partner.actor.get(&theirs).await.unwrap().status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn everyone_reads_how_many_were_reached_in_time() {
    let town = Town::new().await;
    let officer = sergeant(&town, "Fairmead").await;
    for n in 0..32 {
        let call = officer.actor.does(NEW, &CALL).await.unwrap();
        step(&officer, &call, "decide", &[("decision", "attend")])
            .await
            .is_taken();
        if n < 24 {
            step(&officer, &call, "reach", &[]).await.is_taken();
        }
        if n < 6 {
            step(&officer, &call, "work", &[("saved", "100")])
                .await
                .is_taken();
        }
    }
    let visitor = town.visitor();
    let quarters = async || -> serde_json::Value {
        let file = visitor.get("/results/rapid-responses.json").await.unwrap();
        serde_json::from_str(&file.body).unwrap()
    };
    let none = quarters().await;
    assert_eq!(
        none["quarters"],
        serde_json::json!([]),
        "the quarter has not ended"
    );
    visitor
        .get("/results/rapid-responses")
        .await
        .unwrap()
        .says("No call was taken in and no talk given here");
    town.later(Duration::days(60));
    let row = quarters().await["quarters"][0].clone();
    assert_eq!(
        (&row["quarter"], &row["calls"]),
        (&"2026-Q4".into(), &32.into())
    );
    assert_eq!(row["percent_in_two_hours"], 75);
    assert_eq!(row["percent_low"], 58);
    assert_eq!(row["percent_high"], 87);
    assert_eq!(row["pounds_saved"], 1_000, "600, to the nearest thousand");
    // The same phone: all but the first were; of five of them the officer has since unticked it.
    assert_eq!(row["repeat_victims"], 26);
    let page = visitor.get("/results/rapid-responses").await.unwrap();
    page.says("75% (likely 58% to 87%)");
    page.says("October 2026 to December 2026");
}

#[tokio::test]
async fn whoever_answers_is_reminded_while_the_clocks_run_and_late_calls_go_up() {
    let town = Town::new().await;
    let officer = sergeant(&town, "Fairmead").await;
    let ward = town.ward("Fairmead").await;
    town.somebody(Role::Inspector, Some(ward), None).await;
    let call = officer.actor.does(NEW, &CALL).await.unwrap();
    let remind = async || rapid_responses::remind(&town.house).await.unwrap();
    assert_eq!(remind().await, 0, "nothing is due yet");
    // Half of the fifteen minutes are over, and nobody has decided; told once.
    town.later(Duration::minutes(8));
    assert_eq!((remind().await, remind().await), (1, 0));
    assert_eq!(town.last_line().await.0, "reminded");
    step(&officer, &call, "decide", &[("decision", "attend")])
        .await
        .is_taken();
    // Half of the two hours; at their end the inspector hears of it.
    town.later(Duration::minutes(60));
    assert_eq!((remind().await, remind().await), (1, 0));
    town.later(Duration::minutes(60));
    assert_eq!((remind().await, remind().await), (2, 0));
    assert_eq!(town.last_line().await.0, "escalated");
    for (_, body) in town.mail().await {
        assert!(body.contains(&call), "{body}");
        assert!(!body.to_lowercase().contains("quagga"), "{body}");
    }
    // Two days before the first follow-up both sergeants are told, once.
    let second = sergeant(&town, "Fairmead").await;
    let late = [("why", "nobody_free")];
    step(&second, &call, "reach", &late).await.is_taken();
    town.later(Duration::days(13));
    assert_eq!((remind().await, remind().await), (2, 0));
}

#[tokio::test]
async fn talks_are_written_down_taken_back_and_counted() {
    let town = Town::new().await;
    let officer = sergeant(&town, "Fairmead").await;
    let list = "/desk/rapid-responses/talks";
    let talk = [
        ("agency", "team"),
        ("ward", "fairmead"),
        ("kind", "training"),
        ("audience", "banks"),
        ("held_on", "2026-11-20"),
        ("heads", "14"),
    ];
    let wrong = [
        ("agency", "team"),
        ("kind", "talk"),
        ("heads", "0"),
        ("held_on", "2027-11-20"),
    ];
    let refused = officer.actor.post(list, &wrong).await.unwrap();
    for words in [
        "Write it down when it has been held",
        "Choose who came",
        "Write a whole number from 1",
        "Choose the ward whose team gave it",
    ] {
        refused.is_refused_with(words);
    }
    officer.actor.post(list, &talk).await.unwrap().is_taken();
    let mut second = talk;
    (second[3].1, second[5].1) = ("residents", "30");
    officer.actor.post(list, &second).await.unwrap().is_taken();
    let page = officer.actor.get(list).await.unwrap();
    page.says("Training: Staff of banks");
    // Another ward's team sees and takes back nothing; an agency writes down its own, for all wards.
    let stranger = sergeant(&town, "Coppice").await;
    let page_of_stranger = stranger.actor.get(list).await.unwrap();
    page_of_stranger.lacks("Training: Staff of banks");
    let back = page.body.split(&format!("{list}/")).nth(1).unwrap();
    let back = format!("{list}/{}", back.split('"').next().unwrap());
    let answer = stranger.actor.post(&back, &[]).await.unwrap();
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let answer = stranger.actor.post(list, &talk).await.unwrap();
    assert_ne!(answer.status, StatusCode::SEE_OTHER);
    let partner = town.somebody(Role::Partner, None, Some("housing")).await;
    let mut theirs = talk;
    (theirs[0].1, theirs[1].1) = ("housing", "");
    partner.actor.post(list, &theirs).await.unwrap().is_taken();
    partner.actor.get(list).await.unwrap().says("All wards");
    // One was a mistake. The rest is counted once the quarter has ended.
    officer.actor.post(&back, &[]).await.unwrap().is_taken();
    officer.actor.post(&back, &[]).await.unwrap().is_not_there();
    town.later(Duration::days(60));
    let file = town
        .visitor()
        .get("/results/rapid-responses.json")
        .await
        .unwrap();
    let told: serde_json::Value = serde_json::from_str(&file.body).unwrap();
    let row = &told["quarters"][0];
    assert_eq!((&row["calls"], &row["talks"]), (&0.into(), &2.into()));
    let heads = row["people_at_talks"].as_i64().unwrap();
    assert!(heads == 28 || heads == 44, "{heads}");
}

#[tokio::test]
async fn shortly_after_midnight_a_call_may_have_come_yesterday() {
    let town = Town::new().await;
    let clock = town.house.clock();
    clock.set("2026-11-25T00:10:00Z".parse().unwrap());
    let officer = sergeant(&town, "Fairmead").await;
    let mut call = CALL.to_vec();
    call.push(("at", "23:50"));
    let call = officer.actor.does(NEW, &call).await.unwrap();
    let page = officer.actor.get(&call).await.unwrap();
    page.says("Tuesday 24 November 2026, 11:50pm");
    page.says("5 minutes late");
    // In the afternoon that time is still to come.
    clock.set("2026-11-25T14:00:00Z".parse().unwrap());
    let officer = sergeant(&town, "Fairmead").await;
    let mut later = CALL.to_vec();
    later.push(("at", "23:50"));
    let refused = officer.actor.post(NEW, &later).await.unwrap();
    refused.is_refused_with("That time is still to come");
}
