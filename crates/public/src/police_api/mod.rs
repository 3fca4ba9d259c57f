//! The police data interface: what data.police.uk answers, from what this place knows.

pub mod neighbourhoods;

use base::Routes;

/// The addresses under `/api`.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().and(neighbourhoods::routes())
}
