//! An answer: all parts of it, worked out once and kept until something is imported.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use base::{Desk, Stop};

use super::grid::Grid;
use super::scene::{Nothing, Reader, Scene};
use super::section::{Part, Section};
use super::{cells, change, harm, hours, places, repeats, similar, trend};
use crate::cube::{Cube, Period};
use crate::recorded::Recorded;

/// No more answers are kept.
const KEPT: usize = 48;

/// An answer, with what it was made of.
pub struct Explored {
    /// The parts, in the order they are read.
    pub sections: Vec<Section>,
    /// The question, as a query.
    pub query: String,
    /// "Burglary in Fairmead".
    pub title: String,
    /// The ward, where it is about one.
    pub ward: Option<wards::Ward>,
    /// Which boundaries.
    pub boundaries: String,
}

impl Explored {
    /// A part of it.
    #[must_use]
    pub fn part(&self, part: Part) -> Option<&Section> {
        self.sections.iter().find(|it| it.part == part)
    }
}

/// The answers since the last import.
struct Kept {
    cube: Arc<Cube>,
    recorded: Arc<Recorded>,
    answers: Mutex<HashMap<String, Arc<Explored>>>,
}

/// Answers a question for an analyst, who sees all, or for papers, which hold only what may be public. Nothing where nothing is
/// loaded.
///
/// # Errors
/// When a ward is not theirs to see, and when the store cannot be read.
pub async fn explore(
    desk: &mut Desk,
    query: &str,
    reader: Reader,
) -> Result<Option<Arc<Explored>>, Stop> {
    match Scene::load(desk, query, reader).await? {
        Err(Nothing) => Ok(None),
        Ok(scene) => Ok(Some(answer(desk, scene).await?)),
    }
}

/// Answers from a scene, or gives the answer that is kept.
pub(super) async fn answer(desk: &Desk, scene: Scene) -> Result<Arc<Explored>, Stop> {
    let residents: u64 = scene.residents.of_wards.values().sum();
    let key = format!(
        "{} {:?} {} {residents}",
        scene.question.query(),
        scene.reader,
        scene.sees_all_wards
    );
    let shelf = shelf(desk, &scene);
    let kept = |shelf: &Kept| {
        let answers = shelf.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get(&key).cloned()
    };
    if let Some(answer) = kept(&shelf) {
        return Ok(answer);
    }
    // Sums over a million rows do not hold up whoever else asks.
    let made = tokio::task::spawn_blocking(move || Arc::new(work_out(&scene)))
        .await
        .map_err(anyhow::Error::from)?;
    let mut answers = shelf.answers.lock().unwrap_or_else(PoisonError::into_inner);
    if answers.len() >= KEPT {
        answers.clear();
    }
    answers.insert(key, Arc::clone(&made));
    Ok(made)
}

fn shelf(desk: &Desk, scene: &Scene) -> Arc<Kept> {
    if let Some(kept) = desk.house().kept::<Kept>()
        && Arc::ptr_eq(&kept.cube, &scene.cube)
        && Arc::ptr_eq(&kept.recorded, &scene.recorded)
    {
        return kept;
    }
    desk.house().keep(Kept {
        cube: Arc::clone(&scene.cube),
        recorded: Arc::clone(&scene.recorded),
        answers: Mutex::default(),
    })
}

/// The grid of a question with the months it answers for and those it knows, where points are kept.
pub(super) fn grid(scene: &Scene) -> Option<(Grid, Period, Period)> {
    let (period, points) = (scene.period_with_points()?, scene.with_points()?);
    Some((Grid::of(scene, points)?, period, points))
}

fn by_place(scene: &Scene) -> [Section; 3] {
    let parts = [Part::Where, Part::Concentration, Part::Check];
    let unrecorded = scene.not_recorded(scene.question.period);
    match (unrecorded, grid(scene)) {
        (Some(why), _) => parts.map(|part| Section::refused(part, why.clone())),
        (None, None) => parts.map(|part| places::no_points(scene, part)),
        (None, Some((grid, period, points))) => [
            places::places(scene, &grid, period, points),
            cells::concentration(scene, &grid, period),
            cells::check(scene, &grid, period, points),
        ],
    }
}

fn work_out(scene: &Scene) -> Explored {
    if let Some(why) = scene.unfit_for_papers() {
        return explored(
            scene,
            Part::ALL
                .iter()
                .map(|part| Section::refused(*part, why))
                .collect(),
        );
    }
    let [map, concentration, check] = by_place(scene);
    let sections = vec![
        change::change(scene),
        trend::trend(scene),
        map,
        concentration,
        repeats::repeats(),
        hours::when(scene),
        similar::similar(scene),
        harm::harm(scene),
        check,
    ];
    explored(scene, sections)
}

fn explored(scene: &Scene, sections: Vec<Section>) -> Explored {
    Explored {
        sections,
        query: scene.question.query(),
        title: format!("{} in {}", scene.question.what.name, scene.question.place()),
        ward: scene.question.one_ward().cloned(),
        boundaries: scene.boundaries.clone(),
    }
}
