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
        // A route that was added without an act is not there.
        let act = parts.extensions.get::<Asks>().ok_or(Stop::NotThere)?.0;
        let writes = !matches!(parts.method, Method::GET | Method::HEAD);
        let now = house.clock().now();
        let db = house.db();
        let mut tx = if writes {
            db.writing().await?
        } else {
            db.reading().await?
        };
        // What a person reports from their own sofa is not for the ledger.
        let is_anybodys = writes && act == Act::Report;
        let token = sessions::token(&parts.headers).filter(|_| !is_anybodys);
        let who = match token {
            None => Who::Anyone,
            Some(token) => {
                match sessions::holder(&mut tx, &token, house.settings(), now).await? {
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
                let was = writes && sessions::token(&parts.headers).is_some();
                return Err(if was {
                    Stop::SignedOut
                } else {
                    Stop::SignInFirst
                });
            }
            note_denial(house, &who, act);
            return Err(Stop::NotThere);
        }
        Ok(Self {
            house: house.clone(),
            who,
            tx,
            now,
            act,
            writes,
            told: false,
            press: None,
            path: secrets::masked(parts.uri.path()),
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
