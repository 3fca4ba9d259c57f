//! What the tables of concerns are asked for: by ward, kind or agency, and in which quarter; and what was counted.

use base::{Desk, OrNotFound as _, Stop, agencies, quarter::Quarter};
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

    /// What a file is called.
    pub fn file(&self, name: &str) -> String {
        format!("{name}-by-{}-{}", self.by, self.quarter)
    }

    /// The same again, for the address of a file.
    pub fn address(&self) -> String {
        format!("by={}&quarter={}", self.by, self.quarter)
    }

    /// What was counted, name by name. Every ward stands there, also one from which nothing came.
    pub async fn found(&self, desk: &mut Desk) -> Result<Vec<(String, Figures)>, Stop> {
        let (from, until) = self.quarter.moments();
        let period = Period { from, until };
        let now = desk.now();
        Ok(match self.by {
            "kind" => {
                let mut all = measures::store::by_kind(desk.tx(), period, now).await?;
                let known = desk.place().taken();
                let mut rows: Vec<_> = known
                    .map(|it| (it.name.clone(), all.remove(&it.code).unwrap_or_default()))
                    .collect();
                rows.extend(all);
                rows
            }
            "agency" => {
                let mut all = measures::store::by_agency(desk.tx(), period, now).await?;
                let known = agencies::all(desk.tx()).await?;
                known
                    .into_iter()
                    .filter_map(|it| Some((it.name, all.remove(&it.id)?)))
                    .collect()
            }
            _ => {
                let mut all = measures::store::by_ward(desk.tx(), period, now).await?;
                let atlas = atlas(desk).await?;
                let mut rows: Vec<_> = atlas
                    .wards
                    .iter()
                    .map(|it| (it.name.clone(), all.remove(&it.id).unwrap_or_default()))
                    .collect();
                let mut gone = Figures::default();
                for figures in all.values() {
                    gone.add(figures);
                }
                if gone.sent() > 0 {
                    rows.push(("Wards that have ended".to_owned(), gone));
                }
                rows
            }
        })
    }
}

fn quarters(today: NaiveDate, chosen: Quarter) -> Vec<(String, String, bool)> {
    (1..=8)
        .map(|back| Quarter::of(today).back(back))
        .map(|it| (it.to_string(), it.months(), it == chosen))
        .collect()
}
