//! What became of concerns: read in time, done, closed and why; by ward, by kind, by agency; for anyone.

use askama::Template;
use axum::{Extension, extract::Query};
use base::{Answer, Desk, agencies, quarter::Quarter};
use chrono::NaiveDate;
use concerns::{
    concerns::CloseReason,
    measures::{self, Figures, OUTCOMES, Period},
};
use evidence::publishing::{Grid, Shown};
use wards::atlas;
use web::{
    Cell, Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    page, row, wants,
};

/// Under so many, a percent says more about chance than about anybody's work.
const LEAST: u64 = 30;

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Ask {
    by: String,
    quarter: String,
}

const fn count(name: &'static str, about: &'static str) -> Field {
    Field::whole(name, about).or_nothing()
}

/// What became of concerns.
pub(crate) static CONCERNS: Table = Table {
    title: "What became of concerns",
    name: "rows",
    version: 1,
    about: "A ward, a kind or an agency; the last row is all together. A count under the place's smallest is hidden, and others where they would give it away.",
    routes: &["/results/concerns"],
    asks: &[
        ("by", "`ward` (if left out), `kind` or `agency`."),
        ("quarter", "A quarter that has ended, like `2026-Q3`; if left out, the last one. Quarters do not overlap, so that none gives away what another hides."),
    ],
    groups: &[&[
        Field::text("of", "The name of the ward, the kind or the agency."),
        count("sent", "Concerns that came in in the period."),
        count("open", "Of those, still open now."),
        count("done", "Done."),
        count("duplicate", "Closed: it was known already."),
        count("not_ours", "Closed: it is for somebody else."),
        count("nothing_more", "Closed: there is nothing more to be done."),
        count("cancelled", "Closed: whoever sent it took it back."),
        count("not_said", "Closed elsewhere, without saying why."),
        count("percent_read_in_time", "Read by the team within 72 hours, of those that were read or whose time is over; nothing under 30 of them.").unit("percent"),
        count("percent_done", "Done, of those sent; nothing under 30 sent.").unit("percent"),
        count("median_days", "From coming in to its end, in the middle of those that ended.").unit("days"),
    ]],
    beside: &[
        Field::text("by", "`ward`, `kind` or `agency`."),
        Field::new("from", Kind::Day, "The first day of the period."),
        Field::new("to", Kind::Day, "The last day of the period."),
    ],
};

/// A row as it may be shown.
struct Row {
    name: String,
    sent: Shown,
    outcomes: Vec<Shown>,
    read: Option<u64>,
    done: Option<u64>,
    median: Option<i64>,
}

impl Row {
    fn words(&self, it: Option<u64>) -> String {
        it.map_or_else(|| "–".to_owned(), |n| format!("{n}%"))
    }

    fn read_words(&self) -> String {
        self.words(self.read)
    }

    fn done_words(&self) -> String {
        self.words(self.done)
    }

    fn median_words(&self) -> String {
        self.median
            .map_or_else(|| "–".to_owned(), base::deadlines::days)
    }

    fn cells(self) -> Vec<Cell> {
        let mut cells = row![self.name, self.sent];
        cells.extend(self.outcomes.into_iter().map(Cell::from));
        cells.extend(row![self.read, self.done, self.median]);
        cells
    }
}

#[derive(Template)]
#[template(path = "results/concerns.html")]
struct Page {
    frame: Frame,
    heading: &'static str,
    bys: Vec<(&'static str, &'static str, bool)>,
    quarters: Vec<(String, String, bool)>,
    period: String,
    rows: Vec<Row>,
    reasons: Vec<&'static str>,
    minimum: u32,
    address: String,
}

/// What rows can be: in the address, on the button, over the column.
const BYS: [(&str, &str, &str); 3] = [
    ("ward", "By ward", "Ward"),
    ("kind", "By kind", "Kind"),
    ("agency", "By agency", "Who deals with it"),
];

/// The page, or the same as a file.
pub(super) async fn show(
    mut desk: Desk,
    Query(ask): Query<Ask>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let (by, _, heading) = BYS.into_iter().find(|it| it.0 == ask.by).unwrap_or(BYS[0]);
    let today = desk.today();
    let quarter = Quarter::read(&ask.quarter)
        .filter(|it| it.after() <= today)
        .unwrap_or_else(|| Quarter::of(today).back(1));
    let (from, until) = quarter.moments();
    let period = Period { from, until };
    let minimum = desk.place().publishing.minimum_cell;
    let rows = found(&mut desk, by, period).await?;
    let rows = published(rows, u64::from(minimum));
    match wants(form) {
        Wants::Page => {
            let page_ = Page {
                frame: Frame::of(&desk, "What became of concerns")
                    .about("How many concerns were read in time, done, and closed without being done, by ward, kind and agency.")
                    .crumb("/", "Home")
                    .crumb("/results", "You said, we did")
                    .crumb("", "What became of concerns"),
                heading,
                bys: BYS.iter().map(|it| (it.0, it.1, it.0 == by)).collect(),
                quarters: quarters(today, quarter),
                period: quarter.days(),
                address: format!("by={by}&quarter={quarter}"),
                reasons: OUTCOMES[2..].iter().filter_map(|it| CloseReason::of(it)).map(CloseReason::label).collect(),
                rows,
                minimum,
            };
            page(&desk, &page_)
        }
        form => Sheet::new(&CONCERNS, rows.into_iter().map(Row::cells).collect())
            .file("what-became-of-concerns")
            .beside("by", by)
            .beside("from", quarter.first().to_string())
            .beside("to", quarter.last().to_string())
            .answer(form),
    }
}

/// What was counted, name by name. Every ward stands there, also one from which nothing came.
async fn found(
    desk: &mut Desk,
    by: &str,
    period: Period,
) -> Result<Vec<(String, Figures)>, base::Stop> {
    let now = desk.now();
    Ok(match by {
        "kind" => {
            let mut all = measures::store::by_kind(desk.tx(), period, now).await?;
            let known = desk.place().taken();
            let mut rows: Vec<_> = known
                .map(|it| (it.name.clone(), all.remove(&it.code).unwrap_or_default()))
                .collect();
            rows.extend(all);
            rows
        }
        "agency" => {
            let mut all = measures::store::by_agency(desk.tx(), period, now).await?;
            let known = agencies::all(desk.tx()).await?;
            known
                .into_iter()
                .filter_map(|it| Some((it.name, all.remove(&it.id)?)))
                .collect()
        }
        _ => {
            let mut all = measures::store::by_ward(desk.tx(), period, now).await?;
            let atlas = atlas(desk).await?;
            let mut rows: Vec<_> = atlas
                .wards
                .iter()
                .map(|it| (it.name.clone(), all.remove(&it.id).unwrap_or_default()))
                .collect();
            let mut gone = Figures::default();
            for figures in all.values() {
                gone.add(figures);
            }
            if gone.sent() > 0 {
                rows.push(("Wards that have ended".to_owned(), gone));
            }
            rows
        }
    })
}

/// The rows as they may be shown, and all together as the last one.
fn published(found: Vec<(String, Figures)>, minimum: u64) -> Vec<Row> {
    let counts: Vec<_> = found.iter().map(|it| it.1.outcomes.to_vec()).collect();
    let grid = Grid::of(&counts, minimum);
    let (mut all, mut rows) = (Figures::default(), Vec::new());
    for ((name, figures), (cells, sent)) in found
        .into_iter()
        .zip(grid.rows.into_iter().zip(grid.row_sums))
    {
        all.add(&figures);
        rows.push(row_of(name, &figures, sent, cells, minimum));
    }
    let name = "All together".to_owned();
    rows.push(row_of(name, &all, grid.all, grid.column_sums, minimum));
    rows
}

fn row_of(name: String, it: &Figures, sent: Shown, outcomes: Vec<Shown>, minimum: u64) -> Row {
    let is_shown = sent != Shown::Hidden;
    let percent =
        |part: u64, of: u64| (is_shown && of >= LEAST).then(|| (part * 100 + of / 2) / of);
    let ended: u64 = it.took.values().sum();
    Row {
        name,
        read: percent(it.in_time, it.judged),
        done: percent(it.outcomes[1], it.sent()).filter(|_| outcomes[1] != Shown::Hidden),
        median: it.median_days().filter(|_| is_shown && ended >= minimum),
        sent,
        outcomes,
    }
}

/// The last eight quarters that have ended, to choose from.
fn quarters(today: NaiveDate, chosen: Quarter) -> Vec<(String, String, bool)> {
    (1..=8)
        .map(|back| Quarter::of(today).back(back))
        .map(|it| (it.to_string(), it.months(), it == chosen))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_of_few_and_a_count_of_few_are_not_shown() {
        let figures = |open, done| Figures {
            outcomes: [open, done, 0, 0, 0, 0, 0],
            judged: open + done,
            in_time: done,
            took: [(3, done)].into(),
        };
        let found = vec![
            ("A".into(), figures(3, 40)),
            ("B".into(), figures(20, 20)),
            ("C".into(), figures(1, 1)),
        ];
        let rows = published(found, 5);
        assert_eq!(rows[0].outcomes[0], Shown::Hidden, "three are few");
        assert_eq!(
            rows[0].outcomes[1],
            Shown::Hidden,
            "and the rest of the row would give them away"
        );
        assert_eq!(
            (rows[2].sent, rows[2].read, rows[2].median),
            (Shown::Hidden, None, None)
        );
        assert_eq!(
            (rows[1].sent, rows[1].read),
            (Shown::Hidden, None),
            "the sum would give it away"
        );
        assert_eq!(rows[3].sent, Shown::Count(85));
    }
}
