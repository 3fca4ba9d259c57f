//! All wards by type, in alphabetical order: no league.

use askama::Template;
use axum::Extension;
use base::{Answer, Desk, OrNotFound as _};
use evidence::Shown;
use evidence::figures::{BoroughFigures, Provenance, borough_figures};
use web::{
    Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    page, row,
};

use super::{NOW, PROVENANCE, n, value};

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
    lead: String,
    n: String,
    json: String,
}

/// The page, or the same figures as a file.
pub(super) async fn show(mut desk: Desk, wants: Option<Extension<Wants>>) -> Answer {
    let figures = borough_figures(&mut desk, None).await?;
    let wants = web::wants(wants);
    if wants != Wants::Page {
        return table(figures.or_not_found()?, wants);
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
            lead: String::new(),
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
            finding: match &ward.change {
                Some(change) => change.finding.words(),
                None if ward.unlike => "Not the same types",
                None => "",
            },
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
        lead: match it.total {
            Shown::Count(n) => format!(
                "{} in all wards, {}.",
                web::many(n, "crime"),
                it.provenance.now_words
            ),
            Shown::Hidden => format!(
                "The number of crimes in all wards is hidden, {}.",
                it.provenance.now_words
            ),
            Shown::Unrecorded => format!(
                "Some files of the police do not hold every type, so there is no count of all crime, {}.",
                it.provenance.now_words
            ),
        },
        provenance: Some(it.provenance),
        json,
    }
}

/// Every ward and type.
pub(crate) static FIGURES: Table = Table {
    title: "Figures by ward",
    name: "figures",
    version: 1,
    about: "A type of crime in a ward; one row of each ward is all crime.",
    routes: &["/figures"],
    asks: &[],
    groups: &[
        &[
            Field::text("ward_code", "The ward's code."),
            Field::text("ward", "Its name."),
            Field::text("type", "The type, as the police publish it."),
        ],
        NOW,
    ],
    beside: &[
        Field::text("borough", "The place."),
        Field::new("types", Kind::List, "The types, in alphabetical order."),
        Field::new(
            "wards",
            Kind::List,
            "The wards with their counts, in the order of `types`.",
        ),
        Field::new("sums", Kind::List, "Each type over all wards."),
        Field::whole("total", "All crime over all wards.").or_nothing(),
        PROVENANCE,
    ],
};

fn table(it: BoroughFigures, wants: Wants) -> Answer {
    let now = it.provenance.now;
    let mut rows = Vec::new();
    for ward in &it.wards {
        let all = [&"All crime, without anti-social behaviour".to_owned()];
        let kinds = it.types.iter().zip(&ward.counts);
        for (kind, count) in kinds.chain(all.into_iter().zip([&ward.total])) {
            let (first, last) = (now.first.to_string(), now.last.to_string());
            rows.push(row![&ward.code, &ward.name, kind, first, last, *count]);
        }
    }
    Sheet::new(&FIGURES, rows)
        .file("figures-by-ward")
        .beside_all(value(&it)?)
        .answer(wants)
}
