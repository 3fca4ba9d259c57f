//! How each leaf of a golden file is compared with ours.

use serde_json::Value;

/// How a leaf is compared. The answer is a deviation in units of what is allowed: up to 1 agrees.
#[derive(Clone, Copy)]
pub enum Rule {
    /// An input, a parameter or a label: copied, not compared.
    Given,
    /// Left out, and why. Said in the report.
    LeftOut(&'static str),
    /// The same number, text or truth.
    Exact,
    /// Within this share of the golden value (of 1e-300 where that is nothing).
    Relative(f64),
    /// Within this distance.
    Absolute(f64),
    /// Within this distance or this share, whichever is wider: for values that pass through nothing.
    Near(f64, f64),
    /// A share from simulation: within 4 sqrt(p(1-p)/B), and 1/(B+1) at the least; B stands in the golden file under this name.
    Chance(&'static str),
    /// Its own comparison of the whole part, given ours, theirs and the whole golden file. Says the deviation, or what is wrong.
    By(fn(&Value, &Value, &Value) -> Result<f64, String>),
}

/// Our answer to a golden file, in its own shape.
pub struct Answer {
    /// What we get. Parts under `Given` may be missing: they are copied from the golden file.
    pub value: Value,
    /// For each part of the file, such as `rows.*.lo95` (`*` for each item of a list or each key), how it is compared. The
    /// first rule whose path is the leaf's or leads to it counts.
    pub rules: Vec<(&'static str, Rule)>,
}

/// The largest deviation of a file.
#[derive(Clone, Debug, Default)]
pub struct Deviation {
    /// In units of what is allowed.
    pub largest: f64,
    /// Where.
    pub at: String,
    /// How many leaves were compared.
    pub compared: usize,
    /// What does not agree, the first few.
    pub misses: Vec<String>,
    /// What was left out, and why.
    pub left_out: Vec<String>,
}

/// Compares ours with the golden file.
pub fn compare(ours: &Value, golden: &Value, rules: &[(&'static str, Rule)]) -> Deviation {
    let mut found = Deviation::default();
    walk(
        &mut found,
        golden,
        rules,
        &mut Vec::new(),
        Some(ours),
        golden,
    );
    found
}

/// Our answer with what is given copied from the golden file: the file's own shape.
pub fn filled(ours: &Value, golden: &Value, rules: &[(&'static str, Rule)]) -> Value {
    fill(golden, rules, &mut Vec::new(), Some(ours))
}

fn fill(
    golden: &Value,
    rules: &[(&'static str, Rule)],
    path: &mut Vec<String>,
    ours: Option<&Value>,
) -> Value {
    match rule(rules, path) {
        Some(Rule::Given) => return golden.clone(),
        Some(Rule::LeftOut(_)) => return ours.cloned().unwrap_or(Value::Null),
        Some(_) if !has_deeper(rules, path) => return ours.cloned().unwrap_or(Value::Null),
        _ => {}
    }
    match golden {
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(key, part)| {
                    path.push(key.clone());
                    let value = fill(part, rules, path, ours.and_then(|it| it.get(key)));
                    path.pop();
                    (key.clone(), value)
                })
                .collect(),
        ),
        Value::Array(list) => Value::Array(
            list.iter()
                .enumerate()
                .map(|(i, part)| {
                    path.push(i.to_string());
                    let value = fill(part, rules, path, ours.and_then(|it| it.get(i)));
                    path.pop();
                    value
                })
                .collect(),
        ),
        _ => ours.cloned().unwrap_or(Value::Null),
    }
}

/// A path as a rule writes it: a key with a point in it, such as R's `s.window`, is two steps.
fn steps(path: &[String]) -> impl Iterator<Item = &str> {
    path.iter().flat_map(|step| step.split('.'))
}

fn matches(rule: &str, path: &[String]) -> bool {
    let mut path = steps(path);
    rule.split('.')
        .all(|part| path.next().is_some_and(|step| part == "*" || part == step))
}

fn rule(rules: &[(&'static str, Rule)], path: &[String]) -> Option<Rule> {
    rules
        .iter()
        .find(|(pattern, _)| matches(pattern, path))
        .map(|(_, rule)| *rule)
}

/// Whether a rule speaks of something inside this part.
fn has_deeper(rules: &[(&'static str, Rule)], path: &[String]) -> bool {
    rules.iter().any(|(pattern, _)| {
        let mut parts = pattern.split('.');
        steps(path).all(|step| parts.next().is_some_and(|part| part == "*" || part == step))
            && parts.next().is_some()
    })
}

fn walk(
    found: &mut Deviation,
    whole: &Value,
    rules: &[(&'static str, Rule)],
    path: &mut Vec<String>,
    ours: Option<&Value>,
    golden: &Value,
) {
    let here = path.join(".");
    let known = if has_deeper(rules, path) {
        None
    } else {
        rule(rules, path)
    };
    match known {
        Some(Rule::Given) => return,
        Some(Rule::LeftOut(why)) => {
            let line = format!("{here}: {why}");
            if !found.left_out.contains(&line) {
                found.left_out.push(line);
            }
            return;
        }
        Some(Rule::By(by)) => {
            let outcome = by(ours.unwrap_or(&Value::Null), golden, whole);
            note(found, &here, outcome);
            return;
        }
        _ => {}
    }
    match golden {
        Value::Object(map) => {
            if ours.is_some_and(|it| !it.is_object()) {
                note(found, &here, Err("ours is no object".to_owned()));
                return;
            }
            for (key, part) in map {
                path.push(key.clone());
                walk(
                    found,
                    whole,
                    rules,
                    path,
                    ours.and_then(|it| it.get(key)),
                    part,
                );
                path.pop();
            }
        }
        Value::Array(list) => {
            let mine = ours.map_or(Some(list.len()), |it| it.as_array().map(Vec::len));
            if mine != Some(list.len()) {
                let mine = mine.map_or("no list".to_owned(), |n| format!("{n} items"));
                let wrong = format!("{mine}, and theirs has {}", list.len());
                note(found, &here, Err(wrong));
                return;
            }
            for (i, part) in list.iter().enumerate() {
                path.push(i.to_string());
                walk(
                    found,
                    whole,
                    rules,
                    path,
                    ours.and_then(|it| it.get(i)),
                    part,
                );
                path.pop();
            }
        }
        leaf => {
            let outcome = match (rule(rules, path), ours) {
                (None, _) => Err("there is no rule for this part".to_owned()),
                (Some(_), None) => Err("we give no answer".to_owned()),
                (Some(rule), Some(ours)) => one(rule, ours, leaf, whole),
            };
            note(found, &here, outcome);
        }
    }
}

fn note(found: &mut Deviation, here: &str, outcome: Result<f64, String>) {
    found.compared += 1;
    match outcome {
        Ok(deviation) => {
            if deviation > found.largest || deviation.is_nan() {
                found.largest = deviation;
                here.clone_into(&mut found.at);
            }
            if deviation > 1.0 || deviation.is_nan() {
                miss(
                    found,
                    format!("{here}: {deviation:.3} times what is allowed"),
                );
            }
        }
        Err(why) => {
            found.largest = f64::INFINITY;
            here.clone_into(&mut found.at);
            miss(found, format!("{here}: {why}"));
        }
    }
}

fn miss(found: &mut Deviation, line: String) {
    if found.misses.len() < 10 {
        found.misses.push(line);
    }
}

/// A number, where R writes a count of one as a bare number, a truth as 0 or 1, and what is endless as a text.
pub fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Bool(truth) => Some(f64::from(u8::from(*truth))),
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok().filter(|it: &f64| !it.is_nan()),
        _ => None,
    }
}

fn one(rule: Rule, ours: &Value, golden: &Value, whole: &Value) -> Result<f64, String> {
    if golden.is_null() || ours.is_null() {
        return if ours.is_null() == golden.is_null() {
            Ok(0.0)
        } else {
            Err(format!("{ours}, and theirs is {golden}"))
        };
    }
    // Words are compared as words, a word with a number only where it is one.
    let words = ours.is_string() && golden.is_string();
    // A number written as a text is none, but for what is endless.
    let written = |it: &Value| it.is_string() && !number(it).is_some_and(f64::is_infinite);
    if written(golden) != written(ours) {
        return Err(format!("{ours}, and theirs is {golden}"));
    }
    let (Some(a), Some(b), false) = (number(ours), number(golden), words) else {
        return if ours == golden {
            Ok(0.0)
        } else {
            Err(format!("{ours}, and theirs is {golden}"))
        };
    };
    let apart = (a - b).abs();
    if apart == 0.0 || a == b {
        return Ok(0.0);
    }
    if b.is_infinite() {
        return Err(format!("{a}, and theirs is {b}"));
    }
    let allowed = match rule {
        Rule::Exact => return Err(format!("{a}, and theirs is {b}")),
        Rule::Relative(share) => share * b.abs().max(1e-300),
        Rule::Absolute(distance) => distance,
        Rule::Near(distance, share) => distance.max(share * b.abs()),
        Rule::Chance(replications) => {
            let draws = whole
                .get(replications)
                .and_then(number)
                .ok_or_else(|| format!("the file does not say {replications}"))?;
            (4.0 * (b * (1.0 - b) / draws).max(0.0).sqrt()).max(1.0 / (draws + 1.0))
        }
        Rule::Given | Rule::LeftOut(_) | Rule::By(_) => return Ok(0.0),
    };
    Ok(apart / allowed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn misses(ours: Value, rules: &[(&'static str, Rule)]) -> Vec<String> {
        let golden = json!({"n": 3, "B": 99, "x": [1.0, 2.0], "p": 0.5, "note": "words"});
        compare(&ours, &golden, rules).misses
    }

    fn rules() -> Vec<(&'static str, Rule)> {
        vec![
            ("note", Rule::Given),
            ("B", Rule::Given),
            ("n", Rule::Exact),
            ("x", Rule::Relative(1e-9)),
            ("p", Rule::Chance("B")),
        ]
    }

    #[test]
    fn what_is_the_same_agrees_and_what_is_not_is_named() {
        let same = json!({"n": 3, "x": [1.0, 2.0], "p": 0.6});
        assert_eq!(misses(same, &rules()), Vec::<String>::new());
        for (ours, at) in [
            (json!({"n": 4, "x": [1.0, 2.0], "p": 0.5}), "n"),
            (json!({"n": 3, "x": [1.0, 2.001], "p": 0.5}), "x.1"),
            (json!({"n": 3, "x": [1.0], "p": 0.5}), "x"),
            (json!({"n": 3, "x": [1.0, f64::NAN], "p": 0.5}), "x.1"),
            (json!({"n": 3, "x": [1.0, 2.0], "p": 0.9}), "p"),
            (json!({"n": 3, "x": [1.0, 2.0]}), "p"),
        ] {
            let found = misses(ours, &rules());
            assert!(found.len() == 1 && found[0].starts_with(at), "{found:?}");
        }
    }

    #[test]
    fn a_part_without_a_rule_is_a_miss() {
        let found = misses(json!({"n": 3}), &[("n", Rule::Exact)]);
        assert!(
            found.iter().any(|it| it.contains("there is no rule")),
            "{found:?}"
        );
    }
}
