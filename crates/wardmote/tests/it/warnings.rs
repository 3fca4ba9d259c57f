//! Early warnings, from an import to what was done: a planted rise is told, ordinary months are not, twice is once.

use std::fmt::Write as _;

use axum::http::StatusCode;
use base::{Act, Desk, Role};
use evidence::{
    imports::{Outcome, import_police},
    warnings,
};
use statistics::Chance;

use crate::town::{Expect as _, Town};

const HEADING: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";

/// 62 months to September 2026 in the first wards of the borough, every ward at its own steady level.
pub async fn import(town: &Town, last_month: usize, planted: &[(usize, usize)]) -> usize {
    let mut desk = Desk::of_the_house(&town.house, Act::Explore).await.unwrap();
    let atlas = wards::atlas(&mut desk).await.unwrap();
    drop(desk);
    // A point inside each ward: the middle of one of its small areas.
    let points: Vec<(String, String)> = atlas
        .wards
        .iter()
        .map(|ward| {
            let area = atlas.inside(&ward.code).next().unwrap();
            let ring = &area.rings[0];
            let n = ring.len() as f64;
            let mean =
                |axis: usize| ring.iter().map(|at| f64::from(at[axis])).sum::<f64>() / n / 1e6;
            (format!("{:.6}", mean(0)), format!("{:.6}", mean(1)))
        })
        .collect();
    let mut chance = Chance::from_seed(11);
    let folder = tempfile::tempdir().unwrap();
    for at in 0..=last_month {
        // August 2021 is the first.
        let month = format!("{}-{:02}", 2021 + (at + 7) / 12, (at + 7) % 12 + 1);
        let mut text = HEADING.to_owned();
        text.push('\n');
        for (ward, (lon, lat)) in points.iter().enumerate() {
            for (kind, mean) in [("Burglary", 14.0), ("Drugs", 9.0)] {
                let mut n = usize::try_from(chance.count(mean, 1.2)).unwrap();
                if ward == 0 && kind == "Burglary" {
                    n = planted
                        .iter()
                        .find(|(month, _)| *month == at)
                        .map_or(n, |(_, planted)| *planted);
                }
                for _ in 0..n {
                    writeln!(text, ",{month},Alderwick Police,Alderwick Police,{lon},{lat},On or near Mill Lane,,,{kind},,").unwrap();
                }
            }
        }
        std::fs::write(
            folder.path().join(format!("{month}-alderwick-street.csv")),
            text,
        )
        .unwrap();
    }
    let reports = import_police(
        &town.house,
        &[folder.path().to_owned()],
        evidence::imports::How::default(),
        &|_| (),
    )
    .await
    .unwrap();
    reports
        .iter()
        .filter(|it| matches!(it.outcome, Outcome::Imported(_)))
        .count()
}

async fn kept(town: &Town) -> Vec<(warnings::Warning, warnings::Reading)> {
    let mut tx = town.house.db().reading().await.unwrap();
    warnings::store::with_reading(&mut tx).await.unwrap()
}

#[tokio::test]
async fn a_planted_rise_is_told_once_and_what_was_done_is_kept() {
    let town = Town::new().await;
    assert_eq!(import(&town, 61, &[(61, 47)]).await, 62);
    let found = kept(&town).await;
    let burglary: Vec<_> = found
        .iter()
        .filter(|(it, _)| it.area == "Beacon Hill" && it.kind == "Burglary")
        .collect();
    assert_eq!(burglary.len(), 1, "{found:?}");
    let (warning, reading) = burglary[0];
    let sentence = reading.evidence.sentence();
    assert!(
        sentence.starts_with("Burglary in Beacon Hill was 47 in September 2026. In the same months of the last five years it was usually "),
        "{sentence}"
    );
    assert!(reading.evidence.chance().contains("If nothing had changed"));
    assert!(reading.evidence.said.iter().all(|it| it.alarm.is_some()));

    // The same files again, and a run by hand: nothing new.
    assert_eq!(import(&town, 61, &[(61, 47)]).await, 0);
    let again = warnings::run(&town.house).await.unwrap();
    assert!(again.known && again.fresh.is_empty());
    assert_eq!(kept(&town).await.len(), found.len());

    // The sergeant of the ward sees it and says what was done; the one next door finds nothing there.
    let ward = town.ward("Beacon Hill").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await;
    let other = town.ward("Canalside").await;
    let stranger = town.somebody(Role::Sergeant, Some(other), None).await;
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let path = warning.path();
    let today = sergeant.actor.get("/desk").await.unwrap();
    assert!(today.body.contains(&sentence), "{}", today.body);
    let page = sergeant.actor.get(&path).await.unwrap();
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("What it cannot say") && page.body.contains("class=\"limit\""));
    assert_eq!(
        stranger.actor.get(&path).await.unwrap().status,
        StatusCode::NOT_FOUND
    );
    let list = stranger
        .actor
        .get("/desk/analysis/warnings?state=all")
        .await
        .unwrap();
    assert!(!list.body.contains("Beacon Hill"), "{}", list.body);
    let fields = [
        ("choice", "tasking"),
        ("words", "Same way in each time: rear doors."),
    ];
    let refused = stranger.actor.post(&path, &fields).await.unwrap();
    assert_eq!(refused.status, StatusCode::NOT_FOUND);

    let empty = sergeant
        .actor
        .post(&path, &[("choice", "real"), ("words", " ")])
        .await
        .unwrap();
    empty.is_refused_with("Write what you found");
    sergeant.actor.does(&path, &fields).await.unwrap();
    let page = sergeant.actor.get(&path).await.unwrap();
    assert!(page.body.contains("Ward sergeant") && page.body.contains("rear doors"));
    assert!(
        !page.body.contains("A sergeant"),
        "the role, never the name"
    );
    let queue = analyst
        .actor
        .get("/desk/analysis/warnings/tasking.csv")
        .await
        .unwrap();
    assert!(
        queue.body.contains("Beacon Hill") && queue.body.contains("rear doors"),
        "{}",
        queue.body
    );
    let today = sergeant.actor.get("/desk").await.unwrap();
    assert!(!today.body.contains(&sentence), "it is answered");

    // A second answer stands beside the first and takes it off the queue.
    let fields = [
        ("choice", "explained"),
        ("words", "One person, charged since."),
    ];
    analyst.actor.does(&path, &fields).await.unwrap();
    let page = sergeant.actor.get(&path).await.unwrap();
    assert!(page.body.contains("rear doors") && page.body.contains("charged since"));
    let queue = analyst
        .actor
        .get("/desk/analysis/warnings/tasking")
        .await
        .unwrap();
    assert!(queue.body.contains("Nothing was passed to tasking"));
    let json = analyst
        .actor
        .get("/desk/analysis/warnings.json?sort=strongest")
        .await
        .unwrap();
    let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    let rows = json["warnings"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["path"] == path.as_str())
        .unwrap();
    assert_eq!(
        (&row["area"], &row["answer"]),
        (&"Beacon Hill".into(), &"Explained".into())
    );

    // The panel reads the sentence with the evidence.
    let panel = town.panel("Beacon Hill", 3).await;
    let meeting = town.meeting("Beacon Hill", &panel[0].actor).await;
    let stage = panel[0]
        .actor
        .get(&format!("/desk/meetings/{meeting}/evidence"))
        .await
        .unwrap();
    assert!(
        stage
            .body
            .contains("Burglary in Beacon Hill stood above the usual in September 2026"),
        "{}",
        stage.body
    );
    // Without the count: with the public sums it would say what another month was.
    assert!(!stage.body.contains("was 47"));
}

#[tokio::test]
async fn a_restated_month_is_judged_again_and_says_what_it_was() {
    let town = Town::new().await;
    import(&town, 61, &[(61, 47)]).await;
    let before = kept(&town).await;
    // The police publish September again: the rise was a mistake.
    assert_eq!(import(&town, 61, &[(61, 15)]).await, 1);
    let after = kept(&town).await;
    assert_eq!(after.len(), before.len());
    let (warning, reading) = after
        .iter()
        .find(|(it, _)| it.area == "Beacon Hill")
        .unwrap();
    assert_eq!(warning.state, warnings::WarningState::Calmed);
    assert_eq!((reading.observed, reading.first_observed), (15, 47));
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let page = analyst.actor.get(&warning.path()).await.unwrap();
    assert!(
        page.body
            .contains("Restated: it was 47 when it was first judged."),
        "{}",
        page.body
    );
    // And again as it was: the same warning stands again.
    assert_eq!(import(&town, 61, &[(61, 47)]).await, 1);
    let again = kept(&town).await;
    let (warning, _) = again
        .iter()
        .find(|(it, _)| it.area == "Beacon Hill")
        .unwrap();
    assert_eq!(warning.state, warnings::WarningState::Raised);
    assert_eq!(again.len(), before.len());
}

#[tokio::test]
async fn ordinary_months_raise_nothing_and_short_lines_are_said_to_be_short() {
    let town = Town::new().await;
    import(&town, 61, &[]).await;
    let found = kept(&town).await;
    // One false alarm in twenty runs is what is promised; with these made-up months none stands.
    let stands = |it: &(warnings::Warning, _)| it.0.state == warnings::WarningState::Raised;
    assert!(!found.iter().any(stands), "{found:?}");
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let page = analyst.actor.get("/desk/analysis/warnings").await.unwrap();
    assert!(
        page.body.contains("That is what most months look like"),
        "{}",
        page.body
    );

    let young = Town::new().await;
    import(&young, 5, &[(5, 60)]).await;
    assert!(kept(&young).await.is_empty());
    let run = warnings::run(&young.house).await.unwrap().run.unwrap();
    assert_eq!(run.judged, 0);
    let analyst = young.somebody(Role::Analyst, None, None).await;
    let page = analyst.actor.get("/desk/analysis/warnings").await.unwrap();
    assert!(
        page.body.contains("have too few months for that"),
        "{}",
        page.body
    );
}
