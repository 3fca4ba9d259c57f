//! Passwords: Argon2id, slow on purpose, off the request threads.

use anyhow::{Result, anyhow};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};

/// Each hash takes 19 MiB: only so many at once, the others wait their turn.
static TURNS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);

/// Shorter ones are refused. Cyber Essentials: 12 characters and no other rule.
const SHORTEST: usize = 12;
/// Longer ones are refused, so that nobody can make the server hash a book.
const LONGEST: usize = 200;

/// Why a new password is refused, if it is.
#[must_use]
pub fn too_weak(password: &str, email: &str) -> Option<&'static str> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(
            "Use 12 characters or more. Three or four unrelated words are easy to remember.",
        );
    }
    if length > LONGEST {
        return Some("Use 200 characters or fewer.");
    }
    let lower = password.to_lowercase();
    let name = email.split('@').next().unwrap_or_default();
    let one_letter = lower.chars().all(|c| lower.starts_with(c));
    if one_letter
        || lower.contains("password")
        || lower.contains("123456")
        || (name.len() > 3 && lower.contains(name))
    {
        return Some("That is among the first that somebody would guess. Choose another.");
    }
    None
}

/// The hash of a password.
///
/// # Errors
/// Only when the system gives no randomness.
pub async fn hash(password: String) -> Result<String> {
    let _turn = TURNS.acquire().await?;
    tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|fault| anyhow!("hashing a password: {fault}"))
    })
    .await?
}

/// Whether a password fits. Without a hash it takes as long and never fits,
/// so that the time does not say whether there is such an account.
///
/// # Errors
/// When the kept hash cannot be read.
pub async fn matches(password: String, kept: Option<String>) -> Result<bool> {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$YWFhYWFhYWFhYWFhYWFhYQ$5fwJcLqGlmA8S0nPZ1mBvbTLmm6h0qmvQ0n6wSLGjqU";
    let _turn = TURNS.acquire().await?;
    tokio::task::spawn_blocking(move || {
        let known = kept.is_some();
        let text = kept.unwrap_or_else(|| NOBODY.to_owned());
        let hash =
            PasswordHash::new(&text).map_err(|fault| anyhow!("a kept password hash: {fault}"))?;
        let fits = Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok();
        Ok(known && fits)
    })
    .await?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_fits() {
        let kept = hash("correct horse battery".into()).await.unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(
            matches("correct horse battery".into(), Some(kept.clone()))
                .await
                .unwrap()
        );
        assert!(!matches("correct horse".into(), Some(kept)).await.unwrap());
        assert!(!matches("correct horse battery".into(), None).await.unwrap());
    }

    #[test]
    fn short_and_obvious_ones_are_refused() {
        for weak in [
            "short",
            "aaaaaaaaaaaaaaaa",
            "my password is long",
            "jenny.smith-2026",
        ] {
            assert!(
                too_weak(weak, "jenny.smith@example.org").is_some(),
                "{weak}"
            );
        }
        assert!(too_weak("three green kettles", "jenny@example.org").is_none());
    }
}
