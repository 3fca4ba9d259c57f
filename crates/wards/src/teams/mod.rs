//! The team of a ward over time: its posts, who fills them, where to find it.

pub mod contacts;
mod edit;
mod history;
mod pool;
mod post;
pub mod postings;
mod posts;
pub mod store;
mod strength;
pub mod terms;

pub use contacts::{ContactKind, ContactPoint};
pub use history::{Period, periods};
pub use post::{CannotStand, Post, Rank, complement, may_stand, officers};
pub use postings::{Posting, PostingEnd};
pub use strength::{Strength, Strengths, strength};
pub use terms::Term;

use base::{Act, Routes};

base::id! {
    /// An officer's time in a post.
    PostingId
}
base::id! {
    /// A place where residents find the team.
    ContactPointId
}

/// A team.
#[derive(Clone, Debug, Default)]
pub struct Team {
    /// The number residents ring.
    pub phone: String,
    /// Where and when to meet them.
    pub meet_us: String,
    /// Its posts; also those of other wards that are shared with this one.
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
        .get("/desk/wards/{ward}/posts", Act::ManageTeam, posts::show)
        .post(
            "/desk/wards/{ward}/posts/{post}/wards",
            Act::ManageTeam,
            pool::share,
        )
        .and(postings::routes())
        .and(contacts::routes())
        .and(terms::routes())
}
