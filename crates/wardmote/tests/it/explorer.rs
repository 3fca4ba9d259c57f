//! The explorer: what a team and an analyst may ask, what each answer says of itself, and what is kept of it.

use axum::http::StatusCode;
use base::Role;

use crate::town::{Expect as _, Town};
use crate::warnings::import;

const BURGLARY: &str = "what=burglary&ward=fairmead";

#[tokio::test]
async fn an_answer_says_how_sure_it_is_and_how_it_was_made() {
    let town = Town::new().await;
    import(&town, 61, &[(61, 47)]).await;
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let page = analyst.actor.get("/desk/analysis").await.unwrap();
    page.says("Is it more than before?");
    page.says("What this cannot say");
    // Every part says how it was made, or why it is not answered.
    let parts: Vec<_> = page
        .body
        .split("/desk/analysis/made?")
        .skip(1)
        .map(|it| {
            it.split('"')
                .next()
                .unwrap()
                .replace("&amp;", "&")
                .replace("&#38;", "&")
        })
        .collect();
    assert!(!parts.is_empty());
    for part in &parts {
        let made = analyst
            .actor
            .get(&format!("/desk/analysis/made?{part}"))
            .await
            .unwrap();
        assert_eq!(made.status, StatusCode::OK, "{part}");
        made.says("wardmote analyse");
        let csv = analyst
            .actor
            .get(&format!("/desk/analysis.csv?{part}"))
            .await
            .unwrap();
        assert_eq!(csv.status, StatusCode::OK, "{part}");
        assert!(csv.body.lines().count() > 1, "{part}");
        let input = analyst
            .actor
            .get(&format!("/desk/analysis/input.csv?{part}"))
            .await
            .unwrap();
        assert_eq!(input.status, StatusCode::OK, "{part}");
    }
    page.says("Near repeats need the day and the true place of each event");
}

#[tokio::test]
async fn a_team_asks_about_its_own_ward_and_nobody_else_asks() {
    let town = Town::new().await;
    import(&town, 61, &[]).await;
    let ward = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await;
    let own = format!("/desk/analysis?{BURGLARY}");
    sergeant
        .actor
        .get(&own)
        .await
        .unwrap()
        .says("Burglary in Fairmead");
    for other in ["/desk/analysis?ward=canalside", "/desk/analysis?ward=all"] {
        sergeant.actor.get(other).await.unwrap().is_not_there();
    }
    let member = town.somebody(Role::PanelMember, Some(ward), None).await;
    member.actor.get(&own).await.unwrap().is_not_there();
    // Words that mean nothing are no fault of ours.
    for wrong in [
        "what=%00",
        "from=9999-99&to=0",
        "cell=1",
        "wards=x&wards=y",
        "part=nothing",
    ] {
        let page = sergeant
            .actor
            .get(&format!("/desk/analysis?ward=fairmead&{wrong}"))
            .await
            .unwrap();
        assert!(page.status.as_u16() < 500, "{wrong}: {}", page.status);
    }
}

#[tokio::test]
async fn a_view_is_kept_under_a_name_and_is_its_owners() {
    let town = Town::new().await;
    import(&town, 61, &[]).await;
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let other = town.somebody(Role::Analyst, None, None).await;
    let saved = "/desk/analysis/saved";
    let refused = analyst
        .actor
        .post(saved, &[("question", BURGLARY), ("name", " ")])
        .await
        .unwrap();
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("question", BURGLARY), ("name", "Burglary, Fairmead")];
    analyst.actor.does(saved, &fields).await.unwrap();
    let list = analyst.actor.get(saved).await.unwrap();
    list.says("Burglary, Fairmead");
    let at = list.body.find("/desk/analysis/saved/").unwrap();
    let path = list.body[at..].split('"').next().unwrap().to_owned();
    let opened = analyst.actor.get(&path).await.unwrap();
    assert!(
        opened.location.contains("what=burglary"),
        "{}",
        opened.location
    );
    other.actor.get(&path).await.unwrap().is_not_there();
    analyst
        .actor
        .does(&format!("{path}/delete"), &[])
        .await
        .unwrap();
    analyst.actor.get(&path).await.unwrap().is_not_there();
}
