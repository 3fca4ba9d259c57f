//! Who does what by when.

use base::Role;

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
