//! What the tables of concerns are asked for: by ward, kind or agency, and in which quarter; and what was counted, once.

use base::{
    Act, Desk, OrNotFound as _, Stop, agencies,
    frozen::{self, Frozen},
    quarter::Quarter,
};
use chrono::NaiveDate;
use concerns::measures::{self, Figures, Period};
use wards::atlas;
use web::fields::{Field, Kind};

/// Ways to ask, for the description of a table.
pub(super) const ASKS: &[(&str, &str)] = &[
    ("by", "`ward` (if left out), `kind` or `agency`."),
    (
        "quarter",
        "A quarter that has ended, like `2026-Q3`; if left out, the last one. Quarters do not overlap, so that none gives away what another hides.",
    ),
];

/// What stands beside the rows.
pub(super) const BESIDE: &[Field] = &[
    Field::text("by", "`ward`, `kind` or `agency`."),
    Field::new("from", Kind::Day, "The first day of the period."),
    Field::new("to", Kind::Day, "The last day of the period."),
    Field::new(
        "as_it_stood",
        Kind::Day,
        "The day on which it was counted, once and for good.",
    ),
];

/// A count that may be hidden.
pub(super) const fn count(name: &'static str, about: &'static str) -> Field {
    Field::whole(name, about).or_nothing()
}

/// A share that may be left out.
pub(super) const fn percent(name: &'static str, about: &'static str) -> Field {
    count(name, about).unit("percent")
}

/// What rows can be: in the address, on the button, over the column.
const BYS: [(&str, &str, &str); 3] = [
    ("ward", "By ward", "Ward"),
    ("kind", "By kind", "Kind"),
    ("agency", "By agency", "Who deals with it"),
];

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Ask {
    by: String,
    quarter: String,
}

/// What was chosen.
pub(super) struct Chosen {
    /// As it stands in the address.
    pub by: &'static str,
    /// Over the first column.
    pub heading: &'static str,
    /// What happened in the quarter, before the choice of it.
    pub when: &'static str,
    /// In which quarter.
    pub quarter: Quarter,
    /// Ways to choose the rows, and which one was chosen.
    pub bys: Vec<(&'static str, &'static str, bool)>,
    /// The last eight quarters that have ended, and which one was chosen.
    pub quarters: Vec<(String, String, bool)>,
    /// Counts under this are hidden.
    pub minimum: u32,
}

impl Chosen {
    /// What an address asks for; where it says nothing, the last quarter by ward.
    ///
    /// # Errors
    /// [`Stop::NotThere`] for rows and quarters that there are not: a program that asked wrongly gets no other figures.
    pub fn of(desk: &Desk, ask: &Ask, when: &'static str) -> Result<Self, Stop> {
        let chosen = BYS.into_iter().find(|it| it.0 == ask.by);
        let chosen = chosen.or(ask.by.is_empty().then_some(BYS[0]));
        let (by, _, heading) = chosen.or_not_found()?;
        let today = desk.today();
        let quarter = if ask.quarter.is_empty() {
            Quarter::of(today).back(1)
        } else {
            let quarter = Quarter::read(&ask.quarter);
            quarter.filter(|it| it.after() <= today).or_not_found()?
        };
        Ok(Self {
            by,
            heading,
            when,
            quarter,
            bys: BYS.iter().map(|it| (it.0, it.1, it.0 == by)).collect(),
            quarters: quarters(today, quarter),
            minimum: desk.place().publishing.minimum_cell,
        })
    }

    /// The last quarter by ward.
    #[cfg(test)]
    pub fn for_tests(minimum: u32) -> Self {
        let quarter = Quarter::of(NaiveDate::default());
        Self {
            by: "ward",
            heading: "",
            when: "",
            quarter,
            bys: Vec::new(),
            quarters: Vec::new(),
            minimum,
        }
    }

    /// What a file is called.
    pub fn file(&self, name: &str) -> String {
        format!("{name}-by-{}-{}", self.by, self.quarter)
    }

    /// The same again, for the address of a file.
    pub fn address(&self) -> String {
        format!("by={}&quarter={}", self.by, self.quarter)
    }

    /// What was counted in the quarter: once, when somebody first looked after it was over.
    pub async fn found(&self, desk: &mut Desk) -> Result<Frozen<Counted>, Stop> {
        let period = self.quarter.to_string();
        if let Some(found) = frozen::find(desk, "concerns", &period).await? {
            return Ok(found);
        }
        let mut own = Desk::of_the_house(desk.house(), Act::SeePublic).await?;
        let counted = Counted::of(&mut own, self.quarter).await?;
        frozen::keep(own, "concerns", &period, &counted).await
    }

    /// One of three for the three ways to choose the rows.
    pub fn pick<T>(&self, [ward, kind, agency]: [T; 3]) -> T {
        match self.by {
            "kind" => kind,
            "agency" => agency,
            _ => ward,
        }
    }
}

/// What was counted, name by name.
pub(super) type Rows = Vec<(String, Figures)>;

/// The same concerns by ward, by kind and by agency.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Counted(pub [Rows; 3]);

impl Counted {
    /// Every ward and kind stands there, also one from which nothing came; and what has ended, because the sums are of all.
    async fn of(desk: &mut Desk, quarter: Quarter) -> Result<Self, Stop> {
        let (from, until) = quarter.moments();
        let period = Period { from, until };
        let now = desk.now();
        let mut all = measures::store::by_ward(desk.tx(), period, now).await?;
        let atlas = atlas(desk).await?;
        let mut wards: Rows = atlas
            .wards
            .iter()
            .map(|it| (it.name.clone(), all.remove(&it.id).unwrap_or_default()))
            .collect();
        wards.extend(ended("Wards that have ended", all.into_values()));
        let mut all = measures::store::by_kind(desk.tx(), period, now).await?;
        let known = desk.place().taken();
        let mut kinds: Rows = known
            .map(|it| (it.name.clone(), all.remove(&it.code).unwrap_or_default()))
            .collect();
        kinds.extend(all);
        let mut all = measures::store::by_agency(desk.tx(), period, now).await?;
        let known = agencies::all(desk.tx()).await?;
        let mut agencies: Rows = known
            .into_iter()
            .filter_map(|it| Some((it.name, all.remove(&it.id)?)))
            .collect();
        agencies.extend(ended("Agencies that have ended", all.into_values()));
        Ok(Self([wards, kinds, agencies]))
    }

    /// Some counts of every row, table by table.
    pub fn each<const COLUMNS: usize>(
        &self,
        of: impl Fn(&Figures) -> [u64; COLUMNS],
    ) -> [Vec<[u64; COLUMNS]>; 3] {
        [0, 1, 2].map(|at| self.0[at].iter().map(|row| of(&row.1)).collect())
    }
}

fn ended(name: &str, all: impl Iterator<Item = Figures>) -> Option<(String, Figures)> {
    let sum = all.reduce(|mut sum, it| {
        sum.add(&it);
        sum
    });
    sum.map(|it| (name.to_owned(), it))
}

fn quarters(today: NaiveDate, chosen: Quarter) -> Vec<(String, String, bool)> {
    (1..=8)
        .map(|back| Quarter::of(today).back(back))
        .map(|it| (it.to_string(), it.months(), it == chosen))
        .collect()
}
