//! Panel meetings as a file: when, where, and how they stand.

use base::Answer;
use panels::meetings::Meeting;
use wards::Ward;
use web::{
    Cell, Sheet, Wants,
    fields::{Field, Kind, Table},
    row,
};

/// Panel meetings.
pub(crate) static MEETINGS: Table = Table {
    title: "Meetings",
    name: "meetings",
    version: 1,
    about: "A panel meeting: those to come of every ward, or all of one ward, the newest first.",
    routes: &["/meetings", "/wards/{ward}/meetings"],
    asks: &[],
    groups: &[&[
        Field::text("ward_code", "The ward's code."),
        Field::text("ward_name", "Its name."),
        Field::new("day", Kind::Day, "The day."),
        Field::new("starts", Kind::Moment, "When it begins."),
        Field::new("ends", Kind::Moment, "When it is planned to end."),
        Field::text("venue", "Where."),
        Field::text("access", "How to get in, hear or join."),
        Field::text(
            "state",
            "`scheduled`, `papers_out`, `in_session`, `held`, `published` or `cancelled`.",
        ),
        Field::text("why_cancelled", "Why it was cancelled.").or_nothing(),
        Field::new("papers_out", Kind::Moment, "When its papers went out.").or_nothing(),
        Field::text("path", "Its page."),
    ]],
    beside: &[],
};

/// The cells of a meeting.
pub(super) fn cells(ward: &Ward, it: &Meeting) -> Vec<Cell> {
    row![
        &ward.code,
        &ward.name,
        it.held_on,
        it.starts_at,
        it.ends_at,
        &it.venue,
        &it.access,
        it.state.word(),
        it.why_cancelled.as_ref(),
        it.papers_out_at,
        format!("{}/meetings/{}", ward.path(), it.held_on),
    ]
}

/// The file.
pub(super) fn answer(name: String, rows: Vec<Vec<Cell>>, wants: Wants) -> Answer {
    Sheet::new(&MEETINGS, rows).file(name).answer(wants)
}
