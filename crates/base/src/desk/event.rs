//! Something that happened.

/// What the ledger keeps of an event. No personal data: ids, not names.
#[derive(Clone, Debug)]
pub struct Line {
    /// What was done, in one word or two: "agreed".
    pub act: &'static str,
    /// The kind of record: "priority".
    pub record: &'static str,
    /// Which one.
    pub record_id: String,
    /// Plain words.
    pub detail: String,
}

impl Line {
    /// A line about a record.
    #[must_use]
    pub fn of(act: &'static str, record: &'static str, id: impl std::fmt::Display) -> Self {
        Self {
            act,
            record,
            record_id: id.to_string(),
            detail: String::new(),
        }
    }

    /// With words.
    #[must_use]
    pub fn with(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

/// Something that happened and that the ledger keeps.
pub trait Event {
    /// Its line.
    fn line(&self) -> Line;
}

impl Event for Line {
    fn line(&self) -> Line {
        self.clone()
    }
}
