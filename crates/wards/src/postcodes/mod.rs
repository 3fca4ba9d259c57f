//! Which ward a postcode lies in, so that a resident finds the ward without giving an address.

mod import;
pub(crate) mod lines;
mod read;
pub mod store;

pub use import::{Report, import};
pub use read::{
    CannotReadPostcodes, Postcode, Postcodes, Reject, compact, in_words, read, read_from,
};
