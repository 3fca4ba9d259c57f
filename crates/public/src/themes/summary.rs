//! What residents' concerns say about a ward: nothing of it points at anybody.

use askama::Template;
use axum::extract::Query;
use base::{Act, Answer, Desk, OrNotFound as _, Stop, clock};
use chrono::{DateTime, Datelike as _, Months, NaiveDate, NaiveTime, Utc};
use concerns::{joins, measures, measures::Period};
use evidence::publishing::{self, Shown};
use wards::{Ward, atlas};
use web::{Fields, Frame, form_page};

/// Metres that are one place, and how often it must come to be one that comes again and again.
const PLACE: (f64, u64) = (50.0, 3);

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Ask {
    ward: String,
}

/// A kind of concern.
pub(super) struct Row {
    pub code: String,
    pub name: String,
    pub sent: Shown,
    pub any: bool,
}

/// What the concerns of a ward say.
pub(super) struct Summary {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub period: Period,
    pub rows: Vec<Row>,
    pub months: Option<Vec<(String, u64)>>,
    pub places: Shown,
}

#[derive(Template)]
#[template(path = "themes/summary.html")]
struct Page {
    frame: Frame,
    form: Fields,
    ward: Ward,
    wards: Vec<(String, String)>,
    period: String,
    summary: Summary,
    minimum: u32,
}

/// The ward that is asked for, if whoever asks may see its panel's papers; without one, the first of theirs.
pub(super) async fn ward(desk: &mut Desk, slug: &str) -> Result<Ward, Stop> {
    let atlas = atlas(desk).await?;
    let ward = if slug.is_empty() {
        let mut mine = atlas.wards.iter();
        mine.find(|ward| desk.may(Act::SeeMeeting, *ward))
            .or_not_found()?
    } else {
        atlas.by_slug(slug).or_not_found()?
    };
    desk.permit(Act::SeeMeeting, ward)?;
    Ok(ward.clone())
}

/// Counts it. Small counts are hidden here, before anybody sees them.
pub(super) async fn summary(desk: &mut Desk, ward: &Ward) -> Result<Summary, Stop> {
    let this = desk.today().with_day(1).unwrap_or_else(|| desk.today());
    let first = this - Months::new(12);
    let starts: [DateTime<Utc>; 13] =
        std::array::from_fn(|at| clock::moment(first + Months::new(at as u32), NaiveTime::MIN));
    let period = Period {
        from: starts[0],
        until: starts[12],
    };
    let counted = measures::store::by_month(desk.tx(), ward.id, &starts).await?;
    let points = joins::store::points(desk.tx(), ward.id, period.from, period.until).await?;
    let minimum = u64::from(desk.place().publishing.minimum_cell);
    let kinds: Vec<_> = desk.place().taken().collect();
    let of = |code: &str| {
        counted
            .get(code)
            .map_or(0, |months| months.iter().sum::<u64>())
    };
    let counts: Vec<u64> = kinds.iter().map(|it| of(&it.code)).collect();
    let rows = kinds
        .iter()
        .zip(publishing::parts(&counts, minimum))
        .map(|(it, sent)| Row {
            code: it.code.clone(),
            name: it.name.clone(),
            any: of(&it.code) > 0,
            sent,
        })
        .collect();
    let months: Vec<u64> = (0..12)
        .map(|at| counted.values().map(|months| months[at]).sum())
        .collect();
    let months = publishing::line(&months, minimum).map(|counts| {
        let label = |at: usize| clock::month(first + Months::new(at as u32));
        counts
            .into_iter()
            .enumerate()
            .map(|(at, n)| (label(at), n))
            .collect()
    });
    let places = joins::places(&points, PLACE.0, PLACE.1);
    let places = publishing::parts(&[places], minimum);
    Ok(Summary {
        first,
        last: this.pred_opt().unwrap_or(this),
        period,
        rows,
        months,
        places: places.first().copied().unwrap_or(Shown::Hidden),
    })
}

/// The page.
pub(super) async fn show(mut desk: Desk, Query(ask): Query<Ask>) -> Answer {
    let ward = ward(&mut desk, &ask.ward).await?;
    draw(desk, ward, Fields::fresh()).await
}

/// The page with a form as it was sent.
pub(super) async fn draw(mut desk: Desk, ward: Ward, form: Fields) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let summary = summary(&mut desk, &ward).await?;
    let wrong = form.wrong();
    let mine = atlas
        .wards
        .iter()
        .filter(|it| desk.may(Act::SeeMeeting, *it));
    let page = Page {
        frame: Frame::of(&desk, format!("What residents report - {}", ward.name))
            .wrong(wrong)
            .crumb(format!("/desk/wards/{}", ward.slug), ward.name.clone())
            .crumb("", "What residents report"),
        wards: mine.map(|it| (it.slug.clone(), it.name.clone())).collect(),
        period: format!(
            "{} to {}",
            clock::plain_day(summary.first),
            clock::plain_day(summary.last)
        ),
        minimum: desk.place().publishing.minimum_cell,
        form: form.with("ward", &ward.slug),
        summary,
        ward,
    };
    form_page(&desk, wrong, &page)
}
