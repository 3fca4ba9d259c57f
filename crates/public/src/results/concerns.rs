//! What became of concerns: read in time, done, closed and why; by ward, by kind, by agency; for anyone.

use askama::Template;
use axum::{Extension, extract::Query};
use base::{Answer, Desk};
use concerns::{
    concerns::CloseReason,
    measures::{Figures, OUTCOMES},
};
use evidence::publishing::{Grid, Shown};
use web::{
    Cell, Frame, Sheet, Wants,
    fields::{Field, Table},
    page, row, wants,
};

use super::{
    chosen::{ASKS, Ask, BESIDE, Chosen, count, percent},
    share::Share,
};

/// What became of concerns.
pub(crate) static CONCERNS: Table = Table {
    title: "What became of concerns",
    name: "rows",
    version: 1,
    about: "A ward, a kind or an agency; the last row is all together. A count under the place's smallest is hidden, and others where they would give it away.",
    routes: &["/results/concerns"],
    asks: ASKS,
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
        percent(
            "percent_read_in_time",
            "Read by the team within 72 hours, of those that were read or whose time is over; nothing under 30 of them.",
        ),
        percent(
            "percent_done",
            "Done, of those sent; nothing under 30 sent.",
        ),
        count(
            "median_days",
            "From coming in to its end, in the middle of those that ended.",
        )
        .unit("days"),
        percent(
            "read_in_time_low",
            "The lower end of the likely range of the share read in time (Wilson, 95%).",
        ),
        percent("read_in_time_high", "The upper end."),
        percent(
            "done_low",
            "The lower end of the likely range of the share done.",
        ),
        percent("done_high", "The upper end."),
    ]],
    beside: BESIDE,
};

/// A row as it may be shown.
struct Row {
    name: String,
    sent: Shown,
    outcomes: Vec<Shown>,
    read: Option<Share>,
    done: Option<Share>,
    median: Option<i64>,
}

impl Row {
    fn read_words(&self) -> String {
        Share::words(self.read)
    }

    fn done_words(&self) -> String {
        Share::words(self.done)
    }

    fn median_words(&self) -> String {
        self.median
            .map_or_else(|| "–".to_owned(), base::deadlines::days)
    }

    fn cells(self) -> Vec<Cell> {
        let mut cells = row![self.name, self.sent];
        cells.extend(self.outcomes.into_iter().map(Cell::from));
        let [read, read_low, read_high] = Share::cells(self.read);
        let [done, done_low, done_high] = Share::cells(self.done);
        cells.extend(row![
            read,
            done,
            self.median,
            read_low,
            read_high,
            done_low,
            done_high
        ]);
        cells
    }
}

#[derive(Template)]
#[template(path = "results/concerns.html")]
struct Page {
    frame: Frame,
    chosen: Chosen,
    rows: Vec<Row>,
    reasons: Vec<&'static str>,
}

/// The page, or the same as a file.
pub(super) async fn show(
    mut desk: Desk,
    Query(ask): Query<Ask>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let chosen = Chosen::of(&desk, &ask, "Sent in")?;
    let rows = chosen.found(&mut desk).await?;
    let rows = published(rows, chosen.minimum.into());
    match wants(form) {
        Wants::Page => {
            let page_ = Page {
                frame: Frame::of(&desk, "What became of concerns")
                    .about("How many concerns were read in time, done, and closed without being done, by ward, kind and agency.")
                    .crumb("/", "Home")
                    .crumb("/results", "You said, we did")
                    .crumb("", "What became of concerns"),
                chosen,
                reasons: OUTCOMES[2..].iter().filter_map(|it| CloseReason::of(it)).map(CloseReason::label).collect(),
                rows,
            };
            page(&desk, &page_)
        }
        form => Sheet::new(&CONCERNS, rows.into_iter().map(Row::cells).collect())
            .file(chosen.file("what-became-of-concerns"))
            .beside("by", chosen.by)
            .beside("from", chosen.quarter.first().to_string())
            .beside("to", chosen.quarter.last().to_string())
            .answer(form),
    }
}

/// The rows as they may be shown, and all together as the last one.
fn published(found: Vec<(String, Figures)>, minimum: u64) -> Vec<Row> {
    let counts: Vec<_> = found.iter().map(|it| it.1.outcomes).collect();
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
    let ended: u64 = it.took.values().sum();
    Row {
        name,
        read: Share::of(it.in_time, it.judged).filter(|_| is_shown),
        done: Share::of(it.outcomes[1], it.sent())
            .filter(|_| is_shown && outcomes[1] != Shown::Hidden),
        median: it.median_days().filter(|_| is_shown && ended >= minimum),
        sent,
        outcomes,
    }
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
            ..Figures::default()
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
