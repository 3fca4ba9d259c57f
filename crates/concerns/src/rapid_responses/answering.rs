//! Who can answer a call or give a talk, for whoever asks: the teams of their wards, and their own agency.

use base::{
    Act, Desk, On, Stop,
    agencies::{self, Agency},
};
use wards::{Atlas, Ward};
use web::Fields;

/// The ward team, as it stands in a form.
const TEAM: &str = "team";

/// What may be chosen.
pub(super) struct Answering {
    /// Wards, by their word.
    pub wards: Vec<(String, String)>,
    /// The ward team and agencies, by their word.
    pub agencies: Vec<(String, String)>,
    mine: Vec<Agency>,
}

/// On what a permit is asked.
pub(super) fn on(ward: Option<&Ward>, agency: Option<&Agency>) -> On {
    On {
        ward: ward.map(|it| it.id),
        agency: agency.map(|it| it.id),
    }
}

impl Answering {
    /// What whoever asks may choose.
    pub async fn of(desk: &mut Desk, atlas: &Atlas) -> Result<Self, Stop> {
        let today = desk.today();
        let all = agencies::all(desk.tx()).await?;
        let may = |on: On| desk.may(Act::WorkRapidResponse, &on);
        let mine: Vec<_> = all
            .into_iter()
            .filter(|it| it.is_there_on(today) && may(on(None, Some(it))))
            .collect();
        let team = |ward: &&Ward| may(on(Some(ward), None));
        let mut agencies = Vec::new();
        if atlas.wards.iter().any(|it| team(&it)) {
            agencies.push((TEAM.to_owned(), "The ward team".to_owned()));
        }
        agencies.extend(mine.iter().map(|it| (it.slug.clone(), it.name.clone())));
        Ok(Self {
            wards: atlas
                .wards
                .iter()
                .filter(|it| !mine.is_empty() || team(it))
                .map(|it| (it.slug.clone(), it.name.clone()))
                .collect(),
            agencies,
            mine,
        })
    }

    /// Who was chosen in the field `agency`: nobody means the ward team.
    pub fn read(&self, form: &mut Fields, ask: &str) -> Option<Option<&Agency>> {
        form.one_of(
            "agency",
            |slug| match slug {
                TEAM => Some(None),
                slug => self.mine.iter().find(|it| it.slug == slug).map(Some),
            },
            ask,
        )
    }
}
