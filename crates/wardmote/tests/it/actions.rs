//! Who does what by when.

use base::Role;
use concerns::referrals::{self, About, ReferralState};

use crate::town::{Expect as _, Town};

async fn given(
    town: &Town,
    chair: &wardmote::demo::Actor,
    agency: &str,
    due: &str,
) -> wardmote::demo::Answered {
    let mut tx = town.house.db().reading().await.unwrap();
    let id = base::agencies::find(&mut tx, agency)
        .await
        .unwrap()
        .unwrap()
        .id
        .to_string();
    drop(tx);
    let fields = [
        ("title", "Cut the hedge"),
        ("kind", "environment"),
        ("agency", id.as_str()),
        ("owner", "Parks Officer"),
        ("due_on", due),
    ];
    chair
        .post("/desk/wards/fairmead/actions/new", &fields)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_partner_sees_and_answers_only_what_its_agency_was_given() {
    let town = Town::new().await;
    let (panel, ..) = town.with_priority("Fairmead").await;
    let council = town.somebody(Role::Partner, None, Some("council")).await;
    let housing = town.somebody(Role::Partner, None, Some("housing")).await;
    let at = given(&town, &panel[0].actor, "council", "2026-12-12").await;
    at.is_taken();
    council
        .actor
        .get("/desk")
        .await
        .unwrap()
        .says("Cut the hedge");
    housing
        .actor
        .get(&at.location)
        .await
        .unwrap()
        .is_not_there();
    let answer = |state: &'static str, words: &'static str, version: &'static str| {
        [("state", state), ("words", words), ("version", version)]
    };
    housing
        .actor
        .post(&at.location, &answer("done", "x", "1"))
        .await
        .unwrap()
        .is_not_there();
    council
        .actor
        .post(&at.location, &answer("declined", "", "1"))
        .await
        .unwrap()
        .is_refused_with("Write what was done, or why not");
    council
        .actor
        .post(&at.location, &answer("accepted", "", "1"))
        .await
        .unwrap()
        .is_taken();
    council
        .actor
        .post(&at.location, &answer("done", "Cut on Friday", "2"))
        .await
        .unwrap()
        .is_taken();
    council
        .actor
        .post(&at.location, &answer("done", "Cut on Friday", "2"))
        .await
        .unwrap()
        .is_taken();
    council
        .actor
        .post(&at.location, &answer("open", "no", "3"))
        .await
        .unwrap()
        .is_refused_with("This action is done already");
}

#[tokio::test]
async fn a_late_action_says_by_how_many_days_and_names_no_person() {
    let town = Town::new().await;
    let (panel, priority, _) = town.with_priority("Fairmead").await;
    let mut tx = town.house.db().reading().await.unwrap();
    let id = base::agencies::find(&mut tx, "council")
        .await
        .unwrap()
        .unwrap()
        .id
        .to_string();
    drop(tx);
    let of = priority.id.to_string();
    let fields = [
        ("title", "Fit two lamps"),
        ("kind", "environment"),
        ("agency", id.as_str()),
        ("owner", "Lighting Officer"),
        ("due_on", "2026-12-05"),
        ("priority", &of),
    ];
    panel[0]
        .actor
        .does("/desk/wards/fairmead/actions/new", &fields)
        .await
        .unwrap();
    town.house
        .clock()
        .set("2026-12-21T12:00:00Z".parse().unwrap());
    let page = town.visitor().get("/wards/fairmead").await.unwrap();
    page.says("Late: 16 days");
    let one = town
        .visitor()
        .get("/wards/fairmead/priorities/bikes-in-the-park")
        .await
        .unwrap();
    one.says("Fit two lamps");
    assert!(
        !one.body.contains("Lighting Officer"),
        "the agency is named, not a post that one person holds"
    );
}

#[tokio::test]
async fn an_action_that_would_be_late_when_given_is_refused() {
    let town = Town::new().await;
    let (panel, ..) = town.with_priority("Fairmead").await;
    given(&town, &panel[0].actor, "council", "2026-11-01")
        .await
        .is_refused_with("Choose a date that is still to come");
}

#[tokio::test]
async fn the_ward_team_answers_for_the_police_and_not_for_the_council() {
    let town = Town::new().await;
    let (panel, priority, _) = town.with_priority("Fairmead").await;
    let sergeant = town
        .somebody(Role::Sergeant, Some(priority.ward), Some("police"))
        .await;
    let council = given(&town, &panel[0].actor, "council", "2026-12-12")
        .await
        .location;
    let police = given(&town, &panel[0].actor, "police", "2026-12-12")
        .await
        .location;
    let answer = [("state", "declined"), ("words", "No"), ("version", "1")];
    sergeant
        .actor
        .post(&council, &answer)
        .await
        .unwrap()
        .is_not_there();
    sergeant
        .actor
        .post(&police, &answer)
        .await
        .unwrap()
        .is_taken();
}

/// Writes an agreement for a purpose down; gives its id.
async fn agreement(town: &Town, office: &wardmote::demo::Actor, purpose: &str) -> String {
    let mut tx = town.house.db().reading().await.unwrap();
    let agency = base::agencies::find(&mut tx, "housing").await.unwrap();
    let agency = agency.unwrap().id.to_string();
    drop(tx);
    let fields = [
        ("agency", agency.as_str()),
        ("purpose", purpose),
        ("power", "Section 115"),
        ("from_on", "2026-11-01"),
        ("review_on", "2026-12-01"),
        ("expires_on", "2026-12-15"),
    ];
    office.does("/admin/agreements/new", &fields).await.unwrap();
    let mut tx = town.house.db().reading().await.unwrap();
    let all = concerns::agreements::store::all(&mut tx).await.unwrap();
    let made = all.iter().find(|it| it.purpose.word() == purpose);
    made.unwrap().id.to_string()
}

#[tokio::test]
async fn an_action_is_passed_on_under_an_agreement_for_actions() {
    let town = Town::new().await;
    let (panel, ..) = town.with_priority("Fairmead").await;
    let ward = town.ward("Fairmead").await;
    let sergeant = town
        .somebody(Role::Sergeant, Some(ward), Some("police"))
        .await;
    let office = town.somebody(Role::Office, None, None).await;
    let council = town.somebody(Role::Partner, None, Some("council")).await;
    let housing = town.somebody(Role::Partner, None, Some("housing")).await;
    let at = given(&town, &panel[0].actor, "council", "2026-12-12").await;
    at.is_taken();
    // The agency it was given to gets a link and no details.
    let mails = town.mail().await;
    let told: Vec<_> = mails
        .iter()
        .filter(|it| it.1.contains(&at.location))
        .collect();
    assert_eq!(told.len(), 1);
    assert!(!told[0].1.contains("hedge"), "{}", told[0].1);
    let path = format!("{}/refer", at.location);
    // No agreement for actions, no form; one for reports does not help.
    let none = "No agreement to share for this purpose is in force";
    agreement(&town, &office.actor, "reports").await;
    let page = sergeant.actor.get(&at.location).await.unwrap();
    page.says("once an agreement for actions of panels is in force");
    page.lacks("Refer it to an agency");
    sergeant
        .actor
        .get(&path)
        .await
        .unwrap()
        .is_refused_with(none);
    let agreement = agreement(&town, &office.actor, "priorities").await;
    let page = sergeant.actor.get(&at.location).await.unwrap();
    page.says("Refer it to an agency");
    let page = sergeant.actor.get(&path).await.unwrap();
    page.says("Refer an action to an agency");
    page.lacks("How to reach the reporter");
    let fields = [
        ("agreement", agreement.as_str()),
        ("told", "The hedge hides the lamp"),
        ("asked", "Cut your side of it"),
        ("why", "The path is dark"),
        ("wanted_on", "2026-12-10"),
        ("share", "reporter"),
    ];
    sergeant
        .actor
        .post(&path, &fields)
        .await
        .unwrap()
        .is_refused_with("Take that tick out");
    for stranger in [&council, &housing] {
        let answer = stranger.actor.post(&path, &fields[..5]).await.unwrap();
        answer.is_not_there();
    }
    let passed = sergeant.actor.post(&path, &fields[..5]).await.unwrap();
    passed.is_taken();
    sergeant
        .actor
        .post(&path, &fields[..5])
        .await
        .unwrap()
        .is_refused_with("was passed to Alderwick Homes already");
    // The agency accepts it with its own day; the action says so.
    let page = housing.actor.get(&passed.location).await.unwrap();
    page.says("Action of the panel");
    page.says("Cut your side of it");
    page.lacks("Open the action");
    council
        .actor
        .get(&passed.location)
        .await
        .unwrap()
        .is_not_there();
    let mut tx = town.house.db().reading().await.unwrap();
    let reference = passed.location.rsplit('/').next().unwrap();
    let kept = referrals::store::by_reference(&mut tx, reference).await;
    let kept = kept.unwrap().unwrap();
    drop(tx);
    assert!(matches!(kept.about, About::Action(_)) && kept.is_lead);
    let version = kept.version.to_string();
    let accept = [("accepted_on", "2026-12-09"), ("version", version.as_str())];
    housing
        .actor
        .post(&format!("{}/accept", passed.location), &accept)
        .await
        .unwrap()
        .is_taken();
    let page = sergeant.actor.get(&at.location).await.unwrap();
    page.says(ReferralState::Accepted.label());
    let page = sergeant.actor.get(&passed.location).await.unwrap();
    page.says("Open the action");
    // Late, the ward's page says so by agency.
    town.house
        .clock()
        .set("2026-12-14T12:00:00Z".parse().unwrap());
    let mut tx = town.house.db().reading().await.unwrap();
    let today = chrono::NaiveDate::from_ymd_opt(2026, 12, 14).unwrap();
    let late = referrals::late_by_agency(&mut tx, Some(ward), today)
        .await
        .unwrap();
    assert_eq!(late.len(), 1);
    assert_eq!((late[0].1, late[0].2, late[0].3), (1, 1, 5));
}
