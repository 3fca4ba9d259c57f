//! What is new in a ward, as a feed: priorities, events, minutes.

use anyhow::Result;
use axum::extract::Path;
use base::{Answer, Desk, WardId, clock, words};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, SecondsFormat, Utc};
use panels::{
    meetings::{self, Meeting, MeetingState},
    minutes::{self, MinutesState},
    priorities::{self, Priority},
};
use wards::{
    Ward, atlas,
    events::{self, Event, EventState},
};
use web::forms::escape;

use crate::wards::find;

const KIND: &str = "application/atom+xml; charset=utf-8";
/// How many entries a feed has.
const LONGEST: usize = 50;
/// How many priorities and meetings are looked at for them.
const LOOK: usize = 100;

words! {
    /// What an update is about: a category of the feed, and what a reader of
    /// the mail chooses from.
    pub enum Kind {
        Priority = "priority" / "Priorities of the panel, what was done, and the result",
        Event = "event" / "Events of the ward team, also when one is changed or cancelled",
        Minutes = "minutes" / "Minutes of panel meetings",
    }
}

/// Something that anyone may know now.
pub(crate) struct Entry {
    id: String,
    /// Where it is new.
    pub ward: WardId,
    /// As a list shows it.
    pub title: String,
    /// Its page.
    pub path: String,
    /// What it is about.
    pub kind: Kind,
    published: DateTime<Utc>,
    /// When it last changed.
    pub updated: DateTime<Utc>,
    summary: String,
    point: Option<(f64, f64)>,
}

impl Entry {
    /// What tells it apart from every other, and from itself before it changed.
    pub fn key(&self) -> String {
        let at = self.updated.timestamp_micros();
        base::secrets::hash(&format!("{} {at} {}", self.id, self.title))
    }
}

/// The start of a day, for what is known only by its day.
fn start(day: NaiveDate) -> DateTime<Utc> {
    clock::moment(day, NaiveTime::MIN)
}

fn entry(
    id: String,
    (ward, kind): (&Ward, Kind),
    title: String,
    path: String,
    at: DateTime<Utc>,
    summary: String,
) -> Entry {
    Entry {
        // A tag, so that it stays the same when the site moves to another address.
        id: format!("tag:wardmote,2026:{id}"),
        ward: ward.id,
        title,
        path,
        kind,
        published: at,
        updated: at,
        summary,
        point: None,
    }
}

fn of_event(ward: &Ward, it: &Event) -> Entry {
    let what = &it.details;
    let title = match it.state {
        EventState::Cancelled => format!("Cancelled: {}", what.title),
        EventState::Held => format!("Held: {}", what.title),
        EventState::Planned | EventState::Published => what.title.clone(),
    };
    let mut summary = format!("{}. {}. {}", it.when(), what.place, what.about);
    if let Some(why) = &it.why_cancelled {
        summary = format!("{why} It was to be on {}.", it.when());
    }
    if let Some(came) = it.attendance {
        summary = format!("{}. {came} came. {}", it.when(), it.summary);
    }
    let path = format!("{}/events/{}", ward.path(), it.slug);
    let published = it.published_at.unwrap_or(it.changed_at);
    Entry {
        updated: it.changed_at,
        point: what.point,
        ..entry(
            format!("event/{}", it.id),
            (ward, Kind::Event),
            format!("{title} ({})", ward.name),
            path,
            published,
            summary,
        )
    }
}

async fn of_priority(desk: &mut Desk, ward: &Ward, it: &Priority) -> Result<Vec<Entry>> {
    let path = format!("{}/priorities/{}", ward.path(), it.slug);
    let named = |what: &str| format!("{what}: {} ({})", it.title, ward.name);
    let of = |id: String, title, at, summary| {
        entry(
            format!("priority/{}/{id}", it.id),
            (ward, Kind::Priority),
            title,
            path.clone(),
            at,
            summary,
        )
    };
    let mut entries = vec![of(
        "agreed".into(),
        named("Agreed by the panel"),
        start(it.agreed_on),
        it.different.clone(),
    )];
    // Updates are only ever added, so their place in the row names them for good.
    let told = priorities::store::updates(desk.tx(), it.id).await?;
    for (at, update) in told.into_iter().enumerate() {
        entries.push(of(
            format!("update/{}", at + 1),
            named(update.stage.label()),
            start(update.told_on),
            update.words,
        ));
    }
    if let Some(closing) = &it.closing {
        entries.push(of(
            "closed".into(),
            named("Closed"),
            start(closing.on),
            closing.result.clone(),
        ));
    }
    Ok(entries)
}

async fn of_meeting(desk: &mut Desk, ward: &Ward, it: &Meeting) -> Result<Option<Entry>> {
    let versions = minutes::store::of(desk.tx(), it.id).await?;
    let published = |kept: &&minutes::Kept| kept.state == MinutesState::Published;
    let (Some(first), Some(last)) = (
        versions.iter().find(published),
        versions.iter().rfind(published),
    ) else {
        return Ok(None);
    };
    let day = clock::plain_day(it.held_on);
    Ok(Some(Entry {
        updated: last.written_at,
        ..entry(
            format!("minutes/{}", it.id),
            (ward, Kind::Minutes),
            format!("Minutes of {day} ({})", ward.name),
            format!("{}/meetings/{}", ward.path(), it.held_on),
            first.written_at,
            format!("The minutes of the panel meeting of {day} are published."),
        )
    }))
}

/// Everything new in the borough, newest first: the feed, and the mail of
/// whoever asked for it.
pub(crate) async fn everything(desk: &mut Desk) -> Result<Vec<Entry>> {
    let atlas = atlas(desk).await?;
    let kept = priorities::store::all(desk.tx()).await?;
    let held = meetings::store::all(desk.tx()).await?;
    gather(desk, &atlas.wards, kept, held).await
}

/// Everything new, newest first.
async fn gather(
    desk: &mut Desk,
    wards: &[Ward],
    mut kept: Vec<Priority>,
    held: Vec<Meeting>,
) -> Result<Vec<Entry>> {
    let ward = |id| wards.iter().find(|ward| ward.id == id);
    let mut entries = Vec::new();
    let (now, today) = (desk.now(), desk.today());
    let since = now.checked_sub_days(Days::new(365)).unwrap_or(now);
    for event in events::store::public_since(desk.tx(), since).await? {
        let gone = event.state == EventState::Cancelled && !event.shows_cancelled(today);
        if let Some(ward) = ward(event.ward).filter(|_| !gone) {
            entries.push(of_event(ward, &event));
        }
    }
    kept.sort_by_key(|it| std::cmp::Reverse(it.told_on));
    for it in kept.iter().take(LOOK) {
        if let Some(ward) = ward(it.ward) {
            entries.extend(of_priority(desk, ward, it).await?);
        }
    }
    let published = |it: &&Meeting| it.state == MeetingState::Published;
    for it in held.iter().filter(published).take(LOOK) {
        if let Some(ward) = ward(it.ward) {
            entries.extend(of_meeting(desk, ward, it).await?);
        }
    }
    entries.sort_by(|a, b| (b.updated, &b.id).cmp(&(a.updated, &a.id)));
    Ok(entries)
}

/// Words as XML takes them: no signs that mean something, no control signs.
fn xml(words: &str) -> String {
    let kept = |c: &char| {
        matches!(c, '\t' | '\n' | '\r')
            || (!c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
    };
    escape(&words.chars().filter(kept).collect::<String>())
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Where a feed stands, and what page shows the same.
struct Head {
    id: String,
    title: String,
    own: String,
    page: String,
    mail: String,
}

fn write(desk: &Desk, head: &Head, entries: &[Entry]) -> String {
    let entries = &entries[..entries.len().min(LONGEST)];
    let address = &desk.house().settings().address;
    let newest = entries
        .iter()
        .map(|it| it.updated)
        .max()
        .unwrap_or_else(|| start(desk.today()));
    let link = |path: &str| xml(&format!("{address}{path}"));
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:georss=\"http://www.georss.org/georss\" xml:lang=\"en-GB\">\n\
         <id>tag:wardmote,2026:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<author><name>{}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<link rel=\"related\" type=\"text/html\" title=\"The same by e-mail\" href=\"{}\"/>\n<generator>Wardmote</generator>\n",
        xml(&head.id),
        xml(&head.title),
        moment(newest),
        xml(&desk.place().partnership),
        link(&head.own),
        link(&head.page),
        link(&head.mail),
    );
    for it in entries {
        let point = it.point.map_or(String::new(), |(lat, lng)| {
            format!("<georss:point>{lat:.6} {lng:.6}</georss:point>\n")
        });
        out.push_str(&format!(
            "<entry>\n<id>{}</id>\n<title>{}</title>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<published>{}</published>\n<updated>{}</updated>\n\
             <category term=\"{}\"/>\n<summary>{}</summary>\n{point}</entry>\n",
            xml(&it.id),
            xml(&it.title),
            link(&it.path),
            moment(it.published),
            moment(it.updated),
            it.kind.word(),
            xml(it.summary.trim()),
        ));
    }
    out.push_str("</feed>\n");
    out
}

/// The whole borough.
pub(super) async fn all(mut desk: Desk) -> Answer {
    let entries = everything(&mut desk).await?;
    let head = Head {
        id: format!("{}/updates", desk.place().borough_code),
        title: format!("What is new - {}", desk.place().partnership),
        own: "/updates.atom".into(),
        page: "/".into(),
        mail: "/updates/subscribe".into(),
    };
    let text = write(&desk, &head, &entries);
    Ok(web::file(KIND, text))
}

/// One ward.
pub(super) async fn of_ward(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let kept = priorities::store::of_ward(desk.tx(), ward.id).await?;
    let held = meetings::store::of_ward(desk.tx(), ward.id).await?;
    let entries = gather(&mut desk, std::slice::from_ref(&ward), kept, held).await?;
    let head = Head {
        id: format!("ward/{}/updates", ward.code),
        title: format!(
            "What is new in {} - {}",
            ward.name,
            desk.place().partnership
        ),
        own: format!("{}/updates.atom", ward.path()),
        page: ward.path(),
        mail: format!("/updates/subscribe?ward={}", ward.slug),
    };
    let text = write(&desk, &head, &entries);
    Ok(web::file(KIND, text))
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_word_breaks_the_file() {
        assert_eq!(
            super::xml("<b>Tea & \"cake\"\u{8}\u{FFFF}"),
            "&lt;b&gt;Tea &amp; &quot;cake&quot;"
        );
    }
}
