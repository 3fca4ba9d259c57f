//! Stories through the front door. With WARDMOTE_TEST_DATABASE set to the
//! address of a PostgreSQL server, every one of them runs there instead of on
//! SQLite, each in a database of its own.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod abstractions;
mod actions;
mod back_offices;
mod disclosure;
mod docs;
mod events;
mod explorer;
mod fields;
mod files;
mod fly_tipping;
mod hate_reports;
mod kept;
mod killed;
mod logs;
mod meetings;
mod open311;
mod open_data;
mod pages;
mod people;
mod permits;
mod police_api;
mod priorities;
mod profile;
mod queries;
mod rapid_responses;
mod reaching;
mod receipts;
mod referrals;
mod reports;
mod shown_photos;
mod sorting;
mod subscriptions;
mod suggestions;
mod teams;
mod town;
mod waiting;
mod warnings;
