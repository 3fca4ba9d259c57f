//! How a verb stops before its end, and what the person is told.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

/// What a page or a verb gives back.
pub type Answer = Result<Response, Stop>;

/// A rule says no. Its `Display` is a sentence for the person: what is wrong
/// and the way forward.
pub trait Refusal: std::error::Error {}

/// Why a verb stopped.
#[derive(Clone, Debug)]
pub enum Stop {
    /// Not there, or not theirs to see: the two look the same.
    NotThere,
    /// They would have to sign in first.
    SignInFirst,
    /// They sent a form after their session had ended.
    SignedOut,
    /// A rule says no; the sentence says the way forward.
    Refused(String),
    /// Too many tries; seconds to wait.
    TooMany(u64),
    /// Sent already: the first press led there.
    AlreadyDone(String),
    /// It stands elsewhere now: the beginning of the address that was asked
    /// for, and what takes its place. What follows it stays.
    Moved(String, String),
    /// The store has no turn free, or is away.
    Busy,
    /// Our fault. Logged once, at the edge.
    Fault(std::sync::Arc<anyhow::Error>),
}

impl Stop {
    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotThere => StatusCode::NOT_FOUND,
            Self::SignInFirst | Self::AlreadyDone(_) => StatusCode::SEE_OTHER,
            Self::Moved(..) => StatusCode::MOVED_PERMANENTLY,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::Refused(_) => StatusCode::CONFLICT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl<R: Refusal> From<R> for Stop {
    fn from(refusal: R) -> Self {
        Self::Refused(refusal.to_string())
    }
}

impl From<anyhow::Error> for Stop {
    fn from(fault: anyhow::Error) -> Self {
        if crate::store::is_away(&fault) {
            tracing::warn!("the store is busy or away: {fault:#}");
            return Self::Busy;
        }
        Self::Fault(std::sync::Arc::new(fault))
    }
}

/// A bare answer that carries the reason; `web` turns it into a page.
impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        let mut response = match &self {
            Self::AlreadyDone(path) => Redirect::to(path).into_response(),
            Self::SignInFirst => Redirect::to("/sign-in").into_response(),
            Self::TooMany(seconds) => {
                (self.status(), [(header::RETRY_AFTER, seconds.to_string())]).into_response()
            }
            _ => self.status().into_response(),
        };
        response.extensions_mut().insert(self);
        response
    }
}

/// `find(...).or_not_found()?` reads as it is meant.
pub trait OrNotFound<T> {
    /// The thing, or the page for what is not there.
    ///
    /// # Errors
    /// [`Stop::NotThere`].
    fn or_not_found(self) -> Result<T, Stop>;
}

impl<T> OrNotFound<T> for Option<T> {
    fn or_not_found(self) -> Result<T, Stop> {
        self.ok_or(Stop::NotThere)
    }
}
