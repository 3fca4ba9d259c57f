//! An analyst's files: a snapshot gives the very same answers as a CSV file of the same rows.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use clap::Parser;
use evidence::{
    Limits, Source, made_up,
    police_uk::{Keep, Layer, read},
    snapshot::{Origin, write},
};
use serde_json::Value;
use statistics::Area;

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    method: analysis::Method,
}

/// Works a method on files and gives its JSON.
fn asked(folder: &Path, method: &str, files: &[&Path], more: &[&str]) -> Result<Value, String> {
    let out = folder.join("answer.json");
    let mut words = vec!["wardmote".to_owned(), method.to_owned()];
    words.extend(files.iter().map(|it| it.display().to_string()));
    words.extend(more.iter().map(|it| (*it).to_owned()));
    words.extend(["--json".to_owned(), out.display().to_string()]);
    let line = Line::try_parse_from(words).map_err(|it| it.to_string())?;
    analysis::run(&line.method).map_err(|it| format!("{it:#}"))?;
    Ok(serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap())
}

/// The answer without the names and hashes of the files.
fn bare(mut answer: Value) -> Value {
    for source in answer["sources"].as_array_mut().unwrap() {
        let source = source.as_object_mut().unwrap();
        for of_the_file in ["file", "sha256", "snapshot", "first_refusals"] {
            source.remove(of_the_file);
        }
    }
    answer
}

struct Files {
    folder: tempfile::TempDir,
    published: PathBuf,
    snapshot: PathBuf,
    rows: PathBuf,
    areas: PathBuf,
}

fn in_square_country() -> Files {
    let folder = tempfile::tempdir().unwrap();
    let country = made_up::square_country(4, 4);
    let published = folder.path().join("2019-01-square-street.csv");
    made_up::write_big_street_file(&published, 6_000, &country, 7).unwrap();
    let small: Vec<Area> = country
        .iter()
        .map(|it| Area {
            code: it.code.clone(),
            rings: it.rings.clone(),
        })
        .collect();
    let layers = [Layer::new("small-area", "made up", &small)];
    let source = Source::File(published.clone());
    let keep = Keep::Rows(folder.path());
    let found = read(&source, &layers, keep, Limits::default()).unwrap();
    let origin = Origin {
        source: "made up".into(),
        licence: "none".into(),
    };
    let kept = found.rows.as_ref().unwrap();
    let written = write(
        &folder.path().join("snapshots"),
        kept,
        &found.reading,
        &origin,
    )
    .unwrap();
    let (rows, areas) = (
        folder.path().join("rows.csv"),
        folder.path().join("areas.geojson"),
    );
    let words = [
        "wardmote",
        "rows",
        written.path.to_str().unwrap(),
        "--csv",
        rows.to_str().unwrap(),
    ];
    analysis::run(&Line::try_parse_from(words).unwrap().method).unwrap();
    let features: Vec<Value> = country
        .iter()
        .map(|it| {
            let ring: Vec<[f64; 2]> = it.rings[0].iter().map(|at| at.map(|it| f64::from(it) / 1e6)).collect();
            serde_json::json!({"type": "Feature", "properties": {"code": it.code}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
        })
        .collect();
    let map = serde_json::json!({"type": "FeatureCollection", "features": features});
    std::fs::write(&areas, map.to_string()).unwrap();
    Files {
        snapshot: written.path,
        folder,
        published,
        rows,
        areas,
    }
}

#[test]
fn a_snapshot_answers_as_the_csv_of_the_same_rows() {
    let it = in_square_country();
    let folder = it.folder.path();
    let areas = it.areas.to_str().unwrap();
    // Each method that can be asked of police files, and the further options a CSV file needs.
    let of_points: [(&str, &[&str]); 4] = [
        (
            "hot-spots",
            &["--cell", "500", "--only", "type=Burglary", "--seed", "3"],
        ),
        ("hot-spots", &["--cell", "1000"]),
        ("density", &["--cell", "500", "--reach", "1500"]),
        ("join", &["--areas", areas, "--keep", "crime_id"]),
    ];
    for (method, options) in of_points {
        let of_snapshot = asked(folder, method, &[&it.snapshot], options).unwrap();
        assert!(of_snapshot["n"].as_u64().unwrap() > 100, "{method}");
        assert_eq!(of_snapshot["sources"][0]["snapshot"]["kind"], "street");
        let of_rows = asked(folder, method, &[&it.rows], options).unwrap();
        assert_eq!(bare(of_snapshot), bare(of_rows), "{method}");
    }
    for method in ["trend", "compare", "early-warning"] {
        let of_snapshot = asked(
            folder,
            method,
            &[&it.snapshot],
            &["--by", "small-area,type"],
        )
        .unwrap();
        assert!(of_snapshot["n"].as_u64().unwrap() > 16, "{method}");
        let of_rows = asked(
            folder,
            method,
            &[&it.rows],
            &["--by", "small-area,type", "--count-rows"],
        )
        .unwrap();
        assert_eq!(bare(of_snapshot), bare(of_rows), "{method}");
    }
}

#[test]
fn a_snapshot_answers_as_the_file_the_police_published() {
    let it = in_square_country();
    let folder = it.folder.path();
    for (method, options) in [
        ("hot-spots", ["--cell", "500"]),
        ("density", ["--reach", "900"]),
    ] {
        let of_snapshot = asked(folder, method, &[&it.snapshot], &options).unwrap();
        let of_published = asked(folder, method, &[&it.published], &options).unwrap();
        assert_eq!(bare(of_snapshot), bare(of_published), "{method}");
    }
    let of_snapshot = asked(folder, "compare", &[&it.snapshot], &["--by", "type"]).unwrap();
    let of_published = asked(
        folder,
        "compare",
        &[&it.published],
        &["--by", "Crime type", "--count-rows"],
    )
    .unwrap();
    let rows = |answer: &Value, name: &str| -> Vec<(Value, Value, Value, Value)> {
        let rows = answer["rows"].as_array().unwrap();
        rows.iter()
            .map(|it| {
                (
                    it[name].clone(),
                    it["before"].clone(),
                    it["now"].clone(),
                    it["p"].clone(),
                )
            })
            .collect()
    };
    assert_eq!(
        rows(&of_snapshot, "type"),
        rows(&of_published, "Crime type")
    );
}

#[test]
fn months_that_two_files_hold_are_told() {
    let it = in_square_country();
    let copy = it.folder.path().join("again.arrow");
    std::fs::copy(&it.snapshot, &copy).unwrap();
    let answer = asked(it.folder.path(), "trend", &[&it.snapshot, &copy], &[]).unwrap();
    assert!(
        answer["limits"].to_string().contains("events count twice"),
        "{}",
        answer["limits"]
    );
    assert_eq!(answer["sources"].as_array().unwrap().len(), 2);
    let one = asked(it.folder.path(), "trend", &[&it.snapshot], &[]).unwrap();
    assert!(!one["limits"].to_string().contains("events count twice"));
}

#[test]
fn nothing_but_the_answer_goes_into_a_pipe() {
    let it = in_square_country();
    let out = Command::new(env!("CARGO_BIN_EXE_wardmote"))
        .args([
            "analyse",
            "hot-spots",
            "--cell",
            "500",
            "--only",
            "location=",
        ])
        .arg(&it.rows)
        .output()
        .unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(
        !out.status.success() && said.contains("holds no usable row"),
        "{said}"
    );
    let out = Command::new(env!("CARGO_BIN_EXE_wardmote"))
        .args(["analyse", "trend"])
        .arg(&it.snapshot)
        .output()
        .unwrap();
    assert!(out.status.success());
    assert!(
        out.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let answer: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(answer["method"], "trend");
}

#[test]
fn cells_of_pages_and_of_methods_are_disarmed_alike() {
    // The two crates lean on nothing in common, so each has the rule.
    for text in [
        "=1+1",
        "+44 20",
        "-3",
        "-3.5e2",
        "-a",
        " =x",
        "\u{a0}@x",
        "\t1",
        "＝x",
        "plain",
        "",
        "E05000001",
        "-",
        "\n-1",
        "\u{feff}+",
    ] {
        assert_eq!(
            analysis::no_formula(text),
            web::no_formula(text),
            "{text:?}"
        );
    }
}
