//! The wards and their boundaries, kept in memory: every page draws from it.

use std::sync::Arc;

use anyhow::Result;
use base::{Desk, WardId};

use crate::{
    boundaries::{self, Layer},
    wards::{Ward, store},
};

/// A small area inside a ward.
#[derive(Clone, Debug)]
pub struct SmallArea {
    /// Its code.
    pub code: String,
    /// As printed.
    pub name: String,
    /// The ward it lies in.
    pub ward_code: Option<String>,
    /// Its edge.
    pub rings: Vec<Vec<[i32; 2]>>,
}

/// The wards of today with their boundaries.
#[derive(Clone, Debug, Default)]
pub struct Atlas {
    turn: i64,
    /// By name.
    pub wards: Vec<Ward>,
    /// The edges of [`Atlas::wards`], in the same order.
    pub edges: Vec<Vec<Vec<[i32; 2]>>>,
    /// Small areas, by code.
    pub small_areas: Vec<SmallArea>,
    /// Which file the ward boundaries came from.
    pub source: String,
}

impl Atlas {
    /// The ward of a slug.
    #[must_use]
    pub fn by_slug(&self, slug: &str) -> Option<&Ward> {
        self.wards.iter().find(|ward| ward.slug == slug)
    }

    /// The ward of an id.
    #[must_use]
    pub fn ward(&self, id: WardId) -> Option<&Ward> {
        self.wards.iter().find(|ward| ward.id == id)
    }

    /// The ward that a point lies in, in degrees times one million.
    #[must_use]
    pub fn at(&self, lon_e6: i32, lat_e6: i32) -> Option<&Ward> {
        let areas: Vec<_> = self
            .wards
            .iter()
            .zip(&self.edges)
            .map(|(ward, rings)| statistics::Area {
                code: ward.code.clone(),
                rings: rings.clone(),
            })
            .collect();
        let found = statistics::AreaIndex::new(&areas).find(lon_e6, lat_e6)?;
        self.wards.get(found)
    }

    /// The name of a ward, for a list that may name former ones.
    #[must_use]
    pub fn name(&self, id: WardId) -> &str {
        self.ward(id).map_or("a former ward", |ward| &ward.name)
    }

    /// The small areas of a ward.
    pub fn inside<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a SmallArea> {
        self.small_areas
            .iter()
            .filter(move |area| area.ward_code.as_deref() == Some(code))
    }
}

/// The atlas, read again only after an import.
///
/// # Errors
/// When the store cannot be read.
pub async fn atlas(desk: &mut Desk) -> Result<Arc<Atlas>> {
    // Two markers: what is said about a ward changes no figure.
    let turn = desk.marked("wards").await? + desk.marked("ward words").await?;
    if let Some(kept) = desk.house().kept::<Atlas>()
        && kept.turn == turn
    {
        return Ok(kept);
    }
    let wards = store::all(desk.tx()).await?;
    let mut edges = vec![Vec::new(); wards.len()];
    for boundary in boundaries::store::of(desk.tx(), Layer::Ward).await? {
        if let Some(at) = wards.iter().position(|ward| ward.code == boundary.code) {
            edges[at] = boundary.parts.concat();
        }
    }
    let small_areas = boundaries::store::of(desk.tx(), Layer::SmallArea).await?;
    let small_areas = small_areas
        .into_iter()
        .map(|area| SmallArea {
            rings: area.parts.concat(),
            code: area.code,
            name: area.name,
            ward_code: area.ward_code,
        })
        .collect();
    let source = boundaries::store::source(desk.tx(), Layer::Ward)
        .await?
        .map_or(String::new(), |source| source.source);
    Ok(desk.house().keep(Atlas {
        turn,
        wards,
        edges,
        small_areas,
        source,
    }))
}
