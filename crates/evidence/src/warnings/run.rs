//! The monthly run: after an import every ward and type is looked at, and warnings are raised, kept up or calmed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use anyhow::{Result, bail};
use base::{Act, Desk, House, Line, Permit, WardId};
use sha2::{Digest, Sha256};
use statistics::{EarlyWarning, benjamini_hochberg, early_warnings};
use wards::{Atlas, Ward};

use super::{Evidence, Increase, Level, Reading, Run, Warning, WarningState, ranked, store};
use crate::cube::{Cube, Part, Period};
use crate::{Month, RunId, WarningId};

/// The name of all types but anti-social behaviour together.
const ALL_CRIME: &str = "All crime";
/// Of the warnings raised at most one in twenty is a false alarm, on average over many runs.
const RAISED_AT: f64 = 0.05;
/// The share of ordinary months above the first detector's own threshold.
const ABOVE_BY_CHANCE: f64 = 0.025;
/// The first run looks back so many months, so that a rise of last month is not lost.
const FIRST_RUN: i32 = 3;
/// After it calmed, a warning's months are still kept for so long.
const KEPT_AFTER: u16 = 6;

/// What a run found.
#[derive(Clone, Debug)]
pub struct RunReport {
    /// The newest run; nothing when no month is loaded.
    pub run: Option<Run>,
    /// Whether the same counts had been looked at before: then nothing was done.
    pub known: bool,
    /// The warnings raised for the first time.
    pub fresh: Vec<String>,
    /// The warnings that stand, with their sentence.
    pub standing: Vec<String>,
}

/// One line of counts: a type in a ward, or in the place as a whole.
struct Series {
    ward: Option<WardId>,
    code: String,
    area: String,
    kind: String,
    counts: Vec<Option<f64>>,
}

impl AsRef<[Option<f64>]> for Series {
    fn as_ref(&self) -> &[Option<f64>] {
        &self.counts
    }
}

/// A line, judged for a month.
struct Found {
    ward: Option<WardId>,
    code: String,
    evidence: Evidence,
    raised: bool,
    /// Above the first detector's own threshold.
    above: bool,
    score: f64,
}

/// Every line of counts up to a month. A type that a file does not record is missing there: that is no nought.
fn series(cube: &Cube, atlas: &Atlas, place: &str, to: Month) -> Vec<Series> {
    let Some(first) = cube.oldest() else {
        return Vec::new();
    };
    let months: Vec<Month> = (first.number()..=to.number())
        .map(Month::from_number)
        .collect();
    let one = |wards: &[Ward], kind: &str| -> Vec<Option<f64>> {
        let part = if kind == ALL_CRIME {
            Part::Crime
        } else {
            Part::Kind(kind)
        };
        let alike = match part {
            Part::Crime => {
                let codes: Vec<&str> = wards.iter().map(|ward| ward.code.as_str()).collect();
                cube.alike(&codes, Period { first, last: to })
            }
            _ => vec![true; months.len()],
        };
        months
            .iter()
            .zip(alike)
            .map(|(month, alike)| {
                let sum: u64 = wards
                    .iter()
                    .map(|ward| cube.in_ward(&ward.code, *month, part))
                    .sum();
                #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
                (alike && cube.records(*month, part)).then_some(sum as f64)
            })
            .collect()
    };
    let mut all = Vec::new();
    let kinds = cube.kinds().iter().map(String::as_str);
    for kind in kinds.chain([ALL_CRIME]) {
        let whole = one(&atlas.wards, kind);
        for ward in &atlas.wards {
            all.push(Series {
                ward: Some(ward.id),
                code: ward.code.clone(),
                area: ward.name.clone(),
                kind: kind.to_owned(),
                counts: one(std::slice::from_ref(ward), kind),
            });
        }
        all.push(Series {
            ward: None,
            code: String::new(),
            area: place.to_owned(),
            kind: kind.to_owned(),
            counts: whole,
        });
    }
    all
}

/// Judges every line for its newest month. A line without a chance of its own is not judged.
fn judge(all: &[Series], month: Month) -> Vec<Found> {
    let told: Vec<Option<EarlyWarning>> = early_warnings(all);
    let judged: Vec<(&Series, &EarlyWarning)> = all
        .iter()
        .zip(&told)
        .filter_map(|(series, it)| Some((series, it.as_ref()?)))
        .filter(|(_, it)| it.p.is_some() || it.new_activity)
        .collect();
    let p: Vec<f64> = judged
        .iter()
        .map(|(_, it)| if it.rise { it.p.unwrap_or(1.0) } else { 1.0 })
        .collect();
    let lines = judged.len() as u64;
    judged
        .iter()
        .zip(benjamini_hochberg(&p))
        .map(|((series, it), q)| {
            let q = it.p.map(|_| q);
            let clear = it.rise && q.is_some_and(|q| q <= RAISED_AT);
            Found {
                ward: series.ward,
                code: series.code.clone(),
                evidence: Evidence::of(&series.area, &series.kind, month, it, q, lines),
                raised: clear || it.new_activity,
                above: it.season.is_ok_and(|it| it.alarm),
                score: it.season.ok().and_then(|it| it.score).unwrap_or(0.0),
            }
        })
        .collect()
}

/// The highest level of each type over the latest twelve months.
fn levels(all: &[Series]) -> Vec<Level> {
    let mut by_kind: BTreeMap<&str, Vec<(&str, &str, u64)>> = BTreeMap::new();
    for it in all.iter().filter(|it| it.ward.is_some()) {
        let from = it.counts.len().saturating_sub(12);
        let year: f64 = it.counts[from..].iter().flatten().sum();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a sum of counts"
        )]
        let row = (it.code.as_str(), it.area.as_str(), year as u64);
        by_kind.entry(&it.kind).or_default().push(row);
    }
    let mut found: Vec<Level> = by_kind
        .iter()
        .filter_map(|(kind, counts)| ranked::highest(kind, counts))
        .collect();
    found.sort_by(|a, b| {
        b.times
            .total_cmp(&a.times)
            .then_with(|| a.kind.cmp(&b.kind))
    });
    found.truncate(ranked::MOST);
    found
}

fn fingerprint(all: &[Series], month: Month) -> String {
    let mut sha = Sha256::new();
    sha.update(month.to_string());
    for it in all {
        sha.update([0]);
        sha.update(&it.code);
        sha.update([1]);
        sha.update(&it.kind);
        for n in &it.counts {
            sha.update(n.unwrap_or(-1.0).to_le_bytes());
        }
    }
    sha.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Looks at every line of counts as it stands now. The same counts are not looked at twice.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn run(house: &House) -> Result<RunReport> {
    let (cube, atlas, previous, before, last) = {
        let mut desk = Desk::of_the_house(house, Act::Explore).await?;
        let cube = crate::cube(&mut desk).await?;
        let atlas = wards::atlas(&mut desk).await?;
        let last = cube.known(None, desk.today()).map(|run| run.last);
        let before = store::judged(desk.tx()).await?;
        (
            cube,
            atlas,
            store::newest_run(desk.tx()).await?,
            before,
            last,
        )
    };
    let place = house.place().name.clone();
    let Some(last) = last else {
        return standing(house, None, false, Vec::new()).await;
    };
    let now = {
        let (cube, atlas, place) = (Arc::clone(&cube), Arc::clone(&atlas), place.clone());
        tokio::task::spawn_blocking(move || series(&cube, &atlas, &place, last)).await?
    };
    let fingerprint = fingerprint(&now, last);
    let known = store::run_of(&mut house.db().reading().await?, &fingerprint).await?;
    let mine = known.as_ref().map(|it| it.id);
    if mine.is_some() && mine == previous.as_ref().map(|it| it.id) {
        return standing(house, known, true, Vec::new()).await;
    }
    // Months that came since, and months of warnings whose counts are others now.
    let from = match &previous {
        Some(it) if it.month < last => it.month.plus(1).max(last.plus(1 - FIRST_RUN)),
        Some(_) => last,
        None => last.plus(1 - FIRST_RUN),
    };
    let mut months: Vec<Month> = (from.number()..=last.number())
        .map(Month::from_number)
        .filter(|month| cube.covers(*month))
        .collect();
    let lines: HashMap<(Option<WardId>, &str), &Series> = now
        .iter()
        .map(|it| ((it.ward, it.kind.as_str()), it))
        .collect();
    let first = cube.oldest().unwrap_or(last);
    let known_warnings: HashMap<WarningId, Warning> = store::all(&mut house.db().reading().await?)
        .await?
        .into_iter()
        .map(|it| (it.id, it))
        .collect();
    for (id, month, observed) in before {
        let Some(it) = known_warnings.get(&id) else {
            continue;
        };
        let at = month.number().checked_sub(first.number()).map(usize::from);
        let is_now = lines
            .get(&(it.ward, it.kind.as_str()))
            .and_then(|line| line.counts.get(at?).copied().flatten());
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
        let restated = is_now.is_some_and(|n| (n - observed as f64).abs() > 0.5);
        if restated && !months.contains(&month) {
            months.push(month);
        }
    }
    months.sort();
    let judged = {
        let months = months.clone();
        tokio::task::spawn_blocking(move || {
            months
                .into_iter()
                .map(|month| (month, judge(&series(&cube, &atlas, &place, month), month)))
                .collect::<Vec<_>>()
        })
        .await?
    };
    let Some((_, newest)) = judged.last() else {
        return standing(house, previous, true, Vec::new()).await;
    };
    let mut desk = Desk::of_the_house(house, Act::AnswerWarning).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("only the program itself looks for early warnings")
    };
    // First, because the row it changes makes two programs on one store take turns.
    desk.mark("warnings").await?;
    let run = match store::run_of(desk.tx(), &fingerprint).await? {
        // Counts that had been looked at stand again, because their file was given once more.
        Some(known) => known,
        None => {
            let with_season = newest
                .iter()
                .filter(|it| it.evidence.expected.is_some())
                .count();
            #[expect(clippy::cast_precision_loss, reason = "some thousand lines")]
            let run = Run {
                id: RunId::fresh(),
                month: last,
                fingerprint,
                made_at: desk.now(),
                looked_at: now.len() as u64,
                judged: newest.len() as u64,
                above: newest.iter().filter(|it| it.above).count() as u64,
                by_chance: with_season as f64 * ABOVE_BY_CHANCE,
                raised: newest.iter().filter(|it| it.raised).count() as u64,
                increases: ranked::increases(newest.iter().map(increase).collect()),
                highest: levels(&now),
            };
            store::add_run(desk.tx(), &permit, &run).await?;
            run
        }
    };
    let mut fresh = Vec::new();
    for (month, found) in &judged {
        apply(&mut desk, &permit, run.id, *month, found, &mut fresh).await?;
    }
    lapse(&mut desk, &permit, newest, last).await?;
    let told = format!(
        "{}: {} lines, {} raised, {} new",
        last.words(),
        run.judged,
        run.raised,
        fresh.len()
    );
    desk.tell(Line::of("looked for early warnings", "warning run", run.id).with(told))
        .await?;
    desk.keep().await?;
    standing(house, Some(run), false, fresh).await
}

fn increase(it: &Found) -> Increase {
    Increase {
        code: it.code.clone(),
        area: it.evidence.area.clone(),
        kind: it.evidence.kind.clone(),
        observed: it.evidence.observed,
        expected: it.evidence.expected.unwrap_or(0.0),
        score: crate::figures::tenth(it.score),
    }
}

/// Takes what was found of a month into the warnings.
async fn apply(
    desk: &mut Desk,
    permit: &Permit,
    run: RunId,
    month: Month,
    found: &[Found],
    fresh: &mut Vec<String>,
) -> Result<()> {
    // The warnings of each line: the list comes with the newest rise first.
    let mut known: HashMap<(Option<WardId>, String), Vec<Warning>> = HashMap::new();
    for it in store::all(desk.tx()).await? {
        known
            .entry((it.ward, it.kind.clone()))
            .or_default()
            .push(it);
    }
    // Its months, and those after it of which the page still tells.
    let is_kept = |it: &Warning| month.number() <= it.last_month.number() + KEPT_AFTER;
    for it in found {
        let reading = Reading {
            month,
            observed: it.evidence.observed,
            first_observed: it.evidence.observed,
            raised: it.raised,
            score: it.score,
            evidence: it.evidence.clone(),
        };
        let line = known
            .remove(&(it.ward, it.evidence.kind.clone()))
            .unwrap_or_default();
        // A month that was restated belongs to the warning it was judged for, which may be an older one.
        let of_month = line
            .iter()
            .position(|was| month >= was.first_month && is_kept(was));
        let was = line
            .into_iter()
            .nth(of_month.unwrap_or(0))
            .filter(|was| was.goes_on_in(month) || !it.raised);
        match was {
            Some(was) => {
                let kept = is_kept(&was);
                let (id, is_now) = (was.id, was.clone().judged(month, it.raised));
                if month >= was.first_month && (kept || was.state == WarningState::Raised) {
                    store::put_reading(desk.tx(), permit, (id, run), &reading).await?;
                    if is_now != was && !store::save(desk.tx(), permit, &is_now).await? {
                        bail!("somebody answered a warning in the same moment: try again");
                    }
                }
            }
            None if it.raised => {
                let warning = Warning {
                    id: WarningId::fresh(),
                    ward: it.ward,
                    area: it.evidence.area.clone(),
                    kind: it.evidence.kind.clone(),
                    first_month: month,
                    last_month: month,
                    judged_month: month,
                    state: WarningState::Raised,
                    raised_at: desk.now(),
                    queued: false,
                    version: 1,
                };
                store::add(desk.tx(), permit, &warning).await?;
                store::put_reading(desk.tx(), permit, (warning.id, run), &reading).await?;
                fresh.push(it.evidence.sentence());
            }
            None => {}
        }
    }
    Ok(())
}

/// A warning whose line could not be judged any more: its ward is gone, or too much is missing.
async fn lapse(desk: &mut Desk, permit: &Permit, newest: &[Found], last: Month) -> Result<()> {
    let judged: HashSet<(Option<WardId>, &str)> = newest
        .iter()
        .map(|found| (found.ward, found.evidence.kind.as_str()))
        .collect();
    for it in store::all(desk.tx()).await? {
        let gone = it.judged_month < last && !judged.contains(&(it.ward, it.kind.as_str()));
        if it.state == WarningState::Raised && gone {
            let lapsed = Warning {
                state: WarningState::Lapsed,
                ..it
            };
            store::save(desk.tx(), permit, &lapsed).await?;
        }
    }
    Ok(())
}

async fn standing(
    house: &House,
    run: Option<Run>,
    known: bool,
    fresh: Vec<String>,
) -> Result<RunReport> {
    let mut tx = house.db().reading().await?;
    let standing = store::with_reading(&mut tx)
        .await?
        .iter()
        .filter(|(it, _)| it.state == WarningState::Raised)
        .map(|(_, reading)| reading.evidence.sentence())
        .collect();
    Ok(RunReport {
        run,
        known,
        fresh,
        standing,
    })
}
