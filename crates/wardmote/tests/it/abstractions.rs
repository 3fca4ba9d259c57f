//! Whether officers stayed: recorded, decided by rank, imported, published.

use std::collections::{BTreeMap, BTreeSet};

use base::{Act, Desk, Line, Role, WardId, args};
use chrono::NaiveDate;
use wardmote::demo::Answered;
use wards::{
    PostId,
    abstractions::{cover, duty, made_up, store},
    teams::{self, Post, Team},
};

use crate::town::{Citizen, Expect as _, Town, plain};

/// The post of Fairmead that the stories are about.
async fn post(town: &Town, dedicated: bool) -> String {
    let ward = town.ward("Fairmead").await;
    let mut desk = Desk::of_the_house(&town.house, Act::ManageTeam)
        .await
        .unwrap();
    let (permit, today) = (desk.permit_of_the_house().unwrap(), desk.today());
    let mut team = teams::store::of(desk.tx(), ward).await.unwrap();
    let post = Post {
        id: PostId::fresh(),
        ward,
        valid_from: None,
        valid_to: None,
        rank: "Constable".into(),
        role: "Ward Team".into(),
        people: 1,
        dedicated,
    };
    let id = post.id.to_string();
    team = Team {
        posts: [team.posts.clone(), vec![post]].concat(),
        ..team
    };
    teams::store::save(desk.tx(), &permit, ward, &team, today)
        .await
        .unwrap();
    desk.tell(Line::of("wrote down", "team", ward))
        .await
        .unwrap();
    desk.keep().await.unwrap();
    id
}

async fn record(who: &Citizen, post: &str, more: &[(&str, &str)]) -> Answered {
    let mut fields = BTreeMap::from([
        ("post", post),
        ("day", "2026-11-23"),
        ("from", "14:00"),
        ("minutes", "480"),
        ("reason", "AID_LOCAL"),
        ("place", "in"),
        ("exceptional", "no"),
        ("requested_by", "Duty Officer"),
        ("justification", "Two on sick leave elsewhere"),
    ]);
    fields.extend(more.iter().copied());
    let fields: Vec<_> = fields.into_iter().collect();
    let path = "/desk/wards/fairmead/abstractions/new";
    who.actor.post(path, &fields).await.unwrap()
}

async fn police(town: &Town, role: Role) -> Citizen {
    let ward = town.ward("Fairmead").await;
    town.somebody(role, Some(ward), Some("police")).await
}

#[tokio::test]
async fn court_passes_and_everything_else_waits_for_an_inspector_who_is_somebody_else() {
    let town = Town::new().await;
    let post = post(&town, true).await;
    let sergeant = police(&town, Role::Sergeant).await;
    let inspector = police(&town, Role::Inspector).await;
    let stranger = town
        .somebody(
            Role::Inspector,
            Some(town.ward("Beacon Hill").await),
            Some("police"),
        )
        .await;
    let court = record(
        &sergeant,
        &post,
        &[("reason", "COURT"), ("justification", "")],
    )
    .await;
    court.is_taken();
    let page = sergeant.actor.get(&court.location).await.unwrap();
    page.says("Passes by itself");
    record(&sergeant, &post, &[("justification", "")])
        .await
        .is_refused_with("Write why it is needed");
    let aid = record(&sergeant, &post, &[]).await;
    aid.is_taken();
    assert_eq!(
        town.last_line().await,
        ("recorded".into(), "abstraction".into())
    );
    let yes = format!("{}/authorise", aid.location);
    sergeant.actor.post(&yes, &[]).await.unwrap().is_not_there();
    stranger.actor.post(&yes, &[]).await.unwrap().is_not_there();
    stranger
        .actor
        .get(&aid.location)
        .await
        .unwrap()
        .is_not_there();
    inspector.actor.post(&yes, &[]).await.unwrap().is_taken();
    assert_eq!(
        town.last_line().await,
        ("authorised".into(), "abstraction".into())
    );
    inspector
        .actor
        .post(&yes, &[])
        .await
        .unwrap()
        .is_refused_with("This is authorised already");
    let own = record(&inspector, &post, &[]).await;
    inspector
        .actor
        .post(&format!("{}/authorise", own.location), &[])
        .await
        .unwrap()
        .is_refused_with("You recorded this yourself");
    let no = format!("{}/refuse", record(&sergeant, &post, &[]).await.location);
    inspector
        .actor
        .post(&no, &[("why", "")])
        .await
        .unwrap()
        .is_refused_with("Whoever asked reads it");
    inspector
        .actor
        .post(&no, &[("why", "Use the pool")])
        .await
        .unwrap()
        .is_taken();
    let list = sergeant
        .actor
        .get("/desk/wards/fairmead/abstractions")
        .await
        .unwrap();
    list.says("November 2026");
    list.says("Waits for a decision");
    town.visitor()
        .get("/desk/wards/fairmead/abstractions")
        .await
        .map(|it| assert_ne!(it.status, 200))
        .unwrap();
}

#[tokio::test]
async fn an_exception_needs_a_superintendent_and_a_match_is_never_one() {
    let town = Town::new().await;
    let post = post(&town, true).await;
    let sergeant = police(&town, Role::Sergeant).await;
    let inspector = police(&town, Role::Inspector).await;
    let chief = police(&town, Role::Superintendent).await;
    for reason in ["EVENT_SPORT", "PUBLIC_ORDER"] {
        record(
            &sergeant,
            &post,
            &[("reason", reason), ("exceptional", "yes")],
        )
        .await
        .is_refused_with("this scheme was made to stop");
    }
    let sport = [("reason", "EVENT_SPORT"), ("place", "out")];
    let sport = record(
        &sergeant,
        &post,
        &[
            sport[0],
            sport[1],
            ("note", "Sent to a match in the city"),
            ("told_on", "2026-11-24"),
        ],
    )
    .await;
    let page = sergeant.actor.get(&sport.location).await.unwrap();
    page.says("not covered by an exception");
    inspector
        .actor
        .post(&format!("{}/authorise", sport.location), &[])
        .await
        .unwrap()
        .is_taken();
    let told = town.visitor().get("/wards/fairmead/cover").await.unwrap();
    told.says("Not known yet");
    told.says("Not covered by an exception");
    told.says("Sent to a match in the city");
    let once = [("once", PostId::fresh().to_string())];
    let once: Vec<_> = once.iter().map(|(name, it)| (*name, it.as_str())).collect();
    let twice = record(&sergeant, &post, &once).await;
    let yes = format!("{}/authorise", twice.location);
    inspector.actor.post(&yes, &once).await.unwrap().is_taken();
    inspector.actor.post(&yes, &once).await.unwrap().is_taken();
    let flood = record(
        &sergeant,
        &post,
        &[("reason", "MAJOR_INCIDENT"), ("exceptional", "yes")],
    )
    .await;
    let yes = format!("{}/authorise", flood.location);
    let on = [("review_on", "2026-12-08")];
    inspector
        .actor
        .post(&yes, &on)
        .await
        .unwrap()
        .is_refused_with("needs a superintendent");
    chief
        .actor
        .post(&yes, &[])
        .await
        .unwrap()
        .is_refused_with("Choose the day on which this exception is looked at again");
    chief.actor.post(&yes, &on).await.unwrap().is_taken();
    let review = format!("{}/review", flood.location);
    let found = [("review", "It was; back on 26 November")];
    inspector
        .actor
        .post(&review, &found)
        .await
        .unwrap()
        .is_refused_with("needs a superintendent");
    chief.actor.post(&review, &found).await.unwrap().is_taken();
    let page = chief.actor.get(&flood.location).await.unwrap();
    page.says("back on 26 November");
}

async fn import(town: &Town, text: &str, options: duty::Options) -> anyhow::Result<duty::Report> {
    duty::import_text(&town.house, "duty.csv", text, &options).await
}

/// The columns of a made-up file, apart. Its notes hold no comma.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(|line| line.split(',').collect())
}

async fn codes(town: &Town) -> Vec<(String, WardId, String)> {
    let mut tx = town.house.db().reading().await.unwrap();
    store::ward_codes(&mut tx).await.unwrap()
}

/// Minutes of a ward-month, counted again with plain loops.
#[derive(Default)]
struct Again {
    shifts: BTreeMap<(String, String), i64>,
    posts: BTreeSet<String>,
    visible: i64,
    taken: i64,
    out: i64,
    exceptional: i64,
    seen: BTreeMap<(String, String), i64>,
}

#[tokio::test]
async fn three_years_of_duty_give_the_rates_that_anybody_can_count_again() {
    let town = Town::new().await;
    let wards = codes(&town).await;
    let names: Vec<&str> = wards.iter().map(|(code, ..)| code.as_str()).collect();
    let from = NaiveDate::from_ymd_opt(2023, 11, 1).unwrap();
    let text = made_up::csv(2026, &names, from, 36);
    let report = import(&town, &text, duty::Options::default())
        .await
        .unwrap();
    assert_eq!(
        (report.found.rejected, report.months),
        (0, wards.len() * 36)
    );
    let mut again: BTreeMap<(String, String, bool), Again> = BTreeMap::new();
    let mut lost = 0;
    for row in rows(&text) {
        let (day, ward, post, activity) = (row[0], row[1], row[2], row[6]);
        if ["LEAVE", "SICK", "RESTRICTED"].contains(&activity) {
            lost += 1;
            continue;
        }
        let key = (ward.to_owned(), day[..7].to_owned(), row[4] == "yes");
        let it = again.entry(key).or_default();
        let minutes: i64 = row[7].parse().unwrap();
        let shift = (day.to_owned(), post.to_owned());
        it.shifts.insert(shift.clone(), row[5].parse().unwrap());
        it.posts.insert(post.to_owned());
        match activity {
            "WARD" => {
                it.visible += minutes;
                *it.seen.entry(shift).or_default() += minutes;
            }
            "OFFICE" => {}
            _ => {
                it.taken += minutes;
                if row[8] == "out" {
                    it.out += minutes;
                }
                if row[9] == "yes" {
                    it.exceptional += minutes;
                }
            }
        }
    }
    assert!(lost > 1_000, "there is leave and sickness in the file");
    let mut tx = town.house.db().reading().await.unwrap();
    let months = store::all_months(&mut tx).await.unwrap();
    assert_eq!(months.len(), wards.len() * 36);
    for it in &months {
        let code = &wards.iter().find(|(_, id, _)| *id == it.ward).unwrap().0;
        let month = it.month.format("%Y-%m").to_string();
        for (dedicated, minutes) in [(true, it.dedicated), (false, it.pooled)] {
            let theirs = &again[&(code.clone(), month.clone(), dedicated)];
            let on_duty: i64 = theirs.shifts.values().sum();
            let days: BTreeSet<_> = theirs
                .seen
                .iter()
                .filter(|(_, minutes)| **minutes >= 60)
                .map(|((day, _), _)| day)
                .collect();
            let exceptional = minutes.groups[3];
            assert_eq!(
                (minutes.on_duty, minutes.abstracted(), minutes.visible),
                (on_duty, theirs.taken, theirs.visible),
                "{code} {month} {dedicated}"
            );
            assert_eq!(
                (minutes.out_of_borough, exceptional),
                (theirs.out, theirs.exceptional)
            );
            assert_eq!(minutes.posts as usize, theirs.posts.len());
            assert_eq!(minutes.cover_days as usize, days.len());
        }
    }
    drop(tx);
    // And as published: the file of every ward, month by month.
    for (code, _, name) in &wards {
        let path = format!("/wards/{}/cover", wards::wards::slug(name));
        let csv = town.visitor().get(&format!("{path}.csv")).await.unwrap();
        for line in csv.body.lines().skip(1) {
            let cells: Vec<_> = line.split(',').collect();
            let of = |dedicated| &again[&(code.clone(), cells[0].to_owned(), dedicated)];
            let (mine, pool) = (of(true), of(false));
            let sum = |it: &Again| it.shifts.values().sum::<i64>();
            let percent =
                |taken: i64, duty: i64| format!("{:.2}", taken as f64 / duty as f64 * 100.0);
            let whole = percent(mine.taken + pool.taken, sum(mine) + sum(pool));
            assert_eq!(cells[9], whole, "{name} {}", cells[0]);
            if mine.posts.len() == 1 {
                assert_eq!((cells[10], cells[11], cells[13]), ("", "", ""), "{name}");
            } else {
                assert_eq!(
                    cells[10],
                    percent(mine.taken, sum(mine)),
                    "{name} {}",
                    cells[0]
                );
                assert_eq!(
                    cells[11],
                    percent(pool.taken, sum(pool)),
                    "{name} {}",
                    cells[0]
                );
            }
        }
        let page = town.visitor().get(&path).await.unwrap();
        page.says("October 2026");
        page.says("Months usually lie between");
        let words = plain(&page.body);
        assert!(!words.contains(&format!("{code}-0")), "a post is named");
    }
    let last = town.visitor().get("/cover").await.unwrap();
    last.says("Each ward against itself");
    last.says("its usual range");
    last.says("The sum of what the wards show themselves");
    town.visitor()
        .get("/cover.json")
        .await
        .unwrap()
        .says("All wards");
}

#[tokio::test]
async fn the_same_file_adds_nothing_a_new_one_replaces_its_months_and_a_bad_row_only_itself() {
    let town = Town::new().await;
    let wards = codes(&town).await;
    let code = wards[0].0.as_str();
    let from = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
    let text = made_up::csv(1, &[code, wards[1].0.as_str()], from, 2);
    let dry = duty::Options {
        dry_run: true,
        ..duty::Options::default()
    };
    assert!(!import(&town, &text, dry).await.unwrap().written);
    assert!(
        import(&town, &text, duty::Options::default())
            .await
            .unwrap()
            .written
    );
    let ledger = town.ledger().await;
    assert!(
        import(&town, &text, duty::Options::default())
            .await
            .unwrap()
            .known
    );
    assert_eq!(town.ledger().await, ledger);
    let other = format!(
        "Shift Date,{}\n2026-10-05,{code},Z9,PC,yes,480,PTL,400,in,no,\n2026-10-05,{code},Z9,PC,yes,480,COURT,81,in,no,\n\
         2026-10-05,{code},Z8,PC,yes,0,SICK,480,in,no,\n",
        "ward,Collar,rank,dedicated,on_duty,activity,minutes,out_of_borough,exceptional,note"
    );
    let named = |columns: Option<&str>| duty::Options {
        map: Some("carm".into()),
        columns: columns.map(Into::into),
        dry_run: false,
    };
    assert!(
        import(&town, &other, named(None)).await.is_err(),
        "no such map yet"
    );
    let map = "date=Shift Date,post=Collar,code:PTL=WARD";
    let report = import(&town, &other, named(Some(map))).await.unwrap();
    assert_eq!(report.replaced, [format!("{}, October 2026", wards[0].2)]);
    assert_eq!((report.found.kept, report.found.rejects[0].line), (2, 3));
    let mut tx = town.house.db().reading().await.unwrap();
    let months = store::months_of(&mut tx, wards[0].1).await.unwrap();
    let october = months.last().unwrap();
    assert_eq!(
        (october.dedicated.on_duty, october.dedicated.visible),
        (480, 400)
    );
    assert_eq!(
        (october.dedicated.posts, october.pooled.posts),
        (1, 0),
        "sickness counts nobody"
    );
    assert!(
        cover::publish(&[*october]).is_empty(),
        "one post is nobody's figure"
    );
    let row = tx
        .one(
            "SELECT count(*) AS n FROM duty_day WHERE post = 'Z9'",
            args![],
        )
        .await
        .unwrap();
    assert_eq!(row.get::<i64>("n").unwrap(), 0, "a post is kept as a hash");
    drop(tx);
    let again = other.replace(",400,", ",390,");
    let report = import(&town, &again, named(None)).await.unwrap();
    assert!(report.written, "the kept columns are known by their name");
    assert!(
        import(&town, &text, duty::Options::default())
            .await
            .unwrap()
            .written,
        "a file that lost a month may come again"
    );
}

#[tokio::test]
async fn the_superintendent_hears_once_that_the_day_of_a_review_has_come() {
    let town = Town::new().await;
    let post = post(&town, true).await;
    let sergeant = police(&town, Role::Sergeant).await;
    let chief = police(&town, Role::Superintendent).await;
    let asked = record(
        &sergeant,
        &post,
        &[("reason", "MAJOR_INCIDENT"), ("exceptional", "yes")],
    )
    .await;
    chief
        .actor
        .post(
            &format!("{}/authorise", asked.location),
            &[("review_on", "2026-12-08")],
        )
        .await
        .unwrap()
        .is_taken();
    let before = town.mail().await.len();
    for (moment, written) in [
        ("2026-12-07T12:00:00Z", 0),
        ("2026-12-08T07:59:00Z", 0),
        ("2026-12-08T08:00:00Z", 1),
        ("2026-12-08T08:01:00Z", 0),
        ("2026-12-09T09:00:00Z", 0),
    ] {
        town.house.clock().set(moment.parse().unwrap());
        let told = wards::abstractions::remind(&town.house).await.unwrap();
        assert_eq!(told, written, "{moment}");
    }
    let mails = town.mail().await;
    assert_eq!(mails.len(), before + 1);
    assert_eq!(mails[0].0, format!("{}@town.example", chief.id));
    assert!(mails[0].1.contains(&asked.location), "{}", mails[0].1);
    assert!(!mails[0].1.contains("sick leave"), "{}", mails[0].1);
}
