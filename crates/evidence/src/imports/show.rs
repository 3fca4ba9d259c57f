//! One import: what it held, what was refused, what it restated.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, OrNotFound as _, clock};
use web::{Frame, number, page};

use super::{Import, report::sum_words, store};

struct Revised {
    month: String,
    what: String,
    area: String,
    was: String,
    is_now: String,
}

#[derive(Template)]
#[template(path = "imports/show.html")]
struct Page {
    frame: Frame,
    import: Import,
    sum: String,
    on: String,
    more_rejects: u64,
    revised: Vec<Revised>,
    more_revised: usize,
    other_ground: bool,
}

/// As many as a person reads; all of them are in the store.
const REVISIONS_SHOWN: usize = 500;

/// The page.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let import = store::find(desk.tx(), &id).await?.or_not_found()?;
    let revisions = store::revisions(desk.tx(), import.number).await?;
    let ground = super::import::current(desk.tx()).await?;
    let revised = revisions
        .iter()
        .take(REVISIONS_SHOWN)
        .map(|(month, change)| Revised {
            month: month.words(),
            what: if change.kind.is_empty() {
                "All types".into()
            } else {
                change.kind.clone()
            },
            area: if change.area_code.is_empty() {
                "The whole file".into()
            } else {
                change.area_code.clone()
            },
            was: number(change.was),
            is_now: number(change.is_now),
        });
    let page_of = Page {
        frame: Frame::of(&desk, format!("{} - Imports", import.source_file))
            .crumb("/desk/imports", "Imports")
            .crumb("", import.source_file.clone()),
        sum: sum_words(
            import.rows,
            import.placed,
            import.outside,
            import.no_location,
        ),
        on: clock::day_and_time(import.imported_at),
        more_rejects: import.rejected.saturating_sub(import.rejects.len() as u64),
        revised: revised.collect(),
        more_revised: revisions.len().saturating_sub(REVISIONS_SHOWN),
        other_ground: !import.stands_on(&ground),
        import,
    };
    page(&desk, &page_of)
}
