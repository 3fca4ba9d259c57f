//! What those who reported say when it is over: whether it is fixed, and how they were dealt with; for anyone.

use askama::Template;
use axum::{Extension, extract::Query};
use base::{Answer, Desk};
use concerns::questionnaires::Question;
use evidence::publishing::{Grid, Shown};
use web::{
    Cell, Frame, Sheet, Wants,
    fields::{Field, Table},
    page, row, wants,
};

use super::{
    chosen::{ASKS, Ask, BESIDE, Chosen, Counted, count, percent},
    share::Share,
};

/// What reporters say.
pub(crate) static ANSWERS: Table = Table {
    title: "What reporters say",
    name: "rows",
    version: 3,
    about: "A ward, a kind or an agency; the last row is all together. Answers that were first given in the quarter, when a report was over, counted once when the quarter is. A count under the place's smallest is hidden, and others where they would give it away; a share that would give one away is left out, and one of fewer than 30. No range is given: it would only be true of people drawn by chance, and these chose to answer.",
    routes: &["/results/answers"],
    asks: ASKS,
    groups: &[&[
        Field::text("of", "The name of the ward, the kind or the agency."),
        count("fixed_answers", "Answers to: is it fixed? Yes or no."),
        percent("fixed_percent", "Of those, yes."),
        count(
            "informed_answers",
            "Answers to: did we tell you what was done? Yes, partly or no.",
        ),
        percent("informed_percent", "Of those, yes."),
        count(
            "in_time_answers",
            "Answers to: was it dealt with in good time? Yes, partly or no.",
        ),
        percent("in_time_percent", "Of those, yes."),
        count(
            "again_answers",
            "Answers to: would you report something again? Yes, not sure or no.",
        ),
        percent("again_percent", "Of those, yes."),
    ]],
    beside: BESIDE,
};

/// Answers to one question, as they may be shown.
struct Said {
    answers: Shown,
    yes: Option<Share>,
}

impl Said {
    fn words(&self) -> String {
        match (self.yes, self.answers) {
            (Some(it), _) => format!("{}%", it.percent),
            (None, Shown::Count(0)) => "No answers".to_owned(),
            (None, Shown::Count(n)) => web::many(n, "answer"),
            (None, _) => "Hidden".to_owned(),
        }
    }

    /// Of how many a share is. Those who answer were not drawn by chance, so there is no range.
    fn of(&self) -> Option<String> {
        let n = self.answers.count().filter(|_| self.yes.is_some())?;
        Some(format!("of {}", web::number(n)))
    }
}

struct Row {
    name: String,
    said: Vec<Said>,
}

impl Row {
    fn cells(self) -> Vec<Cell> {
        let mut cells = row![self.name];
        for it in self.said {
            cells.push(it.answers.into());
            cells.push(it.yes.map(|it| it.percent).into());
        }
        cells
    }
}

#[derive(Template)]
#[template(path = "results/answers.html")]
struct Page {
    frame: Frame,
    chosen: Chosen,
    stood: String,
    rows: Vec<Row>,
    questions: Vec<&'static str>,
}

/// The page, or the same as a file.
pub(super) async fn show(
    mut desk: Desk,
    Query(ask): Query<Ask>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let chosen = Chosen::of(&desk, &ask, "Answered in")?;
    let found = chosen.found(&mut desk).await?;
    let (stood, on) = (found.day(), found.on);
    let rows = published(found.counts, &chosen);
    let title = "What reporters say";
    match wants(form) {
        Wants::Page => {
            let page_ = Page {
                frame: Frame::of(&desk, title)
                    .about("Whether those who reported something say that it is fixed, that they were told, and that they would report again.")
                    .crumb("/", "Home")
                    .crumb("/results", "You said, we did")
                    .crumb("", title),
                questions: Question::ALL.iter().map(|it| it.label()).collect(),
                chosen,
                stood,
                rows,
            };
            page(&desk, &page_)
        }
        form => Sheet::new(&ANSWERS, rows.into_iter().map(Row::cells).collect())
            .file(chosen.file("what-reporters-say"))
            .beside("by", chosen.by)
            .beside("from", chosen.quarter.first().to_string())
            .beside("to", chosen.quarter.last().to_string())
            .beside("as_it_stood", on.to_string())
            .answer(form),
    }
}

/// The rows as they may be shown, and all together as the last one. Each question is a table by itself.
fn published(counted: Counted, chosen: &Chosen) -> Vec<Row> {
    let mut said: Vec<Vec<Said>> = Vec::new();
    for question in 0..Question::ALL.len() {
        let [a, b, c] = &counted.each(|it| it.said[question]);
        let grids = Grid::together([a, b, c], chosen.minimum.into());
        let grid = grids.into_iter().nth(chosen.pick([0, 1, 2]));
        let Some(grid) = grid else { continue };
        let sums = grid.row_sums.into_iter().chain([grid.all]);
        let cells = grid.rows.into_iter().chain([grid.column_sums]);
        for (at, (answers, cells)) in sums.zip(cells).enumerate() {
            if said.len() <= at {
                said.push(Vec::new());
            }
            said[at].push(Said {
                answers,
                yes: Share::told(cells[0], answers),
            });
        }
    }
    let names = chosen.pick(counted.0).into_iter().map(|it| it.0);
    names
        .chain(["All together".to_owned()])
        .zip(said)
        .map(|(name, said)| Row { name, said })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use concerns::measures::Figures;

    fn shown(said: &[[u64; 3]]) -> Vec<Row> {
        let figures = |said| Figures {
            said: [said, [0; 3], [0; 3], [0; 3]],
            ..Figures::default()
        };
        let rows: Vec<_> = said
            .iter()
            .map(|it| (String::new(), figures(*it)))
            .collect();
        let mut all = Figures::default();
        rows.iter().for_each(|(_, it)| all.add(it));
        let whole = vec![(String::new(), all)];
        published(Counted([rows, whole.clone(), whole]), &Chosen::for_tests(5))
    }

    #[test]
    fn a_share_that_gives_a_small_count_away_is_not_told() {
        let rows = shown(&[[60, 0, 2], [40, 0, 40], [30, 0, 10]]);
        assert_eq!(rows[0].said[0].yes, None, "all but two say yes");
        assert_eq!(rows[0].said[0].answers, Shown::Count(62));
        let told = rows.iter().filter(|it| it.said[0].yes.is_some()).count();
        assert_eq!(told, 2, "another row is hidden with it; the sum stays");
        assert_eq!(rows[3].said[0].words(), "71%");
        assert_eq!(rows[3].said[0].of().as_deref(), Some("of 182"));
        assert_eq!(rows[3].said[1].words(), "No answers");
    }

    #[test]
    fn two_hidden_rows_with_a_sum_of_four_take_a_third_along() {
        let rows = shown(&[[1, 0, 0], [3, 0, 0], [30, 0, 10], [40, 0, 20]]);
        let hidden = |it: &&Row| it.said[0].answers == Shown::Hidden;
        assert!(rows.iter().filter(hidden).count() > 2);
    }
}
