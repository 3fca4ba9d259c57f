//! Calls about doorstep crime and scams: how many, how many were reached in two hours, what was saved; for anyone.

use askama::Template;
use axum::Extension;
use base::{Answer, Desk, quarter::Quarter};
use chrono::{DateTime, Utc};
use concerns::rapid_responses::{RapidResponse, store};
use evidence::publishing::Shown;
use statistics::wilson;
use web::{
    Cell, Frame, Sheet, Wants,
    fields::{Field, Table},
    page, row, wants,
};

/// Under so many, a percent says more about chance than about anybody's work.
const LEAST: u64 = 30;
/// Quarters that are shown.
const BACK: u32 = 8;

/// Calls by quarter.
pub(crate) static CALLS: Table = Table {
    title: "Calls about doorstep crime and scams",
    name: "quarters",
    version: 1,
    about: "A quarter that has ended, the latest first, of all wards together. A count under the place's smallest is hidden, and what would give it away.",
    routes: &["/results/rapid-responses"],
    asks: &[],
    groups: &[&[
        Field::text("quarter", "Like `2026-Q3`."),
        Field::whole("calls", "Calls that came in.").or_nothing(),
        Field::whole(
            "to_reach",
            "Of those, where somebody was to go or to help by phone.",
        )
        .or_nothing(),
        Field::whole(
            "percent_in_two_hours",
            "Of those, reached within two hours of the call; nothing under 30 of them.",
        )
        .unit("percent")
        .or_nothing(),
        Field::whole(
            "percent_low",
            "The lower end of its likely range (Wilson, 95%).",
        )
        .unit("percent")
        .or_nothing(),
        Field::whole("percent_high", "The upper end.")
            .unit("percent")
            .or_nothing(),
        Field::whole(
            "repeat_victims",
            "Calls of somebody to whom it had happened before.",
        )
        .or_nothing(),
        Field::whole(
            "pounds_saved",
            "What victims did not lose, where it is known of enough calls.",
        )
        .unit("pounds")
        .or_nothing(),
    ]],
    beside: &[],
};

struct Row {
    quarter: Quarter,
    calls: Shown,
    to_reach: Shown,
    share: Option<(u64, u64, u64)>,
    repeats: Shown,
    saved: Shown,
}

impl Row {
    fn months(&self) -> String {
        self.quarter.months()
    }

    fn share_words(&self) -> String {
        self.share.map_or_else(
            || "\u{2013}".to_owned(),
            |(percent, low, high)| format!("{percent}% (likely {low}% to {high}%)"),
        )
    }

    fn saved_words(&self) -> String {
        match self.saved {
            Shown::Count(n) => format!("£{}", web::number(n)),
            Shown::Hidden => "hidden".to_owned(),
        }
    }

    fn cells(&self) -> Vec<Cell> {
        let part = |of: fn((u64, u64, u64)) -> u64| self.share.map(of);
        row![
            self.quarter.to_string(),
            self.calls,
            self.to_reach,
            part(|it| it.0),
            part(|it| it.1),
            part(|it| it.2),
            self.repeats,
            self.saved
        ]
    }
}

#[derive(Template)]
#[template(path = "results/rapid.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
    minimum: u64,
}

fn is_small(n: u64, minimum: u64) -> bool {
    (1..minimum).contains(&n)
}

/// A part of a whole as it may be shown: hidden where it, or what is left of the whole, is small.
pub(super) fn part(n: u64, whole: u64, minimum: u64) -> Shown {
    if [n, whole - n, whole]
        .into_iter()
        .any(|it| is_small(it, minimum))
    {
        Shown::Hidden
    } else {
        Shown::Count(n)
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are far below 2^52, percents between 0 and 100"
)]
fn row_of(quarter: Quarter, calls: &[&RapidResponse], now: DateTime<Utc>, minimum: u64) -> Row {
    let count =
        |of: &dyn Fn(&RapidResponse) -> bool| calls.iter().filter(|it| of(it)).count() as u64;
    let all = calls.len() as u64;
    let to_reach = count(&|it| it.in_time(now).is_some());
    let in_time = count(&|it| it.in_time(now) == Some(true));
    let saving = count(&|it| it.saved.is_some_and(|n| n > 0));
    let saved: i64 = calls.iter().filter_map(|it| it.saved).sum();
    let shown = part(to_reach, all, minimum);
    let is_told = shown != Shown::Hidden && to_reach >= LEAST;
    let share = wilson(in_time as f64, to_reach as f64, 0.95).filter(|_| is_told);
    let percent = |share: f64| (share * 100.0).round() as u64;
    Row {
        quarter,
        calls: part(all, all, minimum),
        to_reach: shown,
        share: share.map(|it| {
            let middle = in_time as f64 / to_reach as f64;
            (percent(middle), percent(it.low), percent(it.high))
        }),
        repeats: part(count(&|it| it.is_repeat), all, minimum),
        // Of few, the sum is nearly what one of them had.
        saved: if is_small(saving, minimum) || is_small(all, minimum) {
            Shown::Hidden
        } else {
            Shown::Count(saved.unsigned_abs())
        },
    }
}

/// The page, or the same as a file.
pub(super) async fn show(mut desk: Desk, form: Option<Extension<Wants>>) -> Answer {
    let this = Quarter::of(desk.today());
    let (from, until) = (this.back(BACK).moments().0, this.moments().0);
    let all = store::between(desk.tx(), from, until).await?;
    let minimum = u64::from(desk.place().publishing.minimum_cell);
    let now = desk.now();
    // Before the first call nothing was counted: that is not nothing.
    let first = all.iter().map(|it| it.received_at).min();
    let rows: Vec<Row> = (1..=BACK)
        .map(|back| this.back(back))
        .filter(|quarter| first.is_some_and(|first| quarter.moments().1 > first))
        .map(|quarter| {
            let (from, until) = quarter.moments();
            let calls: Vec<_> = all
                .iter()
                .filter(|it| (from..until).contains(&it.received_at))
                .collect();
            row_of(quarter, &calls, now, minimum)
        })
        .collect();
    match wants(form) {
        Wants::Page => {
            let title = "Calls about doorstep crime and scams";
            let page_ = Page {
                frame: Frame::of(&desk, title)
                    .about("How many calls about doorstep crime and scams came in, how many victims were reached within two hours, and what was saved.")
                    .crumb("/", "Home")
                    .crumb("/results", "You said, we did")
                    .crumb("", title),
                rows,
                minimum,
            };
            page(&desk, &page_)
        }
        form => Sheet::new(&CALLS, rows.iter().map(Row::cells).collect())
            .file("calls-about-doorstep-crime")
            .answer(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_hidden_where_it_or_the_rest_is_small() {
        assert_eq!(part(3, 40, 5), Shown::Hidden);
        assert_eq!(part(37, 40, 5), Shown::Hidden);
        assert_eq!(part(20, 40, 5), Shown::Count(20));
        assert_eq!(part(0, 40, 5), Shown::Count(0));
        assert_eq!(part(40, 40, 5), Shown::Count(40));
        assert_eq!(part(4, 4, 5), Shown::Hidden);
        assert_eq!(part(0, 0, 5), Shown::Count(0));
    }
}
