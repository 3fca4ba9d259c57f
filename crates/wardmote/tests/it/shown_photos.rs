//! A photo of a report is shown to everyone after somebody of the team has looked at it, and taken back.

use axum::http::StatusCode;
use base::{Act, Desk, On, Role};
use chrono::Duration;
use concerns::{
    Concern, Contact, Report, Source,
    reports::{self, Receipt},
    shown_photos,
};

use crate::town::{Citizen, Expect as _, Town};

/// What the photo holds, for this test.
const JPEG: &str = "Markerjpeg Markerjpeg Markerjpeg";
/// What the moderator writes.
const SEEN: &str = "Tyres beside a canal lock";

struct Scene {
    town: Town,
    officer: Citizen,
    concern: Concern,
}

impl Scene {
    async fn of(kind: &str) -> Self {
        let town = Town::new().await;
        let ward = town.ward("Fairmead").await;
        let service = town.house.place().service(kind).unwrap().clone();
        let mut desk = Desk::of_the_house(&town.house, Act::Report).await.unwrap();
        let permit = desk.permit(Act::Report, &On::default()).unwrap();
        let report = Report {
            service,
            ward,
            point: None,
            place: "By the lock".into(),
            words: "Look at this".into(),
            answers: Vec::new(),
            happened: String::new(),
            joins: None,
            source: Source::Web,
            contact: Contact::Anonymous,
            may_pass: false,
            photos: vec![JPEG.into(), b"Second".to_vec()],
        };
        let sent = reports::send(&mut desk, &permit, report).await.unwrap();
        desk.keep().await.unwrap();
        assert!(Receipt::read(&sent.receipt).is_some());
        let officer = town.somebody(Role::WardOfficer, Some(ward), None).await;
        Self {
            town,
            officer,
            concern: sent.concern,
        }
    }

    /// Where everyone would see the first photo.
    fn photo(&self) -> String {
        shown_photos::path(&self.concern, 1)
    }

    fn verb(&self, verb: &str) -> String {
        format!("{}/photos/1/{verb}", self.concern.path())
    }

    async fn shows(&self) {
        let fields = [("seen-1", SEEN)];
        self.officer
            .actor
            .does(&self.verb("show"), &fields)
            .await
            .unwrap();
    }

    async fn page(&self) -> String {
        let path = format!("/reports/{}", self.concern.reference);
        self.town.visitor().get(&path).await.unwrap().body
    }

    /// Nobody finds it: not on the page, not at its address.
    async fn is_nowhere(&self) {
        let gone = self.town.visitor().get(&self.photo()).await.unwrap();
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert!(!gone.body.contains("Markerjpeg"));
        assert!(!self.page().await.contains("/photos/"));
    }
}

#[tokio::test]
async fn a_photo_is_shown_with_what_can_be_seen_and_taken_back_at_once() {
    let scene = Scene::of("graffiti").await;
    let actor = &scene.officer.actor;
    scene.is_nowhere().await;
    let show = scene.verb("show");
    actor
        .post(&show, &[("seen-1", " ")])
        .await
        .unwrap()
        .is_refused_with("Write what can be seen");
    let named = actor
        .post(&show, &[("seen-1", "Call 07700 900123")])
        .await
        .unwrap();
    named.is_refused_with("This may point at a person");
    assert!(named.body.contains("value=\"Call 07700 900123\""));
    scene.is_nowhere().await;
    scene.shows().await;
    let line = scene.town.last_line().await;
    assert_eq!(
        line,
        ("showed a photo to everyone".into(), "concern".into())
    );
    let page = scene.page().await;
    assert!(page.contains(&format!("alt=\"{SEEN}\"")), "{page}");
    let photo = scene.town.visitor().get(&scene.photo()).await.unwrap();
    assert_eq!((photo.status, photo.body.as_str()), (StatusCode::OK, JPEG));
    let kind = photo.headers.iter().find(|it| it.0 == "content-type");
    assert_eq!(kind.unwrap().1, "image/jpeg");
    // The other one was not shown.
    let other = shown_photos::path(&scene.concern, 2);
    scene
        .town
        .visitor()
        .get(&other)
        .await
        .unwrap()
        .is_not_there();
    actor
        .get(&scene.concern.path())
        .await
        .unwrap()
        .says("Everyone sees it:");
    actor.does(&scene.verb("take-back"), &[]).await.unwrap();
    assert_eq!(scene.town.last_line().await.0, "took a photo back");
    scene.is_nowhere().await;
    // Taking everything down takes photos down too.
    scene.shows().await;
    let hide = format!("{}/hide", scene.concern.path());
    actor.does(&hide, &[]).await.unwrap();
    scene.is_nowhere().await;
}

#[tokio::test]
async fn programs_learn_where_a_shown_photo_is_once_the_team_shows_words() {
    let scene = Scene::of("graffiti").await;
    let actor = &scene.officer.actor;
    let list = "/open311/v2/requests.json";
    scene.shows().await;
    let page = scene.town.visitor().get(list).await.unwrap();
    assert!(!page.body.contains(&scene.photo()));
    let page = actor.get(&scene.concern.path()).await.unwrap();
    let version = page.value("version");
    let fields = [("shown", "A tag on the lock"), ("version", &version)];
    let read = format!("{}/read", scene.concern.path());
    actor.does(&read, &fields).await.unwrap();
    let page = scene.town.visitor().get(list).await.unwrap();
    page.says(&scene.photo());
    actor.does(&scene.verb("take-back"), &[]).await.unwrap();
    let page = scene.town.visitor().get(list).await.unwrap();
    assert!(!page.body.contains(&scene.photo()));
}

#[tokio::test]
async fn who_may_not_moderate_finds_nothing_and_some_kinds_are_never_shown() {
    let scene = Scene::of("graffiti").await;
    let other = scene.town.ward("Canalside").await;
    let town = &scene.town;
    for stranger in [
        town.somebody(Role::Sergeant, Some(other), None).await,
        town.somebody(Role::Office, None, None).await,
    ] {
        for verb in ["show", "take-back"] {
            let path = scene.verb(verb);
            let answer = stranger.actor.post(&path, &[("seen-1", SEEN)]).await;
            answer.unwrap().is_not_there();
        }
    }
    scene.is_nowhere().await;
    let scene = Scene::of("drugs").await;
    let actor = &scene.officer.actor;
    let page = actor.get(&scene.concern.path()).await.unwrap();
    page.says("are for the team alone");
    assert!(!page.body.contains("Show it to everyone"));
    actor
        .post(&scene.verb("show"), &[("seen-1", SEEN)])
        .await
        .unwrap()
        .is_refused_with("for the team alone");
    scene.is_nowhere().await;
}

#[tokio::test]
async fn a_shown_photo_is_forgotten_with_the_talk() {
    let scene = Scene::of("graffiti").await;
    scene.shows().await;
    let page = scene.officer.actor.get(&scene.concern.path()).await;
    let version = page.unwrap().value("version");
    let fields = [("result", "Cleaned"), ("version", version.as_str())];
    let done = format!("{}/done", scene.concern.path());
    scene.officer.actor.does(&done, &fields).await.unwrap();
    scene.town.later(Duration::days(700));
    reports::forget(&scene.town.house).await.unwrap();
    let photo = scene.town.visitor().get(&scene.photo()).await.unwrap();
    assert_eq!(photo.status, StatusCode::OK);
    scene.town.later(Duration::days(40));
    reports::forget(&scene.town.house).await.unwrap();
    scene.is_nowhere().await;
}
