//! What a person reports, and how they want to be reached.

use base::{WardId, place::Service};
use serde::{Deserialize, Serialize};

use crate::concerns::{Concern, ConcernId, Reach, Source};

/// A report, ready to be sent.
#[derive(Clone)]
pub struct Report {
    /// Its kind.
    pub service: Service,
    /// Where.
    pub ward: WardId,
    /// East and north, in degrees times one million.
    pub point: Option<(i64, i64)>,
    /// Where, in words.
    pub place: String,
    /// What it is about.
    pub words: String,
    /// Code and answer, question by question.
    pub answers: Vec<(String, String)>,
    /// When and how often, in words chosen from a list.
    pub happened: String,
    /// The concern that it is one more voice for.
    pub joins: Option<ConcernId>,
    /// How it came.
    pub source: Source,
    /// How to reach whoever reports.
    pub contact: Contact,
    /// Whether an agency that takes it on may reach them too.
    pub may_pass: bool,
    /// Photos, encoded anew: JPEG files.
    pub photos: Vec<Vec<u8>>,
}

/// How to reach whoever reports.
#[derive(Clone)]
pub enum Contact {
    /// Not at all: they look themselves, with their receipt.
    Anonymous,
    /// The team may reach them.
    Team(Reporter),
    /// The team may reach them, and they get mail when there is news.
    Updates(Reporter),
}

/// Who reports. Only ever kept sealed.
#[derive(Clone, Default, Serialize, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct Reporter {
    /// Their name.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// Their phone.
    pub phone: String,
    /// The language they want to be answered in.
    pub language: String,
    /// The best way and a safe time to reach them.
    pub safe: String,
}

/// Nothing of a person in a log.
impl std::fmt::Debug for Reporter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reporter(…)")
    }
}

impl Contact {
    pub(crate) fn reach(&self) -> Reach {
        match self {
            Self::Anonymous => Reach::Anonymous,
            Self::Team(_) => Reach::Team,
            Self::Updates(_) => Reach::Updates,
        }
    }

    pub(crate) fn reporter(&self) -> Option<&Reporter> {
        match self {
            Self::Anonymous => None,
            Self::Team(it) | Self::Updates(it) => Some(it),
        }
    }
}

/// A report that was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What the team works on.
    pub concern: Concern,
    /// What opens the talk about it. It is shown once.
    pub receipt: String,
}
