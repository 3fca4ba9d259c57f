//! The publisher's own files, counted a second time by other means.

use std::collections::{BTreeMap, HashMap};
use std::io::Read as _;
use std::path::Path;

use evidence::police_uk::{Kind, Layer};
use evidence::roll_up::Placed;
use evidence::{Limits, Month, Source, ward_counts};
use statistics::Area;

use crate::support::{areas, read_all, real};

fn unpacked(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).expect("a real file");
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::MultiGzDecoder::new(file)
            .read_to_end(&mut bytes)
            .expect("unpacks");
    } else {
        { file }.read_to_end(&mut bytes).expect("reads");
    }
    bytes
}

/// Point in polygon as in the textbook, in floating point, without index. Ties by a separate look at edges.
fn naive(areas: &[Area], x: f64, y: f64) -> Option<&str> {
    let mut hits: Vec<&str> = Vec::new();
    for area in areas {
        let (mut inside, mut edge) = (false, false);
        for ring in &area.rings {
            for pair in ring.windows(2) {
                let [x1, y1] = pair[0].map(|v| f64::from(v) / 1e6);
                let [x2, y2] = pair[1].map(|v| f64::from(v) / 1e6);
                let cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1);
                if cross.abs() < 1e-16
                    && x >= x1.min(x2)
                    && x <= x1.max(x2)
                    && y >= y1.min(y2)
                    && y <= y1.max(y2)
                {
                    edge = true;
                }
                if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
                    inside = !inside;
                }
            }
        }
        if inside || edge {
            hits.push(&area.code);
        }
    }
    hits.into_iter().min()
}

type Group = (String, String, String);

/// Counts by (area, month, type) with the csv crate and the textbook test.
fn counted_apart(folder: &Path, areas: &[Area]) -> (u64, BTreeMap<Group, u64>) {
    let mut cache: HashMap<(String, String), String> = HashMap::new();
    let (mut rows, mut groups) = (0, BTreeMap::new());
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|e| e.expect("an entry").path())
        .collect();
    files.sort();
    for file in files {
        let bytes = unpacked(&file);
        let mut csv = csv::Reader::from_reader(bytes.as_slice());
        for record in csv.records() {
            let record = record.expect("a real row");
            let (lon, lat) = (record[4].to_owned(), record[5].to_owned());
            let area = if lon.is_empty() {
                "no location".to_owned()
            } else {
                cache
                    .entry((lon.clone(), lat.clone()))
                    .or_insert_with(|| {
                        let (x, y) = (
                            lon.parse().expect("a number"),
                            lat.parse().expect("a number"),
                        );
                        naive(areas, x, y).unwrap_or("outside").to_owned()
                    })
                    .clone()
            };
            rows += 1;
            *groups
                .entry((area, record[1].to_owned(), record[9].to_owned()))
                .or_insert(0) += 1;
        }
    }
    (rows, groups)
}

#[test]
fn twelve_months_of_bromley_agree_with_an_independent_count() {
    let (Some(folder), Some(geo)) = (
        real("data/police-uk/bromley-street-derived"),
        real("data/geo/bromley-wards-pre2022.geojson.gz"),
    ) else {
        return;
    };
    let wards = areas(&geo);
    assert_eq!(wards.len(), 22);
    let (rows, apart) = counted_apart(&folder, &wards);
    let files = read_all(&folder, &[Layer::new("ward", "pre-2022", &wards)]);
    assert_eq!(files.len(), 12);
    let mut ours: BTreeMap<Group, u64> = BTreeMap::new();
    let mut totals = [0; 4];
    for file in &files {
        let r = &file.reading;
        assert!(
            r.adds_up() && r.rejected == 0 && r.months.len() == 1,
            "{r:?}"
        );
        assert_eq!(
            (r.kind, r.force.as_deref()),
            (Kind::Street, Some("metropolitan"))
        );
        for (sum, n) in totals.iter_mut().zip([
            r.rows,
            r.placement[0].placed,
            r.placement[0].outside,
            r.no_location,
        ]) {
            *sum += n;
        }
        for row in file.roll_up.rows() {
            let area = match row.placed {
                Placed::In(code) => code,
                Placed::Outside => "outside",
                Placed::NoLocation => "no location",
            };
            *ours
                .entry((area.into(), row.month.to_string(), row.kind.into()))
                .or_insert(0) += row.count;
        }
    }
    eprintln!(
        "Bromley: rows {} = placed {} + outside {} + no location {}",
        totals[0], totals[1], totals[2], totals[3]
    );
    assert_eq!((totals[0], rows), (27_835, 27_835));
    assert_eq!(totals[0], totals[1] + totals[2] + totals[3]);
    assert_eq!(ours, apart);
    let repeated: u64 = files
        .iter()
        .filter_map(|f| f.reading.quirks.get("rows repeating a crime id"))
        .sum();
    assert!(repeated > 500, "{repeated}");
}

#[test]
fn untouched_bedfordshire_is_read_whole() {
    let (Some(folder), Some(geo)) = (
        real("data/police-uk/bedfordshire"),
        real("data/geo/london-boroughs.geojson.gz"),
    ) else {
        return;
    };
    let files = read_all(&folder, &[Layer::new("borough", "2022", &areas(&geo))]);
    assert_eq!(files.len(), 3);
    for file in &files {
        assert!(
            file.reading.adds_up() && file.reading.rejected == 0,
            "{:?}",
            file.reading
        );
        assert_eq!(file.reading.force.as_deref(), Some("bedfordshire"));
    }
    let street = files
        .iter()
        .find(|f| f.reading.kind == Kind::Street)
        .expect("street");
    assert_eq!(
        (street.reading.rows, street.reading.no_location),
        (4_887, 185)
    );
    assert_eq!(street.reading.quirks.get("blank coordinates"), Some(&185));
    assert_eq!(street.reading.types["Anti-social behaviour"], 729);
    assert_eq!(
        street.reading.quirks.get("rows without a crime id"),
        Some(&729)
    );
    assert!(
        street.reading.placement[0].placed > 0,
        "one row lies in Barnet"
    );
    let outcomes = files
        .iter()
        .find(|f| f.reading.kind == Kind::Outcomes)
        .expect("outcomes");
    assert_eq!(outcomes.reading.no_location, 160);
}

#[test]
fn untouched_city_of_london_is_read_whole() {
    let (Some(folder), Some(geo)) = (
        real("data/police-uk/city-of-london"),
        real("data/geo/london-boroughs.geojson.gz"),
    ) else {
        return;
    };
    let files = read_all(&folder, &[Layer::new("borough", "2022", &areas(&geo))]);
    assert_eq!(files.len(), 36);
    for file in &files {
        let r = &file.reading;
        assert!(r.adds_up() && r.rejected == 0, "{r:?}");
        let newlines = {
            let name = folder.join(&r.file);
            unpacked(&name).iter().filter(|b| **b == b'\n').count() as u64
        };
        assert!(
            r.rows == newlines - 1 || r.rows == newlines,
            "{}: {} rows, {newlines} line ends",
            r.file,
            r.rows
        );
    }
}

#[test]
fn stop_and_search_belongs_to_the_month_of_london_time() {
    let Some(file) =
        real("data/police-uk/stop-and-search/2023-05-metropolitan-stop-and-search.csv.gz")
    else {
        return;
    };
    let files = read_all(&file, &[]);
    let r = &files[0].reading;
    assert_eq!((r.rows, r.rejected), (12_423, 0));
    assert_eq!(r.months.len(), 1, "{:?}", r.months);
    assert!(r.quirks["last hour of the month before, from summer time"] > 0);
    assert!(r.no_location > 500);
}

#[test]
fn london_and_burglary_files_are_read_whole() {
    for (name, rows) in [
        (
            "data/police-uk/london-street-derived/2018-05-london-street.csv.gz",
            66_313,
        ),
        (
            "data/police-uk/met-burglary/bromley-burglary-street-2010-12_2022-12.csv.gz",
            29_977,
        ),
        (
            "data/police-uk/met-burglary/bromley-burglary-outcomes-2012-01_2022-12.csv.gz",
            7_269,
        ),
        (
            "data/police-uk/met-burglary/2019-01-metropolitan-street.burglary-only.csv.gz",
            7_478,
        ),
    ] {
        let Some(file) = real(name) else { return };
        let read = &read_all(&file, &[])[0].reading;
        assert_eq!(
            (read.rows, read.rejected),
            (rows, 0),
            "{name}: {:?}",
            read.rejects.first()
        );
    }
}

#[test]
fn the_join_agrees_with_geos_point_for_point() {
    let (Some(points), Some(geo), Some(golden), Some(summary), Some(counts)) = (
        real("reference/data/bromley_street.csv.gz"),
        real("reference/data/bromley_lsoa11.geojson"),
        real("reference/golden/join_bromley_lsoa.csv.gz"),
        real("reference/golden/join_bromley_lsoa.json"),
        real("reference/golden/join_bromley_lsoa_counts.csv"),
    ) else {
        return;
    };
    let areas = areas(&geo);
    let index = statistics::AreaIndex::new(&areas);
    let theirs = unpacked(&golden);
    let theirs: Vec<String> = csv::Reader::from_reader(theirs.as_slice())
        .records()
        .map(|r| r.expect("a row")[1].to_owned())
        .collect();
    let rows = unpacked(&points);
    let (mut differ, mut unmatched) = (0, 0);
    for (record, theirs) in csv::Reader::from_reader(rows.as_slice())
        .records()
        .zip(&theirs)
    {
        let record = record.expect("a row");
        let e6 = |text: &str| (text.parse::<f64>().expect("a number") * 1e6).round() as i32;
        let ours = index
            .find(e6(&record[4]), e6(&record[5]))
            .map_or("", |i| areas[i].code.as_str());
        if ours != theirs {
            // Only where a point lies exactly on an edge does the peer leave it out.
            assert!(theirs.is_empty(), "{ours} and {theirs}");
            differ += 1;
        }
        unmatched += u64::from(ours.is_empty());
    }
    eprintln!("join: {differ} records on corners or edges, {unmatched} outside");
    assert!(differ == 37 || differ == 0, "{differ}");

    let files = read_all(&points, &[Layer::new("lsoa", "2011", &areas)]);
    let r = &files[0].reading;
    let summary: serde_json::Value = serde_json::from_slice(&unpacked(&summary)).expect("JSON");
    assert_eq!(Some(r.rows), summary["rows"].as_u64());
    assert_eq!(r.placement[0].outside, unmatched);
    let mut theirs: BTreeMap<Group, i64> = BTreeMap::new();
    for record in csv::Reader::from_reader(unpacked(&counts).as_slice()).records() {
        let record = record.expect("a row");
        theirs.insert(
            (record[0].into(), record[1].into(), record[2].into()),
            record[3].parse().expect("a count"),
        );
    }
    for row in files[0].roll_up.rows() {
        let area = if let Placed::In(code) = row.placed {
            code
        } else {
            ""
        };
        *theirs
            .entry((area.into(), row.month.to_string(), row.kind.into()))
            .or_insert(0) -= row.count as i64;
    }
    let off: i64 = theirs.values().map(|n| n.abs()).sum();
    assert!(off <= 2 * 37, "{off}");
}

#[test]
fn ward_history_reproduces_the_strategys_headline() {
    let (Some(history), Some(current)) = (
        real("data/london-datastore/bromley-recorded-crime-ward-historical.csv.gz"),
        real("data/london-datastore/bromley-recorded-crime-ward.csv.gz"),
    ) else {
        return;
    };
    let read = |path| {
        ward_counts::read(&Source::File(path), None, Limits::default())
            .expect("a real file is read")
    };
    let (history, current) = (read(history), read(current));
    assert_eq!(
        (history.series.len(), history.months.len(), history.rejected),
        (677, 167, 0)
    );
    let month = |text: &str| text.parse::<Month>().expect("a month");
    let now = history.sum(month("2019-02"), month("2020-01"), |_| true);
    let before = history.sum(month("2018-02"), month("2019-01"), |_| true);
    assert_eq!((now, before), (25_083, 22_993));
    let change = 100.0 * (now as f64 / before as f64 - 1.0);
    assert_eq!(format!("{change:+.1} %"), "+9.1 %");
    // The current file begins with a stub of February 2024: left out, said, and covered by the history.
    assert_eq!(current.stub_months, vec![month("2024-02")]);
    let whole = current.after(&history);
    assert_eq!(whole.months.len(), 167 + 24);
    assert!(whole.months.is_sorted());
    assert_eq!(
        whole.sum(month("2024-02"), month("2024-02"), |_| true),
        1_935
    );
    assert_eq!(
        whole.sum(month("2019-02"), month("2020-01"), |_| true),
        25_083
    );
    let latest = (month("2025-03"), month("2026-02"));
    assert_eq!(
        whole.sum(latest.0, latest.1, |_| true),
        current.sum(latest.0, latest.1, |_| true)
    );
}

#[test]
fn borough_and_lsoa_counts_are_read_too() {
    let (Some(borough), Some(lsoa)) = (
        real("data/london-datastore/bromley-recorded-crime-borough-historical.csv.gz"),
        real("data/london-datastore/bromley-recorded-crime-lsoa.csv.gz"),
    ) else {
        return;
    };
    let refusal =
        ward_counts::read(&Source::File(borough.clone()), None, Limits::default()).unwrap_err();
    assert!(refusal.reason.contains("say its code"), "{refusal}");
    let whole = ward_counts::read(&Source::File(borough), Some("E09000006"), Limits::default())
        .expect("read");
    assert_eq!(whole.series.len(), 32);
    let small = ward_counts::read(&Source::File(lsoa), None, Limits::default()).expect("read");
    assert_eq!((small.series.len(), small.rejected), (3_917, 0));
}
