//! What is slow is done before a desk writes, and who may is asked both times.

use axum::http::StatusCode;
use base::{Act, Line, Role, Routes, Waiting, args};
use tower::util::BoxCloneSyncService;
use wardmote::demo::Actor;

use crate::town::Town;

/// A verb that writes elsewhere before it takes its own desk: it would wait for itself if it held anybody up.
async fn slow(house: &base::House, waiting: Waiting, sql: &'static str) -> base::Answer {
    let mut tx = house.db().writing().await?;
    tx.run(sql, args![]).await?;
    tx.commit().await?;
    assert!(!waiting.looking().await?.is_writing());
    let mut desk = waiting.desk().await?;
    assert!(desk.is_writing());
    desk.tell(Line::of("was slow", "test", 1)).await?;
    desk.finish("/done").await
}

fn door(town: &Town, sql: &'static str) -> wardmote::demo::Door {
    let house = town.house.clone();
    let verb = async move |waiting: Waiting| slow(&house, waiting, sql).await;
    let routes = Routes::new().post("/slow", Act::AskLog, verb);
    BoxCloneSyncService::new(web::front(&town.house, routes))
}

#[tokio::test]
async fn nobody_waits_for_a_request_that_has_not_sat_down_yet() {
    let town = Town::new().await;
    let door = door(&town, "UPDATE marker SET turn = turn");
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let actor = async |id| Actor::signed_in(&town.house, door.clone(), id).await;
    let sent = actor(analyst.id).await.unwrap().post("/slow", &[]).await;
    assert_eq!(sent.unwrap().location, "/done");
    assert_eq!(town.last_line().await.0, "was slow");
    // Others come no further than the door.
    let lines = town.ledger().await;
    let visitor = Actor::visitor(door.clone()).post("/slow", &[]).await;
    assert_eq!(visitor.unwrap().location, "/sign-in?next=/slow");
    let office = town.somebody(Role::Office, None, None).await;
    let sent = actor(office.id).await.unwrap().post("/slow", &[]).await;
    assert_eq!(sent.unwrap().status, StatusCode::NOT_FOUND);
    assert!(town.ledger().await > lines, "the refusal is told");
    assert_ne!(town.last_line().await.0, "was slow");
}

#[tokio::test]
async fn whoever_was_signed_out_meanwhile_writes_nothing() {
    let town = Town::new().await;
    let sql = "UPDATE session SET revoked_at = made_at";
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let actor = Actor::signed_in(&town.house, door(&town, sql), analyst.id);
    let lines = town.ledger().await;
    let sent = actor.await.unwrap().post("/slow", &[]).await.unwrap();
    assert_ne!(sent.location, "/done");
    assert_eq!(town.ledger().await, lines);
}
