//! Our sums against the same sums done by established tools, where their answers lie beside the project.

use std::path::PathBuf;

use serde_json::Value;
use statistics::{Window, exact_comparison, wilson};

/// The folder of reference answers, or a loud word that the test did not run.
fn reference(name: &str) -> Option<Value> {
    let shared = std::env::var_os("WARDMOTE_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let file = shared.join("reference/golden").join(name);
    let Ok(text) = std::fs::read_to_string(&file) else {
        eprintln!(
            "SKIPPED: {name} is not beside the project. Set WARDMOTE_SHARED to the folder that holds reference/."
        );
        return None;
    };
    Some(serde_json::from_str(&text).expect("a reference file is JSON"))
}

fn close(ours: f64, theirs: f64, relative: f64) -> bool {
    (ours - theirs).abs() <= relative * theirs.abs().max(1e-12)
}

#[test]
fn year_on_year_tests_agree_with_r() {
    let Some(file) = reference("yoy_bromley.json") else {
        return;
    };
    let rows = file["rows"].as_array().expect("rows");
    assert!(rows.len() > 50);
    for row in rows {
        let n = |key: &str| row[key].as_u64().expect("a whole number");
        let later = Window {
            count: n("later"),
            days: n("t_later") as u32,
        };
        let earlier = Window {
            count: n("earlier"),
            days: n("t_earlier") as u32,
        };
        let ours = exact_comparison(later, earlier);
        let check = |name: &str, value: f64, relative: f64| {
            if let Some(theirs) = row[name].as_f64() {
                assert!(
                    close(value, theirs, relative),
                    "{name}: {value} and {theirs} in {row}"
                );
            }
        };
        check("p_central", ours.p_central, 1e-9);
        check("p_mid", ours.p_mid, 1e-9);
        check("lo", ours.ratio_low, 1e-6);
        check("hi", ours.ratio_high, 1e-6);
    }
}

#[test]
fn wilson_ranges_agree_with_statsmodels() {
    let Some(file) = reference("wilson_statsmodels.json") else {
        return;
    };
    let rows = file["rows"].as_array().expect("rows");
    for row in rows {
        let (x, n) = (row["x"].as_f64().expect("x"), row["n"].as_f64().expect("n"));
        for (level, key) in [(0.95, "wilson95"), (0.9, "wilson90")] {
            let ours = wilson(x, n, level).expect("answers were given");
            let (low, high) = (
                row[key][0].as_f64().expect("low"),
                row[key][1].as_f64().expect("high"),
            );
            assert!(
                close(ours.low, low, 1e-9) || (ours.low - low).abs() < 1e-12,
                "{row}"
            );
            assert!(close(ours.high, high, 1e-9), "{row}");
        }
    }
}
