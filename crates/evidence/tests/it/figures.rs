//! Figures as residents and panels read them: what is compared, what is hidden, what the past knew.

use base::{Act, Desk};
use chrono::NaiveDate;
use evidence::figures::{borough_figures, draw_kind, kind_figures};
use evidence::imports::{Outcome, import_police};
use evidence::{Shown, WardFigures, draw, ward_figures};
use statistics::Finding;

use crate::imports::{Home, month};
use crate::support::real;

const WEST_A: (&str, &str) = ("0.25", "51.25");
const WEST_B: (&str, &str) = ("0.25", "51.75");
const EAST: (&str, &str) = ("0.75", "51.25");

/// Thirty months from July 2022 on. Burglary in the western ward doubles in the last year; there are few robberies.
async fn thirty_months() -> Home {
    let home = Home::of_squares().await;
    for at in 0..30 {
        let name: evidence::Month = "2022-07".parse().unwrap();
        let name = name.plus(at).to_string();
        let burglaries = if at < 18 { 20 } else { 44 } + usize::try_from(at % 3).unwrap();
        let text = month(
            &name,
            &[
                (WEST_A.0, WEST_A.1, "Burglary", burglaries),
                (WEST_B.0, WEST_B.1, "Drugs", 9),
                (WEST_A.0, WEST_A.1, "Anti-social behaviour", 30),
                (WEST_A.0, WEST_A.1, "Robbery", usize::from(at == 29)),
                (EAST.0, EAST.1, "Burglary", 15),
                (EAST.0, EAST.1, "Drugs", 8),
                (EAST.0, EAST.1, "Anti-social behaviour", 12),
                (EAST.0, EAST.1, "Robbery", 2),
                ("3.1", "51.2", "Drugs", 4),
                ("", "", "Drugs", 3),
            ],
        );
        let report = home
            .police(&home.write(&format!("{name}-alderwick-street.csv"), &text))
            .await;
        assert!(
            matches!(report.outcome, Outcome::Imported(_)),
            "{:?}",
            report.outcome
        );
    }
    home
}

async fn figures(home: &Home, slug: &str, as_of: Option<NaiveDate>) -> Option<WardFigures> {
    let mut desk = Desk::of_the_house(&home.house, Act::SeePublic)
        .await
        .unwrap();
    let ward = wards::by_slug(desk.tx(), slug).await.unwrap().unwrap();
    ward_figures(&mut desk, &ward, as_of).await.unwrap()
}

fn of<'a>(figures: &'a WardFigures, name: &str) -> &'a evidence::figures::TypeRow {
    figures.types.iter().find(|row| row.name == name).unwrap()
}

#[tokio::test]
async fn a_total_that_is_hidden_beside_another_is_not_said_to_be_small() {
    let home = thirty_months().await;
    let mut it = figures(&home, "east-and-west", None).await.unwrap();
    it.total.now = Shown::Hidden;
    let words = it.finding();
    assert!(
        words.contains("is hidden") && !words.contains("fewer"),
        "{words}"
    );
}

#[tokio::test]
async fn a_ward_is_compared_with_its_own_year_before() {
    let home = thirty_months().await;
    let it = figures(&home, "east-and-west", None).await.unwrap();
    assert_eq!(it.provenance.now_words, "January 2024 to December 2024");
    assert_eq!(
        it.provenance.before_words.as_deref(),
        Some("January 2023 to December 2023")
    );
    let burglary = of(&it, "Burglary");
    assert_eq!(
        (burglary.now, burglary.before),
        (Shown::Count(540), Some(Shown::Count(252)))
    );
    assert_eq!(burglary.change.as_ref().unwrap().percent, Some(113.7));
    assert_eq!(
        of(&it, "Drugs").now,
        Shown::Hidden,
        "it would give the one robbery away"
    );
    assert_eq!(it.total.now, Shown::Count(540 + 108 + 1));
    assert_eq!(it.total.change.as_ref().unwrap().finding, Finding::Higher);
    assert_eq!(
        it.asb.as_ref().unwrap().now,
        Shown::Count(360),
        "beside the total, never in it"
    );
    let words = it.finding();
    assert!(
        words.starts_with(
            "In the 12 months to December 2024 the police recorded 649 crimes in East & West: up "
        ),
        "{words}"
    );
    assert_eq!(it.crime_line.as_ref().unwrap().counts.len(), 30);
    assert_eq!(it.crime_line.as_ref().unwrap().direction, "Getting worse");
    assert!(
        it.provenance.rows.starts_with(
            "1,537 rows = 1,453 in the wards + 48 outside them + 36 without a location"
        ),
        "{}",
        it.provenance.rows
    );
}

#[tokio::test]
async fn the_one_robbery_is_hidden_and_cannot_be_worked_out() {
    let home = thirty_months().await;
    let mut desk = Desk::of_the_house(&home.house, Act::SeePublic)
        .await
        .unwrap();
    let all = borough_figures(&mut desk, None).await.unwrap().unwrap();
    let robbery = all.types.iter().position(|kind| kind == "Robbery").unwrap();
    let crimes: Vec<usize> = (0..all.types.len())
        .filter(|at| all.types[*at] != "Anti-social behaviour")
        .collect();
    for ward in &all.wards {
        assert_eq!(ward.counts[robbery], Shown::Hidden);
        assert!(
            crimes
                .iter()
                .filter(|at| ward.counts[**at] == Shown::Hidden)
                .count()
                >= 2,
            "{ward:?}"
        );
    }
    let one = kind_figures(&mut desk, "robbery", None)
        .await
        .unwrap()
        .unwrap();
    assert!(one.wards.iter().all(|row| row.now == Shown::Hidden) && one.line.is_none());
    assert!(
        kind_figures(&mut desk, "witchcraft", None)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn the_past_does_not_know_the_future() {
    let home = thirty_months().await;
    let day = |text: &str| Some(text.parse().unwrap());
    let then = figures(&home, "st-pauls", day("2024-09-10")).await.unwrap();
    assert_eq!(then.provenance.now_words, "August 2023 to July 2024");
    assert!(
        figures(&home, "st-pauls", day("2022-08-31"))
            .await
            .is_none()
    );
    let young = figures(&home, "st-pauls", day("2023-01-15")).await.unwrap();
    assert_eq!(
        (young.provenance.now.len(), young.provenance.before),
        (5, None)
    );
    assert!(
        young.total.change.is_none()
            && young
                .provenance
                .caveats
                .iter()
                .any(|told| told.contains("Only 5 months"))
    );
    // The demonstration sets the clock itself.
    home.house
        .clock()
        .set("2024-06-05T18:00:00Z".parse().unwrap());
    let at_the_meeting = figures(&home, "st-pauls", None).await.unwrap();
    assert_eq!(at_the_meeting.provenance.now.last.to_string(), "2024-04");
}

#[tokio::test]
async fn figures_freeze_and_thaw_without_a_change() {
    let home = thirty_months().await;
    let it = figures(&home, "east-and-west", None).await.unwrap();
    let frozen = serde_json::to_string(&it).unwrap();
    let thawed: WardFigures = serde_json::from_str(&frozen).unwrap();
    assert_eq!(serde_json::to_string(&thawed).unwrap(), frozen);
}

#[tokio::test]
async fn what_is_drawn_stands_in_a_table_and_names_its_source() {
    let home = thirty_months().await;
    let it = figures(&home, "east-and-west", None).await.unwrap();
    let mut desk = Desk::of_the_house(&home.house, Act::SeePublic)
        .await
        .unwrap();
    let atlas = wards::atlas(&mut desk).await.unwrap();
    let ward = atlas.by_slug("east-and-west").unwrap();
    let drawn = draw(&it, ward, &atlas);
    let (types, months, place) = (
        drawn.types.to_string(),
        drawn.months.to_string(),
        drawn.place.to_string(),
    );
    assert!(
        types.contains("East &") && !types.contains("East & West"),
        "a name is escaped: {types}"
    );
    assert!(types.contains("counted apart, never added") && types.contains("/methods/comparison"));
    assert_eq!(months.matches("<figure").count(), 2);
    assert!(months.contains("<details") && months.contains("December 2024"));
    assert!(
        place.contains("moved to the nearest of a fixed set of points")
            && place.contains("class=\"legend\"")
    );
    for part in [&types, &months, &place] {
        assert!(
            !part.contains(" style=") && !part.contains("<style"),
            "the policy forbids it"
        );
        assert!(part.contains("figures.csv"));
    }
    let kind = kind_figures(&mut desk, "drugs", None)
        .await
        .unwrap()
        .unwrap();
    let drawn = draw_kind(&kind, &atlas);
    assert!(drawn.place.to_string().contains("/wards/st-pauls/figures"));
    assert!(drawn.wards.to_string().contains("All wards"));
}

#[tokio::test]
async fn other_boundaries_leave_the_old_counts_out_and_the_files_can_come_again() {
    let home = thirty_months().await;
    assert!(figures(&home, "st-pauls", None).await.is_some());
    let wards = std::fs::read_to_string(home.folder.path().join("inbox/wards.geojson")).unwrap();
    home.boundaries(&home.write("wards-new.geojson", &wards.replace("0.5", "0.6")))
        .await;
    assert!(
        figures(&home, "st-pauls", None).await.is_none(),
        "counts on other boundaries are not ours"
    );
    let report = home
        .police(
            &home
                .folder
                .path()
                .join("inbox/2024-12-alderwick-street.csv"),
        )
        .await;
    assert!(
        matches!(report.outcome, Outcome::Imported(_)),
        "{:?}",
        report.outcome
    );
    assert!(report.restated[0].other_ground && report.restated[0].was == report.restated[0].is_now);
    let it = figures(&home, "st-pauls", None).await.unwrap();
    assert_eq!(it.provenance.now.len(), 1);
    assert!(
        it.provenance
            .caveats
            .iter()
            .any(|told| told.contains("29 imported files")),
        "{:?}",
        it.provenance.caveats
    );
}

#[tokio::test]
async fn real_bromley_is_drawn() {
    let (Some(folder), Some(geo), Some(small)) = (
        real("data/police-uk/bromley-street-derived"),
        real("data/geo/bromley-wards-pre2022.geojson.gz"),
        real("data/geo/bromley-lsoa-2011.geojson.gz"),
    ) else {
        return;
    };
    let home = Home::new("bromley").await;
    home.boundaries(&geo).await;
    home.boundaries(&small).await;
    import_police(
        &home.house,
        &[folder],
        evidence::imports::How::default(),
        &|_| (),
    )
    .await
    .unwrap();
    let began = std::time::Instant::now();
    let it = figures(&home, "bromley-town", None).await.unwrap();
    let first = began.elapsed();
    let began = std::time::Instant::now();
    let again = figures(&home, "bromley-town", None).await.unwrap();
    eprintln!(
        "figures of Bromley Town: {first:?} first, {:?} after",
        began.elapsed()
    );
    assert_eq!(
        serde_json::to_string(&it).unwrap(),
        serde_json::to_string(&again).unwrap()
    );
    assert_eq!((it.provenance.now.len(), it.provenance.before), (12, None));
    assert!(
        it.areas.len() >= 5
            && it
                .areas
                .iter()
                .any(|area| area.now.count().is_some_and(|n| n > 100))
    );
    eprintln!("{}", it.finding());
}

#[tokio::test]
async fn files_of_another_force_alone_say_nothing_of_this_place() {
    let home = Home::of_squares().await;
    let text = month("2024-03", &[("3.1", "51.2", "Drugs", 9)]);
    let report = home
        .police(&home.write("2024-03-elsewhere-street.csv", &text))
        .await;
    assert!(
        report
            .quirks
            .keys()
            .any(|told| told.contains("none of them in our wards")),
        "{:?}",
        report.quirks
    );
    assert!(figures(&home, "east-and-west", None).await.is_none());
}

#[tokio::test]
async fn small_areas_are_shown_only_when_every_month_was_counted_on_them() {
    let home = thirty_months().await;
    let before = figures(&home, "east-and-west", None).await.unwrap();
    assert_eq!(before.areas.len(), 2);
    let small = home.folder.path().join("inbox/small.geojson");
    let text = std::fs::read_to_string(&small).unwrap();
    home.boundaries(&home.write("small-2021.geojson", &text.replace("West A", "West C")))
        .await;
    assert_eq!(evidence::imports::left_out(&home.house).await.unwrap(), 30);
    for at in 0..12 {
        let it = figures(&home, "east-and-west", None).await.unwrap();
        assert!(it.areas.is_empty() && it.shades.is_none());
        let told = format!("Small areas are not shown: {} of the 12 months", 12 - at);
        assert!(
            it.provenance
                .caveats
                .iter()
                .any(|caveat| caveat.starts_with(&told)),
            "{:?}",
            it.provenance.caveats
        );
        let name = "2024-01".parse::<evidence::Month>().unwrap().plus(at);
        let file = home
            .folder
            .path()
            .join(format!("inbox/{name}-alderwick-street.csv"));
        assert!(matches!(
            home.police(&file).await.outcome,
            Outcome::Imported(_)
        ));
    }
    let after = figures(&home, "east-and-west", None).await.unwrap();
    assert_eq!(after.areas.len(), 2);
    assert!(
        after
            .areas
            .iter()
            .zip(&before.areas)
            .all(|(now, before)| now.now == before.now)
    );
}
