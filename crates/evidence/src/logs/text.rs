//! The text of the file of a log: unpacked, in letters, and what stands between its columns.

use std::io::Read as _;

/// No unpacked file is longer.
const LONGEST: u64 = 100 << 20;

/// Its text, or why it has none.
pub fn text_of(file: &[u8]) -> Result<String, &'static str> {
    let mut text = Vec::new();
    if file.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(file)
            .take(LONGEST + 1)
            .read_to_end(&mut text)
            .map_err(|_| "The packed file is damaged. Choose it again, or unpack it first.")?;
    } else {
        text.extend_from_slice(file);
    }
    if text.len() as u64 > LONGEST {
        return Err("The file is longer than 100 MB when unpacked. Cut it into years.");
    }
    if text.contains(&0) || text.starts_with(b"PK\x03\x04") {
        return Err(
            "This is no CSV file. In a spreadsheet choose \"Save as\", then \"CSV UTF-8\".",
        );
    }
    if text.starts_with(b"\xef\xbb\xbf") {
        text.drain(..3);
    }
    // What is not in UTF-8 was written by an older program for Western Europe: each byte is a letter.
    Ok(String::from_utf8(text)
        .unwrap_or_else(|it| it.as_bytes().iter().copied().map(char::from).collect()))
}

/// What stands between the columns of the first line: a comma, or what spreadsheets of other countries write.
pub fn between_columns(text: &str) -> u8 {
    let first = text.lines().find(|it| !it.trim().is_empty());
    let first = first.unwrap_or_default();
    let many = |it: &u8| first.bytes().filter(|byte| byte == it).count();
    // Of the same number the last.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(many)
        .unwrap_or(b',')
}

/// As much of a text of the file as is shown of it.
pub fn short(text: &str) -> String {
    text.chars()
        .filter(|it| !it.is_control())
        .take(40)
        .collect()
}
