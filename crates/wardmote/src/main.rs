//! `wardmote`: the commands.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use wardmote::{
    audit, client, demo, doctor, import, open, person, reference, serve, snapshots, warnings,
};

/// Ward panels set priorities on honest evidence; police and partners act;
/// residents hear what came of it.
#[derive(Parser)]
#[command(
    name = "wardmote",
    version,
    max_term_width = 100,
    after_help = "Try it: wardmote demo\nFor your own place: see docs/administrators.md"
)]
struct Wardmote {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the made-up borough of Alderwick and show it in the browser.
    ///
    /// Everything in it is invented. The first start makes the borough in the
    /// data folder; later starts use what is there. Sign-in links for every
    /// role are printed and written to personas.json in the data folder.
    Demo {
        /// The data folder; made if it is not there.
        #[arg(long, default_value = "data/demo")]
        data: PathBuf,
        /// The port on this machine.
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// A PostgreSQL database to make it in, instead of a file in the data
        /// folder. It must be empty, or hold this demonstration.
        #[arg(long)]
        database: Option<String>,
        /// How many invented concerns of a year and a half are in it.
        #[arg(long, default_value_t = 400)]
        concerns: usize,
    },
    /// Serve a real place.
    Serve {
        #[command(flatten)]
        place: open::Place,
        /// The address to listen on.
        #[arg(long, default_value = "127.0.0.1")]
        listen: std::net::IpAddr,
        /// The port to listen on.
        #[arg(long, default_value_t = 8080, env = "WARDMOTE_PORT")]
        port: u16,
        /// Serve only what anyone may open, without the key of the closed
        /// store: reports come in, and nobody can read them here.
        #[arg(long)]
        public: bool,
    },
    /// Bring in boundaries, police files, ward counts, postcodes, population.
    Import {
        #[command(flatten)]
        place: open::Place,
        #[command(subcommand)]
        what: import::Import,
    },
    /// Add a person, or give one a role: how the first administrator comes in.
    Person {
        #[command(flatten)]
        place: open::Place,
        #[command(subcommand)]
        what: person::Person,
    },
    /// Give a program of a partner a key for the Open311 interface, list them, end one.
    Client {
        #[command(flatten)]
        place: open::Place,
        #[command(subcommand)]
        what: client::Client,
    },
    /// Prove the ledger whole, or print who may do what.
    Audit {
        #[command(flatten)]
        place: open::Place,
        #[command(subcommand)]
        what: audit::Audit,
    },
    /// Work out every file of a reference folder anew and compare.
    ///
    /// One line a file: the largest deviation, as a share of what is allowed,
    /// and where. Exits with an error where a file does not agree.
    Reference(reference::Reference),
    /// Work a method on files of your own: CSV or snapshots in; JSON, CSV or a map out.
    ///
    /// Every answer carries its parameters, period, seed, the hash of each file
    /// and what it cannot say. The methods: docs/analysis-methods.md. Snapshots,
    /// here and in other programs: docs/analysts-files.md.
    Analyse {
        #[command(subcommand)]
        method: analysis::Method,
    },
    /// List the snapshots that stand: files that pandas, R, Polars, DuckDB and
    /// `wardmote analyse` open.
    Snapshots {
        #[command(flatten)]
        place: open::Place,
        #[command(flatten)]
        which: snapshots::Which,
    },
    /// Look for early warnings now, and print them.
    ///
    /// The same happens by itself after each import of street crime. Counts
    /// that were looked at before are not looked at again.
    Warnings {
        #[command(flatten)]
        place: open::Place,
    },
    /// Check settings, place profile and store, and say what is missing.
    Doctor {
        #[command(flatten)]
        place: open::Place,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let quiet = tracing_subscriber::EnvFilter::try_from_env("WARDMOTE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,wardmote=info"));
    tracing_subscriber::fmt()
        .with_env_filter(quiet)
        .with_writer(std::io::stderr)
        .without_time()
        .init();
    let outcome = match Wardmote::parse().command {
        Command::Demo {
            data,
            port,
            database,
            concerns,
        } => demo::run(&data, port, database.as_deref(), concerns).await,
        Command::Serve {
            place,
            listen,
            port,
            public,
        } => serve::run(&place, listen, port, public).await,
        Command::Import { place, what } => {
            with(&place, async |house| import::run(house, what).await).await
        }
        Command::Person { place, what } => {
            with(&place, async |house| person::run(house, what).await).await
        }
        Command::Client { place, what } => {
            with(&place, async |house| client::run(house, what).await).await
        }
        Command::Audit {
            what: audit::Audit::Roles { csv },
            ..
        } => {
            audit::print(csv);
            Ok(())
        }
        Command::Audit { place, what } => {
            with(&place, async |house| audit::run(house, what).await).await
        }
        Command::Reference(what) => reference::run(&what),
        Command::Analyse { method } => analysis::run(&method),
        Command::Snapshots { place, which } => {
            with(&place, async |house| snapshots::run(house, which).await).await
        }
        Command::Warnings { place } => with(&place, warnings::run).await,
        Command::Doctor { place } => doctor::run(&place).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("wardmote: {fault:#}");
            ExitCode::FAILURE
        }
    }
}

async fn with(
    place: &open::Place,
    work: impl AsyncFnOnce(&base::House) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let house = open::house(place).await?;
    let outcome = work(&house).await;
    open::close(&house).await;
    outcome
}
