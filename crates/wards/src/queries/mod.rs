//! Questions that residents ask the ward team, and the 72-hour promise to answer.

use base::Routes;

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}
