//! What a file is that is no table, and what to do with it.

use std::path::Path;

use anyhow::{Result, bail};

/// Stops with a sentence on what the file is, if its first bytes tell that it is neither CSV nor an Arrow file.
///
/// # Errors
/// For every other kind of file.
pub fn refuse(file: &Path, start: &[u8]) -> Result<()> {
    let name = file.display();
    let begins = |with: &[u8]| start.starts_with(with);
    if start.is_empty() {
        bail!("{name} is empty");
    }
    if begins(b"PAR1") {
        bail!(
            "{name} is a Parquet file. Write it as CSV first, in DuckDB for example: \
             COPY (FROM '{name}') TO 'table.csv'"
        );
    }
    if begins(b"PK\x03\x04") {
        bail!(
            "{name} is a .zip file or an Excel workbook. Unpack it and name the CSV inside; in Excel: Save as, CSV UTF-8"
        );
    }
    if begins(b"\xd0\xcf\x11\xe0") {
        bail!("{name} is an old Excel workbook. In Excel: Save as, CSV UTF-8");
    }
    if begins(b"SQLite format 3") {
        bail!(
            "{name} is a database. The rows of an import lie beside it as Arrow files: name one of data/snapshots"
        );
    }
    if begins(b"FEA1") {
        bail!(
            "{name} is a Feather file of the first version. Write it again as version 2, or as CSV"
        );
    }
    if begins(b"\xff\xff\xff\xff") {
        bail!(
            "{name} is an Arrow stream and not an Arrow file. Write it again as a file (Feather version 2), or as CSV"
        );
    }
    if begins(b"\xff\xfe") || begins(b"\xfe\xff") {
        bail!("{name} is text in UTF-16. In Excel: Save as, CSV UTF-8");
    }
    if start.contains(&0) {
        bail!(
            "{name} is not text. A table is a CSV file (.csv or .csv.gz), or an Arrow file such as a snapshot"
        );
    }
    match start.iter().find(|it| !it.is_ascii_whitespace()) {
        Some(b'{' | b'[') => bail!(
            "{name} looks like JSON. A table is a CSV file (.csv or .csv.gz), or an Arrow file such as a snapshot"
        ),
        Some(b'<') => bail!(
            "{name} looks like a web page or XML, perhaps an error page that was saved in place of the file"
        ),
        _ => Ok(()),
    }
}

/// The same for a first line that holds one column where another mark divides several.
///
/// # Errors
/// For semicolons and tabs.
pub fn refuse_columns(file: &Path, headers: &[String]) -> Result<()> {
    let [only] = headers else { return Ok(()) };
    for (mark, called) in [(';', "semicolons"), ('\t', "tabs"), ('|', "upright lines")] {
        if only.contains(mark) {
            bail!(
                "{}: its columns are divided by {called}. Write it again with commas, and with points in numbers",
                file.display()
            );
        }
    }
    Ok(())
}
