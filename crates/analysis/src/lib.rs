//! The analyst's command: a file in, one method, and an answer out that carries how it was made and what it cannot say.

mod answer;
mod map;
mod methods;
mod points;
mod series;
mod table;

use methods::{
    compare, concentration, density, difference, early_warning, hot_spot_check, hot_spots, hours,
    join, near_repeats, scan, share, trend,
};

/// The methods.
#[derive(clap::Subcommand, Clone, Debug)]
pub enum Method {
    /// Twelve months against the twelve before: a real change, or the usual ups and downs?
    Compare(compare::Compare),
    /// Trend, season and usual range of monthly counts.
    Trend(trend::Trend),
    /// Which of many series are higher now than earlier years lead us to expect.
    EarlyWarning(early_warning::EarlyWarning),
    /// Cells of a grid where events stand together more than chance explains.
    HotSpots(hot_spots::HotSpots),
    /// How thick events lie on the ground.
    Density(density::Density),
    /// Whether events near in place are near in time: repeats around a victim.
    NearRepeats(near_repeats::NearRepeats),
    /// How much sits in how few places.
    Concentration(concentration::Concentrate),
    /// Whether last period's hot spots held the events that followed.
    HotSpotCheck(hot_spot_check::HotSpotCheck),
    /// The most striking clusters in space and time.
    Scan(scan::ScanFor),
    /// The area each point lies in, and counts by area.
    Join(join::Join),
    /// Hour by weekday, spans shared out where nobody saw it happen.
    Hours(hours::Hours),
    /// Before and after with a comparison area and displacement.
    Difference(difference::Difference),
    /// A share and its likely range.
    Share(share::Share),
}

/// Works the method and writes its answer.
///
/// # Errors
/// When a file cannot be read or written, or the method refuses what it was given; the message says why.
pub fn run(method: &Method) -> anyhow::Result<()> {
    match method {
        Method::Compare(it) => it.run(),
        Method::Trend(it) => it.run(),
        Method::EarlyWarning(it) => it.run(),
        Method::HotSpots(it) => it.run(),
        Method::Density(it) => it.run(),
        Method::NearRepeats(it) => it.run(),
        Method::Concentration(it) => it.run(),
        Method::HotSpotCheck(it) => it.run(),
        Method::Scan(it) => it.run(),
        Method::Join(it) => it.run(),
        Method::Hours(it) => it.run(),
        Method::Difference(it) => it.run(),
        Method::Share(it) => it.run(),
    }
}
