//! Calls about doorstep crime, reports of hate crime and records of fly-tips: those of this week are played with what was told,
//! those of earlier years are only counted. Everything is invented.

use anyhow::{Context as _, Result, bail};
use base::{Act, Desk, House, Line, clock};
use chrono::{Datelike as _, Duration, NaiveDate, NaiveTime};
use concerns::{
    concerns as concern, fly_tipping,
    fly_tipping::{ActionKind, FlyTip, Land, Size, TipAction, TipActionId, Waste},
    hate_reports,
    hate_reports::{HateKind, HateOutcome, HateReport, HateReportId, HateState, Strand},
    rapid_responses,
    rapid_responses::{
        CallKind, CallResult, Caller, Decision, RapidResponse, RapidResponseId, WhyLate,
        talks::{Audience, Talk, TalkId, TalkKind},
    },
};
use statistics::Chance;
use wards::atlas;

use super::{actor::Actor, people::Cast};

/// The ward in which this week's are told.
const WARD: &str = "fairmead";
/// Fly-tips of so many days are written down.
const DAYS: i64 = 200;
/// Two years of quarters, and how many calls came in each.
const CALLS: [usize; 9] = [31, 36, 38, 33, 41, 44, 39, 47, 22];

/// Plays this week's.
///
/// # Errors
/// When a form is refused.
pub(super) async fn play(house: &House, cast: &Cast) -> Result<()> {
    let ward = cast.wards.values().find(|it| it.slug == WARD);
    let ward = ward.context("the ward of this week's")?;
    let sergeant = Actor::signed_in(house, cast.door.clone(), ward.sergeant).await?;
    let calls = "/desk/rapid-responses";
    let new = format!("{calls}/new");
    let call = |kind, caller, phone, address, vulnerable, lost, trader| {
        [
            ("agency", "team"),
            ("ward", ward.slug.as_str()),
            ("kind", kind),
            ("caller", caller),
            ("in_progress", "yes"),
            ("address", address),
            ("vulnerable", vulnerable),
            ("lost", lost),
            ("trader", trader),
            ("name", "An invented neighbour"),
            ("phone", phone),
        ]
    };
    let roof = call(
        "trader",
        "neighbour",
        "020 7946 0123",
        "14 Orchard Green",
        "Lives alone, does not hear well",
        "£2,400 asked for in cash",
        "White van, two men, say that slates are loose",
    );
    let path = sergeant.does(&new, &roof).await?;
    let decided = [("decision", "attend"), ("version", "1")];
    sergeant.does(&format!("{path}/decide"), &decided).await?;
    let courier = call(
        "courier",
        "bank",
        "020 7946 0456",
        "3 Larkfield Close",
        "Was told not to speak to the bank",
        "£5,000 taken out this morning",
        "",
    );
    sergeant.does(&new, &courier).await?;
    let report = |words, wish, reach| {
        [
            ("site", "team"),
            ("ward", ward.slug.as_str()),
            ("strand", "race"),
            ("kind", "crime"),
            ("harm", "some"),
            ("wish", wish),
            ("place", "The bus stop by the library"),
            ("happened", "Saturday evening"),
            ("times", "2"),
            ("words", words),
            ("reach", reach),
        ]
    };
    let told = report(
        "A man shouted at us because of how we look, and spat. It was the second time.",
        "police",
        "anonymous",
    );
    sergeant.post("/desk/hate-reports/new", &told).await?;
    let centre = cast.partners.get("voluntary");
    if let Some(centre) = centre {
        let centre = Actor::signed_in(house, cast.door.clone(), *centre).await?;
        let mut told = report(
            "Names called after me at the market, every week now.",
            "police",
            "anonymous",
        );
        told[0].1 = "voluntary-action";
        centre.post("/desk/hate-reports/new", &told).await?;
    }
    Ok(())
}

/// Plants those of earlier years: they are counted, and nothing that was told is kept.
///
/// # Errors
/// When the store cannot be written.
pub(super) async fn plant(house: &House) -> Result<()> {
    let mut desk = Desk::of_the_house(house, Act::FileConcern).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("planting is the program's own work");
    };
    let wards: Vec<_> = atlas(&mut desk)
        .await?
        .wards
        .iter()
        .map(|it| it.id)
        .collect();
    let (today, mut chance) = (desk.today(), Chance::from_seed(94));
    let mut planted = 0;
    for (back, many) in CALLS.iter().rev().enumerate() {
        let first = base::quarter::Quarter::of(today).back(back as u32).first();
        for _ in 0..*many {
            let day = first + Duration::days(chance.below(88) as i64);
            if day + Duration::days(45) > today {
                continue;
            }
            let it = call(wards[chance.below(wards.len())], day, &mut chance);
            rapid_responses::store::add(desk.tx(), &permit, &it).await?;
            rapid_responses::store::save(desk.tx(), &permit, &it).await?;
            if chance.below(6) == 0 {
                let came = [CallResult::Evidence, CallResult::Prosecution];
                rapid_responses::store::set_results(desk.tx(), &permit, it.id, came).await?;
            }
            planted += 1;
        }
    }
    for back in 0..CALLS.len() {
        let first = base::quarter::Quarter::of(today).back(back as u32).first();
        for _ in 0..2 + chance.below(4) {
            let held_on = first + Duration::days(chance.below(88) as i64);
            if held_on <= today {
                let it = talk(wards[chance.below(wards.len())], held_on, &mut chance);
                rapid_responses::talks::store::add(desk.tx(), &permit, &it).await?;
                planted += 1;
            }
        }
    }
    for (year, many) in [
        (today.year() - 2, 61),
        (today.year() - 1, 84),
        (today.year(), 70),
    ] {
        for _ in 0..many {
            let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(today);
            let day = first + Duration::days(chance.below(360) as i64);
            if day + Duration::days(30) > today {
                continue;
            }
            let it = report(wards[chance.below(wards.len())], day, &mut chance);
            hate_reports::store::add(desk.tx(), &permit, &it).await?;
            planted += 1;
        }
    }
    let (from, now) = (desk.now() - Duration::days(DAYS), desk.now());
    let mut tips = concern::store::between(desk.tx(), from, now).await?;
    tips.retain(|it| it.service == "fly-tipping" && it.joined.is_none());
    for it in tips.iter().filter(|it| !it.is_open()) {
        let reported = clock::day(it.requested_at);
        let cleared = reported + Duration::days(1 + chance.below(6) as i64);
        let tip = FlyTip {
            concern: it.id,
            land: Land::ALL[chance.below(5)],
            waste: Waste::ALL[chance.below(Waste::ALL.len())],
            size: Size::ALL[chance.below(Size::ALL.len())],
            cost: Some(20 + 10 * chance.below(40) as i64),
            cleared_on: (cleared <= today).then_some(cleared),
            version: 0,
        };
        fly_tipping::store::save(desk.tx(), &permit, &tip).await?;
        if chance.below(6) == 0 {
            let action = TipAction {
                id: TipActionId::fresh(),
                kind: ActionKind::Investigation,
                on: reported,
                offence: None,
                pounds: None,
            };
            fly_tipping::store::add(desk.tx(), &permit, it.id, &action).await?;
        }
        planted += 1;
    }
    let line = Line::of("planted", "counts", "earlier years");
    desk.tell(line.with(planted.to_string())).await?;
    desk.keep().await
}

fn call(ward: base::WardId, day: NaiveDate, chance: &mut Chance) -> RapidResponse {
    let time = NaiveTime::from_hms_opt(8 + chance.below(10) as u32, chance.below(60) as u32, 0);
    let received_at = clock::moment(day, time.unwrap_or_default());
    let (goes, late) = (chance.below(10) > 0, chance.below(12) == 0);
    let minutes = if late { 130 } else { 25 } + chance.below(80) as i64;
    RapidResponse {
        id: RapidResponseId::fresh(),
        reference: format!("D-{}", wards::queries::code::fresh_reference()),
        ward,
        agency: None,
        kind: CallKind::ALL[chance.below(CallKind::ALL.len())],
        caller: Caller::ALL[chance.below(Caller::ALL.len())],
        in_progress: chance.below(3) == 0,
        is_repeat: chance.below(4) == 0,
        received_at,
        decision: Some(if goes {
            Decision::Attend
        } else {
            Decision::Phone
        }),
        decided_at: Some(received_at + Duration::minutes(3 + chance.below(11) as i64)),
        no_visit: None,
        reached_at: Some(received_at + Duration::minutes(minutes)),
        why_late: (minutes > 120).then_some(WhyLate::NobodyFree),
        saved: (chance.below(3) > 0).then(|| 100 * chance.below(60) as i64),
        first_follow_up_on: Some(day + Duration::days(14)),
        second_follow_up_on: Some(day + Duration::days(42)),
        closed_on: Some(day + Duration::days(43)),
        told_until: None,
        version: 1,
    }
}

fn talk(ward: base::WardId, held_on: NaiveDate, chance: &mut Chance) -> Talk {
    Talk {
        id: TalkId::fresh(),
        held_on,
        ward: Some(ward),
        agency: None,
        kind: TalkKind::ALL[chance.below(TalkKind::ALL.len())],
        audience: Audience::ALL[chance.below(Audience::ALL.len())],
        heads: 6 + chance.below(40) as i64,
    }
}

fn report(ward: base::WardId, day: NaiveDate, chance: &mut Chance) -> HateReport {
    let often = [0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 5];
    let strand = Strand::ALL[often[chance.below(often.len())]];
    HateReport {
        id: HateReportId::fresh(),
        reference: format!("R-{}", wards::queries::code::fresh_reference()),
        ward,
        site: if chance.below(3) == 0 { "web" } else { "" }.to_owned(),
        agency: None,
        for_centre: false,
        wrote_back_on: None,
        strands: vec![strand],
        kind: if chance.below(5) == 0 {
            HateKind::Incident
        } else {
            HateKind::Crime
        },
        state: HateState::Closed,
        outcome: Some(HateOutcome::Counted),
        received_on: day,
        state_on: day,
        version: 1,
    }
}
