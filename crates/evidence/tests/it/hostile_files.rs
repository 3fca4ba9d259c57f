//! Broken and hostile files: each gives a refusal with line and reason, never a crash and never a wrong count.

use std::io::Write;

use evidence::police_uk::{Keep, read};
use evidence::{Limits, Source, sources};
use proptest::prelude::*;

use crate::support::{HEADING, row, table, try_bytes, two_halves};

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

fn good() -> String {
    table(&[
        row("2019-02", "0.25", "51.5", "Burglary"),
        row("2019-02", "0.5", "51.5", "Burglary"),
        row("2019-02", "", "", "Drugs"),
        row("2019-02", "3", "51.5", "Drugs"),
    ])
}

#[test]
fn placed_outside_and_no_location_add_up() {
    let read = try_bytes("2019-02-a-force-street.csv", good().as_bytes()).unwrap();
    let r = &read.reading;
    assert!(r.adds_up());
    assert_eq!(
        (
            r.rows,
            r.placement[0].placed,
            r.placement[0].outside,
            r.no_location
        ),
        (4, 2, 1, 1)
    );
    // The point on the shared edge goes to the lower code, though that area came second.
    assert!(read.roll_up.rows().any(|row| row.count == 2
        && row.kind == "Burglary"
        && format!("{:?}", row.placed).contains("W1")));
}

#[test]
fn copies_with_other_line_ends_or_a_mark_are_the_same_file() {
    let plain = try_bytes("a.csv", good().as_bytes()).unwrap().reading;
    let crlf = try_bytes("a.csv", good().replace('\n', "\r\n").as_bytes())
        .unwrap()
        .reading;
    let marked = try_bytes("a.csv", format!("\u{FEFF}{}", good().trim_end()).as_bytes())
        .unwrap()
        .reading;
    let gz = try_bytes("a.csv.gz", &packed(good().as_bytes()))
        .unwrap()
        .reading;
    for other in [&crlf, &marked, &gz] {
        assert_eq!(
            (&other.sha256, other.rows, &other.types),
            (&plain.sha256, plain.rows, &plain.types)
        );
    }
    assert_eq!(crlf.quirks["line ends CRLF"], 1);
    assert_eq!(marked.quirks["byte order mark"], 1);
}

#[test]
fn a_bad_row_is_refused_with_its_line_and_the_rest_is_kept() {
    for (bad, why) in [
        (row("2019-13", "0.25", "51.5", "Burglary"), "not a month"),
        (row("", "0.25", "51.5", "Burglary"), "not a month"),
        (row("2019-02", "0.25", "", "Burglary"), "longitude without"),
        (row("2019-02", "", "51.5", "Burglary"), "latitude without"),
        (row("2019-02", "NaN", "51.5", "Burglary"), "not a longitude"),
        (
            row("2019-02", "530000", "180000", "Burglary"),
            "National Grid",
        ),
        (row("2019-02", "0.25", "91", "Burglary"), "off the globe"),
        ("only,three,columns".to_owned(), "3 columns"),
        (
            row("2019-02", "0.25", "51.5", "Burglary,and,more"),
            "14 columns",
        ),
        (
            row("2019-02", "0.25", "51.5", "\"Burglary"),
            "quotation mark",
        ),
        (HEADING.to_owned(), "not a month"),
        ("x".repeat(100_000), "100000 bytes long"),
        (
            format!(
                "{}{}",
                "i".repeat(300),
                row("2019-02", "0.25", "51.5", "Burglary")
            ),
            "crime id is 300",
        ),
    ] {
        let text = table(&[
            row("2019-02", "0.25", "51.5", "Drugs"),
            bad.clone(),
            row("2019-02", "0.25", "51.5", "Drugs"),
        ]);
        let r = try_bytes("a.csv", text.as_bytes()).unwrap().reading;
        assert!(r.adds_up());
        assert_eq!((r.rows, r.rejected), (2, 1), "{bad}");
        assert_eq!(r.rejects[0].line, 3, "{bad}");
        assert!(
            r.rejects[0].reason.contains(why),
            "{} for {bad}",
            r.rejects[0].reason
        );
    }
}

#[test]
fn quoted_fields_and_blank_lines_are_read() {
    let text = table(&[
        row("2019-02", "0.25", "51.5", "\"Burglary, of sorts\""),
        String::new(),
        row("2019-02", "0.25", "51.5", "Drugs"),
    ]);
    let r = try_bytes("a.csv", text.as_bytes()).unwrap().reading;
    assert_eq!(
        (r.rows, r.rejected, r.types["Burglary, of sorts"]),
        (2, 0, 1)
    );
    assert_eq!(
        (
            r.quirks["blank lines"],
            r.quirks["rows with quotation marks"]
        ),
        (1, 1)
    );
}

#[test]
fn columns_in_another_order_and_further_ones_are_understood() {
    let text = "Crime type,Latitude,Longitude,Month,Crime ID,Reported by,Falls within,Location,LSOA code,Last outcome category,Context,Mine,More,And,More\nDrugs,51.5,0.25,2019-02,,a,b,c,d,e,f,g,h,i,j\n";
    let r = try_bytes("a.csv", text.as_bytes()).unwrap().reading;
    assert_eq!((r.rows, r.placement[0].placed), (1, 1));
}

#[test]
fn only_the_first_thousand_refusals_are_kept_and_all_counted() {
    let text = table(&vec!["nonsense".to_owned(); 2_500]);
    let r = try_bytes("a.csv", text.as_bytes()).unwrap().reading;
    assert_eq!((r.rejects.len(), r.rejected, r.rows), (1_000, 2_500, 0));
    assert!(r.adds_up());
}

#[test]
fn what_is_no_crime_file_is_refused_whole() {
    let gz = packed(good().repeat(500).as_bytes());
    for (name, bytes, why) in [
        ("a.csv", b"".to_vec(), "empty"),
        ("a.csv", b"\n\n".to_vec(), "empty"),
        (
            "a.csv",
            b"name,age\nx,3\n".to_vec(),
            "not one of data.police.uk",
        ),
        (
            "a.csv",
            b"Crime ID;Month;Crime type\n".to_vec(),
            "data.police.uk",
        ),
        (
            "a.csv",
            HEADING.replace("Longitude", "Easting").into_bytes(),
            "Longitude",
        ),
        (
            "a.csv",
            (0..200_000u32).map(|n| (n * 7 % 251) as u8).collect(),
            "binary",
        ),
        ("a.csv", vec![b'x'; 3 << 20], "line end"),
        ("a.csv.gz", gz[..gz.len() / 2].to_vec(), "too early"),
        (
            "a.csv.gz",
            [&gz[..100], &[0xAA; 300], &gz[400..]].concat(),
            "the packed file",
        ),
        (
            "2019-02-a-force-outcomes.csv",
            good().into_bytes(),
            "named outcomes",
        ),
    ] {
        let refusal = try_bytes(name, &bytes)
            .err()
            .unwrap_or_else(|| panic!("{why}: was taken in"));
        assert!(refusal.reason.contains(why), "wanted {why}: {refusal}");
    }
}

#[test]
fn a_file_that_unpacks_without_end_is_stopped() {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(format!("{HEADING}\n").as_bytes()).unwrap();
    let line = format!("{}\n", row("2019-02", "0.25", "51.5", "Drugs")).repeat(10_000);
    for _ in 0..60 {
        gz.write_all(line.as_bytes()).unwrap();
    }
    let refusal = try_bytes("a.csv.gz", &gz.finish().unwrap())
        .err()
        .expect("a bomb");
    assert!(refusal.reason.contains("200 times"), "{refusal}");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv.gz");
    std::fs::write(&path, packed(good().repeat(1_000).as_bytes())).unwrap();
    let small = Limits {
        unpacked: 10_000,
        ..Limits::default()
    };
    let refusal = read(&Source::File(path), &[], Keep::CountsOnly, small)
        .err()
        .expect("too large");
    assert!(refusal.reason.contains("10000 bytes"), "{refusal}");
}

#[test]
fn archives_and_folders_are_walked() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("2019-02");
    std::fs::create_dir(&inner).unwrap();
    std::fs::write(inner.join("2019-02-a-force-street.csv"), good()).unwrap();
    std::fs::write(inner.join("notes.txt"), "not a table").unwrap();
    let mut zip =
        zip::ZipWriter::new(std::fs::File::create(folder.path().join("2019-03.zip")).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    for name in [
        "2019-03/2019-03-a-force-street.csv",
        "../../2019-03-b-force-street.csv",
        "2019-03/readme.txt",
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(good().replace("2019-02", "2019-03").as_bytes())
            .unwrap();
    }
    zip.finish().unwrap();
    let found = sources(folder.path()).unwrap();
    assert_eq!(found.len(), 3);
    for source in &found {
        let r = read(source, &two_halves(), Keep::CountsOnly, Limits::default())
            .unwrap()
            .reading;
        assert!(r.adds_up() && r.rows == 4 && r.force.is_some());
    }
    let empty = tempfile::tempdir().unwrap();
    assert!(
        sources(empty.path())
            .unwrap_err()
            .reason
            .contains("holds no")
    );
    assert!(
        sources(&empty.path().join("missing"))
            .unwrap_err()
            .reason
            .contains("no such file")
    );
    std::fs::write(empty.path().join("a.zip"), b"PK\x03\x04 nonsense").unwrap();
    assert!(
        sources(&empty.path().join("a.zip"))
            .unwrap_err()
            .reason
            .contains("zip")
    );
}

#[test]
fn a_month_that_is_not_the_file_names_is_said() {
    let r = try_bytes("2019-03-a-force-street.csv", good().as_bytes())
        .unwrap()
        .reading;
    assert_eq!(r.quirks["month other than the file name's"], 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_bytes_after_the_heading_add_up(bytes in prop::collection::vec(prop_oneof![Just(b','), Just(b'\n'), Just(b'"'), Just(b'1'), Just(b'\r'), any::<u8>()], 0..400)) {
        let mut file = format!("{HEADING}\n").into_bytes();
        file.extend(bytes);
        if let Ok(read) = try_bytes("a.csv", &file) {
            prop_assert!(read.reading.adds_up());
        }
    }
}
