//! Reports of hate crime: how many in a year, and why people were targeted; for anyone.

use askama::Template;
use axum::Extension;
use base::{Answer, Desk};
use chrono::{Datelike as _, NaiveDate};
use concerns::hate_reports::{
    HateKind, Strand,
    store::{self, Counted},
};
use evidence::publishing::Shown;
use web::{
    Cell, Frame, Sheet, Wants,
    fields::{Field, Table},
    page, row, wants,
};

use super::rapid::part;

/// Years that are shown.
const BACK: i32 = 3;

/// Reports by year.
pub(crate) static REPORTS: Table = Table {
    title: "Reports of hate crime",
    name: "rows",
    version: 1,
    about: "A year that has ended, the latest first, of all wards and reporting centres together. A count under the place's smallest for sensitive figures is hidden, and so is one that all but so few belong to.",
    routes: &["/results/hate-reports"],
    asks: &[],
    groups: &[&[
        Field::whole("year", "The calendar year."),
        Field::text(
            "of",
            "`all`; `crime` or `incident`; or why somebody was targeted: `disability`, `race`, `religion`, `sexual_orientation`, `transgender`, `other`. One report may have several reasons.",
        ),
        Field::whole("reports", "Reports that were taken in.").or_nothing(),
    ]],
    beside: &[],
};

/// One row of the page: a word, its label, and a count for each year.
struct Row {
    word: &'static str,
    label: &'static str,
    counts: Vec<Shown>,
}

#[derive(Template)]
#[template(path = "results/hate.html")]
struct Page {
    frame: Frame,
    years: Vec<i32>,
    rows: Vec<Row>,
    minimum: u64,
}

fn rows(counted: &[Counted], minimum: u64) -> Vec<Row> {
    let row = |word, label, of: &dyn Fn(&Counted) -> u64| Row {
        word,
        label,
        counts: counted
            .iter()
            .map(|it| part(of(it), it.reports, minimum))
            .collect(),
    };
    let mut rows = vec![row("all", "All reports", &|it| it.reports)];
    rows.extend(HateKind::ALL.iter().map(|kind| {
        let of = |it: &Counted| it.kinds.get(kind).copied().unwrap_or(0);
        row(kind.word(), kind.label(), &of)
    }));
    rows.extend(Strand::ALL.iter().map(|strand| {
        let of = |it: &Counted| it.strands.get(strand).copied().unwrap_or(0);
        row(strand.word(), strand.label(), &of)
    }));
    rows
}

/// The page, or the same as a file.
pub(super) async fn show(mut desk: Desk, form: Option<Extension<Wants>>) -> Answer {
    let this = desk.today().year();
    let mut years: Vec<i32> = (1..=BACK).map(|back| this - back).collect();
    let mut counted = Vec::new();
    for year in &years {
        let first = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        counted.push(store::counted(desk.tx(), first(*year), first(*year + 1)).await?);
    }
    // Before the first report nothing was counted: that is not nothing.
    let known = counted
        .iter()
        .rposition(|it| it.reports > 0)
        .map_or(0, |at| at + 1);
    counted.truncate(known);
    years.truncate(known);
    let minimum = u64::from(desk.place().publishing.minimum_cell_sensitive);
    let rows = rows(&counted, minimum);
    match wants(form) {
        Wants::Page => {
            let title = "Reports of hate crime";
            let page_ = Page {
                frame: Frame::of(&desk, title)
                    .about("How many reports of hate crime this partnership took in, year by year, and why people were targeted.")
                    .crumb("/", "Home")
                    .crumb("/results", "You said, we did")
                    .crumb("", title),
                years,
                rows,
                minimum,
            };
            page(&desk, &page_)
        }
        form => {
            let cells = |at: usize| {
                let year = i64::from(years[at]);
                rows.iter()
                    .map(move |it| row![year, it.word, it.counts[at]])
            };
            let all: Vec<Vec<Cell>> = (0..years.len()).flat_map(cells).collect();
            Sheet::new(&REPORTS, all)
                .file("reports-of-hate-crime")
                .answer(form)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_few_have_and_what_all_but_few_have_is_hidden() {
        let counted = Counted {
            reports: 40,
            kinds: [(HateKind::Crime, 38), (HateKind::Incident, 2)].into(),
            strands: [(Strand::Race, 25), (Strand::Religion, 9)].into(),
        };
        let rows = rows(&[counted], 10);
        let of = |word: &str| rows.iter().find(|it| it.word == word).unwrap().counts[0];
        assert_eq!(of("all"), Shown::Count(40));
        assert_eq!(
            (of("crime"), of("incident")),
            (Shown::Hidden, Shown::Hidden)
        );
        assert_eq!(
            (of("race"), of("religion")),
            (Shown::Count(25), Shown::Hidden)
        );
        assert_eq!(of("disability"), Shown::Count(0));
    }
}
