//! What is passed to an agency with a system of its own goes there, and what became of it comes back.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router, ServiceExt as _,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{any, get},
};
use base::{
    Role,
    settings::{BackOffice, Secret},
};
use concerns::{back_offices, referrals::ReferralState};
use tokio::net::TcpListener;
use wardmote::client;

use crate::{
    referrals::Scene,
    town::{Expect as _, Town},
};

fn office(port: u16, key: &str) -> BackOffice {
    BackOffice {
        agency: "council".into(),
        address: format!("http://127.0.0.1:{port}/open311/v2"),
        jurisdiction: String::new(),
        key_variable: String::new(),
        every_minutes: 15,
        seconds: 1,
        services: BTreeMap::from([("fly-tipping".into(), "street-lighting".into())]),
        key: Secret(key.into()),
    }
}

async fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

async fn run(scene: &Scene) {
    back_offices::run(&scene.town.house).await.unwrap();
}

#[tokio::test]
async fn a_council_with_our_own_interface_takes_it_in_and_says_what_became_of_it() {
    let there = Town::new().await;
    let key = client::key(&there.house, "Neighbours", "council", true)
        .await
        .unwrap();
    let (listener, port) = listen().await;
    let front = web::front(&there.house, wardmote::routes());
    let front = front.into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(async move { axum::serve(listener, front).await });
    let scene = Scene::of(Town::with(vec![office(port, &key)]).await).await;
    let path = scene.passed().await;
    scene
        .sergeant
        .actor
        .get(&path)
        .await
        .unwrap()
        .says("Waits to be sent there");
    run(&scene).await;
    // Taken in, and asked at once by when it is expected.
    let kept = scene.find(&path).await;
    let page = scene.sergeant.actor.get(&path).await.unwrap();
    page.says("Taken in there");
    assert_eq!(kept.state, ReferralState::Accepted);
    assert!(kept.accepted_on.is_some());
    let mut tx = there.house.db().reading().await.unwrap();
    let now = there.now();
    let all = concerns::concerns::store::between(&mut tx, now - chrono::Duration::days(1), now);
    let arrived = all.await.unwrap();
    drop(tx);
    assert_eq!(arrived.len(), 1);
    let arrived = &arrived[0];
    assert!(arrived.words.contains("Markertold") && arrived.words.contains(&kept.reference));
    assert!(!arrived.words.contains("Markeroriginal") && arrived.place == "Second lock");
    let page = scene.sergeant.actor.get(&path).await.unwrap();
    page.says(&arrived.reference);
    // Asked again too early: nothing happens. Nothing is sent twice.
    run(&scene).await;
    // Their team says that it is done.
    let ward = there.ward("Canalside").await;
    let theirs = there
        .somebody(Role::Sergeant, Some(ward), Some("police"))
        .await;
    let fields = [
        ("result", "Cleared by the night crew"),
        ("version", &arrived.version.to_string()),
    ];
    let done = format!("{}/done", arrived.path());
    theirs.actor.does(&done, &fields).await.unwrap();
    scene.town.later(chrono::Duration::minutes(20));
    there.later(chrono::Duration::minutes(20));
    run(&scene).await;
    assert_eq!(scene.find(&path).await.state, ReferralState::Done);
    scene
        .sergeant
        .actor
        .get(&path)
        .await
        .unwrap()
        .says("Cleared by the night crew");
    // Read again, word stands there once.
    let words = |scene: &Scene| {
        let (house, id) = (scene.town.house.clone(), kept.id);
        async move {
            let mut tx = house.db().reading().await.unwrap();
            let all = concerns::referrals::store::words(&mut tx, id).await;
            all.unwrap().len()
        }
    };
    let before = words(&scene).await;
    scene.town.later(chrono::Duration::minutes(20));
    there.later(chrono::Duration::minutes(20));
    run(&scene).await;
    assert_eq!(words(&scene).await, before);
    serving.abort();
}

/// A council whose system answers what it is told to, and counts what it was asked.
async fn bad_council(answer: Arc<Mutex<&'static str>>) -> (u16, Arc<AtomicUsize>) {
    let posts = Arc::new(AtomicUsize::new(0));
    let (listener, port) = listen().await;
    let counted = posts.clone();
    let app = Router::new()
        .route(
            "/open311/v2/requests.json",
            get(|| async { "[]" }).post(move || {
                let (answer, counted) = (answer.clone(), counted.clone());
                async move {
                    counted.fetch_add(1, Ordering::SeqCst);
                    let now = *answer.lock().unwrap();
                    post(now).await
                }
            }),
        )
        .route(
            "/open311/v2/requests/7.json",
            get(|| async { "[{\"service_request_id\": 7, \"status\": \"open\"}]" }),
        )
        .fallback(any(|| async { StatusCode::NOT_FOUND }));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (port, posts)
}

async fn post(now: &str) -> Response {
    match now {
        "fails" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        "hangs" => {
            tokio::time::sleep(Duration::from_secs(5)).await;
            StatusCode::OK.into_response()
        }
        "babbles" => "<html>It works!".into_response(),
        "leads on" => (
            StatusCode::FOUND,
            [(header::LOCATION, "http://127.0.0.1:1/")],
        )
            .into_response(),
        "is huge" => vec![b' '; 3 * 1024 * 1024].into_response(),
        "refuses" => (
            StatusCode::BAD_REQUEST,
            "[{\"code\": 400, \"description\": \"No such service_code\"}]",
        )
            .into_response(),
        _ => "[{\"service_request_id\": 7}]".into_response(),
    }
}

#[tokio::test]
async fn a_council_that_fails_is_tried_again_with_growing_pauses_and_everybody_can_see_it() {
    let answer = Arc::new(Mutex::new("fails"));
    let (port, posts) = bad_council(answer.clone()).await;
    let scene = Scene::of(Town::with(vec![office(port, "")]).await).await;
    let path = scene.passed().await;
    let mut tried = 0;
    for (how, said) in [
        ("fails", "answered 500"),
        ("hangs", "did not answer in time"),
        ("leads on", "answered 302"),
        ("is huge", "too long"),
        ("refuses", "No such service_code"),
    ] {
        *answer.lock().unwrap() = how;
        run(&scene).await;
        tried += 1;
        assert_eq!(posts.load(Ordering::SeqCst), tried, "{how}");
        let sergeant = scene.again(&scene.sergeant).await;
        let page = sergeant.get(&path).await.unwrap();
        page.says(said);
        page.says("Could not be sent there yet");
        // Not before the pause is over.
        run(&scene).await;
        assert_eq!(posts.load(Ordering::SeqCst), tried, "{how}");
        scene.town.later(chrono::Duration::minutes(40));
    }
    scene
        .again(&scene.office)
        .await
        .get("/admin/back-offices")
        .await
        .unwrap()
        .says("No such service_code");
    *answer.lock().unwrap() = "works";
    let once = [("version", "1")];
    // Hours have gone by.
    scene
        .again(&scene.sergeant)
        .await
        .does(&format!("{path}/try-now"), &once)
        .await
        .unwrap();
    // Two programs on one store: it is sent once.
    let (a, b) = (
        back_offices::run(&scene.town.house),
        back_offices::run(&scene.town.house),
    );
    let (a, b) = tokio::join!(a, b);
    a.unwrap();
    b.unwrap();
    assert_eq!(posts.load(Ordering::SeqCst), tried + 1);
    assert_eq!(scene.find(&path).await.state, ReferralState::Opened);
    let page = scene.again(&scene.sergeant).await.get(&path).await.unwrap();
    page.says("Its number there is 7");
    page.says("Taken in there");
    // The first failure stands on the timeline once, and nothing of it is in a mail.
    let failed = page.body.matches("Could not be sent to the agency").count();
    assert_eq!(failed, 1);
    for (_, body) in scene.town.mail().await {
        assert!(!body.contains("Markertold") && !body.contains("service_code"));
    }
}

#[tokio::test]
async fn what_was_taken_and_answered_unreadably_is_not_sent_again() {
    let answer = Arc::new(Mutex::new("babbles"));
    let (port, posts) = bad_council(answer.clone()).await;
    let scene = Scene::of(Town::with(vec![office(port, "")]).await).await;
    let path = scene.passed().await;
    run(&scene).await;
    scene.town.later(chrono::Duration::hours(12));
    run(&scene).await;
    assert_eq!(posts.load(Ordering::SeqCst), 1);
    let page = scene.again(&scene.sergeant).await.get(&path).await.unwrap();
    page.says("Sent, and nobody knows whether it arrived in the agency's own system: ring them");
    page.says("What it answered could not be understood.");
    let told = scene.town.mail().await;
    let word = "There is word on something you passed on";
    assert!(told.iter().any(|(_, body)| body.contains(word)));
    scene
        .again(&scene.office)
        .await
        .get("/admin/back-offices")
        .await
        .unwrap()
        .says("Not before somebody says so");
    // Whoever passed it on has rung them: it is sent once more.
    *answer.lock().unwrap() = "works";
    scene
        .again(&scene.sergeant)
        .await
        .does(&format!("{path}/try-now"), &[])
        .await
        .unwrap();
    run(&scene).await;
    assert_eq!(posts.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn nothing_goes_across_once_the_agreement_is_over() {
    let answer = Arc::new(Mutex::new("fails"));
    let (port, posts) = bad_council(answer.clone()).await;
    let scene = Scene::of(Town::with(vec![office(port, "")]).await).await;
    let path = scene.passed().await;
    run(&scene).await;
    assert_eq!(posts.load(Ordering::SeqCst), 1);
    let mut tx = scene.town.house.db().reading().await.unwrap();
    let agreements = concerns::agreements::store::all(&mut tx).await.unwrap();
    drop(tx);
    let end = format!("/admin/agreements/{}/end", agreements[0].id);
    let why = [("why", "The law changed")];
    scene.office.actor.does(&end, &why).await.unwrap();
    *answer.lock().unwrap() = "works";
    scene.town.later(chrono::Duration::minutes(40));
    run(&scene).await;
    assert_eq!(posts.load(Ordering::SeqCst), 1);
    let page = scene.sergeant.actor.get(&path).await.unwrap();
    page.says("The agreement to share is not in force any more.");
}

#[tokio::test]
async fn a_try_whose_end_nobody_knows_is_looked_for_before_it_is_sent_again() {
    let (port, posts) = bad_council(Arc::new(Mutex::new("works"))).await;
    let scene = Scene::of(Town::with(vec![office(port, "")]).await).await;
    scene.passed().await;
    // Another program took it in hand and was stopped: nobody knows whether it arrived.
    let mut tx = scene.town.house.db().writing().await.unwrap();
    let now = scene.town.now();
    let first = back_offices::store::lease(&mut tx, "gone", now)
        .await
        .unwrap();
    assert_eq!(first.unwrap().attempts, 0);
    tx.commit().await.unwrap();
    scene.town.later(chrono::Duration::minutes(3));
    let mut tx = scene.town.house.db().writing().await.unwrap();
    let again = back_offices::store::lease(&mut tx, "again", scene.town.now()).await;
    assert_eq!(
        again.unwrap().unwrap().attempts,
        1,
        "it is looked for first"
    );
    drop(tx);
    run(&scene).await;
    assert_eq!(posts.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_may_have_arrived_is_not_sent_again_where_no_list_shows_it() {
    let answer = Arc::new(Mutex::new("fails"));
    let posts = Arc::new(AtomicUsize::new(0));
    let (listener, port) = listen().await;
    let (counted, now) = (posts.clone(), answer.clone());
    let app = Router::new()
        .route(
            "/open311/v2/requests.json",
            get(|| async { StatusCode::NOT_FOUND }).post(move || {
                let (counted, now) = (counted.clone(), now.clone());
                async move {
                    counted.fetch_add(1, Ordering::SeqCst);
                    let now = *now.lock().unwrap();
                    post(now).await
                }
            }),
        )
        .fallback(any(|| async { StatusCode::NOT_FOUND }));
    tokio::spawn(async move { axum::serve(listener, app).await });
    for (how, sent) in [("fails", 1), ("hangs", 1), ("is huge", 1), ("refuses", 3)] {
        *answer.lock().unwrap() = how;
        posts.store(0, Ordering::SeqCst);
        let scene = Scene::of(Town::with(vec![office(port, "")]).await).await;
        let path = scene.passed().await;
        for _ in 0..3 {
            run(&scene).await;
            scene.town.later(chrono::Duration::minutes(40));
        }
        assert_eq!(posts.load(Ordering::SeqCst), sent, "{how}");
        let page = scene.again(&scene.sergeant).await.get(&path).await.unwrap();
        let unsure = page.body.contains("nobody knows whether it arrived");
        assert_eq!(unsure, how != "refuses", "{how}");
    }
}
