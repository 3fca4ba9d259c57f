//! An agency that accepted a referral reaches the reporter, who agreed to it, and nobody else does.

use base::{Act, Closed, Desk, On, Role, args};
use concerns::{
    Contact, Report, Reporter, Source,
    reports::{self, Sent},
};

use crate::{
    receipts::files,
    referrals::Scene,
    town::{Expect as _, Town},
};

/// Where the reporter is reached: it stands on one page and in no file.
const MAIL: &str = "markerreach@marker.example";

async fn report(town: &Town, contact: Contact, may_pass: bool) -> Sent {
    let ward = town.ward("Canalside").await;
    let service = town.house.place().service("fly-tipping").unwrap().clone();
    let mut desk = Desk::of_the_house(&town.house, Act::Report).await.unwrap();
    let permit = desk.permit(Act::Report, &On::default()).unwrap();
    let report = Report {
        service,
        ward,
        point: None,
        place: "Behind the lock".into(),
        words: "Tyres again".into(),
        answers: Vec::new(),
        happened: String::new(),
        joins: None,
        source: Source::Web,
        contact,
        may_pass,
        photos: Vec::new(),
    };
    let sent = reports::send(&mut desk, &permit, report).await.unwrap();
    desk.keep().await.unwrap();
    sent
}

fn someone() -> Reporter {
    Reporter {
        email: MAIL.into(),
        ..Reporter::default()
    }
}

/// A report is passed to the council with how to reach the reporter; gives the scene, the receipt and the referral's page.
async fn passed() -> (Scene, String, String) {
    let mut scene = Scene::new().await;
    let sent = report(&scene.town, Contact::Team(someone()), true).await;
    scene.concern = sent.concern;
    scene.agreed("council", true).await;
    let answer = scene.refer("council", &[("share", "reporter")]).await;
    answer.is_taken();
    (scene, sent.receipt, answer.location)
}

async fn accepts(scene: &Scene, path: &str) {
    let fields = [("accepted_on", "2026-12-02")];
    scene
        .sends(&scene.council.actor, path, "accept", &fields)
        .await
        .is_taken();
}

#[tokio::test]
async fn an_agency_that_accepted_reaches_the_reporter_for_a_reason_and_everybody_learns_of_it() {
    let (scene, receipt, path) = passed().await;
    let (council, sergeant) = (&scene.council.actor, &scene.sergeant.actor);
    let reporter = format!("{path}/reporter");
    // Not before it has accepted.
    council.get(&reporter).await.unwrap().is_not_there();
    accepts(&scene, &path).await;
    let page = council.get(&path).await.unwrap();
    assert!(page.body.contains(&format!("href=\"{reporter}\"")));
    assert!(!page.body.contains(MAIL));
    let page = council.get(&reporter).await.unwrap();
    page.says("Why do you look?");
    assert!(!page.body.contains(MAIL));
    council
        .post(&reporter, &[])
        .await
        .unwrap()
        .is_refused_with("Choose why you look");
    let opened = council
        .post(&reporter, &[("reason", "visit")])
        .await
        .unwrap();
    opened.says(MAIL);
    let kept = opened.headers.iter().find(|it| it.0 == "cache-control");
    assert_eq!(kept.unwrap().1, "no-store");
    let line = scene.town.last_line().await;
    assert_eq!(line.0, "opened how to reach the reporter");
    let closed = Closed::of(&scene.town.house).unwrap();
    let mut tx = closed.db().reading().await.unwrap();
    let sql = "SELECT detail, person_id FROM ledger WHERE record_id = $1 AND act = 'opened how to reach the reporter'";
    let lines = tx.all(sql, args![scene.concern.id.to_string()]).await;
    let lines = lines.unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].get::<String>("detail").unwrap(), "visit");
    let who: base::PersonId = lines[0].get("person_id").unwrap();
    assert_eq!(who, scene.council.id);
    drop(tx);
    // The team reads it on its page, and why on the referral; the reporter reads it with the receipt.
    let page = sergeant.get(&scene.concern.path()).await.unwrap();
    page.says("opened how to reach the reporter, last on Tuesday 24 November 2026");
    let page = sergeant.get(&path).await.unwrap();
    page.says("To agree when somebody comes");
    let form = [("receipt", receipt.as_str())];
    let visitor = scene.town.visitor();
    let talk = visitor.post("/reports/receipt", &form).await.unwrap();
    talk.says("opened your details, last on Tuesday 24 November 2026");
    // It was shown, and is nowhere else.
    assert!(
        scene
            .town
            .mail()
            .await
            .iter()
            .all(|it| !it.1.contains(MAIL))
    );
    for (name, bytes) in files(&scene.town) {
        let found = bytes.windows(MAIL.len()).any(|it| it == MAIL.as_bytes());
        assert!(!found, "{name}");
    }
}

#[tokio::test]
async fn it_closes_when_done_given_back_or_taken_back_and_when_the_agreement_ends() {
    let (scene, _, path) = passed().await;
    let (council, sergeant) = (&scene.council.actor, &scene.sergeant.actor);
    let reporter = format!("{path}/reporter");
    let is_shut = async || {
        council.get(&reporter).await.unwrap().is_not_there();
        let answer = council.post(&reporter, &[("reason", "visit")]).await;
        answer.unwrap().is_not_there();
    };
    let is_open = async || {
        council
            .get(&reporter)
            .await
            .unwrap()
            .says("Why do you look?")
    };
    accepts(&scene, &path).await;
    is_open().await;
    let evidence = [("evidence", "Cleared")];
    scene
        .sends(council, &path, "done", &evidence)
        .await
        .is_taken();
    is_shut().await;
    let missing = [("missing", "Two tyres are left")];
    scene
        .sends(sergeant, &path, "give-back", &missing)
        .await
        .is_taken();
    is_shut().await;
    accepts(&scene, &path).await;
    is_open().await;
    let why = [("why_back", "Somebody else does it")];
    scene
        .sends(sergeant, &path, "revoke", &why)
        .await
        .is_taken();
    is_shut().await;
    // A second one; then the agreement ends.
    let answer = scene.refer("council", &[("share", "reporter")]).await;
    answer.is_taken();
    accepts(&scene, &answer.location).await;
    let reporter = format!("{}/reporter", answer.location);
    council
        .get(&reporter)
        .await
        .unwrap()
        .says("Why do you look?");
    let mut tx = scene.town.house.db().reading().await.unwrap();
    let agreements = concerns::agreements::store::all(&mut tx).await.unwrap();
    drop(tx);
    let end = format!("/admin/agreements/{}/end", agreements[0].id);
    let office = &scene.office.actor;
    office
        .does(&end, &[("why", "The law changed")])
        .await
        .unwrap();
    council.get(&reporter).await.unwrap().is_not_there();
}

#[tokio::test]
async fn a_reporter_takes_it_back_with_the_receipt() {
    let (scene, receipt, path) = passed().await;
    let council = &scene.council.actor;
    accepts(&scene, &path).await;
    let reporter = format!("{path}/reporter");
    council
        .get(&reporter)
        .await
        .unwrap()
        .says("Why do you look?");
    let form = [("receipt", receipt.as_str())];
    let visitor = scene.town.visitor();
    let page = visitor.post("/reports/receipt", &form).await.unwrap();
    page.says("Only the team from now on");
    let page = visitor.post("/reports/receipt/team-only", &form).await;
    assert!(!page.unwrap().body.contains("Only the team from now on"));
    council.get(&reporter).await.unwrap().is_not_there();
    // The team still reaches them.
    let own = format!("{}/reporter", scene.concern.path());
    let page = scene
        .sergeant
        .actor
        .post(&own, &[("reason", "answer")])
        .await;
    page.unwrap().says(MAIL);
}

#[tokio::test]
async fn to_everybody_else_there_is_nothing_to_open() {
    let (scene, _, path) = passed().await;
    accepts(&scene, &path).await;
    let reporter = format!("{path}/reporter");
    let town = &scene.town;
    let stranger = town.somebody(Role::Partner, None, Some("housing")).await;
    for who in [&stranger, &scene.office, &scene.sergeant] {
        who.actor.get(&reporter).await.unwrap().is_not_there();
        let answer = who.actor.post(&reporter, &[("reason", "visit")]).await;
        answer.unwrap().is_not_there();
    }
    let answer = town.visitor().post(&reporter, &[("reason", "visit")]).await;
    assert!(!answer.unwrap().body.contains(MAIL));
}

#[tokio::test]
async fn who_did_not_agree_or_is_anonymous_is_not_passed_on() {
    let mut scene = Scene::new().await;
    scene.agreed("council", true).await;
    let sergeant = &scene.sergeant.actor;
    for contact in [Contact::Team(someone()), Contact::Anonymous] {
        // Anonymous: there is nobody to pass, whatever was ticked.
        let ticked = matches!(contact, Contact::Anonymous);
        let sent = report(&scene.town, contact, ticked).await;
        assert!(!sent.concern.may_pass);
        scene.concern = sent.concern;
        let page = sergeant
            .get(&format!("{}/refer", scene.concern.path()))
            .await;
        assert!(!page.unwrap().body.contains("value=\"reporter\""));
        scene
            .refer("council", &[("share", "reporter")])
            .await
            .is_refused_with("does not agree");
        let answer = scene.refer("council", &[]).await;
        answer.is_taken();
        accepts(&scene, &answer.location).await;
        let reporter = format!("{}/reporter", answer.location);
        scene
            .council
            .actor
            .get(&reporter)
            .await
            .unwrap()
            .is_not_there();
    }
}
