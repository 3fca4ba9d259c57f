//! Where areas begin and end: wards, and the small areas inside them.

mod import;
mod read;
pub mod shape;
pub mod store;

pub use import::{Report, import};
pub use read::{Boundary, CannotReadBoundaries, Columns, read, read_from};

base::words! {
    /// A set of areas that is imported and replaced as one.
    pub enum Layer {
        Ward = "ward" / "Wards",
        SmallArea = "small-area" / "Small areas",
    }
}

impl Layer {
    /// The layer whose codes these are, by the statistics offices' prefixes. Nothing where they are mixed or foreign.
    #[must_use]
    pub fn guess<'a>(codes: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let mut guessed = None;
        for code in codes {
            let layer = match code.get(..3)? {
                "E05" | "W05" => Self::Ward,
                "E01" | "W01" => Self::SmallArea,
                _ => return None,
            };
            if guessed.replace(layer).is_some_and(|before| before != layer) {
                return None;
            }
        }
        guessed
    }
}

#[cfg(test)]
mod tests {
    use super::Layer;

    #[test]
    fn the_layer_is_known_by_its_codes() {
        assert_eq!(Layer::guess(["E05000106", "W05000981"]), Some(Layer::Ward));
        assert_eq!(Layer::guess(["E01000645"]), Some(Layer::SmallArea));
        assert_eq!(Layer::guess(["E05000106", "E01000645"]), None);
        assert_eq!(Layer::guess(["X1"]), None);
        assert_eq!(Layer::guess([]), None);
    }
}
