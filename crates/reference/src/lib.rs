//! Our sums beside the same sums done by established tools, file by file.
//!
//! A folder of reference holds `data` (what went in) and `golden` (what another tool made of it). For every golden file
//! we work out the same thing from the same input, lay the answer out in the file's own shape, and compare leaf by leaf.
//! Every leaf has a rule, so that nothing is passed over in silence.

mod compare;
mod families;
mod inputs;
mod run;

pub use compare::Deviation;
pub use run::{Line, run};
