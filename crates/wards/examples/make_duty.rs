//! Prints invented duty data: `cargo run -p wards --example make_duty -- 2026 2023-11-01 36 E05900001 E05900002 > duty.csv`.

use anyhow::{Context as _, Result};
use wards::abstractions::made_up;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [seed, from, months, wards @ ..] = args.as_slice() else {
        anyhow::bail!("say a seed, the first month, how many months, and ward codes");
    };
    let wards: Vec<&str> = wards.iter().map(String::as_str).collect();
    let from = from
        .parse()
        .context("the first month is a date, like 2023-11-01")?;
    print!(
        "{}",
        made_up::csv(seed.parse()?, &wards, from, months.parse()?)
    );
    Ok(())
}
