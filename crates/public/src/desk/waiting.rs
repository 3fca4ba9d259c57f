//! What waits for whoever is signed in, from every area, as one list: late first.

use base::{
    Act, Desk, Stop, WardId, clock,
    deadlines::{Due, days},
};
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use panels::{actions, meetings, priorities};
use wards::Atlas;
use web::{Tag, TagKind};

/// One thing that waits.
pub(super) struct Waiting {
    /// What kind of thing: "Action", "Question".
    pub kind: &'static str,
    /// What to do.
    pub title: String,
    /// Where it is done.
    pub path: String,
    /// In which ward.
    pub ward: String,
    /// When it is due.
    pub due: DateTime<Utc>,
    /// How long is left, or how late it is.
    pub tag: Tag,
    /// Whether it is late.
    pub late: bool,
}

impl Waiting {
    /// Something promised for the end of a day.
    fn by_day(
        kind: &'static str,
        title: impl Into<String>,
        path: String,
        ward: &str,
        day: NaiveDate,
        today: NaiveDate,
    ) -> Self {
        let (tag, late) = match Due::on(day, today) {
            Due::Late(n) => (Tag::new(TagKind::Bad, format!("{} late", days(n))), true),
            Due::In(0) => (Tag::new(TagKind::Warn, "Today"), false),
            Due::In(1) => (Tag::new(TagKind::Info, "Tomorrow"), false),
            Due::In(n) if n <= 7 => (Tag::new(TagKind::Info, format!("In {}", days(n))), false),
            Due::In(_) => (Tag::new(TagKind::Plain, clock::plain_day(day)), false),
        };
        let end = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
        Self {
            kind,
            title: title.into(),
            path,
            ward: ward.to_owned(),
            due: clock::moment(day, end),
            tag,
            late,
        }
    }
}

/// The list of one person.
#[derive(Default)]
pub(super) struct List {
    /// Past their time.
    pub late: Vec<Waiting>,
    /// Due within seven days.
    pub soon: Vec<Waiting>,
    /// Due after that.
    pub later: Vec<Waiting>,
}

impl List {
    /// How many things there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.late.len() + self.soon.len() + self.later.len()
    }
}

/// Everything that waits for whoever asks; in one ward, or in all of theirs.
///
/// # Errors
/// When the store cannot be read.
pub(super) async fn all(
    desk: &mut Desk,
    atlas: &Atlas,
    ward: Option<WardId>,
) -> Result<List, Stop> {
    let mut rows = Vec::new();
    add_actions(desk, atlas, &mut rows).await?;
    add_priorities(desk, atlas, &mut rows).await?;
    add_meetings(desk, atlas, &mut rows).await?;
    if let Some(ward) = ward {
        rows.retain(|(of, _)| *of == ward);
    }
    let week = desk.now() + Duration::days(7);
    let mut list = List::default();
    let mut rows: Vec<_> = rows.into_iter().map(|(_, row)| row).collect();
    rows.sort_by(|a, b| a.due.cmp(&b.due).then_with(|| a.title.cmp(&b.title)));
    for row in rows {
        if row.late {
            list.late.push(row);
        } else if row.due <= week {
            list.soon.push(row);
        } else {
            list.later.push(row);
        }
    }
    Ok(list)
}

type Rows = Vec<(WardId, Waiting)>;

async fn add_actions(desk: &mut Desk, atlas: &Atlas, rows: &mut Rows) -> Result<(), Stop> {
    let today = desk.today();
    for it in actions::store::all_open(desk.tx()).await? {
        if desk.may(Act::DoAction, &it) {
            let ward = atlas.name(it.ward);
            let row = Waiting::by_day("Action", &it.title, it.path(), ward, it.due_on, today);
            rows.push((it.ward, row));
        }
    }
    Ok(())
}

/// A priority that residents have heard nothing of, and one whose review is near.
async fn add_priorities(desk: &mut Desk, atlas: &Atlas, rows: &mut Rows) -> Result<(), Stop> {
    let today = desk.today();
    let rules = &desk.place().panel;
    let amber = i64::from(rules.update_amber_days);
    for it in priorities::store::all(desk.tx()).await? {
        if !it.is_live() || !desk.may(Act::UpdatePriority, &it) {
            continue;
        }
        let (path, ward) = (it.desk_path(), atlas.name(it.ward));
        let told_by = it.told_on + Duration::days(amber);
        if told_by <= today + Duration::days(14) {
            let title = format!("Tell residents: {}", it.title);
            let row = Waiting::by_day("Update", title, path.clone(), ward, told_by, today);
            rows.push((it.ward, row));
        }
        if it.review_on <= today + Duration::days(14) {
            let title = format!("Did it work? {}", it.title);
            let row = Waiting::by_day("Review", title, path, ward, it.review_on, today);
            rows.push((it.ward, row));
        }
    }
    Ok(())
}

/// Papers that have to go out, and the meetings themselves.
async fn add_meetings(desk: &mut Desk, atlas: &Atlas, rows: &mut Rows) -> Result<(), Stop> {
    let (now, today) = (desk.now(), desk.today());
    let before = Duration::days(i64::from(desk.place().panel.papers_days_before));
    for it in meetings::store::to_come(desk.tx(), now).await? {
        if !desk.may(Act::SeeMeeting, &it) {
            continue;
        }
        let ward = atlas.name(it.ward);
        let papers = it.held_on - before;
        if it.papers_out_at.is_none()
            && desk.may(Act::RunMeeting, &it)
            && papers <= today + Duration::days(14)
        {
            let row = Waiting::by_day(
                "Papers",
                "Send the papers of the meeting",
                it.desk_path(),
                ward,
                papers,
                today,
            );
            rows.push((it.ward, row));
        }
        let title = format!("Panel meeting, {}", clock::day_and_time(it.starts_at));
        let row = Waiting::by_day("Meeting", title, it.desk_path(), ward, it.held_on, today);
        rows.push((it.ward, row));
    }
    Ok(())
}
