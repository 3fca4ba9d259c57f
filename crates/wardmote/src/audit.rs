//! `wardmote audit`: proves that the ledger is whole, and prints who may do what.

use anyhow::{Result, bail};
use base::{
    Act, Closed, House,
    ledger::{Verdict, verify},
    permits::{Reach, Rule, rule},
};

/// What to audit.
#[derive(clap::Subcommand)]
pub enum Audit {
    /// Walk the chain from the first row to the last. Exits with an error at
    /// the first broken row. Write the printed hash down elsewhere: it proves
    /// later that no row before it was changed.
    Verify,
    /// Print who may do what, from the table that every page passes: one line
    /// an act. Needs no store.
    Roles {
        /// As CSV, one line for each act and role: act, words, role, reach.
        #[arg(long)]
        csv: bool,
    },
}

/// Does it.
///
/// # Errors
/// When a row is broken or the store cannot be read.
pub async fn run(house: &House, what: Audit) -> Result<()> {
    if let Audit::Roles { csv } = what {
        print(csv);
        return Ok(());
    }
    let closed = Closed::of(house)?;
    for (what, db) in [("", house.db()), (" of the closed store", closed.db())] {
        let mut tx = db.reading().await?;
        match verify(&mut tx).await? {
            Verdict::Whole { rows, head } => {
                say!("The ledger{what} is whole: {rows} rows, last hash {head}");
            }
            Verdict::Broken { seq, why } => {
                bail!("the ledger{what} is broken at row {seq}: {why}")
            }
        }
    }
    Ok(())
}

/// Prints the matrix of roles and acts.
#[allow(clippy::print_stdout, reason = "this is what the command is for")]
pub fn print(csv: bool) {
    print!("{}", if csv { matrix() } else { table() });
}

fn reach(reach: Reach) -> &'static str {
    match reach {
        Reach::Anywhere => "anywhere",
        Reach::OwnWard => "own ward",
        Reach::OwnAgency => "own agency",
        Reach::OwnWardAndAgency => "own ward and agency",
    }
}

/// The matrix as CSV, one line for each act and role.
#[must_use]
pub fn matrix() -> String {
    let mut lines = String::from("act,words,role,reach\n");
    for act in Act::ALL {
        let mut line = |role: &str, reach: &str| {
            // Words may hold commas, never a quote.
            lines.push_str(&format!(
                "{},\"{}\",{role},{reach}\n",
                act.word(),
                act.label()
            ));
        };
        match rule(*act) {
            Rule::Everyone => line("everyone", "anywhere"),
            Rule::SignedIn => line("anyone signed in", "anywhere"),
            Rule::Roles(roles) => roles
                .iter()
                .for_each(|(role, how)| line(role.word(), reach(*how))),
        }
    }
    lines
}

/// The matrix as the table of `docs/administrators.md`, one line an act.
#[must_use]
pub fn table() -> String {
    let mut lines = String::from("| Act | Open to |\n| --- | --- |\n");
    for act in Act::ALL {
        lines.push_str(&format!(
            "| `{}` {} | {} |\n",
            act.word(),
            act.label(),
            open_to(*act)
        ));
    }
    lines
}

fn open_to(act: Act) -> String {
    let roles = match rule(act) {
        Rule::Everyone => return "everyone".into(),
        Rule::SignedIn => return "anyone signed in".into(),
        Rule::Roles(roles) => roles,
    };
    if roles.len() == base::Role::ALL.len() && roles.iter().all(|(_, it)| *it == Reach::Anywhere) {
        return "every role".into();
    }
    let mut groups: Vec<(Reach, Vec<&str>)> = Vec::new();
    for (role, how) in roles {
        match groups.iter_mut().find(|(known, _)| known == how) {
            Some((_, words)) => words.push(role.word()),
            None => groups.push((*how, vec![role.word()])),
        }
    }
    let groups = groups.into_iter().map(|(how, words)| match how {
        Reach::Anywhere => words.join(", "),
        _ => format!("{}: {}", reach(how), words.join(", ")),
    });
    groups.collect::<Vec<_>>().join("; ")
}
