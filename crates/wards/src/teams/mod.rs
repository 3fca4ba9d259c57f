//! The team of a ward, as residents see it: by role, with one way to reach it.

mod edit;
pub mod store;

use base::{Act, Routes};

use crate::PostId;

/// A post of the team.
#[derive(Clone, Debug)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// "Constable".
    pub rank: String,
    /// "Ward Team".
    pub role: String,
    /// How many.
    pub people: i64,
    /// Whether they stay in this ward.
    pub dedicated: bool,
}

impl Post {
    /// Two letters for the round mark beside it.
    #[must_use]
    pub fn initials(&self) -> String {
        let words: Vec<_> = self.rank.split_whitespace().collect();
        match words.as_slice() {
            [one] => one.chars().take(2).collect::<String>(),
            many => many
                .iter()
                .filter_map(|word| word.chars().next())
                .take(2)
                .collect(),
        }
    }
}

/// A team.
#[derive(Clone, Debug, Default)]
pub struct Team {
    /// The number residents ring.
    pub phone: String,
    /// Where and when to meet them.
    pub meet_us: String,
    /// Its posts.
    pub posts: Vec<Post>,
    /// Counts changes.
    pub version: i64,
}

impl Team {
    /// The number as a telephone dials it.
    #[must_use]
    pub fn tel(&self) -> String {
        self.phone.chars().filter(|c| !c.is_whitespace()).collect()
    }
}

/// The pages of a team.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/wards/{ward}/team", Act::ManageTeam, edit::show)
        .post("/desk/wards/{ward}/team", Act::ManageTeam, edit::edit)
}
