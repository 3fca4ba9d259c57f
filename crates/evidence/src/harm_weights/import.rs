//! Someone imports a table of weights. The last one that was imported is used.

use std::path::Path;

use anyhow::{Result, bail};
use base::{Act, Desk, House, Line};
use statistics::HarmWeights;

use super::{About, Scheme, Weights, read, store};
use crate::{Limits, Source};

/// What an import of weights found and did.
#[derive(Clone, Debug)]
pub struct Report {
    /// Rows and rejects.
    pub found: Weights,
    /// Whether this very table is in use already.
    pub known: bool,
    /// Whether anything was written.
    pub written: bool,
}

/// Reads a table and has harm weighed by it from now on.
///
/// # Errors
/// When the file cannot be read or holds no weight, or something is not said of it.
pub async fn import(house: &House, path: &Path, about: About, dry_run: bool) -> Result<Report> {
    for (name, text) in [
        ("scheme", &about.scheme),
        ("edition", &about.edition),
        ("unit", &about.unit),
        ("licence", &about.licence),
    ] {
        if text.trim().is_empty() || text.len() > 200 {
            bail!("--{name} is printed beside every score: say it, in at most 200 letters");
        }
    }
    let found = read(&Source::File(path.to_owned()), Limits::default())?;
    if found.kept.is_empty() {
        let first = found.rejects.first();
        let first = first.map_or(String::new(), |it| {
            format!(" Line {}: {}", it.line, it.reason)
        });
        bail!("{}: it holds no weight.{first}", found.file);
    }
    let mut desk = Desk::of_the_house(house, Act::SeeEvidence).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("only the program itself imports")
    };
    let before = store::current(desk.tx()).await?;
    let known = before
        .as_ref()
        .is_some_and(|it| it.source_sha256 == found.sha256 && it.about == about);
    if known || dry_run {
        return Ok(Report {
            found,
            known,
            written: false,
        });
    }
    let scheme = Scheme {
        number: before.map_or(1, |it| it.number + 1),
        weights: HarmWeights {
            scheme: about.scheme.clone(),
            version: about.edition.clone(),
            weights: found.kept.clone(),
        },
        about,
        source_file: found.file.clone(),
        source_sha256: found.sha256.clone(),
    };
    let now = desk.now();
    store::add(desk.tx(), &permit, &scheme, now).await?;
    desk.tell(
        Line::of("imported harm weights", "import", &scheme.source_file)
            .with(format!("{} offences", scheme.weights.weights.len())),
    )
    .await?;
    desk.mark("evidence").await?;
    desk.keep().await?;
    Ok(Report {
        found,
        known: false,
        written: true,
    })
}
