//! Shares, surveys, concentration and scans beside the same sums of established tools, where those lie beside the project.

use std::path::PathBuf;

const OURS: [&str; 7] = ["wilson", "fdr", "yoy", "survey", "gini", "pai", "scan"];

#[test]
fn shares_concentrations_and_scans_agree() {
    let shared = std::env::var_os("WARDMOTE_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = shared.join("reference");
    if !folder.join("golden").is_dir() {
        eprintln!(
            "SKIPPED: the reference is not beside the project. Set WARDMOTE_SHARED to the folder that holds reference/."
        );
        return;
    }
    let ours = |file: &str| {
        if cfg!(debug_assertions) && file.contains("retrospective") {
            eprintln!("SKIPPED: {file} takes minutes in a slow build; run with --release");
            return false;
        }
        OURS.iter()
            .any(|kind| file.trim_end_matches(".json").split('_').next() == Some(kind))
    };
    let mut missed = Vec::new();
    let mut seen = 0;
    for line in reference::run_some(&folder, None, ours, |_| ()).expect("a folder of reference") {
        seen += 1;
        match &line.outcome {
            Ok(it) => {
                eprintln!(
                    "{}: {:.3} at {} of {} compared {:?}",
                    line.file, it.largest, it.at, it.compared, it.left_out
                );
                missed.extend(
                    it.misses
                        .iter()
                        .map(|miss| format!("{}: {miss}", line.file)),
                );
            }
            Err(fault) => missed.push(format!("{}: {fault}", line.file)),
        }
    }
    assert!(seen > 0);
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
