//! A snapshot holds what was read, says where it came from, and is the same whenever it is made.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int32Type};
use arrow_array::{Array, RecordBatch};
use evidence::police_uk::Read;
use evidence::snapshot::{Origin, Written, open, write};

use crate::support::{row, table, try_bytes};

fn origin() -> Origin {
    Origin {
        source: "data.police.uk".into(),
        licence: "Open Government Licence v3.0".into(),
    }
}

fn read_small() -> Read {
    let id = "ab".repeat(32);
    let rows = [
        format!("{id}{}", row("2019-02", "0.25", "51.5", "Burglary")),
        row("2019-03", "", "", "Drugs"),
        format!("short-id{}", row("2019-02", "3", "51.5", "Drugs")),
    ];
    try_bytes("a.csv", table(&rows).as_bytes()).unwrap()
}

fn write_small(folder: &std::path::Path) -> Written {
    let read = read_small();
    write(
        folder,
        read.rows.as_ref().unwrap(),
        &read.reading,
        &origin(),
    )
    .unwrap()
}

#[test]
fn rows_come_back_as_they_were_read() {
    let folder = tempfile::tempdir().unwrap();
    let written = write_small(folder.path());
    let snapshot = open(&written.path).unwrap();
    assert!(snapshot.is_unchanged().unwrap());
    let about = snapshot.metadata();
    assert_eq!(about["wardmote:source"], "data.police.uk");
    assert_eq!(about["wardmote:licence"], "Open Government Licence v3.0");
    assert_eq!(about["wardmote:boundaries:ward"], "two halves");
    assert_eq!(about["wardmote:source_sha256"].len(), 64);
    let batches: Vec<RecordBatch> = snapshot.batches().map(Result::unwrap).collect();
    let batch = &batches[0];
    assert_eq!((batches.len(), batch.num_rows()), (1, 3));
    let column = |name: &str| {
        batch
            .column_by_name(name)
            .unwrap_or_else(|| panic!("{name}"))
    };
    let lon = column("lon_e6").as_primitive::<Int32Type>();
    assert_eq!(
        (lon.value(0), lon.is_null(1), lon.value(2)),
        (250_000, true, 3_000_000)
    );
    let ward = column("ward")
        .as_dictionary::<Int8Type>()
        .downcast_dict::<arrow_array::StringArray>()
        .unwrap();
    let ward: Vec<Option<&str>> = ward.into_iter().collect();
    assert_eq!(ward, [Some("W1"), None, None]);
    let kind = column("type")
        .as_dictionary::<Int8Type>()
        .downcast_dict::<arrow_array::StringArray>()
        .unwrap();
    assert_eq!(
        kind.into_iter().collect::<Vec<_>>(),
        [Some("Burglary"), Some("Drugs"), Some("Drugs")]
    );
    let ids = column("crime_id").as_binary::<i32>();
    assert_eq!(
        (ids.value(0), ids.is_null(1), ids.value(2)),
        ([0xAB; 32].as_slice(), true, b"short-id".as_slice())
    );
    let outcome = column("outcome").as_dictionary::<Int8Type>();
    assert!(outcome.is_null(0));
}

#[test]
fn rows_laid_aside_on_the_disk_come_back_in_their_order() {
    // More than two batches, and streets that outgrow a byte in the second.
    let street = |at: usize| {
        let known = if at < 70_000 { 100 } else { 700 };
        format!("On or near Street {}", at % known)
    };
    let id = |at: usize| match at % 3 {
        0 => format!("{at:064x}"),
        1 => format!("id {at}"),
        _ => String::new(),
    };
    let rows: Vec<String> = (0..140_000)
        .map(|at| {
            let row = row("2019-02", "0.25", "51.5", "Burglary");
            let row = row.replace("On or near Mill Lane", &street(at));
            format!("{}{row}", id(at))
        })
        .collect();
    let read = try_bytes("a.csv", table(&rows).as_bytes()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let rows = read.rows.as_ref().unwrap();
    let write = || write(folder.path(), rows, &read.reading, &origin()).unwrap();
    let written = write();
    assert!(
        write().known,
        "a second look at the rows shows the same ones"
    );
    let mut at = 0;
    for batch in open(&written.path).unwrap().batches() {
        let batch = batch.unwrap();
        let streets = batch.column_by_name("location").unwrap();
        let streets = texts_of(streets);
        let ids = batch.column_by_name("crime_id").unwrap().as_binary::<i32>();
        for (here, named) in streets.iter().enumerate() {
            let wanted = id(at);
            let found = ids.is_valid(here).then(|| match ids.value(here) {
                packed if packed.len() == 32 => {
                    packed.iter().map(|it| format!("{it:02x}")).collect()
                }
                plain => String::from_utf8(plain.to_vec()).unwrap(),
            });
            assert_eq!(found.unwrap_or_default(), wanted, "row {at}");
            assert_eq!(*named, street(at), "row {at}");
            at += 1;
        }
    }
    assert_eq!(at, 140_000);
}

/// The texts of a column.
fn texts_of(column: &arrow_array::ArrayRef) -> Vec<String> {
    let texts = column.as_any_dictionary();
    let values = texts.values().as_string::<i32>();
    let keys = texts.normalized_keys();
    keys.iter().map(|it| values.value(*it).to_owned()).collect()
}

#[test]
fn the_same_evidence_gives_the_same_file_and_is_kept_once() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (write_small(folder.path()), write_small(folder.path()));
    assert_eq!(first.sha256, second.sha256);
    assert!(!first.known && second.known);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "no passing file is left behind");
}

#[test]
fn a_changed_byte_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let written = write_small(folder.path());
    let mut bytes = std::fs::read(&written.path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&written.path, bytes).unwrap();
    assert!(!open(&written.path).is_ok_and(|s| s.is_unchanged().unwrap()));
    let other = folder.path().join("other.arrow");
    std::fs::write(&other, b"not an arrow file at all").unwrap();
    assert!(open(&other).is_err());
}
