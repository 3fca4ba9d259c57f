//! Whether officers stayed in their wards: strength, vacancies, abstraction, cover.

use base::Routes;

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
}
