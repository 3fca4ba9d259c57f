//! An answer that is written as XML or as JSON: in JSON, lists lose the names of what is in them.

use serde_json::{Map, Value, json};

/// A part of an answer.
#[derive(Clone, Debug)]
pub enum Node {
    /// Not there: `null`, or an empty element.
    Nothing,
    /// Words.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with a fraction.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// Named parts, in order.
    Parts(Vec<(&'static str, Node)>),
    /// A list, and what each of it is called in XML.
    List(&'static str, Vec<Node>),
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Node>> From<Option<T>> for Node {
    fn from(it: Option<T>) -> Self {
        it.map_or(Self::Nothing, Into::into)
    }
}

impl Node {
    /// Words; none where they are empty.
    #[must_use]
    pub fn words(text: &str) -> Self {
        if text.trim().is_empty() {
            Self::Nothing
        } else {
            text.into()
        }
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        match self {
            Self::Nothing => Value::Null,
            Self::Text(text) => json!(text),
            Self::Whole(n) => json!(n),
            Self::Number(n) => json!(n),
            Self::Flag(flag) => json!(flag),
            Self::Parts(parts) => Value::Object(
                parts
                    .iter()
                    .map(|(name, part)| ((*name).to_owned(), part.json()))
                    .collect::<Map<_, _>>(),
            ),
            Self::List(_, items) => items.iter().map(Self::json).collect(),
        }
    }

    /// As an XML document with this root.
    #[must_use]
    pub fn xml(&self, root: &str) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        self.element(root, &mut out);
        out.push('\n');
        out
    }

    fn element(&self, name: &str, out: &mut String) {
        let before = out.len();
        out.push_str(&format!("<{name}>"));
        let inside = out.len();
        match self {
            Self::Nothing => {}
            Self::Text(text) => escape(text, out),
            Self::Whole(n) => out.push_str(&n.to_string()),
            Self::Number(n) => out.push_str(&n.to_string()),
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Parts(parts) => {
                for (name, part) in parts {
                    part.element(name, out);
                }
            }
            Self::List(each, items) => {
                for item in items {
                    item.element(each, out);
                }
            }
        }
        if out.len() == inside {
            out.truncate(before);
            out.push_str(&format!("<{name}/>"));
        } else {
            out.push_str(&format!("</{name}>"));
        }
    }
}

/// Text as it may stand in XML: what no XML may hold is left out.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_answer_in_both_forms() {
        let it = Node::List(
            "request",
            vec![Node::Parts(vec![
                ("id", "a<b&\u{1}".into()),
                ("lat", Node::Number(51.5)),
                ("zipcode", Node::Nothing),
            ])],
        );
        assert_eq!(
            it.json(),
            json!([{"id": "a<b&\u{1}", "lat": 51.5, "zipcode": null}])
        );
        assert_eq!(
            it.xml("service_requests"),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<service_requests><request><id>a&lt;b&amp;</id><lat>51.5</lat>\
             <zipcode/></request></service_requests>\n"
        );
    }
}
