//! Wards, as they were called and bounded over time.

mod life;
pub mod store;
pub mod succession;

pub use life::{Life, life};

use base::{On, Subject, WardId};

/// A ward.
#[derive(Clone, Debug)]
pub struct Ward {
    /// Its id.
    pub id: WardId,
    /// The statistics office's code.
    pub code: String,
    /// The word in URLs.
    pub slug: String,
    /// As printed.
    pub name: String,
    /// On the maps of phones.
    pub number: i64,
    /// One sentence for its page.
    pub about: String,
}

impl Subject for Ward {
    fn on(&self) -> On {
        On {
            ward: Some(self.id),
            agency: None,
        }
    }
}

impl Ward {
    /// Its public page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/wards/{}", self.slug)
    }
}

/// The word for URLs of a name: "St Paul's Cray" is `st-pauls-cray`.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.to_lowercase().replace('&', " and ").chars() {
        match c {
            '\'' | '\u{2019}' | '.' => {}
            c if c.is_ascii_alphanumeric() => out.push(c),
            _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_slug_reads_like_the_name() {
        for (name, word) in [
            ("St Paul's Cray", "st-pauls-cray"),
            ("Shortlands & Park Langley", "shortlands-and-park-langley"),
            (" Mill  Green ", "mill-green"),
        ] {
            assert_eq!(super::slug(name), word);
        }
    }
}
