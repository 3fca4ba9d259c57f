//! The front door: limits, headers, refusals as pages.

mod bare;
mod kept;
mod pages;
mod rate;

use std::{any::Any, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing,
};
use base::{House, Routes, Stop};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt as _, Limited};
use tokio::sync::{Semaphore, SemaphorePermit};
use tower::{Layer as _, Service, util::MapRequestLayer};
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer,
    timeout::TimeoutLayer,
};

use crate::{Wants, assets};

/// The whole program as one service.
pub type Front = axum::routing::RouterIntoService<Body>;

/// Nothing loads from elsewhere, nothing runs that is not a file of ours.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(self), browsing-topics=()",
    ),
];

/// Puts the front before the routes.
pub fn front(
    house: &House,
    routes: Routes,
) -> impl Service<Request, Response = Response, Error = std::convert::Infallible, Future: Send>
+ Clone
+ Send
+ Sync
+ 'static {
    let limit = rate::Limit::of(house);
    let shelf = kept::Shelf::new(house, routes.rules());
    let router: Router = routes
        .into_router()
        .route("/assets/{*name}", routing::get(assets::show))
        .route("/favicon.ico", routing::get(async || StatusCode::NOT_FOUND))
        .route(
            "/robots.txt",
            routing::get(
                async || "User-agent: *\nDisallow: /desk\nDisallow: /admin\nDisallow: /sign-in\nDisallow: /updates/\nDisallow: /reports/\n",
            ),
        )
        .fallback(async || Stop::NotThere)
        .method_not_allowed_fallback(async || Stop::NotThere)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(30),
        ))
        // A key or a token in the request itself is no cookie that another site could use.
        .layer(CsrfLayer::new().with_insecure_bypass(|_, uri| {
            secret(uri.path()) || bare::is_open(uri.path())
        }))
        .layer(middleware::from_fn(whole))
        .layer(middleware::from_fn_with_state(
            limit.clone(),
            rate::limit_reports,
        ))
        .layer(middleware::from_fn_with_state(house.clone(), dress))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(shelf, kept::kept))
        // Outside what is kept: a limit counts every request, also one that costs nothing.
        .layer(middleware::from_fn_with_state(limit, rate::limit))
        .with_state(house.clone());
    // Outside the router, because the address decides the route.
    MapRequestLayer::new(choose_form).layer(router)
}

/// `/wards.csv` is `/wards`, asked for as a table. A trailing slash is none.
fn choose_form(mut request: Request) -> Request {
    let path = request.uri().path().to_owned();
    if path.starts_with("/assets/") {
        return request;
    }
    // No address of ours holds a control character or bytes that are no text;
    // PostgreSQL would refuse them with a fault.
    if !is_text(&path) {
        request.extensions_mut().insert(Wants::split(&path).0);
        // Of an open interface it stays: it refuses in its own form.
        let nowhere = if path.starts_with("/open311/") {
            "/open311/nowhere"
        } else if path.starts_with("/api/") {
            "/api/nowhere/at/all/there"
        } else {
            "/nowhere"
        };
        *request.uri_mut() = axum::http::Uri::from_static(nowhere);
        return request;
    }
    let (wants, rest) = Wants::split(&path);
    let rest = if rest.len() > 1 {
        rest.trim_end_matches('/')
    } else {
        rest
    };
    let rest = if rest.is_empty() { "/" } else { rest };
    request.extensions_mut().insert(wants);
    if rest != path {
        let full = match request.uri().query() {
            Some(query) => format!("{rest}?{query}"),
            None => rest.to_owned(),
        };
        if let Ok(uri) = full.parse() {
            *request.uri_mut() = uri;
        }
    }
    request
}

/// Whether an address, unescaped, is plain text.
fn is_text(path: &str) -> bool {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let code = |digit: Option<u8>| digit.and_then(|digit| (digit as char).to_digit(16));
        match byte {
            b'%' => match code(rest.next()).zip(code(rest.next())) {
                Some((high, low)) => bytes.push((high * 16 + low) as u8),
                None => return false,
            },
            byte => bytes.push(byte),
        }
    }
    std::str::from_utf8(&bytes).is_ok_and(|text| !text.chars().any(char::is_control))
}

fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let words = cause.downcast_ref::<&str>().map(|it| (*it).to_owned());
    let words = words
        .or_else(|| cause.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    Stop::from(anyhow::anyhow!("a panic: {words}")).into_response()
}

/// Whether an address is one that no other site can know: a link of a mail. Mail
/// programs press its button from wherever they are (RFC 8058), no cookie
/// counts there, and browsers send its own form with the origin `null`.
///
/// The same holds for reports and for pages of help: what opens them is in the address or in the form, never in a cookie, and their pages tell no
/// referrer, so that browsers send their forms with the origin `null` too.
fn secret(path: &str) -> bool {
    path.starts_with("/updates/") && base::secrets::masked(path) != path || quiet(path)
}

/// Longer bodies are not read.
const LONGEST: usize = 256 * 1024;
/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// Five photos of ten megabytes, or a log of incidents, and what a form needs around them.
const LONGEST_FILES: usize = 51 << 20;
/// Photos come from phones with a poor line.
const PATIENCE_FILES: Duration = Duration::from_secs(120);
/// All files on their way together fill so many megabytes at the most; whoever comes then is asked to try again. Megabytes are
/// taken as they arrive: who sends slowly takes nothing from others.
static MEGABYTES_OF_FILES: Semaphore = Semaphore::const_new(200);

/// Whether files are sent there: photos of a report, or an analyst's log of incidents.
fn takes_files(request: &Request) -> bool {
    let path = request.uri().path();
    let photos = path.starts_with("/reports/new/") && path.ends_with("/photos");
    request.method() == axum::http::Method::POST && (photos || path == "/desk/analysis/logs/new")
}

/// Reads the whole body before a route begins: a verb holds the store's one
/// writer, and a visitor who sends slowly must not hold it with them.
async fn whole(request: Request, next: Next) -> Response {
    let files = takes_files(&request);
    let (longest, patience) = if files {
        (LONGEST_FILES, PATIENCE_FILES)
    } else {
        (LONGEST, PATIENCE)
    };
    let (parts, body) = request.into_parts();
    let arriving = async {
        if files {
            files_of(body).await
        } else {
            let whole = axum::body::to_bytes(body, longest).await;
            whole.map(|it| (it, None)).map_err(|_| Broken::Off)
        }
    };
    match tokio::time::timeout(patience, arriving).await {
        Ok(Err(Broken::NoRoom)) => Stop::Busy.into_response(),
        Ok(Ok((bytes, _room))) => {
            let mut request = Request::from_parts(parts, Body::from(bytes));
            // The length was looked at: here, and for every other form by the limit that forms have anyway.
            if files {
                DefaultBodyLimit::disable().apply(&mut request);
            }
            next.run(request).await
        }
        Ok(Err(_)) if files => Stop::Refused(
            "What you sent is larger than 50 MB together, or it did not arrive whole. Go back and send less at once."
                .into(),
        )
        .into_response(),
        Ok(Err(_)) => Stop::Refused(
            "That is too long, or it did not arrive whole. Shorten it and send it again.".into(),
        )
        .into_response(),
        Err(_) => {
            Stop::Refused("The form arrived too slowly. Send it again.".into()).into_response()
        }
    }
}

/// Why a body did not arrive.
enum Broken {
    /// It is too long, or its sender has gone.
    Off,
    /// Others are sending files.
    NoRoom,
}

/// Files as they arrive, and the room that they take until they are dealt with.
async fn files_of(body: Body) -> Result<(Bytes, Option<SemaphorePermit<'static>>), Broken> {
    let mut body = Limited::new(body, LONGEST_FILES);
    let mut room: Option<SemaphorePermit<'static>> = None;
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(bytes) = frame.map_err(|_| Broken::Off)?.into_data() else {
            continue;
        };
        whole.extend_from_slice(&bytes);
        let held = room.as_ref().map_or(0, SemaphorePermit::num_permits);
        let more = (whole.len() >> 20) + 1 - held;
        let more = u32::try_from(more).map_err(|_| Broken::Off)?;
        let permit = MEGABYTES_OF_FILES
            .try_acquire_many(more)
            .map_err(|_| Broken::NoRoom)?;
        match &mut room {
            Some(room) => room.merge(permit),
            None => room = Some(permit),
        }
    }
    Ok((whole.freeze(), room))
}

/// Leads on to where a page stands now, with the rest of its address. A form that is sent there keeps its words.
fn moved(
    path: &str,
    from: &str,
    to: &str,
    wants: Wants,
    query: Option<&str>,
    reads: bool,
) -> Response {
    let rest = path.strip_prefix(from).unwrap_or_default();
    let query = query.map_or(String::new(), |query| format!("?{query}"));
    let status = if reads {
        StatusCode::MOVED_PERMANENTLY
    } else {
        StatusCode::PERMANENT_REDIRECT
    };
    let location = format!("{to}{rest}{}{query}", wants.ending());
    (status, [(header::LOCATION, location)]).into_response()
}

/// Turns refusals into pages, logs faults once, and sets the headers.
async fn dress(State(house): State<House>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().map(str::to_owned);
    let reads = request.method().is_safe();
    let wants = request
        .extensions()
        .get::<Wants>()
        .copied()
        .unwrap_or(Wants::Page);
    let mut response = next.run(request).await;
    // Programs read no pages: what an open interface says stands as it is.
    let open = bare::is_open(&path);
    if let Some(stop) = response.extensions_mut().remove::<Stop>() {
        if let Stop::Fault(fault) = &stop {
            let path = base::secrets::masked(&path);
            tracing::error!(path, "{fault:#}");
        }
        response = match &stop {
            _ if open => bare::of(&path, wants, &stop).unwrap_or(response),
            Stop::Moved(from, to) => moved(&path, from, to, wants, query.as_deref(), reads),
            _ => pages::of(&house, &path, &stop, response),
        };
    } else if open {
        // As it is.
    } else if response.status() == StatusCode::FORBIDDEN {
        response = pages::cross_site(&house, &path);
    } else if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response = pages::busy(&house, &path);
    }
    // A part of a request that could not be read is refused in bare words: give them a page.
    // Programs that speak to the interfaces get the bare answers these promise.
    let of_kind = |response: &Response, start: &[u8]| {
        response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(start))
    };
    let unreadable = response.status().is_client_error() && of_kind(&response, b"text/plain");
    if unreadable && !open {
        response = pages::unreadable(&house, &path, response.status());
    }
    // A page that knows only how to be a page was asked for as a table.
    let is_page = of_kind(&response, b"text/html");
    if wants != Wants::Page && is_page && response.status().is_success() {
        response = pages::of(
            &house,
            &path,
            &Stop::NotThere,
            StatusCode::NOT_FOUND.into_response(),
        );
    }
    let refused = response.status().is_client_error() || response.status().is_server_error();
    if wants == Wants::Json && refused && !open && of_kind(&response, b"text/html") {
        response = pages::problem(response);
    }
    if quiet(&path) {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        );
        headers.insert(
            HeaderName::from_static("x-robots-tag"),
            HeaderValue::from_static("noindex"),
        );
    }
    guard(&house, &mut response);
    response
}

/// Pages that no browser and no box on the way keeps, and that tell no other page where somebody was: what is reported, and
/// help for somebody who must not be found out.
fn quiet(path: &str) -> bool {
    path.starts_with("/reports/") || path.starts_with("/support/")
}

/// The headers that keep an answer to itself.
fn guard(house: &House, response: &mut Response) {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        // A page may be stricter than the rest about where it says it was.
        headers
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    if house.settings().secure() {
        let long = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, long);
    }
}

/// Which form of the page was asked for.
#[must_use]
pub fn wants(extension: Option<axum::Extension<Wants>>) -> Wants {
    extension.map_or(Wants::Page, |axum::Extension(wants)| wants)
}
