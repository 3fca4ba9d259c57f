//! Trained staff take in a report of hate crime, at a reporting centre or with the ward team.

use askama::Template;
use base::{Act, Answer, Desk, On, OrNotFound as _, Stop, WardId, agencies};
use wards::atlas;
use web::{Fields, Frame, form_page, page};

use super::{
    Taken, Taking, Via, Wish, centres,
    form::{Choices, read},
    send,
};

#[derive(Template)]
#[template(path = "hate_reports/take_in.html")]
struct Page {
    frame: Frame,
    form: Fields,
    sites: Vec<(String, String)>,
    it: Choices,
}

#[derive(Template)]
#[template(path = "hate_reports/taken.html")]
struct Done {
    frame: Frame,
    reference: String,
    receipt: Option<String>,
    address: String,
    path: String,
    may_work: bool,
}

/// The ward team, as it stands in the form.
const TEAM: &str = "team";

fn on(ward: Option<WardId>, via: &Via) -> On {
    On {
        ward,
        agency: via.agency(),
    }
}

/// For whom somebody may take it in, with the names.
pub(super) async fn vias(desk: &mut Desk) -> Result<Vec<(Via, String)>, Stop> {
    let atlas = atlas(desk).await?;
    let all = agencies::all(desk.tx()).await?;
    let today = desk.today();
    let mut vias = Vec::new();
    let take = Act::TakeHateReport;
    let any = |desk: &Desk, via: &Via| {
        let wards = atlas.wards.iter();
        wards
            .into_iter()
            .any(|it| desk.may(take, &on(Some(it.id), via)))
    };
    if any(desk, &Via::Team) {
        vias.push((Via::Team, "The ward team".to_owned()));
    }
    for centre in centres(desk.place()) {
        let agency = all.iter().find(|it| it.slug == centre.agency);
        let Some(agency) = agency.map(|it| it.as_on(today, &all)) else {
            continue;
        };
        let via = Via::Centre(centre.slug.clone(), agency.id);
        // Of the centre itself: a ward of one's own does not make one its staff.
        if desk.may(take, &on(None, &via)) {
            vias.push((via, centre.name.clone()));
        }
    }
    Ok(vias)
}

fn key(via: &Via) -> String {
    if *via == Via::Team {
        TEAM.to_owned()
    } else {
        via.word().to_owned()
    }
}

/// The form.
pub(super) async fn show(mut desk: Desk) -> Answer {
    let vias = vias(&mut desk).await?;
    let first = vias.first().or_not_found()?;
    let form = Fields::fresh()
        .with("site", key(&first.0))
        .with("times", 1)
        .with("reach", "anonymous");
    draw(desk, vias, form).await
}

async fn draw(mut desk: Desk, vias: Vec<(Via, String)>, form: Fields) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let mine: Vec<_> = atlas
        .wards
        .iter()
        .filter(|ward| {
            let mut vias = vias.iter();
            vias.any(|(via, _)| desk.may(Act::TakeHateReport, &on(Some(ward.id), via)))
        })
        .cloned()
        .collect();
    let wrong = form.wrong();
    let page = Page {
        frame: Frame::of(&desk, "Take in a report")
            .wrong(wrong)
            .crumb("/desk/hate-reports", "Reports")
            .crumb("", "Take in a report"),
        sites: vias.iter().map(|it| (key(&it.0), it.1.clone())).collect(),
        it: Choices::of(&desk, &mine, Wish::ALL),
        form,
    };
    super::show::unkept(form_page(&desk, wrong, &page))
}

/// Takes it in, and shows the receipt this once.
pub(super) async fn take_in(mut desk: Desk, mut form: Fields) -> Answer {
    let vias = vias(&mut desk).await?;
    vias.first().or_not_found()?;
    let via = form.one_of(
        "site",
        |word| {
            let mut vias = vias.iter();
            vias.find(|it| key(&it.0) == word).map(|it| &it.0)
        },
        "Choose who takes it in",
    );
    let filled = read(&mut desk, &mut form, Wish::ALL).await?;
    let (Some(via), Some(filled), false) = (via, filled, form.wrong()) else {
        return draw(desk, vias, form).await;
    };
    let permit = desk.permit(Act::TakeHateReport, &on(Some(filled.ward), via))?;
    // Before the press is noted, too.
    desk.only_the_day();
    match desk.once(form.press()).await {
        // The receipt was shown once; the list shows that it came in.
        Err(Stop::AlreadyDone(_)) => return Err(Stop::AlreadyDone("/desk/hate-reports".into())),
        other => other?,
    }
    let via = via.clone();
    let Taken { report, receipt } = send(&mut desk, &permit, Taking { via, filled }).await?;
    let page_ = Done {
        frame: Frame::of(&desk, "Read this out")
            .crumb("/desk/hate-reports", "Reports")
            .crumb("", "Read this out"),
        address: format!("{}/reports/receipt", desk.house().settings().address),
        path: report.path(),
        may_work: desk.may(Act::WorkHateReport, &report),
        reference: report.reference,
        receipt,
    };
    let answer = super::show::unkept(page(&desk, &page_))?;
    desk.keep().await?;
    Ok(answer)
}
