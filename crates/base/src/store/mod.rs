//! The open store: one SQL text for SQLite and PostgreSQL.
//!
//! Everything above this folder writes SQL with `$1` placeholders and never
//! learns which engine answers. The driver's own types stay in here.

mod db;
mod migrations;
mod row;
mod value;

pub use db::{Db, Tx, is_away};
pub use migrations::{Migration, migrate};
pub use row::{Col, Row};
pub use value::{Piece, Val};

/// The values of one statement, in the order of its placeholders.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::Val::from($value)),*] };
}

/// An identifier that cannot be mistaken for another record's.
///
/// UUIDv7: ordered by the time it was made, so an index stays compact.
#[macro_export]
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            ::serde::Serialize, ::serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub ::uuid::Uuid);

        impl $name {
            /// A fresh identifier.
            #[must_use]
            pub fn fresh() -> Self { Self(::uuid::Uuid::now_v7()) }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.simple().fmt(f)
            }
        }
        impl ::std::str::FromStr for $name {
            type Err = ::uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
        impl From<$name> for $crate::store::Val {
            fn from(id: $name) -> Self { id.0.into() }
        }
        impl $crate::store::Piece for $name {
            const EMPTY: $crate::store::Val = $crate::store::Val::Id(None);
        }
        impl $crate::store::Col for $name {
            fn read_option(
                row: &$crate::store::Row, name: &str,
            ) -> ::anyhow::Result<Option<Self>> {
                Ok(<::uuid::Uuid as $crate::store::Col>::read_option(row, name)?.map(Self))
            }
        }
    };
}

/// A choice with one word per member: the same word in the store, in a form
/// and in an export, and a label for people to read.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident {
        $($(#[$mdoc:meta])* $member:ident = $word:literal / $label:literal),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            ::serde::Serialize, ::serde::Deserialize,
        )]
        pub enum $name { $($(#[$mdoc])* #[doc = $label] #[serde(rename = $word)] $member),+ }

        impl $name {
            /// Every member, in the order they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$member),+];
            /// The word in the store, in forms and in exports.
            #[must_use]
            pub fn word(self) -> &'static str { match self { $(Self::$member => $word),+ } }
            /// What people read.
            #[must_use]
            pub fn label(self) -> &'static str { match self { $(Self::$member => $label),+ } }
            /// The member of this word, if there is one.
            #[must_use]
            pub fn of(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$member),)+ _ => None }
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.label())
            }
        }
        impl From<$name> for $crate::store::Val {
            fn from(it: $name) -> Self { it.word().into() }
        }
        impl $crate::store::Piece for $name {
            const EMPTY: $crate::store::Val = $crate::store::Val::Text(None);
        }
        impl $crate::store::Col for $name {
            fn read_option(
                row: &$crate::store::Row, name: &str,
            ) -> ::anyhow::Result<Option<Self>> {
                match <String as $crate::store::Col>::read_option(row, name)? {
                    None => Ok(None),
                    Some(word) => Self::of(&word).map(Some).ok_or_else(|| {
                        ::anyhow::anyhow!(concat!("{:?} is no ", stringify!($name)), word)
                    }),
                }
            }
        }
    };
}
