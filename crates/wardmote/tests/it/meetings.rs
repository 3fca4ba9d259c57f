//! A panel's meetings.

use panels::meetings::{MeetingState, Stage};

use crate::town::{Expect as _, Town};

#[tokio::test]
async fn a_meeting_without_a_quorum_cannot_agree_a_priority() {
    let town = Town::new().await;
    let panel = town.panel("Mill Green", 9).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Mill Green", chair).await;
    let about = town
        .suggest(meeting, chair, "Off-road bikes on the common")
        .await;
    town.bring_to(meeting, chair, Stage::Agree, 2).await;
    let before = town.ledger().await;
    let answer = town.agree(meeting, chair, &about, &[]).await;
    answer.is_refused_with("Only a meeting with a quorum can agree");
    assert!(town.priorities("Mill Green").await.is_empty());
    assert_eq!(town.ledger().await, before, "nothing new in the ledger");
}

#[tokio::test]
async fn the_agree_stage_stays_shut_until_the_evidence_was_opened_or_the_chair_says_why_not() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 6).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Fairmead", chair).await;
    let about = town.suggest(meeting, chair, "Bikes").await;
    town.bring_to(meeting, chair, Stage::Evidence, 5).await;
    town.agree(meeting, chair, &about, &[])
        .await
        .is_refused_with("when the meeting has opened the evidence");
    let path = format!("/desk/meetings/{meeting}/evidence");
    chair
        .post(&path, &[("open", "no"), ("why_not", "")])
        .await
        .unwrap()
        .is_refused_with("Write why the evidence is not looked at");
    chair
        .post(
            &path,
            &[("open", "no"), ("why_not", "The projector is broken")],
        )
        .await
        .unwrap()
        .is_taken();
    town.agree(meeting, chair, &about, &[]).await.is_taken();
    assert_eq!(town.priorities("Fairmead").await.len(), 1);
}

#[tokio::test]
async fn papers_freeze_the_figures_and_every_member_is_told_without_details() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 5).await;
    let meeting = town.meeting("Fairmead", &panel[0].actor).await;
    let told = town.mail().await.len();
    panel[0]
        .actor
        .post(&format!("/desk/meetings/{meeting}/papers"), &[])
        .await
        .unwrap()
        .is_taken();
    let kept = town.find_meeting(meeting).await;
    assert_eq!(kept.state, MeetingState::PapersOut);
    assert!(kept.evidence.is_some());
    let mail = town.mail().await;
    assert_eq!(mail.len() - told, 5);
    assert!(mail[0].1.contains("has its papers ready"), "{}", mail[0].1);
}

#[tokio::test]
async fn pressing_move_on_twice_moves_on_once() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 5).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Fairmead", chair).await;
    chair
        .does(&format!("/desk/meetings/{meeting}/papers"), &[])
        .await
        .unwrap();
    let path = format!("/desk/meetings/{meeting}/move-on");
    let fields = [("stage", "papers"), ("state", "papers_out")];
    let (one, two) = tokio::join!(chair.post(&path, &fields), chair.post(&path, &fields));
    one.unwrap().is_taken();
    two.unwrap().is_taken();
    assert_eq!(town.find_meeting(meeting).await.stage, Stage::LastTime);
}

#[tokio::test]
async fn only_the_chair_moves_it_on_and_to_others_it_is_not_there() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 5).await;
    let meeting = town.meeting("Fairmead", &panel[0].actor).await;
    let stranger = town.panel("Hollins", 5).await;
    let path = format!("/desk/meetings/{meeting}/papers");
    panel[1]
        .actor
        .post(&path, &[])
        .await
        .unwrap()
        .is_not_there();
    let hidden = stranger[0].actor.get(&path).await.unwrap();
    let absent = stranger[0]
        .actor
        .get(&format!(
            "/desk/meetings/{}/papers",
            panels::MeetingId::fresh()
        ))
        .await
        .unwrap();
    hidden.is_not_there();
    assert_eq!(hidden.body, absent.body, "not yours looks like not there");
}

#[tokio::test]
async fn each_member_ranks_once_and_sees_the_points_only_after_sending() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 6).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Fairmead", chair).await;
    let one = town.suggest(meeting, chair, "Bikes").await.id.to_string();
    let two = town.suggest(meeting, chair, "Rubbish").await.id.to_string();
    town.bring_to(meeting, chair, Stage::Rank, 6).await;
    let path = format!("/desk/meetings/{meeting}/rank");
    chair
        .post(&path, &[("order", &one), ("order", &two)])
        .await
        .unwrap()
        .is_taken();
    let before = panel[1].actor.get(&path).await.unwrap();
    assert!(
        !before.body.contains("points</b>"),
        "a member who has not sent theirs sees no points"
    );
    panel[1]
        .actor
        .post(
            &path,
            &[
                ("order", &two),
                ("order", &one),
                ("move", &format!("up:{one}")),
            ],
        )
        .await
        .unwrap()
        .says("on this page only");
    panel[1]
        .actor
        .post(&path, &[("order", &one), ("order", &two)])
        .await
        .unwrap()
        .is_taken();
    panel[1]
        .actor
        .post(&path, &[("order", &one), ("order", &two)])
        .await
        .unwrap()
        .is_taken();
    let after = panel[1].actor.get(&path).await.unwrap();
    after.says("4 points");
    panel[2]
        .actor
        .post(&path, &[("order", &one)])
        .await
        .unwrap()
        .is_refused_with("The list of suggestions changed");
}

#[tokio::test]
async fn the_secretary_enters_a_paper_order_and_it_is_marked_so() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 5).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Fairmead", chair).await;
    let one = town.suggest(meeting, chair, "Bikes").await.id;
    town.bring_to(meeting, chair, Stage::Rank, 5).await;
    let kept = town.find_meeting(meeting).await;
    let mut tx = town.house.db().reading().await.unwrap();
    let seats = panels::members::store::on(&mut tx, kept.ward, kept.held_on)
        .await
        .unwrap();
    drop(tx);
    let (seat, place) = (seats[2].id.to_string(), format!("place-{one}"));
    let path = format!("/desk/meetings/{meeting}/rank");
    chair
        .post(
            &format!("{path}/enter"),
            &[("member", &seat), ("way", "phone"), (&place, "1")],
        )
        .await
        .unwrap()
        .is_taken();
    chair.get(&path).await.unwrap().says("by phone");
    chair
        .post(
            &format!("{path}/enter"),
            &[("member", ""), ("way", "phone")],
        )
        .await
        .unwrap()
        .is_refused_with("Choose the member");
}

#[tokio::test]
async fn minutes_are_drafted_approved_published_and_every_version_is_kept() {
    let town = Town::new().await;
    let (panel, _, meeting) = town.with_priority("Fairmead").await;
    let chair = &panel[0].actor;
    let path = format!("/desk/meetings/{meeting}");
    for stage in ["agree", "actions", "minutes"] {
        chair
            .does(
                &format!("{path}/move-on"),
                &[("stage", stage), ("state", "in_session")],
            )
            .await
            .unwrap();
    }
    let draft = chair
        .get(&format!("{path}/minutes"))
        .await
        .unwrap()
        .text_area("words");
    assert!(
        draft.contains("Bikes in the park (nobody against)"),
        "{draft}"
    );
    assert!(draft.contains("5 of 6 voting members"), "{draft}");
    assert!(
        !draft.contains("Member 0"),
        "nobody is named who did not agree to be: {draft}"
    );
    chair
        .post(&format!("{path}/minutes/publish"), &[])
        .await
        .unwrap()
        .is_refused_with("There is no draft yet");
    chair
        .post(
            &format!("{path}/minutes"),
            &[("words", &draft), ("number", "0")],
        )
        .await
        .unwrap()
        .is_taken();
    chair
        .post(&format!("{path}/minutes/publish"), &[])
        .await
        .unwrap()
        .is_refused_with("Approve the minutes before");
    chair
        .post(&format!("{path}/minutes/approve"), &[("number", "1")])
        .await
        .unwrap()
        .is_taken();
    let public = "/wards/fairmead/meetings/2026-12-01";
    town.visitor()
        .get(public)
        .await
        .unwrap()
        .says("The minutes are published here when the chair has approved them");
    chair
        .post(&format!("{path}/minutes/publish"), &[])
        .await
        .unwrap()
        .is_taken();
    town.visitor()
        .get(public)
        .await
        .unwrap()
        .says("Bikes in the park (nobody against)");
    chair
        .post(
            &format!("{path}/minutes"),
            &[("words", "x"), ("number", "3")],
        )
        .await
        .unwrap()
        .is_refused_with("Published minutes are not changed");
    chair
        .get(&format!("{path}/minutes"))
        .await
        .unwrap()
        .says("Version 3, Published");
}

#[tokio::test]
async fn two_people_who_write_minutes_lose_nothing() {
    let town = Town::new().await;
    let (panel, _, meeting) = town.with_priority("Fairmead").await;
    let (chair, office) = (
        &panel[0].actor,
        town.somebody(base::Role::Office, None, None).await,
    );
    for stage in ["agree", "actions", "minutes"] {
        let fields = [("stage", stage), ("state", "in_session")];
        chair
            .does(&format!("/desk/meetings/{meeting}/move-on"), &fields)
            .await
            .unwrap();
    }
    let path = format!("/desk/meetings/{meeting}/minutes");
    chair
        .post(&path, &[("words", "The chair's text"), ("number", "0")])
        .await
        .unwrap()
        .is_taken();
    let second = office
        .actor
        .post(&path, &[("words", "The office's text"), ("number", "0")])
        .await
        .unwrap();
    assert_eq!(second.status, 409);
    second.says("The chair's text");
    assert_eq!(second.text_area("words"), "The office's text");
    office
        .actor
        .post(&path, &[("words", "Both"), ("number", "1")])
        .await
        .unwrap()
        .is_taken();
}

#[tokio::test]
async fn a_cancelled_meeting_says_why_on_the_ward_page() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 5).await;
    let meeting = town.meeting("Fairmead", &panel[0].actor).await;
    let path = format!("/desk/meetings/{meeting}/cancel");
    panel[0]
        .actor
        .post(&path, &[("why", "")])
        .await
        .unwrap()
        .is_refused_with("Write why. Residents read it.");
    panel[0]
        .actor
        .post(&path, &[("why", "The library is flooded")])
        .await
        .unwrap()
        .is_taken();
    town.visitor()
        .get("/wards/fairmead")
        .await
        .unwrap()
        .says("The library is flooded");
    assert_eq!(
        town.last_line().await,
        ("cancelled".into(), "meeting".into())
    );
}

#[tokio::test]
async fn a_meeting_form_that_is_wrong_keeps_what_was_typed() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 5).await;
    let fields = [
        ("day", "2026-13-45"),
        ("from", "7pm"),
        ("to", "6pm"),
        ("venue", "The <b>Library</b>"),
        ("access", ""),
    ];
    let answer = panel[0]
        .actor
        .post("/desk/wards/fairmead/meetings/new", &fields)
        .await
        .unwrap();
    assert_eq!(answer.status, 422);
    answer.says("Write a real date, like 1/12/2026");
    answer.says("It must end after it begins");
    assert!(
        answer
            .body
            .contains("value=\"The &lt;b&gt;Library&lt;/b&gt;\""),
        "what was typed stands in the form, escaped"
    );
    assert!(
        answer.body.contains("<title>Error: "),
        "the title says so too"
    );
}

#[tokio::test]
async fn the_agree_page_shows_no_points_to_a_member_who_has_not_sent_an_order() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 6).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Fairmead", chair).await;
    let one = town.suggest(meeting, chair, "Bikes").await.id.to_string();
    town.bring_to(meeting, chair, Stage::Rank, 6).await;
    chair
        .does(
            &format!("/desk/meetings/{meeting}/rank"),
            &[("order", &one)],
        )
        .await
        .unwrap();
    let page = format!("/desk/meetings/{meeting}/agree");
    assert!(
        !panel[1]
            .actor
            .get(&page)
            .await
            .unwrap()
            .body
            .contains("points")
    );
    assert!(chair.get(&page).await.unwrap().body.contains("1 point."));
}

#[tokio::test]
async fn what_a_meeting_did_not_decide_waits_for_the_next_one() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 6).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Fairmead", chair).await;
    town.suggest(meeting, chair, "Bikes").await;
    town.bring_to(meeting, chair, Stage::Minutes, 2).await;
    let late = [("title", "Sent while the panel met")];
    town.visitor()
        .post("/wards/fairmead/suggest", &late)
        .await
        .unwrap()
        .is_taken();
    let list = format!("/desk/meetings/{meeting}/suggestions");
    assert!(
        !chair
            .get(&list)
            .await
            .unwrap()
            .body
            .contains("Sent while the panel met")
    );
    let fields = [("stage", "minutes"), ("state", "in_session")];
    chair
        .does(&format!("/desk/meetings/{meeting}/move-on"), &fields)
        .await
        .unwrap();
    let plan = [
        ("day", "2027-03-02"),
        ("from", "19:00"),
        ("to", "20:30"),
        ("venue", "Library"),
        ("access", "Step-free"),
    ];
    let next = chair
        .does("/desk/wards/fairmead/meetings/new", &plan)
        .await
        .unwrap();
    let next = chair
        .get(&next.replace("/papers", "/suggestions"))
        .await
        .unwrap();
    next.says("Bikes");
    next.says("Sent while the panel met");
}

#[tokio::test]
async fn a_paper_order_needs_every_place_once_and_never_overwrites_one_from_the_screen() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 5).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Fairmead", chair).await;
    let one = town.suggest(meeting, chair, "Bikes").await.id;
    let two = town.suggest(meeting, chair, "Rubbish").await.id;
    town.bring_to(meeting, chair, Stage::Rank, 5).await;
    let kept = town.find_meeting(meeting).await;
    let mut tx = town.house.db().reading().await.unwrap();
    let seats = panels::members::store::on(&mut tx, kept.ward, kept.held_on)
        .await
        .unwrap();
    drop(tx);
    let (a, b) = (format!("place-{one}"), format!("place-{two}"));
    let path = format!("/desk/meetings/{meeting}/rank");
    let enter = format!("{path}/enter");
    let member = seats[2].id.to_string();
    let slip = |x: &'static str, y: &'static str| {
        vec![
            ("member", member.as_str()),
            ("way", "paper"),
            (a.as_str(), x),
            (b.as_str(), y),
        ]
    };
    chair
        .post(&enter, &slip("1", "1"))
        .await
        .unwrap()
        .is_refused_with("every place from 1 to 2 once");
    chair
        .post(&enter, &slip("1", ""))
        .await
        .unwrap()
        .is_refused_with("every place from 1 to 2 once");
    let (first, second) = (one.to_string(), two.to_string());
    panel[2]
        .actor
        .does(&path, &[("order", &first), ("order", &second)])
        .await
        .unwrap();
    chair
        .post(&enter, &slip("2", "1"))
        .await
        .unwrap()
        .is_refused_with("has sent an order on screen");
}

#[tokio::test]
async fn a_day_whose_meeting_was_cancelled_is_free_again() {
    let town = Town::new().await;
    let panel = town.panel("Fairmead", 5).await;
    let chair = &panel[0].actor;
    let meeting = town.meeting("Fairmead", chair).await;
    chair
        .does(
            &format!("/desk/meetings/{meeting}/cancel"),
            &[("why", "Snow")],
        )
        .await
        .unwrap();
    let again = town.meeting("Fairmead", chair).await;
    assert_ne!(again, meeting);
    town.visitor()
        .get("/wards/fairmead/meetings/2026-12-01")
        .await
        .unwrap()
        .says("Agenda");
}
