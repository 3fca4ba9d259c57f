//! Files in the data.police.uk layout: street crime, outcomes, stop and search.
//!
//! Read as published: blank coordinates, repeated crime ids, several area vintages in one file, points over the border,
//! either line end, a byte order mark. Nothing is dropped silently and identical rows are never merged, because
//! anti-social behaviour carries no id and two identical rows are two incidents.

mod aside;
mod layout;
mod lines;
mod marks;
mod read;
mod reading;
mod rows;
mod values;
pub mod words;

pub use layout::Kind;
pub use read::{Keep, Read, read};
pub use reading::{LayerPlacement, Reading};
pub use rows::{Layer, Rows};

pub(crate) use read::FORCES;
pub(crate) use reading::REJECTS_KEPT;
pub(crate) use rows::{Batch, Keys};
