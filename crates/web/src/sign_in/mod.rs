//! Signing in: with a password, or with a link from an e-mail.

mod ask;
mod link;
mod out;
mod password;

use base::{Act, House, Routes, sessions};

/// The pages of signing in.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", Act::SignIn, ask::show)
        .post("/sign-in", Act::SignIn, password::sign_in)
        .get("/sign-in/link", Act::SignIn, link::ask)
        .post("/sign-in/link", Act::SignIn, link::send)
        .get("/sign-in/link/{token}", Act::SignIn, link::open)
        .post("/sign-in/link/{token}", Act::SignIn, link::sign_in)
        .post("/sign-out", Act::SignIn, out::sign_out)
}

/// The cookie that carries a session's secret.
#[must_use]
pub fn cookie(house: &House, token: &str) -> String {
    let secure = if house.settings().secure() {
        "; Secure"
    } else {
        ""
    };
    let seconds = if token.is_empty() {
        0
    } else {
        house.settings().sessions.absolute_hours * 3600
    };
    format!(
        "{}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}",
        sessions::COOKIE
    )
}

/// Where to go after signing in: only a path of this site, never another
/// host (`//host`, `/\host`).
fn onward(next: &str) -> String {
    let ours = next.starts_with('/')
        && !next[1..].starts_with(['/', '\\'])
        && !next.contains(|c: char| c.is_control() || c == '\\')
        && !next.starts_with("/sign-");
    if ours {
        next.to_owned()
    } else {
        "/desk".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_site() {
        for bad in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "",
            "/sign-out",
            "/a\r\nb",
        ] {
            assert_eq!(onward(bad), "/desk", "{bad}");
        }
        assert_eq!(
            onward("/desk/meetings?ward=fairmead"),
            "/desk/meetings?ward=fairmead"
        );
    }
}
