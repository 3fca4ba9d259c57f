//! The return of a quarter: fly-tips by land, waste and size, and what was done, in the categories of the national return.

use askama::Template;
use axum::{Extension, extract::Query};
use base::{Act, Answer, Desk, OrNotFound as _, permits, quarter::Quarter};
use web::{
    Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    page, row, wants,
};

use super::{
    ActionKind, Land, RECORD, Size, Waste,
    store::{self, Count, Counted},
};

/// Quarters to choose from, this one included.
const BACK: u32 = 9;

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Ask {
    quarter: String,
}

static RETURN: Table = Table {
    title: "Return of fly-tips",
    name: "rows",
    version: 1,
    about: "Fly-tips reported in a quarter by land, waste and size, and what was done in it, of the wards or the agency of whoever asks.",
    routes: &["/desk/concerns/fly-tipping"],
    asks: &[(
        "quarter",
        "A quarter like `2026-Q3`; if left out, this one.",
    )],
    groups: &[&[
        Field::text("part", "`land`, `waste`, `size` or `action`."),
        Field::text("item", "The category."),
        Field::whole("number", "Fly-tips, or things that were done."),
        Field::whole(
            "pounds",
            "What clearing them cost as far as it is known, or what fixed penalties and fines came to.",
        )
        .unit("pounds"),
    ]],
    beside: &[
        Field::new("from", Kind::Day, "The first day."),
        Field::new("to", Kind::Day, "The last day."),
        Field::whole(
            "reported",
            "Concerns of these kinds that came in, without those that say the same as another.",
        ),
        Field::whole(
            "not_recorded",
            "Of those, without a record: they are missing above.",
        ),
    ],
};

struct Part {
    word: &'static str,
    heading: &'static str,
    pounds: &'static str,
    rows: Vec<(&'static str, i64, i64)>,
    sum: (i64, i64),
}

#[derive(Template)]
#[template(path = "fly_tipping/quarter.html")]
struct Page {
    frame: Frame,
    quarters: Vec<(String, String, bool)>,
    period: String,
    parts: Vec<Part>,
    reported: i64,
    missing: i64,
    address: String,
}

fn part(
    word: &'static str,
    heading: &'static str,
    pounds: &'static str,
    all: impl Iterator<Item = (&'static str, &'static str)>,
    counts: &[Count],
) -> Part {
    let rows: Vec<_> = all
        .map(|(word, label)| {
            let count = counts.iter().find(|count| count.word == word);
            (
                label,
                count.map_or(0, |it| it.n),
                count.map_or(0, |it| it.pounds),
            )
        })
        .collect();
    let sum = rows
        .iter()
        .fold((0, 0), |sum, row| (sum.0 + row.1, sum.1 + row.2));
    Part {
        word,
        heading,
        pounds,
        rows,
        sum,
    }
}

macro_rules! words {
    ($choice:ty) => {
        <$choice>::ALL.iter().map(|it| (it.word(), it.label()))
    };
}

/// The page, or the same as a file.
pub(super) async fn show(
    mut desk: Desk,
    Query(ask): Query<Ask>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let this = Quarter::of(desk.today());
    let chosen = if ask.quarter.is_empty() {
        this
    } else {
        let chosen = Quarter::read(&ask.quarter);
        chosen.filter(|it| *it <= this).or_not_found()?
    };
    let counted = Counted {
        person: desk.person(),
        today: desk.today(),
        scope: permits::scope(desk.who(), Act::SeeConcerns),
        moments: chosen.moments(),
        days: (chosen.first(), chosen.last()),
    };
    let services: Vec<&str> = desk
        .place()
        .service
        .iter()
        .filter(|it| it.record == RECORD)
        .map(|it| it.code.as_str())
        .collect();
    let services = format!(",{},", services.join(","));
    let (reported, missing) = store::missing(desk.tx(), &counted, &services).await?;
    let [land, waste, size] = store::found(desk.tx(), &counted).await?;
    let done = store::done(desk.tx(), &counted).await?;
    let cost = "Clearing cost";
    let parts = vec![
        part("land", "By kind of land", cost, words!(Land), &land),
        part("waste", "By kind of waste", cost, words!(Waste), &waste),
        part("size", "By size", cost, words!(Size), &size),
        part(
            "action",
            "What was done",
            "Penalties, fines",
            words!(ActionKind),
            &done,
        ),
    ];
    match wants(form) {
        Wants::Page => {
            let title = "Return of fly-tips";
            let page_ = Page {
                frame: Frame::of(&desk, title)
                    .crumb("/desk/concerns", "Concerns")
                    .crumb("", title),
                quarters: (0..BACK)
                    .map(|n| this.back(n))
                    .map(|it| (it.to_string(), it.months(), it == chosen))
                    .collect(),
                period: chosen.days(),
                address: format!("quarter={chosen}"),
                parts,
                reported,
                missing,
            };
            page(&desk, &page_)
        }
        form => {
            let rows = parts.iter().flat_map(|part| {
                part.rows
                    .iter()
                    .map(|(item, n, pounds)| row![part.word, *item, *n, *pounds])
            });
            Sheet::new(&RETURN, rows.collect())
                .file(format!("return-of-fly-tips-{chosen}"))
                .beside("from", chosen.first().to_string())
                .beside("to", chosen.last().to_string())
                .beside("reported", reported)
                .beside("not_recorded", missing)
                .answer(form)
        }
    }
}
