//! A program of a partner files a concern.

use anyhow::{Context as _, Result};
use base::{AgencyId, Desk, Line, Permit, WardId, agencies, place::Service, secrets};
use chrono::{Duration, Utc};

use super::{Concern, ConcernId, ConcernState, Reach, Source, store};
use crate::{Client, queue};

/// What is filed. Who sent it to the program is not in it.
#[derive(Clone, Debug)]
pub struct Filing {
    /// Its kind.
    pub service: Service,
    /// Where.
    pub ward: WardId,
    /// East and north, in degrees times one million.
    pub point: Option<(i64, i64)>,
    /// Where, in words.
    pub place: String,
    /// What it is about.
    pub words: String,
    /// Code and answer, question by question.
    pub answers: Vec<(String, String)>,
    /// Addresses of photos.
    pub media: Vec<String>,
}

/// For how long the same again is the same concern.
const SAME: i64 = 10;

/// Keeps it. The same filed again by the same program within ten minutes is the same concern.
///
/// # Errors
/// When the store cannot be written.
pub async fn file(
    desk: &mut Desk,
    permit: &Permit,
    client: &Client,
    it: Filing,
) -> Result<Concern> {
    let sent = format!(
        "{} {:?} {:?} {:?} {:?} {:?}",
        it.service.code, it.point, it.place, it.words, it.answers, it.media
    );
    let (hash, now) = (secrets::hash(&sent), desk.now());
    let since = now - Duration::minutes(SAME);
    if let Some(known) = store::same(desk.tx(), client.id, &hash, since).await? {
        desk.tell(Line::of("filed again", "concern", known.id).with(client.name.as_str()))
            .await?;
        return Ok(known);
    }
    let at_once = desk.place().concerns.publish == "at once";
    let concern = Concern {
        id: ConcernId::fresh(),
        reference: format!("C-{}", wards::queries::code::fresh_reference()),
        agency: owner(desk, &it.service).await?,
        service: it.service.code,
        ward: it.ward,
        place: it.place,
        lon_e6: it.point.map(|point| point.0),
        lat_e6: it.point.map(|point| point.1),
        shown_words: at_once.then(|| it.words.clone()),
        words: it.words,
        media_urls: it.media.join("\n"),
        media_shown: false,
        state: ConcernState::Sent,
        state_at: now,
        reason: None,
        note: String::new(),
        client: Some(client.id),
        requested_at: now,
        updated_at: now,
        expected_at: now + Duration::days(i64::from(it.service.expected_days)),
        source: Source::Program,
        reach: Reach::Unknown,
        happened: String::new(),
        joined: None,
        said_fixed: None,
        wrote_back_on: None,
        may_pass: false,
        version: 1,
    };
    store::add(desk.tx(), permit, &concern, &hash, &it.answers).await?;
    queue::sort(desk, permit, &concern).await?;
    desk.tell(Line::of("filed", "concern", concern.id).with(client.name.as_str()))
        .await?;
    Ok(concern)
}

/// Who deals with a kind of concern today: its agency, or whoever took over from it.
pub(crate) async fn owner(desk: &mut Desk, service: &Service) -> Result<AgencyId> {
    let today = base::clock::day(desk.now().with_timezone(&Utc));
    let all = agencies::all(desk.tx()).await?;
    let agency = all
        .iter()
        .find(|it| it.slug == service.owner)
        .with_context(|| format!("no agency {}", service.owner))?;
    Ok(agency.as_on(today, &all).id)
}
