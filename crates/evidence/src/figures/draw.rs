//! Draws figures: tables with bars, lines with their usual range, shaded maps. Everything drawn stands in a table too.

use askama::Template;
use wards::{Atlas, Ward, wards::slug};
use web::{
    charts::{Line, Map, Point, Shape, bar},
    forms::Html,
};

use super::shades::Shades;
use super::{KindFigures, Provenance, Trend, TypeRow, WardFigures};
use crate::publishing::Shown;

/// The figures of a ward, ready for a page.
pub struct Drawn {
    /// The finding in a sentence or two.
    pub finding: String,
    /// What: types, with a bar in each row.
    pub types: Html,
    /// The six most counted types, for the ward's first page.
    pub short: Html,
    /// Is it getting better: by month.
    pub months: Html,
    /// Where: small areas.
    pub place: Html,
    /// What to keep in mind, in one paragraph.
    pub caveats: String,
}

/// One type in all wards, ready for a page.
pub struct DrawnKind {
    /// All wards, with a bar in each row.
    pub wards: Html,
    /// By month.
    pub months: Html,
    /// The map of the wards.
    pub place: Html,
}

struct Row {
    name: String,
    link: String,
    bar: Html,
    now: Shown,
    before: Option<Shown>,
    likely: String,
    finding: &'static str,
}

#[derive(Template)]
#[template(path = "figures/rows.html")]
struct Rows<'a> {
    caption: String,
    head: &'static str,
    rows: Vec<Row>,
    foot: Option<Row>,
    apart: Option<Row>,
    /// Whether something is not recorded, so that the words are explained.
    unrecorded: bool,
    csv: String,
    provenance: &'a Provenance,
}

#[derive(Template)]
#[template(path = "figures/short.html")]
struct Short<'a> {
    title: String,
    rows: Vec<Row>,
    provenance: &'a Provenance,
}

struct Chart {
    title: String,
    about: String,
    unit: &'static str,
    svg: Html,
    usual: String,
    rows: Vec<(String, u64)>,
}

#[derive(Template)]
#[template(path = "figures/months.html")]
struct Months<'a> {
    charts: Vec<Chart>,
    not_shown: Vec<String>,
    csv: String,
    provenance: &'a Provenance,
}

struct Ranked {
    letter: char,
    name: String,
    count: Shown,
    sentence: String,
}

#[derive(Template)]
#[template(path = "figures/place.html")]
struct Place<'a> {
    map: Html,
    about: String,
    legend: Vec<(&'static str, String)>,
    /// What hatching means, where there is any.
    hatched: Option<&'static str>,
    ranked: Vec<Ranked>,
    table: Vec<(String, Shown)>,
    head: &'static str,
    boundaries: String,
    csv: String,
    provenance: &'a Provenance,
}

fn render(template: &impl Template) -> Html {
    // Writing to a String cannot fail, and our templates call nothing that can.
    Html::raw(template.render().unwrap_or_default())
}

fn row(it: &TypeRow, most: u64, link: String) -> Row {
    #[expect(clippy::cast_precision_loss, reason = "the length of a bar")]
    let drawn = bar(it.now.count().unwrap_or(0) as f64, most as f64, false);
    Row {
        name: it.name.clone(),
        link,
        bar: drawn,
        now: it.now,
        before: it.before,
        likely: it
            .change
            .as_ref()
            .map(super::Change::likely)
            .unwrap_or_default(),
        finding: match &it.change {
            Some(change) => change.finding.words(),
            None if it.before.is_none() => "",
            None if it.unlike => "Not the same types",
            None if is_missing(it.now, it.before) => "Some months not recorded",
            None => "A count is hidden",
        },
    }
}

fn is_missing(now: Shown, before: Option<Shown>) -> bool {
    [Some(now), before].contains(&Some(Shown::Unrecorded))
}

fn most<'a>(rows: impl Iterator<Item = &'a Shown>) -> u64 {
    rows.filter_map(|it| it.count()).max().unwrap_or(0)
}

/// Draws the figures of a ward.
#[must_use]
pub fn draw(figures: &WardFigures, ward: &Ward, atlas: &Atlas) -> Drawn {
    let csv = format!("{}/figures.csv", ward.path());
    let most = most(figures.types.iter().map(|row| &row.now));
    let link = |kind: &str| format!("/figures/{}", slug(kind));
    let types = Rows {
        caption: format!(
            "Crime by type in {}, {}",
            figures.ward_name, figures.provenance.now_words
        ),
        head: "Type",
        rows: figures
            .types
            .iter()
            .map(|it| row(it, most, link(&it.name)))
            .collect(),
        foot: Some(Row {
            bar: Html::raw(String::new()),
            ..row(&figures.total, 0, String::new())
        }),
        // Without a bar: it is another kind of count, and beside it the crimes would look like none.
        apart: figures.asb.as_ref().map(|it| Row {
            bar: Html::raw(String::new()),
            ..row(it, 0, link(&it.name))
        }),
        unrecorded: figures.types.iter().any(|it| is_missing(it.now, it.before))
            || is_missing(figures.total.now, figures.total.before),
        csv: csv.clone(),
        provenance: &figures.provenance,
    };
    let place = &figures.ward_name;
    let lines = [
        ("crime", "All crime", "Crimes", &figures.crime_line),
        ("asb", crate::cube::ASB, "Reports", &figures.asb_line),
    ];
    let months = months(
        lines,
        place,
        csv.clone(),
        &figures.provenance,
        figures.asb.is_some(),
    );
    Drawn {
        finding: figures.finding(),
        types: render(&types),
        short: top_types(figures, most, link),
        months,
        place: places(figures, ward, atlas, csv),
        caveats: figures.provenance.caveats.join(" "),
    }
}

/// How many types the short table has.
const SHORT: usize = 6;

fn top_types(figures: &WardFigures, most: u64, link: impl Fn(&str) -> String) -> Html {
    let mut types: Vec<_> = figures.types.iter().collect();
    types.sort_by_key(|row| std::cmp::Reverse(row.now.count()));
    types.truncate(SHORT);
    let title = match types.first() {
        Some(first) if first.now.count().is_some() => {
            format!("{} is the main thing recorded", first.name)
        }
        Some(_) => "Not enough is told to say what is recorded most".to_owned(),
        None => "Nothing was recorded".to_owned(),
    };
    let rows = types
        .into_iter()
        .map(|it| row(it, most, link(&it.name)))
        .collect();
    render(&Short {
        title,
        rows,
        provenance: &figures.provenance,
    })
}

/// Draws one type in all wards.
#[must_use]
pub fn draw_kind(figures: &KindFigures, atlas: &Atlas) -> DrawnKind {
    let csv = format!("/figures/{}.csv", figures.slug);
    let most = most(figures.wards.iter().map(|row| &row.now));
    let as_row = |name: &str, now, before, change: &Option<super::Change>| TypeRow {
        name: name.to_owned(),
        now,
        before,
        change: change.clone(),
        unlike: false,
    };
    let rows = figures
        .wards
        .iter()
        .map(|it| {
            row(
                &as_row(&it.name, it.now, it.before, &it.change),
                most,
                format!("/wards/{}/figures", it.slug),
            )
        })
        .collect();
    let foot = row(
        &as_row(
            "All wards",
            figures.sum,
            figures.sum_before,
            &figures.change,
        ),
        0,
        String::new(),
    );
    let wards = Rows {
        caption: format!("{} by ward, {}", figures.name, figures.provenance.now_words),
        head: "Ward",
        rows,
        foot: Some(Row {
            bar: Html::raw(String::new()),
            ..foot
        }),
        apart: None,
        unrecorded: is_missing(figures.sum, figures.sum_before),
        csv: csv.clone(),
        provenance: &figures.provenance,
    };
    let lines = [("kind", figures.name.as_str(), "Count", &figures.line)];
    DrawnKind {
        wards: render(&wards),
        months: months(lines, "all wards", csv.clone(), &figures.provenance, true),
        place: ward_map(figures, atlas, csv),
    }
}

fn months<const N: usize>(
    lines: [(&str, &str, &'static str, &Option<Trend>); N],
    place: &str,
    csv: String,
    provenance: &Provenance,
    both: bool,
) -> Html {
    let (mut charts, mut not_shown) = (Vec::new(), Vec::new());
    for (id, name, unit, trend) in lines {
        match trend {
            Some(trend) => charts.push(chart(id, name, unit, trend, place)),
            None if both || id != "asb" => not_shown.push(name.to_owned()),
            None => {}
        }
    }
    render(&Months {
        charts,
        not_shown,
        csv,
        provenance,
    })
}

fn chart(id: &str, name: &str, unit: &'static str, trend: &Trend, place: &str) -> Chart {
    let rows: Vec<_> = trend.months().collect();
    let span = match (rows.first(), rows.last()) {
        (Some((first, _)), Some((last, _))) => crate::imports::months(*first, *last),
        _ => String::new(),
    };
    let title = format!("{name}: {}", trend.direction.to_lowercase());
    let about = format!("{name} each month, {place}, {span}.");
    #[expect(clippy::cast_precision_loss, reason = "a place on a drawing")]
    let points = rows
        .iter()
        .map(|(month, n)| Point {
            label: short(*month),
            value: Some(*n as f64),
        })
        .collect();
    let svg = Line {
        id: format!("line-{id}"),
        title: title.clone(),
        about: about.clone(),
        points,
        usual: trend.usual,
        mark: None,
    }
    .svg();
    Chart {
        title,
        about,
        unit,
        svg,
        usual: trend.usual_words(),
        rows: rows
            .iter()
            .rev()
            .map(|(month, n)| (month.words(), *n))
            .collect(),
    }
}

/// "Nov 24".
pub(crate) fn short(month: crate::Month) -> String {
    let words = month.words();
    format!(
        "{} {:02}",
        words.get(..3).unwrap_or_default(),
        month.year() % 100
    )
}

fn attribution(provenance: &Provenance, layer: &str) -> String {
    if provenance.invented {
        return "Invented boundaries.".into();
    }
    let file = provenance
        .boundaries
        .iter()
        .find(|it| it.layer == layer)
        .map_or("", |it| it.source.as_str());
    let year = chrono::Datelike::year(&provenance.made_on);
    format!(
        "Boundaries: {file}. Source: Office for National Statistics licensed under the Open Government Licence v3.0. Contains OS data \u{a9} Crown copyright and database right {year}."
    )
}

fn counted(count: Shown, what: &str) -> String {
    match count {
        Shown::Count(n) => web::many(n, what),
        Shown::Hidden | Shown::Unrecorded => count.to_string(),
    }
}

fn hatched(counts: impl Iterator<Item = Shown>) -> Option<&'static str> {
    counts.fold(None, |words, it| match it {
        Shown::Count(_) => words,
        Shown::Hidden => Some("Hidden"),
        Shown::Unrecorded => Some("Not recorded"),
    })
}

fn places(figures: &WardFigures, ward: &Ward, atlas: &Atlas, csv: String) -> Html {
    let inside: Vec<_> = atlas.inside(&ward.code).collect();
    let empty = Shades {
        breaks: vec![2, 3, 4, 5],
    };
    let shades = figures.shades.as_ref().unwrap_or(&empty);
    let mut order: Vec<_> = figures
        .areas
        .iter()
        .filter(|area| area.now.count().is_some_and(|n| n > 0))
        .collect();
    order.sort_by(|a, b| b.now.count().cmp(&a.now.count()).then(a.name.cmp(&b.name)));
    order.truncate(6);
    let letter = |code: &str| {
        order
            .iter()
            .zip('A'..)
            .find(|(area, _)| area.code == code)
            .map(|(_, letter)| letter)
    };
    let total = figures.total.now.count().filter(|n| *n >= 30);
    let ranked = order
        .iter()
        .zip('A'..)
        .map(|(area, letter)| Ranked {
            letter,
            name: area.name.clone(),
            count: area.now,
            sentence: match (area.now.count(), total) {
                (Some(n), Some(total)) => format!(
                    "{}, {:.0} in every 100 of the ward's.",
                    counted(area.now, "crime"),
                    share(n, total)
                ),
                _ => format!("{}.", counted(area.now, "crime")),
            },
        })
        .collect();
    // An area of the frozen figures that the atlas has no more is in the table and not on the map.
    let shapes = inside
        .iter()
        .filter_map(|area| {
            let figure = figures
                .areas
                .iter()
                .find(|figure| figure.code == area.code)?;
            let mark = letter(&area.code).map(String::from).unwrap_or_default();
            Some(Shape {
                rings: area.rings.clone(),
                class: format!("wd {}", shades.class(figure.now)),
                label: format!("{}: {}", area.name, counted(figure.now, "crime")),
                name: mark.clone(),
                number: mark,
                link: None,
            })
        })
        .collect();
    let about = format!(
        "Small areas of {} shaded by the number of crimes, {}.",
        figures.ward_name, figures.provenance.now_words
    );
    render(&Place {
        map: Map {
            about: format!("{about} The places with letters are listed next to the map."),
            shapes,
        }
        .svg(),
        about,
        legend: shades.legend(),
        hatched: hatched(figures.areas.iter().map(|area| area.now)),
        ranked,
        table: figures
            .areas
            .iter()
            .map(|area| (area.name.clone(), area.now))
            .collect(),
        head: "Small area",
        boundaries: attribution(&figures.provenance, "small-area"),
        csv,
        provenance: &figures.provenance,
    })
}

#[expect(clippy::cast_precision_loss, reason = "a share for a sentence")]
fn share(n: u64, total: u64) -> f64 {
    100.0 * n as f64 / total as f64
}

fn ward_map(figures: &KindFigures, atlas: &Atlas, csv: String) -> Html {
    let shapes = atlas
        .wards
        .iter()
        .zip(&atlas.edges)
        .filter_map(|(ward, edge)| {
            let figure = figures
                .wards
                .iter()
                .find(|figure| figure.code == ward.code)?;
            Some(Shape {
                rings: edge.clone(),
                class: format!("wd {}", figures.shades.class(figure.now)),
                label: format!("{}: {}", ward.name, figure.now),
                name: ward.name.clone(),
                number: ward.number.to_string(),
                link: Some(format!("/wards/{}/figures", ward.slug)),
            })
        })
        .collect();
    let about = format!(
        "{} in each ward, {}.",
        figures.name, figures.provenance.now_words
    );
    render(&Place {
        map: Map {
            about: about.clone(),
            shapes,
        }
        .svg(),
        about,
        legend: figures.shades.legend(),
        hatched: hatched(figures.wards.iter().map(|row| row.now)),
        ranked: Vec::new(),
        table: Vec::new(),
        head: "Ward",
        boundaries: attribution(&figures.provenance, "ward"),
        csv,
        provenance: &figures.provenance,
    })
}
