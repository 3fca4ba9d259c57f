//! Each method on a file small enough to check by hand, and what it refuses.

use std::{fs, path::PathBuf};

use clap::Parser;
use serde_json::Value;

use crate::{Method, run};

#[derive(Parser)]
pub(super) struct Line {
    #[command(subcommand)]
    pub(super) method: Method,
}

/// Runs a command line on a file and gives its JSON, or its refusal.
pub(super) fn asked(method: &str, text: &str, more: &[&str]) -> Result<Value, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("in.csv");
    fs::write(&file, text).expect("a file");
    on_file(method, &file, more)
}

pub(super) fn on_file(
    method: &str,
    file: &std::path::Path,
    more: &[&str],
) -> Result<Value, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let (json, csv) = (
        folder.path().join("out.json"),
        folder.path().join("out.csv"),
    );
    let mut line: Vec<String> = ["wardmote", method].map(String::from).to_vec();
    line.push(file.display().to_string());
    line.extend([
        "--json".into(),
        json.display().to_string(),
        "--csv".into(),
        csv.display().to_string(),
    ]);
    line.extend(more.iter().map(|it| (*it).to_owned()));
    let line = Line::try_parse_from(line).map_err(|it| it.to_string())?;
    run(&line.method).map_err(|it| format!("{it:#}"))?;
    let answer: Value = serde_json::from_slice(&fs::read(json).expect("an answer")).expect("JSON");
    assert!(!answer["limits"].as_array().expect("limits").is_empty());
    assert_eq!(
        answer["sources"][0]["sha256"].as_str().map(str::len),
        Some(64)
    );
    let rows = answer["rows"].as_array().expect("rows").len();
    let table = fs::read_to_string(csv).expect("a table");
    assert_eq!(table.lines().count(), rows + 1);
    Ok(answer)
}

pub(super) fn near(it: &Value, to: f64) -> bool {
    it.as_f64()
        .is_some_and(|it| (it - to).abs() < 1e-4 * to.abs().max(1.0))
}

pub(super) fn months(from: i32, counts: impl IntoIterator<Item = u32>) -> String {
    let mut text = "month,count\n".to_owned();
    for (at, count) in counts.into_iter().enumerate() {
        let month = from * 12 + at as i32;
        text.push_str(&format!(
            "{:04}-{:02},{count}\n",
            month / 12,
            month % 12 + 1
        ));
    }
    text
}

#[test]
fn compares_two_years() {
    let text = months(2023, (0..24).map(|it| if it < 12 { 10 } else { 20 }));
    let answer = asked("compare", &text, &[]).expect("an answer");
    let row = &answer["rows"][0];
    assert_eq!(
        (row["before"].as_u64(), row["now"].as_u64()),
        (Some(120), Some(240))
    );
    // 240 in 366 days (2024 has a 29 February) against 120 in 365.
    assert!(near(
        &row["change_percent"],
        (240.0 / 366.0 / (120.0 / 365.0) - 1.0) * 100.0
    ));
    assert_eq!(answer["period"][1], "2024-12");
}

#[test]
fn bad_rows_are_refused_with_their_line() {
    let mut text = months(2023, [5; 24]);
    text.push_str("2024-13,4\n2024-+3,5\n2025-01,many\n2025-01\n");
    let answer = asked("compare", &text, &[]).expect("an answer");
    let source = &answer["sources"][0];
    assert_eq!(source["rows_refused"], 4);
    let reasons = source["first_refusals"].to_string();
    assert!(
        reasons.contains("line 26: \\\"2024-13\\\" is not a month"),
        "{reasons}"
    );
    assert!(
        reasons.contains("line 28: \\\"many\\\" is not a count"),
        "{reasons}"
    );
}

#[test]
fn a_hole_is_not_a_nought() {
    let text = months(2022, [5; 36]).replace("2024-06,5\n", "");
    let answer = asked("compare", &text, &[]).expect("an answer");
    assert_eq!(
        answer["rows"][0]["finding"],
        "fewer than 24 months without a hole"
    );
    assert!(
        asked("compare", &text, &["--missing-is-zero"]).expect("an answer")["rows"][0]["now"] == 55
    );
    assert!(
        asked("compare", "month,total\n2024-01,3\n", &[])
            .expect_err("no column")
            .contains("month, total")
    );
}

#[test]
fn trend_adds_up() {
    let text = months(2020, (0..48).map(|it| 20 + it % 12 + it / 12));
    let answer = asked("trend", &text, &[]).expect("an answer");
    let row = &answer["rows"][30];
    let sum: f64 = ["trend", "seasonal", "remainder"]
        .iter()
        .filter_map(|it| row[it].as_f64())
        .sum();
    assert!(near(&row["count"], sum));
    assert!(
        answer["rows"][0]["usual_low"].is_null() && answer["rows"][47]["usual_low"].is_number()
    );
}

#[test]
fn early_warning_finds_the_one() {
    let mut text = "area,type,month,count\n".to_owned();
    for area in ["A", "B", "C"] {
        for line in months(
            2018,
            (0..84).map(|it| {
                if it == 83 && area == "B" {
                    60
                } else {
                    10 + it % 3
                }
            }),
        )
        .lines()
        .skip(1)
        {
            text.push_str(&format!("{area},theft,{line}\n"));
        }
    }
    let answer = asked("early-warning", &text, &["--by", "area,type"]).expect("an answer");
    assert_eq!(answer["summary"]["alarms"], 1);
    assert_eq!(answer["rows"][0]["area"], "B");
    assert!(near(&answer["summary"]["alarms_expected_by_chance"], 0.075));
    assert!(asked("early-warning", &text, &["--alpha", "2"]).is_err());
}

/// A grid of one point a cell around 530,000 / 180,000, and more in one corner.
fn grid() -> String {
    let mut text = "longitude,latitude\n".to_owned();
    for x in 0..10 {
        for y in 0..10 {
            for _ in 0..if x < 2 && y < 2 { 12 } else { 1 } {
                text.push_str(&format!("{},{}\n", 530_050 + x * 100, 180_050 + y * 100));
            }
        }
    }
    text
}

#[test]
fn hot_spots_are_where_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = folder.path().join("map.geojson").display().to_string();
    let more = ["--ground", "metres", "--cell", "100", "--geojson", &map];
    let answer = asked("hot-spots", &grid(), &more).expect("an answer");
    assert_eq!(answer["summary"]["cells"], 100);
    let first = &answer["rows"][0];
    assert!(first["east"].as_f64().is_some_and(|it| it < 530_200.0) && first["hot"] == true);
    let map: Value = serde_json::from_str(&fs::read_to_string(map).expect("a map")).expect("JSON");
    assert_eq!(map["features"].as_array().map(Vec::len), Some(100));
    let far = "longitude,latitude\n-0.1,51.5\n-0.1,51.6\n-5.0,58.0\n12.0,50.0\n";
    assert!(
        asked("hot-spots", far, &[])
            .expect_err("too large")
            .contains("too many")
    );
}

#[test]
fn hexagons_have_six_neighbours_and_hold_every_event() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = folder.path().join("map.geojson").display().to_string();
    let more = [
        "--ground",
        "metres",
        "--cell",
        "150",
        "--shape",
        "hexagon",
        "--geojson",
        &map,
    ];
    let answer = asked("hot-spots", &grid(), &more).expect("an answer");
    assert_eq!(answer["parameters"]["shape"], "hexagon");
    assert_eq!(answer["summary"]["points_in_no_cell"], 0);
    assert_eq!(answer["rows"][0]["hot"], true);
    let map: Value = serde_json::from_str(&fs::read_to_string(map).expect("a map")).expect("JSON");
    let ring = &map["features"][0]["geometry"]["coordinates"][0];
    assert_eq!(ring.as_array().map(Vec::len), Some(7));
    assert!(
        asked("hot-spots", &grid(), &["--shape", "star"])
            .expect_err("no such shape")
            .contains("square, hexagon")
    );
}

#[test]
fn hot_spots_of_areas_hold_each_together_with_those_it_touches() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).display().to_string();
    // Sixteen squares of a tenth of a degree; the four in the corner hold most.
    let (mut features, mut text) = (Vec::new(), String::from("longitude,latitude\n"));
    for (x, y) in (0..4).flat_map(|x| (0..4).map(move |y| (x, y))) {
        let (w, s) = (f64::from(x) / 10.0, 51.0 + f64::from(y) / 10.0);
        let (e, n) = (f64::from(x + 1) / 10.0, 51.0 + f64::from(y + 1) / 10.0);
        features.push(serde_json::json!({
            "type": "Feature", "properties": {"name": format!("{x}{y}"), "people": 7},
            "geometry": {"type": "Polygon", "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]]},
        }));
        for _ in 0..if x < 2 && y < 2 { 20 } else { 2 } {
            text.push_str(&format!("{},{}\n", w + 0.05, s + 0.05));
        }
    }
    text.push_str("1.5,51.05\n");
    let areas = file("areas.geojson");
    let whole = serde_json::json!({"type": "FeatureCollection", "features": features});
    fs::write(&areas, whole.to_string()).expect("written");
    let map = file("map.geojson");
    let more = ["--areas", &areas, "--code", "name", "--geojson", &map];
    let answer = asked("hot-spots", &text, &more).expect("an answer");
    let first = &answer["rows"][0];
    assert_eq!(
        (&first["area"], &first["count"]),
        (&"00".into(), &20.0.into())
    );
    assert_eq!(answer["summary"]["cells"], 16);
    assert_eq!(answer["summary"]["points_in_no_cell"], 1);
    // 16/84 · 2 (6 · 13.5² - 9 · 13.5 · 4.5 + 27 · 4.5²)/972.
    assert!(near(&answer["summary"]["moran_i"], 3.0 / 7.0));
    let number = |name: &str| first[name].as_f64().expect("a number");
    assert!(number("q_by") >= number("q") && number("q") >= number("p"));
    let map: Value = serde_json::from_str(&fs::read_to_string(map).expect("a map")).expect("JSON");
    let of = &map["features"][0]["properties"];
    assert_eq!((&of["people"], &of["count"]), (&7.into(), &20.0.into()));
    let both = asked("hot-spots", &text, &["--areas", &areas, "--cell", "300"]);
    assert!(both.expect_err("both").contains("cannot be used with"));
}

#[test]
fn a_cell_that_is_hot_in_the_last_periods_alone_is_new() {
    // Ten by ten cells over eight months with one event each; from July on twenty more in a corner.
    let mut text = String::from("longitude,latitude,month\n");
    for month in 1..=8 {
        for (x, y) in (0..10).flat_map(|x| (0..10).map(move |y| (x, y))) {
            let more = month >= 7 && x < 2 && y < 2;
            for _ in 0..if more { 21 } else { 1 } {
                let (east, north) = (530_050 + x * 100, 180_050 + y * 100);
                text.push_str(&format!("{east},{north},2025-0{month}\n"));
            }
        }
    }
    let more = [
        "--ground", "metres", "--cell", "100", "--date", "month", "--months", "1",
    ];
    let answer = asked("hot-spot-classes", &text, &more).expect("an answer");
    let first = &answer["rows"][0];
    assert_eq!(first["class"], "new or emerging");
    assert_eq!(first["hot_in"], "2025-07 2025-08");
    assert_eq!(
        answer["summary"]["periods"].as_array().map(Vec::len),
        Some(8)
    );
    let few = [&more[..], &["--from", "2025-06"]].concat();
    assert!(
        asked("hot-spot-classes", &text, &few)
            .expect_err("too few periods")
            .contains("3 whole periods of 1 month")
    );
}

#[test]
fn density_of_one_event() {
    let text = "longitude,latitude\n530050,180050\n";
    let answer =
        asked("density", text, &["--ground", "metres", "--reach", "200"]).expect("an answer");
    // In the middle 3/(π h²), a square kilometre is 10⁶ square metres.
    assert!(near(
        &answer["summary"]["highest_per_square_km"],
        3.0 / (std::f64::consts::PI * 40_000.0) * 1e6
    ));
}

#[test]
fn near_repeats_refuse_months_and_moved_points() {
    let text = "longitude,latitude,date\n-0.1,51.5,2024-01\n-0.11,51.5,2024-02\n";
    assert!(
        asked("near-repeats", text, &[])
            .expect_err("refused")
            .contains("carry a month and no day")
    );
    let text = "longitude,latitude,date\n-0.1,51.5,2024-01-03\n-0.1,51.5,2024-02-04\n";
    assert!(
        asked("near-repeats", text, &[])
            .expect_err("refused")
            .contains("100 % of the points share their place")
    );
}

#[test]
fn near_repeats_count_pairs() {
    // Two 50 m and 2 days apart; the others far away.
    let text = "longitude,latitude,date\n530000,180000,2024-01-01\n530050,180000,2024-01-03\n535000,180000,2024-05-01\n539000,180000,2024-09-01\n";
    let answer = asked("near-repeats", text, &["--ground", "metres"]).expect("an answer");
    let row = &answer["rows"][4];
    assert_eq!(
        (&row["metres_from"], &row["days_to"], &row["pairs"]),
        (&1.0.into(), &7.0.into(), &1.into())
    );
}

#[test]
fn one_event_counts_once() {
    let text = "ref,longitude,latitude,date\na,530000,180000,2024-01-01\na,530050,180000,2024-01-01\nb,535000,180000,2024-05-01\n";
    let answer =
        asked("near-repeats", text, &["--ground", "metres", "--id", "ref"]).expect("an answer");
    assert_eq!(
        (&answer["n"], &answer["sources"][0]["rows_refused"]),
        (&2.into(), &1.into())
    );
    assert_eq!(answer["rows"][4]["pairs"], 0);
}

#[test]
fn concentration_by_hand() {
    let answer =
        asked("concentration", "place,count\na,0\nb,1\nc,3\nc,4\n", &[]).expect("an answer");
    assert!(near(&answer["summary"]["gini"], 0.5));
    assert_eq!(answer["summary"]["places_holding_50_percent"], 1);
    assert_eq!(answer["sources"][0]["rows_refused"], 1);
    assert!(asked("concentration", "place,count\na,0\n", &[]).is_err());
}

#[test]
fn harm_by_hand() {
    let text = "area,offence,count,weight\na,SHOPLIFTING,10,2\na,ROBBERY OF A SHOP,1,365\na,NUISANCE,4,\nb,SHOPLIFTING,3,2\nb,SHOPLIFTING,3,5\nb,Burglary,7,300\n";
    let answer = asked("harm", text, &["--by", "area"]).expect("an answer");
    let row = &answer["rows"][0];
    assert!(near(&row["score"], 385.0) && near(&row["unweighed"], 4.0));
    assert!(near(&row["low"], 0.0));
    assert!(near(&answer["rows"][1]["score"], 6.0));
    // Another weight for the same offence, and a type too broad to be weighed.
    assert_eq!(answer["sources"][0]["rows_refused"], 2);
    assert!(asked("harm", text, &["--phi", "0.5"]).is_err());
}

#[test]
fn hot_spot_check_by_hand() {
    let text = "past,later\n9,6\n1,2\n0,1\n0,1\n";
    let answer = asked("hot-spot-check", text, &["--share", "0.25"]).expect("an answer");
    // 6 of 10 in a quarter of the cells.
    assert!(near(&answer["rows"][0]["pai"], 2.4) && near(&answer["rows"][0]["pei"], 1.0));
}

#[test]
fn hours_share_out_and_refuse() {
    // 2024-01-01 was a Monday.
    let text = "from,to\n2024-01-01T09:30,2024-01-01T11:00\n";
    let answer = asked("hours", text, &["--until", "to"]).expect("an answer");
    assert!(
        near(&answer["rows"][9]["events"], 1.0 / 3.0)
            && near(&answer["rows"][10]["events"], 2.0 / 3.0)
    );
    assert!(
        asked("hours", "from\n2024-01\n2024-02\n", &[])
            .expect_err("refused")
            .contains("from months")
    );
    let noon = "from\n".to_owned() + &"2024-01-01T12:00\n".repeat(20);
    assert!(
        asked("hours", &noon, &[])
            .expect_err("refused")
            .contains("filled in")
    );
}

#[test]
fn difference_as_in_wheeler_and_ratcliffe() {
    let text = "area,before,after\ncontrol,308,318\ntreated,207,110\nbuffer_control,150,140\nbuffer,178,157\n";
    let answer = asked("difference", text, &[]).expect("an answer");
    assert!(near(&answer["summary"]["difference"], -118.0));
    assert!(
        asked("difference", "area,before,after\ntreated,2,1\n", &[])
            .expect_err("refused")
            .contains("control")
    );
}

#[test]
fn share_by_hand() {
    let answer = asked("share", "name,x,n\nsafe,5,10\nodd,9,3\n", &[]).expect("an answer");
    assert!(near(&answer["rows"][0]["low"], 0.2366) && answer["n"] == 1);
}

#[test]
fn join_counts_by_area() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = folder.path().join("areas.geojson");
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"code":"W1"},"geometry":{"type":"Polygon","coordinates":[[[0,51],[0.7,51],[0.7,52],[0,52],[0,51]]]}},
        {"type":"Feature","properties":{"code":"W1"},"geometry":{"type":"Polygon","coordinates":[[[0.7,51],[1,51],[1,52],[0.7,52],[0.7,51]]]}}]}"#;
    fs::write(&map, text).expect("a map");
    let map = map.display().to_string();
    let points = "ref,longitude,latitude\na,0.5,51.5\nb,1,51.2\nc,2,51\nd,500,51\n";
    let counts = asked("join", points, &["--areas", &map, "--counts"]).expect("an answer");
    let answer = asked("join", points, &["--areas", &map, "--keep", "ref"]).expect("an answer");
    assert_eq!(counts["n"], answer["n"]);
    let rows = counts["rows"].as_array().expect("rows");
    let by_area = answer["summary"]["by_area"].as_object().expect("areas");
    assert_eq!(rows.len(), by_area.len());
    for row in rows {
        assert_eq!(
            row["points"],
            by_area[row["area"].as_str().expect("a code")]
        );
    }
    assert_eq!(
        (
            &answer["summary"]["by_area"]["W1"],
            &answer["summary"]["in_no_area"]
        ),
        (&2.into(), &1.into()),
        "one area in two features"
    );
    assert_eq!(answer["summary"]["areas"], 1);
    assert_eq!(answer["sources"][0]["rows_refused"], 1);
}

#[test]
fn join_takes_parts_over_each_other_for_one_and_leaves_a_hole_beside_its_part_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = folder.path().join("areas.geojson");
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"code":"A"},"geometry":{"type":"MultiPolygon","coordinates":[
            [[[0,51],[1,51],[1,52],[0,52],[0,51]]],[[[0.5,51.5],[1.5,51.5],[1.5,52.5],[0.5,52.5],[0.5,51.5]]]]}},
        {"type":"Feature","properties":{"code":"B"},"geometry":{"type":"Polygon","coordinates":[
            [[2,51],[3,51],[3,52],[2,52],[2,51]],[[4,51],[5,51],[5,52],[4,52],[4,51]]]}}]}"#;
    fs::write(&map, text).expect("a map");
    let map = map.display().to_string();
    let points = "longitude,latitude\n0.7,51.7\n0.2,51.2\n1.2,51.2\n2.5,51.5\n4.5,51.5\n";
    let answer = asked("join", points, &["--areas", &map]).expect("an answer");
    let summary = &answer["summary"];
    let found = [
        &summary["by_area"]["A"],
        &summary["by_area"]["B"],
        &summary["in_no_area"],
    ];
    assert_eq!(found.map(Value::as_u64), [Some(2), Some(1), Some(2)]);
}

#[test]
fn scan_finds_the_fresh_cluster() {
    let mut text = "longitude,latitude,date\n".to_owned();
    for at in 0..200_u32 {
        text.push_str(&format!(
            "{},{},2024-{:02}-{:02}\n",
            530_000 + at * 397 % 9_000,
            180_000 + at * 631 % 9_000,
            1 + at % 6,
            1 + at % 27
        ));
    }
    text.push_str(&"525000,175000,2024-06-27\n".repeat(9));
    let answer = asked(
        "scan",
        &text,
        &["--ground", "metres", "--permutations", "99"],
    )
    .expect("an answer");
    assert_eq!(answer["rows"][0]["events"], 9);
    assert_eq!(answer["rows"][0]["to"], "2024-06-27");
    assert!(asked("scan", "longitude,latitude,date\n-0.1,51.5,2024-01\n", &[]).is_err());
}

#[test]
fn a_wrong_file_gets_a_kind_word() {
    let wrong: [(&[u8], &str); 12] = [
        (b"", "is empty"),
        (b"PAR1 and more", "is a Parquet file"),
        (b"PK\x03\x04 and more", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0", "Save as, CSV UTF-8"),
        (b"SQLite format 3\0", "is a database"),
        (b"FEA1", "first version"),
        (b"\xff\xff\xff\xff\x70\0\0\0", "Arrow stream"),
        (b"\xff\xfem\0o\0", "UTF-16"),
        (b"\x7fELF\0\0", "is not text"),
        (b"{\"type\": \"FeatureCollection\"}", "looks like JSON"),
        (b"<!doctype html>", "web page"),
        (b"month;count\n2024-01;3\n", "divided by semicolons"),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("in.csv");
    for (bytes, words) in wrong {
        fs::write(&file, bytes).expect("a file");
        let said = on_file("trend", &file, &[]).expect_err("refused");
        assert!(said.contains(words), "{said}");
    }
    let said = on_file("trend", folder.path(), &[]).expect_err("refused");
    assert!(said.contains("is a folder"), "{said}");
    let said = on_file("trend", &folder.path().join("nowhere.csv"), &[]).expect_err("refused");
    assert!(said.contains("cannot be read"), "{said}");
    fs::write(&file, b"ARROW1\0\0 and nothing").expect("a file");
    let said = on_file("trend", &file, &[]).expect_err("refused");
    assert!(said.contains("damaged Arrow file"), "{said}");
    fs::write(&file, "\u{feff}month,count\n2024-01,3\n").expect("a file");
    assert!(
        on_file("trend", &file, &[]).is_ok(),
        "a byte order mark is no part of the first name"
    );
}

#[test]
fn rows_are_counted_and_a_month_without_one_of_a_group_is_nought() {
    let mut text = "when,type\n".to_owned();
    for month in 1..=12 {
        text.push_str(&format!("2024-{month:02},theft\n").repeat(month));
    }
    text.push_str("2024-02,arson\n2024-11,arson\n");
    let more = [
        "--month",
        "when",
        "--by",
        "type",
        "--count-rows",
        "--to",
        "2024-11",
    ];
    let answer = asked("trend", &text, &more).expect("an answer");
    let count = |at: usize| &answer["rows"][at]["count"];
    assert_eq!(answer["rows"].as_array().map(Vec::len), Some(22));
    assert_eq!(
        (count(0), count(1), count(2)),
        (&0.into(), &1.into(), &0.into()),
        "arson"
    );
    assert_eq!((count(11), count(21)), (&1.into(), &11.into()), "theft");
    // A month of which there is no arson is whole all the same.
    let only = [&more[..], &["--only", "type=arson"]].concat();
    let answer = asked("trend", &text, &only).expect("an answer");
    assert_eq!(answer["rows"].as_array().map(Vec::len), Some(11));
    assert_eq!(answer["parameters"]["only"][0], "type=arson");
    assert_eq!(answer["sources"][0]["rows_left_out"], 78);
    let said = asked("trend", &text, &["--month", "when"]).expect_err("no column of counts");
    assert!(said.contains("--count-rows"), "{said}");
    let said = asked(
        "trend",
        &text,
        &["--month", "when", "--count-rows", "--only", "type=Arson"],
    )
    .expect_err("none");
    assert!(said.contains("left out by --only"), "{said}");
}

#[test]
fn clusters_areas_and_rows_are_drawn_as_maps() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = folder.path().join("map.geojson").display().to_string();
    let features = |named: &str| {
        let map: Value =
            serde_json::from_str(&fs::read_to_string(named).expect("a map")).expect("JSON");
        map["features"].as_array().expect("features").clone()
    };
    let mut text = "longitude,latitude,date\n".to_owned();
    for at in 0..60 {
        text.push_str(&format!(
            "{},{},2024-01-{:02}\n",
            530_000 + at * 397 % 9_000,
            180_000 + at * 631 % 9_000,
            1 + at % 27
        ));
    }
    text.push_str(&"525000,175000,2024-01-27\n".repeat(9));
    let more = [
        "--ground",
        "metres",
        "--permutations",
        "99",
        "--geojson",
        &map,
    ];
    let answer = asked("scan", &text, &more).expect("an answer");
    let circle = &features(&map)[0];
    assert_eq!(circle["properties"]["events"], answer["rows"][0]["events"]);
    assert_eq!(
        circle["geometry"]["coordinates"][0]
            .as_array()
            .map(Vec::len),
        Some(49)
    );

    let areas = folder.path().join("areas.geojson").display().to_string();
    fs::write(&areas, r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"W1","name":"One"},
        "geometry":{"type":"Polygon","coordinates":[[[0,51],[1,51],[1,52],[0,52],[0,51]]]}}]}"#).expect("areas");
    let points = "ref,longitude,latitude\na,0.5,51.5\nb,,\nc,2,51\n";
    asked("join", points, &["--areas", &areas, "--geojson", &map]).expect("an answer");
    let area = &features(&map)[0]["properties"];
    assert_eq!((&area["points"], &area["name"]), (&1.into(), &"One".into()));
    let said = asked("join", points, &["--areas", &areas, "--code", "WD23CD"])
        .expect_err("no such property");
    assert!(said.contains("it has: code, name"), "{said}");

    let file = folder.path().join("in.csv").display().to_string();
    fs::write(&file, points).expect("a file");
    let line = [
        "wardmote",
        "rows",
        &file,
        "--geojson",
        &map,
        "--columns",
        "ref",
    ];
    run(&Line::try_parse_from(line).expect("a command").method).expect("a map");
    let drawn = features(&map);
    assert_eq!(
        (drawn.len(), &drawn[1]["properties"]["ref"]),
        (2, &"c".into()),
        "one has no place"
    );
}

#[test]
fn several_files_are_read_as_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (one, two) = (folder.path().join("1.csv"), folder.path().join("2.csv"));
    fs::write(&one, months(2023, [10; 12])).expect("a file");
    // Another order of columns.
    let turned: String = months(2024, [20; 12])
        .lines()
        .map(|it| {
            it.split_once(',')
                .map_or(String::new(), |(a, b)| format!("{b},{a}\n"))
        })
        .collect();
    fs::write(&two, turned).expect("a file");
    let answer = on_file("compare", &one, &[&two.display().to_string()]).expect("an answer");
    assert_eq!(
        (&answer["rows"][0]["before"], &answer["rows"][0]["now"]),
        (&120.into(), &240.into())
    );
    assert_eq!(answer["sources"].as_array().map(Vec::len), Some(2));
}

#[test]
fn hours_are_told_by_the_clocks_of_a_zone() {
    let text = "from\n2024-07-01T09:30:00Z\n2024-01-01T09:30:00+00:00\n2024-01-01 09:30\n";
    let at = |more: &[&str], hour: usize| {
        asked("hours", text, more).expect("an answer")["rows"][hour]["events"].clone()
    };
    assert!(near(&at(&[], 9), 3.0));
    let london = ["--zone", "Europe/London"];
    assert!(
        near(&at(&london, 9), 2.0) && near(&at(&london, 10), 1.0),
        "summer time"
    );
}

/// A file of the shared folder; says loudly when it is not there.
fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("WARDMOTE_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let file = folder.join("data/incidents").join(name);
    if file.exists() {
        return Some(file);
    }
    let said = format!(
        "SKIPPED: {} is not there; set WARDMOTE_SHARED\n",
        file.display()
    );
    let _ = std::io::Write::write_all(&mut std::io::stderr(), said.as_bytes());
    None
}

#[test]
fn near_repeats_of_cincinnati() {
    let Some(file) = shared("cincinnati_burglary_2016-2018.csv.gz") else {
        return;
    };
    let ratio = |more: &[&str]| {
        let usual = [
            "--ground",
            "local",
            "--date",
            "offense_date",
            "--permutations",
            "99",
        ];
        let answer = on_file("near-repeats", &file, &[&usual, more].concat()).expect("an answer");
        // Beyond one place, within 100 m and a week: burglary is known to come back next door.
        let row = &answer["rows"][4];
        assert!(near(&row["p"], 0.01), "{row}");
        row["ratio"].as_f64().expect("a ratio")
    };
    // The two figures of docs/analysis-methods.md.
    assert!(
        (ratio(&[]) - 7.3).abs() < 0.15,
        "several rows of one incident"
    );
    assert!(
        (ratio(&["--id", "incident_no"]) - 1.9).abs() < 0.1,
        "each incident once"
    );
}

#[test]
fn hours_of_san_francisco() {
    let Some(file) = shared("san_francisco_robbery_2019.csv.gz") else {
        return;
    };
    let answer = on_file("hours", &file, &["--from", "date_time"]).expect("an answer");
    let sum: f64 = answer["rows"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|it| it["events"].as_f64())
        .sum();
    assert!(near(&answer["n"], sum) && answer["rows"].as_array().map(Vec::len) == Some(168));
}

#[test]
fn places_where_it_happened_again() {
    let text = "id,longitude,latitude,date,home\n\
                1,0.1,51.5,2026-01-01,a\n2,0.1,51.5,2026-01-05,a\n3,0.1,51.5,2026-03-01,a\n\
                4,0.2,51.5,2026-01-03,b\n5,0.3,51.5,2026-01-04,c\n6,0.4,51.5,2026-01-04,d\n7,0.5,51.5,2026-01-09,b\n";
    let answer = asked("repeat-places", text, &["--date", "date"]).expect("an answer");
    let summary = &answer["summary"];
    assert_eq!(
        (&summary["places"], &summary["repeats"]),
        (&5.into(), &2.into())
    );
    assert_eq!(summary["places_by_events"], serde_json::json!([4, 0, 1]));
    // The last event was on the first of March: 7 days later nobody had watched it.
    let week = &summary["again_within_days"][0];
    assert_eq!((&week["watched"], &week["again"]), (&6.into(), &1.into()));
    let first = &answer["rows"][0];
    assert_eq!(
        (&first["events"], &first["fewest_days_between"]),
        (&3.into(), &4.into())
    );
    let by_home = asked("repeat-places", text, &["--place", "home"]).expect("an answer");
    assert_eq!(by_home["summary"]["repeat_places"], 2);
    assert_eq!(by_home["rows"][1]["place"], "b");
    let moved = "longitude,latitude\n0.1,51.5\n0.1,51.5\n0.1,51.5\n0.2,51.5\n";
    let why = asked("repeat-places", moved, &[]).expect_err("moved points");
    assert!(why.contains("--place"), "{why}");
}

#[test]
fn a_text_in_memory_is_answered_as_its_file_is() {
    let text = "place,count\na,3\nb,0\nc,1\n";
    let on_disk = asked("concentration", text, &[]).expect("an answer");
    let held = crate::answer(["concentration", "in.csv"], text.as_bytes().into()).expect("one");
    assert_eq!(held.summary, on_disk["summary"]);
    assert!(crate::answer(["no-such-method", "in.csv"], text.as_bytes().into()).is_err());
}
