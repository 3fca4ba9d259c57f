//! What a scan is made of: SaTScan's parameters and its files of cases, controls, people and places.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use statistics::{Cluster, Ground, ScanSettings};

use crate::compare::number;
use crate::inputs::Inputs;

/// A day as a number, by the civil calendar (Howard Hinnant's algorithm).
pub fn day_of(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy
}

fn date_of(day: i64) -> (i64, i64, i64) {
    let era = day.div_euclid(146_097);
    let doe = day.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    (year, month, doy - (153 * mp + 2) / 5 + 1)
}

/// Year, month if said, day if said.
fn parts(text: &str) -> Result<(i64, Option<i64>, Option<i64>)> {
    let mut numbers = text.split(['/', '-']).map(str::parse::<i64>);
    let mut next = || numbers.next().transpose();
    let fault = || format!("\"{text}\" is no date");
    let year = next().with_context(fault)?.with_context(fault)?;
    if !(0..=9999).contains(&year) {
        bail!("{}", fault());
    }
    let year = match year {
        0..=11 => year + 2000,
        12..=99 => year + 1900,
        _ => year,
    };
    let (month, day) = (next().with_context(fault)?, next().with_context(fault)?);
    let sound = month.is_none_or(|it| (1..=12).contains(&it))
        && day.is_none_or(|it| (1..=31).contains(&it));
    if !sound {
        bail!("{}", fault());
    }
    Ok((year, month, day))
}

fn first_day(text: &str) -> Result<i64> {
    let (year, month, day) = parts(text)?;
    Ok(day_of(year, month.unwrap_or(1), day.unwrap_or(1)))
}

/// The day a census stands for: the middle of a year or month that is said without a day.
fn census_day(text: &str) -> Result<i64> {
    Ok(match parts(text)? {
        (year, None, _) => day_of(year, 7, 1),
        (year, Some(month), None) => day_of(year, month, 15),
        (year, Some(month), Some(day)) => day_of(year, month, day),
    })
}

/// A scan's input and settings.
pub struct Study {
    pub ids: Vec<String>,
    pub places: Vec<[f64; 2]>,
    pub distance: Ground,
    /// First days of the periods, and the day after the last.
    edges: Vec<i64>,
    pub cases: Vec<u32>,
    pub expected: Option<Vec<f64>>,
    pub controls: Option<Vec<u32>>,
    /// Mean people by place and period.
    people: Option<Vec<f64>>,
    pub weights: Option<Vec<f64>>,
    pub settings: ScanSettings,
    said: (String, String),
    timed: bool,
    locations: usize,
}

/// The parameters that are numbers.
const NUMBERS: &[&str] = &[
    "AnalysisType",
    "CoordinatesType",
    "MaxSpatialSizeInDistanceFromCenter",
    "MaxSpatialSizeInPopulationAtRisk",
    "MaxTemporalSize",
    "MaxTemporalSizeInterpretation",
    "MinimumCasesInHighRateClusters",
    "MinimumTemporalClusterSize",
    "ModelType",
    "PrecisionCaseTimes",
    "ScanAreas",
    "SpatialWindowShapeType",
    "TimeAggregationLength",
    "TimeAggregationUnits",
    "TimeTrendAdjustmentType",
];

struct Parameters<'a>(&'a Value);

impl Parameters<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.0[key].as_str().filter(|it| !it.is_empty())
    }

    fn number(&self, key: &str, usual: f64) -> f64 {
        number(&self.0[key]).unwrap_or(usual)
    }

    fn lines(&self, key: &str, inputs: &Inputs) -> Result<Option<Vec<Vec<String>>>> {
        let Some(path) = self.text(key) else {
            return Ok(None);
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        let text = [
            path.to_owned(),
            format!("data/scan/{name}"),
            format!("data/{name}"),
        ]
        .iter()
        .find_map(|path| inputs.text(path).ok())
        .with_context(|| format!("{path} could not be read"))?;
        Ok(Some(
            text.lines()
                .map(|line| {
                    line.split(|c: char| c.is_whitespace() || c == ',')
                        .filter(|it| !it.is_empty())
                        .map(|it| it.trim_matches('"').to_owned())
                        .collect::<Vec<_>>()
                })
                .filter(|line| !line.is_empty())
                .collect(),
        ))
    }
}

fn cell(line: &[String], at: usize) -> Result<&str> {
    line.get(at)
        .map(String::as_str)
        .with_context(|| format!("a line is too short: {line:?}"))
}

fn float(text: &str) -> Result<f64> {
    text.parse()
        .with_context(|| format!("\"{text}\" is no number"))
}

impl Study {
    pub fn read(parameters: &Value, inputs: &Inputs) -> Result<Self> {
        let prm = Parameters(parameters);
        // A number that is none is never taken for the usual one.
        for key in NUMBERS {
            let said = &parameters[*key];
            if !(said.is_null() || said == "" || number(said).is_some()) {
                bail!("{key}={said} is no number");
            }
        }
        let analysis = prm.number("AnalysisType", 1.0) as u8;
        let model = prm.number("ModelType", 0.0) as u8;
        if !(1..=4).contains(&analysis) || model > 2 {
            bail!("analysis {analysis} with model {model} is not ours");
        }
        for (key, usual) in [
            ("ScanAreas", 1.0),
            ("TimeTrendAdjustmentType", 0.0),
            ("SpatialWindowShapeType", 0.0),
        ] {
            if prm.number(key, usual) != usual {
                bail!("{key}={} is not ours", prm.number(key, usual));
            }
        }
        let said = (
            prm.text("StartDate").context("no StartDate")?.to_owned(),
            prm.text("EndDate").context("no EndDate")?.to_owned(),
        );
        let edges = edges(&prm, analysis, &said)?;
        let geo = prm
            .lines("CoordinatesFile", inputs)?
            .context("no CoordinatesFile")?;
        let mut study = Self {
            ids: Vec::new(),
            places: Vec::new(),
            distance: if prm.number("CoordinatesType", 1.0) == 0.0 {
                Ground::Plane
            } else {
                Ground::Sphere
            },
            cases: Vec::new(),
            expected: None,
            controls: None,
            people: None,
            weights: None,
            settings: ScanSettings::default(),
            said,
            timed: analysis > 1,
            locations: 0,
            edges,
        };
        for line in &geo {
            study.ids.push(cell(line, 0)?.to_owned());
            study
                .places
                .push([float(cell(line, 1)?)?, float(cell(line, 2)?)?]);
        }
        study.locations = study.ids.len();
        let index: HashMap<String, usize> = study
            .ids
            .iter()
            .enumerate()
            .map(|(i, id)| (id.clone(), i))
            .collect();
        let precise = prm.number("PrecisionCaseTimes", 0.0) > 0.0;
        let cases = prm.lines("CaseFile", inputs)?.context("no CaseFile")?;
        study.cases = study.counted(&cases, &index, precise)?;
        if model == 1 {
            let controls = prm
                .lines("ControlFile", inputs)?
                .context("no ControlFile")?;
            study.controls = Some(study.counted(&controls, &index, precise)?);
        }
        if model == 0 {
            let people = prm
                .lines("PopulationFile", inputs)?
                .context("no PopulationFile")?;
            study.expect(&cases, &people, &index, precise)?;
        }
        study.settings = settings(&prm, analysis, &study)?;
        if analysis == 2 {
            study.gather();
        }
        Ok(study)
    }

    pub fn periods(&self) -> usize {
        self.edges.len() - 1
    }

    /// The period of a day; nothing outside the study.
    fn period(&self, day: i64) -> Option<usize> {
        let at = self.edges.partition_point(|edge| *edge <= day);
        (at > 0 && at < self.edges.len()).then(|| at - 1)
    }

    /// Where a line of cases or controls belongs, and how many it counts.
    fn counted_in(
        &self,
        line: &[String],
        index: &HashMap<String, usize>,
        precise: bool,
    ) -> Result<Option<(usize, u32)>> {
        let place = cell(line, 0)?;
        let place = *index
            .get(place)
            .with_context(|| format!("{place} is no place of the file"))?;
        let n = float(cell(line, 1)?)?;
        if !(n >= 0.0 && n < f64::from(u32::MAX / 8)) {
            bail!("{n} is no count");
        }
        // Times as rough as a year or month may begin before the study does.
        let period = if precise {
            let day = first_day(cell(line, 2)?)?;
            self.period(day.max(self.edges[0]))
        } else {
            Some(0)
        };
        Ok(period.map(|period| (place * self.periods() + period, n as u32)))
    }

    fn counted(
        &self,
        lines: &[Vec<String>],
        index: &HashMap<String, usize>,
        precise: bool,
    ) -> Result<Vec<u32>> {
        let mut table = vec![0_u32; self.ids.len() * self.periods()];
        for line in lines {
            if let Some((at, n)) = self.counted_in(line, index, precise)? {
                table[at] = table[at].saturating_add(n);
            }
        }
        Ok(table)
    }

    /// Expected cases: each group of people at its own rate, people between two counts on a straight line.
    fn expect(
        &mut self,
        cases: &[Vec<String>],
        people: &[Vec<String>],
        index: &HashMap<String, usize>,
        precise: bool,
    ) -> Result<()> {
        let periods = self.periods();
        let mut groups: HashMap<Vec<String>, usize> = HashMap::new();
        let mut counts: HashMap<(usize, usize), Vec<(i64, f64)>> = HashMap::new();
        for line in people {
            let place = cell(line, 0)?;
            let Some(place) = index.get(place) else {
                bail!("{place} is no place of the file");
            };
            let next = groups.len();
            let group = *groups
                .entry(line[3.min(line.len())..].to_vec())
                .or_insert(next);
            let said = cell(line, 1)?;
            let day = if said == "0" {
                self.edges[0]
            } else {
                census_day(said)?
            };
            let list = counts.entry((*place, group)).or_default();
            let n = float(cell(line, 2)?)?;
            match list.iter_mut().find(|it| it.0 == day) {
                Some(known) => known.1 += n,
                None => list.push((day, n)),
            }
        }
        let mut seen = vec![0.0; groups.len()];
        let covariates = if precise { 3 } else { 2 };
        for line in cases {
            let Some((_, n)) = self.counted_in(line, index, precise)? else {
                continue;
            };
            let key = &line[covariates.min(line.len())..];
            if let Some(group) = groups.get(key) {
                seen[*group] += f64::from(n);
            } else if n > 0 {
                bail!("nobody is in the group {key:?}, and cases are");
            }
        }
        let mut days = vec![0.0; groups.len()];
        let mut present = Vec::with_capacity(counts.len());
        for ((place, group), mut list) in counts {
            list.sort_by_key(|it| it.0);
            let by_period: Vec<f64> = self
                .edges
                .windows(2)
                .map(|it| person_days(&list, it[0], it[1]))
                .collect();
            days[group] += by_period.iter().sum::<f64>();
            present.push((place, group, by_period));
        }
        // The order of a sum must not hang on the order of a table of groups.
        present.sort_by_key(|it| (it.0, it.1));
        let mut expected = vec![0.0; self.ids.len() * periods];
        let mut mean = vec![0.0; self.ids.len() * periods];
        for (place, group, by_period) in present {
            for (period, person_days) in by_period.iter().enumerate() {
                let length = (self.edges[period + 1] - self.edges[period]) as f64;
                if days[group] > 0.0 {
                    expected[place * periods + period] += seen[group] / days[group] * person_days;
                }
                mean[place * periods + period] += person_days / length;
            }
        }
        self.expected = Some(expected);
        self.people = Some(mean);
        Ok(())
    }

    /// All places as one, for a scan in time alone.
    fn gather(&mut self) {
        let periods = self.periods();
        fn sum<T: Copy + std::ops::AddAssign + Default>(table: &[T], periods: usize) -> Vec<T> {
            let mut out = vec![T::default(); periods];
            for row in table.chunks(periods) {
                out.iter_mut().zip(row).for_each(|(a, b)| *a += *b);
            }
            out
        }
        self.cases = sum(&self.cases, periods);
        self.expected = self.expected.as_ref().map(|it| sum(it, periods));
        self.controls = self.controls.as_ref().map(|it| sum(it, periods));
        self.people = self.people.as_ref().map(|it| sum(it, periods));
        self.weights = None;
        self.ids = vec!["All".into()];
        self.places = vec![[0.0, 0.0]];
    }

    pub fn ids_of(&self, it: &Cluster) -> Vec<String> {
        it.members.iter().map(|m| self.ids[*m].clone()).collect()
    }

    /// Whether two sets of places differ by nothing but places where nobody is and nothing happens.
    pub fn same_but_for_empty(&self, a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
        let periods = self.periods();
        let empty = |id: &String| {
            self.ids
                .iter()
                .position(|it| it == id)
                .is_some_and(|place| {
                    let cells = place * periods..(place + 1) * periods;
                    let none = |counts: &[u32]| counts[cells.clone()].iter().all(|n| *n == 0);
                    none(&self.cases)
                        && self.controls.as_deref().is_none_or(none)
                        && self
                            .expected
                            .as_deref()
                            .is_none_or(|it| it[cells.clone()].iter().all(|e| *e == 0.0))
                })
        };
        a.symmetric_difference(b).all(empty)
    }

    pub fn time_frame(&self, it: &Cluster) -> Option<String> {
        let said = |day: i64| {
            let (year, month, day) = date_of(day);
            format!("{year}/{month}/{day}")
        };
        let (from, to) = (self.edges[it.first], self.edges[it.last + 1] - 1);
        self.timed
            .then(|| format!("{} to {}", said(from), said(to)))
    }

    /// The places of these ids, in their order.
    pub fn places_of(&self, ids: &BTreeSet<String>) -> Vec<usize> {
        (0..self.ids.len())
            .filter(|at| ids.contains(&self.ids[*at]))
            .collect()
    }

    /// How far it is from a place to the farthest of these.
    pub fn reach(&self, centre: usize, members: &[usize]) -> f64 {
        members
            .iter()
            .map(|at| self.distance.between(self.places[centre], self.places[*at]))
            .fold(0.0, f64::max)
    }

    pub fn radius(&self, centre: usize, members: &[usize]) -> String {
        let ([x, y], reach) = (self.places[centre], self.reach(centre, members));
        match self.distance {
            Ground::Plane => format!("({x},{y}) / {reach:.2}"),
            Ground::Sphere => format!("({x:.6}, {y:.6}) / {reach:.2} km"),
        }
    }

    /// The people in a circle: their mean over the whole study; cases and controls where those are what there is.
    pub fn population_of(&self, it: &Cluster) -> Option<f64> {
        if self.controls.is_some() {
            return self.people_in(it);
        }
        self.people_at(it.members.iter().copied())
    }

    fn people_at(&self, places: impl Iterator<Item = usize>) -> Option<f64> {
        let periods = self.periods();
        let people = self.people.as_ref()?;
        let days = (self.edges[periods] - self.edges[0]) as f64;
        let mut sum = 0.0;
        for place in places {
            for period in 0..periods {
                let length = (self.edges[period + 1] - self.edges[period]) as f64;
                sum += people[place * periods + period] * length / days;
            }
        }
        Some(sum)
    }

    /// Cases and controls in a cluster.
    pub fn people_in(&self, it: &Cluster) -> Option<f64> {
        let controls = self.controls.as_ref()?;
        let periods = self.periods();
        let cells = it
            .members
            .iter()
            .flat_map(|m| (it.first..=it.last).map(move |period| m * periods + period));
        Some(
            cells
                .map(|at| f64::from(controls[at]) + f64::from(self.cases[at]))
                .sum(),
        )
    }

    pub fn totals(&self) -> Value {
        let cases: u64 = self.cases.iter().map(|n| u64::from(*n)).sum();
        let controls = self.controls.as_ref();
        let all = controls.map(|it| cases + it.iter().map(|n| u64::from(*n)).sum::<u64>());
        json!({
            "locations": self.locations.to_string(),
            "total_cases": cases.to_string(),
            "population": all.map_or_else(|| self.people_at(0..self.places.len()), |it| Some(it as f64)),
            "study_period": format!("{} to {}", self.said.0, self.said.1),
        })
    }
}

/// People times days from one day up to another; before the first count and after the last as many as then.
fn person_days(counts: &[(i64, f64)], from: i64, to: i64) -> f64 {
    // The middle of each day stands for it.
    let at = |day: i64| -> f64 {
        let next = counts.partition_point(|it| it.0 <= day);
        match (next.checked_sub(1).map(|i| counts[i]), counts.get(next)) {
            (Some((d0, n0)), Some((d1, n1))) => {
                n0 + (n1 - n0) * ((day - d0) as f64 + 0.5) / (d1 - d0) as f64
            }
            (Some((_, n)), None) | (None, Some(&(_, n))) => n,
            (None, None) => 0.0,
        }
    };
    (from..to).map(at).sum()
}

/// First days of the periods, counted back from the end, and the day after it.
fn edges(prm: &Parameters, analysis: u8, said: &(String, String)) -> Result<Vec<i64>> {
    let start = first_day(&said.0)?;
    let end = match parts(&said.1)? {
        (year, None, _) => day_of(year + 1, 1, 1),
        (year, Some(12), None) => day_of(year + 1, 1, 1),
        (year, Some(month), None) => day_of(year, month + 1, 1),
        (year, Some(month), Some(day)) => day_of(year, month, day) + 1,
    };
    if start >= end || end - start > 400_000 {
        bail!("{} to {} is no time to study", said.0, said.1);
    }
    if analysis == 1 {
        return Ok(vec![start, end]);
    }
    let length = prm.number("TimeAggregationLength", 1.0);
    if !(1.0..=400_000.0).contains(&length) {
        bail!("TimeAggregationLength={length} is not ours");
    }
    let length = length as i64;
    let unit = prm.number("TimeAggregationUnits", 1.0) as u8;
    let (year, month, day) = date_of(end);
    let mut edges = Vec::new();
    for k in 0.. {
        let edge = match unit {
            1 => day_of(year - k * length, month, day),
            2 => {
                let months = year * 12 + month - 1 - k * length;
                day_of(months.div_euclid(12), months.rem_euclid(12) + 1, day)
            }
            3 => end - k * length,
            _ => bail!("TimeAggregationUnits={unit} is not ours"),
        };
        edges.push(edge.max(start));
        if edge <= start {
            break;
        }
    }
    edges.reverse();
    Ok(edges)
}

fn settings(prm: &Parameters, analysis: u8, study: &Study) -> Result<ScanSettings> {
    let periods = study.periods();
    let length = prm.number("TimeAggregationLength", 1.0).max(1.0);
    let size = prm.number("MaxTemporalSize", 50.0);
    let longest = match prm.number("MaxTemporalSizeInterpretation", 0.0) as u8 {
        _ if analysis == 1 => 1.0,
        0 => (size / 100.0 * periods as f64 + 1e-9).floor(),
        _ => (size / length + 1e-9).floor(),
    };
    let longest = (longest.max(1.0) as usize).min(periods);
    let shortest = (prm.number("MinimumTemporalClusterSize", 1.0) / length)
        .ceil()
        .max(1.0);
    let watched_since = match prm.text("ProspectiveStartDate") {
        Some(text) if analysis == 4 => study.period(first_day(text)?),
        _ => None,
    };
    let limited = prm
        .text("UseDistanceFromCenterOption")
        .is_some_and(|it| it.eq_ignore_ascii_case("y"));
    Ok(ScanSettings {
        max_share: if analysis == 2 {
            1.0
        } else {
            prm.number("MaxSpatialSizeInPopulationAtRisk", 50.0) / 100.0
        },
        max_radius: (limited && analysis != 2)
            .then(|| prm.number("MaxSpatialSizeInDistanceFromCenter", f64::INFINITY)),
        shortest: (shortest as usize).min(longest),
        longest,
        prospective: analysis == 4,
        watched_since,
        least_cases: prm.number("MinimumCasesInHighRateClusters", 2.0) as u32,
        ..ScanSettings::default()
    })
}
