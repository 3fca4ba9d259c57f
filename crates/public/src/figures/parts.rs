//! A ward's figures one question at a time: where, is it getting better, beside similar wards, when.

use askama::Template;
use axum::{Extension, extract::Path};
use base::{Answer, Desk, OrNotFound as _};
use evidence::figures::{Provenance, SimilarWards, draw, similar_wards, ward_figures};
use wards::Ward;
use web::{
    Cell, Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    forms::Html,
    page, row,
};

use super::{n, ward::rows_of};
use crate::wards::{find, frame};

/// Why there is no answer to "when".
const NO_HOURS: &str = "The police publish the month of a crime and neither day nor hour, so nobody can say from these figures when it happens.";

#[derive(Template)]
#[template(path = "figures/part.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    title: String,
    lead: String,
    body: Option<Html>,
    notes: Vec<String>,
    refused: Option<&'static str>,
    csv: String,
    provenance: Option<Provenance>,
    n: String,
    json: String,
}

fn page_of(desk: &Desk, ward: Ward, word: &str, title: &str, about: &str) -> Page {
    let path = format!("{}/figures/{word}", ward.path());
    Page {
        frame: frame(desk, &ward, title).about(format!("{about} {}.", ward.name)),
        here: "figures",
        title: match title.strip_suffix('?') {
            Some(question) => format!("{question} in {}?", ward.name),
            None => format!("{title}: {}", ward.name),
        },
        lead: String::new(),
        body: None,
        notes: Vec::new(),
        refused: None,
        csv: format!("{path}.csv"),
        provenance: None,
        n: String::new(),
        json: format!("{path}.json"),
        ward,
    }
}

/// Where: the small areas of a ward.
pub(super) async fn place(
    mut desk: Desk,
    Path(slug): Path<String>,
    wants: Option<Extension<Wants>>,
) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let figures = ward_figures(&mut desk, &ward, None).await?;
    let wants = web::wants(wants);
    if wants != Wants::Page {
        return rows_of(
            &figures.or_not_found()?,
            "small area, all crime",
            "where",
            wants,
        );
    }
    let atlas = wards::atlas(&mut desk).await?;
    let mut it = page_of(
        &desk,
        ward,
        "where",
        "Where crime is recorded",
        "Where crime is recorded in",
    );
    if let Some(figures) = figures {
        it.body = Some(draw(&figures, &it.ward, &atlas).place);
        it.n = n(figures.n);
        it.provenance = Some(figures.provenance);
        it.notes = [
            "Each crime was moved to the nearest of a fixed set of points before publication. A full area can be one with many map points, or with a supermarket or a station in it.",
            "Areas differ in how many people live there, shop there or pass through. Shading counts crimes, not danger.",
            "Police record what they are told and what they find where they go. Where more officers are, more is recorded.",
            "A map says nothing about the people who live in an area.",
        ]
        .map(String::from)
        .to_vec();
    }
    page(&desk, &it)
}

/// Is it getting better: by month.
pub(super) async fn trend(
    mut desk: Desk,
    Path(slug): Path<String>,
    wants: Option<Extension<Wants>>,
) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let figures = ward_figures(&mut desk, &ward, None).await?;
    let wants = web::wants(wants);
    if wants != Wants::Page {
        return rows_of(&figures.or_not_found()?, "month", "trend", wants);
    }
    let atlas = wards::atlas(&mut desk).await?;
    let mut it = page_of(
        &desk,
        ward,
        "trend",
        "Is it getting better?",
        "Recorded crime by month in",
    );
    if let Some(figures) = figures {
        it.lead = figures.finding();
        it.body = Some(draw(&figures, &it.ward, &atlas).months);
        it.n = n(figures.n);
        it.provenance = Some(figures.provenance);
        it.notes = vec!["More can mean more crime, or more people willing to report it, or a change in how it is recorded.".into()];
    }
    page(&desk, &it)
}

/// Beside similar wards.
pub(super) async fn compare(
    mut desk: Desk,
    Path(slug): Path<String>,
    wants: Option<Extension<Wants>>,
) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let similar = similar_wards(&mut desk, &ward).await?;
    let wants = web::wants(wants);
    if wants != Wants::Page {
        return table(&similar.or_not_found()?, &ward, wants);
    }
    let mut it = page_of(
        &desk,
        ward,
        "compare",
        "Beside similar wards",
        "Recorded crime beside similar wards:",
    );
    if let Some(similar) = similar {
        it.lead = similar.finding.clone();
        it.refused = similar.refused;
        it.body = similar.refused.is_none().then(|| similar.draw());
        it.n = n(similar.own);
        it.notes = [
            "Similar means as many residents. It does not mean the same shops, stations or lives.",
            "Residents are not everyone who is there: a town centre has more visitors than residents.",
            "This is no league: only the wards nearest in size stand here. Go by the sentence above: two ranges may overlap a little and the wards still differ.",
        ]
        .map(String::from)
        .to_vec();
        it.provenance = Some(similar.provenance);
    }
    page(&desk, &it)
}

/// When: refused, with the reason.
pub(super) async fn when(
    mut desk: Desk,
    Path(slug): Path<String>,
    wants: Option<Extension<Wants>>,
) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let wants = web::wants(wants);
    if wants != Wants::Page {
        return Sheet::new(&WHEN, vec![row!["month", NO_HOURS]])
            .file(format!("{}-when", ward.slug))
            .answer(wants);
    }
    let mut it = page_of(
        &desk,
        ward,
        "when",
        "When crime happens",
        "Why nobody can say when crime happens in",
    );
    it.refused = Some(NO_HOURS);
    it.notes = vec!["Tell us when it happens: your panel hears what residents see. Suggest a priority, or ask your ward team a question.".into()];
    page(&desk, &it)
}

/// A ward beside similar ones.
pub(crate) static COMPARE: Table = Table {
    title: "A ward beside similar wards",
    name: "wards",
    version: 1,
    about: "All crime in a ward over the latest twelve months, for each 1,000 residents. The ward asked about, and those nearest to it in residents.",
    routes: &["/wards/{ward}/figures/compare"],
    asks: &[],
    groups: &[&[
        Field::text("ward_code", "The ward's code."),
        Field::text("ward", "Its name."),
        Field::new("from", Kind::Month, "The first month that is counted."),
        Field::new("to", Kind::Month, "The last month that is counted."),
        Field::whole(
            "count",
            "How many; hidden where it is small or would give a small one away.",
        )
        .or_nothing(),
        Field::whole("residents", "Residents in the year the months begin in."),
        Field::new(
            "rate",
            Kind::Number(1),
            "For each 1,000 residents; empty under 20.",
        )
        .or_nothing(),
        Field::new("likely_low", Kind::Number(1), "Likely at least.").or_nothing(),
        Field::new("likely_high", Kind::Number(1), "Likely at most.").or_nothing(),
    ]],
    beside: &[Field::text("finding", "What may be said.").or_nothing()],
};

fn table(it: &SimilarWards, ward: &Ward, wants: Wants) -> Answer {
    let now = it.provenance.now;
    let rows = it.rows.iter().map(|row| {
        let each = |of: Option<f64>| Cell::number(of.map(|it| 1000.0 * it), 1);
        row![
            &row.code,
            &row.name,
            now.first.to_string(),
            now.last.to_string(),
            row.count,
            row.residents,
            each(row.rate),
            each(row.low),
            each(row.high),
        ]
    });
    Sheet::new(&COMPARE, rows.collect())
        .file(format!("{}-compare", ward.slug))
        .beside("finding", Cell::words(it.finding.clone()))
        .answer(wants)
}

/// When, which nobody can say.
pub(crate) static WHEN: Table = Table {
    title: "When crime happens in a ward",
    name: "when",
    version: 1,
    about: "How finely the time of a crime is known, and why no hour can be told.",
    routes: &["/wards/{ward}/figures/when"],
    asks: &[],
    groups: &[&[
        Field::text("known_to", "The finest time that is known: `month`."),
        Field::text("refused", "Why there are no hours and weekdays."),
    ]],
    beside: &[],
};
