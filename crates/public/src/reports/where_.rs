//! Where it is: in words, from a list of streets near by, on a map, by coordinates or by postcode. Any one is enough.

use askama::Template;
use axum::extract::{Path, State};
use base::{Answer, Desk, House, Stop, WardId};
use evidence::recorded::{self, Named};
use wards::{Atlas, atlas, boundaries::shape, postcodes};
use web::{Fields, Frame};

use super::{
    Draft, Opened, Screen, Step, details, draw,
    map::{self, View},
    nobody, similar,
};

#[derive(Template)]
#[template(path = "reports/where.html")]
struct Page {
    frame: Frame,
    screen: Screen,
    form: Fields,
    kind: String,
    change: String,
    /// Streets and places to choose from; empty: nothing was found, or nothing was looked for.
    near: Vec<(String, String)>,
    /// The wards, to choose where no place is known.
    wards: Vec<(String, String)>,
    /// The address of the map; empty: there is none.
    map: String,
    wide: f64,
    high: f64,
    /// Where the pin stands, in words; empty: there is no pin.
    pin: String,
    closer: bool,
    wider: bool,
    looked: bool,
}

/// How many places are offered.
const OFFERED: usize = 8;

async fn screen(desk: &mut Desk, it: &Opened, mut form: Fields) -> Answer {
    let (frame, screen) = Screen::of(desk, it, Step::Where, &form);
    let atlas = atlas(desk).await?;
    let recorded = recorded::ready(desk.house());
    let found = recorded.map_or(Vec::new(), |recorded| match it.draft.point {
        Some((lon, lat)) => recorded.named_around(degrees(lat), degrees(lon), 400.0, OFFERED),
        None => {
            let middle = middle(&atlas, &it.draft);
            recorded.named_like(&it.draft.place, middle, OFFERED)
        }
    });
    let mut near: Vec<_> = found.iter().filter_map(|it| offer(&atlas, it)).collect();
    let looked = !it.draft.place.is_empty() || it.draft.point.is_some();
    if !near.is_empty() {
        let none = if it.draft.point.is_some() {
            "None of these: the pin on the map is right"
        } else {
            "None of these: my words say where it is"
        };
        near.push(("none".into(), none.into()));
        if form.raw("near").is_empty() && it.draft.point.is_some() {
            form.set("near", "none");
        }
    }
    let pin = it.draft.point.map_or(String::new(), |(lon, lat)| {
        let nearest = found.first().map(|it| format!("near {}", it.name));
        let ward = atlas.at(lon, lat).map_or("", |ward| ward.name.as_str());
        match nearest {
            Some(nearest) => format!("{nearest}, {ward}"),
            None => format!("in {ward}"),
        }
    });
    let mut wards = vec![(String::new(), "I do not know".to_owned())];
    let all = atlas.wards.iter();
    wards.extend(all.map(|ward| (ward.slug.clone(), ward.name.clone())));
    let view = View::of(&atlas, &it.draft);
    let zoom = view.as_ref().map_or(0, View::zoom);
    let page = Page {
        frame,
        screen,
        kind: details::kind(desk, it),
        change: it.path(Step::What.word()),
        near,
        wards,
        map: view.map_or(String::new(), |_| it.path("map")),
        wide: map::WIDE,
        high: map::HIGH,
        closer: zoom < map::CLOSEST && it.draft.point.is_some(),
        wider: zoom > 0,
        pin,
        looked,
        form,
    };
    draw(desk, &page.form, &page)
}

fn degrees(e6: i32) -> f64 {
    f64::from(e6) / 1e6
}

/// The middle of the ward that the report was begun on.
fn middle(atlas: &Atlas, draft: &Draft) -> Option<(f64, f64)> {
    let at = atlas
        .wards
        .iter()
        .position(|ward| ward.slug == draft.from)?;
    shape::centre(&atlas.edges[at]).map(|(lon, lat)| (lat, lon))
}

/// A street as it is offered: the value carries the point, so that nothing must be looked up again.
fn offer(atlas: &Atlas, it: &Named) -> Option<(String, String)> {
    let point = [it.lon_e6, it.lat_e6];
    let at = atlas
        .edges
        .iter()
        .position(|rings| shape::covers(rings, point))?;
    Some((
        format!("{},{},{}", it.lon_e6, it.lat_e6, it.name),
        format!("{}, {}", it.name, atlas.wards[at].name),
    ))
}

/// The form.
pub(super) async fn show(mut desk: Desk, Path(token): Path<String>) -> Answer {
    let it = Opened::of(&mut desk, &token).await?;
    let form = Fields::fresh()
        .with("where", &it.draft.place)
        .with("more", &it.draft.more)
        .with("ward", &it.draft.from);
    screen(&mut desk, &it, form).await
}

/// Looks for a place, moves the pin or the map, or goes on.
pub(super) async fn keep(
    State(house): State<House>,
    Path(token): Path<String>,
    mut form: Fields,
) -> Answer {
    let mut desk = nobody(&house).await?;
    let mut it = Opened::of(&mut desk, &token).await?;
    let atlas = atlas(&mut desk).await?;
    let typed = form.optional("where", 200);
    let more = form.optional("more", 500);
    if form.wrong() {
        return screen(&mut desk, &it, form).await;
    }
    // A pin was for the words that stood beside it.
    let changed = !it.draft.place.is_empty() && typed != it.draft.place;
    it.draft.place = typed;
    it.draft.more = more;
    if let Some(chosen) = atlas.by_slug(form.raw("ward")) {
        it.draft.from.clone_from(&chosen.slug);
    }
    if let Some((x, y)) = press(&form) {
        let view = View::of(&atlas, &it.draft);
        let point = view.map(|view| view.pressed(x, y));
        return match point.filter(|(lon, lat)| atlas.at(*lon, *lat).is_some()) {
            Some(point) => {
                it.draft.point = Some(point);
                it.draft.zoom = (it.draft.zoom + 1).min(map::CLOSEST);
                it.to(desk, "where").await
            }
            None => {
                form.error("where", outside(&desk));
                screen(&mut desk, &it, form).await
            }
        };
    }
    match form.raw("look") {
        "find" => {
            it.draft.point = coordinates(&it.draft.place);
            it.draft.zoom = if it.draft.point.is_some() {
                map::CLOSEST
            } else {
                it.draft.zoom.min(1)
            };
            return it.to(desk, "where").await;
        }
        "closer" => {
            it.draft.zoom = (it.draft.zoom + 1).min(map::CLOSEST);
            return it.to(desk, "where").await;
        }
        "wider" => {
            it.draft.zoom = it.draft.zoom.saturating_sub(1);
            return it.to(desk, "where").await;
        }
        "no-pin" => {
            it.draft.point = None;
            return it.to(desk, "where").await;
        }
        _ => {}
    }
    if changed
        && it.draft.point.is_some()
        && chosen(form.raw("near")).is_none()
        && coordinates(&it.draft.place).is_none()
    {
        it.draft.point = None;
        it.save(&mut desk).await?;
        form.error("where", "You changed the place, so the pin for the old one is taken out. Choose a place below, press on the map, or go on with your words.");
        form.set("near", "");
        let answer = screen(&mut desk, &it, form).await?;
        desk.keep_draft().await?;
        return Ok(answer);
    }
    go_on(desk, it, form, &atlas).await
}

async fn go_on(mut desk: Desk, mut it: Opened, mut form: Fields, atlas: &Atlas) -> Answer {
    if let Some((point, name)) = chosen(form.raw("near")) {
        it.draft.point = Some(point);
        if it.draft.place.is_empty() {
            it.draft.place = name;
        }
    } else if let Some(point) = coordinates(&it.draft.place) {
        it.draft.point = Some(point);
    }
    if it.draft.place.is_empty() && it.draft.point.is_none() {
        form.error(
            "where",
            "Write a street, a place or a postcode, or press on the map",
        );
        return screen(&mut desk, &it, form).await;
    }
    let before = (it.draft.ward, it.draft.point);
    it.draft.ward = match it.draft.point {
        Some((lon, lat)) => {
            let ward = atlas.at(lon, lat);
            if ward.is_none() {
                form.error("where", outside(&desk));
                it.draft.point = None;
                return screen(&mut desk, &it, form).await;
            }
            ward.map(|ward| ward.id)
        }
        None => ward_of(&mut desk, atlas, &it.draft, &form).await?,
    };
    if it.draft.ward.is_none() {
        let ask = "We cannot tell from your words which ward this is in. Choose the ward, write a postcode, or press on the map.";
        form.error("ward", ask);
        return screen(&mut desk, &it, form).await;
    }
    if (it.draft.ward, it.draft.point) != before {
        it.draft.joins = None;
    }
    if similar::near(&mut desk, &it).await?.is_empty() {
        it.draft.joins = None;
        it.on(desk, Step::Where).await
    } else {
        it.draft.done.retain(|step| *step != Step::Where);
        it.to(desk, "similar").await
    }
}

/// The ward of a postcode in the words, the one that was chosen, or one whose name stands in the words.
async fn ward_of(
    desk: &mut Desk,
    atlas: &Atlas,
    draft: &Draft,
    form: &Fields,
) -> Result<Option<WardId>, Stop> {
    for candidate in postcodes::in_words(&draft.place) {
        let code = postcodes::store::find(desk.tx(), &candidate).await?;
        let ward = code.and_then(|code| atlas.wards.iter().find(|ward| ward.code == code));
        if let Some(ward) = ward {
            return Ok(Some(ward.id));
        }
    }
    // "High Street, Beacon Hill": the ward behind the comma was meant, also where another stood in the list from before.
    let words = draft.place.to_lowercase();
    let behind = words.rsplit_once(',').map_or("", |(_, ward)| ward.trim());
    if let Some(ward) = atlas
        .wards
        .iter()
        .find(|it| it.name.to_lowercase() == behind)
    {
        return Ok(Some(ward.id));
    }
    if let Some(ward) = atlas.by_slug(form.raw("ward")) {
        return Ok(Some(ward.id));
    }
    let named = atlas
        .wards
        .iter()
        .find(|ward| words.contains(&ward.name.to_lowercase()));
    Ok(named.map(|ward| ward.id))
}

fn outside(desk: &Desk) -> String {
    format!(
        "That place is outside {}. Report it to the council or the police of that place, or choose another place.",
        desk.place().name
    )
}

/// Where the map was pressed. With the Enter key a browser sends nought and nought: that is no place.
fn press(form: &Fields) -> Option<(f64, f64)> {
    let x: f64 = form.raw("map.x").parse().ok()?;
    let y: f64 = form.raw("map.y").parse().ok()?;
    let on_it = (0.0..=map::WIDE).contains(&x) && (0.0..=map::HIGH).contains(&y);
    (on_it && (x, y) != (0.0, 0.0)).then_some((x, y))
}

/// A street of the list: its point and its name.
fn chosen(value: &str) -> Option<((i32, i32), String)> {
    let mut parts = value.splitn(3, ',');
    let lon = parts.next()?.parse().ok()?;
    let lat = parts.next()?.parse().ok()?;
    let name = parts.next()?.chars().take(120).collect();
    Some(((lon, lat), name))
}

/// Coordinates as a map program copies them: "51.4012, 0.0153", north first; or the other way round; or in the address of a map.
fn coordinates(text: &str) -> Option<(i32, i32)> {
    let text = match text.split_once("://") {
        Some((_, address)) => address
            .split(['@', '=', '&', '?', '/', '#'])
            .find(|part| part.contains('.') && part.starts_with(|c: char| c.is_ascii_digit()))?,
        None => text,
    };
    let mut parts = text
        .split([',', ' ', ';'])
        .filter(|part| !part.is_empty())
        .map(|part| {
            part.trim_matches(|c: char| !c.is_ascii_digit() && !"-.".contains(c))
                .parse::<f64>()
        });
    let (Some(Ok(a)), Some(Ok(b))) = (parts.next(), parts.next()) else {
        return None;
    };
    // The address of a map says how near it is as a third number.
    if parts
        .next()
        .is_some_and(|third| third.is_err() || !text.ends_with('z'))
    {
        return None;
    }
    let there = |lat: &f64, lon: &f64| (49.0..=61.5).contains(lat) && (-9.0..=2.5).contains(lon);
    let (lat, lon) = match (there(&a, &b), there(&b, &a)) {
        (true, _) => (a, b),
        (false, true) => (b, a),
        (false, false) => return None,
    };
    Some(((lon * 1e6).round() as i32, (lat * 1e6).round() as i32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_read_as_people_paste_them() {
        for text in [
            "51.4012, 0.0153",
            "51.4012 0.0153",
            "(51.4012,0.0153)",
            "0.0153, 51.4012",
            "https://www.map.example/maps/@51.4012,0.0153,17z",
            "https://map.example/?q=51.4012,0.0153",
        ] {
            assert_eq!(coordinates(text), Some((15_300, 51_401_200)), "{text}");
        }
        for text in [
            "Mill Lane",
            "12, 14",
            "AW4 7QT",
            "51.4012",
            "51.4, 0.01, 3",
            "NaN, inf",
        ] {
            assert_eq!(coordinates(text), None, "{text}");
        }
    }

    #[test]
    fn the_enter_key_on_the_map_is_no_place() {
        let form = |x: &str, y: &str| Fields::fresh().with("map.x", x).with("map.y", y);
        assert_eq!(press(&form("0", "0")), None);
        assert_eq!(press(&form("12", "40")), Some((12.0, 40.0)));
        assert_eq!(press(&form("900", "40")), None);
        assert_eq!(press(&Fields::fresh()), None);
    }
}
