//! Boundaries, postcodes and populations as they are published.

use crate::boundaries::{self, Columns};
use crate::support::real;
use crate::{populations, postcodes};

#[test]
fn every_published_boundary_file_is_read() {
    for (name, areas, code, label) in [
        ("bromley-wards-pre2022", 22, "E05000106", "Bickley"),
        (
            "bromley-wards-2022",
            22,
            "E05013987",
            "Beckenham Town & Copers Cope",
        ),
        ("bromley-lsoa-2011", 197, "E01000645", "Bromley 007A"),
        ("bromley-lsoa-2021", 199, "E01000645", "Bromley 007A"),
        ("london-boroughs", 33, "E09000002", "Barking and Dagenham"),
    ] {
        let Some(path) = real(&format!("data/geo/{name}.geojson.gz")) else {
            return;
        };
        let read = boundaries::read(&path, &Columns::default()).unwrap();
        assert_eq!(
            (read.len(), read[0].code.as_str(), read[0].name.as_str()),
            (areas, code, label)
        );
        assert!(
            read.iter()
                .all(|b| b.bounds().is_some() && b.ward_code.is_none())
        );
        let again = serde_json::json!({"type": "FeatureCollection", "features": read.iter().map(|b|
            serde_json::json!({"type": "Feature", "properties": {"code": b.code, "name": b.name}, "geometry": b.geometry()})
        ).collect::<Vec<_>>()});
        let again =
            boundaries::read_from(again.to_string().as_bytes(), &Columns::default()).unwrap();
        assert_eq!(read, again, "drawn and read again");
    }
}

fn collection(features: &[&str]) -> String {
    format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
        features.join(",")
    )
}

fn feature(properties: &str, geometry: &str) -> String {
    format!("{{\"type\":\"Feature\",\"properties\":{{{properties}}},\"geometry\":{geometry}}}")
}

const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[0,51],[1,51],[1,52],[0,52],[0,51]]]}"#;

#[test]
fn parts_that_lie_over_each_other_are_made_one() {
    let over = r#"{"type":"MultiPolygon","coordinates":[[[[0,51],[1,51],[1,52],[0,52],[0,51]]],[[[0.5,51.5],[1.5,51.5],[1.5,52.5],[0.5,52.5],[0.5,51.5]]]]}"#;
    let beside = r#"{"type":"MultiPolygon","coordinates":[[[[0,51],[1,51],[1,52],[0,52],[0,51]]],[[[1,51.5],[1.5,51.5],[1.5,52.5],[1,52.5],[1,51.5]]]]}"#;
    let text = collection(&[
        &feature(r#""code":"A""#, over),
        &feature(r#""code":"B""#, beside),
    ]);
    let read = boundaries::read_from(text.as_bytes(), &Columns::default()).unwrap();
    assert_eq!((read[0].parts.len(), read[1].parts.len()), (1, 2));
    let index = statistics::AreaIndex::new(&[read[0].area()]);
    assert_eq!(index.find(750_000, 51_750_000), Some(0), "what both hold");
    assert_eq!(index.find(1_250_000, 51_250_000), None);
    let again = serde_json::json!({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"code": "A"}, "geometry": read[0].geometry()}]});
    let again = boundaries::read_from(again.to_string().as_bytes(), &Columns::default()).unwrap();
    assert_eq!(again[0].parts, read[0].parts);
}

#[test]
fn a_small_area_may_name_its_ward() {
    let text = collection(&[&feature(
        r#""LSOA21CD":"E01000001","LSOA21NM":"One","ward_code":"E05000001","LAD22CD":"E09000001""#,
        SQUARE,
    )]);
    let read = boundaries::read_from(text.as_bytes(), &Columns::default()).unwrap();
    assert_eq!(
        (read[0].code.as_str(), read[0].ward_code.as_deref()),
        ("E01000001", Some("E05000001"))
    );
    let columns = Columns {
        code: Some("LAD22CD".into()),
        name: Some("LSOA21NM".into()),
        ward: None,
    };
    assert_eq!(
        boundaries::read_from(text.as_bytes(), &columns).unwrap()[0].code,
        "E09000001"
    );
}

#[test]
fn a_faulty_boundary_is_named_with_its_reason() {
    let good = feature(r#""code":"A""#, SQUARE);
    for (text, why) in [
        (
            collection(&[&good, &good]),
            "feature 2 of the boundary file: its code A is also that of feature 1",
        ),
        (
            collection(&[&good, &feature(r#""colour":"red""#, SQUARE)]),
            "feature 2 of the boundary file: no property holds its code. It has: colour",
        ),
        (
            collection(&[&feature(r#""code":"A""#, "null")]),
            "feature 1 of the boundary file: it has no shape",
        ),
        (
            collection(&[&feature(
                r#""code":"A""#,
                r#"{"type":"Point","coordinates":[0,51]}"#,
            )]),
            "it is a Point",
        ),
        (
            collection(&[&feature(
                r#""code":"A""#,
                r#"{"type":"Polygon","coordinates":[[[0,51],[1,51]]]}"#,
            )]),
            "2 corners",
        ),
        (
            collection(&[&feature(
                r#""code":"A""#,
                r#"{"type":"Polygon","coordinates":[[[530000,180000],[1,51],[0,1]]]}"#,
            )]),
            "National Grid",
        ),
        (
            collection(&[&feature(
                r#""code":"A""#,
                r#"{"type":"Polygon","coordinates":[[["a",1],[1,51],[0,1]]]}"#,
            )]),
            "pair of numbers",
        ),
        (
            collection(&[&feature(r#""code":"A <b>""#, SQUARE)]),
            "not an area code",
        ),
        (
            collection(&[
                &good,
                &feature(
                    r#""code":"B""#,
                    r#"{"type":"Polygon","coordinates":[[[0,51],[1,52],[2,53],[0,51]]]}"#,
                ),
            ]),
            "feature 2 of the boundary file: all its corners lie on one line",
        ),
        (
            collection(&[&feature(
                r#""code":"B""#,
                r#"{"type":"Polygon","coordinates":[[[0,51],[0,51],[0,51]]]}"#,
            )]),
            "feature 1 of the boundary file: all its corners lie on one line or point",
        ),
        (
            collection(&[&feature(r#""code":"B","name":"---""#, SQUARE)]),
            "feature 1 of the boundary file: its name \"---\" holds no letter",
        ),
        (
            collection(&[&feature(
                &format!(r#""code":"B","name":"{}""#, "x".repeat(201)),
                SQUARE,
            )]),
            "feature 1 of the boundary file: its name has 201 letters",
        ),
        (collection(&[]), "no areas"),
        ("{\"type\":\"Topology\"}".into(), "no list of features"),
        ("<kml>".into(), "not GeoJSON"),
        (String::new(), "not GeoJSON"),
    ] {
        let refusal = boundaries::read_from(text.as_bytes(), &Columns::default())
            .unwrap_err()
            .to_string();
        assert!(refusal.contains(why), "wanted {why}: {refusal}");
    }
}

#[test]
fn the_ons_directory_and_code_point_open_are_read() {
    let ons = "\u{FEFF}pcd,pcd2,pcds,dointr,doterm,osward,lat,long\r\nBR1 1AA,BR1  1AA,BR1 1AA,198001,,E05000109,51.4,0.01\r\nBR1 1AB,BR1  1AB,BR1 1AB,198001,199606,E05000109,51.4,0.01\r\nBR1 1AD,BR1  1AD,BR1 1AD,198001,,,51.4,0.01\r\nBR1 1AE,BR1  1AE,nonsense,198001,,E05000109,51.4,0.01\r\nSE1 1AE,SE1  1AE,SE1 1AE,198001,,E05011095,51.4,0.01\r\nshort,row\r\n";
    let found = postcodes::read_from(ons.as_bytes(), |ward| ward == "E05000109").unwrap();
    assert_eq!(
        found.kept,
        [postcodes::Postcode {
            compact: "BR11AA".into(),
            ward_code: "E05000109".into()
        }]
    );
    assert_eq!(
        (
            found.rows,
            found.terminated,
            found.without_ward,
            found.elsewhere,
            found.rejected
        ),
        (6, 1, 1, 1, 2)
    );
    assert_eq!(found.rejects[0].line, 5);
    assert!(found.rejects[1].reason.contains("2 columns"));

    let open = "\"BR1 1AA\",10,540000,169000,\"E92000001\",\"E19000003\",\"E18000007\",\"\",\"E09000006\",\"E05013991\"\n\"BR11AB\",10,540000,169000,\"E92000001\",\"E19000003\",\"E18000007\",\"\",\"E09000006\",\"E05013991\"\n";
    let found = postcodes::read_from(open.as_bytes(), |_| true).unwrap();
    assert_eq!(found.kept.len(), 2);
    assert_eq!(found.kept[1].compact, "BR11AB");

    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), ons).unwrap();
    assert_eq!(
        postcodes::read(file.path(), |_| true).unwrap().kept.len(),
        2
    );

    for bad in ["", "a,b\n1,2\n", "pcds,lat\nBR1 1AA,51\n"] {
        assert!(
            postcodes::read_from(bad.as_bytes(), |_| true).is_err(),
            "{bad}"
        );
    }
    let newer = "pcd7,pcds,wd25cd,doterm\nBR1 1AA,BR1 1AA,E05013991,\n";
    assert_eq!(
        postcodes::read_from(newer.as_bytes(), |_| true)
            .unwrap()
            .kept
            .len(),
        1
    );
}

#[test]
fn postcodes_are_known_as_people_type_them() {
    assert_eq!(postcodes::compact(" br1  1aa "), Some("BR11AA".into()));
    assert_eq!(postcodes::compact("sw1a 1aa"), Some("SW1A1AA".into()));
    for bad in ["", "BR1", "11111", "BR1 1A!", "BR1 AAA", "TOOLONG1AA"] {
        assert_eq!(postcodes::compact(bad), None, "{bad}");
    }
}

#[test]
fn every_published_population_file_is_read() {
    for (name, rows, first) in [
        (
            "bromley-lsoa2011-mid2019-population",
            197,
            ("E01000645", 2019, 1_465),
        ),
        (
            "bromley-lsoa2011-mid2020-population",
            197,
            ("E01000645", 2020, 1_477),
        ),
        (
            "bromley-lsoa2021-population-2011-2022",
            199 * 12,
            ("E01000645", 2011, 1_375),
        ),
        (
            "bromley-ward-pre2022-population-projection",
            880,
            ("E05000106", 2011, 15_182),
        ),
    ] {
        let Some(path) = real(&format!("data/population/{name}.csv.gz")) else {
            return;
        };
        let found = populations::read(&path, None).unwrap();
        let one = &found.kept[0];
        assert_eq!((found.kept.len(), found.rejected), (rows, 0), "{name}");
        assert_eq!(
            (one.area_code.as_str(), one.year, one.people),
            first,
            "{name}"
        );
    }
}

#[test]
fn a_population_file_that_does_not_say_enough_is_refused() {
    let no_year = populations::read_from("code,people\nA,10\n".as_bytes(), None)
        .unwrap_err()
        .to_string();
    assert!(no_year.contains("Say the year"), "{no_year}");
    let found = populations::read_from(
        "code,people,households\nA,\"1,010\",400\nB,many,3\n,4,4\n".as_bytes(),
        Some(2021),
    )
    .unwrap();
    assert_eq!(
        found.kept,
        [populations::Population {
            area_code: "A".into(),
            year: 2021,
            people: 1_010,
            households: Some(400)
        }]
    );
    assert_eq!((found.rejected, found.rejects[0].line), (2, 3));
    for bad in ["", "name,people\nA,1\n", "code,colour\nA,red\n"] {
        assert!(
            populations::read_from(bad.as_bytes(), Some(2021)).is_err(),
            "{bad}"
        );
    }
}

#[test]
fn a_quotation_mark_left_open_spoils_only_its_line() {
    let text = "pcds,osward\n\"BR1 1AA,E05000109\nBR1 1AB,E05000109\n\"BR1 1AD\",E05000109\n";
    let found = postcodes::read_from(text.as_bytes(), |_| true).unwrap();
    assert_eq!((found.kept.len(), found.rows, found.rejected), (2, 3, 1));
    assert_eq!(found.rejects[0].line, 2);
    assert!(
        found.rejects[0].reason.contains("quotation mark"),
        "{:?}",
        found.rejects
    );
    let text = format!(
        "code,people\n\"A,10\nB,\"1,020\"\n{},1\nC,30\n",
        "x".repeat(100_000)
    );
    let found = populations::read_from(text.as_bytes(), Some(2021)).unwrap();
    let lines: Vec<_> = found.rejects.iter().map(|reject| reject.line).collect();
    assert_eq!((found.kept.len(), lines.as_slice()), (2, [2, 4].as_slice()));
}

#[test]
fn a_packed_population_file_without_end_is_refused() {
    use std::io::Write as _;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"code,people\n").unwrap();
    let zeros = vec![b'0'; 1 << 20];
    for _ in 0..257 {
        packed.write_all(&zeros).unwrap();
    }
    let refusal = populations::read_from(packed.finish().unwrap().as_slice(), Some(2021))
        .unwrap_err()
        .to_string();
    assert!(refusal.contains("more than 256 megabytes"), "{refusal}");
}
