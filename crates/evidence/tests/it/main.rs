//! Evidence as it really arrives: the publisher's files, made-up ones, and files meant to do harm.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it stands"
)]

mod disclosure;
mod figures;
mod hostile_files;
mod imports;
mod made_up_place;
mod real_files;
mod snapshots;
mod support;
mod wards_files;

/// The ward readers are tested here because the real files are read here.
use wards::{boundaries, populations, postcodes};
