//! Our sums beside the same sums of established tools, where those lie beside the project.

use std::path::PathBuf;

#[test]
fn every_golden_file_agrees() {
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
    let lines = reference::run(&folder, None, |_| ()).expect("the reference can be read");
    let wrong: Vec<_> = lines
        .iter()
        .filter(|line| !line.agrees())
        .map(|line| match &line.outcome {
            Ok(it) => format!("{}: {}", line.file, it.misses.join("\n  ")),
            Err(fault) => format!("{}: {fault}", line.file),
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(lines.len() > 50, "only {} files", lines.len());
}
