//! The frame around every page.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
};
use base::{Act, Answer, Desk, House, Stop, Who, permits};

use crate::asset_path;

/// A step of the way back.
#[derive(Clone, Debug)]
pub struct Crumb {
    /// Where it leads.
    pub path: String,
    /// What stands there.
    pub label: String,
}

/// A link of the menu.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where it leads.
    pub path: &'static str,
    /// What stands there.
    pub label: &'static str,
    /// Whether the page is in that part.
    pub here: bool,
}

/// How a tag is coloured and shaped; the words always stand in it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagKind {
    /// A tick.
    Go,
    /// A half circle.
    Info,
    /// A triangle.
    Warn,
    /// A triangle, in brick.
    Bad,
    /// A bar.
    Plain,
}

/// A state in words, with a shape.
#[derive(Clone, Debug)]
pub struct Tag {
    /// How it looks.
    pub kind: TagKind,
    /// What it says.
    pub words: String,
}

impl Tag {
    /// A tag.
    #[must_use]
    pub fn new(kind: TagKind, words: impl Into<String>) -> Self {
        Self {
            kind,
            words: words.into(),
        }
    }
}

impl std::fmt::Display for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (class, shape) = match self.kind {
            TagKind::Go => (
                " tag--go",
                "<path d=\"M1 6.5l3.2 3.2L11 2.6\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2.4\"/>",
            ),
            TagKind::Info => (
                " tag--info",
                "<circle cx=\"6\" cy=\"6\" r=\"5\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/><path d=\"M6 1a5 5 0 0 1 0 10z\" fill=\"currentColor\"/>",
            ),
            TagKind::Warn => (
                " tag--warn",
                "<path d=\"M6 0l6 12H0z\" fill=\"currentColor\"/>",
            ),
            TagKind::Bad => (
                " tag--bad",
                "<path d=\"M6 0l6 12H0z\" fill=\"currentColor\"/>",
            ),
            TagKind::Plain => ("", "<path d=\"M1 5h10v2.4H1z\" fill=\"currentColor\"/>"),
        };
        write!(
            f,
            "<strong class=\"tag{class}\"><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\">{shape}</svg>{}</strong>",
            crate::forms::escape(&self.words)
        )
    }
}
impl askama::filters::HtmlSafe for Tag {}

/// What stands around a page.
#[derive(Clone, Debug)]
pub struct Frame {
    /// "Thing - Page".
    pub title: String,
    /// "Safer Alderwick".
    pub partnership: String,
    /// In full.
    pub partnership_long: String,
    /// Whether places and figures are invented.
    pub invented: bool,
    /// The name of whoever is signed in.
    pub person: Option<String>,
    /// What they are, in words.
    pub roles: String,
    /// Whether this is the working area.
    pub staff: bool,
    /// The menu.
    pub nav: Vec<Link>,
    /// The way back.
    pub crumbs: Vec<Crumb>,
    /// What the page is about, for search engines and shared links.
    pub about: String,
    /// The number for what is not an emergency.
    pub phone: String,
    /// The stylesheet.
    pub css: &'static str,
    /// The script.
    pub js: &'static str,
    /// The mark.
    pub mark: &'static str,
    /// The font.
    pub font: &'static str,
}

const PUBLIC: &[(&str, &str)] = &[
    ("/wards", "Your ward"),
    ("/reports/new", "Report a problem"),
    ("/meetings", "Meetings"),
    ("/events", "Events"),
    ("/figures", "Figures"),
    ("/results", "You said, we did"),
    ("/support", "Help and support"),
];

const STAFF: &[(&str, &str, Act)] = &[
    ("/desk", "Today", Act::SeeDesk),
    ("/desk/queries", "Questions", Act::AnswerQuery),
    ("/desk/concerns", "Concerns", Act::SeeConcerns),
    ("/desk/hate-reports", "Hate reports", Act::TakeHateReport),
    ("/desk/rapid-responses", "Scams", Act::WorkRapidResponse),
    ("/desk/referrals", "Referrals", Act::SeeReferrals),
    ("/desk/meetings", "Meetings", Act::SeeMeeting),
    ("/desk/priorities", "Priorities", Act::SeeMeeting),
    ("/desk/actions", "Actions", Act::SeeDesk),
    ("/desk/analysis", "Analysis", Act::Explore),
    ("/desk/imports", "Imports", Act::SeeEvidence),
    ("/admin/agreements", "Agreements", Act::ManageAgreements),
    ("/admin/people", "People", Act::ManagePeople),
    ("/admin/mail", "Mail", Act::SeeMail),
    ("/admin/ledger", "Ledger", Act::SeeLedger),
];

impl Frame {
    /// The frame of a page of this desk.
    #[must_use]
    pub fn of(desk: &Desk, title: impl Into<String>) -> Self {
        Self::build(desk.house(), desk.who(), desk.path(), title.into())
    }

    /// The frame of a page that nobody in particular asked for: refusals.
    #[must_use]
    pub fn bare(house: &House, path: &str, title: &str) -> Self {
        let mut frame = Self::build(house, &Who::Anyone, path, title.to_owned());
        // A refusal in the working area stays in it, for whoever it is.
        if is_staff(path) {
            frame.staff = true;
            frame.nav = vec![Link {
                path: "/desk",
                label: "Today",
                here: false,
            }];
        }
        frame
    }

    fn build(house: &House, who: &Who, path: &str, title: String) -> Self {
        let place = house.place();
        let signed_in = matches!(who, Who::Person(_));
        let staff = signed_in && is_staff(path);
        let nav = if staff {
            let open = STAFF
                .iter()
                .filter(|(_, _, act)| permits::may_somewhere(who, *act));
            open.map(|(to, label, _)| {
                let here = if *to == "/desk" {
                    path == "/desk"
                } else {
                    path.starts_with(to)
                };
                Link {
                    path: to,
                    label,
                    here,
                }
            })
            .collect()
        } else {
            PUBLIC
                .iter()
                .map(|(to, label)| Link {
                    path: to,
                    label,
                    here: path.starts_with(to),
                })
                .collect()
        };
        let (person, roles) = match who {
            Who::Anyone => (None, String::new()),
            Who::Person(person) => {
                let mut roles: Vec<_> = person
                    .grants
                    .iter()
                    .map(|grant| grant.role.label())
                    .collect();
                roles.dedup();
                (Some(person.name.clone()), roles.join(", "))
            }
        };
        Self {
            title,
            partnership: place.partnership.clone(),
            partnership_long: place.partnership_long.clone(),
            invented: place.invented,
            person,
            roles,
            staff,
            nav,
            crumbs: Vec::new(),
            about: String::new(),
            phone: place.contact.phone.clone(),
            css: asset_path("wardmote.css"),
            js: asset_path("wardmote.js"),
            mark: asset_path("mark.svg"),
            font: asset_path("fonts/atkinson-hyperlegible-next-latin.woff2"),
        }
    }

    /// With a step of the way back; the last one is where the page is.
    #[must_use]
    pub fn crumb(mut self, path: impl Into<String>, label: impl Into<String>) -> Self {
        self.crumbs.push(Crumb {
            path: path.into(),
            label: label.into(),
        });
        self
    }

    /// With what the page is about.
    #[must_use]
    pub fn about(mut self, words: impl Into<String>) -> Self {
        self.about = words.into();
        self
    }

    /// The title with `Error:` first, for a page that says what is wrong.
    #[must_use]
    pub fn wrong(mut self, wrong: bool) -> Self {
        if wrong {
            self.title = format!("Error: {}", self.title);
        }
        self
    }
}

/// Whether an address belongs to the working area.
fn is_staff(path: &str) -> bool {
    ["/desk", "/admin", "/account"]
        .iter()
        .any(|part| path.starts_with(part))
}

/// A page. Asked for as a table, it is not there: see [`crate::Wants`].
///
/// # Errors
/// [`Stop::NotThere`] when a table was asked for; a fault when the template fails.
pub fn page(desk: &Desk, template: &impl Template) -> Answer {
    page_with(desk, StatusCode::OK, template)
}

/// A page with a form: 422 when something is wrong with it.
///
/// # Errors
/// See [`page`].
pub fn form_page(desk: &Desk, wrong: bool, template: &impl Template) -> Answer {
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    page_with(desk, status, template)
}

/// A page with a status: 409 where two people wrote at once, 410 for a link
/// that was used.
///
/// # Errors
/// See [`page`].
pub fn page_with(desk: &Desk, status: StatusCode, template: &impl Template) -> Answer {
    let text = template
        .render()
        .map_err(|fault| Stop::from(anyhow::Error::new(fault)))?;
    let mut response: Response = (status, Html(text)).into_response();
    // Only what everyone sees alike may be kept by a browser, and never unasked.
    let keep = if matches!(desk.who(), Who::Anyone) {
        "no-cache"
    } else {
        "no-store"
    };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    Ok(response)
}
