//! A small folder of reference, made here: what is read in whichever form it comes, and what is said to be beyond us.

#![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let at = std::env::temp_dir().join(format!("reference-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&at);
        std::fs::create_dir_all(at.join("data/deep")).unwrap();
        std::fs::create_dir_all(at.join("golden/deep")).unwrap();
        Self(at)
    }

    fn with(self, path: &str, text: &str) -> Self {
        let at = self.0.join(path);
        if Path::new(path).extension().is_some_and(|it| it == "gz") {
            let file = std::fs::File::create(at).unwrap();
            let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
            packed.write_all(text.as_bytes()).unwrap();
            packed.finish().unwrap();
        } else {
            std::fs::write(at, text).unwrap();
        }
        self
    }

    fn golden(self, name: &str, value: &Value) -> Self {
        self.with(&format!("golden/{name}"), &value.to_string())
    }

    /// Each file: nothing where it agrees, or what is said.
    fn outcomes(&self) -> Vec<(String, String)> {
        let lines = reference::run(&self.0, None, |_| ()).unwrap();
        let said = |line: &reference::Line| match &line.outcome {
            _ if line.agrees() => String::new(),
            Ok(it) => it.misses.join("; "),
            Err(fault) => fault.clone(),
        };
        lines.iter().map(|it| (it.file.clone(), said(it))).collect()
    }

    fn all_agree(&self) {
        for (file, said) in self.outcomes() {
            assert_eq!(said, "", "{file}");
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn fdr() -> Value {
    json!({"p": [0.01, 0.02, 0.04], "holm": [0.03, 0.04, 0.04], "BH": {"adjusted": [0.03, 0.03, 0.04], "reject05": [true, true, true]}})
}

#[test]
fn files_are_found_whatever_their_folder_capitals_or_packing() {
    Folder::new("names")
        .golden("fdr_a.json", &fdr())
        .golden("FDR-b.JSON", &fdr())
        .golden("fdrMany_c.json.gz", &fdr())
        .golden("deep/fdr_d.json", &fdr())
        .with("golden/fdr_e.json", &format!("\u{feff}{}", fdr()))
        .with(
            "golden/fdr_f.json",
            r#"{"p": [0.5, NaN], "bonferroni": [0.5, NaN]}"#,
        )
        .all_agree();
}

#[test]
fn one_bad_file_is_said_and_the_others_are_run() {
    let folder = Folder::new("bad")
        .golden("fdr_good.json", &fdr())
        .golden("fdr_none.json", &json!({"p": []}))
        .golden("fdr_text.json", &json!({"p": [0.5], "holm": ["0.5"]}))
        .golden("fdr_null.json", &json!({"p": [0.5], "holm": [null]}))
        .golden("fdr_other.json", &json!({"p": [0.5], "fdr_gbs": [0.5]}))
        .golden(
            "gistar_long.json",
            &json!({"x": [1, 2], "neighbours": [[1], [0], [1]], "z": [0, 0]}),
        )
        .golden("list.json", &json!([1]))
        .with("golden/none.json", "");
    let said = folder.outcomes();
    assert_eq!(said.len(), 8);
    for (file, said) in said {
        assert_eq!(said.is_empty(), file == "fdr_good.json", "{file}: {said}");
    }
}

#[test]
fn two_stages_hold_for_the_one_level_a_file_speaks_of() {
    let file = |part: Value| json!({"p": [0.01, 0.02, 0.5, 0.9], "fdr_tsbh": part});
    let at = |name: &str| json!({"adjusted": [0.02, 0.02, 1.0 / 3.0, 0.45], name: [true, true, false, false]});
    let mut said = at("reject05");
    said["alpha"] = json!(0.05);
    Folder::new("two_stages")
        .golden("fdr_a.json", &file(at("reject05")))
        .golden("fdr_b.json", &file(said.clone()))
        .golden("fdr_c.json", &file(json!([0.02, 0.02, 1.0 / 3.0, 0.45])))
        .all_agree();
    let (mut both, mut more) = (said.clone(), said.clone());
    both["reject01"] = json!([false, false, false, false]);
    more["maxiter"] = json!(-1);
    said["alpha"] = json!("most");
    let folder = Folder::new("two_levels")
        .golden("fdr_a.json", &file(both))
        .golden("fdr_b.json", &file(more))
        .golden("fdr_c.json", &file(said));
    for (file, said) in folder.outcomes() {
        let named = ["several levels", "not worked out here", "no level"];
        assert!(named.iter().any(|it| said.contains(it)), "{file}: {said}");
    }
}

#[test]
fn a_setting_that_is_not_worked_out_is_never_taken_for_the_usual_one() {
    let weeks: String = (1..=30).map(|t| format!("{t},{}\n", t % 5)).collect();
    let file = |control: Value| json!({"input": "weeks.csv", "series": "count", "control": control, "t": [20], "alarm": [0], "statistic": 0});
    let folder = Folder::new("settings")
        .with("data/weeks.csv", &format!("week,count\n{weeks}"))
        .golden(
            "ears_a.json",
            &file(json!({"method": "C1", "baseline": "7"})),
        )
        .golden("ears_b.json", &file(json!({"method": "C1", "sides": 2})))
        .golden("ears_c.json", &file(json!({"range": [21]})))
        .golden("glrnb_a.json", &file(json!({"mu0": 2, "alpha": "none"})))
        .golden("glrnb_b.json", &file(json!({"mu0": 2, "change": "both"})))
        .golden(
            "glrnb_d.json",
            &file(json!({"mu0": 2, "change": "epi", "ret": "cases"})),
        )
        .golden("glrnb_c.json", &file(json!({"mu0": {"S": 1, "waves": 2}})));
    for (file, said) in folder.outcomes() {
        let named = [
            "no such setting",
            "not worked out here",
            "not what t says",
            "no cases of an epidemic change",
        ]
        .iter()
        .any(|it| said.contains(it));
        assert!(named, "{file}: {said}");
    }
}

#[test]
fn points_lie_in_areas_as_their_numbers_have_it() {
    let square = |x: f64| json!([[[x, 0], [x + 1.0, 0], [x + 1.0, 1], [x, 1], [x, 0]]]);
    let area = |code: &str, shape: Value| json!({"properties": {"area_code": code, "kind": "ward"}, "geometry": shape});
    let areas = json!({"features": [
        area("A", json!({"type": "Polygon", "coordinates": square(0.0)})),
        area("B", json!({"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": square(1.0)}]})),
        area("C", Value::Null),
    ]});
    let golden = json!({"points": "p.csv", "areas": "a.geojson", "rows": 4, "with_location": 3, "matched": 2,
        "on_boundary_only": 2, "unmatched": 1, "per_area": {"A": 1, "B": 1}});
    let points = "Longitude,Latitude,Month,Crime type\n0.5,0.5,2020-01,T\n1.5,0.5,2020-01,T\n1,0.5,2020-01,T\n,,2020-01,T\n";
    let folder = Folder::new("join")
        .with("data/deep/P.CSV", points)
        .with("data/a.geojson.gz", &areas.to_string())
        .golden("join_x.json", &golden)
        .with("golden/join_x.csv.gz", "row,area\n0,A\n1,B\n2,\n3,\n")
        .with(
            "golden/join_x_counts.csv",
            "area,Month,Crime type,n\n,2020-01,T,2\nA,2020-01,T,1\nB,2020-01,T,1\n",
        );
    folder.all_agree();
    std::fs::remove_file(folder.0.join("golden/join_x_counts.csv")).unwrap();
    assert!(folder.outcomes()[0].1.contains("cannot be compared"));
}

#[test]
fn a_sample_is_drawn_as_the_file_says() {
    // svydesign(ids = ~1, weights = ~w) of 1, 2, 3 and 4: 2.5, and √(5/3/4); in pairs √(2/3 · …).
    let table = "stype,fpc,w,y,pair\nE,10,1,1,a\nE,10,1,2,a\nM,10,1,3,b\nM,10,1,4,b\n";
    let one_by_one = json!({"input": "s.csv", "strata": null, "fpc": null, "weights": "w",
        "mean_y": 2.5, "se_y": (5.0_f64 / 12.0).sqrt()});
    let in_pairs = json!({"input": "s.csv", "id": "~pair", "fpc": {}, "weights": "~w", "mean_y": 2.5, "se_y": 1.0});
    Folder::new("survey")
        .with("data/s.csv", table)
        .golden("survey_a.json", &one_by_one)
        .golden("survey_b.json", &in_pairs)
        .all_agree();
}

#[test]
fn counts_by_place_are_those_a_label_asks_for() {
    let table = "ward,type,2019-12,2020-01,2020-02\nA,THEFT,9,1,2\nA,ROBBERY,9,3,0\nB,THEFT,9,0,0\nB,ARSON,9,5,5\n";
    let file = |label: &str, events: u32, empty: u32| json!({"input": format!("w.csv, {label}"), "n_places": 2, "n_events": events, "zero_places": empty});
    let folder = Folder::new("gini")
        .with("data/w.csv", table)
        .golden("gini_a.json", &file("THEFT + ROBBERY, 2020, by ward", 6, 1))
        .golden("gini_b.json", &file("all types, first 1 months", 36, 0))
        .golden("gini_c.json", &file("ARSON, last 2 months, by ward", 10, 1))
        .golden(
            "gini_d.json",
            &json!({"counts": [1, 0, 2], "n_places": 3, "n_events": 3}),
        );
    folder.all_agree();
    let unknown = Folder::new("gini-unknown")
        .with("data/w.csv", table)
        .golden("gini_e.json", &file("THEFT at night, 2020", 3, 1));
    assert!(unknown.outcomes()[0].1.contains("is not understood"));
}
