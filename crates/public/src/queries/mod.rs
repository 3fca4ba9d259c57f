//! Asking the ward team, and how fast it answers.

use base::Routes;

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}
