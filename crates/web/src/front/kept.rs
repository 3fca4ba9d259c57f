//! Public answers kept in memory: made once, compressed once, sent many times.
//!
//! What anyone may see is the same for everyone who has not signed in, so one answer serves them all. It is kept under
//! the store's turn and the second it was made in: a write of this program makes every answer anew at once, one of another
//! program (an import on the command line, a second server) within a second. However many ask for the same thing at the
//! same moment, it is made once.

use std::io::Write as _;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header,
        response::{Parts, Response as HttpResponse},
    },
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use base::{Act, House, RouteRule, Stop, sessions};
use bytes::Bytes;
use moka::future::Cache;
use sha2::{Digest as _, Sha256};

use crate::Wants;

/// What all kept answers together may weigh, compressed forms included.
const MEMORY: u64 = 96 << 20;
/// Packing a longer answer takes milliseconds.
const LONG: usize = 64 << 10;
/// Shorter answers are not worth compressing.
const WORTH_IT: usize = 512;

/// The answers in memory, and which addresses may have one.
#[derive(Clone)]
pub(super) struct Shelf(Arc<Inner>);

struct Inner {
    house: House,
    open: matchit::Router<Act>,
    answers: Cache<Question, Arc<Kept>>,
    /// Bodies with their compressed forms, by their mark: an answer that is made anew and says the same is not
    /// compressed again.
    bodies: Cache<String, Arc<Packed>>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Question {
    turn: u64,
    second: i64,
    wants: Wants,
    address: String,
}

struct Kept {
    status: StatusCode,
    headers: HeaderMap,
    body: Arc<Packed>,
    /// Whether another visitor may be given it.
    stays: bool,
}

/// A body and its compressed forms, each made when it is first asked for.
struct Packed {
    mark: String,
    whole: Bytes,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

impl Packed {
    fn new(mark: String, whole: Bytes) -> Self {
        Self {
            mark,
            whole,
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        }
    }

    fn weight(&self) -> usize {
        // The compressed forms come later and are a fraction of the whole.
        self.whole.len() + self.whole.len() / 2 + 1024
    }

    /// The body in a form. Packing a long one is work for another thread.
    async fn packed(self: &Arc<Self>, encoding: Option<&'static str>) -> Bytes {
        let (form, pack): (_, fn(&Self) -> Bytes) = match encoding {
            Some("br") => (&self.brotli, Self::brotli),
            Some(_) => (&self.gzip, Self::gzip),
            None => return self.whole.clone(),
        };
        if form.get().is_some() || self.whole.len() < LONG {
            return pack(self);
        }
        let body = Arc::clone(self);
        let packing = tokio::task::spawn_blocking(move || pack(&body));
        packing.await.unwrap_or_else(|_| pack(self))
    }

    fn gzip(&self) -> Bytes {
        let pack = || {
            let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
            let packed = to.write_all(&self.whole).and_then(|()| to.finish());
            Bytes::from(packed.expect("memory takes every byte"))
        };
        self.gzip.get_or_init(pack).clone()
    }

    fn brotli(&self) -> Bytes {
        let pack = || {
            let mut out = Vec::new();
            let packed = {
                let mut to = brotli::CompressorWriter::new(&mut out, 16 << 10, 5, 20);
                to.write_all(&self.whole).and_then(|()| to.flush())
            };
            packed.expect("memory takes every byte");
            Bytes::from(out)
        };
        self.brotli.get_or_init(pack).clone()
    }
}

impl Shelf {
    /// An empty shelf for these routes. A method, a path and its act make an address that may have an answer kept: one
    /// that anyone may read.
    pub(super) fn new(house: &House, rules: &[RouteRule]) -> Self {
        let mut open = matchit::Router::new();
        for rule in rules.iter().filter(|rule| rule.method == "GET") {
            // Two acts for one address cannot be: the router itself refuses it.
            let _ = open.insert(rule.path, rule.act);
        }
        Self(Arc::new(Inner {
            house: house.clone(),
            open,
            answers: Cache::builder()
                .weigher(|question: &Question, kept: &Arc<Kept>| {
                    (question.address.len() + kept.body.weight()) as u32
                })
                .max_capacity(MEMORY)
                .time_to_live(Duration::from_secs(5))
                .build(),
            bodies: Cache::builder()
                .weigher(|_, body: &Arc<Packed>| body.weight() as u32)
                .max_capacity(MEMORY)
                .time_to_idle(Duration::from_secs(300))
                .build(),
        }))
    }

    fn is_open(&self, request: &Request) -> bool {
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        reads
            && self
                .0
                .open
                .at(request.uri().path())
                .is_ok_and(|found| *found.value == Act::SeePublic)
            && sessions::token(request.headers()).is_none()
    }

    async fn keep(&self, parts: Parts, body: Body) -> Result<Kept, Stop> {
        let whole = axum::body::to_bytes(body, usize::MAX)
            .await
            .map_err(|fault| Stop::from(anyhow::Error::new(fault)))?;
        let no_store = parts
            .headers
            .get(header::CACHE_CONTROL)
            .is_some_and(|it| it.as_bytes().starts_with(b"no-store"));
        let stays = !no_store
            && !parts.status.is_server_error()
            && parts.status != StatusCode::TOO_MANY_REQUESTS
            && !parts.headers.contains_key(header::SET_COOKIE);
        let mark = mark(&whole);
        let body = if stays {
            let make = async { Arc::new(Packed::new(mark.clone(), whole)) };
            self.0.bodies.get_with(mark.clone(), make).await
        } else {
            Arc::new(Packed::new(mark, whole))
        };
        let mut headers = parts.headers;
        for name in [header::ETAG, header::CONTENT_LENGTH, header::VARY] {
            headers.remove(name);
        }
        Ok(Kept {
            status: parts.status,
            headers,
            body,
            stays,
        })
    }
}

fn mark(body: &[u8]) -> String {
    let sum = Sha256::digest(body);
    sum.iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Gives the kept answer, or has it made.
pub(super) async fn kept(State(shelf): State<Shelf>, request: Request, next: Next) -> Response {
    if !shelf.is_open(&request) {
        return next.run(request).await;
    }
    let asked = Asked::of(&request);
    let question = Question {
        turn: shelf.0.house.db().turn(),
        second: shelf.0.house.clock().now().timestamp(),
        wants: request
            .extensions()
            .get::<Wants>()
            .copied()
            .unwrap_or(Wants::Page),
        address: request
            .uri()
            .path_and_query()
            .map_or_else(|| "/".into(), |it| it.as_str().to_owned()),
    };
    let made = {
        let shelf = shelf.clone();
        async move {
            let (parts, body) = next.run(plain(request)).await.into_parts();
            shelf.keep(parts, body).await.map(Arc::new)
        }
    };
    let kept = match shelf.0.answers.try_get_with_by_ref(&question, made).await {
        Ok(kept) => kept,
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    if !kept.stays {
        shelf.0.answers.invalidate(&question).await;
    }
    asked.answer(&kept).await
}

/// The request as everyone's: what only this visitor can use is done when the answer is sent.
fn plain(mut request: Request) -> Request {
    *request.method_mut() = Method::GET;
    for name in [
        header::ACCEPT_ENCODING,
        header::IF_NONE_MATCH,
        header::IF_MODIFIED_SINCE,
        header::RANGE,
    ] {
        request.headers_mut().remove(name);
    }
    request
}

/// What this visitor can use.
struct Asked {
    head: bool,
    gzip: bool,
    brotli: bool,
    known: Option<HeaderValue>,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let accepts = request.headers().get_all(header::ACCEPT_ENCODING);
        let takes = |wanted: &str| {
            accepts
                .iter()
                .filter_map(|it| it.to_str().ok())
                .flat_map(|it| it.split(','))
                .any(|it| {
                    let (name, weight) = it.split_once(';').unwrap_or((it, ""));
                    let refused = weight
                        .split_once('=')
                        .is_some_and(|(_, q)| q.trim().parse::<f32>().is_ok_and(|q| q <= 0.0));
                    name.trim().eq_ignore_ascii_case(wanted) && !refused
                })
        };
        Self {
            head: *request.method() == Method::HEAD,
            gzip: takes("gzip"),
            brotli: takes("br"),
            known: request.headers().get(header::IF_NONE_MATCH).cloned(),
        }
    }

    async fn answer(&self, kept: &Kept) -> Response {
        let packs = kept.body.whole.len() >= WORTH_IT
            && !kept.headers.contains_key(header::CONTENT_ENCODING)
            && kept
                .headers
                .get(header::CONTENT_TYPE)
                .is_some_and(|kind| compresses(kind.as_bytes()));
        let encoding = match (packs, self.brotli, self.gzip) {
            (true, true, _) => Some("br"),
            (true, false, true) => Some("gzip"),
            _ => None,
        };
        let mark = match encoding {
            Some(encoding) => format!("\"{}-{encoding}\"", kept.body.mark),
            None => format!("\"{}\"", kept.body.mark),
        };
        let mut headers = kept.headers.clone();
        let set = |headers: &mut HeaderMap, name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        headers.insert(
            header::VARY,
            HeaderValue::from_static("accept-encoding, cookie"),
        );
        let good = kept.status == StatusCode::OK;
        if good && kept.stays {
            set(&mut headers, header::ETAG, &mark);
            if self.knows(&mark) {
                headers.remove(header::CONTENT_TYPE);
                return reply(StatusCode::NOT_MODIFIED, headers, Body::empty());
            }
        }
        if let Some(encoding) = encoding {
            set(&mut headers, header::CONTENT_ENCODING, encoding);
        }
        let body = kept.body.packed(encoding).await;
        set(
            &mut headers,
            header::CONTENT_LENGTH,
            &body.len().to_string(),
        );
        let body = if self.head {
            Body::empty()
        } else {
            Body::from(body)
        };
        reply(kept.status, headers, body)
    }

    fn knows(&self, mark: &str) -> bool {
        self.known
            .as_ref()
            .and_then(|it| it.to_str().ok())
            .is_some_and(|known| {
                known
                    .split(',')
                    .map(|it| it.trim().trim_start_matches("W/"))
                    .any(|it| it == mark || it == "*")
            })
    }
}

fn reply(status: StatusCode, headers: HeaderMap, body: Body) -> Response {
    let mut response = HttpResponse::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

fn compresses(kind: &[u8]) -> bool {
    let kind = String::from_utf8_lossy(kind);
    kind.starts_with("text/")
        || ["json", "xml", "svg", "javascript"]
            .iter()
            .any(|word| kind.contains(word))
}
