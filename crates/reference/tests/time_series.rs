//! Our detectors, lines and evaluations beside the same work done by R, where its answers lie beside the project.

use std::path::PathBuf;

const FAMILIES: [&str; 9] = [
    "farrington_",
    "ears_",
    "glrnb_",
    "cusum_",
    "nbtrend_",
    "its_",
    "did_",
    "impact_",
    "stl_",
];

#[test]
fn every_time_series_of_the_reference_agrees() {
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
    let (mut seen, mut faults) = (0, Vec::new());
    reference::run(&folder, None, |line| {
        if !FAMILIES.iter().any(|family| line.file.starts_with(family)) {
            return;
        }
        seen += 1;
        match &line.outcome {
            Ok(it) => eprintln!(
                "{}: {} compared, largest {:.2e} of what is allowed, at {}",
                line.file, it.compared, it.largest, it.at
            ),
            Err(fault) => eprintln!("{}: {fault}", line.file),
        }
        if !line.agrees() {
            let misses = line
                .outcome
                .as_ref()
                .map_or_else(Clone::clone, |it| it.misses.join("\n  "));
            faults.push(format!("{}:\n  {misses}", line.file));
        }
    })
    .expect("the reference can be read");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen >= 9, "only {seen} files of our families");
}
