//! All SQL of postings.

use anyhow::Result;
use base::{
    Permit, WardId, args,
    store::{Row, Tx},
};
use chrono::NaiveDate;

use super::{Posting, PostingEnd};
use crate::{
    PostId,
    teams::{Post, PostingId},
};

fn read(row: &Row) -> Result<Posting> {
    Ok(Posting {
        id: row.get("id")?,
        post: row.get("post_id")?,
        public_name: row.get("public_name")?,
        in_post_since: row.get("in_post_since")?,
        starts_on: row.get("starts_on")?,
        ends_on: row.get("ends_on")?,
        why_ended: row.get("why_ended")?,
    })
}

/// Every posting to a ward's own posts, the first ones first.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_ward(tx: &mut Tx, ward: WardId) -> Result<Vec<Posting>> {
    let rows = tx
        .all(
            "SELECT id, post_id, public_name, in_post_since, starts_on, ends_on, why_ended FROM posting \
             WHERE post_id IN (SELECT post.id FROM post WHERE post.ward_id = $1) ORDER BY in_post_since, starts_on, id",
            args![ward],
        )
        .await?;
    let all: Vec<_> = rows.iter().map(read).collect::<Result<_>>()?;
    Ok(all.into_iter().filter(Posting::ever_held).collect())
}

/// Every posting to a post, the first ones first.
///
/// # Errors
/// When the store cannot be read.
pub async fn of_post(tx: &mut Tx, post: PostId) -> Result<Vec<Posting>> {
    let rows = tx
        .all(
            "SELECT id, post_id, public_name, in_post_since, starts_on, ends_on, why_ended FROM posting \
             WHERE post_id = $1 ORDER BY in_post_since, starts_on, id",
            args![post],
        )
        .await?;
    let all: Vec<_> = rows.iter().map(read).collect::<Result<_>>()?;
    Ok(all.into_iter().filter(Posting::ever_held).collect())
}

/// Adds a posting. A name is kept only where there is one, and there is one only with consent.
///
/// # Errors
/// When the store cannot be written.
pub async fn add(tx: &mut Tx, _permit: &Permit, it: &Posting) -> Result<()> {
    tx.run(
        "INSERT INTO posting (id, post_id, public_name, consent, in_post_since, starts_on, ends_on, why_ended) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            it.id,
            it.post,
            it.public_name.clone(),
            it.public_name.is_some(),
            it.in_post_since,
            it.starts_on,
            it.ends_on,
            it.why_ended
        ],
    )
    .await?;
    Ok(())
}

/// Ends a posting that is in force. Says false when somebody else has ended it.
///
/// # Errors
/// When the store cannot be written.
pub async fn end(tx: &mut Tx, _permit: &Permit, it: &Posting) -> Result<bool> {
    let ended = tx
        .run(
            "UPDATE posting SET ends_on = $1, why_ended = $2 WHERE id = $3 AND ends_on IS NULL",
            args![it.ends_on, it.why_ended, it.id],
        )
        .await?;
    Ok(ended > 0)
}

/// Forgets the name of a posting: consent was withdrawn.
///
/// # Errors
/// When the store cannot be written.
pub async fn unname(tx: &mut Tx, _permit: &Permit, id: PostingId) -> Result<()> {
    tx.run(
        "UPDATE posting SET public_name = NULL, consent = $1 WHERE id = $2",
        args![false, id],
    )
    .await?;
    Ok(())
}

/// A post ends the day before `since`. Whoever is in it goes over to the next post as far as it has places, the
/// longest-serving first; for the others the post has ended.
pub(in crate::teams) async fn post_ends(
    tx: &mut Tx,
    permit: &Permit,
    old: PostId,
    next: Option<&Post>,
    since: NaiveDate,
) -> Result<()> {
    let last = since - chrono::Days::new(1);
    let mut places = next.map_or(0, |next| next.people);
    for it in of_post(tx, old).await? {
        if it.ends_on.is_some_and(|ends_on| ends_on < since) {
            continue;
        }
        let goes_over = next.filter(|_| places > 0);
        let why = if goes_over.is_some() {
            PostingEnd::WentOver
        } else {
            PostingEnd::PostEnded
        };
        tx.run(
            "UPDATE posting SET ends_on = $1, why_ended = $2 WHERE id = $3",
            args![last, why, it.id],
        )
        .await?;
        if let Some(next) = goes_over {
            places -= 1;
            let over = Posting {
                id: PostingId::fresh(),
                post: next.id,
                starts_on: it.starts_on.max(since),
                ..it
            };
            add(tx, permit, &over).await?;
        }
    }
    Ok(())
}
