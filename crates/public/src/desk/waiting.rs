//! What waits for whoever is signed in, from every area, as one list: late first.

use base::{
    Act, Desk, On, Stop, WardId, clock,
    deadlines::{Due, days},
};
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use concerns::referrals;
use panels::{actions, meetings, priorities};
use wards::{Atlas, abstractions, events, queries};
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
    add_questions(desk, atlas, &mut rows).await?;
    add_concerns(desk, atlas, &mut rows).await?;
    add_written_back(desk, atlas, &mut rows).await?;
    add_calls(desk, atlas, &mut rows).await?;
    add_hate_reports(desk, atlas, &mut rows).await?;
    add_events(desk, atlas, &mut rows).await?;
    add_abstractions(desk, atlas, &mut rows).await?;
    add_referrals(desk, atlas, &mut rows).await?;
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

/// Days in which a person who wrote is read, as the promise says: 72 hours.
const REPLY_DAYS: i64 = 3;

type Rows = Vec<(WardId, Waiting)>;

async fn add_actions(desk: &mut Desk, atlas: &Atlas, rows: &mut Rows) -> Result<(), Stop> {
    let today = desk.today();
    for it in actions::store::all_open(desk.tx()).await? {
        if desk.may(Act::DoAction, &it) {
            let ward = atlas.name(it.ward);
            let row = Waiting::by_day("Action", &it.title, it.path(), ward, it.due_on, today);
            rows.push((it.ward, row));
        } else if it.due_on < today && desk.may(Act::RecordAction, &it) {
            // Whoever gives actions sees which of them others owe: residents see it too.
            let title = format!("{} owes: {}", it.agency_short, it.title);
            let ward = atlas.name(it.ward);
            let row = Waiting::by_day("Chase", title, it.path(), ward, it.due_on, today);
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
            let mut row = Waiting::by_day("Update", title, path.clone(), ward, told_by, today);
            let shown = atlas.ward(it.ward);
            let shown = shown.map(|ward| priorities::shown(desk, ward, &it, None, None));
            // Nothing told for so long is said as everywhere else.
            if let Some(tag) = shown.and_then(|it| it.freshness) {
                (row.tag, row.late) = (tag, true);
            }
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

/// Questions that are owed an answer: the asker's clock, or the inspector's.
async fn add_questions(desk: &mut Desk, atlas: &Atlas, rows: &mut Rows) -> Result<(), Stop> {
    let now = desk.now();
    let mine: Vec<_> = queries::my_wards(desk, atlas)
        .iter()
        .map(|ward| ward.id)
        .collect();
    for it in queries::store::open_of(desk.tx(), &mine).await? {
        let redress = it.state == queries::QueryState::Redress;
        if redress && !queries::is_inspector(desk, it.ward) {
            continue;
        }
        let shown = queries::shown(desk, atlas, &it);
        let late = it.is_late(now);
        let kind = if redress { "Redress" } else { "Question" };
        let soon = it.clock() - now < Duration::hours(24);
        let colour = match (late, soon) {
            (true, _) => TagKind::Bad,
            (false, true) => TagKind::Warn,
            (false, false) => TagKind::Info,
        };
        let row = Waiting {
            kind,
            title: short(&it.question),
            path: it.path(),
            ward: shown.ward,
            due: it.clock(),
            tag: Tag::new(colour, shown.left),
            late,
        };
        rows.push((it.ward, row));
    }
    Ok(())
}

/// Concerns that nobody has read, ward by ward: one line each, however many there are.
async fn add_concerns(desk: &mut Desk, atlas: &Atlas, rows: &mut Rows) -> Result<(), Stop> {
    let now = desk.now();
    for it in concerns::queue::unread(desk).await? {
        let Some(ward) = atlas.ward(it.ward) else {
            continue;
        };
        let title = match it.count {
            1 => "1 concern that nobody has read".to_owned(),
            n => format!("{n} concerns that nobody has read"),
        };
        let late = it.read_by < now;
        let by = clock::plain_day(clock::day(it.read_by));
        let row = Waiting {
            kind: "Concerns",
            title,
            path: format!("/desk/concerns?state=sent&ward={}", ward.slug),
            ward: ward.name.clone(),
            due: it.read_by,
            tag: if late {
                Tag::new(TagKind::Bad, "Not read in 72 hours")
            } else {
                Tag::new(TagKind::Info, format!("By {by}"))
            },
            late,
        };
        rows.push((it.ward, row));
    }
    Ok(())
}

/// Concerns on which whoever sent them wrote back, ward by ward.
async fn add_written_back(desk: &mut Desk, atlas: &Atlas, rows: &mut Rows) -> Result<(), Stop> {
    let today = desk.today();
    for it in concerns::queue::wrote_back(desk).await? {
        let Some(ward) = atlas.ward(it.ward) else {
            continue;
        };
        let title = match it.count {
            1 => "Somebody wrote back on 1 concern".to_owned(),
            n => format!("People wrote back on {n} concerns"),
        };
        let path = format!("/desk/concerns?ward={}", ward.slug);
        let due = it.since + Duration::days(REPLY_DAYS);
        let row = Waiting::by_day("Concerns", title, path, &ward.name, due, today);
        rows.push((it.ward, row));
    }
    Ok(())
}

/// Calls about scams: the next clock of each.
async fn add_calls(desk: &mut Desk, atlas: &Atlas, rows: &mut Rows) -> Result<(), Stop> {
    for it in concerns::rapid_responses::waiting_for_me(desk).await? {
        let kind = if it.late { TagKind::Bad } else { TagKind::Warn };
        let row = Waiting {
            kind: "Call",
            title: it.title,
            path: it.path,
            ward: atlas.name(it.ward).to_owned(),
            due: it.due,
            tag: Tag::new(kind, it.left),
            late: it.late,
        };
        rows.push((it.ward, row));
    }
    Ok(())
}

/// Reports of hate crime that are new, or on which somebody wrote back.
async fn add_hate_reports(desk: &mut Desk, atlas: &Atlas, rows: &mut Rows) -> Result<(), Stop> {
    let today = desk.today();
    for it in concerns::hate_reports::waiting_for_me(desk).await? {
        let ward = atlas.name(it.ward);
        let due = it.since + Duration::days(REPLY_DAYS);
        let row = Waiting::by_day("Report", it.title, it.path, ward, due, today);
        rows.push((it.ward, row));
    }
    Ok(())
}

/// As much of a question as a list has room for.
fn short(words: &str) -> String {
    const ROOM: usize = 80;
    if words.chars().count() <= ROOM {
        return words.to_owned();
    }
    let cut: String = words.chars().take(ROOM).collect();
    let whole = cut
        .rsplit_once(' ')
        .map_or(cut.as_str(), |(before, _)| before);
    format!("{whole} …")
}

/// Events to come, those nobody has reported on, and what was promised there.
async fn add_events(desk: &mut Desk, atlas: &Atlas, rows: &mut Rows) -> Result<(), Stop> {
    let (now, today) = (desk.now(), desk.today());
    for it in events::store::needing_report(desk.tx(), now).await? {
        if desk.may(Act::ManageEvents, &it) {
            let title = format!("Write down who came: {}", it.details.title);
            let ward = atlas.name(it.ward);
            let row = Waiting::by_day("Event", title, it.desk_path(), ward, it.day(), today);
            rows.push((it.ward, row));
        }
    }
    for it in events::store::open_follow_ups(desk.tx()).await? {
        let on = On {
            ward: Some(it.ward),
            agency: None,
        };
        if desk.may(Act::ManageEvents, &on) {
            let (what, due) = (&it.follow_up.what, it.follow_up.due_on);
            let ward = atlas.name(it.ward);
            let row = Waiting::by_day("Follow-up", what, it.path(), ward, due, today);
            rows.push((it.ward, row));
        }
    }
    for ward in &atlas.wards {
        if !desk.may(Act::ManageEvents, ward) {
            continue;
        }
        for it in events::store::to_come(desk.tx(), ward.id, now, 3).await? {
            let title = format!(
                "{}, {}",
                it.details.title,
                clock::time(it.details.starts_at)
            );
            let row = Waiting::by_day("Event", title, it.desk_path(), &ward.name, it.day(), today);
            rows.push((ward.id, row));
        }
    }
    Ok(())
}

/// What was passed to my agency; what agencies ask, have done or owe of what I passed on.
async fn add_referrals(desk: &mut Desk, atlas: &Atlas, rows: &mut Rows) -> Result<(), Stop> {
    let today = desk.today();
    for it in referrals::waiting_for_me(desk).await? {
        let ward = atlas.name(it.ward);
        let row = Waiting::by_day("Referral", it.title, it.path, ward, it.due, today);
        rows.push((it.ward, row));
    }
    Ok(())
}

/// Time taken from a ward that waits for this person's rank, and exceptions to look at again.
async fn add_abstractions(desk: &mut Desk, atlas: &Atlas, rows: &mut Rows) -> Result<(), Stop> {
    let today = desk.today();
    for it in abstractions::waiting_for_me(desk).await? {
        let day = clock::day(it.starts_at);
        let title = format!("Decide: {}, {}", it.rank, it.asked.reason);
        let ward = atlas.name(it.ward);
        let row = Waiting::by_day("Abstraction", title, it.path(), ward, day, today);
        rows.push((it.ward, row));
    }
    let soon = today + Duration::days(14);
    for it in abstractions::store::to_review(desk.tx(), soon).await? {
        let Some(day) = it.review_on else { continue };
        let rank = abstractions::rank_on(desk.who(), it.ward);
        if rank == Some(abstractions::Rank::Superintendent) {
            let title = format!("Look again: {}, {}", it.rank, it.asked.reason);
            let ward = atlas.name(it.ward);
            let row = Waiting::by_day("Review", title, it.path(), ward, day, today);
            rows.push((it.ward, row));
        }
    }
    Ok(())
}
