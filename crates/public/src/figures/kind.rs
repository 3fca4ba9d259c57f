//! One type of crime in all wards.

use askama::Template;
use axum::{Extension, extract::Path};
use base::{Answer, Desk, OrNotFound as _};
use evidence::figures::{DrawnKind, KindFigures, Provenance, draw_kind, kind_figures};
use web::{
    Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    page, row,
};

use super::{CHANGE, NOW, PROVENANCE, change_cells, from_to, n, value};

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
    let wants = web::wants(wants);
    if wants != Wants::Page {
        return table(&it, wants);
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
    let period = format!("In {},", it.provenance.now.lately());
    match (it.sum.count(), &it.change) {
        (None, _) if it.sum == evidence::Shown::Unrecorded => {
            format!("{period} some files of the police do not hold it, so there is no count.")
        }
        (None, _) => format!("{period} there were too few in the borough to show."),
        (Some(sum), Some(change)) => format!(
            "{period} {} were recorded in all wards: {}.",
            web::number(sum),
            change.words()
        ),
        (Some(sum), None) => format!("{period} {} were recorded in all wards.", web::number(sum)),
    }
}

/// One type in every ward.
pub(crate) static FIGURES: Table = Table {
    title: "Figures of a type",
    name: "figures",
    version: 1,
    about: "The type in a ward.",
    routes: &["/figures/{kind}"],
    asks: &[],
    groups: &[
        &[
            Field::text("ward_code", "The ward's code."),
            Field::text("ward", "Its name."),
            Field::text("type", "The type, as the police publish it."),
        ],
        NOW,
        CHANGE,
    ],
    beside: &[
        Field::text("name", "The type."),
        Field::text("slug", "The word in its address."),
        Field::new("wards", Kind::List, "The wards with counts and changes."),
        Field::whole("sum", "All wards together.").or_nothing(),
        Field::whole("sum_before", "All wards together, before.").or_nothing(),
        Field::new("change", Kind::Object, "The change of all wards together.").or_nothing(),
        Field::new("line", Kind::Object, "All wards together, by month.").or_nothing(),
        Field::new("shades", Kind::Object, "The steps of the map."),
        PROVENANCE,
    ],
};

fn table(it: &KindFigures, wants: Wants) -> Answer {
    let (now, before) = (it.provenance.now, it.provenance.before);
    let rows = it.wards.iter().map(|ward| {
        let mut cells = row![&ward.code, &ward.name, &it.name];
        cells.extend(from_to(Some(now)));
        cells.push(ward.now.into());
        cells.extend(from_to(before));
        cells.push(ward.before.into());
        cells.extend(change_cells(ward.change.as_ref()));
        cells
    });
    Sheet::new(&FIGURES, rows.collect())
        .file(&it.slug)
        .beside_all(value(it)?)
        .answer(wants)
}
