use super::*;
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use statistics::{Attack, Chance};

use super::super::alone;

fn rule() -> Rule {
    Rule {
        minimum: 5,
        sensitive: 10,
        kinds: vec!["hate-crime".into()],
    }
}

/// A small count that was worked out: ward, what, month, count.
type Found = (String, String, usize, u64);

/// Small counts that a reader works out of windows, sums and lines, told release after release, knowing that noughts are shown.
fn worked_out(it: &Months, tables: &[WardTable]) -> Vec<Found> {
    worked_out_of_all(&[(it, tables)])
}

/// The same of somebody who has read what stood before months were restated as well, and knows which counts were not.
fn worked_out_of_all(versions: &[(&Months, &[WardTable])]) -> Vec<Found> {
    let mut attack = Attack::default();
    let (mut windows, mut cells, mut in_areas) = (Vec::new(), Vec::new(), Vec::new());
    let mut known: Option<Unknown> = None;
    for (it, tables) in versions {
        let unknown = read(
            &mut attack,
            it,
            tables,
            known.as_ref().zip(versions.first()),
        );
        windows.extend(unknown.windows.iter().map(|at| (*it, *at)));
        for (w, row) in unknown.cells.iter().enumerate() {
            for (k, line) in row.iter().enumerate() {
                let line = line.iter().enumerate();
                cells.extend(line.map(|(at, cell)| (*it, (w, k, at, *cell))));
            }
        }
        for (area, line) in unknown.areas.iter().enumerate() {
            let line = line.iter().enumerate();
            in_areas.extend(line.map(|(at, cell)| (*it, (area, at, *cell))));
        }
        known.get_or_insert(unknown);
    }
    attack.combine();
    assert!(!attack.is_absurd());
    let mut found = Vec::new();
    for (it, (w, k, at, window)) in windows {
        let least = rule().minimum(&it.kinds[k]);
        if let Some(n) = attack.worked_out(window).filter(|n| small(*n, least)) {
            found.push((
                it.wards[w].clone(),
                format!("a year of {}", it.kinds[k]),
                at,
                n,
            ));
        }
    }
    for (it, (w, k, at, cell)) in cells {
        let least = rule().minimum(&it.kinds[k]);
        if let Some(n) = attack.worked_out(cell).filter(|n| small(*n, least)) {
            found.push((it.wards[w].clone(), it.kinds[k].clone(), at, n));
        }
    }
    for (it, (area, at, cell)) in in_areas {
        let (name, ward) = &it.areas[area];
        if let Some(n) = attack.worked_out(cell).filter(|n| small(*n, 5)) {
            found.push((it.wards[*ward].clone(), name.clone(), at, n));
        }
    }
    found
}

/// The unknowns of a version: by ward, type and month; by small area and month; and the hidden windows.
struct Unknown {
    cells: Vec<Vec<Vec<usize>>>,
    areas: Vec<Vec<usize>>,
    windows: Vec<(usize, usize, usize, usize)>,
}

/// Tells the attack what a version tells. Counts that are the same in the first one are the same unknowns.
fn read(
    attack: &mut Attack,
    it: &Months,
    tables: &[WardTable],
    first: Option<(&Unknown, &(&Months, &[WardTable]))>,
) -> Unknown {
    let months = it.counts[0][0].len();
    // Of what is said not to be recorded everybody knows that it is none.
    let nowhere = |k: usize, at: usize| it.unrecorded.contains(&(at, Some(k)));
    let mut cell = |n: u64, other: Option<(u64, usize)>, high: Option<u64>| match other {
        Some((same, cell)) if same == n => cell,
        _ => attack.cell(0, high),
    };
    let unknown: Vec<Vec<Vec<usize>>> = (0..it.wards.len())
        .map(|w| {
            (0..it.kinds.len())
                .map(|k| {
                    (0..months)
                        .map(|at| {
                            let other = first.map(|(known, (it, _))| {
                                (it.counts[w][k][at], known.cells[w][k][at])
                            });
                            cell(it.counts[w][k][at], other, nowhere(k, at).then_some(0))
                        })
                        .collect()
                })
                .collect()
        })
        .collect();
    let crime = |kind: usize| it.kinds[kind] != ASB;
    // Small areas, and that those of a ward add up to it, month by month.
    let areas: Vec<Vec<usize>> = (0..it.areas.len())
        .map(|area| {
            (0..months)
                .map(|at| {
                    let other = first
                        .map(|(known, (it, _))| (it.in_areas[area][at], known.areas[area][at]));
                    cell(it.in_areas[area][at], other, None)
                })
                .collect()
        })
        .collect();
    for (w, row) in unknown.iter().enumerate() {
        for at in 0..months {
            let inside = (0..areas.len()).filter(|area| it.areas[*area].1 == w);
            let mut parts: Vec<(usize, i64)> = inside.map(|it| (areas[it][at], 1)).collect();
            if parts.is_empty() {
                continue;
            }
            let kinds = row.iter().enumerate().filter(|(kind, _)| crime(*kind));
            parts.extend(kinds.map(|(_, cells)| (cells[at], -1)));
            attack.sum(parts, 0);
        }
    }
    for (at, table) in tables.iter().enumerate() {
        for (area, cells) in areas.iter().enumerate() {
            if let Shown::Count(n) = table.in_areas[area] {
                let window = &cells[(at + 1).saturating_sub(YEAR)..=at];
                let parts = window.iter().map(|cell| (*cell, 1)).collect::<Vec<_>>();
                attack.sum(parts, n.cast_signed());
            }
        }
        let window = (at + 1).saturating_sub(YEAR)..=at;
        let line = (at + 1).saturating_sub(LINE)..=at;
        let mut tell = |months: std::ops::RangeInclusive<usize>,
                        which: &dyn Fn(usize, usize) -> bool| {
            let (mut parts, mut sum) = (Vec::new(), 0);
            for (ward, row) in unknown.iter().enumerate() {
                for (kind, cells) in row.iter().enumerate().filter(|(k, _)| which(ward, *k)) {
                    parts.extend(cells[months.clone()].iter().map(|cell| (*cell, 1)));
                    sum += it.counts[ward][kind][months.clone()].iter().sum::<u64>();
                }
            }
            attack.sum(parts, sum.cast_signed());
            sum
        };
        let mut tell_if = |shown: Shown, which: &dyn Fn(usize, usize) -> bool| {
            if let Shown::Count(n) = shown {
                assert_eq!(tell(window.clone(), which), n);
            }
        };
        for w in 0..it.wards.len() {
            for k in 0..it.kinds.len() {
                tell_if(table.cells[w][k], &|ward, kind| (ward, kind) == (w, k));
            }
            tell_if(table.crime[w], &|ward, kind| ward == w && crime(kind));
        }
        for k in 0..it.kinds.len() {
            tell_if(table.kind_sums[k], &|_, kind| kind == k);
        }
        tell_if(table.crime_sum, &|_, kind| crime(kind));
        for month in line {
            for w in 0..it.wards.len() {
                if table.crime_line[w] {
                    tell(month..=month, &|ward, kind| ward == w && crime(kind));
                }
                if table.cell_line[w] {
                    tell(month..=month, &|ward, kind| ward == w && !crime(kind));
                }
            }
            for k in 0..it.kinds.len() {
                if table.kind_line[k] {
                    tell(month..=month, &|_, kind| kind == k);
                }
            }
        }
    }
    let mut windows = Vec::new();
    for (at, table) in tables.iter().enumerate().skip(YEAR - 1) {
        let months = at + 1 - YEAR..=at;
        for (w, row) in unknown.iter().enumerate() {
            for (k, cells) in row.iter().enumerate() {
                let sum: u64 = it.counts[w][k][months.clone()].iter().sum();
                if table.cells[w][k] == Shown::Hidden && sum > 0 {
                    let window = attack.cell(1, None);
                    let parts = cells[months.clone()].iter().map(|cell| (*cell, 1));
                    attack.sum(parts.chain([(window, -1)]).collect(), 0);
                    windows.push((w, k, at, window));
                }
            }
        }
    }
    Unknown {
        cells: unknown,
        areas,
        windows,
    }
}

fn months(counts: Counts) -> Months {
    Months {
        wards: (0..counts.len()).map(|at| format!("W{at}")).collect(),
        kinds: [ASB, "Burglary", "Hate crime", "Robbery"]
            .map(str::to_owned)
            .to_vec(),
        counts,
        ..Months::default()
    }
}

/// Three small areas in each ward, over which its crimes are spread by chance.
fn with_areas(mut it: Months, chance: &mut Chance) -> Months {
    for (ward, row) in it.counts.iter().enumerate() {
        let mut lines = vec![vec![0; row[0].len()]; 3];
        for line in &row[1..] {
            for (at, n) in line.iter().enumerate() {
                for _ in 0..*n {
                    lines[chance.below(3).min(chance.below(3))][at] += 1;
                }
            }
        }
        for (at, line) in lines.into_iter().enumerate() {
            it.areas.push((format!("W{ward} A{at}"), ward));
            it.in_areas.push(line);
        }
    }
    it
}

/// Every cell that is not small in its own window, nothing more: what publishing did before releases were looked at together.
fn only_small_cells_hidden(it: &Months) -> Vec<WardTable> {
    let shape = Shape::of(it);
    let version = Version::of(&it.counts, &it.in_areas, &shape);
    (0..version.months)
        .map(|at| {
            let sum = |ward, kind| version.sum(shape.at(Place::Cell(ward, kind)), at);
            let sums: Vec<Vec<u64>> = (0..shape.wards)
                .map(|ward| (0..shape.kinds).map(|kind| sum(ward, kind)).collect())
                .collect();
            let cells = sums
                .iter()
                .map(|row| row.iter().map(|n| alone(*n, 5)).collect())
                .collect();
            WardTable {
                wards: it.wards.clone(),
                kinds: it.kinds.clone(),
                cells,
                crime: vec![Shown::Hidden; it.wards.len()],
                kind_sums: vec![Shown::Hidden; it.kinds.len()],
                crime_line: vec![false; it.wards.len()],
                cell_line: vec![false; it.wards.len()],
                kind_line: vec![false; it.kinds.len()],
                in_areas: vec![Shown::Hidden; it.areas.len()],
                ..WardTable::default()
            }
        })
        .collect()
}

#[test]
fn windows_that_move_on_by_a_month_do_not_give_a_month_away() {
    // Nothing for a year, then 6, then 3: the second window less the first is the 3.
    let rare: Vec<u64> = (0..26)
        .map(|at| match at {
            12 => 6,
            13 => 3,
            _ => 0,
        })
        .collect();
    let often = vec![20; 26];
    let row = || vec![often.clone(), often.clone(), often.clone(), often.clone()];
    let mut counts = vec![row(), row(), row()];
    counts[0][3] = rare;
    let it = months(counts);
    let without = worked_out(&it, &only_small_cells_hidden(&it));
    assert!(
        without.contains(&("W0".into(), "Robbery".into(), 13, 3)),
        "{without:?}"
    );
    let tables = releases(&it, &rule());
    assert_eq!(worked_out(&it, &tables), []);
    assert_eq!(tables[12].cell("W0", "Robbery"), Shown::Count(6));
    assert_eq!(tables[13].cell("W0", "Robbery"), Shown::Hidden);
    assert_eq!(tables[13].crime("W1"), Shown::Count(720));
}

#[test]
fn a_window_of_which_a_reader_knows_that_it_is_not_nought_is_wide_enough() {
    // Two small types in a ward with a sum of 6 between them: 1 to 5 is no wider than to know it nearly.
    let mut counts = vec![vec![vec![30; 12]; 4]; 3];
    counts[0][1] = [vec![0; 11], vec![4]].concat();
    counts[0][3] = [vec![0; 11], vec![2]].concat();
    counts[1][1] = [vec![0; 11], vec![3]].concat();
    counts[1][3] = [vec![0; 11], vec![3]].concat();
    let it = months(counts);
    let tables = releases(&it, &rule());
    let table = &tables[11];
    let hidden = |ward: usize| {
        let row = table.cells[ward].iter();
        row.filter(|it| **it == Shown::Hidden).count()
    };
    assert!(hidden(0) > 2 && hidden(1) > 2, "{:?}", table.cells);
    assert_eq!(worked_out(&it, &tables), []);
}

#[test]
fn a_sensitive_type_is_hidden_below_ten() {
    let mut counts = vec![vec![vec![30; 12]; 4]; 3];
    counts[1][2] = [vec![0; 11], vec![9]].concat();
    let tables = releases(&months(counts), &rule());
    assert_eq!(tables[11].cell("W1", "Hate crime"), Shown::Hidden);
}

#[test]
fn what_was_hidden_before_a_month_was_restated_stays_hidden() {
    let was = vec![vec![vec![30; 12]; 4]; 3];
    let mut earlier = was.clone();
    earlier[1][3] = [vec![0; 11], vec![3]].concat();
    let mut now = was;
    now[1][3] = [vec![0; 11], vec![6]].concat();
    let mut it = months(now);
    assert_eq!(
        releases(&it, &rule())[11].cell("W1", "Robbery"),
        Shown::Count(6)
    );
    it.earlier = vec![Earlier {
        counts: earlier.clone(),
        in_areas: Vec::new(),
        months: 12,
    }];
    let after = releases(&it, &rule());
    let before = releases(&months(earlier), &rule());
    for ward in &it.wards {
        for kind in &it.kinds {
            let hid = before[11].cell(ward, kind) == Shown::Hidden;
            assert!(
                !hid || after[11].cell(ward, kind) == Shown::Hidden,
                "{ward} {kind}"
            );
        }
    }
}

#[test]
fn a_small_area_that_was_hidden_stays_hidden_when_a_month_is_restated() {
    let counts = vec![vec![vec![30; 12]; 4]; 2];
    let spread = |few: u64| {
        let area = |n: u64| [vec![0; 11], vec![n]].concat();
        let rest = (0..12)
            .map(|at| 90 - if at == 11 { few + 20 } else { 0 })
            .collect();
        vec![area(few), area(20), rest]
    };
    let mut it = months(counts.clone());
    it.areas = (0..3).map(|at| (format!("A{at}"), 0)).collect();
    it.in_areas = spread(3);
    let before = releases(&it, &rule()).remove(11);
    it.in_areas = spread(6);
    assert_eq!(releases(&it, &rule())[11].area("A0"), Shown::Count(6));
    it.earlier = vec![Earlier {
        counts,
        in_areas: spread(3),
        months: 12,
    }];
    let after = releases(&it, &rule()).remove(11);
    assert_eq!(before.area("A0"), Shown::Hidden);
    assert_eq!(
        before.area("A1"),
        Shown::Hidden,
        "the sum of the ward is told"
    );
    assert_eq!(
        (after.area("A0"), after.area("A1")),
        (Shown::Hidden, Shown::Hidden)
    );
}

#[test]
fn a_later_month_changes_no_earlier_table() {
    let counts: Counts = (0..3)
        .map(|w| {
            (0..4)
                .map(|k| {
                    (0..30)
                        .map(|t| (w * 7 + k * 5 + t * 11) % (1 + 9 * (k + 1)))
                        .collect()
                })
                .collect()
        })
        .collect();
    let longer = releases(&months(counts.clone()), &rule());
    let cut = counts
        .into_iter()
        .map(|ward| ward.into_iter().map(|line| line[..20].to_vec()).collect())
        .collect();
    let shorter = releases(&months(cut), &rule());
    for (a, b) in shorter.iter().zip(&longer) {
        assert_eq!(
            (&a.cells, &a.crime, &a.kind_sums),
            (&b.cells, &b.crime, &b.kind_sums)
        );
    }
}

#[test]
fn no_release_gives_a_small_area_away() {
    let line = |top: u64| prop::collection::vec(0..=top, 18);
    let ward = (line(9), line(6), line(2), line(12)).prop_map(|(a, b, c, d)| vec![a, b, c, d]);
    let (mut runner, mut chance) = (TestRunner::deterministic(), Chance::from_seed(3));
    let places = prop::collection::vec(ward, 2);
    let mut told = 0;
    for _ in 0..150 {
        let it = months(places.new_tree(&mut runner).unwrap().current());
        let it = with_areas(it, &mut chance);
        let tables = releases(&it, &rule());
        assert_eq!(worked_out(&it, &tables), [], "{it:?}");
        let shown = tables.iter().flat_map(|table| &table.in_areas);
        told += shown.filter(|it| **it != Shown::Hidden).count();
    }
    // It would be easy to give nothing away by telling nothing.
    assert!(told > 1_000, "{told}");
}

/// The same made-up places each time: what the audit cannot see turns up about four times in 100,000 (decisions/0011).
#[test]
fn no_release_gives_a_small_count_away() {
    let line = |top: u64| prop::collection::vec(prop_oneof![2 => Just(0), 3 => 0..=top], 16);
    let ward = (0u64..2, 1u64..4, 0u64..3, 4u64..30).prop_flat_map(move |(a, b, c, d)| {
        (line(a + d), line(b), line(c), line(d)).prop_map(|(a, b, c, d)| vec![a, b, c, d])
    });
    let mut runner = TestRunner::deterministic();
    let places = prop::collection::vec(ward, 3);
    for _ in 0..600 {
        let it = months(places.new_tree(&mut runner).unwrap().current());
        let tables = releases(&it, &rule());
        assert_eq!(worked_out(&it, &tables), [], "{:?}", it.counts);
    }
}

/// Some months of a version counted otherwise: an event more or less, or of another type or ward.
fn restated(it: &Months, chance: &mut Chance) -> Months {
    let mut now = it.clone();
    for _ in 0..1 + chance.below(5) {
        let at = chance.below(it.counts[0][0].len());
        let (ward, kind) = (chance.below(it.wards.len()), chance.below(it.kinds.len()));
        let (other, another) = (chance.below(it.wards.len()), chance.below(it.kinds.len()));
        match chance.below(3) {
            0 => now.counts[ward][kind][at] += 1 + chance.below(3) as u64,
            1 => {
                let less = 1 + chance.below(3) as u64;
                let count = &mut now.counts[ward][kind][at];
                *count = count.saturating_sub(less);
            }
            _ => {
                let moved = now.counts[ward][kind][at].min(2);
                now.counts[ward][kind][at] -= moved;
                now.counts[other][another][at] += moved;
            }
        }
    }
    now
}

/// The same made-up places each time.
#[test]
fn what_stood_before_months_were_restated_gives_nothing_away() {
    let line = |top: u64| prop::collection::vec(prop_oneof![2 => Just(0), 3 => 0..=top], 15);
    let ward = (0u64..2, 1u64..4, 0u64..3, 4u64..30).prop_flat_map(move |(a, b, c, d)| {
        (line(a + d), line(b), line(c), line(d)).prop_map(|(a, b, c, d)| vec![a, b, c, d])
    });
    let (mut runner, mut chance) = (TestRunner::deterministic(), Chance::from_seed(8));
    let places = prop::collection::vec(ward, 3);
    let (mut told, mut without, mut lost) = (0, 0, [0, 0]);
    for round in 0..300 {
        // Restated once or twice, a month or more after the first tables came out.
        let mut versions = vec![months(places.new_tree(&mut runner).unwrap().current())];
        let mut read: Vec<Vec<WardTable>> = Vec::new();
        let mut known = 13 + chance.below(2);
        for _ in 0..1 + round % 2 {
            let was = &versions[versions.len() - 1];
            let mut tables = releases(was, &rule());
            tables.truncate(known);
            read.push(tables);
            let mut now = restated(was, &mut chance);
            now.earlier.push(Earlier {
                counts: was.counts.clone(),
                in_areas: Vec::new(),
                months: known,
            });
            versions.push(now);
            known += chance.below(2);
        }
        let now = &versions[versions.len() - 1];
        let before = || versions.iter().zip(&read).rev();
        let by_all = |tables: &[WardTable]| {
            let mut all: Vec<(&Months, &[WardTable])> = vec![(now, tables)];
            all.extend(before().map(|(it, tables)| (it, tables.as_slice())));
            worked_out_of_all(&all)
        };
        let forgetful = Months {
            earlier: Vec::new(),
            ..now.clone()
        };
        without += usize::from(!by_all(&releases(&forgetful, &rule())).is_empty());
        let tables = releases(now, &rule());
        lost[round % 2] += usize::from(!by_all(&tables).is_empty());
        for (at, table) in tables.iter().enumerate().take(known) {
            let earlier = before().filter_map(|(_, tables)| tables.get(at));
            for (ward, row) in table.cells.iter().enumerate() {
                for (kind, cell) in row.iter().enumerate() {
                    let mut was = earlier.clone().map(|table| table.cells[ward][kind]);
                    let hidden = was.clone().next() == Some(Shown::Hidden);
                    assert!(
                        !hidden || *cell == Shown::Hidden || was.any(|it| it == *cell),
                        "hidden stays hidden, but where the same was told before that"
                    );
                    told += usize::from(*cell != Shown::Hidden);
                }
            }
        }
    }
    // It would be easy to give nothing away by telling nothing, or where nothing could be worked out anyway.
    assert!(
        told > 1_000 && without > 40,
        "{told} told, {without} lost without"
    );
    // Bounds do not find every sum of sums once there are three versions of it: see the decision on small counts.
    assert!(lost[0] == 0 && lost[1] <= 2, "{lost:?} lost");
}

#[test]
fn what_a_month_does_not_record_is_no_count_in_the_years_that_hold_it() {
    let mut it = months(vec![vec![vec![20; 30]; 4]; 3]);
    let robbery = it.kinds.iter().position(|kind| kind == "Robbery");
    it.unrecorded = [(13, robbery), (13, None)].into();
    let tables = releases(&it, &rule());
    for (at, table) in tables.iter().enumerate().skip(11) {
        let or = |n: u64| {
            if (13..25).contains(&at) {
                Shown::Unrecorded
            } else {
                Shown::Count(n * 20 * 12)
            }
        };
        let cells = ["W0", "W1"].map(|ward| table.cell(ward, "Robbery"));
        assert_eq!((cells, table.sum("Robbery")), ([or(1); 2], or(3)));
        assert_eq!((table.crime("W0"), table.crime_sum()), (or(3), or(9)));
        assert_eq!(table.cell("W0", "Burglary"), Shown::Count(240));
    }
    let told = super::super::Told::up_to(tables.into(), 29).unwrap();
    let sums = |kind| told.sums_of(|it| it.sum(kind)).len();
    assert_eq!(
        (sums("Burglary"), sums("Robbery")),
        (19, 5),
        "only whole years are held against each other"
    );
}

#[test]
fn a_month_that_a_type_is_not_recorded_in_gives_no_other_month_away() {
    // Two wards with few of a type, and five months of which no file holds it.
    let mut chance = Chance::from_seed(3);
    for round in 0..40 {
        let mut counts = vec![vec![vec![30; 30]; 4]; 3];
        let mean = if round % 2 == 0 { 2.5 } else { 1.6 };
        for ward in &mut counts[..2] {
            for (at, n) in ward[3].iter_mut().enumerate() {
                *n = if (14..19).contains(&at) {
                    0
                } else {
                    chance.count(mean, 1.0)
                };
            }
        }
        counts[2][3] = vec![0; 30];
        let mut it = months(counts);
        for at in 14..19 {
            it.unrecorded.extend([(at, Some(3))]);
        }
        let tables = releases(&it, &rule());
        assert_eq!(worked_out(&it, &tables), []);
        // What comes later changes no table that was told, neither within the gap nor after it.
        for months in [16, 22] {
            let mut short = it.clone();
            for line in short.counts.iter_mut().flatten() {
                line.truncate(months);
            }
            for (then, now) in releases(&short, &rule()).iter().zip(&tables) {
                assert_eq!((&then.cells, &then.crime), (&now.cells, &now.crime));
            }
        }
    }
}
