//! Concerns as other programs ask for them: one, some by their numbers, or by kind, time, state and place.

use axum::{Extension, extract::Path, http::Uri};
use base::{Answer, Desk};
use chrono::{DateTime, Utc};
use concerns::{
    Concern, ConcernId,
    concerns::store::{self, Asked},
};
use uuid::Uuid;
use wards::queries::code::read_reference;
use web::Wants;

use super::{
    Ask, Node, Wrong,
    view::View,
    wrong::{bad, send},
};

/// More than this is in no answer.
pub(super) const MOST: usize = 1_000;
/// Metres around a point where nothing is said.
const NEAR: f64 = 500.0;

/// Metres of a degree to the north.
const DEGREE: f64 = 111_195.0;

/// The list.
pub(super) async fn list(mut desk: Desk, uri: Uri, form: Option<Extension<Wants>>) -> Answer {
    let answer = found(&mut desk, &Ask::of(&uri)).await;
    send(form, "service_requests", answer)
}

/// One.
pub(super) async fn show(
    mut desk: Desk,
    Path(id): Path<String>,
    uri: Uri,
    form: Option<Extension<Wants>>,
) -> Answer {
    let answer = one(&mut desk, &Ask::of(&uri), &id).await;
    send(form, "service_requests", answer)
}

/// The concern of a number, however it was typed.
///
/// # Errors
/// 404 where there is none.
pub(super) async fn of_number(desk: &mut Desk, typed: &str) -> Result<Concern, Wrong> {
    let found = match read_number(typed) {
        Some(reference) => store::of_reference(desk.tx(), &reference).await?,
        None => None,
    };
    found.filter(Concern::is_public).ok_or(Wrong::NotThere(
        "There is no request with this service_request_id.",
    ))
}

fn read_number(typed: &str) -> Option<String> {
    let rest = typed.trim().strip_prefix(['C', 'c'])?;
    read_reference(rest).map(|reference| format!("C-{reference}"))
}

fn is_extended(ask: &Ask) -> bool {
    ask.get("extensions") == Some("true")
}

async fn one(desk: &mut Desk, ask: &Ask, id: &str) -> Result<Node, Wrong> {
    let client = ask.client(desk).await?;
    let concern = of_number(desk, id).await?;
    let view = View::of(desk, client, concern.requested_at, is_extended(ask)).await?;
    let node = view.request(desk, &concern).await?;
    Ok(Node::List("request", vec![node]))
}

async fn found(desk: &mut Desk, ask: &Ask) -> Result<Node, Wrong> {
    let client = ask.client(desk).await?;
    let (size, page) = ask.page()?;
    let numbers = ask.list("service_request_id");
    let mut all = Vec::new();
    if numbers.is_empty() {
        let span = ask.span(desk.now())?;
        all = page_of(desk, &Filter::of(desk, ask)?, span, (size, page)).await?;
    } else {
        // By number, and nothing else counts.
        for number in numbers.into_iter().take(MOST).filter_map(read_number) {
            let found = store::of_reference(desk.tx(), &number).await?;
            all.extend(found.filter(Concern::is_public));
        }
        all.sort_by_key(|it| std::cmp::Reverse((it.requested_at, it.id)));
        all.dedup_by_key(|it| it.id);
        all = all.into_iter().skip((page - 1) * size).take(size).collect();
    }
    let oldest = all.iter().map(|it| it.requested_at).min();
    let from = oldest.unwrap_or_else(|| desk.now());
    let view = View::of(desk, client, from, is_extended(ask)).await?;
    let mut nodes = Vec::new();
    for concern in &all {
        nodes.push(view.request(desk, concern).await?);
    }
    Ok(Node::List("request", nodes))
}

/// One page of the list. Where a place is asked for, the store gives more than that, and the place of each is looked at here.
async fn page_of(
    desk: &mut Desk,
    filter: &Filter,
    (start, end): (DateTime<Utc>, DateTime<Utc>),
    (size, page): (usize, usize),
) -> Result<Vec<Concern>, Wrong> {
    let mut asked = Asked {
        from: start,
        below: (end, ConcernId(Uuid::max())),
        services: filter.services.clone(),
        open: filter.open,
        over: filter.closed,
        square: filter.square(),
    };
    let before = (page - 1) * size;
    if !filter.has_place() {
        return Ok(store::public(desk.tx(), &asked, size, before).await?);
    }
    let mut left_out = 0;
    let mut all = Vec::new();
    loop {
        let some = store::public(desk.tx(), &asked, MOST, 0).await?;
        let is_last = some.len() < MOST;
        if let Some(last) = some.last() {
            asked.below = (last.requested_at, last.id);
        }
        for concern in some.into_iter().filter(|it| filter.is_near(it)) {
            if left_out < before {
                left_out += 1;
            } else if all.len() < size {
                all.push(concern);
            }
        }
        if is_last || all.len() == size {
            return Ok(all);
        }
    }
}

/// What is asked for besides the time.
struct Filter {
    services: Vec<String>,
    open: bool,
    closed: bool,
    /// West, south, east, north, in degrees.
    bounds: Option<[f64; 4]>,
    /// East, north, metres.
    near: Option<(f64, f64, f64)>,
}

impl Filter {
    fn of(desk: &Desk, ask: &Ask) -> Result<Self, Wrong> {
        let services = ask.list("service_code");
        if services
            .iter()
            .any(|code| desk.place().service(code).is_none())
        {
            return Err(Wrong::NotThere(
                "There is no service with this service_code.",
            ));
        }
        let states = ask.list("status");
        if states.iter().any(|it| !matches!(*it, "open" | "closed")) {
            return Err(bad("status is open, closed, or both with a comma between."));
        }
        let bounds: Vec<f64> = ask.get("bbox").map_or_else(Vec::new, |text| {
            text.split(',')
                .map(|it| it.trim().parse().unwrap_or(f64::NAN))
                .collect()
        });
        let bounds = match (ask.get("bbox"), bounds.as_slice()) {
            (None, _) => None,
            (Some(_), &[west, south, east, north])
                if west <= east
                    && south <= north
                    && [west, east].iter().all(|it| it.abs() <= 180.0)
                    && [south, north].iter().all(|it| it.abs() <= 90.0) =>
            {
                Some([west, south, east, north])
            }
            _ => return Err(bad("bbox is west,south,east,north in degrees.")),
        };
        let radius = ask.number("radius", 0.0, 100_000.0)?;
        let near = ask.point()?;
        if radius.is_some() && near.is_none() {
            return Err(bad("Send lat and long with radius."));
        }
        Ok(Self {
            services: services.into_iter().map(str::to_owned).collect(),
            open: states.is_empty() || states.contains(&"open"),
            closed: states.is_empty() || states.contains(&"closed"),
            bounds,
            near: near.map(|(long, lat)| (long, lat, radius.unwrap_or(NEAR))),
        })
    }

    fn has_place(&self) -> bool {
        self.bounds.is_some() || self.near.is_some()
    }

    /// West, south, east, north in millionths of a degree: all that can be near, and a little more, because the place that is
    /// shown is rounded.
    fn square(&self) -> Option<[i64; 4]> {
        let mut square = self.bounds;
        if let Some((x, y, metres)) = self.near {
            let high = metres / DEGREE;
            let wide = high / (y.abs() + high).to_radians().cos().max(0.01);
            let [west, south, east, north] = square.unwrap_or([-180.0, -90.0, 180.0, 90.0]);
            square = Some([
                west.max(x - wide),
                south.max(y - high),
                east.min(x + wide),
                north.min(y + high),
            ]);
        }
        let micro = |degrees: f64, more: f64| (degrees * 1e6 + more) as i64;
        square.map(|[west, south, east, north]| {
            [
                micro(west, -100.0),
                micro(south, -100.0),
                micro(east, 100.0),
                micro(north, 100.0),
            ]
        })
    }

    fn is_near(&self, it: &Concern) -> bool {
        // By the place that is shown: else a search would find the exact one.
        let shown = |value: i64| (value as f64 / 100.0).round() / 1e4;
        let (Some(long), Some(lat)) = (it.lon_e6.map(shown), it.lat_e6.map(shown)) else {
            return false;
        };
        let inside = self.bounds.is_none_or(|[west, south, east, north]| {
            (west..=east).contains(&long) && (south..=north).contains(&lat)
        });
        inside
            && self
                .near
                .is_none_or(|(x, y, metres)| distance((x, y), (long, lat)) <= metres)
    }
}

/// Metres between two points in degrees, near enough for a few miles.
fn distance(one: (f64, f64), other: (f64, f64)) -> f64 {
    let north = (one.1 - other.1) * DEGREE;
    let east = (one.0 - other.0) * DEGREE * ((one.1 + other.1) / 2.0).to_radians().cos();
    north.hypot(east)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_type_it() {
        assert_eq!(read_number(" c-7k3m-q9xd"), Some("C-7K3M-Q9XD".into()));
        assert_eq!(read_number("7K3M-Q9XD"), None);
        assert_eq!(read_number("C-7K3M"), None);
    }

    #[test]
    fn a_thousandth_of_a_degree_is_a_short_walk() {
        assert!((distance((0.0, 51.5), (0.0, 51.501)) - 111.2).abs() < 0.1);
        assert!((distance((0.0, 51.5), (0.001, 51.5)) - 69.2).abs() < 0.1);
    }
}
