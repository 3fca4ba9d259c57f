//! All wards side by side, each against its own usual range: no league table.

use std::collections::BTreeMap;

use askama::Template;
use axum::{Extension, Json, response::IntoResponse as _};
use base::{Answer, Desk, Stop, WardId, clock};
use chrono::NaiveDate;
use serde_json::json;
use wards::{
    abstractions::{
        MonthCover,
        cover::{self, Behind, DutyMonth, Rate, Usual},
        store,
    },
    atlas,
    teams::Strengths,
};
use web::{Frame, Wants, csv_table, page};

use super::{HEADS, Row, Source, cells, officers, row};

struct WardRow {
    name: String,
    path: String,
    month: String,
    rate: Rate,
    what: &'static str,
    usual: String,
    place: &'static str,
}

#[derive(Template)]
#[template(path = "cover/borough.html")]
struct Page {
    frame: Frame,
    wards: Vec<WardRow>,
    months: Vec<Row>,
    earlier: Vec<Row>,
    aim: Option<String>,
    source: Option<Source>,
}

/// The page, or the same as `.csv` and `.json`.
pub(super) async fn show(mut desk: Desk, wants: Option<Extension<Wants>>) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let counted = store::all_months(desk.tx()).await?;
    let mut by_ward: BTreeMap<WardId, Vec<DutyMonth>> = BTreeMap::new();
    for it in &counted {
        by_ward.entry(it.ward).or_default().push(*it);
    }
    let mut by_month: BTreeMap<NaiveDate, Vec<(DutyMonth, Behind)>> = BTreeMap::new();
    for months in by_ward.values() {
        let behind = Behind::of(months);
        for it in months {
            by_month.entry(it.month).or_default().push((*it, behind));
        }
    }
    let whole: Vec<MonthCover> = by_month
        .iter()
        .map(|(month, wards)| cover::borough(*month, wards))
        .collect();
    let of = |id: WardId| -> Vec<MonthCover> {
        by_ward
            .get(&id)
            .map_or_else(Vec::new, |its| cover::publish(its))
    };
    let mut strengths = Vec::new();
    for ward in &atlas.wards {
        strengths.push(Strengths::of(desk.tx(), ward.id).await?);
    }
    let all = |it: &MonthCover| officers(&strengths, it);
    let heads: Vec<&str> = ["ward_code", "ward_name"]
        .iter()
        .chain(HEADS)
        .copied()
        .collect();
    let files = || {
        let mut rows = Vec::new();
        for (ward, strengths) in atlas.wards.iter().zip(&strengths) {
            for it in of(ward.id) {
                let cells = cells(&it, officers([strengths], &it));
                rows.push([vec![ward.code.clone(), ward.name.clone()], cells].concat());
            }
        }
        for it in &whole {
            rows.push([vec![String::new(), "All wards".into()], cells(it, all(it))].concat());
        }
        rows
    };
    match web::wants(wants) {
        Wants::Page => {}
        Wants::Csv => return Ok(csv_table("cover-by-ward", &heads, &files())),
        Wants::Json => {
            let list: Vec<_> = files().iter().map(|it| super::json(&heads, it)).collect();
            return Ok(Json(json!({"version": 1, "months": list})).into_response());
        }
        Wants::GeoJson | Wants::Xml => return Err(Stop::NotThere),
    }
    let wards = atlas
        .wards
        .iter()
        .map(|ward| {
            let months = of(ward.id);
            let usual = Usual::of(&months[months.len().saturating_sub(36)..]);
            let last = months.last();
            WardRow {
                name: ward.name.clone(),
                path: format!("{}/cover", ward.path()),
                month: last.map_or_else(|| "none".into(), |it| clock::month(it.month)),
                rate: match last {
                    Some(last) => last.promised(),
                    None if by_ward.contains_key(&ward.id) => Rate::NotApart,
                    None => Rate::NotKnown,
                },
                what: match last.map(|it| it.dedicated) {
                    Some(Rate::Is(_)) => "dedicated posts",
                    Some(_) => "whole team",
                    None => "",
                },
                usual: usual.words(),
                place: usual.place(),
            }
        })
        .collect();
    let source = store::source(desk.tx()).await?;
    let days: Vec<_> = by_month.keys().copied().collect();
    let frame = Frame::of(&desk, "Did officers stay in their wards?")
        .about("How much of their duty ward officers spent elsewhere, ward by ward.")
        .crumb("/", "Home")
        .crumb("", "Did officers stay?");
    let rules = desk.place().team_on(desk.today());
    let aim = aim(rules.cover_target, whole.last());
    let page_of = Page {
        frame,
        wards,
        months: whole
            .iter()
            .rev()
            .take(12)
            .map(|it| row(it, all(it)))
            .collect(),
        earlier: whole
            .iter()
            .rev()
            .skip(12)
            .take(24)
            .map(|it| row(it, all(it)))
            .collect(),
        aim,
        source: source
            .filter(|_| !days.is_empty())
            .map(|it| Source::of(it, &days)),
    };
    page(&desk, &page_of)
}

/// What the place aims for, beside what was.
fn aim(target: Option<f64>, last: Option<&MonthCover>) -> Option<String> {
    let (target, last) = (target?, last?);
    let days = last.cover_days.filter(|_| last.days > 0)?;
    #[expect(clippy::cast_precision_loss, reason = "days of a month, as a share")]
    let share = days as f64 / last.days as f64;
    Some(format!(
        "The aim here is a dedicated officer out in each ward on {:.0}% of days. In {} it was {:.0}%: {days} of {} days, all wards together.",
        target * 100.0,
        clock::month(last.month),
        share * 100.0,
        last.days
    ))
}
