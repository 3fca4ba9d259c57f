//! What is asked about hate crime, at the desk and on the website: the same questions, read the same way.

use std::collections::BTreeSet;

use base::{Desk, WardId};
use wards::{Ward, atlas};
use web::{Fields, options};

use super::{Harm, HateKind, Strand, Told, Wish, keeps};
use crate::{
    concerns::take_in::{REACHES, contact},
    reports::Contact,
};

/// What can be wished where the police read the report themselves: "not the police" would be a promise that nobody keeps.
pub const ON_THE_WEBSITE: [Wish; 2] = [Wish::Police, Wish::Count];

/// What can be chosen.
pub struct Choices {
    /// Wards.
    pub wards: Vec<(String, String)>,
    /// Strands.
    pub strands: Vec<(String, String)>,
    /// Crime or not.
    pub kinds: Vec<(String, String)>,
    /// What they want.
    pub wishes: Vec<(String, String)>,
    /// How bad it was.
    pub harms: Vec<(String, String)>,
    /// How they want to hear.
    pub reaches: Vec<(String, String)>,
    /// What counts for how often.
    pub times_hint: String,
    /// What becomes of what is no crime.
    pub non_crime: &'static str,
}

impl Choices {
    /// Those of a place, of these wards, and with these wishes.
    #[must_use]
    pub fn of(desk: &Desk, wards: &[Ward], wishes: &[Wish]) -> Self {
        let rules = &desk.place().hate_reports;
        // Nobody reports the first ward of the list by overlooking it.
        let mut choose = Vec::new();
        if wards.len() > 1 {
            choose.push((String::new(), "Choose a ward".to_owned()));
        }
        choose.extend(wards.iter().map(|it| (it.slug.clone(), it.name.clone())));
        Self {
            wards: choose,
            strands: options!(Strand),
            kinds: options!(HateKind),
            wishes: wishes
                .iter()
                .map(|it| (it.word().to_owned(), it.label().to_owned()))
                .collect(),
            harms: options!(Harm),
            reaches: REACHES
                .iter()
                .map(|(it, label)| (it.word().to_owned(), (*label).to_owned()))
                .collect(),
            times_hint: format!("Within {} months, this time included", rules.repeat_months),
            non_crime: match rules.record_non_crime.as_str() {
                "local" => "What is no crime is kept like a crime.",
                "asb-serious" => {
                    "What is no crime is only counted, unless somebody was badly hurt or is too afraid to go out or to be at home."
                }
                _ => "What is no crime is only counted: no words and no name are kept of it.",
            },
        }
    }
}

/// What was filled in.
pub struct Filled {
    /// Where.
    pub ward: WardId,
    /// Why.
    pub strands: Vec<Strand>,
    /// Crime or not.
    pub kind: HateKind,
    /// What they want.
    pub wish: Wish,
    /// What they told, and how to reach them; none: it is only counted.
    pub told: Option<(Told, String, Contact)>,
}

/// Reads the form. Of what is only counted, nothing else is read.
///
/// # Errors
/// When the store cannot be read.
pub async fn read(
    desk: &mut Desk,
    form: &mut Fields,
    wishes: &[Wish],
) -> anyhow::Result<Option<Filled>> {
    let atlas = atlas(desk).await?;
    let ward = form.one_of(
        "ward",
        |slug| atlas.by_slug(slug).map(|ward| ward.id),
        "Choose the ward in which it happened",
    );
    let chosen: BTreeSet<_> = form.each("strand").filter_map(Strand::of).collect();
    let strands: Vec<_> = chosen.into_iter().collect();
    if strands.is_empty() {
        form.error("strand", "Choose why, as they or anyone else sees it");
    }
    let kind = form.one_of("kind", HateKind::of, "Choose whether it may be a crime");
    let offered = |word: &str| Wish::of(word).filter(|it| wishes.contains(it));
    let wish = form.one_of("wish", offered, "Choose what should happen");
    let harm = form.one_of("harm", Harm::of, "Choose how bad it was");
    let (Some(kind_), Some(wish), Some(harm)) = (kind, wish, harm) else {
        return Ok(None);
    };
    let rule = desk.place().hate_reports.record_non_crime.clone();
    let told = if keeps(kind_, wish, harm, &rule) {
        let place = form.words("place", 200, "Write where it happened");
        let happened = form.words(
            "happened",
            200,
            "Write when it happened, as well as you know",
        );
        let words = form.words("words", 4_000, "Write what happened");
        let times = form.whole("times", 1..=99, "Write how many times, as a number");
        let support = form.optional("support", 200);
        let contact = contact(form);
        match (times, contact) {
            (Some(times), Some(contact)) => {
                let told = Told {
                    place,
                    happened,
                    wish: wish.word().into(),
                    times: u32::try_from(times).unwrap_or(1),
                    harm: harm.word().into(),
                    support,
                    crime_reference: String::new(),
                    satisfied: String::new(),
                };
                Some((told, words, contact))
            }
            _ => return Ok(None),
        }
    } else {
        // Nobody's words are thrown away without their saying so, as whoever only wants it counted does.
        let typed = ["place", "happened", "words", "support"];
        if wish != Wish::Count && typed.iter().any(|name| !form.raw(name).trim().is_empty()) {
            form.error(
                "words",
                "This is only counted, so nothing that you wrote would be kept. Empty what you wrote to go on, or choose again whether it may be a crime and what should happen.",
            );
        }
        None
    };
    let (Some(ward), false) = (ward, form.wrong()) else {
        return Ok(None);
    };
    Ok(Some(Filled {
        ward,
        strands,
        kind: kind_,
        wish,
        told,
    }))
}
