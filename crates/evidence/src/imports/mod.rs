//! Imports: a file becomes an unchanging snapshot, a card in the catalogue, and counts.

mod compare;
mod import;
mod list;
mod police;
mod report;
mod show;
pub mod store;
mod ward_counts;

pub use import::{Import, LayerNote};
pub(crate) use import::{current, months};
pub use police::{How, import_police};
pub(crate) use report::sum_words;
pub use report::{Change, FileReport, Outcome, Progress, Restated};
pub use ward_counts::import_ward_counts;

use std::path::PathBuf;

use base::{Act, House, Routes};

/// The catalogue, for whoever works with evidence.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/imports", Act::SeeEvidence, list::show)
        .get("/desk/imports/{id}", Act::SeeEvidence, show::show)
}

/// The imports that nothing has restated and where their snapshots lie, by kind and month. Ward counts have none.
///
/// # Errors
/// When the store cannot be read.
pub async fn standing_snapshots(house: &House) -> anyhow::Result<Vec<(Import, PathBuf)>> {
    let mut tx = house.db().reading().await?;
    let mut all = store::all(&mut tx).await?;
    all.retain(|it| it.replaced_by.is_none() && it.kind != "ward-counts");
    all.sort_by(|a, b| (&a.kind, a.first, a.number).cmp(&(&b.kind, b.first, b.number)));
    let folder = house.folder().join("snapshots");
    let file = |it: &Import| folder.join(format!("{}.arrow", it.snapshot()));
    Ok(all
        .into_iter()
        .map(|it| {
            let file = file(&it);
            (it, file)
        })
        .collect())
}

/// How many imports should be made again, because wards or small areas are others than those they were counted on: without
/// today's wards no figure uses them, without today's small areas none of the maps inside a ward.
///
/// # Errors
/// When the store cannot be read.
pub async fn left_out(house: &House) -> anyhow::Result<usize> {
    let mut tx = house.db().reading().await?;
    let current = current(&mut tx).await?;
    let all = store::all(&mut tx).await?;
    Ok(all
        .iter()
        .filter(|it| it.replaced_by.is_none() && !it.stands_on_all(&current))
        .count())
}
