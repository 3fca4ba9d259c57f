//! Every sum the project does on evidence, apart from pages, files and databases.
//!
//! One file per measure. Each says what it works out, where the method comes from, in what unit the answer is, when
//! it must not be used, and shows an example small enough to check by hand. Chance comes in as a seed, so that the same
//! evidence gives the same words on every machine.

mod british_national_grid;
mod chance;
mod clusters_dbscan;
mod comparison;
mod kernel_density;
mod knox;
mod local_g;
mod moran;
mod spatial_join;
mod suppression;
mod usual_range;
mod wilson;

pub use british_national_grid::{from_national_grid, project, to_national_grid, unproject};
pub use chance::Chance;
pub use clusters_dbscan::{core_distances, dbscan};
pub use comparison::{
    Comparison, ExactComparison, Finding, Window, compare, dispersion, exact_comparison,
};
pub use kernel_density::{
    Kernel, Raster, density_at, density_own_shape, density_surface, mass_inside, spread,
    usual_bandwidth,
};
pub use knox::{Distance, KnoxBands, KnoxCell, knox};
pub use local_g::{HotSpotClass, Weights, gi, gi_star, hot_spot_class, permuted_upper};
pub use moran::{MapMeasure, global_g, local_moran, moran};
pub use spatial_join::{Area, AreaIndex};
pub use suppression::{can_be_worked_out, mask};
pub use usual_range::{Direction, GoodDirection, UsualRange, direction, usual_range};
pub use wilson::{Interval, wilson};
