//! The page of all settings, made from their definitions.

use super::{
    settings::{SECTIONS, SETTINGS, Setting},
    templates,
};

/// The text of `docs/settings.md`.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# Settings of a place profile\n\n\
         Made from the definitions in `crates/base/src/place/settings.rs`; do not edit. A test compares, and\n\
         `WARDMOTE_WRITE_DOCS=1 cargo test -p base --lib place` writes it anew.\n\n\
         A profile is one TOML file: start from [`places/alderwick/place.toml`](../places/alderwick/place.toml). A value outside\n\
         its central parameter is refused at the start and by `wardmote doctor`, with its line, its name, what it may be and who\n\
         says so. *Fixed* means that a place has no choice. Changes hold after a restart. All days are calendar days.\n",
    );
    for section in SECTIONS {
        let heading = match (section.name, section.list) {
            ("", _) => "At the top".to_owned(),
            (name, None) => format!("`[{name}]`"),
            (name, Some(_)) => format!("`[[{name}]]`"),
        };
        page.push_str(&format!("\n## {heading}\n\n{}", section.what));
        match (section.needed, section.list) {
            (false, _) => page.push_str(" May be left out."),
            (true, Some((least, most))) => page.push_str(&format!(" {least} to {most} of them.")),
            (true, None) => {}
        }
        page.push_str("\n\n| Setting | What it means | Central parameter | Who says so | Example |\n| --- | --- | --- | --- | --- |\n");
        for setting in SETTINGS.iter().filter(|it| it.section() == section.name) {
            page.push_str(&line(setting));
        }
    }
    page.push_str(
        "\n## Team templates\n\n\
         Central data, the same for every place: `crates/base/data/team-templates.toml`. A place may ask for more than the\n\
         minimum, never for less.\n\n\
         | Template | Holds | Make-up | Minimum | Source |\n| --- | --- | --- | --- | --- |\n",
    );
    for template in templates() {
        let posts = template.posts.iter().map(|post| {
            let held = if post.dedicated {
                "dedicated"
            } else {
                "shared"
            };
            format!("{} {} ({held})", post.people, post.rank)
        });
        let until = template
            .until
            .map_or(String::new(), |day| format!(" until {day}"));
        let contact = if template.minimums.named_contact {
            ", a named contact"
        } else {
            ""
        };
        page.push_str(&format!(
            "| `{}` {} | from {}{until} | {} | {} dedicated{contact} | {} |\n",
            template.slug,
            template.name,
            template.from,
            posts.collect::<Vec<_>>().join(", "),
            template.minimums.dedicated,
            template.source
        ));
    }
    page
}

fn line(setting: &Setting) -> String {
    let unit = match setting.unit {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    let left_out = if setting.needed {
        ""
    } else {
        "; may be left out"
    };
    format!(
        "| `{}` | {} | {}{unit}{left_out} | {} | `{}` |\n",
        setting.name(),
        setting.what,
        setting.kind.allowed(),
        setting.source,
        setting.example
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_of_settings_says_what_the_program_checks() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/settings.md");
        let page = super::page();
        if std::env::var_os("WARDMOTE_WRITE_DOCS").is_some() {
            std::fs::write(&path, &page).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == page,
            "docs/settings.md is old: WARDMOTE_WRITE_DOCS=1 cargo test -p base --lib place"
        );
    }
}
