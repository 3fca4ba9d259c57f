//! Reports of hate crime: how many in a year, and why people were targeted; for anyone.

use askama::Template;
use axum::Extension;
use base::{
    Act, Answer, Desk, Stop,
    frozen::{self, Frozen},
};
use chrono::{Datelike as _, NaiveDate};
use concerns::hate_reports::{
    HateKind, Strand,
    store::{self, Counted},
};
use evidence::publishing::{self, Shown};
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
    about: "A year that has ended, the latest first, of all wards and reporting centres together. A count under the place's smallest for sensitive figures is hidden, and so is one that all but so few belong to, and others where they would give a hidden one away. A year is counted once, when it is over.",
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
    stood: Vec<(i32, String)>,
    rows: Vec<Row>,
    minimum: u64,
}

/// What may be told of a year: all reports, by kind, by reason.
struct Told {
    all: Shown,
    kinds: Vec<Shown>,
    strands: Vec<Shown>,
}

impl Told {
    fn of(it: &Counted, minimum: u64) -> Self {
        let kinds = HateKind::ALL.iter().map(|kind| it.kinds.get(kind));
        let kinds: Vec<u64> = kinds.map(|n| n.copied().unwrap_or(0)).collect();
        let strands = Strand::ALL.iter().map(|strand| it.strands.get(strand));
        let strands: Vec<u64> = strands.map(|n| n.copied().unwrap_or(0)).collect();
        let whole = publishing::alone(it.reports, minimum);
        let by_strand = reasons(&strands, it.reports, minimum).filter(|_| whole != Shown::Hidden);
        // Without the sum nothing is told but noughts.
        let nought = |n: &u64| match n {
            0 => Shown::Count(0),
            _ => Shown::Hidden,
        };
        match by_strand {
            Some(strands) => Self {
                all: whole,
                kinds: publishing::parts(&kinds, minimum),
                strands,
            },
            None => Self {
                all: nought(&it.reports),
                kinds: kinds.iter().map(nought).collect(),
                strands: strands.iter().map(nought).collect(),
            },
        }
    }
}

/// Reasons as they may be told beside the number of reports. Each report has one reason at least, so all reports less the reasons that
/// are shown is the least that the hidden ones can be together: where that says anything about a small one, another is hidden, and where
/// there is none, nothing can be told.
fn reasons(counts: &[u64], reports: u64, minimum: u64) -> Option<Vec<Shown>> {
    let mut shown: Vec<Shown> = counts
        .iter()
        .map(|n| part(*n, reports.max(*n), minimum))
        .collect();
    loop {
        let hidden = || (0..counts.len()).filter(|at| shown[*at] == Shown::Hidden);
        let few = |at: &usize| counts[*at] < minimum;
        let told: u64 = shown.iter().filter_map(|it| it.count()).sum();
        let rest = reports.saturating_sub(told);
        // What others can have at most: a few, where they are hidden for being few, or every report.
        let most = |at: usize| if few(&at) { minimum - 1 } else { reports };
        let is_settled = hidden().filter(few).any(|at| {
            let others: u64 = hidden().filter(|it| *it != at).map(most).sum();
            rest.saturating_sub(others) > 1
        });
        if !is_settled {
            return Some(shown);
        }
        let companion = (0..counts.len())
            .filter(|at| shown[*at] != Shown::Hidden && counts[*at] > 0)
            .min_by_key(|at| counts[*at])?;
        shown[companion] = Shown::Hidden;
    }
}

fn rows(counted: &[Counted], minimum: u64) -> Vec<Row> {
    let told: Vec<Told> = counted.iter().map(|it| Told::of(it, minimum)).collect();
    let row = |word, label, of: &dyn Fn(&Told) -> Shown| Row {
        word,
        label,
        counts: told.iter().map(of).collect(),
    };
    let mut rows = vec![row("all", "All reports", &|it| it.all)];
    rows.extend(
        HateKind::ALL
            .iter()
            .enumerate()
            .map(|(at, kind)| row(kind.word(), kind.label(), &|it| it.kinds[at])),
    );
    rows.extend(
        Strand::ALL
            .iter()
            .enumerate()
            .map(|(at, strand)| row(strand.word(), strand.label(), &|it| it.strands[at])),
    );
    rows
}

/// Counted once, when somebody first looks after the year is over.
async fn once(desk: &mut Desk, year: i32) -> Result<Frozen<Counted>, Stop> {
    let period = year.to_string();
    if let Some(found) = frozen::find(desk, "hate-reports", &period).await? {
        return Ok(found);
    }
    let mut own = Desk::of_the_house(desk.house(), Act::SeePublic).await?;
    let first = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    let counted = store::counted(own.tx(), first(year), first(year + 1)).await?;
    frozen::keep(own, "hate-reports", &period, &counted).await
}

/// The page, or the same as a file.
pub(super) async fn show(mut desk: Desk, form: Option<Extension<Wants>>) -> Answer {
    let this = desk.today().year();
    let mut years: Vec<i32> = (1..=BACK).map(|back| this - back).collect();
    let (mut counted, mut stood) = (Vec::new(), Vec::new());
    for year in &years {
        let frozen = once(&mut desk, *year).await?;
        stood.push((*year, frozen.day()));
        counted.push(frozen.counts);
    }
    // Before the first report nothing was counted: that is not nothing.
    let known = counted
        .iter()
        .rposition(|it| it.reports > 0)
        .map_or(0, |at| at + 1);
    counted.truncate(known);
    years.truncate(known);
    stood.truncate(known);
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
                stood,
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
            strands: [
                (Strand::Race, 25),
                (Strand::Religion, 9),
                (Strand::Other, 30),
            ]
            .into(),
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

    fn told(reports: u64, strands: [u64; 6]) -> Told {
        let strands = Strand::ALL.iter().copied().zip(strands).collect();
        let counted = Counted {
            reports,
            kinds: [(HateKind::Crime, reports)].into(),
            strands,
        };
        Told::of(&counted, 10)
    }

    #[test]
    fn a_lone_hidden_reason_takes_another_along() {
        // 60 reports, 51 of them for other reasons: each has one, so 9 at least are about religion, and 9 at most.
        let three = told(60, [31, 9, 20, 0, 0, 0]);
        let hidden: Vec<bool> = three
            .strands
            .iter()
            .map(|it| *it == Shown::Hidden)
            .collect();
        assert_eq!(hidden, [false, true, true, false, false, false]);
        assert_eq!(three.all, Shown::Count(60));
        // Eleven over two that are few: one has 2 at least.
        let two = told(11, [5, 6, 0, 0, 0, 0]);
        assert_eq!((two.all, two.strands[2]), (Shown::Hidden, Shown::Count(0)));
        // Nine more are known to be wide enough apart: reasons overlap.
        let wide = told(40, [40, 9, 0, 0, 0, 0]);
        assert_eq!(
            (wide.all, wide.strands[0]),
            (Shown::Count(40), Shown::Count(40))
        );
    }
}
