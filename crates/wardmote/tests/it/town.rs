//! A town for one test: the wards of Alderwick and whoever the test asks for.

use axum::http::StatusCode;
use base::{
    Act, Clock, Desk, House, Line, PersonId, Role, WardId, args, closed::Key, people,
    settings::Settings, store::Db,
};
use chrono::{DateTime, Duration, Utc};
use panels::{MeetingId, meetings, members, priorities, suggestions};
use wardmote::{
    demo,
    demo::{Actor, Answered, Door},
    open,
};

/// A town.
pub struct Town {
    pub house: House,
    pub door: Door,
    pub(crate) _folder: tempfile::TempDir,
}

/// Somebody of the town.
pub struct Citizen {
    pub id: PersonId,
    pub actor: Actor,
}

impl Town {
    /// A town on a Tuesday afternoon.
    pub async fn new() -> Self {
        Self::with(Vec::new()).await
    }

    /// The same, where agencies have systems of their own.
    pub async fn with(back_office: Vec<base::settings::BackOffice>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut stores = open::Stores::files(folder.path(), false).await.unwrap();
        if let Ok(server) = std::env::var("WARDMOTE_TEST_DATABASE") {
            stores = open::Stores {
                open: own_database(&server).await,
                closed: own_database(&server).await,
            };
        }
        let key = folder.path().join("closed.key");
        let clock = Clock::default();
        clock.set("2026-11-24T14:00:00Z".parse().unwrap());
        let mut settings = Settings {
            back_office,
            ..Settings::default()
        };
        settings.mail.folder = Some(folder.path().join("mail"));
        let house = open::build(
            stores,
            Key::File(&key),
            clock,
            demo::place().unwrap(),
            settings,
            folder.path(),
        )
        .await
        .unwrap();
        demo::places(&house).await.unwrap();
        let door = Actor::door(&house);
        Self {
            house,
            door,
            _folder: folder,
        }
    }

    /// The folder with its stores and its key, for the program itself.
    pub fn into_folder(self) -> tempfile::TempDir {
        self._folder
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.house.clock().now()
    }

    pub fn later(&self, by: Duration) {
        self.house.clock().set(self.now() + by);
    }

    pub fn visitor(&self) -> Actor {
        Actor::visitor(self.door.clone())
    }

    pub async fn ward(&self, name: &str) -> WardId {
        let mut tx = self.house.db().reading().await.unwrap();
        wards::by_slug(&mut tx, &wards::wards::slug(name))
            .await
            .unwrap()
            .unwrap()
            .id
    }

    /// Somebody with a role, in a ward or everywhere.
    pub async fn somebody(
        &self,
        role: Role,
        ward: Option<WardId>,
        agency: Option<&str>,
    ) -> Citizen {
        let mut desk = Desk::of_the_house(&self.house, Act::ManagePeople)
            .await
            .unwrap();
        let permit = desk.permit_of_the_house().unwrap();
        let (id, now, today) = (PersonId::fresh(), desk.now(), desk.today());
        let agency = match agency {
            None => None,
            Some(slug) => base::agencies::find(desk.tx(), slug)
                .await
                .unwrap()
                .map(|agency| agency.id),
        };
        people::store::add(
            desk.tx(),
            &permit,
            id,
            &format!("A {role}"),
            &format!("{id}@town.example"),
            now,
        )
        .await
        .unwrap();
        people::store::grant(desk.tx(), &permit, id, role, ward, agency, today, None)
            .await
            .unwrap();
        desk.tell(Line::of("opened an account", "person", id))
            .await
            .unwrap();
        desk.keep().await.unwrap();
        let actor = Actor::signed_in(&self.house, self.door.clone(), id)
            .await
            .unwrap();
        Citizen { id, actor }
    }

    /// A panel with a chair and `voters` voting members in all, through the
    /// office's own form. The chair comes first.
    pub async fn panel(&self, ward: &str, voters: usize) -> Vec<Citizen> {
        let office = self.somebody(Role::Office, None, None).await;
        let id = self.ward(ward).await;
        let path = format!("/desk/wards/{}/panel", wards::wards::slug(ward));
        for n in 0..voters {
            let (name, email) = (
                format!("Member {n:02}"),
                format!("member{n:02}@{}.example", wards::wards::slug(ward)),
            );
            let seat = if n == 0 { "chair" } else { "member" };
            let fields = [
                ("name", name.as_str()),
                ("email", &email),
                ("kind", "resident"),
                ("office", seat),
                ("starts_on", "2026-01-01"),
            ];
            office.actor.does(&path, &fields).await.unwrap();
        }
        let mut tx = self.house.db().reading().await.unwrap();
        let seats = members::store::on(&mut tx, id, base::clock::day(self.now()))
            .await
            .unwrap();
        drop(tx);
        let mut citizens = Vec::new();
        for seat in seats {
            let actor = Actor::signed_in(&self.house, self.door.clone(), seat.person)
                .await
                .unwrap();
            citizens.push(Citizen {
                id: seat.person,
                actor,
            });
        }
        citizens
    }

    /// A meeting next week, planned by the chair.
    pub async fn meeting(&self, ward: &str, chair: &Actor) -> MeetingId {
        self.meeting_on("2026-12-01", ward, chair).await
    }

    /// A meeting on a day, planned by the chair.
    pub async fn meeting_on(&self, day: &str, ward: &str, chair: &Actor) -> MeetingId {
        let fields = [
            ("day", day),
            ("from", "19:00"),
            ("to", "20:30"),
            ("venue", "Library"),
            ("access", "Step-free"),
        ];
        let at = chair
            .does(
                &format!("/desk/wards/{}/meetings/new", wards::wards::slug(ward)),
                &fields,
            )
            .await
            .unwrap();
        at.split('/').nth(3).unwrap().parse().unwrap()
    }

    /// The meeting goes on to a stage, with `came` voting members there, the
    /// evidence opened when the stage is past it.
    pub async fn bring_to(
        &self,
        meeting: MeetingId,
        chair: &Actor,
        stage: meetings::Stage,
        came: usize,
    ) {
        let path = format!("/desk/meetings/{meeting}");
        chair.does(&format!("{path}/papers"), &[]).await.unwrap();
        self.register(meeting, chair, came).await;
        loop {
            let now = self.find_meeting(meeting).await;
            if now.stage == stage && now.state == meetings::MeetingState::InSession {
                return;
            }
            if now.stage == meetings::Stage::Suggestions && now.evidence_opened_at.is_none() {
                chair
                    .does(&format!("{path}/evidence"), &[("open", "yes")])
                    .await
                    .unwrap();
            }
            chair
                .does(
                    &format!("{path}/move-on"),
                    &[("stage", now.stage.word()), ("state", now.state.word())],
                )
                .await
                .unwrap();
        }
    }

    pub async fn register(&self, meeting: MeetingId, chair: &Actor, came: usize) {
        let kept = self.find_meeting(meeting).await;
        let mut tx = self.house.db().reading().await.unwrap();
        let seats = members::store::on(&mut tx, kept.ward, kept.held_on)
            .await
            .unwrap();
        drop(tx);
        let rows: Vec<_> = seats
            .iter()
            .take(came)
            .map(|seat| format!("m-{}", seat.id))
            .collect();
        let fields: Vec<_> = rows.iter().map(|name| (name.as_str(), "room")).collect();
        chair
            .does(&format!("/desk/meetings/{meeting}/register"), &fields)
            .await
            .unwrap();
    }

    pub async fn find_meeting(&self, id: MeetingId) -> meetings::Meeting {
        let mut tx = self.house.db().reading().await.unwrap();
        meetings::store::find(&mut tx, id).await.unwrap().unwrap()
    }

    pub async fn suggest(
        &self,
        meeting: MeetingId,
        chair: &Actor,
        title: &str,
    ) -> suggestions::Suggestion {
        let fields = [
            ("title", title),
            ("detail", "By the brook"),
            ("source", "resident"),
            ("people", "9"),
        ];
        chair
            .does(&format!("/desk/meetings/{meeting}/suggestions"), &fields)
            .await
            .unwrap();
        let kept = self.find_meeting(meeting).await;
        let mut tx = self.house.db().reading().await.unwrap();
        let list = suggestions::store::for_meeting(&mut tx, &kept)
            .await
            .unwrap();
        list.into_iter().find(|it| it.title == title).unwrap()
    }

    /// The chair sends the form that agrees a suggestion, with some fields changed.
    pub async fn agree(
        &self,
        meeting: MeetingId,
        chair: &Actor,
        about: &suggestions::Suggestion,
        changed: &[(&str, &str)],
    ) -> Answered {
        let id = about.id.to_string();
        let mut fields = vec![
            ("suggestion", id.as_str()),
            ("title", &about.title),
            ("category", "bikes"),
            ("place", "Fairmead Park"),
            ("you_said", "Bikes in the park"),
            ("different", "Fewer bikes"),
            ("doing", "Barriers"),
            ("lead", "Sergeant"),
            ("review_on", "2027-03-02"),
            ("measure", "Reports in three months"),
            ("unit", "reports"),
            ("baseline", "31"),
            ("target", "10"),
            ("decision", "consensus"),
        ];
        fields.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        fields.extend(changed);
        chair
            .post(&format!("/desk/meetings/{meeting}/agree"), &fields)
            .await
            .unwrap()
    }

    pub async fn priorities(&self, ward: &str) -> Vec<priorities::Priority> {
        let id = self.ward(ward).await;
        let mut tx = self.house.db().reading().await.unwrap();
        priorities::store::of_ward(&mut tx, id).await.unwrap()
    }

    /// A ward with an agreed priority: its panel and the priority.
    pub async fn with_priority(
        &self,
        ward: &str,
    ) -> (Vec<Citizen>, priorities::Priority, MeetingId) {
        let panel = self.panel(ward, 6).await;
        let chair = &panel[0].actor;
        let meeting = self.meeting(ward, chair).await;
        let about = self.suggest(meeting, chair, "Bikes in the park").await;
        self.bring_to(meeting, chair, meetings::Stage::Agree, 5)
            .await;
        self.agree(meeting, chair, &about, &[]).await.is_taken();
        let priority = self.priorities(ward).await.remove(0);
        (panel, priority, meeting)
    }

    /// How many rows the ledger has.
    pub async fn ledger(&self) -> i64 {
        let mut tx = self.house.db().reading().await.unwrap();
        tx.one("SELECT count(*) AS n FROM ledger", args![])
            .await
            .unwrap()
            .get("n")
            .unwrap()
    }

    /// The newest line of what was done in the ledger. A refusal, and a quarter that somebody was the first to look at, are noted apart, a
    /// moment later, so they may stand after it.
    pub async fn last_line(&self) -> (String, String) {
        let mut tx = self.house.db().reading().await.unwrap();
        let row = tx
            .one(
                "SELECT act, record FROM ledger WHERE act NOT IN ('was refused', 'counted for good') ORDER BY seq DESC LIMIT 1",
                args![],
            )
            .await
            .unwrap();
        (row.get("act").unwrap(), row.get("record").unwrap())
    }

    /// How many refusals the ledger holds.
    pub async fn refusals(&self) -> i64 {
        let mut tx = self.house.db().reading().await.unwrap();
        tx.one(
            "SELECT count(*) AS n FROM ledger WHERE act = 'was refused'",
            args![],
        )
        .await
        .unwrap()
        .get("n")
        .unwrap()
    }

    /// Mail that waits: to whom, and what it says.
    pub async fn mail(&self) -> Vec<(String, String)> {
        let mut tx = self.house.db().reading().await.unwrap();
        let latest = base::mail::latest(&mut tx).await.unwrap();
        latest
            .into_iter()
            .map(|message| (message.to, message.body))
            .collect()
    }
}

/// What a test expects of an answer.
pub trait Expect {
    fn is_taken(&self);
    fn says(&self, sentence: &str);
    fn lacks(&self, sentence: &str);
    fn is_refused_with(&self, sentence: &str);
    fn is_not_there(&self);
}

impl Expect for Answered {
    fn is_taken(&self) {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.complaint());
    }
    fn says(&self, sentence: &str) {
        let plain = plain(&self.body);
        assert!(
            plain.contains(sentence),
            "{sentence:?} is not in: {}",
            &plain[..plain.len().min(3_000)]
        );
    }
    fn lacks(&self, sentence: &str) {
        let plain = plain(&self.body);
        assert!(!plain.contains(sentence), "{sentence:?} is in: {plain}");
    }
    fn is_refused_with(&self, sentence: &str) {
        assert!(
            self.status.is_client_error(),
            "{}: {}",
            self.status,
            self.location
        );
        self.says(sentence);
    }
    fn is_not_there(&self) {
        assert_eq!(self.status, StatusCode::NOT_FOUND, "{}", self.complaint());
    }
}

/// The words of a page.
pub fn plain(body: &str) -> String {
    let page = scraper::Html::parse_document(body);
    page.root_element()
        .text()
        .collect::<Vec<_>>()
        .join(" ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A database of its own on the server, so that tests do not meet.
async fn own_database(server: &str) -> Db {
    let name = format!("town_{}", PersonId::fresh());
    let made = std::process::Command::new("psql")
        .args([server, "-qc", &format!("CREATE DATABASE {name}")])
        .status()
        .unwrap();
    assert!(made.success(), "psql could not make a database");
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let root = address.rsplit_once('/').unwrap().0;
    Db::postgres(&format!("{root}/{name}?{query}"))
        .await
        .unwrap()
}
