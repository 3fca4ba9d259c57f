//! A panel agrees a priority at one of its meetings, or does not.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, Stop};
use web::Fields;

use super::{Decision, Priority, PriorityStage, Votes, priority::may_agree, store};
use crate::{
    PriorityId, SuggestionId,
    meetings::{self, Meeting, Stage},
    suggestions::{self, Fate, Suggestion},
};

/// Records what the panel decided about one suggestion.
pub(super) async fn agree(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let meeting = meetings::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::AgreePriority, &meeting)?;
    desk.once(form.press()).await?;
    store::take_turn(desk.tx(), meeting.ward).await?;
    let suggestion = chosen(&mut desk, &meeting, &form).await?;
    if form.raw("decision") == "not_agreed" {
        meeting.may_agree(meetings::quorum(&mut desk, &meeting).await?)?;
        suggestions::store::decide(desk.tx(), &permit, suggestion.id, &meeting, Fate::NotAgreed)
            .await?;
        desk.tell(Line::of("did not agree", "suggestion", suggestion.id))
            .await?;
        return desk.finish(meeting.stage_path(Stage::Agree)).await;
    }
    if form.raw("decision") == "keep" && suggestion.keeps.is_some() {
        let kept = match suggestion.keeps {
            None => None,
            Some(id) => store::find(desk.tx(), id).await?,
        };
        if !kept.is_some_and(|it| it.is_live()) {
            return Err(Stop::Refused("That priority is closed, so it cannot be kept. Choose \"Not agreed\", or agree it anew.".into()));
        }
        // Kept as it is: it goes on, and the record says that the panel wanted it to.
        meeting.may_agree(meetings::quorum(&mut desk, &meeting).await?)?;
        suggestions::store::decide(desk.tx(), &permit, suggestion.id, &meeting, Fate::Agreed)
            .await?;
        desk.tell(Line::of(
            "kept",
            "priority",
            suggestion.keeps.map_or(String::new(), |id| id.to_string()),
        ))
        .await?;
        return desk.finish(meeting.stage_path(Stage::Agree)).await;
    }
    let Some(priority) = read(&mut desk, &meeting, &suggestion, &mut form).await? else {
        return meetings::agree::draw(desk, &id, Some(form)).await;
    };
    let live = store::count_live(desk.tx(), meeting.ward).await?;
    let quorum = meetings::quorum(&mut desk, &meeting).await?;
    let limit = desk.place().panel.live_priorities;
    if let Err(refusal) = may_agree(
        &meeting,
        quorum,
        priority.decision,
        live,
        limit,
        priority.over_limit.as_deref(),
    ) {
        // The sentence stands at the field that mends it, and nothing typed is lost.
        form.error(refusal.field(), refusal.to_string());
        return meetings::agree::draw(desk, &id, Some(form)).await;
    }
    store::add(desk.tx(), &permit, &priority).await?;
    suggestions::store::decide(desk.tx(), &permit, suggestion.id, &meeting, Fate::Agreed).await?;
    desk.tell(Line::of("agreed", "priority", priority.id).with(priority.title.clone()))
        .await?;
    desk.finish(meeting.stage_path(Stage::Agree)).await
}

/// The suggestion the form is about, if it is still open on this meeting's list.
async fn chosen(desk: &mut Desk, meeting: &Meeting, form: &Fields) -> Result<Suggestion, Stop> {
    let id: SuggestionId = form.raw("suggestion").parse().ok().or_not_found()?;
    let list = suggestions::store::for_meeting(desk.tx(), meeting).await?;
    let suggestion = list
        .into_iter()
        .find(|it| it.id == id && it.merged_into.is_none())
        .or_not_found()?;
    if suggestion.outcome.is_some() {
        return Err(Stop::AlreadyDone(meeting.stage_path(Stage::Agree)));
    }
    Ok(suggestion)
}

/// The priority in the form; nothing when something is wrong with it.
async fn read(
    desk: &mut Desk,
    meeting: &Meeting,
    suggestion: &Suggestion,
    form: &mut Fields,
) -> Result<Option<Priority>, Stop> {
    let place_profile = desk.place().clone();
    let title = form.words("title", 120, "Write what the problem is, in a few words");
    let category = form.one_of(
        "category",
        |slug| place_profile.category(slug),
        "Choose a kind of problem",
    );
    let place = form.words("place", 200, "Write where it is, to the street");
    let you_said = form.words("you_said", 500, "Write what residents said");
    let different = form.words("different", 500, "Write what will be different, and where");
    let doing = form.words("doing", 1_000, "Write what the team and partners will do");
    let lead = form.words("lead", 120, "Write who leads: a role, not a name");
    let review_on = form.day("review_on", "Choose when the panel looks again");
    let measure = form.words(
        "measure",
        160,
        "Write what will be counted to see whether it worked",
    );
    let unit = form.words(
        "unit",
        40,
        "Write in what it is counted, like reports or percent",
    );
    let baseline = form.optional_number("baseline");
    let target = form.optional_number("target");
    if baseline.is_none() {
        form.error(
            "baseline",
            "Write what it is now: without it nobody can see whether it worked",
        );
    }
    if target.is_none() {
        form.error("target", "Write what it should become");
    }
    if baseline.is_some() && baseline == target {
        form.error(
            "target",
            "The target is what it is now. Write what it should become.",
        );
    }
    if review_on.is_some_and(|day| day <= meeting.held_on) {
        form.error("review_on", "Choose a day after this meeting");
    }
    let decision = match form.raw("decision") {
        "consensus" => Some(Decision::Consensus),
        "vote" => {
            let mut votes = |name, ask| form.whole(name, 0..=200, ask);
            let (yes, no) = (
                votes("votes_for", "Write how many were for"),
                votes("votes_against", "Write how many were against"),
            );
            let abstain = if form.raw("votes_abstain").trim().is_empty() {
                Some(0)
            } else {
                form.whole("votes_abstain", 0..=200, "")
            };
            match (yes, no, abstain) {
                (Some(yes), Some(no), Some(abstain)) => {
                    Some(Decision::Vote(Votes { yes, no, abstain }))
                }
                _ => None,
            }
        }
        _ => {
            form.error("decision", "Choose how the panel decided");
            None
        }
    };
    let over_limit = Some(form.optional("over_limit", 300)).filter(|reason| !reason.is_empty());
    let earlier = match form.raw("earlier").parse::<PriorityId>() {
        Err(_) => None,
        // Only a closed one of the same ward can be taken up again.
        Ok(id) => store::find(desk.tx(), id)
            .await?
            .filter(|it| it.ward == meeting.ward && !it.is_live())
            .map(|it| it.id),
    };
    let (Some(category), Some(review_on), Some(baseline), Some(target), Some(decision), false) = (
        category,
        review_on,
        baseline,
        target,
        decision,
        form.wrong(),
    ) else {
        return Ok(None);
    };
    let slug = free_slug(desk, meeting, &title).await?;
    Ok(Some(Priority {
        id: PriorityId::fresh(),
        ward: meeting.ward,
        slug,
        suggestion: Some(suggestion.id),
        title,
        category: category.slug.clone(),
        place,
        you_said,
        people: suggestion.people,
        different,
        doing,
        lead,
        review_on,
        measure,
        unit,
        baseline,
        target,
        decision,
        over_limit,
        agreed_at: meeting.id,
        agreed_on: meeting.held_on,
        earlier,
        stage: PriorityStage::Set,
        told_on: meeting.held_on,
        closing: None,
        version: 1,
    }))
}

/// The word for URLs: of the title, with the year and a number when taken.
async fn free_slug(desk: &mut Desk, meeting: &Meeting, title: &str) -> Result<String, Stop> {
    let mut word = wards::wards::slug(title);
    word.truncate(60);
    let word = word.trim_end_matches('-').to_owned();
    let word = if word.is_empty() {
        "priority".to_owned()
    } else {
        word
    };
    for number in 1..1_000 {
        let slug = if number == 1 {
            word.clone()
        } else {
            format!("{word}-{number}")
        };
        if store::by_slug(desk.tx(), meeting.ward, &slug)
            .await?
            .is_none()
        {
            return Ok(slug);
        }
    }
    Err(anyhow::anyhow!("a thousand priorities called {word}").into())
}

impl super::CannotAgree {
    /// The field of the form that mends it.
    fn field(&self) -> &'static str {
        match self {
            Self::TooMany(_) => "over_limit",
            Self::VoteLost(..) | Self::Meeting(_) => "decision",
            Self::MoreVotesThanVoters(..) => "votes_for",
        }
    }
}
