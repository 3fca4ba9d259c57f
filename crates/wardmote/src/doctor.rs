//! `wardmote doctor`: says what is wrong and what is missing, in plain words.

use anyhow::{Result, bail};
use base::{
    House, Role, args,
    ledger::{Verdict, verify},
};

use crate::open::{self, Place};

/// Looks at everything once.
///
/// # Errors
/// When something is wrong that keeps the program from running.
pub async fn run(place: &Place) -> Result<()> {
    let mut wrong = 0;
    let mut check = |what: &str, outcome: Result<String>| match outcome {
        Ok(words) => println!("  ok    {what}: {words}"),
        Err(fault) => {
            wrong += 1;
            println!("  WRONG {what}: {fault:#}");
        }
    };
    check(
        "settings",
        place.settings().map(|settings| settings.address),
    );
    check(
        "place profile",
        place.profile().map(|profile| profile.partnership_long),
    );
    match open::house(place).await {
        Err(fault) => check("store", Err(fault)),
        Ok(house) => {
            check("store", Ok(house.db().engine().to_owned()));
            for line in missing(&house).await? {
                println!("  to do {line}");
            }
            let mut tx = house.db().reading().await?;
            match verify(&mut tx).await? {
                Verdict::Whole { rows, .. } => check("ledger", Ok(format!("whole, {rows} rows"))),
                Verdict::Broken { seq, why } => {
                    check("ledger", Err(anyhow::anyhow!("row {seq}: {why}")))
                }
            }
            drop(tx);
            house.db().close().await;
        }
    }
    if wrong > 0 {
        bail!("{wrong} to mend")
    } else {
        Ok(())
    }
}

/// What a place still needs before residents have use of it.
async fn missing(house: &House) -> Result<Vec<String>> {
    let mut tx = house.db().reading().await?;
    let mut todo = Vec::new();
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
    let mail = &house.settings().mail;
    if mail.smtp.is_none() && mail.folder.is_none() {
        todo.push("no mail server: set [mail] smtp and from in settings.toml, or links to sign in do not arrive".into());
    }
    Ok(todo)
}
