//! The page: the question as a form, the answer part by part.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::RawQuery};
use base::{Act, Answer, Desk, On};
use web::{Fields, Frame, Wants, page};

use super::answer::{Explored, answer, explore};
use super::question::{Against, Question, UNITS, What, open_wards, whole_is_open};
use super::scene::{Nothing, Reader, Scene};
use super::{file, saved};
use crate::unit::Unit;

#[derive(Template)]
#[template(path = "explorer/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    asked: Option<Asked>,
    views: Vec<saved::View>,
    /// Whether logs of incidents are open to whoever asks.
    logs: bool,
}

/// The question, its choices and its answer.
struct Asked {
    whats: Vec<(String, String)>,
    wards: Vec<(String, String)>,
    several: Vec<(String, String)>,
    months: Vec<(String, String)>,
    againsts: Vec<(String, String)>,
    cells: Vec<(String, String)>,
    open_several: bool,
    answer: Arc<Explored>,
    notes: Vec<String>,
    keeps: String,
    papers: Option<String>,
    fit: Vec<super::Part>,
}

impl Asked {
    /// Where a part is added to papers, if they take it.
    fn papers(&self, part: &super::Part) -> Option<String> {
        let path = self.papers.as_ref()?;
        let fits = self.fit.contains(part);
        fits.then(|| format!("{path}&part={}", part.word()))
    }
}

/// The form with what was asked in it.
fn filled(question: &Question) -> Fields {
    let ward = match question.one_ward() {
        Some(ward) => ward.slug.clone(),
        None => "all".into(),
    };
    let mut form = Fields::fresh()
        .with("what", &question.what.word)
        .with("ward", ward)
        .with("from", question.period.first)
        .with("to", question.period.last)
        .with("against", question.against.word())
        .with("cell", question.unit.word());
    if !question.whole && question.wards.len() > 1 {
        for ward in &question.wards {
            form = form.and("wards", &ward.slug);
        }
    }
    form
}

fn pair(word: impl ToString, label: impl ToString) -> (String, String) {
    (word.to_string(), label.to_string())
}

/// The page, or a part of it as a file.
pub(super) async fn show(
    mut desk: Desk,
    RawQuery(query): RawQuery,
    wants: Option<Extension<Wants>>,
) -> Answer {
    let query = query.unwrap_or_default();
    let logs = desk.may(Act::AskLog, &On::default());
    let scene = match Scene::load(&mut desk, &query, Reader::Analyst).await? {
        Ok(scene) => scene,
        Err(Nothing) => {
            let frame = Frame::of(&desk, "Analysis");
            return page(
                &desk,
                &Page {
                    frame,
                    form: Fields::fresh(),
                    asked: None,
                    views: Vec::new(),
                    logs,
                },
            );
        }
    };
    let wants = web::wants(wants);
    if wants != Wants::Page {
        return file::part(&desk, scene, &query, wants).await;
    }
    let person = desk.person();
    let views = saved::store::of(desk.tx(), person).await?;
    let open = open_wards(&desk, &scene.atlas);
    let wards: Vec<_> = open.iter().map(|it| pair(&it.slug, &it.name)).collect();
    let mut one = wards.clone();
    if whole_is_open(&desk) {
        one.insert(0, pair("all", "All wards"));
    }
    let form = filled(&scene.question);
    let question = &scene.question;
    let papers = if scene.is_plain() {
        explore(&mut desk, &question.query(), Reader::Papers).await?
    } else {
        None
    };
    let fit = papers.map_or_else(Vec::new, |it| {
        let parts = it.sections.iter().filter(|it| it.refused.is_none());
        parts.map(|it| it.part).collect()
    });
    let months: Vec<_> = scene.known.unwrap_or(question.period).months().collect();
    let mut asked = Asked {
        whats: What::all(&scene.cube)
            .iter()
            .map(|it| pair(&it.word, &it.name))
            .collect(),
        wards: one,
        open_several: !question.whole && question.wards.len() > 1,
        several: if wards.len() > 1 { wards } else { Vec::new() },
        months: months
            .into_iter()
            .rev()
            .map(|it| pair(it, it.words()))
            .collect(),
        againsts: Against::ALL.iter().map(|it| pair(it.word(), it)).collect(),
        cells: UNITS
            .iter()
            .filter(|it| **it != Unit::SmallAreas || !scene.atlas.small_areas.is_empty())
            .map(|it| pair(it.word(), it.label()))
            .collect(),
        notes: question.notes.clone(),
        keeps: if question.moves(scene.known) {
            format!(
                "It keeps the latest {}: after the next import the months move on.",
                match question.period.len() {
                    1 => "month".to_owned(),
                    many => format!("{many} months"),
                }
            )
        } else {
            format!(
                "It keeps to {}, whatever is imported later.",
                question.period.words()
            )
        },
        papers: question
            .one_ward()
            .map(|it| format!("/desk/wards/{}/papers?{}", it.slug, question.query())),
        fit,
        answer: answer(&desk, scene).await?,
    };
    // Whoever asks about similar wards reads about them first.
    if form.raw("against") == Against::Similar.word() {
        let mut first = Explored {
            sections: asked.answer.sections.clone(),
            query: asked.answer.query.clone(),
            title: asked.answer.title.clone(),
            ward: asked.answer.ward.clone(),
            boundaries: asked.answer.boundaries.clone(),
        };
        first
            .sections
            .sort_by_key(|it| it.part != super::Part::Similar);
        asked.answer = Arc::new(first);
    }
    let frame = Frame::of(&desk, format!("{} - Analysis", asked.answer.title));
    page(
        &desk,
        &Page {
            frame,
            form,
            asked: Some(asked),
            views,
            logs,
        },
    )
}
