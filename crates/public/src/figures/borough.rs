//! All wards by type, in alphabetical order: no league.

use askama::Template;
use axum::{Extension, Json, response::IntoResponse as _};
use base::{Answer, Desk, OrNotFound as _};
use evidence::figures::{BoroughFigures, Provenance, borough_figures};
use web::{Frame, Wants, csv_table, page};

use super::n;

/// As many types as fit beside the name of a ward. All of them are in the file.
const MAIN_TYPES: usize = 6;

struct Row {
    name: String,
    link: String,
    total: String,
    finding: &'static str,
    counts: Vec<String>,
}

#[derive(Template)]
#[template(path = "figures/borough.html")]
struct Page {
    frame: Frame,
    heads: Vec<String>,
    all: Vec<(String, String)>,
    rows: Vec<Row>,
    sums: Option<Row>,
    provenance: Option<Provenance>,
    n: String,
    json: String,
}

/// The page, or the same figures as a file.
pub(super) async fn show(mut desk: Desk, wants: Option<Extension<Wants>>) -> Answer {
    let figures = borough_figures(&mut desk, None).await?;
    match web::wants(wants) {
        Wants::Page => {}
        Wants::Csv => return Ok(csv(&figures.or_not_found()?)),
        Wants::Json => return Ok(Json(figures.or_not_found()?).into_response()),
        Wants::GeoJson | Wants::Xml => return Err(base::Stop::NotThere),
    }
    let title = format!("Crime and ASB in {}", desk.place().name);
    let frame = Frame::of(&desk, title.clone())
        .about("Recorded crime by ward and type.")
        .crumb("/", "Home")
        .crumb("", "Figures");
    page(&desk, &draw(frame, figures))
}

fn draw(frame: Frame, figures: Option<BoroughFigures>) -> Page {
    let json = "/figures.json".to_owned();
    let Some(it) = figures else {
        return Page {
            frame,
            heads: Vec::new(),
            all: Vec::new(),
            rows: Vec::new(),
            sums: None,
            provenance: None,
            n: String::new(),
            json,
        };
    };
    let main = it.main_types(MAIN_TYPES);
    let link = |kind: &String| {
        (
            kind.clone(),
            format!("/figures/{}", wards::wards::slug(kind)),
        )
    };
    let rows = it
        .wards
        .iter()
        .map(|ward| Row {
            name: ward.name.clone(),
            link: format!("/wards/{}/figures", ward.slug),
            total: n(ward.total),
            finding: ward
                .change
                .as_ref()
                .map_or("", |change| change.finding.words()),
            counts: main.iter().map(|at| n(ward.counts[*at])).collect(),
        })
        .collect();
    let sums = Row {
        name: "All wards".into(),
        link: String::new(),
        total: n(it.total),
        finding: "",
        counts: main.iter().map(|at| n(it.sums[*at])).collect(),
    };
    Page {
        frame,
        heads: main.iter().map(|at| it.types[*at].clone()).collect(),
        all: it.types.iter().map(link).collect(),
        rows,
        sums: Some(sums),
        n: n(it.total),
        provenance: Some(it.provenance),
        json,
    }
}

fn csv(it: &BoroughFigures) -> axum::response::Response {
    let now = it.provenance.now;
    let rows: Vec<Vec<String>> = it
        .wards
        .iter()
        .flat_map(|ward| {
            let row = move |kind: &str, count: evidence::Shown| {
                vec![
                    ward.code.clone(),
                    ward.name.clone(),
                    kind.to_owned(),
                    now.first.to_string(),
                    now.last.to_string(),
                    count.cell(),
                ]
            };
            let kinds = it
                .types
                .iter()
                .zip(&ward.counts)
                .map(move |(kind, count)| row(kind, *count));
            kinds.chain([row("All crime, without anti-social behaviour", ward.total)])
        })
        .collect();
    csv_table(
        "figures-by-ward",
        &["ward_code", "ward", "type", "from", "to", "count"],
        &rows,
    )
}
