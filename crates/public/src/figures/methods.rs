//! How figures are made, in plain words. The formulas with worked examples stand in the source of `statistics`.

use askama::Template;
use axum::{Extension, extract::Path};
use base::{Answer, Desk, OrNotFound as _};
use web::{
    Frame, Sheet, Wants,
    fields::{Field, Table},
    page, row,
};

struct Method {
    slug: &'static str,
    title: &'static str,
    lead: &'static str,
    parts: &'static [(&'static str, &'static [&'static str])],
}

const METHODS: &[Method] = &[
    Method {
        slug: "comparison",
        title: "Is it really more than last year?",
        lead: "We compare twelve months with the twelve before, and say that something changed only when chance and the usual ups and downs do not explain it.",
        parts: &[
            (
                "What we compare",
                &[
                    "The latest twelve months against the twelve months before them. A whole year takes out the seasons: more burglaries in the dark months are no trend. If a year has a day more, we count per day.",
                    "We never compare a month with the month before.",
                ],
            ),
            (
                "Why we do not just print the per cent",
                &[
                    "Crimes are not spread evenly. Often one person or one spell of warm weather brings many at once, so figures swing even when nothing has changed. For each row we measure from its own past how much it swings, from the yearly counts we published month after month and nothing else, and ask how often a change as large as this would come about by chance.",
                    "If that is more often than once in twenty, we say \"No clear change\", whatever the per cent.",
                    "\"Likely between\" is the range in which the true change lies in 19 of 20 such cases.",
                ],
            ),
            (
                "Small numbers",
                &[
                    "Below 10 in both years we print only the counts. On a base of less than 30 we never print a per cent: 4 to 11 is honest where plus 175 per cent is not.",
                ],
            ),
            (
                "What it cannot see",
                &[
                    "A change in how crimes are reported or recorded looks like a change in crime. Where we know of one, the page says so.",
                    "With many rows, one in twenty may look changed by chance alone. Read a single finding together with what residents and the team say.",
                ],
            ),
        ],
    },
    Method {
        slug: "usual-range",
        title: "The usual range, and the word for the direction",
        lead: "The shaded band shows where months usually fall. One bad month is not a trend.",
        parts: &[
            (
                "How the band is made",
                &[
                    "From the last 24 to 36 months: the average, and around it 2.66 times the average step from one month to the next. Months of a line where nothing special happens nearly always lie inside, if it has no season. Where summer and winter differ much, or one month is like the one before, a direction may be called though nothing changed.",
                    "With fewer than 24 months there is no band, and the page says \"Not enough data\".",
                ],
            ),
            (
                "When we call a direction",
                &[
                    "\"Improving\" or \"Getting worse\" is said only when the latest two months both lie outside the band on one side, or the latest eight lie on one side of the average, or the latest six each go further the same way. Anything else is \"No clear change\".",
                ],
            ),
        ],
    },
    Method {
        slug: "early-warning",
        title: "Early warnings",
        lead: "Each month every ward and type is held against its own past, so that a rise is looked at early and chance is not chased.",
        parts: &[
            (
                "What is looked at",
                &[
                    "Each type in each ward and in the place as a whole, and all crime together. Police, analysts and the partnership office see the warnings; a panel reads a sentence for each that stands in its ward.",
                    "The month against the same time of the last three to five years (Farrington Flexible), with past peaks weighed down. The months since a level may have risen for good, where there are five years (a likelihood ratio chart, GLR CUSUM). Where there are not three years yet, the month against the months before (C2), which knows no season.",
                ],
            ),
            (
                "When it becomes a warning",
                &[
                    "Some months stand high by chance, and with hundreds of lines some always do. So we work out how often each line would look like this if nothing had changed, and raise a warning only where it stays striking after counting how many lines were looked at (Benjamini and Hochberg, q of at most 0.05). On average at most one in twenty warnings is then a false alarm; in a quiet month the only one may be. Where something was counted three times or more in a month and never in the years before, the warning is raised without a test: nobody can say how often chance does that.",
                    "A warning that calms says nothing of what was done: a month that stood out is usually followed by a lower one anyway.",
                    "The chance is made wider than the formulas say, by as much as made-up lines without a rise showed to be needed.",
                    "A warning stands until a later month is no longer striking. When the police publish a month again, it is judged again, and the page says what the count was before.",
                ],
            ),
            (
                "What it cannot say",
                &[
                    "Why. More reports, another way of recording or a new shop look like more crime. A warning asks somebody to look; what they found stands on its page.",
                    "With too few months nothing is said. A rise that comes slower than the level drifts by itself is not seen.",
                ],
            ),
        ],
    },
    Method {
        slug: "hidden-counts",
        title: "Why some counts are hidden",
        lead: "A count of one to four can point at a person. We hide it, and make sure nobody can work it out.",
        parts: &[
            (
                "The rule",
                &[
                    "Counts from 1 to 4 are hidden; a place may set a higher limit. A nought is shown, but where it would give a small count away.",
                    "If only one count of a row or column were hidden, it would be the total less the rest. So we hide a second one, and then check every hidden count against all totals on the page: if the totals still settled it, more are hidden.",
                    "A monthly line is shown whole or not at all, for the same reason.",
                ],
            ),
            (
                "What this costs",
                &[
                    "Some counts are hidden that are not small. We would rather show less than give somebody away.",
                    "Rows and maps of the same months are hidden by the same rule wherever they are shown: on the page, in the papers of a panel, and in files. Figures that analysts add to papers hold only months, types and cells that do not overlap with these.",
                ],
            ),
        ],
    },
    Method {
        slug: "places",
        title: "Where: points, wards and small areas",
        lead: "The police publish about where, never which door. So do we.",
        parts: &[
            (
                "Points",
                &[
                    "Before the police publish a crime, its place is moved to the nearest of a fixed set of points, each with several addresses near it. Many crimes share one point. A crime close to the edge of a ward may so be counted next door.",
                    "Some are published without any place. They are in the total of the rows and in no ward.",
                ],
            ),
            (
                "Counting",
                &[
                    "Every point is put in the ward and the small area that hold it on the boundaries named under the figures. A point exactly on an edge is counted once, in the area with the lower code.",
                    "Rows are always those in the wards, plus those outside them, plus those without a location. The page prints the sum.",
                    "When boundaries change, figures counted on the old ones are left out until the files are imported again.",
                ],
            ),
            (
                "Maps",
                &[
                    "We shade areas in five steps, the same on every ward's map. We never draw a pin for a crime.",
                ],
            ),
        ],
    },
    Method {
        slug: "sources",
        title: "From a file to a figure",
        lead: "Every figure can be followed back to the file it came from.",
        parts: &[
            (
                "Imports",
                &[
                    "An analyst imports the file as it was published. Every row is kept or refused with a reason. What was read is stored unchanged under a fingerprint of its contents: the snapshot named under each figure.",
                    "The same file twice adds nothing. When the police publish a month again with other contents, the new file stands, the old one stays in the catalogue, and what changed is written down.",
                ],
            ),
            (
                "Which months",
                &[
                    "A month comes out about two months later. Papers of a meeting hold the figures as they were on the day the papers went out, and do not change afterwards.",
                ],
            ),
            (
                "Crime and anti-social behaviour",
                &[
                    "Anti-social behaviour is counted from calls to the police, crime from recorded offences. We show them side by side and never add them.",
                ],
            ),
        ],
    },
];

#[derive(Template)]
#[template(path = "figures/methods.html")]
struct List {
    frame: Frame,
    methods: &'static [Method],
}

#[derive(Template)]
#[template(path = "figures/method.html")]
struct Page {
    frame: Frame,
    method: &'static Method,
    minimum: u32,
}

/// How figures are made.
pub(crate) static TABLE: Table = Table {
    title: "Methods",
    name: "methods",
    version: 1,
    about: "A page that says how figures are made.",
    routes: &["/methods"],
    asks: &[],
    groups: &[&[
        Field::text("method", "The word in its address."),
        Field::text("title", "Its title."),
        Field::text("lead", "What it says, in a sentence."),
        Field::text("path", "Its page."),
    ]],
    beside: &[],
};

/// All of them: the page, or the same as `.csv` and `.json`.
pub(super) async fn list(desk: Desk, form: Option<Extension<Wants>>) -> Answer {
    let wants = web::wants(form);
    if wants != Wants::Page {
        let path = |it: &Method| format!("/methods/{}", it.slug);
        let rows = METHODS
            .iter()
            .map(|it| row![it.slug, it.title, it.lead, path(it)]);
        return Sheet::new(&TABLE, rows.collect()).answer(wants);
    }
    let frame = Frame::of(&desk, "How the figures are made")
        .about("How figures are compared, hidden and placed.")
        .crumb("/", "Home")
        .crumb("", "Methods");
    page(
        &desk,
        &List {
            frame,
            methods: METHODS,
        },
    )
}

/// One of them.
pub(super) async fn show(desk: Desk, Path(slug): Path<String>) -> Answer {
    let method = METHODS
        .iter()
        .find(|method| method.slug == slug)
        .or_not_found()?;
    let frame = Frame::of(&desk, format!("{} - Methods", method.title))
        .about(method.lead)
        .crumb("/", "Home")
        .crumb("/methods", "Methods")
        .crumb("", method.title);
    let minimum = desk.place().publishing.minimum_cell;
    page(
        &desk,
        &Page {
            frame,
            method,
            minimum,
        },
    )
}
