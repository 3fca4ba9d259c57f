//! The explorer: an analyst asks what, where and which months, and reads an answer that says how it was made and what it
//! cannot say.
//!
//! A question is the address of its page. [`scene`] brings together what it is answered from; each part of the answer has a
//! file, and every sum in it is one of `statistics`.

mod answer;
mod cells;
mod change;
mod file;
pub mod frozen;
mod grid;
mod ground;
mod harm;
mod hours;
mod made;
mod months;
mod over_time;
mod places;
mod question;
mod repeats;
mod risen;
pub mod saved;
mod scene;
mod section;
mod show;
mod similar;
mod trend;

pub use answer::{Explored, explore};
pub(crate) use change::SEED;
pub use question::Against;
pub use scene::Reader;
pub use section::{Part, Section};
pub(crate) use {
    file::download,
    hours::{fullest, week},
    places::{FRAMED, keyed, steps},
    section::{csv, opened, table},
};

use base::{Act, Routes};

/// Where no month of what is asked about is loaded.
const NOT_LOADED: &str =
    "No month of this is loaded. An analyst imports the files with wardmote import police-uk.";

/// The pages of the explorer.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/analysis", Act::Explore, show::show)
        .get("/desk/analysis/made", Act::Explore, made::show)
        .get("/desk/analysis/input", Act::Explore, file::input)
        .and(saved::routes())
}
