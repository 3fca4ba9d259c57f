//! The place profile and its documentation.

use base::{
    Act, Role, agencies,
    permits::{Rule, rule},
    place::{Place, TeamTemplate},
};
use chrono::NaiveDate;
use wardmote::{audit, doctor, open};

use crate::town::{Expect as _, Town};

const ALDERWICK: &str = include_str!("../../../../places/alderwick/place.toml");
const BROMLEY: &str = include_str!("../../../../places/bromley/place.toml");

fn on(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

#[test]
fn bromley_has_had_four_templates_and_each_day_keeps_its_own() {
    let place = Place::parse(BROMLEY).unwrap();
    for (day, slug, dedicated) in [
        ("2005-03-01", "snt-2004", 6),
        ("2013-06-30", "snt-2004", 6),
        ("2013-07-01", "lpm-2013", 2),
        ("2017-11-30", "lpm-2013", 2),
        ("2017-12-01", "dwo-2017", 3),
        ("2025-06-30", "dwo-2017", 3),
        ("2025-07-01", "npg-2025", 3),
    ] {
        let rules = place.team_on(on(day));
        assert_eq!(
            (rules.template.as_str(), rules.minimum_dedicated),
            (slug, dedicated),
            "{day}"
        );
        let template = rules.template().unwrap();
        assert!(template.holds_on(on(day)), "{slug} on {day}");
        assert!(TeamTemplate::on(on(day)).iter().any(|it| it.slug == slug));
    }
}

#[test]
fn a_team_that_was_enough_under_one_template_is_not_under_another() {
    let place = Place::parse(BROMLEY).unwrap();
    let two = [("Sergeant", false, 1), ("PC", true, 1), ("PCSO", true, 1)];
    assert!(place.team_on(on("2015-05-01")).check(&two).is_ok());
    let refusal = place.team_on(on("2018-05-01")).check(&two).unwrap_err();
    assert_eq!(
        refusal,
        "team.minimum_dedicated: 3 dedicated posts at the least (Two dedicated ward officers); this has 2"
    );
}

#[test]
fn the_doctor_names_every_wrong_setting_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let text = ALDERWICK
        .replace("live_priorities = 3", "live_priorities = 9")
        .replace("named_contact = true", "named_contact = false")
        .replace("answer_hours", "anser_hours");
    std::fs::write(folder.path().join("place.toml"), text).unwrap();
    let place = open::Place {
        data: folder.path().to_owned(),
        database: None,
        closed_database: None,
        closed_key: None,
        place: None,
        settings: None,
    };
    let faults = place.profile().unwrap_err().to_string();
    let faults: Vec<_> = faults.lines().collect();
    assert_eq!(faults.len(), 3, "{faults:?}");
    for (fault, words) in faults.iter().zip([
        "panel.live_priorities is 9, outside its central parameter of 1 to 5",
        "team.named_contact is false, outside its central parameter of true",
        "Did you mean answer_hours?",
    ]) {
        assert!(fault.contains("place.toml: line "), "{fault}");
        assert!(fault.contains(words), "{words} is not in {fault}");
    }
}

#[test]
fn a_profile_left_behind_by_its_template_is_still_to_do() {
    let without = ALDERWICK.replace(
        "[[team_change]]\nfrom = 2025-07-01\ntemplate = \"npg-2025\"\nminimum_dedicated = 2\n",
        "",
    );
    let place = Place::parse(&without).unwrap();
    assert!(
        doctor::still_open(&place, on("2025-06-30")).is_empty(),
        "{:?}",
        doctor::still_open(&place, on("2025-06-30"))
    );
    let todo = doctor::still_open(&place, on("2026-11-24"));
    assert_eq!(
        todo,
        [
            "team.template: dwo-2017 held until 2025-06-30: add a [[team_change]] with one that holds today (npg-2025)"
        ]
    );
}

#[tokio::test]
async fn organisations_that_ended_are_kept_and_no_longer_chosen() {
    let town = Town::new().await;
    let mut tx = town.house.db().writing().await.unwrap();
    let bromley = Place::parse(BROMLEY).unwrap();
    assert!(agencies::settle(&mut tx, &bromley).await.unwrap());
    assert!(
        !agencies::settle(&mut tx, &bromley).await.unwrap(),
        "a second time nothing changes"
    );
    let all = agencies::all(&mut tx).await.unwrap();
    let names = |there: &[agencies::Agency]| {
        there
            .iter()
            .map(|it| it.slug.clone())
            .collect::<Vec<String>>()
    };
    let before = names(&agencies::on(&mut tx, on("2012-01-15")).await.unwrap());
    let after = names(&agencies::on(&mut tx, on("2012-01-16")).await.unwrap());
    assert!(before.contains(&"police-authority".into()) && !before.contains(&"mopac".into()));
    assert!(!after.contains(&"police-authority".into()) && after.contains(&"mopac".into()));

    let mopac = all.iter().find(|it| it.slug == "mopac").unwrap();
    assert_eq!(
        mopac.name_on(on("2011-05-01"), &all),
        "Metropolitan Police Authority"
    );
    let clarion = all.iter().find(|it| it.slug == "housing").unwrap();
    assert_eq!(clarion.name_on(on("2010-05-01"), &all), "Affinity Sutton");
    let nps = all
        .iter()
        .find(|it| it.slug == "national-probation")
        .unwrap();
    assert_eq!(nps.name_on(on("2022-05-01"), &all), "Probation Service");
}

#[tokio::test]
async fn an_action_cannot_be_given_to_an_organisation_that_has_ended() {
    let town = Town::new().await;
    let chair = &town.panel("Fairmead", 5).await[0].actor;
    let mut tx = town.house.db().writing().await.unwrap();
    let bromley = Place::parse(BROMLEY).unwrap();
    agencies::settle(&mut tx, &bromley).await.unwrap();
    let old = agencies::find(&mut tx, "affinity-sutton")
        .await
        .unwrap()
        .unwrap();
    let new = agencies::find(&mut tx, "housing").await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let give = async |id: String| {
        let fields = [
            ("title", "Mend the door"),
            ("kind", "environment"),
            ("agency", id.as_str()),
            ("owner", "Estate manager"),
            ("due_on", "2027-01-15"),
        ];
        chair
            .post("/desk/wards/fairmead/actions/new", &fields)
            .await
            .unwrap()
    };
    give(old.id.to_string())
        .await
        .is_refused_with("Choose who does it");
    give(new.id.to_string()).await.is_taken();
}

#[test]
fn the_table_of_roles_in_the_documents_is_the_one_in_the_code() {
    let kept = include_str!("../../../../docs/administrators.md");
    assert!(
        kept.contains(&audit::table()),
        "docs/administrators.md: paste what wardmote audit roles prints:\n{}",
        audit::table()
    );
}

#[test]
fn the_exported_matrix_has_a_line_for_each_act_and_role() {
    let csv = audit::matrix();
    let wanted: usize = Act::ALL
        .iter()
        .map(|act| match rule(*act) {
            Rule::Everyone | Rule::SignedIn => 1,
            Rule::Roles(roles) => roles.len(),
        })
        .sum();
    assert_eq!(csv.lines().count(), wanted + 1);
    assert!(csv.starts_with("act,words,role,reach\n"));
    assert!(csv.contains(&format!(
        "agree_priority,\"Record what the panel agreed\",{},own ward\n",
        Role::Chair.word()
    )));
    assert!(
        !csv.lines()
            .any(|line| line.matches('"').count() != 2 && !line.starts_with("act,"))
    );
}
