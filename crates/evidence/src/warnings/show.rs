//! One warning: what it says, the line with its usual range and threshold, how sure it is, what was done.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, On, OrNotFound as _, Stop, clock};
use web::{
    Fields, Frame, Tag, TagKind,
    charts::{Extras, Line, Point},
    form_page,
    forms::Html,
    number,
};

use super::{Choice, Reading, Warning, list, store};
use crate::cube::{Cube, Part, Period};
use crate::figures::short;
use crate::{Month, WarningId};

/// As many months as the chart holds.
const SHOWN: i32 = 36;
/// The months behind a judgement: five years and a month.
const BEHIND: i32 = 62;

struct Told {
    choice: &'static str,
    words: String,
    by: &'static str,
    on: String,
}

struct Past {
    month: String,
    count: String,
    usual: String,
    threshold: String,
    tag: Tag,
    restated: String,
}

struct Source {
    path: String,
    file: String,
    months: String,
}

#[derive(Template)]
#[template(path = "warnings/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    path: String,
    title: String,
    sentence: String,
    chance: String,
    tag: Tag,
    first: String,
    last: String,
    raised_on: String,
    chart: Html,
    about: String,
    months: Vec<(String, String)>,
    said: Vec<super::Said>,
    history: Vec<Past>,
    answers: Vec<Told>,
    may: bool,
    choices: Vec<(String, String)>,
    sources: Vec<Source>,
    more_sources: usize,
    sees_imports: bool,
    invented: bool,
    judged: String,
    asb: bool,
    command: Option<String>,
}

/// The warning of an address, if whoever asks may see it.
pub(super) async fn find(desk: &mut Desk, id: &str) -> Result<Warning, Stop> {
    let id: WarningId = id.parse().ok().or_not_found()?;
    let warning = store::find(desk.tx(), id).await?.or_not_found()?;
    desk.permit(Act::Explore, &warning)?;
    Ok(warning)
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let warning = find(&mut desk, &id).await?;
    draw(desk, warning, Fields::fresh()).await
}

pub(super) async fn draw(mut desk: Desk, warning: Warning, form: Fields) -> Answer {
    let readings = store::readings(desk.tx(), warning.id).await?;
    let newest = readings
        .iter()
        .find(|it| it.month == warning.judged_month)
        .or_not_found()?;
    let answers = store::answers(desk.tx(), warning.id).await?;
    let cube = crate::cube(&mut desk).await?;
    let codes = codes(&mut desk, &warning).await?;
    let (wrong, told) = (form.wrong(), newest.evidence.clone());
    let line = line(&cube, &codes, &warning, SHOWN);
    let mut sources: Vec<Source> = behind(&cube, newest.month)
        .map(|period| {
            cube.sources(period)
                .map(|it| Source {
                    path: it.path(),
                    file: it.source_file.clone(),
                    months: it.months(),
                })
                .collect()
        })
        .unwrap_or_default();
    let more_sources = sources.len().saturating_sub(3);
    sources.truncate(3);
    let page = Page {
        frame: Frame::of(&desk, format!("{} - Early warnings", warning.title()))
            .wrong(wrong)
            .crumb("/desk/analysis/warnings", "Early warnings")
            .crumb("", warning.title()),
        path: warning.path(),
        title: warning.title(),
        sentence: told.sentence(),
        chance: told.chance(),
        tag: list::tag(&warning),
        first: warning.first_month.words(),
        last: warning.last_month.words(),
        raised_on: clock::plain_day(clock::day(warning.raised_at)),
        chart: chart(&warning, newest, &line),
        about: about(newest),
        months: line
            .iter()
            .rev()
            .map(|(month, n)| {
                (
                    month.words(),
                    n.map_or_else(|| "not in a file".into(), number),
                )
            })
            .collect(),
        said: told.said,
        history: readings.iter().map(past).collect(),
        answers: answers
            .into_iter()
            .map(|it| Told {
                choice: it.choice.label(),
                words: it.words,
                by: it.role.label(),
                on: clock::day_and_time(it.said_at),
            })
            .collect(),
        may: desk.may(Act::AnswerWarning, &warning),
        choices: web::options!(Choice),
        sources,
        more_sources,
        sees_imports: desk.may(Act::SeeEvidence, &On::default()),
        invented: desk.place().invented,
        judged: newest.month.words(),
        asb: warning.kind == crate::cube::ASB,
        command: command(&cube, newest),
        form,
    };
    form_page(&desk, wrong, &page)
}

/// The command that makes expected and threshold again, where the season of earlier years was looked at.
fn command(cube: &Cube, newest: &Reading) -> Option<String> {
    newest.evidence.expected?;
    let months = newest.month.number().checked_sub(cube.oldest()?.number())?;
    let years = statistics::years_looked_back(usize::from(months));
    Some(format!(
        "wardmote analyse early-warning warning-input.csv --years {years}"
    ))
}

/// Its months up to the one that was judged: what the command reads.
pub(super) async fn input(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let warning = find(&mut desk, &id).await?;
    let cube = crate::cube(&mut desk).await?;
    let codes = codes(&mut desk, &warning).await?;
    let oldest = cube.oldest().or_not_found()?;
    let many = i32::from(
        warning
            .judged_month
            .number()
            .saturating_sub(oldest.number()),
    ) + 1;
    let rows: Vec<Vec<String>> = line(&cube, &codes, &warning, many)
        .into_iter()
        .filter_map(|(month, n)| Some(vec![month.to_string(), n?.to_string()]))
        .collect();
    let text = crate::explorer::csv(&["month", "count"], &rows);
    Ok(crate::explorer::download(
        "text/csv; charset=utf-8",
        "warning-input.csv",
        text,
    ))
}

/// The wards it is about.
async fn codes(desk: &mut Desk, warning: &Warning) -> Result<Vec<String>, Stop> {
    let atlas = wards::atlas(desk).await?;
    let wards = atlas.wards.iter();
    Ok(wards
        .filter(|ward| warning.ward.is_none_or(|id| id == ward.id))
        .map(|ward| ward.code.clone())
        .collect())
}

fn behind(cube: &Cube, last: Month) -> Option<Period> {
    let first = last.plus(1 - BEHIND).max(cube.oldest()?);
    Some(Period { first, last })
}

/// So many months up to the one that was judged, oldest first; nothing where there is no file.
fn line(cube: &Cube, codes: &[String], warning: &Warning, many: i32) -> Vec<(Month, Option<u64>)> {
    let Some(oldest) = cube.oldest() else {
        return Vec::new();
    };
    let last = warning.judged_month;
    let part = if cube.kinds().contains(&warning.kind) {
        Part::Kind(&warning.kind)
    } else {
        Part::Crime
    };
    let period = Period {
        first: last.plus(1 - many).max(oldest),
        last,
    };
    period
        .months()
        .map(|month| {
            let sum = codes
                .iter()
                .map(|code| cube.in_ward(code, month, part))
                .sum();
            (month, cube.records(month, part).then_some(sum))
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "a place on a drawing")]
fn chart(warning: &Warning, newest: &Reading, line: &[(Month, Option<u64>)]) -> Html {
    if line.is_empty() {
        return Html::raw(String::new());
    }
    let points = line
        .iter()
        .map(|(month, n)| Point {
            label: short(*month),
            value: n.map(|n| n as f64),
        })
        .collect();
    let mark = line
        .iter()
        .position(|(month, _)| *month == warning.first_month)
        .map(|at| (at, "First raised".to_owned()));
    Line {
        id: "warning".into(),
        title: newest.evidence.sentence(),
        about: about(newest),
        points,
        usual: newest
            .evidence
            .usual
            .map(|(low, high)| (low as f64, high as f64)),
        mark,
    }
    .svg_across(&Extras {
        limit: newest.evidence.threshold,
        ..Extras::default()
    })
}

fn about(newest: &Reading) -> String {
    let it = &newest.evidence;
    let mut words = format!("{} in {} by month.", it.kind, it.area);
    if let Some((low, high)) = it.usual {
        words.push_str(&format!(
            " Shaded: where {} usually lies, {low} to {high}.",
            newest.month.words()
        ));
    }
    if let Some(threshold) = it.threshold {
        words.push_str(&format!(" Dashed: its alarm threshold, {threshold:.0}."));
    }
    words
}

fn past(it: &Reading) -> Past {
    Past {
        month: it.month.words(),
        count: number(it.observed),
        usual: it.evidence.usual.map_or_else(
            || "not known".into(),
            |(low, high)| format!("{low} to {high}"),
        ),
        threshold: it
            .evidence
            .threshold
            .map_or_else(|| "none".into(), |n| format!("{n:.0}")),
        tag: if it.raised {
            Tag::new(TagKind::Warn, "Raised")
        } else {
            Tag::new(TagKind::Go, "Not raised")
        },
        restated: if it.observed == it.first_observed {
            String::new()
        } else {
            format!(
                "Restated: it was {} when it was first judged.",
                number(it.first_observed)
            )
        },
    }
}
