//! The team sorts what came in: bursts, what is the same, words that point at people, calls, replies; and what is published.

use axum::http::StatusCode;
use base::{Act, Desk, On, Role, args};
use chrono::Duration;
use concerns::{Concern, ConcernState, Contact, Report, Source, concerns::store, reports};
use panels::meetings::Stage;
use wardmote::client;

use crate::town::{Citizen, Expect as _, Town, plain};

/// In Canalside.
const HERE: (&str, &str) = ("51.2311268", "0.1012525");

/// Programs file as many as a test asks for, one every minute.
pub(crate) async fn file(town: &Town, kind: &str, many: usize) -> Vec<Concern> {
    let here = |_| (HERE.0.to_owned(), HERE.1.to_owned());
    file_at(town, kind, many, here).await
}

/// Files many of a kind, a minute apart, each where it is said.
async fn file_at(
    town: &Town,
    kind: &str,
    many: usize,
    at: impl Fn(usize) -> (String, String),
) -> Vec<Concern> {
    let key = client::key(&town.house, "Website", "council", true)
        .await
        .unwrap();
    let mut filed = Vec::new();
    for n in 0..many {
        town.later(Duration::minutes(1));
        let words = format!("Bikes race here, number {n}");
        let (lat, long) = at(n);
        let fields = [
            ("api_key", key.as_str()),
            ("service_code", kind),
            ("lat", lat.as_str()),
            ("long", long.as_str()),
            ("description", &words),
            ("attribute[size]", "a_van_load"),
            ("attribute[kind][]", "tyres"),
            ("attribute[when][]", "evenings"),
        ];
        let answered = town
            .visitor()
            .post("/open311/v2/requests.json", &fields)
            .await
            .unwrap();
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.body);
        let answer: serde_json::Value = serde_json::from_str(&answered.body).unwrap();
        let reference = answer[0]["service_request_id"].as_str().unwrap().to_owned();
        filed.push(found(town, &reference).await);
    }
    filed
}

async fn found(town: &Town, reference: &str) -> Concern {
    let mut tx = town.house.db().reading().await.unwrap();
    store::of_reference(&mut tx, reference)
        .await
        .unwrap()
        .unwrap()
}

async fn again(town: &Town, it: &Concern) -> Concern {
    found(town, &it.reference).await
}

async fn sergeant(town: &Town, ward: &str) -> Citizen {
    let ward = town.ward(ward).await;
    town.somebody(Role::Sergeant, Some(ward), None).await
}

async fn page(who: &Citizen, path: &str) -> String {
    let answered = who.actor.get(path).await.unwrap();
    assert_eq!(answered.status, StatusCode::OK, "{path}");
    plain(&answered.body)
}

#[tokio::test]
async fn many_at_once_are_one_line_and_are_closed_with_one_word() {
    let town = Town::new().await;
    let filed = file(&town, "off-road-bikes", 9).await;
    let officer = sergeant(&town, "Canalside").await;
    let list = officer.actor.get("/desk/concerns").await.unwrap();
    list.says("9 like this since 2:01pm");
    list.says("9 concerns, of which nobody has read 9, in 1 line");
    assert!(!list.body.contains(&filed[0].reference));
    let at = list.body.find("/desk/concerns?burst=").unwrap();
    let burst = list.body[at..].split('"').next().unwrap();
    let open = officer.actor.get(burst).await.unwrap();
    for it in &filed {
        assert!(open.body.contains(&it.reference), "{}", it.reference);
    }
    let ids: Vec<String> = filed.iter().map(|it| it.id.to_string()).collect();
    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("concern", id.as_str())).collect();
    fields.push(("do", "close"));
    let together = "/desk/concerns/together";
    let stranger = sergeant(&town, "Coppice").await;
    let mut whole = fields.clone();
    whole.extend([
        ("reason", "nothing_more"),
        ("word", "It was a race, and it is over."),
    ]);
    stranger
        .actor
        .post(together, &whole)
        .await
        .unwrap()
        .is_not_there();
    assert_eq!(again(&town, &filed[0]).await.state, ConcernState::Sent);
    let refused = officer.actor.post(together, &fields).await.unwrap();
    refused.is_refused_with("Choose why nothing more is done");
    officer.actor.does(together, &whole).await.unwrap();
    for it in &filed {
        let now = again(&town, it).await;
        assert_eq!(now.state, ConcernState::ClosedNotDone);
        assert_eq!(now.note, "It was a race, and it is over.");
    }
    assert_eq!(town.last_line().await.0, "closed without being done");
}

#[tokio::test]
async fn a_flood_over_a_whole_ward_is_one_line_of_each_kind() {
    let town = Town::new().await;
    // Two or three at each of twenty places that are over 300 metres apart.
    let spread = |n: usize| {
        let (row, column) = (n % 5, n / 5 % 4);
        let lat = 51.2294 + 0.00275 * row as f64;
        let long = 0.0963 + 0.0044 * column as f64;
        (format!("{lat:.6}"), format!("{long:.6}"))
    };
    let officer = sergeant(&town, "Canalside").await;
    file_at(&town, "off-road-bikes", 39, spread).await;
    let list = page(&officer, "/desk/concerns").await;
    assert!(!list.contains("like this since"), "{list}");
    file_at(&town, "off-road-bikes", 3, spread).await;
    let list = page(&officer, "/desk/concerns").await;
    assert!(
        list.contains("42 concerns, of which nobody has read 42, in 1 line"),
        "{list}"
    );
}

#[tokio::test]
async fn seven_are_no_burst_and_the_list_can_be_narrowed() {
    let town = Town::new().await;
    let filed = file(&town, "off-road-bikes", 7).await;
    let officer = sergeant(&town, "Canalside").await;
    let list = page(&officer, "/desk/concerns").await;
    assert!(
        list.contains("7 concerns, of which nobody has read 7"),
        "{list}"
    );
    assert!(list.contains(&filed[6].reference) && !list.contains("like this since"));
    for (path, there) in [
        ("/desk/concerns?kind=off-road-bikes", true),
        ("/desk/concerns?kind=noise", false),
        ("/desk/concerns?ward=canalside&source=program", true),
        ("/desk/concerns?source=phone", false),
        ("/desk/concerns?ward=coppice", false),
        ("/desk/concerns?waiting=3", false),
        ("/desk/concerns?state=done", false),
        ("/desk/concerns?page=2", false),
    ] {
        let list = page(&officer, path).await;
        assert_eq!(list.contains(&filed[0].reference), there, "{path}");
    }
    town.later(Duration::hours(73));
    let officer = sergeant(&town, "Canalside").await;
    let list = page(&officer, "/desk/concerns?waiting=3").await;
    assert!(
        list.contains("Not read in 72 hours") && list.contains("Waits 3 days"),
        "{list}"
    );
    // The police are not the council: its partner sees what is the council's.
    let council = town
        .somebody(Role::Partner, None, Some("council-streets"))
        .await;
    assert!(
        !page(&council, "/desk/concerns")
            .await
            .contains(&filed[0].reference)
    );
}

#[tokio::test]
async fn two_that_are_the_same_go_together_and_part_again() {
    let town = Town::new().await;
    let filed = file(&town, "noise", 3).await;
    let officer = sergeant(&town, "Canalside").await;
    let (lead, voice) = (&filed[0], &filed[1]);
    let shown = page(&officer, &voice.path()).await;
    assert!(
        shown.contains("Open ones of this kind within 200 metres"),
        "{shown}"
    );
    assert!(shown.contains("2 more within 50 metres in the last 12 months"));
    let join = format!("{}/join", voice.path());
    let fields = |lead: &'static str| [("version", "1"), ("lead", lead)];
    let refused = officer
        .actor
        .post(&join, &fields("C-0000-00"))
        .await
        .unwrap();
    refused.is_refused_with("Write the reference of a concern that you may see");
    let own = [("version", "1"), ("lead", voice.reference.as_str())];
    let refused = officer.actor.post(&join, &own).await.unwrap();
    refused.is_refused_with("That is this concern");
    let same = [("version", "1"), ("lead", lead.reference.as_str())];
    officer.actor.does(&join, &same).await.unwrap();
    assert_eq!(again(&town, voice).await.joined, Some(lead.id));
    assert!(
        page(&officer, &lead.path())
            .await
            .contains("2 people have said so")
    );
    let list = page(&officer, "/desk/concerns").await;
    assert!(!list.contains(&voice.reference) && list.contains("2 people have said so"));
    let done = [("version", "1"), ("result", "The music is off at ten.")];
    officer
        .actor
        .does(&format!("{}/done", lead.path()), &done)
        .await
        .unwrap();
    let followed = again(&town, voice).await;
    assert_eq!(followed.state, ConcernState::Done);
    assert_eq!(followed.note, "The music is off at ten.");
    assert!(
        page(&officer, &voice.path())
            .await
            .contains("It is dealt with together")
    );
    officer
        .actor
        .does(&format!("{}/part", voice.path()), &[])
        .await
        .unwrap();
    assert_eq!(again(&town, voice).await.joined, None);
    assert_eq!(town.last_line().await.0, "parted");
    let third = format!("{}/part", filed[2].path());
    officer
        .actor
        .post(&third, &[])
        .await
        .unwrap()
        .is_not_there();
}

#[tokio::test]
async fn a_voice_that_nobody_has_read_waits_also_when_its_lead_is_done() {
    let town = Town::new().await;
    let filed = file(&town, "noise", 1).await;
    let officer = sergeant(&town, "Canalside").await;
    let lead = &filed[0];
    let mut desk = Desk::of_the_house(&town.house, Act::Report).await.unwrap();
    let permit = desk.permit(Act::Report, &On::default()).unwrap();
    let voice = Report {
        service: town.house.place().service("noise").unwrap().clone(),
        ward: lead.ward,
        point: None,
        place: "Next door".into(),
        words: "And they threatened my son".into(),
        answers: Vec::new(),
        happened: String::new(),
        joins: Some(lead.id),
        source: Source::Web,
        contact: Contact::Anonymous,
        may_pass: false,
        photos: Vec::new(),
    };
    let voice = reports::send(&mut desk, &permit, voice).await.unwrap();
    desk.keep().await.unwrap();
    // It hears the word, and is not taken as read.
    let done = [("version", "1"), ("result", "The music is off at ten.")];
    let verb = format!("{}/done", lead.path());
    officer.actor.does(&verb, &done).await.unwrap();
    let unread = again(&town, &voice.concern).await;
    assert_eq!(unread.state, ConcernState::Sent);
    let list = page(&officer, "/desk/concerns").await;
    assert!(list.contains(&voice.concern.reference), "{list}");
    let talk = town.visitor();
    let talk = talk
        .post("/reports/receipt", &[("receipt", &voice.receipt)])
        .await;
    talk.unwrap().says("The music is off at ten.");
    // Once somebody has read it, it is where its lead is.
    let shown = page(&officer, &voice.concern.path()).await;
    assert!(shown.contains("threatened my son"));
    let read = [("version", "1"), ("shown", "")];
    let verb = format!("{}/read", voice.concern.path());
    officer.actor.does(&verb, &read).await.unwrap();
    assert_eq!(again(&town, &voice.concern).await.state, ConcernState::Done);
}

#[tokio::test]
async fn words_that_point_at_a_person_need_a_tick_and_can_be_taken_down() {
    let town = Town::new().await;
    let it = file(&town, "noise", 1).await.remove(0);
    let officer = sergeant(&town, "Canalside").await;
    let words = "Mr Marker at 14 Lock Road plays music, ring 07700 900123";
    let read = format!("{}/read", it.path());
    let refused = officer
        .actor
        .post(&read, &[("version", "1"), ("shown", words)])
        .await
        .unwrap();
    refused.is_refused_with("a phone number (07700 900123)");
    refused.says("I have read it and it may be shown");
    assert_eq!(again(&town, &it).await.shown_words, None);
    let ticked = [("version", "1"), ("shown", words), ("checked", "yes")];
    officer.actor.does(&read, &ticked).await.unwrap();
    assert_eq!(again(&town, &it).await.shown_words.as_deref(), Some(words));
    let news = [("version", "2"), ("news", "We rang marker@seeded.example")];
    let refused = officer
        .actor
        .post(&format!("{}/work", it.path()), &news)
        .await
        .unwrap();
    refused.is_refused_with("an e-mail address");
    officer
        .actor
        .does(&format!("{}/hide", it.path()), &[])
        .await
        .unwrap();
    assert_eq!(again(&town, &it).await.shown_words, None);
    assert_eq!(town.last_line().await.0, "took down");
}

#[tokio::test]
async fn a_call_is_taken_in_and_reference_and_receipt_are_read_out() {
    let town = Town::new().await;
    let officer = sergeant(&town, "Canalside").await;
    let new = "/desk/concerns/new";
    let call = [
        ("source", "phone"),
        ("ward", "canalside"),
        ("kind", "noise"),
        ("place", "Lock Road, by the bridge"),
        ("words", "Seededmarker: a party every Friday"),
        ("reach", "team"),
    ];
    let refused = officer.actor.post(new, &call).await.unwrap();
    refused.is_refused_with("Write a phone number or an e-mail address");
    let mut whole = call.to_vec();
    whole.extend([("name", "Jo Seededname"), ("phone", "07700 900123")]);
    let mut elsewhere = whole.clone();
    elsewhere[1] = ("ward", "coppice");
    let refused = officer.actor.post(new, &elsewhere).await.unwrap();
    refused.is_refused_with("Choose the ward");
    let taken = officer.actor.post(new, &whole).await.unwrap();
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.complaint());
    taken.says("Read this out");
    taken.says("Receipt, to keep secret");
    let words = plain(&taken.body);
    let reference = words
        .split_whitespace()
        .find(|word| word.starts_with("C-"))
        .unwrap();
    let kept = found(&town, reference).await;
    assert_eq!((kept.words.as_str(), kept.source.word()), ("", "phone"));
    assert!(page(&officer, &kept.path()).await.contains("Seededmarker"));
    assert!(
        page(&officer, "/desk/concerns?source=phone")
            .await
            .contains(reference)
    );
    let member = &town.panel("Canalside", 5).await[1];
    member.actor.get(new).await.unwrap().is_not_there();
    assert!(
        town.mail()
            .await
            .iter()
            .all(|(_, body)| !body.contains("Seeded"))
    );
}

#[tokio::test]
async fn what_is_for_somebody_else_is_passed_on_and_a_crime_does_not_wait() {
    let town = Town::new().await;
    let it = file(&town, "fly-tipping", 1).await.remove(0);
    let officer = sergeant(&town, "Canalside").await;
    let housing = town
        .somebody(Role::Partner, None, Some("public-protection"))
        .await;
    housing.actor.get(&it.path()).await.unwrap().is_not_there();
    let pass = format!("{}/pass", it.path());
    let refused = officer
        .actor
        .post(&pass, &[("version", "1")])
        .await
        .unwrap();
    refused.is_refused_with("Choose who deals with it");
    let to = [("version", "1"), ("agency", "public-protection")];
    officer.actor.does(&pass, &to).await.unwrap();
    assert_eq!(town.last_line().await.0, "passed on");
    let shown = page(&housing, &it.path()).await;
    assert!(shown.contains("who deal with it from now on"), "{shown}");
    let mail = town.mail().await;
    assert_eq!(mail.len(), 1, "{mail:?}");
    assert!(mail[0].1.contains(&it.reference) && !mail[0].1.contains("Bikes"));
    // The reader at the agency sees a crime in it: the police have it at once, on top.
    let police = [("version", "2"), ("police", "yes")];
    housing.actor.does(&pass, &police).await.unwrap();
    housing.actor.get(&it.path()).await.unwrap().is_not_there();
    let list = page(&officer, "/desk/concerns").await;
    assert!(list.contains("For the police now"), "{list}");
    assert!(town.mail().await.len() > 1);
}

#[tokio::test]
async fn the_panel_takes_up_what_residents_report_and_all_of_them_hear_the_result() {
    let town = Town::new().await;
    let filed = file(&town, "off-road-bikes", 6).await;
    // A month is told when it is over.
    town.later(Duration::days(10));
    let panel = town.panel("Canalside", 6).await;
    let chair = &panel[0];
    let path = "/desk/concerns/summary?ward=canalside";
    let shown = page(chair, path).await;
    assert!(shown.contains("Off-road bikes and scooters 6"), "{shown}");
    assert!(!shown.contains(&filed[0].reference) && !shown.contains("number 3"));
    let stranger = &town.panel("Coppice", 5).await[1];
    stranger.actor.get(path).await.unwrap().is_not_there();
    let meeting = town
        .meeting_on("2026-12-15", "Canalside", &chair.actor)
        .await;
    let press = [("ward", "canalside"), ("kind", "off-road-bikes")];
    let form = "/desk/concerns/summary";
    stranger
        .actor
        .post(form, &press)
        .await
        .unwrap()
        .is_not_there();
    chair.actor.does(form, &press).await.unwrap();
    let refused = chair.actor.post(form, &press).await.unwrap();
    refused.is_refused_with("is with the panel already");
    let kept = town.find_meeting(meeting).await;
    let mut tx = town.house.db().reading().await.unwrap();
    let list = panels::suggestions::store::for_meeting(&mut tx, &kept)
        .await
        .unwrap();
    drop(tx);
    assert_eq!((list.len(), list[0].people), (1, Some(6)));
    town.bring_to(meeting, &chair.actor, Stage::Agree, 5).await;
    town.agree(meeting, &chair.actor, &list[0], &[])
        .await
        .is_taken();
    assert_eq!(
        public::themes::tell(&town.house).await.unwrap(),
        0,
        "it is not closed yet"
    );
    let priority = town.priorities("Canalside").await.remove(0);
    let close = [
        ("outcome", "reduced"),
        ("result", "A barrier stands, and it is quiet."),
        ("we_did", "Barriers"),
        ("measured", "5"),
    ];
    chair
        .actor
        .does(&format!("{}/close", priority.desk_path()), &close)
        .await
        .unwrap();
    assert_eq!(public::themes::tell(&town.house).await.unwrap(), 6);
    assert_eq!(
        public::themes::tell(&town.house).await.unwrap(),
        0,
        "nobody hears twice"
    );
    let mut tx = town.house.db().reading().await.unwrap();
    let word = store::updates(&mut tx, filed[5].id).await.unwrap();
    assert!(word[0].words.contains("A barrier stands, and it is quiet.") && word[0].shown);
}

#[tokio::test]
async fn the_office_keeps_replies_and_one_fills_the_boxes() {
    let town = Town::new().await;
    let it = file(&town, "noise", 1).await.remove(0);
    let office = town.somebody(Role::Office, None, None).await;
    let officer = sergeant(&town, "Canalside").await;
    officer
        .actor
        .get("/desk/replies")
        .await
        .unwrap()
        .is_not_there();
    let wrong = [("name", "Visit"), ("words", "Dear {name}")];
    let refused = office.actor.post("/desk/replies", &wrong).await.unwrap();
    refused.is_refused_with("{name} is no blank");
    let right = [
        ("name", "Visit"),
        ("words", "We visit {ward} about {reference} ({kind})."),
    ];
    office.actor.does("/desk/replies", &right).await.unwrap();
    let open = officer.actor.get(&it.path()).await.unwrap();
    let at = open.body.find("<option value=\"").unwrap();
    let id = open.body[at + 15..].split('"').next().unwrap();
    let filled = officer
        .actor
        .get(&format!("{}?reply={id}", it.path()))
        .await
        .unwrap();
    let words = format!("We visit Canalside about {} (Noise).", it.reference);
    assert_eq!(filled.text_area("news"), words);
    assert_eq!(filled.text_area("why"), words);
    office
        .actor
        .does(&format!("/desk/replies/{id}/end"), &[])
        .await
        .unwrap();
    assert!(
        !page(&officer, &it.path())
            .await
            .contains("Begin with a reply")
    );
}

#[tokio::test]
async fn what_became_of_concerns_is_published_without_small_counts() {
    let town = Town::new().await;
    let filed = file(&town, "off-road-bikes", 40).await;
    let officer = sergeant(&town, "Canalside").await;
    for it in &filed[..30] {
        let read = [("version", "1"), ("shown", "")];
        officer
            .actor
            .does(&format!("{}/read", it.path()), &read)
            .await
            .unwrap();
        let done = [("version", "2"), ("result", "Barriers stand.")];
        officer
            .actor
            .does(&format!("{}/done", it.path()), &done)
            .await
            .unwrap();
    }
    // Only a quarter that has ended is told.
    town.later(Duration::days(60));
    let visitor = town.visitor();
    let json = |path: &'static str| {
        let visitor = visitor.clone();
        async move {
            let answered = visitor.get(path).await.unwrap();
            assert_eq!(answered.status, StatusCode::OK, "{}", answered.body);
            serde_json::from_str::<serde_json::Value>(&answered.body).unwrap()
        }
    };
    let all = json("/results/concerns.json?by=kind&quarter=2026-Q4").await;
    let row = |name: &str| {
        let rows = all["rows"].as_array().unwrap();
        rows.iter().find(|row| row["of"] == name).unwrap().clone()
    };
    let bikes = row("Off-road bikes and scooters");
    assert_eq!(
        (bikes["sent"].as_i64(), bikes["done"].as_i64()),
        (Some(40), Some(30))
    );
    assert_eq!(
        (
            bikes["percent_read_in_time"].as_i64(),
            bikes["percent_done"].as_i64()
        ),
        (Some(75), Some(75))
    );
    assert_eq!(bikes["median_days"], 0);
    assert_eq!(row("All together")["sent"], 40);
    let wards = json("/results/concerns.json?quarter=2026-Q4").await;
    assert_eq!(wards["by"], "ward");
    let shown = visitor.get("/results/concerns?by=agency").await.unwrap();
    shown.says("What became of concerns");
    // Two of another kind are few, and the sum would give them away in every table: another kind is hidden with them.
    let mut filed = file(&town, "off-road-bikes", 40).await;
    filed.extend(file(&town, "noise", 2).await);
    // These came from people: nobody can read them one by one.
    let mut tx = town.house.db().writing().await.unwrap();
    for it in filed {
        tx.run(
            "UPDATE concern SET contact = 'anonymous' WHERE id = $1",
            args![it.id],
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    town.later(Duration::days(90));
    let all = json("/results/concerns.json?by=kind").await;
    let rows = all["rows"].as_array().unwrap();
    let sent = |name: &str| rows.iter().find(|row| row["of"] == name).unwrap()["sent"].as_u64();
    assert_eq!((sent("Noise"), sent("All together")), (None, Some(42)));
    assert_eq!(sent("Off-road bikes and scooters"), None);
    let wards = json("/results/concerns.json").await;
    let last = wards["rows"].as_array().unwrap().last().unwrap();
    assert_eq!(last["sent"], 42);
}

#[tokio::test]
async fn what_an_agency_had_when_it_ended_goes_to_the_one_that_took_over() {
    let town = Town::new().await;
    let filed = file(&town, "fly-tipping", 2).await;
    let officer = sergeant(&town, "Canalside").await;
    let done = [("version", "1"), ("result", "Cleared.")];
    let verb = format!("{}/done", filed[0].path());
    officer.actor.does(&verb, &done).await.unwrap();
    // Streets are taken over by housing on 25 November 2026.
    let text = include_str!("../../../../places/alderwick/place.toml")
        .replace(
            "slug = \"council-streets\"\n",
            "slug = \"council-streets\"\nuntil = 2026-11-24\n",
        )
        .replace(
            "slug = \"housing\"\n",
            "slug = \"housing\"\nfrom = 2026-11-25\nwas = [\"council-streets\"]\n",
        )
        .replace("owner = \"council-streets\"", "owner = \"housing\"");
    let place = base::place::Place::parse(&text).unwrap();
    let mut tx = town.house.db().writing().await.unwrap();
    base::agencies::settle(&mut tx, &place).await.unwrap();
    tx.commit().await.unwrap();
    let (old, lines) = (filed[1].agency, town.ledger().await);
    concerns::concerns::inherit(&town.house).await.unwrap();
    assert_eq!(
        again(&town, &filed[1]).await.agency,
        old,
        "not before its last day is over"
    );
    assert_eq!(town.ledger().await, lines);
    town.later(Duration::days(1));
    concerns::concerns::inherit(&town.house).await.unwrap();
    assert_ne!(again(&town, &filed[1]).await.agency, old);
    assert_eq!(
        again(&town, &filed[0]).await.agency,
        old,
        "what is over stays where it was"
    );
    assert_eq!(town.last_line().await.0, "handed open concerns on");
    let housing = town.somebody(Role::Partner, None, Some("housing")).await;
    assert!(
        page(&housing, "/desk/concerns")
            .await
            .contains(&filed[1].reference)
    );
}
