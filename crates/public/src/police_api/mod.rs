//! The police data interface: programs written for data.police.uk ask here what they ask there.

pub(crate) mod recorded;

use base::Routes;

/// The addresses of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().and(recorded::routes())
}
