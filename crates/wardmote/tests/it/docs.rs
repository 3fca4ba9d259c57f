//! What the documents say is so.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn documents() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in [root(), root().join("docs"), root().join("docs/decisions")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "md") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(found.len() > 8, "{} documents", found.len());
    found
}

#[test]
fn every_link_between_documents_leads_to_a_file() {
    for (path, text) in documents() {
        for part in text.split("](").skip(1) {
            let target = part.split([')', '#', ' ']).next().unwrap();
            if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            assert!(
                path.parent().unwrap().join(target).exists(),
                "{} links to {target}",
                path.display()
            );
        }
    }
}

#[test]
fn every_address_the_documents_name_is_a_route() {
    let routes = wardmote::routes();
    let known = |path: &str| {
        let path = path
            .trim_end_matches(".csv")
            .trim_end_matches(".json")
            .trim_end_matches(".geojson");
        routes.rules().iter().any(|route| {
            let (ours, theirs): (Vec<_>, Vec<_>) =
                (route.path.split('/').collect(), path.split('/').collect());
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(&theirs)
                    .all(|(a, b)| a == b || a.starts_with('{') || b.starts_with('{'))
        })
    };
    let mut checked = 0;
    for (path, text) in documents() {
        for code in text.split('`').skip(1).step_by(2) {
            let address = code.trim_start_matches("GET ").trim_start_matches("POST ");
            let ours = [
                "/desk",
                "/admin",
                "/wards",
                "/figures",
                "/results",
                "/meetings",
                "/suggest",
                "/methods",
                "/about",
                "/account",
                "/sign-in",
            ];
            if !ours.iter().any(|start| {
                address == *start
                    || address.starts_with(&format!("{start}/"))
                    || address.starts_with(&format!("{start}."))
            }) {
                continue;
            }
            if address.contains(' ')
                || address.contains('*')
                || address.contains('…')
                || address.contains("...")
            {
                continue;
            }
            assert!(
                known(address),
                "{} names {address}, which is no route",
                path.display()
            );
            checked += 1;
        }
    }
    assert!(checked > 10, "{checked} addresses");
}

#[test]
fn nouns_hold_no_sql_and_stores_hold_all_of_it() {
    let mut folders = vec![root().join("crates")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path
                    .file_name()
                    .is_some_and(|name| name != "target" && name != "tests")
                {
                    folders.push(path);
                }
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let shown = path.display().to_string();
            // `base` is the store's own room, and the doctor only counts.
            if !name.ends_with(".rs")
                || shown.contains("crates/base")
                || name == "doctor.rs"
                || name == "store.rs"
            {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            for word in ["\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE "] {
                assert!(!text.contains(word), "{shown} holds SQL: {word}");
            }
        }
    }
}

#[test]
fn public_pages_lean_on_nothing_protected() {
    let manifest = std::fs::read_to_string(root().join("crates/public/Cargo.toml")).unwrap();
    for room in ["cases", "tasking"] {
        assert!(!manifest.contains(room), "public leans on {room}");
    }
}

#[test]
fn the_changelog_and_the_other_promises_are_there() {
    for file in [
        "README.md",
        "ARCHITECTURE.md",
        "GLOSSARY.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "LICENSE",
        ".ci/run",
    ] {
        assert!(root().join(file).exists(), "{file} is missing");
    }
}

#[test]
fn every_test_that_the_documents_name_is_there() {
    let mut code = String::new();
    let mut folders = vec![root().join("crates")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                code.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut named = 0;
    // The worked example of CONTRIBUTING names a test that its reader would write.
    let claims = documents().into_iter();
    for (path, text) in claims.filter(|(path, _)| !path.ends_with("CONTRIBUTING.md")) {
        // A sentence with its words joined, in backticks, is the name of a test.
        for word in text.split('`').skip(1).step_by(2) {
            let sentence = word.matches('_').count() >= 4
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if sentence {
                named += 1;
                assert!(
                    code.contains(&format!("fn {word}(")),
                    "{} names the test {word}, which is not there",
                    path.display()
                );
            }
        }
    }
    assert!(named > 10, "the documents name tests");
}
