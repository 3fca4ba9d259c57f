//! Teams over time, and wards over time.

use axum::http::StatusCode;
use base::Role;
use chrono::NaiveDate;
use wardmote::demo::{Actor, Answered};
use wards::{boundaries, teams};

use crate::town::{Expect as _, Town};

const TEAM: &str = "1 Sergeant, Ward Team\n2 Constable, Ward Team, dedicated\n1 PCSO, Ward Team, dedicated\n1 Community Safety Officer, Council";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn team(who: &Actor, posts: &str, since: &str, version: &str) -> Answered {
    let fields = [
        ("about", "Homes by the brook"),
        ("phone", "020 7946 0100"),
        ("meet_us", "Library, Mondays"),
        ("posts", posts),
        ("since", since),
        ("version", version),
    ];
    who.post("/desk/wards/fairmead/team", &fields)
        .await
        .unwrap()
}

async fn posts_of(town: &Town, ward: &str) -> Vec<teams::Post> {
    let id = town.ward(ward).await;
    let mut tx = town.house.db().reading().await.unwrap();
    teams::store::of(&mut tx, id).await.unwrap().posts
}

async fn strength(town: &Town, on: &str) -> teams::Strength {
    let id = town.ward("Fairmead").await;
    let mut tx = town.house.db().reading().await.unwrap();
    teams::strength(&mut tx, id, day(on)).await.unwrap()
}

async fn fill(who: &Actor, post: &teams::Post, from: &str, more: &[(&str, &str)]) -> Answered {
    let id = post.id.to_string();
    let mut fields = vec![("post", id.as_str()), ("starts_on", from)];
    fields.extend(more);
    who.post("/desk/wards/fairmead/posts/fill", &fields)
        .await
        .unwrap()
}

async fn end(who: &Actor, fields: [(&str, String); 3]) -> Answered {
    let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    who.post("/desk/wards/fairmead/posts/end", &fields)
        .await
        .unwrap()
}

async fn postings(town: &Town) -> Vec<teams::Posting> {
    let id = town.ward("Fairmead").await;
    let mut tx = town.house.db().reading().await.unwrap();
    teams::postings::store::of_ward(&mut tx, id).await.unwrap()
}

#[tokio::test]
async fn a_team_that_changes_stands_truthfully_on_both_sides_of_the_day() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await.actor;
    let first =
        "1 Sergeant, Ward Team\n1 Constable, Ward Team, dedicated\n1 PCSO, Kiosk, dedicated";
    team(&sergeant, first, "2013-04-01", "0").await.is_taken();
    let before = posts_of(&town, "Fairmead").await;
    team(&sergeant, TEAM, "2012-01-01", "1")
        .await
        .is_refused_with("The team was last changed on 1 April 2013");
    team(&sergeant, TEAM, "2027-01-01", "1")
        .await
        .is_refused_with("Choose today or an earlier day");
    team(&sergeant, TEAM, "2017-12-01", "1").await.is_taken();
    assert_eq!(
        town.last_line().await,
        ("wrote down the team".into(), "ward".into())
    );
    let after = posts_of(&town, "Fairmead").await;
    assert_eq!(before[0].id, after[0].id, "the unchanged post is the same");
    assert_ne!(before[1].id, after[1].id, "more people is another post");

    let visitor = town.visitor();
    let then = visitor
        .get("/wards/fairmead/team?on=2017-11-30")
        .await
        .unwrap();
    then.says("This is history: the team as it stood on 30 November 2017");
    then.says("made up for 3 officers, 2 of them dedicated");
    assert!(!then.body.contains("PCSO, Ward Team"));
    let since = visitor
        .get("/wards/fairmead/team?on=2017-12-01")
        .await
        .unwrap();
    since.says("PCSO, Ward Team");
    let today = visitor.get("/wards/fairmead/team").await.unwrap();
    today.says("How the team was made up before");
    today.says("1 April 2013 to 30 November 2017");
    assert!(!today.body.contains("This is history"));
    assert_eq!(strength(&town, "2017-11-30").await.establishment, 3);
    assert_eq!(strength(&town, "2017-12-01").await.establishment, 4);
    let csv = visitor.get("/wards/fairmead/team.csv").await.unwrap();
    assert!(
        csv.body
            .contains("Constable,Ward Team,,2,,,yes,2017-12-01,"),
        "who fills it is not known, so the cells are empty: {}",
        csv.body
    );
    let json = visitor
        .get("/wards/fairmead/team.json?on=2015-01-01")
        .await
        .unwrap();
    assert!(json.body.contains("\"on\":\"2015-01-01\""), "{}", json.body);
    assert!(json.body.contains("\"to\":\"2017-11-30\""), "{}", json.body);
}

#[tokio::test]
async fn a_post_is_filled_and_left_with_a_reason_and_a_name_needs_consent() {
    let town = Town::new().await;
    let (ward, other) = (town.ward("Fairmead").await, town.ward("Beacon Hill").await);
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await.actor;
    team(&sergeant, TEAM, "2020-01-01", "0").await.is_taken();
    let posts = posts_of(&town, "Fairmead").await;
    let constable = &posts[1];

    // Who may not.
    let elsewhere = town.somebody(Role::Sergeant, Some(other), None).await.actor;
    let member = town
        .somebody(Role::PanelMember, Some(ward), None)
        .await
        .actor;
    for who in [&elsewhere, &member] {
        who.get("/desk/wards/fairmead/posts")
            .await
            .unwrap()
            .is_not_there();
        fill(who, constable, "2024-03-01", &[]).await.is_not_there();
    }

    // What is refused.
    fill(&sergeant, constable, "2019-12-31", &[])
        .await
        .is_refused_with("The post itself began on 1 January 2020");
    let named = [("public_name", "Sam Okoro"), ("consent", "yes")];
    fill(&sergeant, constable, "2024-03-01", &named)
        .await
        .is_taken();
    assert_eq!(
        town.last_line().await,
        ("filled a post".into(), "posting".into())
    );
    let unagreed = [("public_name", "Kit Marlow")];
    fill(&sergeant, constable, "2025-01-01", &unagreed)
        .await
        .is_taken();
    fill(&sergeant, constable, "2026-01-01", &[])
        .await
        .is_refused_with("Every place of this post is filled then: it is for 2");

    // Consent.
    let page = town.visitor().get("/wards/fairmead/team").await.unwrap();
    page.says("Constable Sam Okoro");
    page.says(
        "2 of 4 officers in post; of those dedicated to this ward, 2 of 3. 2 places are vacant.",
    );
    let kept = postings(&town).await;
    assert!(
        kept.iter()
            .all(|it| it.public_name.as_deref() != Some("Kit Marlow"))
    );
    let desk = sergeant.get("/desk/wards/fairmead/posts").await.unwrap();
    desk.says("since 1 March 2024 (2 years 8 months)");

    // More people: the officers go over and their time in post goes on.
    let larger = TEAM.replace("2 Constable", "3 Constable");
    team(&sergeant, &larger, "2026-06-01", "1").await.is_taken();
    let at = strength(&town, "2026-05-31").await;
    assert_eq!((at.establishment, at.strength, at.vacancies), (4, 2, 2));
    let at = strength(&town, "2026-06-01").await;
    assert_eq!((at.establishment, at.strength, at.vacancies), (5, 2, 3));
    sergeant
        .get("/desk/wards/fairmead/posts")
        .await
        .unwrap()
        .says("since 1 March 2024 (2 years 8 months)");

    // They leave.
    let sam = postings(&town)
        .await
        .into_iter()
        .find(|it| it.ends_on.is_none() && it.public_name.is_some())
        .unwrap();
    let id = sam.id.to_string();
    let leave = |ends_on: &'static str, why: &'static str| {
        [
            ("posting", id.clone()),
            ("ends_on", ends_on.to_owned()),
            ("why_ended", why.to_owned()),
        ]
    };
    end(&sergeant, leave("2026-05-01", "promoted"))
        .await
        .is_refused_with("The posting began on 1 June 2026");
    end(&sergeant, leave("2026-10-31", "went_over"))
        .await
        .is_refused_with("Choose why it ends");
    end(&elsewhere, leave("2026-10-31", "promoted"))
        .await
        .is_not_there();
    end(&sergeant, leave("2026-10-31", "promoted"))
        .await
        .is_taken();
    sergeant
        .get("/desk/wards/fairmead/posts")
        .await
        .unwrap()
        .says("1 March 2024 31 October 2026 Promoted");
    assert_eq!(strength(&town, "2026-10-31").await.strength, 2);
    assert_eq!(strength(&town, "2026-11-01").await.strength, 1);
    let then = town
        .visitor()
        .get("/wards/fairmead/team?on=2026-10-01")
        .await
        .unwrap();
    then.says("2 of 5 officers in post");
    assert!(
        !then.body.contains("Sam Okoro"),
        "somebody who has left is named no longer"
    );
}

#[tokio::test]
async fn an_officer_takes_back_consent_and_the_name_is_forgotten() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await.actor;
    team(&sergeant, TEAM, "2020-01-01", "0").await.is_taken();
    let posts = posts_of(&town, "Fairmead").await;
    let named = [("public_name", "Sam Okoro"), ("consent", "yes")];
    fill(&sergeant, &posts[0], "2024-03-01", &named)
        .await
        .is_taken();
    let id = postings(&town).await[0].id.to_string();
    sergeant
        .does("/desk/wards/fairmead/posts/unname", &[("named", &id)])
        .await
        .unwrap();
    let page = town.visitor().get("/wards/fairmead/team").await.unwrap();
    assert!(!page.body.contains("Okoro"));
    assert_eq!(postings(&town).await[0].public_name, None);
}

#[tokio::test]
async fn a_pooled_post_serves_another_ward_and_a_dedicated_one_does_not() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await.actor;
    let inspector = town.somebody(Role::Inspector, None, None).await.actor;
    team(&sergeant, TEAM, "", "0").await.is_taken();
    let posts = posts_of(&town, "Fairmead").await;
    let path = |post: &teams::Post| format!("/desk/wards/fairmead/posts/{}/wards", post.id);
    let serves = [("serves", "beacon-hill")];
    // A sergeant speaks for no other ward.
    sergeant
        .post(&path(&posts[0]), &serves)
        .await
        .unwrap()
        .is_not_there();
    inspector
        .post(&path(&posts[1]), &serves)
        .await
        .unwrap()
        .is_refused_with("This post is dedicated");
    inspector
        .post(&path(&posts[0]), &serves)
        .await
        .unwrap()
        .is_taken();
    let shared = posts_of(&town, "Beacon Hill").await;
    assert_eq!(shared.len(), 1);
    assert_eq!(shared[0].id, posts[0].id);
    town.visitor()
        .get("/wards/beacon-hill/team")
        .await
        .unwrap()
        .says("Shared with other wards, based in Fairmead");
    let mut tx = town.house.db().reading().await.unwrap();
    let there = shared[0].ward;
    assert_eq!(there, ward, "it counts at home");
    let id = wards::by_slug(&mut tx, "beacon-hill")
        .await
        .unwrap()
        .unwrap()
        .id;
    let at = teams::strength(&mut tx, id, day("2026-11-24"))
        .await
        .unwrap();
    assert_eq!(at.establishment, 0);
}

#[tokio::test]
async fn a_contact_point_opens_and_closes_and_a_template_is_followed_from_a_day() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await.actor;
    team(&sergeant, TEAM, "2013-04-01", "0").await.is_taken();
    let place = |shared_with: &'static str| {
        [
            ("kind", "worship"),
            ("contact_name", "St Brice's Hall"),
            ("address", "2 Brook Lane"),
            ("access", "Step-free from the side door"),
            ("opening", "Tuesdays, 2pm to 4pm"),
            ("owner", "The parish"),
            ("shared", "yes"),
            ("shared_with", shared_with),
            ("open_from", "2019-01-01"),
        ]
    };
    let at = "/desk/wards/fairmead/posts/contact";
    sergeant
        .post(at, &place(""))
        .await
        .unwrap()
        .is_refused_with("Write with whom the building is shared");
    sergeant.does(at, &place("the food bank")).await.unwrap();
    let visitor = town.visitor();
    let page = visitor.get("/wards/fairmead/team").await.unwrap();
    page.says("Place of worship 2 Brook Lane. The building belongs to The parish. Shared with the food bank");
    page.says("Step-free from the side door");
    let early = visitor
        .get("/wards/fairmead/team?on=2018-12-31")
        .await
        .unwrap();
    assert!(!early.body.contains("Brook Lane"));
    let mut tx = town.house.db().reading().await.unwrap();
    let points = teams::contacts::store::ever(&mut tx, ward).await.unwrap();
    drop(tx);
    let id = points[0].id.to_string();
    let close = |last: &'static str| [("contact", id.clone()), ("closes_on", last.to_owned())];
    for (last, refused) in [("2018-12-31", true), ("2025-12-31", false)] {
        let fields = close(last);
        let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let answered = sergeant
            .post("/desk/wards/fairmead/posts/contact-end", &fields)
            .await
            .unwrap();
        if refused {
            answered.is_refused_with("It opened on 1 January 2019");
        } else {
            answered.is_taken();
        }
    }
    let page = visitor.get("/wards/fairmead/team").await.unwrap();
    assert!(!page.body.contains("Brook Lane"));

    let follow = "/desk/wards/fairmead/posts/template";
    let terms = |template: &'static str, from: &'static str| {
        [("template", template), ("template_from", from)]
    };
    sergeant
        .does(follow, &terms("lpm-2013", "2013-04-01"))
        .await
        .unwrap();
    sergeant
        .post(follow, &terms("lpm-2013", "2013-06-01"))
        .await
        .unwrap()
        .is_refused_with("follows this template already");
    sergeant
        .post(follow, &terms("snt-2004", "2013-04-01"))
        .await
        .unwrap()
        .is_refused_with("Choose a later day");
    sergeant
        .post(follow, &terms("npg-2025", "2019-04-01"))
        .await
        .unwrap()
        .is_refused_with("did not hold on 1 April 2019");
    sergeant
        .does(follow, &terms("dwo-2017", "2017-12-31"))
        .await
        .unwrap();
    visitor
        .get("/wards/fairmead/team")
        .await
        .unwrap()
        .says("Team template: Two dedicated ward officers, since 31 December 2017");
    visitor
        .get("/wards/fairmead/team?on=2017-12-30")
        .await
        .unwrap()
        .says("Team template: Local Policing Model, since 1 April 2013");
}

/// The town's ward boundaries with some wards made one, under another code and name.
fn redrawn(town: &Town, merged: &[&str], code: &str, name: &str) -> std::path::PathBuf {
    let folder = town.house.folder().join("source");
    let text = std::fs::read_to_string(folder.join("wards.geojson")).unwrap();
    let mut file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let features = file["features"].as_array_mut().unwrap();
    let (gone, mut kept): (Vec<_>, Vec<_>) = std::mem::take(features)
        .into_iter()
        .partition(|it| merged.contains(&it["properties"]["ward_name"].as_str().unwrap()));
    assert_eq!(gone.len(), merged.len());
    let parts: Vec<_> = gone
        .iter()
        .map(|it| it["geometry"]["coordinates"].clone())
        .collect();
    kept.push(serde_json::json!({
        "type": "Feature", "properties": {"ward_code": code, "ward_name": name},
        "geometry": {"type": "MultiPolygon", "coordinates": parts},
    }));
    *features = kept;
    let path = folder.join(format!("{code}.geojson"));
    std::fs::write(&path, file.to_string()).unwrap();
    path
}

async fn import(town: &Town, path: &std::path::Path) {
    let columns = boundaries::Columns::default();
    boundaries::import(&town.house, path, &columns, None, None, false)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_ward_that_ended_keeps_its_page_and_leads_on_to_what_took_its_place() {
    let town = Town::new().await;
    let old = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(old), None).await.actor;
    team(&sergeant, TEAM, "2020-01-01", "0").await.is_taken();
    town.later(chrono::Duration::days(30));
    import(
        &town,
        &redrawn(
            &town,
            &["Fairmead", "Beacon Hill"],
            "E05909001",
            "Fairmead Hill",
        ),
    )
    .await;

    let visitor = town.visitor();
    let moved = visitor.get("/wards/fairmead").await.unwrap();
    assert_eq!(moved.status, StatusCode::MOVED_PERMANENTLY);
    assert_eq!(moved.location, "/wards/fairmead-hill");
    let moved = visitor.get("/wards/fairmead/team").await.unwrap();
    assert_eq!(moved.location, "/wards/fairmead-hill/team");
    // Records and figures of the old ward stay with it, in every form, with what was asked.
    for (asked, led) in [
        ("/wards/fairmead/figures", "/figures"),
        ("/wards/fairmead/cover.csv", "/cover.csv"),
        ("/wards/fairmead/promise.json?x=1", "/promise.json?x=1"),
    ] {
        let moved = visitor.get(asked).await.unwrap();
        assert_eq!(moved.status, StatusCode::MOVED_PERMANENTLY);
        assert!(
            moved.location.starts_with("/wards/fairmead-e0590"),
            "{}",
            moved.location
        );
        assert!(moved.location.ends_with(led), "{}", moved.location);
        assert_eq!(
            visitor.get(&moved.location).await.unwrap().status,
            StatusCode::OK
        );
    }
    let form = visitor.post("/wards/fairmead/ask", &[]).await.unwrap();
    assert_eq!(form.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(form.location, "/wards/fairmead-hill/ask");
    let new = visitor.get("/wards/fairmead-hill").await.unwrap();
    new.says("Before 24 December 2026: Beacon Hill , Fairmead");

    let mut tx = town.house.db().reading().await.unwrap();
    let ended = wards::wards::store::find(&mut tx, old)
        .await
        .unwrap()
        .unwrap();
    drop(tx);
    let page = visitor.get(&ended.path()).await.unwrap();
    page.says("This ward ended on 23 December 2026");
    page.says("Since then: Fairmead Hill");
    assert!(!page.body.contains("Suggest a priority for"));
    let page = visitor
        .get(&format!("{}/team", ended.path()))
        .await
        .unwrap();
    page.says("made up for 4 officers");
    assert!(!page.body.contains("Talk to your team"));
    visitor.get("/wards/nowhere").await.unwrap().is_not_there();

    // The old boundaries come back: the old wards are there again, and nobody's successors.
    let first = town.house.folder().join("source/wards.geojson");
    import(&town, &first).await;
    let back = visitor.get("/wards/fairmead").await.unwrap();
    assert_eq!(back.status, StatusCode::OK);
    assert!(!back.body.contains("This ward ended"));
}

/// A file of the real boundaries, where the data stand beside the project.
fn real(name: &str) -> Option<std::path::PathBuf> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/geo")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {name} is not there, so the real boundaries were not tried");
    None
}

#[tokio::test]
async fn bromleys_wards_stand_truthfully_on_both_sides_of_the_change_of_2022() {
    let (Some(old), Some(new)) = (
        real("bromley-wards-pre2022.geojson.gz"),
        real("bromley-wards-2022.geojson.gz"),
    ) else {
        return;
    };
    let town = Town::new().await;
    let day = |text: &str| Some(text.parse::<chrono::NaiveDate>().unwrap());
    let columns = boundaries::Columns::default();
    let import = async |path: &std::path::Path, from| {
        boundaries::import(&town.house, path, &columns, None, from, false).await
    };
    // The town has wards since today; Bromley's come in their place.
    let refused = import(&old, day("2018-05-03")).await.unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("choose a later day with --from")
    );
    town.house
        .clock()
        .set("2027-06-01T12:00:00Z".parse().unwrap());
    import(&old, day("2027-01-01")).await.unwrap();
    import(&new, day("2027-05-06")).await.unwrap();
    let visitor = town.visitor();
    let ended = visitor
        .get("/wards/plaistow-and-sundridge-e05000125")
        .await
        .unwrap();
    ended.says("This ward ended on 5 May 2027");
    ended.says("Bickley & Sundridge");
    let begun = visitor.get("/wards/st-mary-cray").await.unwrap();
    begun.says("Before 6 May 2027");
    begun.says("Cray Valley East");
    let moved = visitor.get("/wards/cray-valley-east").await.unwrap();
    assert_eq!(moved.status, axum::http::StatusCode::MOVED_PERMANENTLY);
    let to_come = import(&old, day("2027-06-02")).await.unwrap_err();
    assert!(to_come.to_string().contains("still to come"));
}

#[tokio::test]
async fn the_doctor_names_a_team_below_the_minimum_and_a_template_asks_for_its_own() {
    let town = Town::new().await;
    let ward = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await.actor;
    let two = "1 Constable, Ward Team, dedicated\n1 PCSO, Ward Team, dedicated";
    team(&sergeant, two, "", "0").await.is_taken();
    let named = async || {
        let todo = wardmote::doctor::missing(&town.house).await.unwrap();
        todo.iter().any(|line| {
            line.starts_with("Fairmead: team.minimum_dedicated: 2 dedicated posts at the least")
        })
    };
    assert!(!named().await);
    for around in ["1 Constable, Ward Team", "2 PC, Ward Team, dedicated"] {
        team(&sergeant, around, "2016-01-01", "1")
            .await
            .is_refused_with("The team was last changed on");
        team(&sergeant, around, "", "1")
            .await
            .is_refused_with("Sergeant, Constable and PCSO count, spelt like that");
    }
    team(&sergeant, "2 Constable, Ward Team, dedicted", "", "1")
        .await
        .is_refused_with("Line 1: write it like");
    // A profile that asks for more finds the team as it was written down.
    let mut tx = town.house.db().writing().await.unwrap();
    tx.run(
        "UPDATE post SET people = 1, dedicated = $1 WHERE rank = 'PCSO'",
        base::args![false],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert!(named().await);
    sergeant
        .post(
            "/desk/wards/fairmead/posts/template",
            &[("template", "npg-2025"), ("template_from", "2025-07-01")],
        )
        .await
        .unwrap()
        .is_refused_with("Change the posts first");
}
