//! Events that anyone may come to.

use base::Routes;

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}
