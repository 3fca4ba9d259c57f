//! Reads a place profile and says everything that is wrong with it, with its
//! line, its setting, what it may be, and who says so.

use std::{collections::HashMap, path::Path};

use toml::de::{DeTable, DeValue};

use super::{
    Place, check,
    settings::{Fit, SECTIONS, SETTINGS, Section, Setting},
};

/// The lines on which things stand: (section, which of its list, key).
pub(super) struct Lines(HashMap<(String, usize, String), usize>);

impl Lines {
    /// The line of a key; of its section if the key is not there.
    pub(super) fn of(&self, section: &str, index: usize, key: &str) -> usize {
        let at = |key: &str| self.0.get(&(section.to_owned(), index, key.to_owned()));
        at(key).or_else(|| at("")).copied().unwrap_or(1)
    }
}

impl Place {
    /// Reads and checks a profile.
    ///
    /// # Errors
    /// Sentences, one a line, with the file, the line and what it should say.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path)
            .map_err(|fault| format!("{}: cannot be read: {fault}", path.display()))?;
        Self::look(&text).map_err(|faults| {
            let named = faults
                .iter()
                .map(|fault| format!("{}: {fault}", path.display()));
            named.collect::<Vec<_>>().join("\n")
        })
    }

    /// Checks the text of a profile.
    ///
    /// # Errors
    /// Sentences, one a line, with the line of the profile.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::look(text).map_err(|faults| faults.join("\n"))
    }

    /// Checks the text of a profile and finds everything that is wrong.
    ///
    /// # Errors
    /// A sentence for each wrong setting, in the order of their lines.
    pub fn look(text: &str) -> Result<Self, Vec<String>> {
        let sentence = |fault: &toml::de::Error| {
            let line = fault.span().map_or(1, |span| line_at(text, span.start));
            vec![format!("line {line}: {}", fault.message())]
        };
        let table = DeTable::parse(text).map_err(|fault| sentence(&fault))?;
        let mut look = Look {
            text,
            lines: Lines(HashMap::new()),
            faults: Vec::new(),
            meant: Vec::new(),
            strange: Vec::new(),
        };
        for section in SECTIONS {
            look.section(table.get_ref(), section);
        }
        let read = toml::from_str::<Self>(text);
        match &read {
            Err(_) if !look.strange.is_empty() => {
                // A misspelt key does not hide what else is wrong.
                if let Some(place) = mended(text, &look.strange) {
                    look.faults.extend(check::together(&place, &look.lines));
                }
            }
            Ok(place) => look.faults.extend(check::together(place, &look.lines)),
            // A profile that cannot be read has been told why, setting by setting.
            Err(fault) if look.faults.is_empty() => return Err(sentence(fault)),
            Err(_) => {}
        }
        look.faults.sort_by_key(|(line, _)| *line);
        match read {
            Ok(place) if look.faults.is_empty() => Ok(place),
            _ => Err(look
                .faults
                .into_iter()
                .map(|(line, words)| format!("line {line}: {words}"))
                .collect()),
        }
    }
}

struct Look<'t> {
    text: &'t str,
    lines: Lines,
    faults: Vec<(usize, String)>,
    /// Sections that are there, but misspelt.
    meant: Vec<&'static str>,
    strange: Vec<Strange>,
}

/// A key that is no setting, where it stands, and what was meant.
struct Strange {
    section: &'static str,
    index: usize,
    key: String,
    meant: Option<&'static str>,
}

/// The profile as it was meant: misspelt keys under their right names.
fn mended(text: &str, strange: &[Strange]) -> Option<Place> {
    let mut top: toml::Table = toml::from_str(text).ok()?;
    for it in strange {
        let table = match it.section {
            "" => &mut top,
            name => match top.get_mut(name)? {
                toml::Value::Table(table) => table,
                toml::Value::Array(rows) => rows.get_mut(it.index)?.as_table_mut()?,
                _ => return None,
            },
        };
        if let (Some(value), Some(meant)) = (table.remove(&it.key), it.meant) {
            table.entry(meant).or_insert(value);
        }
    }
    // By way of text: only there a day is a day.
    toml::from_str(&toml::to_string(&top).ok()?).ok()
}

impl Look<'_> {
    fn section(&mut self, top: &DeTable<'_>, section: &Section) {
        let name = section.name;
        if name.is_empty() {
            let sections: Vec<_> = SECTIONS.iter().map(|it| it.name).collect();
            return self.keys(top, section, 0, 1, &sections);
        }
        let Some(found) = top.get(name) else {
            if section.needed && !self.meant.contains(&name) {
                let words = match section.list {
                    None => format!("there is no [{name}]: {}", section.what),
                    Some(_) => format!("there is no [[{name}]]: write at least one"),
                };
                self.faults.push((1, words));
            }
            return;
        };
        let line = line_at(self.text, found.span().start);
        match (found.get_ref(), section.list) {
            (DeValue::Table(table), None) => self.keys(table, section, 0, line, &[]),
            (DeValue::Array(rows), Some((least, most))) => {
                if !(least..=most).contains(&rows.len()) {
                    let words = format!(
                        "there are {} of [[{name}]], outside its central parameter of {least} to {most}",
                        rows.len()
                    );
                    self.faults.push((line, words));
                }
                for (index, row) in rows.iter().enumerate() {
                    let line = line_at(self.text, row.span().start);
                    match row.get_ref() {
                        DeValue::Table(table) => self.keys(table, section, index, line, &[]),
                        _ => self.faults.push((line, format!("write [[{name}]]"))),
                    }
                }
            }
            (_, None) => self.faults.push((line, format!("write [{name}]"))),
            (_, Some(_)) => self.faults.push((line, format!("write [[{name}]]"))),
        }
    }

    fn keys(
        &mut self,
        table: &DeTable<'_>,
        section: &Section,
        index: usize,
        line: usize,
        besides: &[&str],
    ) {
        let mut excused = Vec::new();
        let place = |key: &str| (section.name.to_owned(), index, key.to_owned());
        self.lines.0.insert(place(""), line);
        for (key, value) in table.iter() {
            let (line, key) = (line_at(self.text, key.span().start), key.get_ref().as_ref());
            self.lines.0.insert(place(key), line);
            if let Some(setting) = Setting::of(section.name, key) {
                let fault = refusal(setting, value.get_ref(), &self.text[value.span()]);
                self.faults.extend(fault.map(|words| (line, words)));
            } else if !besides.contains(&key) {
                let (words, meant) = stranger(section, key);
                self.faults.push((line, words));
                excused.extend(meant);
                self.lines.0.extend(meant.map(|meant| (place(meant), line)));
                self.strange.push(Strange {
                    section: section.name,
                    index,
                    key: key.to_owned(),
                    meant,
                });
            }
        }
        self.meant.extend(&excused);
        for setting in SETTINGS {
            let name = setting.name();
            let missing = setting.section() == section.name && setting.needed;
            if missing && table.get(name).is_none() && !excused.contains(&name) {
                let words = format!(
                    "{} is missing: {}. Write {name} = {}",
                    setting.key, setting.what, setting.example
                );
                self.faults.push((line, words));
            }
        }
    }
}

/// Why a value may not stand, in words.
fn refusal(setting: &Setting, value: &DeValue<'_>, written: &str) -> Option<String> {
    let (key, allowed, source) = (setting.key, setting.kind.allowed(), setting.source);
    match setting.kind.fits(value) {
        Fit::Yes => None,
        Fit::Outside => Some(format!(
            "{key} is {written}, outside its central parameter of {allowed} ({source})"
        )),
        Fit::Wrong => Some(format!(
            "{key} is {written}, which is not {}: {allowed} ({source}). Write it like {}",
            setting.kind.sort(),
            setting.example
        )),
    }
}

/// What to say of a key that is no setting, and which one was meant.
fn stranger(section: &Section, key: &str) -> (String, Option<&'static str>) {
    let full = match section.name {
        "" => key.to_owned(),
        name => format!("{name}.{key}"),
    };
    if let Some(other) = SETTINGS.iter().find(|it| it.name() == key) {
        return (
            format!("{full} is no setting; it belongs to {}", other.key),
            None,
        );
    }
    let names = SETTINGS
        .iter()
        .filter(|it| it.section() == section.name)
        .map(Setting::name)
        .chain(
            SECTIONS
                .iter()
                .map(|it| it.name)
                .filter(|name| section.name.is_empty() && !name.is_empty()),
        );
    let near = names
        .map(|name| (distance(name, key), name))
        .min()
        .filter(|(distance, name)| *distance <= 2.max(name.len() / 3));
    match near {
        Some((_, name)) => (
            format!("{full} is no setting. Did you mean {name}?"),
            Some(name),
        ),
        None => (format!("{full} is no setting; see docs/settings.md"), None),
    }
}

/// How many letters must change to make one word the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<_> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let change = before + usize::from(a != *b);
            before = row[j + 1];
            row[j + 1] = change.min(before + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

fn line_at(text: &str, byte: usize) -> usize {
    text[..byte.min(text.len())].matches('\n').count() + 1
}
