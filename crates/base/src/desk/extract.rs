//! How a request comes to its desk: the one door with the one check.

use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
};

use chrono::{DateTime, Duration, Utc};

use super::{Desk, note_denial};
use crate::{Act, House, Stop, Who, permits, routes::Asks, secrets, sessions};

impl FromRequestParts<House> for Desk {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Stop> {
        let waiting = Waiting::of(parts, house)?;
        waiting.sit(waiting.sends).await
    }
}

impl FromRequestParts<House> for Waiting {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Stop> {
        let waiting = Self::of(parts, house)?;
        waiting.looking().await?;
        Ok(waiting)
    }
}

/// A request before it sits down at its desk, for a verb that must first do something slow: read a long file, or write a photo anew.
///
/// That they may do the act is known, nobody waits for them, and nothing is decided: [`Waiting::desk`] asks again.
pub struct Waiting {
    house: House,
    act: Act,
    /// Whether something is sent, not only looked at.
    sends: bool,
    token: Option<String>,
    path: String,
}

impl Waiting {
    fn of(parts: &Parts, house: &House) -> Result<Self, Stop> {
        Ok(Self {
            house: house.clone(),
            // A route that was added without an act is not there.
            act: parts.extensions.get::<Asks>().ok_or(Stop::NotThere)?.0,
            sends: !matches!(parts.method, Method::GET | Method::HEAD),
            token: sessions::token(&parts.headers),
            path: secrets::masked(parts.uri.path()),
        })
    }

    /// A desk that only reads: for a record that must be there before anything slow begins, and to draw a form again.
    ///
    /// # Errors
    /// When they may not, or the store cannot be read.
    pub async fn looking(&self) -> Result<Desk, Stop> {
        self.sit(false).await
    }

    /// The desk that writes. Who they are and whether they may is asked anew: a session can have ended meanwhile.
    ///
    /// # Errors
    /// When they may not, or the store cannot be written.
    pub async fn desk(&self) -> Result<Desk, Stop> {
        self.sit(true).await
    }

    /// The one check.
    async fn sit(&self, writes: bool) -> Result<Desk, Stop> {
        let (house, act) = (&self.house, self.act);
        let now = house.clock().now();
        let db = house.db();
        let mut tx = if writes {
            db.writing().await?
        } else {
            db.reading().await?
        };
        // What a person reports from their own sofa is not for the ledger.
        let is_anybodys = self.sends && act == Act::Report;
        let token = self.token.as_deref().filter(|_| !is_anybodys);
        let who = match token {
            None => Who::Anyone,
            Some(token) => {
                match sessions::holder(&mut tx, token, house.settings(), now).await? {
                    None => Who::Anyone,
                    Some((person, last_seen)) => {
                        // To the minute: a write for every page that is read would be waste.
                        if now - last_seen > Duration::minutes(1) {
                            tokio::spawn(note_seen(house.clone(), person.session.clone(), now));
                        }
                        Who::Person(person)
                    }
                }
            }
        };
        if !permits::may_somewhere(&who, act) {
            if matches!(who, Who::Anyone) {
                // A cookie that opens nothing any more: they were signed in, and
                // what they typed should not be lost to a redirect.
                let was = self.sends && self.token.is_some();
                return Err(if was {
                    Stop::SignedOut
                } else {
                    Stop::SignInFirst
                });
            }
            note_denial(house, &who, act);
            return Err(Stop::NotThere);
        }
        Ok(Desk {
            house: house.clone(),
            who,
            tx,
            now,
            act,
            writes,
            told: false,
            press: None,
            path: self.path.clone(),
        })
    }
}

/// Notes that a session was used, apart from the request: a page that only
/// reads has no writing transaction.
async fn note_seen(house: House, session: String, now: DateTime<Utc>) {
    let noted = async {
        let mut tx = house.db().writing().await?;
        sessions::note_seen(&mut tx, &session, now).await?;
        tx.commit().await
    };
    if let Err(fault) = noted.await {
        tracing::error!("noting a session: {fault:#}");
    }
}
