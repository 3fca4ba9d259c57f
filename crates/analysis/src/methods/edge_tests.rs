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
