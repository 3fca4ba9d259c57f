//! What is asked: months, places, areas, from the address or from a form.

use axum::{
    body::to_bytes,
    extract::Request,
    http::{Method, header},
};
use evidence::{
    Month,
    recorded::{Area, Recorded, Where},
};
use web::forms::pairs;

use super::answer::No;

/// A question.
#[derive(Debug, Default)]
pub(super) struct Asked {
    fields: Vec<(String, String)>,
}

/// A month that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// One that is answered for.
    In(Month),
    /// Later than the latest one.
    After,
}

impl Asked {
    /// Reads a request.
    pub async fn of(request: Request) -> Result<Self, No> {
        let (parts, body) = request.into_parts();
        let mut asked = Self {
            fields: pairs(parts.uri.query().unwrap_or_default().as_bytes()),
        };
        if parts.method == Method::POST {
            // The front has read it already, and no more than it takes.
            let bytes = to_bytes(body, usize::MAX)
                .await
                .map_err(anyhow::Error::from)?;
            let kind = parts.headers.get(header::CONTENT_TYPE);
            let kind = kind.and_then(|it| it.to_str().ok()).unwrap_or_default();
            let kind = kind.to_ascii_lowercase();
            if kind.starts_with("application/x-www-form-urlencoded") {
                asked.fields.extend(pairs(&bytes));
            } else if !bytes.is_empty() || !kind.is_empty() {
                return Err(No::not_whole(
                    "A body is read as a form only: application/x-www-form-urlencoded.",
                ));
            }
        }
        Ok(asked)
    }

    /// A field. One that is empty is not there.
    pub fn field(&self, name: &str) -> Option<&str> {
        let all = self.fields.iter().filter(|(known, _)| known == name);
        all.map(|(_, value)| value.trim())
            .find(|value| !value.is_empty())
    }

    /// The month: the latest one where none is named.
    pub fn month(&self, memory: &Recorded) -> Result<When, No> {
        let month = match self.field("date") {
            None => None,
            Some(text) => Some(
                text.parse::<Month>()
                    .map_err(|_| No::not_there("That is not a month. Write it like 2026-09."))?,
            ),
        };
        Ok(match (memory.window(), month) {
            (None, _) => When::After,
            (Some((_, last)), None) => When::In(last),
            (Some((first, _)), Some(month)) if month < first => {
                return Err(No::not_there(format!(
                    "Months before {first} are not answered for: only the latest 36 are."
                )));
            }
            (Some((_, last)), Some(month)) if month > last => When::After,
            (_, Some(month)) => When::In(month),
        })
    }

    fn degrees(&self, name: &str) -> Result<Option<f64>, No> {
        let Some(text) = self.field(name) else {
            return Ok(None);
        };
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(No::not_whole(format!("{name} is not a number of degrees."))),
        }
    }

    /// A point, if one is named.
    pub fn point(&self) -> Result<Option<(f64, f64)>, No> {
        match (self.degrees("lat")?, self.degrees("lng")?) {
            (Some(lat), Some(lng)) => Ok(Some((lat, lng))),
            (None, None) => Ok(None),
            _ => Err(No::not_whole("Give lat and lng, both of them.")),
        }
    }

    /// An area, if one is named: a ring, or a mile around a point.
    pub fn area(&self) -> Result<Option<Where>, No> {
        if let Some(text) = self.field("poly") {
            let ring = ring(text).ok_or_else(|| {
                No::not_there(
                    "poly is not an area. Write three points or more: lat,lng:lat,lng:lat,lng.",
                )
            })?;
            return Ok(Some(Where::In(Area::Ring(ring))));
        }
        let around = |(lat, lon)| Where::In(Area::Circle { lat, lon });
        Ok(self.point()?.map(around))
    }

    /// The number of a published point, if one is named; zero is none of them.
    pub fn location(&self) -> Option<u32> {
        let text = self.field("location_id")?;
        Some(text.parse().unwrap_or(0))
    }
}

/// No place was named.
pub(super) fn no_place() -> No {
    No::not_whole("Name a place: lat and lng, or poly, or location_id where it is taken.")
}

/// Reads `lat,lng:lat,lng:lat,lng`. The ring may be left open.
fn ring(text: &str) -> Option<Vec<(f64, f64)>> {
    let number = |text: &str| {
        let number = text.trim().parse::<f64>().ok()?;
        number.is_finite().then_some(number)
    };
    let mut ring = text
        .split(':')
        .map(|pair| {
            let (lat, lng) = pair.split_once(',')?;
            Some((number(lat)?, number(lng)?))
        })
        .collect::<Option<Vec<_>>>()?;
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    (ring.len() >= 3).then_some(ring)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        Asked {
            fields: pairs(query.as_bytes()),
        }
    }

    #[test]
    fn escapes_are_read() {
        let it = asked("poly=51.1%2C0.1%3A51.2,0.2&a=b+c&date=");
        assert_eq!(it.field("poly"), Some("51.1,0.1:51.2,0.2"));
        assert_eq!((it.field("a"), it.field("date")), (Some("b c"), None));
    }

    #[test]
    fn a_ring_has_three_points_or_more_and_may_stay_open() {
        let open = ring("1,1:1,2:2,2").unwrap();
        assert_eq!(ring("1,1:1,2:2,2:1,1").unwrap(), open);
        for bad in [
            "",
            "1,1",
            "1,1:2,2",
            "1,1:2,2:1,1",
            "1:2:3",
            "a,b:c,d:e,f",
            "1,1:1,2:2,2:",
            "1,1:1,2:NaN,2",
        ] {
            assert!(ring(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_point_is_two_numbers() {
        assert!(asked("lat=51.4").point().is_err());
        assert!(asked("lat=x&lng=1").point().is_err());
        assert!(asked("lat=inf&lng=1").point().is_err());
        assert_eq!(asked("").point().unwrap(), None);
        assert_eq!(
            asked("lat=999&lng=-1e1").point().unwrap(),
            Some((999.0, -10.0))
        );
        assert_eq!(asked("location_id=x").location(), Some(0));
    }
}
