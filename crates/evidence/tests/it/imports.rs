//! Files through the store: twice is once, a restated month is told, rows add up.

use std::path::{Path, PathBuf};

use base::store::migrate;
use base::{Clock, House, place::Place, settings::Settings, store::Db};
use evidence::Month;
use evidence::imports::{FileReport, How, Outcome, import_police, import_ward_counts, store};
use wards::boundaries::{self, Columns};
use wards::{populations, postcodes};

use crate::support::{HEADING, real, table};

/// A house over a fresh store, and the folder it lives in.
pub struct Home {
    pub house: House,
    pub folder: tempfile::TempDir,
}

impl Home {
    pub async fn new(profile: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::sqlite(&folder.path().join("open.db"), false)
            .await
            .unwrap();
        let steps: Vec<_> = [base::TABLES, wards::TABLES, evidence::TABLES].concat();
        migrate(&db, &steps, chrono::Utc::now()).await.unwrap();
        let place = Place::read(
            &Path::new(env!("CARGO_MANIFEST_DIR"))
                .join(format!("../../places/{profile}/place.toml")),
        )
        .unwrap();
        let house = House::new(
            db,
            Clock::default(),
            place,
            Settings::default(),
            folder.path().to_owned(),
        );
        Self { house, folder }
    }

    /// Two square wards side by side, each of two small areas.
    pub async fn of_squares() -> Self {
        let home = Self::new("alderwick").await;
        let square = |code: &str, name: &str, west: f64, south: f64, wide: f64, high: f64| {
            format!(
                "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{code}\",\"name\":\"{name}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{west},{south}],[{},{south}],[{},{}],[{west},{}],[{west},{south}]]]}}}}",
                west + wide,
                west + wide,
                south + high,
                south + high
            )
        };
        let collection = |features: Vec<String>| {
            format!(
                "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
                features.join(",")
            )
        };
        let wards = collection(vec![
            square("E05000001", "East & West", 0.0, 51.0, 0.5, 1.0),
            square("E05000002", "St Paul's", 0.5, 51.0, 0.5, 1.0),
        ]);
        let small = collection(vec![
            square("E01000001", "West A", 0.0, 51.0, 0.5, 0.5),
            square("E01000002", "West B", 0.0, 51.5, 0.5, 0.5),
            square("E01000003", "East A", 0.5, 51.0, 0.5, 1.0),
            square("E01000004", "Elsewhere", 3.0, 51.0, 0.5, 0.5),
        ]);
        home.boundaries(&home.write("wards.geojson", &wards)).await;
        home.boundaries(&home.write("small.geojson", &small)).await;
        home
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join("inbox").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    pub async fn boundaries(&self, path: &Path) -> boundaries::Report {
        boundaries::import(&self.house, path, &Columns::default(), None, None, false)
            .await
            .unwrap()
    }

    pub async fn police(&self, path: &Path) -> FileReport {
        let mut reports = import_police(&self.house, &[path.to_owned()], How::default(), &|_| ())
            .await
            .unwrap();
        assert_eq!(reports.len(), 1, "one file, one report");
        reports.remove(0)
    }

    pub async fn number(&self, sql: &'static str) -> i64 {
        let mut tx = self.house.db().reading().await.unwrap();
        tx.one(sql, vec![]).await.unwrap().get("n").unwrap()
    }
}

/// A month of crimes at (longitude, latitude, type); nothing for no location.
pub fn month(month: &str, rows: &[(&str, &str, &str, usize)]) -> String {
    let mut lines = Vec::new();
    for (lon, lat, kind, many) in rows {
        lines.extend(std::iter::repeat_n(
            crate::support::row(month, lon, lat, kind),
            *many,
        ));
    }
    table(&lines)
}

const WEST: (&str, &str) = ("0.25", "51.25");
const EAST: (&str, &str) = ("0.75", "51.25");

fn march(burglaries: usize) -> String {
    month(
        "2024-03",
        &[
            (WEST.0, WEST.1, "Burglary", burglaries),
            (EAST.0, EAST.1, "Drugs", 6),
            ("3.2", "51.2", "Burglary", 2),
            ("", "", "Burglary", 1),
        ],
    )
}

#[tokio::test]
async fn the_same_file_twice_adds_nothing_whatever_its_line_ends() {
    let home = Home::of_squares().await;
    let first = home
        .police(&home.write("2024-03-alderwick-street.csv", &march(7)))
        .await;
    let Outcome::Imported(id) = &first.outcome else {
        panic!("{:?}", first.outcome)
    };
    let counts = home.number("SELECT count(*) AS n FROM roll_up").await;
    let again = home
        .police(&home.write("2024-03-alderwick-street.csv", &march(7)))
        .await;
    assert_eq!(again.outcome, Outcome::Known(id.clone()));
    let dressed = march(7).replace('\n', "\r\n");
    let crlf = home
        .police(&home.write(
            "copy/2024-03-alderwick-street.csv",
            &format!("\u{feff}{dressed}"),
        ))
        .await;
    assert_eq!(crlf.outcome, Outcome::Known(id.clone()));
    assert_eq!(
        home.number("SELECT count(*) AS n FROM roll_up").await,
        counts
    );
    assert_eq!(home.number("SELECT count(*) AS n FROM snapshot").await, 1);
    let snapshot = home
        .house
        .folder()
        .join("snapshots")
        .join(format!("{id}.arrow"));
    assert!(
        evidence::snapshot::open(&snapshot)
            .unwrap()
            .is_unchanged()
            .unwrap()
    );
}

#[tokio::test]
async fn rows_are_placed_outside_or_without_location_and_nothing_is_lost() {
    let home = Home::of_squares().await;
    let report = home
        .police(&home.write("2024-03-alderwick-street.csv", &march(7)))
        .await;
    assert_eq!(
        (
            report.rows,
            report.placed,
            report.outside,
            report.no_location
        ),
        (16, 13, 2, 1)
    );
    for layer in ["ward", "small-area"] {
        let mut tx = home.house.db().reading().await.unwrap();
        let row = tx
            .one(
                "SELECT CAST(sum(counted) AS bigint) AS n FROM roll_up WHERE layer = $1",
                vec![layer.into()],
            )
            .await
            .unwrap();
        assert_eq!(row.get::<i64>("n").unwrap(), 16, "{layer}");
    }
    let it = store::all(&mut home.house.db().reading().await.unwrap())
        .await
        .unwrap()
        .remove(0);
    assert_eq!((it.rows, it.placed + it.outside + it.no_location), (16, 16));
    assert_eq!(
        (it.series.as_str(), it.layers.len()),
        ("street/alderwick", 2)
    );
}

#[tokio::test]
async fn a_restated_month_replaces_the_old_one_and_says_what_changed() {
    let home = Home::of_squares().await;
    let old = home
        .police(&home.write("2024-03-alderwick-street.csv", &march(7)))
        .await;
    let new = home
        .police(&home.write("again/2024-03-alderwick-street.csv", &march(9)))
        .await;
    let (Outcome::Imported(old_id), Outcome::Imported(new_id)) = (&old.outcome, &new.outcome)
    else {
        panic!("{new:?}")
    };
    let told = &new.restated[0];
    assert_eq!(
        (told.was, told.is_now, told.old.as_str()),
        (16, 18, old_id.as_str())
    );
    let words = told.words();
    assert!(
        words.starts_with("March 2024 restated: 16 rows before, 18 now. 2 counts of areas changed"),
        "{words}"
    );
    let mut tx = home.house.db().reading().await.unwrap();
    let old = store::find(&mut tx, old_id).await.unwrap().unwrap();
    assert_eq!(old.replaced_by.as_ref(), Some(new_id));
    let new = store::find(&mut tx, new_id).await.unwrap().unwrap();
    let kept = store::revisions(&mut tx, new.number).await.unwrap();
    let ward: Vec<_> = kept
        .iter()
        .filter(|(_, change)| change.layer == "ward")
        .collect();
    assert_eq!(ward.len(), 1);
    assert_eq!(
        (
            ward[0].1.area_code.as_str(),
            ward[0].1.was,
            ward[0].1.is_now
        ),
        ("E05000001", 7, 9)
    );
}

#[tokio::test]
async fn the_correct_file_stands_again_after_a_truncated_one() {
    let home = Home::of_squares().await;
    let file = |folder: &str, burglaries| {
        home.write(
            &format!("{folder}/2024-03-alderwick-street.csv"),
            &march(burglaries),
        )
    };
    let first = home.police(&file("a", 70)).await;
    let Outcome::Failed(why) = home.police(&file("b", 7)).await.outcome else {
        panic!("a part of the month does not take its place unasked")
    };
    assert!(
        why.starts_with("March 2024 stands with 79 rows, and this file has 16"),
        "{why}"
    );
    let with_less = How {
        with_less: true,
        ..How::default()
    };
    let part = import_police(&home.house, &[file("b", 7)], with_less, &|_| ())
        .await
        .unwrap();
    assert!(matches!(part[0].outcome, Outcome::Imported(_)));
    let dry = import_police(&home.house, &[file("c", 70)], How::DRY, &|_| ())
        .await
        .unwrap();
    assert_eq!(
        (&dry[0].outcome, dry[0].restated.len()),
        (&Outcome::Readable, 1)
    );
    let back = home.police(&file("c", 70)).await;
    let (Outcome::Imported(first), Outcome::Imported(back_id)) = (&first.outcome, &back.outcome)
    else {
        panic!("{back:?}")
    };
    assert_ne!(first, back_id);
    assert_eq!((back.restated[0].was, back.restated[0].is_now), (16, 79));
    let mut tx = home.house.db().reading().await.unwrap();
    let back = store::find(&mut tx, back_id).await.unwrap().unwrap();
    assert_eq!(back.snapshot(), first, "one snapshot, two cards");
    assert_eq!(
        store::covers(&mut tx)
            .await
            .unwrap()
            .iter()
            .map(|(number, _)| *number)
            .collect::<Vec<_>>(),
        [back.number]
    );
    assert!(
        !store::revisions(&mut tx, back.number)
            .await
            .unwrap()
            .is_empty()
    );
    drop(tx);
    let again = home.police(&file("d", 70)).await;
    assert_eq!(again.outcome, Outcome::Known(back_id.clone()));
}

#[tokio::test]
async fn older_wards_may_come_back_and_their_files_are_counted_anew() {
    let home = Home::of_squares().await;
    let before = home.folder.path().join("inbox/wards.geojson");
    let text = std::fs::read_to_string(&before).unwrap();
    let after = home.write(
        "wards-2022.geojson",
        &text.replace("St Paul's", "St Peter's"),
    );
    let file = home.write("2024-03-alderwick-street.csv", &march(7));
    let mut numbers = Vec::new();
    for wards in [None, Some(&after), Some(&before)] {
        if let Some(wards) = wards {
            assert!(home.boundaries(wards).await.written);
        }
        let report = home.police(&file).await;
        assert!(
            matches!(report.outcome, Outcome::Imported(_)),
            "{:?}",
            report.outcome
        );
        let mut tx = home.house.db().reading().await.unwrap();
        let covers = store::covers(&mut tx).await.unwrap();
        assert_eq!(covers.len(), 1);
        numbers.push(covers[0].0);
        drop(tx);
        assert!(matches!(
            home.police(&file).await.outcome,
            Outcome::Known(_)
        ));
        assert_eq!(evidence::imports::left_out(&home.house).await.unwrap(), 0);
    }
    assert_eq!(numbers, [1, 2, 3]);
}

#[tokio::test]
async fn a_dry_run_tells_the_same_and_writes_nothing() {
    let home = Home::of_squares().await;
    let bad = format!(
        "{}\n{}\n{}\n",
        march(7).trim_end(),
        "too,few,columns",
        crate::support::row("2024-13", "0.2", "51.2", "Drugs")
    );
    let path = home.write("2024-03-alderwick-street.csv", &bad);
    let reports = import_police(&home.house, std::slice::from_ref(&path), How::DRY, &|_| ())
        .await
        .unwrap();
    let report = &reports[0];
    assert_eq!(
        (&report.outcome, report.rows, report.rejected),
        (&Outcome::Readable, 16, 2)
    );
    assert_eq!(report.rejects[0].line, 18);
    assert!(
        report.rejects[1].reason.contains("2024-13"),
        "{:?}",
        report.rejects
    );
    assert_eq!(home.number("SELECT count(*) AS n FROM snapshot").await, 0);
    assert!(!home.house.folder().join("snapshots").exists());
    assert!(matches!(
        home.police(&path).await.outcome,
        Outcome::Imported(_)
    ));
}

#[tokio::test]
async fn a_bad_file_stops_only_itself() {
    let home = Home::of_squares().await;
    home.write("month/2024-03-alderwick-street.csv", &march(7));
    home.write(
        "month/2024-04-alderwick-street.csv",
        "not,a,crime,file\n1,2,3,4\n",
    );
    home.write("month/2024-05-alderwick-street.csv", HEADING);
    let folder = home.folder.path().join("inbox/month");
    let gone = home.folder.path().join("inbox/gone.csv");
    let seen = std::sync::Mutex::new(0);
    let reports = import_police(&home.house, &[folder, gone], How::default(), &|_| {
        *seen.lock().unwrap() += 1
    })
    .await
    .unwrap();
    let failed = reports
        .iter()
        .filter(|report| matches!(report.outcome, Outcome::Failed(_)))
        .count();
    assert_eq!((reports.len(), failed, *seen.lock().unwrap()), (4, 3, 4));
    assert_eq!(home.number("SELECT count(*) AS n FROM snapshot").await, 1);
}

#[tokio::test]
async fn a_stray_row_of_another_month_does_not_stand_for_that_month() {
    let home = Home::of_squares().await;
    home.police(&home.write("2024-03-alderwick-street.csv", &march(7)))
        .await;
    let april = format!(
        "{}{}\n",
        month("2024-04", &[(WEST.0, WEST.1, "Drugs", 8)]),
        crate::support::row("2024-03", WEST.0, WEST.1, "Drugs")
    );
    let report = home
        .police(&home.write("2024-04-alderwick-street.csv", &april))
        .await;
    assert!(report.restated.is_empty(), "{:?}", report.restated);
    let covers = store::covers(&mut home.house.db().reading().await.unwrap())
        .await
        .unwrap();
    assert_eq!(
        covers
            .iter()
            .map(|(_, month)| month.to_string())
            .collect::<Vec<_>>(),
        ["2024-03", "2024-04"]
    );
}

#[tokio::test]
async fn police_files_want_wards_first() {
    let home = Home::new("alderwick").await;
    let path = home.write("2024-03-alderwick-street.csv", &march(7));
    let refusal = import_police(&home.house, &[path], How::default(), &|_| ())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        refusal.contains("Import the ward boundaries first"),
        "{refusal}"
    );
}

#[tokio::test]
async fn small_areas_lie_in_the_wards_that_hold_them_and_others_are_left_out() {
    let home = Home::of_squares().await;
    let mut tx = home.house.db().reading().await.unwrap();
    let small = boundaries::store::of(&mut tx, boundaries::Layer::SmallArea)
        .await
        .unwrap();
    let placed: Vec<_> = small
        .iter()
        .map(|area| (area.code.as_str(), area.ward_code.as_deref().unwrap()))
        .collect();
    assert_eq!(
        placed,
        [
            ("E01000001", "E05000001"),
            ("E01000002", "E05000001"),
            ("E01000003", "E05000002")
        ]
    );
    drop(tx);
    let again = home
        .boundaries(&home.folder.path().join("inbox/wards.geojson"))
        .await;
    assert!(again.known && !again.written);
}

#[tokio::test]
async fn postcodes_and_people_of_our_wards_alone_are_kept() {
    let home = Home::of_squares().await;
    let file = home.write(
        "onspd.csv",
        "pcds,doterm,osward\nAW1 1AA,,E05000001\nAW1 1AB,202001,E05000001\nZZ1 1AA,,E05999999\n",
    );
    let report = postcodes::import(&home.house, &file, false).await.unwrap();
    assert_eq!(
        (
            report.found.kept.len(),
            report.found.elsewhere,
            report.found.terminated
        ),
        (1, 1, 1)
    );
    assert_eq!(report.wards_without, ["St Paul's"]);
    let mut tx = home.house.db().reading().await.unwrap();
    assert_eq!(
        postcodes::store::find(&mut tx, "aw1  1aa")
            .await
            .unwrap()
            .as_deref(),
        Some("E05000001")
    );
    assert_eq!(
        postcodes::store::find(&mut tx, "AW1 1AB").await.unwrap(),
        None
    );
    drop(tx);
    let people = home.write(
        "people.csv",
        "code,year,population\nE05000001,2023,10000\nE01000003,2023,1500\nE05999999,2023,9\n",
    );
    let report = populations::import(&home.house, &people, None, false)
        .await
        .unwrap();
    assert_eq!(
        (report.areas, report.elsewhere, report.years.as_slice()),
        (2, 1, [2023].as_slice())
    );
    let mut tx = home.house.db().reading().await.unwrap();
    assert_eq!(
        populations::store::of(&mut tx, "E05000001").await.unwrap()[0].people,
        10_000
    );
}

#[tokio::test]
async fn twelve_real_months_of_bromley_come_through_the_store_as_they_were_counted() {
    let (Some(folder), Some(geo)) = (
        real("data/police-uk/bromley-street-derived"),
        real("data/geo/bromley-wards-pre2022.geojson.gz"),
    ) else {
        return;
    };
    let home = Home::new("bromley").await;
    assert_eq!(home.boundaries(&geo).await.areas, 22);
    if let Some(small) = real("data/geo/bromley-lsoa-2011.geojson.gz") {
        assert_eq!(home.boundaries(&small).await.areas, 197);
    }
    let began = std::time::Instant::now();
    let reports = import_police(
        &home.house,
        std::slice::from_ref(&folder),
        How::default(),
        &|_| (),
    )
    .await
    .unwrap();
    eprintln!(
        "twelve months of Bromley through the store: {:.2} s",
        began.elapsed().as_secs_f64()
    );
    assert!(
        reports
            .iter()
            .all(|report| matches!(report.outcome, Outcome::Imported(_))),
        "{reports:?}"
    );
    let sum = |of: fn(&FileReport) -> u64| reports.iter().map(of).sum::<u64>();
    assert_eq!(sum(|r| r.rows), 27_835);
    assert_eq!(
        sum(|r| r.rows),
        sum(|r| r.placed) + sum(|r| r.outside) + sum(|r| r.no_location)
    );
    // The store against phase one's counts, cell by cell.
    let layer = evidence::police_uk::Layer::new("ward", "pre-2022", &crate::support::areas(&geo));
    let mut apart = std::collections::BTreeMap::new();
    for file in crate::support::read_all(&folder, &[layer]) {
        for row in file.roll_up.rows() {
            let area = match row.placed {
                evidence::roll_up::Placed::In(code) => code.to_owned(),
                evidence::roll_up::Placed::Outside => "(outside)".into(),
                evidence::roll_up::Placed::NoLocation => "(no location)".into(),
            };
            *apart
                .entry((area, row.month, row.kind.to_owned()))
                .or_insert(0_u64) += row.count;
        }
    }
    let mut tx = home.house.db().reading().await.unwrap();
    let rows = tx
        .all(
            "SELECT area_code, month, kind, counted FROM roll_up WHERE layer = 'ward'",
            vec![],
        )
        .await
        .unwrap();
    let kept: std::collections::BTreeMap<(String, Month, String), u64> = rows
        .iter()
        .map(|row| {
            let month = Month::of_day(row.get("month").unwrap()).unwrap();
            let counted = u64::try_from(row.get::<i64>("counted").unwrap()).unwrap();
            (
                (
                    row.get("area_code").unwrap(),
                    month,
                    row.get("kind").unwrap(),
                ),
                counted,
            )
        })
        .collect();
    assert_eq!(kept, apart);
    drop(tx);
    let again = import_police(&home.house, &[folder], How::default(), &|_| ())
        .await
        .unwrap();
    assert!(
        again
            .iter()
            .all(|report| matches!(report.outcome, Outcome::Known(_)))
    );
}

#[tokio::test]
async fn the_ward_history_gives_the_strategys_own_headline_through_the_store() {
    let (Some(geo), Some(history), Some(current)) = (
        real("data/geo/bromley-wards-2022.geojson.gz"),
        real("data/london-datastore/bromley-recorded-crime-ward-historical.csv.gz"),
        real("data/london-datastore/bromley-recorded-crime-ward.csv.gz"),
    ) else {
        return;
    };
    let home = Home::new("bromley").await;
    home.boundaries(&geo).await;
    let began = std::time::Instant::now();
    let report = import_ward_counts(&home.house, &history, false)
        .await
        .unwrap();
    eprintln!(
        "sixteen years of ward counts: {:.2} s",
        began.elapsed().as_secs_f64()
    );
    assert!(
        matches!(report.outcome, Outcome::Imported(_)),
        "{:?}",
        report.outcome
    );
    let report = import_ward_counts(&home.house, &current, false)
        .await
        .unwrap();
    assert!(
        matches!(report.outcome, Outcome::Imported(_)) && report.restated.is_empty(),
        "{:?}",
        report.restated
    );
    assert!(matches!(
        import_ward_counts(&home.house, &current, false)
            .await
            .unwrap()
            .outcome,
        Outcome::Known(_)
    ));
    let mut tx = home.house.db().reading().await.unwrap();
    let at = |text: &str| text.parse::<Month>().unwrap();
    let now = store::ward_count_sum(&mut tx, "ward", at("2019-02"), at("2020-01"))
        .await
        .unwrap();
    let before = store::ward_count_sum(&mut tx, "ward", at("2018-02"), at("2019-01"))
        .await
        .unwrap();
    assert_eq!((now, before), (25_083, 22_993));
}

#[tokio::test]
async fn untouched_files_of_another_place_lie_outside_and_still_add_up() {
    let (Some(geo), Some(bedfordshire)) = (
        real("data/geo/bromley-wards-2022.geojson.gz"),
        real("data/police-uk/bedfordshire"),
    ) else {
        return;
    };
    let home = Home::new("bromley").await;
    home.boundaries(&geo).await;
    let reports = import_police(&home.house, &[bedfordshire], How::default(), &|_| ())
        .await
        .unwrap();
    assert_eq!(reports.len(), 3);
    for report in &reports {
        assert!(
            matches!(report.outcome, Outcome::Imported(_)),
            "{:?}",
            report.outcome
        );
        assert_eq!(
            report.rows,
            report.placed + report.outside + report.no_location
        );
        assert_eq!(report.force, "bedfordshire");
    }
}

#[tokio::test]
async fn the_same_crimes_under_another_name_are_told() {
    let home = Home::of_squares().await;
    home.police(&home.write("2024-03-somewhere-street.csv", &march(7)))
        .await;
    let twin = home
        .police(&home.write("2024-03-alderwick-street.csv", &march(8)))
        .await;
    assert!(
        twin.quirks
            .keys()
            .any(|told| told.contains("2024-03-somewhere-street.csv")
                && told.contains("counted twice")),
        "{:?}",
        twin.quirks
    );
    let railways = march(7).replace("A Force", "Railways");
    let other = home
        .police(&home.write("2024-03-railways-street.csv", &railways))
        .await;
    assert!(
        !other.quirks.keys().any(|told| told.contains("twice")),
        "{:?}",
        other.quirks
    );
}

#[tokio::test]
async fn ward_counts_may_go_back_and_a_month_that_is_none_is_told() {
    let home = Home::of_squares().await;
    let file = |name: &str, burglaries: u32| {
        home.write(
            name,
            &format!("WardCode,MajorText,MinorText,201911,201912,201913\nE05000001,BURGLARY,HOME,{burglaries},5,1\n"),
        )
    };
    let (whole, cut) = (file("whole.csv", 50), file("cut.csv", 3));
    for (path, standing) in [(&whole, 55), (&cut, 8), (&whole, 55)] {
        let report = import_ward_counts(&home.house, path, false).await.unwrap();
        assert!(
            matches!(report.outcome, Outcome::Imported(_)),
            "{:?}",
            report.outcome
        );
        assert!(
            report.quirks.keys().any(|told| told.contains("201913")),
            "{:?}",
            report.quirks
        );
        let mut tx = home.house.db().reading().await.unwrap();
        let at = |text: &str| text.parse::<Month>().unwrap();
        let sum = store::ward_count_sum(&mut tx, "ward", at("2019-01"), at("2020-12"))
            .await
            .unwrap();
        assert_eq!(sum, standing);
    }
    let again = import_ward_counts(&home.house, &whole, false)
        .await
        .unwrap();
    assert!(matches!(again.outcome, Outcome::Known(_)));
}
