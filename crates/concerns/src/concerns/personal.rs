//! Finds what looks like personal data in words that are about to be shown to everyone.

use web::Fields;

/// What was found, in words: "a phone number (07700 900123)". Nothing: an empty list. It finds patterns, not meaning, so
/// somebody reads the words all the same.
#[must_use]
pub fn found(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().map(trimmed).collect();
    let mut found = Vec::new();
    found.extend(emails(&words));
    found.extend(phones(text));
    found.extend(plates(&words));
    found.extend(homes(&words));
    found.extend(names(&words, text));
    found.dedup();
    found
}

/// Notes on a form that its words look like personal data, until somebody ticks that they may be shown.
pub fn warn(form: &mut Fields, field: &str, words: &str) {
    let found = found(words);
    if found.is_empty() || form.has("checked") {
        return;
    }
    form.set("found", field);
    form.error(
        field,
        format!(
            "This may point at a person: {}. Take it out, or tick that you have read it and it may be shown.",
            found.join(", ")
        ),
    );
}

/// A word without what stands around it.
fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn emails(words: &[&str]) -> Vec<String> {
    words
        .iter()
        .filter(|word| {
            word.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty()
                    && host
                        .split_once('.')
                        .is_some_and(|(a, b)| !a.is_empty() && b.len() > 1)
            })
        })
        .map(|word| format!("an e-mail address ({word})"))
        .collect()
}

/// Ten or eleven digits from a nought, or from +44, with spaces, dots, hyphens and brackets between.
fn phones(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit()
            || (c == '+' && run.trim().is_empty())
            || (!run.is_empty() && " -.()".contains(c))
        {
            run.push(c);
            continue;
        }
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        let home = run.trim_start().starts_with('0') && (10..=11).contains(&digits.len());
        let abroad =
            (run.contains('+') || digits.starts_with("0044")) && (11..=15).contains(&digits.len());
        if home || abroad {
            let shown = run.replace(['(', ')'], "");
            let shown = shown.trim_end_matches(|c: char| !c.is_ascii_digit());
            found.push(format!("a phone number ({})", shown.trim()));
        }
        run.clear();
    }
    found
}

/// `AB12 CDE` of today, also as `AB 12 CDE`, `A123 BCD` and `ABC 123D` of before. Words of two lines are put together once.
fn plates(words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let two = words.get(at + 1).map(|next| format!("{word}{next}"));
        let three = words
            .get(at + 1..at + 3)
            .map(|next| format!("{word}{}", next.concat()));
        let one = (*word).to_owned();
        for text in [Some(one), two, three].into_iter().flatten() {
            if is_plate(&text) {
                found.push(format!("a number plate ({})", text.to_uppercase()));
                break;
            }
        }
    }
    found
}

/// Letters and digits as a shape: `AB12CDE` is `aa99aaa`.
fn shape(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'A'..='Z' | 'a'..='z' => 'a',
            '0'..='9' => '9',
            _ => '?',
        })
        .collect()
}

fn is_plate(text: &str) -> bool {
    let old = |shape: &str| {
        let middle = shape
            .strip_prefix('a')
            .and_then(|rest| rest.strip_suffix("aaa"));
        let end = shape
            .strip_prefix("aaa")
            .and_then(|rest| rest.strip_suffix('a'));
        let digits = |text: &str| (2..=3).contains(&text.len()) && text.bytes().all(|c| c == b'9');
        middle.is_some_and(digits) || end.is_some_and(digits)
    };
    let shape = shape(text);
    shape == "aa99aaa" || old(&shape)
}

/// A postcode with a house number before it, or a number and a street: somebody's door.
fn homes(words: &[&str]) -> Vec<String> {
    const STREETS: &[&str] = &[
        "road", "rd", "street", "st", "avenue", "ave", "close", "lane", "drive", "court", "way",
        "gardens", "terrace", "place", "crescent", "grove", "walk", "house", "ln", "dr", "cl",
        "ct", "gdns", "cres",
    ];
    /// What stands before the number of a door.
    const DOORS: &[&str] = &["flat", "number", "no"];
    let number = |word: &str| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        (1..=4).contains(&digits.len())
            && digits.bytes().all(|c| c.is_ascii_digit())
            && word.len() - digits.len() <= 1
    };
    let postcode = |at: usize| {
        let outer = words.get(at).map(|word| shape(word));
        let inner = words.get(at + 1).map(|word| shape(word));
        matches!(
            outer.as_deref(),
            Some("a9" | "a99" | "aa9" | "aa99" | "a9a" | "aa9a")
        ) && inner.as_deref() == Some("9aa")
    };
    let mut found = Vec::new();
    for at in 0..words.len() {
        let before = |most: usize| (at.saturating_sub(most)..at).find(|n| number(words[*n]));
        let is_street = STREETS.contains(&words[at].to_lowercase().as_str());
        let capital = at > 0 && words[at - 1].starts_with(|c: char| c.is_ascii_uppercase());
        let from = if postcode(at) {
            before(8)
        } else if is_street && capital {
            before(3)
        } else if DOORS.iter().any(|it| words[at].eq_ignore_ascii_case(it))
            && words.get(at + 1).is_some_and(|word| number(word))
        {
            found.push(format!("a home ({} {})", words[at], words[at + 1]));
            None
        } else {
            None
        };
        if let Some(from) = from {
            found.push(format!("a home ({})", words[from..=at].join(" ")));
        }
    }
    found
}

/// "Mr X": a title with a name behind it.
fn names(words: &[&str], text: &str) -> Vec<String> {
    const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "mx", "dr"];
    words
        .windows(2)
        .filter(|pair| {
            let title = TITLES.contains(&pair[0].to_lowercase().as_str());
            title
                && pair[0].starts_with(char::is_uppercase)
                && pair[1].starts_with(char::is_uppercase)
        })
        .map(|pair| format!("a name ({} {})", pair[0], pair[1]))
        .chain(families(words))
        .chain(handles(text))
        .collect()
}

/// "The X family", "my neighbour X": a name without a title.
fn families(words: &[&str]) -> Vec<String> {
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    words
        .windows(2)
        .filter(|pair| {
            let family = capital(pair[0]) && pair[1].eq_ignore_ascii_case("family");
            let neighbour = pair[0].to_lowercase().starts_with("neighbour") && capital(pair[1]);
            (family && !pair[0].eq_ignore_ascii_case("the")) || neighbour
        })
        .map(|pair| format!("a name ({} {})", pair[0], pair[1]))
        .collect()
}

/// "@somebody", and an address with its signs in words: "bob at example dot org".
fn handles(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let named = words
        .iter()
        .filter(|word| word.strip_prefix('@').is_some_and(|rest| rest.len() > 2))
        .map(|word| format!("a name on a network ({word})"));
    let spelt = words
        .windows(5)
        .filter(|it| it[1].eq_ignore_ascii_case("at") && it[3].eq_ignore_ascii_case("dot"))
        .map(|it| format!("an e-mail address ({})", it.join(" ")));
    named.chain(spelt).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_points_at_a_person_is_found_and_named() {
        for (text, what) in [
            ("Ring me on 07700 900123.", "a phone number (07700 900123)"),
            (
                "ring +44 7700 900 123 please",
                "a phone number (+44 7700 900 123)",
            ),
            ("(020) 7946-0100", "a phone number (020 7946-0100)"),
            (
                "write to jo.bloggs@example.org, now",
                "an e-mail address (jo.bloggs@example.org)",
            ),
            ("a grey van, AB12 CDE, again", "a number plate (AB12CDE)"),
            ("plate ab12cde", "a number plate (AB12CDE)"),
            ("old car A123 BCD", "a number plate (A123BCD)"),
            ("it is 14 Lock Road, the blue door", "a home (14 Lock Road)"),
            ("at 7a, AW4 7QT", "a home (7a AW4)"),
            ("in Flat 12 upstairs", "a home (Flat 12)"),
            ("Mrs Marker keeps dogs", "a name (Mrs Marker)"),
            ("reg AB 12 CDE", "a number plate (AB12CDE)"),
            ("at House number 7", "a home (number 7)"),
            ("12a Mill Ln again", "a home (12a Mill Ln)"),
            ("the Patel family at 14", "a name (Patel family)"),
            ("my neighbour John Smith did it", "a name (neighbour John)"),
            (
                "write bob at example dot org",
                "an e-mail address (bob at example dot org)",
            ),
            ("ask @bigdave", "a name on a network (@bigdave)"),
        ] {
            let found = found(text);
            assert!(found.iter().any(|it| it == what), "{text}: {found:?}");
        }
    }

    #[test]
    fn ordinary_words_are_left_alone() {
        for text in [
            "Six or seven young people on bikes, most evenings after 8pm, by the bandstand on the common.",
            "Rubbish behind the shops in Lock Road since 12 November 2026.",
            "Ring 101 or 999. Buses 24 and 176 stop there.",
            "It happened 3 times in 14 days on Station Road.",
            "The miss is that nobody came; dr pepper cans everywhere.",
            "",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_form_asks_once_and_a_tick_is_enough() {
        let mut form = Fields::fresh();
        warn(&mut form, "shown", "Ask Mr Marker");
        assert!(
            form.error_of("shown")
                .is_some_and(|it| it.contains("a name (Mr Marker)"))
        );
        let mut form = Fields::fresh().with("checked", "yes");
        warn(&mut form, "shown", "Ask Mr Marker");
        assert!(!form.wrong());
    }
}
