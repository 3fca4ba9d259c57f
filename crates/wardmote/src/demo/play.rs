//! Plays nine months of panels through the program's own forms, in order of
//! time.

use anyhow::{Context as _, Result};
use base::{House, PersonId, clock};
use chrono::{DateTime, Datelike as _, Duration, NaiveDate, NaiveTime, Utc, Weekday};
use indicatif::ProgressBar;
use panels::{meetings, priorities, suggestions};

use super::{
    actor::Actor,
    life, passed,
    people::{Cast, WardCast},
    readers,
    story::{self, Story},
    team,
};

/// Weeks between two meetings of a panel.
const WEEKS_BETWEEN: i64 = 13;

/// One thing that happens.
enum Step<'a> {
    Plan {
        at: NaiveDate,
    },
    Suggest {
        at: NaiveDate,
        suggestion: &'a story::Suggestion,
    },
    SuggestPriority {
        at: NaiveDate,
        priority: &'a story::Priority,
    },
    SendPapers {
        at: NaiveDate,
    },
    Meet {
        at: NaiveDate,
        number: u8,
    },
    Minutes {
        at: NaiveDate,
        publish: bool,
    },
    Tell {
        priority: &'a story::Priority,
        text: &'a str,
        last: bool,
    },
    Answer {
        action: &'a story::Action,
        state: &'static str,
    },
    RankAhead {
        at: NaiveDate,
    },
    /// What the ward team or a resident does between meetings.
    Team(life::Step<'a>),
}

struct Event<'a> {
    when: DateTime<Utc>,
    ward: &'a story::Ward,
    step: Step<'a>,
}

/// Plays it.
pub(super) async fn play(
    house: &House,
    story: &Story,
    cast: &Cast,
    bar: &ProgressBar,
) -> Result<()> {
    let now = house.clock().now();
    let mut events = Vec::new();
    for ward in &story.ward {
        events.extend(events_of(ward, clock::day(now))?);
    }
    let teams = team::read()?;
    for (when, name, step) in life::steps(&teams, clock::day(now))? {
        let ward = story.ward.iter().find(|ward| ward.name == name);
        let ward = ward.with_context(|| format!("team.toml names no ward {name:?}"))?;
        let step = Step::Team(step);
        events.push(Event { when, ward, step });
    }
    events.retain(|event| event.when < now);
    events.sort_by_key(|event| event.when);
    let all = events.len().max(1) as u64;
    let asked = now - Duration::days(readers::DAYS);
    if let Some(first) = events.first() {
        house.clock().set(first.when);
    }
    passed::agree(house, cast, &teams.agreement).await?;
    let mut readers = story.ward.first().and_then(|it| cast.wards.get(&it.code));
    for (done, event) in events.iter().enumerate() {
        if let Some(ward) = readers.take_if(|_| event.when > asked) {
            house.clock().set(asked);
            readers::subscribe(house, &cast.door, &ward.slug).await?;
        }
        house.clock().set(event.when);
        let scene = Scene {
            house,
            cast,
            ward: event.ward,
            people: cast
                .wards
                .get(&event.ward.code)
                .context("a ward without people")?,
        };
        scene
            .happen(&event.step)
            .await
            .with_context(|| format!("{} on {}", event.ward.name, clock::day(event.when)))?;
        bar.set_position(55 + 45 * done as u64 / all);
    }
    house.clock().set(now);
    public::subscriptions::send(house).await?;
    Ok(())
}

fn at(day: NaiveDate, hour: u32) -> DateTime<Utc> {
    clock::moment(day, NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default())
}

/// The day of a meeting: 0 is the next one, 1 the latest past one.
fn meeting_day(ward: &story::Ward, today: NaiveDate, number: u8) -> NaiveDate {
    let mut next = today + Duration::days(ward.next_meeting_days);
    // Panels do not meet at weekends.
    while matches!(next.weekday(), Weekday::Sat | Weekday::Sun) {
        next += Duration::days(1);
    }
    next - Duration::weeks(WEEKS_BETWEEN * i64::from(number))
}

fn events_of(ward: &story::Ward, today: NaiveDate) -> Result<Vec<Event<'_>>> {
    let mut events = Vec::new();
    let mut add = |when: DateTime<Utc>, step| events.push(Event { when, ward, step });
    for number in (0..=ward.past_meetings).rev() {
        let day = meeting_day(ward, today, number);
        add(
            at((day - Duration::days(28)).min(today - Duration::days(1)), 9),
            Step::Plan { at: day },
        );
        let listed = if number == 0 {
            &ward.suggestion
        } else {
            &ward.past_suggestion
        };
        let early = (day - Duration::days(9)).min(today - Duration::days(1));
        for suggestion in listed
            .iter()
            .filter(|it| number == 0 || it.meeting == number)
        {
            add(
                at(early, 10),
                Step::Suggest {
                    at: day,
                    suggestion,
                },
            );
        }
        for priority in ward
            .priority
            .iter()
            .filter(|it| number > 0 && it.agreed == number)
        {
            add(at(early, 11), Step::SuggestPriority { at: day, priority });
        }
        let papers = if number == 0 && ward.next_meeting_days <= 9 {
            today - Duration::days(1)
        } else {
            day - Duration::days(7)
        };
        add(at(papers, 12), Step::SendPapers { at: day });
        if number == 0 {
            if ward.next_meeting_days <= 9 {
                add(
                    at(today - Duration::days(1), 18),
                    Step::RankAhead { at: day },
                );
            }
            continue;
        }
        add(meeting_time(ward, day)?, Step::Meet { at: day, number });
        add(
            at(day + Duration::days(8), 14),
            Step::Minutes {
                at: day,
                publish: (today - day).num_days() > 14,
            },
        );
    }
    for priority in &ward.priority {
        let agreed = meeting_day(ward, today, priority.agreed);
        let ended = priority
            .close
            .as_ref()
            .map(|close| meeting_day(ward, today, close.meeting));
        let within = |day: NaiveDate| {
            let first = agreed + Duration::days(1);
            let last = ended.map_or(today - Duration::days(1), |day| day - Duration::days(1));
            day.clamp(first, last.max(first))
        };
        let updates = priority.update.len();
        for (n, update) in priority.update.iter().enumerate() {
            let day = within(today - Duration::days(update.days_ago));
            add(
                at(day, 15) + Duration::minutes(n as i64),
                Step::Tell {
                    priority,
                    text: &update.text,
                    last: n + 1 == updates,
                },
            );
        }
        for action in &priority.action {
            let (day, state) = match (action.done_days_ago, &action.result) {
                (Some(days), Some(result)) if result.starts_with("Declined") => {
                    (today - Duration::days(days), "declined")
                }
                (Some(days), _) => (today - Duration::days(days), "done"),
                (None, Some(result)) if result.starts_with("Declined") => {
                    (agreed + Duration::days(12), "declined")
                }
                (None, Some(_)) => (agreed + Duration::days(20), "in_progress"),
                (None, None) => (agreed + Duration::days(4), "accepted"),
            };
            add(at(within(day), 16), Step::Answer { action, state });
        }
    }
    Ok(events)
}

fn meeting_time(ward: &story::Ward, day: NaiveDate) -> Result<DateTime<Utc>> {
    let time = NaiveTime::parse_from_str(&ward.next_meeting_time, "%H:%M")
        .with_context(|| format!("the time of {}", ward.name))?;
    Ok(clock::moment(day, time))
}

/// One ward, at one moment.
struct Scene<'a> {
    house: &'a House,
    cast: &'a Cast,
    ward: &'a story::Ward,
    people: &'a WardCast,
}

impl Scene<'_> {
    async fn actor(&self, person: PersonId) -> Result<Actor> {
        Actor::signed_in(self.house, self.cast.door.clone(), person).await
    }

    async fn meeting(&self, day: NaiveDate) -> Result<meetings::Meeting> {
        let mut tx = self.house.db().reading().await?;
        meetings::store::on_day(&mut tx, self.people.id, day)
            .await?
            .with_context(|| format!("no meeting on {day}"))
    }

    async fn priority(&self, title: &str) -> Result<priorities::Priority> {
        let mut tx = self.house.db().reading().await?;
        let all = priorities::store::of_ward(&mut tx, self.people.id).await?;
        all.into_iter()
            .find(|it| it.title == title)
            .with_context(|| format!("no priority {title:?}"))
    }

    async fn happen(&self, step: &Step<'_>) -> Result<()> {
        match step {
            Step::Plan { at } => self.plan(*at).await,
            Step::Team(step) => {
                let (house, cast, people) = (self.house, self.cast, self.people);
                life::Scene {
                    house,
                    cast,
                    people,
                }
                .happen(step)
                .await
            }
            Step::Suggest { at, suggestion } => self.suggest(*at, suggestion).await,
            Step::SuggestPriority { at, priority } => {
                let people = priority.people.to_string();
                let fields = [
                    ("title", priority.title.as_str()),
                    ("detail", &priority.you_said),
                    ("source", &priority.source),
                    ("people", &people),
                ];
                self.put_on_list(*at, &fields).await
            }
            Step::SendPapers { at } => {
                let meeting = self.meeting(*at).await?;
                self.actor(self.people.chair)
                    .await?
                    .does(&format!("{}/papers", meeting.desk_path()), &[])
                    .await?;
                Ok(())
            }
            Step::Meet { at, number } => self.meet(*at, *number).await,
            Step::Minutes { at, publish } => self.write_minutes(*at, *publish).await,
            Step::Tell {
                priority,
                text,
                last,
            } => self.tell(priority, text, *last).await,
            Step::Answer { action, state } => self.answer(action, state).await,
            Step::RankAhead { at } => self.rank(*at, self.people.voters.len() * 2 / 5).await,
        }
    }

    async fn plan(&self, day: NaiveDate) -> Result<()> {
        let from = NaiveTime::parse_from_str(&self.ward.next_meeting_time, "%H:%M")?;
        let to = from + Duration::minutes(90);
        let (day, from, to) = (
            day.to_string(),
            from.format("%H:%M").to_string(),
            to.format("%H:%M").to_string(),
        );
        let path = format!("/desk/wards/{}/meetings/new", self.people.slug);
        let fields = [
            ("day", day.as_str()),
            ("from", &from),
            ("to", &to),
            ("venue", &self.ward.venue),
            ("access", &self.ward.access),
        ];
        // The office plans the very first one, the chair all others.
        let actor = if self.people.voters.is_empty() {
            self.cast.office
        } else {
            self.people.chair
        };
        self.actor(actor).await?.does(&path, &fields).await?;
        Ok(())
    }

    async fn suggest(&self, day: NaiveDate, it: &story::Suggestion) -> Result<()> {
        let mut tx = self.house.db().reading().await?;
        let all = priorities::store::of_ward(&mut tx, self.people.id).await?;
        drop(tx);
        let (people, title) = (it.people.to_string(), it.title.to_lowercase());
        let kept = all.iter().filter(|p| p.is_live()).find(|p| {
            p.title.to_lowercase().contains(&title) || title.contains(&p.title.to_lowercase())
        });
        if let Some(kept) = kept {
            let keeps = kept.id.to_string();
            let fields = [
                ("title", kept.title.as_str()),
                ("detail", &it.detail),
                ("source", "kept"),
                ("people", &people),
                ("keeps", &keeps),
            ];
            return self.put_on_list(day, &fields).await;
        }
        let fields = [
            ("title", it.title.as_str()),
            ("detail", &it.detail),
            ("source", &it.source),
            ("people", &people),
        ];
        self.put_on_list(day, &fields).await
    }

    async fn put_on_list(&self, day: NaiveDate, fields: &[(&str, &str)]) -> Result<()> {
        let meeting = self.meeting(day).await?;
        self.actor(self.people.chair)
            .await?
            .does(&format!("{}/suggestions", meeting.desk_path()), fields)
            .await?;
        Ok(())
    }

    async fn on_the_list(
        &self,
        meeting: &meetings::Meeting,
    ) -> Result<Vec<suggestions::Suggestion>> {
        let mut tx = self.house.db().reading().await?;
        suggestions::store::for_meeting(&mut tx, meeting).await
    }

    /// The first members on the list send their order.
    async fn rank(&self, day: NaiveDate, how_many: usize) -> Result<()> {
        let meeting = self.meeting(day).await?;
        let list: Vec<_> = self
            .on_the_list(&meeting)
            .await?
            .iter()
            .filter(|it| it.outcome.is_none())
            .map(|it| it.id.to_string())
            .collect();
        if list.is_empty() {
            return Ok(());
        }
        for (n, (_, person)) in self.people.voters.iter().take(how_many).enumerate() {
            let mut order = list.clone();
            // People differ, but not wildly.
            let len = order.len();
            order.swap(n % len, (n / 2 + 1) % len);
            let fields: Vec<_> = order.iter().map(|id| ("order", id.as_str())).collect();
            self.actor(*person)
                .await?
                .does(&format!("{}/rank", meeting.desk_path()), &fields)
                .await?;
        }
        Ok(())
    }

    async fn move_on(&self, chair: &Actor, day: NaiveDate) -> Result<()> {
        let meeting = self.meeting(day).await?;
        let fields = [
            ("stage", meeting.stage.word()),
            ("state", meeting.state.word()),
        ];
        chair
            .does(&format!("{}/move-on", meeting.desk_path()), &fields)
            .await?;
        Ok(())
    }

    async fn meet(&self, day: NaiveDate, number: u8) -> Result<()> {
        let chair = self.actor(self.people.chair).await?;
        let meeting = self.meeting(day).await?;
        let path = meeting.desk_path();
        self.move_on(&chair, day).await?;
        let agreed: Vec<_> = self
            .ward
            .priority
            .iter()
            .filter(|it| it.agreed == number)
            .collect();
        let voters = self.people.voters.len();
        let votes = agreed
            .iter()
            .filter_map(|it| it.votes.as_ref())
            .map(|v| v.r#for + v.against + v.abstain)
            .max()
            .unwrap_or(0);
        let came = match (&self.ward.last_meeting, number) {
            (Some(last), 1) => last.attended,
            _ => (voters * 2 / 3).max(votes).max(4).min(voters),
        };
        self.register(&chair, &path, came).await?;
        self.move_on(&chair, day).await?;
        let quorate = panels::members::Quorum::count(
            u32::try_from(came)?,
            u32::try_from(voters)?,
            &self.house.place().panel,
        )
        .reached();
        chair
            .does(&format!("{path}/evidence"), &[("open", "yes")])
            .await?;
        self.move_on(&chair, day).await?;
        self.move_on(&chair, day).await?;
        if quorate {
            self.rank(day, came).await?;
        }
        self.move_on(&chair, day).await?;
        if quorate {
            self.close_old(&chair, &meeting, number, came).await?;
            self.decide(&chair, &meeting, &agreed).await?;
        }
        self.move_on(&chair, day).await?;
        for priority in &agreed {
            self.give_actions(&chair, &meeting, priority).await?;
        }
        self.move_on(&chair, day).await?;
        self.move_on(&chair, day).await
    }

    async fn register(&self, chair: &Actor, path: &str, came: usize) -> Result<()> {
        let mut rows = Vec::new();
        for (n, (id, _)) in self.people.voters.iter().enumerate() {
            let how = if n >= came {
                "apologies"
            } else if n > 2 && n % 5 == 4 {
                "phone"
            } else {
                "room"
            };
            rows.push((format!("m-{id}"), how));
        }
        rows.extend(
            self.people
                .others
                .iter()
                .map(|id| (format!("m-{id}"), "room")),
        );
        let fields: Vec<_> = rows
            .iter()
            .map(|(name, how)| (name.as_str(), *how))
            .collect();
        chair.does(&format!("{path}/register"), &fields).await?;
        Ok(())
    }

    async fn close_old(
        &self,
        chair: &Actor,
        meeting: &meetings::Meeting,
        number: u8,
        came: usize,
    ) -> Result<()> {
        for it in &self.ward.priority {
            let Some(close) = it.close.as_ref().filter(|close| close.meeting == number) else {
                continue;
            };
            let priority = self.priority(&it.title).await?;
            let (measured, yes) = (close.measured.to_string(), (came - 1).to_string());
            let id = meeting.id.to_string();
            let mut fields = vec![
                ("meeting", id.as_str()),
                ("outcome", &close.outcome),
                ("result", &close.result),
                ("measured", &measured),
                ("we_did", &close.we_did),
                ("cannot", &close.cannot),
                ("next", &close.next),
            ];
            if !priority.meets(close.measured) {
                fields.extend([("close_for", yes.as_str()), ("close_against", "1")]);
            }
            chair
                .does(&format!("{}/close", priority.desk_path()), &fields)
                .await?;
        }
        Ok(())
    }

    async fn decide(
        &self,
        chair: &Actor,
        meeting: &meetings::Meeting,
        agreed: &[&story::Priority],
    ) -> Result<()> {
        let path = format!("{}/agree", meeting.desk_path());
        let review = (meeting.held_on + Duration::weeks(WEEKS_BETWEEN)).to_string();
        for suggestion in self
            .on_the_list(meeting)
            .await?
            .iter()
            .filter(|it| it.outcome.is_none() && it.merged_into.is_none())
        {
            let id = suggestion.id.to_string();
            let Some(it) = agreed.iter().find(|it| it.title == suggestion.title) else {
                chair
                    .does(&path, &[("suggestion", &id), ("decision", "not_agreed")])
                    .await?;
                continue;
            };
            let (baseline, target) = (it.baseline.to_string(), it.target.to_string());
            let votes = it.votes.as_ref().map(|v| {
                (
                    v.r#for.to_string(),
                    v.against.to_string(),
                    v.abstain.to_string(),
                )
            });
            let mut fields = vec![
                ("suggestion", id.as_str()),
                ("title", &it.title),
                ("category", &it.category),
                ("place", &it.place),
                ("you_said", &it.you_said),
                ("different", &it.different),
                ("doing", &it.doing),
                ("lead", &it.lead),
                ("review_on", &review),
                ("measure", &it.measure),
                ("unit", &it.unit),
                ("baseline", &baseline),
                ("target", &target),
                ("decision", &it.decision),
            ];
            if let Some((yes, no, abstain)) = &votes {
                fields.extend([
                    ("votes_for", yes.as_str()),
                    ("votes_against", no),
                    ("votes_abstain", abstain),
                ]);
            }
            chair
                .does(&path, &fields)
                .await
                .with_context(|| it.title.clone())?;
        }
        Ok(())
    }

    async fn give_actions(
        &self,
        chair: &Actor,
        meeting: &meetings::Meeting,
        it: &story::Priority,
    ) -> Result<()> {
        let Ok(priority) = self.priority(&it.title).await else {
            return Ok(());
        };
        let agencies = {
            let mut tx = self.house.db().reading().await?;
            base::agencies::all(&mut tx).await?
        };
        // The clock stands at the meeting; the story counts from the day the borough is made.
        let today = clock::day(self.house.clock().now());
        let made_on = meeting_made_on(self.ward, meeting.held_on, it.agreed);
        for action in &it.action {
            let agency = agencies
                .iter()
                .find(|agency| agency.slug == action.agency)
                .with_context(|| action.agency.clone())?;
            let due = (made_on + Duration::days(action.due_days))
                .max(today + Duration::days(1))
                .to_string();
            let (priority, meeting, agency_id) = (
                priority.id.to_string(),
                meeting.id.to_string(),
                agency.id.to_string(),
            );
            let owner = if action.agency == "police" {
                "Sergeant"
            } else {
                "Officer"
            };
            let fields = [
                ("title", action.title.as_str()),
                ("kind", &action.kind),
                ("agency", &agency_id),
                ("owner", owner),
                ("due_on", &due),
                ("priority", &priority),
                ("meeting", &meeting),
            ];
            chair
                .does(
                    &format!("/desk/wards/{}/actions/new", self.people.slug),
                    &fields,
                )
                .await
                .with_context(|| action.title.clone())?;
        }
        Ok(())
    }

    async fn write_minutes(&self, day: NaiveDate, publish: bool) -> Result<()> {
        let chair = self.actor(self.people.chair).await?;
        let path = format!("{}/minutes", self.meeting(day).await?.desk_path());
        let words = chair.get(&path).await?.text_area("words");
        chair
            .does(&path, &[("words", &words), ("number", "0")])
            .await?;
        if publish {
            chair
                .does(&format!("{path}/approve"), &[("number", "1")])
                .await?;
            chair.does(&format!("{path}/publish"), &[]).await?;
        }
        Ok(())
    }

    async fn tell(&self, it: &story::Priority, text: &str, last: bool) -> Result<()> {
        let priority = self.priority(&it.title).await?;
        let stage = match (last, it.stage.as_str()) {
            (true, "plan") => "planned",
            (true, "check" | "closed") => "review_due",
            _ => "in_progress",
        };
        self.actor(self.people.sergeant)
            .await?
            .does(
                &format!("{}/report-back", priority.desk_path()),
                &[("words", text), ("stage", stage)],
            )
            .await?;
        Ok(())
    }

    async fn answer(&self, it: &story::Action, state: &str) -> Result<()> {
        let action = {
            let mut tx = self.house.db().reading().await?;
            let all = panels::actions::store::of_ward(&mut tx, self.people.id).await?;
            all.into_iter()
                .find(|action| action.title == it.title && action.is_open())
        };
        let Some(action) = action else { return Ok(()) };
        let person = self
            .cast
            .partners
            .get(&it.agency)
            .copied()
            .unwrap_or(self.people.sergeant);
        let version = action.version.to_string();
        let words = it.result.clone().unwrap_or_default();
        self.actor(person)
            .await?
            .does(
                &action.path(),
                &[("state", state), ("words", &words), ("version", &version)],
            )
            .await?;
        Ok(())
    }
}

/// The day the borough was made, from the day of one of its meetings.
fn meeting_made_on(ward: &story::Ward, held_on: NaiveDate, number: u8) -> NaiveDate {
    let next = held_on + Duration::weeks(WEEKS_BETWEEN * i64::from(number));
    // The next meeting may have been moved on from a weekend by a day or two,
    // which the dates of actions do not notice.
    next - Duration::days(ward.next_meeting_days)
}
