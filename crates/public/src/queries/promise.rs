//! How the promise to answer is kept, by ward and by month, for anyone.

use askama::Template;
use axum::{Extension, extract::Path};
use base::{Answer, Desk, clock};
use wards::{
    Ward, atlas,
    queries::{
        measures::{self, Figures, Hidden, Period},
        store,
    },
};
use web::{
    Cell, Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    page, row, wants,
};

use crate::wards as ward_pages;

/// Months shown on a ward's page.
const MONTHS: u32 = 12;
/// Of which the last three are summed.
const SUMMED: usize = 3;

/// A line of a table.
struct Row {
    label: String,
    path: String,
    figures: Figures,
    oldest: Option<i64>,
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
    total: Words,
    rows: Vec<Words>,
    address: String,
}

fn words(row: &Row, minimum: u32) -> Words {
    let it = &row.figures;
    let dash = || "–".to_owned();
    let mut words = Words {
        label: row.label.clone(),
        path: row.path.clone(),
        received: it.received.to_string(),
        in_time: dash(),
        percent: dash(),
        median: dash(),
        oldest: dash(),
        signposted: it.signposted.to_string(),
        redress: it.redress.to_string(),
    };
    if let Some(hidden) = it.hidden {
        words.received = match hidden {
            Hidden::Small => format!("fewer than {minimum}"),
            Hidden::Companion => "not shown".into(),
        };
        (words.signposted, words.redress) = (dash(), dash());
        return words;
    }
    if let Some((percent, low, high)) = it.percent() {
        words.in_time = format!("{} of {}", it.in_time, it.judged);
        words.percent = format!("{percent}% (likely {low}% to {high}%)");
    }
    if let Some(median) = it.median_hours {
        words.median = format!("{median:.0} hours");
    }
    if let Some(oldest) = row.oldest {
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
    Field::whole("oldest_open_hours", "How long the oldest open one waits.")
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
    Field::text("period", "The time that is summed, in words."),
];

/// A ward, by month.
pub(crate) static BY_MONTH: Table = Table {
    title: "Promise of a ward",
    name: "rows",
    version: 2,
    about: "A month, the newest first; the last row is the last three months together.",
    routes: &["/wards/{ward}/promise"],
    asks: &[],
    groups: &[&[Field::text("month", "The month in words.")], LINE],
    beside: BESIDE,
};

/// The borough, by ward.
pub(crate) static BY_WARD: Table = Table {
    title: "Promise by ward",
    name: "rows",
    version: 2,
    about: "The last three months of a ward; the last row is the whole borough.",
    routes: &["/promise"],
    asks: &[],
    groups: &[&[Field::text("ward", "The ward's name.")], LINE],
    beside: BESIDE,
};

fn cells(row: &Row) -> Vec<Cell> {
    let it = &row.figures;
    if it.hidden.is_some() {
        let mut cells = row![&row.label];
        cells.extend(LINE[1..].iter().map(|_| Cell::Hidden));
        cells.push(true.into());
        return cells;
    }
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
        row.oldest,
        it.signposted,
        it.redress,
        false,
    ]
}

/// A table as whoever asks wants it.
struct Lines {
    ward: Option<Ward>,
    address: String,
    table: &'static Table,
    period: String,
    total: Row,
    rows: Vec<Row>,
}

fn answer(desk: &Desk, frame: Frame, lines: Lines, wants: Wants) -> Answer {
    let (hours, minimum) = (
        desk.place().contact.answer_hours,
        desk.place().publishing.minimum_cell,
    );
    let Lines {
        ward,
        address,
        table,
        period,
        total,
        mut rows,
    } = lines;
    match wants {
        Wants::Csv | Wants::Json => {
            rows.push(total);
            Sheet::new(table, rows.iter().map(cells).collect())
                .file("answered-in-time")
                .beside("hours", hours)
                .beside("period", period)
                .answer(wants)
        }
        _ => {
            let page_ = Page {
                frame,
                ward,
                here: "promise",
                hours,
                minimum,
                period,
                total: words(&total, minimum),
                rows: rows.iter().map(|row| words(row, minimum)).collect(),
                address,
            };
            page(desk, &page_)
        }
    }
}

fn period_words(period: Period, desk: &Desk) -> String {
    format!(
        "{} to {}",
        clock::plain_day(clock::day(period.from)),
        clock::plain_day(desk.today())
    )
}

/// A ward, by month.
pub(super) async fn ward(
    mut desk: Desk,
    Path(slug): Path<String>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let ward = ward_pages::find(&mut desk, &slug).await?;
    let (now, today) = (desk.now(), desk.today());
    let minimum = u64::from(desk.place().publishing.minimum_cell);
    let timed = store::timed(desk.tx(), measures::month(today, MONTHS + 2).1.from).await?;
    let mut figures = Vec::new();
    let mut labels = Vec::new();
    // Two months more than are shown: they were once summed with the oldest that is.
    for back in 0..MONTHS + 2 {
        let (first, period) = measures::month(today, back);
        labels.push(clock::month(first));
        figures.push(Figures::of(&timed, Some(ward.id), period, now));
    }
    // The sum of the last three is shown, so a lone small one takes another along.
    measures::hide_small_months(&mut figures, SUMMED, minimum);
    figures.truncate(MONTHS as usize);
    labels.truncate(MONTHS as usize);
    let period = measures::three_months(today);
    let mut total = [Figures::of(&timed, Some(ward.id), period, now)];
    measures::hide_small(&mut total, minimum);
    let [total] = total;
    let rows = labels
        .into_iter()
        .zip(figures)
        .map(|(label, figures)| Row {
            label,
            path: String::new(),
            figures,
            oldest: None,
        })
        .collect();
    let lines = Lines {
        address: format!("{}/promise", ward.path()),
        table: &BY_MONTH,
        period: period_words(period, &desk),
        total: Row {
            label: "The last three months".into(),
            path: String::new(),
            figures: total,
            oldest: measures::oldest_open(&timed, Some(ward.id), now),
        },
        rows,
        ward: Some(ward.clone()),
    };
    let frame = ward_pages::frame(&desk, &ward, "Questions answered in time");
    answer(&desk, frame, lines, wants(form))
}

/// The borough, by ward in the order of the alphabet: no league table.
pub(super) async fn borough(mut desk: Desk, form: Option<Extension<Wants>>) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let (now, today) = (desk.now(), desk.today());
    let minimum = u64::from(desk.place().publishing.minimum_cell);
    let period = measures::three_months(today);
    let timed = store::timed(desk.tx(), period.from).await?;
    let mut figures: Vec<_> = atlas
        .wards
        .iter()
        .map(|ward| Figures::of(&timed, Some(ward.id), period, now))
        .collect();
    measures::hide_small(&mut figures, minimum);
    let mut total = [Figures::of(&timed, None, period, now)];
    measures::hide_small(&mut total, minimum);
    let [total] = total;
    let rows = atlas
        .wards
        .iter()
        .zip(figures)
        .map(|(ward, figures)| Row {
            label: ward.name.clone(),
            path: format!("{}/promise", ward.path()),
            figures,
            oldest: measures::oldest_open(&timed, Some(ward.id), now),
        })
        .collect();
    let lines = Lines {
        ward: None,
        address: "/promise".into(),
        table: &BY_WARD,
        period: period_words(period, &desk),
        total: Row {
            label: "The whole borough".into(),
            path: String::new(),
            figures: total,
            oldest: measures::oldest_open(&timed, None, now),
        },
        rows,
    };
    let frame = Frame::of(&desk, "Questions answered in time")
        .about("How fast ward teams answer residents' questions.");
    answer(&desk, frame, lines, wants(form))
}
