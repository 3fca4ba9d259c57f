//! A draft is opened with the token of its address, and shut again. No cookie, and nobody's name on it.

use anyhow::{Context as _, Result};
use base::{Act, Answer, Desk, House, On, Permit, Stop, WardId, sealed, secrets, store::Tx};
use chrono::{DateTime, Duration, DurationRound as _, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Draft, Step, Wish, store};

/// How long a draft is kept.
const HOURS: i64 = 24;
/// Photos of all drafts together: no more are kept, so that nobody fills the disk with drafts.
const MOST_PHOTOS: i64 = 5_000;
const DRAFT: &str = "draft of a report";
const PHOTO: &str = "photo of a draft";
const SENT: &str = "report that was sent";
/// How long a second press of "Send" still shows the receipt: no longer, as a browser presses again for whoever goes back.
const SENT_MINUTES: i64 = 10;
/// How long the row of it stays, counted to a full hour: that tells nobody when it was sent.
const SENT_HOURS: i64 = 2;

/// A draft with what opened it.
pub(super) struct Opened {
    token: String,
    row: String,
    version: i64,
    pub draft: Draft,
}

/// What a second press of "Send" shows again: a browser that dropped the first answer dropped the receipt with it. Sealed like a
/// draft, and shown to nobody but the same press.
#[derive(Serialize, Deserialize)]
pub(super) struct JustSent {
    pub press: String,
    pub at: DateTime<Utc>,
    pub reference: String,
    pub receipt: String,
    pub ward: WardId,
    pub wish: Option<Wish>,
}

impl JustSent {
    /// What was sent from an address, for the press that sent it.
    pub(super) async fn find(
        tx: &mut Tx,
        token: &str,
        press: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>> {
        let row = secrets::hash(token);
        let kept = store::find(tx, &row, now).await?;
        let opened = kept.and_then(|it| sealed::open(token, SENT, &row, &it.sealed));
        let sent: Option<Self> = opened.and_then(|text| serde_json::from_slice(&text).ok());
        let lately = now - Duration::minutes(SENT_MINUTES);
        Ok(sent.filter(|it| it.press == press && it.at > lately))
    }
}

/// What somebody reads whose draft is gone.
pub(super) const GONE: &str = "This report is not here any more: it was sent, or a day has gone by. If you sent it, open its page with your reference. If not, start again: nothing of it was kept.";

/// A desk that acts for nobody, also for somebody who is signed in: what a person reports from their own sofa is not for the
/// ledger.
pub(super) async fn nobody(house: &House) -> Result<Desk> {
    Desk::again(house, Act::Report).await
}

/// Leave to report.
pub(super) fn permit(desk: &Desk) -> Result<Permit, Stop> {
    desk.permit(Act::Report, &On::default())
}

/// The full hour after a day: it does not say at which minute somebody began.
fn ends(now: DateTime<Utc>) -> DateTime<Utc> {
    let hour = now.duration_trunc(Duration::hours(1)).unwrap_or(now);
    hour + Duration::hours(HOURS + 1)
}

impl Opened {
    /// Begins a draft. Says with what it opens.
    pub(super) async fn begin(desk: &mut Desk, draft: &Draft) -> Result<String, Stop> {
        let permit = permit(desk)?;
        let token = secrets::token();
        let row = secrets::hash(&token);
        let (sealed, ends_at) = (shut(&token, &row, draft)?, ends(desk.now()));
        store::add(desk.tx(), &permit, &row, sealed, ends_at).await?;
        Ok(token)
    }

    /// The draft of an address.
    pub(super) async fn of(desk: &mut Desk, token: &str) -> Result<Self, Stop> {
        let now = desk.now();
        let found = Self::find(desk.tx(), token, now).await?;
        found.ok_or_else(|| Stop::Refused(GONE.into()))
    }

    /// The draft of a token, if there is one.
    pub(super) async fn find(tx: &mut Tx, token: &str, now: DateTime<Utc>) -> Result<Option<Self>> {
        let row = secrets::hash(token);
        let Some(kept) = store::find(tx, &row, now).await? else {
            return Ok(None);
        };
        let opened = sealed::open(token, DRAFT, &row, &kept.sealed);
        // What does not open was changed in the store: to its writer it is gone.
        let Some(draft) = opened.and_then(|text| serde_json::from_slice(&text).ok()) else {
            return Ok(None);
        };
        Ok(Some(Self {
            token: token.to_owned(),
            row,
            version: kept.version,
            draft,
        }))
    }

    /// The address of a screen.
    pub(super) fn path(&self, screen: &str) -> String {
        path(&self.token, screen)
    }

    /// Keeps it and leads on to the next screen that was not seen.
    pub(super) async fn on(mut self, desk: Desk, done: Step) -> Answer {
        self.draft.finish(done);
        let to = self.draft.next().word();
        self.to(desk, to).await
    }

    /// Keeps it and leads to a screen.
    pub(super) async fn to(self, mut desk: Desk, screen: &str) -> Answer {
        self.save(&mut desk).await?;
        desk.finish_draft(&self.path(screen)).await
    }

    /// Keeps it where it is.
    pub(super) async fn save(&self, desk: &mut Desk) -> Result<(), Stop> {
        let permit = permit(desk)?;
        let sealed = shut(&self.token, &self.row, &self.draft)?;
        if store::save(desk.tx(), &permit, &self.row, sealed, self.version).await? {
            Ok(())
        } else {
            Err(Stop::Busy)
        }
    }

    /// Which photos it has.
    pub(super) async fn photo_ids(&self, desk: &mut Desk) -> Result<Vec<Uuid>> {
        store::photo_ids(desk.tx(), &self.row).await
    }

    /// How many photos it has.
    pub(super) async fn photo_count(&self, tx: &mut Tx) -> Result<usize> {
        Ok(store::photo_ids(tx, &self.row).await?.len())
    }

    /// A photo.
    pub(super) async fn photo(&self, desk: &mut Desk, id: Uuid) -> Result<Option<Vec<u8>>> {
        let found = store::photo(desk.tx(), &self.row, id).await?;
        Ok(found.and_then(|it| self.open_photo(id, &it)))
    }

    /// All photos.
    pub(super) async fn photos(&self, desk: &mut Desk) -> Result<Vec<Vec<u8>>> {
        let found = store::photos(desk.tx(), &self.row).await?;
        let opened = found.iter().map(|(id, it)| {
            self.open_photo(*id, it)
                .context("a photo of a draft was changed in the store")
        });
        opened.collect()
    }

    /// Adds a photo that was written anew.
    pub(super) async fn add_photo(&self, desk: &mut Desk, jpeg: &[u8]) -> Result<(), Stop> {
        if store::photos_kept(desk.tx()).await? >= MOST_PHOTOS {
            return Err(Stop::Busy);
        }
        // By chance alone: the usual ids tell the millisecond in which they were made.
        let (permit, id) = (permit(desk)?, Uuid::new_v4());
        let sealed = sealed::seal(&self.token, PHOTO, &self.photo_row(id), jpeg);
        store::add_photo(desk.tx(), &permit, &self.row, id, sealed).await?;
        Ok(())
    }

    /// Takes a photo away.
    pub(super) async fn remove_photo(&self, desk: &mut Desk, id: Uuid) -> Result<(), Stop> {
        let permit = permit(desk)?;
        store::remove_photo(desk.tx(), &permit, &self.row, id).await?;
        Ok(())
    }

    /// It was sent: nothing of it stays but what a second press shows.
    pub(super) async fn was_sent(&self, desk: &mut Desk, sent: &JustSent) -> Result<(), Stop> {
        let permit = permit(desk)?;
        let text = serde_json::to_vec(sent).context("what was sent as JSON")?;
        let sealed = sealed::seal(&self.token, SENT, &self.row, &text);
        let hour = sent
            .at
            .duration_trunc(Duration::hours(1))
            .unwrap_or(sent.at);
        let ends_at = hour + Duration::hours(SENT_HOURS);
        let (row, version) = (&self.row, self.version);
        if store::sent(desk.tx(), &permit, row, sealed, ends_at, version).await? {
            Ok(())
        } else {
            Err(Stop::Refused(GONE.into()))
        }
    }

    /// Forgets it: it leads elsewhere.
    pub(super) async fn forget(&self, desk: &mut Desk) -> Result<(), Stop> {
        let permit = permit(desk)?;
        if store::remove(desk.tx(), &permit, &self.row).await? {
            Ok(())
        } else {
            Err(Stop::Refused(GONE.into()))
        }
    }

    fn photo_row(&self, id: Uuid) -> String {
        format!("{} {id}", self.row)
    }

    fn open_photo(&self, id: Uuid, sealed: &[u8]) -> Option<Vec<u8>> {
        sealed::open(&self.token, PHOTO, &self.photo_row(id), sealed)
    }
}

/// The address of a screen of a draft.
pub(super) fn path(token: &str, screen: &str) -> String {
    format!("/reports/new/{token}/{screen}")
}

fn shut(token: &str, row: &str, draft: &Draft) -> Result<Vec<u8>> {
    let text = serde_json::to_vec(draft).context("a draft as JSON")?;
    Ok(sealed::seal(token, DRAFT, row, &text))
}
