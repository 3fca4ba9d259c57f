//! Updates by e-mail without an account.

use axum::{body::Body, extract::Request, http::StatusCode};
use base::{Role, args, mail::Message};
use chrono::Duration;
use tower::ServiceExt as _;
use wardmote::demo::{Actor, Answered};

use crate::{
    queries::tables_with,
    town::{Expect as _, Town},
};

const JO: &str = "jo.zebra@marker.example";
const AL: &str = "al.ocelot@marker.example";

async fn ask(town: &Town, address: &str, fields: &[(&str, &str)]) -> Answered {
    let mut all = vec![("email", address)];
    all.extend(fields);
    town.visitor()
        .post("/updates/subscribe", &all)
        .await
        .unwrap()
}

/// The mails to an address, oldest first.
async fn mails(town: &Town, address: &str) -> Vec<Message> {
    let mut tx = town.house.db().reading().await.unwrap();
    let mut all = base::mail::latest(&mut tx).await.unwrap();
    all.retain(|it| it.to == address);
    all.reverse();
    all
}

/// The path of a link in a mail.
fn link(town: &Town, mail: &Message, start: &str, end: &str) -> String {
    let address = &town.house.settings().address;
    let found = mail
        .body
        .split_whitespace()
        .filter_map(|word| word.strip_prefix(address.as_str()))
        .find(|path| path.starts_with(start) && path.ends_with(end));
    found.unwrap_or_else(|| panic!("{}", mail.body)).to_owned()
}

/// Asks and confirms; gives the path of the subscription.
async fn subscribed(town: &Town, address: &str, fields: &[(&str, &str)]) -> String {
    ask(town, address, fields).await.is_taken();
    let mail = mails(town, address).await.pop().unwrap();
    let path = link(town, &mail, "/updates/confirm/", "");
    let done = town.visitor().post(&path, &[]).await.unwrap();
    done.says("You get updates");
    path.replace("/confirm", "")
}

async fn send(town: &Town) -> usize {
    public::subscriptions::send(&town.house).await.unwrap()
}

/// An event that residents see; gives its page in the working area.
async fn event(officer: &Actor, ward: &str, title: &str) -> String {
    let fields = [
        ("title", title),
        ("kind", "coffee"),
        ("about", "Words of the event itself"),
        ("day", "2026-12-22"),
        ("from", "10am"),
        ("to", "11am"),
        ("place", "Library"),
        ("access", "Step-free"),
        ("organiser", "Ward officer"),
    ];
    let path = format!("/desk/wards/{ward}/events/new");
    let at = officer.does(&path, &fields).await.unwrap();
    let publish = format!("{at}/publish");
    officer.does(&publish, &[("version", "1")]).await.unwrap();
    at
}

async fn everywhere(town: &Town) -> Actor {
    town.somebody(Role::Office, None, None).await.actor
}

const EVENTS: [(&str, &str); 3] = [("ward", "fairmead"), ("kind", "event"), ("pace", "at_once")];

#[tokio::test]
async fn a_resident_confirms_hears_at_once_chooses_anew_and_leaves_in_one_press() {
    let town = Town::new().await;
    let office = everywhere(&town).await;
    event(&office, "fairmead", "Before anybody asked").await;
    town.visitor()
        .get("/wards/fairmead")
        .await
        .unwrap()
        .says("Updates by e-mail");
    let form = town
        .visitor()
        .get("/updates/subscribe?ward=fairmead")
        .await
        .unwrap();
    assert!(form.body.contains("value=\"fairmead\" checked"));
    let asked = ask(&town, "  Jo.Zebra@Marker.example ", &EVENTS).await;
    assert_eq!(asked.location, "/updates/sent");
    let first = mails(&town, JO).await.remove(0);
    assert_eq!(first.subject, "Updates for Fairmead");
    assert_eq!(first.leave_link, None);
    let confirm = link(&town, &first, "/updates/confirm/", "");
    let token = confirm.rsplit('/').next().unwrap();
    // Whatever opens the link confirms nothing.
    let opened = town.visitor().get(&confirm).await.unwrap();
    opened.says("Yes, send me updates");
    for (name, value) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
    ] {
        let found = opened.headers.iter().find(|(known, _)| known == name);
        assert_eq!(found.unwrap().1, value);
    }
    assert_eq!(send(&town).await, 0);
    for _ in 0..2 {
        let done = town.visitor().post(&confirm, &[]).await.unwrap();
        assert_eq!(done.status, StatusCode::OK);
        done.says("You get updates");
    }
    let found = tables_with(&town, token).await;
    assert_eq!(found, ["message".to_owned()].into(), "only hashes are kept");
    assert_eq!(send(&town).await, 0, "what was public before is no news");
    let at = event(&office, "fairmead", "Coffee at the library").await;
    event(&office, "hollins", "Coffee elsewhere").await;
    assert_eq!((send(&town).await, send(&town).await), (1, 0));
    let news = mails(&town, JO).await.pop().unwrap();
    let page = format!(
        "{}/wards/fairmead/events/2026-12-22-coffee-at-the-library",
        town.house.settings().address
    );
    assert!(news.body.contains("- Coffee at the library (Fairmead)"));
    assert!(news.body.contains(&page), "{}", news.body);
    for word in ["Before", "elsewhere", "Words of the event", "zebra"] {
        assert!(!news.body.contains(word), "{word}: {}", news.body);
    }
    let fields = [("version", "2"), ("reason", "The boiler broke.")];
    office.does(&format!("{at}/cancel"), &fields).await.unwrap();
    assert_eq!((send(&town).await, send(&town).await), (1, 0));
    let told = mails(&town, JO).await.pop().unwrap();
    assert!(told.body.contains("Cancelled: Coffee at the library"));
    // Chooses anew, by the link of that mail.
    let own = link(&town, &told, "/updates/", "/leave").replace("/leave", "");
    let mine = town.visitor().get(&own).await.unwrap();
    assert!(mine.body.contains("value=\"fairmead\" checked"));
    assert!(!mine.body.contains("zebra"), "the page names no address");
    town.visitor()
        .post(&own, &[("kind", "event")])
        .await
        .unwrap()
        .is_refused_with("Choose a ward or more, or the whole borough");
    let minutes = [("ward", "all"), ("kind", "minutes"), ("pace", "at_once")];
    town.visitor()
        .post(&own, &minutes)
        .await
        .unwrap()
        .says("Changed.");
    event(&office, "fairmead", "Not for a reader of minutes").await;
    assert_eq!(send(&town).await, 0);
    // A mail program's own button (RFC 8058): no cookie, any origin, its own body.
    let leave = told.leave_link.clone().unwrap();
    let leave = leave
        .strip_prefix(town.house.settings().address.as_str())
        .unwrap();
    town.visitor()
        .get(leave)
        .await
        .unwrap()
        .says("No more mail comes");
    let one_click = Request::post(leave)
        .header("host", "127.0.0.1")
        .header("origin", "null")
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::from("--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--"))
        .unwrap();
    let Ok(left) = town.door.clone().oneshot(one_click).await;
    assert_eq!(left.status(), StatusCode::OK);
    for path in [leave, &own, &confirm] {
        let gone = town.visitor().get(path).await.unwrap();
        gone.is_not_there();
        gone.says("This link opens nothing");
    }
    let left = tables_with(&town, "zebra").await;
    assert!(left.is_empty(), "the address is still in {left:?}");
    assert_eq!(
        town.last_line().await,
        ("left".into(), "subscription".into())
    );
}

#[tokio::test]
async fn a_weekly_reader_hears_on_monday_morning_of_the_whole_week() {
    let town = Town::new().await;
    let (office, fairmead) = (everywhere(&town).await, town.ward("Fairmead").await);
    let weekly = [
        ("ward", "fairmead"),
        ("ward", "hollins"),
        ("kind", "event"),
        ("kind", "priority"),
        ("pace", "weekly"),
    ];
    subscribed(&town, JO, &weekly).await;
    event(&office, "fairmead", "Coffee").await;
    assert_eq!(send(&town).await, 0);
    town.later(Duration::hours(30));
    town.with_priority("Hollins").await;
    assert_eq!(send(&town).await, 0);
    let at = |text: &str| town.house.clock().set(text.parse().unwrap());
    at("2026-11-30T07:59:00Z");
    assert_eq!(send(&town).await, 0);
    at("2026-11-30T08:00:00Z");
    assert_eq!((send(&town).await, send(&town).await), (1, 0));
    let mail = mails(&town, JO).await.pop().unwrap();
    assert_eq!(mail.subject, "Updates for 2 wards");
    let (priorities, events) = (
        mail.body.find("Agreed by the panel: Bikes in the park"),
        mail.body.find("- Coffee (Fairmead)"),
    );
    assert!(priorities.is_some() && events.is_some(), "{}", mail.body);
    // A week without anything: no mail then, and none in the middle of the next.
    at("2026-12-07T08:01:00Z");
    assert_eq!(send(&town).await, 0);
    let officer = town.somebody(Role::WardOfficer, Some(fairmead), None).await;
    event(&officer.actor, "fairmead", "Tea").await;
    town.later(Duration::hours(24));
    assert_eq!(send(&town).await, 0);
    at("2026-12-14T08:01:00Z");
    assert_eq!(send(&town).await, 1);
}

#[tokio::test]
async fn nobody_learns_whether_an_address_is_known() {
    let town = Town::new().await;
    subscribed(&town, JO, &EVENTS).await;
    let (known, unknown) = (ask(&town, JO, &EVENTS).await, ask(&town, AL, &EVENTS).await);
    assert_eq!(known.status, unknown.status);
    assert_eq!(known.location, unknown.location);
    assert_eq!(known.body, unknown.body);
    let (jo, al) = (mails(&town, JO).await, mails(&town, AL).await);
    assert_eq!((jo.len(), al.len()), (2, 1));
    assert_eq!(jo[1].subject, al[0].subject);
    assert!(jo[1].body.contains("It gets them already"));
    let own = link(&town, &jo[1], "/updates/", "");
    town.visitor()
        .get(&own)
        .await
        .unwrap()
        .says("Your updates by e-mail");
    // The ledger does not tell either, and no table but two holds the address.
    let mut tx = town.house.db().reading().await.unwrap();
    let rows = tx
        .all(
            "SELECT act, record_id, detail FROM ledger ORDER BY seq DESC LIMIT 2",
            args![],
        )
        .await
        .unwrap();
    for row in &rows {
        assert_eq!(row.get::<String>("act").unwrap(), "asked for updates");
        assert_eq!(row.get::<String>("detail").unwrap(), "");
    }
    drop(tx);
    let held = ["message".to_owned(), "subscription".to_owned()];
    for part in ["zebra", "ocelot"] {
        assert_eq!(tables_with(&town, part).await, held.clone().into());
    }
    // A stranger's mailbox is not flooded, and the page says the same.
    for _ in 0..5 {
        let again = ask(&town, AL, &EVENTS).await;
        assert_eq!(again.location, known.location);
    }
    assert_eq!(mails(&town, AL).await.len(), 3);
    // The last that is confirmed stands; the others end with it.
    let links: Vec<_> = mails(&town, AL)
        .await
        .iter()
        .map(|mail| link(&town, mail, "/updates/confirm/", ""))
        .collect();
    town.visitor()
        .post(&links[1], &[])
        .await
        .unwrap()
        .says("You get updates");
    town.visitor()
        .post(&links[0], &[])
        .await
        .unwrap()
        .is_not_there();
}

#[tokio::test]
async fn what_nobody_confirms_is_forgotten_after_two_days_and_a_wrong_link_is_not_there() {
    let town = Town::new().await;
    ask(&town, JO, &EVENTS).await.is_taken();
    let mail = mails(&town, JO).await.remove(0);
    let confirm = link(&town, &mail, "/updates/confirm/", "");
    let wrong = "ab".repeat(32);
    for path in [
        format!("/updates/confirm/{wrong}"),
        format!("/updates/{wrong}"),
        format!("/updates/{wrong}/leave"),
        "/updates/confirm/x".into(),
        "/updates/x".into(),
        // The link that confirms opens nothing else before it has.
        confirm.replace("/confirm", ""),
    ] {
        town.visitor().get(&path).await.unwrap().is_not_there();
        town.visitor()
            .post(&path, &EVENTS)
            .await
            .unwrap()
            .is_not_there();
    }
    let forget = async || public::subscriptions::forget(&town.house).await.unwrap();
    town.later(Duration::hours(48));
    assert_eq!(forget().await, 0);
    town.visitor()
        .get(&confirm)
        .await
        .unwrap()
        .says("Yes, send me updates");
    town.later(Duration::minutes(1));
    town.visitor()
        .post(&confirm, &[])
        .await
        .unwrap()
        .is_not_there();
    assert_eq!((forget().await, forget().await), (1, 0));
    let left = tables_with(&town, "zebra").await;
    assert!(left.is_empty(), "the address is still in {left:?}");
}

#[tokio::test]
async fn a_form_that_is_not_whole_says_what_is_missing_and_keeps_what_was_typed() {
    let town = Town::new().await;
    let before = town.ledger().await;
    let nothing = ask(&town, "", &[]).await;
    for sentence in [
        "Choose a ward or more, or the whole borough",
        "Choose what you want to hear of",
        "Choose how often",
        "Write your e-mail address",
    ] {
        nothing.is_refused_with(sentence);
    }
    for wrong in ["jo", "jo@x.example, al@x.example", "Jo <jo@x.example>"] {
        let refused = ask(&town, wrong, &EVENTS).await;
        refused.is_refused_with("Write one e-mail address");
        assert!(refused.body.contains("value=\"fairmead\" checked"));
    }
    assert_eq!(town.ledger().await, before);
}

#[tokio::test]
async fn many_readers_hear_once_each_however_many_programs_send() {
    let town = Town::new().await;
    let office = everywhere(&town).await;
    let (fairmead, hollins) = (town.ward("Fairmead").await, town.ward("Hollins").await);
    let mut tx = town.house.db().writing().await.unwrap();
    let rows = (0..450)
        .map(|n| {
            let wards = match n % 3 {
                0 => String::new(),
                1 => fairmead.to_string(),
                _ => hollins.to_string(),
            };
            let id = public::subscriptions::SubscriptionId::fresh();
            let address = format!("reader{n}@marker.example");
            let (hash, now) = (format!("{n}"), town.now());
            args![
                id, address, wards, "event", "at_once", hash, now, now, 0_i64, now
            ]
        })
        .collect();
    tx.add_many(
        "subscription (id, address, wards, kinds, pace, confirm_hash, asked_at, confirmed_at, told, next_at)",
        rows,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    event(&office, "fairmead", "Coffee").await;
    let (one, other) = tokio::join!(
        public::subscriptions::send(&town.house),
        public::subscriptions::send(&town.house)
    );
    // On PostgreSQL one of the two may find that the other notes the same and give up.
    let mut sent = one.unwrap_or(0) + other.unwrap_or(0);
    sent += send(&town).await;
    assert_eq!(sent, 300, "the borough's readers and Fairmead's");
    let mut tx = town.house.db().reading().await.unwrap();
    let row = tx
        .one(
            "SELECT count(*) AS n, count(DISTINCT to_address) AS d FROM message WHERE list = 'updates'",
            args![],
        )
        .await
        .unwrap();
    let (all, different): (i64, i64) = (row.get("n").unwrap(), row.get("d").unwrap());
    assert_eq!((all, different), (300, 300));
}

#[tokio::test]
async fn the_mail_program_gets_its_button_and_a_sign_in_does_not_wait_behind_the_readers() {
    let town = Town::new().await;
    let office = everywhere(&town).await;
    subscribed(&town, JO, &EVENTS).await;
    event(&office, "fairmead", "Coffee").await;
    assert_eq!(send(&town).await, 1);
    let mut tx = town.house.db().writing().await.unwrap();
    for n in 0..30 {
        let letter = base::mail::ListMail {
            list: "updates",
            to: &format!("reader{n}@marker.example"),
            subject: "Updates",
            body: "New",
            leave_link: Some("https://town.example/leave"),
        };
        base::mail::write_list(&mut tx, &letter, town.now())
            .await
            .unwrap();
    }
    town.later(Duration::seconds(1));
    base::mail::write(&mut tx, AL, "Your link to sign in", "Link", town.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let post = base::mail::Post::of(&town.house).unwrap();
    base::mail::deliver(&town.house, &post).await.unwrap();
    assert!(mails(&town, AL).await[0].sent_at.is_some());
    let news = mails(&town, JO).await.pop().unwrap();
    assert!(news.sent_at.is_some());
    let folder = town.house.settings().mail.folder.clone().unwrap();
    let text = std::fs::read_to_string(folder.join(format!("{}.txt", news.id))).unwrap();
    let button = format!("List-Unsubscribe: <{}>\n", news.leave_link.unwrap());
    assert!(text.contains(&button), "{text}");
    assert!(text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"));
}
