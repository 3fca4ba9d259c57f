//! The stylesheet, the script, the mark and the font, from the program itself.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base::secrets;

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

const ASSETS: &[Asset] = &[
    Asset {
        name: "wardmote.css",
        kind: "text/css; charset=utf-8",
        bytes: include_bytes!("../assets/wardmote.css"),
    },
    Asset {
        name: "wardmote.js",
        kind: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../assets/wardmote.js"),
    },
    Asset {
        name: "mark.svg",
        kind: "image/svg+xml",
        bytes: include_bytes!("../assets/mark.svg"),
    },
    Asset {
        name: "fonts/atkinson-hyperlegible-next-latin.woff2",
        kind: "font/woff2",
        bytes: include_bytes!(
            "../../../vendor/atkinson-hyperlegible-next/atkinson-hyperlegible-next-latin.woff2"
        ),
    },
    Asset {
        name: "fonts/atkinson-hyperlegible-next-latin-ext.woff2",
        kind: "font/woff2",
        bytes: include_bytes!(
            "../../../vendor/atkinson-hyperlegible-next/atkinson-hyperlegible-next-latin-ext.woff2"
        ),
    },
];

/// The paths of the assets with the hash of their content, so that a browser
/// may keep them for good and still never shows an old one.
static PATHS: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    let hashed = |asset: &Asset| {
        // The stylesheet names the fonts without one; their version is in the vendor folder.
        if asset.name.starts_with("fonts/") {
            return format!("/assets/{}", asset.name);
        }
        let text = String::from_utf8_lossy(asset.bytes);
        format!("/assets/{}?v={}", asset.name, &secrets::hash(&text)[..12])
    };
    ASSETS
        .iter()
        .map(|asset| (asset.name, hashed(asset)))
        .collect()
});

/// The path of an asset, with the hash of its content.
#[must_use]
pub fn asset_path(name: &str) -> &'static str {
    PATHS
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("", |(_, path)| path)
}

/// Serves an asset.
pub(crate) async fn show(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|asset| asset.name == name) {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(asset) => (
            [
                (header::CONTENT_TYPE, asset.kind),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            asset.bytes,
        )
            .into_response(),
    }
}
