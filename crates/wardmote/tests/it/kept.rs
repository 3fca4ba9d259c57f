//! Public answers kept in memory: strong marks and compression. That a write shows at once is told by every story in
//! which a visitor reads, somebody writes, and the visitor reads again within the same second of a stopped clock.

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use base::Act;
use tower::ServiceExt as _;

use crate::town::Town;

async fn ask(
    town: &Town,
    path: &str,
    headers: &[(&str, &str)],
) -> (StatusCode, HeaderMap, Vec<u8>) {
    let mut request = Request::builder()
        .uri(path)
        .header(header::HOST, "127.0.0.1");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let Ok(response) = town.door.clone().oneshot(request).await;
    let (parts, body) = response.into_parts();
    (
        parts.status,
        parts.headers,
        to_bytes(body, usize::MAX).await.unwrap().to_vec(),
    )
}

#[tokio::test]
async fn a_page_that_did_not_change_is_not_sent_again() {
    let town = Town::new().await;
    let (status, headers, page) = ask(&town, "/wards", &[]).await;
    assert_eq!(status, 200);
    let mark = headers["etag"].to_str().unwrap().to_owned();
    assert!(mark.starts_with('"'), "strong: {mark}");
    assert_eq!(headers["content-length"], page.len().to_string());
    let (status, headers, body) = ask(&town, "/wards", &[("if-none-match", &mark)]).await;
    assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(headers["etag"], mark);
    assert!(headers.contains_key("content-security-policy"));
    let (status, ..) = ask(&town, "/wards", &[("if-none-match", "\"other\"")]).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn each_compression_unpacks_to_the_page_and_has_its_own_mark() {
    let town = Town::new().await;
    let (_, whole, page) = ask(&town, "/wards", &[]).await;
    let (_, gzip, packed) = ask(&town, "/wards", &[("accept-encoding", "gzip")]).await;
    assert_eq!(gzip["content-encoding"], "gzip");
    assert_ne!(gzip["etag"], whole["etag"]);
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::GzDecoder::new(&packed[..]),
        &mut unpacked,
    )
    .unwrap();
    assert_eq!(unpacked, page);
    let (_, refused, body) = ask(&town, "/wards", &[("accept-encoding", "gzip;q=0, br;q=0")]).await;
    assert!(!refused.contains_key("content-encoding"));
    assert_eq!(body, page);
    let (_, brotli, short) = ask(&town, "/wards", &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(brotli["content-encoding"], "br");
    assert!(short.len() < page.len() / 2);
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut &short[..], &mut unpacked).unwrap();
    assert_eq!(unpacked, page);
}

/// A form carries a word that is good once: an answer with one must never serve two visitors.
#[tokio::test]
async fn no_answer_that_is_shared_holds_a_form_to_send() {
    let town = Town::new().await;
    for rule in wardmote::routes().rules() {
        if rule.method != "GET" || rule.act != Act::SeePublic {
            continue;
        }
        let path = rule.path.replace("{ward}", "fairmead");
        if path.contains('{') {
            continue;
        }
        let (_, headers, body) = ask(&town, &path, &[]).await;
        let shared = headers
            .get("cache-control")
            .is_none_or(|it| it != "no-store");
        let text = String::from_utf8_lossy(&body);
        assert!(
            !shared || !text.contains("name=\"once\""),
            "{path} is shared and holds a form"
        );
    }
}

/// A page of another site may ask what is open to everyone: nothing there goes by a cookie.
#[tokio::test]
async fn a_form_from_another_site_is_taken_by_the_open_interfaces_alone() {
    let town = Town::new().await;
    let send = async |path: &str, body: String| {
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1")
            .header(header::ORIGIN, "https://other.example")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let Ok(response) = town.door.clone().oneshot(request).await;
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (parts, String::from_utf8_lossy(&body).into_owned())
    };
    let (asked, _) = send("/api/stops-street", "lat=51.25&lng=0.14".into()).await;
    assert_eq!(asked.status, 200);
    let (suggested, _) = send("/wards/fairmead/suggest", "title=x".into()).await;
    assert_eq!(suggested.status, StatusCode::FORBIDDEN);
    let (long, words) = send("/open311/v2/requests.xml", "x".repeat(300_000)).await;
    assert_eq!(long.status, StatusCode::BAD_REQUEST);
    assert!(words.contains("<errors><error><code>400</code>"), "{words}");
    let (long, words) = send("/api/stops-street", "x".repeat(300_000)).await;
    assert_eq!((long.status, words.as_str()), (StatusCode::BAD_REQUEST, ""));
    assert!(long.headers.contains_key("x-wardmote-reason"));
    let (nowhere, words) = send("/open311/v2/services.json", String::new()).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    assert!(words.starts_with("[{"), "{words}");
}
