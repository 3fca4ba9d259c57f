//! One type of crime in all wards.

use askama::Template;
use axum::{Extension, Json, extract::Path, response::IntoResponse as _};
use base::{Answer, Desk, OrNotFound as _, Stop};
use evidence::figures::{DrawnKind, KindFigures, Provenance, draw_kind, kind_figures};
use web::{Frame, Wants, csv_table, page};

use super::{change_cells, n};

#[derive(Template)]
#[template(path = "figures/kind.html")]
struct Page {
    frame: Frame,
    name: String,
    finding: String,
    drawn: DrawnKind,
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
    let it = kind_figures(&mut desk, &slug, None).await?.or_not_found()?;
    match web::wants(wants) {
        Wants::Page => {}
        Wants::Csv => return Ok(csv(&it)),
        Wants::Json => return Ok(Json(it).into_response()),
        Wants::GeoJson | Wants::Xml => return Err(Stop::NotThere),
    }
    let atlas = wards::atlas(&mut desk).await?;
    let page_of = Page {
        frame: Frame::of(&desk, format!("{} - Figures", it.name))
            .about(format!("{} in every ward.", it.name))
            .crumb("/", "Home")
            .crumb("/figures", "Figures")
            .crumb("", it.name.clone()),
        finding: finding(&it),
        drawn: draw_kind(&it, &atlas),
        n: n(it.sum),
        json: format!("/figures/{}.json", it.slug),
        name: it.name,
        provenance: Some(it.provenance),
    };
    page(&desk, &page_of)
}

fn finding(it: &KindFigures) -> String {
    let period = format!(
        "In the {} months to {},",
        it.provenance.now.len(),
        it.provenance.now.last.words()
    );
    match (it.sum.count(), &it.change) {
        (None, _) => format!("{period} there were too few in the borough to show."),
        (Some(sum), Some(change)) => format!(
            "{period} {} were recorded in all wards: {}.",
            web::number(sum),
            change.words()
        ),
        (Some(sum), None) => format!("{period} {} were recorded in all wards.", web::number(sum)),
    }
}

fn csv(it: &KindFigures) -> axum::response::Response {
    let (now, before) = (it.provenance.now, it.provenance.before);
    let rows: Vec<Vec<String>> = it
        .wards
        .iter()
        .map(|ward| {
            let mut cells = vec![
                ward.code.clone(),
                ward.name.clone(),
                it.name.clone(),
                now.first.to_string(),
                now.last.to_string(),
                ward.now.cell(),
            ];
            cells.push(before.map(|it| it.first.to_string()).unwrap_or_default());
            cells.push(before.map(|it| it.last.to_string()).unwrap_or_default());
            cells.push(ward.before.map(evidence::Shown::cell).unwrap_or_default());
            cells.extend(change_cells(ward.change.as_ref()));
            cells
        })
        .collect();
    let heads = [
        "ward_code",
        "ward",
        "type",
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
    csv_table(&it.slug, &heads, &rows)
}
