//! Charts and maps as SVG, drawn by the server: readable without script,
//! without colour, and as a table beside them.

mod bar;
mod line;
mod map;

pub use bar::bar;
pub use line::{Line, Point};
pub use map::{Map, Shape};
