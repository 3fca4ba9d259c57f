//! Events of a ward team: beat surgeries, street briefings, walkabouts.

use base::Routes;

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}
