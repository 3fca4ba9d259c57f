//! Profiles with something wrong in them.

use std::collections::BTreeSet;

use serde::{
    Deserialize,
    de::{Deserializer, Visitor, value::Error},
};

use super::*;

/// The profile of the made-up borough, which the tests bend.
const ALDERWICK: &str = include_str!("../../../../places/alderwick/place.toml");

/// The profile with a text replaced, and the line of that text.
fn bent(from: &str, to: &str) -> (Result<Place, Vec<String>>, usize) {
    let at = ALDERWICK
        .find(from)
        .unwrap_or_else(|| panic!("{from} is not in the profile"));
    let line = ALDERWICK[..at].matches('\n').count() + 1;
    (Place::look(&ALDERWICK.replacen(from, to, 1)), line)
}

/// That the profile, so bent, is refused with one sentence at that line.
fn refused(from: &str, to: &str, words: &str) {
    let (outcome, line) = bent(from, to);
    let faults = outcome.unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0].starts_with(&format!("line {line}: {words}")),
        "line {line}: {faults:?}"
    );
}

#[test]
fn the_shipped_profiles_are_sound() {
    Place::parse(ALDERWICK).unwrap();
    Place::parse(include_str!("../../../../places/bromley/place.toml")).unwrap();
}

#[test]
fn a_value_outside_its_central_parameter_is_refused_with_its_line() {
    refused(
        "live_priorities = 3",
        "live_priorities = 9",
        "panel.live_priorities is 9, outside its central parameter of 1 to 5 (ward panel practice",
    );
    refused(
        "answer_hours = 72",
        "answer_hours = 96",
        "contact.answer_hours is 96, outside its central parameter of 1 to 72 (Neighbourhood Policing Guarantee",
    );
    refused(
        "quorum_share = 0.3333",
        "quorum_share = 0.1",
        "panel.quorum_share is 0.1, outside its central parameter of 0.25 to 0.5",
    );
    refused(
        "review_days = 7",
        "review_days = 60",
        "team.review_days is 60, outside its central parameter of 1 to 28",
    );
}

#[test]
fn a_fixed_rank_may_not_be_lowered() {
    refused(
        "exceptional_rank = \"superintendent\"",
        "exceptional_rank = \"inspector\"",
        "team.exceptional_rank is \"inspector\", outside its central parameter of superintendent (fixed)",
    );
    refused(
        "approval_rank = \"inspector\"",
        "approval_rank = \"sergeant\"",
        "team.approval_rank is \"sergeant\"",
    );
}

#[test]
fn football_and_demonstrations_are_never_exceptional() {
    refused(
        "[\"EVENT_SPORT\", \"PUBLIC_ORDER\"]",
        "[\"EVENT_SPORT\"]",
        "team.never_exceptional is [\"EVENT_SPORT\"], outside its central parameter of a list with EVENT_SPORT and PUBLIC_ORDER",
    );
    let (more, _) = bent("\"PUBLIC_ORDER\"]", "\"PUBLIC_ORDER\", \"AID_CENTRAL\"]");
    assert_eq!(more.unwrap().team.never_exceptional.len(), 3);
}

#[test]
fn under_the_guarantee_a_contact_is_named() {
    refused(
        "named_contact = true",
        "named_contact = false",
        "team.named_contact is false, outside its central parameter of true (Neighbourhood Policing Guarantee",
    );
}

#[test]
fn the_minimum_of_the_template_holds_for_the_place() {
    refused(
        "minimum_dedicated = 3\n# Whether",
        "minimum_dedicated = 1\n# Whether",
        "team.minimum_dedicated is 1, outside its central parameter of 3 and more (Two dedicated ward officers",
    );
}

#[test]
fn a_place_that_changed_template_keeps_the_old_one_for_days_before() {
    let place = Place::parse(ALDERWICK).unwrap();
    let on = |day: &str| place.team_on(day.parse().unwrap());
    assert_eq!(on("2025-06-30").template, "dwo-2017");
    assert_eq!(on("2025-07-01").template, "npg-2025");
    assert!(!on("2025-06-30").template().unwrap().minimums.named_contact);
    assert!(on("2025-07-01").template().unwrap().minimums.named_contact);
    let posts = [("PC", true, 2)];
    assert!(on("2026-11-24").check(&posts).is_ok());
    let posts = [("PC", true, 1)];
    let refusal = on("2026-11-24").check(&posts).unwrap_err();
    assert!(
        refusal.starts_with("team.minimum_dedicated: 2 dedicated posts at the least"),
        "{refusal}"
    );
}

#[test]
fn a_template_stands_only_on_days_on_which_it_held() {
    let (outcome, line) = bent("from = 2025-07-01", "from = 2025-08-01");
    let faults = outcome.unwrap_err();
    assert_eq!(
        faults,
        [format!(
            "line {line}: team_change.from: dwo-2017 did not hold on 2025-07-31, only from 2017-12-01 until 2025-06-30 (Mayor of London and MOPAC, dedicated ward officers in every ward, December 2017)"
        )]
    );
}

#[test]
fn a_misspelt_key_is_named_with_its_line_and_the_one_that_was_meant() {
    refused(
        "quorum_minimum = 4",
        "qorum_minimum = 4",
        "panel.qorum_minimum is no setting. Did you mean quorum_minimum?",
    );
    refused(
        "[publishing]",
        "[publisching]",
        "publisching is no setting. Did you mean publishing?",
    );
}

#[test]
fn a_misspelt_key_hides_nothing_else() {
    let text = ALDERWICK
        .replace("named_contact = true", "named_contact = false")
        .replace("answer_hours", "anser_hours");
    assert_eq!(Place::look(&text).unwrap_err().len(), 2);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let text = ALDERWICK
        .replace("live_priorities = 3", "live_priorities = \"three\"")
        .replace("quorum_minimum = 4", "quorum_minimum = 1")
        .replace("minimum_cell = 5\n", "")
        .replace("review_days = 7", "reviewdays = 7");
    let faults = Place::look(&text).unwrap_err();
    let words = faults.join("\n");
    assert_eq!(faults.len(), 4, "{words}");
    for part in [
        "panel.live_priorities is \"three\", which is not a whole number: 1 to 5",
        "panel.quorum_minimum is 1, outside",
        "publishing.minimum_cell is missing",
        "Did you mean review_days?",
    ] {
        assert!(words.contains(part), "{part} is not in {words}");
    }
}

#[test]
fn organisations_follow_one_another_without_overlap() {
    let with = |rows: &str| {
        let text = format!("{ALDERWICK}\n{rows}");
        Place::look(&text).map_err(|faults| faults.join("\n"))
    };
    let row = |slug: &str, rest: &str| {
        format!(
            "[[agency]]\nslug = \"{slug}\"\nname = \"N\"\nshort = \"N\"\nkind = \"oversight\"\n{rest}\n"
        )
    };
    let old = row("authority", "until = 2012-01-15");
    let new = row("office", "from = 2012-01-16\nwas = [\"authority\"]");
    with(&format!("{old}{new}")).unwrap();
    let early = row("office", "from = 2012-01-15\nwas = [\"authority\"]");
    let refusal = with(&format!("{old}{early}")).unwrap_err();
    assert!(refusal.contains("their days overlap"), "{refusal}");
    let refusal = with(&new).unwrap_err();
    assert!(refusal.contains("no [[agency]] has that slug"), "{refusal}");
    let ring = row(
        "authority",
        "from = 2013-01-01\nuntil = 2012-01-15\nwas = [\"office\"]",
    );
    let refusal = with(&format!("{ring}{new}")).unwrap_err();
    assert!(refusal.contains("would come after itself"), "{refusal}");
}

/// The fields of a struct, as its reader knows them.
struct Fields(BTreeSet<String>);

impl<'de> Deserializer<'de> for &mut Fields {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        panic!("not a struct")
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        self.0 = fields.iter().map(ToString::to_string).collect();
        Err(serde::de::Error::custom("only the names were wanted"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        option unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn fields<T: for<'de> Deserialize<'de>>() -> BTreeSet<String> {
    let mut fields = Fields(BTreeSet::new());
    assert!(T::deserialize(&mut fields).is_err());
    fields.0
}

#[test]
fn every_key_has_a_definition_and_every_definition_a_key() {
    let known = [
        ("words", fields::<Words>()),
        ("panel", fields::<PanelRules>()),
        ("team", fields::<TeamRules>()),
        ("team_change", fields::<TeamChange>()),
        ("contact", fields::<Contact>()),
        ("publishing", fields::<Publishing>()),
        ("agenda", fields::<AgendaItem>()),
        ("category", fields::<Category>()),
        ("agency", fields::<AgencyRow>()),
        ("concerns", fields::<ConcernRules>()),
        ("service", fields::<Service>()),
        ("service_question", fields::<ServiceQuestion>()),
        ("penalty", fields::<Penalty>()),
        ("hate_reports", fields::<HateReportRules>()),
        ("reporting_centre", fields::<ReportingCentre>()),
        ("ward_panel_seat", fields::<Seat>()),
    ];
    let mut keys = BTreeSet::new();
    for name in fields::<Place>() {
        match known.iter().find(|(section, _)| *section == name) {
            None => {
                keys.insert(name);
            }
            Some((section, names)) => {
                keys.extend(names.iter().map(|name| format!("{section}.{name}")));
            }
        }
    }
    let defined: BTreeSet<_> = SETTINGS.iter().map(|it| it.key.to_owned()).collect();
    assert_eq!(keys, defined);
    assert_eq!(defined.len(), SETTINGS.len(), "a key is defined twice");
}

#[test]
fn a_reporting_centre_is_there_once_and_somebody_runs_it() {
    refused(
        "slug = \"homes-office\"",
        "slug = \"voluntary-action\"",
        "reporting_centre.slug voluntary-action is there twice",
    );
    refused(
        "agency = \"voluntary\"",
        "agency = \"nobody\"",
        "reporting_centre.agency of voluntary-action is nobody, but no [[agency]] has that slug",
    );
}

#[test]
fn a_council_sets_a_penalty_up_to_what_the_law_of_the_day_lets_it() {
    let refused_with =
        "penalty.pounds is 601, but the law let a council set £600 at the most on 2026-04-01";
    refused("pounds = 400", "pounds = 601", refused_with);
    let twice = "offence = \"householder\"\nfrom = 2026-04-01\npounds = 300\n\n[[penalty]]\noffence = \"householder\"\n";
    let (outcome, _) = bent("offence = \"householder\"\n", twice);
    let faults = outcome.unwrap_err();
    assert!(faults[0].contains("penalty of householder from 2026-04-01 is there twice"));
    let place = Place::parse(ALDERWICK).unwrap();
    let on = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let highest = |offence, day| place.highest_penalty(offence, day);
    assert_eq!(highest(Offence::Householder, on(2026, 4, 1)), 400);
    assert_eq!(highest(Offence::Householder, on(2026, 3, 31)), 600);
    assert_eq!(highest(Offence::FlyTipping, on(2026, 4, 1)), 1_000);
    assert_eq!(highest(Offence::FlyTipping, on(2023, 7, 30)), 400);
    assert_eq!(highest(Offence::Litter, on(2023, 7, 30)), 150);
}

#[test]
fn every_example_is_allowed() {
    for setting in SETTINGS {
        let value = toml::de::DeValue::parse(setting.example).unwrap();
        assert!(
            matches!(setting.kind.fits(value.get_ref()), settings::Fit::Yes),
            "{}",
            setting.key
        );
    }
}

#[test]
fn a_kind_of_concern_names_a_category_an_agency_and_what_can_be_chosen() {
    refused(
        "code = \"street-drinking\"",
        "code = \"fly-tipping\"",
        "service.code fly-tipping is there twice",
    );
    refused(
        "owner = \"public-protection\"",
        "owner = \"nobody\"",
        "service.owner of noise is nobody, but no [[agency]] has that slug",
    );
    refused(
        "values = \"Yes|No\"",
        "values = \"|\"",
        "service_question.values of offensive: a list needs what can be chosen",
    );
}
