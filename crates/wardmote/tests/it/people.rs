//! Accounts, signing in, and the throttle on guessing.

use base::{
    Role,
    ledger::{Verdict, verify},
};
use chrono::Duration;

use crate::town::{Expect as _, Town};

#[tokio::test]
async fn a_password_signs_in_and_a_wrong_one_says_the_same_as_no_account() {
    let town = Town::new().await;
    let chair = town
        .somebody(Role::Chair, Some(town.ward("Fairmead").await), None)
        .await;
    let email = format!("{}@town.example", chair.id);
    chair
        .actor
        .post("/account/password", &[("new_password", "short")])
        .await
        .unwrap()
        .is_refused_with("Use 12 characters or more");
    chair
        .actor
        .post(
            "/account/password",
            &[("new_password", "three green kettles")],
        )
        .await
        .unwrap()
        .is_taken();
    let visitor = town.visitor();
    let wrong = visitor
        .post(
            "/sign-in",
            &[("email", &email), ("password", "three red kettles")],
        )
        .await
        .unwrap();
    let nobody = visitor
        .post(
            "/sign-in",
            &[
                ("email", "nobody@town.example"),
                ("password", "three red kettles"),
            ],
        )
        .await
        .unwrap();
    wrong.is_refused_with("do not belong together");
    assert_eq!(wrong.status, nobody.status);
    let right = visitor
        .post(
            "/sign-in",
            &[
                ("email", &email.to_uppercase()),
                ("password", "three green kettles"),
                ("next", "//evil.example"),
            ],
        )
        .await
        .unwrap();
    right.is_taken();
    assert_eq!(right.location, "/desk", "never to another site");
    let cookie = right
        .headers
        .iter()
        .find(|(name, _)| name == "set-cookie")
        .unwrap();
    assert!(
        cookie.1.contains("HttpOnly") && cookie.1.contains("SameSite=Lax"),
        "{}",
        cookie.1
    );
}

#[tokio::test]
async fn ten_guesses_in_five_minutes_and_not_one_more_also_in_parallel_and_with_forged_names() {
    let town = Town::new().await;
    let chair = town.somebody(Role::Chair, None, None).await;
    let email = format!("{}@town.example", chair.id);
    let visitor = town.visitor();
    let mut tries = Vec::new();
    for n in 0..25 {
        let typed = if n % 2 == 0 {
            email.to_uppercase()
        } else {
            format!("  {email} ")
        };
        let visitor = visitor.clone();
        tries.push(tokio::spawn(async move {
            visitor
                .post(
                    "/sign-in",
                    &[("email", &typed), ("password", "a wrong password")],
                )
                .await
                .unwrap()
                .status
        }));
    }
    let mut tried = 0;
    for one in tries {
        if one.await.unwrap() != 429 {
            tried += 1;
        }
    }
    assert_eq!(tried, 10);
    town.later(Duration::minutes(6));
    let again = visitor
        .post(
            "/sign-in",
            &[("email", &email), ("password", "a wrong password")],
        )
        .await
        .unwrap();
    assert_eq!(again.status, 422);
}

#[tokio::test]
async fn a_link_from_a_mail_opens_once_and_only_when_the_button_is_pressed() {
    let town = Town::new().await;
    let chair = town.somebody(Role::Chair, None, None).await;
    let email = format!("{}@town.example", chair.id);
    let visitor = town.visitor();
    visitor
        .post("/sign-in/link", &[("email", &email)])
        .await
        .unwrap()
        .says("If there is an account");
    visitor
        .post("/sign-in/link", &[("email", "nobody@town.example")])
        .await
        .unwrap()
        .says("If there is an account");
    let mail = town.mail().await;
    assert_eq!(mail.len(), 1, "a mail goes only where there is an account");
    let link = mail[0]
        .1
        .split_whitespace()
        .find(|word| word.contains("/sign-in/link/"))
        .unwrap();
    let path = &link[link.find("/sign-in").unwrap()..];
    visitor.get(path).await.unwrap().says("Press the button");
    visitor.get(path).await.unwrap().says("Press the button");
    visitor.post(path, &[]).await.unwrap().is_taken();
    assert_eq!(visitor.post(path, &[]).await.unwrap().status, 410);
}

#[tokio::test]
async fn signing_out_and_closing_an_account_end_its_sessions_on_the_server() {
    let town = Town::new().await;
    let admin = town.somebody(Role::Admin, None, None).await;
    let office = town.somebody(Role::Office, None, None).await;
    office.actor.get("/desk").await.unwrap().says("Today");
    admin
        .actor
        .post(&format!("/admin/people/{}/close", admin.id), &[])
        .await
        .unwrap()
        .is_refused_with("You cannot close your own account");
    admin
        .actor
        .post(&format!("/admin/people/{}/close", office.id), &[])
        .await
        .unwrap()
        .is_taken();
    assert_eq!(
        office.actor.get("/desk").await.unwrap().location,
        "/sign-in?next=/desk"
    );
    admin.actor.post("/sign-out", &[]).await.unwrap().is_taken();
    assert_eq!(admin.actor.get("/desk").await.unwrap().status, 303);
}

#[tokio::test]
async fn an_idle_session_ends_and_so_does_one_that_is_twelve_hours_old() {
    let town = Town::new().await;
    let office = town.somebody(Role::Office, None, None).await;
    town.later(Duration::minutes(61));
    assert_eq!(office.actor.get("/desk").await.unwrap().status, 303);
}

#[tokio::test]
async fn an_administrator_gives_and_ends_a_role() {
    let town = Town::new().await;
    let admin = town.somebody(Role::Admin, None, None).await;
    let at = admin
        .actor
        .does(
            "/admin/people",
            &[("name", "Jo"), ("email", "jo@town.example")],
        )
        .await
        .unwrap();
    admin
        .actor
        .post(
            "/admin/people",
            &[("name", "Jo"), ("email", "JO@town.example")],
        )
        .await
        .unwrap()
        .is_refused_with("There is an account with this address already");
    let ward = town.ward("Fairmead").await.to_string();
    let role = [
        ("role", "sergeant"),
        ("ward", ward.as_str()),
        ("agency", ""),
        ("starts_on", "2026-11-24"),
        ("ends_on", ""),
    ];
    admin
        .actor
        .post(
            &format!("{at}/roles"),
            &[
                ("role", "partner"),
                ("starts_on", "2026-11-24"),
                ("agency", ""),
            ],
        )
        .await
        .unwrap()
        .is_refused_with("Choose the agency");
    admin
        .actor
        .does(&format!("{at}/roles"), &role)
        .await
        .unwrap();
    let page = admin.actor.get(&at).await.unwrap();
    page.says("Ward sergeant Fairmead 24 November 2026");
    let end = page
        .body
        .split("action=\"")
        .find(|part| part.contains("/end\""))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    admin.actor.does(&end, &[]).await.unwrap();
    admin.actor.get(&at).await.unwrap().says("23 November 2026");
}

#[tokio::test]
async fn the_ledger_of_a_busy_day_is_whole_and_holds_no_names() {
    let town = Town::new().await;
    town.with_priority("Fairmead").await;
    let mut tx = town.house.db().reading().await.unwrap();
    assert!(matches!(verify(&mut tx).await.unwrap(), Verdict::Whole { rows, .. } if rows > 20));
    let rows = tx
        .all("SELECT detail FROM ledger", base::args![])
        .await
        .unwrap();
    for row in rows {
        let detail: String = row.get("detail").unwrap();
        assert!(
            !detail.contains("Member 0") && !detail.contains('@'),
            "{detail}"
        );
    }
}
