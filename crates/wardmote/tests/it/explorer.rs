//! The explorer: what a team and an analyst may ask, what each answer says of itself, and what is kept of it.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use base::{Act, Desk, Role};
use clap::Parser as _;
use evidence::harm_weights;

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
    // Points are kept for 36 months: more are answered for those, by name.
    let long = "/desk/analysis?what=burglary&from=2021-08&to=2026-09";
    let page = analyst.actor.get(long).await.unwrap();
    page.says("October 2023 to September 2026. Points are kept for these months alone, of August 2021 to September 2026. Squares of 300 metres.");
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
    // Whoever has all wards asks about each, and about all together.
    let inspector = town.somebody(Role::Inspector, None, None).await;
    for every in ["/desk/analysis?ward=canalside", "/desk/analysis?ward=all"] {
        let page = inspector.actor.get(every).await.unwrap();
        assert_eq!(page.status, StatusCode::OK, "{every}");
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
    let again = [("question", BURGLARY), ("name", "burglary, fairmead")];
    let twice = analyst.actor.post(saved, &again).await.unwrap();
    twice.is_refused_with("You have a view called");
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
    // The latest months move on; others stay as they are.
    assert!(
        opened.location.contains("&months=12&"),
        "{}",
        opened.location
    );
    let page = analyst.actor.get("/desk/analysis").await.unwrap();
    page.says("It keeps the latest 12 months: after the next import the months move on.");
    let page = analyst
        .actor
        .get("/desk/analysis?from=2025-01&to=2025-12")
        .await;
    page.unwrap()
        .says("It keeps to January 2025 to December 2025, whatever is imported later.");
    other.actor.get(&path).await.unwrap().is_not_there();
    analyst
        .actor
        .does(&format!("{path}/delete"), &[])
        .await
        .unwrap();
    analyst.actor.get(&path).await.unwrap().is_not_there();
}

#[derive(clap::Parser)]
struct Analyse {
    #[command(subcommand)]
    method: analysis::Method,
}

/// The rows of a file by their heading.
fn records(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = csv.lines();
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| {
            let cells = line.split(',').map(String::from);
            heads.iter().map(|it| (*it).to_owned()).zip(cells).collect()
        })
        .collect()
}

fn close(page: &str, command: &serde_json::Value, what: &str) {
    match command.as_f64() {
        None => assert!(page.is_empty(), "{what}: {page} against nothing"),
        Some(n) => {
            // As many decimals as the page's file has, and no more, may differ.
            let decimals = page.split_once('.').map_or(0, |it| it.1.len());
            let page: f64 = page
                .parse()
                .unwrap_or_else(|_| panic!("{what}: {page:?} against {n}"));
            let half = 0.51 * 10_f64.powi(-i32::try_from(decimals).unwrap());
            assert!((page - n).abs() <= half, "{what}: {page} against {n}");
        }
    }
}

#[tokio::test]
async fn the_command_of_a_figure_makes_the_numbers_of_its_page_again() {
    let town = Town::new().await;
    import(&town, 61, &[(61, 47)]).await;
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let folder = tempfile::tempdir().unwrap();
    let whole = "what=all-crime&ward=all&cell=500";
    let in_hexagons = "what=all-crime&ward=all&cell=hexagon-500";
    let in_areas = "what=all-crime&ward=all&cell=small-areas";
    for (part, question, keys, columns) in [
        (
            "change",
            whole,
            &["type"][..],
            &["change_percent", "low", "high", "p", "q", "dispersion"][..],
        ),
        (
            "trend",
            whole,
            &["month"],
            &["count", "usual_low", "usual_high"],
        ),
        (
            "where",
            whole,
            &["east", "north"],
            &["count", "z", "p", "q"],
        ),
        (
            "where",
            in_hexagons,
            &["east", "north"],
            &["count", "z", "p", "q"],
        ),
        ("where", in_areas, &["code"], &["count", "z", "p", "q"]),
        (
            "check",
            in_hexagons,
            &["share"],
            &["cells", "hits", "hit_rate", "pai", "pei"],
        ),
        ("concentration", whole, &[], &[]),
    ] {
        let of = |page: &str| format!("/desk/analysis{page}?{question}&part={part}");
        let made = analyst.actor.get(&of("/made")).await.unwrap();
        let command = made.body.split("wardmote analyse ").nth(1).unwrap();
        let command = command.split('<').next().unwrap().to_owned();
        for (from, name) in [
            ("/input.csv", format!("{part}-input.csv")),
            (".geojson", format!("{part}.geojson")),
        ] {
            let file = analyst.actor.get(&of(from)).await.unwrap();
            if file.status == StatusCode::OK {
                std::fs::write(folder.path().join(name), file.body).unwrap();
            }
        }
        let out = folder.path().join("out.json");
        let words = command.split_whitespace().map(|word| {
            let file = word.ends_with(".csv") || word.ends_with(".geojson");
            if file {
                folder.path().join(word).display().to_string()
            } else {
                word.to_owned()
            }
        });
        let words = ["wardmote".to_owned()]
            .into_iter()
            .chain(words)
            .chain(["--json".to_owned(), out.display().to_string()]);
        analysis::run(&Analyse::try_parse_from(words).unwrap().method).unwrap();
        let answer: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
        let page = analyst.actor.get(&of(".csv")).await.unwrap();
        let page = records(&page.body);
        if part == "trend" {
            let n = web::number(answer["n"].as_u64().unwrap());
            made.says(&format!("n = {n}, "));
        }
        if part == "concentration" {
            let half = page.iter().find(|it| it["share"] == "50% of all").unwrap();
            assert_eq!(
                half["cells"],
                answer["summary"]["places_holding_50_percent"].to_string()
            );
            let most = page.iter().find(|it| it["share"] == "80% of all").unwrap();
            assert_eq!(
                most["cells"],
                answer["summary"]["places_holding_80_percent"].to_string()
            );
            made.says(&format!(
                "{:.6}",
                answer["summary"]["gini"].as_f64().unwrap()
            ));
            continue;
        }
        let key = |it: &serde_json::Value| -> Vec<String> {
            let word = |it: &serde_json::Value| match it.as_f64() {
                // A page knows a hexagon by its middle to the metre.
                Some(metres) if part == "where" => format!("{metres:.0}"),
                Some(number) => number.to_string(),
                None => it.as_str().unwrap().to_owned(),
            };
            keys.iter()
                .map(|name| word(&it[name.replace("code", "area")]))
                .collect()
        };
        let rows: BTreeMap<Vec<String>, &serde_json::Value> = answer["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (key(it), it))
            .collect();
        assert!(!page.is_empty(), "{part}");
        for row in &page {
            let row_key: Vec<String> = keys.iter().map(|name| row[*name].clone()).collect();
            let again = rows
                .get(&row_key)
                .unwrap_or_else(|| panic!("{part}: {row_key:?} is not made again"));
            for column in columns {
                close(
                    &row[*column],
                    &again[*column],
                    &format!("{part} {row_key:?} {column}"),
                );
            }
        }
        assert_eq!(rows.len(), page.len(), "{part}");
    }
}

#[tokio::test]
async fn a_figure_is_frozen_for_the_papers_and_stays_as_it_was() {
    let town = Town::new().await;
    import(&town, 61, &[]).await;
    let ward = town.ward("Fairmead").await;
    let sergeant = town.somebody(Role::Sergeant, Some(ward), None).await;
    let chair = town.panel("Fairmead", 3).await.remove(0);
    let planned = town.meeting("Fairmead", &chair.actor).await;
    let papers = async |question: &str| {
        let path = format!("/desk/wards/fairmead/papers?{question}");
        sergeant.actor.get(&path).await.unwrap()
    };
    let all = "what=all-crime&ward=fairmead";
    let form = papers(&format!("{all}&part=trend")).await;
    form.says("For which meeting?");
    // It is only offered where it will be taken.
    for (asked, offered) in [(all.to_owned(), true), (format!("{all}&cell=1000"), false)] {
        let path = format!("/desk/analysis?{asked}");
        let page = sergeant.actor.get(&path).await.unwrap();
        assert_eq!(
            page.body.contains("Add to panel papers"),
            offered,
            "{asked}"
        );
    }
    // What overlaps with the public tables would give away what they hide.
    for asked in [
        format!("{BURGLARY}&part=trend"),
        format!("{all}&part=change&from=2026-01&to=2026-06"),
        format!("{all}&part=where&cell=1000"),
    ] {
        papers(&asked).await.says("This cannot be added");
    }
    let to = "/desk/wards/fairmead/papers";
    let asked = format!("{all}&part=trend");
    let none = sergeant
        .actor
        .post(to, &[("question", &asked)])
        .await
        .unwrap();
    none.is_refused_with("Choose the meeting");
    let meeting = planned.to_string();
    let papers = sergeant
        .actor
        .does(to, &[("question", &asked), ("meeting", &meeting)])
        .await
        .unwrap();
    let page = sergeant.actor.get(&papers).await.unwrap();
    page.says("Figures added for this meeting");
    page.says("it stays as it was");
    // A map for the panel says neither what was before nor a z, from which hidden counts could be worked out.
    let asked = format!("{BURGLARY}&part=where");
    let fields = [("question", asked.as_str()), ("meeting", meeting.as_str())];
    let papers = sergeant.actor.does(to, &fields).await.unwrap();
    let page = sergeant.actor.get(&papers).await.unwrap();
    page.says("stands out");
    for step in ["5 to 9", "10 to 19", "100 or more"] {
        assert!(
            page.body.contains(&format!("</svg>{step}</li>")),
            "legend: {step}"
        );
    }
    // How many burglaries a cell had stands nowhere: twelve months more of it would say what one month brought.
    let cells = page.body.matches("<td data-l=\"Count\">").count();
    let told = [
        "5 to 9",
        "10 to 19",
        "20 to 49",
        "50 to 99",
        "100 or more",
        "hidden",
    ];
    let in_steps: usize = told
        .iter()
        .map(|words| {
            page.body
                .matches(&format!("<td data-l=\"Count\">{words}</td>"))
                .count()
        })
        .sum();
    assert!(cells > 0 && in_steps == cells, "{in_steps} of {cells}");
    assert!(!page.body.contains(" before.") && !page.body.contains("data-l=\"Gi* (z)\">1"));
    let analysts = sergeant
        .actor
        .get(&format!("/desk/analysis?{BURGLARY}"))
        .await
        .unwrap();
    assert!(analysts.body.contains(" before."));
    // One is taken out again, and not by another ward's team; the other goes to the public with the papers.
    let taken = page.body.split("/take-out\"").next().unwrap();
    let taken = format!("{}/take-out", taken.rsplit('"').next().unwrap());
    let canalside = town.ward("Canalside").await;
    let other = town.somebody(Role::Sergeant, Some(canalside), None).await;
    let refused = other.actor.post(&taken, &[]).await.unwrap();
    refused.is_not_there();
    assert_eq!(sergeant.actor.does(&taken, &[]).await.unwrap(), papers);
    let page = sergeant.actor.get(&papers).await.unwrap();
    assert_eq!(page.body.matches("it stays as it was").count(), 1);
    chair.actor.does(&papers, &[]).await.unwrap();
    let day = town.find_meeting(planned).await.held_on;
    let public = format!("/wards/fairmead/meetings/{day}/papers");
    let public = town.visitor().get(&public).await.unwrap();
    public.says("Figures added for this meeting");
    public.says("it stays as it was");
    assert!(public.body.matches("id=\"hatch\"").count() <= 1);
    // Another ward's figure is not for this panel.
    let other = "/desk/wards/fairmead/papers?what=burglary&ward=canalside&part=trend";
    sergeant.actor.get(other).await.unwrap().is_not_there();
}

#[tokio::test]
async fn a_ward_answers_each_question_on_its_own_page_and_says_when_it_cannot() {
    let town = Town::new().await;
    import(&town, 61, &[]).await;
    let visitor = town.visitor();
    for (part, says) in [
        ("where", "Read this with care"),
        ("trend", "Is it getting better?"),
        ("compare", "residents"),
        ("when", "neither day nor hour"),
    ] {
        let path = format!("/wards/fairmead/figures/{part}");
        visitor.get(&path).await.unwrap().says(says);
        let csv = visitor.get(&format!("{path}.csv")).await.unwrap();
        assert_eq!(csv.status, StatusCode::OK, "{part}");
        let json = visitor.get(&format!("{path}.json")).await.unwrap();
        assert_eq!(json.status, StatusCode::OK, "{part}");
    }
    // The page of one question says no more than the page of all.
    let all = visitor.get("/wards/fairmead/figures.csv").await.unwrap();
    let trend = visitor
        .get("/wards/fairmead/figures/trend.csv")
        .await
        .unwrap();
    for line in trend.body.lines() {
        assert!(all.body.contains(line), "{line}");
    }
}

#[tokio::test]
async fn with_fewer_than_two_years_nothing_is_called_a_change() {
    let town = Town::new().await;
    // Eighteen months, the last with three times as many burglaries as usual.
    import(&town, 17, &[(17, 45)]).await;
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let question = "what=burglary&ward=all&from=2022-07&to=2022-12&against=previous";
    let page = analyst
        .actor
        .get(&format!("/desk/analysis?{question}"))
        .await
        .unwrap();
    page.says("Fewer than 24 months of it are loaded");
    // The command tells the counts as well.
    let answer = run(&analyst.actor, &format!("{question}&part=change")).await;
    let (now, before) = (&answer["rows"][0]["now"], &answer["rows"][0]["before"]);
    let change = page.body.split("id=\"change\"").nth(1).unwrap();
    let n = |it: &serde_json::Value| web::number(it.as_u64().unwrap());
    assert!(
        change.contains(&format!(
            "n = {}, July 2022 to December 2022, and {}, January 2022 to June 2022.",
            n(now),
            n(before)
        )),
        "{now} {before} {change}"
    );
    page.says("too few months to say which have newly risen");
    assert!(!page.body.contains("More than chance explains"));
}

/// Two years of counts by offence in every ward, the last of them with more robberies in the first one, whose slug it gives.
async fn import_offences(town: &Town) -> String {
    let mut desk = Desk::of_the_house(&town.house, Act::Explore).await.unwrap();
    let atlas = wards::atlas(&mut desk).await.unwrap();
    drop(desk);
    let months = (0..24).map(|at| 202_400 + 100 * ((at + 9) / 12) + (at + 9) % 12 + 1);
    let months: Vec<String> = months.map(|it| it.to_string()).collect();
    let mut text = format!(
        "majortext,minortext,wardname,wardcode,{}\n",
        months.join(",")
    );
    for (at, ward) in atlas.wards.iter().enumerate() {
        for (minor, early, late) in [
            ("SHOPLIFTING", 9, 9),
            ("ROBBERY OF A SHOP", 1, 4),
            ("STRAYING", 2, 2),
        ] {
            let late = if at == 0 { late } else { early };
            let counts = [vec![early.to_string(); 12], vec![late.to_string(); 12]].concat();
            text += &format!(
                "X,{minor},{},{},{}\n",
                ward.name,
                ward.code,
                counts.join(",")
            );
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("offences.csv");
    std::fs::write(&path, text).unwrap();
    let report = evidence::imports::import_ward_counts(&town.house, &path, false)
        .await
        .unwrap();
    assert!(
        matches!(report.outcome, evidence::imports::Outcome::Imported(_)),
        "{report:?}"
    );
    atlas.wards[0].slug.clone()
}

async fn import_weights(town: &Town, text: &str) -> anyhow::Result<harm_weights::Report> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.csv");
    std::fs::write(&path, text).unwrap();
    let about = harm_weights::About {
        scheme: "Weights for a test".into(),
        edition: "2026".into(),
        unit: "days of sentence".into(),
        licence: "made up".into(),
    };
    harm_weights::import(&town.house, &path, about, false).await
}

#[tokio::test]
async fn harm_is_weighed_by_offence_with_a_table_of_ones_own_and_never_by_broad_types() {
    let town = Town::new().await;
    import(&town, 61, &[]).await;
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let page = analyst.actor.get("/desk/analysis?what=all-crime").await;
    page.unwrap().says("too broad to be weighed");
    let first = import_offences(&town).await;
    let page = format!("/desk/analysis?what=all-crime&ward={first}");
    let see = async || analyst.actor.get(&page).await.unwrap();
    see().await.says("too broad to be weighed");
    let refused = import_weights(&town, "offence,weight\nBurglary,300\n").await;
    let refused = refused.unwrap_err().to_string();
    assert!(
        refused.contains("Line 2: BURGLARY holds grave and slight"),
        "{refused}"
    );
    let text = "Offence,Weight\nshoplifting,2\nRobbery of a shop,365\nshoplifting,3\ndrugs,5\nrape,much\nstalking,\n";
    let report = import_weights(&town, text).await.unwrap();
    assert_eq!((report.found.kept.len(), report.found.rejected), (2, 4));
    assert!(import_weights(&town, text).await.unwrap().known);
    // 12 months of 9 thefts and 4 robberies: 12 x (9 x 2 + 4 x 365) = 17,736; before: 12 x (18 + 365) = 4,596.
    let shown = see().await;
    shown.says("17,736 days of sentence, likely between");
    shown.says("A year before it was 4,596: higher by more than chance. Left out for want of a weight: 24 events.");
    let question = format!("what=all-crime&ward={first}&part=harm");
    let made = analyst
        .actor
        .get(&format!("/desk/analysis/made?{question}"))
        .await
        .unwrap();
    made.says("Weights for a test, 2026");
    made.says("offences.csv");
    made.says("weights.csv");
    assert!(
        !made.body.contains("-street.csv"),
        "a score is made of ward counts"
    );
    let command = made.body.split("wardmote analyse ").nth(1).unwrap();
    let command = command.split('<').next().unwrap().to_owned();
    let folder = tempfile::tempdir().unwrap();
    let input = analyst
        .actor
        .get(&format!("/desk/analysis/input.csv?{question}"))
        .await
        .unwrap();
    let (file, out) = (
        folder.path().join("harm-input.csv"),
        folder.path().join("out.json"),
    );
    std::fs::write(&file, input.body).unwrap();
    let command = command.replace("harm-input.csv", file.to_str().unwrap());
    let words = format!("wardmote {command} --json {}", out.display());
    analysis::run(
        &Analyse::try_parse_from(words.split_whitespace())
            .unwrap()
            .method,
    )
    .unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!(answer["rows"][0]["score"], 17_736.0);
    // Of one type, and in papers, there is no score.
    let one = analyst
        .actor
        .get(&format!("/desk/analysis?what=burglary&ward={first}"))
        .await;
    one.unwrap()
        .says("Choose all crime: a score weighs one offence against another.");
}

/// A point in each ward.
async fn points(town: &Town) -> Vec<(String, String)> {
    let mut desk = Desk::of_the_house(&town.house, Act::Explore).await.unwrap();
    let atlas = wards::atlas(&mut desk).await.unwrap();
    let mean = |ring: &[[i32; 2]], axis: usize| {
        let sum: f64 = ring.iter().map(|at| f64::from(at[axis])).sum();
        format!("{:.6}", sum / ring.len() as f64 / 1e6)
    };
    let of = |ward: &wards::Ward| {
        let ring = atlas.inside(&ward.code).next().unwrap().rings[0].clone();
        (mean(&ring, 0), mean(&ring, 1))
    };
    atlas.wards.iter().map(of).collect()
}

/// "2021-08" and so many months on.
fn months_from(first: &str, many: i32) -> Vec<String> {
    let first: evidence::Month = first.parse().unwrap();
    (0..many).map(|at| first.plus(at).to_string()).collect()
}

/// Street files: in each month so many of each type in every ward.
async fn import_street(town: &Town, months: &[String], kinds: &[(&str, usize)]) {
    let heading = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";
    let points = points(town).await;
    let files = months.iter().enumerate().map(|(at, month)| {
        let mut text = format!("{heading}\n");
        for (kind, many) in kinds {
            // Never quite the same.
            let many = many + at * 7 % 3;
            for (lon, lat) in &points {
                let row = format!(",{month},Alderwick Police,Alderwick Police,{lon},{lat},On or near Mill Lane,,,{kind},,\n");
                text.push_str(&row.repeat(many));
            }
        }
        (format!("{month}-alderwick-street.csv"), text)
    });
    import_files(town, files.collect()).await;
}

/// Files of stops: so many in every ward, at ten minutes past eight in the evening.
async fn import_stops(town: &Town, force: &str, months: &[String], at: &[(String, String)]) {
    let heading = "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,Outcome linked to object of search,Removal of more than just outer clothing";
    let files = months.iter().map(|month| {
        let mut text = format!("{heading}\n");
        for (lon, lat) in at {
            text += &format!("Person search,{month}-06T20:10:00+00:00,,,{lat},{lon},,,,,,,,,\n");
        }
        (format!("{month}-{force}-stop-and-search.csv"), text)
    });
    import_files(town, files.collect()).await;
}

async fn import_files(town: &Town, files: Vec<(String, String)>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in &files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let paths = [folder.path().to_owned()];
    let reports = evidence::imports::import_police(
        &town.house,
        &paths,
        evidence::imports::How::default(),
        &|_| (),
    )
    .await
    .unwrap();
    for report in reports {
        let imported = matches!(report.outcome, evidence::imports::Outcome::Imported(_));
        assert!(imported, "{report:?}");
    }
}

#[tokio::test]
async fn stops_are_counted_over_months_of_their_own_and_no_others() {
    let town = Town::new().await;
    import_street(&town, &months_from("2024-01", 24), &[("Burglary", 3)]).await;
    let all = points(&town).await;
    // A file of another force says nothing of these wards: no nought either.
    let far = [("-4.100000".to_owned(), "50.400000".to_owned())];
    import_stops(
        &town,
        "devon-and-cornwall",
        &months_from("2023-01", 12),
        &far,
    )
    .await;
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let ask = async |question: &str| {
        let path = format!("/desk/analysis?{question}");
        analyst.actor.get(&path).await.unwrap()
    };
    let page = ask("what=stop-and-search&ward=all").await;
    page.says("No stops and searches are loaded");
    assert!(!page.body.contains("January 2023"));
    // Four years before the months with crimes, with a hole.
    let months = [months_from("2019-01", 1), months_from("2019-09", 4)].concat();
    import_stops(&town, "alderwick", &months, &all).await;
    let page = ask("what=stop-and-search&ward=all&from=2019-01&to=2019-12").await;
    page.says("January 2019 to December 2019 was asked for. Loaded without a hole is September 2019 to December 2019, so September 2019 to December 2019 is answered.");
    page.says("Stops and searches: February 2019 to August 2019 are not loaded");
    let hours = page.body.split("id=\"when\"").nth(1).unwrap();
    let n = format!("n = {}, September 2019 to December 2019", 4 * all.len());
    assert!(hours.contains(&n), "{n}: {hours}");
    // On a map of crimes stops stand for the months that have them.
    let months = months_from("2025-07", 2);
    import_stops(&town, "alderwick", &months, &all).await;
    let page = ask("what=burglary&ward=all&from=2025-07&to=2025-12").await;
    page.says("Stops and searches here in July 2025 to August 2025: 2.");
    let page = ask("what=burglary&ward=all&from=2025-07&to=2025-08").await;
    page.says("Stops and searches here in the same months: 2.");
}

#[tokio::test]
async fn a_missing_month_and_months_that_were_not_asked_for_are_told() {
    let town = Town::new().await;
    let months = [months_from("2017-07", 5), months_from("2018-01", 12)].concat();
    import_street(&town, &months, &[("Burglary", 3)]).await;
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let ask = async |question: &str| {
        let path = format!("/desk/analysis?{question}");
        analyst.actor.get(&path).await.unwrap()
    };
    let missing = "December 2017 is not loaded, so months before";
    ask("").await.says(missing);
    let page = ask("from=2017-07&to=2018-06").await;
    page.says("July 2017 to June 2018 was asked for. Loaded without a hole is January 2018 to December 2018, so January 2018 to June 2018 is answered.");
    ask("from=2018-06&to=2018-03").await.says("comes after");
    ask("from=abc").await.says("is not a month such as 2018-03");
    ask("cell=250").await.says("is no cell here");
    let page = ask("ward=fairmead&wards=canalside&wards=beacon-hill").await;
    page.says("Several wards were ticked, so the choice under");
    let json = analyst
        .actor
        .get("/desk/analysis.json?from=abc&part=trend")
        .await;
    json.unwrap().says("is not a month such as 2018-03");
    let page = analyst.actor.get("/desk/analysis/warnings").await.unwrap();
    page.says("December 2017 is not loaded.");
    let todo = wardmote::doctor::missing(&town.house).await.unwrap();
    assert!(todo.iter().any(|it| it.starts_with(missing)), "{todo:?}");
}

#[tokio::test]
async fn with_a_year_loaded_the_latest_half_is_held_against_the_half_before() {
    let town = Town::new().await;
    import_street(&town, &months_from("2018-01", 12), &[("Burglary", 3)]).await;
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let page = analyst.actor.get("/desk/analysis").await.unwrap();
    page.says("12 months are loaded without a hole, too few to hold a year against a year: July 2018 to December 2018 is held against the months just before.");
    page.says("Held against January 2018 to June 2018.");
    page.says("The fullest");
}

#[tokio::test]
async fn a_type_that_is_not_in_a_file_is_never_a_nought() {
    let town = Town::new().await;
    let only = months_from("2017-01", 12);
    import_street(&town, &only, &[("Burglary", 4)]).await;
    let all = months_from("2018-01", 12);
    let kinds = [
        ("Burglary", 4),
        ("Drugs", 2),
        ("Violence and sexual offences", 9),
    ];
    import_street(&town, &all, &kinds).await;
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let ask = async |question: &str| {
        let path = format!("/desk/analysis?{question}");
        analyst.actor.get(&path).await.unwrap()
    };
    let refusal = "The files of January 2017 to December 2017 do not hold every type of crime, and what is not in a file is no nought. They hold only Burglary.";
    let page = ask("what=all-crime&ward=all").await;
    page.says(refusal);
    assert!(!page.body.contains("against 0"));
    let page = ask("what=violence-and-sexual-offences&ward=fairmead").await;
    page.says(
        "The files of January 2017 to December 2017 do not hold Violence and sexual offences",
    );
    let page = ask("what=burglary&ward=fairmead").await;
    page.says("No clear change");
    // The line of all crime begins where all of it is there, and nothing is called a rise.
    let trend = analyst
        .actor
        .get("/desk/analysis.csv?what=all-crime&ward=all&part=trend");
    assert_eq!(trend.await.unwrap().body.lines().count(), 13);
    let page = ask("what=all-crime&ward=fairmead&from=2017-06&to=2018-06").await;
    page.says("The files of June 2017 to December 2017 do not hold every type of crime");
    let page = analyst.actor.get("/desk/analysis/warnings").await.unwrap();
    assert!(!page.body.contains("All crime in"), "{}", page.body);
    // Residents read the same.
    let public = town.visitor();
    for path in [
        "/wards/fairmead/figures",
        "/figures/violence-and-sexual-offences",
    ] {
        let page = public.get(path).await.unwrap();
        page.says("not recorded");
        page.says("Some months not recorded");
        page.says("Violence and sexual offences in January 2017 to December 2017");
        assert!(!page.body.contains("Higher"), "{}", page.body);
    }
    let file = public
        .get("/figures/violence-and-sexual-offences.csv")
        .await
        .unwrap();
    for line in file
        .body
        .lines()
        .skip(1)
        .filter(|it| it.contains("Fairmead"))
    {
        assert!(line.contains(",120,2017-01,2017-12,,"), "{line}");
    }
}

#[tokio::test]
async fn how_long_cells_were_hot_is_made_again_by_a_command_of_its_own() {
    let town = Town::new().await;
    // Every month one in each ward, and five at each of nine places half a kilometre apart.
    let points = points(&town).await;
    let (lon, lat): (f64, f64) = (points[0].0.parse().unwrap(), points[0].1.parse().unwrap());
    let files = months_from("2025-10", 12).into_iter().map(|month| {
        let mut text = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n".to_owned();
        let mut row = |lon: &str, lat: &str| {
            text += &format!(",{month},Alderwick Police,Alderwick Police,{lon},{lat},On or near Mill Lane,,,Burglary,,\n");
        };
        points.iter().for_each(|(lon, lat)| row(lon, lat));
        for (east, north) in (-1..=1).flat_map(|x| (-1..=1).map(move |y| (x, y))) {
            let at = (lon + f64::from(east) * 0.007, lat + f64::from(north) * 0.0045);
            (0..5).for_each(|_| row(&format!("{:.6}", at.0), &format!("{:.6}", at.1)));
        }
        (format!("{month}-alderwick-street.csv"), text)
    });
    import_files(&town, files.collect()).await;
    let analyst = town.somebody(Role::Analyst, None, None).await.actor;
    let folder = tempfile::tempdir().unwrap();
    for (cell, known_by) in [("500", "east"), ("small-areas", "area")] {
        let question = format!("what=all-crime&ward=all&cell={cell}&part=where");
        let get = async |page: &str| {
            let asked = analyst
                .get(&format!("/desk/analysis{page}{question}"))
                .await;
            let asked = asked.unwrap();
            assert_eq!(asked.status, StatusCode::OK, "{page}");
            asked.body
        };
        let made = get("/made?").await;
        let command = made
            .split("wardmote analyse hot-spot-classes ")
            .nth(1)
            .unwrap();
        let command = command.split('<').next().unwrap();
        let write = |name: &str, text: String| {
            std::fs::write(folder.path().join(name), text).unwrap();
        };
        write(
            "where-over-time.csv",
            get("/input.csv?also=over-time&").await,
        );
        write("where.geojson", get(".geojson?").await);
        let out = folder.path().join("out.json").display().to_string();
        let words = command.split_whitespace().map(|word| {
            if word.ends_with(".csv") || word.ends_with(".geojson") {
                folder.path().join(word).display().to_string()
            } else {
                word.to_owned()
            }
        });
        let words = ["wardmote".to_owned(), "hot-spot-classes".to_owned()]
            .into_iter()
            .chain(words)
            .chain(["--json".to_owned(), out.clone()]);
        analysis::run(&Analyse::try_parse_from(words).unwrap().method).unwrap();
        let answer: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
        let rows = answer["rows"].as_array().unwrap();
        let page = records(&get(".csv?").await);
        assert_eq!(rows.len(), page.len());
        let mut with_class = 0;
        for row in &page {
            let again = rows.iter().find(|it| match known_by {
                "area" => it["area"] == row["code"],
                _ => ["east", "north"]
                    .iter()
                    .all(|axis| format!("{:.0}", it[*axis].as_f64().unwrap()) == row[*axis]),
            });
            let class = again.unwrap()["class"].as_str().unwrap_or_default();
            assert_eq!(class, row["over_time"], "{row:?}");
            with_class += usize::from(!class.is_empty());
        }
        assert!(with_class > 0, "{cell}: no class to compare");
    }
}

/// Runs the command of a part on its file.
async fn run(actor: &wardmote::demo::Actor, question: &str) -> serde_json::Value {
    let made = actor
        .get(&format!("/desk/analysis/made?{question}"))
        .await
        .unwrap();
    let command = made.body.split("wardmote analyse ").nth(1).unwrap();
    let command = command
        .split('<')
        .next()
        .unwrap()
        .replace("&quot;", "")
        .replace("&#34;", "");
    let input = actor
        .get(&format!("/desk/analysis/input.csv?{question}"))
        .await
        .unwrap();
    run_on(&command, &input.body)
}

fn run_on(command: &str, input: &str) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (
        folder.path().join("input.csv"),
        folder.path().join("out.json"),
    );
    std::fs::write(&file, input).unwrap();
    let words = command.split_whitespace().map(|word| {
        if word.ends_with(".csv") {
            file.display().to_string()
        } else {
            word.to_owned()
        }
    });
    let words = ["wardmote".to_owned()].into_iter().chain(words);
    let words = words.chain(["--json".to_owned(), out.display().to_string()]);
    analysis::run(&Analyse::try_parse_from(words).unwrap().method).unwrap();
    serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap()
}

#[tokio::test]
async fn a_ward_stands_beside_similar_ones_with_the_spread_its_months_have() {
    let town = Town::new().await;
    import(&town, 61, &[]).await;
    let mut desk = Desk::of_the_house(&town.house, Act::Explore).await.unwrap();
    let atlas = wards::atlas(&mut desk).await.unwrap();
    drop(desk);
    // Residents of small areas alone: they are added up.
    let mut tx = town.house.db().writing().await.unwrap();
    tx.run("DELETE FROM population", base::args![])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("small-areas.csv");
    let mut text = "code,year,people\n".to_owned();
    for ward in &atlas.wards {
        let inside: Vec<_> = atlas.inside(&ward.code).collect();
        for area in &inside {
            text += &format!("{},2020,{}\n", area.code, 12_000 / inside.len());
        }
    }
    std::fs::write(&path, text).unwrap();
    wards::populations::import(&town.house, &path, None, false)
        .await
        .unwrap();
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let question = "what=burglary&ward=fairmead&part=similar";
    let page = analyst
        .actor
        .get(&format!("/desk/analysis.csv?{question}"))
        .await
        .unwrap();
    let answer = run(&analyst.actor, question).await;
    let rows = answer["rows"].as_array().unwrap();
    let page = records(&page.body);
    assert_eq!(page.len(), rows.len());
    for (told, row) in page.iter().zip(rows) {
        assert_eq!(told["ward"], row["name"].as_str().unwrap());
        close(&told["low"], &row["low"], "low");
        close(&told["high"], &row["high"], "high");
    }
    // Every ward has burglaries at the same level, so nothing is called a difference.
    assert_eq!(answer["summary"]["finding"], "No clear change");
    let page = analyst
        .actor
        .get(&format!("/desk/analysis?{question}"))
        .await
        .unwrap();
    page.says("Fairmead does not clearly differ from 5 similar wards together");
}

#[tokio::test]
async fn the_command_on_a_warnings_page_makes_its_threshold_again() {
    let town = Town::new().await;
    import(&town, 61, &[(61, 47)]).await;
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let mut tx = town.house.db().reading().await.unwrap();
    let all = evidence::warnings::store::with_reading(&mut tx)
        .await
        .unwrap();
    drop(tx);
    let (warning, reading) = all.iter().find(|it| it.1.observed == 47).unwrap();
    let path = &warning.path();
    let page = analyst.actor.get(path).await.unwrap();
    let command = page.body.split("wardmote analyse ").nth(1).unwrap();
    let command = command.split('<').next().unwrap();
    let input = analyst
        .actor
        .get(&format!("{path}/input.csv"))
        .await
        .unwrap();
    let answer = run_on(command, &input.body);
    let threshold = answer["rows"][0]["threshold"].as_f64().unwrap();
    assert!(
        (threshold - reading.evidence.threshold.unwrap()).abs() < 0.051,
        "{answer}"
    );
}

#[tokio::test]
async fn newly_risen_cells_are_made_again_by_a_command_of_their_own() {
    let town = Town::new().await;
    let planted: Vec<(usize, usize)> = (50..62).map(|at| (at, 45)).collect();
    import(&town, 61, &planted).await;
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let question = "what=burglary&ward=all&part=where";
    let made = analyst
        .actor
        .get(&format!("/desk/analysis/made?{question}"))
        .await
        .unwrap();
    let command = made.body.split("wardmote analyse ").nth(2).unwrap();
    let command = command.split('<').next().unwrap();
    let input = analyst
        .actor
        .get(&format!("/desk/analysis/input.csv?{question}&also=risen"))
        .await
        .unwrap();
    let answer = run_on(command, &input.body);
    let page = analyst
        .actor
        .get(&format!("/desk/analysis.csv?{question}"))
        .await
        .unwrap();
    let risen: Vec<_> = records(&page.body)
        .into_iter()
        .filter(|it| !it["risen_q"].is_empty())
        .collect();
    let rows = answer["rows"].as_array().unwrap();
    assert!(!risen.is_empty());
    for row in &risen {
        let again = rows
            .iter()
            .find(|it| it["cell"] == row["code"].as_str())
            .unwrap();
        close(&row["risen_q"], &again["q"], "q");
    }
}

#[tokio::test]
async fn what_a_small_type_leaves_out_is_no_fall_of_all_crime() {
    let town = Town::new().await;
    let both = [("Burglary", 60), ("Shoplifting", 5)];
    import_street(&town, &months_from("2019-01", 12), &both).await;
    import_street(&town, &months_from("2020-01", 12), &[("Burglary", 60)]).await;
    let public = town.visitor();
    let page = public.get("/wards/fairmead/figures").await.unwrap();
    page.says("do not hold the same types in every month, so nothing can be said of a change");
    page.says("Not the same types");
    page.lacks("down ");
    let analyst = town.somebody(Role::Analyst, None, None).await.actor;
    let page = analyst
        .get("/desk/analysis?what=all-crime&ward=fairmead")
        .await
        .unwrap();
    page.says("The files do not hold the same types in all of these months");
    page.lacks("Fewer than chance explains");
}

#[tokio::test]
async fn a_type_that_began_in_between_is_no_rise() {
    let town = Town::new().await;
    import_street(&town, &months_from("2019-01", 24), &[("Burglary", 30)]).await;
    let both = [("Burglary", 30), ("Drugs", 1)];
    import_street(&town, &months_from("2021-01", 12), &both).await;
    let analyst = town.somebody(Role::Analyst, None, None).await;
    let page = analyst.actor.get("/desk/analysis?ward=fairmead").await;
    let page = page.unwrap();
    // A type that makes up a twentieth breaks no line of all crime; alone it has nothing to be held against.
    page.says("No clear change");
    page.says("Not in the files of January 2020 to December 2020");
    assert!(!page.body.contains(">Higher<"));
}
