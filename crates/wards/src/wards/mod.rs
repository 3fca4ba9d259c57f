//! Wards, as they were called and bounded over time.

mod life;
pub mod store;
pub mod succession;

pub use life::{Life, life};

use base::{Desk, On, OrNotFound as _, Stop, Subject, WardId};

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

/// Pages about now, which go on with the ward that took an ended one's place. All others are records of the old ward.
const ABOUT_NOW: [&str; 5] = ["", "/team", "/events", "/ask", "/suggest"];

/// The ward of a public address. A word that no ward has any more leads on: to the one ward that took the old one's place,
/// or to the old ward's own pages, where its records and figures stand and which names its successors.
///
/// # Errors
/// [`Stop::Moved`] then, and [`Stop::NotThere`] for a word that no ward ever had.
pub async fn find(desk: &mut Desk, slug: &str) -> Result<Ward, Stop> {
    if let Some(ward) = store::by_slug(desk.tx(), slug).await? {
        return Ok(ward);
    }
    let old = store::once_called(desk.tx(), slug).await?.or_not_found()?;
    let since = store::since(desk.tx(), old.id).await?;
    let from = format!("/wards/{slug}");
    let page = desk.path().strip_prefix(&from).unwrap_or_default();
    let to = match since.as_slice() {
        [one] if ABOUT_NOW.contains(&page) => one,
        _ => &old,
    };
    Err(Stop::Moved(from, to.path()))
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
