//! What was told up to a month, release after release.

use std::sync::Arc;

use super::{Shown, WardTable};

/// Months of a window.
const YEAR: usize = 12;

/// The releases of a run of months up to one of them.
#[derive(Clone, Debug)]
pub struct Told {
    releases: Arc<Vec<WardTable>>,
    at: usize,
}

impl Told {
    /// The releases up to the one of this place; nothing where there is none.
    #[must_use]
    pub fn up_to(releases: Arc<Vec<WardTable>>, at: usize) -> Option<Self> {
        (at < releases.len()).then_some(Self { releases, at })
    }

    /// The latest table.
    #[must_use]
    pub fn now(&self) -> &WardTable {
        &self.releases[self.at]
    }

    /// The table of a year earlier, where both are of whole years.
    #[must_use]
    pub fn before(&self) -> Option<&WardTable> {
        let at = self.at.checked_sub(YEAR)?;
        (at + 1 >= YEAR).then(|| &self.releases[at])
    }

    /// The sums of whole years that were told one after the other up to the latest, oldest first. A range that rests on nothing else
    /// gives nothing away.
    #[must_use]
    pub fn sums(&self, of: impl Fn(&WardTable) -> Option<u64>) -> Vec<u64> {
        let back = (YEAR - 1..=self.at).rev();
        let mut sums: Vec<u64> = back.map_while(|at| of(&self.releases[at])).collect();
        sums.reverse();
        sums
    }

    /// The same of one count.
    #[must_use]
    pub fn sums_of(&self, of: impl Fn(&WardTable) -> Shown) -> Vec<u64> {
        self.sums(|table| of(table).count())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Months, Rule, releases};
    use super::*;

    #[test]
    fn sums_are_those_of_whole_years_as_far_back_as_all_were_told() {
        let mut line = vec![1; 12];
        line.extend([1, 1, 1, 0, 9, 9, 9]);
        // Twelve in the first whole year; the year that ends with the 16th month holds eleven, then more.
        let months = Months {
            wards: vec!["A".into()],
            kinds: vec!["Burglary".into()],
            counts: vec![vec![line]],
            ..Months::default()
        };
        let sensitive = vec!["burglary".into()];
        let of = |least| releases(&months, &Rule::new(5, least, sensitive.clone()));
        let sums = |all: Vec<WardTable>, at| {
            let told = Told::up_to(Arc::new(all), at).unwrap();
            (
                told.sums_of(|it| it.cell("A", "Burglary")),
                told.before().is_some(),
            )
        };
        assert_eq!(sums(of(5), 10), (vec![], false));
        assert_eq!(sums(of(5), 11).0, [12]);
        assert_eq!(
            sums(of(12), 18).0.last(),
            Some(&35),
            "{:?}",
            sums(of(12), 18)
        );
        assert!(sums(of(12), 18).0.len() < sums(of(5), 18).0.len());
        assert!(Told::up_to(Arc::new(of(5)), 19).is_none());
    }
}
