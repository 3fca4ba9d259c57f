//! A concern is passed to agencies, and comes back answered.

use base::Role;
use chrono::Duration;
use concerns::{Concern, referrals};
use wardmote::{client, demo::Actor, demo::Answered};

use crate::town::{Citizen, Expect as _, Town};

/// What the reporter wrote: it never reaches an agency.
const ORIGINAL: &str = "Markeroriginal shouts at number 3";
/// What the sergeant writes for the agency: it never stands in a mail.
const TOLD: &str = "Markertold by the lock";

pub struct Scene {
    pub town: Town,
    pub sergeant: Citizen,
    pub office: Citizen,
    pub council: Citizen,
    pub concern: Concern,
}

async fn agency(town: &Town, slug: &str) -> base::AgencyId {
    let mut tx = town.house.db().reading().await.unwrap();
    let agency = base::agencies::find(&mut tx, slug).await.unwrap();
    agency.unwrap().id
}

impl Scene {
    /// A sergeant of Canalside, the office, somebody of the council, and a concern in Canalside.
    pub async fn of(town: Town) -> Self {
        let ward = town.ward("Canalside").await;
        let sergeant = town
            .somebody(Role::Sergeant, Some(ward), Some("police"))
            .await;
        let office = town.somebody(Role::Office, None, None).await;
        let council = town.somebody(Role::Partner, None, Some("council")).await;
        let key = client::key(&town.house, "Website", "police", true)
            .await
            .unwrap();
        let fields = [
            ("api_key", key.as_str()),
            ("service_code", "fly-tipping"),
            ("lat", "51.2311268"),
            ("long", "0.1012525"),
            ("description", ORIGINAL),
            ("address_string", "Markerplace 3 Lock Road"),
            ("attribute[size]", "a_van_load"),
            ("attribute[kind][]", "tyres"),
        ];
        let visitor = town.visitor();
        let filed = visitor.post("/open311/v2/requests.json", &fields);
        let filed = filed.await.unwrap();
        assert_eq!(filed.status, 200, "{}", filed.body);
        let mut tx = town.house.db().reading().await.unwrap();
        let now = town.now();
        let all = concerns::concerns::store::between(&mut tx, now - Duration::days(1), now)
            .await
            .unwrap();
        drop(tx);
        Self {
            concern: all.into_iter().next().unwrap(),
            town,
            sergeant,
            office,
            council,
        }
    }

    pub async fn new() -> Self {
        Self::of(Town::new().await).await
    }

    /// The office writes an agreement down that runs for three weeks.
    pub async fn agreed(&self, with: &str, contact: bool) {
        let id = agency(&self.town, with).await.to_string();
        let mut fields = vec![
            ("agency", id.as_str()),
            ("purpose", "reports"),
            ("power", "Section 115"),
            ("from_on", "2026-11-01"),
            ("review_on", "2026-12-01"),
            ("expires_on", "2026-12-15"),
        ];
        if contact {
            fields.push(("contact", "yes"));
        }
        let office = &self.office.actor;
        office.does("/admin/agreements/new", &fields).await.unwrap();
    }

    pub async fn refer(&self, to: &str, changed: &[(&str, &str)]) -> Answered {
        let to = agency(&self.town, to).await;
        let mut tx = self.town.house.db().reading().await.unwrap();
        let all = concerns::agreements::store::all(&mut tx).await.unwrap();
        drop(tx);
        let agreement = all.iter().find(|it| it.agency == to);
        let agreement = agreement.map_or(String::new(), |it| it.id.to_string());
        let mut fields = vec![
            ("agreement", agreement.as_str()),
            ("told", TOLD),
            ("place", "Second lock"),
            ("share", "point"),
            ("asked", "Markerasked clear the towpath"),
            ("why", "Markerwhy tried twice"),
            ("wanted_on", "2026-12-04"),
        ];
        fields.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        fields.extend(changed);
        let path = format!("{}/refer", self.concern.path());
        self.sergeant.actor.post(&path, &fields).await.unwrap()
    }

    /// Passed to the council; gives its page.
    pub async fn passed(&self) -> String {
        self.agreed("council", false).await;
        let answer = self.refer("council", &[]).await;
        answer.is_taken();
        answer.location
    }

    pub async fn find(&self, path: &str) -> referrals::Referral {
        let mut tx = self.town.house.db().reading().await.unwrap();
        let reference = path.rsplit('/').next().unwrap();
        let found = referrals::store::by_reference(&mut tx, reference).await;
        found.unwrap().unwrap()
    }

    /// Somebody signs in again: days have gone by.
    pub async fn again(&self, who: &Citizen) -> Actor {
        let door = self.town.door.clone();
        Actor::signed_in(&self.town.house, door, who.id)
            .await
            .unwrap()
    }

    /// Somebody sends a form of a referral.
    pub async fn sends(
        &self,
        who: &Actor,
        path: &str,
        verb: &str,
        fields: &[(&str, &str)],
    ) -> Answered {
        let version = self.find(path).await.version.to_string();
        let mut fields = fields.to_vec();
        fields.push(("version", &version));
        who.post(&format!("{path}/{verb}"), &fields).await.unwrap()
    }
}

#[tokio::test]
async fn a_concern_goes_to_an_agency_and_comes_back_done_and_checked() {
    let scene = Scene::new().await;
    let path = scene.passed().await;
    let (council, sergeant) = (&scene.council.actor, &scene.sergeant.actor);
    council.get("/desk").await.unwrap().says("Passed to you");
    let page = council.get(&path).await.unwrap();
    for words in ["Markertold", "Markerasked", "Markerwhy", "Second lock"] {
        page.says(words);
    }
    for hidden in ["Markeroriginal", "Markerplace"] {
        assert!(!page.body.contains(hidden), "{hidden}");
    }
    // The opening is noted beside the page, once.
    for _ in 0..200 {
        if scene.find(&path).await.opened_at.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(
        scene.find(&path).await.state,
        referrals::ReferralState::Opened
    );
    let ask = [("question", "Which side of the lock?")];
    scene.sends(council, &path, "ask", &ask).await.is_taken();
    sergeant
        .get("/desk")
        .await
        .unwrap()
        .says("Answer the agency's question");
    let answer = [("answer", "The eastern side")];
    scene
        .sends(sergeant, &path, "answer", &answer)
        .await
        .is_taken();
    scene
        .sends(council, &path, "accept", &[("accepted_on", "2026-11-20")])
        .await
        .is_refused_with("Choose today or a later day");
    scene
        .sends(council, &path, "accept", &[("accepted_on", "2026-12-02")])
        .await
        .is_taken();
    scene
        .sends(council, &path, "done", &[("evidence", " ")])
        .await
        .is_refused_with("so that it can be checked");
    let evidence = [("evidence", "Cleared on Friday")];
    scene
        .sends(council, &path, "done", &evidence)
        .await
        .is_taken();
    // The agency does not check itself.
    scene
        .sends(council, &path, "close", &[])
        .await
        .is_not_there();
    let missing = [("missing", "The tyres are still there")];
    scene
        .sends(sergeant, &path, "give-back", &missing)
        .await
        .is_taken();
    council
        .get(&path)
        .await
        .unwrap()
        .says("The tyres are still there");
    scene
        .sends(council, &path, "done", &evidence)
        .await
        .is_taken();
    scene
        .sends(sergeant, &path, "close", &[("checked", "Seen")])
        .await
        .is_taken();
    let line = scene.town.last_line().await;
    assert_eq!(line, ("checked and closed".into(), "referral".into()));
    let late = scene
        .sends(council, &path, "note", &[("news", "Kept words")])
        .await;
    late.is_refused_with("stands differently now");
    late.says("Kept words");
    for secret in [
        "Markeroriginal",
        "Markerplace",
        "Markertold",
        "Markerasked",
        "Markerwhy",
        "Second lock",
        "eastern",
        "Canalside",
        "Cleared",
        "tyres",
        "tipping",
    ] {
        for (_, body) in scene.town.mail().await {
            assert!(!body.contains(secret), "{secret} in {body}");
        }
    }
    assert!(scene.town.mail().await.len() >= 8);
}

#[tokio::test]
async fn a_referral_says_so_when_its_concern_is_over() {
    let scene = Scene::new().await;
    let path = scene.passed().await;
    let (sergeant, over) = (&scene.sergeant.actor, "The concern is over");
    sergeant.get(&path).await.unwrap().lacks(over);
    let concern = scene.concern.path();
    let version = sergeant.get(&concern).await.unwrap().value("version");
    let done = [("result", "Cleared by us"), ("version", version.as_str())];
    sergeant
        .does(&format!("{concern}/done"), &done)
        .await
        .unwrap();
    sergeant.get(&path).await.unwrap().says(over);
    scene.council.actor.get(&path).await.unwrap().lacks(over);
}

#[tokio::test]
async fn an_agreement_is_reviewed_and_no_second_one_stands_beside_it() {
    let scene = Scene::new().await;
    scene.agreed("council", false).await;
    let office = &scene.office.actor;
    let id = agency(&scene.town, "council").await.to_string();
    let again = [
        ("agency", id.as_str()),
        ("purpose", "reports"),
        ("power", "Section 115"),
        ("from_on", "2026-12-10"),
        ("review_on", "2027-01-01"),
        ("expires_on", "2027-06-01"),
    ];
    office
        .post("/admin/agreements/new", &again)
        .await
        .unwrap()
        .is_refused_with("is in force until Tuesday 15 December 2026");
    let mut tx = scene.town.house.db().reading().await.unwrap();
    let all = concerns::agreements::store::all(&mut tx).await.unwrap();
    drop(tx);
    assert_eq!(all.len(), 1);
    let path = format!("/admin/agreements/{}/review", all[0].id);
    office
        .get(&path)
        .await
        .unwrap()
        .says("The review is due on");
    for wrong in ["", "2026-11-24", "2026-12-16"] {
        let fields = [("review_on", wrong)];
        let answer = office.post(&path, &fields).await.unwrap();
        assert!(answer.status.is_client_error(), "{wrong}");
    }
    office
        .does(&path, &[("review_on", "2026-12-14")])
        .await
        .unwrap();
    let list = office.get("/admin/agreements").await.unwrap();
    list.says("14 December 2026");
    scene
        .sergeant
        .actor
        .get(&path)
        .await
        .unwrap()
        .is_not_there();
}

#[tokio::test]
async fn without_an_agreement_in_force_there_is_no_button_and_no_form() {
    let scene = Scene::new().await;
    let (path, sergeant) = (scene.concern.path(), &scene.sergeant.actor);
    let page = sergeant.get(&path).await.unwrap();
    page.says("once an agreement to share is in force");
    assert!(!page.body.contains("/refer\""));
    sergeant
        .get(&format!("{path}/refer"))
        .await
        .unwrap()
        .is_refused_with("No agreement to share for this purpose is in force");
    scene.agreed("council", false).await;
    let page = sergeant.get(&format!("{path}/refer")).await.unwrap();
    page.says("Community Safety: Reports of residents");
    assert!(!page.body.contains("value=\"reporter\""));
    scene
        .refer("housing", &[])
        .await
        .is_refused_with("Choose to whom");
    scene
        .refer("council", &[("share", "reporter")])
        .await
        .is_refused_with("does not cover how to reach the reporter");
    scene.refer("council", &[]).await.is_taken();
    scene
        .refer("council", &[])
        .await
        .is_refused_with("is not over there");
    // Three weeks later the agreement is over.
    scene.town.later(Duration::days(22));
    scene
        .again(&scene.sergeant)
        .await
        .get(&format!("{path}/refer"))
        .await
        .unwrap()
        .is_refused_with("No agreement to share for this purpose is in force");
}

#[tokio::test]
async fn what_was_shared_opens_only_while_the_agreement_is_in_force() {
    let scene = Scene::new().await;
    let path = scene.passed().await;
    let mut tx = scene.town.house.db().reading().await.unwrap();
    let agreement = concerns::agreements::store::all(&mut tx).await.unwrap();
    drop(tx);
    let end = format!("/admin/agreements/{}/end", agreement[0].id);
    let office = &scene.office.actor;
    office
        .post(&end, &[("why", "")])
        .await
        .unwrap()
        .is_refused_with("Write why it ends");
    scene
        .council
        .actor
        .post(&end, &[("why", "No")])
        .await
        .unwrap()
        .is_not_there();
    office
        .does(&end, &[("why", "The law changed")])
        .await
        .unwrap();
    office
        .get("/admin/agreements")
        .await
        .unwrap()
        .says("The law changed");
    let page = scene.council.actor.get(&path).await.unwrap();
    page.says("is not in force any more");
    assert!(!page.body.contains("Markertold") && !page.body.contains("Second lock"));
    scene
        .sergeant
        .actor
        .get(&path)
        .await
        .unwrap()
        .says("Markertold");
}

#[tokio::test]
async fn what_is_not_yours_is_not_there() {
    let scene = Scene::new().await;
    let path = scene.passed().await;
    let fairmead = scene.town.ward("Fairmead").await;
    let town = &scene.town;
    for stranger in [
        town.somebody(Role::Partner, None, Some("housing")).await,
        town.somebody(Role::Sergeant, Some(fairmead), Some("police"))
            .await,
        town.somebody(Role::Admin, None, None).await,
    ] {
        stranger.actor.get(&path).await.unwrap().is_not_there();
        let list = stranger.actor.get("/desk/referrals").await.unwrap();
        assert!(!list.body.contains(&path));
        for verb in [
            "accept",
            "ask",
            "decline",
            "note",
            "done",
            "answer",
            "lead",
            "revoke",
            "close",
            "give-back",
            "try-now",
        ] {
            scene
                .sends(&stranger.actor, &path, verb, &[])
                .await
                .is_not_there();
        }
    }
    let concern = format!("{}/refer", scene.concern.path());
    scene
        .council
        .actor
        .get(&concern)
        .await
        .unwrap()
        .is_not_there();
}

#[tokio::test]
async fn unopened_it_is_reminded_of_then_taken_up_with_referrer_and_office() {
    let scene = Scene::new().await;
    let path = scene.passed().await;
    let house = &scene.town.house;
    assert_eq!(referrals::remind(house).await.unwrap(), 0);
    // Sent on a Tuesday at two; Monday morning three working days are over.
    house.clock().set("2026-11-30T09:00:00Z".parse().unwrap());
    assert_eq!(referrals::remind(house).await.unwrap(), 1);
    assert_eq!(referrals::remind(house).await.unwrap(), 0);
    house.clock().set("2026-12-02T09:00:00Z".parse().unwrap());
    assert_eq!(referrals::remind(house).await.unwrap(), 3);
    let to: Vec<_> = scene.town.mail().await.into_iter().map(|it| it.0).collect();
    for who in [&scene.council, &scene.sergeant, &scene.office] {
        assert!(to.iter().any(|it| it.starts_with(&who.id.to_string())));
    }
    assert_eq!(scene.town.last_line().await.0, "escalated");
    scene
        .again(&scene.sergeant)
        .await
        .get(&path)
        .await
        .unwrap()
        .says("Not opened in five working days");
    house.clock().set("2026-12-09T09:00:00Z".parse().unwrap());
    assert_eq!(referrals::remind(house).await.unwrap(), 0);
    let page = scene.town.visitor().get("/wards/canalside").await.unwrap();
    page.says("Passed to partners");
    page.says("Community Safety 1 1 late, the longest 5 days");
}

#[tokio::test]
async fn several_agencies_and_exactly_one_of_them_leads() {
    let scene = Scene::new().await;
    let first = scene.passed().await;
    scene.agreed("housing", false).await;
    let second = scene.refer("housing", &[]).await;
    second.is_taken();
    let second = second.location;
    assert!(scene.find(&first).await.is_lead && !scene.find(&second).await.is_lead);
    let sergeant = &scene.sergeant.actor;
    scene.sends(sergeant, &second, "lead", &[]).await.is_taken();
    assert!(!scene.find(&first).await.is_lead && scene.find(&second).await.is_lead);
    scene
        .sends(sergeant, &second, "lead", &[])
        .await
        .is_refused_with("leads already");
    let housing = scene
        .town
        .somebody(Role::Partner, None, Some("housing"))
        .await;
    let reason = [("reason", "Not our land")];
    scene
        .sends(&housing.actor, &second, "decline", &reason)
        .await
        .is_taken();
    assert!(scene.find(&first).await.is_lead && !scene.find(&second).await.is_lead);
    // A partner sees its own, and who leads; not what the other one was told.
    let page = scene.council.actor.get(&first).await.unwrap();
    assert!(!page.body.contains(&second));
    sergeant
        .get(&scene.concern.path())
        .await
        .unwrap()
        .says("Declined");
}
