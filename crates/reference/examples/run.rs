//! Runs folders of reference without the whole program: `cargo run -p reference --example run -- DIR …`.

use std::path::Path;

#[allow(clippy::print_stdout, reason = "this is what the example is for")]
fn main() -> anyhow::Result<()> {
    for folder in std::env::args().skip(1) {
        let lines = reference::run(Path::new(&folder), None, |line| match &line.outcome {
            Ok(_) if line.agrees() => println!("agrees  {}", line.file),
            Ok(it) => println!("MISSES  {}: {}", line.file, it.misses.join("\n        ")),
            Err(fault) => println!("MISSES  {}: {fault}", line.file),
        })?;
        let agreed = lines.iter().filter(|line| line.agrees()).count();
        println!("{folder}: {agreed} of {} files agree.", lines.len());
    }
    Ok(())
}
