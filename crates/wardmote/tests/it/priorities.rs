//! What panels agree, and how it ends.

use base::Role;
use chrono::Duration;
use panels::{meetings::Stage, priorities::PriorityStage};

use crate::town::{Expect as _, Town};

#[tokio::test]
async fn a_fourth_live_priority_needs_the_chairs_written_reason() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 6).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Fairmead", chair).await;
    let mut list = Vec::new();
    for title in ["Bikes", "Rubbish", "Burglary", "Speeding"] {
        list.push(town.suggest(meeting, chair, title).await);
    }
    town.bring_to(meeting, chair, Stage::Agree, 5).await;
    for about in &list[..3] {
        town.agree(meeting, chair, about, &[]).await.is_taken();
    }
    let refused = town.agree(meeting, chair, &list[3], &[]).await;
    refused.is_refused_with("The panel already holds 3 live priorities");
    assert!(
        refused.body.contains("Fewer bikes"),
        "what was typed is still there"
    );
    town.agree(
        meeting,
        chair,
        &list[3],
        &[("over_limit", "A child was hurt")],
    )
    .await
    .is_taken();
    assert_eq!(town.priorities("Fairmead").await.len(), 4);
    town.visitor()
        .get("/wards/fairmead/priorities/speeding")
        .await
        .unwrap()
        .says("One more than the limit: A child was hurt");
}

#[tokio::test]
async fn a_lost_vote_agrees_nothing_and_a_won_one_shows_its_counts() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 6).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Fairmead", chair).await;
    let about = town.suggest(meeting, chair, "Bikes").await;
    town.bring_to(meeting, chair, Stage::Agree, 5).await;
    let vote = |yes, no| {
        [
            ("decision", "vote"),
            ("votes_for", yes),
            ("votes_against", no),
            ("votes_abstain", "1"),
        ]
    };
    town.agree(meeting, chair, &about, &vote("2", "2"))
        .await
        .is_refused_with("2 for and 2 against, so it is not agreed");
    town.agree(meeting, chair, &about, &vote("5", "1"))
        .await
        .is_refused_with("more than the 5 voting members who are here");
    town.agree(meeting, chair, &about, &vote("3", "1"))
        .await
        .is_taken();
    town.visitor()
        .get("/wards/fairmead/priorities/bikes")
        .await
        .unwrap()
        .says("3 for, 1 against, 1 neither");
}

#[tokio::test]
async fn a_double_press_agrees_one_priority() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 6).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Fairmead", chair).await;
    let about = town.suggest(meeting, chair, "Bikes").await;
    town.bring_to(meeting, chair, Stage::Agree, 5).await;
    let same = [("once", "018f0000-0000-7000-8000-000000000001")];
    let (one, two) = tokio::join!(
        town.agree(meeting, chair, &about, &same),
        town.agree(meeting, chair, &about, &same)
    );
    one.is_taken();
    two.is_taken();
    assert_eq!(town.priorities("Fairmead").await.len(), 1);
}

#[tokio::test]
async fn the_team_tells_residents_and_the_ward_page_says_so_at_once() {
    let town = Town::new().await;
    let (_, priority, _) = town.with_priority("Fairmead").await;
    let sergeant = town
        .somebody(Role::Sergeant, Some(priority.ward), None)
        .await;
    let other = town
        .somebody(Role::Sergeant, Some(town.ward("Hollins").await), None)
        .await;
    let path = format!("{}/report-back", priority.desk_path());
    let fields = [
        ("words", "Two bikes were seized on Saturday."),
        ("stage", "in_progress"),
    ];
    other
        .actor
        .post(&path, &fields)
        .await
        .unwrap()
        .is_not_there();
    sergeant
        .actor
        .post(&path, &[("words", ""), ("stage", "in_progress")])
        .await
        .unwrap()
        .is_refused_with("Write what was done");
    sergeant
        .actor
        .post(&path, &fields)
        .await
        .unwrap()
        .is_taken();
    town.visitor()
        .get("/wards/fairmead")
        .await
        .unwrap()
        .says("Two bikes were seized on Saturday.");
    assert_eq!(
        town.last_line().await,
        ("told residents".into(), "priority".into())
    );
}

#[tokio::test]
async fn ninety_days_without_a_word_is_amber_and_a_hundred_red() {
    let town = Town::new().await;
    let (_, priority, _) = town.with_priority("Fairmead").await;
    town.house
        .clock()
        .set("2027-03-01T12:00:00Z".parse().unwrap()); // 90 days after 1 December
    let sergeant = town
        .somebody(Role::Sergeant, Some(priority.ward), None)
        .await;
    let amber = sergeant.actor.get("/desk").await.unwrap();
    amber.says("Nothing told for 90 days");
    assert!(amber.body.contains("tag--warn"));
    town.later(Duration::days(10));
    let sergeant = town
        .somebody(Role::Sergeant, Some(priority.ward), None)
        .await;
    let red = sergeant.actor.get("/desk").await.unwrap();
    red.says("Nothing told for 100 days");
    assert!(red.body.contains("tag--bad"));
}

#[tokio::test]
async fn closing_needs_a_result_and_either_the_measure_or_the_panels_vote() {
    let town = Town::new().await;
    let (panel, priority, meeting) = town.with_priority("Fairmead").await;
    let chair = &panel[0].actor;
    let path = format!("{}/close", priority.desk_path());
    let at = meeting.to_string();
    let close = |measured: &'static str, more: &[(&'static str, &'static str)]| {
        let mut fields = vec![
            ("outcome", "reduced"),
            ("result", "Reports fell."),
            ("we_did", "Barriers."),
            ("measured", measured),
        ];
        fields.extend(more);
        fields
    };
    chair
        .post(
            &path,
            &[("outcome", "reduced"), ("result", ""), ("we_did", "x")],
        )
        .await
        .unwrap()
        .is_refused_with("Write what changed");
    chair
        .post(&path, &close("25", &[]))
        .await
        .unwrap()
        .is_refused_with(
            "The measure was not met (25 against a target of 10), so the panel has to vote",
        );
    chair
        .post(
            &path,
            &close("25", &[("close_for", "4"), ("close_against", "1")]),
        )
        .await
        .unwrap()
        .is_refused_with("The panel votes at a meeting");
    let mut lost = close("25", &[("close_for", "1"), ("close_against", "4")]);
    lost.push(("meeting", &at));
    chair
        .post(&path, &lost)
        .await
        .unwrap()
        .is_refused_with("so it stays open");
    assert!(town.priorities("Fairmead").await[0].is_live());
    chair
        .post(&path, &close("9", &[]))
        .await
        .unwrap()
        .is_taken();
    let closed = town.priorities("Fairmead").await.remove(0);
    assert_eq!(closed.stage, PriorityStage::Closed);
    town.visitor()
        .get("/results")
        .await
        .unwrap()
        .says("Reports fell.");
    chair
        .post(&path, &close("9", &[]))
        .await
        .unwrap()
        .is_refused_with("closed already");
}

#[tokio::test]
async fn a_problem_that_comes_back_is_linked_to_the_closed_one() {
    let town = Town::new().await;
    let (panel, priority, meeting) = town.with_priority("Fairmead").await;
    let chair = &panel[0].actor;
    let close = [
        ("outcome", "resolved"),
        ("result", "Gone."),
        ("we_did", "Barriers."),
        ("measured", "0"),
    ];
    chair
        .does(&format!("{}/close", priority.desk_path()), &close)
        .await
        .unwrap();
    let again = town.suggest(meeting, chair, "Bikes are back").await;
    let earlier = priority.id.to_string();
    town.agree(meeting, chair, &again, &[("earlier", &earlier)])
        .await
        .is_taken();
    let page = town
        .visitor()
        .get("/wards/fairmead/priorities/bikes-are-back")
        .await
        .unwrap();
    page.says("It came back");
    page.says("Closed before");
}

#[tokio::test]
async fn two_people_who_change_the_wording_lose_nothing() {
    let town = Town::new().await;
    let (_, priority, _) = town.with_priority("Fairmead").await;
    let one = town
        .somebody(Role::Sergeant, Some(priority.ward), None)
        .await;
    let two = town.somebody(Role::Office, None, None).await;
    let path = format!("{}/edit", priority.desk_path());
    let version = priority.version.to_string();
    let words = |different: &'static str| {
        [
            ("title", "Bikes"),
            ("place", "Park"),
            ("different", different),
            ("doing", "Barriers"),
            ("lead", "Sergeant"),
            ("review_on", "2027-03-02"),
        ]
    };
    let with = |different| {
        words(different)
            .into_iter()
            .chain([("version", version.as_str())])
            .collect::<Vec<_>>()
    };
    one.actor
        .post(&path, &with("No bikes at all"))
        .await
        .unwrap()
        .is_taken();
    let second = two
        .actor
        .post(&path, &with("Half as many bikes"))
        .await
        .unwrap();
    assert_eq!(second.status, 409);
    second.says("No bikes at all");
    assert_eq!(second.text_area("different"), "Half as many bikes");
    assert_eq!(
        town.priorities("Fairmead").await[0].different,
        "No bikes at all"
    );
}

#[tokio::test]
async fn a_priority_kept_from_last_time_is_not_agreed_twice() {
    let town = Town::new().await;
    let (panel, priority, meeting) = town.with_priority("Fairmead").await;
    let chair = &panel[0].actor;
    let id = priority.id.to_string();
    let fields = [
        ("title", "Bikes in the park"),
        ("source", "kept"),
        ("keeps", &id),
    ];
    chair
        .does(&format!("/desk/meetings/{meeting}/suggestions"), &fields)
        .await
        .unwrap();
    let kept = town.find_meeting(meeting).await;
    let mut tx = town.house.db().reading().await.unwrap();
    let list = panels::suggestions::store::for_meeting(&mut tx, &kept)
        .await
        .unwrap();
    drop(tx);
    let about = list.iter().find(|it| it.keeps.is_some()).unwrap();
    let fields = [
        ("suggestion", about.id.to_string()),
        ("decision", "keep".to_owned()),
    ];
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    chair
        .post(&format!("/desk/meetings/{meeting}/agree"), &fields)
        .await
        .unwrap()
        .is_taken();
    assert_eq!(town.priorities("Fairmead").await.len(), 1);
    assert_eq!(town.last_line().await, ("kept".into(), "priority".into()));
}

#[tokio::test]
async fn a_visitors_own_words_are_never_published_unread() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 6).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Fairmead", chair).await;
    let about = town
        .suggest(meeting, chair, "J Smith of 14 Mill Lane deals drugs")
        .await;
    town.bring_to(meeting, chair, Stage::Agree, 5).await;
    town.agree(
        meeting,
        chair,
        &about,
        &[("title", "Drug dealing in Mill Lane")],
    )
    .await
    .is_taken();
    let page = town
        .visitor()
        .get("/wards/fairmead/priorities/drug-dealing-in-mill-lane")
        .await
        .unwrap();
    page.says("9 people raised it.");
    assert!(!page.body.contains("J Smith"));
}

#[tokio::test]
async fn a_closed_priority_is_not_reworded() {
    let town = Town::new().await;
    let (panel, priority, _) = town.with_priority("Fairmead").await;
    let close = [
        ("outcome", "escalated"),
        ("result", "Needs the borough."),
        ("we_did", "Barriers."),
        ("measured", "0"),
    ];
    panel[0]
        .actor
        .does(&format!("{}/close", priority.desk_path()), &close)
        .await
        .unwrap();
    let sergeant = town
        .somebody(Role::Sergeant, Some(priority.ward), None)
        .await;
    let path = format!("{}/edit", priority.desk_path());
    sergeant
        .actor
        .get(&path)
        .await
        .unwrap()
        .is_refused_with("closed already");
    town.visitor()
        .get("/results")
        .await
        .unwrap()
        .says("Passed up to the tasking meeting");
}
