//! The published points in metres, each with its ward: worked out once after an import.

use std::sync::{Arc, OnceLock};

use base::House;
use statistics::{Area, AreaIndex, from_national_grid, to_national_grid};
use wards::{Atlas, boundaries::shape};

use crate::Month;
use crate::recorded::Recorded;

/// Points and wards on the National Grid.
pub struct Ground {
    atlas: Arc<Atlas>,
    recorded: Arc<Recorded>,
    index: AreaIndex,
    /// Metres east and north of each point, to the millimetre.
    pub metres: Vec<Option<[f64; 2]>>,
    /// The ward of each point, as a place in the atlas.
    pub ward: Vec<Option<usize>>,
    /// The edges of the wards in metres, as in the atlas.
    pub edges: Vec<Vec<Vec<[f64; 2]>>>,
    /// The months for which stops are told.
    pub stop_months: Vec<Month>,
    small: OnceLock<SmallAreas>,
}

/// The small areas of the census on the National Grid, as in the atlas.
pub struct SmallAreas {
    /// For placing points, and for who touches whom.
    pub areas: Vec<Area>,
    /// Their edges in metres.
    pub edges: Vec<Vec<Vec<[f64; 2]>>>,
    /// The middle of each, in metres.
    pub middle: Vec<Option<[f64; 2]>>,
    /// The small area of each published point.
    pub of_point: Vec<Option<u32>>,
}

/// To the millimetre, so that a file holds exactly what was counted.
fn millimetre(at: [f64; 2]) -> [f64; 2] {
    at.map(|it| (it * 1000.0).round() / 1000.0)
}

fn metres(point: [i32; 2]) -> Option<[f64; 2]> {
    to_national_grid(f64::from(point[0]) / 1e6, f64::from(point[1]) / 1e6).map(millimetre)
}

/// Longitude and latitude of metres, in millionths of a degree.
pub fn degrees_e6(at: [f64; 2]) -> Option<[i32; 2]> {
    #[expect(clippy::cast_possible_truncation, reason = "degrees fit well")]
    from_national_grid(at[0], at[1]).map(|it| it.map(|degree| (degree * 1e6).round() as i32))
}

/// Rings in metres.
fn lines(rings: &[Vec<[i32; 2]>]) -> Vec<Vec<[f64; 2]>> {
    let line = |ring: &Vec<[i32; 2]>| ring.iter().filter_map(|it| metres(*it)).collect();
    rings.iter().map(line).collect()
}

impl Ground {
    /// The ground of today's wards and points.
    pub fn of(house: &House, atlas: &Arc<Atlas>, recorded: &Arc<Recorded>) -> Arc<Self> {
        if let Some(kept) = house.kept::<Self>()
            && Arc::ptr_eq(&kept.atlas, atlas)
            && Arc::ptr_eq(&kept.recorded, recorded)
        {
            return kept;
        }
        let areas: Vec<Area> = atlas
            .wards
            .iter()
            .zip(&atlas.edges)
            .map(|(ward, rings)| Area {
                code: ward.code.clone(),
                rings: rings.clone(),
            })
            .collect();
        let index = AreaIndex::new(&areas);
        let points = recorded.points();
        let ward: Vec<Option<usize>> = points.iter().map(|it| index.find(it[0], it[1])).collect();
        house.keep(Self {
            metres: points.iter().map(|it| metres(*it)).collect(),
            stop_months: recorded.months_with_stops(|point| ward[point].is_some()),
            ward,
            edges: atlas.edges.iter().map(|rings| lines(rings)).collect(),
            small: OnceLock::new(),
            index,
            atlas: Arc::clone(atlas),
            recorded: Arc::clone(recorded),
        })
    }

    /// The ward at a place in metres.
    pub fn ward_at(&self, at: [f64; 2]) -> Option<usize> {
        let [lon, lat] = degrees_e6(at)?;
        self.index.find(lon, lat)
    }

    /// The small areas: worked out when somebody first counts in them.
    pub fn small_areas(&self) -> &SmallAreas {
        self.small.get_or_init(|| {
            let of = &self.atlas.small_areas;
            let areas: Vec<Area> = of
                .iter()
                .map(|it| Area {
                    code: it.code.clone(),
                    rings: it.rings.clone(),
                })
                .collect();
            let middle = |rings: &Vec<Vec<[i32; 2]>>| {
                let (lon, lat) = shape::centre(rings)?;
                to_national_grid(lon, lat).map(millimetre)
            };
            SmallAreas {
                of_point: AreaIndex::new(&areas).find_all(self.recorded.points()),
                edges: of.iter().map(|it| lines(&it.rings)).collect(),
                middle: of.iter().map(|it| middle(&it.rings)).collect(),
                areas,
            }
        })
    }
}
