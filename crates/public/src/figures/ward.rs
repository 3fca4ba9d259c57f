//! The figures of a ward: what, is it getting better, where.

use askama::Template;
use axum::{Extension, extract::Path};
use base::{Answer, Desk, OrNotFound as _};
use evidence::{Drawn, WardFigures, figures::Provenance};
use wards::Ward;
use web::{
    Cell, Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    page, row,
};

use super::{CHANGE, NOW, PROVENANCE, change_cells, from_to, n, value};
use crate::wards::{find, frame};

#[derive(Template)]
#[template(path = "figures/ward.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    drawn: Option<Drawn>,
    provenance: Option<Provenance>,
    n: String,
    json: String,
}

/// The page, or the same figures as a file.
pub(super) async fn show(
    mut desk: Desk,
    Path(slug): Path<String>,
    wants: Option<Extension<Wants>>,
) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let figures = evidence::ward_figures(&mut desk, &ward, None).await?;
    let wants = web::wants(wants);
    if wants != Wants::Page {
        return table(&figures.or_not_found()?, wants);
    }
    let atlas = wards::atlas(&mut desk).await?;
    let drawn = figures.as_ref().map(|it| evidence::draw(it, &ward, &atlas));
    let frame = frame(&desk, &ward, "Crime and ASB").about(format!(
        "Crime and anti-social behaviour in {}: what, where and whether it is getting better.",
        ward.name
    ));
    let page_of = Page {
        frame,
        here: "figures",
        drawn,
        n: figures.as_ref().map(|it| n(it.n)).unwrap_or_default(),
        json: format!("{}/figures.json", ward.path()),
        provenance: figures.map(|it| it.provenance),
        ward,
    };
    page(&desk, &page_of)
}

/// The figures of a ward: types, small areas, months.
pub(crate) static FIGURES: Table = Table {
    title: "Figures of a ward",
    name: "figures",
    version: 1,
    about: "A count: of a type, of all crime in a small area, or of a month.",
    routes: &[
        "/wards/{ward}/figures",
        "/wards/{ward}/figures/where",
        "/wards/{ward}/figures/trend",
    ],
    asks: &[],
    groups: &[
        &[
            Field::text("measure", "`type`, `small area, all crime` or `month`."),
            Field::text("name", "The type, the area, or what is counted by month."),
            Field::text("code", "The code of the area.").or_nothing(),
        ],
        NOW,
        CHANGE,
    ],
    beside: &[
        Field::text("ward_code", "The ward's code."),
        Field::text("ward_name", "Its name."),
        Field::text("ward_slug", "The word in its address."),
        Field::whole("n", "Crimes behind the figures.").or_nothing(),
        Field::new("types", Kind::List, "Counts and changes of the types."),
        Field::new(
            "total",
            Kind::Object,
            "All crime, without anti-social behaviour.",
        ),
        Field::new(
            "asb",
            Kind::Object,
            "Anti-social behaviour, never added to the total.",
        )
        .or_nothing(),
        Field::new("crime_line", Kind::Object, "All crime by month.").or_nothing(),
        Field::new("asb_line", Kind::Object, "Anti-social behaviour by month.").or_nothing(),
        Field::new("areas", Kind::List, "Small areas with all crime."),
        Field::new("shades", Kind::Object, "The steps of the map.").or_nothing(),
        PROVENANCE,
    ],
};

fn table(it: &WardFigures, wants: Wants) -> Answer {
    Sheet::new(&FIGURES, rows(it))
        .file(format!("{}-figures", it.ward_slug))
        .beside_all(value(it)?)
        .answer(wants)
}

/// The rows of one measure alone.
pub(super) fn rows_of(it: &WardFigures, measure: &str, name: &str, wants: Wants) -> Answer {
    let mut all = rows(it);
    all.retain(|row| row.first() == Some(&Cell::from(measure)));
    Sheet::new(&FIGURES, all)
        .file(format!("{}-{name}", it.ward_slug))
        .beside_all(value(it)?)
        .answer(wants)
}

fn rows(it: &WardFigures) -> Vec<Vec<Cell>> {
    let (now, before) = (it.provenance.now, it.provenance.before);
    let mut rows = Vec::new();
    let kinds = it.types.iter().chain([&it.total]).chain(&it.asb);
    rows.extend(kinds.map(|kind| {
        let mut cells = row!["type", &kind.name, Cell::Nothing];
        cells.extend(from_to(Some(now)));
        cells.push(kind.now.into());
        cells.extend(from_to(before));
        cells.push(kind.before.into());
        cells.extend(change_cells(kind.change.as_ref()));
        cells
    }));
    let mut plain = |mut cells: Vec<Cell>| {
        cells.resize(FIGURES.fields().count(), Cell::Nothing);
        rows.push(cells);
    };
    for area in &it.areas {
        let mut cells = row!["small area, all crime", &area.name, &area.code];
        cells.extend(from_to(Some(now)));
        cells.push(area.now.into());
        plain(cells);
    }
    for (name, line) in [
        ("All crime", &it.crime_line),
        ("Anti-social behaviour", &it.asb_line),
    ] {
        for (month, count) in line.iter().flat_map(|line| line.months()) {
            let month = month.to_string();
            plain(row!["month", name, Cell::Nothing, &month, &month, count]);
        }
    }
    rows
}
