//! A concern as other programs see it: the words only once the team shows them, or to whoever sent them.

use std::collections::BTreeMap;

use anyhow::Result;
use base::{AgencyId, Desk, agencies, clock};
use chrono::{DateTime, NaiveTime, SecondsFormat, Utc};
use concerns::{Client, Concern, ConcernId, concerns::store, shown_photos};

use super::Node;

/// Degrees times one million.
#[must_use]
pub fn micro(degrees: f64) -> i32 {
    (degrees * 1e6).round() as i32
}

/// "2026-11-24T14:00:00Z".
#[must_use]
pub fn w3c(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// When something came in, for everyone: of what a person sent themselves the day alone, with a name or without one.
fn told(it: &Concern, at: DateTime<Utc>) -> DateTime<Utc> {
    if it.is_sealed() {
        clock::moment(clock::day(at), NaiveTime::MIN)
    } else {
        at
    }
}

/// A coordinate for everyone: to about ten metres.
fn coordinate(value: Option<i64>) -> Node {
    value.map_or(Node::Nothing, |value| {
        Node::Number((value as f64 / 100.0).round() / 1e4)
    })
}

/// How concerns are shown in one answer.
pub struct View {
    agencies: BTreeMap<AgencyId, String>,
    client: Option<Client>,
    /// The first photo that everyone may see of each concern.
    photos: BTreeMap<ConcernId, i64>,
    /// Whether answers and notes are shown too.
    extensions: bool,
}

impl View {
    /// For a program, or for everyone; of concerns that came in from a moment on.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn of(
        desk: &mut Desk,
        client: Option<Client>,
        from: DateTime<Utc>,
        extensions: bool,
    ) -> Result<Self> {
        let agencies = agencies::all(desk.tx()).await?;
        Ok(Self {
            agencies: agencies.into_iter().map(|it| (it.id, it.name)).collect(),
            client,
            photos: shown_photos::store::firsts(desk.tx(), from).await?,
            extensions,
        })
    }

    /// One concern.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn request(&self, desk: &mut Desk, it: &Concern) -> Result<Node> {
        let client = self.client.as_ref().map(|client| client.id);
        let own = client.is_some() && client == it.client;
        let words = if own {
            Some(&it.words)
        } else {
            it.shown_words.as_ref()
        };
        let media = it.media_urls.lines().next();
        let media = media.filter(|_| own || it.media_shown).map(str::to_owned);
        let photo = self.photos.get(&it.id);
        let photo = photo.filter(|_| shown_photos::may_be_shown(desk, it));
        let media = media.or_else(|| {
            let address = &desk.house().settings().address;
            photo.map(|place| format!("{address}{}", shown_photos::path(it, *place)))
        });
        let notes = match (it.note.trim(), it.reason) {
            ("", Some(reason)) => reason.label(),
            (note, _) => note,
        };
        let service = desk.place().service(&it.service);
        let name = service.map_or(it.service.as_str(), |service| service.name.as_str());
        let mut parts = vec![
            ("service_request_id", it.reference.as_str().into()),
            (
                "status",
                if it.is_open() { "open" } else { "closed" }.into(),
            ),
            ("status_notes", Node::words(notes)),
            ("service_name", name.into()),
            ("service_code", it.service.as_str().into()),
            (
                "description",
                words.map_or(Node::Nothing, |words| Node::words(words)),
            ),
            (
                "agency_responsible",
                self.agencies.get(&it.agency).cloned().into(),
            ),
            ("service_notice", Node::Nothing),
            ("requested_datetime", w3c(told(it, it.requested_at)).into()),
            (
                "updated_datetime",
                w3c(if it.updated_at == it.requested_at {
                    told(it, it.updated_at)
                } else {
                    it.updated_at
                })
                .into(),
            ),
            ("expected_datetime", w3c(told(it, it.expected_at)).into()),
            (
                "address",
                // The team reads the description before everyone may; an address and free answers nobody reads for that.
                if own {
                    Node::words(&it.place)
                } else {
                    Node::Nothing
                },
            ),
            ("address_id", Node::Nothing),
            ("zipcode", Node::Nothing),
            ("lat", coordinate(it.lat_e6)),
            ("long", coordinate(it.lon_e6)),
            ("media_url", media.into()),
        ];
        if self.extensions {
            let answers = if own || it.shown_words.is_some() {
                self.answers(desk, it, own).await?
            } else {
                Vec::new()
            };
            parts.push(("attributes", Node::List("attribute", answers)));
            parts.push((
                "extended_attributes",
                Node::Parts(vec![
                    ("state", it.state.word().into()),
                    (
                        "reason",
                        it.reason.map(concerns::concerns::CloseReason::word).into(),
                    ),
                ]),
            ));
            let notes = store::updates(desk.tx(), it.id).await?;
            let notes = notes.into_iter().map(|update| {
                let seen = update.shown || own || (client.is_some() && client == update.client);
                Node::Parts(vec![
                    ("datetime", w3c(update.happened_at).into()),
                    (
                        "description",
                        if seen {
                            Node::words(&update.words)
                        } else {
                            Node::Nothing
                        },
                    ),
                    ("type", update.status.word().into()),
                ])
            });
            parts.push(("notes", Node::List("note", notes.collect())));
        }
        Ok(Node::Parts(parts))
    }

    /// What was answered. To others than the sender only what was chosen from a list, counted or dated: no free words.
    async fn answers(&self, desk: &mut Desk, it: &Concern, own: bool) -> Result<Vec<Node>> {
        let answers = store::answers(desk.tx(), it.id).await?;
        let asked: Vec<_> = desk.place().questions(&it.service).collect();
        let answers = answers.into_iter().filter_map(|(code, value)| {
            let question = asked.iter().find(|question| question.code == code);
            let free = question.is_none_or(|it| matches!(it.datatype.as_str(), "string" | "text"));
            if free && !own {
                return None;
            }
            let label = question.map(|question| question.text.as_str());
            Some(Node::Parts(vec![
                ("code", code.into()),
                ("label", label.into()),
                ("value", value.into()),
            ]))
        });
        Ok(answers.collect())
    }
}
