//! Who may what: the whole matrix, at the one door.

use base::{
    Act, Role,
    permits::{Rule, rule},
};

use crate::town::{Expect as _, Town};

#[test]
fn every_route_has_its_act_and_no_path_is_there_twice() {
    let routes = wardmote::routes();
    assert!(routes.rules().len() > 60, "{} routes", routes.rules().len());
    let mut seen = std::collections::HashSet::new();
    for route in routes.rules() {
        assert!(
            seen.insert((route.method, route.path)),
            "{} {} is there twice",
            route.method,
            route.path
        );
        let staff = route.path.starts_with("/desk") || route.path.starts_with("/admin");
        let open = matches!(rule(route.act), Rule::Everyone);
        assert!(
            !(staff && open),
            "{} is in the working area and open to everyone",
            route.path
        );
        let verb_of_visitors = [
            "/sign-in",
            "/sign-in/link",
            "/sign-in/link/{token}",
            "/sign-out",
            "/wards/{ward}/suggest",
            "/wards/{ward}/ask",
            "/questions/{reference}",
            "/questions/{reference}/close",
            "/questions/{reference}/redress",
            "/questions/{reference}/note",
            // No account: the draft opens with the token of its address.
            "/reports/new",
            "/reports/new/{draft}/what",
            "/reports/new/{draft}/details",
            "/reports/new/{draft}/where",
            "/reports/new/{draft}/similar",
            "/reports/new/{draft}/when",
            "/reports/new/{draft}/photos",
            "/reports/new/{draft}/about-you",
            "/reports/new/{draft}/check",
            "/support/hate-crime/report",
            "/reports/receipt",
            "/reports/receipt/say",
            "/reports/receipt/fixed",
            "/reports/receipt/how-it-went",
            "/reports/receipt/no-more-mail",
            "/reports/receipt/team-only",
            "/updates/subscribe",
            "/updates/confirm/{token}",
            "/updates/{token}",
            "/updates/{token}/leave",
            // Long questions of programs: nothing is written.
            "/api/crimes-street/{category}",
            "/api/outcomes-at-location",
            "/api/stops-street",
            // No person signs in: the verb asks for the key of a program.
            "/open311/v2/requests",
            "/open311/v2/servicerequestupdates",
        ];
        if route.method == "POST" && open {
            assert!(
                verb_of_visitors.contains(&route.path),
                "{} lets everyone write",
                route.path
            );
        }
    }
}

/// Puts something into every parameter of a path.
fn filled(path: &str) -> String {
    path.split('/')
        .map(|part| {
            if part.starts_with('{') {
                "0190aaaa-0000-7000-8000-000000000000"
            } else {
                part
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test]
async fn to_every_role_a_page_it_may_not_open_looks_as_if_it_were_not_there() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let mut cells = 0;
    for role in Role::ALL {
        let agency = (*role == Role::Partner).then_some("council");
        let somebody = town.somebody(*role, Some(ward), agency).await;
        for route in wardmote::routes().rules() {
            let allowed = match rule(route.act) {
                Rule::Everyone | Rule::SignedIn => true,
                Rule::Roles(roles) => roles.iter().any(|(allowed, _)| allowed == role),
            };
            if allowed {
                continue;
            }
            let path = filled(route.path);
            let answer = if route.method == "GET" {
                somebody.actor.get(&path).await
            } else {
                somebody.actor.post(&path, &[]).await
            };
            answer.unwrap().is_not_there();
            cells += 1;
        }
    }
    assert!(cells > 200, "{cells} cells");
}

#[tokio::test]
async fn a_visitor_is_asked_to_sign_in_wherever_something_is_not_public() {
    let town = Town::new().await;
    for route in wardmote::routes().rules() {
        if matches!(rule(route.act), Rule::Everyone) {
            continue;
        }
        let path = filled(route.path);
        let visitor = town.visitor();
        let answer = if route.method == "GET" {
            visitor.get(&path).await
        } else {
            visitor.post(&path, &[]).await
        }
        .unwrap();
        assert!(
            answer.location.starts_with("/sign-in"),
            "{} {}: {} {}",
            route.method,
            route.path,
            answer.status,
            answer.location
        );
    }
}

#[tokio::test]
async fn a_denial_is_in_the_ledger() {
    let town = Town::new().await;
    let board = town.somebody(Role::BoardMember, None, None).await;
    board
        .actor
        .get("/admin/people")
        .await
        .unwrap()
        .is_not_there();
    for _ in 0..100 {
        if town.refusals().await == 1 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the denial was not noted: {:?}", town.last_line().await);
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    use axum::{body::Body, extract::Request};
    use tower::ServiceExt as _;
    let town = Town::new().await;
    let request = Request::post("/wards/fairmead/suggest")
        .header("host", "127.0.0.1")
        .header("origin", "https://evil.example")
        .header("sec-fetch-site", "cross-site")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(
            "title=x&once=0190aaaa-0000-7000-8000-000000000000",
        ))
        .unwrap();
    let Ok(answer) = town.door.clone().oneshot(request).await;
    assert_eq!(answer.status(), 403);
}

#[test]
fn only_the_panel_agrees() {
    let Rule::Roles(roles) = rule(Act::AgreePriority) else {
        panic!("open to all")
    };
    assert_eq!(
        roles.iter().map(|(role, _)| *role).collect::<Vec<_>>(),
        [Role::Chair]
    );
}
