//! Open311 GeoReport v2 in the document, with the update extension of FixMyStreet.

use serde_json::{Map, Value, json};

use super::{Operation, list, schema};

type Ask = (&'static str, &'static str, bool);

const PLACE: Ask = (
    "jurisdiction_id",
    "Needed only where several are served.",
    false,
);
const FILTERS: &[Ask] = &[
    PLACE,
    (
        "service_request_id",
        "Ids with commas; overrides all other filters.",
        false,
    ),
    ("service_code", "Codes with commas.", false),
    (
        "start_date",
        "From this moment; at most 90 days to `end_date`.",
        false,
    ),
    ("end_date", "To this moment.", false),
    ("status", "`open`, `closed`, or both with a comma.", false),
    ("page", "Which page.", false),
    ("page_size", "How many on a page.", false),
    ("extensions", "`true` adds attributes and notes.", false),
];

/// The same question as JSON and as XML.
fn both(
    make: impl Fn(&str) -> Operation,
    body: &Value,
    words: &'static str,
    refused: &[u16],
) -> [Operation; 2] {
    ["json", "xml"].map(|ending| {
        let xml = ending == "xml";
        let content = |schema: Value| {
            if xml {
                vec![("text/xml", Value::Null)]
            } else {
                vec![("application/json", schema)]
            }
        };
        let mut it = make(ending).gives(200, words, content(body.clone()));
        for status in refused {
            let words = match status {
                403 => "No key, or a wrong one.",
                404 => "No such thing.",
                429 => "Too many requests; `Retry-After` says how long to wait.",
                503 => "Too much to do.",
                _ => "Something is missing or cannot be read.",
            };
            // A server in need, or one that wants peace, may say so without a body.
            let body = if *status == 429 || *status == 503 {
                Vec::new()
            } else {
                content(list("Open311Error"))
            };
            it = it.gives(*status, words, body);
        }
        it
    })
}

fn ask(path: &str, about: &str, query: &[Ask], body: &Value) -> [Operation; 2] {
    let make = |ending: &str| {
        Operation::get("Open311", format!("/open311/{path}.{ending}"), about).asks(query)
    };
    both(make, body, "The answer.", &[400, 404, 429, 503])
}

fn send(path: &str, about: &str, form: &Value, body: &Value) -> [Operation; 2] {
    let make = |ending: &str| {
        let mut it = Operation::get("Open311", format!("/open311/{path}.{ending}"), about);
        it.method = "post";
        it.form = Some(form.clone());
        it
    };
    both(make, body, "Taken.", &[400, 403, 404, 429, 503])
}

fn form(needed: &[&str], fields: &[&str]) -> Value {
    let all = needed.iter().chain(fields);
    let properties: Map<_, _> = all
        .map(|name| ((*name).to_owned(), json!({"type": "string"})))
        .collect();
    json!({"type": "object", "properties": properties, "required": needed})
}

/// Discovery, services, requests, tokens, updates: each as JSON and as XML.
pub(super) fn operations() -> Vec<Operation> {
    let report = form(
        &["api_key", "service_code"],
        &[
            "jurisdiction_id",
            "lat",
            "long",
            "address_string",
            "address_id",
            "description",
            "email",
            "device_id",
            "account_id",
            "first_name",
            "last_name",
            "phone",
            "media_url",
        ],
    );
    let update = form(
        &[
            "api_key",
            "service_request_id",
            "update_id",
            "status",
            "updated_datetime",
            "description",
        ],
        &[
            "jurisdiction_id",
            "email",
            "phone",
            "first_name",
            "last_name",
            "title",
            "media_url",
            "account_id",
            "service_request_id_ext",
            "public_anonymity_required",
            "email_alerts_requested",
            "service_code",
        ],
    );
    let dates = [
        ("api_key", "The key of a partner.", true),
        PLACE,
        ("start_date", "Both dates or neither.", false),
        ("end_date", "Both dates or neither.", false),
    ];
    let updates = both(
        |ending| {
            let path = format!("/open311/v2/servicerequestupdates.{ending}");
            Operation::get("Open311", path, "Updates since a moment").asks(&dates)
        },
        &list("Open311Update"),
        "The updates.",
        &[400, 403, 404, 429, 503],
    );
    [
        ask(
            "discovery",
            "Where and how this is served",
            &[PLACE],
            &schema("Open311Discovery"),
        ),
        ask(
            "v2/discovery",
            "The same, where some programs look",
            &[PLACE],
            &schema("Open311Discovery"),
        ),
        ask(
            "v2/services",
            "The kinds of request",
            &[
                PLACE,
                ("lat", "Only those for this place, with `long`.", false),
                ("long", "With `lat`.", false),
            ],
            &list("Open311Service"),
        ),
        ask(
            "v2/services/{code}",
            "What a kind asks",
            &[PLACE],
            &schema("Open311Definition"),
        ),
        ask(
            "v2/requests",
            "Requests, the newest first",
            FILTERS,
            &list("Open311Request"),
        ),
        ask(
            "v2/requests/{id}",
            "One request",
            &[PLACE],
            &list("Open311Request"),
        ),
        ask(
            "v2/tokens/{token}",
            "The id that became of a token",
            &[PLACE],
            &list("Open311Token"),
        ),
        send(
            "v2/requests",
            "File a request",
            &report,
            &list("Open311Filed"),
        ),
        updates,
        send(
            "v2/servicerequestupdates",
            "Tell an update; the same `update_id` twice is taken once",
            &update,
            &list("Open311Told"),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Keys that are always there, then keys that may be there. Ids may be words or numbers.
fn object(always: &[(&str, Value)], perhaps: &[(&str, Value)]) -> Value {
    let properties: Map<_, _> = always
        .iter()
        .chain(perhaps)
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()))
        .collect();
    let required: Vec<_> = always.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": properties, "required": required})
}

/// What the answers are made of.
pub(super) fn schemas() -> Map<String, Value> {
    let text = json!({"type": "string"});
    let maybe = json!({"type": ["string", "null"]});
    let id = json!({"type": ["string", "integer"]});
    let id_or_none = json!({"type": ["string", "integer", "null"]});
    let number = json!({"type": ["number", "null"]});
    let truth = json!({"type": "boolean"});
    let t = || text.clone();
    let m = || maybe.clone();
    let endpoint = object(
        &[
            ("specification", t()),
            ("url", t()),
            ("changeset", t()),
            ("type", t()),
            ("formats", json!({"type": "array", "items": text})),
        ],
        &[],
    );
    let attribute = object(
        &[
            ("variable", truth.clone()),
            ("code", t()),
            ("datatype", t()),
            ("required", truth.clone()),
            ("order", json!({"type": "integer"})),
            ("description", m()),
        ],
        &[
            ("datatype_description", m()),
            (
                "values",
                json!({"type": ["array", "null"], "items": {"type": "object", "properties": {"key": id, "name": text}, "required": ["key", "name"]}}),
            ),
        ],
    );
    let all = [
        (
            "Open311Error",
            object(&[("code", id.clone()), ("description", t())], &[]),
        ),
        (
            "Open311Discovery",
            object(
                &[
                    ("changeset", t()),
                    ("contact", t()),
                    ("key_service", t()),
                    ("endpoints", json!({"type": "array", "items": endpoint})),
                ],
                &[],
            ),
        ),
        (
            "Open311Service",
            object(
                &[
                    ("service_code", id.clone()),
                    ("service_name", t()),
                    ("description", m()),
                    ("metadata", truth),
                    ("type", json!({"enum": ["realtime", "batch", "blackbox"]})),
                ],
                &[("keywords", m()), ("group", m())],
            ),
        ),
        (
            "Open311Definition",
            object(
                &[
                    ("service_code", id.clone()),
                    ("attributes", json!({"type": "array", "items": attribute})),
                ],
                &[],
            ),
        ),
        (
            "Open311Request",
            object(
                &[
                    ("service_request_id", id_or_none.clone()),
                    ("status", json!({"enum": ["open", "closed"]})),
                    ("status_notes", m()),
                    ("service_name", m()),
                    ("service_code", id.clone()),
                    ("description", m()),
                    ("agency_responsible", m()),
                    ("service_notice", m()),
                    ("requested_datetime", t()),
                    ("updated_datetime", m()),
                    ("expected_datetime", m()),
                    ("address", m()),
                    ("address_id", id_or_none.clone()),
                    ("zipcode", m()),
                    ("lat", number.clone()),
                    ("long", number),
                    ("media_url", m()),
                ],
                &[],
            ),
        ),
        (
            "Open311Token",
            object(
                &[("service_request_id", id_or_none.clone()), ("token", t())],
                &[],
            ),
        ),
        (
            "Open311Filed",
            object(
                &[],
                &[
                    ("service_request_id", id_or_none.clone()),
                    ("token", m()),
                    ("service_notice", m()),
                    ("account_id", id_or_none),
                ],
            ),
        ),
        (
            "Open311Update",
            object(
                &[
                    ("update_id", id.clone()),
                    ("service_request_id", id.clone()),
                    ("status", t()),
                    ("updated_datetime", t()),
                    ("description", m()),
                ],
                &[("media_url", m())],
            ),
        ),
        ("Open311Told", object(&[("update_id", id)], &[])),
    ];
    all.into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}
