//! An answer: every part of it worked out by its command, and kept while the log is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use base::{Desk, House, OrNotFound as _, Permit, Stop, closed::Turn};
use tokio::sync::{OnceCell, Semaphore};

use super::ask::{
    Asked, FEWEST_PAIRED, FILES, Hours, MOST_PAIRED, Part, Question, command, months,
};
use super::draw::{Drawn, draw};
use super::read::{Event, again};
use super::{Log, store};
use crate::LogId;
use crate::cube::Period;

/// No more logs, and no more answers, are kept in memory: one of 200,000 events takes some 50 MB.
const KEPT: usize = 6;
/// In fewer days weekdays are unlike for that reason.
const FOUR_WEEKS: i64 = 28;
/// So many answers are worked out at the same time; others wait their turn.
static TURNS: Semaphore = Semaphore::const_new(1);

/// A log that was asked.
pub struct Answered {
    /// The question, as it was taken.
    pub question: Question,
    /// What of it was bent.
    pub notes: Vec<String>,
    /// How many events it is about.
    pub n: usize,
    /// The parts.
    pub parts: Vec<Arc<Drawn>>,
    /// The types of the log, with how many events each has.
    pub kinds: Vec<(String, usize)>,
    /// Its months.
    pub months: Period,
    /// The files that the commands read.
    pub files: [Vec<u8>; 2],
}

impl Answered {
    /// How many events, as it is said.
    pub fn n_words(&self) -> String {
        web::number(self.n as u64)
    }

    /// A part of it.
    pub fn part(&self, part: Part) -> Option<&Drawn> {
        let mut all = self.parts.iter();
        all.find(|it| it.part == part).map(Arc::as_ref)
    }
}

/// An answer that is there, or that somebody waits for.
type Pending = Arc<OnceCell<Arc<Answered>>>;

/// Opened logs and what was answered of them, the latest asked last.
#[derive(Default)]
struct Kept {
    events: Mutex<Vec<(LogId, Arc<Vec<Event>>)>>,
    answers: Mutex<Vec<((LogId, String), Pending)>>,
}

impl Kept {
    /// Answers about the same events of a log.
    fn beside(&self, log: LogId, question: &Question) -> Vec<Arc<Answered>> {
        lock(&self.answers)
            .iter()
            .filter(|((of, _), _)| *of == log)
            .filter_map(|(_, it)| it.get().cloned())
            .filter(|it| it.question.is_but_for_cells(question))
            .collect()
    }
}

/// What stands under a key, put last; of too many the first goes.
fn latest<K: PartialEq, V: Clone>(all: &mut Vec<(K, V)>, key: K, new: impl FnOnce() -> V) -> V {
    let known = all.iter().position(|it| it.0 == key);
    let value = known.map_or_else(new, |at| all.remove(at).1);
    if all.len() >= KEPT {
        all.remove(0);
    }
    all.push((key, value.clone()));
    value
}

fn kept(house: &House) -> Arc<Kept> {
    house
        .kept::<Kept>()
        .unwrap_or_else(|| house.keep(Kept::default()))
}

/// Nothing of any log stays in memory.
pub fn forget(house: &House) {
    house.keep(Kept::default());
}

/// Asks a log. The look at it is told in the ledger, also where the answer is there already.
pub async fn ask(
    desk: &Desk,
    permit: &Permit,
    log: &Log,
    query: &str,
    told: &'static str,
) -> Result<Arc<Answered>, Stop> {
    let shelf = kept(desk.house());
    let mut turn = Turn::looking(desk, permit, log.line(told)).await?;
    let known = {
        let mut all = lock(&shelf.events);
        let known = all
            .iter()
            .find(|it| it.0 == log.id)
            .map(|it| Arc::clone(&it.1));
        known.map(|events| latest(&mut all, log.id, || events))
    };
    let found = match known {
        Some(events) => Ok(events),
        None => Err(store::events(&mut turn, log.id).await?.or_not_found()?),
    };
    let key = turn.key()?.clone();
    // The line stands before anything is opened, and nobody waits while it is.
    turn.keep().await?;
    let events = match found {
        Ok(events) => events,
        Err(sealed) => {
            let id = log.id;
            let opened = tokio::task::spawn_blocking(move || {
                let text = store::open(&key, id, &sealed)?;
                anyhow::Ok(Arc::new(again(&text)))
            });
            let events = opened.await.map_err(anyhow::Error::from)??;
            latest(&mut lock(&shelf.events), log.id, || events)
        }
    };
    let mut notes = Vec::new();
    let question = Question::read(query, &events, &mut notes).or_not_found()?;
    let key = (log.id, question.query() + &notes.concat());
    let pending = latest(&mut lock(&shelf.answers), key, Pending::default);
    let id = log.id;
    // Seconds of work: away from the thread that serves pages, once for all who ask, and to its end also when nobody waits any more.
    let made = tokio::spawn(async move {
        let work = || async {
            let _turn = TURNS.acquire().await?;
            let beside = shelf.beside(id, &question);
            let work = move || Arc::new(work_out(question, notes, &events, &beside));
            anyhow::Ok(tokio::task::spawn_blocking(work).await?)
        };
        pending.get_or_try_init(work).await.cloned()
    });
    Ok(made.await.map_err(anyhow::Error::from)??)
}

fn lock<T>(it: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    it.lock().unwrap_or_else(PoisonError::into_inner)
}

fn work_out(
    question: Question,
    mut notes: Vec<String>,
    events: &[Event],
    beside: &[Arc<Answered>],
) -> Answered {
    let mut kinds: HashMap<&str, usize> = HashMap::new();
    for it in events {
        *kinds.entry(it.kind.as_str()).or_default() += 1;
    }
    let mut kinds: Vec<(String, usize)> = kinds
        .into_iter()
        .filter(|it| !it.0.is_empty())
        .map(|(kind, n)| (kind.to_owned(), n))
        .collect();
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let asked = question.ask(events);
    if asked.whole != question.months {
        notes.push(format!(
            "The log does not hold its first or its last month whole: month by month {} is read.",
            asked.whole.words()
        ));
    }
    let log: Arc<[u8]> = asked.file.as_slice().into();
    // Only where there is a grid.
    let mut cells: Option<Arc<[u8]>> = None;
    let mut parts = Vec::new();
    for part in Part::ALL {
        let words = command(*part, &question, &asked);
        // What does not depend on the cells is there already where only they were changed.
        let mut known = beside.iter().flat_map(|it| &it.parts);
        let is_same = |it: &&Arc<Drawn>| it.part == *part && it.is_made_by(&words);
        if !part.is_of_cells()
            && let Some(known) = known.find(is_same)
        {
            parts.push(Arc::clone(known));
            continue;
        }
        let held = if part.reads_cells() {
            cells.clone().ok_or_else(|| {
                "There is no grid of cells to answer from: see Where for the reason.".to_owned()
            })
        } else {
            Ok(Arc::clone(&log))
        };
        let held = match too_much(*part, &asked, &question) {
            Some(why) => Err(why),
            None => held,
        };
        let answer = held.and_then(|held| {
            let words = words.iter().map(String::as_str);
            let answer = if *part == Part::Where {
                analysis::hot_spots_of_events(words, held).map(|(answer, rows)| {
                    cells = Some(by_cell(&answer, &rows, &question, &asked).into());
                    answer
                })
            } else {
                analysis::answer(words, held)
            };
            answer.map_err(|fault| said(&fault))
        });
        parts.push(Arc::new(draw(*part, &question, &asked, &words, answer)));
    }
    Answered {
        n: asked.n,
        files: [asked.file, cells.map_or_else(Vec::new, |it| it.to_vec())],
        months: months(events).unwrap_or(question.months),
        question,
        notes,
        parts,
        kinds,
    }
}

/// Why a part is not worked out: there is nothing to hold it against, or it would take too long.
fn too_much(part: Part, asked: &Asked, question: &Question) -> Option<String> {
    if part == Part::Check && question.halves().is_none() {
        return Some(
            "One month has no halves to hold against each other. Choose more months.".into(),
        );
    }
    if let (Part::Check, Some(halves)) = (part, question.halves()) {
        for months in halves.map(|it| it.months) {
            if asked
                .in_month
                .iter()
                .all(|it| !(months.first..=months.last).contains(it))
            {
                return Some(format!(
                    "Nothing happened in {}, so there is nothing to hold against the other half.",
                    months.words()
                ));
            }
        }
    }
    if part == Part::When && question.hours != Hours::All {
        return Some("Only some hours of the day were asked about, so they are full for that reason. Choose all day.".into());
    }
    if part == Part::When && asked.days < FOUR_WEEKS {
        return Some("Less than four weeks are asked about, so one weekday is in them more often than another. Choose more months.".into());
    }
    let whole = asked.whole.first..=asked.whole.last;
    if matches!(part, Part::Trend | Part::Change | Part::OverTime)
        && !asked.in_month.iter().any(|it| whole.contains(it))
    {
        return Some("No event lies in a month that the log holds whole.".into());
    }
    let pairs = matches!(part, Part::NearRepeats | Part::Scan);
    if pairs && asked.n < FEWEST_PAIRED {
        return Some(format!(
            "{} are too few to say whether they come together.",
            web::many(asked.n as u64, "event")
        ));
    }
    (pairs && asked.n > MOST_PAIRED).then(|| {
        format!(
            "It holds every event against every other, and {} are too many for a page. Choose fewer months or one type, or give the command below.",
            web::number(asked.n as u64)
        )
    })
}

/// What a method says when it refuses, without the name of a file that nobody chose.
fn said(fault: &anyhow::Error) -> String {
    let mut text = format!("{fault:#}").replace("refused: ", "");
    for file in FILES {
        text = text.replace(&format!("{file} "), "the log ");
    }
    let mut letters = text.chars();
    let first = letters.next().map(|it| it.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str() + "."
}

/// The counts of each cell, the empty ones too: of all events, and of those in the first and in the second half of the months. They
/// stand row by row as on the map: in the order of the answer, which knows the whole time, ties of the first half would go to what
/// was full in the second.
fn by_cell(
    answer: &analysis::Answer,
    row_of: &[Option<usize>],
    question: &Question,
    asked: &Asked,
) -> Vec<u8> {
    let cells = answer.rows.all();
    let mut halves = vec![[0_u64; 2]; cells.len()];
    let second = question.halves().map(|[_, second]| second.months.first);
    for (row, month) in row_of.iter().zip(&asked.in_month) {
        if let (Some(row), Some(second)) = (row, second) {
            halves[*row][usize::from(*month >= second)] += 1;
        }
    }
    let mut csv = csv::Writer::from_writer(Vec::new());
    let _ = csv.write_record(["place", "count", "past", "later"]); // into memory
    let number = |row: usize, column: usize| {
        let value = cells[row].get(column);
        value.and_then(serde_json::Value::as_f64).unwrap_or(0.0)
    };
    let mut on_map: Vec<usize> = (0..cells.len()).collect();
    on_map.sort_by(|a, b| {
        let [north, east] = [1, 0].map(|axis| number(*a, axis).total_cmp(&number(*b, axis)));
        north.then(east)
    });
    for row in on_map {
        let place = format!("{:.0} {:.0}", number(row, 0), number(row, 1));
        let count = format!("{:.0}", number(row, 4));
        let [past, later] = halves[row].map(|it| it.to_string());
        let _ = csv.write_record([place, count, past, later]);
    }
    csv.into_inner().unwrap_or_default()
}
