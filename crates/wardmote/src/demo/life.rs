//! Plays what the ward teams did: events, questions, time taken from a ward.

use anyhow::{Context as _, Result};
use base::{PersonId, clock};
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use wards::{abstractions, events, queries};

use super::{
    actor::Actor,
    passed::{Move, Passed},
    people::{Cast, WardCast},
    team::{Abstraction, Event, Filed, Question, TeamStory, Told},
};

/// One thing that a team or a resident does.
pub(super) enum Step<'a> {
    /// A team plans an event and publishes it.
    Publish(&'a Event),
    /// It says why an event is not held.
    Cancel(&'a Event),
    /// It writes down who came and what they said.
    Hold(&'a Event),
    /// A resident reports on the council's website.
    File(&'a Filed),
    /// The sergeant reads it.
    ReadFiled(&'a Filed),
    /// The council's own system says what became of it.
    Tell(&'a Filed, &'a Told),
    /// The sergeant passes it to an agency.
    Pass(&'a Passed, &'a Filed),
    /// The agency or the sergeant goes on with it.
    Move(&'a Passed, &'a Filed, &'a Move),
    /// A resident asks.
    Ask(&'a Question, String),
    /// A constable takes the question on.
    TakeOn(&'a Question),
    /// A constable answers, or says who can help.
    Answer(&'a Question),
    /// The asker turns to the inspector.
    Redress(&'a Question, String),
    /// A sergeant records time taken from the ward.
    Record(&'a Abstraction),
    /// It is authorised, or refused.
    Decide(&'a Abstraction),
}

/// Everything, with its moment and the name of its ward.
pub(super) fn steps<'a>(
    story: &'a TeamStory,
    today: NaiveDate,
) -> Result<Vec<(DateTime<Utc>, &'a str, Step<'a>)>> {
    let mut steps = Vec::new();
    let yesterday = today - Duration::days(1);
    for event in &story.event {
        let day = today + Duration::days(event.days);
        let early = (day - Duration::days(14)).min(yesterday);
        steps.push((at(early, 11), &*event.ward, Step::Publish(event)));
        if event.cancelled.is_some() {
            steps.push((at(yesterday, 17), &event.ward, Step::Cancel(event)));
        }
        if event.held.is_some() {
            let end = clock::moment(day, time(&event.to)?) + Duration::hours(1);
            steps.push((end, &event.ward, Step::Hold(event)));
        }
    }
    for question in &story.question {
        let day = today + Duration::days(question.days);
        let asked = at(day, 9) + Duration::minutes(17);
        let code = queries::code::fresh_code();
        steps.push((asked, &*question.ward, Step::Ask(question, code.clone())));
        if let Some(hours) = question.acknowledged_hours {
            let then = asked + Duration::hours(hours);
            steps.push((then, &question.ward, Step::TakeOn(question)));
        }
        if let Some(hours) = question.answered_hours {
            let then = asked + Duration::hours(hours);
            steps.push((then, &question.ward, Step::Answer(question)));
            if question.redress.is_some() {
                let then = then + Duration::hours(20);
                steps.push((then, &question.ward, Step::Redress(question, code)));
            }
        }
    }
    for it in &story.filed {
        let filed = at(today + Duration::days(it.days), 7) + Duration::minutes(41);
        steps.push((filed, &*it.ward, Step::File(it)));
        if it.read.is_some() {
            let then = filed + Duration::hours(3);
            steps.push((then, &it.ward, Step::ReadFiled(it)));
        }
        if let Some(told) = &it.told {
            let then = filed + Duration::hours(told.hours);
            steps.push((then, &it.ward, Step::Tell(it, told)));
        }
    }
    for it in &story.passed {
        let filed = story.filed.iter().find(|filed| filed.text == it.filed);
        let filed = filed.with_context(|| format!("nothing filed says {:?}", it.filed))?;
        let came = at(today + Duration::days(filed.days), 7) + Duration::minutes(41);
        let after = |hours| came + Duration::hours(hours);
        steps.push((after(it.hours), &*it.ward, Step::Pass(it, filed)));
        for step in &it.step {
            steps.push((after(step.hours), &it.ward, Step::Move(it, filed, step)));
        }
    }
    for it in &story.abstraction {
        let day = today + Duration::days(it.days);
        steps.push((at(day, 8), &*it.ward, Step::Record(it)));
        if it.state != "waiting" {
            steps.push((at(day, 10), &it.ward, Step::Decide(it)));
        }
    }
    Ok(steps)
}

fn at(day: NaiveDate, hour: u32) -> DateTime<Utc> {
    clock::moment(day, NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default())
}

fn time(text: &str) -> Result<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").with_context(|| format!("the time {text:?}"))
}

/// One ward, at one moment.
pub(super) struct Scene<'a> {
    pub house: &'a base::House,
    pub cast: &'a Cast,
    pub people: &'a WardCast,
}

impl Scene<'_> {
    pub(super) async fn actor(&self, person: PersonId) -> Result<Actor> {
        Actor::signed_in(self.house, self.cast.door.clone(), person).await
    }

    pub(super) async fn sergeant(&self) -> Result<Actor> {
        self.actor(self.people.sergeant).await
    }

    /// It happens.
    pub async fn happen(&self, step: &Step<'_>) -> Result<()> {
        match step {
            Step::Publish(event) => self.publish(event).await,
            Step::Cancel(event) => {
                let kept = self.event(event).await?;
                let why = event.cancelled.as_deref().unwrap_or_default();
                self.to_event(&kept, "cancel", &[("reason", why)]).await
            }
            Step::Hold(event) => self.hold(event).await,
            Step::File(it) => self.file(it).await,
            Step::ReadFiled(it) => self.read_filed(it).await,
            Step::Tell(it, told) => self.tell(it, told).await,
            Step::Pass(it, filed) => self.pass(it, filed).await,
            Step::Move(it, filed, step) => self.move_passed(it, filed, step).await,
            Step::Ask(question, code) => self.ask(question, code).await,
            Step::TakeOn(question) => {
                let kept = self.question(question).await?;
                let officer = [("officer", "Constable, Ward Team")];
                self.to_question(&kept, "acknowledge", &officer).await
            }
            Step::Answer(question) => self.answer(question).await,
            Step::Redress(question, code) => self.redress(question, code).await,
            Step::Record(it) => self.record(it).await,
            Step::Decide(it) => self.decide(it).await,
        }
    }

    async fn event(&self, event: &Event) -> Result<events::Event> {
        let mut tx = self.house.db().reading().await?;
        let all = events::store::of_ward(&mut tx, self.people.id).await?;
        all.into_iter()
            .filter(|it| it.details.title == event.title && it.attendance.is_none())
            .min_by_key(|it| it.details.starts_at)
            .with_context(|| format!("no event {:?}", event.title))
    }

    async fn to_event(
        &self,
        event: &events::Event,
        verb: &str,
        fields: &[(&str, &str)],
    ) -> Result<()> {
        let version = event.version.to_string();
        let mut fields = fields.to_vec();
        fields.push(("version", &version));
        let path = format!("{}/{verb}", event.desk_path());
        self.sergeant().await?.does(&path, &fields).await?;
        Ok(())
    }

    async fn publish(&self, event: &Event) -> Result<()> {
        let today = clock::day(self.house.clock().now());
        let real = self.cast.today + Duration::days(event.days);
        debug_assert!(real >= today, "an event is planned before it is held");
        let fields = [
            ("kind", event.kind.as_str()),
            ("title", &event.title),
            ("about", &event.about),
            ("day", &real.to_string()),
            ("from", &event.from),
            ("to", &event.to),
            ("place", &event.place),
            ("access", &event.access),
            ("organiser", "Ward Team"),
        ];
        let path = format!("/desk/wards/{}/events/new", self.people.slug);
        let at = self.sergeant().await?.does(&path, &fields).await?;
        let id = at.rsplit('/').next().unwrap_or_default();
        let id: events::EventId = id.parse().context("the id of a new event")?;
        let mut tx = self.house.db().reading().await?;
        let kept = events::store::find(&mut tx, id).await?;
        drop(tx);
        let kept = kept.context("a new event")?;
        self.to_event(&kept, "publish", &[]).await
    }

    async fn hold(&self, event: &Event) -> Result<()> {
        let kept = self.event(event).await?;
        let came = event.held.unwrap_or_default().to_string();
        self.to_event(&kept, "hold", &[("attendance", &came)])
            .await?;
        for concern in &event.concern {
            let due = self.cast.today + Duration::days(concern.due_days);
            let fields = [
                ("words", concern.said.as_str()),
                ("category", &concern.category),
                ("people", &concern.people.to_string()),
                ("follow_up", &concern.follow_up),
                ("owner", &concern.owner),
                ("due_on", &due.to_string()),
            ];
            let path = format!("{}/concerns", kept.desk_path());
            self.sergeant().await?.does(&path, &fields).await?;
        }
        Ok(())
    }

    /// What a program sends; it shows an answer instead of leading on.
    async fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Result<()> {
        let program = Actor::visitor(self.cast.door.clone());
        let answered = program.post(path, fields).await?;
        anyhow::ensure!(
            answered.status.is_success(),
            "{path} answered {}: {}",
            answered.status,
            answered.body
        );
        Ok(())
    }

    async fn file(&self, it: &Filed) -> Result<()> {
        let mut fields = vec![
            ("api_key".to_owned(), self.cast.website.as_str()),
            ("service_code".to_owned(), &it.kind),
            ("lat".to_owned(), &it.lat),
            ("long".to_owned(), &it.long),
            ("address_string".to_owned(), &it.place),
            ("description".to_owned(), &it.text),
        ];
        for (code, value) in &it.answers {
            fields.push((format!("attribute[{code}][]"), value));
        }
        let fields: Vec<_> = fields.iter().map(|(name, v)| (name.as_str(), *v)).collect();
        self.sends("/open311/v2/requests.xml", &fields).await
    }

    pub(super) async fn filed(&self, it: &Filed) -> Result<concerns::Concern> {
        let now = self.house.clock().now();
        let mut tx = self.house.db().reading().await?;
        let all =
            concerns::concerns::store::between(&mut tx, now - Duration::days(60), now).await?;
        all.into_iter()
            .find(|kept| kept.words == it.text)
            .with_context(|| format!("no concern {:?}", it.text))
    }

    async fn read_filed(&self, it: &Filed) -> Result<()> {
        let kept = self.filed(it).await?;
        let version = kept.version.to_string();
        let words = it.read.as_deref().unwrap_or_default();
        let fields = [("version", version.as_str()), ("shown", words)];
        let path = format!("{}/read", kept.path());
        self.sergeant().await?.does(&path, &fields).await?;
        Ok(())
    }

    async fn tell(&self, it: &Filed, told: &Told) -> Result<()> {
        let kept = self.filed(it).await?;
        let service = self.house.place().service(&kept.service);
        let owner = service.context("a kind of concern")?.owner.clone();
        let key = self
            .cast
            .systems
            .get(&owner)
            .context("the key of a system")?;
        let (number, now) = (kept.id.to_string(), self.house.clock().now().to_rfc3339());
        let status = told.status.to_uppercase();
        let fields = [
            ("api_key", key.as_str()),
            ("service_request_id", &kept.reference),
            ("update_id", &number),
            ("status", &status),
            ("updated_datetime", &now),
            ("description", &told.text),
        ];
        self.sends("/open311/v2/servicerequestupdates.xml", &fields)
            .await
    }

    async fn ask(&self, question: &Question, code: &str) -> Result<()> {
        let mut fields = vec![
            ("category", question.category.as_str()),
            ("question", &question.text),
            ("code", code),
        ];
        let now = self.house.clock().now();
        let (day, hour) = (clock::day(now).to_string(), clock::time(now));
        let (actor, path) = if question.channel == "web" {
            let visitor = Actor::visitor(self.cast.door.clone());
            (visitor, format!("/wards/{}/ask", self.people.slug))
        } else {
            fields.extend([
                ("ward", self.people.slug.as_str()),
                ("channel", &question.channel),
                ("received_on", &day),
                ("received_time", &hour),
            ]);
            (self.sergeant().await?, "/desk/queries/new".to_owned())
        };
        // Both show the reference and the code once, instead of leading on.
        let answered = actor.post(&path, &fields).await?;
        anyhow::ensure!(
            answered.status.is_success(),
            "{path} answered {}: {}",
            answered.status,
            answered.complaint()
        );
        Ok(())
    }

    async fn question(&self, question: &Question) -> Result<queries::Query> {
        let mut tx = self.house.db().reading().await?;
        let mut all = queries::store::open_of(&mut tx, &[self.people.id]).await?;
        all.extend(queries::store::done_last(&mut tx, &[self.people.id]).await?);
        all.into_iter()
            .find(|it| it.question == question.text)
            .with_context(|| format!("no question {:?}", question.text))
    }

    async fn to_question(
        &self,
        kept: &queries::Query,
        verb: &str,
        fields: &[(&str, &str)],
    ) -> Result<()> {
        let version = kept.version.to_string();
        let mut fields = fields.to_vec();
        fields.push(("version", &version));
        let path = format!("{}/{verb}", kept.path());
        self.sergeant().await?.does(&path, &fields).await?;
        Ok(())
    }

    async fn answer(&self, question: &Question) -> Result<()> {
        let kept = self.question(question).await?;
        match &question.signpost {
            Some(to) => {
                let fields = [("to", to.as_str()), ("way", &question.answer)];
                self.to_question(&kept, "signpost", &fields).await
            }
            None => {
                let fields = [("words", question.answer.as_str())];
                self.to_question(&kept, "answer", &fields).await
            }
        }
    }

    async fn redress(&self, question: &Question, code: &str) -> Result<()> {
        let kept = self.question(question).await?;
        let words = question.redress.as_deref().unwrap_or_default();
        let path = format!("/questions/{}/redress", kept.reference);
        let visitor = Actor::visitor(self.cast.door.clone());
        let fields = [("code", code), ("missing", words)];
        let answered = visitor.post(&path, &fields).await?;
        anyhow::ensure!(
            answered.status.is_success(),
            "redress: {}",
            answered.complaint()
        );
        Ok(())
    }

    async fn record(&self, it: &Abstraction) -> Result<()> {
        let mut tx = self.house.db().reading().await?;
        let team = wards::teams::store::of(&mut tx, self.people.id).await?;
        drop(tx);
        let post = team.posts.iter().find(|post| post.rank == it.post);
        let post = post.with_context(|| format!("no {} in the team", it.post))?;
        let today = clock::day(self.house.clock().now()).to_string();
        let covered = it.cover != "None" && it.cover != "None yet";
        let mut fields = vec![
            ("post", post.id.to_string()),
            ("day", today.clone()),
            ("from", "09:00".to_owned()),
            ("minutes", it.minutes.to_string()),
            ("reason", it.reason.clone()),
            (
                "place",
                if it.out_of_borough { "out" } else { "in" }.to_owned(),
            ),
            (
                "exceptional",
                if it.exceptional { "yes" } else { "no" }.to_owned(),
            ),
            ("requested_by", it.requested_by.clone()),
            ("justification", it.justification.clone()),
        ];
        if covered {
            fields.push(("cover_by", it.cover.clone()));
            fields.push(("cover_minutes", "120".to_owned()));
        }
        if !it.public_note.is_empty() {
            fields.push(("note", it.public_note.clone()));
            fields.push(("told_on", today));
        }
        let fields: Vec<_> = fields.iter().map(|(name, v)| (*name, v.as_str())).collect();
        let path = format!("/desk/wards/{}/abstractions/new", self.people.slug);
        self.sergeant().await?.does(&path, &fields).await?;
        Ok(())
    }

    async fn decide(&self, it: &Abstraction) -> Result<()> {
        let mut tx = self.house.db().reading().await?;
        let all = abstractions::store::of_ward(&mut tx, self.people.id).await?;
        drop(tx);
        let kept = all.into_iter().find(|kept| {
            kept.asked.reason.word() == it.reason && kept.state == abstractions::State::Waiting
        });
        // Court and mandatory training passed at once.
        let Some(kept) = kept else { return Ok(()) };
        let by = if it.exceptional {
            self.cast.superintendent
        } else {
            self.cast.inspector
        };
        let version = kept.version.to_string();
        let review = (clock::day(self.house.clock().now()) + Duration::days(14)).to_string();
        let mut fields = vec![("version", version.as_str())];
        let verb = if it.state == "refused" {
            fields.push(("why", &it.refusal));
            "refuse"
        } else {
            if it.exceptional {
                fields.push(("review_on", &review));
            }
            "authorise"
        };
        let path = format!("{}/{verb}", kept.path());
        self.actor(by).await?.does(&path, &fields).await?;
        Ok(())
    }
}
