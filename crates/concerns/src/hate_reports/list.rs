//! The reports of hate crime of my wards, or of my own centre. No word of what was told stands here.

use askama::Template;
use axum::extract::Query;
use base::{Act, Answer, Desk, clock, permits};
use wards::atlas;
use web::{Fields, Frame, page};

use super::{
    HateReport, HateState, Strand, centres,
    store::{self, Filter},
};

/// Reports on a page.
const PAGE: i64 = 50;

/// The choices of the page's form, as they stand in its address.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Ask {
    state: String,
    strand: String,
    ward: String,
    page: String,
}

struct Row {
    path: String,
    reference: String,
    ward: String,
    site: String,
    strands: String,
    kind: &'static str,
    state: String,
    day: String,
}

#[derive(Template)]
#[template(path = "hate_reports/list.html")]
struct Page {
    frame: Frame,
    form: Fields,
    rows: Vec<Row>,
    states: Vec<(String, String)>,
    strands: Vec<(String, String)>,
    wards: Vec<(String, String)>,
    back: Option<String>,
    more: Option<String>,
    may_take: bool,
}

/// Who took it in, in words.
pub(super) fn site(desk: &Desk, it: &HateReport) -> String {
    match it.site.as_str() {
        "" => "The ward team".to_owned(),
        "web" => "This website".to_owned(),
        slug => {
            let mut all = centres(desk.place()).iter();
            let centre = all.find(|centre| centre.slug == slug);
            centre.map_or("A centre that is no more".to_owned(), |it| it.name.clone())
        }
    }
}

/// Its strands, in words.
pub(super) fn strands(it: &HateReport) -> String {
    let words: Vec<_> = it.strands.iter().map(|it| it.label()).collect();
    words.join("; ")
}

/// How it stands, in words.
pub(super) fn state(it: &HateReport) -> String {
    it.outcome.map_or_else(
        || it.state.label().to_owned(),
        |outcome| format!("{}: {}", it.state.label(), outcome.label()),
    )
}

/// The page.
pub(super) async fn show(mut desk: Desk, Query(ask): Query<Ask>) -> Answer {
    use HateState::{Closed, Passed, Supported, Taken};
    let atlas = atlas(&mut desk).await?;
    let filter = Filter {
        person: desk.person(),
        today: desk.today(),
        scope: permits::scope(desk.who(), Act::WorkHateReport),
        states: match HateState::of(&ask.state) {
            Some(state) => [state; 3],
            None => [Taken, Passed, Supported],
        },
        strand: Strand::of(&ask.strand).map_or(String::new(), |it| it.word().to_owned()),
        ward: atlas.by_slug(&ask.ward).map(|ward| ward.id),
        page: ask.page.parse().unwrap_or(1).clamp(1, 10_000),
    };
    let mut found = store::some(desk.tx(), &filter, PAGE).await?;
    let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let is_more = found.len() > size;
    found.truncate(size);
    let address = |page: i64| {
        let state = HateState::of(&ask.state).map_or("", HateState::word);
        let ward = filter.ward.map_or("", |_| ask.ward.as_str());
        let strand = &filter.strand;
        format!("/desk/hate-reports?state={state}&strand={strand}&ward={ward}&page={page}")
    };
    let first = |label: &str| vec![(String::new(), label.to_owned())];
    let (mut states, mut strand_options) = (first("All that are open"), first("All"));
    states.extend(
        [Taken, Passed, Supported, Closed].map(|it| (it.word().to_owned(), it.label().to_owned())),
    );
    strand_options.extend(web::options!(Strand));
    let mut wards = first("All of mine");
    wards.extend(
        atlas
            .wards
            .iter()
            .map(|it| (it.slug.clone(), it.name.clone())),
    );
    let page_ = Page {
        rows: found
            .iter()
            .map(|it| Row {
                path: it.path(),
                reference: it.reference.clone(),
                ward: atlas.name(it.ward).to_owned(),
                site: site(&desk, it),
                strands: strands(it),
                kind: it.kind.label(),
                state: state(it),
                day: clock::plain_day(it.received_on),
            })
            .collect(),
        frame: Frame::of(&desk, "Reports"),
        form: Fields::fresh()
            .with("state", &ask.state)
            .with("strand", &ask.strand)
            .with("ward", &ask.ward),
        back: (filter.page > 1).then(|| address(filter.page - 1)),
        more: is_more.then(|| address(filter.page + 1)),
        may_take: !super::take_in::vias(&mut desk).await?.is_empty(),
        states,
        strands: strand_options,
        wards,
    };
    super::show::unkept(page(&desk, &page_))
}
