//! The police data API in the document: the 22 questions of data.police.uk, as existing programs ask them, and two of ours.

use serde_json::{Map, Value, json};

use super::{Operation, list, schema};

type Ask = (&'static str, &'static str, bool);

const LAT: Ask = ("lat", "Latitude, with `lng`.", false);
const LNG: Ask = ("lng", "Longitude, with `lat`.", false);
const POLY: Ask = (
    "poly",
    "An area: `lat,lng:lat,lng:...`; the ring may be left open.",
    false,
);
const DATE: Ask = (
    "date",
    "A month, `YYYY-MM`; the latest where left out.",
    false,
);
const PLACE: Ask = ("location_id", "The id of a map point.", false);
const FORCE: Ask = ("force", "The id of a force.", false);
const CATEGORY: Ask = (
    "category",
    "A crime category; an unknown one is all crime.",
    false,
);

/// What a question may answer besides its 200.
struct Refusals {
    bad: bool,
    missing: bool,
    many: bool,
}

const NONE: Refusals = Refusals {
    bad: false,
    missing: false,
    many: false,
};
const MISSING: Refusals = Refusals {
    missing: true,
    ..NONE
};
const BAD: Refusals = Refusals {
    bad: true,
    ..MISSING
};
const AREA: Refusals = Refusals { many: true, ..BAD };

fn ask(path: &str, about: &str, query: &[Ask], body: Value, may: &Refusals) -> Operation {
    let mut it = Operation::get("Police data", format!("/api/{path}"), about)
        .asks(query)
        .gives(200, "The answer.", vec![("application/json", body)]);
    if may.bad {
        it = it.gives(
            400,
            "No place, or one that cannot be read. Empty.",
            Vec::new(),
        );
    }
    if may.missing {
        it = it.gives(
            404,
            "No such month, place, force or record. Empty, or `Not Found`.",
            Vec::new(),
        );
    }
    it = it.gives(
        429,
        "More than 15 requests a second. `Retry-After` says how long to wait.",
        Vec::new(),
    );
    let many = if may.many {
        "More than 10,000 in the area, or too much to do."
    } else {
        "Too much to do."
    };
    it.gives(503, many, Vec::new())
}

/// The same question with its parameters in a form, for large areas.
fn with_form(it: Operation) -> [Operation; 2] {
    let fields: Map<_, _> = it
        .query
        .iter()
        .map(|(name, about, _)| {
            (
                (*name).to_owned(),
                json!({"type": "string", "description": about}),
            )
        })
        .collect();
    let form = Operation {
        method: "post",
        path: it.path.clone(),
        summary: it.summary.clone(),
        tag: it.tag,
        query: Vec::new(),
        form: Some(json!({"type": "object", "properties": fields})),
        answers: it.answers.clone(),
    };
    // A form that is no form is refused.
    [it, form]
}

/// The 22 questions, three of them also as a form, and what is there or missing.
pub(super) fn operations() -> Vec<Operation> {
    let mut all = vec![
        ask(
            "crimes-street-dates",
            "The months there are, newest first",
            &[],
            list("PoliceMonth"),
            &MISSING,
        ),
        ask(
            "crime-last-updated",
            "The first day of the latest month",
            &[],
            schema("PoliceUpdated"),
            &MISSING,
        ),
        ask(
            "crime-categories",
            "The crime categories of a month",
            &[DATE],
            list("PoliceCategory"),
            &MISSING,
        ),
        ask("forces", "The forces", &[], list("PoliceNamed"), &NONE),
        ask(
            "forces/{force}",
            "A force",
            &[],
            schema("PoliceForce"),
            &MISSING,
        ),
        ask(
            "forces/{force}/people",
            "Senior officers of a force",
            &[],
            list("PolicePerson"),
            &MISSING,
        ),
        ask(
            "{force}/neighbourhoods",
            "The neighbourhoods of a force",
            &[],
            list("PoliceNamed"),
            &MISSING,
        ),
        ask(
            "{force}/{neighbourhood}",
            "A neighbourhood",
            &[],
            schema("PoliceNeighbourhood"),
            &MISSING,
        ),
        ask(
            "{force}/{neighbourhood}/boundary",
            "Its boundary",
            &[],
            list("PolicePoint"),
            &MISSING,
        ),
        ask(
            "{force}/{neighbourhood}/people",
            "Its team",
            &[],
            list("PolicePerson"),
            &MISSING,
        ),
        ask(
            "{force}/{neighbourhood}/events",
            "Its events to come",
            &[],
            list("PoliceEvent"),
            &MISSING,
        ),
        ask(
            "{force}/{neighbourhood}/priorities",
            "Its priorities",
            &[],
            list("PolicePriority"),
            &MISSING,
        ),
        ask(
            "locate-neighbourhood",
            "The neighbourhood of a point",
            &[("q", "`lat,lng`", false)],
            schema("PoliceLocated"),
            &MISSING,
        ),
    ];
    // Beyond the interface of others: what is there and what is missing.
    all.push(ask(
        "missing-months",
        "The months no file was imported for",
        &[FORCE],
        list("PoliceMissing"),
        &MISSING,
    ));
    all.push(ask(
        "files",
        "The monthly files, newest first",
        &[],
        list("PoliceFiles"),
        &MISSING,
    ));
    all.extend(with_form(ask(
        "crimes-street/{category}",
        "Crimes within a mile of a point, or in an area",
        &[LAT, LNG, POLY, DATE],
        list("PoliceCrime"),
        &AREA,
    )));
    all.push(ask(
        "crimes-at-location",
        "Crimes at a map point",
        &[PLACE, LAT, LNG, DATE],
        list("PoliceCrime"),
        &AREA,
    ));
    all.push(ask(
        "crimes-no-location",
        "Crimes without a place",
        &[CATEGORY, FORCE, DATE],
        list("PoliceCrime"),
        &BAD,
    ));
    all.extend(with_form(ask(
        "outcomes-at-location",
        "Outcomes recorded in a month, at a point or in an area",
        &[PLACE, LAT, LNG, POLY, DATE],
        list("PoliceOutcome"),
        &AREA,
    )));
    all.push(ask(
        "outcomes-for-crime/{persistent_id}",
        "What came of a crime",
        &[],
        schema("PoliceCase"),
        &MISSING,
    ));
    all.extend(with_form(ask(
        "stops-street",
        "Stops within a mile of a point, or in an area",
        &[LAT, LNG, POLY, DATE],
        list("PoliceStop"),
        &AREA,
    )));
    all.push(ask(
        "stops-at-location",
        "Stops at a map point",
        &[PLACE, DATE],
        list("PoliceStop"),
        &BAD,
    ));
    all.push(ask(
        "stops-no-location",
        "Stops without a place",
        &[FORCE, DATE],
        list("PoliceStop"),
        &BAD,
    ));
    all.push(ask(
        "stops-force",
        "All stops of a force",
        &[FORCE, DATE],
        list("PoliceStop"),
        &BAD,
    ));
    all
}

/// An object whose keys are all there. A question mark behind a kind says that it may be null.
fn object(fields: &[(&str, &str)]) -> Value {
    let mut properties = Map::new();
    for (name, kind) in fields {
        let (kind, nullable) = match kind.strip_suffix('?') {
            Some(kind) => (kind, true),
            None => (*kind, false),
        };
        let plain = ["string", "integer", "number", "boolean", "object"].contains(&kind);
        let value = match (kind.strip_prefix('['), plain, nullable) {
            (Some(of), ..) => list(of),
            (None, true, false) => json!({"type": kind}),
            (None, true, true) => json!({"type": [kind, "null"]}),
            (None, false, false) => schema(kind),
            (None, false, true) => json!({"anyOf": [schema(kind), {"type": "null"}]}),
        };
        properties.insert((*name).to_owned(), value);
    }
    let required: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": properties, "required": required})
}

/// What the answers are made of.
pub(super) fn schemas() -> Map<String, Value> {
    let mut all = Map::new();
    let mut say = |name: &str, fields: &[(&str, &str)]| {
        all.insert(name.to_owned(), object(fields));
    };
    say("PoliceUpdated", &[("date", "string")]);
    say("PoliceCategory", &[("url", "string"), ("name", "string")]);
    say("PoliceNamed", &[("id", "string"), ("name", "string")]);
    say(
        "PoliceEngagement",
        &[
            ("url", "string?"),
            ("type", "string?"),
            ("description", "string?"),
            ("title", "string"),
        ],
    );
    say(
        "PoliceForce",
        &[
            ("description", "string?"),
            ("url", "string?"),
            ("engagement_methods", "[PoliceEngagement"),
            ("telephone", "string?"),
            ("id", "string"),
            ("name", "string"),
        ],
    );
    say(
        "PolicePerson",
        &[
            ("bio", "string?"),
            ("contact_details", "object"),
            ("name", "string"),
            ("rank", "string?"),
        ],
    );
    say(
        "PolicePoint",
        &[("latitude", "string"), ("longitude", "string")],
    );
    say(
        "PoliceLink",
        &[
            ("url", "string?"),
            ("title", "string?"),
            ("description", "string?"),
        ],
    );
    say(
        "PolicePlace",
        &[
            ("name", "string?"),
            ("longitude", "string?"),
            ("postcode", "string?"),
            ("address", "string?"),
            ("latitude", "string?"),
            ("type", "string?"),
            ("description", "string?"),
        ],
    );
    say(
        "PoliceNeighbourhood",
        &[
            ("url_force", "string?"),
            ("contact_details", "object"),
            ("name", "string"),
            ("links", "[PoliceLink"),
            ("centre", "PolicePoint"),
            ("locations", "[PolicePlace"),
            ("description", "string?"),
            ("id", "string"),
            ("population", "string?"),
        ],
    );
    say(
        "PoliceEvent",
        &[
            ("contact_details", "object"),
            ("description", "string?"),
            ("title", "string"),
            ("address", "string?"),
            ("type", "string?"),
            ("start_date", "string"),
            ("end_date", "string?"),
        ],
    );
    say(
        "PolicePriority",
        &[
            ("action", "string?"),
            ("issue-date", "string"),
            ("action-date", "string?"),
            ("issue", "string"),
        ],
    );
    say(
        "PoliceLocated",
        &[("force", "string"), ("neighbourhood", "string")],
    );
    say("PoliceStreet", &[("id", "integer"), ("name", "string")]);
    say(
        "PoliceLocation",
        &[
            ("latitude", "string"),
            ("street", "PoliceStreet"),
            ("longitude", "string"),
        ],
    );
    say(
        "PoliceStanding",
        &[("category", "string"), ("date", "string")],
    );
    let crime = [
        ("category", "string"),
        ("location_type", "string?"),
        ("location", "PoliceLocation?"),
        ("context", "string"),
        ("persistent_id", "string"),
        ("id", "integer"),
        ("location_subtype", "string"),
        ("month", "string"),
    ];
    say("PoliceCrimeAlone", &crime);
    say(
        "PoliceCrime",
        &[&crime[..], &[("outcome_status", "PoliceStanding?")]].concat(),
    );
    say(
        "PoliceOutcomeKind",
        &[("code", "string"), ("name", "string")],
    );
    let outcome = [
        ("category", "PoliceOutcomeKind"),
        ("date", "string"),
        ("person_id", "integer?"),
    ];
    say("PoliceOutcomeAlone", &outcome);
    say(
        "PoliceOutcome",
        &[&outcome[..], &[("crime", "PoliceCrimeAlone")]].concat(),
    );
    say(
        "PoliceCase",
        &[
            ("crime", "PoliceCrimeAlone"),
            ("outcomes", "[PoliceOutcomeAlone"),
        ],
    );
    say("PoliceResult", &[("id", "string"), ("name", "string")]);
    say(
        "PoliceStop",
        &[
            ("type", "string"),
            ("involved_person", "boolean"),
            ("datetime", "string"),
            ("operation", "boolean?"),
            ("operation_name", "string?"),
            ("location", "PoliceLocation?"),
            ("gender", "string?"),
            ("age_range", "string?"),
            ("self_defined_ethnicity", "string?"),
            ("officer_defined_ethnicity", "string?"),
            ("legislation", "string?"),
            ("object_of_search", "string?"),
            ("outcome", "string"),
            ("outcome_object", "PoliceResult"),
            ("outcome_linked_to_object_of_search", "boolean?"),
            ("removal_of_more_than_outer_clothing", "boolean?"),
        ],
    );
    let mut month = object(&[("date", "string")]);
    month["properties"]["stop-and-search"] = json!({"type": "array", "items": {"type": "string"}});
    month["required"] = json!(["date", "stop-and-search"]);
    all.insert("PoliceMonth".into(), month);
    let words = json!({"type": "array", "items": {"type": "string"}});
    let mut missing = object(&[("force", "string"), ("kind", "string")]);
    missing["properties"]["months"] = words;
    all.insert("PoliceMissing".into(), missing);
    let mut files = object(&[("month", "string"), ("url", "string")]);
    files["properties"]["files"] = json!({"type": "array"});
    all.insert("PoliceFiles".into(), files);
    let contacts = json!({"type": "object", "additionalProperties": {"type": "string"}});
    for name in ["PolicePerson", "PoliceNeighbourhood", "PoliceEvent"] {
        all[name]["properties"]["contact_details"] = contacts.clone();
    }
    all
}
