//! Questions and the 72-hour promise.

use std::collections::BTreeSet;

use base::{Role, args};
use chrono::Duration;
use wardmote::demo::{Actor, Answered};
use wards::queries::{Query, QueryState, store};

use crate::town::{Citizen, Expect as _, Town};

/// Words that no ledger line and no mail may hold.
const MARKER: &str = "zebra marker in Mill Road";
const CODE: &str = "ABCD-EFGH-JKMN-PQRS";

async fn ask(town: &Town, ward: &str, code: &str) -> Answered {
    let fields = [("category", "noise"), ("question", MARKER), ("code", code)];
    town.visitor()
        .post(&format!("/wards/{ward}/ask"), &fields)
        .await
        .unwrap()
}

async fn open(town: &Town, ward: &str) -> Vec<Query> {
    let id = town.ward(ward).await;
    let mut tx = town.house.db().reading().await.unwrap();
    store::open_of(&mut tx, &[id]).await.unwrap()
}

async fn found(town: &Town, query: &Query) -> Query {
    let mut tx = town.house.db().reading().await.unwrap();
    store::find(&mut tx, query.id).await.unwrap().unwrap()
}

async fn told(town: &Town) -> String {
    let mut tx = town.house.db().reading().await.unwrap();
    let rows = tx
        .all("SELECT act, record_id, detail FROM ledger", args![])
        .await
        .unwrap();
    let mut all = String::new();
    for row in rows {
        for name in ["act", "record_id", "detail"] {
            all.push_str(&row.get::<String>(name).unwrap());
            all.push('\n');
        }
    }
    drop(tx);
    for (_, body) in town.mail().await {
        all.push_str(&body);
    }
    all
}

#[tokio::test]
async fn a_visitor_asks_without_a_name_and_reads_the_answer_with_the_code() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    let page = town.visitor().get("/wards/fairmead/ask").await.unwrap();
    page.says("We do not ask who you are");
    let asked = ask(&town, "fairmead", CODE).await;
    asked.says("A person answers by Friday 27 November 2026, 2pm");
    asked.says(CODE);
    for answer in [&page, &asked] {
        assert!(
            answer
                .headers
                .iter()
                .any(|(name, value)| name == "cache-control" && value == "no-store")
        );
        assert!(!answer.headers.iter().any(|(name, _)| name == "set-cookie"));
    }
    let query = open(&town, "Fairmead").await.remove(0);
    assert!(asked.body.contains(&query.reference));
    let address = &town.house.settings().address;
    asked.says(&format!("{address}/questions/{}", query.reference));
    officer
        .actor
        .get("/desk/queries")
        .await
        .unwrap()
        .says(&query.reference);
    town.later(Duration::minutes(15));
    officer
        .actor
        .does(
            &format!("{}/answer", query.path()),
            &[("words", "We come by on Tuesdays."), ("version", "1")],
        )
        .await
        .unwrap();
    let own = format!("/questions/{}", query.reference);
    town.visitor()
        .get(&own)
        .await
        .unwrap()
        .says("Your private code");
    let read = town
        .visitor()
        .post(&own, &[("code", &CODE.to_lowercase().replace('-', " "))])
        .await
        .unwrap();
    read.says("We come by on Tuesdays.");
    // A wrong code and an unknown reference look the same, and what was typed stays.
    let wrong = "ABCD-EFGH-JKMN-PQRT";
    for (address, code) in [(own.as_str(), wrong), ("/questions/0000-0000", CODE)] {
        let refused = town
            .visitor()
            .post(address, &[("code", code)])
            .await
            .unwrap();
        refused.is_refused_with("No question opens with this reference and this code together");
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains(&format!("value=\"{code}\"")));
        for verb in ["close", "redress", "note"] {
            let fields = [("code", code), ("missing", "x"), ("note", "x")];
            town.visitor()
                .post(&format!("{address}/{verb}"), &fields)
                .await
                .unwrap()
                .is_not_there();
        }
    }
    town.visitor()
        .post(&own, &[("code", "no")])
        .await
        .unwrap()
        .is_refused_with("16 letters and digits");
    let closed = town
        .visitor()
        .post(&format!("{own}/close"), &[("code", CODE)])
        .await
        .unwrap();
    closed.says("The question was closed");
    assert_eq!(found(&town, &query).await.state, QueryState::Closed);
    let told = told(&town).await;
    for secret in [MARKER, "zebra", CODE, "Tuesdays", &query.reference] {
        assert!(
            !told.contains(secret),
            "{secret} is in the ledger or a mail"
        );
    }
}

#[tokio::test]
async fn the_code_is_kept_only_as_a_hash_and_a_second_press_shows_it_again() {
    let town = Town::new().await;
    let fields = [
        ("category", "noise"),
        ("question", MARKER),
        ("code", CODE),
        ("once", "018f0000-0000-7000-8000-000000000001"),
    ];
    let visitor = town.visitor();
    let first = visitor.post("/wards/fairmead/ask", &fields).await.unwrap();
    let second = visitor.post("/wards/fairmead/ask", &fields).await.unwrap();
    let query = open(&town, "Fairmead").await;
    assert_eq!(query.len(), 1);
    for answer in [&first, &second] {
        answer.says(CODE);
        answer.says(&query[0].reference);
    }
    ask(&town, "fairmead", CODE)
        .await
        .is_refused_with("Your words are still here");
    let mut tx = town.house.db().reading().await.unwrap();
    let row = tx
        .one("SELECT code_hash FROM query", args![])
        .await
        .unwrap();
    let kept: String = row.get("code_hash").unwrap();
    assert!(kept.len() == 64 && !kept.contains("ABCD"), "{kept}");
}

#[tokio::test]
async fn an_empty_question_says_what_to_do_and_a_flood_is_slowed() {
    let town = Town::new().await;
    let visitor = town.visitor();
    visitor
        .post("/wards/fairmead/ask", &[("question", "")])
        .await
        .unwrap()
        .is_refused_with("Write what you want to ask");
    for _ in 0..10 {
        let sent = ask(&town, "fairmead", "").await;
        assert_eq!(sent.status, 200, "{}", sent.complaint());
    }
    ask(&town, "fairmead", "")
        .await
        .is_refused_with("send them again in five minutes");
}

#[tokio::test]
async fn to_an_officer_of_another_ward_it_looks_as_if_it_were_not_there() {
    let town = Town::new().await;
    let (mine, other) = (town.ward("Fairmead").await, town.ward("Canalside").await);
    let officer = town.somebody(Role::WardOfficer, Some(mine), None).await;
    let stranger = town.somebody(Role::WardOfficer, Some(other), None).await;
    ask(&town, "fairmead", CODE).await;
    let query = open(&town, "Fairmead").await.remove(0);
    officer.actor.get(&query.path()).await.unwrap().says(MARKER);
    stranger
        .actor
        .get(&query.path())
        .await
        .unwrap()
        .is_not_there();
    for verb in ["acknowledge", "answer", "signpost", "close"] {
        stranger
            .actor
            .post(
                &format!("{}/{verb}", query.path()),
                &[("words", "x"), ("version", "1")],
            )
            .await
            .unwrap()
            .is_not_there();
    }
    let list = stranger.actor.get("/desk/queries").await.unwrap();
    assert!(!list.body.contains(&query.reference));
}

#[tokio::test]
async fn neither_the_automatic_nor_a_persons_acknowledgement_stops_the_clock() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    ask(&town, "fairmead", CODE).await;
    let query = open(&town, "Fairmead").await.remove(0);
    assert!(query.automatic_ack_at.is_some());
    let fields = [("officer", "Constable, Ward Team"), ("version", "1")];
    officer
        .actor
        .does(&format!("{}/acknowledge", query.path()), &fields)
        .await
        .unwrap();
    town.later(Duration::minutes(72 * 60 + 1));
    let late = found(&town, &query).await;
    assert!(late.is_late(town.now()) && late.replied_at().is_none());
    // Sessions end with time: sign in anew.
    let officer = Actor::signed_in(&town.house, town.door.clone(), officer.id)
        .await
        .unwrap();
    let list = officer.get("/desk/queries").await.unwrap();
    list.says("1 minute late");
    let own = format!("/questions/{}", query.reference);
    let page = town.visitor().post(&own, &[("code", CODE)]).await.unwrap();
    page.says("The answer is late");
}

#[tokio::test]
async fn a_second_answer_at_once_is_stopped_and_its_words_stay() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await;
    ask(&town, "fairmead", CODE).await;
    let query = open(&town, "Fairmead").await.remove(0);
    let path = format!("{}/answer", query.path());
    officer
        .actor
        .does(&path, &[("words", "On Tuesdays."), ("version", "1")])
        .await
        .unwrap();
    let way = [
        ("to", "council"),
        ("way", "On Wednesdays."),
        ("version", "1"),
    ];
    for (verb, field, fields) in [
        (
            "answer",
            "f-words",
            &[("words", "On Wednesdays."), ("version", "1")][..],
        ),
        ("signpost", "f-way", &way),
    ] {
        let stopped = sergeant
            .actor
            .post(&format!("{}/{verb}", query.path()), fields)
            .await
            .unwrap();
        stopped.is_refused_with("Somebody else has just worked on this question");
        stopped.says("What you wrote (not sent)");
        stopped.says("On Wednesdays.");
        let id = format!("<textarea class=\"inp\" id=\"{field}\"");
        assert!(stopped.body.contains(&id), "{}", stopped.body);
    }
    // Where nothing was typed, there are no words to speak of.
    let fields = [("officer", "Constable, Ward Team"), ("version", "1")];
    let stopped = sergeant
        .actor
        .post(&format!("{}/acknowledge", query.path()), &fields)
        .await
        .unwrap();
    stopped.is_refused_with("Somebody else has just worked on this question");
    assert!(!stopped.body.contains("your words"), "{}", stopped.body);
    assert!(stopped.body.contains("id=\"f-officer\""));
    assert_eq!(found(&town, &query).await.answer, "On Tuesdays.");
}

#[tokio::test]
async fn redress_comes_to_the_inspector_who_alone_answers_it() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    let inspector = town.somebody(Role::Inspector, Some(ward), None).await;
    ask(&town, "fairmead", CODE).await;
    let query = open(&town, "Fairmead").await.remove(0);
    let redress = format!("/questions/{}/redress", query.reference);
    let fields = [("code", CODE), ("missing", "Which road?")];
    town.visitor()
        .post(&redress, &fields)
        .await
        .unwrap()
        .is_refused_with("once it was answered or the answer is late");
    let path = format!("{}/answer", query.path());
    officer
        .actor
        .does(&path, &[("words", "On Tuesdays."), ("version", "1")])
        .await
        .unwrap();
    let sent = town.visitor().post(&redress, &fields).await.unwrap();
    sent.says("The inspector answers by Friday 27 November 2026, 2pm");
    let list = inspector.actor.get("/desk/queries").await.unwrap();
    list.says("With the inspector");
    list.says(&query.reference);
    let answer = [("words", "Mill Road, at seven."), ("version", "3")];
    officer
        .actor
        .post(&path, &answer)
        .await
        .unwrap()
        .is_refused_with("The inspector of this ward answers it");
    inspector.actor.does(&path, &answer).await.unwrap();
    let own = format!("/questions/{}", query.reference);
    let page = town.visitor().post(&own, &[("code", CODE)]).await.unwrap();
    page.says("Mill Road, at seven.");
}

#[tokio::test]
async fn what_is_not_for_the_police_is_passed_on_and_a_note_is_added() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    ask(&town, "fairmead", CODE).await;
    let query = open(&town, "Fairmead").await.remove(0);
    let own = format!("/questions/{}", query.reference);
    let note = [("code", CODE), ("note", "It is the lamp by the gate.")];
    town.visitor()
        .post(&format!("{own}/note"), &note)
        .await
        .unwrap()
        .says("It is the lamp by the gate.");
    officer
        .actor
        .get(&query.path())
        .await
        .unwrap()
        .says("It is the lamp by the gate.");
    let fields = [
        ("to", "council"),
        ("way", "Ring the lighting team."),
        ("version", "1"),
    ];
    officer
        .actor
        .does(&format!("{}/signpost", query.path()), &fields)
        .await
        .unwrap();
    let kept = found(&town, &query).await;
    assert_eq!(kept.state, QueryState::Signposted);
    assert_eq!(kept.replied_at(), Some(town.now()));
    let page = town.visitor().post(&own, &[("code", CODE)]).await.unwrap();
    page.says("Who can help: The council");
    // A note that comes just after the answer is not added, and its words stay.
    let late = [("code", CODE), ("note", "It flickers at night.")];
    let refused = town
        .visitor()
        .post(&format!("{own}/note"), &late)
        .await
        .unwrap();
    refused.is_refused_with("send them to the inspector if it does not answer yours");
    assert_eq!(refused.body.matches("It flickers at night.").count(), 1);
    let closed = [("code", CODE)];
    town.visitor()
        .post(&format!("{own}/close"), &closed)
        .await
        .unwrap()
        .says("The question was closed");
    for (verb, field) in [("note", "note"), ("redress", "missing")] {
        let fields = [("code", CODE), (field, "It flickers at night.")];
        let refused = town
            .visitor()
            .post(&format!("{own}/{verb}"), &fields)
            .await
            .unwrap();
        refused.is_refused_with("What you wrote (not sent)");
        refused.says("It flickers at night.");
    }
}

#[tokio::test]
async fn the_team_takes_in_a_call_of_yesterday_but_not_of_tomorrow_or_last_month() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    let call = |day: &'static str, ward: &'static str| {
        [
            ("ward", ward),
            ("category", "noise"),
            ("channel", "phone"),
            ("question", MARKER),
            ("received_on", day),
            ("received_time", "9:30am"),
            ("code", CODE),
        ]
    };
    for (day, ward, sentence) in [
        ("2026-11-25", "fairmead", "still to come"),
        ("2026-11-01", "fairmead", "more than 14 days ago"),
        ("2026-11-23", "canalside", "Choose the ward"),
    ] {
        officer
            .actor
            .post("/desk/queries/new", &call(day, ward))
            .await
            .unwrap()
            .is_refused_with(sentence);
    }
    let taken = officer
        .actor
        .post("/desk/queries/new", &call("2026-11-23", "fairmead"))
        .await
        .unwrap();
    taken.says(CODE);
    taken.says("Thursday 26 November 2026, 9:30am");
    let query = open(&town, "Fairmead").await.remove(0);
    assert_eq!(query.automatic_ack_at, None);
}

#[tokio::test]
async fn the_published_promise_counts_to_the_minute_and_hides_small_counts() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    let visitor = town.visitor();
    // Friday before the clocks go back.
    town.house
        .clock()
        .set("2026-10-23T13:00:00Z".parse().unwrap());
    let before = visitor.get("/promise.json").await.unwrap().body;
    for _ in 0..6 {
        ask(&town, "fairmead", "").await;
    }
    for _ in 0..3 {
        ask(&town, "canalside", "").await;
    }
    // Two looks around some questions are the same: only a quarter that has ended is told.
    let after = visitor.get("/promise.json").await.unwrap().body;
    assert_eq!(before, after);
    let officer = {
        // Sessions end with time: sign in anew for the day of the answers.
        drop(officer);
        town.house
            .clock()
            .set("2026-10-26T12:59:00Z".parse().unwrap());
        town.somebody(Role::WardOfficer, Some(ward), None).await
    };
    let queries = open(&town, "Fairmead").await;
    let words = [("words", "On Tuesdays."), ("version", "1")];
    for query in &queries[..3] {
        officer
            .actor
            .does(&format!("{}/answer", query.path()), &words)
            .await
            .unwrap();
    }
    town.later(Duration::minutes(2));
    officer
        .actor
        .does(&format!("{}/answer", queries[3].path()), &words)
        .await
        .unwrap();
    for _ in 0..8 {
        ask(&town, "coppice", "").await;
    }
    town.house
        .clock()
        .set("2027-01-02T12:00:00Z".parse().unwrap());
    // Three in Canalside are few, and the six beside them are hidden with them: here, on their own page and in its file.
    let page = visitor.get("/promise").await.unwrap();
    page.says("as it stood on 2 January 2027");
    page.lacks("fewer than");
    page.lacks("not shown");
    let page = visitor.get("/wards/fairmead/promise").await.unwrap();
    page.lacks("3 of 6");
    let csv = visitor.get("/wards/fairmead/promise.csv").await.unwrap();
    assert!(csv.body.contains("2026-Q4,hidden"), "{}", csv.body);
    visitor.get("/wards/fairmead").await.unwrap().lacks("of 6");
    let csv = visitor.get("/wards/coppice/promise.csv").await.unwrap();
    assert!(csv.body.contains("2026-Q4,8,8,0,0,0,"), "{}", csv.body);
    let json = visitor.get("/promise.json").await.unwrap();
    assert!(json.body.contains("\"received\":17"), "{}", json.body);
    // What is answered later changes nothing of it.
    let again = visitor.get("/promise.json").await.unwrap();
    assert_eq!(again.body, json.body);
    visitor
        .get("/promise")
        .await
        .unwrap()
        .says("Do ward teams answer in time?");
}

#[tokio::test]
async fn the_reference_alone_leads_to_the_page_that_asks_for_the_code() {
    let town = Town::new().await;
    let visitor = town.visitor();
    let page = visitor.get("/questions").await.unwrap();
    assert_eq!(page.status, 200);
    page.says("Read the answer to your question");
    let led = visitor.get("/questions?reference=7k3m+9qxo").await.unwrap();
    led.is_taken();
    assert_eq!(led.location, "/questions/7K3M-9QX0");
    visitor
        .get(&led.location)
        .await
        .unwrap()
        .says("Your private code");
    let wrong = visitor.get("/questions?reference=7K3M-zu").await.unwrap();
    wrong.is_refused_with("Write the reference of 8 letters and digits");
    assert!(wrong.body.contains("value=\"7K3M-zu\""));
}

/// To whom mail went, and what it says; each read once, in no order.
async fn mails_since(town: &Town, seen: &mut usize) -> Vec<(String, String)> {
    let all = town.mail().await;
    let new = all[..all.len() - *seen].to_vec();
    *seen = all.len();
    new
}

fn mail_of(citizen: &Citizen) -> String {
    format!("{}@town.example", citizen.id)
}

/// A ward with its officer, sergeant and inspector, and an officer of another ward.
async fn force(town: &Town) -> [Citizen; 4] {
    let (ward, other) = (town.ward("Fairmead").await, town.ward("Canalside").await);
    [
        town.somebody(Role::WardOfficer, Some(ward), None).await,
        town.somebody(Role::Sergeant, Some(ward), None).await,
        town.somebody(Role::Inspector, Some(ward), None).await,
        town.somebody(Role::WardOfficer, Some(other), None).await,
    ]
}

async fn remind(town: &Town) -> usize {
    wards::queries::remind(&town.house).await.unwrap()
}

#[tokio::test]
async fn the_team_is_reminded_once_then_the_sergeant_then_the_inspector() {
    let town = Town::new().await;
    let [officer, sergeant, inspector, _] = force(&town).await;
    ask(&town, "fairmead", CODE).await;
    let query = open(&town, "Fairmead").await.remove(0);
    let mut seen = town.mail().await.len();
    let team = [&officer, &sergeant];
    let link = format!("{}{}", town.house.settings().address, query.path());
    // Minutes after it came in: who hears what.
    let steps: [(i64, &[&Citizen], &str); 8] = [
        (36 * 60 - 1, &[], ""),
        (36 * 60, &team, "has 36 hours left"),
        (36 * 60 + 1, &[], ""),
        (60 * 60, &team, "has 12 hours left"),
        (72 * 60, &[], ""),
        (72 * 60 + 1, &[&sergeant], "is 1 minute late"),
        (96 * 60, &[&inspector], "is 24 hours late"),
        (999 * 60, &[], ""),
    ];
    for (minutes, who, words) in steps {
        town.house
            .clock()
            .set(query.received_at + Duration::minutes(minutes));
        assert_eq!(remind(&town).await, who.len(), "after {minutes} minutes");
        assert_eq!(remind(&town).await, 0, "a second time at {minutes} minutes");
        let mails = mails_since(&town, &mut seen).await;
        let to: BTreeSet<String> = mails.iter().map(|(to, _)| to.clone()).collect();
        assert_eq!(to, who.iter().map(|it| mail_of(it)).collect());
        for (_, body) in mails {
            assert!(
                body.contains(&format!("A question in Fairmead {words}")),
                "{body}"
            );
            assert!(body.contains(&link), "{body}");
        }
    }
    let told = told(&town).await;
    for secret in [MARKER, "zebra", CODE, "noise", &query.reference] {
        assert!(
            !told.contains(secret),
            "{secret} is in the ledger or a mail"
        );
    }
    let mut tx = town.house.db().reading().await.unwrap();
    let lines = tx
        .all(
            "SELECT act, detail FROM ledger WHERE act IN ('reminded', 'escalated') ORDER BY seq",
            args![],
        )
        .await
        .unwrap();
    let lines: Vec<(String, String)> = lines
        .iter()
        .map(|row| (row.get("act").unwrap(), row.get("detail").unwrap()))
        .collect();
    let line = |act: &str, to: &str| (act.to_owned(), to.to_owned());
    assert_eq!(
        lines,
        [
            line("reminded", ""),
            line("reminded", ""),
            line("escalated", "the ward sergeant"),
            line("escalated", "the neighbourhood inspector"),
        ]
    );
}

#[tokio::test]
async fn nobody_is_reminded_of_what_was_answered() {
    let town = Town::new().await;
    let [officer, ..] = force(&town).await;
    ask(&town, "fairmead", CODE).await;
    let query = open(&town, "Fairmead").await.remove(0);
    officer
        .actor
        .does(
            &format!("{}/answer", query.path()),
            &[("words", "On Tuesdays."), ("version", "1")],
        )
        .await
        .unwrap();
    for _ in 0..5 {
        town.later(Duration::hours(24));
        assert_eq!(remind(&town).await, 0);
    }
}

#[tokio::test]
async fn after_a_gap_everybody_hears_of_it_once() {
    let town = Town::new().await;
    let [officer, sergeant, inspector, _] = force(&town).await;
    ask(&town, "fairmead", CODE).await;
    let mut seen = town.mail().await.len();
    town.later(Duration::hours(100));
    assert_eq!(remind(&town).await, 3);
    assert_eq!(remind(&town).await, 0);
    let mails = mails_since(&town, &mut seen).await;
    assert_eq!(mails.len(), 3);
    let to: BTreeSet<String> = mails.iter().map(|(to, _)| to.clone()).collect();
    assert_eq!(
        to,
        [&officer, &sergeant, &inspector]
            .map(mail_of)
            .into_iter()
            .collect()
    );
    assert!(
        mails
            .iter()
            .all(|(_, body)| body.contains("is 28 hours late"))
    );
    town.later(Duration::hours(24));
    assert_eq!(remind(&town).await, 0);
}

#[tokio::test]
async fn a_call_taken_in_late_and_a_ward_without_officers_are_not_passed_over() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await;
    assert_eq!(remind(&town).await, 0, "asked before it was taken in");
    let call = [
        ("ward", "fairmead"),
        ("category", "noise"),
        ("channel", "phone"),
        ("question", MARKER),
        ("received_on", "2026-11-21"),
        ("received_time", "9am"),
        ("code", CODE),
    ];
    let taken = sergeant
        .actor
        .post("/desk/queries/new", &call)
        .await
        .unwrap();
    taken.says(CODE);
    taken.says("This should have been answered by Tuesday 24 November 2026, 9am: answer it now.");
    let list = sergeant.actor.get("/desk/queries").await.unwrap();
    list.says("5 hours late");
    assert!(!list.body.contains("Late: "));
    let mut seen = town.mail().await.len();
    assert_eq!(remind(&town).await, 1);
    let mails = mails_since(&town, &mut seen).await;
    assert_eq!(mails[0].0, mail_of(&sergeant));
    assert!(mails[0].1.contains("is 5 hours late"), "{}", mails[0].1);
    // There is no inspector: it goes on to the superintendent, who has no page of it.
    let chief = town.somebody(Role::Superintendent, None, None).await;
    town.later(Duration::hours(24));
    assert_eq!(remind(&town).await, 1);
    let mails = mails_since(&town, &mut seen).await;
    assert_eq!(mails[0].0, mail_of(&chief));
    assert!(mails[0].1.contains("speak with the inspector") && !mails[0].1.contains("/desk/"));
}

#[tokio::test]
async fn redress_has_a_clock_of_its_own_up_to_the_superintendent() {
    let town = Town::new().await;
    let [officer, _, inspector, _] = force(&town).await;
    let chief = town.somebody(Role::Superintendent, None, None).await;
    ask(&town, "fairmead", CODE).await;
    let query = open(&town, "Fairmead").await.remove(0);
    officer
        .actor
        .does(
            &format!("{}/answer", query.path()),
            &[("words", "On Tuesdays."), ("version", "1")],
        )
        .await
        .unwrap();
    town.later(Duration::hours(200));
    town.visitor()
        .post(
            &format!("/questions/{}/redress", query.reference),
            &[("code", CODE), ("missing", "Which road?")],
        )
        .await
        .unwrap()
        .says("The inspector answers by");
    let mut seen = town.mail().await.len();
    assert_eq!(remind(&town).await, 0);
    for (hours, who) in [(36, &inspector), (60, &inspector), (73, &chief)] {
        town.house
            .clock()
            .set(query.received_at + Duration::hours(200 + hours));
        assert_eq!(remind(&town).await, 1, "after {hours} hours");
        assert_eq!(mails_since(&town, &mut seen).await[0].0, mail_of(who));
    }
    town.later(Duration::hours(100));
    assert_eq!(remind(&town).await, 0);
}

/// The tables in which a text stands, whatever the column.
pub async fn tables_with(town: &Town, text: &str) -> BTreeSet<String> {
    let mut tx = town.house.db().reading().await.unwrap();
    let columns = if town.house.db().engine() == "SQLite" {
        "SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'"
    } else {
        "SELECT CAST(table_name AS TEXT) AS t, CAST(column_name AS TEXT) AS c FROM information_schema.columns \
         WHERE table_schema = 'public'"
    };
    let mut found = BTreeSet::new();
    for row in tx.all(columns, args![]).await.unwrap() {
        let (table, column): (String, String) = (row.get("t").unwrap(), row.get("c").unwrap());
        let sql: &'static str = format!(
            "SELECT count(*) AS n FROM \"{table}\" WHERE CAST(\"{column}\" AS TEXT) LIKE $1"
        )
        .leak();
        let row = tx.one(sql, args![format!("%{text}%")]).await.unwrap();
        if row.get::<i64>("n").unwrap() > 0 {
            found.insert(table);
        }
    }
    found
}

#[tokio::test]
async fn two_years_after_it_was_closed_only_the_count_is_left() {
    let town = Town::new().await;
    let [officer, ..] = force(&town).await;
    // One is closed, one is answered and never closed, four are still open.
    for n in 0..6 {
        ask(&town, "fairmead", if n == 0 { CODE } else { "" }).await;
    }
    let queries = open(&town, "Fairmead").await;
    let mut tx = town.house.db().reading().await.unwrap();
    let coded = store::of_code(&mut tx, &wards::queries::code::hash(CODE))
        .await
        .unwrap()
        .unwrap();
    drop(tx);
    let own = format!("/questions/{}", coded.reference);
    let note = [("code", CODE), ("note", "ocelot by the gate")];
    town.visitor()
        .post(&format!("{own}/note"), &note)
        .await
        .unwrap()
        .says("ocelot");
    let never_closed = queries.iter().find(|it| it.id != coded.id).unwrap();
    for query in [&coded, never_closed] {
        officer
            .actor
            .does(
                &format!("{}/answer", query.path()),
                &[("words", "the lynx answers"), ("version", "1")],
            )
            .await
            .unwrap();
    }
    officer
        .actor
        .does(&format!("{}/close", coded.path()), &[("version", "2")])
        .await
        .unwrap();
    let since = town.now() - Duration::days(1);
    let figures = async || {
        let mut tx = town.house.db().reading().await.unwrap();
        let timed = store::timed(&mut tx, since).await.unwrap();
        let to = since + Duration::days(3);
        let period = wards::queries::measures::Period { from: since, to };
        let moment = since + Duration::hours(124);
        wards::queries::measures::Figures::of(&timed, None, period, moment)
    };
    town.later(Duration::hours(100));
    remind(&town).await;
    let before = figures().await;
    assert_eq!((before.received, before.in_time), (6, 2));
    let with: BTreeSet<String> = ["query".to_owned()].into();
    assert_eq!(tables_with(&town, "zebra").await, with);
    let forget = async || wards::queries::forget(&town.house).await.unwrap();
    // To the end of the day two years later.
    town.house
        .clock()
        .set("2028-11-24T23:59:00Z".parse().unwrap());
    assert_eq!(forget().await, 0);
    town.house
        .clock()
        .set("2028-11-25T00:01:00Z".parse().unwrap());
    assert_eq!(forget().await, 2);
    assert_eq!(town.last_line().await, ("forgot".into(), "query".into()));
    assert_eq!(forget().await, 0);
    for text in ["ocelot", "lynx", &coded.reference] {
        let left = tables_with(&town, text).await;
        assert!(left.is_empty(), "{text} is still in {left:?}");
    }
    assert_eq!(figures().await, before);
    town.visitor()
        .post(&own, &[("code", CODE)])
        .await
        .unwrap()
        .is_refused_with("No question opens with this reference and this code together");
    // The open ones are kept until two years after somebody answered them.
    assert_eq!(open(&town, "Fairmead").await.len(), 4);
    let officer = Actor::signed_in(&town.house, town.door.clone(), officer.id)
        .await
        .unwrap();
    for query in open(&town, "Fairmead").await {
        officer
            .does(
                &format!("{}/answer", query.path()),
                &[("words", "At last."), ("version", "1")],
            )
            .await
            .unwrap();
    }
    town.later(Duration::days(732));
    assert_eq!(forget().await, 4);
    let left = tables_with(&town, "zebra").await;
    assert!(left.is_empty(), "zebra is still in {left:?}");
}
