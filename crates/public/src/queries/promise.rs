//! How the promise to answer is kept, by ward and by quarter, for anyone.

use std::collections::BTreeMap;

use askama::Template;
use axum::{Extension, extract::Path};
use base::{
    Act, Answer, Desk, Stop, WardId,
    frozen::{self, Frozen},
    quarter::Quarter,
};
use evidence::publishing::{self, Shown};
use serde::{Deserialize, Serialize};
use wards::{
    Ward, atlas,
    queries::{
        measures::{Figures, Period},
        store,
    },
};
use web::{
    Cell, Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    page, row, wants,
};

use crate::wards as ward_pages;

/// Quarters shown on a ward's page.
const QUARTERS: u32 = 8;

/// What was counted in a quarter, also of wards that have ended since.
#[derive(Serialize, Deserialize)]
struct Counted {
    wards: BTreeMap<WardId, Figures>,
    all: Figures,
}

impl Counted {
    /// Counted once, when somebody first looks after the quarter is over: between two looks at a table that goes on, one question more
    /// is one person.
    async fn once(desk: &mut Desk, quarter: Quarter) -> Result<Frozen<Self>, Stop> {
        let named = quarter.to_string();
        if let Some(found) = frozen::find(desk, "promise", &named).await? {
            return Ok(found);
        }
        let mut own = Desk::of_the_house(desk.house(), Act::SeePublic).await?;
        let (from, to) = quarter.moments();
        let period = Period { from, to };
        let now = own.now();
        let timed = store::timed(own.tx(), from).await?;
        let mut wards = BTreeMap::new();
        for one in &timed {
            wards
                .entry(one.ward)
                .or_insert_with(|| Figures::of(&timed, Some(one.ward), period, now));
        }
        let all = Figures::of(&timed, None, period, now);
        frozen::keep(own, "promise", &named, &Self { wards, all }).await
    }

    /// What may be shown of each ward that had any, and of all together. Every page about a ward asks here.
    fn shown(mut self, minimum: u64) -> (BTreeMap<WardId, Option<Figures>>, Option<Figures>) {
        self.wards.retain(|_, it| it.received > 0);
        let received: Vec<u64> = self.wards.values().map(|it| it.received).collect();
        let shown = publishing::parts(&received, minimum);
        let wards = self.wards.into_iter().zip(shown);
        let is_told = |shown: Shown| shown != Shown::Hidden;
        let all = Some(self.all).filter(|it| is_told(publishing::alone(it.received, minimum)));
        let wards = wards.map(|((ward, it), shown)| (ward, Some(it).filter(|_| is_told(shown))));
        (wards.collect(), all)
    }
}

/// A line of a table; hidden without figures.
struct Row {
    label: String,
    path: String,
    figures: Option<Figures>,
}

/// A line in words.
struct Words {
    label: String,
    path: String,
    received: String,
    in_time: String,
    percent: String,
    median: String,
    oldest: String,
    signposted: String,
    redress: String,
}

#[derive(Template)]
#[template(path = "queries/promise.html")]
struct Page {
    frame: Frame,
    ward: Option<Ward>,
    here: &'static str,
    hours: u32,
    minimum: u32,
    period: String,
    stood: String,
    total: Words,
    rows: Vec<Words>,
    address: String,
}

impl Words {
    /// How many in time, and which share; one dash where neither is told.
    fn share(&self) -> String {
        if self.in_time == self.percent {
            self.percent.clone()
        } else {
            format!("{}: {}", self.in_time, self.percent)
        }
    }
}

fn words(row: &Row) -> Words {
    let dash = || "–".to_owned();
    let mut words = Words {
        label: row.label.clone(),
        path: row.path.clone(),
        received: "hidden".to_owned(),
        in_time: dash(),
        percent: dash(),
        median: dash(),
        oldest: dash(),
        signposted: dash(),
        redress: dash(),
    };
    let Some(it) = &row.figures else {
        return words;
    };
    words.received = it.received.to_string();
    words.signposted = it.signposted.to_string();
    words.redress = it.redress.to_string();
    if let Some((percent, low, high)) = it.percent() {
        words.in_time = format!("{} of {}", it.in_time, it.judged);
        words.percent = format!("{percent}% (likely {low}% to {high}%)");
    }
    if let Some(median) = it.median_hours {
        words.median = format!("{median:.0} hours");
    }
    if let Some(oldest) = it.oldest_open_hours {
        words.oldest = format!("{oldest} hours");
    }
    words
}

const fn percent(name: &'static str, about: &'static str) -> Field {
    Field::whole(name, about).unit("percent").or_nothing()
}

/// What files and JSON hold of a line.
const LINE: &[Field] = &[
    Field::whole("received", "Questions that came in.").or_nothing(),
    Field::whole("judged", "Of them, with a reply or late.").or_nothing(),
    Field::whole("in_time", "Of those, answered in time.").or_nothing(),
    percent("percent_in_time", "In time of judged."),
    percent("likely_low", "Likely at least."),
    percent("likely_high", "Likely at most."),
    Field::new(
        "median_hours",
        Kind::Number(1),
        "Time to the reply, in the middle.",
    )
    .unit("hours")
    .or_nothing(),
    Field::whole(
        "oldest_open_hours",
        "How long the oldest open one of them had waited.",
    )
    .unit("hours")
    .or_nothing(),
    Field::whole("signposted", "Passed on to who can help.").or_nothing(),
    Field::whole("redress_asked", "Taken on to the inspector.").or_nothing(),
    Field::new(
        "hidden",
        Kind::Truth,
        "Whether counts are hidden because one is small.",
    ),
];

const BESIDE: &[Field] = &[
    Field::whole("hours", "Within how many hours the promise is.").unit("hours"),
    Field::text("period", "The quarter, or the latest one, in words."),
    Field::new(
        "as_it_stood",
        Kind::Day,
        "The day on which that quarter was counted, once and for good.",
    ),
];

/// A ward, by quarter.
pub(crate) static BY_QUARTER: Table = Table {
    title: "Promise of a ward",
    name: "rows",
    version: 3,
    about: "A quarter that has ended, the latest first, as it stood on one day. Hidden where the table of all wards hides it.",
    routes: &["/wards/{ward}/promise"],
    asks: &[],
    groups: &[&[Field::text("quarter", "Like `2026-Q3`.")], LINE],
    beside: BESIDE,
};

/// The borough, by ward.
pub(crate) static BY_WARD: Table = Table {
    title: "Promise by ward",
    name: "rows",
    version: 3,
    about: "A ward in the last quarter that has ended; the last row is the whole borough. A count under the place's smallest is hidden, and others where they would give it away.",
    routes: &["/promise"],
    asks: &[],
    groups: &[&[Field::text("ward", "The ward's name.")], LINE],
    beside: BESIDE,
};

fn cells(row: &Row) -> Vec<Cell> {
    let Some(it) = &row.figures else {
        let mut cells = row![&row.label];
        cells.extend(LINE[1..].iter().map(|_| Cell::Hidden));
        cells.push(true.into());
        return cells;
    };
    let percent = it.percent();
    row![
        &row.label,
        it.received,
        it.judged,
        it.in_time,
        percent.map(|it| it.0),
        percent.map(|it| it.1),
        percent.map(|it| it.2),
        Cell::number(it.median_hours, 1),
        it.oldest_open_hours,
        it.signposted,
        it.redress,
        false,
    ]
}

/// A table as whoever asks wants it.
struct Lines {
    ward: Option<Ward>,
    address: String,
    quarter: Quarter,
    /// The day on which the quarter was counted.
    on: chrono::NaiveDate,
    /// Of the quarter.
    total: Row,
    rows: Vec<Row>,
}

fn answer(desk: &Desk, frame: Frame, lines: Lines, wants: Wants) -> Answer {
    let hours = desk.place().contact.answer_hours;
    let Lines {
        ward,
        address,
        quarter,
        on,
        total,
        mut rows,
    } = lines;
    match wants {
        Wants::Csv | Wants::Json => {
            let table = if ward.is_some() {
                &BY_QUARTER
            } else {
                rows.push(total);
                &BY_WARD
            };
            Sheet::new(table, rows.iter().map(cells).collect())
                .file("answered-in-time")
                .beside("hours", hours)
                .beside("period", quarter.days())
                .beside("as_it_stood", on.to_string())
                .answer(wants)
        }
        _ => {
            for row in rows.iter_mut().filter(|_| ward.is_some()) {
                if let Some(quarter) = Quarter::read(&row.label) {
                    row.label = quarter.months();
                }
            }
            let page_ = Page {
                frame,
                ward,
                here: "promise",
                hours,
                minimum: desk.place().publishing.minimum_cell,
                period: quarter.days(),
                stood: base::clock::plain_day(on),
                total: words(&total),
                rows: rows.iter().map(words).collect(),
                address,
            };
            page(desk, &page_)
        }
    }
}

/// What may be shown of a ward in a quarter, and when it was counted.
async fn of_ward(
    desk: &mut Desk,
    ward: WardId,
    quarter: Quarter,
) -> Result<(Option<Figures>, chrono::NaiveDate), Stop> {
    let minimum = u64::from(desk.place().publishing.minimum_cell);
    let counted = Counted::once(desk, quarter).await?;
    let shown = counted.counts.shown(minimum).0.remove(&ward);
    Ok((
        shown.unwrap_or_else(|| Some(Figures::default())),
        counted.on,
    ))
}

/// One line for a ward's page. Nothing while there is none to judge, or too few to show.
pub(crate) async fn line(desk: &mut Desk, ward: WardId) -> Result<Option<String>, Stop> {
    let hours = desk.place().contact.answer_hours;
    let quarter = Quarter::of(desk.today()).back(1);
    let (figures, _) = of_ward(desk, ward, quarter).await?;
    Ok(figures.filter(|it| it.judged > 0).map(|it| {
        format!(
            "Answered within {hours} hours: {} of {}, {}",
            it.in_time,
            it.judged,
            quarter.months()
        )
    }))
}

/// A ward, by quarter.
pub(super) async fn ward(
    mut desk: Desk,
    Path(slug): Path<String>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let ward = ward_pages::find(&mut desk, &slug).await?;
    let latest = Quarter::of(desk.today()).back(1);
    let row = |label: String, figures| Row {
        label,
        path: String::new(),
        figures,
    };
    let (total, on) = of_ward(&mut desk, ward.id, latest).await?;
    let mut rows = Vec::new();
    for quarter in (0..QUARTERS).map(|back| latest.back(back)) {
        let (figures, _) = of_ward(&mut desk, ward.id, quarter).await?;
        rows.push(row(quarter.to_string(), figures));
    }
    let lines = Lines {
        address: format!("{}/promise", ward.path()),
        quarter: latest,
        on,
        total: row(String::new(), total),
        rows,
        ward: Some(ward.clone()),
    };
    let frame = ward_pages::frame(&desk, &ward, "Questions answered in time");
    answer(&desk, frame, lines, wants(form))
}

/// The borough, by ward in the order of the alphabet: no league table.
pub(super) async fn borough(mut desk: Desk, form: Option<Extension<Wants>>) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let minimum = u64::from(desk.place().publishing.minimum_cell);
    let quarter = Quarter::of(desk.today()).back(1);
    let counted = Counted::once(&mut desk, quarter).await?;
    let (mut shown, all) = counted.counts.shown(minimum);
    let rows = atlas
        .wards
        .iter()
        .map(|ward| Row {
            label: ward.name.clone(),
            path: format!("{}/promise", ward.path()),
            figures: shown
                .remove(&ward.id)
                .unwrap_or_else(|| Some(Figures::default())),
        })
        .collect();
    let lines = Lines {
        ward: None,
        address: "/promise".into(),
        quarter,
        on: counted.on,
        total: Row {
            label: "The whole borough".into(),
            path: String::new(),
            figures: all,
        },
        rows,
    };
    let frame = Frame::of(&desk, "Questions answered in time")
        .about("How fast ward teams answer residents' questions.");
    answer(&desk, frame, lines, wants(form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ward_is_hidden_for_its_own_sake_or_beside_another_and_nobody_sees_which() {
        let row = |received| Figures {
            received,
            ..Figures::default()
        };
        let (a, b, c) = (WardId::fresh(), WardId::fresh(), WardId::fresh());
        let counted = Counted {
            wards: [(a, row(3)), (b, row(9)), (c, row(30))].into(),
            all: row(42),
        };
        let (wards, all) = counted.shown(5);
        let hidden: Vec<bool> = [a, b, c].iter().map(|it| wards[it].is_none()).collect();
        assert_eq!((hidden, all), (vec![true, true, false], Some(row(42))));
        // Two of one each would be settled by their sum.
        let counted = Counted {
            wards: [(a, row(1)), (b, row(1)), (c, row(30))].into(),
            all: row(32),
        };
        assert!(counted.shown(5).0.values().all(Option::is_none));
    }
}
