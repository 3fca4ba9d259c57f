//! A template and its blanks.

use base::Refusal;

base::id! {
    /// A template.
    ReplyId
}

/// A template.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its id.
    pub id: ReplyId,
    /// What it is chosen by.
    pub name: String,
    /// The words with their blanks.
    pub words: String,
}

/// What stands in the blanks.
#[derive(Clone, Debug, Default)]
pub struct Blank {
    /// The concern's reference.
    pub reference: String,
    /// Its ward.
    pub ward: String,
    /// Its kind.
    pub kind: String,
    /// Who deals with it.
    pub agency: String,
    /// Today.
    pub date: String,
}

/// The blanks there are.
pub const BLANKS: &[&str] = &["reference", "ward", "kind", "agency", "date"];

/// Why a template cannot stand.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "{{{0}}} is no blank. There are {{reference}}, {{ward}}, {{kind}}, {{agency}} and {{date}}."
)]
pub struct NoSuchBlank(pub String);
impl Refusal for NoSuchBlank {}

/// Whether every blank is one of ours.
///
/// # Errors
/// With the first that is not.
pub fn check(words: &str) -> Result<(), NoSuchBlank> {
    for part in words.split('{').skip(1) {
        let name = part.split('}').next().unwrap_or_default();
        if !BLANKS.contains(&name) || !part.contains('}') {
            return Err(NoSuchBlank(name.chars().take(30).collect()));
        }
    }
    Ok(())
}

impl Reply {
    /// The words with the blanks filled in. What is filled in is not looked at again.
    #[must_use]
    pub fn filled(&self, blank: &Blank) -> String {
        let mut out = String::new();
        let mut rest = self.words.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (name, left) = after.split_once('}').unwrap_or((after, ""));
            out.push_str(match name {
                "reference" => &blank.reference,
                "ward" => &blank.ward,
                "kind" => &blank.kind,
                "agency" => &blank.agency,
                "date" => &blank.date,
                _ => "",
            });
            rest = left;
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_filled_once_and_others_are_refused() {
        let reply = Reply {
            id: ReplyId::fresh(),
            name: "Collected".into(),
            words: "{agency} looked at {reference} in {ward} on {date}.".into(),
        };
        let blank = Blank {
            agency: "{ward}".into(),
            reference: "C-1".into(),
            ward: "Fairmead".into(),
            date: "24 November".into(),
            ..Blank::default()
        };
        assert_eq!(
            reply.filled(&blank),
            "{ward} looked at C-1 in Fairmead on 24 November."
        );
        assert_eq!(check(&reply.words), Ok(()));
        assert_eq!(check("Dear {name}"), Err(NoSuchBlank("name".into())));
        assert!(check("{ward").is_err());
    }
}
