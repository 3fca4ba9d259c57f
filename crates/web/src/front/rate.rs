//! How much one address may ask of the open interfaces, and send as reports: a bucket that leaks.
//! No address is kept, only a hash of it that nobody can make again an hour later.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use base::{House, Stop, settings::OpenData};
use chrono::{DateTime, Duration, Utc};

use crate::Wants;

/// Seconds after which hashes are made anew.
const ROTATES: i64 = 3600;
/// Forms of reports from one address in an hour: a report takes about eight, and a library or a hostel has one address.
const REPORTS: Rules = Rules {
    name: "reports",
    rate: 160.0 / 3600.0,
    burst: 160.0,
};
/// Receipts tried from one address in an hour.
const RECEIPTS: Rules = Rules {
    name: "receipts",
    rate: 20.0 / 3600.0,
    burst: 20.0,
};
/// The longest request line that is read.
const LONGEST_LINE: usize = 4_094;
/// So many buckets are looked through for empty ones.
const MANY: usize = 20_000;

/// The limit of one house.
#[derive(Clone)]
pub(super) struct Limit {
    house: House,
    buckets: Arc<Mutex<Buckets>>,
}

impl Limit {
    pub(super) fn of(house: &House) -> Self {
        Self {
            house: house.clone(),
            buckets: Arc::new(Mutex::new(Buckets::new(house.clock().now()))),
        }
    }
}

/// How fast a bucket leaks, and how much goes in at once.
#[derive(Clone, Copy)]
struct Rules {
    name: &'static str,
    rate: f64,
    burst: f64,
}

impl Rules {
    fn of(rules: &OpenData) -> Self {
        Self {
            name: "open data",
            rate: f64::from(rules.requests_per_second),
            burst: f64::from(rules.burst),
        }
    }
}

struct Buckets {
    key: RandomState,
    since: DateTime<Utc>,
    /// How full each is, when that was, and how fast it leaks.
    full: HashMap<u64, (f64, DateTime<Utc>, f64)>,
}

impl Buckets {
    fn new(now: DateTime<Utc>) -> Self {
        Self {
            key: RandomState::new(),
            since: now,
            full: HashMap::new(),
        }
    }

    /// Puts one request in; how many more go in at once, or the seconds to wait.
    fn put(&mut self, from: IpAddr, rules: Rules, now: DateTime<Utc>) -> Result<u32, u64> {
        if (now - self.since).num_seconds().abs() >= ROTATES {
            *self = Self::new(now);
        }
        let left = |(level, at, rate): (f64, DateTime<Utc>, f64)| {
            let gone = (now - at).max(Duration::zero()).as_seconds_f64();
            (level - gone * rate).max(0.0)
        };
        if self.full.len() >= MANY {
            self.full.retain(|_, bucket| left(*bucket) > 0.0);
        }
        let bucket = self
            .full
            .entry(self.key.hash_one((rules.name, from)))
            .or_insert((0.0, now, rules.rate));
        let level = left(*bucket);
        // A clock that is put back must not empty it twice.
        let at = bucket.1.max(now);
        let room = rules.burst - level;
        if room < 1.0 {
            *bucket = (level, at, rules.rate);
            // At least a second, at most what an empty bucket takes: small and whole.
            return Err(((1.0 - room) / rules.rate).ceil().max(1.0) as u64);
        }
        *bucket = (level + 1.0, at, rules.rate);
        Ok((room - 1.0) as u32)
    }
}

/// Who asks: whoever is connected; behind a proxy of ours, whoever it says it asks for.
fn asks(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let plain = |address: IpAddr| address.to_canonical();
    let is_ours = |address: IpAddr| proxies.iter().any(|it| plain(*it) == plain(address));
    let mut from = plain(peer);
    if is_ours(from) {
        // The last one that is not ours: what stands before it, anybody can have written.
        let said = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .map(|word| word.trim().parse::<IpAddr>().ok())
            .collect::<Vec<_>>();
        for address in said.into_iter().rev() {
            let Some(address) = address else { break };
            from = plain(address);
            if !is_ours(from) {
                break;
            }
        }
    }
    network(from)
}

/// Of IPv6 the network of one home or office, which has all its addresses.
fn network(from: IpAddr) -> IpAddr {
    match from {
        IpAddr::V4(_) => from,
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}

/// Lets a request of the open interfaces through, or says when to come again.
/// What is asked inside the program, without a connection, has no limit.
pub(super) async fn limit(State(limit): State<Limit>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !super::bare::is_open(path) {
        return next.run(request).await;
    }
    let rules = &limit.house.settings().open_data;
    let target = request.uri().path_and_query().map_or("/", |it| it.as_str());
    // "GET " before it and " HTTP/1.1" after it make the line.
    let line = request.method().as_str().len() + target.len() + " HTTP/1.1".len() + 1;
    if line > LONGEST_LINE {
        let words =
            "The address is longer than 4,094 characters. Send a long area as a form with POST.";
        let wants = request.extensions().get::<Wants>().copied();
        let mut response = super::bare::refusal(path, wants, StatusCode::BAD_REQUEST, words);
        super::guard(&limit.house, &mut response);
        return response;
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let verdict = match peer {
        Some(ConnectInfo(peer)) if rules.requests_per_second > 0 => {
            let from = asks(peer.ip(), request.headers(), &rules.proxies);
            let now = limit.house.clock().now();
            let mut buckets = limit.buckets.lock().unwrap_or_else(PoisonError::into_inner);
            Some(buckets.put(from, Rules::of(rules), now))
        }
        _ => None,
    };
    let mut response = match verdict {
        Some(Err(seconds)) => {
            let mut refusal = refusal(&request, rules, seconds);
            super::guard(&limit.house, &mut refusal);
            refusal
        }
        _ => next.run(request).await,
    };
    let headers = response.headers_mut();
    // Anybody's page may read what is open to anybody.
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(
            "x-wardmote-reason, x-ratelimit-limit, x-ratelimit-remaining, retry-after",
        ),
    );
    if rules.requests_per_second > 0 {
        headers.insert(
            HeaderName::from_static("x-ratelimit-limit"),
            rules.requests_per_second.into(),
        );
    }
    if let Some(verdict) = verdict {
        headers.insert(
            HeaderName::from_static("x-ratelimit-remaining"),
            verdict.unwrap_or(0).into(),
        );
    }
    response
}

/// Lets the forms of reports and receipts through, or says when to come again. Nobody is asked a riddle, and nobody is
/// followed: the address is hashed, counted and forgotten within the hour.
pub(super) async fn limit_reports(
    State(limit): State<Limit>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let rules = match request.method().is_safe() {
        false if path.starts_with("/reports/receipt") => RECEIPTS,
        false if path.starts_with("/reports/") || path.starts_with("/support/") => REPORTS,
        _ => return next.run(request).await,
    };
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else {
        return next.run(request).await;
    };
    let proxies = &limit.house.settings().open_data.proxies;
    let from = asks(peer.ip(), request.headers(), proxies);
    let now = limit.house.clock().now();
    let verdict = {
        let mut buckets = limit.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.put(from, rules, now)
    };
    match verdict {
        Ok(_) => next.run(request).await,
        Err(seconds) => Stop::TooMany(seconds).into_response(),
    }
}

/// "Too many", in the form that was asked for.
fn refusal(request: &Request, rules: &OpenData, seconds: u64) -> Response {
    let words = format!(
        "Too many requests. From one address we answer {} a second, {} at once. Wait {seconds} second{} and ask again.",
        rules.requests_per_second,
        rules.burst,
        if seconds == 1 { "" } else { "s" }
    );
    let wants = request.extensions().get::<Wants>().copied();
    let status = StatusCode::TOO_MANY_REQUESTS;
    let mut response = super::bare::refusal(request.uri().path(), wants, status, &words);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, seconds.into());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn thirty_go_in_at_once_then_fifteen_a_second() {
        let now: DateTime<Utc> = "2026-11-24T14:00:00Z".parse().unwrap();
        let (mut buckets, rules) = (Buckets::new(now), Rules::of(&OpenData::default()));
        let from = at("192.0.2.1");
        let mut taken = |at: DateTime<Utc>, from| {
            (0..100)
                .filter(|_| buckets.put(from, rules, at).is_ok())
                .count()
        };
        assert_eq!(taken(now, from), 30);
        assert_eq!(taken(now, at("192.0.2.2")), 30, "each address has its own");
        assert_eq!(taken(now + Duration::seconds(1), from), 15);
        assert_eq!(taken(now + Duration::seconds(60), from), 30);
        assert_eq!(
            taken(now + Duration::seconds(59), from),
            0,
            "a clock that is put back empties nothing"
        );
        assert_eq!(
            buckets.put(from, rules, now + Duration::seconds(60)),
            Err(1)
        );
        let later = now + Duration::seconds(61);
        let tries = (0..100).filter(|_| buckets.put(from, RECEIPTS, later).is_ok());
        assert_eq!(tries.count(), 20, "receipts have a bucket of their own");
    }

    #[test]
    fn only_our_own_proxy_is_believed() {
        let mut headers = HeaderMap::new();
        headers.append(
            "x-forwarded-for",
            HeaderValue::from_static("10.9.9.9, 192.0.2.7"),
        );
        let (proxy, other) = (at("127.0.0.1"), at("198.51.100.4"));
        assert_eq!(asks(proxy, &headers, &[proxy]), at("192.0.2.7"));
        assert_eq!(asks(proxy, &headers, &[]), proxy);
        assert_eq!(asks(other, &headers, &[proxy]), other);
        assert_eq!(asks(proxy, &HeaderMap::new(), &[proxy]), proxy);
        assert_eq!(
            asks(at("2001:db8:1:2:3:4:5:6"), &headers, &[proxy]),
            at("2001:db8:1:2::")
        );
    }
}
