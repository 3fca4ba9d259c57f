//! `wardmote person`: how the first administrator comes in.

use anyhow::{Context as _, Result, anyhow, bail};
use base::{Act, Desk, House, Line, PersonId, Role, people, sessions};

/// What to do with accounts.
#[derive(clap::Subcommand)]
pub enum Person {
    /// Add a person with a role that holds everywhere, and print a link that
    /// signs them in once, within 30 minutes. Other roles are given in the
    /// program, under People.
    Add {
        /// Their name.
        #[arg(long)]
        name: String,
        /// The e-mail address they sign in with.
        #[arg(long)]
        email: String,
        /// admin, office, analyst, inspector, board_member ... It holds in every
        /// ward: give a chair or a sergeant theirs in the program.
        #[arg(long, default_value = "admin")]
        role: String,
    },
}

/// Does it.
///
/// # Errors
/// When the role is unknown or the store cannot be written.
pub async fn run(house: &House, what: Person) -> Result<()> {
    let Person::Add { name, email, role } = what;
    let role = Role::of(&role).ok_or_else(|| {
        let all: Vec<_> = Role::ALL.iter().map(|role| role.word()).collect();
        anyhow!(
            "there is no role {role:?}: choose one of {}",
            all.join(", ")
        )
    })?;
    let email = people::plain_email(&email);
    if !email.contains('@') {
        bail!("{email:?} is no e-mail address");
    }
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 120 {
        bail!("the name must have 1 to 120 letters");
    }
    let mut desk = Desk::of_the_house(house, Act::ManagePeople).await?;
    let permit = desk
        .permit_of_the_house()
        .map_err(|_| anyhow!("only the program itself adds the first person"))?;
    let (now, today) = (desk.now(), desk.today());
    let id = match people::store::by_email(desk.tx(), &email).await? {
        Some((person, _)) if person.closed_at.is_some() => {
            bail!("the account of {email} is closed: use another address")
        }
        Some((person, _)) => person.id,
        None => {
            let id = PersonId::fresh();
            people::store::add(desk.tx(), &permit, id, &name, &email, now).await?;
            id
        }
    };
    let held = people::store::grants_on(desk.tx(), id, today).await?;
    if !held
        .iter()
        .any(|grant| grant.role == role && grant.ward.is_none())
    {
        people::store::grant(desk.tx(), &permit, id, role, None, None, today, None).await?;
    }
    let token = sessions::make_link(desk.tx(), id, now).await?;
    desk.tell(Line::of("added a person from the command line", "person", id).with(role.word()))
        .await?;
    desk.keep().await.context("adding the person")?;
    say!(
        "{name} is now {}. To sign in, open within {} minutes:",
        role.label().to_lowercase(),
        sessions::LINK_MINUTES
    );
    say!("{}/sign-in/link/{token}", house.settings().address);
    Ok(())
}
