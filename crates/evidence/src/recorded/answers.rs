//! Answers that were given are kept for a while: the same question is asked again and again.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::body::Bytes;
use sha2::{Digest as _, Sha256};

use crate::content_hash::hex;

/// How many answers are kept.
const MANY: usize = 512;
/// How many bytes of them.
const LARGE: usize = 64 << 20;

/// An answer as it was given.
#[derive(Debug)]
pub struct Kept {
    /// The answer.
    pub body: Bytes,
    /// What it is known by: it changes with every change of the answer.
    pub tag: String,
    /// What the asker should know beside it.
    pub reason: Option<String>,
    packed: OnceLock<Bytes>,
}

impl Kept {
    /// An answer to a question over the evidence of a mark.
    pub(super) fn new(mark: &str, question: &str, body: Vec<u8>, reason: Option<String>) -> Self {
        let mut sha = Sha256::new();
        for part in [env!("CARGO_PKG_VERSION"), "\0", mark, "\0", question] {
            sha.update(part);
        }
        Self {
            body: body.into(),
            tag: hex(&sha.finalize())[..24].to_owned(),
            reason,
            packed: OnceLock::new(),
        }
    }

    /// The answer packed with gzip: made once, when it is first wanted.
    pub fn gzip(&self) -> Bytes {
        let pack = || {
            let room = Vec::with_capacity(self.body.len() / 8);
            let mut out = flate2::write::GzEncoder::new(room, flate2::Compression::fast());
            let packed = out.write_all(&self.body).and_then(|()| out.finish());
            packed.map_or_else(|_| self.body.clone(), Bytes::from)
        };
        self.packed.get_or_init(pack).clone()
    }

    /// Whether it was packed already.
    pub fn is_packed(&self) -> bool {
        self.packed.get().is_some()
    }

    fn size(&self) -> usize {
        self.body.len() + self.packed.get().map_or(0, Bytes::len)
    }
}

/// The answers that are kept, by their question.
#[derive(Debug, Default)]
pub(super) struct Answers(Mutex<Shelf>);

/// How often something was asked, and each answer with when it was asked for last.
#[derive(Debug, Default)]
struct Shelf {
    turn: u64,
    by_question: HashMap<String, (u64, Arc<Kept>)>,
}

impl Answers {
    pub fn find(&self, question: &str) -> Option<Arc<Kept>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.turn += 1;
        let turn = kept.turn;
        let (used, answer) = kept.by_question.get_mut(question)?;
        *used = turn;
        Some(Arc::clone(answer))
    }

    /// Keeps an answer; those not asked for the longest make room.
    pub fn keep(&self, question: String, answer: Arc<Kept>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.turn += 1;
        let turn = kept.turn;
        kept.by_question.insert(question, (turn, answer));
        loop {
            let size: usize = kept.by_question.values().map(|(_, it)| it.size()).sum();
            if kept.by_question.len() <= MANY && size <= LARGE {
                return;
            }
            let oldest = kept.by_question.iter().min_by_key(|(_, (used, _))| *used);
            let Some(oldest) = oldest.map(|(question, _)| question.clone()) else {
                return;
            };
            kept.by_question.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_make_room_for_newer_ones() {
        let answers = Answers::default();
        let of = |n: usize| Arc::new(Kept::new("m", &n.to_string(), vec![b'x'; 1 << 10], None));
        for n in 0..MANY + 10 {
            answers.keep(n.to_string(), of(n));
            answers.find("0");
        }
        assert!(answers.find("0").is_some(), "asked for all the time");
        assert!(answers.find("1").is_none());
        let large = Arc::new(Kept::new("m", "l", vec![0; LARGE + 1], None));
        answers.keep("l".into(), large);
        assert!(answers.find("l").is_none());
    }

    #[test]
    fn the_tag_knows_evidence_and_question() {
        let tag = |mark: &str, question: &str| Kept::new(mark, question, Vec::new(), None).tag;
        assert_ne!(tag("a", "b"), tag("b", "b"));
        assert_ne!(tag("a", "b"), tag("a", "c"));
        assert_eq!(tag("a", "b"), tag("a", "b"));
    }
}
