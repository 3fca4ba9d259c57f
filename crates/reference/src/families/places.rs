//! Where things are: points in areas, and the National Grid.

use std::collections::{HashMap, HashSet};

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};
use statistics::{Area, AreaIndex, project, to_national_grid};

use super::within::{Point, Shape};
use crate::compare::{Answer, Rule};
use crate::inputs::Inputs;

/// The polygons of a shape, those of a collection too: every ring of every part. None where it is nothing.
fn parts(shape: &Value) -> Result<Vec<Vec<Vec<Point>>>> {
    let list = |key: &str| shape[key].as_array().context("a shape has no parts");
    let ring = |ring: &Value| -> Result<Vec<Point>> {
        let corners = ring.as_array().context("a ring is no list")?;
        let corner = |it: &Value| Some([it[0].as_f64()?, it[1].as_f64()?]);
        corners
            .iter()
            .map(|it| corner(it).context("a corner is no pair of numbers"))
            .collect()
    };
    let part = |rings: &[Value]| rings.iter().map(ring).collect::<Result<Vec<_>>>();
    match shape["type"].as_str() {
        Some("Polygon") => Ok(vec![part(list("coordinates")?)?]),
        Some("MultiPolygon") => list("coordinates")?
            .iter()
            .map(|it| part(it.as_array().context("a part is no list")?))
            .collect(),
        Some("GeometryCollection") => {
            let mut all = Vec::new();
            for it in list("geometries")? {
                all.extend(parts(it)?);
            }
            Ok(all)
        }
        // Lines and points have no inside.
        _ => Ok(Vec::new()),
    }
}

fn said(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The property that names an area: as the file says, `code`, or the one that has every name the file counts by.
fn name_of(golden: &Value, features: &[Value]) -> Result<String> {
    let has = |key: &str| features.iter().all(|it| !it["properties"][key].is_null());
    for key in ["id_field", "code_field", "area_field", "code", "id", "key"] {
        if let Some(key) = golden[key].as_str() {
            if !has(key) {
                bail!("the areas have no property \"{key}\"");
            }
            return Ok(key.to_owned());
        }
    }
    if has("code") {
        return Ok("code".to_owned());
    }
    let wanted: Vec<&String> = golden["per_area"]
        .as_object()
        .map_or_else(Vec::new, |it| it.keys().collect());
    let first = features.first().context("there are no areas")?;
    let keys = first["properties"].as_object();
    keys.into_iter()
        .flat_map(|it| it.keys())
        .find(|key| {
            let names: HashSet<String> = features
                .iter()
                .map(|it| said(&it["properties"][key.as_str()]))
                .collect();
            names.len() == features.len() && wanted.iter().all(|it| names.contains(*it))
        })
        .cloned()
        .context("no property of the areas has the names that are counted by")
}

/// The areas of a GeoJSON text.
fn areas(golden: &Value, text: &Value) -> Result<Vec<Shape>> {
    let features = text["features"].as_array().context("no features")?;
    let key = name_of(golden, features)?;
    features
        .iter()
        .map(|it| {
            let code = said(&it["properties"][key.as_str()]);
            Ok(Shape::of(code, parts(&it["geometry"])?))
        })
        .collect()
}

/// The product's own join knows six decimals: what it finds is what is found here, but for points that close to an edge.
fn product_agrees(areas: &[Shape], found: &HashMap<[u64; 2], Found>) -> Result<()> {
    let six = |x: f64| (x * 1e6).round();
    let fits = |x: f64| six(x).abs() < f64::from(i32::MAX);
    let corners = areas.iter().flat_map(Shape::corners);
    if !corners.flatten().all(|x| fits(*x)) {
        return Ok(()); // no degrees
    }
    let whole: Vec<Area> = areas
        .iter()
        .map(|it| Area {
            code: it.code.clone(),
            rings: statistics::apart(it.in_whole(|p| p.map(|x| six(x) as i32))).concat(),
        })
        .collect();
    let index = AreaIndex::new(&whole);
    for (bits, exact) in found {
        let p = bits.map(f64::from_bits);
        if !p.iter().all(|x| fits(*x)) {
            continue;
        }
        let ours = index.touching(six(p[0]) as i32, six(p[1]) as i32);
        for (at, area) in areas.iter().enumerate() {
            let here = |list: &[(usize, bool)]| list.iter().find(|it| it.0 == at).copied();
            if here(&ours) != here(exact) && !area.edge_near(p, 2e-6) {
                bail!("the product's join differs at {p:?} for {}", area.code);
            }
        }
    }
    Ok(())
}

/// The areas that hold a point, and whether on an edge.
type Found = Vec<(usize, bool)>;

/// Points in areas. Theirs leaves out the points exactly on an edge (`within`); we count both ways from one exact test.
pub fn join(name: &str, golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let label = |key: &str| golden[key].as_str().with_context(|| format!("no {key}"));
    let table = inputs.table(label("points")?)?;
    let file = crate::inputs::file_name(label("areas")?)?;
    let path = inputs
        .found(file)
        .with_context(|| format!("there is no file {file}"))?;
    let shapes = crate::inputs::json(&inputs.text(&path)?).context("the areas are no JSON")?;
    let areas = areas(golden, &shapes)?;
    let mut found: HashMap<[u64; 2], Found> = HashMap::new();
    let (mut located, mut pairs, mut edges, mut inside) = (0u64, 0u64, 0u64, 0u64);
    let mut per_area: HashMap<&str, u64> = HashMap::new();
    let mut codes: Vec<&str> = Vec::with_capacity(table.rows.len());
    for (x, y) in table
        .texts("Longitude")?
        .into_iter()
        .zip(table.texts("Latitude")?)
    {
        if x.trim().is_empty() {
            codes.push("");
            continue;
        }
        let number = |text: &str| -> Result<f64> {
            let it = text.trim().parse();
            it.with_context(|| format!("\"{text}\" is no place"))
        };
        let p = [number(x)?, number(y)?];
        let here = found.entry(p.map(f64::to_bits)).or_insert_with(|| {
            let holds = |it: (usize, &Shape)| it.1.holds(p).map(|edge| (it.0, edge));
            areas.iter().enumerate().filter_map(holds).collect()
        });
        located += 1;
        edges += here.iter().filter(|(_, edge)| *edge).count() as u64;
        let mut within = here.iter().filter(|(_, edge)| !edge);
        pairs += within.clone().count() as u64;
        inside += u64::from(within.clone().next().is_some());
        let code = within
            .next_back()
            .map_or("", |(area, _)| &areas[*area].code);
        if !code.is_empty() {
            *per_area.entry(code).or_default() += 1;
        }
        codes.push(code);
    }
    product_agrees(&areas, &found)?;
    rows_agree(name, inputs, &codes)?;
    counts_agree(name, inputs, &table, &codes)?;
    let per_area: Map<String, Value> = per_area
        .into_iter()
        .map(|(code, n)| (code.to_owned(), json!(n)))
        .collect();
    Ok(Answer {
        value: json!({
            "rows": table.rows.len(), "with_location": located, "matched": pairs, "on_boundary_only": edges,
            "unmatched": located - inside, "per_area": per_area,
        }),
        rules: vec![("per_area", Rule::By(same)), ("*", Rule::Exact)],
    })
}

fn same(ours: &Value, theirs: &Value, _whole: &Value) -> Result<f64, String> {
    let (Some(a), Some(b)) = (ours.as_object(), theirs.as_object()) else {
        return Err("no counts by area".into());
    };
    match b.iter().find(|(code, n)| a.get(*code) != Some(n)) {
        Some((code, n)) => Err(format!("{code}: {:?}, and theirs is {n}", a.get(code))),
        None if a.len() != b.len() => Err(format!("{} areas, theirs {}", a.len(), b.len())),
        None => Ok(0.0),
    }
}

/// Row by row: theirs is ours.
fn rows_agree(name: &str, inputs: &Inputs, codes: &[&str]) -> Result<()> {
    let table = inputs
        .table(&format!("{name}.csv.gz"))
        .context("which area each row lies in cannot be compared")?;
    let theirs = table.texts("area")?;
    if theirs.len() != codes.len() {
        bail!("{} rows, and theirs has {}", codes.len(), theirs.len());
    }
    for (row, (theirs, ours)) in theirs.iter().zip(codes).enumerate() {
        if theirs != ours {
            bail!("row {row} lies in \"{ours}\", and theirs says \"{theirs}\"");
        }
    }
    Ok(())
}

fn counts_agree(
    name: &str,
    inputs: &Inputs,
    table: &crate::inputs::Table,
    codes: &[&str],
) -> Result<()> {
    let theirs = inputs
        .table(&format!("{name}_counts.csv"))
        .context("counts by area, month and type cannot be compared")?;
    let (month, kind) = (table.texts("Month")?, table.texts("Crime type")?);
    let mut ours: HashMap<[&str; 3], u64> = HashMap::new();
    for ((code, month), kind) in codes.iter().zip(month).zip(kind) {
        *ours.entry([code, month, kind]).or_default() += 1;
    }
    let columns = [
        theirs.texts("area")?,
        theirs.texts("Month")?,
        theirs.texts("Crime type")?,
    ];
    let n = theirs.numbers("n")?;
    if n.len() != ours.len() {
        bail!("{} counts, and theirs has {}", ours.len(), n.len());
    }
    for (i, n) in n.iter().enumerate() {
        let key = [columns[0][i], columns[1][i], columns[2][i]];
        if ours.get(&key).map(|it| *it as f64) != Some(*n) {
            bail!("{key:?}: {:?}, and theirs is {n}", ours.get(&key));
        }
    }
    Ok(())
}

/// The National Grid.
pub fn bng(golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    let points = golden["points"].as_array().context("no points")?;
    let points: Vec<Value> = points
        .iter()
        .map(|it| {
            let at = it["lon"].as_f64().zip(it["lat"].as_f64());
            match at.and_then(|(lon, lat)| to_national_grid(lon, lat)) {
                Some([e, n]) => json!({ "e": e, "n": n }),
                None => json!({}),
            }
        })
        .collect();
    let check = &golden["os_guide_check"];
    let computed = check["osgb36_lon"]
        .as_f64()
        .zip(check["osgb36_lat"].as_f64())
        .map(|(lon, lat)| project(lon, lat));
    let metre = Rule::Absolute(0.001);
    Ok(Answer {
        value: json!({
            "points": points,
            "os_guide_check": { "e": computed.map(|it| it[0]), "n": computed.map(|it| it[1]), "computed": computed },
        }),
        rules: vec![
            ("points.*.e", metre),
            ("points.*.n", metre),
            ("os_guide_check.e", metre),
            ("os_guide_check.n", metre),
            ("os_guide_check.computed", metre),
            ("os_guide_check.osgb36_lat", Rule::Given),
            ("os_guide_check.osgb36_lon", Rule::Given),
        ],
    })
}
