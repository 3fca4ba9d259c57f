//! `wardmote snapshots`: the files of evidence that stand, for analysts who open them in another program.

use std::path::PathBuf;

use anyhow::Result;
use base::House;

/// Which.
#[derive(clap::Args, Clone, Debug)]
pub struct Which {
    /// Only these.
    #[arg(long, value_parser = ["street", "outcomes", "stop-and-search"])]
    kind: Option<String>,
    /// Print where they lie and nothing else, a line for each.
    #[arg(long)]
    files: bool,
}

/// Prints them, oldest month first.
///
/// # Errors
/// When the store cannot be read.
pub async fn run(house: &House, which: Which) -> Result<()> {
    let wanted = |it: &str| which.kind.as_deref().is_none_or(|kind| kind == it);
    let mut standing: Vec<(evidence::imports::Import, PathBuf)> =
        evidence::imports::standing_snapshots(house).await?;
    standing.retain(|(it, _)| wanted(&it.kind));
    if !which.files {
        say!("kind,force,first_month,last_month,rows,file");
    }
    for (it, file) in standing {
        if which.files {
            say!("{}", file.display());
        } else {
            say!(
                "{},{},{},{},{},{}",
                it.kind,
                it.force,
                it.first,
                it.last,
                it.rows,
                file.display()
            );
        }
    }
    Ok(())
}
