//! Whoever has a receipt reads the talk about their report. The receipt is typed into a form and never stands in an address.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use base::{Act, Answer, Desk, House, On, Permit, Stop, agencies, clock, quarter::Quarter};
use concerns::{
    HateReport,
    questionnaires::{self, Verdict},
    referrals,
    reports::{self, About, Opened, Receipt, Said},
};
use web::{Fields, Frame, form_page, options};

use super::status::{Status, status};

#[derive(Template)]
#[template(path = "receipts/receipt.html")]
struct Ask {
    frame: Frame,
    form: Fields,
}

#[derive(Template)]
#[template(path = "receipts/talk.html")]
struct Page {
    frame: Frame,
    form: Fields,
    receipt: String,
    status: Status,
    talk: Vec<(String, &'static str, String)>,
    is_over: bool,
    said_fixed: &'static str,
    /// What is asked when it is over.
    asked: Vec<Asked>,
    has_answered: bool,
    /// Whether they answered in an earlier quarter: that stands.
    stands: bool,
    gets_mail: bool,
    may_pass: bool,
    /// Agencies that opened how to reach them, and when last.
    reached: Vec<(String, String)>,
}

/// A question: its field, its words, and what can be answered.
type Asked = (&'static str, &'static str, Vec<(String, String)>);

/// The same of a report of hate crime. Nothing on it says what it is about but the talk itself.
#[derive(Template)]
#[template(path = "receipts/hate_talk.html")]
struct HatePage {
    frame: Frame,
    form: Fields,
    receipt: String,
    reference: String,
    state: String,
    talk: Vec<(String, &'static str, String)>,
    gets_mail: bool,
}

/// Asks for the receipt.
pub(super) async fn show(desk: Desk) -> Answer {
    ask(&desk, Fields::fresh())
}

fn ask(desk: &Desk, form: Fields) -> Answer {
    let wrong = form.wrong();
    let page = Ask {
        frame: Frame::of(desk, "Your report")
            .wrong(wrong)
            .crumb("/", "Home")
            .crumb("", "Your report"),
        form,
    };
    unkept(form_page(desk, wrong, &page))
}

/// A desk, and what the receipt of a form opens at it; or the form again, with what is wrong. What the receipt makes is slow on
/// purpose and comes before the desk, so that it holds nobody up.
pub(super) async fn opened(
    house: &House,
    mut form: Fields,
    writes: bool,
) -> Result<Result<(Desk, Opened, Fields), Response>, Stop> {
    let read = Receipt::read(form.raw("receipt"));
    let made = match &read {
        Some(receipt) => Some(reports::make(house, receipt).await?),
        None => None,
    };
    let mut desk = if writes {
        Desk::again(house, Act::Report).await?
    } else {
        Desk::looking(house, Act::Report).await?
    };
    let (Some(receipt), Some(made)) = (read, made) else {
        form.error(
            "receipt",
            "This is no receipt, or a letter is wrong in it. It has 18 letters and digits, like X4RT-9K2M-0QZ7-HB3C-5T.",
        );
        return Ok(Err(ask(&desk, form)?));
    };
    match reports::open(&mut desk, made).await {
        Ok(opened) => {
            form.set("receipt", receipt.shown());
            Ok(Ok((desk, opened, form)))
        }
        // Wrong and forgotten get the same words.
        Err(Stop::NotThere) => {
            form.error(
                "receipt",
                "Nothing opens with this receipt. Check it letter by letter. What is long over has been forgotten, and its receipt opens nothing any more.",
            );
            Ok(Err(ask(&desk, form)?))
        }
        Err(stop) => Err(stop),
    }
}

/// Opens the talk.
pub(super) async fn open(State(house): State<House>, form: Fields) -> Answer {
    match opened(&house, form, false).await? {
        Err(asked) => Ok(asked),
        Ok((mut desk, opened, form)) => {
            let form = Fields::fresh().with("receipt", form.raw("receipt"));
            draw(&mut desk, opened, form).await
        }
    }
}

/// What a reporter does with a receipt: once for each press, and only the day of it is kept. Then the talk as it stands.
pub(super) async fn done(
    house: &House,
    mut desk: Desk,
    opened: Opened,
    form: &Fields,
    act: impl AsyncFnOnce(&mut Desk, &Permit, &Opened) -> Result<(), Stop>,
) -> Answer {
    let permit = desk.permit(Act::Report, &On::default())?;
    desk.only_the_day();
    let done = match desk.once(form.press()).await {
        Ok(()) => act(&mut desk, &permit, &opened).await,
        Err(stop) => Err(stop),
    };
    match done {
        Ok(()) => desk.keep().await?,
        // Done before, or the team has just moved it: the page shows how it stands.
        Err(Stop::AlreadyDone(_)) => drop(desk),
        Err(stop) => return Err(stop),
    }
    let mut desk = Desk::looking(house, Act::Report).await?;
    let opened = reports::open(&mut desk, opened.made).await?;
    let form = Fields::fresh().with("receipt", form.raw("receipt"));
    draw(&mut desk, opened, form).await
}

/// The page.
pub(super) async fn draw(desk: &mut Desk, opened: Opened, mut form: Fields) -> Answer {
    let wrong = form.wrong();
    let talk = talk(&opened.talk);
    let gets_mail = opened.gets_mail;
    let concern = match &opened.about {
        About::Hate(it) => return draw_hate(desk, it, talk, gets_mail, form),
        About::Concern(it) => it,
    };
    let status = status(desk, concern).await?;
    let agencies = agencies::all(desk.tx()).await?;
    let passed = referrals::store::about(desk.tx(), referrals::About::Concern(concern.id)).await?;
    let answered = questionnaires::store::of_concern(desk.tx(), concern.id).await?;
    let since = Quarter::of(desk.today()).first();
    let mut stands = false;
    for question in questionnaires::ASKED {
        let Some((said, on)) = answered.get(&question) else {
            continue;
        };
        stands |= *on < since;
        if form.raw(question.word()).is_empty() {
            form.set(question.word(), said.word());
        }
    }
    let page = Page {
        frame: Frame::of(desk, "Your report").wrong(wrong),
        receipt: form.raw("receipt").to_owned(),
        talk,
        is_over: !concern.is_open(),
        said_fixed: match concern.said_fixed {
            None => "",
            Some(true) => "You said that it is fixed.",
            Some(false) => "You said that it is not fixed.",
        },
        asked: questionnaires::ASKED
            .iter()
            .map(|it| (it.word(), it.label(), options!(Verdict)))
            .collect(),
        has_answered: questionnaires::ASKED
            .iter()
            .any(|it| answered.contains_key(it)),
        stands,
        gets_mail,
        may_pass: concern.may_pass,
        reached: referrals::reached(&agencies, &passed),
        status,
        form,
    };
    unkept(form_page(desk, wrong, &page))
}

fn talk(all: &[Said]) -> Vec<(String, &'static str, String)> {
    let who = |by_team| if by_team { "The team" } else { "You" };
    all.iter()
        .map(|it| (clock::long_day(it.on), who(it.by_team), it.words.clone()))
        .collect()
}

fn draw_hate(
    desk: &Desk,
    it: &HateReport,
    talk: Vec<(String, &'static str, String)>,
    gets_mail: bool,
    form: Fields,
) -> Answer {
    let wrong = form.wrong();
    let since = clock::long_day(it.state_on);
    let page = HatePage {
        frame: Frame::of(desk, "Your report").wrong(wrong),
        receipt: form.raw("receipt").to_owned(),
        reference: it.reference.clone(),
        state: match it.outcome {
            None => format!("{}, since {since}", it.state.label()),
            Some(outcome) => format!("{} on {since}. {}", it.state.label(), outcome.label()),
        },
        talk,
        gets_mail,
        form,
    };
    unkept(form_page(desk, wrong, &page))
}

/// A page that no browser and no box on the way keeps, and that no other page hears of.
pub(super) fn unkept(answer: Answer) -> Answer {
    let mut response = answer?;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        HeaderName::from_static("referrer-policy"),
        HeaderValue::from_static("no-referrer"),
    );
    Ok(response)
}
