//! People with accounts.

mod password;
pub mod store;

pub use password::{hash as hash_password, matches as password_matches, too_weak};

use chrono::{DateTime, NaiveDate, Utc};

use crate::{AgencyId, Role, WardId, permits::Grant};

crate::id! {
    /// A person with an account.
    PersonId
}
crate::id! {
    /// A role given to a person for a time.
    GrantId
}

/// A person with an account.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// As printed in the working area.
    pub name: String,
    /// In lower case.
    pub email: String,
    /// Whether they have set a password.
    pub has_password: bool,
    /// When the account was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Counts changes.
    pub version: i64,
}

/// A role as it is kept, with its time.
#[derive(Clone, Debug)]
pub struct KeptGrant {
    /// Its id.
    pub id: GrantId,
    /// What they are.
    pub role: Role,
    /// Where.
    pub ward: Option<WardId>,
    /// For whom.
    pub agency: Option<AgencyId>,
    /// From.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
}

/// Who asks.
#[derive(Clone, Debug)]
pub enum Who {
    /// A visitor.
    Anyone,
    /// Somebody signed in.
    Person(SignedIn),
}

/// Somebody signed in, with what they may do today.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub id: PersonId,
    /// Their name, for their own page header.
    pub name: String,
    /// Their e-mail address, for their own account page.
    pub email: String,
    /// What they may do today.
    pub grants: Vec<Grant>,
    /// The hash of this session's cookie.
    pub session: String,
}

impl SignedIn {
    /// A person of a test.
    #[doc(hidden)]
    #[must_use]
    pub fn for_test(grants: Vec<Grant>) -> Self {
        Self {
            id: PersonId::fresh(),
            name: String::new(),
            email: String::new(),
            grants,
            session: String::new(),
        }
    }
}

impl Who {
    /// Their id, if they have one.
    #[must_use]
    pub fn id(&self) -> Option<PersonId> {
        match self {
            Self::Anyone => None,
            Self::Person(person) => Some(person.id),
        }
    }

    /// Whether they hold a role anywhere.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        matches!(self, Self::Person(person) if person.grants.iter().any(|grant| grant.role == role))
    }
}

/// An e-mail address as it is kept and compared: trimmed, in lower case.
/// Nothing cleverer, so that two names never become one account.
#[must_use]
pub fn plain_email(text: &str) -> String {
    text.trim().to_lowercase()
}
