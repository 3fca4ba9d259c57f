//! The story of the borough, as it is written in places/alderwick/story.toml.

use anyhow::{Context as _, Result};
use serde::Deserialize;

const STORY: &str = include_str!("../../../../places/alderwick/story.toml");

/// The whole story.
#[derive(Deserialize)]
pub struct Story {
    pub ward: Vec<Ward>,
    pub crime_change: Vec<CrimeChange>,
}

/// A ward and what happened in it.
#[derive(Deserialize)]
pub struct Ward {
    pub code: String,
    pub name: String,
    pub about: String,
    pub venue: String,
    pub access: String,
    pub phone: String,
    pub meet_us: String,
    pub team: Vec<Post>,
    pub next_meeting_days: i64,
    pub next_meeting_time: String,
    #[serde(default = "three")]
    pub past_meetings: u8,
    pub last_meeting: Option<LastMeeting>,
    pub member: Vec<Member>,
    pub priority: Vec<Priority>,
    #[serde(default)]
    pub suggestion: Vec<Suggestion>,
    #[serde(default)]
    pub past_suggestion: Vec<Suggestion>,
}

fn three() -> u8 {
    3
}

#[derive(Deserialize)]
pub struct Post {
    pub rank: String,
    pub role: String,
    pub count: u32,
    pub dedicated: bool,
}

#[derive(Deserialize)]
pub struct LastMeeting {
    pub attended: usize,
}

#[derive(Deserialize)]
pub struct Member {
    pub name: String,
    pub kind: String,
    pub office: String,
    pub name_public: bool,
}

#[derive(Deserialize)]
pub struct Priority {
    pub title: String,
    pub you_said: String,
    pub people: u32,
    pub source: String,
    pub category: String,
    pub place: String,
    pub different: String,
    pub doing: String,
    pub lead: String,
    pub measure: String,
    pub baseline: f64,
    pub target: f64,
    pub unit: String,
    pub agreed: u8,
    pub decision: String,
    pub votes: Option<Votes>,
    pub stage: String,
    #[serde(default)]
    pub update: Vec<Update>,
    #[serde(default)]
    pub action: Vec<Action>,
    pub close: Option<Close>,
}

#[derive(Deserialize)]
pub struct Votes {
    pub r#for: usize,
    pub against: usize,
    pub abstain: usize,
}

#[derive(Deserialize)]
pub struct Update {
    pub days_ago: i64,
    pub text: String,
}

#[derive(Deserialize)]
pub struct Action {
    pub title: String,
    pub agency: String,
    pub kind: String,
    pub due_days: i64,
    pub done_days_ago: Option<i64>,
    pub result: Option<String>,
}

#[derive(Deserialize)]
pub struct Close {
    pub meeting: u8,
    pub outcome: String,
    pub result: String,
    pub measured: f64,
    #[serde(default)]
    pub next: String,
    pub we_did: String,
    #[serde(default)]
    pub cannot: String,
}

#[derive(Deserialize)]
pub struct Suggestion {
    #[serde(default)]
    pub meeting: u8,
    pub title: String,
    pub detail: String,
    pub source: String,
    pub people: u32,
}

/// A real change that the crime files hold, so that figures and story agree.
#[derive(Deserialize)]
pub struct CrimeChange {
    pub ward: String,
    pub r#type: String,
    pub from_months_ago: i32,
    pub factor: f64,
}

/// Reads it.
///
/// # Errors
/// When the file is not as these types say.
pub fn read() -> Result<Story> {
    toml::from_str(STORY).context("places/alderwick/story.toml")
}
