//! Where the interface stands, and in which forms it answers.

use axum::Extension;
use base::{Answer, Desk};
use web::Wants;

use super::{Node, ROOT, wrong::send};

/// When what is said here changed last.
const CHANGED: &str = "2026-01-01T00:00:00Z";

/// The answer.
pub(super) async fn show(desk: Desk, form: Option<Extension<Wants>>) -> Answer {
    let (address, contact) = (&desk.house().settings().address, &desk.place().contact);
    let url = format!("{address}{ROOT}");
    let endpoint = |formats: &[&'static str]| {
        let formats = formats.iter().map(|it| (*it).into()).collect();
        Node::Parts(vec![
            (
                "specification",
                "http://wiki.open311.org/GeoReport_v2".into(),
            ),
            ("url", url.clone().into()),
            ("changeset", CHANGED.into()),
            ("type", "production".into()),
            ("formats", Node::List("format", formats)),
        ])
    };
    let reach = [&contact.email, &contact.office_phone, &contact.address];
    let reach = reach.iter().find(|it| !it.trim().is_empty());
    let office = desk.place().partnership_long.clone();
    let key = format!(
        "Ask {office} for a key: {}",
        reach.map_or("", |it| it.as_str())
    );
    let node = Node::Parts(vec![
        ("changeset", CHANGED.into()),
        (
            "contact",
            format!("{office}, {}", reach.map_or("", |it| it.as_str())).into(),
        ),
        ("key_service", key.into()),
        (
            "endpoints",
            Node::List(
                "endpoint",
                vec![
                    endpoint(&["text/xml", "application/json"]),
                    endpoint(&["text/xml"]),
                ],
            ),
        ),
    ]);
    send(form, "discovery", Ok(node))
}
