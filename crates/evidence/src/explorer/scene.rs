//! Everything an answer is made of, brought together once: counts, points, wards, residents, sources.

use std::collections::HashMap;
use std::sync::Arc;

use base::{Desk, OrNotFound as _, Stop};
use wards::Atlas;

use super::ground::Ground;
use super::question::{Against, CELLS, Question, whole_is_open};
use crate::Month;
use crate::cube::{Cube, Period, cube};
use crate::figures::SourceNote;
use crate::harm_weights::{self, Scheme, store::Counted};
use crate::publishing::{Rule, Shown, WardTable};
use crate::recorded::Recorded;

/// What an answer is made of.
pub struct Scene {
    /// What is asked.
    pub question: Question,
    /// Counts by ward and month.
    pub cube: Arc<Cube>,
    /// Events point by point, of the last 36 months.
    pub recorded: Arc<Recorded>,
    /// Wards.
    pub atlas: Arc<Atlas>,
    /// Points in metres.
    pub ground: Arc<Ground>,
    /// The months without a gap.
    pub known: Period,
    /// For whom it is.
    pub reader: Reader,
    /// Counts from 1 to one below this are hidden; 1 for an analyst, who sees all.
    pub minimum: u64,
    /// Whether whoever asks may look at every ward.
    pub sees_all_wards: bool,
    /// For papers: the public tables of these months and of those a year before.
    pub published: Option<(Arc<WardTable>, Option<Arc<WardTable>>)>,
    /// The residents by ward code, of the year the months begin in.
    pub residents: HashMap<String, u64>,
    /// What harm is worked out from, where weights are loaded.
    pub offences: Option<Offences>,
    /// The imports behind it.
    pub sources: Vec<SourceNote>,
    /// Which boundaries.
    pub boundaries: String,
    ours: Vec<usize>,
}

/// For whom something is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Somebody who analyses: nothing is hidden.
    Analyst,
    /// A panel and whoever reads its papers: nothing that the public tables hide, or that could be worked out with them.
    Papers,
}

/// Counts by offence, which broad types do not give, and what they are weighed by.
pub struct Offences {
    /// The weights.
    pub scheme: Scheme,
    /// The months that are counted by offence.
    pub months: Vec<Month>,
    /// The counts of the wards that are asked about, of five years to the last month.
    pub counted: Vec<Counted>,
}

impl Offences {
    /// None where no weights are loaded.
    async fn of(desk: &mut Desk, question: &Question) -> anyhow::Result<Option<Self>> {
        let Some(scheme) = harm_weights::store::current(desk.tx()).await? else {
            return Ok(None);
        };
        let codes: Vec<&str> = question.wards.iter().map(|it| it.code.as_str()).collect();
        let last = question.period.last;
        let first = question.period.first.plus(-12).min(last.plus(-59));
        let period = Period { first, last };
        Ok(Some(Self {
            scheme,
            months: harm_weights::store::months(desk.tx()).await?,
            counted: harm_weights::store::counted(desk.tx(), &codes, period).await?,
        }))
    }
}

/// Nothing is loaded yet.
pub struct Nothing;

impl Scene {
    /// Brings it together. Nothing where no month is loaded.
    pub async fn load(
        desk: &mut Desk,
        query: &str,
        reader: Reader,
    ) -> Result<Result<Self, Nothing>, Stop> {
        let cube = cube(desk).await?;
        let atlas = wards::atlas(desk).await?;
        let Some(known) = cube.known(None, desk.today()) else {
            return Ok(Err(Nothing));
        };
        let question = Question::read(desk, query, &cube, &atlas, known)?;
        let recorded = crate::recorded::recorded(desk.house()).await?;
        let ground = Ground::of(desk.house(), &atlas, &recorded);
        let mut residents = HashMap::new();
        let people = wards::populations::store::of_wards(desk.tx()).await?;
        for ward in &atlas.wards {
            let of = people.get(&ward.code).map_or(&[][..], Vec::as_slice);
            if let Some(it) = wards::populations::of_year(of, question.period.first.year()) {
                residents.insert(ward.code.clone(), it.people);
            }
        }
        let whole = Period {
            first: question
                .before(known)
                .map_or(question.period.first, |it| it.first),
            last: question.period.last,
        };
        let kind = if question.what.stops {
            "stop-and-search"
        } else {
            "street"
        };
        let sources = crate::imports::store::all(desk.tx())
            .await?
            .iter()
            .filter(|it| it.kind == kind && it.replaced_by.is_none())
            .filter(|it| it.first <= whole.last && it.last >= whole.first)
            .map(|it| SourceNote {
                snapshot: it.snapshot().to_owned(),
                file: it.source_file.clone(),
                months: it.months(),
                publisher: it.publisher.clone(),
                licence: it.licence.clone(),
            })
            .collect();
        let boundaries =
            wards::boundaries::store::source(desk.tx(), wards::boundaries::Layer::Ward)
                .await?
                .map_or(String::new(), |it| {
                    format!("{} ({})", it.source, it.version)
                });
        let ours = question
            .wards
            .iter()
            .map(|ward| atlas.wards.iter().position(|it| it.id == ward.id))
            .collect::<Option<Vec<usize>>>()
            .or_not_found()?;
        let offences = Offences::of(desk, &question).await?;
        let rule = Rule::of(&desk.place().publishing);
        let (minimum, published) = match reader {
            Reader::Analyst => (1, None),
            Reader::Papers => {
                let minimum = match question.what.kinds.as_slice() {
                    [one] => rule.minimum(one),
                    _ => rule.minimum,
                };
                let last = question.period.last;
                let now = cube.table(&atlas, &rule, last).await?;
                let before = cube.table(&atlas, &rule, last.plus(-12)).await?;
                (minimum, now.map(|now| (now, before)))
            }
        };
        Ok(Ok(Self {
            reader,
            sees_all_wards: whole_is_open(desk),
            published,
            question,
            cube,
            recorded,
            atlas,
            ground,
            known,
            minimum,
            residents,
            offences,
            sources,
            boundaries,
            ours,
        }))
    }

    /// Why it may not stand in papers, if so: months, groups and grids that overlap with what is public would give away by a
    /// difference what either hides.
    pub fn unfit_for_papers(&self) -> Option<&'static str> {
        if self.reader == Reader::Analyst {
            return None;
        }
        let asked = &self.question;
        let is_plain = asked.period.last == self.known.last
            && asked.period.len() == 12.min(self.known.len())
            && asked.against != Against::Previous
            && asked.cell == CELLS[0]
            && asked.what.kinds.len() <= 1;
        let Some(ward) = asked.one_ward().filter(|_| is_plain) else {
            return Some(
                "Papers hold what may be public: one ward, the latest twelve months against the year before, all crime or one type, and cells of 300 metres. Other months, groups or cells would give away by a difference what is hidden.",
            );
        };
        let is_shown = asked.what.stops
            || self
                .published
                .as_ref()
                .is_some_and(|(now, _)| self.of(now, &ward.code) != Shown::Hidden);
        (!is_shown).then_some(
            "This holds so few that people could be known by them, so the public tables hide it as well.",
        )
    }

    /// What a public table shows of what is asked about in a ward.
    pub fn of(&self, table: &WardTable, ward: &str) -> Shown {
        match self.question.what.kinds.as_slice() {
            [kind] => table.cell(ward, kind),
            _ => table.crime(ward),
        }
    }

    /// The wards that are asked about, as places in the atlas.
    pub fn wards(&self) -> &[usize] {
        &self.ours
    }

    /// Goes through the events of a month that have a point.
    pub fn each(&self, month: Month, mut each: impl FnMut(usize)) {
        let what = &self.question.what;
        if what.stops {
            self.recorded.each_stop(month, |point, _| each(point));
        } else {
            self.recorded.each_crime(month, &what.kinds, each);
        }
    }

    /// The months for which points are kept.
    pub fn with_points(&self) -> Option<Period> {
        if self.question.what.stops {
            let months = self.recorded.months_with_stops();
            return Some(Period {
                first: *months.first()?,
                last: *months.last()?,
            });
        }
        let (first, last) = self.recorded.window()?;
        (first <= last).then_some(Period {
            first: first.max(self.known.first),
            last: last.min(self.known.last),
        })
    }

    /// The months that can be counted: those of the cube, or those with points for stops.
    pub fn countable(&self) -> Option<Period> {
        if self.question.what.stops {
            self.with_points()
        } else {
            Some(self.known)
        }
    }

    /// The count of some wards (places in the atlas) in each month.
    pub fn by_month(&self, wards: &[usize], period: Period) -> Vec<u64> {
        let what = &self.question.what;
        period
            .months()
            .map(|month| {
                if what.stops {
                    let mut n = 0;
                    self.recorded.each_stop(month, |point, _| {
                        n += u64::from(
                            self.ground.ward[point].is_some_and(|it| wards.contains(&it)),
                        );
                    });
                    return n;
                }
                let of = |at: &usize| what.in_ward(&self.cube, &self.atlas.wards[*at].code, month);
                wards.iter().map(of).sum()
            })
            .collect()
    }

    /// "Burglary in Fairmead, July 2025 to June 2026."
    pub fn about(&self, period: Period) -> String {
        format!(
            "{} in {}, {}.",
            self.question.what.name,
            self.question.place(),
            period.words()
        )
    }

    /// What every sum of these numbers is told.
    pub fn parameters(&self, period: Period) -> Vec<(String, String)> {
        let of = |name: &str, value: String| (name.to_owned(), value);
        vec![
            of("What", self.question.what.name.clone()),
            of("Where", self.question.place()),
            of("Months", period.words()),
        ]
    }
}
