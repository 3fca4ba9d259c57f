//! The made-up place goes through the real import and carries the oddities of real files.

use evidence::made_up::{MadeUp, Story, square_country};
use evidence::police_uk::{Kind, Layer};
use evidence::roll_up::Placed;
use statistics::Area;

use crate::support::read_all;

fn maker(months: u16) -> MadeUp {
    MadeUp {
        seed: 7,
        force: "alderwick".into(),
        force_name: "Alderwick Police".into(),
        first: "2023-01".parse().unwrap(),
        months,
        before: 0,
        areas: square_country(4, 5),
        stories: vec![Story {
            ward_code: "E05900001".into(),
            kind: "Vehicle crime".into(),
            from: "2024-01".parse().unwrap(),
            until: None,
            factor: 2.5,
        }],
    }
}

#[test]
fn two_made_up_years_are_imported_and_tell_their_story() {
    let folder = tempfile::tempdir().unwrap();
    let maker = maker(24);
    let files = maker.write(folder.path()).unwrap();
    assert_eq!(files.files.len(), 72);
    let areas: Vec<Area> = maker
        .areas
        .iter()
        .map(|a| Area {
            code: a.code.clone(),
            rings: a.rings.clone(),
        })
        .collect();
    let ward_of = |code: &str| {
        maker
            .areas
            .iter()
            .find(|a| a.code == code)
            .unwrap()
            .ward_code
            .clone()
    };
    let read = read_all(folder.path(), &[Layer::new("lsoa", "made up", &areas)]);
    let (mut rows, mut blank, mut outside, mut repeated) = (0, 0, 0, 0);
    let mut story = [0, 0];
    let mut types = std::collections::BTreeSet::new();
    for file in &read {
        let r = &file.reading;
        assert!(r.adds_up() && r.rejected == 0, "{:?}", r.rejects.first());
        assert_eq!(r.quirks.get("month other than the file name's"), None);
        if r.kind == Kind::Street {
            types.extend(r.types.keys().cloned());
            rows += r.rows;
            blank += r.no_location;
            outside += r.placement[0].outside;
            repeated += r
                .quirks
                .get("rows repeating a crime id")
                .copied()
                .unwrap_or(0);
            for row in file
                .roll_up
                .rows()
                .filter(|row| row.kind == "Vehicle crime")
            {
                if let Placed::In(code) = row.placed
                    && ward_of(code) == "E05900001"
                {
                    story[usize::from(row.month.year() == 2024)] += row.count;
                }
            }
        }
    }
    assert_eq!((rows, types.len()), (files.street, 14));
    assert!(
        (0.02..0.04).contains(&(blank as f64 / rows as f64)),
        "{blank} of {rows}"
    );
    assert!(
        outside > 0 && repeated > 0,
        "{outside} outside, {repeated} repeated of {rows}"
    );
    assert!(story[1] as f64 > 1.7 * story[0] as f64, "{story:?}");
}

#[test]
fn the_same_seed_makes_the_same_files() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (x, y) = (
        maker(2).write(a.path()).unwrap(),
        maker(2).write(b.path()).unwrap(),
    );
    for (one, other) in x.files.iter().zip(&y.files) {
        assert_eq!(std::fs::read(one).unwrap(), std::fs::read(other).unwrap());
    }
}
