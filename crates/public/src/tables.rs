//! Every public table, and the page of all their fields.

use web::fields::{Field, Table};

use crate::{cover, events, figures, meetings, priorities, queries, results, wards};

/// Every table that answers as `.csv` and as `.json`.
#[must_use]
pub fn tables() -> Vec<&'static Table> {
    vec![
        &wards::list::WARDS,
        &wards::team::POSTS,
        &wards::team::PERIODS,
        &wards::noticeboard::NOTICES,
        &priorities::list::PRIORITIES,
        &results::list::RESULTS,
        &results::concerns::CONCERNS,
        &results::answers::ANSWERS,
        &results::rapid::CALLS,
        &results::hate::REPORTS,
        &meetings::table::MEETINGS,
        &events::list::EVENTS,
        &queries::promise::BY_WARD,
        &queries::promise::BY_QUARTER,
        &cover::borough::COVER,
        &cover::ward::COVER,
        &figures::borough::FIGURES,
        &figures::ward::FIGURES,
        &figures::parts::COMPARE,
        &figures::parts::WHEN,
        &figures::kind::FIGURES,
        &figures::methods::TABLE,
    ]
}

/// The text of `docs/fields.md`.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# Public tables and their fields\n\n\
         Made from the definitions beside each page in `crates/public/src`; do not edit. A test compares, and\n\
         `WARDMOTE_WRITE_DOCS=1 cargo test -p public --lib tables` writes it anew.\n\n\
         Put `.csv` or `.json` behind the address of a page. Both hold the same rows and the same fields. Files are UTF-8 with a\n\
         heading, commas and CRLF (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe.\n\
         JSON is `{\"version\": N, ..., \"<key>\": [rows]}`. The version is raised when a field goes or changes its meaning; a new\n\
         field may come at the end at any time. An empty cell is `null` in JSON. A count that is not shown, because it is small or\n\
         would give a small one away, is `hidden` in the file and `null` in JSON, where `hidden_fields` of its row names it; of what\n\
         the police's files do not hold there is no count, and the cell is empty. `/openapi.json` says the same for programs.\n\
         A refusal is `application/problem+json` where JSON was asked for.\n",
    );
    for table in tables() {
        let routes: Vec<_> = table.routes.iter().map(|it| format!("`{it}`")).collect();
        page.push_str(&format!(
            "\n## {}\n\n{} At {}. Key `{}`, version {}.\n",
            table.title,
            table.about,
            routes.join(" and "),
            table.name,
            table.version
        ));
        for (name, about) in table.asks {
            page.push_str(&format!("\nMay be asked with `?{name}=`: {about}\n"));
        }
        page.push_str("\n| Field | Holds | May be empty | Meaning |\n| --- | --- | --- | --- |\n");
        for field in table.fields() {
            page.push_str(&line(field));
        }
        if !table.beside.is_empty() {
            page.push_str("\nBeside the rows, in JSON only:\n\n| Key | Holds | May be null | Meaning |\n| --- | --- | --- | --- |\n");
            for field in table.beside {
                page.push_str(&line(field));
            }
        }
    }
    page
}

fn line(it: &Field) -> String {
    let unit = if it.unit.is_empty() {
        String::new()
    } else {
        format!(", {}", it.unit)
    };
    let empty = if it.nullable { "yes" } else { "no" };
    format!(
        "| `{}` | {}{unit} | {empty} | {} |\n",
        it.name,
        it.kind.words(),
        it.about
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_all_fields_is_as_the_code_says() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/fields.md");
        if std::env::var_os("WARDMOTE_WRITE_DOCS").is_some() {
            std::fs::write(file, page()).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(file).unwrap_or_default(),
            page(),
            "docs/fields.md is old: WARDMOTE_WRITE_DOCS=1 cargo test -p public --lib tables"
        );
    }

    #[test]
    fn names_are_snake_case_and_stand_once() {
        let mut titles = Vec::new();
        for table in tables() {
            let mut heads = table.heads();
            for head in &heads {
                let fine = head.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                assert!(fine, "{}: {head}", table.title);
            }
            heads.sort_unstable();
            let all = heads.len();
            heads.dedup();
            assert_eq!(heads.len(), all, "{}", table.title);
            titles.push(table.schema_name());
        }
        titles.sort_unstable();
        let all = titles.len();
        titles.dedup();
        assert_eq!(titles.len(), all);
    }
}
