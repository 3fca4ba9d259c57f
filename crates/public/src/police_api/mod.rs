//! The police data interface: programs written for data.police.uk ask here what they ask there.

mod neighbourhoods;
pub(crate) mod recorded;

use base::Routes;

/// The addresses under `/api`.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .and(neighbourhoods::routes())
        .and(recorded::routes())
}
