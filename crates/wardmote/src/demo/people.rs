//! The people of the borough: staff, partners, panel members.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use base::{Act, Desk, House, Line, PersonId, Role, WardId, agencies, people, secrets};
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};

use crate::client;

use super::{
    actor::{Actor, Door},
    story::{self, Story},
};

/// Somebody a visitor of the demonstration may be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Persona {
    /// A word of `base::Role`.
    pub role: String,
    /// What the program calls them.
    pub name: String,
    /// Their ward, where they have one.
    pub ward: Option<String>,
    /// Opening it gives their session.
    pub sign_in: String,
    /// Their account.
    pub email: String,
}

/// Who plays which part.
pub struct Cast {
    pub door: Door,
    /// The day the demonstration ends on.
    pub today: chrono::NaiveDate,
    pub office: PersonId,
    pub inspector: PersonId,
    pub superintendent: PersonId,
    pub wards: HashMap<String, WardCast>,
    pub partners: HashMap<String, PersonId>,
    /// The key of the council's website, and those of its departments' systems.
    pub website: String,
    pub systems: HashMap<String, String>,
}

/// The people of a ward.
pub struct WardCast {
    pub id: WardId,
    pub slug: String,
    pub chair: PersonId,
    pub sergeant: PersonId,
    /// Voting members, in their order, with the id of their seat.
    pub voters: Vec<(String, PersonId)>,
    /// Everybody else on the panel.
    pub others: Vec<String>,
}

pub(super) const MAIL: &str = "alderwick.example";

/// The ward in which the personas live.
const HOME: &str = "Fairmead";

fn address(name: &str, ward: &str) -> String {
    format!(
        "{}@{}.{MAIL}",
        wards::wards::slug(name).replace('-', "."),
        wards::wards::slug(ward)
    )
}

/// Opens every account and fills every panel, through the program's forms.
pub(super) async fn admit(house: &House, story: &Story, bar: &ProgressBar) -> Result<Cast> {
    let now = house.clock().now();
    // A year ago, so that every meeting of the story finds its members.
    let long_ago = now - chrono::Duration::days(330);
    house.clock().set(long_ago);
    let door = Actor::door(house);
    let first = first_administrator(house).await?;
    let admin = Actor::signed_in(house, door.clone(), first).await?;
    let starts_on = base::clock::day(long_ago).to_string();
    let wards: HashMap<String, WardId> = {
        let mut desk = Desk::of_the_house(house, Act::SeePublic).await?;
        wards::atlas(&mut desk)
            .await?
            .wards
            .iter()
            .map(|ward| (ward.name.clone(), ward.id))
            .collect()
    };
    let by_slug: HashMap<String, String> = {
        let mut tx = house.db().reading().await?;
        agencies::all(&mut tx)
            .await?
            .into_iter()
            .map(|agency| (agency.slug, agency.id.to_string()))
            .collect()
    };
    let hire = async |name: &str,
                      email: &str,
                      role: Role,
                      ward: Option<WardId>,
                      agency: &str|
           -> Result<PersonId> {
        let at = admin
            .does("/admin/people", &[("name", name), ("email", email)])
            .await?;
        let ward = ward.map_or(String::new(), |ward| ward.to_string());
        let fields = [
            ("role", role.word()),
            ("ward", &ward),
            ("agency", agency),
            ("starts_on", &starts_on),
            ("ends_on", ""),
        ];
        admin
            .does(&format!("{at}/roles"), &fields)
            .await
            .with_context(|| format!("hiring {name}"))?;
        at.rsplit('/')
            .next()
            .unwrap_or_default()
            .parse()
            .context("the id of a new account")
    };
    let police = by_slug.get("police").cloned().unwrap_or_default();
    let office = hire(
        "Partnership Office",
        &format!("office@{MAIL}"),
        Role::Office,
        None,
        "",
    )
    .await?;
    hire(
        "Analyst, Partnership",
        &format!("analyst@{MAIL}"),
        Role::Analyst,
        None,
        "",
    )
    .await?;
    let inspector = hire(
        "Inspector, Neighbourhoods",
        &format!("inspector@{MAIL}"),
        Role::Inspector,
        None,
        &police,
    )
    .await?;
    let superintendent = hire(
        "Superintendent, Neighbourhoods",
        &format!("superintendent@{MAIL}"),
        Role::Superintendent,
        None,
        &police,
    )
    .await?;
    hire(
        "Board Member",
        &format!("board@{MAIL}"),
        Role::BoardMember,
        None,
        "",
    )
    .await?;
    let mut partners = HashMap::new();
    for agency in &house.place().agency {
        let id = by_slug.get(&agency.slug).cloned().unwrap_or_default();
        let person = hire(
            &format!("Officer, {}", agency.short),
            &format!("{}@{MAIL}", agency.slug),
            Role::Partner,
            None,
            &id,
        )
        .await?;
        partners.insert(agency.slug.clone(), person);
    }
    let of_office = Actor::signed_in(house, door.clone(), office).await?;
    let mut cast = Cast {
        door: door.clone(),
        today: base::clock::day(now),
        office,
        inspector,
        superintendent,
        wards: HashMap::new(),
        partners,
        website: client::key(house, "Council website", "council", true).await?,
        systems: HashMap::new(),
    };
    for agency in ["council-streets", "council-highways"] {
        let name = format!("System of {agency}");
        let key = client::key(house, &name, agency, true).await?;
        cast.systems.insert(agency.to_owned(), key);
    }
    for ward in &story.ward {
        bar.inc(1);
        let id = *wards
            .get(&ward.name)
            .with_context(|| format!("{} is not on the map", ward.name))?;
        let sergeant = hire(
            &format!("Sergeant, {}", ward.name),
            &address("sergeant", &ward.name),
            Role::Sergeant,
            Some(id),
            &police,
        )
        .await?;
        hire(
            &format!("Constable, {}", ward.name),
            &address("constable", &ward.name),
            Role::WardOfficer,
            Some(id),
            &police,
        )
        .await?;
        let members = fill_panel(house, &of_office, ward, id, &starts_on).await?;
        write_team(house, &door, sergeant, ward).await?;
        cast.wards.insert(
            ward.code.clone(),
            WardCast {
                id,
                sergeant,
                ..members
            },
        );
    }
    let home = wards.get(HOME).copied();
    hire(
        "Resident, Fairmead",
        &format!("resident@{MAIL}"),
        Role::Resident,
        home,
        "",
    )
    .await?;
    house.clock().set(now);
    Ok(cast)
}

/// The first account cannot come through a form: nobody may open it yet.
async fn first_administrator(house: &House) -> Result<PersonId> {
    let mut desk = Desk::of_the_house(house, Act::ManagePeople).await?;
    let permit = desk
        .permit_of_the_house()
        .map_err(|_| anyhow::anyhow!("no permit"))?;
    let (id, now, today) = (PersonId::fresh(), desk.now(), desk.today());
    people::store::add(
        desk.tx(),
        &permit,
        id,
        "Administrator",
        &format!("admin@{MAIL}"),
        now,
    )
    .await?;
    people::store::grant(desk.tx(), &permit, id, Role::Admin, None, None, today, None).await?;
    desk.tell(Line::of("opened an account", "person", id))
        .await?;
    desk.keep().await?;
    Ok(id)
}

async fn fill_panel(
    house: &House,
    office: &Actor,
    ward: &story::Ward,
    id: WardId,
    starts_on: &str,
) -> Result<WardCast> {
    let slug = wards::wards::slug(&ward.name);
    let path = format!("/desk/wards/{slug}/panel");
    for member in &ward.member {
        let email = address(&member.name, &ward.name);
        let mut fields = vec![
            ("name", member.name.as_str()),
            ("email", &email),
            ("kind", &member.kind),
            ("office", &member.office),
            ("starts_on", starts_on),
        ];
        if member.name_public {
            fields.push(("name_public", "yes"));
        }
        office
            .does(&path, &fields)
            .await
            .with_context(|| format!("{} of {}", member.name, ward.name))?;
    }
    let mut tx = house.db().reading().await?;
    let members =
        panels::members::store::on(&mut tx, id, base::clock::day(house.clock().now())).await?;
    let chair = members
        .iter()
        .find(|member| member.office == panels::members::Office::Chair);
    Ok(WardCast {
        id,
        slug,
        chair: chair
            .with_context(|| format!("{} has no chair", ward.name))?
            .person,
        sergeant: PersonId::fresh(),
        voters: members
            .iter()
            .filter(|member| member.votes)
            .map(|member| (member.id.to_string(), member.person))
            .collect(),
        others: members
            .iter()
            .filter(|member| !member.votes)
            .map(|member| member.id.to_string())
            .collect(),
    })
}

/// The team as it was made up under two earlier templates and is today, who fills its posts, and where it is found.
async fn write_team(
    house: &House,
    door: &Door,
    sergeant: PersonId,
    ward: &story::Ward,
) -> Result<()> {
    let sergeant = Actor::signed_in(house, door.clone(), sergeant).await?;
    let path = format!("/desk/wards/{}", wards::wards::slug(&ward.name));
    for (template, from) in TEMPLATES {
        let fields = [("template", *template), ("template_from", from)];
        sergeant
            .does(&format!("{path}/posts/template"), &fields)
            .await?;
    }
    let line = |people: u32, rank: &str, role: &str, dedicated: bool| {
        let end = if dedicated { ", dedicated" } else { "" };
        format!("{people} {rank}, {role}{end}")
    };
    let today: Vec<_> = ward
        .team
        .iter()
        .map(|post| line(post.count, &post.rank, &post.role, post.dedicated))
        .collect();
    let before = [
        line(1, "Sergeant", "Ward Team", false),
        line(2, "Constable", "Ward Team", true),
        line(1, "PCSO", "Ward Team", true),
    ];
    let long_ago = [
        line(1, "Sergeant", "Cluster", false),
        line(1, "Constable", "Ward Team", true),
        line(1, "PCSO", "Ward Team", true),
        line(2, "Constable", "Cluster", false),
    ];
    let written = [
        (long_ago.join("\n"), "2013-06-01"),
        (before.join("\n"), "2017-12-01"),
        (today.join("\n"), "2025-07-01"),
    ];
    for (version, (posts, since)) in written.iter().enumerate() {
        let version = version.to_string();
        let fields = [
            ("about", ward.about.as_str()),
            ("phone", &ward.phone),
            ("meet_us", &ward.meet_us),
            ("posts", posts),
            ("since", since),
            ("version", &version),
        ];
        sergeant
            .does(&format!("{path}/team"), &fields)
            .await
            .with_context(|| format!("the team of {}", ward.name))?;
    }
    fill_posts(house, &sergeant, &path, ward).await?;
    let fields = [
        ("kind", "kiosk"),
        (
            "contact_name",
            ward.meet_us.split(',').next().unwrap_or_default(),
        ),
        ("address", &ward.meet_us),
        ("access", "Step-free. Ask for a quiet place to talk."),
        ("opening", "See above; otherwise by phone"),
        ("owner", "London Borough of Alderwick"),
        ("open_from", "2025-07-01"),
    ];
    sergeant
        .does(&format!("{path}/posts/contact"), &fields)
        .await
        .with_context(|| format!("where the team of {} is found", ward.name))?;
    Ok(())
}

/// Everybody in post but one PCSO where there are two: a vacancy, as real teams have them.
async fn fill_posts(house: &House, sergeant: &Actor, path: &str, ward: &story::Ward) -> Result<()> {
    const SINCE: [&str; 4] = ["2025-07-01", "2025-09-15", "2025-11-03", "2025-08-04"];
    let slug = wards::wards::slug(&ward.name);
    let mut tx = house.db().reading().await?;
    let kept = wards::by_slug(&mut tx, &slug).await?.context("a ward")?;
    let team = wards::teams::store::of(&mut tx, kept.id).await?;
    drop(tx);
    for (n, post) in team.posts.iter().filter(|post| post.counts()).enumerate() {
        let filled = if post.rank == "PCSO" && post.people > 1 {
            post.people - 1
        } else {
            post.people
        };
        for place in 0..filled {
            let id = post.id.to_string();
            let at = (n + usize::try_from(place)?) % SINCE.len();
            let mut fields = vec![("post", id.as_str()), ("starts_on", SINCE[at])];
            let named = NAMED
                .iter()
                .find(|(home, rank, _)| *home == ward.name && *rank == post.rank && place == 0);
            if let Some((_, _, name)) = named {
                fields.extend([("public_name", *name), ("consent", "yes")]);
            }
            sergeant
                .does(&format!("{path}/posts/fill"), &fields)
                .await
                .with_context(|| format!("filling a post of {}", ward.name))?;
        }
    }
    Ok(())
}

/// Which template a ward's team followed, and since when.
const TEMPLATES: &[(&str, &str)] = &[
    ("lpm-2013", "2013-06-01"),
    ("dwo-2017", "2017-12-01"),
    ("npg-2025", "2025-07-01"),
];

/// Officers of the made-up borough who agreed to be named.
const NAMED: &[(&str, &str, &str)] = &[
    ("Fairmead", "Sergeant", "Priya Raman"),
    ("Fairmead", "Constable", "Tom Ashdown"),
    ("Fairmead", "PCSO", "Lena Okoro"),
    ("Old Market", "Constable", "Huw Tallis"),
];

/// The people a visitor may be, each with a link.
///
/// # Errors
/// When the store cannot be read.
pub async fn personas(house: &House, address_of_site: &str) -> Result<Vec<Persona>> {
    let mut tx = house.db().reading().await?;
    let everybody = people::store::all(&mut tx).await?;
    let home = wards::by_slug(&mut tx, &wards::wards::slug(HOME))
        .await?
        .context("the personas' ward")?;
    let seats =
        panels::members::store::on(&mut tx, home.id, base::clock::day(house.clock().now())).await?;
    let seat = |office| {
        seats
            .iter()
            .find(|member| member.office == office && member.votes)
            .map(|member| member.person)
    };
    let by_email = |email: String| {
        everybody
            .iter()
            .find(|person| person.email == email)
            .map(|person| person.id)
    };
    let parts = [
        (Role::Resident, by_email(format!("resident@{MAIL}")), true),
        (
            Role::PanelMember,
            seat(panels::members::Office::Member),
            true,
        ),
        (Role::Chair, seat(panels::members::Office::Chair), true),
        (
            Role::WardOfficer,
            by_email(address("constable", HOME)),
            true,
        ),
        (Role::Sergeant, by_email(address("sergeant", HOME)), true),
        (
            Role::Inspector,
            by_email(format!("inspector@{MAIL}")),
            false,
        ),
        (
            Role::Superintendent,
            by_email(format!("superintendent@{MAIL}")),
            false,
        ),
        (Role::Partner, by_email(format!("council@{MAIL}")), false),
        (Role::Analyst, by_email(format!("analyst@{MAIL}")), false),
        (Role::Office, by_email(format!("office@{MAIL}")), false),
        (Role::BoardMember, by_email(format!("board@{MAIL}")), false),
        (Role::Admin, by_email(format!("admin@{MAIL}")), false),
    ];
    parts
        .into_iter()
        .map(|(role, id, at_home)| {
            let person = everybody
                .iter()
                .find(|person| Some(person.id) == id)
                .with_context(|| format!("nobody is {role}"))?;
            Ok(Persona {
                role: role.word().to_owned(),
                name: person.name.clone(),
                ward: at_home.then(|| HOME.to_owned()),
                sign_in: format!("{address_of_site}/demo/sign-in/{}", secrets::token()),
                email: person.email.clone(),
            })
        })
        .collect()
}
