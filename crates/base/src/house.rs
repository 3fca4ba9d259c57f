//! The house: what every request can reach.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, RwLock},
};

use crate::{Clock, place::Place, settings::Settings, store::Db};

/// A running installation. Cheap to clone.
#[derive(Clone)]
pub struct House(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    place: Place,
    settings: Settings,
    folder: PathBuf,
    shelf: RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl House {
    /// A house over an open store.
    #[must_use]
    pub fn new(db: Db, clock: Clock, place: Place, settings: Settings, folder: PathBuf) -> Self {
        Self(Arc::new(Inner {
            db,
            clock,
            place,
            settings,
            folder,
            shelf: RwLock::default(),
        }))
    }

    /// The store.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The place profile.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.0.place
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The data folder: snapshots live here, and the store's file.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        &self.0.folder
    }

    /// What an area keeps in memory, if it has put it there.
    #[must_use]
    pub fn kept<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let shelf = self
            .0
            .shelf
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        shelf
            .get(&TypeId::of::<T>())
            .cloned()
            .and_then(|it| it.downcast().ok())
    }

    /// Keeps something in memory in place of what was there.
    pub fn keep<T: Send + Sync + 'static>(&self, it: T) -> Arc<T> {
        let it = Arc::new(it);
        let mut shelf = self
            .0
            .shelf
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        shelf.insert(
            TypeId::of::<T>(),
            Arc::clone(&it) as Arc<dyn Any + Send + Sync>,
        );
        it
    }
}
