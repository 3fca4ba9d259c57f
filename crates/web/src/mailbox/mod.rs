//! What mail waits and what was sent, for administrators.

use askama::Template;
use base::{Act, Answer, Desk, Routes, clock, mail};

use crate::{Frame, Tag, TagKind, page};

/// The page of the outbox.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/admin/mail", Act::SeeMail, show)
}

struct Row {
    to: String,
    subject: String,
    body: String,
    made: String,
    tag: Tag,
    failure: Option<String>,
}

#[derive(Template)]
#[template(path = "mailbox/show.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
    nowhere: bool,
}

async fn show(mut desk: Desk) -> Answer {
    let latest = mail::latest(desk.tx()).await?;
    // A message may carry a link that signs its reader in. Only where mail goes
    // to a folder (demonstrations, tests) has an administrator to read it here.
    let to_folder = desk.house().settings().mail.folder.is_some();
    let rows = latest
        .into_iter()
        .map(|message| Row {
            tag: match (&message.sent_at, &message.failure) {
                (Some(_), _) => Tag::new(TagKind::Go, "Sent"),
                (None, Some(_)) => Tag::new(
                    TagKind::Bad,
                    format!("Not sent after {} tries", message.tries),
                ),
                (None, None) => Tag::new(TagKind::Info, "Waiting"),
            },
            made: clock::day_and_time(message.made_at),
            // Who reads a list is nobody's business but theirs.
            to: if message.list.is_some() && !to_folder {
                "an address that asked for updates".into()
            } else {
                message.to
            },
            subject: message.subject,
            body: if to_folder {
                message.body
            } else {
                String::new()
            },
            failure: if message.list.is_some() && !to_folder {
                let said = "The mail server did not take it.";
                message.failure.map(|_| said.to_owned())
            } else {
                message.failure
            },
        })
        .collect();
    let mail = &desk.house().settings().mail;
    let nowhere = mail.smtp.is_none() && mail.folder.is_none();
    let frame = Frame::of(&desk, "Mail");
    page(
        &desk,
        &Page {
            frame,
            rows,
            nowhere,
        },
    )
}
