//! Plays what sergeants passed to other agencies, under which agreements, and what came back.

use anyhow::{Context as _, Result};
use base::{House, agencies};
use chrono::Duration;
use concerns::referrals::{self, Referral, ReferralState};
use serde::Deserialize;

use super::{actor::Actor, life::Scene, people::Cast, team::Filed};

/// An agreement to share; days are counted from today.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    pub agency: String,
    pub purpose: String,
    pub power: String,
    #[serde(default)]
    pub contact: bool,
    pub from_days: i64,
    pub review_days: i64,
    pub until_days: i64,
}

/// A concern that was passed on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passed {
    pub ward: String,
    /// The text of the concern.
    pub filed: String,
    pub agency: String,
    pub told: String,
    pub asked: String,
    pub why: String,
    /// After it came in.
    pub hours: i64,
    pub wanted_days: i64,
    pub step: Vec<Move>,
}

/// What one side did then.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    pub verb: String,
    /// After it came in.
    pub hours: i64,
    #[serde(default)]
    pub words: String,
    /// Of an acceptance: the agency's own day.
    pub day: Option<i64>,
}

async fn agency(house: &House, slug: &str) -> Result<base::AgencyId> {
    let mut tx = house.db().reading().await?;
    let found = agencies::find(&mut tx, slug).await?;
    Ok(found.with_context(|| format!("no agency {slug:?}"))?.id)
}

/// The office writes the agreements down.
pub(super) async fn agree(house: &House, cast: &Cast, all: &[Agreement]) -> Result<()> {
    let office = Actor::signed_in(house, cast.door.clone(), cast.office).await?;
    for it in all {
        let id = agency(house, &it.agency).await?.to_string();
        let day = |days| (cast.today + Duration::days(days)).to_string();
        let (from, review, until) = (day(it.from_days), day(it.review_days), day(it.until_days));
        let mut fields = vec![
            ("agency", id.as_str()),
            ("purpose", &it.purpose),
            ("power", &it.power),
            ("from_on", &from),
            ("review_on", &review),
            ("expires_on", &until),
        ];
        if it.contact {
            fields.push(("contact", "yes"));
        }
        office.does("/admin/agreements/new", &fields).await?;
    }
    Ok(())
}

/// In which field of its form a verb says what it says.
fn field(verb: &str) -> &'static str {
    match verb {
        "accept" => "accept_words",
        "ask" => "question",
        "decline" => "reason",
        "note" => "news",
        "done" => "evidence",
        "answer" => "answer",
        "close" => "checked",
        "give-back" => "missing",
        _ => "why_back",
    }
}

impl Scene<'_> {
    /// The sergeant passes it on.
    pub(super) async fn pass(&self, it: &Passed, filed: &Filed) -> Result<()> {
        let concern = self.filed(filed).await?;
        let to = agency(self.house, &it.agency).await?;
        let mut tx = self.house.db().reading().await?;
        let today = base::clock::day(self.house.clock().now());
        let agreed = concerns::agreements::store::on(&mut tx, today).await?;
        drop(tx);
        let agreed = agreed
            .into_iter()
            .find(|known| known.agency == to && known.purpose.fits_a_concern());
        let agreed = agreed.with_context(|| format!("no agreement with {}", it.agency))?;
        let (id, wanted) = (
            agreed.id.to_string(),
            (self.cast.today + Duration::days(it.wanted_days)).to_string(),
        );
        let fields = [
            ("agreement", id.as_str()),
            ("told", &it.told),
            ("place", &filed.place),
            ("share", "point"),
            ("asked", &it.asked),
            ("why", &it.why),
            ("wanted_on", &wanted),
        ];
        let path = format!("{}/refer", concern.path());
        self.sergeant().await?.does(&path, &fields).await?;
        Ok(())
    }

    async fn passed(&self, it: &Passed, filed: &Filed) -> Result<Referral> {
        let concern = self.filed(filed).await?;
        let to = agency(self.house, &it.agency).await?;
        let mut tx = self.house.db().reading().await?;
        let all = referrals::store::about(&mut tx, referrals::About::Concern(concern.id)).await?;
        let one = all.into_iter().find(|known| known.agency == to);
        one.with_context(|| format!("nothing passed to {}", it.agency))
    }

    /// One side does something with it.
    pub(super) async fn move_passed(&self, it: &Passed, filed: &Filed, step: &Move) -> Result<()> {
        let kept = self.passed(it, filed).await?;
        let of_referrer = ["answer", "close", "give-back", "revoke"];
        let actor = if of_referrer.contains(&step.verb.as_str()) {
            self.sergeant().await?
        } else {
            let person = self.cast.partners.get(&it.agency);
            self.actor(*person.context("nobody of that agency")?)
                .await?
        };
        if step.verb == "open" {
            actor.get(&kept.path()).await?;
            // It is noted beside the page.
            while self.passed(it, filed).await?.state == ReferralState::Sent {
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            }
            return Ok(());
        }
        let version = kept.version.to_string();
        let day = step.day.map(|day| self.cast.today + Duration::days(day));
        let day = day.map(|day| day.to_string()).unwrap_or_default();
        let fields = [
            (field(&step.verb), step.words.as_str()),
            ("accepted_on", &day),
            ("version", &version),
        ];
        let path = format!("{}/{}", kept.path(), step.verb);
        actor.does(&path, &fields).await?;
        Ok(())
    }
}
