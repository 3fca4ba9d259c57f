//! A ward beside those nearest to it in residents, on published counts alone.

use anyhow::Result;
use base::Desk;
use statistics::{
    Comparison, EVENTS_FOR_RATE, Finding, MONTHS_FOR_SPREAD, Window, compare_spread, dispersion,
    rate_range, spread_of_sums,
};
use wards::{Ward, populations::Residents};
use web::charts::bar;
use web::forms::{Html, escape};

use super::{Provenance, provenance, windows};
use crate::cube::cube;
use crate::explorer::SEED;
use crate::publishing::{Rule, Shown, Told, WardTable};

/// How many wards stand beside it.
pub const BESIDE: usize = 5;
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

/// How much more months vary than chance; nothing with too few of them to say so.
#[must_use]
pub(crate) fn spread(months: &[u64]) -> Option<f64> {
    (months.len() >= MONTHS_FOR_SPREAD).then(|| dispersion(months))
}

/// The same from sums that were told; where too few of them were, from those of all wards.
#[must_use]
pub(crate) fn told_spread(
    told: &Told,
    own: impl Fn(&WardTable) -> Option<u64>,
    everywhere: impl Fn(&WardTable) -> Shown,
) -> Option<f64> {
    let of = |sums: Vec<u64>| spread_of_sums(&sums).map(|it| it.dispersion);
    of(told.sums(own)).or_else(|| of(told.sums_of(everywhere)))
}

/// The events of some people held against those of others.
#[must_use]
pub(crate) fn held(own: (u64, u64), others: (u64, u64), phi: f64) -> Option<Comparison> {
    let window = |it: (u64, u64)| {
        let days = u32::try_from(it.1).ok().filter(|it| *it > 0)?;
        Some(Window { count: it.0, days })
    };
    Some(compare_spread(window(own)?, window(others)?, phi, SEED))
}

/// What may be said of a count of some people beside a count of others, whose months vary so much more than chance.
#[must_use]
pub(crate) fn beside(
    name: &str,
    own: (u64, u64),
    others: (u64, u64),
    wards: usize,
    phi: Option<f64>,
) -> String {
    if own.0 < EVENTS_FOR_RATE {
        return format!("Too few in {name} to hold beside others");
    }
    if own.0 > own.1 || others.0 > others.1 {
        return "There are more events than residents: a rate would mislead".to_owned();
    }
    let Some(phi) = phi else {
        return format!(
            "Fewer than {MONTHS_FOR_SPREAD} months of it are loaded, so nobody can say whether {name} differs from {wards} similar wards together by more than chance"
        );
    };
    let more = match held(own, others, phi).map(|it| it.finding) {
        Some(Finding::Higher) => "has more",
        Some(Finding::Lower) => "has fewer",
        _ => {
            return format!("{name} does not clearly differ from {wards} similar wards together");
        }
    };
    format!("{name} {more} for each thousand residents than {wards} similar wards together")
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
    let Some(told) = cube.told(&atlas, &rule, windows.now.last).await? else {
        return Ok(None);
    };
    let table = told.now();
    let provenance = provenance(desk, &cube, &windows, &rule, table).await?;
    let people = wards::populations::store::all(desk.tx()).await?;
    let residents = Residents::of(&people, &atlas, windows.now.first.year());
    let phi = |wards: &[&str]| {
        let own = |table: &WardTable| wards.iter().map(|it| table.crime(it).count()).sum();
        told_spread(&told, own, WardTable::crime_sum)
    };
    let mut all = Vec::new();
    for it in &atlas.wards {
        if let Some(people) = residents.of_wards.get(&it.code).copied().filter(|n| *n > 0) {
            let phi = phi(&[&it.code]).unwrap_or(1.0);
            all.push(row(
                it,
                table.crime(&it.code),
                (people, phi),
                it.code == ward.code,
            ));
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
            let together: Vec<&str> = all[1..].iter().map(|it| it.code.as_str()).collect();
            let phi = phi(&[&ward.code]).zip(phi(&together));
            let phi = phi.map(|(own, others)| own.max(others));
            beside(&ward.name, (n, people), others, all.len() - 1, phi) + "."
        }
        _ if all.iter().any(|it| it.count == Shown::Unrecorded) => {
            "Some files of the police do not hold every type, so there is nothing to hold beside others.".into()
        }
        _ => "Too few to hold beside others.".into(),
    };
    let of = |it: &SimilarWard| it.rate.unwrap_or(-1.0);
    all.sort_by(|a, b| of(b).total_cmp(&of(a)).then(a.name.cmp(&b.name)));
    similar.rows = all;
    Ok(Some(similar))
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn row(ward: &Ward, count: Shown, people: (u64, f64), own: bool) -> SimilarWard {
    let (residents, phi) = people;
    let range = count.count().and_then(|n| rate_range(n, residents, phi));
    let enough = count.count().filter(|_| range.is_some());
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
            let none = match it.count {
                Shown::Unrecorded => "no count",
                _ => "too few",
            };
            let each = |of: Option<f64>| {
                of.map_or_else(|| none.to_owned(), |it| format!("{:.1}", 1000.0 * it))
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
