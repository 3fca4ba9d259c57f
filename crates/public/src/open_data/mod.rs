//! Open data: every address that programs, calendars and feed readers may ask, on one page.

use askama::Template;
use base::{Act, Answer, Desk, Routes};
use wards::{Ward, atlas};
use web::{Frame, page};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/open-data", Act::SeePublic, show)
}

/// An address with what it answers.
struct Row {
    /// As it is written in documents; with words in capitals for what differs.
    address: &'static str,
    what: &'static str,
    /// A working example.
    example: Option<String>,
}

/// A ward with its files.
struct Files {
    ward: Ward,
    /// As calendar programs subscribe to it.
    webcal: String,
}

#[derive(Template)]
#[template(path = "open_data/show.html")]
struct Page {
    frame: Frame,
    police: Vec<Row>,
    open311: Vec<Row>,
    files: Vec<Row>,
    wards: Vec<Files>,
    webcal: String,
    site: String,
    rate: u32,
    burst: u32,
}

/// The page.
async fn show(mut desk: Desk) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let settings = desk.house().settings();
    let site = settings.address.clone();
    let (rate, burst) = (
        settings.open_data.requests_per_second,
        settings.open_data.burst,
    );
    let webcal = |path: &str| {
        let name = site
            .split_once("://")
            .map_or(site.as_str(), |(_, name)| name);
        format!("webcal://{name}{path}")
    };
    let first = atlas.wards.first();
    let page_ = Page {
        frame: Frame::of(&desk, "Open data")
            .about("Addresses for programs, calendars and feed readers: what they answer, how often they may be asked, and the licence.")
            .crumb("/", "Home")
            .crumb("", "Open data"),
        police: police(&desk.place().force, first),
        open311: open311(),
        files: files(first),
        wards: atlas
            .wards
            .iter()
            .map(|ward| Files {
                webcal: webcal(&format!("{}/events.ics", ward.path())),
                ward: ward.clone(),
            })
            .collect(),
        webcal: webcal("/events.ics"),
        site,
        rate,
        burst,
    };
    page(&desk, &page_)
}

fn row(address: &'static str, what: &'static str, example: Option<String>) -> Row {
    Row {
        address,
        what,
        example,
    }
}

/// The police data interface.
fn police(force: &str, ward: Option<&Ward>) -> Vec<Row> {
    let of_ward = |rest: &str| ward.map(|ward| format!("/api/{force}/{}{rest}", ward.code));
    vec![
        row(
            "/api/forces",
            "the police force",
            Some("/api/forces".into()),
        ),
        row(
            "/api/FORCE/neighbourhoods",
            "the wards, as neighbourhoods",
            Some(format!("/api/{force}/neighbourhoods")),
        ),
        row(
            "/api/FORCE/WARD",
            "a ward: contacts, middle, population; add /boundary, /people, /events or /priorities",
            of_ward(""),
        ),
        row(
            "/api/FORCE/WARD/priorities",
            "what the panel agreed and what was done",
            of_ward("/priorities"),
        ),
        row(
            "/api/locate-neighbourhood?q=LAT,LNG",
            "the ward of a point",
            None,
        ),
        row(
            "/api/crimes-street-dates",
            "the months that are loaded",
            Some("/api/crimes-street-dates".into()),
        ),
        row(
            "/api/crimes-street/CATEGORY",
            "crimes around a point or in an area; also crimes-at-location, crimes-no-location",
            None,
        ),
        row(
            "/api/outcomes-at-location",
            "what came of crimes; also outcomes-for-crime/ID",
            None,
        ),
        row(
            "/api/stops-street",
            "stop and search; also stops-at-location, stops-no-location, stops-force",
            None,
        ),
    ]
}

/// Open311.
fn open311() -> Vec<Row> {
    let same = |path: &str| Some(path.to_owned());
    vec![
        row(
            "/open311/discovery.xml",
            "where the interface stands and who gives keys; also .json",
            same("/open311/discovery.xml"),
        ),
        row(
            "/open311/v2/services.json",
            "the kinds of concern that can be sent",
            same("/open311/v2/services.json"),
        ),
        row(
            "/open311/v2/services/KIND.json",
            "what is asked about one kind",
            None,
        ),
        row(
            "/open311/v2/requests.json",
            "concerns and how they stand, without anything that was not released; with a key, POST sends one",
            same("/open311/v2/requests.json"),
        ),
        row("/open311/v2/requests/ID.json", "one concern", None),
        row(
            "/open311/v2/servicerequestupdates.json",
            "what was said on concerns since; with a key, POST sends word",
            same("/open311/v2/servicerequestupdates.json"),
        ),
    ]
}

/// Files of this site.
fn files(ward: Option<&Ward>) -> Vec<Row> {
    let of_ward = |rest: &str| ward.map(|ward| format!("{}{rest}", ward.path()));
    let same = |path: &str| Some(path.to_owned());
    vec![
        row(
            "/events.ics",
            "calendar of all wards (iCalendar)",
            same("/events.ics"),
        ),
        row(
            "/updates.atom",
            "feed of all wards (Atom)",
            same("/updates.atom"),
        ),
        row(
            "/wards.geojson",
            "every ward with its edge (GeoJSON)",
            same("/wards.geojson"),
        ),
        row(
            "/wards/WARD/boundary.geojson",
            "one ward with its edge",
            of_ward("/boundary.geojson"),
        ),
        row(
            "/wards.csv",
            "the wards as a table; also .json",
            same("/wards.csv"),
        ),
        row(
            "/events.csv",
            "events to come and held, as a table; also .json",
            same("/events.csv"),
        ),
        row(
            "/results/concerns.csv",
            "what became of concerns by ward, kind or agency; also .json",
            same("/results/concerns.csv"),
        ),
        row(
            "/results/rapid-responses.csv",
            "calls about doorstep crime and scams by quarter; also .json",
            same("/results/rapid-responses.csv"),
        ),
        row(
            "/results/hate-reports.csv",
            "reports of hate crime by year and by reason; also .json",
            same("/results/hate-reports.csv"),
        ),
        row(
            "/wards/WARD/priorities.json",
            "priorities of a ward; also .csv",
            of_ward("/priorities.json"),
        ),
        row(
            "/api/files",
            "the months with bulk files: crimes, outcomes, stop and search",
            same("/api/files"),
        ),
        row(
            "/files/MONTH.zip",
            "the files of one month, as published; MONTH as in 2026-09",
            None,
        ),
    ]
}
