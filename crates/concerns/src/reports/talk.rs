//! The talk between a reporter and the team: opened by the receipt on one side, by the team's key on the other.

use anyhow::Result;
use base::{Closed, Desk, House, Line, OrNotFound as _, Permit, Stop, closed::Turn};
use chrono::NaiveDate;

use super::{Receipt, receipt::Made, store};
use crate::{
    concerns::{self, Concern, ConcernId, Reach},
    hate_reports::{self, HateReport, HateReportId},
    questionnaires::{self, Question, Verdict},
};

/// Where a receipt is typed.
const PAGE: &str = "/reports/receipt";

/// One word of a talk.
#[derive(Clone)]
pub struct Said {
    /// Whether the team said it; else the reporter.
    pub by_team: bool,
    /// On which day.
    pub on: NaiveDate,
    /// What was said.
    pub words: String,
}

/// What a report is about.
pub enum About {
    /// A problem.
    Concern(Box<Concern>),
    /// Hate crime.
    Hate(HateReport),
}

/// What a receipt opens.
pub struct Opened {
    /// What the team works on.
    pub about: About,
    /// Whether mail goes when there is news.
    pub gets_mail: bool,
    /// What was said, the first first.
    pub talk: Vec<Said>,
    /// What opened it: it opens it again.
    pub made: Made,
}

impl Opened {
    /// The concern, if it is one.
    #[must_use]
    pub fn concern(&self) -> Option<&Concern> {
        match &self.about {
            About::Concern(it) => Some(it),
            About::Hate(_) => None,
        }
    }

    /// Whether it is a concern that the team has, or has again: then nothing is asked about its end.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.concern().is_some_and(Concern::is_open)
    }

    /// Under which id the closed store keeps it, and what ledgers call it.
    fn sealed(&self) -> (ConcernId, &'static str) {
        match &self.about {
            About::Concern(it) => (it.id, "concern"),
            About::Hate(it) => (it.id.sealed(), hate_reports::RECORD),
        }
    }
}

async fn about(desk: &mut Desk, id: ConcernId) -> Result<About, Stop> {
    if let Some(it) = concerns::store::find(desk.tx(), id).await? {
        return Ok(About::Concern(Box::new(it)));
    }
    let report = hate_reports::store::find(desk.tx(), HateReportId::of_sealed(id)).await?;
    Ok(About::Hate(report.or_not_found()?))
}

/// What a receipt makes. It is slow on purpose: ask for it before a desk, which would hold up whoever else writes.
///
/// # Errors
/// When this house has no closed store.
pub async fn make(house: &House, receipt: &Receipt) -> Result<Made> {
    receipt.make(&Closed::of(house)?).await
}

/// Opens the talk of a receipt. It takes as long whether there is one or not.
///
/// # Errors
/// [`Stop::NotThere`] when it opens nothing.
pub async fn open(desk: &mut Desk, made: Made) -> Result<Opened, Stop> {
    let mut turn = Turn::reading(desk.house()).await?;
    let id = store::of_receipt(&mut turn, &made.find_hash).await?;
    let id = id.or_not_found()?;
    let about = about(desk, id).await?;
    let gets_mail = match &about {
        About::Concern(it) => it.reach == Reach::Updates,
        About::Hate(_) => store::wants_updates(&mut turn, id).await?,
    };
    let mut talk = Vec::new();
    for row in store::talk(&mut turn, id).await? {
        let words = made.key.open(&row.about(), &row.sealed_reporter)?;
        talk.push(row.said(words)?);
    }
    Ok(Opened {
        about,
        gets_mail,
        talk,
        made,
    })
}

/// The reporter says one thing more. The day is kept, not the hour.
///
/// # Errors
/// When a store cannot be written.
pub async fn say(desk: &mut Desk, permit: &Permit, opened: &Opened, words: &str) -> Result<()> {
    desk.only_the_day();
    let mut turn = Turn::unseen(desk.house()).await?;
    let ((id, what), reader) = (opened.sealed(), opened.made.key.seal_key());
    let today = desk.today();
    store::add_said(&mut turn, permit, id, &reader, false, today, words).await?;
    match &opened.about {
        About::Concern(it) => {
            concerns::store::wrote_back(desk.tx(), permit, it.id, Some(today)).await?;
        }
        About::Hate(it) => {
            hate_reports::store::wrote_back(desk.tx(), permit, it.id, Some(today)).await?;
        }
    }
    desk.tell(Line::of("was told more", what, id)).await?;
    turn.keep().await
}

/// The team says something to the reporter, who reads it with the receipt.
///
/// # Errors
/// [`Stop::Refused`] when it was forgotten, or when a store cannot be written.
pub async fn told(
    desk: &Desk,
    permit: &Permit,
    concern: &Concern,
    words: &str,
) -> Result<(), Stop> {
    let line = Line::of("answered the reporter", "concern", concern.id);
    let mut turn = Turn::looking(desk, permit, line).await?;
    let Some(reader) = store::reader(&mut turn, concern.id).await? else {
        return Err(Stop::Refused(
            "What was written about this has been forgotten, and its receipt opens nothing any more: nobody would read an answer.".into(),
        ));
    };
    let today = desk.today();
    store::add_said(&mut turn, permit, concern.id, &reader, true, today, words).await?;
    turn.keep().await?;
    Ok(())
}

/// The reporter says whether it is fixed. If it is not, the concern is open again.
///
/// # Errors
/// [`Stop::AlreadyDone`] when somebody else has just changed the concern, or when a store cannot be written.
pub async fn judge(
    desk: &mut Desk,
    permit: &Permit,
    opened: &Opened,
    fixed: bool,
) -> Result<(), Stop> {
    let concern = opened.concern().or_not_found()?;
    let verdict = if fixed { Verdict::Yes } else { Verdict::No };
    questionnaires::keep(desk, permit, concern, &[(Question::Fixed, verdict)]).await?;
    let now = desk.now();
    // Not before it moved: the day began before that.
    let at = now.max(concern.state_at);
    let judged = concern.clone().judged(fixed, at);
    let kept = concerns::store::save(desk.tx(), permit, &judged).await?;
    if !kept {
        return Err(Stop::AlreadyDone(PAGE.to_owned()));
    }
    if !fixed {
        let today = desk.today();
        concerns::store::wrote_back(desk.tx(), permit, judged.id, Some(today)).await?;
    }
    let act = if fixed {
        "was told that it is fixed"
    } else {
        "was told that it is not fixed"
    };
    desk.tell(Line::of(act, "concern", judged.id)).await?;
    Ok(())
}

/// The reporter wants no more mail.
///
/// # Errors
/// When a store cannot be written.
pub async fn no_more_mail(desk: &mut Desk, permit: &Permit, opened: &Opened) -> Result<()> {
    desk.only_the_day();
    let (id, what) = opened.sealed();
    let mut turn = Turn::unseen(desk.house()).await?;
    store::stop_notices(&mut turn, permit, id).await?;
    if opened.concern().is_some() {
        concerns::store::no_updates(desk.tx(), permit, id).await?;
    }
    desk.tell(Line::of("stopped the mail about", what, id))
        .await?;
    turn.keep().await
}

/// The reporter wants no agency to reach them any more. What one opened before, it has seen.
///
/// # Errors
/// When the store cannot be written.
pub async fn pass_no_more(desk: &mut Desk, permit: &Permit, concern: &Concern) -> Result<()> {
    desk.only_the_day();
    concerns::store::pass_no_more(desk.tx(), permit, concern.id).await?;
    let line = Line::of(
        "stopped agencies from reaching who reported",
        "concern",
        concern.id,
    );
    desk.tell(line).await
}
