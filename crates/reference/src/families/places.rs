//! Where things are: points in areas, and the National Grid.

use std::collections::HashMap;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};
use statistics::{Area, AreaIndex, project, to_national_grid};

use crate::compare::{Answer, Rule};
use crate::inputs::Inputs;

/// The areas of a GeoJSON text, in units of one `scale`th of a degree: every ring of every part.
fn areas(text: &Value, scale: f64) -> Result<Vec<Area>> {
    let features = text["features"].as_array().context("no features")?;
    features
        .iter()
        .map(|feature| {
            let shape = &feature["geometry"];
            let parts: Vec<&Value> = match shape["type"].as_str() {
                Some("Polygon") => vec![&shape["coordinates"]],
                Some("MultiPolygon") => {
                    let parts = shape["coordinates"].as_array().context("no parts")?;
                    parts.iter().collect()
                }
                other => bail!("a shape of kind {other:?} is no area"),
            };
            let mut rings = Vec::new();
            for ring in parts.iter().filter_map(|it| it.as_array()).flatten() {
                let corners = ring.as_array().context("a ring is no list")?;
                let ring: Option<Vec<[i32; 2]>> = corners
                    .iter()
                    .map(|it| Some([whole(it[0].as_f64()?, scale), whole(it[1].as_f64()?, scale)]))
                    .collect();
                rings.push(ring.context("a corner is no pair of numbers")?);
            }
            let code = match &feature["properties"]["code"] {
                Value::String(code) => code.clone(),
                other => other.to_string(),
            };
            Ok(Area { code, rings })
        })
        .collect()
}

fn whole(degrees: f64, scale: f64) -> i32 {
    (degrees * scale).round() as i32
}

/// Six decimals, or seven where some coordinate has more than six.
fn scale_of(shapes: &Value, points: &[Option<[f64; 2]>]) -> f64 {
    fn fine(value: &Value) -> bool {
        match value {
            Value::Array(list) => list.iter().any(fine),
            other => other.as_f64().is_some_and(finer),
        }
    }
    fn finer(x: f64) -> bool {
        let x = x * 1e6;
        (x - x.round()).abs() > 1e-3
    }
    let features = shapes["features"].as_array();
    let areas = features.is_some_and(|it| it.iter().any(|f| fine(&f["geometry"]["coordinates"])));
    if areas || points.iter().flatten().flatten().any(|it| finer(*it)) {
        1e7
    } else {
        1e6
    }
}

/// Points in areas. Theirs leaves out the points exactly on an edge (`within`); we count both ways from one exact test.
pub fn join(name: &str, golden: &Value, inputs: &Inputs) -> Result<Answer> {
    let said = |key: &str| golden[key].as_str().with_context(|| format!("no {key}"));
    let table = inputs.table(said("points")?)?;
    let file = crate::inputs::file_name(said("areas")?)?;
    let shapes: Value = serde_json::from_str(&inputs.text(&format!("data/{file}"))?)?;
    let (x, y) = (table.column("Longitude")?, table.column("Latitude")?);
    let points: Vec<Option<[f64; 2]>> = table
        .rows
        .iter()
        .map(|row| Some([row.get(x)?.parse().ok()?, row.get(y)?.parse().ok()?]))
        .collect();
    let scale = scale_of(&shapes, &points);
    let areas = areas(&shapes, scale)?;
    let index = AreaIndex::new(&areas);
    let (mut pairs, mut edges, mut inside) = (0u64, 0u64, 0u64);
    let mut per_area: HashMap<&str, u64> = HashMap::new();
    let mut codes: Vec<&str> = Vec::with_capacity(points.len());
    let mut known: HashMap<[i32; 2], Vec<(usize, bool)>> = HashMap::new();
    let mut chosen = Vec::with_capacity(points.len());
    for point in &points {
        let Some(point) = point else {
            codes.push("");
            chosen.push("");
            continue;
        };
        let at = point.map(|it| whole(it, scale));
        let found = known
            .entry(at)
            .or_insert_with(|| index.touching(at[0], at[1]));
        edges += found.iter().filter(|(_, edge)| *edge).count() as u64;
        let mut within = found.iter().filter(|(_, edge)| !edge);
        pairs += within.clone().count() as u64;
        inside += u64::from(within.clone().next().is_some());
        let code = within
            .next_back()
            .map_or("", |(area, _)| &areas[*area].code);
        if !code.is_empty() {
            *per_area.entry(code).or_default() += 1;
        }
        codes.push(code);
        chosen.push(found.first().map_or("", |(area, _)| &areas[*area].code));
    }
    let located = points.iter().flatten().count() as u64;
    rows_agree(name, inputs, &codes, &chosen)?;
    counts_agree(name, inputs, &table, &codes)?;
    let per_area: Map<String, Value> = per_area
        .into_iter()
        .map(|(code, n)| (code.to_owned(), json!(n)))
        .collect();
    Ok(Answer {
        value: json!({
            "rows": points.len(), "with_location": located, "matched": pairs, "on_boundary_only": edges,
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

/// Row by row: theirs is ours, and our own rule only fills rows that theirs leaves empty.
fn rows_agree(name: &str, inputs: &Inputs, codes: &[&str], chosen: &[&str]) -> Result<()> {
    let Ok(table) = inputs.table(&format!("{name}.csv.gz")) else {
        return Ok(());
    };
    let theirs = table.texts("area")?;
    if theirs.len() != codes.len() {
        bail!("{} rows, and theirs has {}", codes.len(), theirs.len());
    }
    for (row, ((theirs, ours), chosen)) in theirs.iter().zip(codes).zip(chosen).enumerate() {
        if theirs != ours {
            bail!("row {row} lies in \"{ours}\", and theirs says \"{theirs}\"");
        }
        if !theirs.is_empty() && chosen.is_empty() {
            bail!("row {row} lies in none by our rule, and theirs says \"{theirs}\"");
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
    let Ok(theirs) = inputs.table(&format!("{name}_counts.csv")) else {
        return Ok(());
    };
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
