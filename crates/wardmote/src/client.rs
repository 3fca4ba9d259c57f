//! `wardmote client`: keys for programs of partners that use the Open311 interface.

use anyhow::{Context as _, Result, anyhow, bail};
use base::{Act, Desk, House, agencies};
use concerns::clients;

/// What to do with keys.
#[derive(clap::Subcommand)]
pub enum Client {
    /// Make a key for a program and print it. It is shown once and cannot be shown again.
    Add {
        /// What the program is called, like "FixMyStreet". Never a person's name.
        #[arg(long)]
        name: String,
        /// The slug of the agency whose program it is, as in the place profile.
        #[arg(long)]
        agency: String,
        /// Whether it may file concerns and updates; without this it only reads.
        #[arg(long)]
        write: bool,
    },
    /// Print every program: id, name, agency, what it may, since when.
    List,
    /// End a program's key at once.
    End {
        /// Its id, as `list` prints it.
        id: String,
    },
}

/// Does it.
///
/// # Errors
/// When the agency or the program is unknown, or the store cannot be written.
pub async fn run(house: &House, what: Client) -> Result<()> {
    match what {
        Client::Add {
            name,
            agency,
            write,
        } => add(house, name.trim(), &agency, write).await,
        Client::List => list(house).await,
        Client::End { id } => end(house, &id).await,
    }
}

/// Makes a key for a program of an agency and gives it.
///
/// # Errors
/// When the agency is unknown, the name is none, or the store cannot be written.
pub async fn key(house: &House, name: &str, agency: &str, may_write: bool) -> Result<String> {
    if name.is_empty() || name.chars().count() > 60 {
        bail!("the name must have 1 to 60 letters");
    }
    let mut desk = Desk::of_the_house(house, Act::ManagePeople).await?;
    let permit = desk
        .permit_of_the_house()
        .map_err(|_| anyhow!("only the program itself makes keys"))?;
    let Some(found) = agencies::find(desk.tx(), agency).await? else {
        let all = agencies::all(desk.tx()).await?;
        let all: Vec<_> = all.iter().map(|it| it.slug.as_str()).collect();
        bail!(
            "there is no agency {agency:?}: choose one of {}",
            all.join(", ")
        );
    };
    let (_, key) = clients::add(&mut desk, &permit, name, found.id, may_write).await?;
    desk.keep().await.context("making the key")?;
    Ok(key)
}

async fn add(house: &House, name: &str, agency: &str, write: bool) -> Result<()> {
    let key = key(house, name, agency, write).await?;
    say!("The key of {name}, shown this once:");
    say!("{key}");
    say!(
        "It goes with every request as api_key. The interface stands at {}/open311/v2",
        house.settings().address
    );
    Ok(())
}

async fn list(house: &House) -> Result<()> {
    let mut tx = house.db().reading().await?;
    let agencies = agencies::all(&mut tx).await?;
    for client in clients::store::all(&mut tx).await? {
        let agency = agencies.iter().find(|it| it.id == client.agency);
        say!(
            "{}  {}  {}  {}  since {}{}",
            client.id,
            client.name,
            agency.map_or("?", |it| it.slug.as_str()),
            if client.may_write { "writes" } else { "reads" },
            client.created_at.date_naive(),
            client
                .ended_at
                .map_or(String::new(), |at| format!(", ended {}", at.date_naive()))
        );
    }
    Ok(())
}

async fn end(house: &House, id: &str) -> Result<()> {
    let mut desk = Desk::of_the_house(house, Act::ManagePeople).await?;
    let permit = desk
        .permit_of_the_house()
        .map_err(|_| anyhow!("only the program itself ends keys"))?;
    let all = clients::store::all(desk.tx()).await?;
    let Some(client) = all.iter().find(|it| it.id.to_string() == id) else {
        bail!("there is no program {id:?}: see `wardmote client list`");
    };
    if !clients::end(&mut desk, &permit, client).await? {
        bail!("the key of {} had ended already", client.name);
    }
    desk.keep().await.context("ending the key")?;
    say!("The key of {} opens nothing any more.", client.name);
    Ok(())
}
