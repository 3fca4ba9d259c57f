//! Events of a ward team.

use base::Role;
use chrono::Duration;
use wardmote::demo::{Actor, Answered};

use crate::town::{Expect as _, Town};

const NEW: &str = "/desk/wards/fairmead/events/new";
const PAGE: &str = "/wards/fairmead/events/2026-12-02-coffee-tea-at-the-library";

/// A draft for Wednesday next week, with signs that files must escape.
async fn planned(officer: &Actor, changed: &[(&str, &str)]) -> Answered {
    let mut fields = vec![
        ("title", "Coffee, tea at the library"),
        ("kind", "coffee"),
        ("about", "Say what you see; no need to book <ahead>"),
        ("day", "2026-12-02"),
        ("from", "10am"),
        ("to", "11:30"),
        (
            "place",
            "Fairmead Library, by the front desk 🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲",
        ),
        ("access", "Step-free"),
        ("point", "51.405, 0.014"),
        ("organiser", "Ward officer"),
        ("agencies", "police"),
        ("agencies", "council"),
    ];
    fields.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    fields.extend(changed);
    officer.post(NEW, &fields).await.unwrap()
}

/// The lines of a calendar file, unfolded: name and value.
fn unfold(file: &str) -> Vec<(String, String)> {
    assert!(file.ends_with("\r\n") && !file.replace("\r\n", "").contains(['\r', '\n']));
    assert!(file.split("\r\n").all(|line| line.len() <= 75));
    file.replace("\r\n ", "")
        .split("\r\n")
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

fn value<'a>(lines: &'a [(String, String)], name: &str) -> &'a str {
    let found = lines.iter().find(|(known, _)| known == name);
    found.map_or("", |(_, value)| value)
}

fn header(answer: &Answered, name: &str) -> String {
    let found = answer.headers.iter().find(|(known, _)| known == name);
    found.map_or(String::new(), |(_, value)| value.clone())
}

#[tokio::test]
async fn an_event_is_a_draft_until_it_is_published_and_then_stands_everywhere() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    let at = planned(&officer.actor, &[]).await;
    at.is_taken();
    let visitor = town.visitor();
    visitor.get(PAGE).await.unwrap().is_not_there();
    for path in ["/events", "/events.csv", "/events.ics", "/updates.atom"] {
        let page = visitor.get(path).await.unwrap();
        assert!(!page.body.contains("Coffee, tea"), "{path} shows a draft");
        assert!(!page.body.contains("Coffee\\, tea"), "{path} shows a draft");
    }
    let publish = format!("{}/publish", at.location);
    officer
        .actor
        .post(&publish, &[("version", "1")])
        .await
        .unwrap()
        .is_taken();
    assert_eq!(town.last_line().await, ("published".into(), "event".into()));
    let page = visitor.get(PAGE).await.unwrap();
    page.says("Wednesday 2 December 2026, 10am to 11:30am");
    page.says("Step-free");
    for path in [
        "/events",
        "/wards/fairmead/events",
        "/events?ward=fairmead&kind=coffee",
        "/events.csv",
        "/events.json",
        "/wards/fairmead/events.csv",
    ] {
        let list = visitor.get(path).await.unwrap();
        assert!(list.body.contains("Coffee, tea"), "{path}");
    }
    let other = visitor.get("/events.csv?kind=walkabout").await.unwrap();
    assert!(!other.body.contains("Coffee"));
    visitor
        .get("/events?ward=nowhere")
        .await
        .unwrap()
        .is_not_there();

    let file = visitor.get("/wards/fairmead/events.ics").await.unwrap();
    assert_eq!(
        header(&file, "content-type"),
        "text/calendar; charset=utf-8"
    );
    assert!(header(&file, "etag").starts_with('"'));
    let lines = unfold(&file.body);
    assert_eq!(value(&lines, "DTSTART"), "20261202T100000Z");
    assert_eq!(value(&lines, "DTEND"), "20261202T113000Z");
    assert_eq!(value(&lines, "SEQUENCE"), "0");
    assert_eq!(value(&lines, "STATUS"), "CONFIRMED");
    assert_eq!(value(&lines, "GEO"), "51.405000;0.014000");
    assert_eq!(
        value(&lines, "SUMMARY"),
        "Coffee\\, tea at the library (Fairmead)"
    );
    assert!(value(&lines, "URL").ends_with(PAGE));
    let again = visitor.get("/wards/fairmead/events.ics").await.unwrap();
    assert_eq!(header(&file, "etag"), header(&again, "etag"));
    let one = visitor.get(&format!("{PAGE}/calendar.ics")).await.unwrap();
    assert_eq!(value(&unfold(&one.body), "UID"), value(&lines, "UID"));

    let feed = visitor.get("/wards/fairmead/updates.atom").await.unwrap();
    assert!(header(&feed, "content-type").starts_with("application/atom+xml"));
    assert!(feed.body.contains("no need to book &lt;ahead&gt;"));
    assert!(feed.body.contains("<category term=\"event\"/>"));
    assert!(feed.body.contains("rel=\"self\" type=\"application/atom+xml\" href=\"http://127.0.0.1:8080/wards/fairmead/updates.atom\""));
    assert!(
        feed.body
            .contains("<georss:point>51.405000 0.014000</georss:point>")
    );
}

#[tokio::test]
async fn a_changed_event_keeps_its_address_and_a_cancelled_one_says_why_until_its_day_is_over() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    let at = planned(&officer.actor, &[]).await.location;
    let post = async |verb: &str, fields: &[(&str, &str)]| {
        let path = format!("{at}/{verb}");
        officer.actor.post(&path, fields).await.unwrap()
    };
    post("publish", &[("version", "1")]).await.is_taken();
    let change = |version: &'static str| {
        [
            ("version", version),
            ("title", "Coffee, tea at the library"),
            ("kind", "coffee"),
            ("day", "2026-12-03"),
            ("from", "10am"),
            ("to", "11am"),
            ("place", "Fairmead Library"),
            ("access", "Step-free"),
            ("organiser", "Ward officer"),
        ]
    };
    post("change", &change("1"))
        .await
        .is_refused_with("Somebody else has just changed this event");
    post("change", &change("2")).await.is_taken();
    let visitor = town.visitor();
    visitor
        .get(PAGE)
        .await
        .unwrap()
        .says("Thursday 3 December 2026, 10am to 11am");
    let file = visitor.get("/events.ics").await.unwrap().body;
    assert_eq!(value(&unfold(&file), "SEQUENCE"), "1");
    let uid = value(&unfold(&file), "UID").to_owned();

    post("cancel", &[("version", "3"), ("reason", " ")])
        .await
        .is_refused_with("Write why. Residents read it");
    post(
        "cancel",
        &[("version", "3"), ("reason", "The library is shut")],
    )
    .await
    .is_taken();
    visitor.get(PAGE).await.unwrap().says("The library is shut");
    visitor
        .get("/wards/fairmead/events")
        .await
        .unwrap()
        .says("Cancelled. The library is shut");
    let lines = unfold(&visitor.get("/events.ics").await.unwrap().body);
    assert_eq!(value(&lines, "STATUS"), "CANCELLED");
    assert_eq!(value(&lines, "SEQUENCE"), "2");
    assert_eq!(value(&lines, "UID"), uid);
    town.house
        .clock()
        .set("2026-12-04T00:30:00Z".parse().unwrap());
    visitor.get(PAGE).await.unwrap().is_not_there();
}

#[tokio::test]
async fn who_came_and_what_they_said_is_written_down_and_a_late_follow_up_leads_the_list() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await;
    let at = planned(&sergeant.actor, &[]).await.location;
    let post = async |verb: &str, fields: &[(&str, &str)]| {
        let path = format!("{at}/{verb}");
        sergeant.actor.post(&path, fields).await.unwrap()
    };
    post("publish", &[("version", "1")]).await.is_taken();
    let came = [
        ("version", "2"),
        ("attendance", "14"),
        ("summary", "Mostly about bikes"),
    ];
    post("hold", &came)
        .await
        .is_refused_with("It begins on Wednesday 2 December 2026, 10am");
    let said = |words: &'static str, due: &'static str| {
        [
            ("words", words),
            ("category", "bikes"),
            ("people", "5"),
            ("follow_up", "Ask for barriers"),
            ("owner", "Ward officer"),
            ("due_on", due),
        ]
    };
    post("concerns", &said("Bikes in the park", "2026-12-09"))
        .await
        .is_refused_with("It begins on Wednesday 2 December 2026, 10am");
    town.house
        .clock()
        .set("2026-12-02T13:00:00Z".parse().unwrap());
    let id = sergeant.id;
    let again = async || {
        Actor::signed_in(&town.house, town.door.clone(), id)
            .await
            .unwrap()
    };
    let sergeant = again().await;
    let list = "/desk/wards/fairmead/events";
    let page = sergeant.get(list).await.unwrap();
    page.says("To report");
    let path = |verb: &str| format!("{at}/{verb}");
    sergeant.does(&path("hold"), &came).await.unwrap();
    sergeant
        .post(&path("concerns"), &said("Bikes in the park", "2026-11-09"))
        .await
        .unwrap()
        .is_refused_with("Choose a date that is still to come");
    sergeant
        .does(&path("concerns"), &said("Bikes in the park", "2026-12-09"))
        .await
        .unwrap();
    let public = town.visitor().get(PAGE).await.unwrap();
    public.says("14 came. Mostly about bikes");
    assert!(!public.body.contains("Bikes in the park"));
    town.later(Duration::days(10));
    let sergeant = again().await;
    let page = sergeant.get(list).await.unwrap();
    page.says("Ask for barriers");
    page.says("Late: 3 days");
    let mut tx = town.house.db().reading().await.unwrap();
    let open = wards::events::store::open_follow_ups(&mut tx)
        .await
        .unwrap();
    drop(tx);
    let outcome = [("outcome", "The council fits them in January")];
    let done = open[0].path();
    sergeant.does(&done, &outcome).await.unwrap();
    sergeant
        .post(&done, &outcome)
        .await
        .unwrap()
        .is_refused_with("This follow-up is done already");
    let page = sergeant.get(&at).await.unwrap();
    page.says("The council fits them in January");
}

#[tokio::test]
async fn an_event_of_another_ward_is_not_there_and_a_past_one_is_not_planned() {
    let town = Town::new().await;
    let (ward, other) = (town.ward("Fairmead").await, town.ward("Mill Green").await);
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    let stranger = town.somebody(Role::WardOfficer, Some(other), None).await;
    let member = town.somebody(Role::PanelMember, Some(ward), None).await;
    let at = planned(&officer.actor, &[]).await.location;
    let publish = format!("{at}/publish");
    for actor in [&stranger.actor, &member.actor] {
        actor.get(&at).await.unwrap().is_not_there();
        let sent = actor.post(&publish, &[("version", "1")]).await.unwrap();
        sent.is_not_there();
        planned(actor, &[]).await.is_not_there();
    }
    let visitor = town.visitor();
    for sent in [
        visitor.get(&at).await.unwrap(),
        visitor.post(&publish, &[("version", "1")]).await.unwrap(),
    ] {
        assert!(sent.status == 401 || sent.location.starts_with("/sign-in"));
    }
    planned(&officer.actor, &[("day", "2026-11-23")])
        .await
        .is_refused_with("Choose a time that is still to come");
    planned(&officer.actor, &[("to", "9am")])
        .await
        .is_refused_with("It must end after it begins");
    planned(&officer.actor, &[("point", "here")])
        .await
        .is_refused_with("Write latitude and longitude");
    // The same name on the same day has an address of its own.
    let second = planned(&officer.actor, &[]).await.location;
    let publish = format!("{second}/publish");
    officer
        .actor
        .does(&publish, &[("version", "1")])
        .await
        .unwrap();
    town.visitor()
        .get(&format!("{PAGE}-2"))
        .await
        .unwrap()
        .says("Coffee, tea at the library");
}

#[tokio::test]
async fn an_event_in_the_hour_that_spring_leaves_out_is_taken_and_ends_after_it_begins() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
    let night = [("day", "2027-03-28"), ("from", "00:30"), ("to", "01:30")];
    let at = planned(&officer.actor, &night).await;
    at.is_taken();
    let publish = format!("{}/publish", at.location);
    officer
        .actor
        .does(&publish, &[("version", "1")])
        .await
        .unwrap();
    let lines = unfold(&town.visitor().get("/events.ics").await.unwrap().body);
    assert_eq!(value(&lines, "DTSTART"), "20270328T003000Z");
    assert_eq!(value(&lines, "DTEND"), "20270328T013000Z");
}
