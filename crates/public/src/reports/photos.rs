//! Up to five photos, if somebody likes to send any: written anew as they come, so that nothing hidden in them stays.

use askama::Template;
use axum::{
    body::Bytes,
    extract::{Multipart, Path},
    http::{HeaderValue, header},
    response::IntoResponse as _,
};
use base::{Answer, Desk, OrNotFound as _, Stop, Waiting};
use concerns::photo::{self, CannotKeepPhoto};
use uuid::Uuid;
use web::{Fields, Frame};

use super::{Opened, Screen, Step, draw};

/// How many a report may have.
pub(super) const MOST: usize = 5;

/// Decoding takes memory: two at a time, the others wait their turn.
static TURNS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);

#[derive(Template)]
#[template(path = "reports/photos.html")]
struct Page {
    frame: Frame,
    screen: Screen,
    form: Fields,
    photos: Vec<Shown>,
    room: usize,
}

/// A photo of the draft on a page.
pub(super) struct Shown {
    /// Where it is.
    pub path: String,
    /// What its button sends.
    pub id: String,
    /// 1 is the first.
    pub number: usize,
}

/// The photos of a draft, for a page.
pub(super) async fn shown(desk: &mut Desk, it: &Opened) -> Result<Vec<Shown>, Stop> {
    let ids = it.photo_ids(desk).await?;
    let shown = ids.iter().zip(1..).map(|(id, number)| Shown {
        path: it.path(&format!("photos/{id}")),
        id: id.to_string(),
        number,
    });
    Ok(shown.collect())
}

async fn screen(desk: &mut Desk, it: &Opened, form: Fields) -> Answer {
    let photos = shown(desk, it).await?;
    let (frame, screen) = Screen::of(desk, it, Step::Photos, &form);
    let page = Page {
        frame,
        screen,
        room: MOST.saturating_sub(photos.len()),
        photos,
        form,
    };
    draw(desk, &page.form, &page)
}

/// The photos there are, and the field to add some.
pub(super) async fn show(mut desk: Desk, Path(token): Path<String>) -> Answer {
    let it = Opened::of(&mut desk, &token).await?;
    screen(&mut desk, &it, Fields::fresh()).await
}

/// One photo, for whoever is writing the report.
pub(super) async fn photo(mut desk: Desk, Path((token, id)): Path<(String, String)>) -> Answer {
    let it = Opened::of(&mut desk, &token).await?;
    let id: Uuid = id.parse().ok().or_not_found()?;
    let jpeg = it.photo(&mut desk, id).await?.or_not_found()?;
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"))];
    Ok((kind, jpeg).into_response())
}

/// What was sent with the form.
#[derive(Default)]
struct Sent {
    remove: Option<Uuid>,
    /// One more than a report may have is enough to say so.
    files: Vec<(String, Bytes)>,
}

async fn read(mut parts: Multipart) -> Result<Sent, Stop> {
    let broken =
        || Stop::Refused("The photos did not arrive whole. Go back and send them again.".into());
    let mut sent = Sent::default();
    while let Some(field) = parts.next_field().await.map_err(|_| broken())? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| broken())?;
        match name.as_str() {
            "remove" => sent.remove = String::from_utf8_lossy(&bytes).parse().ok(),
            // A field without a file is sent as one without a name.
            "photos" if !(file.is_empty() && bytes.is_empty()) && sent.files.len() <= MOST => {
                sent.files.push((file, bytes));
            }
            _ => {}
        }
    }
    Ok(sent)
}

/// Written anew, away from the requests of others.
async fn anew(bytes: Bytes) -> anyhow::Result<Result<Vec<u8>, CannotKeepPhoto>> {
    let turn = TURNS.acquire().await?;
    let made = tokio::task::spawn_blocking(move || {
        // Also when whoever sent it has gone away meanwhile.
        let _turn = turn;
        photo::kept(&bytes)
    });
    Ok(made.await?)
}

/// Adds what was chosen, takes one away, or goes on. Decoding comes before the store is asked for a turn to write.
pub(super) async fn keep(waiting: Waiting, Path(token): Path<String>, parts: Multipart) -> Answer {
    let room = {
        // Nobody without a draft has anything decoded.
        let mut desk = waiting.looking().await?;
        let it = Opened::of(&mut desk, &token).await?;
        MOST.saturating_sub(it.photo_count(desk.tx()).await?)
    };
    let sent = read(parts).await?;
    let mut form = Fields::fresh();
    let (mut kept, mut wrong) = (Vec::new(), Vec::new());
    for (name, bytes) in sent.files {
        let name: String = name.chars().take(80).collect();
        if kept.len() >= room {
            wrong.push(format!(
                "A report has up to {MOST} photos. {name} was left out."
            ));
            break;
        }
        match anew(bytes).await? {
            Ok(jpeg) => kept.push(jpeg),
            Err(refusal) => wrong.push(format!("{name}: {refusal}")),
        }
    }
    // One line for each file that could not be kept; the others were.
    for (at, sentence) in wrong.into_iter().enumerate() {
        let field = match at {
            0 => "photos".to_owned(),
            at => format!("photos-{at}"),
        };
        form.error(&field, sentence);
    }
    let mut desk = waiting.desk().await?;
    let it = Opened::of(&mut desk, &token).await?;
    let now = it.photo_ids(&mut desk).await?.len();
    let many = kept.len();
    for jpeg in kept.into_iter().take(MOST.saturating_sub(now)) {
        it.add_photo(&mut desk, &jpeg).await?;
    }
    if let Some(id) = sent.remove {
        it.remove_photo(&mut desk, id).await?;
        return it.to(desk, "photos").await;
    }
    if form.wrong() {
        // What was right stays, although the page says what was wrong.
        it.save(&mut desk).await?;
        desk.keep_draft().await?;
        let mut desk = waiting.looking().await?;
        let it = Opened::of(&mut desk, &token).await?;
        return screen(&mut desk, &it, form).await;
    }
    if many > 0 {
        // They are looked at before the next screen.
        return it.to(desk, "photos").await;
    }
    it.on(desk, Step::Photos).await
}
