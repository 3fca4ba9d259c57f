//! Logs of incidents: brought in by an analyst, asked as often as wanted, seen by nobody else, and deleted in time.

use axum::http::StatusCode;
use base::{Role, args};
use chrono::{Duration, NaiveDate};
use wardmote::demo::{Actor, Answered};

use crate::town::{Expect as _, Town};

const NEW: &str = "/desk/analysis/logs/new";

/// Robberies of two years in a made-up city far from any ward: most on Saturday evenings, some places again within the week.
fn log() -> String {
    let mut text = "uid,offense_type,date_time,longitude,latitude,victim\n".to_owned();
    let first = NaiveDate::from_ymd_opt(2023, 1, 7).unwrap();
    for at in 0..600_i64 {
        let day = first + Duration::days(at * 7 / 6);
        let hour = if at % 3 == 0 { 21 } else { at * 7 % 24 };
        let kind = if at % 4 == 0 {
            "carjacking"
        } else {
            "street robbery"
        };
        let (x, y) = (at * 37 % 101, at * 53 % 97);
        let (longitude, latitude) = (-89.9 + x as f64 * 0.002, 35.1 + y as f64 * 0.002);
        text.push_str(&format!(
            "{at},{kind},{day}T{hour:02}:{:02}:00Z,{longitude:.4},{latitude:.4},Zebediah\n",
            at * 13 % 60
        ));
    }
    text
}

async fn send(actor: &Actor, name: &str, file: &[u8], more: &[(&str, &str)]) -> Answered {
    let fields = [&[("name", name), ("clock", "local")], more].concat();
    actor.upload(NEW, &fields, file).await.unwrap()
}

#[tokio::test]
async fn an_analyst_brings_in_a_log_and_every_part_of_its_answer_can_be_made_again() {
    let town = Town::new().await;
    let analyst = town.somebody(Role::Analyst, None, None).await.actor;
    let sent = send(&analyst, "Robbery in the city", log().as_bytes(), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let path = sent.location;
    let page = analyst.get(&path).await.unwrap();
    page.says("Robbery in the city");
    page.says("600 of 600 events");
    page.says("More events than an even week would bring by chance");
    page.says("What this cannot say");
    page.says("wardmote analyse hot-spots log.csv --ground local --cell 250");
    assert!(
        !page.body.contains("Zebediah"),
        "other columns are not kept"
    );
    let all = analyst.get(&format!("{path}/log.csv")).await.unwrap();
    assert_eq!(all.body.lines().count(), 601);
    // The file and the command that the page names make its table again.
    for part in [
        "trend",
        "where",
        "over-time",
        "concentration",
        "repeat-places",
        "near-repeats",
        "when",
        "scan",
        "check",
    ] {
        let table = analyst.get(&format!("{path}/{part}.csv")).await.unwrap();
        assert_eq!(table.status, StatusCode::OK, "{part}");
        let file = if ["concentration", "check"].contains(&part) {
            "cells"
        } else {
            "log"
        };
        let input = analyst.get(&format!("{path}/{file}.csv")).await.unwrap();
        let command = page.body.split("<code>wardmote analyse ").skip(1);
        let command = command
            .map(|it| it.split('<').next().unwrap())
            .find(|it| {
                it.starts_with(match part {
                    "where" => "hot-spots",
                    "when" => "hours",
                    "check" => "hot-spot-check",
                    "over-time" => "hot-spot-classes",
                    other => other,
                })
            })
            .unwrap();
        let answer = analysis::answer(command.split(' '), input.body.as_bytes().into()).unwrap();
        let mut csv = Vec::new();
        answer.csv(&mut csv).unwrap();
        assert_eq!(String::from_utf8(csv).unwrap(), table.body, "{part}");
    }
    // The same question in other words: what was worked out of its cells is there too.
    let round = analyst
        .get(&format!("{path}?from=2024-12&to=2023-01"))
        .await
        .unwrap();
    round.says("they were changed round");
    round.lacks("There is no grid of cells to answer from");
    let night = analyst.get(&format!("{path}?hours=night")).await.unwrap();
    night.says("Only some hours of the day were asked about");
    night.lacks("More events than an even week");
    // Each half of the months is counted in the cells of the whole, whichever those are.
    for cell in ["250", "hexagon-300"] {
        let cells = analyst
            .get(&format!("{path}/cells.csv?cell={cell}"))
            .await
            .unwrap();
        let mut all = 0;
        let mut on_map = Vec::new();
        for line in cells.body.lines().skip(1) {
            let place = line.split(',').next().unwrap().split_once(' ').unwrap();
            on_map.push([place.1, place.0].map(|it| it.parse::<i64>().unwrap()));
            let numbers = line.split(',').skip(1);
            let numbers: Vec<u64> = numbers.map(|it| it.parse().unwrap()).collect();
            assert_eq!(numbers[0], numbers[1] + numbers[2], "{line}");
            all += numbers[0];
        }
        assert_eq!(all, 600);
        // Ties of the first half go by the map: the order of the whole time knows what came later.
        assert!(on_map.is_sorted(), "{cell}");
    }
    let hexagons = analyst.get(&format!("{path}?cell=hexagon-300")).await;
    let hexagons = hexagons.unwrap();
    hexagons.says("Hexagons 300 metres across");
    hexagons.says("hot-spots log.csv --ground local --shape hexagon --cell 300");
    // One year of it has no year before: that is no nought.
    let page = analyst
        .get(&format!("{path}?from=2023-02&to=2023-12"))
        .await
        .unwrap();
    page.says("There is nothing to hold these months against");
    let table = analyst
        .get(&format!("{path}/change.csv?from=2023-02&to=2023-12"))
        .await
        .unwrap();
    assert_eq!(table.status, StatusCode::NOT_FOUND);
    let page = analyst
        .get(&format!("{path}?cell=7&hours=noon"))
        .await
        .unwrap();
    page.says("There is no such cell to choose");
    page.says("There is no such time of day to choose");
    // A narrower question.
    let page = analyst
        .get(&format!(
            "{path}?type=carjacking&from=2023-06&to=2023-02&hours=evening"
        ))
        .await
        .unwrap();
    page.says("carjacking, February 2023 to June 2023, 6 to midnight");
    page.says("changed round");
    let none = analyst.get(&format!("{path}?from=1999-01")).await.unwrap();
    none.says("The log holds January 2023");
    assert_eq!(town.refusals().await, 0);
}

#[tokio::test]
async fn a_log_is_seen_by_analysts_alone_and_each_look_is_told() {
    let town = Town::new().await;
    let analyst = town.somebody(Role::Analyst, None, None).await.actor;
    let path = send(&analyst, "Robbery", log().as_bytes(), &[])
        .await
        .location;
    let looks = async || {
        let closed = base::closed::Closed::of(&town.house).unwrap();
        let mut tx = closed.db().reading().await.unwrap();
        let sql = "SELECT count(*) AS n FROM ledger WHERE act LIKE '%log of incidents%'";
        tx.one(sql, args![]).await.unwrap().get::<i64>("n").unwrap()
    };
    let before = looks().await;
    analyst.get(&path).await.unwrap();
    analyst.get(&path).await.unwrap();
    analyst.get(&format!("{path}/log.csv")).await.unwrap();
    assert_eq!(looks().await, before + 3, "also where the answer is kept");
    let ward = town.ward("Fairmead").await;
    for (role, at) in [
        (Role::Office, None),
        (Role::Admin, None),
        (Role::Inspector, Some(ward)),
        (Role::Chair, Some(ward)),
    ] {
        let other = town.somebody(role, at, None).await.actor;
        for address in [
            path.clone(),
            format!("{path}/log.csv"),
            String::from(NEW),
            String::from("/desk/analysis/logs"),
        ] {
            let seen = other.get(&address).await.unwrap();
            assert_eq!(seen.status, StatusCode::NOT_FOUND, "{role} {address}");
        }
        let deleted = other.post(&format!("{path}/delete"), &[]).await.unwrap();
        assert_eq!(deleted.status, StatusCode::NOT_FOUND, "{role}");
    }
    // What lies in the store tells nothing.
    let mut tx = town.house.db().reading().await.unwrap();
    let row = tx
        .one("SELECT name, sha256 FROM incident_log", args![])
        .await
        .unwrap();
    assert_eq!(row.get::<String>("name").unwrap(), "Robbery");
    let closed = base::closed::Closed::of(&town.house).unwrap();
    let mut shut = closed.db().reading().await.unwrap();
    let row = shut
        .one("SELECT sealed_team FROM incident_log_events", args![])
        .await
        .unwrap();
    let sealed: Vec<u8> = row.get("sealed_team").unwrap();
    assert!(!sealed.windows(10).any(|it| it == b"carjacking"));
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_with_what_to_do_and_what_was_typed_stays() {
    let town = Town::new().await;
    let analyst = town.somebody(Role::Analyst, None, None).await.actor;
    let sent = send(&analyst, "A name I chose", b"a,b\n1,2\n", &[]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    sent.says("No column of longitudes was found. The file has: a, b.");
    assert!(sent.body.contains("value=\"A name I chose\""));
    let none = send(&analyst, "", b"", &[]).await;
    none.says("Choose the file of the log");
    none.says("Write a name for the log");
    // Dates in the other order are not read by half; chosen rightly they are read.
    let american = b"date,lon,lat\n03/04/2024,0.1,51.4\n03/31/2024,0.1,51.4\n";
    let sent = send(&analyst, "Months first", american, &[("dates", "day")]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    sent.says("have the month first, as \"03/31/2024\" in line 3. Choose that here");
    sent.says("Choose the file again");
    assert!(sent.body.contains("value=\"Months first\""));
    let sent = send(&analyst, "Months first", american, &[("dates", "month")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let delete = format!("{}/delete", sent.location);
    analyst.does(&delete, &[]).await.unwrap();
    let torn = b"type,date,lon,lat\n\"theft,2024-01-01,0.1,51.4\ntheft,2024-01-02,0.1,51.4\n";
    let sent = send(&analyst, "Torn", torn, &[]).await;
    sent.says("A quotation mark in line 2 or soon after is not closed");
    // By hand, and with rows that are told one by one.
    let file = b"when,east,north\n2024-01-01,0.1,51.4\n2024-01-02,,\nnever,0.1,51.4\n2024-01-03,0.1,51.4001\n";
    let by_hand = [
        ("from", "when"),
        ("longitude", "east"),
        ("latitude", "North"),
    ];
    let sent = send(&analyst, "By hand", file, &by_hand).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    sent.says("2 events were kept, and 2 rows were refused");
    sent.says("Line 3: it has no place.");
    sent.says("Line 4: \"never\" is not a date");
    // Too few events for most parts: each says so, none breaks.
    let list = analyst.get("/desk/analysis/logs").await.unwrap();
    let path = list
        .body
        .split("href=\"")
        .find(|it| it.starts_with("/desk/analysis/logs/") && !it.starts_with(NEW));
    let path = path.unwrap().split('"').next().unwrap().to_owned();
    let page = analyst.get(&path).await.unwrap();
    assert_eq!(page.status, StatusCode::OK);
    page.says("Not answered here.");
    page.says("There is no grid of cells to answer from: see Where for the reason.");
}

#[tokio::test]
async fn nobody_waits_for_the_store_while_a_log_is_read() {
    let town = Town::new().await;
    let analyst = town.somebody(Role::Analyst, None, None).await.actor;
    let office = town.somebody(Role::Office, None, None).await.actor;
    // Somebody else writes, for as long as they like.
    let other = town.house.db().writing().await.unwrap();
    let sent = send(&analyst, "No log", b"a,b\n1,2\n", &[]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    sent.says("No column of longitudes was found");
    let sent = send(&office, "Not theirs", b"a,b\n1,2\n", &[]).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    let mine = tokio::spawn(async move { send(&analyst, "Mine", log().as_bytes(), &[]).await });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    other.commit().await.unwrap();
    assert_eq!(mine.await.unwrap().status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_log_is_deleted_by_hand_or_when_its_day_has_come() {
    let town = Town::new().await;
    let analyst = town.somebody(Role::Analyst, None, None).await.actor;
    let path = send(&analyst, "First", log().as_bytes(), &[])
        .await
        .location;
    let second = send(&analyst, "Second", log().as_bytes(), &[])
        .await
        .location;
    analyst.get(&path).await.unwrap();
    let to = analyst.does(&format!("{path}/delete"), &[]).await.unwrap();
    assert_eq!(to, "/desk/analysis/logs");
    assert_eq!(
        analyst.get(&path).await.unwrap().status,
        StatusCode::NOT_FOUND
    );
    let days = i64::try_from(evidence::logs::KEPT_DAYS).unwrap();
    town.later(Duration::days(days - 1));
    evidence::logs::forget(&town.house).await.unwrap();
    let analyst = town.somebody(Role::Analyst, None, None).await.actor;
    assert_eq!(analyst.get(&second).await.unwrap().status, StatusCode::OK);
    // Events whose log never came into the open store are seen twice before they go.
    let mut turn = base::closed::Turn::unseen(&town.house).await.unwrap();
    let sql = "INSERT INTO incident_log_events (log_id, sealed_team) VALUES ($1, $2)";
    let stray = evidence::LogId::fresh();
    turn.tx().run(sql, args![stray, vec![1_u8]]).await.unwrap();
    turn.keep().await.unwrap();
    evidence::logs::forget(&town.house).await.unwrap();
    assert_eq!(analyst.get(&second).await.unwrap().status, StatusCode::OK);
    town.later(Duration::days(1));
    evidence::logs::forget(&town.house).await.unwrap();
    let analyst = town.somebody(Role::Analyst, None, None).await.actor;
    assert_eq!(
        analyst.get(&second).await.unwrap().status,
        StatusCode::NOT_FOUND
    );
    let closed = base::closed::Closed::of(&town.house).unwrap();
    let mut tx = closed.db().reading().await.unwrap();
    let row = tx
        .one("SELECT count(*) AS n FROM incident_log_events", args![])
        .await
        .unwrap();
    assert_eq!(row.get::<i64>("n").unwrap(), 0);
}
