//! What went wrong once: each test failed before it was mended.

use std::fs;

use clap::Parser as _;

use super::tests::{Line, asked, months, near, on_file};
use crate::run;

/// Runs a whole command line.
fn line(words: &[&str]) -> Result<(), String> {
    let words = ["wardmote"].iter().chain(words);
    let line = Line::try_parse_from(words).map_err(|it| it.to_string())?;
    run(&line.method).map_err(|it| format!("{it:#}"))
}

fn text_of(file: &std::path::Path) -> String {
    fs::read_to_string(file).expect("a file")
}

#[test]
fn an_answer_is_never_written_over_its_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("in.csv");
    let text = months(2023, [5; 24]);
    fs::write(&file, &text).expect("a file");
    let name = file.display().to_string();
    let other_name = folder.path().join(".").join("in.csv").display().to_string();
    let wrong: [&[&str]; 5] = [
        &["rows", &name, "--csv", &name],
        &["rows", &name, "--csv", &other_name],
        &[
            "rows",
            &name,
            "--geojson",
            &name,
            "--longitude",
            "month",
            "--latitude",
            "count",
        ],
        &["compare", &name, "--json", &name],
        &["trend", &name, "--csv", &other_name],
    ];
    for words in wrong {
        let said = line(words).expect_err("refused");
        assert!(
            said.contains("that is the input: name another file"),
            "{said}"
        );
        assert_eq!(text_of(&file), text);
    }
    let out = folder.path().join("out.json").display().to_string();
    let said = line(&["trend", &name, "--json", &out, "--csv", &out]).expect_err("refused");
    assert!(said.contains("--json is written there"), "{said}");
    assert!(!folder.path().join("out.json").exists());
    let said = line(&[
        "trend",
        &name,
        "--csv",
        &folder.path().display().to_string(),
    ]);
    assert!(said.expect_err("refused").contains("that is a folder"));
}

#[test]
fn a_map_of_areas_is_never_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, map) = (
        folder.path().join("in.csv"),
        folder.path().join("areas.geojson"),
    );
    fs::write(&file, "longitude,latitude\n0.5,51.5\n").expect("a file");
    fs::write(&map, "a map").expect("a map");
    let (file, name) = (file.display().to_string(), map.display().to_string());
    let said = line(&["join", &file, "--areas", &name, "--geojson", &name]).expect_err("refused");
    assert!(said.contains("that is the input"), "{said}");
    assert_eq!(text_of(&map), "a map");
}

#[test]
fn a_fault_leaves_the_older_answer_and_no_half_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out.csv");
    fs::write(&out, "older").expect("a file");
    let halfway = crate::answer::write(&out, |to| {
        to.write_all(b"half")?;
        Err(std::io::Error::other("the disk is full"))
    });
    assert!(halfway.is_err());
    assert_eq!(text_of(&out), "older");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    crate::answer::write(&out, |to| to.write_all(b"newer")).expect("written");
    assert_eq!(text_of(&out), "newer");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[cfg(unix)]
#[test]
fn an_answer_goes_through_links_and_into_devices() {
    let folder = tempfile::tempdir().expect("a folder");
    let (real, link) = (
        folder.path().join("real.csv"),
        folder.path().join("link.csv"),
    );
    fs::write(&real, "older").expect("a file");
    std::os::unix::fs::symlink(&real, &link).expect("a link");
    crate::answer::write(&link, |to| to.write_all(b"newer")).expect("written");
    assert_eq!(text_of(&real), "newer");
    assert!(link.is_symlink());
    crate::answer::write("/dev/null".as_ref(), |to| to.write_all(b"gone")).expect("written");
}

#[test]
fn several_rows_of_a_month_and_group_stop_the_answer() {
    let mut text = "area,type,month,count\n".to_owned();
    for (kind, count) in [("theft", 10), ("arson", 1)] {
        for month in 0..36 {
            text.push_str(&format!(
                "A,{kind},{}-{:02},{count}\n",
                2022 + month / 12,
                month % 12 + 1
            ));
        }
    }
    for method in ["trend", "compare", "early-warning"] {
        let said = asked(method, &text, &["--by", "area"]).expect_err("refused");
        assert!(said.contains("several rows of 2022-01 for A"), "{said}");
        assert!(said.contains("--by") && said.contains("--add-up"), "{said}");
    }
    let answer = asked("compare", &text, &["--by", "area", "--add-up"]).expect("an answer");
    assert!(near(&answer["rows"][0]["now"], 132.0));
    assert!(answer["limits"].to_string().contains("added up"));
    assert!(asked("compare", &text, &["--by", "area,type"]).is_ok());
}

#[test]
fn a_file_or_a_column_named_twice_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("in.csv");
    fs::write(&file, months(2023, [5; 24])).expect("a file");
    let same = folder.path().join(".").join("in.csv").display().to_string();
    let said = on_file("trend", &file, &[&same]).expect_err("refused");
    assert!(said.contains("is named twice"), "{said}");
    let said = asked("share", "name,x,n,x\na,1,2,3\n", &[]).expect_err("refused");
    assert!(said.contains("two columns \"x\""), "{said}");
    // Of two that differ in capitals the one written so is meant.
    assert!(asked("share", "name,x,n,X\na,1,2,3\n", &[]).is_ok());
}

#[test]
fn a_cell_that_would_be_a_formula_begins_with_an_apostrophe() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, out) = (folder.path().join("in.csv"), folder.path().join("out.csv"));
    fs::write(&file, "place,count\n=1+1,3\n-0.5,2\n").expect("a file");
    let names = [&file, &out].map(|it| it.display().to_string());
    line(&["rows", &names[0], "--csv", &names[1]]).expect("rows");
    assert_eq!(text_of(&out), "place,count\n'=1+1,3\n-0.5,2\n");
    let json = folder.path().join("out.json").display().to_string();
    line(&[
        "concentration",
        &names[0],
        "--json",
        &json,
        "--csv",
        &names[1],
    ])
    .expect("an answer");
    assert!(text_of(&out).contains("\n'=1+1,3,"), "{}", text_of(&out));
}

/// Square areas of a degree, by their code, longitude and latitude.
fn areas(of: &[(&str, i32, i32)]) -> String {
    let feature = |(code, x, y): &(&str, i32, i32)| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":{code}}},"geometry":{{"type":"Polygon","coordinates":[[[{x},{y}],[{0},{y}],[{0},{1}],[{x},{1}],[{x},{y}]]]}}}}"#,
            x + 1,
            y + 1
        )
    };
    let features: Vec<String> = of.iter().map(feature).collect();
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    )
}

fn joined(map: &[u8], points: &str) -> Result<serde_json::Value, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("areas.geojson");
    fs::write(&file, map).expect("a map");
    let drawn = folder.path().join("drawn.geojson").display().to_string();
    asked(
        "join",
        points,
        &["--areas", &file.display().to_string(), "--geojson", &drawn],
    )
}

const POINTS: &str = "longitude,latitude\n0.5,51.5\n1,51.5\n1.5,51.5\n9,51.5\n";

#[test]
fn points_on_shared_edges_and_in_overlaps_are_counted() {
    let map = areas(&[("\"A\"", 0, 51), ("\"B\"", 1, 51), ("\"C\"", 1, 51)]);
    let summary = &joined(map.as_bytes(), POINTS).expect("an answer")["summary"];
    assert_eq!(summary["on_a_shared_edge"], 1);
    assert_eq!(summary["in_overlapping_areas"], 1);
    assert_eq!(summary["in_no_area"], 1);
    assert_eq!(
        summary["by_area"],
        serde_json::json!({"A": 2, "B": 1, "C": 0})
    );
}

#[test]
fn a_map_that_is_none_gets_a_kind_word() {
    let polygon = |shape: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"code":"W1"}},"geometry":{shape}}}]}}"#
        )
    };
    let wrong: [(String, &str); 11] = [
        ("[]".into(), "is not GeoJSON"),
        ("1".into(), "is not GeoJSON"),
        ("{}".into(), "is not GeoJSON"),
        (r#"{"features":[1]}"#.into(), "is not GeoJSON"),
        (areas(&[("\"\"", 0, 51)]), "holds an empty text"),
        (areas(&[("null", 0, 51)]), "holds nothing"),
        (areas(&[("true", 0, 51)]), "holds true or false"),
        (polygon("null"), "W1 has no shape"),
        (
            polygon(r#"{"type":"Polygon","coordinates":null}"#),
            "W1 has a ring that is not made",
        ),
        (
            polygon(r#"{"type":"MultiPolygon","coordinates":[[[]]]}"#),
            "W1 has an empty shape",
        ),
        (
            polygon(
                r#"{"type":"Polygon","coordinates":[[[530000,180000],[531000,180000],[531000,181000]]]}"#,
            ),
            "metres of the National Grid",
        ),
    ];
    for (map, words) in wrong {
        let said = joined(map.as_bytes(), POINTS).expect_err("refused");
        assert!(said.contains(words), "{map}: {said}");
    }
    let metres = "longitude,latitude\n530000,180000\n";
    let map = areas(&[("\"A\"", 0, 51)]);
    let said = joined(map.as_bytes(), metres).expect_err("refused");
    assert!(said.contains("like metres on the National Grid"), "{said}");
    let said = asked("density", metres, &[]).expect_err("refused");
    assert!(said.contains("--ground metres"), "{said}");
}

#[test]
fn areas_may_be_packed_or_begin_with_a_mark() {
    let map = areas(&[("\"A\"", 0, 51)]);
    let marked = [b"\xef\xbb\xbf", map.as_bytes()].concat();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, map.as_bytes()).expect("packed");
    for map in [marked, packed.finish().expect("packed")] {
        let answer = joined(&map, POINTS).expect("an answer");
        assert_eq!(answer["summary"]["by_area"]["A"], 2);
    }
}

#[test]
fn the_same_season_is_compared_unless_another_is_asked_for() {
    // A half year of 30 a month and one of 10.
    let text = months(2022, (0..48).map(|it| if it % 12 < 6 { 30 } else { 10 }));
    let answer = asked("compare", &text, &["--window", "6"]).expect("an answer");
    assert_eq!(answer["parameters"]["months_back"], 12);
    let row = &answer["rows"][0];
    assert_eq!(row["before"], row["now"]);
    assert!(
        !answer["limits"]
            .to_string()
            .contains("other times of the year")
    );
    let answer = asked("compare", &text, &["--window", "6", "--back", "6"]).expect("an answer");
    assert!(
        answer["limits"]
            .to_string()
            .contains("other times of the year")
    );
    assert_ne!(answer["rows"][0]["before"], answer["rows"][0]["now"]);
}

#[test]
fn how_many_months_are_missing_is_said_rightly() {
    let answer = asked("compare", &months(2025, [5; 15]), &["--window", "3"]).expect("an answer");
    assert_eq!(
        answer["rows"][0]["finding"],
        "fewer than 24 months without a hole"
    );
}

#[test]
fn areas_of_unlike_size_are_told_by_ratio() {
    let text = "area,before,after\ntreated,50,40\ncontrol,500,400\n";
    let answer = asked("difference", text, &[]).expect("an answer");
    assert_eq!(answer["summary"]["areas_of_unlike_size"], true);
    assert!(near(&answer["summary"]["ratio"], 1.0));
    assert!(answer["limits"].to_string().contains("Go by ratio"));
    let text = "area,before,after\ntreated,50,40\ncontrol,60,55\n";
    let answer = asked("difference", text, &[]).expect("an answer");
    assert_eq!(answer["summary"]["areas_of_unlike_size"], false);
    // Every area falls by a fifth; beside a control ten times its size the buffer seems to gain.
    let text =
        "area,before,after\ntreated,100,80\ncontrol,100,80\nbuffer,50,40\nbuffer_control,500,400\n";
    let answer = asked("difference", text, &[]).expect("an answer");
    assert_eq!(answer["summary"]["areas_of_unlike_size"], true);
    assert!(
        answer["limits"]
            .to_string()
            .contains("the buffer had 50 and its control 500")
    );
}

#[test]
fn of_a_span_the_middle_day_is_taken_and_of_a_long_one_none() {
    let text = "from,until,longitude,latitude\n\
                2024-01-05T22:00,2024-01-06T08:00,-0.02,51.40\n2024-01-10,2024-01-12,-0.0201,51.40\n\
                2024-01-03T12:00,,-0.03,51.41\n2024-01-01T09:00,2024-01-15T18:00,-0.02,51.40\n\
                2024-01-09T09:00,2024-01-08T18:00,-0.02,51.40\n2024-02-20,2024-02-20,-0.04,51.42\n";
    let more = ["--date", "from", "--until", "until", "--days", "5,6,7"];
    let answer = asked("near-repeats", text, &more).expect("an answer");
    assert_eq!(answer["n"], 4);
    assert_eq!(answer["sources"][0]["rows_refused"], 2);
    let reasons = answer["sources"][0].to_string();
    assert!(
        reasons.contains("more than 2 days apart") && reasons.contains("ended before"),
        "{reasons}"
    );
    // 6 January (3 in the morning) and 11 January: five days, so in the second band.
    let rows = answer["rows"].as_array().expect("rows");
    let pairs = |from: f64| {
        let band = rows
            .iter()
            .filter(|it| it["days_from"] == from && it["metres_to"] == 100.0);
        band.map(|it| it["pairs"].as_i64().unwrap_or(-1))
            .sum::<i64>()
    };
    assert_eq!([0.0, 5.0, 6.0].map(pairs), [0, 1, 0], "{rows:?}");
}

#[test]
fn a_span_over_the_change_of_clocks_is_as_long_as_it_was() {
    let shared_out = |from: &str, to: &str| {
        let text = format!("from,to\n{from},{to}\n");
        let more = ["--until", "to", "--zone", "Europe/London"];
        let answer = asked("hours", &text, &more).expect("an answer");
        let rows = answer["rows"].as_array().expect("rows").clone();
        let on = |hour: usize| rows[6 * 24 + hour]["events"].as_f64().expect("a number");
        [on(0), on(1), on(2)]
    };
    // On Sunday the 27th of October 2024 the hour from 1 to 2 came twice: 45 minutes, and not an end before the beginning.
    let [_, one, _] = shared_out("2024-10-27T00:30:00Z", "2024-10-27T01:15:00Z");
    assert!((one - 1.0).abs() < 1e-9);
    // From half past midnight for two and a half hours: 30 minutes, then two hours that are called 1.
    let [nought, one, two] = shared_out("2024-10-26T23:30:00Z", "2024-10-27T02:00:00Z");
    assert!((nought - 0.2).abs() < 1e-9 && (one - 0.8).abs() < 1e-9 && two.abs() < 1e-9);
    // On the 31st of March 2024 there was no hour from 1 to 2.
    let [nought, one, two] = shared_out("2024-03-31 00:30", "2024-03-31 02:30");
    assert!((nought - 0.5).abs() < 1e-9 && one.abs() < 1e-9 && (two - 0.5).abs() < 1e-9);
}

#[test]
fn too_many_near_pairs_are_refused_before_they_fill_the_memory() {
    let mut text = "longitude,latitude,date\n".to_owned();
    for at in 0..12_000_u32 {
        let (x, y) = (530_000 + at % 110, 180_000 + at / 110);
        text.push_str(&format!("{x},{y},2024-01-{:02}\n", 1 + at % 28));
    }
    let usual = ["--ground", "metres", "--permutations", "99"];
    let said = asked("near-repeats", &text, &usual).expect_err("refused");
    assert!(
        said.contains("take smaller --metres") || said.contains("Take smaller --metres"),
        "{said}"
    );
    let far = [&usual[..], &["--metres", "1e9"]].concat();
    let said = asked("near-repeats", &text, &far).expect_err("refused");
    assert!(said.contains("at most 100,000"), "{said}");
}

#[test]
fn nothing_usable_is_an_error_with_its_reason() {
    let wrong: [(&str, &str, &str); 5] = [
        ("harm", "offence,count,weight\n", "holds no usable row"),
        ("share", "name,x,n\na,9,3\n", "9 of 3 is not a share"),
        (
            "concentration",
            "place,count\na,1.5\n",
            "\"1.5\" is not a count",
        ),
        (
            "hot-spot-check",
            "past,later\n1,1.5\n",
            "\"1.5\" is not a count",
        ),
        (
            "harm",
            "offence,count,weight\nA,1.5,2\n",
            "\"1.5\" is not a count",
        ),
    ];
    for (method, text, words) in wrong {
        let said = asked(method, text, &[]).expect_err("refused");
        assert!(said.contains(words), "{method}: {said}");
    }
}

#[test]
fn what_begins_where_nothing_was_has_no_chance_and_no_score() {
    let text = months(2018, (0..84).map(|it| if it == 83 { 9 } else { 0 }));
    let answer = asked("early-warning", &text, &[]).expect("an answer");
    let row = &answer["rows"][0];
    assert_eq!(row["new_activity"], true);
    assert!(
        row["p"].is_null() && row["score"].is_null() && row["q"].is_null(),
        "{row}"
    );
}

#[test]
fn a_row_without_a_weight_takes_none_from_another() {
    let text = "area,month,offence,count,weight\na,1,SHOPLIFTING,10,2\na,1,SHOPLIFTING,4,\na,2,SHOPLIFTING,1,2\n";
    let answer = asked("harm", text, &["--by", "area,month"]).expect("an answer");
    let row = &answer["rows"][0];
    assert!(
        near(&row["score"], 20.0) && near(&row["unweighed"], 4.0),
        "{row}"
    );
    assert_eq!(answer["rows"].as_array().map(Vec::len), Some(2));
}

#[test]
fn concentration_stands_beside_what_chance_gives() {
    let answer = asked("concentration", "place,count\na,0\nb,1\nc,3\n", &[]).expect("an answer");
    assert!(near(
        &answer["summary"]["gini_expected_by_chance"],
        0.320_988
    ));
    assert!(answer["summary"]["half_by_chance"].is_u64());
}

#[test]
fn events_outside_the_ground_are_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = folder.path().join("areas.geojson");
    fs::write(&map, areas(&[("\"A\"", 0, 51)])).expect("a map");
    let mut text = "longitude,latitude\n".to_owned();
    for at in 0..40 {
        text.push_str(&format!("{},51.5\n", 0.02 + f64::from(at) * 0.03));
    }
    let map = map.display().to_string();
    let answer =
        asked("hot-spots", &text, &["--within", &map, "--cell", "5000"]).expect("an answer");
    let out = answer["summary"]["points_in_no_cell"]
        .as_u64()
        .expect("a number");
    assert!(out > 0 && answer["n"] == 40 - out);
    assert!(
        answer["limits"]
            .to_string()
            .contains("lie in none of the cells")
    );
}

#[test]
fn a_scan_needs_days_and_time() {
    let mut text = "longitude,latitude,date\n".to_owned();
    for at in 0..30 {
        text.push_str(&format!(
            "{},180000,2024-{:02}-01\n",
            530_000 + at * 300,
            1 + at % 12
        ));
    }
    let said = asked("scan", &text, &["--ground", "metres"]).expect_err("refused");
    assert!(said.contains("the first of a month"), "{said}");
    let days = text.replace("-01\n", "-17\n").replacen("-17\n", "-18\n", 1);
    let endless = [
        "--ground",
        "metres",
        "--retrospective",
        "--period-days",
        "1",
        "--longest",
        "300",
        "--permutations",
        "9999",
    ];
    let said = asked("scan", &days, &endless).expect_err("refused");
    assert!(said.contains("would take hours"), "{said}");
}

#[test]
fn metres_off_the_grid_make_no_map() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = folder.path().join("map.geojson").display().to_string();
    let text = "longitude,latitude\n-9000000,180000\n-9000100,180100\n";
    let more = ["--ground", "metres", "--reach", "500", "--geojson", &map];
    let said = asked("density", text, &more).expect_err("refused");
    assert!(said.contains("off the National Grid"), "{said}");
    assert!(asked("density", text, &more[..4]).is_ok());
}

#[test]
fn every_method_names_its_columns_and_an_example() {
    use clap::CommandFactory as _;
    for method in Line::command().get_subcommands() {
        let help = method
            .get_after_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        let example = format!("Example: wardmote analyse {} ", method.get_name());
        assert!(
            help.contains("Columns: ") && help.contains(&example),
            "{}: {help}",
            method.get_name()
        );
        for example in help.split("Example: ").skip(1) {
            let words: Vec<&str> = example.split_whitespace().collect();
            let line = ["wardmote"].iter().chain(&words[2..]);
            assert!(Line::try_parse_from(line).is_ok(), "{example}");
        }
    }
}

#[test]
fn what_begins_within_the_months_had_nothing_before() {
    let mut text = "month,id\n".to_owned();
    for month in 1..=12 {
        for id in 0..6 {
            text.push_str(&format!("2025-{month:02},{id}\n"));
        }
    }
    let more = ["--count-rows", "--missing-is-zero", "--from", "2022-01"];
    let answer = asked("compare", &text, &more).expect("an answer");
    let row = &answer["rows"][0];
    assert_eq!((&row["before"], &row["now"]), (&0.into(), &72.into()));
    assert_eq!(row["finding"], "Higher");
}

#[test]
fn what_is_fresh_goes_on_until_the_last_day_that_was_watched() {
    let mut text = "date,longitude,latitude\n".to_owned();
    let day = |at: i64| {
        let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day");
        first + chrono::Duration::days(at)
    };
    for at in 0..200_i64 {
        let (x, y) = (at * 37 % 101, at * 53 % 97);
        let (x, y) = (-0.1 + x as f64 * 0.001, 51.3 + y as f64 * 0.001);
        text.push_str(&format!("{},{x:.4},{y:.4}\n", day(at)));
    }
    for at in 0..15 {
        text.push_str(&format!("{},0.05,51.4\n", day(190 + at % 10)));
    }
    let p = |more: &[&str]| {
        let answer = asked("scan", &text, more).expect("an answer");
        answer["rows"][0]["p"].as_f64().unwrap_or(1.0)
    };
    assert!(p(&[]) < 0.05);
    assert!(p(&["--last-day", "2024-12-31"]) > 0.05, "long over");
    let said = asked("scan", &text, &["--last-day", "2024-02-01"]).expect_err("refused");
    assert!(
        said.contains("must not lie before the last event"),
        "{said}"
    );
}

#[test]
fn a_place_with_a_name_needs_no_point() {
    let text = "uprn,date\n1,2025-01-01\n1,2025-01-05\n2,2025-01-05\n";
    let more = ["--place", "uprn", "--date", "date"];
    let answer = asked("repeat-places", text, &more).expect("an answer");
    assert_eq!(
        (&answer["summary"]["repeats"], &answer["n"]),
        (&1.into(), &3.into())
    );
    let text = "uprn,date,longitude,latitude\n1,2025-01-01,,\n1,2025-01-05,0.1,51.4\n";
    let answer = asked("repeat-places", text, &more).expect("an answer");
    assert_eq!(answer["summary"]["repeats"], 1);
    let said = asked("repeat-places", "uprn,date\n1,2025-01-01\n", &[]).expect_err("refused");
    assert!(said.contains("no column \"longitude\""), "{said}");
}

#[test]
fn empty_cells_are_no_hot_spots() {
    let cells = |counts: &[[u64; 2]]| {
        let row = |(at, [past, later]): (usize, &[u64; 2])| format!("{at},{past},{later}\n");
        let rows: String = counts.iter().enumerate().map(row).collect();
        format!("cell,past,later\n{rows}")
    };
    let mut counts = vec![[0, 1]; 20];
    counts[..3].fill([5, 2]);
    let answer = asked("hot-spot-check", &cells(&counts), &[]).expect("an answer");
    let rows = answer["rows"].as_array().expect("rows");
    assert!(
        rows.iter().all(|it| it["cells"].as_u64() <= Some(3)),
        "{rows:?}"
    );
    assert!(answer["limits"].to_string().contains("Only 3 of 20 cells"));
    for counts in [[[0, 1]; 20], [[1, 0]; 20]] {
        let said = asked("hot-spot-check", &cells(&counts), &[]).expect_err("refused");
        assert!(said.contains("0 in every cell"), "{said}");
    }
}

#[test]
fn rates_of_nobody_and_of_a_name_that_is_there_twice_are_refused() {
    let said =
        asked("rates", "name,count,people,dispersion\nA,100,0,1\n", &[]).expect_err("refused");
    assert!(said.contains("holds no usable row"), "{said}");
    let twice = "name,count,people,dispersion\nA,100,1000,1\nA,90,1000,1\nB,90,1000,1\n";
    let said = asked("rates", twice, &["--own", "A"]).expect_err("refused");
    assert!(said.contains("is there 2 times"), "{said}");
}
