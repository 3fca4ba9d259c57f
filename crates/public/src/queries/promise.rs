//! How the promise to answer is kept, by ward and by month, for anyone.

use askama::Template;
use axum::{
    Extension,
    extract::Path,
    response::{IntoResponse as _, Json},
};
use base::{Answer, Desk, clock};
use serde_json::json;
use wards::{
    Ward, atlas,
    queries::{
        measures::{self, Figures, Hidden, Period},
        store,
    },
};
use web::{Frame, Wants, csv_table, page, wants};

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

fn csv(name: &str, first: &str, rows: &[Row], minimum: u32) -> Answer {
    let cells: Vec<_> = rows
        .iter()
        .map(|row| {
            let it = &row.figures;
            let shown = |text: String| {
                if it.hidden.is_some() {
                    String::new()
                } else {
                    text
                }
            };
            let (percent, low, high) = it.percent().map_or_else(Default::default, |(a, b, c)| {
                (a.to_string(), b.to_string(), c.to_string())
            });
            vec![
                row.label.clone(),
                words(row, minimum).received,
                shown(it.judged.to_string()),
                shown(it.in_time.to_string()),
                shown(percent),
                shown(low),
                shown(high),
                shown(
                    it.median_hours
                        .map_or_else(String::new, |n| format!("{n:.1}")),
                ),
                shown(row.oldest.map_or_else(String::new, |n| n.to_string())),
                shown(it.signposted.to_string()),
                shown(it.redress.to_string()),
            ]
        })
        .collect();
    let heads = [
        first,
        "received",
        "judged",
        "in_time",
        "percent_in_time",
        "likely_low",
        "likely_high",
        "median_hours",
        "oldest_open_hours",
        "signposted",
        "redress_asked",
    ];
    Ok(csv_table(name, &heads, &cells))
}

fn as_json(row: &Row) -> serde_json::Value {
    let it = &row.figures;
    if it.hidden.is_some() {
        return json!({"label": row.label, "hidden": true});
    }
    let percent = it
        .percent()
        .map(|(percent, low, high)| json!({"percent": percent, "low": low, "high": high}));
    json!({
        "label": row.label, "hidden": false, "received": it.received, "judged": it.judged, "in_time": it.in_time,
        "in_time_share": percent, "median_hours": it.median_hours, "oldest_open_hours": row.oldest,
        "signposted": it.signposted, "redress_asked": it.redress,
    })
}

/// A table as whoever asks wants it.
struct Table {
    ward: Option<Ward>,
    address: String,
    first: &'static str,
    period: String,
    total: Row,
    rows: Vec<Row>,
}

fn answer(desk: &Desk, frame: Frame, table: Table, wants: Wants) -> Answer {
    let (hours, minimum) = (
        desk.place().contact.answer_hours,
        desk.place().publishing.minimum_cell,
    );
    let Table {
        ward,
        address,
        first,
        period,
        total,
        mut rows,
    } = table;
    match wants {
        Wants::Csv => {
            rows.push(total);
            csv("answered-in-time", first, &rows, minimum)
        }
        Wants::Json => {
            let list: Vec<_> = rows.iter().map(as_json).collect();
            let all = json!({"version": 1, "hours": hours, "period": period, "total": as_json(&total), "by": first, "rows": list});
            Ok(Json(all).into_response())
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
    let timed = store::timed(desk.tx(), measures::month(today, MONTHS).1.from).await?;
    let mut figures = Vec::new();
    let mut labels = Vec::new();
    for back in 0..MONTHS {
        let (first, period) = measures::month(today, back);
        labels.push(clock::month(first));
        figures.push(Figures::of(&timed, Some(ward.id), period, now));
    }
    // The sum of the last three is shown, so a lone small one takes another along.
    measures::hide_small(&mut figures[..SUMMED], minimum);
    for older in &mut figures[SUMMED..] {
        measures::hide_small(std::slice::from_mut(older), minimum);
    }
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
    let table = Table {
        address: format!("{}/promise", ward.path()),
        first: "month",
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
    answer(&desk, frame, table, wants(form))
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
    let table = Table {
        ward: None,
        address: "/promise".into(),
        first: "ward",
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
    answer(&desk, frame, table, wants(form))
}
