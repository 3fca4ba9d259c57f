//! A file that a program asks for again and again: it is told when nothing
//! has changed.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};

/// The file, or only the word that it is the one the program has already.
pub(crate) fn answer(asked: &HeaderMap, kind: &'static str, text: String) -> Response {
    // Weak, because the same words may travel compressed or not.
    let mark = format!("W/\"{}\"", &base::secrets::hash(&text)[..32]);
    let known = asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|value| {
            let value = value.trim();
            value == "*" || value.trim_start_matches("W/") == mark.trim_start_matches("W/")
        });
    let kept = [
        (header::ETAG, mark),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    if known {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (kept, [(header::CONTENT_TYPE, kind)], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_the_file_already_is_only_told_so() {
        let first = answer(&HeaderMap::new(), "text/calendar", "one".into());
        let mark = first.headers()[header::ETAG].clone();
        let mut asked = HeaderMap::new();
        asked.insert(header::IF_NONE_MATCH, mark);
        let status = |text: &str| answer(&asked, "text/calendar", text.into()).status();
        assert_eq!(status("one"), StatusCode::NOT_MODIFIED);
        assert_eq!(status("two"), StatusCode::OK);
    }
}
