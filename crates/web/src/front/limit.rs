//! How often one asker may ask the police data interface: fifteen times a second, thirty at once, as programs expect.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{Mutex, PoisonError},
    time::Instant,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use base::House;

/// Above so many askers those whose buckets have run dry are forgotten.
const MANY: usize = 10_000;

/// A bucket for each asker; it leaks at a steady rate.
struct Buckets {
    began: Instant,
    full: Mutex<HashMap<IpAddr, (f64, f64)>>,
}

impl Default for Buckets {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            full: Mutex::default(),
        }
    }
}

/// One more request of an asker: whether it fits, at a second since the start.
fn fits(
    buckets: &mut HashMap<IpAddr, (f64, f64)>,
    asker: IpAddr,
    now: f64,
    rate: f64,
    burst: f64,
) -> bool {
    if buckets.len() > MANY {
        buckets.retain(|_, (level, at)| *level > (now - *at) * rate);
    }
    let (level, at) = buckets.entry(asker).or_insert((0.0, now));
    *level = (*level - (now - *at) * rate).max(0.0);
    *at = now;
    if *level + 1.0 > burst {
        return false;
    }
    *level += 1.0;
    true
}

/// Who asks: their address, or what the proxy before us says of it. Nobody, where the program asks itself.
fn asker(house: &House, request: &Request) -> Option<IpAddr> {
    let forwarded = || {
        let lines = request.headers().get_all("x-forwarded-for").iter();
        // The last one is what our own proxy saw; those before it anyone can write.
        let last = lines.last()?.to_str().ok()?.rsplit(',').next()?;
        last.trim().parse().ok()
    };
    let from_proxy = house.settings().api.behind_proxy;
    let address: IpAddr = match from_proxy.then(forwarded).flatten() {
        Some(address) => address,
        None => {
            let info = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
            info.0.ip()
        }
    };
    // One household or office has a whole network of these.
    Some(match address.to_canonical() {
        IpAddr::V6(it) => {
            let [a, b, c, d, ..] = it.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        it => it,
    })
}

/// Lets a request through to the interface, or says when to ask again.
pub(super) async fn limit(State(house): State<House>, request: Request, next: Next) -> Response {
    let api = &house.settings().api;
    if api.requests_per_second == 0 || !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    let Some(asker) = asker(&house, &request) else {
        return next.run(request).await;
    };
    let buckets = house
        .kept::<Buckets>()
        .unwrap_or_else(|| house.keep(Buckets::default()));
    let now = buckets.began.elapsed().as_secs_f64();
    let (rate, burst) = (f64::from(api.requests_per_second), f64::from(api.burst));
    let fits = {
        let mut full = buckets.full.lock().unwrap_or_else(PoisonError::into_inner);
        fits(&mut full, asker, now, rate, burst)
    };
    if fits {
        return next.run(request).await;
    }
    let mut response = StatusCode::TOO_MANY_REQUESTS.into_response();
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    headers.insert(
        super::REASON,
        HeaderValue::from_static("Too many requests at once. Ask again in a second."),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_at_once_then_fifteen_a_second() {
        let mut buckets = HashMap::new();
        let one: IpAddr = "192.0.2.1".parse().unwrap();
        let two: IpAddr = "192.0.2.2".parse().unwrap();
        let taken = |buckets: &mut _, who, now| {
            (0..100)
                .filter(|_| fits(buckets, who, now, 15.0, 30.0))
                .count()
        };
        assert_eq!(taken(&mut buckets, one, 0.0), 30);
        assert_eq!(taken(&mut buckets, two, 0.0), 30, "another asker");
        assert_eq!(taken(&mut buckets, one, 1.0), 15);
        assert_eq!(taken(&mut buckets, one, 60.0), 30);
    }
}
