//! What became of concerns: read in time, done, closed and why; by ward, by kind, by agency; for anyone.

use askama::Template;
use axum::{Extension, extract::Query};
use base::{Answer, Desk};
use concerns::{
    concerns::CloseReason,
    measures::{Figures, OUTCOMES, Singly},
};
use evidence::publishing::{Grid, Shown};
use web::{
    Cell, Frame, Sheet, Wants,
    fields::{Field, Table},
    page, row, wants,
};

use super::{
    chosen::{ASKS, Ask, BESIDE, Chosen, Counted, count, percent},
    share::Share,
};

/// What became of concerns.
pub(crate) static CONCERNS: Table = Table {
    title: "What became of concerns",
    name: "rows",
    version: 2,
    about: "A ward, a kind or an agency; the last row is all together. A quarter is counted once, when it is over, and stands as it stood then. A count is hidden where few of it cannot be read one by one (`/open311/v2/requests.json` has the others), and others where they would give it away.",
    routes: &["/results/concerns"],
    asks: ASKS,
    groups: &[&[
        Field::text("of", "The name of the ward, the kind or the agency."),
        count("sent", "Concerns that came in in the period."),
        count("open", "Of those, still open."),
        count("done", "Done."),
        count("duplicate", "Closed: it was known already."),
        count("not_ours", "Closed: it is for somebody else."),
        count("nothing_more", "Closed: there is nothing more to be done."),
        count("cancelled", "Closed: whoever sent it took it back."),
        count("not_said", "Closed elsewhere, without saying why."),
        percent(
            "percent_read_in_time",
            "Read by the team within 72 hours, of those that were read or whose time is over; nothing under 30 of them, and not where few were read in time or few late.",
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
    stood: String,
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
    let found = chosen.found(&mut desk).await?;
    let (stood, on) = (found.day(), found.on);
    let rows = published(found.counts, &chosen);
    match wants(form) {
        Wants::Page => {
            let page_ = Page {
                frame: Frame::of(&desk, "What became of concerns")
                    .about("How many concerns were read in time, done, and closed without being done, by ward, kind and agency.")
                    .crumb("/", "Home")
                    .crumb("/results", "You said, we did")
                    .crumb("", "What became of concerns"),
                chosen,
                stood,
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
            .beside("as_it_stood", on.to_string())
            .answer(form),
    }
}

/// What may be shown of a table: how many of those that nobody can read one by one there are decides, because the others can be counted
/// elsewhere (programs read them), so that what is shown less those must not be small.
fn hide<const COLUMNS: usize>(
    counted: &Counted,
    chosen: &Chosen,
    all: impl Fn(&Figures) -> [u64; COLUMNS],
    singly: impl Fn(&Singly) -> [u64; COLUMNS],
) -> Grid {
    let less = |it: &Figures| {
        let (mut all, singly) = (all(it), singly(&it.singly));
        all.iter_mut()
            .zip(singly)
            .for_each(|(n, known)| *n -= known);
        all
    };
    let [a, b, c] = &counted.each(less);
    let mut grids = Grid::together([a, b, c], chosen.minimum.into());
    let singly = counted.each(|it| singly(&it.singly));
    let at = chosen.pick([0, 1, 2]);
    grids.swap_remove(at).plus(&singly[at])
}

/// The rows as they may be shown, and all together as the last one. What was read in time is a table by itself: a share tells how many
/// were late.
fn published(counted: Counted, chosen: &Chosen) -> Vec<Row> {
    let minimum = chosen.minimum.into();
    let grid = hide(&counted, chosen, |it| it.outcomes, |it| it.outcomes);
    let read = hide(
        &counted,
        chosen,
        |it| [it.in_time, it.judged - it.in_time],
        |it| [it.in_time, it.judged - it.in_time],
    );
    let (mut all, mut rows) = (Figures::default(), Vec::new());
    let mut found: Vec<(String, Figures)> = chosen.pick(counted.0);
    for (_, figures) in &found {
        all.add(figures);
    }
    found.push(("All together".to_owned(), all));
    let cells = grid.rows.into_iter().chain([grid.column_sums]);
    let sent = grid.row_sums.into_iter().chain([grid.all]);
    let in_time = read.rows.iter().chain([&read.column_sums]);
    let judged = read.row_sums.iter().chain([&read.all]);
    let shown = cells.zip(sent).zip(in_time.zip(judged));
    for ((name, figures), ((outcomes, sent), (in_time, judged))) in found.into_iter().zip(shown) {
        let read = match in_time[..] {
            [in_time, Shown::Count(_)] => Share::told(in_time, *judged),
            _ => None,
        };
        let ended: u64 = figures.took.values().sum();
        let median = figures.median_days();
        rows.push(Row {
            name,
            read,
            done: Share::told(outcomes[1], sent),
            median: median.filter(|_| sent != Shown::Hidden && ended >= minimum),
            sent,
            outcomes,
        });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(found: &[(&str, Figures)]) -> Vec<Row> {
        let rows: Vec<_> = found
            .iter()
            .map(|(name, it)| ((*name).to_owned(), it.clone()))
            .collect();
        let mut all = Figures::default();
        found.iter().for_each(|(_, it)| all.add(it));
        let whole = vec![("Everything".to_owned(), all)];
        let chosen = Chosen::for_tests(5);
        published(Counted([rows, whole.clone(), whole]), &chosen)
    }

    fn figures(open: u64, done: u64) -> Figures {
        Figures {
            outcomes: [open, done, 0, 0, 0, 0, 0],
            judged: open + done,
            in_time: done,
            took: [(3, done)].into(),
            ..Figures::default()
        }
    }

    #[test]
    fn a_percent_of_few_and_a_count_of_few_are_not_shown() {
        let rows = shown(&[
            ("A", figures(3, 40)),
            ("B", figures(20, 20)),
            ("C", figures(1, 1)),
        ]);
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
        let sums = rows[..3].iter().filter(|it| it.sent == Shown::Hidden);
        assert_eq!(sums.count(), 2, "the sum would give it away");
        assert_eq!(rows[3].sent, Shown::Count(85));
    }

    #[test]
    fn a_share_of_which_one_is_left_out_is_not_told() {
        // 31 of 32 in time is 97% (84% to 99%), and nothing else is.
        let late = |late, in_time| Figures {
            judged: late + in_time,
            in_time,
            ..figures(20, in_time)
        };
        let rows = shown(&[("A", late(1, 31)), ("B", late(20, 40)), ("C", late(20, 60))]);
        assert_eq!(rows[0].read, None);
        let told = rows[..3].iter().filter(|it| it.read.is_some()).count();
        assert_eq!(told, 1, "another goes with it, and the sum stays");
        assert!(rows[3].read.is_some());
    }
}
