//! The spatial methods against the shared reference, where it lies beside the project.

use std::path::PathBuf;

#[test]
fn spatial_methods_agree_with_the_reference() {
    let shared = std::env::var_os("WARDMOTE_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = shared.join("reference");
    if !folder.join("golden").exists() {
        eprintln!(
            "SKIPPED: the reference is not beside the project. Set WARDMOTE_SHARED to the folder that holds reference/."
        );
        return;
    }
    let kinds = [
        "bng", "join", "gistar", "localg", "moran", "kde", "dbscan", "knox",
    ];
    let lines = reference::run(&folder, None, |_| {}).expect("the reference can be run");
    let mut wrong = Vec::new();
    for line in &lines {
        if !kinds
            .iter()
            .any(|kind| line.file.split('_').next() == Some(kind))
        {
            continue;
        }
        match &line.outcome {
            Ok(it) => {
                println!(
                    "{}: {:.3} at {}, {} compared, left out {:?}",
                    line.file, it.largest, it.at, it.compared, it.left_out
                );
                if !line.agrees() {
                    wrong.push(format!("{}: {:?}", line.file, it.misses));
                }
            }
            Err(fault) => wrong.push(format!("{}: {fault}", line.file)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
