//! Programs of partners that file concerns, each with a key of its own.

mod client;
pub mod store;

pub use client::{Client, ClientId, fresh_key, hash};

use anyhow::Result;
use base::{AgencyId, Desk, Line, Permit};

/// Takes in a program and gives its key, which is shown once.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(
    desk: &mut Desk,
    permit: &Permit,
    name: &str,
    agency: AgencyId,
    may_write: bool,
) -> Result<(Client, String)> {
    let key = fresh_key();
    let client = Client {
        id: ClientId::fresh(),
        name: name.to_owned(),
        agency,
        may_write,
        created_at: desk.now(),
        ended_at: None,
    };
    store::add(desk.tx(), permit, &client, &hash(&key)).await?;
    let line = Line::of("gave a key to a program", "client", client.id);
    desk.tell(line.with(client.name.as_str())).await?;
    Ok((client, key))
}

/// From now on its key opens nothing. Says false when it had ended already.
///
/// # Errors
/// When the store cannot be written.
pub async fn end(desk: &mut Desk, permit: &Permit, client: &Client) -> Result<bool> {
    let now = desk.now();
    let ended = store::end(desk.tx(), permit, client.id, now).await?;
    if ended {
        let line = Line::of("ended the key of a program", "client", client.id);
        desk.tell(line.with(client.name.as_str())).await?;
    }
    Ok(ended)
}

/// The program of a key, if the key holds. Every kept hash is looked at, each in the same time.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_key(desk: &mut Desk, key: &str) -> Result<Option<Client>> {
    let sent = hash(key);
    let mut found = None;
    for (client, kept) in store::holding(desk.tx()).await? {
        if client::same(kept.as_bytes(), sent.as_bytes()) {
            found = Some(client);
        }
    }
    Ok(found)
}
