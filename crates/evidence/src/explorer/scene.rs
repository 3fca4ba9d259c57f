//! Everything an answer is made of, brought together once: counts, points, wards, residents, sources.

use std::sync::Arc;

use base::{Desk, OrNotFound as _, Stop};
use wards::{Atlas, populations::Residents};

use super::ground::Ground;
use super::months::Known;
use super::question::{Against, Question, UNITS, What, whole_is_open};
use crate::Month;
use crate::cube::{Cube, Part, Period, cube, last_known};
use crate::figures::SourceNote;
use crate::harm_weights::{self, Scheme, store::Counted};
use crate::imports::Import;
use crate::publishing::{Rule, Shown, Told, WardTable};
use crate::recorded::Recorded;
use crate::recording::months_words;

/// What is loaded, before anything is asked.
pub struct Stock {
    /// Counts by ward and month.
    pub cube: Arc<Cube>,
    /// Wards.
    pub atlas: Arc<Atlas>,
    /// Events point by point.
    pub recorded: Arc<Recorded>,
    /// Points in metres.
    pub ground: Arc<Ground>,
    crimes: Option<Known>,
    stops: Option<Known>,
}

impl Stock {
    /// Brings it together.
    pub async fn of(desk: &mut Desk) -> anyhow::Result<Self> {
        let cube = cube(desk).await?;
        let atlas = wards::atlas(desk).await?;
        let recorded = crate::recorded::recorded(desk.house()).await?;
        let ground = Ground::of(desk.house(), &atlas, &recorded);
        let today = desk.today();
        let up_to = |months: &[Month]| {
            let last = last_known(*months.last()?, None, today)?;
            Known::up_to(months, last)
        };
        Ok(Self {
            crimes: up_to(&cube.months()),
            stops: up_to(&ground.stop_months),
            cube,
            atlas,
            recorded,
            ground,
        })
    }

    /// The months of crimes, or of stops.
    pub fn known(&self, stops: bool) -> Option<Known> {
        if stops { self.stops } else { self.crimes }
    }

    /// What is asked about where nothing is said: all crime, or stops where nothing else is loaded.
    pub fn usual_what(&self) -> Option<What> {
        let only_stops = self.crimes.is_none();
        What::all(&self.cube)
            .into_iter()
            .find(|it| it.stops == only_stops)
    }
}

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
    /// The months of what is asked about, without a hole; nothing where none is loaded.
    pub known: Option<Period>,
    /// For whom it is.
    pub reader: Reader,
    /// Counts from 1 to one below this are hidden; 1 for an analyst, who sees all.
    pub minimum: u64,
    /// Whether whoever asks may look at every ward.
    pub sees_all_wards: bool,
    /// For papers: the public tables of these months and of those a year before.
    pub published: Option<Told>,
    /// The residents of the year the months begin in.
    pub residents: Residents,
    /// What harm is worked out from, where weights are loaded.
    pub offences: Option<Offences>,
    /// The imports that stand.
    pub imports: Vec<Import>,
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
        let stock = Stock::of(desk).await?;
        if stock.known(false).or(stock.known(true)).is_none() {
            return Ok(Err(Nothing));
        }
        let question = Question::read(desk, query, &stock)?;
        let known = stock.known(question.what.stops).map(|it| it.run);
        let Stock {
            cube,
            atlas,
            recorded,
            ground,
            ..
        } = stock;
        let people = wards::populations::store::all(desk.tx()).await?;
        let residents = Residents::of(&people, &atlas, question.period.first.year());
        let mut imports = crate::imports::store::all(desk.tx()).await?;
        imports.retain(|it| it.replaced_by.is_none());
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
                (minimum, cube.told(&atlas, &rule, last).await?)
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
            imports,
            boundaries,
            ours,
        }))
    }

    /// Whether papers may hold the question: one ward, the latest twelve months, all crime or one type, squares of 300 metres.
    pub fn is_plain(&self) -> bool {
        let asked = &self.question;
        let latest_year = self.known.is_some_and(|known| {
            asked.period.last == known.last && asked.period.len() == 12.min(known.len())
        });
        latest_year
            && asked.one_ward().is_some()
            && asked.against != Against::Previous
            && asked.unit == UNITS[0]
            && asked.what.kinds.len() <= 1
    }

    /// Why it may not stand in papers, if so: months, groups and grids that overlap with what is public would give away by a
    /// difference what either hides.
    pub fn unfit_for_papers(&self) -> Option<&'static str> {
        if self.reader == Reader::Analyst {
            return None;
        }
        let asked = &self.question;
        let ward = asked.one_ward().filter(|_| self.is_plain());
        let Some(ward) = ward else {
            return Some(
                "Papers hold what may be public: one ward, the latest twelve months against the year before, all crime or one type, and squares of 300 metres. Other months, groups or cells would give away by a difference what is hidden.",
            );
        };
        if asked.what.stops {
            return None;
        }
        let told = self.published.as_ref();
        match told.map(|told| self.of(told.now(), &ward.code)) {
            Some(Shown::Count(_)) => None,
            Some(Shown::Unrecorded) => Some(
                "The police's files of some of these months do not hold it, so the public tables have no count of it either.",
            ),
            Some(Shown::Hidden) | None => Some(
                "This holds so few that people could be known by them, so the public tables hide it as well.",
            ),
        }
    }

    /// What a public table shows of what is asked about in a ward.
    pub fn of(&self, table: &WardTable, ward: &str) -> Shown {
        match self.question.what.kinds.as_slice() {
            [kind] => table.cell(ward, kind),
            _ => table.crime(ward),
        }
    }

    /// What a public table shows of it over all wards.
    pub fn everywhere(&self, table: &WardTable) -> Shown {
        match self.question.what.kinds.as_slice() {
            [kind] => table.sum(kind),
            _ => table.crime_sum(),
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

    /// The months without a hole for which points are kept, and in which what is asked about was recorded.
    pub fn with_points(&self) -> Option<Period> {
        let known = self.known?;
        if self.question.what.stops {
            return Some(known);
        }
        let (first, last) = self.recorded.window()?;
        let kept = Period { first, last }.within(known)?;
        let last = self.question.period.last.min(kept.last);
        let since = self.recorded_since(Period {
            first: kept.first,
            last,
        });
        Some(Period {
            first: since.unwrap_or(kept.first),
            ..kept
        })
    }

    /// The months asked about that have points.
    pub fn period_with_points(&self) -> Option<Period> {
        self.question.period.within(self.with_points()?)
    }

    /// From which month on what is asked about was recorded in every month of a run, all crime with the same types. Nothing where the last one does not.
    pub fn recorded_since(&self, run: Period) -> Option<Month> {
        self.what_recorded_since(&self.question.what, run)
    }

    /// The same of something else.
    pub fn what_recorded_since(&self, what: &What, run: Period) -> Option<Month> {
        if what.kinds.is_empty() && !what.stops {
            // In papers by all wards together: of one ward it would say whether a hidden count is large.
            let all: Vec<usize> = (0..self.atlas.wards.len()).collect();
            let asked = match self.reader {
                Reader::Papers => &all,
                Reader::Analyst => &self.ours,
            };
            let codes = asked.iter().map(|at| self.atlas.wards[*at].code.as_str());
            let codes: Vec<&str> = codes.collect();
            let recorded = self.cube.recorded(Part::Crime, &codes, run);
            return recorded.map(|it| it.first);
        }
        let months: Vec<Month> = run.months().collect();
        let back = months.into_iter().rev();
        back.take_while(|it| what.is_recorded(&self.cube, *it))
            .last()
    }

    /// The months of a period whose files do not hold something.
    pub fn unrecorded(&self, what: &What, period: Period) -> Vec<Month> {
        let missing = period.months();
        missing
            .filter(|it| !what.is_recorded(&self.cube, *it))
            .collect()
    }

    /// Why months cannot be counted: their files do not hold what is asked about.
    pub fn not_recorded(&self, period: Period) -> Option<String> {
        let what = &self.question.what;
        let missing = self.unrecorded(what, period);
        if missing.is_empty() {
            return None;
        }
        let name = match what.kinds.as_slice() {
            [] => "every type of crime".to_owned(),
            [one] => one.clone(),
            _ => "all of these types".to_owned(),
        };
        let in_all = |kind: &&String| {
            let part = Part::Kind(kind);
            missing.iter().all(|it| self.cube.records(*it, part))
        };
        let held: Vec<&str> = self
            .cube
            .kinds()
            .iter()
            .filter(in_all)
            .map(String::as_str)
            .collect();
        let held = match held.as_slice() {
            [one] => format!(" They hold only {one}."),
            some if (2..=4).contains(&some.len()) => {
                format!(" They hold only {}.", some.join(", "))
            }
            _ => String::new(),
        };
        Some(format!(
            "The files of {} do not hold {name}, and what is not in a file is no nought.{held} Choose other months or a type that is there, or import the whole files of those months.",
            months_words(&missing)
        ))
    }

    /// The months of a period for which stops are told.
    pub fn months_with_stops(&self, period: Period) -> Vec<Month> {
        let months = self.ground.stop_months.iter().copied();
        months
            .filter(|it| (period.first..=period.last).contains(it))
            .collect()
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

    /// The same, and that points are kept for a part of the months only, where it is so.
    pub fn about_points(&self, period: Period) -> String {
        let mut words = self.about(period);
        if period != self.question.period {
            words.push_str(&format!(
                " Points are kept for these months alone, of {}.",
                self.question.period.words()
            ));
        }
        words
    }

    /// The imports behind counts of what is asked about.
    pub fn sources(&self, period: Period) -> Vec<SourceNote> {
        self.sources_of(
            if self.question.what.stops {
                "stop-and-search"
            } else {
                "street"
            },
            period,
        )
    }

    /// The imports of a kind behind some months.
    pub fn sources_of(&self, kind: &str, period: Period) -> Vec<SourceNote> {
        self.imports
            .iter()
            .filter(|it| it.kind == kind && it.first <= period.last && it.last >= period.first)
            .map(SourceNote::of)
            .collect()
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
