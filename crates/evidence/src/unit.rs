//! What events are counted in on a map.

use statistics::{Shape, Tiles};

/// Cells of a grid, or areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Squares of so many metres.
    Squares(u32),
    /// Hexagons, so many metres from side to side.
    Hexagons(u32),
    /// The small areas of the census.
    SmallAreas,
}

impl Unit {
    /// The word in an address.
    pub fn word(self) -> String {
        match self {
            Self::Squares(metres) => metres.to_string(),
            Self::Hexagons(metres) => format!("hexagon-{metres}"),
            Self::SmallAreas => "small-areas".into(),
        }
    }

    /// The one of a word, of those that may be asked for.
    pub fn of(word: &str, open: &[Self]) -> Option<Self> {
        open.iter().copied().find(|it| it.word() == word)
    }

    /// "Squares of 300 metres".
    pub fn label(self) -> String {
        match self {
            Self::Squares(metres) => format!("Squares of {metres} metres"),
            Self::Hexagons(metres) => format!("Hexagons {metres} metres across"),
            Self::SmallAreas => "Small areas".into(),
        }
    }

    /// The cells, where it has any.
    pub fn tiles(self) -> Option<Tiles> {
        let (shape, metres) = match self {
            Self::Squares(metres) => (Shape::Square, metres),
            Self::Hexagons(metres) => (Shape::Hexagon, metres),
            Self::SmallAreas => return None,
        };
        Some(Tiles {
            shape,
            across: f64::from(metres),
            start: 0.0,
        })
    }

    /// One of them, in a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            Self::SmallAreas => "small area",
            _ => "cell",
        }
    }

    /// The same where it begins one.
    pub fn heading(self) -> &'static str {
        match self {
            Self::SmallAreas => "Small area",
            _ => "Cell",
        }
    }

    /// What each is held together with.
    pub fn around(self) -> &'static str {
        match self {
            Self::Squares(_) => "the cell and the eight around it",
            Self::Hexagons(_) => "the cell and the six around it",
            Self::SmallAreas => "the small area and those that share a corner with it",
        }
    }

    /// How `wardmote analyse` is told to lay them.
    pub fn options(self) -> String {
        match self {
            Self::Squares(metres) => format!("--cell {metres}"),
            Self::Hexagons(metres) => format!("--shape hexagon --cell {metres}"),
            Self::SmallAreas => String::new(),
        }
    }
}
