//! Figures as everyone may see them: of a ward, of all wards, of one type, and how they are made.

mod borough;
mod kind;
mod methods;
mod ward;

use base::{Act, Routes};
use evidence::figures::Change;

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/wards/{ward}/figures", Act::SeePublic, ward::show)
        .get("/figures", Act::SeePublic, borough::show)
        .get("/figures/{kind}", Act::SeePublic, kind::show)
        .get("/methods", Act::SeePublic, methods::list)
        .get("/methods/{slug}", Act::SeePublic, methods::show)
}

/// A change in the cells of a file: per cent, likely at least, likely at most, finding.
fn change_cells(change: Option<&Change>) -> [String; 4] {
    let percent = |n: Option<f64>| n.map(|n| format!("{n:.1}")).unwrap_or_default();
    match change {
        None => Default::default(),
        Some(it) => [
            percent(it.percent),
            percent(it.low),
            percent(it.high),
            it.finding.words().to_owned(),
        ],
    }
}

/// A whole number for the page, as a reader says it.
fn n(count: evidence::Shown) -> String {
    count.to_string()
}
