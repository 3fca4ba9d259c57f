//! The figures of a ward: what, is it getting better, where.

use askama::Template;
use axum::{Extension, Json, extract::Path, response::IntoResponse as _};
use base::{Answer, Desk, OrNotFound as _};
use evidence::{
    Drawn, WardFigures,
    figures::{Provenance, TypeRow},
};
use wards::Ward;
use web::{Frame, Wants, csv_table, page};

use super::{change_cells, n};
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
    match web::wants(wants) {
        Wants::Page => {}
        Wants::Csv => return Ok(csv(&figures.or_not_found()?)),
        Wants::Json => return Ok(Json(figures.or_not_found()?).into_response()),
        Wants::GeoJson | Wants::Xml => return Err(base::Stop::NotThere),
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

fn csv(it: &WardFigures) -> axum::response::Response {
    let (now, before) = (it.provenance.now, it.provenance.before);
    let mut rows = Vec::new();
    let mut kind = |row: &TypeRow| {
        let mut cells = vec![
            "type".to_owned(),
            row.name.clone(),
            String::new(),
            now.first.to_string(),
            now.last.to_string(),
            row.now.cell(),
        ];
        cells.push(before.map(|it| it.first.to_string()).unwrap_or_default());
        cells.push(before.map(|it| it.last.to_string()).unwrap_or_default());
        cells.push(row.before.map(evidence::Shown::cell).unwrap_or_default());
        cells.extend(change_cells(row.change.as_ref()));
        rows.push(cells);
    };
    it.types.iter().for_each(&mut kind);
    kind(&it.total);
    it.asb.iter().for_each(&mut kind);
    let mut plain =
        |measure: &str, name: &str, code: &str, from: String, to: String, count: String| {
            let mut cells = vec![
                measure.to_owned(),
                name.to_owned(),
                code.to_owned(),
                from,
                to,
                count,
            ];
            cells.resize(HEADS.len(), String::new());
            rows.push(cells);
        };
    for area in &it.areas {
        plain(
            "small area, all crime",
            &area.name,
            &area.code,
            now.first.to_string(),
            now.last.to_string(),
            area.now.cell(),
        );
    }
    for (name, line) in [
        ("All crime", &it.crime_line),
        ("Anti-social behaviour", &it.asb_line),
    ] {
        for (month, count) in line.iter().flat_map(|line| line.months()) {
            plain(
                "month",
                name,
                "",
                month.to_string(),
                month.to_string(),
                count.to_string(),
            );
        }
    }
    csv_table(&format!("{}-figures", it.ward_slug), HEADS, &rows)
}

const HEADS: &[&str] = &[
    "measure",
    "name",
    "code",
    "from",
    "to",
    "count",
    "before_from",
    "before_to",
    "count_before",
    "change_percent",
    "likely_low",
    "likely_high",
    "finding",
];
