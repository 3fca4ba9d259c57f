//! Calls about doorstep crime and scams: how many, how many were reached in two hours, what was saved; for anyone.

use askama::Template;
use axum::Extension;
use base::{Answer, Desk, clock, quarter::Quarter};
use chrono::{DateTime, Utc};
use concerns::rapid_responses::{
    CallResult, RapidResponse, store,
    talks::{self, Talk},
};
use evidence::publishing::Shown;
use web::{
    Cell, Frame, Sheet, Wants,
    fields::{Field, Table},
    page, row, wants,
};

use super::share::Share;

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
        Field::whole("prosecutions", "Calls that led to a prosecution.").or_nothing(),
        Field::whole("talks", "Talks and training about it, for anyone."),
        Field::whole("people_at_talks", "How many came to them."),
    ]],
    beside: &[],
};

struct Row {
    quarter: Quarter,
    calls: Shown,
    to_reach: Shown,
    share: Option<Share>,
    repeats: Shown,
    saved: Shown,
    prosecutions: Shown,
    talks: u64,
    heads: u64,
}

impl Row {
    fn months(&self) -> String {
        self.quarter.months()
    }

    fn share_words(&self) -> String {
        Share::words(self.share)
    }

    fn talks_words(&self) -> String {
        match self.talks {
            0 => "None".to_owned(),
            n => format!("{n}, with {} people", web::number(self.heads)),
        }
    }

    fn saved_words(&self) -> String {
        match self.saved {
            Shown::Count(n) => format!("£{}", web::number(n)),
            Shown::Hidden => "hidden".to_owned(),
        }
    }

    fn cells(&self) -> Vec<Cell> {
        let [percent, low, high] = Share::cells(self.share);
        row![
            self.quarter.to_string(),
            self.calls,
            self.to_reach,
            percent,
            low,
            high,
            self.repeats,
            self.saved,
            self.prosecutions,
            self.talks,
            self.heads
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

/// What was counted in a quarter.
struct Counted<'a> {
    calls: Vec<&'a RapidResponse>,
    prosecuted: u64,
    talks: Vec<&'a Talk>,
}

fn row_of(quarter: Quarter, it: &Counted, now: DateTime<Utc>, minimum: u64) -> Row {
    let calls = &it.calls;
    let count =
        |of: &dyn Fn(&RapidResponse) -> bool| calls.iter().filter(|it| of(it)).count() as u64;
    let all = calls.len() as u64;
    let to_reach = count(&|it| it.in_time(now).is_some());
    let in_time = count(&|it| it.in_time(now) == Some(true));
    let saving = count(&|it| it.saved.is_some_and(|n| n > 0));
    let saved: i64 = calls.iter().filter_map(|it| it.saved).sum();
    let shown = part(to_reach, all, minimum);
    Row {
        quarter,
        calls: part(all, all, minimum),
        to_reach: shown,
        share: Share::of(in_time, to_reach).filter(|_| shown != Shown::Hidden),
        repeats: part(count(&|it| it.is_repeat), all, minimum),
        // Of few, the sum is nearly what one of them had.
        saved: if is_small(saving, minimum) || is_small(all, minimum) {
            Shown::Hidden
        } else {
            Shown::Count(saved.unsigned_abs())
        },
        prosecutions: part(it.prosecuted, all, minimum),
        talks: it.talks.len() as u64,
        heads: it.talks.iter().map(|it| it.heads.unsigned_abs()).sum(),
    }
}

/// The page, or the same as a file.
pub(super) async fn show(mut desk: Desk, form: Option<Extension<Wants>>) -> Answer {
    let this = Quarter::of(desk.today());
    let (from, until) = (this.back(BACK).moments().0, this.moments().0);
    let all = store::between(desk.tx(), from, until).await?;
    let minimum = u64::from(desk.place().publishing.minimum_cell);
    let now = desk.now();
    let days = (this.back(BACK).first(), this.first());
    let talks = talks::store::between(desk.tx(), days.0, days.1).await?;
    let prosecuted = store::with_result(desk.tx(), from, until, CallResult::Prosecution).await?;
    // Before the first call nothing was counted: that is not nothing.
    let first = all.iter().map(|it| clock::day(it.received_at));
    let first = first.chain(talks.iter().map(|it| it.held_on)).min();
    let rows: Vec<Row> = (1..=BACK)
        .map(|back| this.back(back))
        .filter(|quarter| first.is_some_and(|first| quarter.last() >= first))
        .map(|quarter| {
            let (from, until) = quarter.moments();
            let calls: Vec<_> = all
                .iter()
                .filter(|it| (from..until).contains(&it.received_at))
                .collect();
            let counted = Counted {
                prosecuted: calls
                    .iter()
                    .filter(|it| prosecuted.contains(&it.id))
                    .count() as u64,
                calls,
                talks: talks
                    .iter()
                    .filter(|it| (quarter.first()..=quarter.last()).contains(&it.held_on))
                    .collect(),
            };
            row_of(quarter, &counted, now, minimum)
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
