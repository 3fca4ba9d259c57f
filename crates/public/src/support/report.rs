//! Somebody reports hate crime on the website, for themselves or for another person: no account, no cookie, and no name unless
//! they want it.

use askama::Template;
use base::{Act, Answer, Desk, On, Stop};
use concerns::hate_reports::{
    Taken, Taking, Via,
    form::{Choices, ON_THE_WEBSITE, read},
};
use wards::atlas;
use web::{Fields, Frame, form_page, page};

#[derive(Template)]
#[template(path = "support/report.html")]
struct Page {
    frame: Frame,
    form: Fields,
    it: Choices,
    reaches: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "support/reported.html")]
struct Sent {
    frame: Frame,
    reference: String,
    receipt: Option<String>,
}

/// The form.
pub(super) async fn show(desk: Desk) -> Answer {
    let form = Fields::fresh().with("times", 1).with("reach", "anonymous");
    draw(desk, form).await
}

async fn draw(mut desk: Desk, form: Fields) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(&desk, "Local information").wrong(wrong),
        it: Choices::of(&desk, &atlas.wards, &ON_THE_WEBSITE),
        reaches: [
            ("anonymous", "I stay anonymous, and look with a receipt"),
            ("team", "They may reach me"),
            (
                "updates",
                "They may reach me, and I get a mail when there is news",
            ),
        ]
        .map(|(word, label)| (word.to_owned(), label.to_owned()))
        .to_vec(),
        form,
    };
    form_page(&desk, wrong, &page)
}

/// Sends it, and shows the receipt this once.
pub(super) async fn send(mut desk: Desk, mut form: Fields) -> Answer {
    let permit = desk.permit(Act::Report, &On::default())?;
    let filled = read(&mut desk, &mut form, &ON_THE_WEBSITE).await?;
    let (Some(filled), false) = (filled, form.wrong()) else {
        return draw(desk, form).await;
    };
    // Before the press is noted, too.
    desk.only_the_day();
    match desk.once(form.press()).await {
        // The receipt was shown once, and is kept nowhere.
        Err(Stop::AlreadyDone(_)) => return Err(Stop::AlreadyDone("/reports/receipt".into())),
        other => other?,
    }
    let via = Via::Web;
    let Taken { report, receipt } =
        concerns::hate_reports::send(&mut desk, &permit, Taking { via, filled }).await?;
    let page_ = Sent {
        frame: Frame::of(&desk, "Local information"),
        reference: report.reference,
        receipt,
    };
    let answer = page(&desk, &page_)?;
    desk.keep().await?;
    Ok(answer)
}
