//! The kinds of concerns that can be filed, and what is asked about each.

use axum::{Extension, extract::Path, http::Uri};
use base::{Answer, Desk, place::ServiceQuestion};
use wards::atlas;
use web::Wants;

use super::{Ask, Node, Wrong, view::micro, wrong::send};

/// Every kind; with a point, those that can be filed there.
pub(super) async fn list(mut desk: Desk, uri: Uri, form: Option<Extension<Wants>>) -> Answer {
    let answer = kinds(&mut desk, &Ask::of(&uri)).await;
    send(form, "services", answer)
}

async fn kinds(desk: &mut Desk, ask: &Ask) -> Result<Node, Wrong> {
    let here = match ask.point()? {
        None => true,
        Some((long, lat)) => atlas(desk).await?.at(micro(long), micro(lat)).is_some(),
    };
    let place = desk.place();
    let services = place.taken().filter(|_| here).map(|it| {
        Node::Parts(vec![
            ("service_code", it.code.as_str().into()),
            ("service_name", it.name.as_str().into()),
            ("description", it.description.as_str().into()),
            (
                "metadata",
                Node::Flag(place.questions(&it.code).next().is_some()),
            ),
            ("type", "realtime".into()),
            ("keywords", it.keywords.as_str().into()),
            ("group", it.group.as_str().into()),
        ])
    });
    Ok(Node::List("service", services.collect()))
}

/// What is asked about one kind.
pub(super) async fn show(
    desk: Desk,
    Path(code): Path<String>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let place = desk.place();
    let answer = match place.service(&code).filter(|it| it.is_taken()) {
        None => Err(Wrong::NotThere(
            "There is no service with this service_code.",
        )),
        Some(service) => {
            let asked = place.questions(&service.code).zip(1..);
            let asked = asked.map(|(question, order)| attribute(question, order));
            Ok(Node::Parts(vec![
                ("service_code", service.code.as_str().into()),
                ("attributes", Node::List("attribute", asked.collect())),
            ]))
        }
    };
    send(form, "service_definition", answer)
}

fn attribute(it: &ServiceQuestion, order: i64) -> Node {
    let hint = match it.datatype.as_str() {
        "number" => "A number",
        "datetime" => "A date and a time",
        "singlevaluelist" => "Choose one",
        "multivaluelist" => "Choose all that are right",
        _ => "A few words, without names of people",
    };
    let values = it
        .choices()
        .into_iter()
        .map(|(key, name)| Node::Parts(vec![("key", key.into()), ("name", name.into())]));
    Node::Parts(vec![
        ("variable", Node::Flag(true)),
        ("code", it.code.as_str().into()),
        ("datatype", it.datatype.as_str().into()),
        ("required", Node::Flag(it.required)),
        ("datatype_description", hint.into()),
        ("order", Node::Whole(order)),
        ("description", it.text.as_str().into()),
        ("values", Node::List("value", values.collect())),
    ])
}
