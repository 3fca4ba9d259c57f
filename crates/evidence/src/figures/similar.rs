//! A ward beside those nearest to it in residents, on published counts alone.

use anyhow::Result;
use base::Desk;
use statistics::{newcombe, wilson};
use wards::Ward;
use web::charts::bar;
use web::forms::{Html, escape};

use super::{Provenance, provenance, windows};
use crate::cube::cube;
use crate::publishing::{Rule, Shown};

/// How many wards stand beside it.
pub const BESIDE: usize = 5;
/// The level of the ranges.
pub const LEVEL: f64 = 0.95;
/// A rate is not shown under so many events.
pub const FEWEST: u64 = 20;

/// A ward of the table.
#[derive(Clone, Debug)]
pub struct SimilarWard {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The word in its address.
    pub slug: String,
    /// All crime in the later window.
    pub count: Shown,
    /// Residents.
    pub residents: u64,
    /// Events for each resident.
    pub rate: Option<f64>,
    /// Likely at least.
    pub low: Option<f64>,
    /// Likely at most.
    pub high: Option<f64>,
    /// Whether it is the ward asked about.
    pub own: bool,
}

/// A ward beside similar ones.
#[derive(Clone, Debug)]
pub struct SimilarWards {
    /// What may be said.
    pub finding: String,
    /// Why there is nothing to say.
    pub refused: Option<&'static str>,
    /// All crime in the ward.
    pub own: Shown,
    /// The wards, the highest rate first.
    pub rows: Vec<SimilarWard>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// What may be said of a count of some people beside a count of others.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub fn beside(name: &str, own: (u64, u64), others: (u64, u64), wards: usize) -> String {
    let pair = |it: (u64, u64)| (it.0 as f64, it.1 as f64);
    let gap = newcombe(pair(own), pair(others), LEVEL);
    match gap {
        _ if own.0 < FEWEST => format!("Too few in {name} to hold beside others"),
        Some(gap) if gap.low > 0.0 => {
            format!(
                "{name} has more for each thousand residents than {wards} similar wards together"
            )
        }
        Some(gap) if gap.high < 0.0 => {
            format!(
                "{name} has fewer for each thousand residents than {wards} similar wards together"
            )
        }
        Some(_) => format!("{name} does not clearly differ from {wards} similar wards together"),
        None => "There are more events than residents: a rate would mislead".to_owned(),
    }
}

/// The ward beside similar ones. Nothing where nothing is loaded.
///
/// # Errors
/// When the store cannot be read.
pub async fn similar_wards(desk: &mut Desk, ward: &Ward) -> Result<Option<SimilarWards>> {
    let cube = cube(desk).await?;
    let atlas = wards::atlas(desk).await?;
    let Some(run) = cube.known(None, desk.today()) else {
        return Ok(None);
    };
    let windows = windows(run);
    let rule = Rule::of(&desk.place().publishing);
    let Some(table) = cube.table(&atlas, &rule, windows.now.last).await? else {
        return Ok(None);
    };
    let provenance = provenance(desk, &cube, &windows, &rule, &table).await?;
    let residents = wards::populations::store::of_wards(desk.tx()).await?;
    let mut all = Vec::new();
    for it in &atlas.wards {
        let of = residents.get(&it.code).map_or(&[][..], Vec::as_slice);
        let of = wards::populations::of_year(of, windows.now.first.year());
        if let Some(people) = of.map(|it| it.people).filter(|n| *n > 0) {
            all.push(row(it, table.crime(&it.code), people, it.code == ward.code));
        }
    }
    let own = table.crime(&ward.code);
    let mut similar = SimilarWards {
        finding: String::new(),
        refused: None,
        own,
        rows: Vec::new(),
        provenance,
    };
    let Some(people) = all.iter().find(|it| it.own).map(|it| it.residents) else {
        similar.refused = Some(
            "The number of residents of this ward is not loaded, and counts alone would say only how large it is.",
        );
        return Ok(Some(similar));
    };
    all.sort_by_key(|it| (!it.own, it.residents.abs_diff(people)));
    all.truncate(BESIDE + 1);
    let others: Option<(u64, u64)> = all[1..]
        .iter()
        .map(|it| Some((it.count.count()?, it.residents)))
        .try_fold((0, 0), |sum, it| it.map(|it| (sum.0 + it.0, sum.1 + it.1)));
    similar.finding = match (own.count(), others) {
        (Some(n), Some(others)) if all.len() > 1 => {
            beside(&ward.name, (n, people), others, all.len() - 1) + "."
        }
        _ => "Too few to hold beside others.".into(),
    };
    let of = |it: &SimilarWard| it.rate.unwrap_or(-1.0);
    all.sort_by(|a, b| of(b).total_cmp(&of(a)).then(a.name.cmp(&b.name)));
    similar.rows = all;
    Ok(Some(similar))
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn row(ward: &Ward, count: Shown, residents: u64, own: bool) -> SimilarWard {
    let enough = count.count().filter(|n| *n >= FEWEST);
    let range = enough.and_then(|n| wilson(n as f64, residents as f64, LEVEL));
    SimilarWard {
        code: ward.code.clone(),
        name: ward.name.clone(),
        slug: ward.slug.clone(),
        rate: enough.map(|n| n as f64 / residents as f64),
        low: range.map(|it| it.low),
        high: range.map(|it| it.high),
        count,
        residents,
        own,
    }
}

impl SimilarWards {
    /// The table with a bar in each row.
    #[must_use]
    pub fn draw(&self) -> Html {
        let highest = self
            .rows
            .iter()
            .filter_map(|it| it.rate)
            .fold(0.0, f64::max);
        let caption = format!(
            "All crime for each 1,000 residents, {}",
            self.provenance.now_words
        );
        let mut out = format!(
            "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table: similar wards\"><table class=\"tbl tbl--cards\"><caption>{}</caption><thead><tr><th scope=\"col\">Ward</th><td></td><th scope=\"col\" class=\"r\">Count</th><th scope=\"col\" class=\"r\">For each 1,000</th><th scope=\"col\">Likely between</th></tr></thead><tbody>",
            escape(&caption)
        );
        for it in &self.rows {
            let each = |of: Option<f64>| {
                of.map_or_else(|| "too few".to_owned(), |it| format!("{:.1}", 1000.0 * it))
            };
            let between = match it.low.zip(it.high) {
                Some((low, high)) => format!("{:.1} to {:.1}", 1000.0 * low, 1000.0 * high),
                None => String::new(),
            };
            out.push_str(&format!(
                "<tr{}><th scope=\"row\"><a href=\"/wards/{}/figures\">{}</a></th><td>{}</td><td class=\"r\" data-l=\"Count\">{}</td><td class=\"r\" data-l=\"For each 1,000\">{}</td><td data-l=\"Likely between\">{between}</td></tr>",
                if it.own { " class=\"own\"" } else { "" },
                it.slug,
                escape(&it.name),
                bar(it.rate.unwrap_or(0.0), highest, !it.own),
                it.count,
                each(it.rate),
            ));
        }
        Html::raw(out + "</tbody></table></div>")
    }
}
