//! The publisher's words: how its files name a thing and how its interface calls the same thing.

/// A crime category: its word in addresses and its name.
pub type Category = (&'static str, &'static str);

/// The categories of today, "all crime" first.
pub const CATEGORIES: &[Category] = &[
    ("all-crime", "All crime"),
    ("anti-social-behaviour", "Anti-social behaviour"),
    ("bicycle-theft", "Bicycle theft"),
    ("burglary", "Burglary"),
    ("criminal-damage-arson", "Criminal damage and arson"),
    ("drugs", "Drugs"),
    ("other-theft", "Other theft"),
    ("possession-of-weapons", "Possession of weapons"),
    ("public-order", "Public order"),
    ("robbery", "Robbery"),
    ("shoplifting", "Shoplifting"),
    ("theft-from-the-person", "Theft from the person"),
    ("vehicle-crime", "Vehicle crime"),
    ("violent-crime", "Violence and sexual offences"),
    ("other-crime", "Other crime"),
];

/// Names of old files that differ from today's.
const OLD_CATEGORIES: &[Category] = &[
    ("public-disorder-weapons", "Public disorder and weapons"),
    ("violent-crime", "Violent crime"),
];

/// What became of a crime: code and name.
pub const OUTCOMES: &[(&str, &str)] = &[
    ("awaiting-court-result", "Awaiting court outcome"),
    ("court-result-unavailable", "Court result unavailable"),
    ("unable-to-proceed", "Court case unable to proceed"),
    ("local-resolution", "Local resolution"),
    (
        "no-further-action",
        "Investigation complete; no suspect identified",
    ),
    ("deprived-of-property", "Offender deprived of property"),
    ("fined", "Offender fined"),
    ("absolute-discharge", "Offender given absolute discharge"),
    ("cautioned", "Offender given a caution"),
    (
        "drugs-possession-warning",
        "Offender given a drugs possession warning",
    ),
    ("penalty-notice-issued", "Offender given a penalty notice"),
    ("community-penalty", "Offender given community sentence"),
    (
        "conditional-discharge",
        "Offender given conditional discharge",
    ),
    (
        "suspended-sentence",
        "Offender given suspended prison sentence",
    ),
    ("imprisoned", "Offender sent to prison"),
    ("other-court-disposal", "Offender otherwise dealt with"),
    ("compensation", "Offender ordered to pay compensation"),
    (
        "sentenced-in-another-case",
        "Suspect charged as part of another case",
    ),
    ("charged", "Suspect charged"),
    ("not-guilty", "Defendant found not guilty"),
    ("sent-to-crown-court", "Defendant sent to Crown Court"),
    ("unable-to-prosecute", "Unable to prosecute suspect"),
    (
        "formal-action-not-in-public-interest",
        "Formal action is not in the public interest",
    ),
    (
        "action-taken-by-another-organisation",
        "Action to be taken by another organisation",
    ),
    (
        "further-investigation-not-in-public-interest",
        "Further investigation is not in the public interest",
    ),
    (
        "further-action-not-in-public-interest",
        "Further action is not in the public interest",
    ),
    ("under-investigation", "Under investigation"),
    ("status-update-unavailable", "Status update unavailable"),
];

/// The forces whose files the publisher puts out, by their word in file names. The order is for ever: crime numbers rest
/// on it, so a new word is added at the end.
pub const FORCES: &[&str] = &[
    "avon-and-somerset",
    "bedfordshire",
    "btp",
    "cambridgeshire",
    "cheshire",
    "city-of-london",
    "cleveland",
    "cumbria",
    "derbyshire",
    "devon-and-cornwall",
    "dorset",
    "durham",
    "dyfed-powys",
    "essex",
    "gloucestershire",
    "greater-manchester",
    "gwent",
    "hampshire",
    "hertfordshire",
    "humberside",
    "kent",
    "lancashire",
    "leicestershire",
    "lincolnshire",
    "merseyside",
    "metropolitan",
    "norfolk",
    "north-wales",
    "north-yorkshire",
    "northamptonshire",
    "northern-ireland",
    "northumbria",
    "nottinghamshire",
    "south-wales",
    "south-yorkshire",
    "staffordshire",
    "suffolk",
    "surrey",
    "sussex",
    "thames-valley",
    "warwickshire",
    "west-mercia",
    "west-midlands",
    "west-yorkshire",
    "wiltshire",
];

/// Letters and digits in small letters, everything else one hyphen.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// The word of a crime type as files name it: "Violence and sexual offences" is `violent-crime`.
#[must_use]
pub fn category(name: &str) -> String {
    let same = |it: &&Category| it.1.eq_ignore_ascii_case(name.trim());
    CATEGORIES
        .iter()
        .chain(OLD_CATEGORIES)
        .find(same)
        .map_or_else(|| slug(name), |it| it.0.to_owned())
}

/// Code and name of an outcome as files name it. Capitals and the article do not matter: files write "Offender given
/// penalty notice".
#[must_use]
pub fn outcome(name: &str) -> (String, String) {
    let plain = |text: &str| {
        text.split_whitespace()
            .map(str::to_ascii_lowercase)
            .filter(|word| word != "a")
            .collect::<Vec<_>>()
            .join(" ")
    };
    let wanted = plain(name);
    OUTCOMES
        .iter()
        .find(|it| plain(it.1) == wanted)
        .map_or_else(
            || (slug(name), name.to_owned()),
            |it| (it.0.to_owned(), it.1.to_owned()),
        )
}

/// The id of what a stop came to: "A no further action disposal" is `bu-no-further-action`. Nothing where nothing is known.
#[must_use]
pub fn stop_outcome(name: &str) -> String {
    let word = slug(name);
    if word.is_empty() {
        return word;
    }
    let word = if word.contains("no-further-action") {
        "no-further-action".to_owned()
    } else {
        word
    };
    format!("bu-{word}")
}

/// Whether these are the railways' police, whose crimes are marked apart.
#[must_use]
pub fn is_railways(force: &str) -> bool {
    matches!(slug(force).as_str(), "btp" | "british-transport-police")
}

/// What the publisher writes in the place of a street: such a name tells no place.
const NO_STREETS: &[&str] = &[
    "airport/airfield",
    "bus/coach station",
    "conference/exhibition centre",
    "further/higher educational building",
    "hospital",
    "motorway service area",
    "nightclub",
    "park/open space",
    "parking area",
    "pedestrian subway",
    "petrol station",
    "police station",
    "prison",
    "race track",
    "shopping area",
    "sports/recreation area",
    "supermarket",
    "theatre/concert hall",
];

/// Whether a published name, without "On or near", is one of a street.
#[must_use]
pub fn is_street(name: &str) -> bool {
    !NO_STREETS.contains(&name.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_names_have_their_words() {
        assert_eq!(category("Violence and sexual offences"), "violent-crime");
        assert_eq!(
            category("CRIMINAL DAMAGE AND ARSON"),
            "criminal-damage-arson"
        );
        assert_eq!(category("Violent crime"), "violent-crime");
        assert_eq!(category("Something new"), "something-new");
        for (word, name) in CATEGORIES {
            assert_eq!(category(name), *word);
        }
    }

    #[test]
    fn an_outcome_is_known_without_its_article() {
        assert_eq!(
            outcome("Offender given penalty notice"),
            (
                "penalty-notice-issued".to_owned(),
                "Offender given a penalty notice".to_owned()
            )
        );
        assert_eq!(outcome("under INVESTIGATION").0, "under-investigation");
        assert_eq!(
            outcome("Formal action is not in the public interest").0,
            "formal-action-not-in-public-interest"
        );
    }

    #[test]
    fn what_a_stop_came_to_has_an_id() {
        assert_eq!(
            stop_outcome("A no further action disposal"),
            "bu-no-further-action"
        );
        assert_eq!(
            stop_outcome("Summons / charged by post"),
            "bu-summons-charged-by-post"
        );
        assert_eq!(stop_outcome(""), "");
    }
}
