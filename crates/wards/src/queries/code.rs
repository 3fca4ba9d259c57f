//! References to read out, and the private codes that open an asker's page.

use base::secrets;

/// Digits and letters that nobody mixes up (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a reference: 40 random bits.
const REFERENCE: usize = 8;
/// Characters of a code: 80 random bits.
const CODE: usize = 16;

fn by_chance(length: usize) -> String {
    // Each pair of hexadecimal digits is a random byte; five of its bits are one character.
    let token = secrets::token();
    let bytes = (0..length).filter_map(|n| u8::from_str_radix(&token[2 * n..2 * n + 2], 16).ok());
    grouped(
        &bytes
            .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
            .collect::<String>(),
    )
}

fn grouped(text: &str) -> String {
    let mut out = String::new();
    for (n, c) in text.chars().enumerate() {
        if n > 0 && n % 4 == 0 {
            out.push('-');
        }
        out.push(c);
    }
    out
}

/// As it was typed, brought to one form: small letters, spaces, O for 0.
fn read(text: &str, length: usize) -> Option<String> {
    let mut plain = String::new();
    for c in text.chars().filter(|c| !matches!(c, ' ' | '-')) {
        let c = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        };
        if plain.len() == length || !c.is_ascii() || !ALPHABET.contains(&(c as u8)) {
            return None;
        }
        plain.push(c);
    }
    (plain.len() == length).then(|| grouped(&plain))
}

/// A fresh reference, "7K3M-9QXT".
#[must_use]
pub fn fresh_reference() -> String {
    by_chance(REFERENCE)
}

/// A reference as it was typed, if it can be one.
#[must_use]
pub fn read_reference(text: &str) -> Option<String> {
    read(text, REFERENCE)
}

/// A fresh private code, "X4RT-9K2M-0QZ7-HB3C".
#[must_use]
pub fn fresh_code() -> String {
    by_chance(CODE)
}

/// A code as it was typed, if it can be one.
#[must_use]
pub fn read_code(text: &str) -> Option<String> {
    read(text, CODE)
}

/// The hash of a code in its one form, as it is kept.
#[must_use]
pub fn hash(code: &str) -> String {
    secrets::hash(&format!("query code {code}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_long_unlike_the_next_and_read_as_people_type_it() {
        let code = fresh_code();
        assert_eq!(code.len(), 19);
        assert_ne!(code, fresh_code());
        assert_eq!(
            read_code(&code.to_lowercase().replace('-', " ")),
            Some(code)
        );
        assert_eq!(read_reference("7k3m 9qxo"), Some("7K3M-9QX0".into()));
        for wrong in ["", "7K3M-9QX", "7K3M-9QXTT", "7K3M-9QX\u{e9}", "7K3M-9QXU"] {
            assert_eq!(read_reference(wrong), None, "{wrong}");
        }
    }
}
