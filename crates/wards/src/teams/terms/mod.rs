//! Which team template a ward's team follows, and since when.

mod follow;
pub mod store;

use base::{Act, Routes, place::template};
use chrono::NaiveDate;

/// A time in which a team followed a template.
#[derive(Clone, Debug)]
pub struct Term {
    /// The template's word in the place profile.
    pub template: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day.
    pub valid_to: Option<NaiveDate>,
}

impl Term {
    /// Whether it held on a day.
    #[must_use]
    pub fn held_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| to >= day)
    }
}

/// A template's name; of one that the program does not know, its word.
#[must_use]
pub fn label(slug: &str) -> String {
    template(slug).map_or_else(|| slug.replace('-', " "), |it| it.name.clone())
}

pub(super) fn routes() -> Routes {
    Routes::new().post(
        "/desk/wards/{ward}/posts/template",
        Act::ManageTeam,
        follow::follow,
    )
}
