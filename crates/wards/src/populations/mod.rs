//! How many people live in an area: the denominator of every rate.

mod import;
mod read;
pub mod store;

use std::collections::HashMap;

use crate::Atlas;

pub use import::{Report, import};
pub use read::{CannotReadPopulations, Population, Populations, Reject, of_year, read, read_from};

/// The residents of wards in a year.
#[derive(Clone, Debug, Default)]
pub struct Residents {
    /// By the ward's code: its own count, or the sum of its small areas where each of them has one.
    pub of_wards: HashMap<String, u64>,
    /// Of each ward without a count: how many of its small areas have one, and how many it has.
    pub without: HashMap<String, (usize, usize)>,
}

impl Residents {
    /// Of everything that is loaded.
    #[must_use]
    pub fn of(all: &HashMap<String, Vec<Population>>, atlas: &Atlas, year: u16) -> Self {
        let people = |code: &str| of_year(all.get(code)?, year).map(|it| it.people);
        let mut found = Self::default();
        for ward in &atlas.wards {
            let inside: Vec<Option<u64>> = atlas
                .inside(&ward.code)
                .map(|it| people(&it.code))
                .collect();
            let sum: Option<u64> = inside.iter().copied().sum();
            let own = people(&ward.code).or_else(|| sum.filter(|_| !inside.is_empty()));
            match own {
                Some(own) => {
                    found.of_wards.insert(ward.code.clone(), own);
                }
                None => {
                    let known = inside.iter().flatten().count();
                    found
                        .without
                        .insert(ward.code.clone(), (known, inside.len()));
                }
            }
        }
        found
    }

    /// Why a ward has none, and what to do.
    #[must_use]
    pub fn missing(&self, code: &str) -> String {
        let loaded = match self.without.get(code) {
            Some((known, all)) if *known > 0 => format!(
                "Residents are loaded for {known} of the {all} small areas of this ward, and a sum needs each of them."
            ),
            _ if !self.of_wards.is_empty() => {
                "Residents are loaded for other wards, and not for this one or its small areas."
                    .into()
            }
            _ => "No residents are loaded, neither of wards nor of the small areas inside them."
                .into(),
        };
        format!(
            "{loaded} Counts alone would say only how large a ward is. An analyst imports residents with wardmote import population FILE."
        )
    }
}
