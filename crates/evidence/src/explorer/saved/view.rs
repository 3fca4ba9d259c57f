//! A saved view: a question under a name, which is its owner's alone to rename or delete.

use base::PersonId;
use chrono::{DateTime, Utc};

use crate::ViewId;

/// A saved view.
#[derive(Clone, Debug)]
pub struct View {
    /// Its id.
    pub id: ViewId,
    /// The word in its address.
    pub slug: String,
    /// As its owner calls it.
    pub name: String,
    /// The question.
    pub question: String,
    /// Whose it is.
    pub person: PersonId,
    /// Since when.
    pub saved_at: DateTime<Utc>,
}

impl View {
    /// A new one. Its word comes from its own id, so that an address tells nothing.
    #[must_use]
    pub fn new(name: String, question: String, person: PersonId, now: DateTime<Utc>) -> Self {
        let id = ViewId::fresh();
        let word = id.to_string().replace('-', "");
        Self {
            slug: format!("view-{}", &word[word.len() - 12..]),
            id,
            name,
            question,
            person,
            saved_at: now,
        }
    }

    /// Where it opens.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/desk/analysis/saved/{}", self.slug)
    }
}

/// What is said where another of somebody's views has the name already.
pub(super) fn taken(views: &[View], name: &str, own: Option<&View>) -> Option<String> {
    let same = |it: &&View| {
        it.name.to_lowercase() == name.to_lowercase() && own.is_none_or(|own| own.id != it.id)
    };
    let other = views.iter().find(same)?;
    Some(format!(
        "You have a view called \u{201c}{}\u{201d} already. Give this one another name, or rename the older one first",
        other.name
    ))
}
