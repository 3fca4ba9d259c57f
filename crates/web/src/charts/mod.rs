//! Charts and maps as SVG, drawn by the server: readable without script,
//! without colour, and as a table beside them.

mod bar;
mod grid;
mod line;
mod map;

pub use bar::bar;
pub use grid::{GridCell, GridMap, Letter};
pub use line::{Extras, Line, Point};
pub use map::{Map, Shape};
