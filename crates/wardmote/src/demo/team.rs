//! What the ward teams did, as it is written in places/alderwick/team.toml.

use anyhow::{Context as _, Result};
use serde::Deserialize;

const TEAM: &str = include_str!("../../../../places/alderwick/team.toml");

/// The whole of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamStory {
    pub event: Vec<Event>,
    pub question: Vec<Question>,
    pub abstraction: Vec<Abstraction>,
    pub filed: Vec<Filed>,
    #[serde(default)]
    pub passed: Vec<super::passed::Passed>,
    #[serde(default)]
    pub agreement: Vec<super::passed::Agreement>,
}

/// A concern that came through the council's website.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filed {
    pub ward: String,
    pub kind: String,
    pub days: i64,
    pub text: String,
    pub place: String,
    pub lat: String,
    pub long: String,
    #[serde(default)]
    pub answers: Vec<(String, String)>,
    /// What everyone may read of it.
    pub read: Option<String>,
    pub told: Option<Told>,
}

/// What the council's own system said of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    pub status: String,
    pub text: String,
    /// After it came in.
    pub hours: i64,
}

/// Where people met the team, or will.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub ward: String,
    pub kind: String,
    pub title: String,
    pub about: String,
    pub place: String,
    pub access: String,
    /// From today.
    pub days: i64,
    pub from: String,
    pub to: String,
    /// How many came.
    pub held: Option<u32>,
    /// Why it is not held.
    pub cancelled: Option<String>,
    #[serde(default)]
    pub concern: Vec<Concern>,
}

/// What people said at an event.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concern {
    pub said: String,
    pub category: String,
    pub people: u32,
    pub follow_up: String,
    pub owner: String,
    pub due_days: i64,
}

/// What a resident asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub ward: String,
    pub channel: String,
    pub category: String,
    pub text: String,
    pub days: i64,
    pub acknowledged_hours: Option<i64>,
    pub answered_hours: Option<i64>,
    #[serde(default)]
    pub answer: String,
    /// Whose it is, when it is not for the police.
    pub signpost: Option<String>,
    /// Why the answer was not enough.
    pub redress: Option<String>,
}

/// Time taken from a ward.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Abstraction {
    pub ward: String,
    pub post: String,
    pub reason: String,
    #[serde(default)]
    pub out_of_borough: bool,
    #[serde(default)]
    pub exceptional: bool,
    pub days: i64,
    pub minutes: u32,
    pub requested_by: String,
    #[serde(default)]
    pub justification: String,
    pub cover: String,
    pub public_note: String,
    pub state: String,
    #[serde(default)]
    pub refusal: String,
}

/// Reads it.
///
/// # Errors
/// Never with the shipped file; it is checked like any other.
pub fn read() -> Result<TeamStory> {
    toml::from_str(TEAM).context("places/alderwick/team.toml")
}
