//! Abstraction: time on duty that a post spends outside its ward.

use base::Routes;

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}
