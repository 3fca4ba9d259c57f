//! Every sum the project does on evidence, apart from pages, files and databases.
//!
//! One file per measure. Each says what it works out, where the method comes from, in what unit the answer is, when
//! it must not be used, and shows an example small enough to check by hand. Chance comes in as a seed, so that the same
//! evidence gives the same words on every machine.

mod british_national_grid;
mod chance;
mod clusters_dbscan;
mod comparison;
mod control_chart;
mod counts;
mod cusum;
mod difference_in_differences;
mod early_warning;
mod ears;
mod farrington;
mod glm;
mod glr_cusum;
mod interrupted_series;
mod kernel_density;
mod knox;
mod local_g;
mod moran;
mod spatial_join;
mod spread_of_sums;
mod stl;
mod suppression;
mod trend;
mod usual_range;
mod weighted_displacement;
mod wilson;

mod aoristic;
mod concentration;
mod dealt_out;
mod false_discovery;
mod forecast_check;
mod harm;
mod hot_cells;
mod hot_over_time;
mod incomplete_beta;
mod masking;
mod overlapping_parts;
mod raking;
mod rates;
mod repeat_places;
mod scan;
mod shares;
mod survey;
mod tiles;
mod two_stage_discovery;

pub use british_national_grid::{from_national_grid, project, to_national_grid, unproject};
pub use chance::Chance;
pub use clusters_dbscan::{core_distances, dbscan};
pub use comparison::{
    Comparison, ExactComparison, Finding, MONTHS_FOR_SPREAD, Window, compare, compare_spread,
    dispersion, exact_comparison, likeness, minimum_likelihood_p,
};
pub use control_chart::{
    ChartPoint, ChartRule, ChartSignal, chart_signals, individuals_chart, rate_chart, share_chart,
};
pub use counts::CountSpread;
pub use cusum::{CusumOptions, CusumPoint, CusumScale, cusum};
pub use difference_in_differences::{DifferenceInDifferences, PanelRow, difference_in_differences};
pub use early_warning::{
    EarlyWarning, SlowRise, Usual, early_warning, early_warnings, years_looked_back,
};
pub use ears::{Ears, EarsFinding, EarsOptions, ears, ears_chance};
pub use farrington::{
    Farrington, FarringtonOptions, NoFarrington, Power, Threshold, farrington, farrington_latest,
};
pub use glm::{
    Besides, Design, Fit, NegativeBinomialFit, Spread, fit_counts, fit_negative_binomial,
    fit_values,
};
pub use glr_cusum::{
    Change, GlrChart, GlrLine, GlrOptions, GlrPoint, Search, Shift, glr_cases, glr_cusum,
    glr_cusum_fitted,
};
pub use interrupted_series::{
    Segments, interrupted_log_series, interrupted_series, newey_west, segmented_line,
    segmented_log_line, usual_lag,
};
pub use kernel_density::{
    Kernel, Raster, density_at, density_own_shape, density_surface, deviation, mass_inside, spread,
    usual_bandwidth,
};
pub use knox::{Distance, KnoxBands, KnoxCell, knox, knox_watched, near_pairs_up_to};
pub use local_g::{
    HotSpotClass, Weights, gi, gi_star, hot_spot_class, permuted_upper, permuted_upper_watched,
};
pub use moran::{MapMeasure, global_g, local_moran, moran};
pub use spatial_join::{Area, AreaIndex};
pub use spread_of_sums::{SUMS_FOR_SPREAD, SpreadOfSums, compare_sums, spread_of_sums};
pub use stl::{SeasonWindow, Stl, StlOptions, StlWindows, stl};
pub use suppression::{Table, attack, attack::Attack, mask};
pub use trend::{
    NegativeBinomialTrend, QuasiPoissonTrend, TrendLine, negative_binomial_trend,
    quasi_poisson_trend,
};
pub use usual_range::{Direction, GoodDirection, UsualRange, direction, usual_range};
pub use weighted_displacement::{
    BeforeAfter, Displacement, DisplacementQuotient, RelativeChange, WeightedDifference,
    displacement_quotient, relative_change, weighted_displacement,
};
pub use wilson::{Interval, wilson};

pub use aoristic::{HourByWeekday, hour_by_weekday, hour_by_weekday_told};
pub use concentration::{ByChance, Concentration, concentration, concentration_by_chance};
pub use false_discovery::{
    benjamini_hochberg, benjamini_yekutieli, bonferroni, hochberg, holm, hommel, sidak,
};
pub use forecast_check::{ForecastCheck, forecast_check, forecast_checks};
pub use harm::{Harm, HarmWeights, harm, too_broad};
pub use hot_cells::{HOT, HotCells, hot_cells, hot_cells_watched};
pub use hot_over_time::{
    FEWEST_PERIODS, HotOverTime, PERIODS, hot_over_time, months_in_a_period, periods_back,
};
pub use masking::displaced;
pub use overlapping_parts::{apart, doubled_area};
pub use raking::{Margin, Raked, RakingFault, effective_answers, kish_effect, rake};
pub use rates::{EVENTS_FOR_RATE, rate_range};
pub use repeat_places::{Again, RepeatPlaces, again_within, repeat_places};
pub use scan::{Cluster, Ground, Scan, ScanInput, ScanModel, ScanSettings, scan, scan_watched};
pub use shares::{clopper_pearson, jeffreys, newcombe};
pub use survey::{Estimate, SurveyDesign, beta_range, logit_range, survey_mean};
pub use tiles::{Shape, Tile, Tiles, areas_around};
pub use two_stage_discovery::{
    TwoStage, benjamini_krieger_yekutieli, two_stage_benjamini_hochberg,
};
