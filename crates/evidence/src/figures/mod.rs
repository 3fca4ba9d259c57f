//! Figures: counts with everything a reader needs to judge them. The board, the ward page and the download call the same
//! functions.

mod borough;
mod change;
mod draw;
mod shades;
mod similar;
mod trend;
mod ward;

pub use borough::{BoroughFigures, KindFigures, KindRow, WardRow, borough_figures, kind_figures};
pub use change::Change;
pub(crate) use change::{percent, tenth};
pub(crate) use draw::short;
pub use draw::{Drawn, DrawnKind, draw, draw_kind};
pub use shades::Shades;
pub use similar::{BESIDE, SimilarWard, SimilarWards, similar_wards};
pub(crate) use similar::{beside, held, spread, told_spread};
pub use trend::Trend;
pub use ward::{AreaFigure, TypeRow, WardFigures, ward_figures};

use anyhow::Result;
use base::{Desk, clock};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::cube::{Cube, Part, Period};
use crate::imports::{LayerNote, sum_words};
use crate::publishing::{Rule, WardTable};
use crate::recording::months_words;

/// An import a figure rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceNote {
    /// The snapshot: SHA-256 of its file.
    pub snapshot: String,
    /// The file someone imported.
    pub file: String,
    /// Its months.
    pub months: String,
    /// Who published it.
    pub publisher: String,
    /// Under which licence.
    pub licence: String,
}

impl SourceNote {
    /// What is said of an import.
    #[must_use]
    pub fn of(it: &crate::imports::Import) -> Self {
        Self {
            snapshot: it.snapshot().to_owned(),
            file: it.source_file.clone(),
            months: it.months(),
            publisher: it.publisher.clone(),
            licence: it.licence.clone(),
        }
    }
}

/// Publishers and licences of some imports, in a line: "data.police.uk, Open Government Licence v3.0".
#[must_use]
pub fn publishers(sources: &[SourceNote]) -> String {
    let mut named: Vec<String> = sources
        .iter()
        .map(|it| format!("{}, {}", it.publisher, it.licence))
        .collect();
    named.sort();
    named.dedup();
    named.join("; ")
}

/// What every figure carries: where it comes from, over which months, on which boundaries, with which limits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Provenance {
    /// The day it was made.
    pub made_on: NaiveDate,
    /// The later window: twelve months, or as many as there are.
    pub now: Period,
    /// The window before it; nothing when there are not enough months.
    pub before: Option<Period>,
    /// The later window in words.
    pub now_words: String,
    /// The earlier window in words.
    pub before_words: Option<String>,
    /// The imports behind both windows, newest first.
    pub sources: Vec<SourceNote>,
    /// The boundaries.
    pub boundaries: Vec<LayerNote>,
    /// "rows = in the wards + outside + without a location" over the later window and the whole borough.
    pub rows: String,
    /// Counts from 1 to one below this are hidden.
    pub minimum: u64,
    /// Whether place and data are made up, for demonstration.
    pub invented: bool,
    /// The word of the method in `/methods`.
    pub method: String,
    /// What a reader has to keep in mind.
    pub caveats: Vec<String>,
    /// Commands that make the figures again.
    pub command: String,
}

/// The window compared with, and the months of the line.
const YEAR: usize = 12;
const LINE: i32 = 36;

pub(super) struct Windows {
    pub now: Period,
    pub before: Option<Period>,
    pub line: Period,
}

pub(super) fn windows(run: Period) -> Windows {
    let last = run.last;
    let year = |end: crate::Month| Period {
        first: end.plus(-11).max(run.first),
        last: end,
    };
    let before = (run.len() >= 2 * YEAR).then(|| year(last.plus(-12)));
    Windows {
        now: year(last),
        before,
        line: Period {
            first: last.plus(1 - LINE).max(run.first),
            last,
        },
    }
}

impl Windows {
    /// Whether all crime is not made of the same types in both windows. Asked of all wards together: of one ward it would say whether a
    /// hidden count is large.
    pub fn are_unlike(&self, cube: &Cube, codes: &[&str]) -> bool {
        let Some(before) = self.before else {
            return false;
        };
        let both = Period {
            first: before.first,
            last: self.now.last,
        };
        cube.alike(codes, both).contains(&false)
    }
}

/// The provenance of figures over these windows.
pub(super) async fn provenance(
    desk: &mut Desk,
    cube: &Cube,
    windows: &Windows,
    rule: &Rule,
    table: &WardTable,
) -> Result<Provenance> {
    let minimum = rule.minimum;
    let whole = Period {
        first: windows.before.unwrap_or(windows.now).first,
        last: windows.now.last,
    };
    let sources: Vec<SourceNote> = cube.sources(whole).map(SourceNote::of).collect();
    let boundaries: Vec<LayerNote> = crate::imports::current(desk.tx())
        .await?
        .into_iter()
        .map(|it| LayerNote {
            layer: it.layer.word().into(),
            source: it.source,
            version: it.version,
            placed: 0,
            outside: 0,
        })
        .collect();
    let [placed, outside, no_location] = cube.rows(windows.now);
    let mut command: Vec<String> = boundaries
        .iter()
        .map(|it| format!("wardmote import boundaries {}", it.source))
        .collect();
    command.push(match sources.as_slice() {
        [one] => format!("wardmote import police-uk {}", one.file),
        many => format!(
            "wardmote import police-uk FOLDER   # the {} files named above",
            many.len()
        ),
    });
    Ok(Provenance {
        made_on: desk.today(),
        now: windows.now,
        before: windows.before,
        now_words: windows.now.words(),
        before_words: windows.before.map(Period::words),
        sources,
        boundaries,
        // Where the sum over all wards is hidden, the rows in the wards would be that sum.
        rows: if table.tells_all() {
            sum_words(placed + outside + no_location, placed, outside, no_location)
        } else {
            "not told, because a small count could be worked out from it".into()
        },
        minimum,
        invented: desk.place().invented,
        method: "comparison".into(),
        caveats: caveats(cube, windows, minimum),
        command: command.join("\n"),
    })
}

fn caveats(cube: &Cube, windows: &Windows, minimum: u64) -> Vec<String> {
    let mut told = vec![
        "These are crimes that were reported and recorded. More can mean more crime, or more people willing to report it.".to_owned(),
        "Anti-social behaviour is counted from calls, not from recorded offences, so it is never added to crime.".to_owned(),
        "Before publication each point is moved to the nearest of a fixed set of points, so a crime near an edge may be counted next door.".to_owned(),
        format!("Counts from 1 to {} are hidden to protect people, and so are others that would give them away.", minimum - 1),
    ];
    if windows.now.len() < YEAR {
        told.push(format!(
            "Only {} loaded. A year is needed to take out the seasons.",
            match windows.now.len() {
                1 => "1 month is".to_owned(),
                months => format!("{months} months are"),
            }
        ));
    }
    if windows.before.is_none() {
        told.push("There are not 24 months without a gap yet, so nothing can be compared with the year before.".to_owned());
    }
    if let Some(months) = cube
        .months_without_areas(windows.now)
        .filter(|months| *months > 0)
    {
        told.push(format!(
            "Small areas are not shown: {months} of the {} months were not counted on the small areas loaded today. Their files have to be imported again.",
            windows.now.len()
        ));
    }
    let both = Period {
        first: windows.before.unwrap_or(windows.now).first,
        last: windows.now.last,
    };
    let missing = cube.kinds().iter().filter_map(|kind| {
        let months = cube.unrecorded(Part::Kind(kind), both);
        (!months.is_empty()).then(|| format!("{kind} in {}", months_words(&months)))
    });
    let missing: Vec<String> = missing.collect();
    if !missing.is_empty() {
        told.push(format!(
            "Not in the police's files, so not counted, which does not mean none: {}.",
            missing.join("; ")
        ));
    }
    if cube.left_out() > 0 {
        told.push(format!("{} imported files were counted on other ward boundaries and are left out until they are imported again.", cube.left_out()));
    }
    told
}

/// A number that follows from the words alone, so that the same figure comes out on every machine.
pub(super) fn seed(words: &[&str]) -> u64 {
    words
        .iter()
        .flat_map(|word| word.bytes().chain([0]))
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

impl Provenance {
    /// "1 December 2026".
    #[must_use]
    pub fn made_on_words(&self) -> String {
        clock::plain_day(self.made_on)
    }

    /// "data.police.uk, Open Government Licence v3.0".
    #[must_use]
    pub fn source_words(&self) -> String {
        publishers(&self.sources)
    }
}
