//! A priority as pages show it: in words, with its progress and timeline.
//! Ward page, workspace, noticeboard and lists call these functions.

use anyhow::Result;
use base::{
    Desk, WardId, clock,
    deadlines::{Due, Freshness, days},
};
use chrono::NaiveDate;
use wards::Ward;
use web::{Tag, TagKind};

use super::{Decision, Priority, PriorityStage, store};
use crate::{PriorityId, actions, meetings, suggestions};

/// A step of the progress bar.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its words.
    pub label: &'static str,
    /// done, now, or nothing.
    pub class: &'static str,
}

/// A priority in words.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its id.
    pub id: PriorityId,
    /// Its public page.
    pub path: String,
    /// Its page in the working area.
    pub desk_path: String,
    /// What the problem is.
    pub title: String,
    /// The ward.
    pub ward: String,
    /// When it was agreed.
    pub agreed_on: String,
    /// When the panel looks again.
    pub review_on: String,
    /// Who leads.
    pub lead: String,
    /// What residents said.
    pub you_said: String,
    /// How many said it.
    pub people: Option<i64>,
    /// What will be different.
    pub different: String,
    /// What is being done.
    pub doing: String,
    /// Where.
    pub place: String,
    /// The last thing residents were told.
    pub latest: String,
    /// The five steps.
    pub steps: Vec<Step>,
    /// Its state in words.
    pub tag: Tag,
    /// For the working area: how long since residents were told.
    pub freshness: Option<Tag>,
    /// How the panel decided.
    pub decided: String,
    /// What is counted, from what, to what.
    pub measure: String,
    /// Whether it is being worked on.
    pub is_live: bool,
    /// How it ended.
    pub ended: Option<Ended>,
}

/// The end of a priority, in words.
#[derive(Clone, Debug)]
pub struct Ended {
    /// When.
    pub on: String,
    /// How.
    pub outcome: Tag,
    /// What changed.
    pub result: String,
    /// The measure before and after.
    pub measured: Option<String>,
    /// What was done.
    pub we_did: String,
    /// What could not be done.
    pub cannot: String,
    /// What comes next.
    pub next: String,
}

/// An entry of the timeline.
#[derive(Clone, Debug)]
pub struct Entry {
    /// For sorting and for programs.
    pub day: NaiveDate,
    /// In words.
    pub on: String,
    /// What happened.
    pub title: String,
    /// More.
    pub words: String,
}

/// How long residents have not been told anything, as the rules of the place see it.
#[must_use]
pub fn freshness(desk: &Desk, priority: &Priority) -> Freshness {
    let rules = &desk.place().panel;
    Freshness::of(
        priority.told_on,
        desk.today(),
        i64::from(rules.update_amber_days),
        i64::from(rules.update_red_days),
    )
}

/// A priority in words. `latest` is the last thing residents were told, and
/// `late` the days by which its latest action is late.
#[must_use]
pub fn shown(
    desk: &Desk,
    ward: &Ward,
    it: &Priority,
    latest: Option<String>,
    late: Option<i64>,
) -> Shown {
    const STEPS: [(&str, PriorityStage); 5] = [
        ("Agreed", PriorityStage::Set),
        ("Plan made", PriorityStage::Planned),
        ("Doing it", PriorityStage::InProgress),
        ("Check it worked", PriorityStage::ReviewDue),
        ("Closed", PriorityStage::Closed),
    ];
    let at = STEPS
        .iter()
        .position(|(_, stage)| *stage == it.stage)
        .unwrap_or(2);
    let closed = it.stage == PriorityStage::Closed;
    let steps = STEPS
        .iter()
        .enumerate()
        .map(|(n, (label, _))| Step {
            label,
            class: if n < at || closed {
                "done"
            } else if n == at {
                "now"
            } else {
                ""
            },
        })
        .collect();
    let tag = match (it.stage, late) {
        (PriorityStage::Closed, _) => outcome_tag(it),
        (_, Some(late)) => Tag::new(TagKind::Warn, format!("Late: {}", days(late))),
        (PriorityStage::ReviewDue, _) => Tag::new(TagKind::Info, "Checking it worked"),
        (PriorityStage::Set, _) => Tag::new(TagKind::Info, "Just agreed"),
        _ => Tag::new(TagKind::Go, "On track"),
    };
    let fresh = if it.is_live() {
        match freshness(desk, it) {
            Freshness::Fresh => None,
            Freshness::Amber(n) => Some(Tag::new(
                TagKind::Warn,
                format!("Nothing told for {}", days(n)),
            )),
            Freshness::Red(n) => Some(Tag::new(
                TagKind::Bad,
                format!("Nothing told for {}", days(n)),
            )),
        }
    } else {
        None
    };
    let decided = match it.decision {
        Decision::Consensus => "Agreed with nobody against.".to_owned(),
        Decision::Vote(votes) => format!(
            "Agreed by vote: {} for, {} against, {} neither.",
            votes.yes, votes.no, votes.abstain
        ),
    };
    let measure = format!(
        "{}: from {} to {} {}",
        it.measure,
        plain(it.baseline),
        plain(it.target),
        it.unit
    );
    let ended = it.closing.as_ref().map(|closing| Ended {
        on: clock::plain_day(closing.on),
        outcome: outcome_tag(it),
        result: closing.result.clone(),
        measured: closing.measured.map(|now| {
            format!(
                "{}: {} before, {} now, {} was the target",
                it.measure,
                plain(it.baseline),
                plain(now),
                plain(it.target)
            )
        }),
        we_did: closing.we_did.clone(),
        cannot: closing.cannot.clone(),
        next: closing.next.clone(),
    });
    let first = ended.as_ref().map(|ended| ended.result.clone());
    Shown {
        id: it.id,
        path: format!("{}/priorities/{}", ward.path(), it.slug),
        desk_path: it.desk_path(),
        title: it.title.clone(),
        ward: ward.name.clone(),
        agreed_on: clock::plain_day(it.agreed_on),
        review_on: clock::plain_day(it.review_on),
        lead: it.lead.clone(),
        you_said: it.you_said.clone(),
        people: it.people,
        different: it.different.clone(),
        doing: it.doing.clone(),
        place: it.place.clone(),
        latest: first.or(latest).unwrap_or_else(|| it.doing.clone()),
        steps,
        tag,
        freshness: fresh,
        decided,
        measure,
        is_live: it.is_live(),
        ended,
    }
}

fn outcome_tag(it: &Priority) -> Tag {
    use super::Outcome::{Escalated, NotAchievable, Reduced, Resolved, Superseded};
    let Some(closing) = &it.closing else {
        return Tag::new(TagKind::Plain, "Closed");
    };
    let kind = match closing.outcome {
        Resolved | Reduced => TagKind::Go,
        Escalated => TagKind::Info,
        NotAchievable | Superseded => TagKind::Plain,
    };
    Tag::new(kind, closing.outcome.label())
}

/// "31", "2.5".
fn plain(n: f64) -> String {
    n.to_string()
}

/// Every priority of a ward, live ones first.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_ward(desk: &mut Desk, ward: &Ward) -> Result<Vec<Shown>> {
    let priorities = store::of_ward(desk.tx(), ward.id).await?;
    let latest = store::latest_updates(desk.tx(), ward.id).await?;
    let late = late_by_priority(desk, ward.id).await?;
    let last = |id| {
        latest
            .iter()
            .rev()
            .find(|(of, _)| *of == id)
            .map(|(_, words)| words.clone())
    };
    let lateness = |id| {
        late.iter()
            .filter(|(of, _)| *of == id)
            .map(|(_, days)| *days)
            .max()
    };
    Ok(priorities
        .iter()
        .map(|it| shown(desk, ward, it, last(it.id), lateness(it.id)))
        .collect())
}

/// The live priorities of a ward.
///
/// # Errors
/// When the store cannot be read.
pub async fn live(desk: &mut Desk, ward: &Ward) -> Result<Vec<Shown>> {
    Ok(of_ward(desk, ward)
        .await?
        .into_iter()
        .filter(|it| it.is_live)
        .collect())
}

async fn late_by_priority(desk: &mut Desk, ward: WardId) -> Result<Vec<(PriorityId, i64)>> {
    let today = desk.today();
    let actions = actions::store::of_ward(desk.tx(), ward).await?;
    Ok(actions
        .iter()
        .filter(|action| action.is_open())
        .filter_map(|action| Some((action.priority?, Due::on(action.due_on, today).late()?)))
        .collect())
}

/// The whole story of a priority, from the first suggestion to the result.
///
/// # Errors
/// When the store cannot be read.
pub async fn timeline(desk: &mut Desk, it: &Priority) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut add = |day: NaiveDate, title: String, words: String| {
        entries.push(Entry {
            day,
            on: clock::plain_day(day),
            title,
            words,
        });
    };
    if let Some(suggestion) = it.suggestion
        && let Some(suggestion) = suggestions::store::find(desk.tx(), suggestion).await?
    {
        // Only how many: a visitor's own words were never checked for names.
        let people = suggestion
            .people
            .map_or(String::new(), |n| format!("{n} people raised it."));
        add(
            suggestion.made_on,
            format!("Suggested: {}", suggestion.source.label().to_lowercase()),
            people,
        );
    }
    if let Some(earlier) = it.earlier
        && let Some(earlier) = store::find(desk.tx(), earlier).await?
        && let Some(closing) = &earlier.closing
    {
        add(
            closing.on,
            "Closed before".into(),
            format!("{}. {}", earlier.title, closing.result),
        );
    }
    let decided = match it.decision {
        Decision::Consensus => "Nobody was against.".to_owned(),
        Decision::Vote(votes) => format!(
            "{} for, {} against, {} neither.",
            votes.yes, votes.no, votes.abstain
        ),
    };
    let over = it.over_limit.as_ref().map_or(String::new(), |why| {
        format!(" One more than the limit: {why}")
    });
    add(
        it.agreed_on,
        "Agreed by the panel".into(),
        format!("{decided} {}{over}", it.different),
    );
    for action in actions::store::of_priority(desk.tx(), it.id).await? {
        add(
            action.given_on,
            format!("Action given to {}", action.agency_short),
            action.title.clone(),
        );
        if let Some(done) = action.done_on {
            let late = Due::on(action.due_on, done)
                .late()
                .map_or(String::new(), |n| format!(" {} late.", days(n)));
            add(
                done,
                format!("{}: {}", action.state.label(), action.agency_short),
                format!("{}. {}{late}", action.title, action.result),
            );
        }
    }
    for update in store::updates(desk.tx(), it.id).await? {
        add(update.told_on, update.stage.label().into(), update.words);
    }
    if let Some(closing) = &it.closing {
        let at = match closing.at_meeting {
            None => None,
            Some(id) => meetings::store::find(desk.tx(), id).await?,
        };
        let vote = closing.vote.map_or(String::new(), |(yes, no)| {
            format!(" The panel voted {yes} for closing and {no} against.")
        });
        let where_ = at.map_or(String::new(), |_| " at its meeting".into());
        add(
            closing.on,
            format!("Closed{where_}: {}", closing.outcome.label().to_lowercase()),
            format!("{}{vote}", closing.result),
        );
    }
    entries.sort_by_key(|entry| entry.day);
    Ok(entries)
}
