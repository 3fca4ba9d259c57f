//! `wardmote audit`: proves that the ledger is whole.

use anyhow::{Result, bail};
use base::{
    House,
    ledger::{Verdict, verify},
};

/// What to do with the ledger.
#[derive(clap::Subcommand)]
pub enum Audit {
    /// Walk the chain from the first row to the last. Exits with an error at
    /// the first broken row. Write the printed hash down elsewhere: it proves
    /// later that no row before it was changed.
    Verify,
}

/// Does it.
///
/// # Errors
/// When a row is broken or the store cannot be read.
pub async fn run(house: &House, what: Audit) -> Result<()> {
    let Audit::Verify = what;
    let mut tx = house.db().reading().await?;
    match verify(&mut tx).await? {
        Verdict::Whole { rows, head } => {
            println!("The ledger is whole: {rows} rows, last hash {head}");
            Ok(())
        }
        Verdict::Broken { seq, why } => bail!("the ledger is broken at row {seq}: {why}"),
    }
}
