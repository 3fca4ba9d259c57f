//! `wardmote warnings`: looks for early warnings now, and prints what stands.

use anyhow::Result;
use base::House;

/// Looks and prints.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn run(house: &House) -> Result<()> {
    let report = evidence::warnings::run(house).await?;
    let Some(run) = &report.run else {
        say!("No month of street crime is loaded: wardmote import police-uk FOLDER");
        return Ok(());
    };
    say!(
        "{}: {} lines of counts, {} with enough months to be judged, {} above their own threshold (about {:.0} by chance alone), {} raised.",
        run.month.words(),
        run.looked_at,
        run.judged,
        run.above,
        run.by_chance,
        run.raised
    );
    if report.known {
        say!("These counts had been looked at before: nothing was done.");
    }
    for sentence in &report.fresh {
        say!("New: {sentence}");
    }
    say!("Standing: {}", report.standing.len());
    for sentence in &report.standing {
        say!("  {sentence}");
    }
    Ok(())
}
