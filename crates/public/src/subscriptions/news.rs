//! What is new: everything of the feed that was not noticed before, numbered
//! in the order in which it was.

use std::collections::HashMap;

use anyhow::Result;
use base::{Desk, Permit, WardId};
use chrono::Days;

use super::{store, subscription::Subscription};
use crate::events::updates::{Kind, everything};

/// What is older than this when it is noticed is old news: a priority of last
/// year that comes back into the list.
const OLD_DAYS: u64 = 30;

/// One new thing.
pub(super) struct Item {
    number: i64,
    /// What it is about.
    pub kind: Kind,
    /// As the feed shows it.
    pub title: String,
    /// Its page.
    pub path: String,
}

/// Everything new, put in order once for all readers: by ward (and for the
/// whole borough) and kind, the first noticed first.
pub(super) struct News {
    /// The number that was given last.
    pub newest: i64,
    /// How many were not noticed before.
    pub fresh: usize,
    items: Vec<Item>,
    by: HashMap<(Option<WardId>, Kind), Vec<usize>>,
}

/// Notes what is new now.
///
/// # Errors
/// When the store fails; then nothing was noted.
pub(super) async fn notice(desk: &mut Desk, permit: &Permit) -> Result<News> {
    let old = desk.now().checked_sub_days(Days::new(OLD_DAYS));
    let entries = everything(desk).await?;
    let mut known = store::noticed(desk.tx()).await?;
    let (mut newest, mut fresh) = (known.values().copied().max().unwrap_or(0), Vec::new());
    let mut numbered = Vec::new();
    for entry in entries.into_iter().rev() {
        let number = *known.entry(entry.key()).or_insert_with_key(|key| {
            newest += 1;
            fresh.push((key.clone(), newest));
            newest
        });
        if old.is_none_or(|old| entry.updated >= old) {
            numbered.push((number, entry));
        }
    }
    let many = fresh.len();
    store::notice(desk.tx(), permit, fresh).await?;
    numbered.sort_by_key(|(number, _)| *number);
    let mut news = News {
        newest,
        fresh: many,
        items: Vec::with_capacity(numbered.len()),
        by: HashMap::new(),
    };
    for (number, entry) in numbered {
        for ward in [None, Some(entry.ward)] {
            let list = news.by.entry((ward, entry.kind)).or_default();
            list.push(news.items.len());
        }
        news.items.push(Item {
            number,
            kind: entry.kind,
            title: entry.title,
            path: entry.path,
        });
    }
    Ok(news)
}

impl News {
    /// What a subscription was not told of yet, kind by kind.
    pub fn of(&self, it: &Subscription) -> Vec<&Item> {
        let wards: Vec<_> = if it.choice.wards.is_empty() {
            vec![None]
        } else {
            it.choice.wards.iter().copied().map(Some).collect()
        };
        let mut found = Vec::new();
        for kind in &it.choice.kinds {
            let mut some = Vec::new();
            for ward in &wards {
                let list = self.by.get(&(*ward, *kind)).map_or(&[][..], Vec::as_slice);
                let from = list.partition_point(|at| self.items[*at].number <= it.told);
                some.extend(list[from..].iter().map(|at| &self.items[*at]));
            }
            some.sort_by_key(|item| item.number);
            found.extend(some);
        }
        found
    }
}
