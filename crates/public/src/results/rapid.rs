//! Calls about doorstep crime and scams: how many, how many were reached in two hours, what was saved; for anyone.

use askama::Template;
use axum::Extension;
use base::{
    Act, Answer, Desk, Stop, clock,
    frozen::{self, Frozen},
    quarter::Quarter,
};
use chrono::NaiveDate;
use concerns::rapid_responses::{CallResult, RapidResponse, store, talks};
use evidence::publishing::Shown;
use web::{
    Cell, Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    page, row, wants,
};

use super::share::Share;

/// Quarters that are shown.
const BACK: u32 = 8;
/// Money is told to the nearest of so many pounds.
const POUNDS: u64 = 1_000;

/// Calls by quarter.
pub(crate) static CALLS: Table = Table {
    title: "Calls about doorstep crime and scams",
    name: "quarters",
    version: 2,
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
            "Of those, reached within two hours of the call; nothing under 30 of them, and not where few were reached in time or few late.",
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
            "What victims did not lose, where it is known of enough calls, to the nearest 1,000.",
        )
        .unit("pounds")
        .or_nothing(),
        Field::whole("prosecutions", "Calls that led to a prosecution.").or_nothing(),
        Field::whole("talks", "Talks and training about it, for anyone."),
        Field::whole("people_at_talks", "How many came to them."),
        Field::new(
            "as_it_stood",
            Kind::Day,
            "The day on which the quarter was counted, once and for good.",
        ),
    ]],
    beside: &[],
};

struct Row {
    quarter: Quarter,
    on: NaiveDate,
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

    fn stood(&self) -> String {
        clock::plain_day(self.on)
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
            hidden => hidden.to_string(),
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
            self.heads,
            self.on
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
#[derive(serde::Serialize, serde::Deserialize)]
struct Counted {
    calls: u64,
    to_reach: u64,
    in_time: u64,
    repeats: u64,
    /// Calls that saved anything, and how much together.
    saving: u64,
    saved: u64,
    prosecuted: u64,
    talks: u64,
    heads: u64,
}

impl Counted {
    async fn of(desk: &mut Desk, quarter: Quarter) -> Result<Self, Stop> {
        let now = desk.now();
        let (from, until) = quarter.moments();
        let calls = store::between(desk.tx(), from, until).await?;
        let prosecuted =
            store::with_result(desk.tx(), from, until, CallResult::Prosecution).await?;
        let talks = talks::store::between(desk.tx(), quarter.first(), quarter.after()).await?;
        let count =
            |of: &dyn Fn(&RapidResponse) -> bool| calls.iter().filter(|it| of(it)).count() as u64;
        let saved: i64 = calls.iter().filter_map(|it| it.saved).sum();
        Ok(Self {
            calls: calls.len() as u64,
            to_reach: count(&|it| it.in_time(now).is_some()),
            in_time: count(&|it| it.in_time(now) == Some(true)),
            repeats: count(&|it| it.is_repeat),
            saving: count(&|it| it.saved.is_some_and(|n| n > 0)),
            saved: saved.unsigned_abs(),
            prosecuted: count(&|it| prosecuted.contains(&it.id)),
            talks: talks.len() as u64,
            heads: talks.iter().map(|it| it.heads.unsigned_abs()).sum(),
        })
    }

    /// Counted once, when somebody first looks after the quarter is over. A call written down later would show by the difference what
    /// its victim had.
    async fn once(desk: &mut Desk, quarter: Quarter) -> Result<Frozen<Self>, Stop> {
        let period = quarter.to_string();
        if let Some(found) = frozen::find(desk, "rapid-responses", &period).await? {
            return Ok(found);
        }
        let mut own = Desk::of_the_house(desk.house(), Act::SeePublic).await?;
        let counted = Self::of(&mut own, quarter).await?;
        frozen::keep(own, "rapid-responses", &period, &counted).await
    }
}

fn row_of(quarter: Quarter, frozen: &Frozen<Counted>, minimum: u64) -> Row {
    let it = &frozen.counts;
    let of_calls = |n: u64| part(n, it.calls, minimum);
    let to_reach = of_calls(it.to_reach);
    Row {
        quarter,
        on: frozen.on,
        calls: of_calls(it.calls),
        to_reach,
        share: Share::told(part(it.in_time, it.to_reach, minimum), to_reach),
        repeats: of_calls(it.repeats),
        // Of few, the sum is nearly what one of them had; to the pound, it is known to whoever knows the others.
        saved: if is_small(it.saving, minimum) || is_small(it.calls, minimum) {
            Shown::Hidden
        } else {
            Shown::Count((it.saved + POUNDS / 2) / POUNDS * POUNDS)
        },
        prosecutions: of_calls(it.prosecuted),
        talks: it.talks,
        heads: it.heads,
    }
}

/// The page, or the same as a file.
pub(super) async fn show(mut desk: Desk, form: Option<Extension<Wants>>) -> Answer {
    let this = Quarter::of(desk.today());
    let oldest = this.back(BACK);
    let calls = store::between(desk.tx(), oldest.moments().0, this.moments().0).await?;
    let minimum = u64::from(desk.place().publishing.minimum_cell);
    let talks = talks::store::between(desk.tx(), oldest.first(), this.first()).await?;
    // Before the first call nothing was counted: that is not nothing.
    let first = calls.iter().map(|it| clock::day(it.received_at));
    let first = first.chain(talks.iter().map(|it| it.held_on)).min();
    let mut rows: Vec<Row> = Vec::new();
    for quarter in (1..=BACK).map(|back| this.back(back)) {
        if first.is_some_and(|first| quarter.last() >= first) {
            let counted = Counted::once(&mut desk, quarter).await?;
            rows.push(row_of(quarter, &counted, minimum));
        }
    }
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
