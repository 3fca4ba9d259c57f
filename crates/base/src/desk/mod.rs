//! The desk: who asks, one transaction, the clock, the ledger.
//!
//! A verb takes the desk, and everything it does through it stands or falls
//! together: the record, its ledger line and its mail.

mod event;
mod extract;

pub use event::{Event, Line};
pub use extract::Waiting;

use anyhow::Result;
use axum::response::{IntoResponse as _, Redirect};
use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    Act, Answer, House, Permit, PersonId, Stop, Subject, Who, args, clock,
    ledger::{self, Entry},
    mail, permits,
    place::Place,
    store::Tx,
};

/// One request's desk.
pub struct Desk {
    house: House,
    who: Who,
    tx: Tx,
    now: DateTime<Utc>,
    act: Act,
    writes: bool,
    told: bool,
    press: Option<uuid::Uuid>,
    path: String,
}

impl Desk {
    /// A desk of the program itself: imports, the demonstration. It acts for
    /// nobody and may do what `act` says.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn of_the_house(house: &House, act: Act) -> Result<Self> {
        Ok(Self {
            house: house.clone(),
            who: Who::Anyone,
            tx: house.db().writing().await?,
            now: house.clock().now(),
            act,
            writes: true,
            told: false,
            press: None,
            path: String::new(),
        })
    }

    /// A second desk of a request whose first one was kept before a slow step.
    /// It acts for nobody.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn again(house: &House, act: Act) -> Result<Self> {
        Ok(Self {
            path: "(again)".to_owned(),
            ..Self::of_the_house(house, act).await?
        })
    }

    /// A desk that only reads, for nobody: the page after something was kept.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn looking(house: &House, act: Act) -> Result<Self> {
        Ok(Self {
            house: house.clone(),
            who: Who::Anyone,
            tx: house.db().reading().await?,
            now: house.clock().now(),
            act,
            writes: false,
            told: false,
            press: None,
            path: "(looking)".to_owned(),
        })
    }

    /// A second desk for somebody signed in, on their own account page.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn again_for(house: &House, act: Act, who: Who) -> Result<Self> {
        Ok(Self {
            who,
            path: "/account".to_owned(),
            ..Self::of_the_house(house, act).await?
        })
    }

    /// Who asks.
    #[must_use]
    pub fn who(&self) -> &Who {
        &self.who
    }

    /// Their id, if they are signed in.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        self.who.id()
    }

    /// The moment of this request: one for everything in it.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The day of this request in this country.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        clock::day(self.now)
    }

    /// From here on this request knows only the day, not the hour: nothing it keeps tells when somebody who wants to stay
    /// unknown was here.
    pub fn only_the_day(&mut self) {
        self.now = clock::moment(self.today(), chrono::NaiveTime::MIN);
    }

    /// The house.
    #[must_use]
    pub fn house(&self) -> &House {
        &self.house
    }

    /// The place profile.
    #[must_use]
    pub fn place(&self) -> &Place {
        self.house.place()
    }

    /// The path that was asked for.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether this request may write.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        self.writes
    }

    /// The transaction, for the stores.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// Whether the person could do this to that record: for a page that shows
    /// a button or not.
    #[must_use]
    pub fn may(&self, act: Act, subject: &impl Subject) -> bool {
        permits::may(&self.who, act, subject.on())
    }

    /// Leave to do an act to a record.
    ///
    /// # Errors
    /// [`Stop::NotThere`]: to whoever may not, it looks as if it were not there.
    pub fn permit(&self, act: Act, subject: &impl Subject) -> Result<Permit, Stop> {
        if permits::may(&self.who, act, subject.on()) {
            Ok(Permit::issue(act, self.who.id()))
        } else {
            note_denial(&self.house, &self.who, act);
            Err(Stop::NotThere)
        }
    }

    /// Leave for the program's own work (imports, settling the place
    /// profile). Only a desk [`Desk::of_the_house`] has it.
    ///
    /// # Errors
    /// [`Stop::NotThere`] on a desk of a request.
    pub fn permit_of_the_house(&self) -> Result<Permit, Stop> {
        if self.path.is_empty() {
            Ok(Permit::issue(self.act, None))
        } else {
            Err(Stop::NotThere)
        }
    }

    /// Takes the token of a form. A second press of the same button stops
    /// here and leads to where the first one led.
    ///
    /// # Errors
    /// [`Stop::AlreadyDone`], or a refusal when the form carries no token.
    pub async fn once(&mut self, token: &str) -> Result<(), Stop> {
        let Ok(token) = token.parse::<uuid::Uuid>() else {
            return Err(Stop::Refused(
                "This form is not whole. Go back, reload the page and send it again.".into(),
            ));
        };
        let now = self.now;
        let taken = self
            .tx
            .run(
                "INSERT INTO press (token, made_at, led_to) VALUES ($1, $2, '/') ON CONFLICT (token) DO NOTHING",
                args![token, now],
            )
            .await?;
        if taken == 0 {
            let row = self
                .tx
                .one("SELECT led_to FROM press WHERE token = $1", args![token])
                .await?;
            return Err(Stop::AlreadyDone(row.get("led_to")?));
        }
        self.press = Some(token);
        Ok(())
    }

    /// Tells what happened: a ledger line, and mail to whoever should know.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn tell(&mut self, event: impl Event) -> Result<()> {
        let line = event.line();
        let record_id = line.record_id;
        let entry = Entry {
            at: self.now,
            by: self.who.id(),
            act: line.act,
            record: line.record,
            record_id: &record_id,
            detail: &line.detail,
        };
        ledger::append(&mut self.tx, &entry).await?;
        self.told = true;
        Ok(())
    }

    /// Writes a mail that goes when this desk is finished.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn mail(&mut self, to: &str, subject: &str, body: &str) -> Result<()> {
        let now = self.now;
        mail::write(&mut self.tx, to, subject, body, now).await
    }

    /// Says that a part of the store has changed, so that every running
    /// program loads what it keeps of it in memory again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn mark(&mut self, name: &str) -> Result<()> {
        self.tx
            .run(
                "INSERT INTO marker (name, turn) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET turn = marker.turn + 1",
                args![name],
            )
            .await?;
        Ok(())
    }

    /// How often a part of the store has changed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn marked(&mut self, name: &str) -> Result<i64> {
        let row = self
            .tx
            .first("SELECT turn FROM marker WHERE name = $1", args![name])
            .await?;
        row.map_or(Ok(0), |row| row.get("turn"))
    }

    /// Keeps what was done and leads on to `path`.
    ///
    /// # Errors
    /// When it could not be kept; then nothing was done.
    pub async fn finish(mut self, path: impl Into<String>) -> Answer {
        let path = path.into();
        self.leads_to(&path).await?;
        self.keep().await?;
        Ok(Redirect::to(&path).into_response())
    }

    /// Notes where this press of the button leads, for a second one of the same form: a verb that answers with a page of
    /// its own says it before it keeps what was done.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn leads_to(&mut self, path: &str) -> Result<()> {
        if let Some(token) = self.press.take() {
            self.tx
                .run(
                    "UPDATE press SET led_to = $1 WHERE token = $2",
                    args![path, token],
                )
                .await?;
        }
        Ok(())
    }

    /// Keeps a draft that only its writer can open, and leads on.
    ///
    /// # Errors
    /// See [`Desk::keep_draft`].
    pub async fn finish_draft(self, path: &str) -> Answer {
        self.keep_draft().await?;
        Ok(Redirect::to(path).into_response())
    }

    /// Keeps a draft that only its writer can open. It is no record, so the ledger does not know it: a line for every step
    /// would say when somebody wrote who wished to stay unknown.
    ///
    /// # Errors
    /// When it could not be kept, and at any desk but the one for reports.
    pub async fn keep_draft(self) -> Result<()> {
        anyhow::ensure!(
            self.act == Act::Report && !self.told,
            "a draft at {}, where none is kept",
            self.path
        );
        self.tx.commit().await
    }

    /// Keeps what was done.
    ///
    /// # Errors
    /// When it could not be kept, or when nothing was told: a write that the
    /// ledger does not know is a fault.
    pub async fn keep(self) -> Result<()> {
        anyhow::ensure!(
            !self.writes || self.told,
            "a write at {} that nobody was told of",
            self.path
        );
        self.tx.commit().await
    }
}

/// Writes a denial into the ledger. It has its own transaction, because the
/// refused one leaves no trace. Visitors are not noted: they are strangers
/// with an address bar.
fn note_denial(house: &House, who: &Who, act: Act) {
    let (Who::Person(person), house) = (who.clone(), house.clone()) else {
        return;
    };
    tokio::spawn(async move {
        let noted = async {
            let mut tx = house.db().writing().await?;
            let entry = Entry {
                at: house.clock().now(),
                by: Some(person.id),
                act: "was refused",
                record: "act",
                record_id: act.word(),
                detail: "",
            };
            ledger::append(&mut tx, &entry).await?;
            tx.commit().await
        };
        if let Err(fault) = noted.await {
            tracing::error!("noting a denial: {fault:#}");
        }
    });
}
