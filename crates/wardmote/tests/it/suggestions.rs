//! Anyone suggests a priority.

use crate::town::{Expect as _, Town};

#[tokio::test]
async fn a_visitor_suggests_without_account_cookie_or_name() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 5).await;
    let meeting = town.meeting("Fairmead", &panel[0].actor).await;
    let page = town.visitor().get("/wards/fairmead/suggest").await.unwrap();
    assert!(!page.headers.iter().any(|(name, _)| name == "set-cookie"));
    let sent = town
        .visitor()
        .post(
            "/wards/fairmead/suggest",
            &[("title", "Bikes by the brook"), ("detail", "")],
        )
        .await
        .unwrap();
    sent.is_taken();
    assert!(!sent.headers.iter().any(|(name, _)| name == "set-cookie"));
    panel[0]
        .actor
        .get(&format!("/desk/meetings/{meeting}/suggestions"))
        .await
        .unwrap()
        .says("Bikes by the brook");
}

#[tokio::test]
async fn an_empty_suggestion_says_what_to_write_and_a_robot_is_thanked_for_nothing() {
    let town = Town::new().await;
    let visitor = town.visitor();
    visitor
        .post(
            "/wards/fairmead/suggest",
            &[("title", ""), ("detail", "kept")],
        )
        .await
        .unwrap()
        .is_refused_with("Write what the problem is");
    visitor
        .post(
            "/wards/fairmead/suggest",
            &[("title", "Buy pills"), ("website", "http://x")],
        )
        .await
        .unwrap()
        .is_taken();
    let mut tx = town.house.db().reading().await.unwrap();
    let ward = wards::by_slug(&mut tx, "fairmead").await.unwrap().unwrap();
    assert_eq!(
        panels::suggestions::store::waiting(&mut tx, ward.id)
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn a_flood_is_slowed() {
    let town = Town::new().await;
    let visitor = town.visitor();
    for n in 0..10 {
        visitor
            .post(
                "/wards/fairmead/suggest",
                &[("title", &format!("Suggestion {n}"))],
            )
            .await
            .unwrap()
            .is_taken();
    }
    let slowed = visitor
        .post("/wards/fairmead/suggest", &[("title", "One more")])
        .await
        .unwrap();
    slowed.is_refused_with("Your words are still here");
    assert!(slowed.body.contains("value=\"One more\""));
    town.later(chrono::Duration::minutes(6));
    visitor
        .post("/wards/fairmead/suggest", &[("title", "One more")])
        .await
        .unwrap()
        .is_taken();
}

#[tokio::test]
async fn two_that_are_the_same_are_put_together_with_trace() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 5).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Fairmead", chair).await;
    let one = town.suggest(meeting, chair, "Bikes").await.id;
    let two = town
        .suggest(meeting, chair, "Motorbikes")
        .await
        .id
        .to_string();
    let path = format!("/desk/meetings/{meeting}/suggestions");
    chair
        .post(
            &format!("{path}/{one}/merge"),
            &[("into", &one.to_string())],
        )
        .await
        .unwrap()
        .is_refused_with("That is the same suggestion");
    chair
        .post(&format!("{path}/{one}/merge"), &[("into", &two)])
        .await
        .unwrap()
        .is_taken();
    chair
        .get(&path)
        .await
        .unwrap()
        .says("Bikes: now part of Motorbikes");
}

#[tokio::test]
async fn other_words_from_the_same_page_are_another_suggestion() {
    let town = Town::new().await;
    let visitor = town.visitor();
    let once = ("once", "018f0000-0000-7000-8000-000000000001");
    for title in ["Bikes", "Bikes", "Rubbish"] {
        visitor
            .post("/wards/fairmead/suggest", &[("title", title), once])
            .await
            .unwrap()
            .is_taken();
    }
    let mut tx = town.house.db().reading().await.unwrap();
    let ward = wards::by_slug(&mut tx, "fairmead").await.unwrap().unwrap();
    assert_eq!(
        panels::suggestions::store::waiting(&mut tx, ward.id)
            .await
            .unwrap(),
        2
    );
}
