//! Forgets, by rule, who reported and what was said, and notes that it was forgotten.

use std::collections::HashSet;

use anyhow::{Result, bail};
use base::{Act, Desk, House, Line, clock, closed::Turn, store::Tx};
use chrono::{DateTime, Duration, NaiveTime, Utc};

use super::{known, store};
use crate::{
    concerns::{self, ConcernId},
    hate_reports::{self, HateReportId},
    rapid_responses::{self, RapidResponseId},
    shown_photos,
};

/// Concerns are looked at so many at a time.
const SOME: i64 = 500;

/// More that belong to nothing are no accident.
const MOST_ORPHANS: usize = 20;

/// What the closed store knew at the last look and the open store did not: a report whose second half never came.
#[derive(Default)]
struct Orphans(HashSet<ConcernId>);

/// What the open store says of a sealed record.
struct Stands {
    /// What the ledger calls it.
    what: &'static str,
    /// Since when it is over, if it is.
    over: Option<DateTime<Utc>>,
}

async fn stands(open: &mut Tx, id: ConcernId) -> Result<Option<Stands>> {
    if let Some(it) = concerns::store::find(open, id).await? {
        return Ok(Some(Stands {
            what: "concern",
            over: (!it.is_open()).then_some(it.state_at),
        }));
    }
    if let Some(it) = rapid_responses::store::find(open, RapidResponseId::of_sealed(id)).await? {
        return Ok(Some(Stands {
            what: rapid_responses::RECORD,
            over: it.closed_on.map(|day| clock::moment(day, NaiveTime::MIN)),
        }));
    }
    let report = hate_reports::store::find(open, HateReportId::of_sealed(id)).await?;
    Ok(report.map(|it| Stands {
        what: hate_reports::RECORD,
        over: (!it.is_open()).then(|| clock::moment(it.state_on, NaiveTime::MIN)),
    }))
}

/// Looks at everything once. Who reported goes after `concerns.forget_reporter_days` from the end of a concern, the talk and
/// the photos after `concerns.forget_talk_days`. The receipt of a forgotten talk opens nothing.
///
/// # Errors
/// When a store fails.
pub async fn forget(house: &House) -> Result<()> {
    let rules = &house.place().concerns;
    let now = house.clock().now();
    let ago = |days: u32| now - Duration::days(i64::from(days));
    let (who, all) = (ago(rules.forget_reporter_days), ago(rules.forget_talk_days));
    let before = house.kept::<Orphans>().unwrap_or_default();
    // One or two are left by a program that was killed. More say that this open store is not the one it was.
    let is_strange = before.0.len() > MOST_ORPHANS;
    if is_strange {
        tracing::error!(
            "{} reports of the closed store belong to nothing in the open one and are kept: does the open store belong to this closed one?",
            before.0.len()
        );
    }
    let (mut orphans, mut last) = (HashSet::new(), None);
    loop {
        let mut turn = Turn::unseen(house).await?;
        let some = store::after(&mut turn, last, SOME).await?;
        let Some(end) = some.last() else { break };
        last = Some(*end);
        let mut open = house.db().reading().await?;
        for id in some {
            match stands(&mut open, id).await? {
                None if !is_strange && before.0.contains(&id) => {
                    store::forget(&mut turn, id).await?;
                    let line = Line::of("forgot what belongs to nothing", "report", id);
                    turn.tell(line).await?;
                }
                None => {
                    orphans.insert(id);
                }
                Some(it) if it.over.is_some_and(|at| at < all) => {
                    store::forget(&mut turn, id).await?;
                    turn.tell(Line::of("forgot the talk", it.what, id)).await?;
                }
                Some(it) if it.over.is_some_and(|at| at < who) => {
                    if store::forget_reporter(&mut turn, id).await? {
                        turn.tell(Line::of("forgot who reported", it.what, id))
                            .await?;
                    }
                }
                Some(_) => {}
            }
        }
        drop(open);
        turn.keep().await?;
    }
    house.keep(Orphans(orphans));
    forget_open(house, all).await?;
    mark(house).await
}

/// Where it was, the words that were shown and the copies of photos that everyone could see go with the talk.
async fn forget_open(house: &House, all: DateTime<Utc>) -> Result<()> {
    let mut desk = Desk::of_the_house(house, Act::WorkConcern).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("forgetting is the program's own work");
    };
    let over = shown_photos::store::over_before(desk.tx(), all).await?;
    for id in &over {
        shown_photos::store::take_all_back(desk.tx(), &permit, *id).await?;
        desk.tell(Line::of("forgot the photos", "concern", *id))
            .await?;
    }
    let places = concerns::store::forget_where(desk.tx(), &permit, all).await?;
    if places > 0 {
        desk.tell(Line::of("forgot the places of", "concerns", "old").with(places.to_string()))
            .await?;
    }
    if !over.is_empty() || places > 0 {
        desk.keep().await?;
    }
    Ok(())
}

/// Makes the marks of those who were taken in where the key is not held.
async fn mark(house: &House) -> Result<()> {
    let mut turn = Turn::unseen(house).await?;
    if !turn.can_open() {
        return Ok(());
    }
    for id in store::unmarked(&mut turn).await? {
        if let Some(reporter) = store::reporter(&mut turn, id).await? {
            let mark = known::mark(&turn, &reporter)?.unwrap_or_default();
            store::set_mark(&mut turn, id, &mark).await?;
        }
    }
    turn.keep().await
}
