//! `wardmote doctor`: says what is wrong and what is missing, in plain words.

use anyhow::{Result, bail};
use base::{
    Act, Clock, Closed, Desk, House, Role, args, clock,
    ledger::{Verdict, verify},
    place::{Place as Profile, TeamTemplate},
};
use chrono::NaiveDate;
use wards::teams;

use crate::open::{self, Place};

/// Looks at everything once.
///
/// # Errors
/// When something is wrong that keeps the program from running.
pub async fn run(place: &Place) -> Result<()> {
    let mut wrong = 0;
    let mut check = |what: &str, outcome: Result<String>| match outcome {
        Ok(words) => say!("  ok    {what}: {words}"),
        Err(faults) => {
            // The profile tells everything that is wrong with it, a line each.
            for fault in format!("{faults:#}").lines() {
                wrong += 1;
                say!("  WRONG {what}: {fault}");
            }
        }
    };
    let settings = place.settings();
    let profile = place.profile();
    let settings = match (settings, &profile) {
        (Ok(settings), Ok(profile)) => match settings.fits(profile) {
            Ok(()) => Ok(settings),
            Err(sentence) => Err(anyhow::anyhow!(sentence)),
        },
        (settings, _) => settings,
    };
    let ready = settings.is_ok() && profile.is_ok();
    check("settings", settings.map(|settings| settings.address));
    if let Ok(profile) = &profile {
        for line in still_open(profile, clock::day(Clock::default().now())) {
            say!("  to do {line}");
        }
    }
    check(
        "place profile",
        profile.map(|profile| profile.partnership_long),
    );
    if !ready {
        say!("  ----  store: not looked at before these are mended");
        bail!("{wrong} to mend")
    }
    match open::house(place).await {
        Err(fault) => check("store", Err(fault)),
        Ok(house) => {
            check("store", Ok(house.db().engine().to_owned()));
            for line in missing(&house).await? {
                say!("  to do {line}");
            }
            let mut tx = house.db().reading().await?;
            match verify(&mut tx).await? {
                Verdict::Whole { rows, .. } => check("ledger", Ok(format!("whole, {rows} rows"))),
                Verdict::Broken { seq, why } => {
                    check("ledger", Err(anyhow::anyhow!("row {seq}: {why}")))
                }
            }
            drop(tx);
            let closed = Closed::of(&house)?;
            let mut tx = closed.db().reading().await?;
            match verify(&mut tx).await? {
                Verdict::Whole { rows, .. } => {
                    let words = format!("{}, its ledger whole, {rows} rows", closed.db().engine());
                    check("closed store", Ok(words));
                }
                Verdict::Broken { seq, why } => check(
                    "closed store",
                    Err(anyhow::anyhow!("ledger row {seq}: {why}")),
                ),
            }
            drop(tx);
            open::close(&house).await;
        }
    }
    if wrong > 0 {
        bail!("{wrong} to mend")
    } else {
        Ok(())
    }
}

/// What a sound profile leaves open: a template that no longer holds, no way
/// to reach the office.
#[must_use]
pub fn still_open(profile: &Profile, today: NaiveDate) -> Vec<String> {
    let mut todo = Vec::new();
    let rules = profile.team_on(today);
    if let Some(template) = rules.template()
        && let Some(until) = template.until
        && until < today
    {
        let now: Vec<_> = TeamTemplate::on(today)
            .iter()
            .map(|it| it.slug.as_str())
            .collect();
        todo.push(format!(
            "team.template: {} held until {until}: add a [[team_change]] with one that holds today ({})",
            template.slug,
            now.join(", ")
        ));
    }
    let contact = &profile.contact;
    for (key, value) in [
        ("contact.email", &contact.email),
        ("contact.office_phone", &contact.office_phone),
        ("contact.address", &contact.address),
    ] {
        if value.is_empty() {
            todo.push(format!("{key} is empty, so residents are not shown it"));
        }
    }
    if rules.cover_target.is_none() {
        todo.push("team.cover_target is left out: no aim stands beside dedicated cover".into());
    }
    todo
}

/// What a place still needs before residents have use of it.
///
/// # Errors
/// When the store cannot be read.
pub async fn missing(house: &House) -> Result<Vec<String>> {
    let mut todo = Vec::new();
    let mut desk = Desk::looking(house, Act::SeePublic).await?;
    for gap in evidence::cube(&mut desk).await?.gaps() {
        todo.push(format!(
            "{}, so months before are not looked at: wardmote import police-uk FILE",
            evidence::not_loaded(gap)
        ));
    }
    drop(desk);
    let mut tx = house.db().reading().await?;
    for (sql, words) in [
        (
            "SELECT count(*) AS n FROM ward",
            "no wards: wardmote import boundaries FILE.geojson",
        ),
        (
            "SELECT count(*) AS n FROM postcode",
            "no postcodes: wardmote import postcodes FILE.csv",
        ),
        (
            "SELECT count(*) AS n FROM population",
            "no population: wardmote import population FILE.csv",
        ),
        (
            "SELECT count(*) AS n FROM snapshot",
            "no figures: wardmote import police-uk FOLDER",
        ),
    ] {
        if tx.one(sql, args![]).await?.get::<i64>("n")? == 0 {
            todo.push(words.to_owned());
        }
    }
    let admins = tx
        .one(
            "SELECT count(*) AS n FROM role_grant WHERE role = $1 AND ends_on IS NULL",
            args![Role::Admin],
        )
        .await?;
    if admins.get::<i64>("n")? == 0 {
        todo.push("no administrator: wardmote person add --name NAME --email ADDRESS".into());
    }
    let stale = tx
        .one(
            "SELECT count(*) AS n FROM role_grant g JOIN agency a ON a.id = g.agency_id \
             WHERE g.ends_on IS NULL AND a.valid_to < $1",
            args![clock::day(house.clock().now())],
        )
        .await?
        .get::<i64>("n")?;
    if stale > 0 {
        todo.push(format!(
            "{stale} roles are for an organisation that has ended: end them and give them for its successor"
        ));
    }
    let today = clock::day(house.clock().now());
    for ward in wards::wards::store::all(&mut tx).await? {
        let team = teams::store::of(&mut tx, ward.id).await?;
        let own: Vec<_> = team
            .posts
            .into_iter()
            .filter(|post| post.ward == ward.id)
            .collect();
        if let (false, Err(short)) = (
            own.is_empty(),
            teams::may_stand(house.place(), &own, &[today]),
        ) {
            todo.push(format!("{}: {}", ward.name, short.0));
        }
    }
    if house.place().team_on(today).named_contact {
        let unnamed = tx
            .one(
                "SELECT count(*) AS n FROM ward w WHERE w.valid_to IS NULL AND NOT EXISTS (\
                 SELECT 1 FROM posting p JOIN post q ON q.id = p.post_id WHERE q.ward_id = w.id \
                 AND p.public_name IS NOT NULL AND p.starts_on <= $1 AND (p.ends_on IS NULL OR p.ends_on >= $1))",
                args![today],
            )
            .await?
            .get::<i64>("n")?;
        if unnamed > 0 {
            todo.push(format!(
                "{unnamed} wards name no officer whom residents can reach (team.named_contact): fill a post with a name, if its officer agrees"
            ));
        }
    }
    let mail = &house.settings().mail;
    if mail.smtp.is_none() && mail.folder.is_none() {
        todo.push("no mail server: set [mail] smtp and from in settings.toml, or links to sign in do not arrive".into());
    }
    Ok(todo)
}
