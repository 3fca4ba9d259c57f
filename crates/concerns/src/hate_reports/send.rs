//! A report of hate crime is taken in: what was told goes sealed into the closed store, what is counted into the open one.

use anyhow::Result;
use base::{AgencyId, Closed, Desk, Line, Permit, closed::Turn};
use uuid::Uuid;

use super::{HateOutcome, HateReport, HateReportId, HateState, RECORD, Wish, form::Filled, store};
use crate::{
    concerns::Reach,
    reports::{self, Receipt},
};

/// Who takes it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// The ward team.
    Team,
    /// The website.
    Web,
    /// A reporting centre, by its slug, and the agency that runs it.
    Centre(String, AgencyId),
}

impl Via {
    /// As it is kept.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Team => "",
            Self::Web => "web",
            Self::Centre(slug, _) => slug,
        }
    }

    /// The agency that runs it.
    #[must_use]
    pub fn agency(&self) -> Option<AgencyId> {
        match self {
            Self::Centre(_, agency) => Some(*agency),
            _ => None,
        }
    }
}

/// A report, ready to be taken in.
pub struct Taking {
    /// Who takes it in.
    pub via: Via,
    /// What was filled in.
    pub filled: Filled,
}

/// A report that was taken in.
pub struct Taken {
    /// What is counted.
    pub report: HateReport,
    /// What opens the talk about it, shown once; none where nothing is kept.
    pub receipt: Option<String>,
}

/// Keeps it and makes its receipt. Only the day is kept, whoever reports.
///
/// As with other reports the closed store is written first; what the open one then does not know is forgotten.
///
/// # Errors
/// When a store cannot be written; then nothing was taken in.
pub async fn send(desk: &mut Desk, permit: &Permit, it: Taking) -> Result<Taken> {
    desk.only_the_day();
    let today = desk.today();
    // By chance alone: the usual ids tell the millisecond in which they were made.
    let id = HateReportId(Uuid::new_v4());
    let is_kept = it.filled.told.is_some();
    let report = HateReport {
        id,
        reference: format!("R-{}", wards::queries::code::fresh_reference()),
        ward: it.filled.ward,
        site: it.via.word().to_owned(),
        agency: it.via.agency(),
        for_centre: it.via.agency().is_some() && it.filled.wish != Wish::Police,
        wrote_back_on: None,
        strands: it.filled.strands,
        kind: it.filled.kind,
        state: if is_kept {
            HateState::Taken
        } else {
            HateState::Closed
        },
        outcome: (!is_kept).then_some(HateOutcome::Counted),
        received_on: today,
        state_on: today,
        version: 1,
    };
    let sealed = match it.filled.told {
        None => None,
        Some((told, words, contact)) => {
            let receipt = Receipt::fresh();
            let made = receipt.make(&Closed::of(desk.house())?).await?;
            let mut turn = Turn::unseen(desk.house()).await?;
            let key = id.sealed();
            reports::store::add_receipt(&mut turn, permit, key, &made).await?;
            if let Some(reporter) = contact.reporter() {
                let updates = contact.reach() == Reach::Updates;
                reports::store::add_reporter(&mut turn, permit, key, reporter, updates).await?;
            }
            let reader = made.key.seal_key();
            reports::store::add_said(&mut turn, permit, key, &reader, false, today, &words).await?;
            store::seal(&mut turn, permit, id, &told).await?;
            Some((turn, receipt))
        }
    };
    store::add(desk.tx(), permit, &report).await?;
    desk.tell(Line::of("took in", RECORD, id).with(if is_kept { "sealed" } else { "counted" }))
        .await?;
    let receipt = match sealed {
        None => None,
        Some((turn, receipt)) => {
            turn.keep().await?;
            Some(receipt.shown())
        }
    };
    Ok(Taken { report, receipt })
}
